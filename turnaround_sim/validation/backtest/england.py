"""England year by year: what worlds of the model say, what happened, and how rivals without a model would have done."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from turnaround_sim import entities
from turnaround_sim.evidence import statistics
from turnaround_sim.evidence.worlds import World
from turnaround_sim.record import (
    COHORTS,
    Cohort,
    count_entries,
    exits_by_year,
    kaplan_meier,
    month_of,
    number_in_by_year_end,
    survival_spells,
)
from turnaround_sim.validation.backtest.forecasts import (
    FIRST_YEAR,
    LAST_KNOWN,
    LAST_YEAR,
    MONTHS,
    QUANTITIES,
    SCORED,
    Followed,
    Forecast,
    curve,
    score_of_survival,
)
from turnaround_sim.validation.backtest.rivals import followed, rivals
from turnaround_sim.validation.backtest.scores import LEVELS, Floats, Whole, chances_of, crps, held, interval, quantile

YEARS = range(FIRST_YEAR, LAST_YEAR + 1)
PERIODS = {"2014 to 2020": range(2014, LAST_KNOWN + 1), "2017 to 2020": SCORED}
"""Years over which intervals are counted; 2013 is apart, since the scenario itself put its trusts in."""
WORLDS_RANGE = (0.025, 0.975)
LEAST = 1e-9
"""How far rounding may take a share beyond the end of an interval."""

_SPELLS = ("T01", "T02", "T03", "T04", "T05", "T06", "T07", "T08", "T09", "T04h", "T05h", "T06h")
TARGETS: Mapping[str, tuple[str, ...]] = {
    "stock": ("T13", "T14", "T13h"),
    "first_entries": ("T10", "T11"),
    "entries_again": ("T12",),
    "exits": _SPELLS,
    "survival": _SPELLS,
    COHORTS[0].name: ("T01", "T02", "T03"),
    COHORTS[1].name: ("T04", "T05", "T06", "T04h", "T05h", "T06h"),
    COHORTS[2].name: ("T04", "T07", "T08", "T09", "T04h", "T05h", "T06h"),
}
"""The targets that speak of the same thing: where the parameters have seen one, the forecast is none of the unseen."""
BEFORE_SPLIT = frozenset({"T01", "T02", "T03", "T10", "T04h", "T05h", "T06h", "T13h"})
"""Those of them that end before the split, and so give nothing away of what came after."""


class Seen(NamedTuple):
    """What a back-test keeps of one world: counts [quantity, year] and its spells."""

    counts: Whole
    spells: Followed


def seen_in(world: World) -> Seen:
    """Count a world of England as the record counts."""
    spells = world.spells
    by_exit = spells["end_reason"] == entities.EXITED
    counts = np.zeros((len(QUANTITIES), len(YEARS)), np.int64)
    for place, year in enumerate(YEARS):
        first, last = max(month_of(year, 1), 0), month_of(year, 12)
        left = by_exit & (spells["exited"] >= first) & (spells["exited"] <= last)
        counts[:, place] = (
            world.months["in_special_measures"][last],
            statistics.entries(world, first=first, last=last, again=False),
            statistics.entries(world, first=first, last=last, again=True),
            left.sum(),
        )
    until = np.where(np.isnan(spells["exited"]), spells["censored_at"], spells["exited"])
    entered = spells["entered"].astype(float)
    return Seen(counts, Followed(entered, until - entered, by_exit.copy()))


def recorded(record: pd.DataFrame) -> tuple[Whole, Whole]:
    """The record's counts [quantity, year]: the least and the most that its sources allow."""
    number, exits = (count(record, YEARS) for count in (number_in_by_year_end, exits_by_year))
    entered = [[count_entries(record, year, year, again=again) for year in YEARS] for again in (False, True)]
    low, high = (np.array([number[end], *entered, exits[end]], np.int64) for end in ("low", "high"))
    return low, high


def forecast_of(worlds: Sequence[Seen]) -> Forecast:
    """What many worlds say together: the share of worlds with each count, the share of all their spells going on."""
    every = np.array([world.counts for world in worlds])
    counts = {
        (quantity, year): chances_of(every[:, q, y]) for q, quantity in enumerate(QUANTITIES)
        for y, year in enumerate(YEARS)
    }  # fmt: skip
    pooled = Followed(*(np.concatenate(parts) for parts in zip(*(world.spells for world in worlds), strict=True)))
    return Forecast("model", counts, {cohort.name: curve(pooled.of(cohort)) for cohort in COHORTS})


