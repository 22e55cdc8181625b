"""A finished run's folder with made-up spells, for the tests of what is drawn from one."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

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
    keep: tuple[str, ...] = ("outcomes", "months", "spells"),
    **manifest: object,
) -> Path:
    """Write a run whose spells are made up, some acquired and some unfinished, in the columns of a real one.

    `entries_a_month` is the rate before month 30 and from then on; `titles` names the arms.
    """
    titles = {"england": "England, 2013 to 2025"} if titles is None else titles
    chance = np.random.default_rng(3)
    rates = np.where(np.arange(1, months) < 30, *entries_a_month)
    spells: list[dict[str, Any]] = []
    national: list[dict[str, Any]] = []
    outcomes = [{"arm": arm, "replicate": r, "seed": 7} for arm in titles for r in range(first, first + replicates)]
    for address in outcomes:
        inside = np.zeros(months, dtype=int)
        later = np.repeat(np.arange(1, months), chance.poisson(rates))
        for entered in [0] * first_wave + later.tolist():
            ended = entered + 6 + int(chance.gamma(2.5, 9 if entered else 7))
            reason = "acquired" if chance.random() < 0.03 else "exit"
            end = {"exited": ended, "end_reason": reason} if ended < months else {"censored_at": months}
            spells.append({**address, "entered": entered, **end})
            inside[entered:ended] += 1
        national += [{**address, "month": m, "in_special_measures": int(n)} for m, n in enumerate(inside)]
    write_tables(folder, {"outcomes": outcomes, "months": national, "spells": spells}, keep)
    scenarios = {arm: {"months": months, "trusts": trusts, "systems": 1} for arm in titles}
    facts = {"titles": titles, "scenarios": scenarios, "seed": 7, "first": first, "replicates": replicates, **manifest}
    finish(folder, facts)
    return folder


def write_tables(folder: Path, rows: dict[str, list[dict[str, Any]]], keep: tuple[str, ...]) -> None:
    for name in keep:
        wanted = chunks.schema(name)
        columns = {f.name: pa.array([row.get(f.name) for row in rows[name]]) for f in wanted}
        filled = {n: c.cast(pa.string()).dictionary_encode() if n in TEXTS else c for n, c in columns.items()}
        floats = {n: c.cast(pa.float64()).fill_null(np.nan) if n in EMPTY_AS_NAN else c for n, c in filled.items()}
        pq.write_table(
            pa.table([floats[f.name].cast(f.type) for f in wanted], schema=wanted), folder / f"{name}.parquet"
        )


def finish(folder: Path, manifest: dict[str, object]) -> None:
    files = {path.name: {"bytes": path.stat().st_size} for path in folder.glob("*.parquet")}
    (folder / "manifest.json").write_text(json.dumps({**manifest, "files": files}), encoding="utf-8")
    (folder / "done").touch()


TEXTS = ("arm", "end_reason", "entry_basis", "rating_at_entry", "rating_at_exit")
EMPTY_AS_NAN = ("exited", "censored_at")
