"""Leaders and the length of spells: how many there were, a landmark, and a hazard that changes with the leader."""

import math

import numpy as np
import pandas as pd
from scipy.special import expit

from turnaround_sim.analysis.naive.estimate import NOTHING, Estimate, Numbers, slope_of, within
from turnaround_sim.record import kaplan_meier

BAND, BANDS = 6, 11
"""The hazard of exit may differ from half-year to half-year since entry; from the sixth year on it is one."""


def leaders_and_length(spells: pd.DataFrame) -> Estimate:
    """How many months longer spells last with each further chief executive, over spells that ended by exit.

    Least squares, one case a spell. A longer spell has more time for leaders to come and go, whatever they do.
    """
    ended = spells[spells["exited"]]
    if ended.empty:
        return NOTHING
    across, along = (_centred(ended[name].to_numpy(dtype=float)) for name in ("leaders", "months"))
    return slope_of(across, along, np.arange(len(ended), dtype=float), 1)


def landmark(spells: pd.DataFrame, at: int = 12, within_months: int = 24) -> Estimate:
    """How much likelier a trust still in after `at` months leaves in the next ones if its leader was changed by then.

    Both shares are product-limit ones (unfinished spells and closures are censored). The limits of each (log-log) make
    those of the difference: squared distances add up, as for independent shares (Zou and Donner 2008).
    """
    still = spells[spells["months"] > at]
    changed = still["first_change"] <= at
    after = still["months"] - at
    shares = []
    for group in (changed, ~changed):
        if not group.any():
            return NOTHING._replace(cases=len(still))
        months, exited = after[group].to_numpy(dtype=float), still.loc[group, "exited"].to_numpy(dtype=bool)
        curve = kaplan_meier(np.zeros(months.size), np.where(exited, months, np.nan), months, [within_months])
        stays, least, most = curve[["share", "low", "high"]].iloc[0].tolist()
        shares.append((1 - stays, 1 - most, 1 - least))
    (p, low, high), (q, under, over) = shares
    value = p - q
    return Estimate(value, value - math.hypot(p - low, over - q), value + math.hypot(high - p, q - under), len(still))


def hazard_ratio(spells: pd.DataFrame) -> Estimate:
    """The logarithm of how much likelier exit is in a month after the first change of leader than in one before it.

    Logistic regression of exit on months of spells, with an effect of each half-year since entry in which anyone left;
    so no trust counts as changed before its leader is. The value is a log odds ratio, at monthly hazards this small
    much the same as a log hazard ratio; 0 is no difference. NaN where only one side has exits.
    """
    trials, exits = _months_and_exits(spells)
    live = exits.sum(axis=1) > 0
    trials, exits = trials[live], exits[live]
    cases = int(trials.sum())
    if (exits.sum(axis=0) == 0).any() or (exits.sum(axis=0) == trials.sum(axis=0)).any():
        return NOTHING._replace(cases=cases)
    bands = trials.shape[0]
    design = np.column_stack([np.repeat(np.eye(bands), 2, axis=0), np.tile([0.0, 1.0], bands)])
    count, out = trials.ravel(), exits.ravel()
    beta = np.append(np.full(bands, math.log(out.sum() / count.sum())), 0.0)
    # Newton's steps; they settle in fewer than ten, and where they do not there is nothing to estimate.
    for _ in range(30):
        p = expit(design @ beta)
        information = design.T @ (design * (count * p * (1 - p))[:, None])
        try:
            step = np.linalg.solve(information, design.T @ (out - count * p))
        except np.linalg.LinAlgError:
            break
        beta = beta + step
        if np.abs(step).max() < 1e-8:
            error = math.sqrt(float(np.linalg.inv(information)[-1, -1]))
            return within(float(beta[-1]), error, math.inf, cases)
    return NOTHING._replace(cases=cases)


def _months_and_exits(spells: pd.DataFrame) -> tuple[Numbers, Numbers]:
    """Months at risk and exits by [half-year since entry, before or after the first change]."""
    trials, exits = np.zeros((BANDS, 2)), np.zeros((BANDS, 2))
    for months, exited, first in spells[["months", "exited", "first_change"]].itertuples(index=False):
        month = np.arange(1, int(months) + 1)
        band = np.minimum((month - 1) // BAND, BANDS - 1)
        after = (month > first).astype(int)
        np.add.at(trials, (band, after), 1.0)
        if exited and month.size:
            exits[band[-1], after[-1]] += 1.0
    return trials, exits


def _centred(values: Numbers) -> Numbers:
    return np.asarray(values - values.mean(), dtype=float)
