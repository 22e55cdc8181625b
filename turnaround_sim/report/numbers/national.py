"""National figures of a run, as a page shows them: by month, and by year where they are sums or means of a year."""

from dataclasses import dataclass

import numpy as np

from turnaround_sim.record import month_of
from turnaround_sim.report.numbers.ratings import rating_shares
from turnaround_sim.report.numbers.spending import read_spending
from turnaround_sim.report.numbers.spread import Quantiles, spread
from turnaround_sim.report.run import Numbers, Run, as_floats

MONTHLY = ("in_special_measures", "quality", "without_substantive_leader", "oversight_load", "temporary_share")


@dataclass(frozen=True, eq=False)
class Series:
    """Quantiles over replicates at the ends of these months."""

    months: Numbers
    quantiles: Quantiles


def national(run: Run) -> dict[str, Series]:
    """What the page shows, by name: the columns of `months`, the leaderless as a share of the trusts at the start.

    `rated_inadequate` is a share of rated trusts; `spend_m` and `shortfall` are of years, and stand at their ends.
    """
    figures = run.by_month(*MONTHLY)
    figures["without_substantive_leader"] /= run.trusts
    every = np.arange(run.months, dtype=float)
    series = {name: Series(every, spread(values)) for name, values in figures.items()}
    ratings = rating_shares(run)
    series["rated_inadequate"] = Series(ratings.months, ratings.shares["inadequate"])
    spending = read_spending(run)
    whole = [end for end, months in zip(spending.ends, spending.lengths, strict=True) if months == 12]
    series["spend_m"] = Series(
        np.array(whole, dtype=float), spread(spending.total[:, [spending.ends.index(end) for end in whole]])
    )
    series["shortfall"] = shortfall(run)
    return series


def shortfall(run: Run) -> Series:
    """The quality shortfall of each year, October to September [point-months a trust-year].

    Taken from the yearly means of each trust, for months of single trusts are seldom kept: a little less than the
    outcome of that name where a trust crosses the line within a year.
    """
    table = run.table("annual", "year", "quality")
    line = run.scenario["parameters"]["regulation"]["line_inadequate"]
    years, year = np.unique(table["year"].to_numpy(), return_inverse=True)
    short = 12 * np.maximum(line - as_floats(table["quality"]), 0)
    cell = run.place(table) * years.size + year
    size = run.replicates * years.size
    total, trusts = np.bincount(cell, short, size), np.bincount(cell, minlength=size)
    mean = np.divide(total, trusts, out=np.full(size, np.nan), where=trusts > 0).reshape(run.replicates, years.size)
    return Series(np.array([month_of(int(year) + 1, 9) for year in years], dtype=float), spread(mean))
