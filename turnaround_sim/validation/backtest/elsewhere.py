"""Two other regimes, with England's parameters and their own clock: English schools and US nursing homes.

Nothing of them was ever fitted, and nothing is tuned here. What lies within the limits was asked before it was run.
"""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import pandas as pd

from turnaround_sim import entities
from turnaround_sim.evidence import statistics
from turnaround_sim.evidence.worlds import World
from turnaround_sim.validation.backtest.scores import Floats

EACH = 4
"""Worlds under one draw: what is reported of thousands of schools has little luck left in it."""

SCHOOLS, HOMES = "schools", "nursing_homes"
SCHOOL_YEARS = 8
"""School years of entry that the table follows, from 1996/97 to 2003/04; the last of them not for 36 months."""


class Elsewhere(NamedTuple):
    """A number of another regime: what was observed, between what the model's mean should lie, and how it is counted.

    `statistic` is None where the clock cannot give it; `why` says why, else what the model lacks or assumes.
    """

    id: str
    regime: str
    fact: str
    unit: str
    observed: float
    low: float
    high: float
    limits: str
    source: str
    why: str
    statistic: Callable[[World], float] | None


def still_in(years: int, after: int) -> Callable[[World], float]:
    """Counts the share of spells begun in the first so many years that go on after so many months."""

    def count(world: World) -> float:
        return statistics.share_still_in(world, entered_from=0, entered_to=12 * years - 1, after=after)

    return count


def share_in_twice(world: World) -> float:
    """Of the trusts that entered in the first ten years, the share that entered more than once."""
    spells = world.spells[world.spells["entered"] < 120]
    trusts = len(np.unique(spells["trust"]))
    return len(np.unique(spells["trust"][spells["spell"] > 1])) / trusts if trusts else np.nan


def months_to_exit(world: World) -> float:
    """The mean months from entry to exit, of the spells that an exit ended."""
    lengths = _lengths(world)
    return float(lengths.mean()) if len(lengths) else np.nan


def share_over_24(world: World) -> float:
    """Of the spells that an exit ended, the share that took more than 24 months."""
    lengths = _lengths(world)
    return float((lengths > 24).mean()) if len(lengths) else np.nan


def share_inadequate_again(world: World, within: int = 36) -> float:
    """Of the exits that can be followed so many months, the share after which a report rates the trust inadequate."""
    spells = world.spells[world.spells["end_reason"] == entities.EXITED]
    spells = spells[spells["exited"] + within < world.length]
    reports = world.inspections[world.inspections["overall"] == entities.RATINGS.index("inadequate")]
    again = [
        bool(np.any((reports["trust"] == spell["trust"]) & (reports["published"] > spell["exited"])
                    & (reports["published"] <= spell["exited"] + within)))
        for spell in spells
    ]  # fmt: skip
    return float(np.mean(again)) if again else np.nan


def _lengths(world: World) -> Floats:
    spells = world.spells[world.spells["end_reason"] == entities.EXITED]
    return np.asarray(spells["exited"] - spells["entered"])


_TERM = "a visit a term is five months apart in the model at the least, and reports take a month or more"
_HALF_TO_DOUBLE = "from half of it to double, ours"

