"""How a long piece of work is interrupted: told at once, obeyed when what is at work is on disk, or at once."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

from turnaround_sim.cli.words import console

INTERRUPTED = 130
WAITING = "stopping when the replicates at work are on disk; Ctrl-C again stops at once\n"
GIVING_UP = "stopping; what the workers have in hand is given up; Ctrl-C again stops at once\n"


@contextmanager
def stoppable(elsewhere: bool = False) -> Iterator[None]:
    """The first Ctrl-C says that it waits for what is at work and raises KeyboardInterrupt; the second ends it all.

    What is at work `elsewhere` is not waited for. Nothing is half-written by that: a chunk takes its name when it is
    whole.
    """
    if threading.current_thread() is not threading.main_thread():  # signals are heard in the main thread only
        yield
        return

    def at_once(number: int, frame: FrameType | None) -> None:
        console(error=True).show_cursor(True)
        os._exit(INTERRUPTED)

    def first(number: int, frame: FrameType | None) -> None:
        signal.signal(signal.SIGINT, at_once)
        sys.stderr.write(GIVING_UP if elsewhere else WAITING)
        raise KeyboardInterrupt

    before = signal.signal(signal.SIGINT, first)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
