"""Emulator and history matching against cases whose answer is known."""

import numpy as np
import pytest
from scipy.stats import chi2, norm

from turnaround_sim.calibration import emulator, matching


def _made_up(points, seed):
    rng = np.random.default_rng(seed)
    scores, rest = rng.standard_normal((points, 2)), rng.standard_normal((points, 5))
    bent = np.sin(1.5 * scores[:, 0]) + 0.5 * scores[:, 1]
    lines = scores[:, 0] - rest[:, 0] + 0.2 * rest[:, 1]
    noise = 0.1 * rng.standard_normal((points, 2))
    return scores, rest, np.column_stack([bent, lines]) + noise


def test_the_emulator_bends_where_the_model_does_and_says_how_far_it_errs():
    scores, rest, targets = _made_up(500, 1)
    fitted = emulator.fit(scores, rest, targets, np.arange(500), np.ones(500, bool), seed=3)
    others, rest_there, truth = _made_up(400, 2)
    error = (fitted.guess(others, rest_there) - truth).std(axis=0)
    said = np.sqrt(np.diag(fitted.error))
    # Noise of .1 cannot be guessed; lines alone would err by .4 on the first target.
    assert (error < 0.2).all()
    np.testing.assert_allclose(said, error, rtol=0.35)


def test_what_the_rest_adds_is_told_by_the_lines():
    scores, rest, targets = _made_up(500, 1)
    fitted = emulator.fit(scores, rest, targets, np.arange(500), np.ones(500, bool), seed=3)
    effect = fitted.of_rest(np.eye(5))
    np.testing.assert_allclose(effect[0], [0.0, -1.0], atol=0.1)
    np.testing.assert_allclose(effect[1], [0.0, 0.2], atol=0.1)


def test_squashing_keeps_order_and_hardly_moves_what_is_near():
    far = emulator.squashed(np.array([[0.1], [1.0], [50.0]]), np.zeros(1), np.ones(1)).ravel()
    assert far[0] == pytest.approx(0.1, rel=0.01)
    assert far[1] < far[2] < 10.0


def test_a_region_has_the_share_of_the_prior_that_it_should():
    # Of two normal scores, those with a sum of squares up to .02: one in a hundred; any candidate but those marked.
    aim = 0.02
    marked = np.arange(10) < 5

    def far(scores, candidates):
        return (scores**2).sum(axis=1) + np.where(marked[candidates], 100.0, 0.0)

    shares = [
        matching.region(far, 2, 10, aim, 0.0, size=2000, rng=np.random.default_rng(seed)).share for seed in range(8)
    ]
    exact = float(chi2.cdf(aim, 2)) / 2
    # Each level is a binomial share of 2,000 copies; eight runs leave about 4 per cent, three of them are allowed.
    assert np.mean(shares) == pytest.approx(exact, rel=0.12)


def test_points_of_a_region_lie_in_it_as_the_prior_does():
    # Cut to scores above 1.5 the prior has mean 1.939 and no point below.
    def far(scores, candidates):
        return np.maximum(0.0, 1.5 - scores[:, 0])

    found = matching.region(far, 1, 3, 0.0, 0.0, size=4000, rng=np.random.default_rng(5))
    mean = float(norm.pdf(1.5) / norm.sf(1.5))
    assert found.scores.min() >= 1.5
    # Standard deviation .36; copies are not independent, so that .03 is some four of what 4,000 would leave.
    assert found.scores.mean() == pytest.approx(mean, abs=0.04)
    assert set(found.candidates) == {0, 1, 2}


def test_a_wave_stops_at_the_least_share():
    found = matching.region(
        lambda scores, candidates: (scores**2).sum(axis=1), 2, 3, 1e-9, 0.1, size=500, rng=np.random.default_rng(1)
    )
    assert 0.1 * matching.KEPT <= found.share <= 0.1


def test_a_target_that_no_world_shows_is_taken_as_usual():
    counted = np.array([[[1.0, np.nan], [3.0, np.nan]], [[5.0, 2.0], [np.nan, 4.0]], [[1.0, 1.0], [1.0, 1.0]]])
    np.testing.assert_array_equal(matching.mean_of(counted), [[2.0, 2.0], [5.0, 3.0], [1.0, 1.0]])
