"""How a rating is marked: a colour, a letter and a shape, each enough by itself."""

import math
from typing import NamedTuple

from turnaround_sim import entities
from turnaround_sim.dashboard.live.layout import RADIUS, Spot


class Mark(NamedTuple):
    """The look of a rating: its letter, its colours, its shape as corners from the middle (none: a circle)."""

    letter: str
    fill: str
    ink: str
    corners: tuple[Spot, ...] = ()

    def shape(self, x: float, y: float, radius: float) -> str:
        """The shape as SVG, around a place."""
        look = f'fill="{self.fill}" stroke="#111111" stroke-width="1.5"'
        if not self.corners:
            return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}" {look}/>'
        points = " ".join(f"{x + radius * corner.x:.1f},{y + radius * corner.y:.1f}" for corner in self.corners)
        return f'<polygon points="{points}" {look}/>'


def _ring(count: int, size: float, turned: float = 0.0) -> tuple[Spot, ...]:
    turns = [math.tau * k / count + turned for k in range(count)]
    return tuple(Spot(size * math.sin(turn), -size * math.cos(turn)) for turn in turns)


# Okabe and Ito's colours, dark letters on the light ones.
MARKS = {
    entities.NOT_RATED: Mark("?", "#FFFFFF", "#111111"),
    entities.INADEQUATE: Mark("I", "#D55E00", "#000000", _ring(3, 1.25, math.pi)),
    entities.REQUIRES_IMPROVEMENT: Mark("R", "#E69F00", "#000000", _ring(4, 1.12)),
    entities.GOOD: Mark("G", "#56B4E9", "#000000"),
    entities.OUTSTANDING: Mark("O", "#0072B2", "#FFFFFF", _ring(8, 1.05, math.pi / 8)),
}
"""By rating: a white circle with a question mark, a triangle, a diamond, a circle, an octagon."""

HEAVY = RADIUS + 8.0
"""The ring of special measures."""
