"""What a study's folder says: indices from the design and the outcomes on disk, laid down beside them as tables."""

import hashlib
import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from turnaround_sim.analysis.sensitivity import fast, morris, ofat, shape, sobol
from turnaround_sim.analysis.sensitivity.estimates import Estimates
from turnaround_sim.analysis.sensitivity.pairs import apart
from turnaround_sim.design import Factor
from turnaround_sim.design.factors import every
from turnaround_sim.mistakes import Mistake
from turnaround_sim.points import Checked, read_blocks

Floats = npt.NDArray[np.float64]
Told = Callable[[str, int, int], None]

INDICES, CURVES, CHANCE, STEPS, EMULATOR, MISSING = (
    "indices", "ofat", "chance", "convergence", "emulator", "missing",
)  # fmt: skip
"""The tables that are made of a study, each a Parquet file of that name."""

_SCHEMAS: Mapping[str, Mapping[str, type]] = {
    INDICES: {
        "method": str, "outcome": str, "arm": str, "factor": str, "measure": str, "value": float, "low": float,
        "high": float, "plain": float, "noise": float, "points": int, "worlds": int,
    },
    CURVES: {
        "outcome": str, "arm": str, "factor": str, "place": float, "value": float, "rise": float, "low": float,
        "high": float, "spread": float, "turns": bool, "worlds": int,
    },
    CHANCE: {
        "method": str, "outcome": str, "arm": str, "part": str, "value": float, "low": float, "high": float,
        "points": int, "worlds": int,
    },
    STEPS: {
        "method": str, "outcome": str, "arm": str, "factor": str, "measure": str, "points": int, "value": float,
        "low": float, "high": float,
    },
    EMULATOR: {
        "outcome": str, "arm": str, "points": int, "explained": float, "explained_direct": float, "luck": float,
    },
    MISSING: {"method": str, "outcome": str, "arm": str, "point": int, "worlds": int, "factor": str, "value": float},
}  # fmt: skip


@dataclass(frozen=True, eq=False)
class Analysed:
    """A finished study as it was read: what was asked, its tables, and which outcomes were refused.

    `tables` are those of the file names above. `refused` are the designs, outcomes and arms in which a value is
    missing somewhere, so that there are no indices.
    """

    folder: Path
    manifest: Mapping[str, Any]
    tables: Mapping[str, pd.DataFrame]

    @property
    def factors(self) -> tuple[Factor, ...]:
        """The factors that were varied."""
        known = every()
        return tuple(
            Factor(
                told["path"], told["group"], known[told["path"]], told["low"], told["high"], told["distribution"],
                told["middle"],
            )
            for told in self.manifest["factors"]
        )  # fmt: skip

    @property
    def refused(self) -> list[tuple[str, str, str, int]]:
        """Design, outcome, arm and number of points of what was refused for missing values."""
        counted = self.tables[MISSING].groupby(["method", "outcome", "arm"], sort=False)["point"].nunique()
        told = counted.reset_index().to_dict("records")
        return [(row["method"], row["outcome"], row["arm"], int(row["point"])) for row in told]

    def indices(self, method: str, outcome: str, arm: str, measure: str) -> pd.DataFrame:
        """One measure of all factors, the largest first."""
        its = self.tables[INDICES]
        mine = its[
            (its["method"] == method) & (its["outcome"] == outcome) & (its["arm"] == arm) & (its["measure"] == measure)
        ]
        return mine.dropna(subset=["value"]).sort_values("value", ascending=False, kind="stable", ignore_index=True)

    def quantities(self) -> list[tuple[str, str]]:
        """Outcomes and arms that were looked at, in order."""
        arms = [self.manifest["baseline"], *(a for a in self.manifest["arms"] if a != self.manifest["baseline"])]
        return [(outcome, arm) for arm in arms for outcome in self.manifest["outcomes"]]


def read_analysis(folder: Path) -> Analysed:
    """A finished study; its tables are made again from its design and outcomes if they were made otherwise.

    Raises Mistake for a folder that holds none.
    """
    _manifest(folder)
    stamp = folder / "analysis.json"
    try:
        made = json.loads(stamp.read_text(encoding="utf-8"))["procedure"]
    except (OSError, ValueError, KeyError):
        made = ""
    if made != procedure():
        analysed(folder)
    return read_tables(folder)


def read_tables(folder: Path) -> Analysed:
    """A finished study by the tables that were made of it, as they are; one that is missing is empty.

    Raises Mistake for a folder that holds none.
    """
    tables = {}
    for name, schema in _SCHEMAS.items():
        path = folder / f"{name}.parquet"
        empty = pa.table({column: pa.array([], _ARROW[of]) for column, of in schema.items()})
        tables[name] = (pq.read_table(path) if path.is_file() else empty).to_pandas()
    return Analysed(folder, _manifest(folder), tables)


def is_sensitivity(folder: Path) -> bool:
    """Whether a folder holds a finished sensitivity study."""
    try:
        told = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(isinstance(told, dict) and told.get("kind") == "sensitivity")


