"""Files of targets: TOML that says what is known, in whom, with what interval, and how it is counted in a world."""

import inspect
import math
import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal, get_type_hints

from pydantic import Field, create_model

from turnaround_sim.evidence.checked import Table, checked, one_name, wrong
from turnaround_sim.evidence.statistics import STATISTICS
from turnaround_sim.evidence.worlds import World
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.provenance import tidy, written

Use = Literal["calibrate", "validate", "set"]

SHIPPED = Path(__file__).parents[1] / "targets"
SCENARIOS = Path(__file__).parents[1] / "scenarios"


@dataclass(frozen=True)
class Target:
    """A fact from the record that the model is asked to meet.

    `statistic` names the function that counts it in a world, with `options`; months in them count from July 2013.
    `low` and `high` are the 95% interval of the value. What goes in as it is (`use` is "set") has no statistic and need
    have no interval (NaN); `held_by` says which parameter or lever holds it. `n` is None where no source states it.
    """

    id: str
    fact: str
    statistic: str
    options: Mapping[str, Any] = field(hash=False)
    value: float
    low: float
    high: float
    unit: str
    n: int | None
    population: str
    period: str
    source: str
    use: Use
    held_by: str = ""

    def of(self, world: World) -> float:
        """The target's statistic in a world; NaN where there is nothing to count."""
        if not self.statistic:
            raise ValueError(f"{self.id} goes in as it is, so there is nothing to count")
        return STATISTICS[self.statistic](world, **self.options)


@dataclass(frozen=True)
class Targets:
    """Targets that belong together, with the scenario in which they are to be met."""

    name: str
    title: str
    scenario: str
    targets: tuple[Target, ...]

    @property
    def fitted(self) -> tuple[Target, ...]:
        """Those that a model is fitted to."""
        return tuple(target for target in self.targets if target.use == "calibrate")

    @property
    def held_out(self) -> tuple[Target, ...]:
        """Those that are never fitted, and judge it."""
        return tuple(target for target in self.targets if target.use == "validate")


Text = Annotated[str, Field(min_length=1, description="text in quotation marks")]
Number = Annotated[float, Field(description="a number")]


class _File(Table):
    """What a file of targets may say."""

    name: Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9._-]*$", description="letters, digits, . - _")] = ""
    title: Annotated[str, Field(description="text in quotation marks")] = ""
    scenario: Text
    targets: Annotated[list[dict[str, object]], Field(description="one table after another, each under [[targets]]")]


class _Row(Table):
    """What a target may say."""

    id: Text
    fact: Text
    statistic: Text = ""
    options: Annotated[dict[str, object], Field(description="keys with values")] = Field(default_factory=dict)
    value: Number
    low: Number = math.nan
    high: Number = math.nan
    unit: Text
    n: Annotated[int | None, Field(ge=1, description="a whole number from 1")] = None
    population: Text
    period: Text
    source: Text
    use: Use
    held_by: Text = ""


def read_targets(name_or_path: str | Path) -> Targets:
    """Targets from a file, or those that come with the package, by name.

    Raises Mistake at the first thing that is wrong, with file, key, value, what is allowed and the nearest right name.
    """
    path, file = _found(name_or_path)
    said = checked(_File, _parsed(path, file), file)
    scenario = _scenario(said.scenario, path, file)
    targets: list[Target] = []
    for number, row in enumerate(said.targets, start=1):
        target = _target(row, file, number)
        if target.id in [other.id for other in targets]:
            text = f"{written(target.id)} names another target already; allowed: a name for each"
            raise wrong(file, f"target {number}: id", target.id, text)
        targets.append(target)
    if not any(target.use == "calibrate" for target in targets):
        text = 'there is none to fit; allowed: at least one with use = "calibrate"'
        raise Mistake(text, file=file, key="targets")
    return Targets(said.name or path.stem, said.title, scenario, tuple(targets))


