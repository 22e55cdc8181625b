"""Three forecasters without a model, who see the record up to the split and nothing after it.

Unlike the model, which is told of nothing after its first month, they know who is in at the split.
"""

import numpy as np
import pandas as pd

from turnaround_sim.record import (
    COHORTS,
    count_entries,
    exits_by_year,
    month_of,
    number_in_by_year_end,
    survival_spells,
)
from turnaround_sim.validation.backtest.forecasts import (
    HORIZON,
    SCORED,
    SPLIT,
    Followed,
    Forecast,
    curve,
    goes_on,
)
from turnaround_sim.validation.backtest.scores import Floats, any_of, certain, poisson

LAST_SEEN = SCORED[0] - 1


def as_known(record: pd.DataFrame, month: int = SPLIT) -> pd.DataFrame:
    """The record as it could be read at the end of a month: no later entry, and no later exit of who was in."""
    known = record[record["entered"] <= month].copy()
    later = ~(known["exited"] <= month) & ~((known["status"] == "merged") & (known["record_date"] <= month))
    known.loc[later, ["exited", "record_date"]] = [np.nan, float(month)]
    known.loc[later, "status"] = "in_at_end_of_record"
    return known


def followed(record: pd.DataFrame) -> Followed:
    """The spells of the record, as far as they were followed."""
    spells = survival_spells(record)
    entered, ended, censored = (spells[name].to_numpy(dtype=float) for name in ("entered", "ended", "censored"))
    out = ~np.isnan(ended)
    return Followed(entered, np.where(out, ended, censored) - entered, out)


def rivals(record: pd.DataFrame) -> tuple[Forecast, Forecast, Forecast]:
    """What the three say of the years after the split, from what of the record was known at it."""
    known = as_known(record)
    spells = followed(known)
    rate = spells.ended.sum() / spells.length.sum()
    hazard: Floats = (1 - rate) ** np.arange(HORIZON + 1)
    return (
        persistence(known),
        steady("constant_hazard", known, hazard),
        steady("kaplan_meier", known, curve(spells)),
    )


def persistence(known: pd.DataFrame) -> Forecast:
    """All stays as it was in the last year: so many in, so many come and go in a year, and who is in stays in."""
    last = {
        "stock": int(number_in_by_year_end(known, [LAST_SEEN])["low"].iloc[0]),
        "first_entries": count_entries(known, LAST_SEEN, LAST_SEEN, again=False),
        "entries_again": count_entries(known, LAST_SEEN, LAST_SEEN, again=True),
        "exits": int(exits_by_year(known, [LAST_SEEN])["low"].iloc[0]),
    }
    counts = {(quantity, year): certain(count) for quantity, count in last.items() for year in SCORED}
    return Forecast("persistence", counts, {cohort.name: np.ones(HORIZON + 1) for cohort in COHORTS})


def steady(name: str, known: pd.DataFrame, still: Floats) -> Forecast:
    """Trusts enter at the rate they have entered at, by chance alone, and spells last as `still` says.

    The rate is that of the months after July 2013, when eleven entered at once. Who was in at the split goes on by how
    long it has been in.
    """
    spells = followed(known)
    first, again = (count_entries(known, 2013, LAST_SEEN, again=again) for again in (False, True))
    first -= int((spells.entered == 0).sum())
    monthly = (first + again) / SPLIT
    going = ~spells.ended & (spells.entered + spells.length >= SPLIT)
    since = SPLIT - spells.entered[going]

    def stays(month: int) -> Floats:
        """The chance of each of those in at the split to be in after a month."""
        return goes_on(still, since, since + (month - SPLIT))

    def entrants(month: int) -> float:
        """How many that entered since the split are expected to be in after a month."""
        return float(monthly * still[: month - SPLIT].sum())

    counts = {}
    for year in SCORED:
        before, end = month_of(year - 1, 12), month_of(year, 12)
        counts["first_entries", year] = poisson(12 * first / SPLIT)
        counts["entries_again", year] = poisson(12 * again / SPLIT)
        counts["stock", year] = np.convolve(any_of(stays(end).tolist()), poisson(entrants(end)))
        # Of those that entered since the split: who was in before or came, and is not in at the end.
        out = 12 * monthly + entrants(before) - entrants(end)
        counts["exits", year] = np.convolve(any_of((stays(before) - stays(end)).tolist()), poisson(out))
    return Forecast(name, counts, {cohort.name: still for cohort in COHORTS})
