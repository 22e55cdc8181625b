"""The panel on disk: NetCDF with the axes arm, replicate, month, trust, filled chunk by chunk."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from turnaround_sim import dictionary
from turnaround_sim.store import chunks
from turnaround_sim.store.question import Chunk, Question

if TYPE_CHECKING:
    import xarray

AXES = ("arm", "replicate", "month", "trust")


class PanelFile:
    """`panel.nc`, open for writing. Every value has its place from the first chunk on, so memory stays flat.

    A disk that refuses raises OSError.
    """

    def __init__(self, path: Path, question: Question) -> None:
        import netCDF4

        self.path, self.rows, self._question = path, 0, question
        self._arms = list(question.arms)
        self._file: Any = netCDF4.Dataset(path, "w", format="NETCDF4")
        # Every place is written exactly once: filling them beforehand would double the writing.
        self._file.set_fill_off()
        self._file.setncatts(
            {
                "Conventions": "CF-1.11",
                "title": question.name,
                "notice": dictionary.NOTICE,
                "out_of_scope": dictionary.OUT_OF_SCOPE,
                "question": question.digest,
                "seed": np.int64(question.seed),
                "month_zero": "2013-07",
            }
        )

    def add(self, chunk: Chunk, table: pa.Table) -> None:
        """Put one chunk's replicates in their place."""
        try:
            arrays = chunks.shaped(table)
            if not self.rows:
                self._lay_out({name: array.dtype for name, array in arrays.items()}, next(iter(arrays.values())).shape)
            start = chunk.first - self._question.first
            for name, array in arrays.items():
                self._file.variables[name][self._arms.index(chunk.arm), start : start + chunk.replicates] = array
            self.rows += chunk.replicates
        except RuntimeError as error:  # what the NetCDF library raises when the disk refuses
            raise OSError(f"the NetCDF library reports: {error}") from error

    def close(self) -> None:
        """End the file."""
        try:
            self._file.close()
        except RuntimeError as error:
            raise OSError(f"the NetCDF library reports: {error}") from error

    def _lay_out(self, types: dict[str, "np.dtype[Any]"], shape: tuple[int, ...]) -> None:
        sizes = (len(self._arms), self._question.replicates, shape[1], shape[2])
        for axis, size in zip(AXES, sizes, strict=True):
            self._file.createDimension(axis, size)
        self._file.createVariable("arm", str, ("arm",))[:] = np.array(self._arms, dtype=object)
        for axis, size in zip(AXES[1:], sizes[1:], strict=True):
            first = self._question.first if axis == "replicate" else 0
            self._file.createVariable(axis, "i4", (axis,), contiguous=True)[:] = np.arange(first, first + size)
        self._file.variables["month"].long_name = "month, from 0 (July 2013)"
        for column in dictionary.PANEL:
            stored = np.dtype("i1") if types[column.name] == np.bool_ else types[column.name]
            variable = self._file.createVariable(column.name, stored, AXES, contiguous=True, fill_value=False)
            variable.setncatts({"long_name": column.meaning, "units": column.unit, "source": column.source})


def opened(path: Path) -> "xarray.Dataset":
    """The panel, read lazily: values are fetched from disk when asked for."""
    import xarray

    return xarray.open_dataset(path, engine="netcdf4")
