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
from turnaround_sim.store.shared import FOLDER, SharedChunks

Tell = Callable[..., None]

MOST_KEPT = 1_000_000_000
"""Bytes of chunks under one name: a baseline of England with 100 replicates takes some 60 million."""


def main(root: Path) -> None:
    """Answer comparisons into the store under `root` until nobody asks any more."""
    # An interruption is for the server; it ends this process by going away.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    tell = _channel()
    warm()
    tell(ready=True)
    baselines = Baselines(root)
    for line in sys.stdin:
        asked = Asked(**json.loads(line))
        baselines.keep(asked)
        answer(asked, root, tell)


def warm() -> None:
    """Do everything once that is slow the first time: compile the rules or load them, and load what writes tables."""
    asked = Asked("classroom", "classroom", {"levers.leadership.patience": "24"}, replicates=4)
    with tempfile.TemporaryDirectory() as beside:
        experiment.run_arms(asked.arms, asked.question, out=Path(beside))


class Baselines:
    """Keeps what was computed for one comparison at hand for the next: most share their baseline.

    The store clears chunks away once an answer has used them and nobody works with them. This process says that it
    still does, up to so many bytes; when it ends, however it ends, the next to leave clears them.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._held: dict[Path, SharedChunks] = {}

    def keep(self, asked: Asked) -> None:
        """Keep the chunks of comparisons under the same name. What the disk or the question refuses is told later."""
        with suppress(OSError, Mistake):
            home = asked.question.home(self._root)
            held = self._held.get(home)
            if held is None or held.size()[1] > MOST_KEPT:
                self.let_go(home)
                home.mkdir(parents=True, exist_ok=True)
                held = SharedChunks(home / FOLDER)
                held.hold()
                self._held[home] = held

    def let_go(self, home: Path) -> None:
        """Let the chunks under a name be cleared away."""
        held = self._held.pop(home, None)
        if held is not None:
            held.leave()


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
