"""A stand-in for the engines: quick, made-up tables with exactly the dictionary's columns, for tests of what is around.

Numbers depend on (seed, replicate) only, as the engines' do.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pyarrow as pa

from turnaround_sim import dictionary

WORDS = {
    "name": ["Ash", "Birch", "Cedar"],
    "kind": ["comprehensive", "focused"],
    "end_reason": ["exit", "acquired", None],
    "entry_basis": ["review", "rating"],
    "ended_because": ["resigned", "retired", None],
    "type": ["acute", "ambulance"],
}
RATINGS = ["inadequate", "requires improvement", "good", "outstanding", None]
ROWS = {"outcomes": 1, "trusts": 3, "months": 6, "annual": 6, "spells": 2, "tenures": 5, "inspections": 7, "support": 0}


@dataclass(frozen=True)
class MadeUpScenario:
    """What a run needs of a scenario: its names and what decides its numbers."""

    name: str = "made_up"
    title: str = "A made-up scenario"
    months: int = 6
    decides: Mapping[str, object] = field(default_factory=lambda: {"patience": 12})

    def resolved(self) -> dict[str, object]:
        return {"months": self.months, **self.decides}


def simulate(
    scenario: Any,
    *,
    seed: int,
    first: int,
    replicates: int,
    engine: str = "ensemble",
    keep: str = "tables",
    arm: str = "",
    times: int = 1,
    uncertainty: str = "none",
    worlds_per_draw: int = 4,
    burn_ins: object = None,
) -> dict[str, Any]:
    """Tables of `times` times the usual number of rows a replicate."""
    arm = arm or scenario.name
    kept = ("outcomes",) if keep == "outcomes" else tuple(dictionary.TABLES)
    tables: dict[str, Any] = {}
    for place, name in enumerate(kept):
        parts = [_columns(name, arm, seed, first + r, place, times) for r in range(replicates)]
        tables[name] = pa.table({key: pa.concat_arrays([part[key] for part in parts]) for key in parts[0]})
    if keep == "panel":
        random = [np.random.default_rng([seed, first + r, 99]) for r in range(replicates)]
        tables["panel"] = {
            c.name: np.stack([r.normal(size=(scenario.months, 3)) for r in random]) for c in dictionary.PANEL
        }
    return tables


def _columns(table: str, arm: str, seed: int, replicate: int, place: int, times: int) -> dict[str, pa.Array]:
    rows = ROWS[table] * (1 if table == "outcomes" else times)
    random = np.random.default_rng([seed, replicate, place])
    made: dict[str, pa.Array] = {}
    for column in dictionary.TABLES[table]:
        if column.type == "text":
            words = [arm] if column.name == "arm" else WORDS.get(column.name, RATINGS)
            made[column.name] = pa.array([words[i] for i in random.integers(len(words), size=rows)], pa.string())
        elif column.type == "number":
            size = 0.01 if column.unit.startswith("share") else 1.0
            numbers = size * random.normal(50, 9, rows)
            made[column.name] = pa.array(np.where(random.random(rows) < 0.1, np.nan, numbers))
        elif column.type == "whole":
            fixed = {"seed": seed, "replicate": replicate}.get(column.name)
            numbers = random.integers(12, size=rows) if fixed is None else np.full(rows, fixed)
            made[column.name] = pa.array(numbers, pa.int64())
        else:
            made[column.name] = pa.array(random.random(rows) < 0.5)
    return made
