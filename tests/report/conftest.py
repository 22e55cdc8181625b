"""A finished run's folder with made-up tables, for the tests of what is drawn from one."""

import json
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from turnaround_sim.dictionary import OUTCOMES, TABLES, Column
from turnaround_sim.store import chunks

WriteRun = Callable[..., Path]


@pytest.fixture(scope="session")
def write_run(tmp_path_factory: pytest.TempPathFactory) -> WriteRun:
    """A function that writes a finished run; see `write_finished_run`."""
    return lambda **facts: write_finished_run(tmp_path_factory.mktemp("run"), **facts)


def write_finished_run(
    folder: Path,
    *,
    trusts: int = 220,
    months: int = 150,
    replicates: int = 20,
    first: int = 0,
    first_wave: int = 11,
    entries_a_month: tuple[float, float] = (0.55, 0.25),
    titles: dict[str, str] | None = None,
    keep: tuple[str, ...] = tuple(TABLES),
    rows: dict[str, list[dict[str, Any]]] | None = None,
    scenario: dict[str, object] | None = None,
    **manifest: object,
) -> Path:
    """Write a run whose spells are made up, some acquired and some unfinished, in the columns of a real one.

    `entries_a_month` is the rate before month 30 and from then on; `titles` names the arms. `rows` takes the place of
    what is made up of a table, each row for replicate `first` of the first arm unless it says otherwise; `scenario`
    adds to what the manifest says of every arm.
    """
    titles = {"england": "England, 2013 to 2025"} if titles is None else titles
    chance = np.random.default_rng(3)
    rates = np.where(np.arange(1, months) < 30, *entries_a_month)
    spells: list[dict[str, Any]] = []
    national: list[dict[str, Any]] = []
    outcomes: list[dict[str, Any]] = [
        {"arm": arm, "replicate": r, "seed": 7, **{column.name: made_up_outcome(column, r) for column in OUTCOMES}}
        for arm in titles
        for r in range(first, first + replicates)
    ]
    addresses = [{key: row[key] for key in ("arm", "replicate", "seed")} for row in outcomes]
    for address in addresses:
        inside = np.zeros(months, dtype=int)
        later = np.repeat(np.arange(1, months), chance.poisson(rates))
        for entered in [0] * first_wave + later.tolist():
            ended = entered + 6 + int(chance.gamma(2.5, 9 if entered else 7))
            reason = "acquired" if chance.random() < 0.03 else "exit"
            end = {"exited": ended, "end_reason": reason} if ended < months else {"censored_at": months}
            spells.append({**address, "entered": entered, **end})
            inside[entered:ended] += 1
        national += [{**address, **national_figures(m, int(n), trusts)} for m, n in enumerate(inside)]
    made = {"outcomes": outcomes, "months": national, "spells": spells, "trusts": []}
    made |= {name: [] for name in ("annual", "tenures", "inspections", "support")}
    for address in addresses:
        for name, more in of_some_trusts(address, months, min(trusts, 12)).items():
            made[name] += more
    made |= {name: [{**addresses[0], **row} for row in given] for name, given in (rows or {}).items()}
    write_tables(folder, made, keep)
    resolved = {"months": months, "trusts": trusts, "systems": 1, **LEVERS, **(scenario or {})}
    scenarios = dict.fromkeys(titles, resolved)
    facts = {"titles": titles, "scenarios": scenarios, "seed": 7, "first": first, "replicates": replicates, **manifest}
    finish(folder, facts)
    return folder


@pytest.fixture
def write_arms(tmp_path: Path) -> WriteRun:
    """A function that writes a finished run of several arms; see `write_finished_arms`."""
    return lambda *given, **facts: write_finished_arms(
        tmp_path / f"run-{len(list(tmp_path.iterdir()))}", *given, **facts
    )


