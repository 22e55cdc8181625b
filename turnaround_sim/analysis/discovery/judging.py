"""How good a box is: shares of points with their intervals, on points that had a part in finding it and on others."""

import hashlib
import math
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
from scipy.stats import norm

Flags = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class Share:
    """So many of so many, with its 95% interval by Wilson's formula; NaN where there is nothing to count.

    >>> share = Share(8, 10)
    >>> share.value, round(share.low, 3), round(share.high, 3)
    (0.8, 0.49, 0.943)
    """

    count: int
    of: int

    @property
    def value(self) -> float:
        """The share itself."""
        return self.count / self.of if self.of else math.nan

    @property
    def low(self) -> float:
        """The lower end of the interval."""
        return self._ends[0]

    @property
    def high(self) -> float:
        """The upper end of the interval."""
        return self._ends[1]

    @cached_property
    def _ends(self) -> tuple[float, float]:
        if not self.of:
            return math.nan, math.nan
        z = float(norm.ppf(0.975))
        centre = self.value + z * z / (2 * self.of)
        half = z * math.sqrt(self.value * (1 - self.value) / self.of + z * z / (4 * self.of * self.of))
        whole = 1 + z * z / self.of
        return max(0.0, (centre - half) / whole), min(1.0, (centre + half) / whole)


@dataclass(frozen=True)
class Judged:
    """What a box is worth on some points, a case being a point where the claim holds.

    `base` is the share of cases among all points, `density` that in the box, `coverage` the share of all cases that lie
    in the box, `mass` the share of all points that do.
    """

    base: Share
    density: Share
    coverage: Share
    mass: Share

    @property
    def false_alarms(self) -> Share:
        """Points in the box that are no cases."""
        return Share(self.density.of - self.density.count, self.density.of)

    @property
    def misses(self) -> Share:
        """Cases outside the box."""
        return Share(self.coverage.of - self.coverage.count, self.coverage.of)

    @property
    def outside(self) -> Share:
        """Cases among the points outside the box."""
        return Share(self.base.count - self.density.count, self.base.of - self.density.of)

    @property
    def excess(self) -> float:
        """How far the density lies above the base rate; NaN where no point lies in the box."""
        return self.density.value - self.base.value

    @property
    def stands_out(self) -> bool:
        """Whether the interval of the density lies above the base rate."""
        return bool(self.density.low > self.base.value)


def judged(inside: Flags, is_case: Flags) -> Judged:
    """A box on some points: which of them are inside [n], which are cases [n]."""
    cases, within, both = int(is_case.sum()), int(inside.sum()), int((inside & is_case).sum())
    return Judged(
        base=Share(cases, is_case.size),
        density=Share(both, within),
        coverage=Share(both, cases),
        mass=Share(within, is_case.size),
    )


def learning(points: npt.NDArray[np.int64], seed: int) -> Flags:
    """Which points a box is looked for on [n]; the others judge it. It hangs on the point's number and the seed alone.

    >>> bool(learning(np.arange(4), 1)[2]) == bool(learning(np.array([2]), 1)[0])
    True
    """
    return np.array([_half(int(point), seed) for point in points], dtype=bool)


def _half(point: int, seed: int) -> bool:
    return hashlib.sha256(f"half {seed} {point}".encode()).digest()[0] % 2 == 0
