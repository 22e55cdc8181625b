"""A quick guess at what parameters would give: straight lines in all of them, a Gaussian process where it bends."""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import RidgeCV

Floats = npt.NDArray[np.float64]

PENALTIES = np.logspace(0, 4, 9)
DIRECTIONS = 8
"""Directions, among those of all parameters, in which the process may bend beside the fitted parameters."""
TUNED_ON = 300
"""Points on which the length scales are found."""
LAID_THROUGH = 1000
"""Points that the process is laid through at most; the lines go through all."""
FOLDS = 5
BEND = 2.0
"""Standard deviations of sampling noise beyond which a target is squashed."""


def squashed(means: Floats, observed: Floats, spread: Floats) -> Floats:
    """How far targets lie from what was observed, in standard deviations of sampling noise, far ones drawn in.

    Near the observed values it is the plain distance; worlds far from England lie less far out, so that the emulator
    need not be right where nobody asks.

    >>> squashed(np.array([1.0, 100.0]), np.zeros(2), np.ones(2)).round(2).tolist()
    [0.96, 9.21]
    """
    return np.asarray(BEND * np.arcsinh((means - observed) / spread / BEND))


@dataclass(frozen=True)
class Emulator:
    """Guesses every target, squashed, from normal scores, and knows how far it errs.

    `error` is the covariance of its errors near what was observed, at points it had not seen [targets, targets]; the
    luck of the worlds there is in it.
    """

    lines: Any
    directions: Floats
    process: Any
    error: Floats

    def guess(self, scores: Floats, rest: Floats) -> Floats:
        """The squashed targets [points, targets] from the scores of the fitted and of the rest [points, …]."""
        return np.asarray(
            self.lines.predict(_features(scores, rest)) + self.process.predict(_bent(scores, rest, self.directions))
        )

    def of_rest(self, rest: Floats) -> Floats:
        """What the parameters that are not fitted add to every target, by the lines."""
        return np.asarray(rest @ self.lines.coef_[:, -rest.shape[1] :].T)


def fit(
    scores: Floats,
    rest: Floats,
    targets: Floats,
    candidates: npt.NDArray[np.int64],
    judged: npt.NDArray[np.bool_],
    seed: int,
) -> Emulator:
    """An emulator of squashed targets [points, targets]; its error is that at the points that are `judged`.

    No point is judged by an emulator that has seen another of the same candidate.
    """
    rng = np.random.default_rng(seed)
    everyone = np.arange(len(scores))
    lines, directions, process = _laid(scores, rest, targets, everyone, None, rng)
    each, whose = np.unique(candidates, return_inverse=True)
    fold = (rng.permutation(len(each)) % FOLDS)[whose]
    errors = np.empty_like(targets)
    for number in range(FOLDS):
        out = fold == number
        other = _laid(scores, rest, targets, everyone[~out], process.kernel_, rng)
        errors[out] = targets[out] - Emulator(*other, errors).guess(scores[out], rest[out])
    return Emulator(lines, directions, process, errors[judged].T @ errors[judged] / judged.sum())


def _features(scores: Floats, rest: Floats) -> Floats:
    return np.hstack([scores, scores**2 - 1.0, rest])


def _bent(scores: Floats, rest: Floats, directions: Floats) -> Floats:
    return np.hstack([np.hstack([scores, rest]) @ directions.T, scores])


def _laid(
    scores: Floats,
    rest: Floats,
    targets: Floats,
    rows: npt.NDArray[np.int64],
    kernel: Any,
    rng: np.random.Generator,
) -> tuple[Any, Floats, Any]:
    """The lines, the directions in which they move the targets most, and the process through what they leave."""
    scores, rest, targets = scores[rows], rest[rows], targets[rows]
    lines = RidgeCV(PENALTIES, alpha_per_target=True).fit(_features(scores, rest), targets)
    fitted = scores.shape[1]
    slopes = np.hstack([lines.coef_[:, :fitted], lines.coef_[:, 2 * fitted :]])
    directions = np.linalg.svd(slopes, full_matrices=False)[2][:DIRECTIONS]
    left = targets - lines.predict(_features(scores, rest))
    bent = _bent(scores, rest, directions)
    if kernel is None:
        some = rng.permutation(len(rows))[:TUNED_ON]
        size = float(left.var())
        lengths = RBF(np.full(bent.shape[1], 4.0), (0.5, 50.0))
        first = ConstantKernel(size / 2, (1e-3, 10.0)) * lengths + WhiteKernel(size / 2, (1e-3, 10.0))
        with warnings.catch_warnings():  # a length at its bound says that the target does not bend there
            warnings.simplefilter("ignore", ConvergenceWarning)
            kernel = GaussianProcessRegressor(first).fit(bent[some], left[some]).kernel_
    some = rng.permutation(len(rows))[:LAID_THROUGH]
    process = GaussianProcessRegressor(kernel, optimizer=None).fit(bent[some], left[some])
    return lines, directions, process
