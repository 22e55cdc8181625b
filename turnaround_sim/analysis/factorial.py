"""Two-level designs: what each factor does, what two do together, and what is left over when all are put together."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from turnaround_sim.analysis.contrasts import Contrasts, Numbers
from turnaround_sim.analysis.inquiry import Family
from turnaround_sim.experiment import interval

HIGHEST_ORDER = 3
"""Aliases are looked for among effects of so many factors at most."""


@dataclass(frozen=True)
class TwoLevels:
    """A design in which every factor has two levels, `low` and `high`; `low` is the baseline's where it has one.

    `arms` has the arm of each combination that was run, by whether each factor is at its high level.
    """

    factors: tuple[str, ...]
    low: Mapping[str, str]
    high: Mapping[str, str]
    arms: Mapping[tuple[bool, ...], str]

    @property
    def full(self) -> bool:
        """Whether every combination of levels was run."""
        return len(self.arms) == 1 << len(self.factors)

    @property
    def none(self) -> str | None:
        """The arm with every factor at its low level, if it was run."""
        return self.arms.get((False,) * len(self.factors))

    @property
    def all(self) -> str | None:
        """The arm with every factor at its high level, if it was run."""
        return self.arms.get((True,) * len(self.factors))

    def alone(self, factor: str) -> str | None:
        """The arm with this factor alone at its high level, if it was run."""
        return self.arms.get(tuple(each == factor for each in self.factors))


@dataclass(frozen=True)
class Effect:
    """What one factor does, or two do together, over the whole design.

    Of one factor: the mean at its high level less the mean at its low one. Of two: half of how much more the one does
    where the other is high than where it is low. `low` to `high` is the 95% interval over replicates. `aliases` are the
    effects that a fraction cannot tell from this one; `partly` those that are mixed into it in part.
    """

    factors: tuple[str, ...]
    mean: float
    low: float
    high: float
    units: int
    aliases: tuple[tuple[str, ...], ...] = ()
    partly: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Step:
    """One bar of a waterfall: its name, its mean, its 95% interval and how many units it rests on."""

    name: str
    mean: float
    low: float
    high: float
    units: int


@dataclass(frozen=True)
class Package:
    """A package taken apart: each factor put in alone, what is left over when all are put in, and the whole.

    The steps and `together` add up to `whole` exactly, unit by unit. `by_effects` says that factors were not run alone,
    and that a step is a factor's effect over the fraction instead.
    """

    none: str
    all: str
    steps: tuple[Step, ...]
    together: Step
    whole: Step
    by_effects: bool


def two_levels(family: Family, baseline: str) -> TwoLevels | None:
    """A family of arms as a two-level design; None where an axis has other than two levels or there is but one."""
    varying = tuple(axis for axis in family.axes if len(family.levels[axis]) > 1)
    if len(varying) < 2 or any(len(family.levels[axis]) != 2 for axis in varying):
        return None
    usual = {arm: dict(zip(family.axes, levels, strict=True)) for levels, arm in family.arms.items()}.get(baseline, {})
    low = {axis: usual.get(axis, family.levels[axis][0]) for axis in varying}
    high = {axis: next(level for level in family.levels[axis] if level != low[axis]) for axis in varying}
    place = [family.axes.index(axis) for axis in varying]
    arms = {
        tuple(levels[at] == high[axis] for at, axis in zip(place, varying, strict=True)): arm
        for levels, arm in family.arms.items()
    }
    return TwoLevels(varying, low, high, arms)


def effects(design: TwoLevels, contrasts: Contrasts, outcome: str) -> list[Effect]:
    """Main effects and two-way interactions, paired: each is computed within every world and then averaged.

    Two-way interactions that are the same contrast as an earlier effect are named among its aliases and left out.
    """
    runs = list(design.arms)
    signs = np.where(np.array(runs, dtype=bool), 1.0, -1.0)
    values = _values(design, contrasts, outcome)
    columns = {word: signs[:, [design.factors.index(f) for f in word]].prod(axis=1) for word in _words(design.factors)}
    found: list[Effect] = []
    for word, column in columns.items():
        if len(word) > 2 or any(word in earlier.aliases for earlier in found):
            continue
        up, down = column > 0, column < 0
        if not up.any() or not down.any():
            continue
        each = values[up].mean(axis=0) - values[down].mean(axis=0)
        alike = {other: float(column @ its) / len(runs) for other, its in columns.items() if other != word}
        mean, low, high = interval(each[np.isfinite(each)].tolist())
        found.append(
            Effect(
                factors=word,
                mean=mean,
                low=low,
                high=high,
                units=int(np.isfinite(each).sum()),
                aliases=tuple(other for other, r in alike.items() if abs(r) > 1 - 1e-9),
                partly=tuple(other for other, r in alike.items() if 1e-9 < abs(r) <= 1 - 1e-9),
            )
        )
    return found


def package(design: TwoLevels, contrasts: Contrasts, outcome: str) -> Package | None:
    """All factors put in together, taken apart; None where the arm with none or the arm with all was not run."""
    if design.none is None or design.all is None:
        return None
    alone = {factor: design.alone(factor) for factor in design.factors}
    by_effects = any(arm is None for arm in alone.values())
    whole = contrasts.apart(outcome, design.all, design.none)
    if by_effects:
        values = _values(design, contrasts, outcome)
        is_high = np.array(list(design.arms), dtype=bool)
        parts = [values[is_high[:, n]].mean(axis=0) - values[~is_high[:, n]].mean(axis=0) for n in range(len(alone))]
    else:
        parts = [contrasts.apart(outcome, arm, design.none) for arm in alone.values() if arm is not None]
    told = np.isfinite(np.array([whole, *parts])).all(axis=0)
    whole, parts = whole[told], [part[told] for part in parts]
    left = whole - np.sum(parts, axis=0)
    return Package(
        none=design.none,
        all=design.all,
        steps=tuple(_step(factor, part) for factor, part in zip(alone, parts, strict=True)),
        together=_step("together", left),
        whole=_step("whole", whole),
        by_effects=by_effects,
    )


def _step(name: str, values: Numbers) -> Step:
    return Step(name, *interval(values.tolist()), units=int(values.size))


def _values(design: TwoLevels, contrasts: Contrasts, outcome: str) -> Numbers:
    """The outcome [combination, unit]."""
    return np.array([contrasts.own(outcome, arm) for arm in design.arms.values()])


def _words(factors: tuple[str, ...]) -> Iterator[tuple[str, ...]]:
    """Factors one by one, in twos, and so on."""
    for order in range(1, min(HIGHEST_ORDER, len(factors)) + 1):
        yield from combinations(factors, order)
