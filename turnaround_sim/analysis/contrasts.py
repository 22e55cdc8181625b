"""Many arms in the same worlds: what each does beside the baseline, and which does best, with the looking counted."""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from turnaround_sim import dictionary
from turnaround_sim.analysis.comparison import Difference, paired
from turnaround_sim.analysis.inquiry import Inquiry, column_of, read_inquiry
from turnaround_sim.experiment import draws_of, interval
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.store import Results

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

ALPHA = 0.05
"""How often an interval at 95% excludes nought where there is nothing."""


@dataclass(frozen=True, eq=False)
class Contrasts:
    """The outcomes of all arms, world by world in one order, so that arms can be set against one another.

    `values` has for each arm and outcome one number a world, NaN where there is none. `draw` has for each world the
    place of its draw of the parameters: worlds of one draw do not count as several, so that what is set against
    another is the mean over the worlds of a draw in which both have a value. Where nothing was drawn, every world is
    one of its own.
    """

    inquiry: Inquiry
    values: Mapping[str, Mapping[str, Numbers]]
    draw: Whole

    @property
    def replicates(self) -> int:
        """How many worlds there are under each arm."""
        return int(self.draw.size)

    @property
    def units(self) -> int:
        """How many worlds, or draws of the parameters, there are."""
        return int(self.draw.max(initial=-1)) + 1

    @property
    def unit(self) -> str:
        """What is counted where arms are set against one another."""
        return "draws" if self.inquiry.worlds_per_draw else "pairs"

    def beside(self, outcome: str, arm: str, other: str = "") -> tuple[Numbers, Numbers]:
        """What an arm and another, the baseline if none is named, give in each unit; NaN where either has no value."""
        mine, theirs = self.values[arm][outcome], self.values[other or self.inquiry.baseline][outcome]
        both = np.isfinite(mine) & np.isfinite(theirs)
        return self._by_unit(mine, both), self._by_unit(theirs, both)

    def apart(self, outcome: str, arm: str, other: str = "") -> Numbers:
        """What an arm gives less what another gives, unit by unit."""
        mine, theirs = self.beside(outcome, arm, other)
        return mine - theirs

    def difference(self, outcome: str, arm: str, other: str = "") -> Difference:
        """The same with its mean, interval and counts."""
        mine, theirs = self.beside(outcome, arm, other)
        return paired(column_of(outcome), theirs.tolist(), mine.tolist())

    def own(self, outcome: str, arm: str) -> Numbers:
        """What an arm gives in each unit."""
        values = self.values[arm][outcome]
        return self._by_unit(values, np.isfinite(values))

    def _by_unit(self, values: Numbers, counted: npt.NDArray[np.bool_]) -> Numbers:
        if self.units == self.replicates:
            return np.where(counted, values, np.nan)
        total = np.bincount(self.draw, np.where(counted, values, 0.0), self.units)
        count = np.bincount(self.draw, counted, self.units)
        mean = np.divide(total, count, out=np.full(self.units, np.nan), where=count > 0)
        return np.asarray(mean, dtype=np.float64)

    def differences(self, outcome: str) -> dict[str, Difference]:
        """One outcome of every arm but the baseline."""
        return {arm: self.difference(outcome, arm) for arm in self.inquiry.others}

    def together(self, outcome: str, arm: str, looked_at: int, other: str = "") -> tuple[float, float]:
        """An interval so wide that of so many of its kind all hold together in 95 cases of 100 (Bonferroni)."""
        differences = self.apart(outcome, arm, other)
        _, low, high = interval(differences[np.isfinite(differences)].tolist(), 1 - ALPHA / max(looked_at, 1))
        return low, high

    def mean(self, outcome: str, arm: str) -> tuple[float, float, float, int]:
        """An arm's own mean over units, the 95% interval of that mean, and how many units have a value."""
        values = self.own(outcome, arm)
        values = values[np.isfinite(values)]
        mean, low, high = interval(values.tolist())
        if column_of(outcome).unit.startswith("share") and low == low:
            low, high = max(0.0, low), min(1.0, high)
        return mean, low, high, int(values.size)


