"""Computes chunks as the engine does, slowly enough for a worker or the runner to be killed half-way.

Workers of a cluster import it by its name. Run as a script it asks a question of a cluster; arguments: root,
replicates, address of the scheduler.
"""

import sys
import time
from pathlib import Path

from turnaround_sim import experiment
from turnaround_sim.scenario import Scenario

WORLD = Scenario("small", title="A small world", months=24, trusts=10, systems=2, burn_in=6)
SECONDS = 0.15

simulated = experiment._simulated


def compute(scenario, chunk, question, burn_ins=None):
    """The chunk, after a while."""
    time.sleep(SECONDS)
    return simulated(scenario, chunk, question, burn_ins)


def fails_at_33(scenario, chunk, question, burn_ins=None):
    """The chunk, unless replicate 33 is in it."""
    if chunk.first <= 33 < chunk.first + chunk.replicates:
        raise ZeroDivisionError("nobody left")
    return simulated(scenario, chunk, question, burn_ins)


def kills_at_33(scenario, chunk, question, burn_ins=None):
    """The chunk, unless replicate 33 is in it, which takes the whole process with it."""
    if chunk.first <= 33 < chunk.first + chunk.replicates:
        import os
        import signal

        os.kill(os.getpid(), signal.SIGKILL)
    return simulated(scenario, chunk, question, burn_ins)


if __name__ == "__main__":
    import slow_chunks

    experiment._simulated = slow_chunks.compute  # type: ignore[assignment]
    root, replicates, address = Path(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
    experiment.run_scenario(WORLD, seed=1, replicates=replicates, out=root, scheduler=address)
