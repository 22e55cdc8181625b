"""Worlds made up by hand: only those rows and cells that a test sets itself."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from turnaround_sim import entities
from turnaround_sim.evidence.worlds import TABLES, World, empty


def world(
    length: int = 150, trusts: int = 6, kinds: Any = entities.ACUTE, **tables: Iterable[Mapping[str, Any]]
) -> World:
    """A world of so many months and trusts; rows are dictionaries, and of `months` each says which month it is."""
    laid = {name: empty(row, length if name == "months" else 0) for name, row in TABLES.items()}
    for name, said in tables.items():
        rows = list(said)
        if name != "months":
            laid[name] = empty(TABLES[name], len(rows))
        for number, row in enumerate(rows):
            for column, value in row.items():
                laid[name][column][row["month"] if name == "months" else number] = value
    laid["months"]["month"] = np.arange(length)
    return World(types=np.zeros(trusts, np.int64) + kinds, **laid)


def spell(entered: float, months: float, end: int = entities.EXITED, **more: Any) -> dict[str, Any]:
    """A spell of so many months; unfinished where `end` is ONGOING."""
    last = "censored_at" if end == entities.ONGOING else "exited"
    return {"spell": 1, "entered": entered, last: entered + months, "end_reason": end, **more}


def tenure(
    trust: int, started: float, ended: float = np.nan, because: int = entities.RESIGNED, **more: Any
) -> dict[str, Any]:
    """A leader's time in a post; still there where `ended` is left out."""
    because = because if ended == ended else entities.STAYS
    return {"trust": trust, "started": started, "ended": ended, "ended_because": because, **more}


def years(values: Any, column: str, changes: Any = None) -> list[dict[str, Any]]:
    """Trust-years of one column from values [trust, year], with how many leaders left; from 2013."""
    values = np.asarray(values, float)
    changes = np.zeros(values.shape, int) if changes is None else np.asarray(changes)
    return [
        {"trust": trust, "year": 2013 + year, column: values[trust, year], "leader_changes": changes[trust, year]}
        for trust in range(values.shape[0])
        for year in range(values.shape[1])
    ]
