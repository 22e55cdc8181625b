"""Whether the sign of an effect holds over what is unknown about the numbers put in."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from turnaround_sim import dictionary
from turnaround_sim.experiment import draws_of, interval
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.store import Results

Support = Literal["supported", "unsupported"]


@dataclass(frozen=True)
class Verdict:
    """What is left of one arm's effect on one outcome when parameters are drawn from their ranges.

    `mean` is the paired difference against the baseline, `low` to `high` its 95% interval over draws (Student's t over
    the draws' means). `share_of_draws` counts the draws whose mean lies on the side of `mean`; chance within a draw
    blurs it. `between_sd` is how far the effect itself differs from draw to draw, chance taken out, and `chance_sd` how
    far luck alone moves one pair. The effect is `supported` where the interval excludes zero.
    """

    arm: str
    outcome: str
    mean: float
    low: float
    high: float
    draws: int
    worlds_per_draw: int
    share_of_draws: float
    between_sd: float
    chance_sd: float
    supported: Support


def verdicts(results: Results, baseline: str, outcome: str) -> list[Verdict]:
    """The verdict on every arm but the baseline, in the order of the arms, from a run with drawn parameters.

    Raises Mistake for a run without drawn parameters, an unknown arm or an unknown outcome.
    """
    arms = list(results.manifest["scenarios"])
    return between(results, [(baseline, arm) for arm in arms if arm != baseline], outcome, baseline)


def between(
    results: Results, pairs: Sequence[tuple[str, str]], outcome: str, baseline: str | None = None
) -> list[Verdict]:
    """The verdict on the second arm of each pair against the first. Raises Mistake as `verdicts` does."""
    frame = results.table("outcomes")
    arms, names = list(results.manifest["scenarios"]), tuple(column.name for column in dictionary.OUTCOMES)
    asked = [(arm, arms, "arm") for pair in pairs for arm in pair] + [(outcome, names, "outcome")]
    for name, known, key in ([(baseline, arms, "baseline")] if baseline is not None else []) + asked:
        if name not in known:
            message = f'{results.folder}: no {key} "{name}"; it has {", ".join(known)}{nearest(name, known)}'
            raise Mistake(message, file=str(results.folder), key=key, value=name)
    values = {arm: mine.set_index("replicate")[outcome] for arm, mine in frame.groupby("arm", observed=True)}
    replicates = next(iter(values.values())).index
    draws = draws_of(results.manifest, replicates.tolist())
    if draws is None:
        message = f"{results.folder} ran at stated values; a run with --uncertainty prior tells what holds over draws"
        raise Mistake(message, file=str(results.folder), key="--uncertainty")
    return [
        verdict(b, outcome, (values[b].reindex(replicates) - values[a].reindex(replicates)).tolist(), draws)
        for a, b in pairs
    ]


def verdict(arm: str, outcome: str, differences: Sequence[float], draws: Sequence[int]) -> Verdict:
    """The verdict on paired differences and the draws that they lived under; a pair without a value is left out.

    >>> v = verdict("b", "shortfall", [1.0, 3.0, 2.0, 4.0, 3.0, 5.0], [0, 0, 1, 1, 2, 2])
    >>> v.mean, round(v.low, 2), round(v.high, 2), v.share_of_draws, v.between_sd, round(v.chance_sd, 3), v.supported
    (3.0, 0.52, 5.48, 1.0, 0.0, 1.414, 'supported')
    """
    of: dict[int, list[float]] = {}
    for difference, draw in zip(differences, draws, strict=True):
        if difference == difference:
            of.setdefault(draw, []).append(difference)
    means = [math.fsum(each) / len(each) for each in of.values()]
    mean, low, high = interval(means)
    within = [(value - m) ** 2 for each, m in zip(of.values(), means, strict=True) for value in each]
    freedom = len(within) - len(means)
    chance = math.fsum(within) / freedom if freedom > 0 else math.nan
    spread = math.fsum((m - mean) ** 2 for m in means) / (len(means) - 1) if len(means) > 1 else math.nan
    # What chance leaves in the mean of a draw, where draws may have lost a pair.
    blur = chance * math.fsum(1.0 / len(each) for each in of.values()) / len(of) if of else math.nan
    excludes = low == low and not low <= 0.0 <= high
    return Verdict(
        arm=arm,
        outcome=outcome,
        mean=mean,
        low=low,
        high=high,
        draws=len(means),
        worlds_per_draw=max((len(each) for each in of.values()), default=0),
        share_of_draws=sum(m * mean > 0.0 for m in means) / len(means) if means else math.nan,
        between_sd=math.sqrt(max(0.0, spread - blur)) if spread - blur == spread - blur else math.nan,
        chance_sd=math.sqrt(chance) if chance == chance else math.nan,
        supported="supported" if excludes else "unsupported",
    )
