"""Approximate Bayesian computation by sequential Monte Carlo, with pyABC, in the region that is not ruled out."""

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
from sklearn.linear_model import RidgeCV

from turnaround_sim.calibration.counting import Counting
from turnaround_sim.calibration.matching import Implausibility, Region
from turnaround_sim.calibration.space import Space

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

CANDIDATE = "candidate"
STAYS = 0.5
"""How often a proposal keeps the candidate that the other parameters come from."""
ALIKE = 1.5
"""Standard deviations of noise within which two candidates' effects on the facts count as alike."""
MOST = 1500
"""Simulations a generation may need; where one needed more no cooler one is begun."""
ABOVE = 10.0
"""How far densities may lie above what is surely accepted; what lies above it is weighted up instead."""
NEVER = 1e6


@dataclass(frozen=True)
class Posterior:
    """Weighted particles: `scores` [particles, fitted], `candidates`, `weights` that sum to 1, and `distances`.

    A distance is half the squared Mahalanobis one of what the particle showed from what was observed.

    `generations` has a row a generation: generation, temperature, accepted, simulated, ess, best.
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


class _Proposal(pyabc.transition.Transition):  # type: ignore[misc]
    """A particle's neighbour: scores moved by a normal kernel, its candidate kept or changed for one that acts alike.

    `alike` [candidates, candidates] has in each row the chances of the others; `places` says which row is whose.
    """

    def __init__(self, names: tuple[str, ...], places: dict[int, int], alike: Floats) -> None:
        self.names, self.places, self.alike = names, places, alike

    def fit(self, X: pd.DataFrame, w: npt.NDArray[np.float64]) -> None:
        self.weight = np.asarray(w, float) / np.sum(w)
        self.scores = X[list(self.names)].to_numpy(float)
        self.rows = np.array([self.places[int(c)] for c in X[CANDIDATE]])
        width = self.scores.shape[1]
        enough = 1.0 / float((self.weight**2).sum())
        bandwidth = (4.0 / (enough * (width + 2.0))) ** (1.0 / (width + 4.0))
        covariance = np.atleast_2d(np.cov(self.scores.T, aweights=self.weight)) + 1e-4 * np.eye(width)
        self.half = np.linalg.cholesky(covariance) * bandwidth
        self.inverse = np.linalg.inv(self.half)
        self.order = np.array(sorted(self.places, key=lambda c: self.places[c]))

    def rvs_single(self) -> Any:
        place = np.random.choice(len(self.weight), p=self.weight)  # noqa: NPY002
        scores = self.scores[place] + self.half @ np.random.standard_normal(len(self.names))  # noqa: NPY002
        row = self.rows[place]
        if np.random.random() >= STAYS:  # noqa: NPY002
            row = np.random.choice(len(self.order), p=self.alike[row])  # noqa: NPY002
        return _point(self.names, scores, self.order[row])

    def pdf(self, x: Any) -> Any:
        if isinstance(x, pd.DataFrame):
            return np.array([self.pdf(row) for _, row in x.iterrows()])
        scores = np.array([x[name] for name in self.names])
        row = self.places[int(x[CANDIDATE])]
        away = (self.scores - scores) @ self.inverse.T
        near = np.exp(-0.5 * (away**2).sum(axis=1))
        chance = STAYS * (self.rows == row) + (1.0 - STAYS) * self.alike[self.rows, row]
        return float((self.weight * near * chance).sum())


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
    generations: int,
    exact: bool,
    seed: int,
    tell: Callable[[int, int, int], None],
) -> Posterior:
    """The posterior of parameters whose worlds give the observed values up to their sampling noise.

    A particle is a point of the region and the mean of its worlds; it is accepted with the chance that its normal
    density has against the highest found (Wilkinson2013), tempered down to 1 over the generations. The mean of few
    worlds blurs the density a little: the posterior is by so much too wide, never too narrow. Where a temperature of 1
    would take too long the last particles are cooled by regression (see `cooled`). Unless `exact` it
    may end before the temperature is 1, too wide. `tell` hears generation, particles simulated and wanted.
    """
    names = space.fitted
    keys = [counting.targets[place].id for place in fitted]
    spread = np.sqrt(np.diag(noise))
    there = np.unique(region.candidates)
    heard = {"generation": 0, "simulated": 0}

    def model(point: Any) -> dict[str, float]:
        scores, candidate = [float(point[name]) for name in names], int(point[CANDIDATE])
        first = space.worlds_of(scores, candidate, counting.worlds)
        counted = counting.point(space.parameters(scores, candidate), first)[:, fitted]
        known = np.isfinite(counted)
        means = np.where(known.any(axis=0), np.nansum(counted, axis=0) / np.maximum(known.sum(axis=0), 1), np.nan)
        means = np.where(np.isfinite(means), means, observed + NEVER * spread)
        heard["simulated"] += 1
        tell(heard["generation"], heard["simulated"], particles)
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
        transitions=_Proposal(names, {int(c): row for row, c in enumerate(there)}, _alike(far, there)),
        eps=pyabc.Temperature(),
        acceptor=pyabc.StochasticAcceptor(pdf_norm_method=pyabc.acceptor.ScaledPDFNorm(ABOVE)),
        sampler=pyabc.sampler.SingleCoreSampler(),
    )
    process.new("sqlite://", dict(zip(keys, observed.tolist(), strict=True)))
    planned = generations if exact else generations + 2
    first = process.initialize_components_before_run(None, planned, 0.0, np.inf, None, 0.0)
    rows = []
    for generation in range(first, generations):
        heard.update(generation=generation, simulated=0)
        process.run_generation(generation)
        distances = process.history.get_weighted_distances(generation)
        weights = distances["w"].to_numpy()
        temperature = float(process.eps(generation))
        rows.append(
            {
                "generation": generation,
                "temperature": temperature,
                "accepted": particles,
                "simulated": int(process.sampler.nr_evaluations_),
                "ess": float(weights.sum() ** 2 / (weights**2).sum()),
                "best": float(distances["distance"].max()),
            }
        )
        if temperature == 1.0 or rows[-1]["simulated"] > MOST:
            break
    frame, weights = process.history.get_distribution(0)
    weights = np.asarray(weights, float) / np.sum(weights)
    scores, candidates = frame[list(names)].to_numpy(float), frame[CANDIDATE].to_numpy().astype(np.int64)
    shown = np.array([list(model(_point(names, z, c)).values()) for z, c in zip(scores, candidates, strict=True)])
    away = shown - observed
    return Posterior(
        cooled(scores, weights, away, noise, rows[-1]["temperature"]),
        candidates,
        weights,
        0.5 * ((away @ np.linalg.cholesky(np.linalg.inv(noise))) ** 2).sum(axis=1),
        pd.DataFrame(rows),
    )


def cooled(scores: Floats, weights: Floats, away: Floats, noise: Floats, temperature: float) -> Floats:
    """Scores moved to where they would be at temperature 1, by what the particles say of how they move the facts.

    At temperature T what particles show lies sqrt(T) times as far from what was observed as it should. Each is taken
    nearer by that factor, and its scores go along by a ridge regression on what is shown (BeaumontEtAl2002, for a
    tolerance; here the noise is kept and only its excess taken off). `away` is what is shown less what was observed.
    """
    if temperature <= 1.0:
        return scores
    half = np.linalg.cholesky(np.linalg.inv(noise))
    lines = RidgeCV(np.logspace(-1, 4, 11)).fit(away @ half, scores, sample_weight=weights * len(weights))
    return np.asarray(scores - (1.0 - 1.0 / np.sqrt(temperature)) * (away @ half) @ lines.coef_.T)


def _point(names: tuple[str, ...], scores: Floats, candidate: int) -> Any:
    return pyabc.Parameter({**dict(zip(names, (float(s) for s in scores), strict=True)), CANDIDATE: float(candidate)})


def _alike(far: Implausibility, there: Whole) -> Floats:
    """The chances of every candidate to be tried in place of another [from, to]: those that act alike first."""
    effect = far.emulator.of_rest(far.pool[there]) @ far.half
    squares = (effect**2).sum(axis=1)
    apart = np.maximum(squares[:, None] + squares - 2.0 * effect @ effect.T, 0.0)
    chances = np.exp(-0.5 * apart / ALIKE**2) + 1e-12
    return np.asarray(chances / chances.sum(axis=1, keepdims=True))
