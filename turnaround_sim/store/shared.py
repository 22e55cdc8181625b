"""The folder of chunks that all questions under one name share, and who may clear it."""

import shutil
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from turnaround_sim.store import chunks
from turnaround_sim.store.lock import Lock

FOLDER = "chunks"
"""Where chunks lie beside the answers of a name."""

_SPENT = "spent"
_WAIT = 0.05


class SharedChunks:
    """The chunks of one name, each at a place that its key gives it.

    Who works with them holds the folder, together with others. What an answer has used and need not stay is marked as
    spent; whoever leaves last takes it away, so that no chunk vanishes under another process.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._lock = Lock(folder / "lock", shared=True)

    def place(self, key: str) -> Path:
        """Where the chunk of a key lies."""
        return self.folder / key

    def hold(self) -> None:
        """Hold the folder, made if need be; waits while another clears it. Raises OSError where the disk refuses."""
        while True:
            self.folder.mkdir(exist_ok=True)
            with suppress(FileNotFoundError):  # it was cleared away meanwhile
                if self._lock.take():
                    return
            time.sleep(_WAIT)

    def spend(self, keys: Iterable[str]) -> None:
        """Say of chunks that they may go."""
        for key in keys:
            with suppress(OSError):
                (self.place(key) / _SPENT).touch()

    def leave(self) -> None:
        """Hold the folder no longer; who was the last clears it of what is spent or half-written."""
        if self._lock.held:
            self._lock.free()
            self._clear(everything=False)

    def size(self) -> tuple[int, int]:
        """How many chunks lie there, and their bytes."""
        there = [path for path in self.folder.glob("*") if path.is_dir()]
        return len(there), sum(file.stat().st_size for path in there for file in path.glob("*.arrow"))

    def clear(self) -> bool:
        """Remove all chunks unless somebody works with them; whether they are gone."""
        return self._clear(everything=True)

    def _clear(self, *, everything: bool) -> bool:
        alone = Lock(self._lock.path)
        try:
            if not alone.take():
                return False
        except FileNotFoundError:
            return True
        try:
            for path in self.folder.iterdir():
                if path.suffix == chunks.WRITING:
                    shutil.rmtree(path, ignore_errors=True)
                elif path.is_dir() and (everything or (path / _SPENT).exists()):
                    chunks.remove(path)
            if not any(path.is_dir() for path in self.folder.iterdir()):
                self._fold(alone)
        finally:
            alone.free()
        return True

    def _fold(self, alone: Lock) -> None:
        """Remove the empty folder. Who waits for its lock sees that the file is gone."""
        with suppress(OSError):
            alone.path.unlink()
            self.folder.rmdir()


def shared_chunks(out: Path) -> list[SharedChunks]:
    """The folders of chunks under a results root, one a name."""
    return [SharedChunks(folder) for folder in sorted(out.glob(f"*/{FOLDER}"))]
