"""Where something holds: boxes found on one half of the points and judged on the other."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt

from turnaround_sim.analysis.discovery.growing import leaves
from turnaround_sim.analysis.discovery.judging import Flags, Judged, judged, learning
from turnaround_sim.analysis.discovery.peeling import peeled, worth_showing
from turnaround_sim.analysis.discovery.regions import Floats, Region

Method = Literal["PRIM", "CART"]
METHODS: tuple[Method, ...] = ("PRIM", "CART")
SHUFFLES = 20
FEWEST = 5
"""Cases, and others, on the learning half without which nothing is looked for."""


@dataclass(frozen=True)
class Guard:
    """The same search on labels that were shuffled, where there is nothing to find.

    `found` of `shuffles` came out as a region for all that; `as_high` had a density at least as far above the base rate
    on held-out points.
    """

    shuffles: int
    found: int
    as_high: int

    @property
    def rate(self) -> float:
        """How often nothing passes for a region; NaN where it was not tried."""
        return self.found / self.shuffles if self.shuffles else math.nan


class Step(NamedTuple):
    """A box on the way, and what it is worth on either half."""

    region: Region
    learnt: Judged
    held_out: Judged


@dataclass(frozen=True)
class Found:
    """The box of one method, on the points that it was found on and on those held out.

    `path` has the boxes that were on the way to it, or beside it: PRIM's trajectory, CART's leaves.
    """

    method: Method
    region: Region
    learnt: Judged
    held_out: Judged
    path: tuple[Step, ...]
    guard: Guard

    @property
    def is_found(self) -> bool:
        """Whether there is a region: the density on held-out points lies above the base rate, interval and all."""
        return bool(self.region.limits) and self.held_out.stands_out


@dataclass(frozen=True, eq=False)
class Search:
    """What a search for a region gave; `is_learning` says which points it was done on [n].

    `shown` are the factors that PRIM was shown. There are no boxes where cases are too few or nearly all.
    """

    is_case: Flags
    is_learning: Flags
    shown: tuple[int, ...]
    boxes: tuple[Found, ...]

    @property
    def cases(self) -> int:
        """Points where it holds."""
        return int(self.is_case.sum())

    @property
    def extent(self) -> Literal["nowhere", "hardly anywhere", "somewhere", "nearly everywhere", "everywhere"]:
        """Where it holds, before anything is looked for."""
        few = [int((self.is_case[self.is_learning] == side).sum()) < FEWEST for side in (True, False)]
        if self.cases == 0:
            return "nowhere"
        if self.cases == self.is_case.size:
            return "everywhere"
        return "hardly anywhere" if few[0] else "nearly everywhere" if few[1] else "somewhere"


def boxes(
    places: Floats,
    is_case: Flags,
    seed: int,
    *,
    points: npt.NDArray[np.int64] | None = None,
    shuffles: int = SHUFFLES,
    methods: Sequence[Method] = METHODS,
) -> Search:
    """Where the cases lie: a box by PRIM and one by CART, found on one half of the points and judged on the other.

    Parameters
    ----------
    places
        Places of the points from 0 to 1 of each factor's range [n, factors].
    is_case
        Which points are cases [n]; what is given has them in the order of their numbers.
    seed
        Settles, with the number of each point, on which half it is; and the shuffles.
    points
        The numbers of the points; 0, 1, … if left out.
    shuffles
        How often the same is done with labels shuffled, to see what chance alone would find.
    """
    numbers = np.arange(len(is_case)) if points is None else points
    order = np.argsort(numbers, kind="stable")
    places, is_case, numbers = places[order], is_case[order], numbers[order]
    learns = learning(numbers, seed)
    search = Search(is_case, learns, (), ())
    if search.extent != "somewhere" or not (~learns).any():
        return search
    drawn = np.random.default_rng([seed, 1])
    shuffled = [drawn.permutation(is_case) for _ in range(shuffles)]
    found = []
    for method in methods:
        region, path = _looked(method, places[learns], is_case[learns], seed)
        its = _step(region, places, is_case, learns)
        found.append(
            Found(
                method=method,
                region=region,
                learnt=its.learnt,
                held_out=its.held_out,
                path=tuple(_step(each, places, is_case, learns) for each in path),
                guard=_guard(method, places, shuffled, learns, seed, its.held_out.excess),
            )
        )
    return Search(is_case, learns, worth_showing(places[learns], is_case[learns]), tuple(found))


def _looked(method: Method, places: Floats, is_case: Flags, seed: int) -> tuple[Region, list[Region]]:
    """The box of a method, and those on the way to it."""
    if method == "PRIM":
        return peeled(places, is_case)
    path = leaves(places, is_case, seed)
    return max(path, key=lambda region: judged(region.holds(places), is_case).excess), path


def _guard(method: Method, places: Floats, shuffled: Sequence[Flags], learns: Flags, seed: int, excess: float) -> Guard:
    found = as_high = 0
    for is_case in shuffled:
        if min(is_case[learns].sum(), (~is_case[learns]).sum()) < FEWEST:
            continue
        region, _ = _looked(method, places[learns], is_case[learns], seed)
        its = _step(region, places, is_case, learns).held_out
        found += bool(region.limits) and its.stands_out
        as_high += bool(region.limits) and its.excess >= excess
    return Guard(len(shuffled), found, as_high)


def _step(region: Region, places: Floats, is_case: Flags, learns: Flags) -> Step:
    inside = region.holds(places)
    return Step(region, judged(inside[learns], is_case[learns]), judged(inside[~learns], is_case[~learns]))
