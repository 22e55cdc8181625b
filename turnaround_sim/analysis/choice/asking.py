"""What a study of a choice asks: its budget, its thresholds, the levers that are searched, and the two rivals."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from turnaround_sim import beliefs, dictionary
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.design import Study, read_study
from turnaround_sim.design.factors import every
from turnaround_sim.design.grids import listed, one_of
from turnaround_sim.mistakes import Mistake
from turnaround_sim.provenance import Declared, Number, written
from turnaround_sim.scenario import Place
from turnaround_sim.scenario.checks import likely

Better = Literal["lower", "higher"]
DEFAULT = ("shortfall",)
"""The outcome that policies are chosen by where a file names none."""
SEARCHED_FROM = 300
"""Draws from here on are for the search alone: what it has seen is no test of what it found."""
BASELINE = "baseline"

_KEYS = ("budget", "satisfy", "draws", "points", "rivals", "search")
_BUDGET_KEYS = ("outcome", "most", "by")
_THRESHOLD_KEYS = ("outcome", "most", "least", "against")
_LEVER_KEYS = ("name", "low", "high", "values")
_SEARCH_KEYS = ("levers", "objectives", "over", "population", "generations", "draws", "worlds", "most")


def _whole(name: str, value: int, low: int, high: int, note: str) -> Declared:
    return Declared(name, int, value, "1", low, high, "chosen", note=note)


DRAWS = _whole("draws", 60, 2, SEARCHED_FROM, "draws of the posterior, and as many of the prior")
REPLICATES = _whole("replicates", 4, 4, 1000, "worlds under each draw, in every arm")
POINTS = _whole(
    "points", 0, 0, beliefs.DRAWS, "draws of the prior among which conditions are sought; 0: as many as draws"
)
POPULATION = _whole("population", 24, 8, 1000, "policies of one generation")
GENERATIONS = _whole("generations", 8, 1, 1000, "generations of the search")
SEARCH_DRAWS = replace(
    DRAWS, value=10, high=beliefs.DRAWS - SEARCHED_FROM, note="draws that every policy is searched by"
)
SEARCH_WORLDS = _whole("worlds", 2, 1, 1000, "worlds under each of those draws")
MOST = _whole("most", 12, 1, 200, "policies of the Pareto set that are evaluated anew")
_LIMIT = Declared("most", float, 0.0, "1", -1e9, 1e9, "chosen", note="a limit, in the unit of the outcome")
_BY = Declared("by", float, 0.0, "1", 0.0, 1.0, "chosen", note="share of the budget by which it may be missed")


@dataclass(frozen=True)
class Budget:
    """The mean of an outcome that no policy may pass; `by` is the share of it that is let pass."""

    outcome: str
    most: float
    by: float = 0.0

    @property
    def limit(self) -> float:
        """What is let pass in all."""
        return self.most * (1.0 + self.by)


@dataclass(frozen=True)
class Threshold:
    """What an outcome is to be at most, or at least; of its difference from another arm where `against` names one."""

    outcome: str
    side: Literal["most", "least"]
    value: float
    against: str = ""

    @property
    def said(self) -> str:
        """The threshold in words."""
        column = column_of(self.outcome)
        than = f", less that of “{self.against}”," if self.against else ""
        return f"{column.label}{than} at {self.side} {self.value:g} {column.unit}"


@dataclass(frozen=True)
class Searched:
    """A lever that the search may set: between two ends, or to one of some values."""

    path: str
    low: float = math.nan
    high: float = math.nan
    values: tuple[Number, ...] = ()

    @property
    def declared(self) -> Declared:
        """Its place in the register."""
        return every()[self.path]

    @property
    def short(self) -> str:
        """Its name without `levers.`."""
        return self.path.removeprefix("levers.")

    @property
    def is_word(self) -> bool:
        """Whether its values are words, and not numbers on a scale."""
        return bool(self.declared.choices) or self.declared.annotation is bool

    def label(self, value: Number) -> str:
        """A value as a user writes it, with its unit."""
        declared = self.declared
        if self.is_word:
            return str(declared.word(value)) if declared.choices else ("yes" if value else "no")
        unit = "" if declared.unit in ("1", "count", "0-1", "-1-1") else f" {declared.unit}"
        return f"{value:g}{unit}"


@dataclass(frozen=True)
class Search:
    """A search for policies over a space of levers, laid over the arm `over`."""

    levers: tuple[Searched, ...]
    objectives: tuple[str, ...]
    over: str
    population: int
    generations: int
    draws: int
    worlds: int
    most: int


@dataclass(frozen=True)
class Wanted:
    """What is asked of a study of a choice besides its arms."""

    draws: int
    replicates: int
    points: int
    budget: Budget | None
    satisfy: tuple[Threshold, ...]
    rivals: tuple[str, str] | None
    search: Search | None

    def resolved(self) -> dict[str, object]:
        """All of it, fit for JSON."""
        return asdict(self)


def read(
    file: Path | str, draws: int | None = None, replicates: int | None = None, seed: int | None = None
) -> tuple[Study, Wanted]:
    """A study from its file, with what is asked for otherwise; Mistake at the first thing that is wrong."""
    study = read_study(file, "choose", _KEYS, DEFAULT)
    if len(study.arms) < 2:
        text = f"there is one arm, {written(study.baseline)}, and nothing to choose from; allowed: two arms or more"
        raise Mistake(text, file=study.file, key="arms")
    _with_a_side(Place(study.file, "outcomes"), study.outcomes[0])
    # Others of an experiment may have no better side: there is nothing to regret in them.
    study = replace(study, outcomes=tuple(name for name in study.outcomes if column_of(name).better))
    if study.factors is not None:
        _only_priors(study)
    if seed is not None:
        study = replace(study, seed=seed)
    at = study.place
    wanted = Wanted(
        draws=study.whole(DRAWS) if draws is None else Place("", "--draws").whole(DRAWS, draws),
        replicates=Place(study.file, "replicates").whole(REPLICATES, study.replicates)
        if replicates is None
        else Place("", "--replicates").whole(REPLICATES, replicates),
        points=study.whole(POINTS),
        budget=_budget(at.at("budget"), study.own["budget"]) if "budget" in study.own else None,
        satisfy=tuple(
            _threshold(Place(study.file, f"choose.satisfy: threshold {number}"), one, study)
            for number, one in enumerate(listed(at.at("satisfy"), study.own.get("satisfy", [])), start=1)
        ),
        rivals=_rivals(at.at("rivals"), study.own["rivals"], study) if "rivals" in study.own else None,
        search=_search(Place(study.file, "choose.search", "."), study.own["search"], study)
        if "search" in study.own
        else None,
    )
    return study, wanted


def _only_priors(study: Study) -> None:
    """The factors of a choice are those among which conditions are sought; what is drawn is the whole prior."""
    for factor in study.varied:
        if factor.is_lever or factor.distribution != "prior" or factor.short not in beliefs.uncertain():
            text = (
                f"{written(factor.path)} with a range of its own is not drawn; allowed: names of uncertain parameters"
            )
            raise Mistake(text, file=study.file, key="factors", value=factor.path)


def _with_a_side(at: Place, outcome: str) -> str:
    if not column_of(outcome).better:
        text = f"{written(outcome)} has no better side to choose by; allowed: an outcome that has"
        raise at.mistake(outcome, text)
    return outcome


def _outcome(at: Place, said: object) -> str:
    return one_of(at, said, tuple(column.name for column in dictionary.OUTCOMES))


def _number(at: Place, declared: Declared, said: object) -> float:
    value = float(at.number(declared, said))
    if not math.isfinite(value):
        raise at.mistake(said, f"{written(said)} is no limit; allowed: {declared.allowed}")
    return value


def _budget(at: Place, said: object) -> Budget:
    table = at.table(said)
    at.keys(table, _BUDGET_KEYS, needed=("outcome", "most"))
    outcome = _outcome(at.at("outcome"), table["outcome"])
    if column_of(outcome).better != "lower":
        text = f"{written(outcome)} is nothing that is spent; allowed: an outcome of which less is better, as spend_m"
        raise at.at("outcome").mistake(outcome, text)
    return Budget(
        outcome, _number(at.at("most"), _LIMIT, table["most"]), _number(at.at("by"), _BY, table.get("by", 0.0))
    )


def _threshold(at: Place, said: object, study: Study) -> Threshold:
    table = at.table(said)
    at.keys(table, _THRESHOLD_KEYS, needed=("outcome",))
    outcome = _outcome(at.at("outcome"), table["outcome"])
    sides = [side for side in ("most", "least") if side in table]
    if len(sides) != 1:
        text = f"{at.key} has {'both' if sides else 'neither'} most {'and' if sides else 'nor'} least; allowed: one"
        raise Mistake(text, file=study.file, key=at.key)
    side: Literal["most", "least"] = "most" if sides[0] == "most" else "least"
    against = ""
    if "against" in table:
        said_arm = at.at("against").text(table["against"])
        against = study.baseline if said_arm == BASELINE and said_arm not in study.arms else said_arm
        one_of(at.at("against"), against, (*study.arms,))
    return Threshold(outcome, side, _number(at.at(side), _LIMIT, table[side]), against)


def _rivals(at: Place, said: object, study: Study) -> tuple[str, str]:
    named = tuple(one_of(at, one, tuple(study.arms)) for one in listed(at, said))
    if len(named) != 2 or named[0] == named[1]:
        text = f"{at.key} has {len(set(named))} arms; allowed: two, the first of which is to beat the second"
        raise Mistake(text, file=study.file, key=at.key)
    return named[0], named[1]


def _search(at: Place, said: object, study: Study) -> Search:
    table = at.table(said)
    at.keys(table, _SEARCH_KEYS, needed=("levers", "objectives"))
    levers: list[Searched] = []
    for number, one in enumerate(listed(at.at("levers"), table["levers"]), start=1):
        where = Place(study.file, f"{at.key}.levers: lever {number}")
        lever = _lever(where, where.table(one))
        if any(other.path == lever.path for other in levers):
            raise where.mistake(lever.path, f"{written(lever.path)} stands twice; allowed: each lever once")
        levers.append(lever)
    names = [_outcome(at.at("objectives", ": "), one) for one in listed(at.at("objectives"), table["objectives"])]
    for name in names:
        _with_a_side(at.at("objectives", ": "), name)
    for key, found, least in (("levers", levers, 1), ("objectives", names, 2)):
        if len(found) < least:
            text = f"{at.key}.{key} has {len(found)}; allowed: {least} or more"
            raise Mistake(text, file=study.file, key=f"{at.key}.{key}")
    if len(set(names)) < len(names):
        raise at.at("objectives").mistake(names[0], "an objective stands twice; allowed: each outcome once")

    def whole(declared: Declared) -> int:
        return at.at(declared.name).whole(declared, table.get(declared.name, declared.value))

    return Search(
        levers=tuple(levers),
        objectives=tuple(names),
        over=one_of(at.at("over"), table.get("over", study.baseline), tuple(study.arms)),
        population=whole(POPULATION),
        generations=whole(GENERATIONS),
        draws=whole(SEARCH_DRAWS),
        worlds=whole(SEARCH_WORLDS),
        most=whole(MOST),
    )


def _lever(at: Place, table: Mapping[str, object]) -> Searched:
    at.keys(table, _LEVER_KEYS, needed=("name",))
    name = at.at("name").text(table["name"])
    levers = [path for path in every() if path.startswith("levers.")]
    path = name if name.startswith("levers.") else f"levers.{name}"
    if path not in levers:
        text = f"{written(name)} is no lever; `turnaround params list` has them all{likely(path, levers)}"
        raise at.at("name").mistake(name, text)
    declared = every()[path]
    if "values" in table:
        if {"low", "high"} & set(table):
            raise at.mistake(name, "values goes without low and high; allowed: one or the other")
        where = at.at("values")
        values = tuple(where.number(declared, one) for one in listed(where, table["values"]))
        if len(set(values)) < max(2, len(values)):
            text = f"{len(set(values))} different values of {len(values)}; allowed: two or more, each once"
            raise Mistake(text, file=at.file, key=where.key)
        return Searched(path, values=values)
    if declared.choices:
        return Searched(path, values=tuple(range(len(declared.choices))))
    if declared.annotation is bool:
        return Searched(path, values=(False, True))
    low, high = (float(at.at(key).number(declared, table.get(key, getattr(declared, key)))) for key in ("low", "high"))
    if not low < high:
        text = f"{low:g} leaves no width below high = {high:g}; allowed: low < high"
        raise at.at("low").mistake(table.get("low", low), text)
    return Searched(path, low, high)
