"""An answer read back from disk."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pyarrow as pa
import pyarrow.parquet as pq

from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.store import panel

if TYPE_CHECKING:
    import pandas
    import xarray

PARTIAL = ".partial"


class Results:
    """A finished run: its manifest, its tables and, where it was kept, its panel."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        self.folder = folder
        self.manifest = manifest

    @classmethod
    def open(cls, folder: Path | str) -> "Results":
        """Open the folder of a finished run.

        Raises Mistake, naming the file, where the folder is missing, unfinished or damaged.
        """
        folder = Path(folder)
        if not folder.is_dir():
            raise _unreadable(folder, "there is no such folder")
        if not (folder / "done").is_file():
            unfinished = "the run is not finished: the command that began it goes on from there"
            raise _unreadable(folder, unfinished if folder.suffix == PARTIAL else f"{folder / 'done'} is missing")
        manifest = _manifest(folder / "manifest.json")
        for name, facts in manifest["files"].items():
            path = folder / name
            if not path.is_file():
                raise _damaged(path, "it is missing")
            if path.stat().st_size != facts["bytes"]:
                raise _damaged(path, f"it has {path.stat().st_size} bytes, and was written with {facts['bytes']}")
        return cls(folder, manifest)

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that were kept."""
        return tuple(Path(name).stem for name in self.manifest["files"] if name.endswith(".parquet"))

    def arrow(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """One table, or some of its columns, for pyarrow. Raises Mistake for a table or column that is not there."""
        if name not in self.tables:
            kept = f"this run kept {', '.join(self.tables)}{nearest(name, self.tables)}"
            raise Mistake(f'{self.folder}: no table "{name}"; {kept}', file=str(self.folder), key=name)
        path = self.folder / f"{name}.parquet"
        try:
            with pq.ParquetFile(path, memory_map=True) as file:
                there = file.schema_arrow.names
                for column in columns or ():
                    if column not in there:
                        message = f'{path}: no column "{column}"; it has {", ".join(there)}{nearest(column, there)}'
                        raise Mistake(message, file=str(path), key=column)
                return file.read(columns=list(columns) if columns is not None else None)
        except (OSError, pa.ArrowInvalid) as error:
            raise _damaged(path, str(error)) from error

    def table(self, name: str, columns: Sequence[str] | None = None) -> "pandas.DataFrame":
        """One table, or some of its columns, for pandas; text is categorical. Raises Mistake as `arrow` does."""
        frame: pandas.DataFrame = self.arrow(name, columns).replace_schema_metadata(None).to_pandas()
        return frame

    def panel(self) -> "xarray.Dataset":
        """The panel [arm, replicate, month, trust], read lazily. Raises Mistake where it was not kept."""
        path = self.folder / "panel.nc"
        if path.name not in self.manifest["files"]:
            raise Mistake(f"{self.folder}: this run kept no panel; run it again with --panel", file=str(path))
        try:
            return panel.opened(path)
        except (OSError, ValueError, RuntimeError) as error:
            raise _damaged(path, str(error)) from error


def _manifest(path: Path) -> dict[str, Any]:
    try:
        manifest = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise _damaged(path, str(error)) from error
    if not isinstance(manifest, dict) or not isinstance(manifest.get("files"), dict):
        raise _damaged(path, "it names no files")
    return manifest


def _unreadable(folder: Path, why: str) -> Mistake:
    return Mistake(f"{folder} is not the folder of a finished run: {why}", file=str(folder))


def _damaged(path: Path, why: str) -> Mistake:
    return Mistake(f"{path} is damaged: {why}; remove the folder and run again", file=str(path))
