"""Two policies in the same worlds: paired differences, with intervals and how often one beats the other."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from turnaround_sim import dictionary
from turnaround_sim.experiment import by_draw, draws_of, interval
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.store import Results

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True)
class Difference:
    """What policy B does to one outcome, beside policy A in the same worlds.

    `a`, `b` are means over the pairs, `difference` the mean of B minus A, `low` to `high` its 95% interval: Student's t
    over pairs, which is chance alone, or over the means of draws where parameters were drawn. `share_b_better` counts
    the pairs in which B is better, strictly; NaN where the outcome has no better way. `share_tied` counts those in
    which the two are equal. `saving` is how many times as many replicates it would take without shared luck: the
    variance of a difference of independent runs over that of the pairs, NaN where either is nought. Pairs in which
    either has no value are `left_out`.
    """

    outcome: str
    label: str
    unit: str
    better: str
    a: float
    b: float
    difference: float
    low: float
    high: float
    share_b_better: float
    share_tied: float
    saving: float
    replicates: int
    left_out: int

    @property
    def to_halve(self) -> int:
        """How many pairs would halve the interval, four times those there are."""
        return 4 * self.replicates


def paired_differences(results: Results, a: str, b: str) -> list[Difference]:
    """Every outcome of arm `b` against arm `a`, in the order of the dictionary. Raises Mistake for an unknown arm."""
    return differences_against(results, a, (b,))[b]


def differences_against(results: Results, baseline: str, arms: Sequence[str]) -> dict[str, list[Difference]]:
    """Every outcome of several arms against one, from one reading of the table. Raises Mistake for an unknown arm."""
    known = list(results.manifest["scenarios"])
    for arm in (baseline, *arms):
        if arm not in known:
            message = f'{results.folder}: no arm "{arm}"; it has {", ".join(known)}{nearest(arm, known)}'
            raise Mistake(message, file=str(results.folder), key=arm)
    return differences_in(results.table("outcomes"), baseline, arms, results.manifest)


def differences_in(
    outcomes: "pandas.DataFrame", baseline: str, arms: Sequence[str], drawing: Mapping[str, Any]
) -> dict[str, list[Difference]]:
    """Every outcome of several arms against one, from the table of outcomes itself.

    `drawing` says how parameters were drawn, as a manifest does.
    """
    frames = {
        str(arm): rows.set_index("replicate").sort_index() for arm, rows in outcomes.groupby("arm", observed=True)
    }
    draws = draws_of(drawing, frames[baseline].index.tolist())
    columns = [(column, frames[baseline][column.name].tolist()) for column in dictionary.OUTCOMES]
    return {
        arm: [paired(column, values, frames[arm][column.name].tolist(), draws) for column, values in columns]
        for arm in arms
    }


def paired(
    column: dictionary.Column, a: Sequence[float], b: Sequence[float], draws: Sequence[int] | None = None
) -> Difference:
    """One outcome from its values in the two arms, replicate by replicate; `draws` are those they lived under.

    >>> column = dictionary.Column("shortfall", "number", "points", "", label="Shortfall", better="lower")
    >>> d = paired(column, [3.0, 4.0, 5.0], [2.0, 2.0, 5.0])
    >>> d.difference, round(d.low, 2), round(d.high, 2), round(d.share_b_better, 2)
    (-1.0, -3.48, 1.48, 0.67)
    """
    whole = [place for place, (x, y) in enumerate(zip(a, b, strict=True)) if x == x and y == y]
    pairs = [(a[place], b[place]) for place in whole]
    differences = [y - x for x, y in pairs]
    mean, low, high = interval(by_draw(differences, draws and [draws[place] for place in whole]))
    sign = {"lower": -1.0, "higher": 1.0, "": math.nan}[column.better]
    won = sum(sign * difference > 0 for difference in differences)
    apart = _variance([x for x, _ in pairs]) + _variance([y for _, y in pairs])
    together = _variance(differences)
    return Difference(
        outcome=column.name,
        label=column.label,
        unit=column.unit,
        better=column.better,
        a=_mean([x for x, _ in pairs]),
        b=_mean([y for _, y in pairs]),
        difference=mean,
        low=low,
        high=high,
        share_b_better=won / len(pairs) if pairs and column.better else math.nan,
        share_tied=differences.count(0.0) / len(pairs) if pairs else math.nan,
        saving=apart / together if together > 0 and apart > 0 else math.nan,
        replicates=len(pairs),
        left_out=len(a) - len(pairs),
    )


def _mean(values: Sequence[float]) -> float:
    return math.fsum(values) / len(values) if values else math.nan


def _variance(values: Sequence[float]) -> float:
    if len(values) < 2:
        return math.nan
    mean = _mean(values)
    return math.fsum((value - mean) ** 2 for value in values) / (len(values) - 1)
