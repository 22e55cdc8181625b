"""Three phases of the ensemble beside the same three by other hands: idiomatic Mesa, and C as the limit.

    python -m benchmarks.beside

All three start from the same state of England and walk in turn, so that a slow minute of the machine slows all alike.
Before anything is timed the C is compared with ours, to the last bit.
"""

import argparse
import statistics
from typing import Any

from benchmarks.idiomatic_mesa import ThreePhases
from benchmarks.limit import BUILDS, Limit, compiler
from benchmarks.measuring import Line, Timing, show, timed
from benchmarks.three_phases import World
from turnaround_sim.scenario import read_scenario

FIRST = 36
"""Three years in: some trusts are in special measures, some leaders act up."""


def per(timing: Timing, trust_months: int) -> Timing:
    return Timing(tuple(each / trust_months for each in timing.each))


def same_bits(a: Any, b: Any) -> bool:
    """Whether all fields are the same; what lies between fields does not count."""
    return all(a[field].tobytes() == b[field].tobytes() for field in a.dtype.names)


def against_mesa(world: World, months: int, repeats: int) -> list[Line]:
    """Ours many months, Mesa some: per trust-month, in turn."""
    trusts, whole = len(world.nhs.trusts), world.scenario.months - world.first
    models = [ThreePhases(world, world.scenario.parameters, seed) for seed in range(repeats)]
    fresh = iter(models)
    mesa, ours = timed(
        lambda: next(fresh).walk(months), lambda: world.walk(whole), before=world.put_back, repeats=repeats
    )
    mesa, ours = per(mesa, months * trusts), per(ours, whole * trusts)
    how = f"CPU time a trust-month, England from month {world.first}; in turn; repeats: {repeats}"
    return [
        Line("phases 3, 6, 7: idiomatic Mesa", mesa.shown(1e9, "ns", 0), f"{how}; no ledger of causes"),
        Line("phases 3, 6, 7: ensemble", ours.shown(1e9, "ns"), how),
        Line("ensemble against idiomatic Mesa", mesa.over(ours).shown(1, "times", 0), "pair by pair"),
    ]


def against_c(world: World, repeats: int) -> list[Line]:
    """The same rows, the same draws, the same ledger of causes, by hand.

    Raises AssertionError if the C does not leave every row as ours does, to the last bit.
    """
    if compiler() is None:
        return [Line("hand-written C", "no compiler", "install one, or name it in CC")]
    trusts, whole = len(world.nhs.trusts), world.scenario.months - world.first
    builds = [Limit(options) for options in BUILDS]
    world.put_back()
    builds[0].walk(world, whole)
    by_hand = world.state()
    world.put_back()
    world.walk(whole)
    if not all(same_bits(rows, by_hand[name]) for name, rows in world.state().items()):
        raise AssertionError("the C does not do what the rules do")
    ours, *by_builds = timed(
        lambda: world.walk(whole),
        *(lambda build=build: build.walk(world, whole) for build in builds),
        before=world.put_back,
        repeats=repeats,
    )
    how = f"CPU time a trust-month, the same rows; in turn with the ensemble; repeats: {repeats}"
    fastest = min(by_builds, key=lambda timing: statistics.median(timing.each))
    return [
        *(
            Line("phases 3, 6, 7: C", per(timing, whole * trusts).shown(1e9, "ns"), f"{how}; {' '.join(options)}")
            for timing, options in zip(by_builds, BUILDS, strict=True)
        ),
        Line(
            "ensemble's time over C's", ours.over(by_builds[0]).shown(1, "", 2), "equal to the last bit; pair by pair"
        ),
        Line("ensemble's time over the fastest C's", ours.over(fastest).shown(1, "", 2), "pair by pair"),
    ]


def lines(*, quick: bool) -> list[Line]:
    """Mesa, then C."""
    world = World(read_scenario("england"), FIRST)
    world.walk(1)
    world.put_back()
    return against_mesa(world, 6 if quick else 24, 3 if quick else 7) + against_c(world, 5 if quick else 25)


def main() -> None:
    parser = argparse.ArgumentParser(description="Three phases beside Mesa and C, as a Markdown table.")
    parser.add_argument("--quick", action="store_true", help="fewer repeats")
    print(show(lines(quick=parser.parse_args().quick)))


if __name__ == "__main__":
    main()
