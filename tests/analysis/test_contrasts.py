"""Arms are set against one another world by world; with many of them the looking is counted."""

import math

import made_up_arms
import numpy as np
import pytest
from scipy import stats

from turnaround_sim.analysis.contrasts import best_of, pointed_out
from turnaround_sim.experiment import interval
from turnaround_sim.mistakes import Mistake


def test_a_difference_is_that_of_each_world():
    of = made_up_arms.contrasts({"usual": [3.0, 9.0, math.nan], "other": [2.0, 9.5, 1.0]})
    assert of.apart("shortfall", "other")[:2].tolist() == [-1.0, 0.5]
    each = of.difference("shortfall", "other")
    assert (each.difference, each.replicates, each.left_out) == (-0.25, 2, 1)
    assert of.unit == "pairs"


def test_worlds_of_one_draw_count_as_one():
    # Two draws of two worlds; a world without a value in one arm is left out of its draw in both.
    usual, other = [1.0, 2.0, 5.0, 7.0], [2.0, 4.0, math.nan, 6.0]
    of = made_up_arms.contrasts({"usual": usual, "other": other}, worlds_per_draw=2)
    assert (of.units, of.replicates, of.unit) == (2, 4, "draws")
    assert of.apart("shortfall", "other").tolist() == [1.5, -1.0]
    assert of.difference("shortfall", "other").replicates == 2
    assert of.own("shortfall", "other").tolist() == [3.0, 6.0]


def test_intervals_of_many_hold_together():
    chance = np.random.default_rng(1)
    of = made_up_arms.contrasts({"usual": np.zeros(8), "other": chance.normal(size=8)})
    values = of.apart("shortfall", "other")
    low, high = of.together("shortfall", "other", 5)
    half = stats.t.ppf(1 - 0.025 / 5, 7) * values.std(ddof=1) / math.sqrt(8)
    assert (low, high) == pytest.approx((values.mean() - half, values.mean() + half))
    assert of.together("shortfall", "other", 1) == pytest.approx(interval(values.tolist())[1:])


def test_where_there_is_nothing_a_best_arm_is_seldom_told_apart():
    # 200 experiments of twelve arms that differ in nothing: together some ten may be wrong, one by one some ninety.
    chance = np.random.default_rng(2)
    wrong = alone = 0
    for _ in range(200):
        arms = {str(arm): chance.normal(size=20) for arm in range(13)}
        of = made_up_arms.contrasts(arms)
        best = best_of(of)
        wrong += best.finding != "unclear"
        alone += any(not d.low <= 0 <= d.high for d in of.differences("shortfall").values())
    assert wrong <= 20
    assert alone > 60


def test_the_best_arm_is_the_lowest_where_lower_is_better_and_the_highest_where_higher_is():
    arms = {"usual": [5.0, 6.0, 7.0], "down": [3.0, 4.1, 5.2], "up": [8.1, 9.0, 10.2]}
    best = best_of(made_up_arms.contrasts(arms))
    assert (best.arm, best.finding, best.better, best.worse) == ("down", "better", ("down",), ("up",))
    best = best_of(made_up_arms.contrasts(arms, outcomes=("quality",)))
    assert (best.arm, best.finding, best.better, best.worse) == ("up", "better", ("up",), ("down",))
    best = best_of(made_up_arms.contrasts(arms, outcomes=("leaders_per_100_trust_months",)))
    assert (best.arm, best.finding) == ("up", "differs")


def test_rivals_are_those_that_cannot_be_told_from_the_best():
    luck = np.random.default_rng(3).normal(scale=0.1, size=30)
    arms = {"usual": luck, "best": luck - 2 + 0.1 * luck[::-1], "near": luck - 2, "far": luck - 1}
    best = best_of(made_up_arms.contrasts(arms))
    assert best.arm in ("best", "near")
    assert set(best.rivals) == {"best", "near"} - {best.arm}


@pytest.mark.parametrize(
    ("other", "finding"),
    [
        ([1.0, 2.0, 3.0], "same"),
        ([9.0, 1.0, 3.0], "unclear"),
        ([11.0, 12.1, 13.0], "worse"),
        ([0.1, 1.0, 2.1], "better"),
    ],
)  # fmt: skip
def test_the_finding_is_no_more_certain_than_the_interval(other, finding):
    assert best_of(made_up_arms.contrasts({"usual": [1.0, 2.0, 3.0], "other": other})).finding == finding
    assert best_of(made_up_arms.contrasts({"usual": [1.0], "other": other[:1]})).finding == "too few"


def test_the_arms_pointed_out_are_the_best_or_those_that_were_named():
    of = made_up_arms.contrasts(
        {"usual": [5.0, 5.0], "a": [4.0, 4.0], "b": [1.0, 1.0], "c": [9.0, 9.0], "d": [2.0, 2.0]}
    )
    assert pointed_out(of) == ("b", "d", "a")
    assert pointed_out(of, ("c", "a", "c")) == ("c", "a")
    assert pointed_out(of, ("usual",)) == ("a", "b", "c")
    with pytest.raises(Mistake, match='no arm "usuall"; there are usual, a, b, c, d; did you mean "usual"'):
        pointed_out(of, ("usuall",))
