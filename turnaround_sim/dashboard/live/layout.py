"""Where systems and trusts stand in the picture: by number and nothing else, so that a month changes no place."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

RADIUS = 22.0
"""Of a trust's mark [pixels at full size]."""
APART = 98.0
"""Along a ring, from one trust to the next: room for a name."""
SMALLEST_RING = 112.0
MARGIN = 62.0


class Spot(NamedTuple):
    """A place [pixels at full size]."""

    x: float
    y: float


class Layout(NamedTuple):
    """Places of systems and trusts by their numbers, and the size of the whole."""

    width: float
    height: float
    systems: Mapping[int, Spot]
    trusts: Mapping[int, Spot]


def place(members: Mapping[int, Sequence[int]], columns: int) -> Layout:
    """Systems as hubs row by row, so many in a row, and the trusts of each in a ring around it.

    `members` has the trusts of each system. The first trust of a ring stands at its top, the others follow clockwise.
    """
    ring = max(SMALLEST_RING, *(APART * len(trusts) / math.tau for trusts in members.values()))
    cell = 2.0 * (ring + MARGIN)
    columns = max(1, min(columns, len(members)))
    systems, trusts = {}, {}
    for n, (system, its) in enumerate(members.items()):
        hub = Spot((n % columns + 0.5) * cell, (n // columns + 0.5) * cell)
        systems[system] = hub
        for k, trust in enumerate(its):
            turn = math.tau * k / len(its)
            trusts[trust] = Spot(hub.x + ring * math.sin(turn), hub.y - ring * math.cos(turn))
    rows = math.ceil(len(members) / columns)
    return Layout(columns * cell, rows * cell, systems, trusts)
