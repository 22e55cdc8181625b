"""The eleven phases of a month, in the model's own words."""

import re
from typing import NamedTuple

from turnaround_sim import month

LINE = re.compile(r"^\s*(\d+) (\w+)\s{2,}(.+?)\s{2,}`phases\.(\w+)`$", re.MULTILINE)


class Phase(NamedTuple):
    """One phase: its number, its name, and what happens in it."""

    number: int
    name: str
    told: str


def phases() -> tuple[Phase, ...]:
    """The phases in order, as the schedule tells them.

    >>> [phase.name for phase in phases()][:3], len(phases())
    (['environment', 'oversight', 'workforce'], 11)
    """
    return tuple(Phase(int(n), name, told) for n, name, told, _ in LINE.findall(month.__doc__ or ""))
