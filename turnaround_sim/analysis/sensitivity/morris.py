"""Morris's screen: steps of one factor at a time from many starting points, for which factors matter at all.

The effect of a factor is what comes out per width of its range. Samples and the indices called plain are SALib's. Their
mean of sizes (mu*) never is below what luck alone gives, which stands beside them; the root of the mean square has luck
taken out, and so tells the size of an effect that is none as nought.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from SALib.analyze import morris as analyse
from SALib.sample import morris as sample

from turnaround_sim.analysis.sensitivity.estimates import Estimates, estimated
from turnaround_sim.analysis.sensitivity.pairs import apart, centred, within
from turnaround_sim.analysis.sensitivity.sobol import Sample, problem

Floats = npt.NDArray[np.float64]

LEVELS = 4
FIRST = "start"
"""The role of the point from which a trajectory starts; every other is named after the factor that has moved."""


def sampled(names: Sequence[str], trajectories: int, seed: int, levels: int = LEVELS) -> Sample:
    """SALib's trajectories, each of one point more than there are factors."""
    places = sample.sample(problem(names), trajectories, num_levels=levels, seed=seed + 1)
    steps = len(names) + 1
    moved = np.diff(places.reshape(trajectories, steps, len(names)), axis=1)
    roles: list[str] = []
    for each in np.argmax(np.abs(moved), axis=2):
        roles += [FIRST, *(names[place] for place in each)]
    return Sample(np.asarray(places, float), np.repeat(np.arange(trajectories), steps), tuple(roles))


@dataclass(frozen=True, eq=False)
class Screened:
    """What each factor does, per width of its range [factors].

    `size` is the root mean square of its effects with chance taken out, `mean` their mean, by which effects of both
    signs cancel. `mu_star` and `sigma` are SALib's, of means over worlds; `luck` is what mu* would be on average if the
    factor did nothing and every difference were luck.
    """

    factors: tuple[str, ...]
    trajectories: int
    worlds: int
    mean: Estimates
    square: Estimates
    mu_star: Floats
    sigma: Floats
    luck: Floats

    @property
    def size(self) -> Floats:
        """The root of the mean square, nought where the square is below it."""
        return np.asarray(np.sqrt(np.maximum(self.square.value, 0.0)))

    @property
    def size_low(self) -> Floats:
        """The lower end of its 95% interval."""
        return np.asarray(np.sqrt(np.maximum(self.square.low, 0.0)))

    @property
    def size_high(self) -> Floats:
        """The upper end of its 95% interval."""
        return np.asarray(np.sqrt(np.maximum(self.square.high, 0.0)))


def screened(
    factors: Sequence[str],
    places: Floats,
    row: npt.NDArray[np.int64],
    role: npt.NDArray[np.object_],
    found: Floats,
    seed: int,
    levels: int = LEVELS,
) -> Screened:
    """The effects of what was found at the points of trajectories, in their order [points, worlds]."""
    trajectories = int(row.max()) + 1
    steps, worlds = len(factors) + 1, found.shape[1]
    number = {name: place for place, name in enumerate(factors)}
    (y,) = centred(found)
    moves = np.diff(places.reshape(trajectories, steps, len(factors)), axis=1).sum(2)
    risen = np.diff(y.reshape(trajectories, steps, worlds), axis=1) / moves[:, :, None]
    which = np.array([number.get(name, -1) for name in role]).reshape(trajectories, steps)[:, 1:]
    effects = np.empty((trajectories, len(factors), worlds))
    effects[np.arange(trajectories)[:, None], which] = risen

    def parts(data: tuple[Floats, ...]) -> Floats:
        return np.column_stack([data[0].mean(-1), apart(data[0], data[0])])

    of = estimated(parts, lambda means: means, (effects,), np.random.default_rng(seed))
    k = len(factors)
    told = analyse.analyze(problem(factors), places, found.mean(1), num_levels=levels, num_resamples=2, seed=1)
    luck = np.sqrt(2.0 / np.pi * within(effects).mean(0) / worlds)
    return Screened(
        tuple(factors),
        trajectories,
        worlds,
        Estimates(of.value[:k], of.error[:k]),
        Estimates(of.value[k:], of.error[k:]),
        np.asarray(told["mu_star"], float),
        np.asarray(told["sigma"], float),
        luck,
    )
