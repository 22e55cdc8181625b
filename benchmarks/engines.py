"""How fast the engines are: England with all its tables, as a user runs it.

    python -m benchmarks.engines             some minutes, on a machine with nothing else to do
    python -m benchmarks.engines --quick     a minute, for a look

Speed counts everything from the question to the finished folder on disk. Memory is the most that a process of its own
ever held.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from benchmarks.measuring import Line, Timing, show, slope, timed
from benchmarks.phases import of_trusts
from turnaround_sim.ensemble import Ensemble
from turnaround_sim.experiment import run_scenario
from turnaround_sim.population import populate
from turnaround_sim.scenario import read_scenario
from turnaround_sim.simulate import simulate

HOUSE = Path(__file__).resolve().parents[1]

# What the processes of their own do; each prints one number.
START = """
import time
began = time.perf_counter()
from turnaround_sim.scenario import read_scenario
from turnaround_sim.simulate import simulate
simulate(read_scenario("england"), seed=1, first=0, replicates=1, keep="tables")
print(time.perf_counter() - began)
"""
MEMORY = """
import resource, sys, tempfile
from turnaround_sim.experiment import run_scenario
from turnaround_sim.scenario import read_scenario
with tempfile.TemporaryDirectory() as out:
    run_scenario(read_scenario("england"), seed=1, replicates=int(sys.argv[1]), workers=int(sys.argv[2]), out=out)
try:
    # What a process inherits of the one that started it counts in ru_maxrss, but not here.
    status = open("/proc/self/status", encoding="utf-8").read()
    print(int(status.partition("VmHWM:")[2].split()[0]) / 2**10)
