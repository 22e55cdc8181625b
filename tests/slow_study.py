"""Runs a small study in a process of its own, slowly enough to be killed half-way.

Arguments: the study's file, the results root, seconds a world, and the digest of the source, as the test
took it before.
"""

import sys
import time
from pathlib import Path

from turnaround_sim.analysis.sensitivity import study
from turnaround_sim.analysis.sensitivity.settings import Said, read_sensitivity
from turnaround_sim.points import Points, running


def main() -> None:
    seconds, source = float(sys.argv[3]), sys.argv[4]
    right = Points._world

    def slow(self, scenario, parameters, world):
        time.sleep(seconds)
        return right(self, scenario, parameters, world)

    Points._world = slow  # type: ignore[method-assign]
    for module in (study, running):
        module.source_digest = lambda: source  # type: ignore[assignment]
    asked = study.Asked(*read_sensitivity(sys.argv[1], Said()))
    study.answered(asked, Path(sys.argv[2]), workers=2, tell=lambda stage, done, of: None, about={})


if __name__ == "__main__":
    main()
