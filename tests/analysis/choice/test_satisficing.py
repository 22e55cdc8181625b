"""Thresholds that are met, counted by hand; and what is spent against a budget."""

import numpy as np
import pytest

from turnaround_sim.analysis.acceptability import wilson
from turnaround_sim.analysis.choice.asking import Budget, Threshold
from turnaround_sim.analysis.choice.satisficing import satisfied, spending

MEANS = {
    "shortfall": np.array([[3.0, 1.0], [3.0, 4.0], [3.0, 3.0], [1.0, 0.5]]),
    "quality": np.array([[50.0, 60.0], [50.0, 60.0], [50.0, 60.0], [50.0, 40.0]]),
}


def test_all_thresholds_are_to_be_met_in_the_same_draw():
    thresholds = (Threshold("shortfall", "most", 3.0), Threshold("quality", "least", 50.0))
    a, b = satisfied(MEANS, ("a", "b"), thresholds)
    assert (a.all.value, a.binds) == (1.0, None)
    assert (b.all.value, b.each[0].value, b.each[1].value) == (0.5, 0.75, 0.75)
    assert (b.all.low, b.all.high) == pytest.approx(wilson(0.5, 4))
    assert b.binds == 0


def test_a_threshold_can_be_set_against_another_arm():
    a, b = satisfied(MEANS, ("a", "b"), (Threshold("shortfall", "most", -0.5, "a"),))
    assert (a.all.value, b.all.value) == (0.0, 0.5)
    assert (a.binds, b.binds) == (0, 0)


def test_what_has_no_number_meets_no_threshold():
    (only,) = satisfied({"shortfall": np.array([[np.nan], [1.0]])}, ("a",), (Threshold("shortfall", "most", 3.0),))
    assert only.all.value == 0.5


def test_the_budget_is_kept_on_the_mean_and_may_be_broken_in_single_draws():
    spent = np.array([[90.0, 130.0], [120.0, 110.0]])
    within, over = spending(spent, ("a", "b"), Budget("spend_m", 105.0))
    assert (within.mean, within.within, within.breaks.value) == (105.0, True, 0.5)
    assert (over.mean, over.within, over.breaks.value) == (120.0, False, 1.0)
    assert spending(spent, ("a", "b"), Budget("spend_m", 105.0, by=0.2))[1].within
    assert all(each.within and each.breaks.value == 0.0 for each in spending(spent, ("a", "b"), None))
