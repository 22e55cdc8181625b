"""A forecast of England's regime: chances of counts year by year, and how long spells go on."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from turnaround_sim.record import COHORTS, Cohort, month_of
from turnaround_sim.validation.backtest.scores import Floats, brier

SPLIT = month_of(2016, 12)
"""The last month that a rival may see."""
FIRST_YEAR, LAST_YEAR = 2013, 2025
LAST_KNOWN = 2020
"""The last year before the record becomes an undercount."""
SCORED = range(2017, LAST_KNOWN + 1)

QUANTITIES = ("stock", "first_entries", "entries_again", "exits")
MONTHS = (12, 24, 36, 48)
HORIZON = 150

Still = Mapping[str, Floats]
"""By the name of a cohort, the share of its spells that go on after 0, 1, 2 … months."""


class Followed(NamedTuple):
    """Spells as far as they were followed, one entry a spell: month of entry, months followed, if an exit ended it."""

    entered: Floats
    length: Floats
    ended: npt.NDArray[np.bool_]

    def of(self, cohort: Cohort) -> "Followed":
        """Those that began in the months of a cohort."""
        mine = (self.entered >= cohort.first) & (self.entered <= cohort.last)
        return Followed(self.entered[mine], self.length[mine], self.ended[mine])


class Forecast(NamedTuple):
    """What one forecaster says: the chances of each quantity in each year, and how long spells of each cohort go on."""

    name: str
    counts: Mapping[tuple[str, int], Floats]
    still_in: Still


def curve(spells: Followed) -> Floats:
    """The Kaplan-Meier share of spells that go on after 0 to `HORIZON` months, at its last value once none is followed.

    Source: KaplanMeier1958.

    >>> spells = Followed(np.zeros(3), np.array([2.0, 3.0, 3.0]), np.array([True, True, False]))
    >>> curve(spells)[:5].round(3).tolist()
    [1.0, 1.0, 0.667, 0.333, 0.333]
    """
    width = HORIZON + 1
    length = np.clip(spells.length, 0, HORIZON).astype(np.int64)
    gone = np.bincount(length[spells.ended], minlength=width)
    at_risk = np.bincount(length, minlength=width)[::-1].cumsum()[::-1]
    share: Floats = np.cumprod(1 - np.divide(gone, at_risk, out=np.zeros(width), where=at_risk > 0))
    return share


def goes_on(still: Floats, since: npt.ArrayLike, until: npt.ArrayLike) -> Floats:
    """The chance that a spell which went on for so many months goes on until so many; 0 where none went on so long."""
    begun, later = (still[np.minimum(np.asarray(at, dtype=np.int64), HORIZON)] for at in (since, until))
    return np.divide(later, begun, out=np.zeros(np.shape(later)), where=begun > 0)


def left_open(spells: Followed, month: int) -> tuple[Floats, npt.NDArray[np.bool_]]:
    """The spells of which nobody could know at the split if they would outlast `month`, and of which it is known now.

    Returns
    -------
    How long each had gone on at the split, 0 if it was yet to begin [months]; and if it did outlast the month.
    """
    since = np.maximum(SPLIT - spells.entered, 0.0)
    to_come = (spells.entered + month > SPLIT) & (spells.length > since)
    out = spells.ended & (spells.length <= month)
    known = to_come & (out | (spells.length >= month))
    return since[known], ~out[known]


def score_of_survival(still: Still, spells: Followed) -> tuple[float, int]:
    """The Brier score of what was said of the spells left open at the split, and how many times something was said."""
    chances, happened = [], []
    for cohort in COHORTS:
        for month in MONTHS:
            since, outlasted = left_open(spells.of(cohort), month)
            chances.append(goes_on(still[cohort.name], since, np.full(len(since), month)))
            happened.append(outlasted)
    return brier(np.concatenate(chances), np.concatenate(happened)), sum(map(len, happened))
