"""Where a difference falls: by rating at the end of the run, and by local system."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from turnaround_sim.analysis.contrasts import ALPHA
from turnaround_sim.experiment import by_draw, draws_of, interval
from turnaround_sim.store import Results

Numbers = npt.NDArray[np.float64]

RATINGS = {
    "rated_inadequate": "Inadequate",
    "rated_requires_improvement": "Requires improvement",
    "rated_good": "Good",
    "rated_outstanding": "Outstanding",
}
"""The published overall ratings, the worst first, by their columns."""


@dataclass(frozen=True)
class Place:
    """One of the places where a difference can fall: its means, the paired difference and its interval.

    `wide_low` and `wide_high` are so far apart that the intervals of all places hold together in 95 cases of 100.
    """

    name: str
    a: float
    b: float
    difference: float
    low: float
    high: float
    wide_low: float
    wide_high: float
    pairs: int

    @property
    def is_told_apart(self) -> bool:
        """Whether its difference can be told from nought when all places are looked at."""
        return bool(self.wide_low > 0 or self.wide_high < 0)


def by_rating(results: Results, a: str, b: str) -> list[Place]:
    """How many trusts hold each rating at the end of the run, under the baseline and under yours."""
    tables = [_rows(results, "months", arm, ["month", *RATINGS]) for arm in (a, b)]
    ends = [table.filter(pc.equal(table["month"], pc.max(table["month"]))) for table in tables]
    worlds = ends[0]["replicate"].to_pylist()
    names = list(RATINGS.values())
    values = [np.column_stack([_floats(end[column]) for column in RATINGS]) for end in ends]
    return _placed(results, worlds, names, *values)


def by_system(results: Results, a: str, b: str) -> list[Place]:
    """Latent quality in each local system over the run, the system that gains most first.

    Nothing where the two arms have not the same trusts in the same systems.
    """
    systems = _systems(results, a)
    if not np.array_equal(systems, _systems(results, b)):
        return []
    count = int(systems.max(initial=-1)) + 1
    (worlds, first), (_, second) = (_quality(results, arm, systems, count) for arm in (a, b))
    sizes = np.bincount(systems, minlength=count)
    names = [f"System {number}, {size} trust{'s' if size != 1 else ''}" for number, size in enumerate(sizes)]
    placed = _placed(results, worlds, names, first, second)
    return sorted(placed, key=lambda place: -place.difference if math.isfinite(place.difference) else math.inf)


def _systems(results: Results, arm: str) -> npt.NDArray[np.int64]:
    """The system of each trust, by its number."""
    table = _rows(results, "trusts", arm, ["trust", "system"])
    table = table.filter(pc.equal(table["replicate"], pc.min(table["replicate"])))
    return np.asarray(table["system"].to_numpy()[np.argsort(table["trust"].to_numpy())], dtype=np.int64)


def _quality(results: Results, arm: str, systems: npt.NDArray[np.int64], count: int) -> tuple[list[int], Numbers]:
    """The worlds, and the mean of latent quality over the trust-years of each system [world, system]."""
    table = _rows(results, "annual", arm, ["trust", "quality"])
    numbers, world = np.unique(table["replicate"].to_numpy(), return_inverse=True)
    at = world * count + systems[table["trust"].to_numpy()]
    quality = _floats(table["quality"])
    known = np.isfinite(quality)
    cells = numbers.size * count
    total = np.bincount(at[known], quality[known], cells)
    years = np.bincount(at[known], minlength=cells)
    mean = np.divide(total, years, out=np.full(cells, np.nan), where=years > 0)
    return numbers.tolist(), mean.reshape(numbers.size, count)


def _placed(results: Results, worlds: Sequence[int], names: Sequence[str], a: Numbers, b: Numbers) -> list[Place]:
    """Places from the values of both arms [world, place]."""
    found = []
    for at, name in enumerate(names):
        both = np.isfinite(a[:, at]) & np.isfinite(b[:, at])
        draws = draws_of(results.manifest, [world for world, there in zip(worlds, both, strict=True) if there])
        units = by_draw((b[both, at] - a[both, at]).tolist(), draws)
        mean, low, high = interval(units)
        _, wide_low, wide_high = interval(units, 1 - ALPHA / len(names))
        of_a, of_b = (float(values[both, at].mean()) if both.any() else math.nan for values in (a, b))
        found.append(Place(name, of_a, of_b, mean, low, high, wide_low, wide_high, int(both.sum())))
    return found


def _rows(results: Results, name: str, arm: str, columns: list[str]) -> pa.Table:
    table = results.arrow(name, ["arm", "replicate", *columns])
    return table.filter(pc.equal(table["arm"].cast(pa.string()), arm))


def _floats(column: pa.ChunkedArray) -> Numbers:
    return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)