def shipped_targets() -> tuple[str, ...]:
    """The names of the targets that come with the package."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def _found(asked: str | Path) -> tuple[Path, str]:
    """The file that is asked for, and how to call it in messages."""
    if Path(asked).is_file():
        return Path(asked), str(asked)
    names = shipped_targets()
    if str(asked) in names:
        return SHIPPED / f"{asked}.toml", f"{asked}.toml"
    near = nearest(str(asked), names) or nearest(Path(asked).stem, names)
    text = f"{written(str(asked))} is neither a file nor shipped targets; shipped: {', '.join(names)}{near}"
    raise wrong("", "targets", str(asked), text)


def _parsed(path: Path, file: str) -> Mapping[str, object]:
    """What the file says; Mistake, with the line, where it cannot be read."""
    try:
        raw = path.read_bytes()
        return tomllib.loads(raw.decode("utf-8-sig"))
    except OSError as error:
        raise Mistake(f"cannot be read ({error.strerror})", file=file) from None
    except UnicodeDecodeError:
        raise Mistake("is not UTF-8 text; save the file as UTF-8", file=file) from None
    except tomllib.TOMLDecodeError as error:
        reason, _, place = str(error).partition(" (at ")
        found = re.search(r"line (\d+)", place)
        line = int(found[1]) if found else raw.count(b"\n") + 1
        text = f"line {line} is not well-formed TOML ({reason[:1].lower()}{reason[1:]})"
        raise Mistake(text, file=file, key=f"line {line}") from None


def _scenario(asked: str, path: Path, file: str) -> str:
    """The scenario as `read_scenario` will find it: a shipped name, or a file beside the targets."""
    beside = path.parent / asked
    if beside.is_file():
        return str(beside)
    names = sorted(one.stem for one in SCENARIOS.glob("*.toml"))
    one_name(file, "scenario", asked, names, "a shipped scenario, nor a file beside the targets")
    return asked


def _target(said: Mapping[str, object], file: str, number: int) -> Target:
    """One target, checked; Mistake if it is wrong."""
    place = f"target {said['id']}" if isinstance(said.get("id"), str) and said["id"] else f"target {number}"
    row = checked(_Row, said, file, place)
    told = row.model_dump()
    if row.use == "set":
        for key in ("statistic", "options"):
            if key in said:
                text = f'{written(said[key])} counts what use = "set" puts in as it is; allowed: no {key}'
                raise wrong(file, f"{place}: {key}", said[key], text)
        _needed(said, ("held_by",), file, place, row.use)
    else:
        _needed(said, ("statistic", "low", "high"), file, place, row.use)
        if "held_by" in said:
            text = f'{written(row.held_by)} holds what goes in as it is; allowed: only with use = "set"'
            raise wrong(file, f"{place}: held_by", row.held_by, text)
        one_name(file, f"{place}: statistic", row.statistic, STATISTICS, "a statistic")
        told["options"] = checked(options_of(row.statistic), row.options, file, f"{place}: options", ".").model_dump()
    _in_order(row, file, place)
    return Target(**told)


def _needed(said: Mapping[str, object], keys: tuple[str, ...], file: str, place: str, use: str) -> None:
    for key in keys:
        if key not in said:
            raise Mistake(f'{place}: {key} is missing; use = "{use}" needs it', file=file, key=f"{place}: {key}")


def _in_order(row: _Row, file: str, place: str) -> None:
    """Nothing if the interval holds the value, else the mistake."""
    if row.low > row.high:
        text = f"{tidy(row.low)} is above high = {tidy(row.high)}; allowed: an interval the right way round"
        raise wrong(file, f"{place}: low", row.low, text)
    if row.value < row.low or row.value > row.high:
        text = f"{tidy(row.value)} lies outside its interval; allowed: {tidy(row.low)} to {tidy(row.high)}"
        raise wrong(file, f"{place}: value", row.value, text)


@cache
def options_of(statistic: str) -> type[Table]:
    """What a statistic may be asked, as its signature has it."""
    function = STATISTICS[statistic]
    hints = get_type_hints(function, include_extras=True)
    asked: dict[str, Any] = {
        name: (hints[name], ... if parameter.default is parameter.empty else parameter.default)
        for name, parameter in inspect.signature(function).parameters.items()
        if parameter.kind is parameter.KEYWORD_ONLY
    }
    return create_model(statistic, __base__=Table, **asked)
