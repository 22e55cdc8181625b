"""Tenure: slopes as a full regression with dummies gives them, and stayers against leavers."""

import math

import numpy as np
import pandas as pd
import pytest
from made_up_years import trust_years
from scipy.stats import ttest_ind

from turnaround_sim.analysis.naive.tenure import stayed_against_left, tenure_slope

NAME = "observed_mortality"


def by_dummies(years, trust_effects):
    """The slope of tenure from one least squares with every dummy in it, and its error clustered by trust."""
    effects = ["year", "trust"] if trust_effects else ["year"]
    dummies = [pd.get_dummies(years[name], drop_first=name == "trust", dtype=float) for name in effects]
    design = np.column_stack([years["tenure"], *dummies])
    outcome = years[NAME].to_numpy()
    beta = np.linalg.lstsq(design, outcome, rcond=None)[0]
    residual = outcome - design @ beta
    bread = np.linalg.inv(design.T @ design)
    scores = np.array(
        [design[(years["trust"] == t)].T @ residual[years["trust"] == t] for t in years["trust"].unique()]
    )
    groups, (cases, width) = len(scores), design.shape
    correction = groups / (groups - 1) * (cases - 1) / (cases - width)
    return beta[0], math.sqrt(correction * (bread @ (scores.T @ scores) @ bread)[0, 0])


@pytest.mark.parametrize("trust_effects", [False, True])
def test_the_slope_and_its_interval_are_those_of_the_whole_regression(trust_effects):
    generator = np.random.default_rng(3)
    tenure = generator.exponential(3, (12, 6))
    values = 0.5 * tenure + generator.normal(0, 2, (12, 1)) + np.arange(6) + generator.normal(0, 1, (12, 6))
    years = trust_years(values, tenure=tenure)
    uneven = years.drop(index=[3, 17, 18, 40]).reset_index(drop=True)
    slope, error = by_dummies(uneven, trust_effects)
    estimate = tenure_slope(uneven, NAME, trust_effects=trust_effects)
    assert estimate.value == pytest.approx(slope)
    assert (estimate.high - estimate.low) / 2 == pytest.approx(2.200985 * error, rel=1e-6)
    assert estimate.cases == 68


def test_an_exact_line_is_found_through_effects_of_years_and_trusts():
    tenure = np.array([[1, 2, 3], [0, 1, 0], [5, 0, 1]])
    values = 2.0 * tenure + np.array([[10], [20], [40]]) + np.array([0, 3, 1])
    assert tenure_slope(trust_years(values, tenure=tenure), NAME, trust_effects=True).value == pytest.approx(2.0)


def test_years_under_a_deputy_and_trusts_never_in_special_measures_are_left_out():
    tenure = np.array([[1, 2, 3, 1], [0, 1, 0, 5], [5, 0, 1, 4], [2, 1, 9, 9]])
    values = 2.0 * tenure
    values[3] = 77
    tenure = tenure.astype(float)
    tenure[0, 0], values[0, 0] = np.nan, -50
    ever = np.repeat([[True], [True], [True], [False]], 4, axis=1)
    estimate = tenure_slope(trust_years(values, tenure=tenure, ever_inside=ever), NAME)
    assert (estimate.value, estimate.cases) == (pytest.approx(2.0), 11)


def test_leaders_who_all_stay_as_long_teach_nothing():
    assert math.isnan(tenure_slope(trust_years(np.arange(12.0).reshape(4, 3)), NAME).value)
    assert math.isnan(tenure_slope(trust_years(np.ones((3, 4)), tenure=np.full((3, 4), np.nan)), NAME).value)
    assert math.isnan(tenure_slope(trust_years(np.ones((0, 4))), NAME, trust_effects=True).value)


def test_where_tenure_does_nothing_the_interval_leaves_out_nought_one_time_in_twenty():
    # 600 worlds: a share of .05 has a standard error of .0089; outside .05 ± .03 once in 1,000 seeds.
    generator = np.random.default_rng(5)
    alarms = 0
    for _ in range(600):
        values = generator.normal(0, 3, (60, 1)) + generator.normal(0, 2, (60, 6))
        years = trust_years(values, tenure=generator.exponential(2, (60, 6)))
        alarms += tenure_slope(years, NAME, trust_effects=True).excludes_zero
    assert alarms / 600 == pytest.approx(0.05, abs=0.03)


def test_stayers_are_set_against_leavers_by_welch():
    rises = pd.DataFrame({NAME: [4.0, 6.0, np.nan, 1.0, 2.0, 3.0], "stayed": [True] * 3 + [False] * 3})
    estimate = stayed_against_left(rises, NAME)
    ends = ttest_ind([4.0, 6.0], [1.0, 2.0, 3.0], equal_var=False).confidence_interval(0.95)
    assert (estimate.value, estimate.cases) == (3.0, 5)
    assert (estimate.low, estimate.high) == (pytest.approx(ends.low), pytest.approx(ends.high))
    assert math.isnan(stayed_against_left(rises[:4], NAME).value)
    assert math.isnan(stayed_against_left(rises[:0], NAME).value)
    flat = rises.assign(**{NAME: [2.0] * 3 + [1.0] * 3})
    assert stayed_against_left(flat, NAME)[:3] == (1.0, 1.0, 1.0)
