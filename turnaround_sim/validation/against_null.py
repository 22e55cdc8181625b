"""The full model against the null: which of them foretells what was observed, target by target, without being shown it.

A target that was held out is foretold by all worlds of a posterior. One that was fitted is first taken out of the fit:
a world's weight is divided by how well its particle meets this target, given the others. Source: GelfandEtAl1992 for
leaving out by weights, Ionides2008 for cutting the largest of them, Silverman1986 for the width of the smoothing.
"""

import warnings
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import log_ndtr

from turnaround_sim.analysis.words import interval, number
from turnaround_sim.evidence.targets import Target
from turnaround_sim.mistakes import Mistake
from turnaround_sim.validation.fit import Fit

Floats = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

FEWEST = 40
"""Particles, counted as if all weighed the same, below which a score is called not reliable."""
MOST_NAMED = 8
"""Targets that are listed in words."""
RESAMPLED = 2000
SEED = 1
LEVEL = 0.95
COUNTED = "entries", "trusts"
"""Units that are counted in ones."""
BOUNDS = {"share": (0.0, 1.0), "r": (-1.0, 1.0)} | dict.fromkeys(("entries", "trusts", "months"), (0.0, np.inf))

FULL, NULL = "england", "null"

Favours = Literal["full", "null", "neither"]


class Scale(NamedTuple):
    """What values a target can take: in steps of `grain` (0: in none) from `low` to `high`."""

    grain: float
    low: float
    high: float


class Foretold(NamedTuple):
    """What one model says of a target: values in worlds, each with its particle's place and with a weight."""

    values: Floats
    particle: Whole
    weights: Floats


@dataclass(frozen=True)
class AgainstNull:
    """Every target's log scores in both models, and their sum.

    `table` has a row a target: target, fact, use, how (held out, or left out of the fit by weights); full, null (log
    scores of what was observed); difference (full less null), low, high (its 95% interval over particles);
    effective_full, effective_null (particles, as if all weighed the same); reliable; full_inside, null_inside (whether
    the posterior mean lies within the record's interval); favours (full, null or neither, by the interval); and
    needs_no_leader: the null meets it, and the full model does not foretell it better.

    `total`, `low` and `high` are the sum of the differences over the `counted` targets that are reliable.
    """

    table: pd.DataFrame
    total: float
    low: float
    high: float
    counted: int


def against_null(full: Fit, null: Fit) -> AgainstNull:
    """Hold two fits to the same targets against each other. Raises Mistake where they are not full model and null."""
    for fit, model in ((full, FULL), (null, NULL)):
        if fit.model != model:
            text = f'{fit.folder} is a calibration of "{fit.model}"; one of "{model}" is needed there'
            raise Mistake(text, file=str(fit.folder), key="model", value=fit.model)
    if full.known != null.known:
        text = f"{full.folder} and {null.folder} were not fitted to the same targets"
        raise Mistake(text, file=str(null.folder), key="targets")
    sides, rng = (_side(full), _side(null)), np.random.default_rng(SEED)
    counts = [rng.multinomial(side.size, np.full(side.size, 1 / side.size), RESAMPLED) for side in sides]
    scored = [_scored(target, sides, counts) for target in full.known.values()]
    table = pd.DataFrame([row for row, _ in scored])
    kept = table["reliable"].to_numpy(dtype=bool)
    low, high = _ends(np.array([apart for _, apart in scored])[kept].sum(axis=0))
    return AgainstNull(table, float(table.loc[kept, "difference"].sum()), low, high, int(kept.sum()))


class _Side(NamedTuple):
    """One model: what it foretells of every target, which of them its mean meets, and how many particles it has."""

    foretold: Mapping[str, Foretold]
    inside: Mapping[str, bool]
    size: int


def _side(fit: Fit) -> _Side:
    """What a fit says of every target: of the fitted ones as if each had been left out."""
    fitted, size = fit.targets.fitted, len(fit.weights)
    observed, ids = np.array([target.value for target in fitted]), [target.id for target in fitted]
    worlds, met = fit.worlds, fit.table("predictive")
    each = len(worlds) // size
    if each < 2:
        text = f"{fit.folder} has one world a particle; two or more are needed to leave a fact out of the fit"
        raise Mistake(text, file=str(fit.folder), key="--replicates", value=each)
    counted = worlds[ids].to_numpy(dtype=float).reshape(size, each, len(ids))
    without = left_out(counted, observed, fit.noise, fit.weights)
    own = {name: without[:, :, place].ravel() for place, name in enumerate(ids)}
    even, particle = np.repeat(fit.weights / each, each), np.repeat(np.arange(size), each)
    foretold = {name: Foretold(worlds[name].to_numpy(dtype=float), particle, own.get(name, even)) for name in fit.known}
    return _Side(foretold, dict(zip(met["target"], met["inside"], strict=True)), size)


