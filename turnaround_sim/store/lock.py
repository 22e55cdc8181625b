"""One holder, or many that share: a lock that the system itself takes back when its holder dies."""

import os
import sys
from pathlib import Path
from typing import IO


class Lock:
    """A lock on a file that holds the process number of its holder.

    The lock is the system's own, on the open file: however its holder ends, it is free at once. The number is there
    for the message only. A `shared` lock may be held by many at once, but not beside one that is not; it has no number.
    """

    def __init__(self, path: Path, *, shared: bool = False) -> None:
        self.path, self.shared = path, shared
        self._file: IO[str] | None = None

    @property
    def held(self) -> bool:
        """Whether this very object holds the lock."""
        return self._file is not None

    def take(self) -> bool:
        """Take the lock unless another holds it. Raises FileNotFoundError where the folder has gone away."""
        file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644), "r+", encoding="ascii")
        try:
            if not _locked(file, self.shared) or not self._is_at_its_place(file):
                file.close()
                return False
            if not self.shared:
                file.truncate(0)
                file.write(str(os.getpid()))
                file.flush()
        except BaseException:
            file.close()
            raise
        self._file = file
        return True

    def holder(self) -> str:
        """The process number of the holder as it wrote it, empty if it has written none."""
        try:
            return self.path.read_text(encoding="ascii").strip()
        except OSError:
            return ""

    def free(self) -> None:
        """Give the lock back; its file stays where it is."""
        if self._file is not None:
            self._file.close()
            self._file = None

    def _is_at_its_place(self, file: IO[str]) -> bool:
        """Whether the locked file still is the one at the path: its last holder may have moved it away."""
        try:
            return os.path.samestat(os.fstat(file.fileno()), os.stat(self.path))
        except FileNotFoundError:
            return False


if sys.platform == "win32":
    import msvcrt
    import random

    # Past the number, so that others can read it: here a locked byte cannot be read. This system knows no shared lock:
    # who shares locks one byte of many, who does not locks them all.
    _BEYOND, _BYTES = 1 << 20, 1 << 20

    def _locked(file: IO[str], shared: bool) -> bool:
        start, size = (_BEYOND + random.randrange(_BYTES), 1) if shared else (_BEYOND, _BYTES)
        try:
            os.lseek(file.fileno(), start, os.SEEK_SET)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, size)
        except OSError:
            return False
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def _locked(file: IO[str], shared: bool) -> bool:
        try:
            fcntl.flock(file, (fcntl.LOCK_SH if shared else fcntl.LOCK_EX) | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
