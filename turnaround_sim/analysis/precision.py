"""How many replicates a question needs: as many as bring the intervals of its differences within what was asked."""

import math
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from turnaround_sim import dictionary
from turnaround_sim.analysis.comparison import Difference, differences_in
from turnaround_sim.experiment import LEVEL, Progress, run_if_enough
from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import CHUNK, Question

if TYPE_CHECKING:
    import pyarrow as pa

    from turnaround_sim.scenario import Scenario

FIRST = 50
"""Independent pairs of the first stage at least, worlds or draws: fewer do not tell how far pairs differ."""

GROWTH = 4
"""A stage is at most so many times as large as the one before: the more so, the less its guess rests on."""

MOST = 20_000
"""Replicates at which to stop whatever has been reached, unless the user says otherwise."""


@dataclass(frozen=True)
class Seen:
    """The widest interval of one outcome over all arms: half of its width, and half the width that was asked for.

    `pairs` of the replicates had a value in both arms. The half-width is NaN where there were fewer than two. Where
    parameters were drawn, it is draws that are independent, each lived under by so many `worlds`.
    """

    outcome: str
    label: str
    unit: str
    arm: str
    half_width: float
    within: float
    pairs: int
    replicates: int
    worlds: int = 1

    @property
    def met(self) -> bool:
        """Whether the interval lies within what was asked."""
        return self.half_width <= self.within

    @property
    def needed(self) -> float:
        """The replicates that it would take, going by how far these pairs differ; without end where none tells."""
        if math.isnan(self.half_width):
            return math.inf
        independent = math.ceil(self.pairs / self.worlds)
        return math.ceil(pairs_needed(self.half_width, independent, self.within) * self.replicates / independent)


@dataclass(frozen=True)
class Precise:
    """Where the answer lies, how many replicates it took, and what was reached with them.

    `rate` is how many replicates were computed a second, over all arms; NaN where too few were to tell.
    """

    folder: Path
    replicates: int
    arms: int
    seen: tuple[Seen, ...]
    rate: float

    @property
    def met(self) -> bool:
        """Whether every outcome is as precise as was asked."""
        return all(each.met for each in self.seen)

    @property
    def to_halve(self) -> int:
        """Replicates that would halve every half-width, those that there are among them."""
        return GROWTH * self.replicates

    @property
    def seconds_to_halve(self) -> float:
        """How long it would take to add them; NaN where it was not seen."""
        return (self.to_halve - self.replicates) * self.arms / self.rate


def precisely(
    arms: "Mapping[str, Scenario]",
    question: Question,
    baseline: str,
    targets: Mapping[str, float],
    *,
    most: int = MOST,
    workers: int | None = None,
    out: Path | str = "results",
    progress: Progress | None = None,
    commands: Mapping[str, str],
    about: Callable[[Question], Mapping[str, object]],
    scheduler: str | None = None,
) -> Precise:
    """Add replicates until every arm's paired interval of every target lies within it, or `most` are reached.

    `targets` has for each outcome the half-width of the 95% interval that is asked for, in the outcome's unit. The
    question's replicates are the first stage, `FIRST` or so many draws at least. The stages follow from the numbers
    alone, so the same call goes on after a stop, and what it ends with is the answer to an ordinary question of so many
    replicates. `about` gives what the manifest is to say of it.

    Raises Mistake where `most` is fewer than the first stage needs, and whatever a run raises.
    """
    worlds = question.worlds_per_draw if question.uncertainty != "none" else 1
    fewest = FIRST * worlds
    if most < fewest:
        raise Mistake(f"--most is {most}: at least {fewest} replicates are needed", key="--most", value=most)
    clock, others = _Clock(progress), [arm for arm in arms if arm != baseline]
    replicates = min(max(question.replicates, fewest), most)
    seen: tuple[Seen, ...] = ()
    while True:

        def enough(outcomes: "pa.Table", replicates: int = replicates) -> bool:
            nonlocal seen
            differences = differences_in(outcomes.to_pandas(), baseline, others, question.draws)
            seen = widest(differences, targets, replicates, worlds)
            return following(seen, replicates, most) is None

        stage = replace(question, replicates=replicates)
        folder = run_if_enough(
            arms,
            stage,
            enough,
            workers=workers,
            out=out,
            progress=clock,
            commands=commands,
            about=about(stage),
            scheduler=scheduler,
        )
        if folder is not None:
            return Precise(folder, replicates, len(arms), seen, clock.rate)
        replicates = following(seen, replicates, most) or most


def widest(
    differences: Mapping[str, Sequence[Difference]], targets: Mapping[str, float], replicates: int, worlds: int = 1
) -> tuple[Seen, ...]:
    """For each target the arm whose interval is widest; one that cannot be told is wider than any."""
    seen = []
    for column in dictionary.OUTCOMES:
        if column.name in targets:
            rows = [(arm, each) for arm, told in differences.items() for each in told if each.outcome == column.name]
            arm, each = max(rows, key=lambda row: _or_infinite(_half(row[1])))
            about = (column.name, column.label, column.unit, arm)
            seen.append(Seen(*about, _half(each), targets[column.name], each.replicates, replicates, worlds))
    return tuple(seen)


def following(seen: Sequence[Seen], replicates: int, most: int) -> int | None:
    """The replicates of the next stage, in whole chunks and draws; None if these are enough or there may be no more."""
    short = [each.needed for each in seen if not each.met]
    if not short or replicates >= most:
        return None
    wanted = min(max(short), GROWTH * replicates)
    whole = math.lcm(CHUNK, *(each.worlds for each in seen))
    return min(math.ceil(wanted / whole) * whole, most)


def pairs_needed(half_width: float, pairs: int, within: float) -> int:
    """How many pairs bring a 95% interval within what is asked, if they differ as these do.

    >>> pairs_needed(half_width=0.2, pairs=100, within=0.1)
    393
    """
    spread = half_width * math.sqrt(pairs) / _quantile(pairs)
    needed = max(2, math.ceil((_quantile(None) * spread / within) ** 2))
    while needed < (_quantile(needed) * spread / within) ** 2:
        needed += 1
    return needed


def _quantile(pairs: int | None) -> float:
    """Student's quantile for so many pairs, the normal one for any number."""
    from scipy.special import ndtri, stdtrit

    return float(ndtri(0.5 + LEVEL / 2) if pairs is None else stdtrit(pairs - 1, 0.5 + LEVEL / 2))


def _half(difference: Difference) -> float:
    return (difference.high - difference.low) / 2


def _or_infinite(value: float) -> float:
    return math.inf if math.isnan(value) else value


class _Clock:
    """Passes progress on, and sees how many replicates a second are computed.

    What lay on disk already took no time, and the first to be done also waited for the rules to be compiled.
    """

    def __init__(self, progress: Progress | None) -> None:
        self._progress = progress
        self._stage, self._from, self._at = 0, 0.0, 0
        self._computed, self._seconds, self._warm = 0, 0.0, False

    def __call__(self, done: int, total: int) -> None:
        if self._progress is not None:
            self._progress(done, total)
        now = time.perf_counter()
        if total != self._stage:
            self._stage = total
        elif self._warm:
            self._computed += done - self._at
            self._seconds += now - self._from
        else:
            self._warm = done > self._at
        self._from, self._at = now, done

    @property
    def rate(self) -> float:
        """Replicates a second over all arms; NaN where too few were computed."""
        return self._computed / self._seconds if self._computed and self._seconds else math.nan
