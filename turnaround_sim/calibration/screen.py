"""Which parameters move the facts: a Morris screen of all, and a choice of those that move them in different ways."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd
from SALib.analyze import morris as analyse
from SALib.sample import morris as sample
from scipy.linalg import qr

from turnaround_sim import beliefs
from turnaround_sim.calibration.counting import Counting, Tell
from turnaround_sim.calibration.matching import mean_of
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import with_values

Floats = npt.NDArray[np.float64]

LEVELS = 4
MIDDLE = 0.25, 0.75
"""The part of each prior that is screened: farther out most worlds are no England, whichever parameter is moved."""
MOST = 12


@dataclass(frozen=True)
class Screen:
    """What each parameter does to each target, and which are to be fitted, the one that tells most first.

    `effects` has a row a parameter and target: parameter, target, mu, mu_star, sigma [standard deviations of the
    target's sampling noise, over the screened half of the prior] and chosen.
    """

    effects: pd.DataFrame
    chosen: tuple[str, ...]


def screen(
    stated: Parameters,
    counting: Counting,
    fitted: npt.NDArray[np.int64],
    noise: Floats,
    *,
    trajectories: int,
    seed: int,
    most: int = MOST,
    tell: Tell | None = None,
) -> Screen:
    """Morris's elementary effects (Morris1991, by SALib) of every uncertain parameter, and the choice.

    All points share their worlds, so that luck moves effects little. `fitted` are the places of the targets that count,
    `noise` their sampling covariance. SALib's seeds begin at 1.
    """
    paths = tuple(beliefs.uncertain())
    problem = {"num_vars": len(paths), "names": list(paths), "bounds": [list(MIDDLE)] * len(paths)}
    places = sample.sample(problem, trajectories, num_levels=LEVELS, seed=seed + 1)
    counted = counting.points([(_at(stated, paths, place), 0) for place in places], tell)
    half = np.linalg.inv(np.linalg.cholesky(noise))
    means = mean_of(counted[:, :, fitted]) @ half.T
    rows, slopes = [], []
    for place, target in enumerate(fitted):
        found = analyse.analyze(problem, places, means[:, place], num_levels=LEVELS, seed=seed + 1)
        slopes.append(np.asarray(found["mu"], float))
        spread = np.asarray(found["mu_star"], float), np.asarray(found["sigma"], float)
        name = counting.targets[target].id
        rows.append(
            pd.DataFrame(
                {"parameter": paths, "target": name, "mu": slopes[-1], "mu_star": spread[0], "sigma": spread[1]}
            )
        )
    chosen = choose(paths, np.array(slopes), most)
    effects = pd.concat(rows, ignore_index=True)
    return Screen(effects.assign(chosen=effects["parameter"].isin(chosen)), chosen)


def choose(paths: Sequence[str], slopes: Floats, most: int) -> tuple[str, ...]:
    """The parameters that move targets most, each in what those before it do not: QR with column pivoting.

    `slopes` is [targets, parameters] in units of independent noise. Ten parameters that all raise the same level teach
    no more than the strongest of them.

    >>> choose(["a", "b", "c"], np.array([[3.0, 2.9, 0.0], [0.0, 0.1, 1.0]]), 2)
    ('a', 'c')
    """
    order = qr(slopes, pivoting=True, mode="r")[1]
    return tuple(paths[place] for place in order[: min(most, *slopes.shape)])


def _at(stated: Parameters, paths: Sequence[str], place: Floats) -> Parameters:
    known = beliefs.uncertain()
    return with_values(stated, {path: beliefs.within(known[path], u) for path, u in zip(paths, place, strict=True)})