def analysed(folder: Path, tell: Told = lambda stage, done, of: None) -> None:
    """Make every table of a study from its design and outcomes, and lay it beside them.

    Raises Mistake for a folder whose tables are missing or not as they were written.
    """
    manifest = _manifest(folder)
    blocks = read_blocks(folder)
    rows: dict[str, list[dict[str, object]]] = {name: [] for name in _SCHEMAS}
    looked = Analysed(folder, manifest, {}).quantities()
    seed = int(manifest["seed"])
    total, done = len(blocks) * len(looked), 0
    for outcome, arm in looked:
        for block in blocks.values():
            found = block.of(outcome, arm, manifest["baseline"], log=outcome in manifest["settings"]["log"])
            about = {"outcome": outcome, "arm": arm}
            absent = list(_missing(block, found, about))
            rows[MISSING] += absent
            if not absent:
                _READERS[block.name](_Read(block, found, about, manifest, blocks, seed, rows))
            done += 1
            tell("indices", done, total)
    for name, schema in _SCHEMAS.items():
        columns = {column: [row[column] for row in rows[name]] for column in schema}
        table = pa.table({column: pa.array(columns[column], _ARROW[of]) for column, of in schema.items()})
        beside = folder / f"{name}.writing"
        pq.write_table(table, beside)
        os.replace(beside, folder / f"{name}.parquet")
    (folder / "analysis.json").write_text(json.dumps({"procedure": procedure()}) + "\n", encoding="utf-8")


_ARROW = {str: pa.string(), float: pa.float64(), int: pa.int64(), bool: pa.bool_()}


@cache
def procedure() -> str:
    """What the analysis is, in 16 digits: tables that another has made are made anew."""
    text = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(text.replace(b"\r\n", b"\n")).hexdigest()[:16]


@dataclass(frozen=True, eq=False)
class _Read:
    """One outcome of one design, and where its rows go."""

    block: Checked
    found: Floats
    about: Mapping[str, object]
    manifest: Mapping[str, Any]
    blocks: Mapping[str, Checked]
    seed: int
    rows: Mapping[str, list[dict[str, object]]]

    def put(
        self,
        measure: str,
        factors: Sequence[str],
        its: "Estimates | _Ends",
        *,
        points: int,
        method: str = "",
        plain: Floats | None = None,
        noise: Floats | float = np.nan,
    ) -> None:
        """Rows of one measure."""
        n = len(factors)
        plain = np.full(n, np.nan) if plain is None else plain
        noise = np.broadcast_to(noise, n)
        for place, factor in enumerate(factors):
            self.rows[INDICES].append(
                {
                    "method": method or self.block.name,
                    **self.about,
                    "factor": factor,
                    "measure": measure,
                    "value": float(its.value[place]),
                    "low": float(its.low[place]),
                    "high": float(its.high[place]),
                    "plain": float(plain[place]),
                    "noise": float(noise[place]),
                    "points": points,
                    "worlds": self.found.shape[1],
                }
            )


def _missing(block: Checked, found: Floats, about: Mapping[str, object]) -> Iterator[dict[str, object]]:
    """A row for each point at which a value is missing, with the factor that is most unlike there, and its value."""
    absent = ~np.isfinite(found)
    where = absent.any(1)
    if not where.any():
        return
    places = block.places
    apart = np.abs(places[where].mean(0) - places.mean(0)) if not where.all() else np.zeros(places.shape[1])
    unlike = int(np.argmax(apart))
    for place in np.flatnonzero(where):
        yield {
            "method": block.name,
            **about,
            "point": int(block.point[place]),
            "worlds": int(absent[place].sum()),
            "factor": block.factors[unlike],
            "value": float(block.design[block.factors[unlike]].iloc[place]),
        }


def _read_ofat(of: _Read) -> None:
    factors = [factor for factor in Analysed(Path(), of.manifest, {}).factors if factor.path in of.block.factors]
    worlds = of.found.shape[1]
    for curve in ofat.curves(factors, of.block.places, of.block.role, of.found):
        for place in range(len(curve.places)):
            of.rows[CURVES].append(
                {
                    **of.about,
                    "factor": curve.factor,
                    "place": float(curve.places[place]),
                    "value": float(curve.values[place]),
                    "rise": float(curve.rise[place]),
                    "low": float(curve.low[place]),
                    "high": float(curve.high[place]),
                    "spread": float(curve.spread[place]),
                    "turns": curve.turns,
                    "worlds": worlds,
                }
            )


def _read_morris(of: _Read) -> None:
    told = morris.screened(of.block.factors, of.block.places, of.block.row, of.block.role, of.found, of.seed)
    n = told.trajectories
    size = _Ends(told.size, told.size_low, told.size_high)
    of.put("size", told.factors, size, points=n)
    of.put("mean", told.factors, told.mean, points=n)
    bare = _Ends(told.mu_star, *[np.full(len(told.factors), np.nan)] * 2)
    of.put("mu_star", told.factors, bare, points=n, plain=told.mu_star, noise=told.luck)
    of.put("sigma", told.factors, _Ends(told.sigma, bare.low, bare.high), points=n, plain=told.sigma)


