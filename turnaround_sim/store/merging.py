"""From chunks to one file a table, in the order of the chunks, while later chunks are still being computed."""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Protocol

import pyarrow as pa
import pyarrow.parquet as pq

from turnaround_sim import dictionary
from turnaround_sim.store import chunks
from turnaround_sim.store.panel import PanelFile
from turnaround_sim.store.question import Chunk, Question

ROWS_IN_A_GROUP = 1 << 16
"""A row group is closed by the first chunk that brings it to so many rows: the chunks decide it, nothing else."""


class Merged(Protocol):
    """A file being filled chunk by chunk."""

    path: Path
    rows: int

    def add(self, chunk: Chunk, table: pa.Table) -> None:
        """Append one chunk's table."""

    def close(self) -> None:
        """Write what is left and end the file."""


class TableFile:
    """One table's Parquet file. Nothing in it depends on the hour, the machine or the number of workers."""

    def __init__(self, path: Path, name: str, question: Question) -> None:
        schema = chunks.schema(name)
        self.path, self.rows = path, 0
        self._waiting: list[pa.Table] = []
        # Floats seldom repeat: looking for repeats would only cost time. Snappy is read by every Parquet reader.
        self._writer = pq.ParquetWriter(
            path,
            schema.with_metadata(_said_of(name, question)),
            compression="snappy",
            use_dictionary=[field.name for field in schema if not pa.types.is_floating(field.type)],
            write_statistics=False,
        )

    def add(self, chunk: Chunk, table: pa.Table) -> None:
        """Append one chunk's table."""
        self._waiting.append(table)
        if sum(waiting.num_rows for waiting in self._waiting) >= ROWS_IN_A_GROUP:
            self._write_group()

    def close(self) -> None:
        """Write the last row group and the file's end."""
        self._write_group()
        self._writer.close()

    def _write_group(self) -> None:
        group = pa.concat_tables(self._waiting).unify_dictionaries() if self._waiting else None
        self._waiting = []
        if group is not None and group.num_rows:
            self._writer.write_table(group, row_group_size=group.num_rows)
            self.rows += group.num_rows


def _said_of(name: str, question: Question) -> dict[str, str]:
    units = {column.name: column.unit for column in dictionary.TABLES[name]}
    return {
        "notice": dictionary.NOTICE,
        "out_of_scope": dictionary.OUT_OF_SCOPE,
        "question": question.digest,
        "units": json.dumps(units, ensure_ascii=False),
    }


class Merge:
    """All tables of a question being merged, each in a thread of its own.

    Chunks must be added in their order. What is written counts for nothing before `finish` has returned: a merge that
    was cut short is begun again from the chunks.
    """

    def __init__(self, folder: Path, question: Question) -> None:
        self._lanes = {name: _Lane(name, _opener(folder, name, question)) for name in question.tables}

    def add(self, chunk: Chunk, place: Path) -> None:
        """Append a chunk that is on disk; returns at once. Raises OSError if an earlier one could not be written."""
        for lane in self._lanes.values():
            lane.add(chunk, place)

    def finish(self) -> dict[str, dict[str, object]]:
        """Wait until all is written; give rows, bytes and SHA-256 of every file by its name. Raises OSError."""
        closing = [lane.finish() for lane in self._lanes.values()]
        return dict(facts.result() for facts in closing)

    def abandon(self) -> None:
        """Stop writing."""
        for lane in self._lanes.values():
            lane.abandon()


def _opener(folder: Path, name: str, question: Question) -> Callable[[], Merged]:
    if name == "panel":
        return lambda: PanelFile(folder / "panel.nc", question)
    return lambda: TableFile(folder / f"{name}.parquet", name, question)


class _Lane:
    """One file and the thread that fills it; after a failure it does no more, and every later call raises it."""

    def __init__(self, name: str, opened: Callable[[], Merged]) -> None:
        self._name, self._opened = name, opened
        self._thread = ThreadPoolExecutor(1, thread_name_prefix=f"merge-{name}")
        self._file: Merged | None = None
        self._failure: Exception | None = None

    def add(self, chunk: Chunk, place: Path) -> None:
        if self._failure is not None:
            raise self._failure
        self._thread.submit(self._append, chunk, place)

    def finish(self) -> "Future[tuple[str, dict[str, object]]]":
        facts = self._thread.submit(self._close)
        self._thread.shutdown(wait=False)
        return facts

    def abandon(self) -> None:
        self._thread.shutdown(cancel_futures=True)
        if self._file is not None:
            with suppress(Exception):
                self._file.close()

    def _append(self, chunk: Chunk, place: Path) -> None:
        try:
            if self._failure is None:
                self._file = self._file or self._opened()
                self._file.add(chunk, chunks.read(place, self._name))
        except Exception as error:
            self._failure = error

    def _close(self) -> tuple[str, dict[str, object]]:
        if self._failure is not None:
            raise self._failure
        file = self._file or self._opened()
        file.close()
        with file.path.open("rb") as written:
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        return file.path.name, {"rows": file.rows, "bytes": file.path.stat().st_size, "sha256": digest}
