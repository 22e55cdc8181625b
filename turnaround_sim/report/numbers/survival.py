"""How long things last when some have not ended yet: Kaplan-Meier in each replicate, quantiles over replicates."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnaround_sim.report.numbers.spread import Quantiles, spread
from turnaround_sim.report.run import Numbers, Whole

HORIZON = 60


@dataclass(frozen=True, eq=False)
class Survival:
    """The share still going since the beginning, over the replicates in which anything began.

    `quantiles` maps a probability to the share [1] at months 0 to `HORIZON`, NaN from where fewer than nine in ten
    of those replicates still follow one. `sizes` holds the 10th, 50th and 90th percentile of how many a replicate has.
    """

    quantiles: Quantiles
    without: int
    sizes: tuple[float, float, float]

    @property
    def followed(self) -> int:
        """Last month that is shown; -1 if there is none."""
        shown = np.flatnonzero(np.isfinite(self.quantiles[0.5]))
        return int(shown[-1]) if shown.size else -1


def survive(replicate: Whole, length: Numbers, ended: npt.NDArray[np.bool_], replicates: int) -> Survival:
    """How long things last: one entry each in `replicate` (its place), `length` (months followed) and `ended`."""
    curves = _kaplan_meier(replicate, length, ended, replicates)
    count = np.bincount(replicate, minlength=replicates)
    few, middle, many = np.quantile(count, (0.1, 0.5, 0.9))
    return Survival(
        quantiles=spread(curves[count > 0]),
        without=int((count == 0).sum()),
        sizes=(float(few), float(middle), float(many)),
    )


def _kaplan_meier(replicate: Whole, length: Numbers, ended: npt.NDArray[np.bool_], replicates: int) -> Numbers:
    """Share still going [replicate, months 0 to HORIZON], NaN where nothing is followed; all replicates at once."""
    width = HORIZON + 2
    months = np.clip(length, 0, HORIZON + 1).astype(np.int64)
    cell = replicate * width + months
    gone = np.bincount(cell, minlength=replicates * width).reshape(replicates, width)
    out = np.bincount(cell[ended], minlength=replicates * width).reshape(replicates, width)
    at_risk = gone[:, ::-1].cumsum(axis=1)[:, ::-1]
    hazard = np.divide(out, at_risk, out=np.zeros(out.shape), where=at_risk > 0)
    share = np.cumprod(1 - hazard, axis=1)
    share[(at_risk == 0) & (share > 0)] = np.nan
    return share[:, : HORIZON + 1]
