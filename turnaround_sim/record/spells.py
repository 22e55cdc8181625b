"""Reads the real spells in special measures and counts them: who entered when, who was in at a year's end."""

from collections.abc import Iterable
from importlib.resources import files
from typing import NamedTuple

import numpy as np
import pandas as pd

QUALITY = "SMQ"
RECOVERY = "RSP"
SPELL_MONTHS = ("entered", "entered_no_earlier", "entered_no_later", "exited", "record_date")


class Cohort(NamedTuple):
    """Spells that began between two months, both included, followed together."""

    name: str
    first: int
    last: int


def month_of(year: int, month: int) -> int:
    """Months from July 2013, which is month 0."""
    return (year - 2013) * 12 + month - 7


COHORTS = (
    Cohort("July 2013", 0, 0),
    Cohort("October 2013 to 2015", month_of(2013, 10), month_of(2015, 12)),
    Cohort("2016 to 2020", month_of(2016, 1), month_of(2020, 12)),
)


def read_record() -> pd.DataFrame:
    """Every spell in special measures that the sources name, one row a spell.

    Columns are those of `spells.csv`; its months (entered, entered_no_earlier, entered_no_later, exited, record_date)
    are counted from July 2013 and NaN where unknown. Regimes: SMQ (quality), RSP (recovery support), FSM (financial).
    """
    return read_table("spells.csv", SPELL_MONTHS)


def read_inspections() -> pd.DataFrame:
    """The published inspections of those trusts, one row an inspection.

    Columns are those of `inspections.csv`; inspected_from and published are months from July 2013, NaN where unknown.
    """
    return read_table("inspections.csv", ("inspected_from", "published"))


def survival_spells(record: pd.DataFrame) -> pd.DataFrame:
    """The spells whose length can be followed: special measures for quality, entered in a known month.

    Columns trust, cohort (a name from `COHORTS`), entered, ended and censored [months from July 2013]. One of
    ended and censored is NaN: an exit of unknown month counts as in until last seen in, a merger until it merged.
    """
    quality = record[(record["regime"] == QUALITY) & record["entered"].notna()]
    spells = quality[["trust", "entered"]].copy()
    spells["ended"] = quality["exited"]
    spells["censored"] = quality["record_date"].where(quality["exited"].isna())
    spells["cohort"] = pd.Series(pd.NA, index=spells.index, dtype="string")
    for cohort in COHORTS:
        spells.loc[spells["entered"].between(cohort.first, cohort.last), "cohort"] = cohort.name
    return spells.reset_index(drop=True)[["trust", "cohort", "entered", "ended", "censored"]]


def count_entries(record: pd.DataFrame, first_year: int, last_year: int, *, again: bool) -> int:
    """Trusts that entered special measures for quality in these calendar years, for the first time or again."""
    quality = record[(record["regime"] == QUALITY) & ((record["first_or_reentry"] > 1) == again)]
    return int(quality["entered"].between(month_of(first_year, 1), month_of(last_year, 12)).sum())


def exits_by_year(record: pd.DataFrame, years: Iterable[int]) -> pd.DataFrame:
    """How many trusts left special measures for quality in each calendar year.

    Columns year, low (known to have left) and high (with those that may have: they are not known to be in or out).
    A merger is no exit. From 2021 high is no upper limit, as in `number_in_by_year_end`.
    """
    quality = record[(record["regime"] == QUALITY) & (record["status"] != "merged")]
    unknown = quality.loc[quality["exited"].isna(), "record_date"]
    rows = []
    for year in years:
        known = int(quality["exited"].between(month_of(year, 1), month_of(year, 12)).sum())
        rows.append((year, known, known + int((unknown < month_of(year, 12)).sum())))
    return pd.DataFrame(rows, columns=["year", "low", "high"])


def number_in_by_year_end(record: pd.DataFrame, years: Iterable[int]) -> pd.DataFrame:
    """How many trusts were in special measures for quality, or its successor, when each year ended.

    Columns year, low (known to be in) and high (not known to be out) [trusts]. A trust last seen in during December
    counts as in that December; afterwards it is uncertain. From July 2021 the sources name only some of the trusts
    in the successor, recovery support, so from 2021 high is no upper limit.
    """
    spells = record[record["regime"].isin([QUALITY, RECOVERY])]
    surely_from = spells["entered"].fillna(spells["entered_no_later"]).fillna(np.inf)
    maybe_from = spells["entered"].fillna(spells["entered_no_earlier"]).fillna(-np.inf)
    # A spell without an exit month is known to last until it was last seen, and may last for ever unless it merged.
    last_seen = spells["record_date"].fillna(-np.inf) + 1
    surely_until = spells["exited"].fillna(last_seen.where(spells["status"] != "merged", spells["record_date"]))
    maybe_until = spells["exited"].fillna(spells["record_date"].where(spells["status"] == "merged", np.inf))
    rows = []
    for year in years:
        december = month_of(year, 12)
        low = (surely_from <= december) & (december < surely_until)
        high = (maybe_from <= december) & (december < maybe_until)
        rows.append((year, int(low.sum()), int(high.sum())))
    return pd.DataFrame(rows, columns=["year", "low", "high"])


def read_table(name: str, months: tuple[str, ...]) -> pd.DataFrame:
    """A table of the record, these columns counted in months from July 2013."""
    with files("turnaround_sim.record").joinpath(name).open(encoding="utf-8") as text:
        table = pd.read_csv(text)
    for column in months:
        dates = pd.to_datetime(table[column], format="%Y-%m")
        table[column] = (dates.dt.year - 2013) * 12.0 + dates.dt.month - 7
    return table