def _scored(target: Target, sides: tuple[_Side, _Side], counts: Sequence[Whole]) -> tuple[dict[str, object], Floats]:
    """One target's row, and the difference of the two scores with particles taken anew."""
    pair = [side.foretold[target.id] for side in sides]
    values = np.concatenate([[target.value], *(one.values for one in pair)])
    span = float(np.nanmax(values) - np.nanmin(values)) or 1.0
    full, null = (float(log_score(one, target, span)[0]) for one in pair)
    again = [log_score(one, target, span, taken) for one, taken in zip(pair, counts, strict=True)]
    low, high = _ends(again[0] - again[1])
    many = [effective(_by_particle(one.particle, one.weights)) for one in pair]
    inside = [bool(side.inside[target.id]) for side in sides]
    reliable = min(many) >= FEWEST
    favours: Favours = "full" if low > 0 else "null" if high < 0 else "neither"
    row: dict[str, object] = {
        "target": target.id,
        "fact": target.fact,
        "use": target.use,
        "how": "left out" if target.use == "calibrate" else "held out",
        "full": full,
        "null": null,
        "difference": full - null,
        "low": low,
        "high": high,
        "effective_full": many[0],
        "effective_null": many[1],
        "reliable": reliable,
        "full_inside": inside[0],
        "null_inside": inside[1],
        "favours": favours,
        "needs_no_leader": reliable and inside[1] and favours != "full",
    }
    return row, again[0] - again[1]


def _ends(samples: Floats) -> tuple[float, float]:
    low, high = np.quantile(samples, [(1 - LEVEL) / 2, (1 + LEVEL) / 2])
    return float(low), float(high)


def left_out(worlds: Floats, observed: Floats, noise: Floats, weights: Floats) -> Floats:
    """The weights of worlds as if each target in turn had not been fitted [particles, worlds, targets].

    A weight is divided by the chance of this target's value given the particle and the other targets; the largest
    ratios are cut at the mean ratio times the root of the effective number of particles. Source: Ionides2008.

    `worlds` [particles, worlds, targets] had no part in the fit, which judged each particle by the mean of as many
    others with the covariance `noise`. So a particle is known by the mean of its worlds but the one that is weighed,
    and the luck of both means is added to the noise: that makes the weights right on average.
    """
    size = worlds.shape[1]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # a particle may have nothing to count
        mean = np.nanmean(worlds, axis=1, keepdims=True)
    mean = np.where(np.isfinite(mean), mean, observed)
    filled = np.where(np.isfinite(worlds), worlds, mean)
    apart = filled - mean
    luck = np.einsum("p,pwi,pwj->ij", weights, apart, apart) / (size - 1)
    precision = np.linalg.inv(noise + luck / size + luck / (size - 1))
    pull = (observed - (size * mean - filled) / (size - 1)) @ precision
    logarithm = 0.5 * pull**2 / np.diag(precision)
    ratios = np.exp(logarithm - logarithm.max(axis=(0, 1)))
    share = weights[:, None, None] / size
    cut = np.minimum(ratios, (share * ratios).sum(axis=(0, 1)) * np.sqrt(effective(weights)))
    return np.asarray(share * cut / (share * cut).sum(axis=(0, 1)))


def effective(weights: Floats) -> float:
    """How many particles of equal weight say as much.

    >>> effective(np.array([0.25, 0.25, 0.25, 0.25])), effective(np.array([1.0, 0.0]))
    (4.0, 1.0)
    """
    return float(weights.sum() ** 2 / (weights**2).sum())


def log_score(foretold: Foretold, target: Target, span: float, counts: Whole | None = None) -> Floats:
    """The logarithm of the chance of what was observed: of its step on the scale, of its density where it has no steps.

    Worlds are smoothed by a Gaussian as wide as their own spread asks for, folded back at the ends of the scale. Where
    only the interval is known, it is the chance of lying within. One further world may be anywhere within `span`, so
    that what no world shows has a chance too. `counts` [samples, particles] says how often each particle is taken;
    without it there is one sample, with all of them once.
    """
    known = np.isfinite(foretold.values)
    values, particle, weights = foretold.values[known], foretold.particle[known], foretold.weights[known]
    size = int(foretold.particle.max()) + 1
    whole = _by_particle(particle, weights, size)
    many = effective(whole)
    if only_within(target):
        chance, anywhere = ((values >= target.low) & (values <= target.high)).astype(float), 0.5
    else:
        scale = scale_of(target)
        spread = float(np.sqrt(np.average((values - np.average(values, weights=weights)) ** 2, weights=weights)))
        width = max(0.9 * spread * many**-0.2, 1e-3 * span)
        chance = _chance(values, target.value, width, scale)
        anywhere = scale.grain / (span + scale.grain) if scale.grain else 1.0 / span
    taken = np.ones((1, size)) if counts is None else counts
    smoothed = taken @ _by_particle(particle, weights * chance, size) / (taken @ whole)
    return np.asarray(np.log((many * smoothed + anywhere) / (many + 1.0)))


