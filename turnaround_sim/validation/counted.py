"""What sources found of leaders, ratings and years that no target asks for, counted in a world the same way."""

import numpy as np
import numpy.typing as npt

from turnaround_sim import entities
from turnaround_sim.evidence.statistics import (
    Changes,
    after_a_change,
    by_year,
    departures,
    ratings_at,
    rise_of_the_changed,
)
from turnaround_sim.evidence.worlds import World

Floats = npt.NDArray[np.float64]

INDICATORS = "observed_mortality", "observed_4h"
TEAM = 6.0
"""Executive directors a trust: 897 posts at 145 trusts (F020)."""


def leaders_gone_a_year(world: World) -> float:
    """Substantive chief executives who leave, a trust and year, over all months that were followed."""
    tenures = world.tenures
    gone = departures(world) & (tenures["ended"] >= 0)
    return float(gone.sum()) / (len(world.types) * world.length / 12.0)


def gone_within(world: World, months: int) -> float:
    """The share of trusts that enter whose chief executive at entry leaves within so many months of it."""
    spells, tenures = world.spells, world.tenures
    leaders, gone = 0, 0
    for spell in spells[spells["entered"] + months < world.length]:
        mine = tenures[(tenures["trust"] == spell["trust"]) & ~tenures["interim"]]
        there = mine[(mine["started"] <= spell["entered"]) & ~(mine["ended"] < spell["entered"])]
        leaders += len(there)
        gone += int((there["ended"] <= spell["entered"] + months).sum())
    return gone / leaders if leaders else np.nan


def team_renewed(world: World) -> float:
    """How much more of the executive team is new within a year at trusts rated inadequate than at outstanding ones."""
    new, ratings = by_year(world, "executive_changes") / TEAM, by_year(world, "rating_at_year_end")
    inadequate, outstanding = (new[ratings == code] for code in (entities.INADEQUATE, entities.OUTSTANDING))
    return float(np.nanmean(inadequate) - np.nanmean(outstanding)) if len(inadequate) and len(outstanding) else np.nan


def gap_by_rating(world: World) -> float:
    """How much more of a year is without a substantive leader where rated inadequate than where good or better."""
    gap, ratings = by_year(world, "interim_months") / 12.0, by_year(world, "rating_at_year_end")
    worst, best = gap[ratings == entities.INADEQUATE], gap[ratings >= entities.GOOD]
    return float(np.nanmean(worst) - np.nanmean(best)) if len(worst) and len(best) else np.nan


def rise_of_those_who_keep(world: World) -> float:
    """How far the worst fifth of trusts that keep their leader rise over two years, in standard deviations.

    Regression to the mean alone gives a rise; mean of two observed indicators.
    """
    changes = after_a_change(by_year(world, "leader_changes"))
    rises = []
    for indicator in INDICATORS:
        seen = by_year(world, indicator)
        seen = seen / np.nanmean(np.nanstd(seen, axis=0, ddof=1))
        for year in range(1, seen.shape[1] - changes.over):
            before, rise = seen[:, year], seen[:, year + changes.over] - seen[:, year]
            usual = np.nanmean(rise)
            mine = changes.kept[:, year] & (before <= np.nanquantile(before, 0.2)) & np.isfinite(rise)
            rises += (rise[mine] - usual).tolist()
    return float(np.mean(rises)) if rises else np.nan


def rise_under_an_interim(world: World) -> float:
    """How much more trusts rise in a year led by an interim for six months or more than trusts alike without one."""
    months = by_year(world, "interim_months")
    changes = Changes((months >= 6)[:, 1:], months[:, 1:] == 0, over=1)
    found = []
    for indicator in INDICATORS:
        seen = by_year(world, indicator)
        found.append(rise_of_the_changed(seen, changes))
    return float(np.mean(found))


def rise_after_experienced(world: World) -> float:
    """How much more trusts rise, from the year before to the year after, whose new leader has turned a trust round.

    Against trusts whose new leader has not; the same year, level and trend.
    """
    tenures = world.tenures
    begun = tenures[~tenures["interim"] & (tenures["started"] >= 15)]
    years = by_year(world, "leader_changes").shape[1]
    marks = np.zeros((2, len(world.types), years), bool)
    year = (begun["started"] - 3) // 12
    there = (year >= 0) & (year < years)
    for row, experienced in enumerate((True, False)):
        mine = there & (begun["experienced"] == experienced)
        marks[row, begun["trust"][mine], year[mine]] = True
    changes = Changes(marks[0][:, 1:-1], (marks[1] & ~marks[0])[:, 1:-1], over=2)
    return float(np.mean([rise_of_the_changed(by_year(world, indicator), changes) for indicator in INDICATORS]))


def share_rated_by(world: World, month: int, rating: str) -> float:
    """The share of the trusts rated by a month that have this rating."""
    ratings = ratings_at(world, month)
    rated = ratings != entities.NOT_RATED
    return float((ratings[rated] == entities.RATINGS.index(rating)).mean()) if rated.any() else np.nan


def share_acquired(world: World, entered_to: int) -> float:
    """The share of spells begun up to a month that ended because the trust was taken over or merged."""
    spells = world.spells[world.spells["entered"] <= entered_to]
    ended = spells["end_reason"]
    return float(((ended == entities.ACQUIRED) | (ended == entities.MERGED)).mean()) if len(spells) else np.nan
