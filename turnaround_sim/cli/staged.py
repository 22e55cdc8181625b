"""How long work of several stages shows its progress: bars with the time left on a terminal, else lines."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from turnaround_sim.cli.words import console, span

Told = Callable[[str, int, int], None]
"""Hears of progress: the stage in words, what is done, of how much."""

TOLD_EVERY = 20.0


@contextmanager
def stages(*, shown: bool) -> Iterator[Told]:
    """What hears of progress."""
    if not shown:
        yield lambda stage, done, of: None
    elif sys.stderr.isatty() and not console(error=True).is_dumb_terminal:
        from rich.progress import (
            BarColumn,
            MofNCompleteColumn,
            Progress,
            TextColumn,
            TimeElapsedColumn,
            TimeRemainingColumn,
        )

        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        with Progress(*columns, TimeRemainingColumn(), console=console(error=True)) as bar:
            tasks: dict[str, int] = {}

            def tell(stage: str, done: int, of: int) -> None:
                if stage not in tasks:
                    tasks[stage] = bar.add_task(stage, total=of or None)
                bar.update(tasks[stage], completed=done, total=of or None)  # type: ignore[arg-type]

            yield tell
    else:
        yield _Lines()


class _Lines:
    """Progress in plain lines: when a stage begins, and some seconds apart."""

    def __init__(self) -> None:
        self._stage, self._told = "", 0.0
        self._began = time.monotonic()

    def __call__(self, stage: str, done: int, of: int) -> None:
        now = time.monotonic()
        if stage != self._stage or now - self._told >= TOLD_EVERY:
            reached = f": {done} of {of}" if of else (f": {done}" if done else "")
            sys.stderr.write(f"{span(now - self._began)}  {stage}{reached}\n")
            self._stage, self._told = stage, now
