"""Log scores are those of known distributions; leaving out agrees with an exact case; each outcome has its words."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from made_up_fit import ALL, write_fit
from scipy.stats import norm

from turnaround_sim.mistakes import Mistake
from turnaround_sim.validation.against_null import (
    FEWEST,
    AgainstNull,
    Foretold,
    against_null,
    effective,
    left_out,
    log_score,
    only_within,
    told,
)
from turnaround_sim.validation.fit import Fit

KNOWN = {target.id: target for target in ALL}
PLAIN = replace(KNOWN["T26"], value=0.5, low=-3.0, high=3.0)
"""On a scale without steps or ends."""


def equal(values, worlds=1):
    """Particles of equal weight, each with so many worlds, one after another."""
    return Foretold(np.asarray(values, float), np.arange(len(values)) // worlds, np.full(len(values), 1 / len(values)))


# ---------------------------------------------------------------- the log score


def test_worlds_of_a_known_normal_have_its_log_density():
    values = np.random.default_rng(1).normal(size=40_000)
    score = log_score(equal(values), PLAIN, span=8.0)
    assert score == pytest.approx([norm.logpdf(0.5)], abs=0.02)


def test_weights_move_the_score_as_another_distribution_would():
    values = np.random.default_rng(1).normal(size=40_000)
    weights = np.exp(values - 0.5)  # from N(0, 1) to N(1, 1)
    score = log_score(Foretold(values, np.arange(values.size), weights / weights.sum()), PLAIN, span=8.0)
    assert score == pytest.approx([norm.logpdf(0.5, loc=1)], abs=0.03)


def test_a_particle_weighs_what_its_worlds_weigh_together():
    once = Foretold(np.array([0.0, 1.0]), np.array([0, 1]), np.array([0.5, 0.5]))
    more = Foretold(np.array([0.0, 1.0, 1.0, 1.0]), np.array([0, 1, 1, 1]), np.array([3, 1, 1, 1]) / 6)
    assert log_score(once, PLAIN, 2.0) == pytest.approx(log_score(more, PLAIN, 2.0))


def test_a_count_has_the_chance_of_its_step_and_one_further_world_may_be_anywhere():
    three = replace(KNOWN["T12"], value=3.0)
    assert log_score(equal([3, 3, 3, 3]), three, span=2.0) == pytest.approx([np.log((4 + 1 / 3) / 5)])
    assert log_score(equal([5, 5, 5, 5]), three, span=2.0) == pytest.approx([np.log((1 / 3) / 5)])


@pytest.mark.parametrize("values", [[1.0] * 9, [0.0, 0.1, 0.4, 0.5, 0.5, 0.9, 1.0, 1.0]])
def test_the_chances_of_all_steps_of_a_share_add_up_to_one(values):
    steps = [replace(KNOWN["T01"], value=k / 11, low=-1.0, high=2.0) for k in range(12)]
    chances = np.exp([log_score(equal(values), step, span=1.0)[0] for step in steps])
    assert chances.sum() == pytest.approx(1.0)
    assert chances.min() > 0


def test_smoothing_spreads_a_share_over_its_neighbours_and_not_beyond_the_end():
    values = np.r_[np.full(50, 5 / 11), np.full(50, 7 / 11)]
    between = log_score(equal(values), replace(KNOWN["T01"], value=6 / 11), span=1.0)[0]
    assert np.log(0.05) < between < np.log(0.5)


def test_where_only_an_interval_is_known_the_score_is_the_chance_of_lying_within():
    assert {name for name, target in KNOWN.items() if only_within(target)} >= {"T21", "T27", "T34"}
    assert not {"T01", "T04", "T26", "T38b"} & {name for name, target in KNOWN.items() if only_within(target)}
    assert log_score(equal([83, 84, 100, 150]), KNOWN["T21"], span=70.0) == pytest.approx(
        [np.log((4 * 0.75 + 0.5) / 5)]
    )


def test_worlds_that_had_nothing_to_count_are_left_out():
    known = log_score(equal([3.0, 4.0, 5.0]), replace(KNOWN["T12"], value=4.0), span=4.0)
    with_gap = Foretold(np.array([3.0, 4.0, 5.0, np.nan]), np.arange(4), np.full(4, 1 / 3))
    assert log_score(with_gap, replace(KNOWN["T12"], value=4.0), span=4.0) == pytest.approx(known)


def test_taking_all_particles_once_changes_nothing():
    values = np.random.default_rng(3).normal(size=30)
    taken = np.array([[1] * 30, [2] * 30, [30] + [0] * 29])
    scores = log_score(equal(values), PLAIN, 8.0, taken)
    assert scores[:2] == pytest.approx(np.repeat(log_score(equal(values), PLAIN, 8.0), 2))
    assert scores[2] != pytest.approx(scores[0])


# ---------------------------------------------------------------- leaving out


WORLDS = 4


def conjugate(noise, observed, leave):
    """Mean and variance of theta ~ N(0, 1) given all values but one, each of them theta and correlated noise."""
    kept = [n for n in range(len(observed)) if n != leave]
    pull = np.linalg.solve(noise[np.ix_(kept, kept)], np.ones(len(kept)))
    variance = 1 / (1 + pull.sum())
    return variance * pull @ observed[kept], variance


def fitted(noise, luck, observed, size):
    """Particles of the exact posterior, judged by means of other worlds with this luck, and fresh worlds of each."""
    judged = noise + luck / WORLDS
    mean, variance = conjugate(judged, observed, leave=None)
    chance = np.random.default_rng(5)
    theta = chance.normal(mean, variance**0.5, size=size)
    fresh = chance.multivariate_normal(np.zeros(len(observed)), luck, size=(size, WORLDS))
    return judged, theta, theta[:, None, None] + fresh


@pytest.mark.parametrize("correlation", [0.0, 0.6])
@pytest.mark.parametrize("luck", [0.01, 1.0])
def test_leaving_out_agrees_with_the_exact_posterior_without_the_target(correlation, luck):
    noise = np.array([[1.0, correlation, 0.0], [correlation, 1.0, 0.0], [0.0, 0.0, 0.5]])
    observed = np.array([0.2, 1.4, -0.3])
    judged, theta, worlds = fitted(noise, luck * noise, observed, 60_000)
    weights = left_out(worlds, observed, noise, np.full(theta.size, 1 / theta.size))
    assert weights.sum(axis=(0, 1)) == pytest.approx(np.ones(3))
    for leave in range(3):
        expected, variance = conjugate(judged, observed, leave)
        own = weights[:, :, leave].sum(axis=1)
        assert own @ theta == pytest.approx(expected, abs=0.02)
        assert own @ (theta - own @ theta) ** 2 == pytest.approx(variance, abs=0.04)  # cutting takes a little


def test_the_score_of_a_target_left_out_is_that_of_its_exact_predictive():
    noise, observed = np.diag([1.0, 1.0, 0.5]), np.array([0.2, 1.4, -0.3])
    judged, theta, worlds = fitted(noise, noise, observed, 20_000)
    weights = left_out(worlds, observed, noise, np.full(theta.size, 1 / theta.size))
    foretold = Foretold(worlds[:, :, 1].ravel(), np.repeat(np.arange(theta.size), WORLDS), weights[:, :, 1].ravel())
    mean, variance = conjugate(judged, observed, 1)
    score = log_score(foretold, replace(PLAIN, value=1.4), span=9.0)
    assert score == pytest.approx([norm.logpdf(1.4, mean, (variance + 1) ** 0.5)], abs=0.05)
    shown = norm.logpdf(1.4, theta.mean(), (theta.var() + 1) ** 0.5)
    assert score[0] < shown - 0.15, "it had been shown the target"


def test_the_largest_weight_is_cut():
    far = np.sqrt(2 * np.log(100.0))  # a particle that the target had all but ruled out: a ratio of 100
    worlds = np.array([[[0.0], [0.0]], [[0.0], [0.0]], [[0.0], [0.0]], [[far], [far]]])
    weights = left_out(worlds, np.array([0.0]), np.eye(1), np.full(4, 0.25)).sum(axis=1)
    cut = 103 / 4 * 2  # the mean ratio times the root of four
    assert weights[:, 0] == pytest.approx(np.array([1, 1, 1, cut]) / (3 + cut))
    assert effective(weights[:, 0]) == pytest.approx((3 + cut) ** 2 / (3 + cut**2))


def test_a_world_with_nothing_to_count_is_weighed_as_its_particle_is():
    worlds = np.array([[[0.0, 1.0], [np.nan, 1.0]], [[0.0, 1.0], [0.0, 1.0]], [[np.nan, 1.0], [np.nan, 1.0]]])
    weights = left_out(worlds, np.array([0.0, 1.0]), np.eye(2), np.full(3, 1 / 3))
    assert weights == pytest.approx(np.full((3, 2, 2), 1 / 6))


# ---------------------------------------------------------------- two fits


@pytest.fixture(scope="module")
def folders(tmp_path_factory):
    root = tmp_path_factory.mktemp("fits")
    write_fit(root / "full", "england", off={"T14": 0.0, "T26": 2.0, "T38b": 0.0, "T25b": -1.5})
    write_fit(root / "null", "null", off={"T14": -3.0, "T25b": 0.0}, seed=3)
    return root


def test_each_target_is_scored_in_both_models(folders):
    against = against_null(Fit.open(folders / "full"), Fit.open(folders / "null"))
    rows = against.table.set_index("target")
    assert list(rows.index) == list(KNOWN)
    assert set(rows.loc[rows["use"] == "validate", "how"]) == {"held out"}
    assert set(rows.loc[rows["use"] == "calibrate", "how"]) == {"left out"}
    assert (rows["difference"] == rows["full"] - rows["null"]).all()
    assert ((rows["low"] <= rows["difference"]) & (rows["difference"] <= rows["high"])).mean() > 0.9
    assert (rows.loc["T14", "favours"], rows.loc["T25b", "favours"]) == ("full", "null")
    assert not rows.loc["T14", "needs_no_leader"]
    assert rows.loc["T25b", "needs_no_leader"]
    assert ((rows["favours"] == "full") == (rows["low"] > 0)).all()
    assert ((rows["favours"] == "null") == (rows["high"] < 0)).all()
    assert (rows["favours"] == "neither").any()
    kept = rows[rows["reliable"]]
    assert against.counted == len(kept)
    assert against.total == pytest.approx(kept["difference"].sum())
    assert against.low < against.total < against.high


def test_the_same_folders_give_the_same_numbers(folders):
    first, second = (against_null(Fit.open(folders / "full"), Fit.open(folders / "null")) for _ in range(2))
    pd.testing.assert_frame_equal(first.table, second.table)
    assert (first.low, first.high) == (second.low, second.high)


def test_where_too_few_particles_are_left_a_score_is_not_reliable_and_not_counted(tmp_path):
    write_fit(tmp_path / "full", "england", particles=FEWEST - 1)
    write_fit(tmp_path / "null", "null", particles=FEWEST - 1)
    against = against_null(Fit.open(tmp_path / "full"), Fit.open(tmp_path / "null"))
    assert not against.table["reliable"].any()
    assert not against.table["needs_no_leader"].any()
    assert (against.counted, against.total) == (0, 0.0)
    (only,) = told(against)
    assert only.startswith("Not reliable, and not counted: T01, T02, ")


def test_a_fit_that_ended_warm_is_moved_less_by_leaving_out(folders, tmp_path):
    warm = write_fit(tmp_path / "full", "england", off={"T26": 2.0})
    usual = against_null(Fit.open(warm), Fit.open(folders / "null")).table.set_index("target")
    path = warm / "generations.parquet"
    pd.read_parquet(path).assign(temperature=50.0).to_parquet(path)
    moved = against_null(Fit.open(warm), Fit.open(folders / "null")).table.set_index("target")
    whole = effective(Fit.open(warm).weights)
    assert usual.loc["T26", "effective_full"] < 0.9 * whole
    assert moved.loc["T26", "effective_full"] == pytest.approx(whole, rel=0.1)


def test_one_world_a_particle_is_too_few_to_leave_a_fact_out(folders, tmp_path):
    other = write_fit(tmp_path / "null", "null")
    path = other / "worlds.parquet"
    pd.read_parquet(path).drop_duplicates("particle").to_parquet(path)
    with pytest.raises(Mistake, match="one world a particle; two or more are needed"):
        against_null(Fit.open(folders / "full"), Fit.open(other))


def test_a_fit_of_another_model_or_other_targets_is_refused(folders, tmp_path):
    with pytest.raises(Mistake, match='is a calibration of "null"; one of "england" is needed'):
        against_null(Fit.open(folders / "null"), Fit.open(folders / "full"))
    other = write_fit(tmp_path / "null", "null")
    few = tmp_path / "few.toml"
    few.write_text(
        'scenario = "england"\n[[targets]]\nid = "A"\nfact = "a"\nstatistic = "number_in"\n'
        'options.months = ["2014-01"]\n'
        'value = 1\nlow = 0\nhigh = 2\nunit = "trusts"\npopulation = "p"\nperiod = "q"\nsource = "s"\n'
        'use = "calibrate"\n',
        encoding="utf-8",
    )
    manifest = json.loads((other / "manifest.json").read_text(encoding="utf-8"))
    (other / "manifest.json").write_text(json.dumps({**manifest, "targets": str(few)}), encoding="utf-8")
    with pytest.raises(Mistake, match="not fitted to the same targets"):
        against_null(Fit.open(folders / "full"), Fit.open(other))


# ---------------------------------------------------------------- in words


def outcome(*rows, total=0.0, low=-1.0, high=1.0):
    """What came of made-up targets, each (difference, favours, null inside, full inside, reliable)."""
    made = [
        {
            "target": f"T{n:02d}", "fact": f"fact {n} (as counted)", "difference": apart, "low": apart - 0.1,
            "high": apart + 0.1, "favours": favours, "null_inside": null, "full_inside": full, "reliable": reliable,
            "needs_no_leader": reliable and null and favours != "full",
        }
        for n, (apart, favours, null, full, reliable) in enumerate(rows, start=1)
    ]  # fmt: skip
    return AgainstNull(pd.DataFrame(made), total, low, high, sum(row[4] for row in rows))


ALIKE, NEEDED = (0.0, "neither", True, True, True), (2.0, "full", False, True, True)
BETTER, MISSED, VAGUE = (
    (-1.0, "null", True, True, True),
    (0.0, "neither", False, False, True),
    (5.0, "full", True, True, False),
)


def test_where_some_need_a_leader_both_kinds_are_named():
    said = told(outcome(ALIKE, NEEDED, BETTER, MISSED, VAGUE))
    assert said[0].startswith("2 of 4 targets need no leader effect: the null meets them and foretells them no worse")
    assert said[1] == "Without leader effects: fact 1 (T01); fact 3 (T03)."
    assert said[2] == "The full model foretells 1 better than the null: fact 2 (T02, by 2.00)."
    assert said[3] == "The null foretells 1 better than the full model: fact 3 (T03, by 1.00)."
    assert said[4] == "Neither model's mean lies within the record's interval for: fact 4 (T04)."
    assert "cannot be told from the null's" in said[5]
    assert said[6].startswith("Not reliable, and not counted: fact 5 (T05).")


def test_where_none_needs_a_leader_it_says_so():
    said = told(outcome(ALIKE, BETTER, total=-1.0, low=-1.5, high=-0.5))
    assert said[0].startswith("None of 2 targets needs a leader effect")
    assert "The full model foretells no target better than the null." in said
    assert "log score is 1.00 lower (0.50 to 1.50): the record is foretold better without leader effects." in said[-1]


def test_where_all_need_a_leader_it_says_so():
    said = told(outcome(NEEDED, NEEDED, total=4.0, low=3.0, high=5.0))
    assert said[0].startswith("The null meets none of 2 targets as well as the full model does.")
    assert "log score is 4.0 higher (3.0 to 5.0): the record is foretold better with leader effects." in said[-1]
    assert not [line for line in said if "no leader effect" in line]


def test_one_target_is_told_in_the_singular():
    assert told(outcome(ALIKE, NEEDED))[0].startswith("1 of 2 targets needs no leader effect")


def test_many_targets_are_listed_by_their_ids():
    said = told(outcome(*[ALIKE] * 9, NEEDED))
    assert said[1] == "Without leader effects: T01, T02, T03, T04, T05, T06, T07, T08, T09."
