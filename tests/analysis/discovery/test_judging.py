"""Shares have Wilson's interval; a box is judged by what is in and around it; halves hang on number and seed alone."""

import math

import numpy as np
import pytest
from scipy.stats import binomtest

from turnaround_sim.analysis.discovery.judging import Share, judged, learning


@pytest.mark.parametrize("count, of", [(0, 7), (3, 9), (50, 50), (311, 1000)])
def test_the_interval_is_wilsons(count, of):
    known = binomtest(count, of).proportion_ci(method="wilson")
    assert (Share(count, of).low, Share(count, of).high) == pytest.approx((known.low, known.high))


def test_a_share_of_nothing_is_no_number():
    empty = Share(0, 0)
    assert all(math.isnan(each) for each in (empty.value, empty.low, empty.high))


def test_a_box_is_judged_by_what_is_in_it_and_around_it():
    inside = np.array([1, 1, 1, 1, 0, 0, 0, 0, 0, 0], bool)
    is_case = np.array([1, 1, 1, 0, 1, 0, 0, 0, 0, 0], bool)
    found = judged(inside, is_case)
    assert found.base == Share(4, 10)
    assert found.density == Share(3, 4)
    assert found.coverage == Share(3, 4)
    assert found.mass == Share(4, 10)
    assert found.false_alarms == Share(1, 4)
    assert found.misses == Share(1, 4)
    assert found.outside == Share(1, 6)
    assert found.excess == pytest.approx(0.35)
    assert not found.stands_out  # 3 of 4 could be chance


def test_a_box_that_holds_no_point_stands_out_of_nothing():
    found = judged(np.zeros(5, bool), np.ones(5, bool))
    assert math.isnan(found.excess)
    assert not found.stands_out


def test_halves_are_near_equal_and_another_seed_deals_them_anew():
    numbers = np.arange(4000)
    first, second = learning(numbers, 1), learning(numbers, 2)
    assert abs(first.mean() - 0.5) < 0.03
    assert abs((first == second).mean() - 0.5) < 0.03


def test_a_point_is_on_its_half_whichever_others_there_are():
    numbers = np.arange(100)
    assert (learning(numbers[::-1], 3)[::-1] == learning(numbers, 3)).all()
    assert (learning(numbers[40:], 3) == learning(numbers, 3)[40:]).all()
