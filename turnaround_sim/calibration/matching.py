"""History matching: what of the prior is not ruled out, wave by wave, before anything is fitted.

Source: CraigEtAl1997 and VernonEtAl2010, for ruling out by an emulator; the sampler comes down to the region by levels,
as AuBeck2001 do for rare failures.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri
from scipy.stats import chi2, qmc

from turnaround_sim.calibration import emulator
from turnaround_sim.calibration.counting import Counting, Tell
from turnaround_sim.calibration.emulator import Emulator, squashed
from turnaround_sim.calibration.space import Space

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

CONFIDENCE = 0.003
"""A point is ruled out, in the end, where so much of what could be observed there would lie nearer than what was.

That is strict, as it can be: a mean is asked for and no world, and the distance counts a discrepancy of the model and
the emulator's error besides sampling noise, which make even a good fit look as near as this.
"""
AIM = 1e-3
"""How near a wave looks for its next points, likewise: nearer than must be, so that few waves do."""
BOLDNESS = 0.003
"""The share of what is left that one wave may leave; a wave's emulator is not trusted further."""
KEPT = 0.25
"""The share that each level of the sampler lets through."""
STEPS = 6
MORE = 4
"""Times as many steps at the last level, so that copies part."""
LEVELS = 40
TRAINED_ON = 3000
NEAR = 800
"""Points, nearest to what was observed, on which an emulator is trained (beside all of the latest wave), and by which
the first is judged. A later one is judged by the latest wave: points that the one before took for near show how far
an emulator errs where it is believed."""


@dataclass(frozen=True)
class Region:
    """Points that are not ruled out, drawn from the prior as it is there.

    `scores` [points, fitted] and `candidates` of the points, `share` of the prior that is left, `level` the farthest
    distance that is let through.
    """

    scores: Floats
    candidates: Whole
    share: float
    level: float


@dataclass(frozen=True)
class Wave:
    """What one wave simulated and ruled out: its points, what was counted there [points, worlds, targets], and so on.

    `far` is the implausibility by its emulator, `region` what it left.
    """

    scores: Floats
    candidates: Whole
    counted: Floats
    far: "Implausibility"
    region: Region


class Implausibility:
    """How far the emulator's guess lies from what was observed: a squared Mahalanobis distance.

    It counts the sampling noise of what was observed and the emulator's own error. `pool` holds the normal scores of
    the parameters that are not fitted, a row a candidate; `noise` is in standard deviations.
    """

    def __init__(self, emulator: Emulator, pool: Floats, noise: Floats) -> None:
        self.emulator, self.pool = emulator, pool
        self.half = np.linalg.cholesky(np.linalg.inv(noise + emulator.error))

    def __call__(self, scores: Floats, candidates: Whole) -> Floats:
        """The distances of points, by their scores and their candidates."""
        guess = self.emulator.guess(scores, self.pool[candidates])
        return np.asarray(((guess @ self.half) ** 2).sum(axis=1))


