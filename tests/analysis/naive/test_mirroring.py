"""The mirror: every world is put to every estimator, and what they say is summed up no more surely than it is."""

import math

import numpy as np
import pandas as pd
import pytest

from turnaround_sim import Results, read_scenario, run_scenario
from turnaround_sim.analysis.naive import ESTIMATORS, FULL, NULL, Truth, mirror, naive_estimates
from turnaround_sim.dictionary import TABLES

LATENT = "quality"


def said(estimates, outcome="observed_mortality_1", estimator="before_after"):
    """Estimates of some worlds by one estimator, each a value and the half width of its interval."""
    rows = [(r, estimator, outcome, v, v - half, v + half, 9) for r, (v, half) in enumerate(estimates)]
    return pd.DataFrame(rows, columns=["replicate", "estimator", "outcome", "estimate", "low", "high", "cases"])


def row_of(frame, scenario=FULL, estimator="before_after", outcome="observed_mortality_1"):
    mine = frame[(frame["scenario"] == scenario) & (frame["estimator"] == estimator) & (frame["outcome"] == outcome)]
    (row,) = mine.to_dict("records")
    return row


def test_worlds_are_summed_up_and_those_without_an_estimate_are_left_out():
    full = said([(1.0, 2.0), (3.0, 2.0), (math.nan, math.nan), (5.0, math.nan)])
    row = row_of(mirror(full, said([]), {}))
    assert (row["estimate"], row["worlds"], row["left_out"]) == (3.0, 3, 1)
    assert row["low"] == pytest.approx(3 - 4.302653 * 2 / math.sqrt(3), abs=1e-5)
    # Of the two with an interval, one leaves out nought.
    assert row["excludes_zero"] == 0.5
    assert 0 < row["excludes_low"] < 0.5 < row["excludes_high"] < 1
    assert (row["world_low"], row["world_high"]) == (pytest.approx(1.1), pytest.approx(4.9))


def test_there_is_a_row_for_every_estimator_in_both_scenarios_also_without_any_world():
    frame = mirror(said([]), said([]), {})
    assert len(frame) == 2 * len(ESTIMATORS)
    assert (frame["worlds"] == 0).all()
    assert frame["estimate"].isna().all()
    assert frame["excludes_zero"].isna().all()


def test_the_null_is_held_against_nought_and_the_full_model_against_its_truth_where_there_is_one():
    sure = said([(1.0, 0.5), (1.1, 0.5), (0.9, 0.5)])
    frame = mirror(sure, sure, {"observed_mortality_1": Truth(2.0, 1.8, 2.2)})
    full, null = row_of(frame), row_of(frame, NULL)
    assert (full["truth"], null["truth"]) == (2.0, 0.0)
    assert full["note"].startswith("Too low: leaders go when")
    assert null["note"].startswith("Too high: leaders go when")
    assert math.isnan(row_of(frame, outcome="observed_mortality_2")["truth"])
    assert row_of(frame, outcome="observed_mortality_2")["note"].startswith("No truth on this scale")
    assert row_of(mirror(sure, sure, {"observed_mortality_1": Truth(1.2, 1.0, 1.4)}))["note"].startswith("Not to be")


def test_an_estimator_has_one_name_and_outcome_and_says_what_can_mislead():
    assert len({(each.name, each.outcome) for each in ESTIMATORS}) == len(ESTIMATORS)
    for each in ESTIMATORS:
        assert each.why
        assert not each.why.endswith(".")
        assert each.unit


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    scenario = read_scenario("classroom", {"months": 66})
    return run_scenario(scenario, seed=2, replicates=4, out=tmp_path_factory.mktemp("results"))


def test_every_world_is_put_to_every_estimator_whatever_it_lacks(folder):
    results = Results.open(folder)
    estimates = naive_estimates(results, "classroom")
    assert len(estimates) == 4 * len(ESTIMATORS)
    assert estimates["replicate"].unique().tolist() == [0, 1, 2, 3]
    known = estimates[estimates["low"].notna()]
    assert len(known)
    assert ((known["low"] <= known["estimate"]) & (known["estimate"] <= known["high"])).all()


def test_latent_quality_decides_only_what_is_named_for_it(folder):
    class Blind:
        """The same run, whose latent quality is another."""

        manifest = Results.open(folder).manifest

        def table(self, name, columns):
            table = Results.open(folder).table(name, columns)
            hidden = [c.name for c in TABLES[name] if c.name.startswith(LATENT) and c.name in table]
            return table.assign(**{column: np.arange(len(table)) % 7.0 for column in hidden})

    seen, blind = naive_estimates(Results.open(folder), "classroom"), naive_estimates(Blind(), "classroom")
    latent = seen["outcome"].str.startswith(LATENT)
    pd.testing.assert_frame_equal(seen[~latent], blind[~latent])
    assert not seen[latent].equals(blind[latent])
    words = {each.label for each in ESTIMATORS if each.outcome.startswith(LATENT)}
    assert all("latent" in label for label in words)
