"""Where a scenario's words come from: its file, the files that it extends, and the command line."""

import os
import re
import tomllib
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.provenance import written
from turnaround_sim.scenario.checks import Place

SHIPPED = Path(__file__).parents[1] / "scenarios"
ON_THE_COMMAND_LINE = "--set"
ASKED = Place("", "scenario")
TEXTS = ("extends", "name", "title", "description", "cohort")


@dataclass(frozen=True)
class Layer:
    """One file, or the values from the command line: its name in messages, its folder and what it says.

    `key` is the table of the file that says it, where it is not the whole file.
    """

    file: str
    folder: Path
    said: Mapping[str, object]
    key: str = ""

    @property
    def place(self) -> Place:
        """Where it is said."""
        return Place(self.file, self.key, "." if self.key else ": ")


def shipped_scenarios() -> tuple[str, ...]:
    """The names of the scenarios that come with the package."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def lineage(name: str, folder: str | Path = "", asked_at: Place = ASKED) -> list[Layer]:
    """The file and all that it extends, eldest first; `name` is sought from `folder`, and was asked for at a place."""
    layers: list[Layer] = []
    seen: list[str] = []
    asking, at = name, asked_at
    while True:
        path, file = _find(asking, str(folder), at)
        real = os.path.realpath(path)
        if real in seen:
            text = f"{written(asking)} closes a circle ({' extends '.join([*(x.file for x in layers), file])})"
            raise at.mistake(asking, f"{text}; allowed: a scenario that does not come back to this one")
        seen.append(real)
        said = parsed(path, file)
        layers.append(Layer(file, path.parent, said))
        if "extends" not in said:
            return layers[::-1]
        at = Place(file, "extends")
        asking, folder = at.text(said["extends"]), str(path.parent)


def _find(asking: str, folder: str, at: Place) -> tuple[Path, str]:
    """The file that is asked for, and how to call it in messages."""
    beside = os.path.normpath(os.path.join(folder, asking)) if asking else ""
    if os.path.isfile(beside):
        return Path(beside), beside
    names = shipped_scenarios()
    if asking in names:
        return SHIPPED / f"{asking}.toml", f"{asking}.toml"
    near = nearest(asking, names) or nearest(Path(asking).stem, names)
    text = f"{written(asking)} is neither a file nor a shipped scenario; shipped: {', '.join(names) or 'none'}{near}"
    raise at.mistake(asking, text)


def parsed(path: Path, file: str) -> Mapping[str, object]:
    """What a TOML file says; Mistake, with the line, where it cannot be read."""
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise Mistake(f"cannot be read ({error.strerror})", file=file) from None
    try:
        return tomllib.loads(raw.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise Mistake(f"line {line} is not UTF-8 text; save the file as UTF-8", file=file, key=f"line {line}") from None
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        found = re.search(r"line (\d+)", place)
        line = int(found[1]) if found else raw.count(b"\n") + 1
        text = f"line {line} is not well-formed TOML ({reason[:1].lower()}{reason[1:]})"
        raise Mistake(text, file=file, key=f"line {line}") from None


def from_command_line(sets: Mapping[str, object]) -> Layer:
    """Dotted paths with their values, as the tables that a file would have held; Mistake if they contradict."""
    whole: dict[str, object] = {}
    for path, value in sets.items():
        *tables, last = path.split(".")
        table = whole
        for step in tables:
            inner = table.setdefault(step, {})
            if not isinstance(inner, dict):
                raise _contradiction(path, value)
            table = inner
        if last in table:
            raise _contradiction(path, value)
        table[last] = _from_text(value, path in TEXTS) if isinstance(value, str) else deepcopy(value)
    return Layer(ON_THE_COMMAND_LINE, Path(), whole)


def _contradiction(path: str, value: object) -> Mistake:
    text = f"{written(value)} meets another setting of the same key; allowed: each key once"
    return Place(ON_THE_COMMAND_LINE, path).mistake(value, text)


def _from_text(text: str, as_text: bool) -> object:
    try:
        read = tomllib.loads(f"value = {text}")
    except tomllib.TOMLDecodeError:
        return text
    value = read["value"]
    return text if len(read) > 1 or (as_text and not isinstance(value, str)) else value
