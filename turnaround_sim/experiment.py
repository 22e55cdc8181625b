"""Asking a question: replicates in chunks, on several workers, kept as they come, never computed twice."""

import logging
import math
import os
import platform
import shlex
import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from turnaround_sim import dictionary
from turnaround_sim.beliefs import WORLDS_PER_DRAW, Uncertainty, draw_of
from turnaround_sim.crew import Crew, Lost, crew_of
from turnaround_sim.mistakes import Mistake
from turnaround_sim.simulate import simulate
from turnaround_sim.store import Chunk, Engine, Keep, Question, Results, Work, answer, retell, source_digest

if TYPE_CHECKING:
    import pandas
    import pyarrow as pa

    from turnaround_sim.ensemble import BurnIns
    from turnaround_sim.scenario import Scenario

Progress = Callable[[int, int], None]
"""Called with the replicates that are done and those that were asked for, over all arms."""

Enough = Callable[["pa.Table"], bool]
"""Whether what was computed is enough to be published, going by the outcomes of all arms."""

MONTH_ZERO = "2013-07"
LEVEL = 0.95
"""The level of every interval in a summary."""

_HEARD = 0.5
"""Seconds after which an interruption is heard at the latest."""

logger = logging.getLogger("turnaround_sim")


@dataclass(frozen=True)
class Failure:
    """A replicate that could not be computed, why, and the command that computes it alone."""

    arm: str
    replicate: int
    error: str
    replay: str


class Incomplete(Exception):
    """Some replicates failed. All others are kept in `folder`, where `log.jsonl` names each failure."""

    def __init__(self, folder: Path, failures: tuple[Failure, ...]) -> None:
        first = failures[0]
        super().__init__(
            f"{len(failures)} of the replicates failed, the first of them {first.replicate} ({first.error}); "
            f"{folder / 'log.jsonl'} has them all, with the command that replays each, such as: {first.replay}"
        )
        self.folder, self.failures = folder, failures


def cores() -> int:
    """The processor cores this process may use."""
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


def usable_workers(workers: int | None) -> int:
    """The number of threads that was asked for, all cores if None. Raises Mistake if there is none to work."""
    if workers is not None and workers < 1:
        raise Mistake(f"--workers is {workers}: at least 1 is needed", key="--workers", value=workers)
    return cores() if workers is None else workers


def question_of(
    scenario: "Scenario",
    *,
    seed: int,
    replicates: int,
    keep: Keep = "tables",
    engine: Engine = "ensemble",
    first: int = 0,
    uncertainty: Uncertainty = "none",
    worlds_per_draw: int = WORLDS_PER_DRAW,
) -> Question:
    """The question that a run of one scenario asks. Raises Mistake for a number that cannot be."""
    return question_about(
        scenario.name,
        {scenario.name: scenario},
        seed=seed,
        replicates=replicates,
        keep=keep,
        engine=engine,
        first=first,
        uncertainty=uncertainty,
        worlds_per_draw=worlds_per_draw,
    )


def question_about(
    name: str,
    arms: Mapping[str, "Scenario"],
    *,
    seed: int,
    replicates: int,
    keep: Keep = "tables",
    engine: Engine = "ensemble",
    first: int = 0,
    uncertainty: Uncertainty = "none",
    worlds_per_draw: int = WORLDS_PER_DRAW,
) -> Question:
    """The question that several arms ask under one name. Raises Mistake for a number that cannot be."""
    for key, value, least, most in (
        ("--worlds-per-draw", worlds_per_draw, 1, 2**31 - 1),
        ("--seed", seed, 0, 2**63 - 1),
        ("--replicates", replicates, 1, 2**31 - 1),
        ("--first", first, 0, 2**31 - 1),
    ):
        if isinstance(value, bool) or not isinstance(value, int) or not least <= value <= most:
            message = f"{key} is {value}: a whole number from {least} to {most} is needed"
            raise Mistake(message, key=key, value=value)
    resolved = {arm: scenario.resolved() for arm, scenario in arms.items()}
    return Question(name, resolved, seed, replicates, keep, engine, first, uncertainty, worlds_per_draw)


