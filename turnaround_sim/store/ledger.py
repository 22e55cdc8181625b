"""What was counted is kept: one file that only grows, so that work cut off anywhere goes on where it was."""

import hashlib
import threading
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
KEY = 16


class Ledger:
    """Arrays of one shape by their keys, in a file of records of equal length.

    A record that a kill left unfinished at the end is cut off when the file is opened again. Threads may write.
    """

    def __init__(self, path: Path, shape: tuple[int, ...]) -> None:
        self._path, self._shape = path, shape
        self._length = KEY + 8 * int(np.prod(shape))
        self._guard = threading.Lock()
        self._kept: dict[bytes, Floats] = {}
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = path.stat().st_size // self._length if path.exists() else 0
        with path.open("ab") as file:
            file.truncate(whole * self._length)
        with path.open("rb") as file:
            while len(record := file.read(self._length)) == self._length:
                self._kept[record[:KEY]] = np.frombuffer(record[KEY:]).reshape(shape)
        self.found = len(self._kept)

    def __len__(self) -> int:
        return len(self._kept)

    def get(self, key: bytes) -> Floats | None:
        """The array of a key, None where it is not kept."""
        return self._kept.get(key)

    def keep(self, key: bytes, values: Floats) -> None:
        """Add an array; it is on disk when this returns."""
        self.keep_all({key: values})

    def keep_all(self, arrays: Mapping[bytes, Floats]) -> None:
        """Add arrays that came together, in one piece of writing."""
        records = b"".join(key + np.ascontiguousarray(each, np.float64).tobytes() for key, each in arrays.items())
        with self._guard:
            with self._path.open("ab") as file:
                file.write(records)
            self._kept.update(arrays)


def key_of(*parts: object) -> bytes:
    """A key of fixed length for whatever decides a result; floats are told apart to the last bit."""
    return hashlib.sha256(repr(parts).encode()).digest()[:KEY]
