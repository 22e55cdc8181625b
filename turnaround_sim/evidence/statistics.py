"""What the sources counted, counted the same way in a world: each statistic is one function on its arrays.

A statistic gives NaN where a world has nothing to count, or ended before the count. What it may be asked is written
in its signature: months are counted from July 2013, and said as "2016-06" in a file of targets.
"""

import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Annotated, Literal, NamedTuple

import numpy as np
import numpy.typing as npt
from pydantic import BeforeValidator, Field

from turnaround_sim import entities
from turnaround_sim.evidence.worlds import World
from turnaround_sim.record import month_of

Floats = npt.NDArray[np.float64]
Flags = npt.NDArray[np.bool_]

FIRST_YEAR = 2013
YEAR_BEGINS = 3
"""Years of the table `annual` begin in October: that of 2013 in month 3."""

_DATE = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")


def _month(said: object) -> int:
    """A month as a file says it, counted from July 2013."""
    found = _DATE.fullmatch(said) if isinstance(said, str) else None
    if not found:
        raise ValueError("not a month")
    return month_of(int(found[1]), int(found[2]))


Month = Annotated[int, BeforeValidator(_month), Field(ge=0, description='a month from "2013-07" on')]
Months = Annotated[list[Month], Field(min_length=1, description="a list of months")]
Span = Annotated[int, Field(ge=1, le=1200, description="a number of months, 1 to 1200")]
Band = Annotated[list[Span], Field(min_length=2, max_length=2, description="two numbers of months")]
Year = Annotated[int, Field(ge=FIRST_YEAR, le=2100, description=f"a year from {FIRST_YEAR} on, October to September")]
Years = Annotated[int, Field(ge=1, le=50, description="a number of years, 1 to 50")]
Share = Annotated[float, Field(gt=0, le=1, description="a share above 0, up to 1")]
Rating = Literal["inadequate", "requires improvement", "good", "outstanding"]
AnyRating = Literal[Rating, ""]
Indicator = Literal["observed_engagement", "observed_mortality", "observed_4h"]
Indicators = Annotated[list[Indicator], Field(min_length=1, description="a list of observed indicators")]
Flag = Annotated[bool, Field(description="true or false")]


def share_still_in(world: World, *, entered_from: Month, entered_to: Month, after: Span) -> float:
    """The share of the spells begun in these months that go on just after so many months, by Kaplan and Meier.

    Acquisition is no exit: such a spell is followed until then. Source: KaplanMeier1958.
    """
    length, left = _followed(world, entered_from, entered_to)
    share = 1.0
    for month in np.unique(length[left & (length <= after)]):
        share *= 1.0 - np.sum(left & (length == month)) / np.sum(length >= month)
    return float(share) if share == 0.0 or (length >= after).any() else np.nan


def rise_of_exit_hazard(world: World, *, entered_to: Month, early: Band, late: Band) -> float:
    """By how much more trusts leave in a month of a later part of their spells than in a month of an earlier one."""
    length, left = _followed(world, 0, entered_to)

    def hazard(after: int, up_to: int) -> float:
        months = np.clip(length, after, up_to).sum() - after * len(length)
        return float(np.sum(left & (length > after) & (length <= up_to)) / months) if months else np.nan

    return hazard(*late) - hazard(*early)


def _followed(world: World, first: int, last: int) -> tuple[Floats, Flags]:
    """How long the spells begun in these months were followed, and which ended by exit."""
    spells = world.spells[(world.spells["entered"] >= first) & (world.spells["entered"] <= last)]
    end = np.where(np.isnan(spells["exited"]), spells["censored_at"], spells["exited"])
    return end - spells["entered"], spells["end_reason"] == entities.EXITED


def entries(world: World, *, first: Month, last: Month, again: Flag) -> float:
    """Trusts that entered special measures in these months, for the first time or again."""
    if last >= world.length:
        return np.nan
    spells = world.spells
    mine = (spells["entered"] >= first) & (spells["entered"] <= last) & ((spells["spell"] > 1) == again)
    return float(mine.sum())


def number_in(world: World, *, months: Months) -> float:
    """Trusts in special measures at the end of these months, on average."""
    return float(world.months["in_special_measures"][months].mean()) if max(months) < world.length else np.nan


def share_rated(world: World, *, rating: Rating, month: Month) -> float:
    """The share of the rated trusts that have this overall rating at the end of a month."""
    if month >= world.length:
        return np.nan
    counted = {word: int(world.months[f"rated_{word.replace(' ', '_')}"][month]) for word in entities.RATINGS[1:]}
    rated = sum(counted.values())
    return counted[rating] / rated if rated else np.nan


def share_of_exits_rated(world: World, *, rating: Rating, entered_to: Month) -> float:
    """The share of the exits of rated trusts at which the rating was this one; for spells begun up to a month."""
    spells = world.spells
    rated = spells["rating_at_exit"] != entities.NOT_RATED
    exits = spells[(spells["end_reason"] == entities.EXITED) & rated & (spells["entered"] <= entered_to)]
    return float((exits["rating_at_exit"] == entities.RATINGS.index(rating)).mean()) if len(exits) else np.nan