def standing(quantity: str, year: int) -> str:
    """What a year's number of the record can tell: set, before split, scored or undercount."""
    if year > LAST_KNOWN:
        return "undercount"
    if year == FIRST_YEAR and quantity != "exits":
        return "set"
    return "scored" if year in SCORED else "before split"


def counts_table(worlds: Sequence[Seen], record: pd.DataFrame, fitted: frozenset[str]) -> pd.DataFrame:
    """The forecasts year by year beside the record: one row a quantity and year.

    Columns: quantity, year, standing (set: the scenario itself put those trusts in; before split; scored; undercount:
    the record names only some), fitted (targets seen that speak of it), low, high (the record), mean, median, and for
    each level its interval (low_50, high_50 …) and the share of the record's range that it holds (held_50 …); the
    score of the model and, in scored years, of each rival (crps_model …), in trusts.
    """
    model, others = forecast_of(worlds), rivals(record)
    least, most = recorded(record)
    rows = []
    for q, quantity in enumerate(QUANTITIES):
        for y, year in enumerate(YEARS):
            chances, allowed = model.counts[quantity, year], range(least[q, y], most[q, y] + 1)
            row: dict[str, object] = {
                "quantity": quantity,
                "year": year,
                "standing": standing(quantity, year),
                "fitted": seen_targets(quantity, fitted, after_split=year in SCORED),
                "low": allowed[0],
                "high": allowed[-1],
                "mean": float(chances @ np.arange(len(chances))),
                "median": quantile(chances, 0.5),
            }
            known = year <= LAST_KNOWN
            for level in LEVELS:
                row[f"low_{level * 100:.0f}"], row[f"high_{level * 100:.0f}"] = interval(chances, level)
                row[f"held_{level * 100:.0f}"] = held(chances, level, allowed) if known else np.nan
            row["crps_model"] = crps(chances, allowed) if known else np.nan
            for other in others:
                score = crps(other.counts[quantity, year], allowed) if year in SCORED else np.nan
                row[f"crps_{other.name}"] = score
            rows.append(row)
    return pd.DataFrame(rows)


def seen_targets(about: str, fitted: frozenset[str], *, after_split: bool = False) -> str:
    """The targets among the fitted ones that speak of something, or of it after the split; empty without any."""
    told = fitted - BEFORE_SPLIT if after_split else fitted
    return ", ".join(target for target in TARGETS[about] if target in told)


def survival_table(worlds: Sequence[Seen], record: pd.DataFrame, fitted: frozenset[str]) -> pd.DataFrame:
    """The share of each cohort still in at 12, 24, 36 and 48 months: worlds beside the record, one row each.

    Columns: cohort, month, fitted, spells (of the record), share (of the record) [1], worlds (with such spells), mean,
    median, and for each level its interval and whether it holds the record's share (held_50 …).
    """
    spells = survival_spells(record)
    rows = []
    for cohort in COHORTS:
        mine = spells[spells["cohort"] == cohort.name]
        happened = kaplan_meier(mine["entered"], mine["ended"], mine["censored"], MONTHS)["share"]
        for said, month, share in zip(shares_still_in(worlds, cohort).T, MONTHS, happened, strict=True):
            known = said[np.isfinite(said)]
            row: dict[str, object] = {
                "cohort": cohort.name,
                "month": month,
                "fitted": seen_targets(cohort.name, fitted),
                "spells": len(mine),
                "share": share,
                "worlds": len(known),
                "mean": float(known.mean()) if len(known) else np.nan,
                "median": _quantile(known, 0.5),
            }
            for level in LEVELS:
                low, high = (_quantile(known, (1 + side * level) / 2) for side in (-1, 1))
                row[f"low_{level * 100:.0f}"], row[f"high_{level * 100:.0f}"] = low, high
                row[f"held_{level * 100:.0f}"] = float(low - LEAST <= share <= high + LEAST)
            rows.append(row)
    return pd.DataFrame(rows)


def shares_still_in(worlds: Sequence[Seen], cohort: Cohort) -> Floats:
    """The share of a cohort still in [world, one of `MONTHS`]; NaN where a world has none to follow so long."""
    shares = np.full((len(worlds), len(MONTHS)), np.nan)
    for place, world in enumerate(worlds):
        mine = world.spells.of(cohort)
        share = curve(mine)[list(MONTHS)]
        followed_so_long = np.array([(mine.length >= month).any() for month in MONTHS])
        known = followed_so_long | ((share == 0) & (len(mine.length) > 0))
        shares[place] = np.where(known, share, np.nan)
    return shares


