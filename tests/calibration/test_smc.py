"""The posterior by pyABC against a case in which it is known."""

from types import SimpleNamespace

import numpy as np
import pytest

from turnaround_sim.calibration import smc
from turnaround_sim.calibration.matching import Region

SLOPES = np.array([[1.0, 0.5], [0.0, 1.0], [1.0, -1.0]])
NOISE = np.diag([0.5, 0.4, 0.8]) ** 2
OBSERVED = np.array([1.2, 0.4, 0.5])
SHIFTS = np.array([[0.0, 0.0, 0.0], [3.0, 0.0, 3.0]])
"""What the two candidates add: the second is far from what was observed, unless the scores make up for it."""


@pytest.fixture(scope="module")
def posterior():
    space = SimpleNamespace(
        fitted=("a", "b"),
        worlds_of=lambda scores, candidate, worlds: 0,
        parameters=lambda scores, candidate: (scores, candidate),
    )

    def point(parameters, first):
        scores, candidate = parameters
        return (SLOPES @ np.array(scores) + SHIFTS[candidate])[None]

    counting = SimpleNamespace(targets=[SimpleNamespace(id=name) for name in "xyz"], worlds=1, point=point)

    class Far:
        emulator = SimpleNamespace(of_rest=lambda rest: SHIFTS)
        pool, half = np.zeros((2, 0)), np.eye(3)

        def __call__(self, scores, candidates):
            return np.zeros(len(scores))

    rng = np.random.default_rng(2)
    region = Region(rng.standard_normal((20_000, 2)), np.arange(20_000) % 2, 1.0, 1.0)
    return smc.sample(
        space,
        counting,
        np.arange(3),
        OBSERVED,
        NOISE,
        Far(),
        region,
        particles=300,
        exact=True,
        seed=11,
        tell=lambda simulated: None,
    )


def _exact(shift):
    """Mean, covariance and evidence of the linear normal case."""
    precision = np.eye(2) + SLOPES.T @ np.linalg.inv(NOISE) @ SLOPES
    covariance = np.linalg.inv(precision)
    away = OBSERVED - shift
    mean = covariance @ SLOPES.T @ np.linalg.inv(NOISE) @ away
    spread = SLOPES @ SLOPES.T + NOISE
    evidence = np.exp(-0.5 * away @ np.linalg.inv(spread) @ away)
    return mean, covariance, evidence


def test_the_temperature_is_one(posterior):
    assert posterior.generations["temperature"].tolist() == [1.0]


def test_mean_and_spread_are_those_of_the_exact_posterior(posterior):
    means, covariances, evidences = zip(*(_exact(shift) for shift in SHIFTS), strict=True)
    share = np.array(evidences) / sum(evidences)
    mean = share @ np.array(means)
    second = sum(s * (c + np.outer(m, m)) for s, c, m in zip(share, covariances, means, strict=True))
    spread = np.sqrt(np.diag(second - np.outer(mean, mean)))
    found = posterior.weights @ posterior.scores
    sd = np.sqrt(posterior.weights @ (posterior.scores - found) ** 2)
    # 300 particles of an effective size near 200: means to .07 of a standard deviation each, spreads to 5 per cent.
    np.testing.assert_allclose(found, mean, atol=4 * 0.07 * spread.max())
    np.testing.assert_allclose(sd, spread, rtol=0.2)


def test_candidates_have_the_weight_of_their_evidence(posterior):
    evidences = np.array([_exact(shift)[2] for shift in SHIFTS])
    share = float((posterior.weights * (posterior.candidates == 0)).sum())
    assert share == pytest.approx(float(evidences[0] / evidences.sum()), abs=0.12)


def test_weights_sum_to_one(posterior):
    assert posterior.weights.sum() == pytest.approx(1.0)
    assert (posterior.weights >= 0).all()
