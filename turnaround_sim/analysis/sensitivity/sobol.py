"""Sobol's indices: shares of the variance that the factors make, alone and with all that they do together.

Samples and the indices that are called plain are SALib's (HermanUsher2017). Ours are the same estimators
(SaltelliEtAl2010) with chance taken out of every square: what SALib calls variance has in it the luck that is left in
a mean over worlds, and its total indices have it twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from SALib.analyze import sobol as analyse
from SALib.sample import sobol as sample

from turnaround_sim.analysis.sensitivity.estimates import Estimates, Z, estimated
from turnaround_sim.analysis.sensitivity.pairs import apart, centred, within

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]

FIRST_N = 32
"""The fewest base rows of which indices are made at all."""


@dataclass(frozen=True, eq=False)
class Sample:
    """Places of the factors [points, factors], and of which base row each point is and what it does there."""

    places: Floats
    row: Ints
    role: tuple[str, ...]


def problem(names: Sequence[str], groups: Sequence[str] | None = None) -> dict[str, object]:
    """SALib's description of factors that all lie from 0 to 1; their own distributions are laid over that."""
    told: dict[str, object] = {"num_vars": len(names), "names": list(names), "bounds": [[0.0, 1.0]] * len(names)}
    return told if groups is None else {**told, "groups": list(groups)}


def units(names: Sequence[str], groups: Sequence[str] | None) -> tuple[str, ...]:
    """What is varied as one: the factors, or their groups in the order in which they first come."""
    return tuple(dict.fromkeys(groups)) if groups is not None else tuple(names)


def sampled(names: Sequence[str], n: int, seed: int, groups: Sequence[str] | None = None) -> Sample:
    """SALib's sample of n base rows, a power of two: for each row A, A with each unit from B, and B.

    The first rows of a larger sample are those of a smaller one. SALib's seeds begin at 1.
    """
    places = sample.sample(problem(names, groups), n, calc_second_order=False, seed=seed + 1)
    of = units(names, groups)
    roles = ("A", *of, "B")
    return Sample(np.asarray(places, float), np.repeat(np.arange(n), len(roles)), roles * n)


@dataclass(frozen=True, eq=False)
class Laid:
    """What was found, laid by role: A and B [rows, worlds], and A with each unit from B [rows, units, worlds]."""

    units: tuple[str, ...]
    a: Floats
    mixed: Floats
    b: Floats

    @property
    def means(self) -> Floats:
        """Means over worlds in SALib's order [rows × (units + 2)]."""
        whole = np.concatenate([self.a[:, None], self.mixed, self.b[:, None]], axis=1)
        return np.asarray(whole.mean(-1).reshape(-1))

    def first(self, n: int) -> "Laid":
        """The first n rows."""
        return Laid(self.units, self.a[:n], self.mixed[:n], self.b[:n])


def laid(row: npt.NDArray[np.int64], role: npt.NDArray[np.object_], found: Floats) -> Laid:
    """What was found at points [points, worlds], laid by their rows and roles, in whichever order they come."""
    names = tuple(dict.fromkeys(role[role_order(row)]))
    place = {name: number for number, name in enumerate(names)}
    whole = np.full((row.max() + 1, len(names), found.shape[1]), np.nan)
    whole[row, [place[name] for name in role]] = found
    return Laid(names[1:-1], whole[:, 0], whole[:, 1:-1], whole[:, -1])


def role_order(row: npt.NDArray[np.int64]) -> npt.NDArray[np.int64]:
    """The points of the first row, in order."""
    return np.flatnonzero(row == row.min())


@dataclass(frozen=True, eq=False)
class Indices:
    """First and total indices of the units [units], and of the whole the variance that is chance in one world.

    `factors` is the variance that the factors make, `chance` that of worlds at one point, `chance_share` what the
    latter is of both. `plain_first`, `plain_total` are SALib's of the means over worlds, with the luck that is in them.
    """

    units: tuple[str, ...]
    n: int
    worlds: int
    first: Estimates
    total: Estimates
    factors: Estimates
    chance: Estimates
    chance_share: Estimates
    plain_first: Floats
    plain_total: Floats


def indices(found: Laid, seed: int) -> Indices:
    """Indices with chance taken out, and their errors; NaN where what factors do cannot be told from chance.

    Raises ValueError where a value is missing: `missing` says where, and is to be asked first.
    """
    if not all(np.isfinite(part).all() for part in (found.a, found.mixed, found.b)):
        raise ValueError("values are missing")
    n, k, worlds = found.mixed.shape
    a, b = centred(found.a, found.b)
    mixed = found.mixed - (found.a - a)[:1][:, None]  # centred by the same mean of each world
    result = estimated(_parts, lambda means: _ratios(means, k), (a, mixed, b), np.random.default_rng(seed))

    def at(first: int, last: int | None = None) -> Estimates:
        where = slice(first, last) if last is not None else first
        value, error = result.value[where], result.error[where]
        # A share of a variance that cannot be told from none says nothing.
        is_share = last is not None and not result.value[2 * k] - Z * result.error[2 * k] > 0.0
        return Estimates(np.full_like(value, np.nan) if is_share else value, error)

    plain = plain_indices(found)
    return Indices(
        found.units, n, worlds, at(0, k), at(k, 2 * k), at(2 * k), at(2 * k + 1), at(2 * k + 2), plain[0], plain[1]
    )


def plain_indices(found: Laid) -> tuple[Floats, Floats]:
    """SALib's first and total indices of the means over worlds; NaN where nothing varies."""
    means = found.means
    if not np.ptp(means) > 0.0:
        empty = np.full(len(found.units), np.nan)
        return empty, empty
    told = analyse.analyze(problem(found.units), means, calc_second_order=False, num_resamples=2, seed=1)
    return np.asarray(told["S1"], float), np.asarray(told["ST"], float)


def _parts(data: tuple[Floats, ...]) -> Floats:
    """For each row: the products behind first and total indices of each unit, those behind the variance, and luck."""
    a, mixed, b = data
    moved = mixed - a[:, None]
    first = apart(np.broadcast_to(b[:, None], moved.shape), moved)
    total = apart(moved, moved) / 2.0
    square = (apart(a, a) + apart(b, b)) / 2.0
    mean = (a.mean(-1) + b.mean(-1)) / 2.0
    luck = (within(a) + within(b)) / 2.0
    return np.column_stack([first, total, square, mean, luck])


def _ratios(means: Floats, k: int) -> Floats:
    """First and total indices, the variance of the factors, that of chance, and the share of chance."""
    variance = np.maximum(means[..., 2 * k] - means[..., 2 * k + 1] ** 2, 0.0)[..., None]
    luck = means[..., 2 * k + 2][..., None]
    with np.errstate(invalid="ignore", divide="ignore"):
        shares = np.where(variance > 0.0, means[..., : 2 * k] / variance, np.nan)
        share = luck / (luck + variance)
    return np.concatenate([shares, variance, luck, share], axis=-1)


def convergence(found: Laid, seed: int) -> dict[int, Indices]:
    """Indices of the first rows alone, at 32, 64, … of them up to all."""
    n = len(found.a)
    steps = [2**power for power in range(FIRST_N.bit_length() - 1, n.bit_length()) if 2**power < n]
    return {step: indices(found.first(step), seed) for step in [*steps, n]}
