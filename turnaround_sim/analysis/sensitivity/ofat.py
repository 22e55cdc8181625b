"""One factor at a time, over its whole range: where an outcome bends, tips, or hangs on luck.

All others stay at their stated values. Every point is set against the stated one in the same worlds, and the spread
between worlds is told too, since a factor can make the world less predictable and leave the mean alone. It shows no
interaction, and is to be read first: tenBroekeEtAl2016.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.stats import t

from turnaround_sim.analysis.sensitivity.sobol import Sample
from turnaround_sim.design import Factor

Floats = npt.NDArray[np.float64]

LEVELS = 5
STATED = "stated"


def sampled(factors: Sequence[Factor], levels: int = LEVELS) -> Sample:
    """The stated point, then each factor at equal steps of its range, the others stated."""
    stated = np.array([stated_place(factor) for factor in factors])
    places, row, role = [stated], [0], [STATED]
    for number, factor in enumerate(factors):
        for place in np.linspace(0.0, 1.0, levels):
            if factor.value(place) != factor.value(stated[number]):
                moved = stated.copy()
                moved[number] = place
                places.append(moved)
                row.append(number + 1)
                role.append(factor.path)
    return Sample(np.array(places), np.array(row), tuple(role))


def stated_place(factor: Factor) -> float:
    """Where the stated value lies in the range, from 0 to 1: in the middle of a prior; the nearest end if outside."""
    if factor.distribution == "prior":
        return 0.5
    return float(np.clip((float(factor.declared.value) - factor.low) / (factor.high - factor.low), 0.0, 1.0))


@dataclass(frozen=True, eq=False)
class Curve:
    """An outcome along the range of one factor, the stated point among its points.

    `rise` is by how much it differs from that at the stated value in the same worlds, with its 95% interval (Student's
    t over worlds), `spread` the standard deviation between worlds, NaN with one world [points].
    """

    factor: str
    places: Floats
    values: Floats
    rise: Floats
    low: Floats
    high: Floats
    spread: Floats

    @property
    def span(self) -> float:
        """How far apart the highest and the lowest mean lie."""
        return float(np.ptp(self.rise))

    @property
    def turns(self) -> bool:
        """Whether it surely goes up somewhere and down elsewhere: no straight line would do."""
        up = [a < b for a, b in zip(self.high[:-1], self.low[1:], strict=True)]
        down = [a > b for a, b in zip(self.low[:-1], self.high[1:], strict=True)]
        return any(up) and any(down)


def curves(
    factors: Sequence[Factor], places: Floats, role: npt.NDArray[np.object_], found: Floats
) -> tuple[Curve, ...]:
    """The curve of every factor from what was found [points, worlds]."""
    middle = int(np.flatnonzero(role == STATED)[0])
    worlds = found.shape[1]
    told = []
    for number, factor in enumerate(factors):
        mine = np.append(np.flatnonzero(role == factor.path), middle)
        mine = mine[np.argsort(places[mine, number], kind="stable")]
        rises = found[mine] - found[middle]
        mean = rises.mean(1)
        if worlds > 1:
            half = t.ppf(0.975, worlds - 1) * rises.std(1, ddof=1) / np.sqrt(worlds)
            spread = found[mine].std(1, ddof=1)
        else:
            half = spread = np.full(len(mine), np.nan)
        values = np.array([float(factor.value(place)) for place in places[mine, number]])
        told.append(Curve(factor.path, places[mine, number], values, mean, mean - half, mean + half, spread))
    return tuple(told)
