"""How good a forecast was: whether its intervals held, and a score that only an honest forecast makes best.

A forecast of a count is the chances of 0, 1, 2 and so on. What the sources leave open is a range of counts, each taken
to be as likely as the others.
"""

import math
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

LEVELS = (0.5, 0.8, 0.95)


def chances_of(counts: Whole) -> Floats:
    """The chances of 0, 1, 2 … that worlds give: the share of worlds with that count.

    >>> chances_of(np.array([1, 1, 3, 0])).tolist()
    [0.25, 0.5, 0.0, 0.25]
    """
    return np.bincount(counts) / len(counts)


def certain(count: int) -> Floats:
    """The chances of somebody who is sure.

    >>> certain(2).tolist()
    [0.0, 0.0, 1.0]
    """
    return chances_of(np.array([count]))


def quantile(chances: Floats, probability: float) -> int:
    """The least count that is not exceeded with at least this probability.

    >>> [quantile(np.array([0.25, 0.5, 0.0, 0.25]), p) for p in (0.25, 0.5, 0.8)]
    [0, 1, 3]
    """
    # Sums of chances miss a round probability by their last digits.
    return int(np.argmax(np.cumsum(chances) >= min(probability, float(chances.sum())) - 1e-12))


def interval(chances: Floats, level: float) -> tuple[int, int]:
    """The counts between which the middle of the chances lies, with as little beyond the one as beyond the other."""
    return quantile(chances, (1 - level) / 2), quantile(chances, (1 + level) / 2)


def held(chances: Floats, level: float, allowed: Sequence[int]) -> float:
    """Whether an interval holds what was observed: the share of the allowed counts that lie in it.

    >>> held(np.array([0.25, 0.5, 0.0, 0.25]), 0.5, [1]), held(np.array([0.25, 0.5, 0.0, 0.25]), 0.5, [1, 4])
    (1.0, 0.5)
    """
    low, high = interval(chances, level)
    return sum(low <= count <= high for count in allowed) / len(allowed)


def crps(chances: Floats, allowed: Sequence[int]) -> float:
    """The continuous ranked probability score, in the unit of the count; the lower the better, 0 for one who knew.

    score = sum over k of (chance of at most k, less 1 if the count was at most k) squared

    For a forecast of one number it is how far that was off. Source: GneitingRaftery2007.

    >>> crps(np.array([0.25, 0.5, 0.25]), [1]), crps(certain(3), [7])
    (0.125, 4.0)
    """
    most = max(len(chances), *(count + 1 for count in allowed))
    at_most = np.ones(most)
    at_most[: len(chances)] = np.cumsum(chances)
    scores = [np.sum((at_most - (np.arange(most) >= count)) ** 2) for count in allowed]
    return float(sum(scores) / len(scores))


def brier(chances: Floats, happened: npt.NDArray[np.bool_]) -> float:
    """The mean square of what a chance missed; the lower the better, .25 for one who says a half each time.

    Source: Brier1950.

    >>> round(brier(np.array([0.8, 0.5]), np.array([True, False])), 3)
    0.145
    """
    return float(np.mean((chances - happened) ** 2)) if len(chances) else math.nan


def poisson(mean: float) -> Floats:
    """The chances of a Poisson count, as far as they matter.

    >>> poisson(0.0).tolist(), round(float(poisson(2.0)[1]), 4)
    ([1.0], 0.2707)
    """
    most = int(mean + 12 * math.sqrt(mean) + (12 if mean > 0 else 0))
    logarithms = np.array([k * math.log(mean or 1.0) - mean - math.lgamma(k + 1) for k in range(most + 1)])
    chances = np.exp(logarithms)
    return np.asarray(chances / chances.sum())


def any_of(chances: Sequence[float]) -> Floats:
    """The chances of how many of several things happen, each by its own chance.

    >>> any_of([0.5, 0.5]).tolist(), any_of([]).tolist()
    ([0.25, 0.5, 0.25], [1.0])
    """
    total = np.ones(1)
    for chance in chances:
        total = np.convolve(total, [1 - chance, chance])
    return total