def median_months_in_post(world: World, *, month: Month, rating: AnyRating = "") -> float:
    """The median time that those who lead at the end of a month have been in post, of all trusts or of those rated so.

    It is not how long they stay, since none of them has left yet. Only substantive leaders count: the sources speak of
    chief executives, and do not say whether interims are among them.
    """
    tenures = world.tenures
    if month >= world.length:
        return np.nan
    last = np.where(np.isnan(tenures["ended"]), np.inf, tenures["ended"])
    there = ~tenures["interim"] & (tenures["started"] <= month) & (last > month)
    if rating:
        there &= (ratings_at(world, month) == entities.RATINGS.index(rating))[tenures["trust"]]
    return float(np.median(month - tenures["started"][there])) if there.any() else np.nan


def ratings_at(world: World, month: int) -> npt.NDArray[np.int64]:
    """The overall rating of each trust at the end of a month, by its number: that of the last report that was out."""
    ratings = np.zeros(len(world.types), np.int64)
    out = world.inspections[world.inspections["published"] <= month]
    out = out[np.argsort(out["published"], kind="stable")]
    ratings[out["trust"]] = out["overall"]
    return ratings


def rate_replaced(world: World, *, since: Month, until: Month) -> float:
    """The monthly rate at which trusts that entered special measures lost the chief executive, over a time.

    rate [1/month] = -ln(1 - share of the trusts entered since then that lost one by the end) / months

    As F096 has it, every trust is taken to have been in from the start, also those that entered later. Where all
    lost theirs, half a trust is taken to have kept its own.
    """
    spells, tenures = world.spells, world.tenures
    if until >= world.length:
        return np.nan
    mine = spells[(spells["entered"] >= since) & (spells["entered"] <= until)]
    if not len(mine):
        return np.nan
    entered = np.full(len(world.types), np.inf)
    entered[mine["trust"]] = mine["entered"]
    gone = departures(world) & (tenures["ended"] <= until) & (tenures["ended"] >= entered[tenures["trust"]])
    kept = len(mine) - len(np.unique(tenures["trust"][gone]))
    return float(np.log(len(mine) / max(kept, 0.5))) / (until - since)


def departures(world: World) -> Flags:
    """Which tenures ended because a substantive leader left; the end of a trust is no departure."""
    tenures = world.tenures
    closed = tenures["ended_because"] == entities.TRUST_CLOSED
    return np.asarray(~tenures["interim"] & ~np.isnan(tenures["ended"]) & ~closed)


def share_without_leader(world: World, *, first: Month, last: Month, special_measures: Flag) -> float:
    """The share of trusts without a substantive chief executive, over these months; of all, or of those inside.

    Sources that name a year and no month are met by the mean of the year.
    """
    if last >= world.length:
        return np.nan
    months = world.months[first : last + 1]
    if special_measures:
        without, trusts = "without_substantive_leader_in_special_measures", months["in_special_measures"].sum()
    else:
        without, trusts = "without_substantive_leader", _open_trusts(world)[first : last + 1].sum()
    return float(months[without].sum() / trusts) if trusts else np.nan


def _open_trusts(world: World) -> npt.NDArray[np.int64]:
    """How many trusts there are at the end of each month."""
    closed = world.tenures["ended"][world.tenures["ended_because"] == entities.TRUST_CLOSED]
    return len(world.types) - np.searchsorted(np.sort(closed), np.arange(world.length), side="right")


def correlation_over_years(
    world: World, *, indicator: Indicator, apart: Years, first_year: Year, last_year: Year
) -> float:
    """How alike acute trusts rank so many years apart: the correlation of a yearly indicator, over pairs of years."""
    seen = by_year(world, indicator)[world.types == entities.ACUTE]
    pairs = range(first_year - FIRST_YEAR, last_year - apart - FIRST_YEAR + 1)
    if not pairs or pairs[-1] + apart >= seen.shape[1]:
        return np.nan
    return float(np.mean([_correlation(seen[:, year], seen[:, year + apart]) for year in pairs]))


def _correlation(a: Floats, b: Floats) -> float:
    """Pearson's, over what is known of both."""
    both = np.isfinite(a) & np.isfinite(b)
    return float(np.corrcoef(a[both], b[both])[0, 1]) if both.sum() > 2 else np.nan


def by_year(world: World, column: str) -> Floats:
    """A column of the table of trust-years laid out [trust, year]; NaN where there is none."""
    annual = world.annual
    laid = np.full((len(world.types), int(annual["year"].max(initial=FIRST_YEAR - 1)) - FIRST_YEAR + 1), np.nan)
    laid[annual["trust"], annual["year"] - FIRST_YEAR] = annual[column]
    return laid


