"""How much of what differs from world to world is not known, and how much is chance."""

import math
from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Parts:
    """The variance of a number over worlds, in its two parts: between draws of the parameters, and within a draw.

    `unknown` is the variance that the draws themselves make, chance taken out, `chance` that of worlds under one draw;
    NaN where there are too few of either to tell.
    """

    unknown: float
    chance: float

    @property
    def share(self) -> float:
        """The share of the variance that is not knowing the parameters; NaN where nothing varies."""
        whole = self.unknown + self.chance
        return self.unknown / whole if whole > 0.0 else math.nan


def parts(values: Sequence[float], draws: Sequence[int]) -> Parts:
    """Part the variance of values by the draws that they lived under; values that are NaN are left out.

    One-way analysis of variance with draws of unequal size (SearleEtAl1992): unbiased, but for being cut at nought.

    >>> parts([1.0, 3.0, 2.0, 4.0, 9.0, 11.0], [0, 0, 1, 1, 2, 2])
    Parts(unknown=18.0, chance=2.0)
    """
    of: dict[int, list[float]] = {}
    for value, draw in zip(values, draws, strict=True):
        if value == value:
            of.setdefault(draw, []).append(value)
    sizes = [len(each) for each in of.values()]
    n, groups = sum(sizes), len(sizes)
    if groups < 2 or n == groups:
        return Parts(math.nan, math.nan)
    means = [math.fsum(each) / len(each) for each in of.values()]
    mean = math.fsum(value for each in of.values() for value in each) / n
    within = math.fsum((v - m) ** 2 for each, m in zip(of.values(), means, strict=True) for v in each) / (n - groups)
    between = math.fsum(size * (m - mean) ** 2 for size, m in zip(sizes, means, strict=True)) / (groups - 1)
    size = (n - math.fsum(each * each for each in sizes) / n) / (groups - 1)
    return Parts(max(0.0, (between - within) / size), within)