def waves(
    space: Space,
    counting: Counting,
    fitted: Whole,
    observed: Floats,
    noise: Floats,
    *,
    pool: int,
    first: int,
    later: int,
    number: int,
    size: int,
    seed: int,
    tell: Callable[[int], Tell],
    done: Callable[[Wave], None],
) -> list[Wave]:
    """Simulate, emulate and rule out, wave after wave.

    Parameters
    ----------
    fitted
        Places of the targets that count among all that are counted.
    observed, noise
        Of these: the values, and the covariance of their sampling noise.
    pool
        Prior candidates from which the parameters that are not fitted are taken.
    first, later, number, size
        Points of the first wave and of each later one, how many waves, and points that stand for a region.
    """
    rng = np.random.default_rng(seed)
    spread = np.sqrt(np.diag(noise))
    scaled = noise / np.outer(spread, spread)
    rest = space.scores_of(range(pool), space.rest)
    aim, cut = (float(chi2.ppf(part, len(fitted))) for part in (AIM, CONFIDENCE))
    scores = ndtri(qmc.Sobol(len(space.fitted), seed=rng).random(first) * (1 - 2e-9) + 1e-9)
    candidates = rng.integers(0, pool, first)
    made: list[Wave] = []
    share = 1.0
    for wave in range(number):
        counted = counting.points(
            [
                (space.parameters(z, int(c)), space.worlds_of(z, int(c), counting.worlds))
                for z, c in zip(scores, candidates, strict=True)
            ],
            tell(wave),
        )
        seen = [*made, Wave(scores, candidates, counted, None, None)]  # type: ignore[arg-type]
        all_scores = np.concatenate([each.scores for each in seen])
        all_candidates = np.concatenate([each.candidates for each in seen])
        means = mean_of(np.concatenate([each.counted for each in seen])[:, :, fitted])
        targets = squashed(means, observed, spread)
        order = np.argsort((targets**2).sum(axis=1), kind="stable")
        latest = np.arange(len(means)) >= len(means) - len(scores)
        used = order[(np.arange(len(order)) < TRAINED_ON) | (latest[order] & (wave > 0))]
        judged = latest[used] if wave else np.arange(len(used)) < min(NEAR, len(used) // 3)
        whose = all_candidates[used]
        guess = emulator.fit(all_scores[used], rest[whose], targets[used], whose, judged, seed + wave)
        far = Implausibility(guess, rest, scaled)
        last = wave == number - 1
        if last:
            left = region(far, len(space.fitted), pool, cut, 0.0, size=4 * size, rng=rng)
        else:
            left = region(far, len(space.fitted), pool, aim, share * BOLDNESS, size=size, rng=rng)
        share = min(share, left.share)
        made.append(Wave(scores, candidates, counted, far, left))
        done(made[-1])
        chosen = rng.permutation(len(left.scores))[:later]
        scores, candidates = left.scores[chosen], left.candidates[chosen]
    return made


def mean_of(counted: Floats) -> Floats:
    """Means over worlds [points, targets]; where no world had anything to count, the median of the other points."""
    known = np.isfinite(counted).sum(axis=1)
    means = np.where(known > 0, np.nansum(counted, axis=1) / np.maximum(known, 1), np.nan)
    return np.where(np.isfinite(means), means, np.nanmedian(means, axis=0))


def region(
    far: Callable[[Floats, Whole], Floats],
    fitted: int,
    pool: int,
    aim: float,
    least: float,
    *,
    size: int,
    rng: np.random.Generator,
) -> Region:
    """Points of the prior whose implausibility is at most `aim`, found by levels.

    Each level keeps the nearest quarter, copies them, and moves the copies within the level by Metropolis steps that
    leave the prior there as it is. It ends early where less than the share `least` of the prior lies within.
    """
    scores = rng.standard_normal((size, fitted))
    candidates = np.asarray(rng.integers(0, pool, size))
    distance: Floats = far(scores, candidates)
    share, level = 1.0, np.inf
    for _ in range(LEVELS):
        level = max(aim, float(np.quantile(distance, KEPT)))
        near = np.flatnonzero(distance <= level)
        share *= len(near) / size
        chosen = near[rng.integers(0, len(near), size)]
        scores, candidates, distance = scores[chosen], candidates[chosen], distance[chosen]
        for _ in range(STEPS * (MORE if level == aim else 1)):
            _move(far, pool, level, scores, candidates, distance, rng)
        if level == aim or share <= least:
            break
    return Region(scores, candidates, share, level)


def _move(
    far: Callable[[Floats, Whole], Floats],
    pool: int,
    level: float,
    scores: Floats,
    candidates: Whole,
    distance: Floats,
    rng: np.random.Generator,
) -> None:
    """One Metropolis step of every point, in place: first of its scores, then of its candidate."""
    size, fitted = scores.shape
    spread = np.linalg.cholesky(np.cov(scores.T).reshape(fitted, fitted) + 1e-6 * np.eye(fitted))
    reach = rng.choice([0.2, 0.5, 1.0], size)[:, None] * 2.4 / np.sqrt(fitted)
    tried = scores + reach * (rng.standard_normal((size, fitted)) @ spread.T)
    found = far(tried, candidates)
    ratio = np.exp(np.minimum(0.0, 0.5 * ((scores**2).sum(axis=1) - (tried**2).sum(axis=1))))
    taken = (found <= level) & (rng.random(size) < ratio)
    scores[taken], distance[taken] = tried[taken], found[taken]
    other = np.asarray(rng.integers(0, pool, size))
    found = far(scores, other)
    taken = found <= level
    candidates[taken], distance[taken] = other[taken], found[taken]
