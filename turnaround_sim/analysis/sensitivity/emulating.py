"""An emulator: straight lines and a Gaussian process through few worlds, of which indices are then taken at no cost.

Every point is one world, and points take the study's worlds in turn, so that luck is smoothed over many points instead
of averaged at each. What the process cannot see it takes for luck; the error at points it was not shown says how much
that is.
"""

import warnings
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from SALib.analyze import sobol as analyse
from SALib.sample import sobol as sample
from scipy.linalg import cho_factor, cho_solve
from scipy.stats import qmc
from sklearn.exceptions import ConvergenceWarning
from sklearn.gaussian_process import GaussianProcessRegressor
from sklearn.gaussian_process.kernels import RBF, ConstantKernel, WhiteKernel
from sklearn.linear_model import RidgeCV

from turnaround_sim.analysis.sensitivity.estimates import Estimates
from turnaround_sim.analysis.sensitivity.sobol import Sample, problem

Floats = npt.NDArray[np.float64]

FOLDS = 10
TUNED_ON = 800
"""Points on which the length scales are found."""
LAID_THROUGH = 1500
PENALTIES = np.logspace(-1, 4, 11)
ROWS = 1024
"""Base rows of the sample on which indices of the emulator are taken."""
AT_ONCE = 4096


def sampled(factors: int, points: int, seed: int) -> Sample:
    """Points spread evenly over all ranges, none of them those of the direct indices."""
    places = qmc.LatinHypercube(factors, rng=np.random.default_rng([seed, 2])).random(points)
    return Sample(places, np.arange(points), ("emulator",) * points)


@dataclass(frozen=True, eq=False)
class Emulated:
    """Indices by emulator, with intervals from leaving out a tenth of the points in turn.

    `second` is [factors, factors], its upper half filled. `explained` is the share of the variance between points that
    it foretells where it was not shown, luck taken out of both; `luck` the share of luck in a single world.
    """

    points: int
    first: Estimates
    total: Estimates
    second: Estimates
    explained: float
    luck: float
    laid: "Laid"


class Laid:
    """Lines and a process through points, and those with a fold left out, to guess at any places."""

    def __init__(self, places: Floats, found: Floats, seed: int) -> None:
        rng = np.random.default_rng(seed)
        some = rng.permutation(len(places))[:LAID_THROUGH]
        self._places, self._found = places[some], found[some]
        self.fold = np.arange(len(some)) % FOLDS
        x = _centred(self._places)
        lines = RidgeCV(PENALTIES).fit(_bent(x), self._found)
        self._signal, self.noise = _tuned(x[:TUNED_ON], (self._found - lines.predict(_bent(x)))[:TUNED_ON])
        whole = self._signal(x)
        self._lines, weights = [], np.zeros((len(x), FOLDS + 1))
        for left in range(-1, FOLDS):
            mine = np.flatnonzero(self.fold != left)
            its = RidgeCV([lines.alpha_]).fit(_bent(x[mine]), self._found[mine])
            rest = self._found[mine] - its.predict(_bent(x[mine]))
            factor = cho_factor(whole[np.ix_(mine, mine)] + self.noise * np.eye(len(mine)), lower=True)
            weights[mine, left + 1] = cho_solve(factor, rest)
            self._lines.append(its)
        self._x, self._weights = x, weights

    def guess(self, places: Floats) -> Floats:
        """What is guessed at places [points, folds + 1]: by all points first, then with each fold left out."""
        guesses = []
        for first in range(0, len(places), AT_ONCE):
            x = _centred(places[first : first + AT_ONCE])
            bent = _bent(x)
            lines = np.column_stack([its.predict(bent) for its in self._lines])
            guesses.append(lines + self._signal(x, self._x) @ self._weights)
        return np.concatenate(guesses)

    def left_out(self) -> tuple[Floats, Floats]:
        """What was found, and what is guessed of it by an emulator that was not shown it [points]."""
        guesses = self.guess(self._places)
        return self._found, guesses[np.arange(len(self.fold)), self.fold + 1]


def emulated(places: Floats, found: Floats, worlds: npt.NDArray[np.int64], seed: int) -> Emulated:
    """Indices by an emulator laid through what was found, one world a point [points].

    Each world's own level is taken out first, as from the direct indices. SALib's seeds begin at 1.
    """
    level = np.array([found[worlds == world].mean() for world in worlds])
    scale = float((found - level).std()) or 1.0
    laid = Laid(places, (found - level) / scale, seed)
    k = places.shape[1]
    told = problem([f"x{number}" for number in range(k)])
    guesses = laid.guess(sample.sample(told, ROWS, calc_second_order=True, seed=seed + 1))
    values = np.array([_indices(told, column) for column in guesses.T])  # [folds + 1, 2 + k, k]
    left = values[1:]
    error = np.sqrt((FOLDS - 1) / FOLDS * ((left - left.mean(0)) ** 2).sum(0))
    seen, guess = laid.left_out()
    wrong, whole = float(((seen - guess) ** 2).mean()), float(seen.var())
    noise = min(laid.noise, wrong)
    return Emulated(
        len(places),
        Estimates(values[0, 0], error[0]),
        Estimates(values[0, 1], error[1]),
        Estimates(values[0, 2:], error[2:]),
        1.0 - (wrong - noise) / max(whole - noise, 1e-12),
        noise / whole if whole > 0.0 else np.nan,
        laid,
    )


def _indices(told: dict[str, object], guesses: Floats) -> Floats:
    """First and total indices and those of second order [2 + factors, factors], by SALib."""
    its = analyse.analyze(told, guesses, calc_second_order=True, num_resamples=2, seed=1)
    return np.vstack([its["S1"], its["ST"], its["S2"]])


def _tuned(x: Floats, rest: Floats) -> tuple[Any, float]:
    """The kernel of what lines leave, and the variance of luck."""
    size = float(rest.var())
    lengths = RBF(np.full(x.shape[1], 1.5), (0.3, 100.0))
    first = ConstantKernel(size / 2, (1e-4, 10.0)) * lengths + WhiteKernel(size / 2, (1e-6, 10.0))
    with warnings.catch_warnings():  # a length at its bound says that nothing bends there
        warnings.simplefilter("ignore", ConvergenceWarning)
        kernel = GaussianProcessRegressor(first).fit(x, rest).kernel_
    return kernel.k1, float(kernel.k2.noise_level)


def _centred(places: Floats) -> Floats:
    """Places with mean nought and standard deviation one."""
    return np.asarray((places - 0.5) * np.sqrt(12.0))


def _bent(x: Floats) -> Floats:
    return np.hstack([x, x**2 - 1.0])
