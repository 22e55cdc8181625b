"""Intervals and scores, with numbers worked by hand."""

import numpy as np
import pytest

from turnaround_sim.validation.backtest.scores import (
    any_of,
    brier,
    certain,
    chances_of,
    crps,
    held,
    interval,
    poisson,
    quantile,
)


def test_the_score_of_worlds_is_their_distance_from_what_happened_less_half_their_own() -> None:
    worlds = np.array([0, 2, 2, 5, 9, 9, 1])
    for observed in (0, 3, 9, 14):
        apart = np.abs(worlds - observed).mean()
        among = np.abs(worlds[:, None] - worlds).mean()
        assert crps(chances_of(worlds), [observed]) == pytest.approx(apart - among / 2)


def test_the_score_of_a_sure_forecast_is_how_far_off_it_was() -> None:
    assert [crps(certain(4), [count]) for count in (4, 1, 9)] == [0.0, 3.0, 5.0]


def test_counts_that_the_sources_leave_open_are_as_likely_as_one_another() -> None:
    chances = chances_of(np.array([6, 7, 7, 10]))
    assert crps(chances, [7, 8]) == pytest.approx((crps(chances, [7]) + crps(chances, [8])) / 2)
    assert held(chances, 0.5, [7, 8, 10, 11]) == 0.25  # the middle half goes from 6 to 7


def test_an_interval_leaves_as_little_out_below_as_above() -> None:
    chances = chances_of(np.arange(100))
    assert interval(chances, 0.8) == (9, 89)
    assert interval(chances, 0.5) == (24, 74)
    assert quantile(certain(3), 0.025) == quantile(certain(3), 0.975) == 3


def test_an_honest_forecast_scores_best_on_average() -> None:
    honest = poisson(3.0)
    scores = {
        mean: sum(chance * crps(poisson(mean), [count]) for count, chance in enumerate(honest))
        for mean in (2.0, 2.7, 3.0, 3.3, 4.0)
    }
    assert min(scores, key=lambda mean: scores[mean]) == 3.0


def test_brier_is_a_quarter_for_one_who_cannot_tell() -> None:
    assert brier(np.full(3, 0.5), np.array([True, False, False])) == 0.25
    assert brier(np.array([1.0, 0.0]), np.array([True, False])) == 0.0
    assert np.isnan(brier(np.array([]), np.array([], dtype=bool)))


def test_sums_of_chances() -> None:
    assert poisson(2.5) @ np.arange(len(poisson(2.5))) == pytest.approx(2.5)
    both = any_of([0.2, 0.9])
    assert both == pytest.approx([0.08, 0.74, 0.18])
