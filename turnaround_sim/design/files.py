"""Experiment files: TOML that names arms, each in the words of a scenario file, and grids that make more of them."""

import math
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, NamedTuple

from turnaround_sim import dictionary
from turnaround_sim.beliefs import WORLDS_PER_DRAW
from turnaround_sim.design import fractions
from turnaround_sim.design.contrasts import Contrast, read_contrasts
from turnaround_sim.design.grids import MOST_ARMS, Axis, Level, combinations, listed, merged, one_of, read_axes
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.provenance import Declared, written
from turnaround_sim.scenario import Place, Scenario, parsed, scenario_from

Keep = Literal["outcomes", "tables", "panel"]

SHIPPED = Path(__file__).parents[1] / "experiments"
STUDIES = "sensitivity", "discover", "choose"
"""Verbs whose studies are told in files of the same kind, each in a table of its name."""

TEXTS = ("name", "title", "question", "hypothesis")
KEYS = (
    *TEXTS,
    "extends",
    "baseline",
    "seed",
    "replicates",
    "draws",
    "worlds_per_draw",
    "keep",
    "outcomes",
    "precision",
    "arms",
    "grids",
    "contrasts",
)
GRID_KEYS = ("name", "axes", "all", *fractions.KEYS)

_IN_BRACES = re.compile(r"\{([^{}]*)\}")

KEPT: tuple[Keep, ...] = ("outcomes", "tables", "panel")
PRIMARY = ("shortfall",)

_SEED = Declared("seed", int, 1, "1", 0, 2**63 - 1, "chosen", note="which luck")
_DRAWS = Declared("draws", int, 0, "1", 0, 100_000, "chosen", note="draws of the parameters; 0 for none")
_WORLDS = Declared("worlds_per_draw", int, WORLDS_PER_DRAW, "1", 1, 1000, "chosen", note="worlds under each draw")
_REPLICATES = Declared("replicates", int, 100, "1", 1, 2**31 - 1, "chosen", note="worlds under each arm")


@dataclass(frozen=True)
class Experiment:
    """A question put to the model: arms in the same worlds, one of them the baseline that all others are set against.

    `choices` says for each arm that a grid has made which level it takes on which axis; arms written out one by one
    have none. `outcomes` are those that are shown first; all of them are kept. Beside the replicates at stated values
    there may be `draws` of the parameters, each with `worlds_per_draw` worlds. `contrasts` set arms against others than
    the baseline. `fractions` says of each grid that is not made whole which of its effects cannot be told apart.
    `precision` has half-widths of paired intervals to be reached, by outcome.
    """

    name: str
    arms: Mapping[str, Scenario]
    baseline: str
    seed: int
    replicates: int
    keep: Keep
    outcomes: tuple[str, ...]
    title: str = ""
    question: str = ""
    hypothesis: str = ""
    choices: Mapping[str, Mapping[str, str]] | None = None
    draws: int = 0
    worlds_per_draw: int = WORLDS_PER_DRAW
    contrasts: tuple[Contrast, ...] = ()
    fractions: tuple[str, ...] = ()
    precision: Mapping[str, float] = field(default_factory=dict)


def read_experiment(path: Path | str) -> Experiment:
    """An experiment from its file, or one that comes with the package, by name.

    Raises Mistake at the first thing that is wrong, as scenario files do.
    """
    path, file = _found(path)
    said, top = parsed(path, file), Place(file)
    verbs = [verb for verb in STUDIES if verb in said]
    if verbs:
        text = f"the file asks for a study, in [{verbs[0]}]; it is run by: turnaround {verbs[0]} {path.stem}"
        raise Mistake(text, file=top.file, key=verbs[0])
    top.keys(said, KEYS)
    texts = {name: top.at(name).text(said.get(name, "")) for name in TEXTS}
    told = read_arms(top, said, path.parent)
    arms = told.arms
    if len(arms) < 2:
        few = "one arm is nothing to compare" if arms else "there is no arm"
        text = f"{few}; allowed: two or more, under [arms] or [[grids]]"
        raise Mistake(text, file=top.file, key="arms")
    return Experiment(
        name=texts["name"] or path.stem,
        arms=arms,
        baseline=one_of(top.at("baseline"), said.get("baseline", next(iter(arms))), tuple(arms)),
        seed=top.at("seed").whole(_SEED, said.get("seed", _SEED.value)),
        replicates=top.at("replicates").whole(_REPLICATES, said.get("replicates", _REPLICATES.value)),
        keep=one_of(top.at("keep"), said.get("keep", "outcomes"), KEPT),
        outcomes=read_outcomes(top, said, PRIMARY),
        title=texts["title"],
        question=texts["question"],
        hypothesis=texts["hypothesis"],
        choices=told.choices,
        draws=top.at("draws").whole(_DRAWS, said.get("draws", _DRAWS.value)),
        worlds_per_draw=top.at("worlds_per_draw").whole(_WORLDS, said.get("worlds_per_draw", _WORLDS.value)),
        contrasts=read_contrasts(top.at("contrasts"), said.get("contrasts", []), arms),
        fractions=told.fractions,
        precision=read_precision(top.at("precision"), said.get("precision", {})),
    )


def read_precision(place: Place, said: object) -> dict[str, float]:
    """How precise differences are to be: a half-width of the interval for each outcome that is named, or Mistake."""
    names = tuple(column.name for column in dictionary.OUTCOMES)
    read = {}
    for name, value in place.table(said).items():
        one_of(place, name, names)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
            text = f"{written(value)} is no half-width; allowed: a number above 0, in the unit of the outcome"
            raise place.at(name).mistake(value, text)
        read[name] = float(value)
    return read