except OSError:
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    print(most / 2**20 if sys.platform == "darwin" else most / 2**10)
"""


def in_a_process(code: str, *arguments: object, **environment: str) -> float:
    """The number that code prints in a fresh Python."""
    answer = subprocess.run(
        [sys.executable, "-c", code, *map(str, arguments)],
        cwd=HOUSE,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    if answer.returncode:
        raise RuntimeError(answer.stderr)
    return float(answer.stdout)


def start_up(repeats: int) -> list[Line]:
    """Seconds to the first answer of a fresh process: with nothing compiled, and with everything in the cache."""
    with tempfile.TemporaryDirectory() as folder:
        cold = Timing((in_a_process(START, TURNAROUND_CACHE=folder),))
        warm = Timing(tuple(in_a_process(START, TURNAROUND_CACHE=folder) for _ in range(repeats)))
    return [
        Line("first answer, cold", cold.shown(1, "s"), "one replicate of England in a fresh process, nothing compiled"),
        Line("first answer, warm", warm.shown(1, "s"), f"the same, all in the cache; repeats: {repeats}"),
    ]


def seconds_of_england(replicates: int, workers: int, repeats: int) -> Timing:
    """England from question to finished folder, by the clock on the wall."""
    england = read_scenario("england")

    def run() -> None:
        with tempfile.TemporaryDirectory() as out:
            run_scenario(england, seed=1, replicates=replicates, workers=workers, out=out)

    (taken,) = timed(run, repeats=repeats, clock=time.perf_counter)
    return taken


def speed(replicates: int, workers: int, repeats: int) -> tuple[list[Line], float]:
    """Replicates a second, on one thread and on all; and the median of the latter."""
    seconds_of_england(25, 1, 1)
    lines = []
    for threads in sorted({1, workers}):
        taken = seconds_of_england(replicates, threads, repeats)
        rate = Timing(tuple(replicates / each for each in taken.each))
        how = f"{replicates} replicates of England with all tables, question to folder, wall; repeats: {repeats}"
        lines.append(Line(f"replicates a second, threads: {threads}", rate.shown(1, ""), how))
    return lines, statistics.median(rate.each)


def against_reference(replicates: int, repeats: int, workers: int, rate: float) -> list[Line]:
    """The ensemble beside the reference: the same replicates, the same tables, in turn; and at its usual rate."""
    england = read_scenario("england")
    asked = {"seed": 1, "first": 0}
    simulate(replace(england, months=1), engine="reference", replicates=1, **asked)
    simulate(england, replicates=1, **asked)
    slow, fast = timed(
        lambda: simulate(england, engine="reference", replicates=1, **asked),
        lambda: simulate(england, replicates=replicates, **asked),
        repeats=repeats,
    )
    one = Timing(tuple(each / replicates for each in fast.each))
    how = f"CPU time, tables in memory; repeats: {repeats}"
    return [
        Line("one replicate of the reference", slow.shown(1, "s", 2), how),
        Line("one replicate of the ensemble", one.shown(1e3, "ms"), f"{how}, each of {replicates} replicates"),
        Line("ensemble against reference", slow.over(one).shown(1, "times", 0), "one thread, in turn, pair by pair"),
        Line(
            f"the same, threads: {workers}",
            f"{rate * statistics.median(slow.each):.0f} times",
            "replicates a second, tables on disk, times the reference's seconds for one; both above",
        ),
    ]


def growth_with_trusts(sizes: Sequence[int], repeats: int) -> list[Line]:
    """What a replicate costs in worlds of so many trusts."""
    lines, costs = [], []
    for trusts in sizes:
        world = of_trusts(trusts)
        engine = Ensemble(populate(world), [world.parameters])
        engine.run(1, 0)
        (taken,) = timed(lambda engine=engine: engine.run(1, 1), repeats=repeats)
        costs.append(min(taken.each))
        how = f"CPU time, in memory, no tables; repeats: {repeats}"
        lines.append(Line(f"one replicate of {trusts} trusts", taken.shown(1e3, "ms"), how))
    power = Line("cost grows with trusts to the power", f"{slope(sizes, costs):.2f}", "least squares on the fastest")
    return [*lines, power]


def growth_with_replicates(sizes: Sequence[int], repeats: int) -> Line:
    """How cost grows with replicates."""
    england = read_scenario("england")
    works = [lambda n=n: simulate(england, seed=1, first=0, replicates=n) for n in sizes]
    costs = [min(taken.each) for taken in timed(*works, repeats=repeats)]
    how = f"CPU time of {', '.join(map(str, sizes))} replicates with tables, fastest of {repeats} repeats"
    return Line("cost grows with replicates to the power", f"{slope(sizes, costs):.2f}", how)


def memory(replicates: Sequence[int], workers: int) -> list[Line]:
    """The most that a process ever held."""
    in_a_process(START)  # so that no compiling is counted
    how = f"most ever held by a process of its own, threads: {workers}"
    return [
        Line(f"peak memory, {many} replicates", f"{in_a_process(MEMORY, many, workers):.0f} MiB", how)
        for many in replicates
    ]


def lines(*, quick: bool, workers: int, cold: bool = True) -> list[Line]:
    """All of the above."""
    found = start_up(2 if quick else 5) if cold else []
    rates, rate = speed(50 if quick else 500, workers, 1 if quick else 5)
    found += [*rates, *against_reference(20, 1 if quick else 3, workers, rate)]
    found += growth_with_trusts((110, 220, 440) if quick else (55, 110, 220, 440, 880), 3 if quick else 10)
    found.append(growth_with_replicates((5, 20) if quick else (10, 40, 160), 1 if quick else 3))
    if sys.platform != "win32":
        found += memory((50,) if quick else (200, 1000), workers)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast the engines are, as a Markdown table.")
    parser.add_argument("--quick", action="store_true", help="fewer replicates, fewer sizes, fewer repeats")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="threads (default: all cores)")
    parser.add_argument("--no-cold", action="store_true", help="leave out the cold compile")
    asked = parser.parse_args()
    print(show(lines(quick=asked.quick, workers=asked.workers, cold=not asked.no_cold)))


if __name__ == "__main__":
    main()
