"""Runs the made-up scenario in a process of its own, slowly enough to be killed or interrupted half-way.

Arguments: root, replicates, seconds a chunk, and the digest of the source, as the test took it before: so that a file
saved meanwhile does not make it another question.
"""

import signal
import sys
import time
from pathlib import Path

import made_up_engine

from turnaround_sim import experiment
from turnaround_sim.store import question


def main() -> None:
    root, replicates, seconds, source = Path(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]

    def slow(scenario, **asked):
        time.sleep(seconds)
        return made_up_engine.simulate(scenario, **asked)

    signal.signal(signal.SIGINT, signal.default_int_handler)  # whoever starts tests in the background has it ignored
    experiment.simulate = slow  # type: ignore[assignment]
    question.source_digest = lambda: source  # type: ignore[assignment]
    try:
        scenario = made_up_engine.MadeUpScenario()
        folder = experiment.run_scenario(scenario, seed=0, replicates=replicates, workers=2, out=root)
        sys.stdout.write(f"{folder}\n")
    except KeyboardInterrupt:
        sys.stdout.write("interrupted\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
