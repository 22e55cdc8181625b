"""Runs a made-up study in discovery in a process of its own, slowly enough to be killed half-way.

Arguments: the study's file, the root of results, workers, seconds a world, and the digest of the source as the test
took it before.
"""

import sys
import time
from pathlib import Path

import made_up_points

from turnaround_sim.analysis.discovery import study
from turnaround_sim.points import running


def main() -> None:
    file, out, source = sys.argv[1], Path(sys.argv[2]), sys.argv[5]
    workers, seconds = int(sys.argv[3]), float(sys.argv[4])

    def slow(points, scenario, parameters, number):
        time.sleep(seconds)
        return made_up_points.world(points, scenario, parameters, number)

    running.Points._world = slow
    running.source_digest = study.source_digest = lambda: source
    asked = study.read(file)
    folder = study.discover(asked, out, workers=workers, tell=lambda done, of: None, about={"command": "slow"})
    sys.stdout.write(f"{folder}\n")


if __name__ == "__main__":
    main()
