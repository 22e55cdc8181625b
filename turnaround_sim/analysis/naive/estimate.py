"""What an analyst reports from one world: a number, its 95% interval and how many cases it rests on."""

import math
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import stdtrit

from turnaround_sim.experiment import LEVEL, interval

Numbers = npt.NDArray[np.float64]


class Estimate(NamedTuple):
    """A number as its analyst reports it; NaN where the world has too few cases. `cases` is what it rests on."""

    value: float
    low: float
    high: float
    cases: int

    @property
    def excludes_zero(self) -> bool:
        """Whether the analyst would say that there is something; not so where there is no interval."""
        return self.low > 0.0 or self.high < 0.0


class Truth(NamedTuple):
    """What is true of an outcome, with the interval that chance leaves it."""

    value: float
    low: float
    high: float


NOTHING = Estimate(math.nan, math.nan, math.nan, 0)


def mean_of(values: Numbers) -> Estimate:
    """The mean of values that are taken to be independent, with Student's t interval; a missing value is left out.

    >>> mean_of(np.array([1.0, 2.0, 3.0, np.nan])).cases
    3
    """
    known = values[np.isfinite(values)]
    return Estimate(*interval(known.tolist()), int(known.size))


def difference_of(these: Numbers, others: Numbers) -> Estimate:
    """The mean of some values less that of others, with the interval of Welch, for variances that may differ."""
    these, others = these[np.isfinite(these)], others[np.isfinite(others)]
    cases = int(these.size + others.size)
    if min(these.size, others.size) < 2:
        return NOTHING._replace(cases=cases)
    parts = [float(values.var(ddof=1)) / values.size for values in (these, others)]
    error = math.sqrt(sum(parts))
    value = float(these.mean() - others.mean())
    if error == 0.0:
        return Estimate(value, value, value, cases)
    weights = sum(part**2 / (values.size - 1) for part, values in zip(parts, (these, others), strict=True))
    return within(value, error, sum(parts) ** 2 / weights, cases)


def within(value: float, error: float, freedom: float, cases: int) -> Estimate:
    """A value with the interval that its standard error gives, by Student's t with so many degrees of freedom."""
    half = float(stdtrit(freedom, 0.5 + LEVEL / 2)) * error
    return Estimate(value, value - half, value + half, cases)


def slope_of(across: Numbers, along: Numbers, groups: Numbers, absorbed: int) -> Estimate:
    """How much `along` changes with one unit of `across`, both already cleared of the effects held fixed.

    The interval lets the cases of one group go together (standard errors clustered by group, with the usual correction
    for few of them, Student's t with a degree of freedom less than groups); `absorbed` effects were taken out.
    """
    cases, moved = int(across.size), float(across @ across)
    clusters = np.unique(groups).size
    freedom = cases - absorbed - 1
    if clusters < 3 or freedom < 1 or moved <= 1e-9 * max(1, cases):
        return NOTHING._replace(cases=cases)
    slope = float(across @ along) / moved
    scores = np.bincount(np.unique(groups, return_inverse=True)[1], weights=across * (along - slope * across))
    correction = clusters / (clusters - 1) * (cases - 1) / freedom
    return within(slope, math.sqrt(correction * float(scores @ scores)) / moved, clusters - 1, cases)
