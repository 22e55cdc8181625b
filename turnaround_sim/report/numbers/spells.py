"""Spells in special measures: how long they last, and how many trusts are in at a year's end."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnaround_sim.record import Cohort, month_of
from turnaround_sim.report.numbers.spread import Quantiles
from turnaround_sim.report.numbers.survival import Survival, survive
from turnaround_sim.report.run import Numbers, Run, Whole, as_codes, as_floats

LAST_YEAR = 2025


@dataclass(frozen=True, eq=False)
class Spells:
    """The spells of a run, one entry a spell: the place of its replicate, month of entry, months followed, its end.

    `by_exit` says whether it ended by an exit: not by closure or the run's end.
    """

    replicates: int
    replicate: Whole
    entered: Numbers
    length: Numbers
    by_exit: npt.NDArray[np.bool_]


def read_spells(run: Run) -> Spells:
    """Every spell of the run's arm."""
    table = run.table("spells", "entered", "exited", "censored_at", "end_reason")
    entered, exited, censored = (as_floats(table[column]) for column in ("entered", "exited", "censored_at"))
    ended = ~np.isnan(exited)
    return Spells(
        replicates=run.replicates,
        replicate=run.place(table),
        entered=entered,
        length=np.where(ended, exited, censored) - entered,
        by_exit=(as_codes(table["end_reason"], ("exit",)) == 0) & ended,
    )


def still_in(spells: Spells, cohort: Cohort) -> Survival:
    """How long spells begun in the cohort's months last."""
    chosen = (spells.entered >= cohort.first) & (spells.entered <= cohort.last)
    return survive(spells.replicate[chosen], spells.length[chosen], spells.by_exit[chosen], spells.replicates)


def ended_years(run: Run) -> list[int]:
    """The calendar years that end within the run, month 0 counted as July 2013."""
    return [year for year in range(2013, LAST_YEAR + 1) if month_of(year, 12) < run.months]


def in_special_measures(run: Run) -> Quantiles:
    """Trusts in special measures at each of the run's year ends: probability -> quantile over replicates."""
    probabilities = (0.05, 0.25, 0.5, 0.75, 0.95)
    decembers = [month_of(year, 12) for year in ended_years(run)]
    at_year_end = run.by_month("in_special_measures")["in_special_measures"][:, decembers]
    # Of whole trusts: a number that some replicate had.
    quantiles = np.quantile(at_year_end, probabilities, axis=0, method="inverted_cdf")
    return dict(zip(probabilities, quantiles, strict=True))
