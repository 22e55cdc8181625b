"""One world as its sources would count it: the tables of one replicate, as arrays; and the record laid out alike."""

import dataclasses
from collections.abc import Iterator, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, NamedTuple, Protocol

import numpy as np

from turnaround_sim import entities, tables
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.record import QUALITY, read_record

Rows = np.ndarray[Any, np.dtype[Any]]

TABLES: Mapping[str, type] = MappingProxyType(
    {
        "months": tables.MonthRow,
        "annual": tables.AnnualRow,
        "spells": tables.SpellRow,
        "tenures": tables.TenureRow,
        "inspections": tables.InspectionRow,
    }
)
WORDS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        **dict.fromkeys(("rating_at_year_end", "rating_at_entry", "rating_at_exit", "rating_at_end"), entities.RATINGS),
        **dict.fromkeys(("overall", *entities.DOMAINS), entities.RATINGS),
        "end_reason": entities.SPELL_ENDS,
        "entry_basis": entities.ENTRY_BASES,
        "ended_because": entities.DEPARTURES,
        "kind": entities.INSPECTIONS,
    }
)
"""What stands on disk for the codes of a column, code 0 as an empty cell."""


class World(NamedTuple):
    """The tables of one replicate as rows of arrays, codes as in `entities`; columns as in the data dictionary.

    `types` holds each trust's type by its number, `length` the months that were followed.
    """

    months: Rows
    annual: Rows
    spells: Rows
    tenures: Rows
    inspections: Rows
    types: Rows

    @property
    def length(self) -> int:
        """Months followed, from month 0."""
        return len(self.months)


class Finished(Protocol):
    """A finished run, as `store.Results` opens it."""

    def arrow(self, name: str, columns: Any = None) -> Any:
        """One of its tables."""


def world_of(nhs: Any) -> World:
    """The world that the ensemble has just walked. It is overwritten by the next one, so count at once."""
    tally = nhs.tally[0]
    filled = {name: getattr(nhs, name)[: int(tally[name])] for name in TABLES if name != "months"}
    return World(months=nhs.months, types=nhs.trusts["kind"], **filled)


def worlds_of(results: Finished, arm: str) -> Iterator[World]:
    """The worlds of one arm of a finished run, replicate by replicate, in the order of their numbers.

    Raises Mistake where the run kept outcomes only, or has no such arm.
    """
    there = results.arrow("trusts", ["arm", "replicate", "type"])
    arms = sorted(there["arm"].unique().to_pylist())
    if arm not in arms:
        raise Mistake(f'no arm "{arm}"; this run has {", ".join(arms)}{nearest(arm, arms)}', key="arm", value=arm)
    trusts = _by_replicate(there, _Type, arm)
    laid = {name: _by_replicate(results.arrow(name), row, arm) for name, row in TABLES.items()}
    for replicate in sorted(trusts):
        filled = {name: parts.get(replicate, empty(TABLES[name])) for name, parts in laid.items()}
        yield World(types=trusts[replicate]["type"], **filled)


@dataclasses.dataclass(eq=False)
class _Type:
    type: int = 0


def _by_replicate(table: Any, row: type, arm: str) -> dict[int, Rows]:
    """The rows of an arm, by the replicate they stand in."""
    frame = table.to_pandas()
    frame = frame[frame["arm"] == arm]
    rows = empty(row, len(frame))
    for name in rows.dtype.names or ():
        words = entities.TYPES if row is _Type else WORDS.get(name)
        if words:
            rows[name] = frame[name].map({word: code for code, word in enumerate(words)}).astype(float).fillna(0)
        else:
            rows[name] = frame[name]
    replicates = frame["replicate"].to_numpy()
    return {int(one): rows[replicates == one] for one in np.unique(replicates)}


@cache
def _dtype(row: type) -> np.dtype[Any]:
    kinds = {float: "f8", int: "i8", bool: "?"}
    return np.dtype([(field.name, kinds[type(field.default)]) for field in dataclasses.fields(row)], align=True)


def empty(row: type, length: int = 0) -> Rows:
    """So many rows of a table, each as its dataclass has it when nothing has been said."""
    rows = np.zeros(length, _dtype(row))
    for field in dataclasses.fields(row):
        rows[field.name] = field.default
    return rows


@cache
def recorded() -> World:
    """The record's own spells in special measures for quality, as a world; it knows nothing else.

    A spell that was never seen to end is followed as long as it was seen, a merger is an acquisition. Trusts are
    numbered in the order of the record. Months go to the end of 2025.
    """
    record = read_record()
    record = record[(record["regime"] == QUALITY) & record["entered"].notna()]
    trusts = list(dict.fromkeys(record["trust"]))
    spells = empty(tables.SpellRow, len(record))
    spells["trust"] = [trusts.index(name) for name in record["trust"]]
    spells["spell"] = record["first_or_reentry"]
    spells["entered"] = record["entered"]
    merged = (record["status"] == "merged").to_numpy()
    spells["exited"] = np.where(merged, record["record_date"], record["exited"])
    spells["censored_at"] = np.where(np.isnan(spells["exited"]), record["record_date"], np.nan)
    spells["end_reason"] = np.where(merged, entities.ACQUIRED, np.where(record["exited"].notna(), entities.EXITED, 0))
    for column, said in (("rating_at_entry", "overall_rating_at_entry"), ("rating_at_exit", "overall_rating_at_exit")):
        spells[column] = [entities.RATINGS.index(word) if isinstance(word, str) else 0 for word in record[said]]
    return World(
        months=counted(spells, 150),
        annual=empty(tables.AnnualRow),
        spells=spells,
        tenures=empty(tables.TenureRow),
        inspections=empty(tables.InspectionRow),
        types=np.zeros(len(trusts), np.int64),
    )


def in_special_measures(spells: Rows, length: int) -> Rows:
    """Which spells go on at the end of which months, [month, spell]; one not seen to end goes on until last seen."""
    month = np.arange(length)[:, None]
    until = np.where(np.isnan(spells["exited"]), spells["censored_at"] + 1, spells["exited"])
    going: Rows = (spells["entered"] <= month) & (month < until)
    return going


def counted(spells: Rows, length: int) -> Rows:
    """The months of a world of which only the spells are known."""
    months = empty(tables.MonthRow, length)
    months["month"] = np.arange(length)
    months["in_special_measures"] = in_special_measures(spells, length).sum(axis=1)
    return months
