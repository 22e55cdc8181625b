"""Before against after: what is seen the year before a leader goes, and the first and second year after."""

import numpy as np
import pandas as pd

from turnaround_sim.analysis.naive.estimate import Estimate, Numbers, mean_of


def before_after(years: pd.DataFrame, outcome: str, after: int = 1, *, beyond_all: bool = False) -> Estimate:
    """The rise from the year before a leader left a trust in special measures to the `after`th year after.

    One case is a trust and year in which at least one substantive leader left inside special measures; the year of the
    change belongs to neither side. Later changes are not looked at. `beyond_all` takes off the mean rise of all trusts
    between the same two years. `years` is one world's, as `trust_years` has them.
    """
    course = Course(years, outcome)
    rise = course.at(years, after) - course.at(years, -1)
    if beyond_all:
        rise = rise - pd.Series(rise).groupby(years["year"].to_numpy()).transform("mean").to_numpy(dtype=float)
    return mean_of(rise[years["changed_inside"].to_numpy(dtype=bool)])


class Course:
    """One outcome of every trust by year, to be looked up."""

    def __init__(self, years: pd.DataFrame, outcome: str) -> None:
        trust, year = years["trust"].to_numpy(dtype=np.int64), years["year"].to_numpy(dtype=np.int64)
        self._first = int(year.min()) if year.size else 0
        # The last column stays empty: whatever lies before or after the years seen is looked up there.
        shape = (int(trust.max()) + 1, int(year.max()) - self._first + 2) if year.size else (1, 1)
        self._values = np.full(shape, np.nan)
        self._values[trust, year - self._first] = years[outcome].to_numpy(dtype=float)

    def at(self, cases: pd.DataFrame, by: int) -> Numbers:
        """The outcome of each case's trust so many years after its year; NaN where that year was not seen."""
        column = cases["year"].to_numpy(dtype=np.int64) + by - self._first
        beyond = self._values.shape[1] - 1
        column = np.where((column < 0) | (column > beyond), beyond, column)
        found: Numbers = self._values[cases["trust"].to_numpy(dtype=np.int64), column]
        return found
