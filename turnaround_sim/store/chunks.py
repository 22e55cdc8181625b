"""A chunk on disk: one folder with an Arrow file a table, which is there as a whole or not at all."""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from turnaround_sim import dictionary
from turnaround_sim.store.question import Chunk

Tables = Mapping[str, pa.Table | Mapping[str, npt.NDArray[np.generic]]]

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


def folder_of(chunks: Path, chunk: Chunk) -> Path:
    """Where a chunk lies in the folder of chunks."""
    return chunks / f"{chunk.number:06d}"


def write(chunks: Path, chunk: Chunk, tables: Tables, names: tuple[str, ...]) -> None:
    """Write a chunk's tables beside their place, then move them there in one step.

    Raises ValueError for tables other than the dictionary's, OSError where the disk refuses.
    """
    ready = {}
    for name in names:
        table = tables[name]
        ready[name] = fitted(name, table) if isinstance(table, pa.Table) else flattened(table)
    if ready["outcomes"].num_rows != chunk.replicates:
        raise ValueError(f"{chunk.replicates} replicates were asked for, {ready['outcomes'].num_rows} came back")
    place = folder_of(chunks, chunk)
    beside = place.with_suffix(".writing")
    for leftover in (beside, place):
        if leftover.exists():
            shutil.rmtree(leftover)
    beside.mkdir(parents=True)
    try:
        for name, table in ready.items():
            with pa.OSFile(str(beside / f"{name}.arrow"), "wb") as sink, pa.ipc.new_file(sink, table.schema) as writer:
                writer.write_table(table)
        os.replace(beside, place)
    except BaseException:
        shutil.rmtree(beside, ignore_errors=True)
        raise


def read(chunk_folder: Path, name: str) -> pa.Table:
    """One table of a chunk, left on disk until its columns are used."""
    with pa.memory_map(str(chunk_folder / f"{name}.arrow")) as source:
        return pa.ipc.open_file(source).read_all()


def is_whole(chunks: Path, chunk: Chunk, names: tuple[str, ...]) -> bool:
    """Whether a chunk is on disk and every table of it can be read to its end."""
    folder = folder_of(chunks, chunk)
    try:
        tables = {name: read(folder, name) for name in names}
    except (OSError, pa.ArrowInvalid):
        return False
    return tables["outcomes"].num_rows == chunk.replicates and all(
        table.schema.equals(schema(name)) for name, table in tables.items() if name != "panel"
    )