def _by_particle(particle: Whole, each: Floats, size: int = 0) -> Floats:
    """The sum over each particle's worlds."""
    return np.asarray(np.bincount(particle, each, minlength=size), dtype=np.float64)


def only_within(target: Target) -> bool:
    """Whether no more is known than an interval: a direction, an order, or a bound that stands for the value."""
    if target.unit == "order":
        return True
    ends = {target.low, target.high} - set(scale_of(target)[1:])
    return target.value in ends


def scale_of(target: Target) -> Scale:
    """The steps in which a target is counted: ones, shares of so many cases, or none; and its ends."""
    low, high = BOUNDS.get(target.unit, (-np.inf, np.inf))
    if target.unit in COUNTED and target.value == int(target.value):
        return Scale(1.0, low, high)
    return Scale(1.0 / target.n if target.unit == "share" and target.n else 0.0, low, high)


def _chance(values: Floats, observed: float, width: float, scale: Scale) -> Floats:
    """The chance of the observed value's step, or its density, in worlds smoothed and folded back at both ends."""
    half = scale.grain / 2
    images = [values]
    images += [2 * (end + side) - values for end, side in ((scale.low, -half), (scale.high, half)) if np.isfinite(end)]
    total = np.zeros(len(values))
    for image in images:
        away = np.abs(observed - image) / width
        if half:
            # Both ends in the lower tail, where small chances keep their digits.
            near, far = log_ndtr(half / width - away), log_ndtr(-half / width - away)
            total += np.exp(near) - np.exp(far)
        else:
            total += np.exp(-(away**2) / 2) / (width * np.sqrt(2 * np.pi))
    return total


def told(against: AgainstNull) -> list[str]:
    """What needs no leader effect, in plain sentences made from the numbers, whichever way they fall."""
    table = against.table[against.table["reliable"]]
    left = against.table[~against.table["reliable"]]
    if table.empty:
        return [_unreliable(left)]
    without, count = table[table["needs_no_leader"]], against.counted
    means = "In the null neither leaders nor support do anything, and it is fitted on its own."
    as_well = "the null meets them and foretells them no worse than the full model does"
    if len(without) == count:
        said = [f"None of {count} targets needs a leader effect: {as_well}. {means}"]
    elif len(without):
        verb = "needs" if len(without) == 1 else "need"
        said = [f"{len(without)} of {count} targets {verb} no leader effect: {as_well}. {means}"]
        said.append(f"Without leader effects: {_named(without)}.")
    else:
        said = [f"The null meets none of {count} targets as well as the full model does. {means}"]
    said += [_better(table, "full"), _better(table, "null")]
    missed = table[~table["full_inside"] & ~table["null_inside"]]
    if len(missed):
        said.append(f"Neither model's mean lies within the record's interval for: {_named(missed)}.")
    said.append(_in_all(against))
    return [*said, _unreliable(left)] if len(left) else said


def _better(table: pd.DataFrame, model: Favours) -> str:
    """Which targets one model foretells better than the other, the plainest first."""
    name, other = ("full model", "null") if model == "full" else ("null", "full model")
    better = table[table["favours"] == model]
    better = better.iloc[np.argsort(-better["difference"].abs().to_numpy(), kind="stable")]
    if better.empty:
        return f"The {name} foretells no target better than the {other}."
    return f"The {name} foretells {len(better)} better than the {other}: {_named(better, sized=True)}."


def _in_all(against: AgainstNull) -> str:
    """What all targets say together."""
    size, ends = number(abs(against.total), (against.high - against.low) / 2), interval(against.low, against.high)
    score = f"Summed over {against.counted} targets, each foretold alone, the full model's log score"
    scale = "One more makes what was observed 2.7 times as likely; the interval is over particles alone."
    if against.low > 0:
        return f"{score} is {size} higher ({ends}): the record is foretold better with leader effects. {scale}"
    if against.high < 0:
        ends = interval(-against.high, -against.low)
        return f"{score} is {size} lower ({ends}): the record is foretold better without leader effects. {scale}"
    return f"{score} cannot be told from the null's (difference {ends}): the record does not decide. {scale}"


def _unreliable(rows: pd.DataFrame) -> str:
    return (
        f"Not reliable, and not counted: {_named(rows)}. Once such a target is left out of the fit, fewer than "
        f"{FEWEST} particles, counted as if all weighed the same, are left to foretell it."
    )


def _named(rows: pd.DataFrame, sized: bool = False) -> str:
    """Targets in words; of many, their ids alone."""
    if len(rows) > MOST_NAMED:
        return ", ".join(rows["target"])
    listed = []
    for row in rows.to_dict("records"):
        by = f", by {number(abs(row['difference']), (row['high'] - row['low']) / 2)}" if sized else ""
        listed.append(f"{row['fact'].partition(' (')[0]} ({row['target']}{by})")
    return "; ".join(listed)
