"""The extended Fourier amplitude test: each factor swings at a frequency of its own along a curve through all ranges.

Samples and plain indices are SALib's (SaltelliEtAl1999). Luck adds to the power at every frequency; the power of two
different worlds together has none of it. Several curves, each with phases of its own, give the interval, which leaves
out the method's own bias: what a factor does at higher harmonics than the fourth counts as the others'.
"""

import warnings
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from SALib.analyze import fast as analyse
from SALib.sample import fast_sampler as sample
from scipy.stats import t

from turnaround_sim.analysis.sensitivity.estimates import FEWEST, Estimates
from turnaround_sim.analysis.sensitivity.pairs import without
from turnaround_sim.analysis.sensitivity.sobol import Sample, problem

Floats = npt.NDArray[np.float64]

HARMONICS = 4
FEWEST_POINTS = 4 * HARMONICS**2 + 1
"""Points along a curve below which frequencies overlap."""
CURVES = 3


def sampled(names: Sequence[str], points: int, seed: int, curves: int = CURVES) -> Sample:
    """SALib's points along each factor's own curve, so many curves over."""
    places, row, role = [], [], []
    for number in range(curves):
        places.append(sample.sample(problem(names), points, M=HARMONICS, seed=seed + 1 + number))
        row += [number] * (points * len(names))
        role += [name for name in names for _ in range(points)]
    return Sample(np.concatenate(places), np.array(row), tuple(role))


@dataclass(frozen=True, eq=False)
class Powers:
    """First and total indices [factors], and SALib's of the means over worlds, averaged over curves."""

    factors: tuple[str, ...]
    points: int
    worlds: int
    first: Estimates
    total: Estimates
    plain_first: Floats
    plain_total: Floats


def powers(factors: Sequence[str], row: npt.NDArray[np.int64], found: Floats) -> Powers:
    """Indices of what was found along the curves, in the order in which they were sampled [points, worlds]."""
    curves, worlds = int(row.max()) + 1, found.shape[1]
    y = found.reshape(curves, len(factors), -1, worlds)
    parts = _parts(y)  # [curves, factors, 3]
    value = _ratios(parts.mean(0))
    of_curves = np.array([_ratios(np.delete(parts, curve, axis=0).mean(0)) for curve in range(curves)])
    variance = (curves - 1) / curves * ((of_curves - of_curves.mean(0)) ** 2).sum(0)
    if worlds >= FEWEST:
        left = np.array([_ratios(_parts(without(y, world)).mean(0)) for world in range(worlds)])
        variance = variance + (worlds - 1) / worlds * ((left - left.mean(0)) ** 2).sum(0)
    # Few curves: Student's t with as many degrees of freedom as there are curves but one.
    error = np.sqrt(variance) * t.ppf(0.975, curves - 1) / 1.959964
    plain = []
    with warnings.catch_warnings():  # it warns of its own intervals, which are not used
        warnings.simplefilter("ignore", UserWarning)
        for curve in y.mean(-1):
            told = analyse.analyze(problem(factors), curve.reshape(-1), M=HARMONICS, num_resamples=2, seed=1)
            plain.append((told["S1"], told["ST"]))
    mean = np.asarray(plain, float).mean(0)
    return Powers(
        tuple(factors),
        y.shape[2],
        worlds,
        Estimates(value[:, 0], error[:, 0]),
        Estimates(value[:, 1], error[:, 1]),
        mean[0],
        mean[1],
    )


def _parts(y: Floats) -> Floats:
    """The variance, the power of the factor itself and that of all others, chance taken out [..., 3].

    `y` is [..., points, worlds].
    """
    n, worlds = y.shape[-2:]
    waves = np.fft.fft(y - y.mean(-2, keepdims=True), axis=-2)[..., 1 : (n + 1) // 2, :] / n
    if worlds > 1:
        power = (np.abs(waves.sum(-1)) ** 2 - (np.abs(waves) ** 2).sum(-1)) / (worlds * (worlds - 1))
    else:
        power = np.abs(waves[..., 0]) ** 2
    own = (n - 1) // (2 * HARMONICS)
    first = power[..., np.arange(1, HARMONICS + 1) * own - 1].sum(-1)
    others = power[..., : own // 2].sum(-1)
    return np.asarray(2.0 * np.stack([power.sum(-1), first, others], axis=-1))


def _ratios(parts: Floats) -> Floats:
    with np.errstate(invalid="ignore", divide="ignore"):
        variance = np.where(parts[..., 0] > 0.0, parts[..., 0], np.nan)
        return np.stack([parts[..., 1] / variance, 1.0 - parts[..., 2] / variance], axis=-1)
