"""How fast are the engines? England with all its tables, as a user runs it: a Markdown table on the screen.

    python -m benchmarks.engines             some minutes, on a machine with nothing else to do
    python -m benchmarks.engines --quick     a minute, for a look

Speed counts everything from the question to the finished folder on disk. The reference is timed in the same run, one
replicate after another, without writing. Memory is the most that a process of its own ever held.
"""

import argparse
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

HOUSE = Path(__file__).resolve().parents[1]
TRUSTS_A_SYSTEM = 5

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


def seconds(work: Callable[[], object], repeats: int) -> float:
    """The fastest of some runs, since other work on the machine only ever slows one down."""
    best = math.inf
    for _ in range(repeats):
        began = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - began)
    return best


def slope(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """By what power cost grows with size: the least-squares line through the logarithms."""
    x, y = [math.log(size) for size in sizes], [math.log(cost) for cost in costs]
    mean_x, mean_y = sum(x) / len(x), sum(y) / len(y)
    rise = sum((a - mean_x) * (b - mean_y) for a, b in zip(x, y, strict=True))
    return rise / sum((a - mean_x) ** 2 for a in x)


def start_up() -> tuple[float, float]:
    """Seconds to the first answer of a fresh process: with nothing compiled, and with everything in the cache."""
    with tempfile.TemporaryDirectory() as folder:
        cold = in_a_process(START, TURNAROUND_CACHE=folder)
        return cold, min(in_a_process(START, TURNAROUND_CACHE=folder) for _ in range(2))


def replicates_a_second(replicates: int, workers: int, repeats: int) -> float:
    """England from question to finished folder."""
    from turnaround_sim.experiment import run_scenario
    from turnaround_sim.scenario import read_scenario

    england = read_scenario("england")

    def run() -> None:
        with tempfile.TemporaryDirectory() as out:
            run_scenario(england, seed=1, replicates=replicates, workers=workers, out=out)

    return replicates / seconds(run, repeats)


def reference_seconds(replicates: int) -> float:
    """Seconds for one replicate of England in the reference, tables included."""
    from turnaround_sim.scenario import read_scenario
    from turnaround_sim.simulate import simulate

    england = read_scenario("england")
    simulate(replace(england, months=1), seed=1, first=0, replicates=1, engine="reference")
    asked = {"seed": 1, "first": 0, "replicates": replicates}
    return seconds(lambda: simulate(england, engine="reference", **asked), 1) / replicates


def cost_of_trusts(sizes: Sequence[int], repeats: int) -> list[float]:
    """Seconds a replicate for worlds of so many trusts, England's policy, a system for every few trusts."""
    from turnaround_sim.ensemble import Ensemble
    from turnaround_sim.population import populate
    from turnaround_sim.scenario import read_scenario

    england, costs = read_scenario("england"), []
    for trusts in sizes:
        world = replace(england, trusts=trusts, systems=max(1, trusts // TRUSTS_A_SYSTEM))
        engine = Ensemble(populate(world), [world.parameters])
        engine.run(1, 0)
        costs.append(seconds(lambda engine=engine: engine.run(1, 1), repeats))
    return costs


def cost_of_replicates(sizes: Sequence[int], repeats: int) -> list[float]:
    """Seconds for so many replicates of England, tables included, on one thread."""
    from turnaround_sim.scenario import read_scenario
    from turnaround_sim.simulate import simulate

    england = read_scenario("england")
    return [seconds(lambda n=n: simulate(england, seed=1, first=0, replicates=n), repeats) for n in sizes]


def processor() -> str:
    """What the machine calls its processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def row(what: str, value: str) -> None:
    print(f"| {what:<58} | {value:>24} |", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description="How fast the engines are, as a Markdown table.")
    parser.add_argument("--quick", action="store_true", help="fewer replicates, fewer sizes, no repeats")
    parser.add_argument("--replicates", type=int, help="replicates of England that speed is taken from")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="threads (default: all cores)")
    parser.add_argument("--no-cold", action="store_true", help="leave out the cold compile")
    asked = parser.parse_args()
    quick = asked.quick
    replicates, repeats = asked.replicates or (50 if quick else 500), 1 if quick else 3
    sizes = (110, 220, 440) if quick else (55, 110, 220, 440, 880)
    batches = (5, 20) if quick else (10, 40, 160)
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numba", "numpy", "mesa", "pyarrow"))
    print(f"{datetime.now(UTC):%Y-%m-%d}, {processor()}, {os.cpu_count()} cores, {platform.system()}")
    print(f"Python {platform.python_version()}, {versions}\n")
    row("what", "measured")
    print(f"|{'-' * 60}|{'-' * 25}:|")
    if not asked.no_cold:
        cold, warm = start_up()
        row("first answer of a fresh process, nothing compiled", f"{cold:.1f} s")
        row("first answer of a fresh process, from the cache", f"{warm:.1f} s")
    replicates_a_second(25, 1, 1)
    alone = replicates_a_second(replicates, 1, repeats)
    row(f"England, {replicates} replicates with tables, 1 thread", f"{alone:.1f} replicates/s")
    together = alone
    if asked.workers > 1:
        together = replicates_a_second(replicates, asked.workers, repeats)
        row(f"England, {replicates} replicates with tables, {asked.workers} threads", f"{together:.1f} replicates/s")
    one = reference_seconds(1 if quick else 3)
    row("England, one replicate of the reference", f"{one:.2f} s")
    row("ensemble against reference, 1 thread", f"{alone * one:.0f} times")
    row(f"ensemble against reference, {asked.workers} threads", f"{together * one:.0f} times")
    costs = cost_of_trusts(sizes, 2 * repeats)
    for trusts, cost in zip(sizes, costs, strict=True):
        row(f"one replicate of {trusts} trusts, in memory", f"{1e3 * cost:.1f} ms")
    row("cost grows with trusts to the power of", f"{slope(sizes, costs):.2f}")
    row("cost grows with replicates to the power of", f"{slope(batches, cost_of_replicates(batches, repeats)):.2f}")
    if sys.platform != "win32":
        in_a_process(START)  # so that no compiling is counted
        for many in (50,) if quick else (200, 1000):
            row(f"peak memory, {many} replicates", f"{in_a_process(MEMORY, many, asked.workers):.0f} MiB")


if __name__ == "__main__":
    main()