ELSEWHERE: tuple[Elsewhere, ...] = (
    Elsewhere(
        "B21", SCHOOLS, "schools still in special measures after 12 months, of those not closed", "share",
        0.985, 0.90, 1.0, "nine in ten or more, ours", "Hansard2007schools; INT167",
        f"Of 1,377 schools; {_TERM}.", still_in(SCHOOL_YEARS, 12),
    ),
    Elsewhere(
        "B22", SCHOOLS, "schools still in special measures after 24 months, of those not closed", "share",
        0.395, 0.32, 0.44, "between the first and the last four yearly cohorts", "Hansard2007schools; INT168",
        "Of 1,377 schools; two years were what the regime allowed.", still_in(SCHOOL_YEARS, 24),
    ),
    Elsewhere(
        "B23", SCHOOLS, "schools still in special measures after 36 months, of those not closed", "share",
        0.069, 0.0345, 0.138, _HALF_TO_DOUBLE, "Hansard2007schools; INT169",
        "Of 1,190 schools of the first seven yearly cohorts.", still_in(SCHOOL_YEARS - 1, 36),
    ),
    Elsewhere(
        "B24", SCHOOLS, "schools in special measures more than once in ten years", "share",
        54 / 1835, 27 / 1835, 108 / 1835, _HALF_TO_DOUBLE, "Hansard2007schools; INT170",
        "Of 1,835 schools; a closed school cannot return, and one in eight was closed.", share_in_twice,
    ),
    Elsewhere(
        "B25", SCHOOLS, "schools closed while in special measures", "share",
        0.122, np.nan, np.nan, "", "Hansard2007schools; INT166",
        "The model has no closure by decision of an authority; a clock does not give one.", None,
    ),
    Elsewhere(
        "B31", HOMES, "mean months from entry to graduation (under two years in most states)", "months",
        24.0, 12.0, 24.0, "from a year, two passed surveys, to the two years of the source",
        "HHSOIG2025snapshot; INT190",
        "The programme asks for two passed surveys in a row, the model for one and a decision.", months_to_exit,
    ),
    Elsewhere(
        "B32", HOMES, "nursing homes over 24 months in the programme, of those that entered and left", "share",
        96 / 429, 0.15, 0.30, "within some seven points, ours", "HHSOIG2025snapshot; INT190",
        "Of 429 homes; the programme also ends by termination, the model's spells by take-over only.", share_over_24,
    ),
    Elsewhere(
        "B33", HOMES, "graduates that soon had such problems again", "share",
        2 / 3, 0.55, 0.75, "nearly two-thirds, with ten points on either side", "HHSOIG2025lasting; INT191",
        "In the model: rated inadequate overall within 36 months; the source leaves open of whom it is a share.",
        share_inadequate_again,
    ),
    Elsewhere(
        "B34", HOMES, "graduates back on the list of candidates after five months", "share",
        5 / 19, np.nan, np.nan, "", "MedicareAdvocacy2019; INT194",
        "The model has no list of candidates by points, and no yearly survey falls within five months.", None,
    ),
)  # fmt: skip


def count_elsewhere(regime: str) -> Callable[[World], Mapping[str, float]]:
    """Counts all that can be counted of a regime in a world, by the ids of the facts."""

    def count(world: World) -> Mapping[str, float]:
        return MappingProxyType(
            {one.id: one.statistic(world) for one in ELSEWHERE if one.regime == regime and one.statistic is not None}
        )

    return count


def elsewhere_table(counted: Mapping[str, Sequence[Mapping[str, float]]], each: int = EACH) -> pd.DataFrame:
    """Both regimes beside what was observed: one row a number.

    `counted` has for each regime what was counted in its worlds, `each` of them under one draw. Columns: id, regime,
    fact, unit, draws, mean, low, high (95% over draws, each the mean of its worlds), observed, at_least, at_most,
    limits, source, why.
    """
    rows = []
    for one in ELSEWHERE:
        worlds = [world[one.id] for world in counted[one.regime]] if one.statistic is not None else []
        draws = _by_draw(worlds, each)
        low, high = np.quantile(draws, (0.025, 0.975)) if len(draws) else (np.nan, np.nan)
        rows.append(
            {
                "id": one.id,
                "regime": one.regime,
                "fact": one.fact,
                "unit": one.unit,
                "draws": len(draws),
                "mean": float(draws.mean()) if len(draws) else np.nan,
                "low": float(low),
                "high": float(high),
                "observed": one.observed,
                "at_least": one.low,
                "at_most": one.high,
                "limits": one.limits,
                "source": one.source,
                "why": one.why,
            }
        )
    return pd.DataFrame(rows)


def _by_draw(worlds: Sequence[float], each: int) -> Floats:
    """The mean over the worlds of each draw, of draws with any world in which there is something to count."""
    groups = [np.array(worlds[first : first + each]) for first in range(0, len(worlds), each)]
    return np.array([np.nanmean(group) for group in groups if np.isfinite(group).any()])