def _quantile(said: Floats, probability: float) -> float:
    return float(np.quantile(said, probability, method="inverted_cdf")) if len(said) else np.nan


def coverage_table(worlds: Sequence[Seen], counts: pd.DataFrame, survival: pd.DataFrame) -> pd.DataFrame:
    """How much of the record lies in its intervals, and how much would if a world of the model were the record.

    One row for each level of the counts of each period, and of the shares still in of all cohorts. Columns about (the
    period, or survival), level, fitted, cases, held [1], median, low, high (95% over worlds of that share) [1]. Years
    hang together, so the share would wander far from its level even if the model were right.
    """
    every = np.array([world.counts for world in worlds])
    rows = []
    for period, years in PERIODS.items():
        of = counts[counts["year"].isin(years)]
        quantity = of["quantity"].map(QUANTITIES.index).to_numpy()
        year = of["year"].to_numpy() - FIRST_YEAR
        rows += _covered(period, every[:, quantity, year].astype(np.float64), of)
    shares = np.hstack([shares_still_in(worlds, cohort) for cohort in COHORTS])
    return pd.DataFrame(rows + _covered("survival", shares, survival))


def _covered(about: str, values: Floats, of: pd.DataFrame) -> list[dict[str, object]]:
    """The rows about some cases, `values` what worlds have of them [world, case]."""
    rows = []
    seen = ", ".join(sorted({target for said in of["fitted"] for target in said.split(", ") if target}))
    for level in LEVELS:
        low, high = (of[f"{end}_{level * 100:.0f}"].to_numpy() for end in ("low", "high"))
        inside = np.where(np.isnan(values), np.nan, (values >= low - LEAST) & (values <= high + LEAST))
        shares = np.nanmean(inside[np.isfinite(values).any(axis=1)], axis=1)
        spread = np.quantile(shares, (0.5, *WORLDS_RANGE)).tolist() if len(shares) else [np.nan] * 3
        rows.append(
            {
                "about": about,
                "level": level,
                "fitted": seen,
                "cases": len(of),
                "held": float(of[f"held_{level * 100:.0f}"].mean()),
                **dict(zip(("median", "low", "high"), spread, strict=True)),
            }
        )
    return rows


def scores_table(
    worlds: Sequence[Seen], record: pd.DataFrame, counts: pd.DataFrame, fitted: frozenset[str]
) -> pd.DataFrame:
    """The scores of the years after the split, the lower the better: the model's beside each rival's.

    One row a quantity, and one for survival; columns quantity, score (which, and its unit), fitted, cases, model,
    low, high (95% of the scores that the model would have if a world of its own were the record), persistence,
    constant_hazard, kaplan_meier, best_rival (its name).
    """
    model, others = forecast_of(worlds), rivals(record)
    names = [other.name for other in others]
    rows = []
    for quantity in QUANTITIES:
        of = counts[(counts["quantity"] == quantity) & (counts["standing"] == "scored")]
        own = [
            sum(crps(model.counts[quantity, year], [int(world.counts[QUANTITIES.index(quantity), year - FIRST_YEAR])])
                for year in SCORED) / len(SCORED)
            for world in worlds
        ]  # fmt: skip
        scored = {name: float(of[f"crps_{name}"].mean()) for name in names}
        rows.append(_scored(quantity, "CRPS, trusts", fitted, len(of), float(of["crps_model"].mean()), own, scored))
    spells = followed(record)
    score, cases = score_of_survival(model.still_in, spells)
    own = [score_of_survival(model.still_in, world.spells)[0] for world in worlds]
    scored = {other.name: score_of_survival(other.still_in, spells)[0] for other in others}
    rows.append(_scored("survival", "Brier", fitted, cases, score, own, scored))
    return pd.DataFrame(rows)


def _scored(
    quantity: str,
    score: str,
    fitted: frozenset[str],
    cases: int,
    model: float,
    own: Sequence[float],
    scored: Mapping[str, float],
) -> dict[str, object]:
    low, high = np.nanquantile(own, WORLDS_RANGE)
    return {
        "quantity": quantity,
        "score": score,
        "fitted": seen_targets(quantity, fitted, after_split=True),
        "cases": cases,
        "model": model,
        "low": float(low),
        "high": float(high),
        **scored,
        "best_rival": min(scored, key=lambda name: scored[name]),
    }
