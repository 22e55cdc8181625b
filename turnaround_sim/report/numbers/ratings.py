"""The shares of rated trusts with each overall rating, month by month."""

from dataclasses import dataclass

import numpy as np

from turnaround_sim.report.numbers.spread import Quantiles, spread
from turnaround_sim.report.run import Numbers, Run

RATINGS = ("inadequate", "requires improvement", "good", "outstanding")
RATED_ENOUGH = 0.25


@dataclass(frozen=True, eq=False)
class Ratings:
    """Shares of rated trusts [1] by rating: quantiles over replicates at each of `months`.

    `months` begin when in nine of ten replicates a quarter of the trusts are rated: the first to be inspected are not
    like the rest. `rated` are the quantiles of the number of rated trusts.
    """

    months: Numbers
    shares: dict[str, Quantiles]
    rated: Quantiles


def rating_shares(run: Run) -> Ratings:
    """How the ratings of a run's trusts are shared out."""
    columns = {rating: f"rated_{rating.replace(' ', '_')}" for rating in RATINGS}
    trusts = run.by_month(*columns.values())
    rated = np.sum([trusts[column] for column in columns.values()], axis=0)
    enough = np.quantile(rated, 0.1, axis=0, method="inverted_cdf") >= RATED_ENOUGH * run.trusts
    first = int(np.argmax(enough)) if enough.any() else run.months
    shares = {
        rating: spread(np.divide(trusts[column], rated, out=np.full(rated.shape, np.nan), where=rated > 0)[:, first:])
        for rating, column in columns.items()
    }
    return Ratings(np.arange(first, run.months, dtype=float), shares, spread(rated[:, first:]))