def run_scenario(
    scenario: "Scenario",
    *,
    seed: int,
    replicates: int,
    workers: int | None = None,
    keep: Keep = "tables",
    out: Path | str = "results",
    progress: Progress | None = None,
    engine: Engine = "ensemble",
    first: int = 0,
    command: str = "",
    uncertainty: Uncertainty = "none",
    worlds_per_draw: int = WORLDS_PER_DRAW,
    scheduler: str | None = None,
) -> Path:
    """Run a scenario and give the folder of its answer; an answer that is on disk is not computed again.

    `workers` threads (all cores if None) take chunks of 25 replicates; neither their number nor an interruption changes
    a byte of the tables. `first` is the number of the first replicate, `command` what the user typed to ask for the
    scenario, for the log. With `scheduler`, the address of a dask scheduler, its workers compute the chunks instead.

    Raises Mistake for what the user can mend (a full disk among it), Incomplete where replicates failed;
    KeyboardInterrupt passes when the chunks at work are on disk.
    """
    question = question_of(
        scenario,
        seed=seed,
        replicates=replicates,
        keep=keep,
        engine=engine,
        first=first,
        uncertainty=uncertainty,
        worlds_per_draw=worlds_per_draw,
    )
    commands = {scenario.name: command} if command else {}
    arms = {scenario.name: scenario}
    return run_arms(arms, question, workers=workers, out=out, progress=progress, commands=commands, scheduler=scheduler)


def run_arms(
    arms: Mapping[str, "Scenario"],
    question: Question,
    *,
    workers: int | None = None,
    out: Path | str = "results",
    progress: Progress | None = None,
    commands: Mapping[str, str] = MappingProxyType({}),
    about: Mapping[str, object] = MappingProxyType({}),
    scheduler: str | None = None,
) -> Path:
    """Answer a question about scenarios, one an arm, under common random numbers; see `run_scenario`.

    `commands` has for each arm the words that run its scenario alone; `about` is what the manifest is to say besides,
    such as the words that ask the whole question.
    """
    return cast(Path, _run(arms, question, None, workers, out, progress, commands, about, scheduler))


def run_if_enough(
    arms: Mapping[str, "Scenario"],
    question: Question,
    enough: Enough,
    *,
    workers: int | None = None,
    out: Path | str = "results",
    progress: Progress | None = None,
    commands: Mapping[str, str] = MappingProxyType({}),
    about: Mapping[str, object] = MappingProxyType({}),
    scheduler: str | None = None,
) -> Path | None:
    """Answer a question as `run_arms` does if its outcomes are enough; else None, and what was computed is kept."""
    return _run(arms, question, enough, workers, out, progress, commands, about, scheduler)


def _run(
    arms: Mapping[str, "Scenario"],
    question: Question,
    enough: Enough | None,
    workers: int | None,
    out: Path | str,
    progress: Progress | None,
    commands: Mapping[str, str],
    about: Mapping[str, object],
    scheduler: str | None,
) -> Path | None:
    if scheduler is not None and workers is not None:
        text = "--workers counts threads here, and with --scheduler others compute: leave one out"
        raise Mistake(text, key="--workers", value=workers)
    threads = usable_workers(workers)
    there = answer(question, Path(out))
    if there is not None:
        retell(there, about)
        return there if _is_enough(there, enough) else None
    began, started = time.perf_counter(), datetime.now(UTC)
    with (
        closing(crew_of(scheduler, threads, arms, question, _simulated)) as crew,
        Work(question, Path(out), merging=enough is None) as work,
    ):
        if work.answered:
            return work.folder if _is_enough(work.folder, enough) else None
        work.note("started", workers=crew.workers(), chunks=len(work.missing), chunks_reused=len(work.reused))
        failures = _compute(work, crew, arms, progress or (lambda done, total: None), commands)
        if failures:
            raise Incomplete(work.partial, failures)
        if enough is not None and not enough(work.outcomes()):
            work.set_aside()
            return None
        work.complete()
        seconds = time.perf_counter() - began
        computed = work.computed
        work.note("computed", replicates=computed, seconds=round(seconds, 3))
        return work.publish(
            {
                **about,
                "notice": dictionary.NOTICE,
                "out_of_scope": dictionary.OUT_OF_SCOPE,
                "name": question.name,
                "question": question.digest,
                "titles": {arm: scenario.title for arm, scenario in arms.items()},
                "scenarios": dict(question.arms),
                "month_zero": MONTH_ZERO,
                "seed": question.seed,
                "first": question.first,
                "replicates": question.replicates,
                "keep": question.keep,
                "engine": question.engine,
                **question.draws,
                "calibrated": is_fitted(question.draws),
                "source": source_digest(),
                "versions": _versions(),
                "platform": {"system": platform.platform(), "machine": platform.machine(), "cores": cores()},
                "started": started.isoformat(timespec="seconds"),
                "workers": crew.workers(),
                "seconds": round(seconds, 3),
                "replicates_per_second": round(computed / seconds, 3),
                "chunks": work.asked,
                "chunks_reused": len(work.reused),
            }
        )


