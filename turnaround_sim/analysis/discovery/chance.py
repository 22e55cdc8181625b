"""What chance alone would do: labels that it makes wrong, and boxes that it makes look good."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, t

from turnaround_sim.analysis.discovery.regions import Floats


@dataclass(frozen=True)
class Labels:
    """How far the labels of points can be trusted.

    `apart` of `points` have a 95% interval (Student's t over their worlds) that leaves out the bar; `wrong` is the
    estimated share of labels on the wrong side of it by luck; `real` the share of the spread between points that is not
    luck. NaN with one world a point, where luck cannot be told.
    """

    points: int
    apart: int
    wrong: float
    real: float


def labels(margins: Floats) -> Labels:
    """How far labels can be trusted, from by how much the claim holds in each world [points, worlds].

    What is true at the points is taken to be spread normally around its mean, and each point's own mean to err around
    what is true there by the spread between worlds, pooled over points. Where the means are spread no wider than luck
    would have them, all points are taken to be alike.
    """
    points, worlds = margins.shape
    if worlds < 2:
        return Labels(points, 0, math.nan, math.nan)
    means, errors = margins.mean(axis=1), margins.std(axis=1, ddof=1) / math.sqrt(worlds)
    apart = np.abs(means) > t.ppf(0.975, worlds - 1) * errors
    luck, whole = float((errors**2).mean()), float(means.var(ddof=1)) if points > 1 else 0.0
    truth = max(0.0, whole - luck)
    if luck == 0.0:
        return Labels(points, int(apart.sum()), 0.0, 1.0)
    kept = truth / (truth + luck)
    centre, spread = means.mean() + kept * (means - means.mean()), math.sqrt(kept * luck)
    if spread > 0.0:
        wrong = np.where(means > 0.0, norm.cdf(-centre / spread), norm.sf(-centre / spread))
    else:
        wrong = (means > 0.0) != (centre > 0.0)
    return Labels(points, int(apart.sum()), float(wrong.mean()), kept)
