"""Paired differences: worked numbers, what is left out, how much shared luck saves, and the stated coverage."""

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnaround_sim.analysis.comparison import paired, paired_differences
from turnaround_sim.dictionary import OUTCOMES, Column
from turnaround_sim.experiment import Question, run_arms
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import Scenario, read_scenario
from turnaround_sim.store import Results

NAN = math.nan
LOWER = Column("shortfall", "number", "points", "", label="Shortfall", better="lower")
HIGHER = Column("quality", "number", "points", "", label="Quality", better="higher")
NEITHER = Column("leaders", "number", "leaders", "", label="Leaders")


def test_a_worked_difference():
    d = paired(LOWER, [3.0, 4.0, 5.0, 6.0], [2.0, 2.0, 5.0, 7.0])
    # differences -1, -2, 0, 1: mean -1/2, sd sqrt(5/3), half width 3.1824 * sd / 2
    assert (d.a, d.b, d.difference, d.replicates, d.left_out) == (4.5, 4.0, -0.5, 4, 0)
    assert d.low == pytest.approx(-0.5 - 3.182446 * math.sqrt(5 / 3) / 2, abs=1e-6)
    assert d.high == pytest.approx(-0.5 + 3.182446 * math.sqrt(5 / 3) / 2, abs=1e-6)
    assert (d.share_b_better, d.share_tied) == (0.5, 0.25)
    assert d.saving == pytest.approx((5 / 3 + 6) / (5 / 3))
    assert d.to_halve == 16


def test_which_way_is_better_is_the_outcomes_and_may_be_nobodys():
    a, b = [1.0, 1.0, 1.0, 1.0], [2.0, 2.0, 2.0, 0.0]
    assert paired(HIGHER, a, b).share_b_better == 0.75
    assert paired(LOWER, a, b).share_b_better == 0.25
    assert math.isnan(paired(NEITHER, a, b).share_b_better)


def test_a_pair_without_a_value_in_either_arm_is_left_out_of_both_means():
    d = paired(HIGHER, [1.0, NAN, 3.0, 9.0], [2.0, 5.0, 4.0, NAN])
    assert (d.a, d.b, d.difference, d.replicates, d.left_out) == (2.0, 3.0, 1.0, 2, 2)


@pytest.mark.parametrize(("a", "b"), [([], []), ([NAN], [1.0])])
def test_without_pairs_there_is_no_number(a, b):
    d = paired(LOWER, a, b)
    assert all(math.isnan(x) for x in (d.a, d.b, d.difference, d.low, d.high, d.share_b_better, d.share_tied))
    assert d.replicates == 0


def test_one_pair_has_a_difference_and_no_interval():
    d = paired(LOWER, [3.0], [1.0])
    assert d.difference == -2.0
    assert math.isnan(d.low)
    assert math.isnan(d.saving)


def test_arms_that_never_differ_are_tied_with_an_interval_of_nought():
    d = paired(LOWER, [1.0, 2.0, 3.0], [1.0, 2.0, 3.0])
    assert (d.difference, d.low, d.high, d.share_b_better, d.share_tied) == (0.0, 0.0, 0.0, 0.0, 1.0)
    assert math.isnan(d.saving)


@given(st.lists(st.tuples(st.floats(-1e3, 1e3), st.floats(-1e3, 1e3)), min_size=2, max_size=30))
def test_changing_sides_changes_the_sign_and_nothing_else(pairs):
    a, b = [x for x, _ in pairs], [y for _, y in pairs]
    here, there = paired(LOWER, a, b), paired(LOWER, b, a)
    assert there.difference == pytest.approx(-here.difference)
    assert (there.low, there.high) == (pytest.approx(-here.high), pytest.approx(-here.low))
    assert here.share_b_better + there.share_b_better + here.share_tied == pytest.approx(1.0)


def test_the_interval_covers_the_truth_as_often_as_it_says():
    # 2,000 experiments of 12 pairs: coverage .95 has a standard error of .0049; outside .95 ± .016 once in 1,000 seeds.
    generator = np.random.default_rng(20261125)
    luck = generator.normal(0.0, 5.0, (2000, 12))
    effect = 0.4 + generator.normal(0.0, 1.0, (2000, 12))
    covered = 0
    for shared, own in zip(luck, effect, strict=True):
        d = paired(HIGHER, shared.tolist(), (shared + own).tolist())
        covered += d.low <= 0.4 <= d.high
    assert covered / 2000 == pytest.approx(0.95, abs=0.016)


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    world = Scenario(name="small", months=30, trusts=20, systems=5, burn_in=12)
    arms = {"small": world, "same": world, "england's": read_scenario("classroom")}
    question = Question("three", {name: arm.resolved() for name, arm in arms.items()}, 1, 6, "outcomes")
    return Results.open(run_arms(arms, question, out=tmp_path_factory.mktemp("results")))


def test_a_policy_against_itself_in_the_same_worlds_differs_in_nothing(results):
    differences = paired_differences(results, "small", "same")
    assert [d.outcome for d in differences] == [column.name for column in OUTCOMES]
    for d in differences:
        assert d.replicates + d.left_out == 6
        if d.replicates > 1:
            assert (d.difference, d.low, d.high, d.share_tied) == (0.0, 0.0, 0.0, 1.0)


def test_pairs_are_made_by_the_number_of_the_replicate(results):
    by = results.table("outcomes").set_index(["arm", "replicate"])["shortfall"]
    expected = sum(by["england's", r] - by["small", r] for r in range(6)) / 6
    assert paired_differences(results, "small", "england's")[0].difference == pytest.approx(expected)


def test_an_unknown_arm_is_refused_with_the_nearest_name(results):
    with pytest.raises(Mistake, match=r'no arm "smal"; it has small, same, england\'s; did you mean "small"'):
        paired_differences(results, "small", "smal")
