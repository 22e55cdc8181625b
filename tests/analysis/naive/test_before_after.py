"""Before–after: worked numbers, and wrong by just as much as regression to the mean says."""

import math

import numpy as np
import pytest
from made_up_years import trust_years
from scipy.stats import norm

from turnaround_sim.analysis.naive.before_after import Course, before_after

NAME = "observed_mortality"
ALMOST_NEVER = 3.3
"""Standard errors by which a mean misses its expectation once in a thousand seeds."""


def test_the_year_before_is_taken_from_the_year_after_and_the_year_between_is_not_looked_at():
    values = [[10, 99, 14, 20], [30, 99, 32, 31], [50, 50, 50, 50]]
    years = trust_years(values, [[0, 1, 0, 0], [0, 2, 0, 0], [0, 0, 0, 0]])
    first = before_after(years, NAME, 1)
    # rises 4 and 2: mean 3, sd sqrt(2), half width 12.7062 * 1
    assert (first.value, first.cases) == (3.0, 2)
    assert first.low == pytest.approx(3 - 12.706205, abs=1e-5)
    assert before_after(years, NAME, 2).value == pytest.approx((10 + 1) / 2)


def test_beyond_all_trusts_the_rise_of_all_in_the_same_years_is_taken_off():
    values = [[10, 0, 14, 30], [20, 0, 21, 0], [30, 0, 31, 0], [5, 7, 9, 40]]
    years = trust_years(values, [[0, 1, 0, 0], [0] * 4, [0] * 4, [0, 0, 1, 0]])
    # From the first to the third year the four rise by 4, 1, 1 and 4; from the second to the fourth by 30, 0, 0, 33.
    expected = ((4 - 2.5) + (33 - 63 / 4)) / 2
    assert before_after(years, NAME, beyond_all=True).value == pytest.approx(expected)


def test_a_change_in_the_first_or_the_last_year_seen_is_no_case_whatever_stands_at_the_other_end():
    years = trust_years([[1, 2, 3, 4], [1, 2, 3, 4]], [[1, 0, 0, 0], [0, 0, 0, 1]])
    assert before_after(years, NAME, 1).cases == before_after(years, NAME, 2).cases == 0
    assert Course(years, NAME).at(years, -2)[:3].tolist() == pytest.approx([math.nan, math.nan, 1], nan_ok=True)
    assert np.isnan(Course(years, NAME).at(years, -9)).all()


def test_a_change_outside_special_measures_or_without_both_years_is_no_case():
    values = [[10, 11, 12], [20, 21, 29], [30, 31, 35]]
    changes = [[1, 0, 0], [0, 1, 0], [0, 1, 0]]
    inside = np.array(changes) > 0
    inside[2, 1] = False
    estimate = before_after(trust_years(values, changes, changed_inside=inside), NAME)
    assert (estimate.value, estimate.cases) == (9.0, 1)
    assert math.isnan(estimate.low)
    assert not estimate.excludes_zero


@pytest.mark.parametrize("years", [trust_years(np.ones((3, 4))), trust_years(np.ones((0, 4)))])
def test_without_changes_there_is_no_number(years):
    estimate = before_after(years, NAME)
    assert estimate.cases == 0
    assert all(math.isnan(x) for x in estimate[:3])
    assert before_after(years, NAME, beyond_all=True).cases == 0


def test_where_chance_picks_the_leaders_the_interval_leaves_out_nought_one_time_in_twenty():
    # 1,000 worlds: a share of .05 has a standard error of .0069; outside .05 ± .023 once in 1,000 seeds.
    generator = np.random.default_rng(20261125)
    alarms = 0
    for _ in range(1000):
        values = generator.normal(0, 3, (60, 1)) + generator.normal(0, 2, (60, 3))
        changes = np.zeros((60, 3))
        changes[generator.random(60) < 0.3, 1] = 1
        alarms += before_after(trust_years(values, changes), NAME).excludes_zero
    assert alarms / 1000 == pytest.approx(0.05, abs=0.023)


def test_where_the_worst_are_picked_it_finds_the_rise_that_regression_to_the_mean_gives():
    # What is seen has spread 5, 4 of it lasting and 3 passing. The worst fifth lie 5 * phi(z) / .2 below the mean, and
    # 9 / 25 of that is passing and will be gone.
    expected = 9 / 25 * 5 * norm.pdf(norm.ppf(0.2)) / 0.2
    generator = np.random.default_rng(7)
    found, alarms = [], 0
    for _ in range(300):
        values = generator.normal(0, 4, (200, 1)) + generator.normal(0, 3, (200, 3))
        changes = np.zeros((200, 3))
        changes[np.argsort(values[:, 0])[:40], 1] = 1
        estimate = before_after(trust_years(values, changes), NAME)
        found.append(estimate.value)
        alarms += estimate.excludes_zero
    error = np.std(found, ddof=1) / math.sqrt(300)
    # The worst fifth of 200 are some .01 points nearer to the mean than the worst fifth of all there could be.
    assert np.mean(found) == pytest.approx(expected, abs=ALMOST_NEVER * error + 0.01)
    assert alarms > 270
