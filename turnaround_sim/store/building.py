"""A folder that is made as a whole: filled beside its place by one process at a time, and moved there when done."""

import os
import shutil
import time
from collections.abc import Callable
from pathlib import Path

from turnaround_sim.mistakes import writing
from turnaround_sim.store.lock import Lock
from turnaround_sim.store.results import PARTIAL

_WAIT = 0.5


def built(folder: Path, digest: str, fill: Callable[[Path], None]) -> Path:
    """The folder of a digest, filled now unless it is there; what a process left that was cut off is there for `fill`.

    Another process that fills it is awaited. Raises Mistake for what the disk refuses.
    """
    if not (folder / "done").is_file():
        with writing(folder, "--out"):
            _build(folder, digest, fill)
    return folder


def _build(folder: Path, digest: str, fill: Callable[[Path], None]) -> None:
    partial = folder.with_name(folder.name + PARTIAL)
    lock = Lock(partial / "lock")
    while not _taken(lock, partial):
        time.sleep(_WAIT)
        if (folder / "done").is_file():
            return
    try:
        if (folder / "done").is_file():  # it was finished while the lock was sought
            shutil.rmtree(partial, ignore_errors=True)
            return
        fill(partial)
        (partial / "done").write_text(f"{digest}\n", encoding="ascii")
        if folder.exists():
            shutil.rmtree(folder)
        os.replace(partial, folder)
        (folder / "lock").unlink(missing_ok=True)
    finally:
        lock.free()


def _taken(lock: Lock, partial: Path) -> bool:
    partial.mkdir(parents=True, exist_ok=True)
    try:
        return lock.take()
    except FileNotFoundError:  # the folder took its final name meanwhile
        return False
