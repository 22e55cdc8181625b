"""Matched trusts: who is matched with whom, and right where chance picks the leaders."""

import math

import numpy as np
import pytest
from made_up_years import trust_years

from turnaround_sim.analysis.naive.matched import matched_difference

NAME = "observed_mortality"
ALMOST_NEVER = 3.3
CHANGED = [0, 0, 1, 0]


def world(*rows, **columns):
    """Trust 0 changes its leader in the third year; the others stay as they are, unless `changes` says otherwise."""
    changes = columns.pop("changes", [CHANGED, *([[0] * 4] * (len(rows) - 1))])
    return trust_years(rows, changes, **columns)


FAR = [[100.0 + 20 * k] * 4 for k in range(6)]
"""Trusts far from all others, which give levels a spread of some 50 points, so that calipers are wide."""


def test_the_rise_of_a_case_is_held_against_the_mean_of_its_three_nearest():
    rows = [[20, 20, 0, 30], [21, 21, 0, 22], [22, 22, 0, 24], [23, 23, 0, 26], [24, 24, 0, 99]]
    estimate = matched_difference(world(*rows, *FAR), NAME)
    assert (estimate.value, estimate.cases) == (10 - (1 + 2 + 3) / 3, 1)


def test_of_equally_near_trusts_the_one_with_the_lower_number_is_taken():
    rows = [[20, 20, 0, 30], *[[21, 21, 0, 21 + rise] for rise in (1, 2, 3, 50)]]
    years = world(*rows, *FAR)
    assert matched_difference(years, NAME).value == 10 - 2
    backwards = years.iloc[::-1].reset_index(drop=True)
    assert matched_difference(backwards, NAME).value == 10 - 2


@pytest.mark.parametrize(
    "column",
    [{"type": ["acute", "ambulance"]}, {"rating": ["inadequate", ""]}, {"inside": [True, False]}],
    ids=lambda column: next(iter(column)),
)
def test_only_trusts_of_one_kind_are_matched(column):
    (name, (own, other)), rows = column.popitem(), [[20, 20, 0, 30], [20, 20, 0, 20], [20, 20, 0, 26]]
    kinds = np.full((9, 4), own, dtype=object)
    kinds[1] = other
    assert matched_difference(world(*rows, *FAR, **{name: kinds}), NAME).value == 10 - 6


def test_a_trust_that_lost_its_leader_in_the_year_is_no_match_and_one_that_lost_her_later_is_if_that_is_not_asked():
    rows = [[20, 20, 0, 30], [20, 20, 0, 21], [20, 20, 0, 26]]
    changes = [CHANGED, [0, 0, 1, 0], [0, 0, 0, 1], *([[0] * 4] * 6)]
    inside = np.zeros((9, 4), dtype=bool)
    inside[0, 2] = True
    years = world(*rows, *FAR, changes=changes, changed_inside=inside)
    assert matched_difference(years, NAME).value == 10 - 6
    assert matched_difference(years, NAME, kept_to_the_end=True).cases == 0


def test_beyond_the_calipers_of_level_and_trend_nobody_is_matched():
    # Levels of 3 * 4 rows near 20 and 6 * 4 from 100 to 200 have a spread of some 62 points: half of it is 31.
    alike = [20, 20, 0, 30]
    assert matched_difference(world(alike, [45, 45, 0, 45], *FAR), NAME).cases == 1
    assert matched_difference(world(alike, [60, 60, 0, 60], *FAR), NAME).cases == 0
    # Trends are nought but for the two, whose spread is then near the third of the steepest: 12 is outside, 1 is not.
    assert matched_difference(world(alike, [8, 20, 20, 20], *FAR), NAME).cases == 0


@pytest.mark.parametrize("years", [trust_years(np.ones((3, 5))), world([1, 1, 1, 1]), trust_years(np.ones((0, 4)))])
def test_without_changes_or_without_matches_there_is_no_number(years):
    estimate = matched_difference(years, NAME)
    assert estimate.cases == 0
    assert math.isnan(estimate.value)


@pytest.mark.parametrize("effect", [0.0, 2.0])
def test_where_chance_picks_the_leaders_it_finds_the_truth(effect):
    # Lasting differences, a course that lingers, and noise. The stated rate of false alarms is no more than .12: above
    # .05, since trusts are matched more than once and the interval does not know it; a share of .12 among 200 worlds
    # has a standard error of .023, so that .196 is passed once in 1,000 seeds.
    generator = np.random.default_rng(11)
    found, alarms = [], 0
    for _ in range(200):
        shock = generator.normal(0, 2, (120, 5))
        for year in range(1, 5):
            shock[:, year] = 0.7 * shock[:, year - 1] + shock[:, year] * math.sqrt(1 - 0.7**2)
        values = generator.normal(0, 4, (120, 1)) + shock + generator.normal(0, 1, (120, 5))
        changes = np.zeros((120, 5))
        changes[generator.random(120) < 0.2, 2] = 1
        values[changes[:, 2] > 0, 3:] += effect
        estimate = matched_difference(trust_years(values, changes), NAME)
        found.append(estimate.value)
        alarms += estimate.low > effect or estimate.high < effect
    assert np.mean(found) == pytest.approx(effect, abs=ALMOST_NEVER * np.std(found, ddof=1) / math.sqrt(200))
    assert alarms / 200 < 0.196
