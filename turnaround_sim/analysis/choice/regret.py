"""Regret: by how much a policy falls short of the best there was, draw by draw, with chance taken out."""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import numpy.typing as npt
from scipy.stats import t

Floats = npt.NDArray[np.float64]
Statistic = Callable[[Floats], Floats]
RESAMPLES = 2000
LEVEL = 0.95
QUANTILE = 0.9


@dataclass(frozen=True)
class Estimate:
    """A number with its 95% interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True)
class Regret:
    """How much worse than the best policy one policy is, over draws, in the unit of the outcome.

    `mean` is at most the true mean regret in expectation, `as_seen` at least: in a draw the best of several means is
    flattered by luck. Of a policy within budget what chance puts below nought is cut to it. `ninetieth` and `largest`
    are over draws, with the spread that luck makes taken out. `largest_seen` is the largest as it was seen, luck and
    all.
    """

    arm: str
    mean: Estimate
    as_seen: Estimate
    ninetieth: Estimate
    largest: Estimate
    largest_seen: float
    draws: int

    @property
    def told(self) -> Estimate:
        """The mean regret as it is told: from where its interval begins with luck out to where it ends with luck in."""
        return Estimate(self.mean.value, self.mean.low, max(self.mean.high, self.as_seen.high))


@dataclass(frozen=True)
class Between:
    """How much worse `arm` does than `best` [unit of the outcome], paired by draw.

    `low` to `high` is wide enough for all pairs of policies to hold together, with a chance of 95%.
    """

    arm: str
    best: str
    mean: float
    low: float
    high: float

    @property
    def is_told(self) -> bool:
        """Whether the arm is worse beyond chance."""
        return self.low > 0.0


def losses(values: Floats, better: str) -> Floats:
    """Values turned so that less is better."""
    return values if better == "lower" else -values


def known(values: Floats) -> npt.NDArray[np.bool_]:
    """The draws in which every policy has a number in each quarter of the worlds [draws], of [draws, arms, worlds]."""
    quarters = [_halves(_half(values, which)) for which in (0, 1)]
    return np.asarray(np.isfinite(quarters).all(axis=(0, 1, 3)))


def regrets(values: Floats, arms: Sequence[str], allowed: Sequence[bool], seed: int) -> list[Regret]:
    """The regret of every arm against the best of those that are allowed.

    Parameters
    ----------
    values
        What is lost [draws, arms, worlds], of which less is better; four worlds or more, and `known` in all draws.
    allowed
        Which arms keep the budget. Others have a regret too, but are no bar to the rest.
    seed
        Settles which draws the bootstrap takes.

    Source: ours. The best of a draw is picked on one half of its worlds and measured on the other, both ways round, so
    that no policy is measured by the luck that made it look best.
    """
    halves = _halves(values)
    may = np.flatnonzero(np.asarray(allowed, dtype=bool))
    draws = np.arange(values.shape[0])
    crossed, real = [], []
    for picked, measured in ((0, 1), (1, 0)):
        best = may[np.argmin(halves[picked][:, may], axis=1)]
        crossed.append(halves[measured] - halves[measured][draws, best][:, None])
        one, other = (each - each[draws, best][:, None] for each in _halves(_half(values, measured)))
        real.append(((one - one.mean(axis=0)) * (other - other.mean(axis=0))).mean(axis=0))
    whole = means_of(values)
    seen = whole - whole[:, may].min(axis=1, keepdims=True)
    mean = (crossed[0] + crossed[1]) / 2.0
    # What two measurements have in common that share no world, nor any with the pick, is no luck.
    luck = np.maximum(0.0, mean.var(axis=0) - np.maximum(0.0, (real[0] + real[1]) / 2.0))
    least = np.where(np.isin(np.arange(len(arms)), may), 0.0, -np.inf)
    rows = np.random.default_rng([seed, len(arms), len(draws)]).integers(0, len(draws), (RESAMPLES, len(draws)))
    found = []
    for place, arm in enumerate(arms):
        its = mean[:, place]
        clean = partial(_without, noise=float(luck[place]))
        over = partial(_over, rows=rows, least=float(least[place]))
        found.append(
            Regret(
                arm=arm,
                mean=over(its, of=lambda each: each.mean(axis=-1)),
                as_seen=over(seen[:, place], of=lambda each: each.mean(axis=-1)),
                ninetieth=over(its, of=lambda each: np.quantile(each, QUANTILE, axis=-1), clean=clean),
                largest=over(its, of=lambda each: each.max(axis=-1), clean=clean),
                largest_seen=float(seen[:, place].max()),
                draws=len(draws),
            )
        )
    return found


def against_best(values: Floats, arms: Sequence[str], allowed: Sequence[bool]) -> list[Between]:
    """Every arm against the best allowed one by its mean, [draws, arms, worlds] of which less is better.

    Student's t over draws, at a level at which all pairs of arms hold together (Bonferroni): the best was picked among
    them by the same numbers.
    """
    means = means_of(values)
    may = np.flatnonzero(np.asarray(allowed, dtype=bool))
    best = int(may[np.argmin(means[:, may].mean(axis=0))])
    pairs = max(1, len(arms) * (len(arms) - 1) // 2)
    found = []
    for place, arm in enumerate(arms):
        if place != best:
            mean, low, high = interval(means[:, place] - means[:, best], 1.0 - (1.0 - LEVEL) / pairs)
            found.append(Between(arm, arms[best], mean, low, high))
    return found


def interval(values: Floats, level: float = LEVEL) -> tuple[float, float, float]:
    """Mean and interval of independent values by Student's t.

    >>> [round(end, 2) for end in interval(np.array([1.0, 2.0, 3.0]))]
    [2.0, -0.48, 4.48]
    """
    n = len(values)
    mean = float(values.mean()) if n else math.nan
    if n < 2:
        return mean, math.nan, math.nan
    half = float(t.ppf(0.5 + level / 2.0, n - 1)) * float(values.std(ddof=1)) / math.sqrt(n)
    return mean, mean - half, mean + half


def _half(values: Floats, which: int) -> Floats:
    """The first half of the worlds, or the second."""
    half = values.shape[2] // 2
    return values[:, :, half:] if which else values[:, :, :half]


def _halves(values: Floats) -> Floats:
    """The mean of the first half of the worlds and of the second [2, draws, arms]."""
    return np.stack([means_of(_half(values, which)) for which in (0, 1)])


def means_of(values: Floats) -> Floats:
    """Means over the worlds that have a number [draws, arms], of [draws, arms, worlds]; NaN where none has."""
    there = np.isfinite(values)
    with np.errstate(invalid="ignore", divide="ignore"):
        return np.asarray(np.where(there, values, 0.0).sum(axis=2) / there.sum(axis=2))


def _without(values: Floats, noise: float) -> Floats:
    """Values drawn to their mean so that they are spread as far as they would be without so much variance by luck."""
    middle = values.mean(axis=-1, keepdims=True)
    spread = ((values - middle) ** 2).sum(axis=-1, keepdims=True) / values.shape[-1]
    with np.errstate(invalid="ignore", divide="ignore"):
        kept = np.where(spread > 0.0, np.sqrt(np.maximum(0.0, spread - noise) / spread), 0.0)
    return np.asarray(middle + kept * (values - middle))


def _over(
    values: Floats,
    rows: npt.NDArray[np.int64],
    least: float,
    of: Statistic,
    clean: Statistic = lambda each: each,
) -> Estimate:
    """A statistic of draws with its bootstrap interval; the same resamples for every policy keep them paired."""
    ends = np.quantile(of(clean(values[rows])), [(1.0 - LEVEL) / 2.0, (1.0 + LEVEL) / 2.0])
    return Estimate(*(max(least, float(each)) for each in (of(clean(values)), *ends)))