@dataclass(frozen=True)
class Best:
    """What all arms together say of the first outcome.

    `arm` is the one whose mean is best, or, where the outcome has no better way, furthest from the baseline. `low` and
    `high` are its interval widened for all arms that were looked at. `finding` says whether that interval leaves out
    nought, and on which side; "same" where the arm equals the baseline in every unit. `rivals` are the arms that cannot
    be told apart from it, `better` and `worse` those told apart from the baseline, with intervals that all hold
    together.
    """

    arm: str
    difference: Difference
    low: float
    high: float
    looked_at: int
    finding: Literal["better", "worse", "differs", "unclear", "same", "too few"]
    rivals: tuple[str, ...]
    better: tuple[str, ...]
    worse: tuple[str, ...]


def read_contrasts(results: Results) -> Contrasts:
    """The outcomes of a finished run's arms, made ready to be set against one another."""
    inquiry = read_inquiry(results)
    table = results.arrow("outcomes")
    arms = table["arm"].cast(pa.string())
    numbers, place = np.unique(table["replicate"].to_numpy(), return_inverse=True)
    values: dict[str, dict[str, Numbers]] = {}
    for arm in inquiry.arms:
        mine = pc.equal(arms, arm)
        at = place[mine.to_numpy()]
        rows = table.filter(mine)
        values[arm] = {}
        for column in _outcomes_in(table):
            whole = np.full(numbers.size, np.nan)
            whole[at] = rows[column.name].cast(pa.float64()).to_numpy()
            values[arm][column.name] = whole
    draws = draws_of(results.manifest, numbers.tolist())
    _, draw = np.unique(numbers if draws is None else np.array(draws), return_inverse=True)
    return Contrasts(inquiry, values, draw.astype(np.int64))


def best_of(contrasts: Contrasts) -> Best:
    """Which arm does best on the first outcome. Raises ValueError where there is nothing but the baseline."""
    column = contrasts.inquiry.primary
    sign = {"lower": -1.0, "higher": 1.0, "": 0.0}[column.better]
    differences = contrasts.differences(column.name)
    known = {arm: d for arm, d in differences.items() if math.isfinite(d.difference)} or differences
    arm = max(known, key=lambda arm: (sign or math.copysign(1, known[arm].difference)) * known[arm].difference)
    looked_at = len(differences)
    ends = {arm: contrasts.together(column.name, arm, looked_at) for arm in differences}
    low, high = ends[arm]
    others = [other for other in differences if other != arm]
    rivals = []
    for other in others:
        under, over = contrasts.together(column.name, arm, len(others), other)
        if not (under > 0 or over < 0):
            rivals.append(other)
    return Best(
        arm=arm,
        difference=differences[arm],
        low=low,
        high=high,
        looked_at=looked_at,
        finding=_finding(low, high, sign),
        rivals=tuple(rivals),
        better=tuple(each for each, (under, over) in ends.items() if _finding(under, over, sign) == "better"),
        worse=tuple(each for each, (under, over) in ends.items() if _finding(under, over, sign) == "worse"),
    )


def pointed_out(contrasts: Contrasts, arms: tuple[str, ...] = (), most: int = 3) -> tuple[str, ...]:
    """The arms that a picture of a few shows: those that were named, else the best few on the first outcome.

    Raises Mistake for an arm that the run does not have.
    """
    inquiry = contrasts.inquiry
    for arm in arms:
        if arm not in inquiry.arms:
            shown = ", ".join(inquiry.arms[:20]) + ", …" * (len(inquiry.arms) > 20)
            raise Mistake(f'no arm "{arm}"; there are {shown}{nearest(arm, inquiry.arms)}', key="--arm", value=arm)
    if arms:
        return tuple(arm for arm in dict.fromkeys(arms) if arm != inquiry.baseline) or inquiry.others[:most]
    column = inquiry.primary
    sign = -1.0 if column.better == "lower" else 1.0
    means = {arm: contrasts.difference(column.name, arm).difference for arm in inquiry.others}
    ranked = sorted(means, key=lambda arm: -sign * means[arm] if math.isfinite(means[arm]) else math.inf)
    return tuple(ranked[:most])


def _finding(
    low: float, high: float, sign: float
) -> Literal["better", "worse", "differs", "unclear", "same", "too few"]:
    if low != low:
        return "too few"
    if low == high == 0.0:
        return "same"
    if low <= 0.0 <= high:
        return "unclear"
    if not sign:
        return "differs"
    return "better" if sign * low > 0 else "worse"


def _outcomes_in(table: pa.Table) -> list[dictionary.Column]:
    """The outcomes that a run has: one written by an earlier version may lack some."""
    return [column for column in dictionary.OUTCOMES if column.name in table.schema.names]
