"""Bent lines between trusts, and how near they come to what stands between."""

import math
from collections.abc import Sequence
from typing import NamedTuple

from turnaround_sim.dashboard.live.layout import Layout, Spot

BENDS = (0.16, -0.16, 0.3, -0.3, 0.45, -0.45, 0.02)
"""How far a line may bend, as shares of its length, in the order in which they are tried."""


class Bend(NamedTuple):
    """A line from one spot to another that bends to a side by a share of its length."""

    a: Spot
    bend: float
    b: Spot

    @property
    def over(self) -> Spot:
        """The spot that it bends towards."""
        a, b = self.a, self.b
        return Spot((a.x + b.x) / 2 + (b.y - a.y) * self.bend, (a.y + b.y) / 2 - (b.x - a.x) * self.bend)

    def clearance(self, others: Sequence[Spot], within: Layout) -> float:
        """How near it comes to any of these spots; below nought where it leaves the picture."""
        points = [self.at(n / 16) for n in range(2, 15)]
        if not all(0.0 < spot.x < within.width and 0.0 < spot.y < within.height for spot in points):
            return -1.0
        return min((math.dist(point, other) for point in points for other in others), default=math.inf)

    def at(self, s: float) -> Spot:
        """A spot on it, from 0 at its beginning to 1 at its end."""
        before, bent, after = (1 - s) * (1 - s), 2 * s * (1 - s), s * s
        over = self.over
        return Spot(
            before * self.a.x + bent * over.x + after * self.b.x, before * self.a.y + bent * over.y + after * self.b.y
        )
