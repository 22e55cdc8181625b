"""Approximate Bayesian computation with pyABC, in the region that the waves did not rule out."""

import logging
import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyabc
from pyabc.random_variables import DistributionBase

from turnaround_sim.calibration.counting import Counting
from turnaround_sim.calibration.matching import Implausibility, Region
from turnaround_sim.calibration.space import Space

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

CANDIDATE = "candidate"
ABOVE = 3.0
"""How far below the highest density found at first a point is surely accepted; one above is weighted up instead."""
NEVER = 1e6


@dataclass(frozen=True)
class Posterior:
    """Weighted particles: `scores` [particles, fitted], `candidates`, `weights` that sum to 1, and `distances`.

    A distance is half the squared Mahalanobis one of what the particle showed from what was observed.

    `generations` has one row: generation, temperature, accepted, simulated, ess, best.
    """

    scores: Floats
    candidates: Whole
    weights: Floats
    distances: Floats
    generations: pd.DataFrame


class _Prior(DistributionBase):  # type: ignore[misc]
    """The prior where it is not ruled out, up to a factor: points of the region, which lie there as the prior does."""

    def __init__(self, space: Space, far: Implausibility, region: Region) -> None:
        self._names, self._far, self._region = space.fitted, far, region
        self._there = set(region.candidates.tolist())

    def rvs(self, *_: Any, **__: Any) -> Any:
        place = np.random.randint(len(self._region.scores))  # noqa: NPY002, pyABC draws from this generator
        return _point(self._names, self._region.scores[place], self._region.candidates[place])

    def pdf(self, x: Any) -> float:
        scores = np.array([[x[name] for name in self._names]])
        candidate = int(x[CANDIDATE])
        if candidate not in self._there:
            return 0.0
        inside = self._far(scores, np.array([candidate]))[0] <= self._region.level
        return float(np.exp(-0.5 * (scores**2).sum())) if inside else 0.0


class _Within:
    """What density is surely accepted: the highest found at first, less what `ABOVE` says."""

    def __call__(self, *, get_weighted_distances: Callable[[], pd.DataFrame], **_: Any) -> float:
        return float(get_weighted_distances()["distance"].max()) - float(np.log(ABOVE))


def sample(
    space: Space,
    counting: Counting,
    fitted: Whole,
    observed: Floats,
    noise: Floats,
    far: Implausibility,
    region: Region,
    *,
    particles: int,
    exact: bool,
    seed: int,
    tell: Callable[[int], None],
) -> Posterior:
    """The posterior of parameters whose worlds give the observed values up to their sampling noise.

    A particle is a point of the region and the mean of its worlds; it is accepted with the chance that its normal
    density has against the highest found (Wilkinson2013). The waves have come down to where such points are, so that
    one generation does. The mean of few worlds blurs the density a little: the posterior is by so much too wide, never
    too narrow. Unless `exact` the density is tempered so that some three in ten are accepted, and the posterior is too
    wide by the root of the temperature. `tell` hears how many particles were simulated.
    """
    names = space.fitted
    keys = [counting.targets[place].id for place in fitted]
    spread = np.sqrt(np.diag(noise))
    simulated = 0

    def model(point: Any) -> dict[str, float]:
        nonlocal simulated
        scores, candidate = [float(point[name]) for name in names], int(point[CANDIDATE])
        first = space.worlds_of(scores, candidate, counting.worlds)
        counted = counting.point(space.parameters(scores, candidate), first)[:, fitted]
        known = np.isfinite(counted)
        means = np.where(known.any(axis=0), np.nansum(counted, axis=0) / np.maximum(known.sum(axis=0), 1), np.nan)
        means = np.where(np.isfinite(means), means, observed + NEVER * spread)
        simulated += 1
        tell(simulated)
        return dict(zip(keys, means.tolist(), strict=True))

    # pyABC draws from the common generators and logs for itself.
    random.seed(seed)
    np.random.seed(seed)  # noqa: NPY002
    logging.getLogger("ABC").setLevel(logging.ERROR)
    process = pyabc.ABCSMC(
        model,
        _Prior(space, far, region),
        pyabc.NormalKernel(noise, keys=keys),
        population_size=particles,
        eps=pyabc.Temperature(),
        acceptor=pyabc.StochasticAcceptor(pdf_norm_method=_Within()),
        sampler=pyabc.sampler.SingleCoreSampler(),
    )
    process.new("sqlite://", dict(zip(keys, observed.tolist(), strict=True)))
    # Where this is the last generation that is planned the temperature is 1.
    first = process.initialize_components_before_run(None, 1 if exact else 3, 0.0, np.inf, None, 0.0)
    process.run_generation(first)
    distances = process.history.get_weighted_distances(first)
    frame, weights = process.history.get_distribution(0)
    weights = np.asarray(weights, float) / np.sum(weights)
    scores, candidates = frame[list(names)].to_numpy(float), frame[CANDIDATE].to_numpy().astype(np.int64)
    row = {
        "generation": 1,
        "temperature": float(process.eps(first)),
        "accepted": particles,
        "simulated": int(process.sampler.nr_evaluations_),
        "ess": float(1.0 / (weights**2).sum()),
        "best": float(distances["distance"].max()),
    }
    # The points come back in another order than they went; what each showed is in the ledger.
    shown = np.array([list(model(_point(names, z, c)).values()) for z, c in zip(scores, candidates, strict=True)])
    away = shown - observed
    return Posterior(
        scores,
        candidates,
        weights,
        0.5 * ((away @ np.linalg.cholesky(np.linalg.inv(noise))) ** 2).sum(axis=1),
        pd.DataFrame([row]),
    )


def _point(names: tuple[str, ...], scores: Floats, candidate: int) -> Any:
    return pyabc.Parameter({**dict(zip(names, (float(s) for s in scores), strict=True)), CANDIDATE: float(candidate)})
