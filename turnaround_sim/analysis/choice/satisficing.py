"""Satisficing: in which share of draws a policy is good enough, and what it fails on where it is not."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnaround_sim.analysis.acceptability import wilson
from turnaround_sim.analysis.choice.asking import Budget, Threshold
from turnaround_sim.analysis.choice.regret import interval

Floats = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Share:
    """A share of draws, with its 95% interval (Wilson)."""

    value: float
    low: float
    high: float
    draws: int


@dataclass(frozen=True)
class Satisfied:
    """In how many draws a policy meets all thresholds, and each of them.

    `binds` is the threshold that it fails most often, none where it fails nowhere.
    """

    arm: str
    all: Share
    each: tuple[Share, ...]
    binds: int | None


@dataclass(frozen=True)
class Spending:
    """What a policy spends, mean with 95% interval over draws, and in which share of draws it passes the budget."""

    arm: str
    mean: float
    low: float
    high: float
    breaks: Share
    within: bool


def share_of(flags: npt.NDArray[np.bool_]) -> Share:
    """The share of draws that are flagged."""
    value = float(flags.mean()) if flags.size else float("nan")
    return Share(value, *wilson(value, flags.size), flags.size)


def satisfied(means: Mapping[str, Floats], arms: Sequence[str], thresholds: Sequence[Threshold]) -> list[Satisfied]:
    """How often each arm meets the thresholds, from means of outcomes over worlds [draws, arms].

    An outcome without a number meets no threshold.
    """
    met = []
    for threshold in thresholds:
        values = means[threshold.outcome]
        if threshold.against:
            values = values - values[:, [list(arms).index(threshold.against)]]
        met.append(values <= threshold.value if threshold.side == "most" else values >= threshold.value)
    found = []
    for place, arm in enumerate(arms):
        each = [flags[:, place] for flags in met]
        together = np.logical_and.reduce(each)
        failed = [int((~flags).sum()) for flags in each]
        worst = int(np.argmax(failed))
        found.append(Satisfied(arm, share_of(together), tuple(map(share_of, each)), worst if failed[worst] else None))
    return found


def spending(spent: Floats, arms: Sequence[str], budget: Budget | None) -> list[Spending]:
    """What each arm spends [draws, arms]; without a budget all are within it."""
    limit = float("inf") if budget is None else budget.limit
    found = []
    for place, arm in enumerate(arms):
        mean, low, high = interval(spent[:, place])
        found.append(Spending(arm, mean, low, high, share_of(spent[:, place] > limit), mean <= limit))
    return found
