"""What is true: one leader replaced, in a world that is otherwise the same, with the same luck."""

import math
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pandas as pd

from turnaround_sim.analysis.naive.estimate import Truth
from turnaround_sim.analysis.naive.seen import FIRST_YEAR, QUALITIES, YEAR_BEGINS
from turnaround_sim.beliefs import Uncertainty
from turnaround_sim.experiment import interval
from turnaround_sim.scenario import PlannedEvent, Scenario
from turnaround_sim.simulate import simulate

MONTH = 25
AFTER = (1, 2)
WITHIN = (12, 24)


def replaced_pairs(
    scenario: Scenario,
    *,
    seed: int,
    replicates: int,
    first: int = 0,
    month: int = MONTH,
    uncertainty: Uncertainty = "none",
) -> pd.DataFrame:
    """Each world twice: as it goes, and with one leader in special measures replaced in a month.

    Whose leader it is, is decided by what is seen: of the trusts that are in special measures at the end of the month
    before, with a substantive leader in post, the one whose mortality-like quality was worst in the last whole year; of
    equals the one with the lower number. In the world as it goes that leader may go later, or in the same month. With
    `uncertainty` each world has a draw of the parameters of its own, the same both times.

    Returns
    -------
    Columns replicate, trust, outcome, kept, replaced; outcomes are named as those of the estimators they are held
    against: the rise of each quality from the year before that of the change to the first and second year after, and
    whether the trust left special measures within so many months of it (0 or 1). NaN where the trust has closed. A
    world without such a trust has no rows.

    Raises ValueError where no whole year lies before that of the month, or the scenario ends too soon to see what
    follows.
    """
    year = (month - YEAR_BEGINS) // 12 + FIRST_YEAR
    needed = max(YEAR_BEGINS + 12 * (year + max(AFTER) + 1 - FIRST_YEAR), month + max(WITHIN) + 1)
    if year <= FIRST_YEAR or needed > scenario.months:
        raise ValueError(
            f"month {month} needs a whole year before its own, and {needed} months; there are {scenario.months}"
        )
    # What comes later changes nothing of what is looked at.
    scenario = replace(scenario, months=needed)
    usual = _frames(scenario, seed, first, replicates, uncertainty)
    chosen = worst_seen(usual, month - 1, year - 1)
    rows = []
    for trust, worlds in chosen.groupby(chosen):
        event = PlannedEvent(month, int(trust), "replace_leader")
        other = replace(scenario, events=(*scenario.events, event))
        for replicate in worlds.index:
            here = {name: frame[frame["replicate"] == replicate] for name, frame in usual.items()}
            kept = _outcomes(here, int(trust), month, year)
            there = _outcomes(_frames(other, seed, int(replicate), 1, uncertainty), int(trust), month, year)
            rows += [(int(replicate), int(trust), name, kept[name], there[name]) for name in kept]
    pairs = pd.DataFrame(rows, columns=["replicate", "trust", "outcome", "kept", "replaced"])
    return pairs.sort_values("replicate", kind="stable", ignore_index=True)


def truths(pairs: pd.DataFrame) -> dict[str, Truth]:
    """The mean difference of each outcome, replaced less kept, with its 95% interval (Student's t over pairs)."""
    return {
        str(outcome): Truth(*interval((mine["replaced"] - mine["kept"]).dropna().tolist()))
        for outcome, mine in pairs.groupby("outcome", sort=False)
    }


def worst_seen(tables: Mapping[str, pd.DataFrame], month: int, year: int) -> "pd.Series[int]":
    """The trust of each world that is chosen at the end of a month by what was seen in a year; see `replaced_pairs`."""
    spells, tenures, annual = tables["spells"], tables["tenures"], tables["annual"]
    inside = spells[(spells["entered"] <= month) & ~(spells["exited"] <= month)]
    led = tenures[~tenures["interim"] & (tenures["started"] <= month) & ~(tenures["ended"] <= month)]
    seen = annual.loc[annual["year"] == year, ["replicate", "trust", "observed_mortality"]]
    both = seen.merge(inside[["replicate", "trust"]]).merge(led[["replicate", "trust"]])
    ranked = both.sort_values(["replicate", "observed_mortality", "trust"]).drop_duplicates("replicate")
    return ranked.set_index("replicate")["trust"]


def _frames(
    scenario: Scenario, seed: int, first: int, replicates: int, uncertainty: Uncertainty
) -> dict[str, pd.DataFrame]:
    tables: Mapping[str, Any] = simulate(
        scenario, seed=seed, first=first, replicates=replicates, uncertainty=uncertainty, worlds_per_draw=1
    )
    return {name: tables[name].to_pandas() for name in ("annual", "spells", "tenures")}


def _outcomes(tables: Mapping[str, pd.DataFrame], trust: int, month: int, year: int) -> dict[str, float]:
    """What became of a trust in one world."""
    annual, spells = (tables[name][tables[name]["trust"] == trust] for name in ("annual", "spells"))
    by_year = annual.set_index("year")
    found: dict[str, float] = {}
    for name in QUALITIES:
        for after in AFTER:
            there = year + after in by_year.index
            rise = by_year[name].get(year + after, math.nan) - by_year[name][year - 1] if there else math.nan
            found[f"{name}_{after}"] = float(rise)
    spell = spells[(spells["entered"] < month) & ~(spells["exited"] < month)].iloc[0]
    for months in WITHIN:
        out = spell["end_reason"] == "exit" and spell["exited"] <= month + months
        found[f"exit_{months}"] = float(out)
    return found
