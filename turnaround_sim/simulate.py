"""The one verb: run replicates of a scenario and hand back their tables."""

from collections.abc import Mapping
from functools import cache
from threading import Lock, local
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from turnaround_sim import entities, tables
from turnaround_sim.beliefs import WORLDS_PER_DRAW, Uncertainty, believing, draw_of
from turnaround_sim.parameters import Parameters
from turnaround_sim.population import populate
from turnaround_sim.scenario import Scenario

if TYPE_CHECKING:
    from turnaround_sim.ensemble import BurnIns

Tables = dict[str, "pa.Table | dict[str, npt.NDArray[np.generic]]"]
Rows = npt.NDArray[Any]
Engine = Literal["ensemble", "reference"]
Keep = Literal["outcomes", "tables", "panel"]

EVENT_TABLES = ("annual", "spells", "tenures", "inspections", "support")
"""Tables of which a replicate has as many rows as happened."""

_RATINGS = (None, *entities.RATINGS[1:])
WORDS: Mapping[str, tuple[str | None, ...]] = {
    "rating_at_year_end": _RATINGS,
    "rating_at_entry": _RATINGS,
    "rating_at_exit": _RATINGS,
    "rating_at_end": _RATINGS,
    "safe": _RATINGS,
    "effective": _RATINGS,
    "caring": _RATINGS,
    "responsive": _RATINGS,
    "well_led": _RATINGS,
    "overall": _RATINGS,
    "end_reason": (None, *entities.SPELL_ENDS[1:]),
    "entry_basis": (None, *entities.ENTRY_BASES[1:]),
    "ended_because": (None, *entities.DEPARTURES[1:]),
    "inspections.kind": (None, *entities.INSPECTIONS[1:]),
    "support.kind": (None, *entities.SUPPORTS[1:]),
    "type": entities.TYPES,
}
"""What the codes of a column stand for; None is an empty cell."""


def simulate(
    scenario: Scenario,
    *,
    seed: int,
    first: int,
    replicates: int,
    engine: Engine = "ensemble",
    keep: Keep = "tables",
    arm: str = "",
    uncertainty: Uncertainty = "none",
    worlds_per_draw: int = WORLDS_PER_DRAW,
    burn_ins: "BurnIns | None" = None,
) -> Tables:
    """Run replicates `first` to `first + replicates - 1`; their numbers depend on nothing but seed and replicate.

    Both engines give the same bytes. Threads may call it at once: while it computes it lets others work. With
    `uncertainty` each `worlds_per_draw` replicates live under a draw of the parameters, the same in every arm. With
    `burn_ins` the ensemble shares the worlds at the end of their burn-in with other calls.

    Returns
    -------
    outcomes, and unless only they are kept: trusts, months, annual, spells, tenures, inspections, support. With the
    panel kept also `panel`, a dictionary of arrays [replicate, month, trust].
    """
    kept: dict[str, list[Rows]] = {}
    for replicate in range(first, first + replicates):
        believed = _under(scenario, uncertainty, replicate, worlds_per_draw)
        if engine == "ensemble":
            ready = _ready(scenario, keep, burn_ins)
            ready.believe(believed.parameters)
            written = _written(ready.run(seed, replicate), keep)
        else:
            written = _by_reference(believed, seed, replicate, keep)
        for name, rows in written.items():
            kept.setdefault(name, []).append(rows)
    return _as_tables(scenario, arm or scenario.name, seed, first, kept)


def _under(scenario: Scenario, uncertainty: Uncertainty, replicate: int, worlds_per_draw: int) -> Scenario:
    """The scenario as it is believed in one replicate."""
    draw = 0 if uncertainty == "none" else draw_of(replicate, worlds_per_draw)
    return believing(scenario, uncertainty, draw)


def _by_reference(scenario: Scenario, seed: int, replicate: int, keep: Keep) -> dict[str, Rows]:
    from turnaround_sim.reference import NHSModel

    model = NHSModel(scenario, (seed, replicate), panel=keep == "panel").run()
    return _written(model, keep)


def _written(nhs: Any, keep: Keep) -> dict[str, Rows]:
    """Copies of the tables of one replicate, at the length they were filled to; and what its trusts were like."""
    written = {"outcomes": np.array(nhs.outcomes)}
    if keep == "outcomes":
        return written
    tally = nhs.tally[0]
    written["months"] = np.array(nhs.months)
    for name in EVENT_TABLES:
        count = int(getattr(tally, name) if hasattr(tally, name) else tally[name])
        written[name] = np.array(getattr(nhs, name)[:count])
    written["disadvantage"] = _of_trusts(nhs, "disadvantage")
    if keep == "panel":
        written["panel"] = np.array(nhs.panel)
    return written