def write_finished_arms(
    folder: Path,
    values: dict[str, dict[str, list[float]]],
    *,
    levers: dict[str, dict[str, dict[str, object]]] | None = None,
    keep: tuple[str, ...] = ("outcomes",),
    more: dict[str, list[dict[str, Any]]] | None = None,
    **manifest: object,
) -> Path:
    """Write a run of several arms with these outcomes, world by world; `levers` are an arm's own, group by group.

    `more` takes the place of what is made up of other tables.
    """
    folder.mkdir()
    rows = [
        {"arm": arm, "replicate": world, **{name: its[world] for name, its in outcomes.items()}}
        for arm, outcomes in values.items()
        for world in range(len(next(iter(outcomes.values()))))
    ]
    worlds = len(rows) // len(values)
    write_finished_run(
        folder, titles=dict.fromkeys(values, ""), replicates=worlds, months=24, trusts=12, keep=keep,
        rows={"outcomes": rows, **(more or {})}, name="made-up", **manifest,
    )  # fmt: skip
    path = folder / "manifest.json"
    told = json.loads(path.read_text(encoding="utf-8"))
    usual = {"leadership": {"patience": 12}, "director": {"days": 2.5}}
    parameters = {"leadership": {"effects": 1.0, "misfit": 0.4}, **LEVERS["parameters"]}  # type: ignore[dict-item]
    for arm, scenario in told["scenarios"].items():
        scenario["levers"] = {
            group: {**its, **(levers or {}).get(arm, {}).get(group, {})} for group, its in usual.items()
        }
        scenario["parameters"] = parameters
    path.write_text(json.dumps(told), encoding="utf-8")
    return folder


def made_up_outcome(column: Column, replicate: int) -> float:
    """Far apart from one replicate to the next, and sometimes negative where that may be."""
    return float(replicate % 2) if column.unit.startswith("share") else (replicate % 3 - 1) * 40.0


def national_figures(month: int, inside: int, trusts: int) -> dict[str, Any]:
    """A month in which ratings come in over two years, and the rest hardly changes."""
    rated = trusts * min(month, 24) // 24
    inadequate, good, outstanding = rated // 10, rated // 3, rated // 20
    return {
        "month": month,
        "in_special_measures": inside,
        "rated_inadequate": inadequate,
        "rated_requires_improvement": rated - inadequate - good - outstanding,
        "rated_good": good,
        "rated_outstanding": outstanding,
        "quality": 50 + month / 50,
        "without_substantive_leader": trusts // 12,
        "spend_m": 1.0,
        "oversight_load": 0.1,
        "temporary_share": 0.06,
    }


def of_some_trusts(address: dict[str, Any], months: int, trusts: int) -> dict[str, list[dict[str, Any]]]:
    """Yearly rows, tenures, inspections and support of the first trusts, each a little other than the next."""
    made: dict[str, list[dict[str, Any]]] = {"annual": [], "tenures": [], "inspections": [], "support": []}
    luck = address["replicate"]
    for trust in range(trusts):
        mine = {**address, "trust": trust}
        years = range(2013, 2013 + (months - 3) // 12)
        made["annual"] += [{**mine, "year": year, "quality": 30.0 + trust + luck % 3} for year in years]
        published = range(8 + trust, months, 24)
        made["inspections"] += [
            {**mine, "inspected": month - 4, "published": month, "overall": RATINGS[(trust + n + luck) % 4]}
            for n, month in enumerate(published)
        ]
        starts = [-20 - trust - luck % 7, *range(10 + 2 * trust, months, 20 + trust + luck % 5)]
        for start, end in pairwise([*starts, None]):
            known = {"ended": end, "ended_because": "resigned"} if end is not None else {"censored_at": months - 1}
            made["tenures"].append({**mine, "started": start, "interim": False, **known})
        if months > 9:
            help_ends = {"ended": 9} if trust % 2 else {}
            kind = ("director", "buddy", "funding")[trust % 3]
            made["support"].append({**mine, "kind": kind, "started": 2, "cost_m": 0.7, **help_ends})
    return made


def write_tables(folder: Path, rows: dict[str, list[dict[str, Any]]], keep: tuple[str, ...]) -> None:
    for name in keep:
        wanted = chunks.schema(name)
        columns = []
        for field, column in zip(wanted, TABLES[name], strict=True):
            values = pa.array([row.get(field.name) for row in rows[name]])
            if column.type == "text":
                values = values.cast(pa.string()).dictionary_encode()
            elif column.type == "number":
                values = values.cast(pa.float64()).fill_null(np.nan)
            columns.append(values.cast(field.type))
        pq.write_table(pa.table(columns, schema=wanted), folder / f"{name}.parquet")


def finish(folder: Path, manifest: dict[str, object]) -> None:
    files = {path.name: {"bytes": path.stat().st_size} for path in folder.glob("*.parquet")}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "files": files}), encoding="utf-8")
    (folder / "done").touch()


RATINGS = ("inadequate", "requires improvement", "good", "outstanding")
LEVERS: dict[str, object] = {
    "levers": {
        "funding": {"posts": 0.5, "consultants": 0.3, "capability": 0.2, "envelope": 70.0, "envelope_years": 2.0}
    },
    "parameters": {"regulation": {"line_inadequate": 34.5}, "systems": {"national_scarcity": True}},
    "changes": [],
    "events": [],
}
