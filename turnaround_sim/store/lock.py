"""Only one process works at a question: a lock that the system itself takes back when its holder dies."""

import os
import sys
from pathlib import Path
from typing import IO


class Lock:
    """A lock on a file that holds the process number of its holder.

    The lock is the system's own, on the open file: however its holder ends, it is free at once. The number is there
    for the message only.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file: IO[str] | None = None

    @property
    def held(self) -> bool:
        """Whether this very object holds the lock."""
        return self._file is not None

    def take(self) -> bool:
        """Take the lock unless another holds it. Raises FileNotFoundError where the folder has gone away."""
        file = os.fdopen(os.open(self.path, os.O_RDWR | os.O_CREAT, 0o644), "r+", encoding="ascii")
        try:
            if not _locked(file) or not self._is_at_its_place(file):
                file.close()
                return False
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

    # Past the number, so that others can read it: here a locked byte cannot be read.
    _BEYOND = 1 << 20

    def _locked(file: IO[str]) -> bool:
        try:
            os.lseek(file.fileno(), _BEYOND, os.SEEK_SET)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        except OSError:
            return False
        os.lseek(file.fileno(), 0, os.SEEK_SET)
        return True
else:
    import fcntl

    def _locked(file: IO[str]) -> bool:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True
