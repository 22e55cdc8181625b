"""Boxes: limits on a few factors, within which something holds."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnaround_sim.analysis.discovery.judging import Flags

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Limit:
    """A factor held between two places of its range, from 0 to 1; one end is open unless both are set."""

    factor: int
    low: float = 0.0
    high: float = 1.0

    def __contains__(self, place: float) -> bool:
        return self.low <= place <= self.high


@dataclass(frozen=True)
class Region:
    """A box: all points whose places keep every limit. Without limits it is everything."""

    limits: tuple[Limit, ...] = ()

    def holds(self, places: Floats) -> Flags:
        """Which points lie inside [n], by their places [n, factors]."""
        inside = np.ones(len(places), dtype=bool)
        for limit in self.limits:
            its = places[:, limit.factor]
            inside &= (its >= limit.low) & (its <= limit.high)
        return inside

    def sides(self) -> tuple[tuple[int, str], ...]:
        """Every end that is set: number of the factor, and which end."""
        return tuple(
            (limit.factor, side)
            for limit in self.limits
            for side, is_set in (("low", limit.low > 0.0), ("high", limit.high < 1.0))
            if is_set
        )

    def without(self, factor: int, side: str) -> "Region":
        """The region with one end opened."""
        limits = []
        for limit in self.limits:
            if limit.factor == factor:
                kept = Limit(factor, limit.low, 1.0) if side == "high" else Limit(factor, 0.0, limit.high)
                if (kept.low, kept.high) != (0.0, 1.0):
                    limits.append(kept)
            else:
                limits.append(limit)
        return Region(tuple(limits))


def region_of(ends: Sequence[tuple[int, float, float]]) -> Region:
    """The region of some factors' ends (number, low, high), those that are open left out."""
    return Region(tuple(Limit(*each) for each in sorted(ends) if each[1:] != (0.0, 1.0)))
