"""How tests say that two runs are the same to the bit, and if not, where they part first."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pyarrow as pa

from turnaround_sim import entities
from turnaround_sim.series import rows_of

STATE: Mapping[str, type] = {
    "trusts": entities.TrustFields,
    "domains": entities.DomainFields,
    "causes": entities.CauseFields,
    "leaders": entities.LeaderFields,
    "directors": entities.ImprovementDirectorFields,
    "partners": entities.SystemPartnerFields,
    "systems": entities.SystemFields,
    "regulator": entities.RegulatorFields,
    "national": entities.NationalBodyFields,
    "tally": entities.TallyFields,
}


def rows(nhs: Any, name: str) -> np.ndarray:
    """One kind of thing as rows, whether an engine holds rows or agents."""
    things = getattr(nhs, name)
    return things.copy() if isinstance(things, np.ndarray) else rows_of(STATE[name], things)


def snapshot(nhs: Any) -> dict[str, np.ndarray]:
    """All that changes from month to month, as it stands."""
    return {name: rows(nhs, name) for name in STATE}


def differing(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """Where two columns differ; NaN is like NaN, but 0.0 is not like -0.0."""
    if a.dtype.kind == "f":
        same_nan = np.isnan(a) & np.isnan(b)
        return (a.view(np.int64) != b.view(np.int64)) & ~same_nan
    return np.asarray(a != b)


def state_difference(a: Mapping[str, np.ndarray], b: Mapping[str, np.ndarray], names: Any = tuple(STATE)) -> str:
    """The first field in which two snapshots differ, in words; empty if they are the same."""
    for name in names:
        for field in a[name].dtype.names or ():
            x, y = np.ascontiguousarray(a[name][field]), np.ascontiguousarray(b[name][field])
            places = np.flatnonzero(differing(x, y))
            if places.size:
                k = places[0]
                return f"{name}.{field} of row {k}: {x[k]!r} against {y[k]!r} ({places.size} rows differ)"
    return ""


def as_bytes(table: pa.Table) -> bytes:
    """A table as the bytes it would be sent in."""
    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as stream:
        stream.write_table(table.combine_chunks())
    return bytes(sink.getvalue().to_pybytes())


def table_difference(a: Mapping[str, Any], b: Mapping[str, Any]) -> str:
    """The first table and column in which two answers of `simulate` differ, in words; empty if they are the same."""
    if set(a) != set(b):
        return f"the tables are {sorted(a)} against {sorted(b)}"
    for name in a:
        if name == "panel":
            for variable, x in a[name].items():
                y = b[name][variable]
                if x.shape != y.shape:
                    return f"panel.{variable} has the shape {x.shape} against {y.shape}"
                places = np.argwhere(differing(np.ascontiguousarray(x), np.ascontiguousarray(y)))
                if places.size:
                    return f"panel.{variable} differs first at [replicate, month, trust] = {places[0].tolist()}"
        elif as_bytes(a[name]) != as_bytes(b[name]):
            if a[name].num_rows != b[name].num_rows:
                return f"{name} has {a[name].num_rows} rows against {b[name].num_rows}"
            for column in a[name].column_names:
                x, y = a[name][column].to_pylist(), b[name][column].to_pylist()
                for row, (left, right) in enumerate(zip(x, y, strict=True)):
                    if left != right and (left == left or right == right):
                        return f"{name}.{column} of row {row}: {left!r} against {right!r}"
            return f"{name} differs in its bytes alone"
    return ""