class _Ends(NamedTuple):
    """Numbers whose intervals may be wider on one side."""

    value: Floats
    low: Floats
    high: Floats


def _read_sobol(of: _Read) -> None:
    laid = sobol.laid(of.block.row, of.block.role, of.found)
    last = None
    for n, told in sobol.convergence(laid, of.seed).items():
        for measure, its in (("first", told.first), ("total", told.total)):
            for place, unit in enumerate(told.units):
                of.rows[STEPS].append(
                    {
                        "method": of.block.name,
                        **of.about,
                        "factor": unit,
                        "measure": measure,
                        "points": n,
                        "value": float(its.value[place]),
                        "low": float(its.low[place]),
                        "high": float(its.high[place]),
                    }
                )
        last = told
    assert last is not None
    of.put("first", last.units, last.first, points=last.n, plain=last.plain_first)
    of.put("total", last.units, last.total, points=last.n, plain=last.plain_total)
    for part, its in (("factors", last.factors), ("chance", last.chance), ("chance_share", last.chance_share)):
        of.rows[CHANCE].append(
            {
                "method": of.block.name,
                **of.about,
                "part": part,
                "value": float(its.value),
                "low": float(its.low),
                "high": float(its.high),
                "points": last.n,
                "worlds": last.worlds,
            }
        )
    if of.block.name == "sobol":
        ends = np.isin(of.block.role, ["A", "B"])
        _given_data(of, of.block.places[ends], of.found[ends])


def _read_fast(of: _Read) -> None:
    told = fast.powers(of.block.factors, of.block.row, of.found)
    of.put("first", told.factors, told.first, points=told.points, plain=told.plain_first)
    of.put("total", told.factors, told.total, points=told.points, plain=told.plain_total)


def _read_shape(of: _Read) -> None:
    _given_data(of, of.block.places, of.found)


def _given_data(of: _Read, places: Floats, found: Floats) -> None:
    """Delta and PAWN, where they were asked for, of points that fill the ranges."""
    for method in of.manifest["settings"]["methods"]:
        if method in ("delta", "pawn"):
            told = shape.shaped(method, of.block.factors, places, found, of.seed)
            ends = _Ends(told.value, told.low, told.high)
            of.put(method, told.factors, ends, points=told.points, method=method, plain=told.value, noise=told.noise)


def _read_emulator(of: _Read) -> None:
    from turnaround_sim.analysis.sensitivity import emulating  # it needs what an extra brings

    told = emulating.emulated(of.block.places, of.found[:, 0], of.block.worlds[:, 0], of.seed)
    of.put("first", of.block.factors, told.first, points=told.points)
    of.put("total", of.block.factors, told.total, points=told.points)
    pairs = [(a, b) for a in range(len(of.block.factors)) for b in range(a + 1, len(of.block.factors))]
    names = [f"{of.block.factors[a]} × {of.block.factors[b]}" for a, b in pairs]
    at = tuple(np.array(pairs).T)
    of.put("second", names, Estimates(told.second.value[at], told.second.error[at]), points=told.points)
    of.rows[EMULATOR].append(
        {
            **of.about,
            "points": told.points,
            "explained": float(told.explained),
            "explained_direct": _at_direct(of, told.laid),
            "luck": float(told.luck),
        }
    )


def _at_direct(of: _Read, laid: Any) -> float:
    """The share of the variance that the emulator foretells at the direct design's points, luck taken out.

    NaN where a value is missing there.
    """
    block = of.blocks.get("sobol")
    if block is None:
        return float("nan")
    outcome, arm = str(of.about["outcome"]), str(of.about["arm"])
    found = block.of(outcome, arm, of.manifest["baseline"], log=outcome in of.manifest["settings"]["log"])
    ends = np.isin(block.role, ["A", "B"])
    if not np.isfinite(found[ends]).all():
        return float("nan")
    seen = found[ends] - found[ends].mean(0)
    guess = laid.guess(block.places[ends])[:, 0]
    guess = (guess - guess.mean()) * float(np.std(of.found[:, 0] - _levels(of)) or 1.0)
    wrong = seen - guess[:, None]
    whole = float(apart(seen, seen).mean())
    return 1.0 - float(apart(wrong, wrong).mean()) / whole if whole > 0.0 else float("nan")


def _levels(of: _Read) -> Floats:
    worlds = of.block.worlds[:, 0]
    return np.array([of.found[worlds == world, 0].mean() for world in worlds])


_READERS: Mapping[str, Callable[[_Read], None]] = {
    "ofat": _read_ofat,
    "morris": _read_morris,
    "groups": _read_sobol,
    "sobol": _read_sobol,
    "fast": _read_fast,
    "shape": _read_shape,
    "emulator": _read_emulator,
}


def _manifest(folder: Path) -> dict[str, Any]:
    if not is_sensitivity(folder):
        raise Mistake(f"{folder} is no finished sensitivity study", file=str(folder))
    told: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return told
