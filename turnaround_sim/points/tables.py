"""The tables that a study leaves: its design with row ids, and the outcomes that name the row they belong to."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.parquet as pq

from turnaround_sim import dictionary
from turnaround_sim.design import Factor
from turnaround_sim.mistakes import Mistake
from turnaround_sim.points.running import OUTCOMES, Point

if TYPE_CHECKING:
    import pandas

Floats = npt.NDArray[np.float64]

DESIGN, PLACES, FOUND = "design.parquet", "places.parquet", "outcomes.parquet"
WHERE = "block", "point", "row", "role"


@dataclass(frozen=True, eq=False)
class Block:
    """One design of a study: its points, and what each of them is for.

    `places` are from 0 to 1 of each factor's range [points, factors]; `row` and `role` are the method's own: of which
    base row, trajectory or curve a point is, and what it does there.
    """

    name: str
    factors: tuple[Factor, ...]
    places: Floats
    row: Sequence[int]
    role: Sequence[str]
    points: tuple[Point, ...]


@dataclass(frozen=True, eq=False)
class Checked:
    """One design as it was read from disk, its rows in the order of their ids, each with what was found there.

    `values` is [points, arms, worlds] for each outcome; `worlds` are their numbers [points, worlds].
    """

    name: str
    factors: tuple[str, ...]
    point: npt.NDArray[np.int64]
    row: npt.NDArray[np.int64]
    role: npt.NDArray[np.object_]
    places: Floats
    design: "pandas.DataFrame"
    arms: tuple[str, ...]
    worlds: npt.NDArray[np.int64]
    values: Mapping[str, Floats]

    def of(self, outcome: str, arm: str, baseline: str, *, log: bool = False) -> Floats:
        """An outcome of the baseline, or by how much it differs from it in another arm [points, worlds].

        With `log` it is the logarithm of one more than the outcome.
        """
        level = np.log1p(self.values[outcome]) if log else self.values[outcome]
        found = level[:, self.arms.index(arm)]
        return found if arm == baseline else found - level[:, self.arms.index(baseline)]


def write_blocks(
    folder: Path, blocks: Sequence[Block], outcomes: Mapping[str, Floats], arms: Sequence[str], seed: int
) -> dict[str, Any]:
    """Write design, places and outcomes [points, arms, worlds, outcomes]; give what the manifest is to say of them."""
    first, designs, places, found = 0, [], [], []
    for block in blocks:
        n = len(block.points)
        ids = np.arange(first, first + n)
        first += n
        where = {"block": [block.name] * n, "point": ids, "row": np.asarray(block.row), "role": list(block.role)}
        values = {path: [point.values.get(path) for point in block.points] for path in _paths(block.points)}
        drawn = {"draw": [point.draw for point in block.points], "drawn": [p.uncertainty for p in block.points]}
        designs.append(
            pa.table({**where, **drawn, **{path: pa.array(its, pa.float64()) for path, its in values.items()}})
        )
        its = {factor.path: block.places[:, place] for place, factor in enumerate(block.factors)}
        places.append(pa.table({"block": [block.name] * n, "point": ids, **its}))
        found.append(_rows(block, ids, outcomes[block.name], arms, seed))
    written = {
        DESIGN: pa.concat_tables(designs, promote_options="default"),
        PLACES: pa.concat_tables(places, promote_options="default"),
        FOUND: pa.concat_tables(found),
    }
    for name, table in written.items():
        pq.write_table(table, folder / name)
    return {
        "blocks": {
            block.name: {
                "points": len(block.points),
                "worlds": len(block.points[0].worlds),
                "factors": [factor.path for factor in block.factors],
            }
            for block in blocks
        },
        "checksums": {name: checksum(table) for name, table in written.items()},
    }


def read_blocks(folder: Path) -> dict[str, Checked]:
    """Every design of a finished study with its outcomes, joined by the ids of the rows, in whichever order they lie.

    Raises Mistake where a table is missing, a row is missing or twice there, or a value is not what was written.
    """
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        tables = {name: pq.read_table(folder / name) for name in (DESIGN, PLACES, FOUND)}
    except (OSError, ValueError, pa.ArrowException) as error:
        why = "" if isinstance(error, FileNotFoundError) else f" ({error})"
        text = f"{folder} is no finished study that can be read{why}"
        raise Mistake(text, file=str(folder)) from None
    for name, table in tables.items():
        if checksum(table) != manifest["checksums"][name]:
            text = f"{folder / name} is not as it was written: its checksum is another; run the study again"
            raise Mistake(text, file=str(folder / name))
    design, places, found = (tables[name].to_pandas().sort_values(by) for name, by in _ORDER.items())
    read = {}
    for name, told in manifest["blocks"].items():
        rows = design[design["block"] == name].set_index("point")
        mine = found[found["point"].isin(rows.index)]
        arms = tuple(dict.fromkeys(manifest["arms"]))
        count = (len(rows), len(arms), told["worlds"])
        values = {}
        for outcome in OUTCOMES:
            laid = np.empty(count)
            for place, arm in enumerate(arms):
                laid[:, place] = mine.loc[mine["arm"] == arm, outcome].to_numpy().reshape(count[0], count[2])
            values[outcome] = laid
        first = mine[mine["arm"] == arms[0]]
        read[name] = Checked(
            name=name,
            factors=tuple(told["factors"]),
            point=rows.index.to_numpy(),
            row=rows["row"].to_numpy(),
            role=rows["role"].to_numpy(object),
            places=places[places["block"] == name][told["factors"]].to_numpy(float),
            design=rows.drop(columns=["block", "row", "role"]),
            arms=arms,
            worlds=first["replicate"].to_numpy().reshape(count[0], count[2]),
            values=values,
        )
    return read


_ORDER = {DESIGN: ["point"], PLACES: ["point"], FOUND: ["point", "arm", "replicate"]}


def checksum(table: pa.Table) -> str:
    """16 hexadecimal digits over every value of a table, whatever the order of its rows.

    A table is put in the order of its ids first, so that a file that was sorted anew is still the same, and one in
    which a value moved to another row is not.
    """
    plain = {
        name: column.cast(pa.string()) if pa.types.is_dictionary(column.type) else column
        for name, column in zip(table.column_names, table.columns, strict=True)
    }
    keys = [name for name in ("point", "arm", "replicate") if name in plain]
    ordered = pa.table(plain).sort_by([(name, "ascending") for name in keys])
    digest = hashlib.sha256()
    for name in sorted(ordered.column_names):
        column = ordered[name]
        digest.update(f"{name} {len(column)}\n".encode())
        if pa.types.is_string(column.type):
            digest.update("\n".join(column.to_pylist()).encode())
        else:
            digest.update(column.to_numpy().astype(np.float64).tobytes())
    return digest.hexdigest()[:16]


def _paths(points: Sequence[Point]) -> list[str]:
    return list(dict.fromkeys(path for point in points for path in point.values))


def _rows(block: Block, ids: Any, outcomes: Floats, arms: Sequence[str], seed: int) -> pa.Table:
    """One row a point, arm and world."""
    points, count, worlds = outcomes.shape[:3]
    numbers = np.array([point.worlds for point in block.points], np.int32)
    total = points * count * worlds
    codes = np.tile(np.repeat(np.arange(count, dtype=np.int32), worlds), points)
    flat = outcomes.reshape(total, len(OUTCOMES))
    return pa.table(
        {
            "arm": pa.DictionaryArray.from_arrays(pa.array(codes), pa.array(list(arms))),
            "replicate": np.repeat(numbers[:, None, :], count, axis=1).reshape(total),
            "seed": np.full(total, seed, np.int64),
            "point": np.repeat(ids, count * worlds),
            **{name: flat[:, place] for place, name in enumerate(OUTCOMES)},
        }
    )


def described(factors: Sequence[Factor]) -> dict[str, object]:
    """The dictionary of a study's tables: every column, its meaning, unit and source."""
    where = {
        "block": "the design that a point belongs to",
        "point": "number of the point, from 0; the same in every table",
        "row": "base row, trajectory or curve that the point is of",
        "role": "what the point does there",
        "draw": "draw of the parameters, where they are drawn",
        "drawn": "how parameters are drawn before the factors are set: none, prior, posterior",
    }
    numbers = {
        factor.path: {"meaning": factor.declared.note, "unit": factor.declared.unit, "source": factor.declared.source}
        for factor in factors
    }
    shares = {factor.path: {"meaning": "place in its range, from 0 to 1", "unit": "1"} for factor in factors}
    words = {name: {"meaning": meaning, "unit": "1"} for name, meaning in where.items()}
    told = dictionary.described(("outcomes",))
    tables = dict(cast(dict[str, dict[str, object]], told["tables"]))
    tables["outcomes"] = {**tables["outcomes"], "point": words["point"]}
    tables["design"] = {**words, **numbers}
    tables["places"] = {"block": words["block"], "point": words["point"], **shares}
    return {**told, "tables": tables}
