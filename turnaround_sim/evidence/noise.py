"""How uncertain the observed values are, and how they hang together: the record, had chance fallen otherwise."""

from collections.abc import Mapping, Sequence
from functools import cache
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from turnaround_sim import entities
from turnaround_sim.evidence.statistics import FIRST_YEAR
from turnaround_sim.evidence.targets import Target
from turnaround_sim.evidence.worlds import Rows, World, counted, empty, in_special_measures, recorded
from turnaround_sim.record import month_of, read_leaders, read_ratings
from turnaround_sim.tables import AnnualRow, InspectionRow, TenureRow

Floats = npt.NDArray[np.float64]

REDRAWN = 500
SEED = 20130716
"""Of the redrawing; any would do."""
SHRUNK = 0.1
"""How far correlations are drawn towards nought.

Shares of all ratings add up to 1, so that their matrix has no inverse; and 500 redrawn records leave .045 of chance in
each correlation. A tenth mends the first (no eigenvalue is below it) and costs less than twice the second.
"""
SHAPE = 0.71
"""Weibull shape of elapsed tenures (F098)."""
APART: Mapping[str, Mapping[int, float]] = MappingProxyType(
    {
        "observed_engagement": {0: 1.0, 1: 0.82, 2: 0.74, 3: 0.67, 5: 0.70},
        "observed_mortality": {0: 1.0, 1: 0.86, 2: 0.78, 3: 0.74, 5: 0.66},
    }
)
"""Correlations of yearly indicators so many years apart (INT216, INT215)."""
YEARS = 7
"""Years in which the indicators are looked at, 2013 to 2019."""
ACUTE_TRUSTS, ALL_TRUSTS = 130, 209
"""Those that the re-analyses followed (T28 to T32), and those that the survey of empty posts asked (T25c)."""


def covariance(targets: Sequence[Target]) -> Floats:
    """The covariance of the sampling noise of observed values, [target, target], in their units.

    Standard deviations come from the intervals, or from records redrawn where these vary more: some intervals were made
    for a mean over months or for a list of trusts, and leave out that the trusts themselves are a matter of chance.
    Correlations come from `correlations`.
    """
    found = np.ma.masked_invalid(redrawn(targets)).std(axis=0).filled(0.0)
    deviations = np.maximum([deviation(target) for target in targets], found)
    return np.asarray(correlations(targets) * np.outer(deviations, deviations))


def deviation(target: Target) -> float:
    """The standard deviation of an observed value: its interval over 3.92.

    Where the value is itself one bound it is the way to the other over 1.96.
    """
    if target.value in (target.low, target.high):
        return (target.high - target.low) / 1.96
    return (target.high - target.low) / 3.92


def correlations(targets: Sequence[Target]) -> Floats:
    """How the noise of observed values goes together, [target, target]: from records redrawn, shrunk by a tenth.

    What no redrawn record holds, or none varies, stands alone.
    """
    found = np.ma.masked_invalid(redrawn(targets))
    centred = (found - found.mean(axis=0)).filled(0.0)
    spread = np.sqrt((centred**2).mean(axis=0))
    standard = np.divide(centred, spread, out=np.zeros_like(centred), where=spread > 0)
    correlation = (1.0 - SHRUNK) * np.asarray(standard.T @ standard) / len(standard)
    # Alike to the last bit on both sides of the diagonal.
    correlation = (correlation + correlation.T) / 2.0
    np.fill_diagonal(correlation, 1.0)
    return correlation


def redrawn(targets: Sequence[Target]) -> Floats:
    """The targets' statistics in records as chance might have had them, [record, target]; NaN where they hold none."""
    return np.array([[target.of(world) for target in targets] for world in _records()])


@cache
def _records() -> tuple[World, ...]:
    chance = np.random.default_rng(SEED)
    return tuple(redraw(chance) for _ in range(REDRAWN))


def redraw(chance: np.random.Generator) -> World:
    """The record as it might have been.

    Trusts that ever entered come none, one or more times with all their spells (Poisson bootstrap), ratings come by
    the shares that were counted, leaders' time in post and empty posts by what surveys found, and yearly indicators
    with the correlations that were found.
    """
    record = recorded()
    spells = np.repeat(record.spells, chance.poisson(1.0, len(record.types))[record.spells["trust"]])
    tenures, inspections = _in_post(chance)
    months = _rate(_fill(spells, len(record.months), chance), chance)
    types = np.where(np.arange(ALL_TRUSTS) < ACUTE_TRUSTS, entities.ACUTE, entities.MENTAL_HEALTH)
    return World(months, _years(chance), spells, tenures, inspections, types)


