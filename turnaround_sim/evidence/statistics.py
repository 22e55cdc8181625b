"""What the sources counted, counted the same way in a world: each statistic is one function on its arrays.

Months count from July 2013, the month of the scenario's start. NaN where a world has nothing to count.
"""

import numpy as np
import numpy.typing as npt

from turnaround_sim import entities
from turnaround_sim.evidence.worlds import World

Floats = npt.NDArray[np.float64]

FIRST_YEAR = 2013
YEAR_BEGINS = 3
"""Years of the table `annual` begin in October: that of 2013 in month 3."""


def share_still_in(world: World, *, entered_from: int, entered_to: int, after: int) -> float:
    """The share of the spells begun in these months that go on just after so many months, by Kaplan and Meier.

    Acquisition is no exit: such a spell is followed until then. Source: KaplanMeier1958.
    """
    spells = world.spells
    mine = spells[(spells["entered"] >= entered_from) & (spells["entered"] <= entered_to)]
    if not len(mine):
        return np.nan
    ended = mine["end_reason"] == entities.EXITED
    last = np.where(np.isnan(mine["exited"]), mine["censored_at"], mine["exited"])
    return still_in(last - mine["entered"], ended, after)


def still_in(length: Floats, ended: npt.NDArray[np.bool_], after: int) -> float:
    """The Kaplan-Meier share of spells that outlast `after` months; NaN where nobody was followed so long."""
    share = 1.0
    for month in np.unique(length[ended & (length <= after)]):
        share *= 1.0 - np.sum(ended & (length == month)) / np.sum(length >= month)
    return float(share) if share == 0.0 or (length >= after).any() else np.nan


def entries(world: World, *, first: int, last: int, again: bool = False) -> float:
    """Trusts that entered special measures in these months, for the first time or again."""
    spells = world.spells
    mine = (spells["entered"] >= first) & (spells["entered"] <= last) & ((spells["spell"] > 1) == again)
    return float(mine.sum())


def number_in(world: World, *, months: list[int]) -> float:
    """Trusts in special measures at the end of these months, on average."""
    return float(world.months["in_special_measures"][months].mean())


def share_rated(world: World, *, rating: str, month: int) -> float:
    """The share of the rated trusts that have this overall rating at the end of a month."""
    row = world.months[month]
    rated = sum(int(row[f"rated_{word.replace(' ', '_')}"]) for word in entities.RATINGS[1:])
    return float(row[f"rated_{rating.replace(' ', '_')}"]) / rated if rated else np.nan


def share_of_exits_rated(world: World, *, rating: str) -> float:
    """The share of exits from special measures at which the trust was rated so or better."""
    exits = world.spells[world.spells["end_reason"] == entities.EXITED]
    return float((exits["rating_at_exit"] >= entities.RATINGS.index(rating)).mean()) if len(exits) else np.nan


def median_months_in_post(world: World, *, month: int, rating: str = "") -> float:
    """The median time that those who lead on a day have been in post, of all trusts or of those rated so."""
    tenures = world.tenures
    last = np.where(np.isnan(tenures["ended"]), np.inf, tenures["ended"])
    there = ~tenures["interim"] & (tenures["started"] <= month) & (last > month)
    if rating:
        there &= (ratings_at(world, month) == entities.RATINGS.index(rating))[tenures["trust"]]
    return float(np.median(month - tenures["started"][there])) if there.any() else np.nan


def ratings_at(world: World, month: int) -> npt.NDArray[np.int64]:
    """The overall rating each trust had in a month, by its number: that of the last report that was out."""
    ratings = np.zeros(len(world.types), np.int64)
    out = world.inspections[world.inspections["published"] <= month]
    out = out[np.argsort(out["published"], kind="stable")]
    ratings[out["trust"]] = out["overall"]
    return ratings


def leaders_gone_a_month(world: World, *, entered_to: int, until: int) -> float:
    """The monthly rate at which substantive leaders leave trusts that entered by a month, from entry to a day."""
    spells = world.spells
    gone = exposure = 0.0
    for spell in spells[spells["entered"] <= entered_to]:
        ends = [until, spell["exited"], spell["censored_at"]]
        end = np.nanmin(ends)
        mine = world.tenures[(world.tenures["trust"] == spell["trust"]) & ~world.tenures["interim"]]
        left = (mine["ended"] >= spell["entered"]) & (mine["ended"] <= end)
        gone += float(np.sum(left & (mine["ended_because"] != entities.TRUST_CLOSED)))
        exposure += end - spell["entered"]
    return gone / exposure if exposure else np.nan


def share_without_leader(world: World, *, first: int, last: int, special_measures: bool = False) -> float:
    """The share of trusts without a substantive chief executive, over these months; of all, or of those inside."""
    months = world.months[first : last + 1]
    if not special_measures:
        return float(months["without_substantive_leader"].mean()) / len(world.types)
    inside = months["in_special_measures"].sum()
    return float(months["without_substantive_leader_in_special_measures"].sum()) / inside if inside else np.nan


def correlation_over_years(world: World, *, indicator: str, apart: int, first_year: int, last_year: int) -> float:
    """How alike acute trusts rank so many years apart: the correlation of a yearly indicator, over pairs of years."""
    seen = by_year(world, indicator)[world.types == entities.ACUTE]
    years = range(first_year - FIRST_YEAR, last_year - apart - FIRST_YEAR + 1)
    found = [correlation(seen[:, year], seen[:, year + apart]) for year in years]
    return float(np.mean(found)) if found else np.nan


def correlation(a: Floats, b: Floats) -> float:
    """Pearson's, over what is known of both."""
    both = np.isfinite(a) & np.isfinite(b)
    return float(np.corrcoef(a[both], b[both])[0, 1])


def by_year(world: World, column: str) -> Floats:
    """A column of the table of trust-years laid out [trust, year]; NaN where there is none."""
    annual = world.annual
    laid = np.full((len(world.types), int(annual["year"].max()) - FIRST_YEAR + 1), np.nan)
    laid[annual["trust"], annual["year"] - FIRST_YEAR] = annual[column]
    return laid


def rise_on_change_of_leader(world: World, *, indicators: list[str]) -> float:
    """How much more trusts rise, from the year before to the year after, that change their leader than trusts alike."""
    changes = by_year(world, "leader_changes")
    effects = []
    for indicator in indicators:
        seen = by_year(world, indicator)
        seen = seen / np.nanmean(np.nanstd(seen, axis=0, ddof=1))
        cases = []
        for year in range(2, seen.shape[1] - 1):
            before, rise = seen[:, year - 1], seen[:, year + 1] - seen[:, year - 1]
            changed = changes[:, year] > 0
            rows = np.column_stack([rise, before, before - seen[:, year - 2], changed])
            known = np.isfinite(rows).all(axis=1) & (changed | (changes[:, year] + changes[:, year + 1] == 0))
            cases.append(rows[known] - rows[known].mean(axis=0))
        whole = np.concatenate(cases)
        effects.append(float(np.linalg.lstsq(whole[:, 1:], whole[:, 0], rcond=None)[0][2]))
    return sum(effects) / len(effects)
