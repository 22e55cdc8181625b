"""Where does a month go? Nanoseconds a trust-month, phase by phase, read from the processor's counter.

    python -m benchmarks.phases

The same months are walked several times. Each phase of each month counts with its fastest time, since the work is the
same to the last bit and other work on the machine only ever slows it down. The counter runs at a steady rate, which
the clock on the wall tells.
"""

import argparse
import time
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from benchmarks.measuring import Line, show
from turnaround_sim.ensemble import Ensemble
from turnaround_sim.ensemble.run import CACHED
from turnaround_sim.measures import note_year, observe
from turnaround_sim.month import phases
from turnaround_sim.population import populate
from turnaround_sim.scenario import Scenario, read_scenario

# isort: split
from llvmlite import ir
from numba import njit, types
from numba.extending import intrinsic

TRUSTS_A_SYSTEM = 5
PHASES = (
    "opening", "environment", "oversight", "workforce", "attention and choice", "improvement", "quality", "leadership",
    "inspection", "regime", "money", "observation",
)  # fmt: skip


def _read_counter(typing_context: Any) -> Any:
    """The processor's own counter."""

    def generate(context: Any, builder: Any, signature: Any, arguments: Any) -> Any:
        kind = ir.FunctionType(ir.IntType(64), [])
        return builder.call(builder.module.declare_intrinsic("llvm.readcyclecounter", fnty=kind), [])

    return types.int64(), generate


counter: Any = intrinsic(_read_counter)


@njit(forceinline=True)
def lap(spent, phase, t, began):
    now = counter()
    spent[phase, t] = now - began
    return counter()


@njit(nogil=True, cache=CACHED, error_model="numpy", _nrt=False)
def walk_by_phase(nhs, parameters, seed, replicate, first, last, spent):
    """`month.walk` between month 0 and the last, a reading of the counter after every phase."""
    p, key = parameters[0], (seed, replicate)
    for t in range(first, last):
        began = counter()
        phases.open_month(nhs, t)
        began = lap(spent, 0, t, began)
        phases.environment(nhs, p, key, t)
        began = lap(spent, 1, t, began)
        phases.oversight(nhs, p, t)
        began = lap(spent, 2, t, began)
        phases.workforce(nhs, p)
        began = lap(spent, 3, t, began)
        phases.attention(nhs, p, t)
        began = lap(spent, 4, t, began)
        phases.improvement(nhs, p, t)
        began = lap(spent, 5, t, began)
        phases.quality(nhs, p, key, t)
        began = lap(spent, 6, t, began)
        phases.leadership(nhs, p, key, t)
        began = lap(spent, 7, t, began)
        phases.inspection(nhs, p, key, t)
        began = lap(spent, 8, t, began)
        phases.regime(nhs, p, key, t)
        began = lap(spent, 9, t, began)
        phases.money(nhs, p, key, t)
        began = lap(spent, 10, t, began)
        observe(nhs, p, t)
        if t % 12 == 2 and t > 12:
            for trust in nhs.trusts:
                if trust.is_open:
                    note_year(nhs, trust, 2013 + (t - 3) // 12)
        began = lap(spent, 11, t, began)


@njit(cache=CACHED)
def now():
    return counter()


def of_trusts(trusts: int) -> Scenario:
    """England's policy for so many trusts, a system for every few."""
    england = read_scenario("england")
    if trusts == england.trusts:
        return england
    return replace(england, trusts=trusts, systems=max(1, trusts // TRUSTS_A_SYSTEM))


def nanoseconds_a_tick(seconds: float = 0.2) -> float:
    """How long the counter takes for one step."""
    now()
    began, first = time.perf_counter_ns(), now()
    time.sleep(seconds)
    return (time.perf_counter_ns() - began) / (now() - first)


def by_phase(scenario: Scenario, repeats: int) -> dict[str, float]:
    """Nanoseconds a trust-month of each phase.

    Raises AssertionError if a walk by phase does not give what a walk gives: the schedule here is then out of date.
    """
    engine = Ensemble(populate(scenario), [scenario.parameters])
    months, wanted = scenario.months, engine.run(1, 0).outcomes.tobytes()
    best = np.full((len(PHASES), months), np.iinfo(np.int64).max)
    for _ in range(repeats):
        spent = np.zeros_like(best)
        nhs = engine.fresh()
        engine.advance(nhs, 1, 0, -scenario.burn_in, 1)
        walk_by_phase(nhs, engine.parameters, 1, 0, 1, months - 1, spent)
        engine.advance(nhs, 1, 0, months - 1, months)
        if nhs.outcomes.tobytes() != wanted:
            raise AssertionError("the phases timed are not those of turnaround_sim.month")
        np.minimum(best, spent, out=best)
    scale = nanoseconds_a_tick() / ((months - 2) * scenario.trusts)
    return {name: scale * float(best[k, 1 : months - 1].sum()) for k, name in enumerate(PHASES)}


def lines(*, quick: bool, sizes: Sequence[int] = (220, 880)) -> list[Line]:
    """One line a phase, one column of numbers a size of the world."""
    repeats = 3 if quick else 10
    costs = [by_phase(of_trusts(trusts), repeats) for trusts in sizes]
    worlds = "; ".join(f"{trusts} trusts" for trusts in sizes)
    how = f"{worlds}: processor's counter, fastest of {repeats} repeats for each phase of each month"
    shown = [
        Line(f"a trust-month: {name}", "; ".join(f"{cost[name]:.1f} ns" for cost in costs), how) for name in PHASES
    ]
    whole = "; ".join(f"{sum(cost.values()):.0f} ns" for cost in costs)
    return [*shown, Line("a trust-month: all phases", whole, how)]


def main() -> None:
    parser = argparse.ArgumentParser(description="Where a month goes, as a Markdown table.")
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    print(show(lines(quick=parser.parse_args().quick)))


if __name__ == "__main__":
    main()
