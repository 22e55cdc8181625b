"""A chunk on disk: one folder with an Arrow file a table, which is there as a whole or not at all."""

import errno
import os
import shutil
import uuid
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from turnaround_sim import dictionary
from turnaround_sim.store.question import Chunk

Tables = Mapping[str, pa.Table | Mapping[str, npt.NDArray[np.generic]]]

WRITING = ".writing"
"""The ending of what is being written or taken away, and counts for nothing."""

_SHAPE = b"shape"
# Text repeats, so it is kept as codes into its distinct words.
_TYPES: Mapping[str, pa.DataType] = {
    "text": pa.dictionary(pa.int32(), pa.string()),
    "whole": pa.int32(),
    "number": pa.float64(),
    "yes or no": pa.bool_(),
}


def schema(table: str) -> pa.Schema:
    """The columns of a table as they lie on disk."""
    return pa.schema([(c.name, pa.int64() if c.name == "seed" else _TYPES[c.type]) for c in dictionary.TABLES[table]])


def fitted(name: str, table: pa.Table) -> pa.Table:
    """A table in the types of the dictionary. A column too many, too few or out of order is a ValueError."""
    wanted = schema(name)
    if table.column_names != wanted.names:
        raise ValueError(f"table {name} has the columns {table.column_names}, the dictionary {wanted.names}")
    if table.schema.equals(wanted):
        return table.combine_chunks()
    columns = [c if c.type == f.type else _cast(c, f.type) for c, f in zip(table.columns, wanted, strict=True)]
    return pa.table(columns, schema=wanted).combine_chunks()


def _cast(column: pa.ChunkedArray, to: pa.DataType) -> pa.ChunkedArray:
    if pa.types.is_dictionary(to) and not pa.types.is_dictionary(column.type):
        column = column.cast(pa.string()).dictionary_encode()
    return column.cast(to)


def flattened(panel: Mapping[str, npt.NDArray[np.generic]]) -> pa.Table:
    """A panel's arrays [replicate, month, trust] as the columns of a table, their common shape in its metadata."""
    names = tuple(column.name for column in dictionary.PANEL)
    if set(panel) != set(names):
        raise ValueError(f"the panel has {sorted(panel)}, the dictionary {sorted(names)}")
    shapes = {array.shape for array in panel.values()}
    if len(shapes) != 1:
        raise ValueError(f"the panel's arrays have the shapes {sorted(shapes)}")
    table = pa.table({name: np.ascontiguousarray(panel[name]).reshape(-1) for name in names})
    return table.replace_schema_metadata({_SHAPE: ",".join(map(str, shapes.pop())).encode()})


def shaped(table: pa.Table) -> dict[str, npt.NDArray[np.generic]]:
    """A flattened panel as arrays [replicate, month, trust] again."""
    shape = tuple(int(n) for n in table.schema.metadata[_SHAPE].split(b","))
    columns = {name: table[name].combine_chunks().to_numpy(zero_copy_only=False) for name in table.column_names}
    return {name: column.reshape(shape) for name, column in columns.items()}


def ready(chunk: Chunk, tables: Tables, names: tuple[str, ...]) -> dict[str, pa.Table]:
    """A chunk's tables as they lie on disk. Raises ValueError for tables other than the dictionary's."""
    made = {}
    for name in names:
        table = tables[name]
        if not isinstance(table, pa.Table):
            made[name] = flattened(table)
        else:
            made[name] = table if name == "panel" else fitted(name, table)
    if made["outcomes"].num_rows != chunk.replicates:
        raise ValueError(f"{chunk.replicates} replicates were asked for, {made['outcomes'].num_rows} came back")
    return made


def write(place: Path, chunk: Chunk, tables: Tables, names: tuple[str, ...]) -> None:
    """Write a chunk's tables beside their place, then move them there in one step.

    Another process may do the same at once: the numbers are equal, and whichever is first stays. Raises ValueError for
    tables other than the dictionary's, OSError where the disk refuses.
    """
    made = ready(chunk, tables, names)
    beside = _beside(place)
    beside.mkdir(parents=True)
    try:
        for name, table in made.items():
            with pa.OSFile(str(beside / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)
        while not _moved(beside, place) and not is_whole(place, chunk, names):
            remove(place)
    finally:
        shutil.rmtree(beside, ignore_errors=True)


def remove(place: Path) -> None:
    """Take a chunk away in one step, so that nobody ever finds half of it."""
    beside = _beside(place)
    with suppress(FileNotFoundError):
        os.replace(place, beside)
    shutil.rmtree(beside, ignore_errors=True)


def _beside(place: Path) -> Path:
    return place.with_name(f"{place.name}.{uuid.uuid4().hex}{WRITING}")


def _moved(beside: Path, place: Path) -> bool:
    """Whether a folder could be moved to its place; not where there is one already."""
    try:
        os.replace(beside, place)
    except OSError as error:
        if error.errno in (errno.EEXIST, errno.ENOTEMPTY) or place.is_dir():
            return False
        raise
    return True


def read(place: Path, name: str) -> pa.Table:
    """One table of a chunk, left on disk until its columns are used."""
    with pa.memory_map(str(place / f"{name}.arrow")) as source:
        return pa.ipc.open_file(source).read_all()


def is_whole(place: Path, chunk: Chunk, names: tuple[str, ...]) -> bool:
    """Whether a chunk is on disk, every table of it can be read to its end, and its replicates are all there."""
    try:
        tables = {name: read(place, name) for name in names}
    except (OSError, pa.ArrowException):
        return False
    if any(not table.schema.equals(schema(name)) for name, table in tables.items() if name != "panel"):
        return False
    there: list[int] = tables["outcomes"]["replicate"].to_pylist()
    return there == list(range(chunk.first, chunk.first + chunk.replicates))