class Changes(NamedTuple):
    """Who changed and who kept a leader after each year, [trust, year], and over how many years to look from there."""

    changed: Flags
    kept: Flags
    over: int


def rise_on_change_of_leader(world: World, *, indicators: Indicators, worst: Share = 1.0) -> float:
    """How much more trusts rise, from the year before to the year after, that change their leader than trusts alike.

    Mean of observed indicators, in standard deviations between trusts; of all trusts, or of the `worst` share of each
    year by their level in the year before.

    Source: JankeEtAl2018appendix (F066-F071), for what is held fixed; regression takes the place of matching.
    """
    changes = after_a_change(by_year(world, "leader_changes"))
    return _mean_rise([by_year(world, indicator) for indicator in indicators], changes, worst)


def dip_after_departure(world: World, *, indicators: Indicators) -> float:
    """How much more trusts rise, over the year after their leader has left, than trusts alike that keep theirs.

    Only those count that left in the last quarter of a year, as heads leave schools in summer, so that the next year
    is the year after. Mean of observed indicators, in standard deviations between trusts. Source: BartanenEtAl2019.
    """
    tenures = world.tenures
    years = by_year(world, "leader_changes")
    gone = tenures[departures(world)]
    year, month = np.divmod(gone["ended"].astype(np.int64) - YEAR_BEGINS, 12)
    late = (year >= 0) & (year < years.shape[1]) & (month >= 9)
    left = np.zeros(years.shape, bool)
    left[gone["trust"][late], year[late]] = True
    kept = ~left[:, :-1] & (years[:, :-1] + years[:, 1:] == 0)
    changes = Changes(left[:, :-1], kept, over=1)
    return _mean_rise([by_year(world, indicator) for indicator in indicators], changes, 1.0)


def after_a_change(changes: Floats) -> Changes:
    """Changes of leader by the year before: who changes in the next year, and who keeps the leader for two.

    `changes` is how many leaders left, [trust, year].
    """
    return Changes(changes[:, 1:-1] > 0, changes[:, 1:-1] + changes[:, 2:] == 0, over=2)


def _mean_rise(seen: list[Floats], changes: Changes, worst: float) -> float:
    rises = [rise_of_the_changed(one, changes, worst) for one in seen]
    return sum(rises) / len(rises)


def rise_of_the_changed(seen: Floats, changes: Changes, worst: float = 1.0) -> float:
    """How much more those rise that changed than those alike: of the same year, level and trend up to it.

    `seen` is [trust, year]; the rise is by least squares, in standard deviations between trusts. NaN where nobody
    changed or nobody kept.
    """
    if not changes.changed.any():
        return np.nan
    seen = seen / np.nanmean(np.nanstd(seen, axis=0, ddof=1))
    cases = []
    for year in range(1, seen.shape[1] - changes.over):
        before, rise = seen[:, year], seen[:, year + changes.over] - seen[:, year]
        changed = changes.changed[:, year]
        rows = np.column_stack([rise, before, before - seen[:, year - 1], changed])
        known = np.isfinite(rows).all(axis=1) & (changed | changes.kept[:, year])
        if worst < 1.0:
            known &= before <= np.nanquantile(before, worst)
        if known.any():
            cases.append(rows[known] - rows[known].mean(axis=0))
    whole = np.concatenate([np.empty((0, 4)), *cases])
    if not whole[:, 3].any():
        return np.nan
    return float(np.linalg.lstsq(whole[:, 1:], whole[:, 0], rcond=None)[0][2])


def steps_of_engagement(world: World, *, year: Year, month: Month) -> float:
    """Whether mean engagement rises with each step of rating: the smallest step up, over the largest step.

    1 where the steps are even, 0 where two ratings are alike, below 0 where one is out of order. Engagement is that
    of a year's survey, ratings are those of a month. A rating that no trust has is passed over; NaN where two or less
    are left.
    """
    laid = by_year(world, "observed_engagement")
    if month >= world.length or year - FIRST_YEAR >= laid.shape[1]:
        return np.nan
    engagement, ratings = laid[:, year - FIRST_YEAR], ratings_at(world, month)
    known = np.isfinite(engagement)
    groups = [engagement[known & (ratings == code)] for code in range(1, len(entities.RATINGS))]
    steps = np.diff([group.mean() for group in groups if len(group)])
    return float(steps.min() / np.abs(steps).max()) if len(steps) > 1 else np.nan


Statistic = Callable[..., float]

STATISTICS: Mapping[str, Statistic] = MappingProxyType(
    {
        one.__name__: one
        for one in (
            share_still_in,
            rise_of_exit_hazard,
            entries,
            number_in,
            share_rated,
            share_of_exits_rated,
            median_months_in_post,
            rate_replaced,
            share_without_leader,
            correlation_over_years,
            rise_on_change_of_leader,
            dip_after_departure,
            steps_of_engagement,
        )
    }
)
"""Every statistic that a target may name."""