def _is_enough(folder: Path, enough: Enough | None) -> bool:
    return enough is None or enough(Results.open(folder).arrow("outcomes"))


def _compute(
    work: Work, crew: Crew, arms: Mapping[str, "Scenario"], progress: Progress, commands: Mapping[str, str]
) -> tuple[Failure, ...]:
    """Compute the chunks that are missing; give the failures. Stops within one chunk of an interruption."""
    question, missing = work.question, work.missing
    total = question.replicates * len(arms)
    done = total - sum(chunk.replicates for chunk in missing)
    progress(done, total)
    failures: list[Failure] = []
    stopping = threading.Event()

    def one(chunk: Chunk) -> tuple[Chunk, list[Failure]]:
        if work.found(chunk):
            work.note("found", chunk=chunk.number, arm=chunk.arm, first=chunk.first, replicates=chunk.replicates)
            return chunk, []
        began = time.perf_counter()
        try:
            tables = crew.computed(chunk)
        except Mistake:
            raise
        except Exception as error:
            words = commands.get(chunk.arm) or f"turnaround run {shlex.quote(arms[chunk.arm].name)}"
            failed = list(_found(crew, chunk, question, error, words, stopping))
            for failure in failed:
                work.note("failed", chunk=chunk.number, **vars(failure))
            return chunk, failed
        work.keep(chunk, tables)
        work.note("kept", chunk=chunk.number, arm=chunk.arm, first=chunk.first, replicates=chunk.replicates,
                  seconds=round(time.perf_counter() - began, 3))  # fmt: skip
        return chunk, []

    with ThreadPoolExecutor(crew.hands, thread_name_prefix="replicates") as pool:
        at_work: set[Future[tuple[Chunk, list[Failure]]]] = set()
        try:
            while missing or at_work:
                room = max(0, crew.room() - len(at_work))
                at_work |= {pool.submit(one, chunk) for chunk in missing[:room]}
                del missing[:room]
                # With a time limit, an interruption is heard on every system.
                finished, at_work = wait(at_work, timeout=_HEARD, return_when=FIRST_COMPLETED)
                for future in finished:
                    chunk, failed = future.result()
                    failures += failed
                    done += 0 if failed else chunk.replicates
                    progress(done, total)
                if not at_work and missing and not finished:  # nobody to work yet
                    time.sleep(_HEARD)
        except BaseException:
            stopping.set()
            crew.stop()
            pool.shutdown(wait=True, cancel_futures=True)
            raise
    return tuple(sorted(failures, key=lambda failure: (failure.replicate, failure.arm)))


def _simulated(
    scenario: "Scenario", chunk: Chunk, question: Question, burn_ins: "BurnIns | None" = None
) -> "Mapping[str, Any]":
    return simulate(
        scenario,
        seed=question.seed,
        first=chunk.first,
        replicates=chunk.replicates,
        engine=question.engine,
        keep=question.keep,
        arm=chunk.arm,
        uncertainty=question.uncertainty,
        worlds_per_draw=question.worlds_per_draw,
        burn_ins=burn_ins,
    )


def _found(
    crew: Crew, chunk: Chunk, question: Question, error: Exception, words: str, stopping: threading.Event
) -> Iterator[Failure]:
    """Which replicates of a failed chunk fail on their own; if none does, the whole chunk stands for itself.

    A chunk that was lost is not tried again: it would take more workers with it.
    """
    replay = f"{words} --seed {question.seed} --engine {question.engine} --keep {question.keep} --no-figures"
    replay += f" --uncertainty {question.uncertainty}"
    if question.uncertainty != "none":
        replay += f" --worlds-per-draw {question.worlds_per_draw}"
    found = False
    for replicate in range(chunk.first, chunk.first + (0 if isinstance(error, Lost) else chunk.replicates)):
        if stopping.is_set():
            return
        try:
            crew.computed(chunk._replace(first=replicate, replicates=1))
        except Mistake:
            raise
        except Exception as own:
            found = True
            yield Failure(chunk.arm, replicate, _said(own), f"{replay} --first {replicate} --replicates 1")
    if not found:
        alone = f"{replay} --first {chunk.first} --replicates {chunk.replicates}"
        yield Failure(chunk.arm, chunk.first, _said(error), alone)


