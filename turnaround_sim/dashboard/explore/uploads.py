"""A visitor's own scenario file: read by the reader of all scenarios, and kept from reaching for anything else."""

import re
import tempfile
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from types import MappingProxyType

from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.scenario import Place, Scenario, parsed, scenario_from, shipped_scenarios
from turnaround_sim.scenario.sources import SHIPPED

MOST_BYTES = 32_000
LONGEST_LINE = 2_000
MOST_LETTERS = 200
"""Of a reason."""

_TABLE = re.compile(r"^\s*\[\s*((?:levers|parameters)\.\w+)\s*\]\s*(?:#.*)?$")
_WITH_REASON = re.compile(r'^\s*(\w+)\s*=\s*(?:"[^"]*"|[^#"]*?)\s*# why: (.*)$')


def file_name(name: str) -> str:
    r"""The name of a file as it may stand in a message and in a command: its last part, plain letters.

    >>> file_name("C:\\plans\\my plan.toml"), file_name("../../etc/passwd"), file_name("")
    ('my-plan.toml', 'passwd.toml', 'scenario.toml')
    """
    last = PurePosixPath(name.replace("\\", "/")).name.removesuffix(".toml")
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", last).strip("-._")[:60]
    return f"{plain or 'scenario'}.toml"


def checked(name: str, content: bytes) -> str:
    """The text of an uploaded scenario file. Raises Mistake where it is no scenario that can be run."""
    if len(content) > MOST_BYTES:
        text = f"it has {len(content):,} bytes; a scenario file of at most {MOST_BYTES:,} is taken here"
        raise Mistake(text, file=name)
    for number, line in enumerate(content.split(b"\n"), start=1):
        if len(line) > LONGEST_LINE:
            text = f"line {number} has {len(line):,} characters; at most {LONGEST_LINE:,} are taken here"
            raise Mistake(text, file=name, key=f"line {number}")
    said(name, content)
    text = content.decode("utf-8-sig")
    read_upload(name, text)
    return text


def said(name: str, content: bytes) -> Mapping[str, object]:
    """What an uploaded file says. Raises Mistake where it cannot be read or reaches for a file."""
    with tempfile.TemporaryDirectory() as beside:
        path = Path(beside) / "uploaded.toml"
        path.write_bytes(content)
        try:
            told = parsed(path, name)
        except (RecursionError, ValueError):
            raise Mistake("it is nested too deeply to be a scenario", file=name) from None
    shipped = shipped_scenarios()
    elder = told.get("extends", shipped[0])
    if elder not in shipped:
        text = f"here a scenario can extend a shipped one only: {', '.join(shipped)}{nearest(str(elder), shipped)}"
        raise Mistake(text, file=name, key="extends", value=str(elder))
    if told.get("cohort", "synthetic") != "synthetic":
        text = "here no file of trusts is read; leave it out, or run the scenario on the command line"
        raise Mistake(text, file=name, key="cohort", value=str(told["cohort"]))
    return told


def read_upload(name: str, text: str, sets: Mapping[str, object] = MappingProxyType({})) -> Scenario:
    """The scenario of an uploaded file, with single values replaced. Raises Mistake as `read_scenario` does."""
    # Only shipped scenarios lie in that folder, so that nothing else can be found from it.
    return scenario_from(said(name, text.encode()), Place(name), SHIPPED, sets)


def reasons_in(text: str) -> dict[str, str]:
    r"""The reasons that a scenario file gives beside its numbers, by path: what the page writes, it also reads.

    >>> reasons_in('[levers.leadership]\npatience = 24  # why: the board asked\nreplace_by = "sham" # why: a # b')
    {'levers.leadership.patience': 'the board asked', 'levers.leadership.replace_by': 'a # b'}
    """
    found, table = {}, ""
    for line in text.splitlines():
        if line.lstrip().startswith("["):
            heading = _TABLE.match(line)
            table = heading[1] if heading else ""
        elif table and (given := _WITH_REASON.match(line)):
            found[f"{table}.{given[1]}"] = one_line(given[2])
    return found


def one_line(text: str) -> str:
    r"""A reason as it is kept: one line of letters that can be seen, and not too many of them.

    >>> one_line("  because\n[levers]\x00 x ")
    'because [levers] x'
    """
    seen = "".join(letter if letter.isprintable() else " " for letter in text)
    return " ".join(seen.split())[:MOST_LETTERS].rstrip()
