"""Which trusts of a world are worth a story: those in special measures, the longest, the relapses, those that part."""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from turnaround_sim import entities
from turnaround_sim.dashboard.trust.worlds import Against, World, one_at_a_time, parted, walked
from turnaround_sim.trace import Trace

Floats = npt.NDArray[np.float64]

SLIGHT = 0.05
"""Points of difference that are not worth a word."""


@dataclass(frozen=True)
class Choice:
    """One trust of a world.

    Parameters
    ----------
    trust, name, type
        Its number, its invented name, and what it is.
    spells, longest, months
        How often it was in special measures, the longest of these stays and all together, in months.
    still_in
        Whether it is in at the end.
    lowest
        Its lowest latent quality, in points.
    gap, gap_month
        By how much its quality differs at most, in points, from the world it is set against, and when; NaN and -1 where
        there is none.
    """

    trust: int
    name: str
    type: str
    spells: int
    longest: int
    months: int
    still_in: bool
    lowest: float
    gap: float = math.nan
    gap_month: int = -1

    @property
    def label(self) -> str:
        """The trust in one line of a list."""
        if not self.spells:
            said = "never in special measures"
        else:
            times = "once" if self.spells == 1 else "twice" if self.spells == 2 else f"{self.spells} times"
            said = f"in {times}, {self.months} months in all{', still in' if self.still_in else ''}"
        apart = f"; parts by {self.gap:+.1f} points" if abs(self.gap) >= SLIGHT else ""
        return f"{self.name} (trust {self.trust}): {said}{apart}"


def choices(root: Path, world: World, against: Against) -> list[Choice]:
    """Every trust of a world in its order. Raises Mistake as `worlds.walked` and `worlds.parted` do."""
    with one_at_a_time():
        story = walked(root, world, 0)
        gaps = None
        if against:
            other = parted(root, world, story, against).other.trace
            gaps = _gaps(story.trace, other)
        return list(_choices(story.trace, gaps))


def _choices(trace: Trace, gaps: Floats | None) -> Sequence[Choice]:
    states = trace.states["trusts"][1:]
    inside = states["regime"] == entities.SPECIAL_MEASURES
    quality = qualities(trace)
    cohort = trace.scenario.cohort
    found = []
    for trust in range(states.shape[1]):
        spells = stays(inside[:, trust])
        widest = -1 if gaps is None else int(np.nanargmax(np.abs(gaps[:, trust])))
        open_for = states["is_open"][:, trust]
        found.append(
            Choice(
                trust=trust,
                name=str(cohort.name[trust]),
                type=entities.TYPES[int(cohort.type[trust])],
                spells=len(spells),
                longest=max((end - begin for begin, end in spells), default=0),
                months=sum(end - begin for begin, end in spells),
                still_in=bool(inside[-1, trust]),
                lowest=float(quality[open_for, trust].min()) if open_for.any() else math.nan,
                gap=math.nan if gaps is None else float(gaps[widest, trust]),
                gap_month=widest,
            )
        )
    return found


def qualities(trace: Trace) -> Floats:
    """Latent quality of every trust at the end of every month, the mean of five domains, [month, trust]."""
    levels: Any = trace.states["domains"]["level"][1:]
    return np.asarray(levels.reshape(len(levels), -1, len(entities.DOMAINS)).mean(axis=2))


def stays(inside: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    """The stays in a row of months: the first month in, and the first month out again.

    >>> stays(np.array([False, True, True, False, True]))
    [(1, 3), (4, 5)]
    """
    edges = np.flatnonzero(np.diff(np.concatenate(([False], inside, [False])).astype(int)))
    return [(int(begin), int(end)) for begin, end in list(pairwise(edges))[::2]]


def _gaps(one: Trace, other: Trace) -> Floats:
    """By how much quality differs while a trust is open in both, [month, trust]; 0 where it is not."""
    both = one.states["trusts"][1:]["is_open"] & other.states["trusts"][1:]["is_open"]
    return np.where(both, qualities(other) - qualities(one), 0.0)


ORDERS: Mapping[str, Callable[[Choice], tuple[float, ...]]] = {
    "Longest in special measures": lambda each: (-each.longest, -each.months),
    "Came back: relapses first": lambda each: (-each.spells, -each.months),
    "Lowest quality": lambda each: (each.lowest,),
    "Where the two part most": lambda each: (-abs(each.gap) if each.gap == each.gap else 0.0,),
    "By number": lambda each: (),
}
"""The orders in which trusts can be looked through; equals stand by number."""
NEEDS_TWO = "Where the two part most"


def in_order(some: Sequence[Choice], order: str) -> list[Choice]:
    """Trusts in one of the `ORDERS`."""
    first = ORDERS[order]
    return sorted(some, key=lambda each: (*first(each), each.trust))