def _said(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"


def _versions() -> dict[str, str]:
    """Versions of Python and of what computes and writes the numbers, without importing it."""
    versions = {"python": platform.python_version()}
    for name in ("turnaround-sim", "numpy", "numba", "mesa", "pyarrow", "pydantic"):
        try:
            versions[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            versions[name] = "not installed"
    return versions


def summarise(results: Results) -> "pandas.DataFrame":
    """Every outcome of every arm: its mean over replicates with a 95% interval, and how many replicates it rests on.

    Columns: arm, outcome, label, unit, mean, low, high, replicates, left_out. The interval is Student's t over
    replicates, that of a share within 0 and 1, and says how far chance moves the mean; where parameters were drawn it
    is that of the draws' means, and holds what is unknown about the numbers put in too. A replicate without a value
    (NaN) is left out and counted; with fewer than two, low and high are NaN.
    """
    import pandas

    outcomes = results.table("outcomes")
    rows = []
    for arm in results.manifest["scenarios"]:
        mine = outcomes[outcomes["arm"] == arm]
        for column in dictionary.OUTCOMES:
            there = mine[column.name].notna()
            values = mine[column.name][there].tolist()
            mean, low, high = interval(by_draw(values, draws_of(results.manifest, mine["replicate"][there].tolist())))
            if column.unit.startswith("share") and low == low:
                low, high = max(0.0, low), min(1.0, high)
            rows.append(
                (arm, column.name, column.label, column.unit, mean, low, high, len(values), len(mine) - len(values))
            )
    names = ["arm", "outcome", "label", "unit", "mean", "low", "high", "replicates", "left_out"]
    return pandas.DataFrame(rows, columns=names)


def is_drawn(manifest: Mapping[str, Any]) -> bool:
    """Whether a run lived under draws of the parameters, by its manifest; one of an earlier version does not say."""
    return bool(manifest.get("uncertainty", "none") != "none")


def is_fitted(manifest: Mapping[str, Any]) -> bool:
    """Whether a run lived under draws of the posterior, parameters that were fitted to the record."""
    return bool(manifest.get("uncertainty") == "posterior")


def draws_of(manifest: Mapping[str, Any], replicates: Iterable[int]) -> list[int] | None:
    """The parameter draw that each replicate lived under, or None where all lived under the same."""
    if not is_drawn(manifest):
        return None
    return [draw_of(replicate, int(manifest["worlds_per_draw"])) for replicate in replicates]


def by_draw(values: Sequence[float], draws: Sequence[int] | None) -> list[float]:
    """The mean of each draw, in order; the values themselves where nothing was drawn.

    Worlds of one draw are alike, so it is the draws that are independent.

    >>> by_draw([1.0, 3.0, 4.0], [0, 0, 1]), by_draw([1.0, 3.0], None)
    ([2.0, 4.0], [1.0, 3.0])
    """
    if draws is None:
        return list(values)
    of: dict[int, list[float]] = {}
    for value, draw in zip(values, draws, strict=True):
        of.setdefault(draw, []).append(value)
    return [math.fsum(each) / len(each) for each in of.values()]


def interval(values: list[float], level: float = LEVEL) -> tuple[float, float, float]:
    """Mean of independent values with its Student's t interval: mean, low, high; NaN where there are too few values.

    >>> [round(x, 3) for x in interval([1.0, 2.0, 3.0])]
    [2.0, -0.484, 4.484]
    """
    from scipy.special import stdtrit

    n = len(values)
    if n == 0:
        return math.nan, math.nan, math.nan
    mean = math.fsum(values) / n
    if n == 1:
        return mean, math.nan, math.nan
    spread = math.sqrt(math.fsum((value - mean) ** 2 for value in values) / (n - 1))
    half = float(stdtrit(n - 1, 0.5 + level / 2)) * spread / math.sqrt(n)
    return mean, mean - half, mean + half