def _of_trusts(nhs: Any, name: str) -> Rows:
    if isinstance(nhs.trusts, np.ndarray):
        return np.array(nhs.trusts[name])
    return np.array([getattr(trust, name) for trust in nhs.trusts])


_engines = local()
_compiling = Lock()


def _ready(scenario: Scenario, keep: Keep, burn_ins: "BurnIns | None") -> Any:
    """The engine of a scenario for the thread that asks; the last one is kept, since replicates come in long runs."""
    from turnaround_sim.ensemble import Ensemble

    asked = (id(scenario), keep, id(burn_ins))
    held = getattr(_engines, "held", None)
    if held is None or held[0] != asked:
        parameters: list[Parameters] = [scenario.parameters]
        kept = {"panel": keep == "panel", "annual": keep != "outcomes"}
        engine = Ensemble(populate(scenario), parameters, burn_ins=burn_ins, **kept)
        with _compiling:
            engine.warm()
        # What was asked for is held too, so that its id cannot be given to another.
        held = (asked, engine, scenario, burn_ins)
        _engines.held = held
    return held[1]


def _as_tables(scenario: Scenario, arm: str, seed: int, first: int, kept: dict[str, list[Rows]]) -> Tables:
    made: Tables = {}
    for name, parts in kept.items():
        if name == "panel":
            stacked = np.stack(parts)
            made["panel"] = {name: stacked[:, place] for place, name in enumerate(tables.PANEL)}
        elif name == "disadvantage":
            made["trusts"] = _trusts(scenario, arm, seed, first, parts)
        else:
            made[name] = _table(name, arm, seed, first, parts)
    return made


def _table(name: str, arm: str, seed: int, first: int, parts: list[Rows]) -> pa.Table:
    lengths = [len(part) for part in parts]
    rows = np.concatenate(parts)
    columns = _address(arm, seed, first, lengths)
    for column in rows.dtype.names or ():
        words = WORDS.get(f"{name}.{column}") or WORDS.get(column)
        values = np.ascontiguousarray(rows[column])
        columns[column] = _in_words(values, words) if words else _plain(values)
    return pa.table(columns)


def _trusts(scenario: Scenario, arm: str, seed: int, first: int, disadvantage: list[Rows]) -> pa.Table:
    cohort, times, n = scenario.cohort, len(disadvantage), scenario.trusts
    columns = _address(arm, seed, first, [n] * times)
    columns["trust"] = _plain(np.tile(np.arange(n), times))
    names = np.tile(np.arange(n, dtype=np.int32), times)
    columns["name"] = pa.DictionaryArray.from_arrays(pa.array(names), pa.array([str(name) for name in cohort.name]))
    columns["type"] = _in_words(np.tile(np.asarray(cohort.type), times), WORDS["type"])
    for column in ("system", "size", "rurality", "deprivation"):
        columns[column] = _plain(np.tile(np.asarray(getattr(cohort, column)), times))
    columns["disadvantage"] = pa.array(np.concatenate(disadvantage))
    return pa.table(columns)


def _address(arm: str, seed: int, first: int, lengths: list[int]) -> dict[str, Any]:
    """The columns that say where a row comes from."""
    total = sum(lengths)
    replicate = np.repeat(np.arange(first, first + len(lengths), dtype=np.int32), lengths)
    return {
        "arm": pa.DictionaryArray.from_arrays(pa.array(np.zeros(total, np.int32)), pa.array([arm])),
        "replicate": pa.array(replicate),
        "seed": pa.array(np.full(total, seed, np.int64)),
    }


def _plain(values: Rows) -> Any:
    return pa.array(values.astype(np.int32) if values.dtype.kind == "i" else values)


@cache
def _dictionary(words: tuple[str | None, ...]) -> tuple[Any, Rows]:
    """The distinct words, and for each code its place among them, -1 where the cell is empty."""
    distinct = [word for word in words if word is not None]
    places = [-1 if word is None else distinct.index(word) for word in words]
    return pa.array(distinct), np.array(places, np.int32)


def _in_words(codes: Rows, words: tuple[str | None, ...]) -> Any:
    distinct, places = _dictionary(words)
    found = places[codes]
    empty = found < 0
    indices = pa.array(np.where(empty, 0, found), mask=empty) if empty.any() else pa.array(found)
    return pa.DictionaryArray.from_arrays(indices, distinct)
