"""Measures of the whole distribution, for what a variance does not see: PAWN and delta.

Both are SALib's, of the means over worlds. Neither is nought for a factor that does nothing, so each stands beside
what it is for factors that were shuffled: only what lies above that says anything.
"""

import warnings
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt
from SALib.analyze import delta, pawn
from scipy.stats import qmc

from turnaround_sim.analysis.sensitivity.sobol import Sample, problem

Floats = npt.NDArray[np.float64]
Measure = Literal["pawn", "delta"]

SLICES = 10
SHUFFLES = 100
RESAMPLES = 100
OWN_RESAMPLES = 25
"""Resamples within SALib's delta."""
FEWEST_POINTS = 10 * SLICES


def sampled(names: Sequence[str], points: int, seed: int) -> Sample:
    """Points spread evenly over every factor's range (a Latin hypercube)."""
    places = qmc.LatinHypercube(len(names), rng=np.random.default_rng(seed)).random(points)
    return Sample(places, np.arange(points), ("point",) * points)


@dataclass(frozen=True, eq=False)
class Shaped:
    """A measure of each factor with its 95% interval over resampled points, and the 95th percentile of shuffled ones.

    `noise` is that percentile: what a factor that does nothing stays below in 19 of 20 cases.
    """

    measure: Measure
    factors: tuple[str, ...]
    points: int
    worlds: int
    value: Floats
    low: Floats
    high: Floats
    noise: float


def shaped(measure: Measure, factors: Sequence[str], places: Floats, found: Floats, seed: int) -> Shaped:
    """The measure of what was found at points spread over the ranges [points, worlds]."""
    means = found.mean(1)
    rng = np.random.default_rng(seed)
    measured = _pawn if measure == "pawn" else _delta
    value, half = measured(places, means, rng)
    noise = [float(measured(places[:, :1], rng.permutation(means), rng, spread=False)[0][0]) for _ in range(SHUFFLES)]
    return Shaped(
        measure,
        tuple(factors),
        len(means),
        found.shape[1],
        value,
        np.maximum(value - half, 0.0),
        value + half,
        float(np.quantile(noise, 0.95)),
    )


def _pawn(places: Floats, means: Floats, rng: np.random.Generator, *, spread: bool = True) -> tuple[Floats, Floats]:
    """Medians over slices, and half their intervals. A resample has rows twice: only its spread is used."""
    told = problem(_plain_names(places))

    def median(rows: npt.NDArray[np.int64]) -> Floats:
        return np.asarray(pawn.analyze(told, places[rows], means[rows], S=SLICES)["median"], float)

    value = median(np.arange(len(means)))
    if not spread:
        return value, np.full_like(value, np.nan)
    drawn = [median(rng.integers(len(means), size=len(means))) for _ in range(RESAMPLES)]
    return value, np.asarray(1.959964 * np.std(drawn, axis=0, ddof=1))


def _delta(places: Floats, means: Floats, rng: np.random.Generator, *, spread: bool = True) -> tuple[Floats, Floats]:
    """Deltas with their bias reduced by resampling, and half their intervals, all by SALib."""
    with _as_it_was():
        told = delta.analyze(
            problem(_plain_names(places)),
            places,
            means,
            num_resamples=OWN_RESAMPLES,
            method="delta",
            seed=int(rng.integers(1, 2**31)),
        )
    name = "delta_raw" if "delta_raw" in told else "delta"  # SALib's word for it has changed with 1.6
    return np.asarray(told[name], float), np.asarray(told[f"{name}_conf"], float)


def _plain_names(places: Floats) -> list[str]:
    """Names that SALib's delta does not refuse for their endings."""
    return [f"x{number}" for number in range(places.shape[1])]


@contextmanager
def _as_it_was() -> Iterator[None]:
    """SALib seeds numpy's own generator, sets how warnings are shown, and warns of what is not used here."""
    state, shown = np.random.get_state(), warnings.formatwarning  # noqa: NPY002
    try:
        with warnings.catch_warnings(record=True):
            yield
    finally:
        np.random.set_state(state)  # noqa: NPY002
        warnings.formatwarning = shown
