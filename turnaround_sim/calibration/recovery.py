"""Does the method find what it is shown? Simulations of the bank stand for the record, each the truth once."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from turnaround_sim.calibration.emulator import squashed
from turnaround_sim.calibration.matching import Wave
from turnaround_sim.calibration.space import Space

Floats = npt.NDArray[np.float64]

NOMINAL = 0.8
TRUTHS = 40


@dataclass(frozen=True)
class _Truth:
    scores: Floats
    seen: Floats


def recover(
    space: Space,
    bank: list[Wave],
    fitted: npt.NDArray[np.int64],
    observed: Floats,
    noise: Floats,
    sampling: Floats,
    *,
    seed: int,
) -> pd.DataFrame:
    """For each of 40 simulations: whether the 80% interval of each parameter, given one of its worlds, covers it.

    The truth is a point of the last wave, what is seen is one of its worlds, and the posterior weighs the points that
    are not ruled out by the emulator's density of what is seen. `noise` is what the waves were judged by, `sampling`
    the part of it that chance makes: here the model is right, so that there is no other.

    Columns: truth, parameter, true, low, high [normal scores], covered, prior_sd, posterior_sd, ess.
    """
    last = bank[-1]
    spread = np.sqrt(np.diag(noise))
    scaled = sampling / np.outer(spread, spread)
    far, region = last.far, last.region
    support = far.emulator.guess(region.scores, far.pool[region.candidates])
    half = np.linalg.cholesky(np.linalg.inv(scaled + far.emulator.error))
    rng = np.random.default_rng(seed)
    rows = []
    for number, truth in enumerate(_truths(bank, fitted, observed, spread, rng)):
        distance = (((support - truth.seen) @ half) ** 2).sum(axis=1)
        weights = np.exp(-0.5 * (distance - distance.min()))
        weights /= weights.sum()
        ess = float(1.0 / (weights**2).sum())
        for place, path in enumerate(space.fitted):
            scores = region.scores[:, place]
            low, high = weighted_quantiles(scores, weights, [(1 - NOMINAL) / 2, (1 + NOMINAL) / 2])
            true = float(truth.scores[place])
            rows.append(
                {
                    "truth": number,
                    "parameter": path,
                    "true": true,
                    "low": low,
                    "high": high,
                    "covered": bool(low <= true <= high),
                    "prior_sd": 1.0,
                    "posterior_sd": weighted_sd(scores, weights),
                    "ess": ess,
                }
            )
    return pd.DataFrame(rows)


def _truths(
    bank: list[Wave], fitted: npt.NDArray[np.int64], observed: Floats, spread: Floats, rng: np.random.Generator
) -> list[_Truth]:
    """Points of the last wave, drawn by lot, each with what one of its worlds shows; those that show all targets."""
    wave = bank[-1]
    seen = wave.counted[:, 0][:, fitted]
    whole = np.flatnonzero(np.isfinite(seen).all(axis=1))
    chosen = rng.permutation(whole)[:TRUTHS]
    return [_Truth(wave.scores[place], squashed(seen[place], observed, spread)) for place in chosen]


def weighted_quantiles(values: Floats, weights: Floats, at: list[float]) -> list[float]:
    """Quantiles of weighted values.

    >>> weighted_quantiles(np.array([3.0, 1.0, 2.0]), np.array([0.25, 0.5, 0.25]), [0.2, 0.6, 1.0])
    [1.0, 2.0, 3.0]
    """
    order = np.argsort(values, kind="stable")
    reached = np.cumsum(weights[order]) / np.sum(weights)
    places = np.minimum(np.searchsorted(reached, np.asarray(at) - 1e-12), len(values) - 1)
    return [float(value) for value in values[order][places]]


def weighted_sd(values: Floats, weights: Floats) -> float:
    """The standard deviation of weighted values."""
    share = weights / np.sum(weights)
    mean = float((share * values).sum())
    return float(np.sqrt((share * (values - mean) ** 2).sum()))


def coverage(found: pd.DataFrame) -> tuple[float, float, float]:
    """The share of intervals that cover the truth, and its 95% interval over truths (each truth one case)."""
    shares = found.groupby("truth")["covered"].mean().to_numpy(float)
    half = float(ndtri(0.975)) * float(shares.std(ddof=1)) / np.sqrt(len(shares)) if len(shares) > 1 else np.nan
    return float(shares.mean()), float(shares.mean() - half), float(shares.mean() + half)
