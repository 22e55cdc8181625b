"""Spells: worked numbers, immortal time shown and removed, and a hazard that is told from nothing."""

import math

import numpy as np
import pytest
from made_up_years import spells
from scipy.special import expit

from turnaround_sim.analysis.naive.spells import hazard_ratio, landmark, leaders_and_length

NEVER = math.inf
ALMOST_NEVER = 3.3


def leaderless(generator, size=60, effect=0.0):
    """Spells that end at .05 a month, with leaders who go at .08 a month; exit's log odds move by `effect` after."""
    rows = []
    for _ in range(size):
        first, leaders, month, exited = NEVER, 1, 0, False
        while month < 60 and not exited:
            month += 1
            exited = generator.random() < expit(math.log(0.05 / 0.95) + effect * (month > first))
            # In a month leaders go before the regime decides.
            if generator.random() < 0.08:
                first, leaders = min(first, month), leaders + 1
        rows.append((month, exited, leaders, first))
    return spells(*rows)


def test_the_number_of_leaders_is_held_against_the_months_of_finished_spells():
    estimate = leaders_and_length(spells((10, True, 1, NEVER), (20, True, 2, 5), (33, True, 3, 4), (99, False, 9, 4)))
    # least squares through 10, 20, 33: slope 11.5, errors (0.5, -1, 0.5) / 2 and one degree of freedom
    assert (estimate.value, estimate.cases) == (pytest.approx(11.5), 3)
    assert estimate.low < 11.5 < estimate.high
    for empty in (
        spells(),
        spells((10, True, 1, NEVER)),
        spells((9, True, 1, NEVER), (8, True, 1, 3), (7, True, 1, 3)),
    ):
        assert math.isnan(leaders_and_length(empty).value)


def test_a_landmark_takes_those_still_in_and_what_was_known_then():
    rows = [(12, True, 2, 3), (13, True, 2, 3), (40, True, 2, 12), (30, True, 1, 13), (20, True, 1, NEVER)]
    # Still in at 12: four. Changed by then: those of 13 and 40 months. Out within 12 more: 1 of 2, against 1 of 2.
    assert landmark(spells(*rows), 12, 12).value == pytest.approx(0.5 - 0.5)
    assert landmark(spells(*rows), 12, 12).cases == 4
    assert landmark(spells(*rows), 12, 24).value == pytest.approx(0.5 - 1.0)


def test_censored_spells_count_as_long_as_they_were_followed():
    rows = [(14, True, 2, 3), (15, False, 2, 3), (20, True, 2, 3), (40, True, 2, 3), (18, True, 1, NEVER)]
    rows += [(50, True, 1, NEVER), (50, True, 1, NEVER), (50, True, 1, NEVER)]
    # Changed: 4 at risk, one out; then 2 at risk, one out: stays 3/4 * 1/2. Kept: one of four is out.
    assert landmark(spells(*rows), 12, 12).value == pytest.approx((1 - 3 / 8) - 1 / 4)


def test_the_limits_of_a_landmark_are_put_together_from_those_of_both_shares():
    estimate = landmark(leaderless(np.random.default_rng(1)), 12, 12)
    assert -1 <= estimate.low < estimate.value < estimate.high <= 1


ONE_SIDED = {
    "none": [],
    "never changed": [(30, True, 1, NEVER)],
    "all changed": [(30, True, 2, 3)],
    "no exits": [(30, False, 2, 3), (30, False, 1, NEVER)],
}


@pytest.mark.parametrize("rows", ONE_SIDED.values(), ids=ONE_SIDED)
def test_without_exits_on_both_sides_there_is_no_hazard_ratio(rows):
    assert math.isnan(hazard_ratio(spells(*rows)).value)


@pytest.mark.parametrize("rows", [[], *list(ONE_SIDED.values())[1:3], [(5, True, 2, 3), (5, True, 1, NEVER)]])
def test_without_both_groups_at_the_landmark_there_is_no_difference(rows):
    assert math.isnan(landmark(spells(*rows), 12, 12).value)


def test_the_odds_ratio_of_one_half_year_is_that_of_the_table_of_two_by_two():
    rows = [(3, True, 2, 1), (3, False, 2, 1), (2, True, 1, NEVER), (6, False, 1, NEVER), (6, True, 1, NEVER)]
    # The month of the change is one before it: months after it 4, one exit; months before it 16, two exits.
    estimate = hazard_ratio(spells(*rows))
    assert estimate.cases == 20
    assert estimate.value == pytest.approx(math.log((1 / 3) / (2 / 14)))
    error = math.sqrt(1 + 1 / 3 + 1 / 2 + 1 / 14)
    assert (estimate.high - estimate.low) / 2 == pytest.approx(1.959964 * error, rel=1e-6)


def test_where_leaders_do_nothing_their_number_goes_with_length_and_the_other_two_find_nothing():
    # 200 worlds. A share of .05 has a standard error of .0154: above .101 once in 1,000 seeds.
    generator = np.random.default_rng(20261125)
    found = {"number": [], "landmark": [], "hazard": []}
    for _ in range(200):
        world = leaderless(generator)
        found["number"].append(leaders_and_length(world))
        found["landmark"].append(landmark(world, 12, 24))
        found["hazard"].append(hazard_ratio(world))
    assert np.mean([each.excludes_zero for each in found["number"]]) > 0.95
    assert np.mean([each.value for each in found["number"]]) > 4
    for name in ("landmark", "hazard"):
        values = [each.value for each in found[name] if each.value == each.value]
        assert len(values) > 190
        assert np.mean(values) == pytest.approx(0, abs=ALMOST_NEVER * np.std(values, ddof=1) / math.sqrt(len(values)))
        assert np.mean([each.excludes_zero for each in found[name]]) < 0.101


def test_a_hazard_that_leaders_do_move_is_found():
    # A log odds ratio has a bias of some 1 / (exits) in worlds of 60 spells, well within the .1 allowed.
    generator = np.random.default_rng(2)
    values = [hazard_ratio(leaderless(generator, effect=-0.7)).value for _ in range(150)]
    assert np.mean(values) == pytest.approx(-0.7, abs=0.1)