class Arms(NamedTuple):
    """Arms as a file tells them, and what a grid chose for each; `fractions` as `Experiment` has them."""

    arms: Mapping[str, Scenario]
    choices: Mapping[str, Mapping[str, str]]
    fractions: tuple[str, ...]


def read_arms(top: Place, said: Mapping[str, object], folder: Path) -> Arms:
    """Every arm of a file, written out or made by a grid; none is no mistake here, an arm that is wrong is."""
    arms: dict[str, Scenario] = {}
    choices: dict[str, Mapping[str, str]] = {}
    prices: list[str] = []
    for name, table, place, chosen in (*_written_out(top, said), *_from_grids(top, said, prices)):
        if name in arms:
            raise place.mistake(name, f"{written(name)} names another arm already; allowed: a name for each")
        if "\n" in name or not name.strip():
            raise place.mistake(name, f"{written(name)} cannot name an arm; allowed: a line of text")
        arms[name] = scenario_from(_extending(said, table), place, folder)
        if chosen:
            choices[name] = chosen
        if len(arms) > MOST_ARMS:
            raise top.at("arms").mistake(None, f"more than {MOST_ARMS:,} arms; allowed: {MOST_ARMS:,} at most")
    return Arms(arms, choices, tuple(prices))


def shipped() -> tuple[str, ...]:
    """The names of all experiments and studies that come with the package."""
    return tuple(sorted(path.stem for path in SHIPPED.glob("*.toml")))


def shipped_experiments() -> tuple[str, ...]:
    """The names of the experiments that come with the package; studies have verbs of their own."""
    return tuple(name for name in shipped() if not verbs_of(name))


def shipped_studies(verb: str) -> tuple[str, ...]:
    """The names of the studies of a verb that come with the package."""
    return tuple(name for name in shipped() if verb in verbs_of(name))


@cache
def verbs_of(name: str) -> tuple[str, ...]:
    """The verbs that a shipped file has a table for, none for an experiment."""
    return tuple(verb for verb in STUDIES if verb in parsed(SHIPPED / f"{name}.toml", f"{name}.toml"))


def _found(asked: Path | str) -> tuple[Path, str]:
    """The file that is asked for, and how to call it in messages."""
    if Path(asked).is_file():
        return Path(asked), str(asked)
    if str(asked) in shipped():
        return SHIPPED / f"{asked}.toml", f"{asked}.toml"
    names = shipped_experiments()
    near = nearest(str(asked), names) or nearest(Path(asked).stem, names)
    text = f"{written(str(asked))} is neither a file nor a shipped experiment; shipped: {', '.join(names)}{near}"
    raise Place("", "experiment").mistake(str(asked), text)


_Arm = tuple[str, Mapping[str, object], Place, Mapping[str, str]]
"""An arm as it was said: name, scenario, where it stands, and what was chosen for it on which axis."""


def _written_out(top: Place, said: Mapping[str, object]) -> Iterator[_Arm]:
    at = Place(top.file, "arms", ".")
    for name, table in at.table(said.get("arms", {})).items():
        yield name, at.at(name).table(table), at.at(name), {}


def _from_grids(top: Place, said: Mapping[str, object], prices: list[str]) -> Iterator[_Arm]:
    """The arms of all grids; to `prices` goes what each fraction of a grid cannot tell apart."""
    for number, one in enumerate(listed(top.at("grids"), said.get("grids", [])), start=1):
        place = top.at(f"grid {number}")
        table = place.table(one)
        place.keys(table, GRID_KEYS, needed=("axes",))
        axes = read_axes(place, table["axes"])
        pattern = place.at("name").text(table["name"]) if "name" in table else ""
        common = place.at("all").table(table.get("all", {}))
        wanted: Iterable[tuple[Level, ...]] = combinations(axes)
        if any(key in table for key in fractions.KEYS):
            wanted, price = fractions.fraction_of(place, table, axes)
            prices.append(f"grid {number}, {price}")
        for levels in wanted:
            name = _named(place, pattern, axes, levels)
            within = Place(top.file, f'grid {number}, arm "{name}"', ".")
            told = merged((common, *(level.said for level in levels)), within)
            yield name, told, within, {axis.name: level.name for axis, level in zip(axes, levels, strict=True)}


def _named(place: Place, pattern: str, axes: tuple[Axis, ...], levels: tuple[Level, ...]) -> str:
    """The name of a combination: the levels' names, or a pattern with the axes' names in braces."""
    if not pattern:
        return ", ".join(level.name for level in levels)
    chosen = {axis.name: level.name for axis, level in zip(axes, levels, strict=True)}
    for word in _IN_BRACES.findall(pattern):
        if word not in chosen:
            text = f"{{{word}}} is no axis; allowed: {', '.join(f'{{{axis.name}}}' for axis in axes)}"
            raise place.at("name").mistake(pattern, f"{text}{nearest(word, chosen)}")
    return _IN_BRACES.sub(lambda found: chosen[found[1]], pattern)


def _extending(said: Mapping[str, object], arm: Mapping[str, object]) -> Mapping[str, object]:
    """An arm with the scenario that all arms extend, unless it names its own."""
    return {"extends": said["extends"], **arm} if "extends" in said else arm


def read_outcomes(top: Place, said: Mapping[str, object], default: tuple[str, ...]) -> tuple[str, ...]:
    """The outcomes that a file asks for, or the default; Mistake for one that there is not."""
    place = top.at("outcomes")
    names = tuple(column.name for column in dictionary.OUTCOMES)
    return tuple(one_of(place, one, names) for one in listed(place, said.get("outcomes", list(default))))
