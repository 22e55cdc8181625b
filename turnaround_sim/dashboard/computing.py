"""The process that computes for the dashboard: warm before it is asked, and asked one comparison after another.

It reads a line of JSON for each comparison and writes lines of JSON about it: `done` and `total` while it works, at the
end the `folder`, or what was wrong. The folder is the one that `turnaround compare` would write, byte for byte.
"""

import json
import os
import signal
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from turnaround_sim import experiment
from turnaround_sim.dashboard.explore.asked import Asked
from turnaround_sim.mistakes import Mistake

Tell = Callable[..., None]


def main(root: Path) -> None:
    """Answer comparisons into the store under `root` until nobody asks any more."""
    # An interruption is for the server; it ends this process by going away.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tell = _channel()
    warm()
    tell(ready=True)
    for line in sys.stdin:
        answer(Asked(**json.loads(line)), root, tell)


def warm() -> None:
    """Do everything once that is slow the first time: compile the rules or load them, and load what writes tables."""
    asked = Asked("classroom", "classroom", {"levers.leadership.patience": "24"}, replicates=4)
    with tempfile.TemporaryDirectory() as beside:
        experiment.run_arms(asked.arms, asked.question, out=Path(beside))


def answer(asked: Asked, root: Path, tell: Tell) -> None:
    """Answer one comparison, telling how far it is and what came of it; no fault in it ends the process."""
    try:
        folder = experiment.run_arms(
            asked.arms,
            asked.question,
            out=root,
            progress=lambda done, total: tell(done=done, total=total),
            commands=asked.commands,
            about=asked.about,
        )
    except Mistake as wrong:
        tell(mistake=str(wrong))
    except BrokenPipeError:
        raise
    except Exception as error:
        traceback.print_exc()
        tell(failed=f"{type(error).__name__}: {error}")
    else:
        tell(folder=str(folder))


def _channel() -> Tell:
    """What writes to whoever asked; whatever else is printed goes where errors go."""
    to = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())

    def tell(**facts: object) -> None:
        to.write(json.dumps(facts) + "\n")
        to.flush()

    return tell


if __name__ == "__main__":
    with suppress(BrokenPipeError):  # whoever asked has gone, and nobody wants an answer
        main(Path(sys.argv[1]))