def _fill(spells: Rows, length: int, chance: np.random.Generator) -> Rows:
    """Months with trusts in special measures, and with empty posts by the shares found in 2014 (T25, T25c)."""
    months = counted(spells, length)
    leaders = _leaders()["value"]
    inside = in_special_measures(spells, length)
    empty_inside = inside.astype(np.int64) @ (chance.random(len(spells)) < leaders["T25"])
    usual = inside[month_of(2014, 1) : month_of(2015, 1)].sum(axis=1).mean()
    outside = (leaders["T25c"] * ALL_TRUSTS - leaders["T25"] * usual) / (ALL_TRUSTS - usual)
    months["without_substantive_leader_in_special_measures"] = empty_inside
    months["without_substantive_leader"] = empty_inside + chance.binomial(round(ALL_TRUSTS - usual), outside)
    return months


def _rate(months: Rows, chance: np.random.Generator) -> Rows:
    """Months with ratings, wherever the record has counted all of them."""
    for month, rated, columns, shares in _ratings():
        for column, trusts in zip(columns, chance.multinomial(rated, shares), strict=True):
            months[column][month] = trusts
    return months


def _in_post(chance: np.random.Generator) -> tuple[Rows, Rows]:
    """Those in post in 2017 and the reports that rated their trusts: Weibull times with the medians found (T20-T22).

    The leaders of trusts rated inadequate and outstanding are among those of all trusts.
    """
    leaders = _leaders()
    median, counted_then, as_of = leaders["value"], leaders["counted"], leaders["as_of"]
    rated = [(target, code) for target, code in (("T20", entities.INADEQUATE), ("T21", entities.OUTSTANDING))]
    everyone = int(counted_then["T22"])
    # Of the rest so many are below the common median that half of all are.
    below = everyone / 2 - sum(counted_then[one] * _below(median["T22"], median[one]) for one, _ in rated)
    rest = everyone - sum(int(counted_then[one]) for one, _ in rated)
    scale = median["T22"] / (-np.log(1.0 - below / rest)) ** (1.0 / SHAPE)
    months, ratings = [as_of["T22"] - scale * chance.weibull(SHAPE, rest)], [np.zeros(rest, np.int64)]
    for target, code in rated:
        number = int(counted_then[target])
        months.append(as_of[target] - median[target] / np.log(2.0) ** (1.0 / SHAPE) * chance.weibull(SHAPE, number))
        ratings.append(np.full(number, code))
    tenures = empty(TenureRow, everyone)
    tenures["trust"] = np.arange(everyone)
    tenures["started"] = np.floor(np.concatenate(months))
    inspections = empty(InspectionRow, everyone)
    inspections["trust"], inspections["published"] = tenures["trust"], as_of["T20"]
    inspections["overall"] = np.concatenate(ratings)
    return tenures, inspections


def _below(months: float, median: float) -> float:
    """The share in post for less than so many months, where the median is another."""
    return float(1.0 - np.exp(-np.log(2.0) * (months / median) ** SHAPE))


def _years(chance: np.random.Generator) -> Rows:
    """Yearly indicators of acute trusts, each with the correlations over years that were found."""
    annual = empty(AnnualRow, ACUTE_TRUSTS * YEARS)
    annual["trust"] = np.repeat(np.arange(ACUTE_TRUSTS), YEARS)
    annual["year"] = np.tile(np.arange(FIRST_YEAR, FIRST_YEAR + YEARS), ACUTE_TRUSTS)
    for indicator, root in _roots().items():
        annual[indicator] = (chance.standard_normal((ACUTE_TRUSTS, YEARS)) @ root.T).ravel()
    return annual


@cache
def _leaders() -> Mapping[str, Mapping[str, float]]:
    """The table of leaders by column and target."""
    table = read_leaders().set_index("target")[["value", "counted", "as_of"]]
    return {str(column): {str(target): float(value) for target, value in table[column].items()} for column in table}


@cache
def _ratings() -> tuple[tuple[int, int, tuple[str, ...], tuple[float, ...]], ...]:
    """Month, trusts rated, and the columns and shares of each rating, wherever all have been counted."""
    return tuple(
        (
            int(count["as_of"].iloc[0]),
            int(count["rated"].iloc[0]),
            tuple(f"rated_{rating.replace(' ', '_')}" for rating in count["rating"]),
            tuple(count["share"]),
        )
        for _, count in read_ratings().groupby("as_of")
    )


@cache
def _roots() -> Mapping[str, Floats]:
    apart = np.abs(np.subtract.outer(np.arange(YEARS), np.arange(YEARS)))
    return {
        indicator: np.asarray(np.linalg.cholesky(np.interp(apart, list(found), list(found.values()))), np.float64)
        for indicator, found in APART.items()
    }
