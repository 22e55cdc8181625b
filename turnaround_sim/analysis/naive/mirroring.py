"""The mirror: what analysts of single worlds would report, held against what is true in them."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Literal

import numpy as np
import pandas as pd

from turnaround_sim.analysis.naive.before_after import before_after
from turnaround_sim.analysis.naive.estimate import Estimate, Truth
from turnaround_sim.analysis.naive.matched import matched_difference
from turnaround_sim.analysis.naive.seen import QUALITIES, appointments, seen_spells, trust_years
from turnaround_sim.analysis.naive.spells import hazard_ratio, landmark, leaders_and_length
from turnaround_sim.analysis.naive.tenure import stayed_against_left, tenure_slope
from turnaround_sim.experiment import interval
from turnaround_sim.record import wilson
from turnaround_sim.store import Results

FULL, NULL = "full model", "the null"
"""The two scenarios; a column of the word null alone would be read as missing by those who read tables."""
POINTS = {"observed_mortality": "points", "observed_4h": "percentage points", "quality": "points"}
IN_WORDS = {
    "observed_mortality": "mortality-like quality",
    "observed_4h": "four-hour performance",
    "quality": "latent quality (no analyst has it)",
}
ORDINAL = {1: "first", 2: "second"}


NOTHING_THERE = Truth(0.0, 0.0, 0.0)
"""In the null, where leaders do nothing."""


@dataclass(frozen=True)
class Estimator:
    """One question that an analyst puts to one world.

    `reads` names the frame it is put to; `outcome` is what it is about, by which a truth of the same scale is found;
    `why` says, in a clause, what can lead it astray.
    """

    name: str
    outcome: str
    label: str
    unit: str
    reads: Literal["years", "spells", "appointments"]
    ask: Callable[[pd.DataFrame], Estimate]
    why: str


def _of_qualities() -> Iterator[Estimator]:
    """The estimators that look at quality, for each of the three."""
    for name in QUALITIES:
        words, unit = IN_WORDS[name], POINTS[name]
        for after in (1, 2):
            outcome, since = f"{name}_{after}", f"{words}, {ORDINAL[after]} year after less year before"
            yield Estimator(
                "before_after", outcome, f"Before and after: {since}", unit, "years",
                partial(before_after, outcome=name, after=after),
                "leaders go when trusts look worst, which passes by itself, and all trusts improve a little",
            )  # fmt: skip
            yield Estimator(
                "beyond_all", outcome, f"Before and after, beyond all trusts: {since}", unit, "years",
                partial(before_after, outcome=name, after=after, beyond_all=True),
                "leaders go when trusts look worst, and what was passing passes by itself",
            )  # fmt: skip
            yield Estimator(
                "matched", outcome, f"Matched trusts: {since}", unit, "years",
                partial(matched_difference, outcome=name, after=after),
                "trusts that lose a leader are under strain that level, trend and rating do not show",
            )  # fmt: skip
            yield Estimator(
                "matched_kept", outcome, f"Matched trusts that kept their leader to the end: {since}", unit, "years",
                partial(matched_difference, outcome=name, after=after, kept_to_the_end=True),
                "leaders are kept where things then go well, so the matches are chosen by what came later",
            )  # fmt: skip
        slope = f"{name}_a_year"
        yield Estimator(
            "tenure", slope, f"Tenure: {words} with each year in post", f"{unit} a year", "years",
            partial(tenure_slope, outcome=name),
            "leaders last where trusts do well",
        )  # fmt: skip
        yield Estimator(
            "tenure_within", slope, f"Tenure, within trusts: {words} with each year in post", f"{unit} a year", "years",
            partial(tenure_slope, outcome=name, trust_effects=True),
            "leaders go in a trust's bad years and stay in its good ones",
        )  # fmt: skip
        yield Estimator(
            "stayed", f"{name}_stayed", f"Leaders who stayed two years against the others: rise of {words}", unit,
            "appointments", partial(stayed_against_left, outcome=name),
            "whether a leader stays two years is decided by how they go",
        )  # fmt: skip


ESTIMATORS: tuple[Estimator, ...] = (
    *_of_qualities(),
    Estimator(
        "leaders", "months_a_leader", "Number of leaders: months in special measures with each further one", "months",
        "spells", leaders_and_length, "a longer spell has more time for leaders to come and go",
    ),
    *(
        Estimator(
            f"landmark_{at}", f"exit_{months}",
            f"Changed by month {at} or not: out in the next {months} months", "share of spells", "spells",
            partial(landmark, at=at, within_months=months),
            "all start at one month, but trusts whose leader had gone by then were further from leaving",
        )
        for at in (12, 18) for months in (12, 24)
    ),
    Estimator(
        "hazard", "log_odds_of_exit", "After a change against before: odds of leaving in a month", "logarithm of odds",
        "spells", hazard_ratio, "months are counted rightly, but trusts that lose a leader are further from leaving",
    ),
)  # fmt: skip
"""Every estimator, in the order in which they are told."""


def naive_estimates(results: Results, arm: str) -> pd.DataFrame:
    """What an analyst of each world of an arm would report, with every estimator.

    Columns: replicate, estimator, outcome, estimate, low, high (the analyst's own 95% interval) and cases. A world
    that has too few cases for an estimator has NaN there.
    """
    frames = {
        "years": trust_years(results, arm),
        "spells": seen_spells(results, arm),
        "appointments": appointments(results, arm),
    }
    worlds = {name: dict(iter(frame.groupby("replicate"))) for name, frame in frames.items()}
    outcomes = results.table("outcomes", ["arm", "replicate"])
    rows = [
        (int(replicate), each.name, each.outcome, *each.ask(worlds[each.reads].get(replicate, frames[each.reads][:0])))
        for replicate in outcomes.loc[outcomes["arm"] == arm, "replicate"]
        for each in ESTIMATORS
    ]
    return pd.DataFrame(rows, columns=["replicate", "estimator", "outcome", "estimate", "low", "high", "cases"])


def mirror(full: pd.DataFrame, null: pd.DataFrame, truth: Mapping[str, Truth]) -> pd.DataFrame:
    """Every estimator in the full model and in the null, beside the truth.

    Parameters
    ----------
    full, null
        `naive_estimates` of the two.
    truth
        What is true in the full model, by outcome; an outcome that is not in it has none on the estimator's scale. In
        the null it is nought by construction.

    Returns
    -------
    Columns estimator, outcome, label, unit, scenario (`FULL` or `NULL`); estimate, low, high (mean over worlds with a
    95% interval for chance); world_low, world_high (between them lie the estimates of 95% of worlds); excludes_zero,
    excludes_low, excludes_high (the share of worlds whose own interval leaves out nought, with its 95% interval);
    truth, truth_low, truth_high; worlds, left_out (worlds with and without an estimate) and note.
    """
    rows = [
        _row(each, scenario, estimates, NOTHING_THERE if scenario == NULL else truth.get(each.outcome))
        for each in ESTIMATORS
        for scenario, estimates in ((FULL, full), (NULL, null))
    ]
    return pd.DataFrame(rows)


def _row(each: Estimator, scenario: str, estimates: pd.DataFrame, truth: Truth | None) -> dict[str, object]:
    mine = estimates[(estimates["estimator"] == each.name) & (estimates["outcome"] == each.outcome)]
    known = mine[mine["estimate"].notna()]
    mean, low, high = interval(known["estimate"].tolist())
    ends = np.quantile(known["estimate"], (0.025, 0.975)) if len(known) else (np.nan, np.nan)
    told = known[known["low"].notna()]
    found = int(((told["low"] > 0) | (told["high"] < 0)).sum())
    share, least, most = (float(x[0]) for x in wilson([found], [len(told)])) if len(told) else (np.nan,) * 3
    true = truth or Truth(np.nan, np.nan, np.nan)
    return {
        "estimator": each.name, "outcome": each.outcome, "label": each.label, "unit": each.unit, "scenario": scenario,
        "estimate": mean, "low": low, "high": high, "world_low": float(ends[0]), "world_high": float(ends[1]),
        "excludes_zero": share, "excludes_low": least, "excludes_high": most,
        "truth": true.value, "truth_low": true.low, "truth_high": true.high,
        "worlds": len(known), "left_out": len(mine) - len(known),
        "note": _note(each, low, high, truth),
    }  # fmt: skip


def _note(each: Estimator, low: float, high: float, truth: Truth | None) -> str:
    """How the estimate stands to the truth, no more certain than both intervals are."""
    if truth is None:
        return f"No truth on this scale to hold it against; what can mislead: {each.why}."
    if low != low:
        return "Too few worlds with an estimate to tell."
    if low > truth.high:
        return f"Too high: {each.why}."
    if high < truth.low:
        return f"Too low: {each.why}."
    return "Not to be told from the truth with so many worlds."
