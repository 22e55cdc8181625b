"""PRIM: peel a box off the points, slice by slice, so that what is left holds ever more cases."""

import inspect
import logging
import math
import warnings

import matplotlib
import numpy as np
import pandas as pd
from scipy.stats import binom

from turnaround_sim.analysis.discovery.judging import Flags, judged
from turnaround_sim.analysis.discovery.regions import Floats, Region, region_of

# It warns of what it could do with more libraries, and sets the colours of everybody's pictures.
with warnings.catch_warnings(), matplotlib.rc_context():
    warnings.simplefilter("ignore")
    from ema_workbench.analysis.prim import Prim, PRIMObjectiveFunctions

SHOWN = 6
"""Factors that PRIM is shown: with hundreds it would take chance for a pattern, and long over it."""
SLICES = 10
"""A factor is cut after each of so many slices of its range, to see whether the points on one side stand out."""
THICK, THIN = 0.15, 0.05
"""Of the points in a box, what one step takes off: much to tell factors from luck, little to find their limits."""
PASTED = 0.05
"""Of the points in a box, what one step puts back."""
LEAST = 0.1
"""Of all points, the fewest that a box may hold."""
DOUBTFUL = 0.05
"""A limit whose quasi-p-value is above this is dropped."""
MOST = 4
"""Factors of one box, so that it can be said in a sentence."""


def peeled(places: Floats, is_case: Flags) -> tuple[Region, list[Region]]:
    """The box that PRIM finds, and every box on its way.

    Thick slices settle which factors count: of those worth showing the most doubtful is left out, and PRIM run again on
    the others, until chance would do as well as none of their limits. Thin slices then settle where the limits lie, and
    an end that is doubtful still is opened.
    """
    shown = worth_showing(places, is_case)
    path = first = trajectory(places, is_case, shown, THICK)
    while shown:
        region = standing_out(path, places, is_case)
        doubts = doubts_of(region, places, is_case)
        least = {factor: min((p for (its, _), p in doubts.items() if its == factor), default=1.0) for factor in shown}
        worst = max(least, key=lambda factor: least[factor])
        if least[worst] <= DOUBTFUL and len(shown) <= MOST:
            break
        shown = tuple(factor for factor in shown if factor != worst)
        path = trajectory(places, is_case, shown, THICK) if shown else first
    if not shown:
        return Region(), first
    path = trajectory(places, is_case, shown, THIN)
    region = standing_out(path, places, is_case)
    while region.limits:
        doubts = doubts_of(region, places, is_case)
        side = max(doubts, key=lambda side: doubts[side])
        if doubts[side] <= DOUBTFUL:
            break
        region = region.without(*side)
    return region, path


def worth_showing(places: Floats, is_case: Flags) -> tuple[int, ...]:
    """The factors of which some end of the range stands out most, in their order; all where there are but few."""
    if places.shape[1] <= SHOWN:
        return tuple(range(places.shape[1]))
    base = is_case.mean()
    apart = np.zeros(places.shape[1])
    for cut in np.arange(1, SLICES) / SLICES:
        below = places < cut
        counts, cases = below.sum(axis=0), (below & is_case[:, None]).sum(axis=0)
        spread = np.sqrt(np.maximum(counts * (1 - counts / len(is_case)) * base * (1 - base), 1e-12))
        apart = np.maximum(apart, np.abs(cases - counts * base) / spread)
    return tuple(sorted(np.argsort(-apart, kind="stable")[:SHOWN].tolist()))


def trajectory(places: Floats, is_case: Flags, shown: tuple[int, ...], sliced: float) -> list[Region]:
    """Every box on PRIM's way, from all points down to the fewest, by the factors that it is shown, slice by slice."""
    table = pd.DataFrame(places[:, shown], columns=[str(factor) for factor in shown])
    # Version 2 asks from which value on a point is a case, version 3 does not.
    threshold = {"threshold": 1e-9} if "threshold" in inspect.signature(Prim.__init__).parameters else {}
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            prim = Prim(
                table,
                is_case.astype(int),
                # The share of cases itself: the workbench's own choice stops short where one slice brings no gain.
                obj_function=PRIMObjectiveFunctions.ORIGINAL,
                peel_alpha=sliced,
                paste_alpha=PASTED,
                mass_min=LEAST,
                **threshold,
            )
            box = prim.find_box()
    finally:
        logging.disable(before)
    regions = []
    for limits in box.box_lims:
        ends = []
        for factor in shown:
            # PRIM's outermost ends are those of the points that it has seen; beyond them lies the rest of the range.
            low, high = (float(each) for each in limits[str(factor)])
            first, last = (float(each) for each in prim.box_init[str(factor)])
            ends.append((factor, 0.0 if low <= first else low, 1.0 if high >= last else high))
        regions.append(region_of(ends))
    return list(dict.fromkeys(regions))


def standing_out(path: list[Region], places: Floats, is_case: Flags) -> Region:
    """The box whose share of cases lies most standard errors above that of all points."""
    base = float(is_case.mean())
    error = math.sqrt(base * (1 - base))

    def score(region: Region) -> float:
        found = judged(region.holds(places), is_case)
        return found.excess * math.sqrt(found.density.of) / error if found.density.of else -math.inf

    return max(path, key=score)


def doubts_of(region: Region, places: Floats, is_case: Flags) -> dict[tuple[int, str], float]:
    """The quasi-p-value of every end that is set."""
    return {side: quasi_p(region, *side, places, is_case) for side in region.sides()}


def quasi_p(region: Region, factor: int, side: str, places: Floats, is_case: Flags) -> float:
    """The chance of as many cases in the box if the limit did nothing: if the box without it were as dense inside.

    Bryant and Lempert's test; quasi, since the limit was chosen on the same points.
    """
    inside, around = region.holds(places), region.without(factor, side).holds(places)
    rate = is_case[around].mean()
    return float(binom.sf(is_case[inside].sum() - 1, inside.sum(), rate))
