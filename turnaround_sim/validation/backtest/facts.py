"""The back-test in the words of the scorecard: what was asked of it, and whether it holds."""

import math

from turnaround_sim.validation.backtest.england import PERIODS
from turnaround_sim.validation.backtest.study import BackTest, back_test
from turnaround_sim.validation.fact import Fact, Result

LEVEL = 0.8
"""The level whose coverage is judged: at 95% there is little to miss, at 50% chance decides too much."""

RECORD = "SpellsRecord"
WHAT = {
    "stock": "trusts in special measures at year ends",
    "first_entries": "first entries a year",
    "entries_again": "second entries a year",
    "exits": "exits a year",
    "survival": "which spells go on",
}
RIVALS = {
    "persistence": "all stays as in 2016",
    "constant_hazard": "a constant hazard",
    "kaplan_meier": "the Kaplan-Meier curve of the first half",
}
FEW = "weak: four years of one country, which hang together"


def backtest_facts(held: BackTest | None = None) -> list[Fact]:
    """All facts of a back-test; one is run with draws from the prior if none is given.

    A fact is held out where no target that speaks of the same thing was among those that the parameters have seen.
    """
    held = held or back_test()
    return [*_coverage_facts(held), *_score_facts(held), *_facts_of_elsewhere(held)]


def _coverage_facts(held: BackTest) -> list[Fact]:
    """Intervals hold as much of the record as they would of a world of the model."""
    names = {period: f"counts of {period} within their {LEVEL:.0%} intervals" for period in PERIODS}
    names["survival"] = f"shares of three cohorts still in, within their {LEVEL:.0%} intervals"
    facts = []
    for number, (about, name) in enumerate(names.items(), start=1):
        rows = held.coverage[held.coverage["about"] == about]
        row = rows[rows["level"] == LEVEL].iloc[0]
        every = ", ".join(f"{one.held:.0%} of the {one.level:.0%} intervals" for one in rows.itertuples())
        facts.append(
            Fact(
                id=f"B{number:02d}",
                fact=name,
                result="pass" if row["low"] <= row["held"] <= row["high"] else "fail",
                model=float(row["median"]),
                low=float(row["low"]),
                high=float(row["high"]),
                observed=float(row["held"]),
                tolerance="as much as of a world of the model itself, 95%",
                source=RECORD,
                held_out=not row["fitted"],
                strength=FEW,
                why=f"The record lies in {every}, of {row['cases']} numbers; {_fitted(row['fitted'])}",
            )
        )
    return facts


def _score_facts(held: BackTest) -> list[Fact]:
    """The model scores better than each of the rivals."""
    facts = []
    for number, row in enumerate(held.scores.to_dict("records"), start=11):
        best = float(row[row["best_rival"]])
        scored = ", ".join(f"{row[name]:.3g} for {words}" for name, words in RIVALS.items())
        facts.append(
            Fact(
                id=f"B{number}",
                fact=f"{WHAT[row['quantity']]}, 2017 on: forecast better than by three rivals without a model",
                result="pass" if row["model"] < best else "fail",
                model=float(row["model"]),
                low=float(row["low"]),
                high=float(row["high"]),
                observed=best,
                tolerance="a lower score than the best rival's",
                source=RECORD,
                held_out=not row["fitted"],
                strength=FEW,
                why=f"{row['score']}, lower is better: {row['model']:.3g}, against {scored}; {_fitted(row['fitted'])}",
            )
        )
    return facts


def _facts_of_elsewhere(held: BackTest) -> list[Fact]:
    """Another regime is met by a change of the clock alone."""
    return [
        Fact(
            id=row["id"],
            fact=row["fact"],
            result=_judged(row["mean"], row["at_least"], row["at_most"]),
            model=float(row["mean"]),
            low=float(row["low"]),
            high=float(row["high"]),
            observed=float(row["observed"]),
            tolerance=row["limits"] and f"mean between {row['at_least']:.3g} and {row['at_most']:.3g}: {row['limits']}",
            source=row["source"],
            held_out=True,
            strength="moderate: many cases, but another country's or another service's regime",
            why=row["why"],
        )
        for row in held.elsewhere.to_dict("records")
    ]


def _judged(mean: float, low: float, high: float) -> Result:
    if math.isnan(low) or math.isnan(mean):
        return "not testable"
    return "pass" if low <= mean <= high else "fail"


def _fitted(targets: str) -> str:
    return (
        f"the parameters have seen {targets}." if targets else "the parameters have seen no target that speaks of it."
    )
