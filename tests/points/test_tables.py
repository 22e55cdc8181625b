import json

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from turnaround_sim.design.factors import uncertain_factors
from turnaround_sim.mistakes import Mistake
from turnaround_sim.points import Block, Point, checksum, described, read_blocks, write_blocks
from turnaround_sim.points.running import OUTCOMES

ARMS = ["b", "a"]
FACTORS = uncertain_factors()[:2]


@pytest.fixture
def folder(tmp_path):
    rng = np.random.default_rng(0)
    blocks, found = [], {}
    for name, n in (("first", 4), ("second", 3)):
        places = rng.random((n, 2))
        points = tuple(Point({f.path: f.value(p) for f, p in zip(FACTORS, row, strict=True)}, (2, 5)) for row in places)
        blocks.append(Block(name, FACTORS, places, list(range(n)), ["here"] * n, points))
        found[name] = rng.random((n, 2, 2, len(OUTCOMES)))
    told = write_blocks(tmp_path, blocks, found, ARMS, seed=9)
    (tmp_path / "manifest.json").write_text(json.dumps({**told, "arms": ARMS}), encoding="utf-8")
    return tmp_path, blocks, found


def test_what_was_written_is_read_by_block_arm_and_world(folder):
    where, blocks, found = folder
    read = read_blocks(where)
    assert list(read) == ["first", "second"]
    for block in blocks:
        its = read[block.name]
        assert (its.places == block.places).all()
        assert its.factors == tuple(factor.path for factor in FACTORS)
        assert its.worlds.tolist() == [[2, 5]] * len(block.points)
        for place, outcome in enumerate(OUTCOMES):
            assert (its.values[outcome] == found[block.name][..., place]).all()
        assert (its.of("shortfall", "b", "b") == found[block.name][:, 0, :, 0]).all()
        assert (its.of("shortfall", "a", "b") == found[block.name][:, 1, :, 0] - found[block.name][:, 0, :, 0]).all()
    assert read["second"].point.tolist() == [4, 5, 6]


@pytest.mark.parametrize("name", ["design.parquet", "places.parquet", "outcomes.parquet"])
def test_rows_in_another_order_are_joined_by_their_ids(folder, name):
    where, _, _ = folder
    before = read_blocks(where)
    table = pq.read_table(where / name)
    pq.write_table(table.take(np.random.default_rng(3).permutation(len(table))), where / name)
    after = read_blocks(where)
    for block in before:
        assert (before[block].places == after[block].places).all()
        for outcome in OUTCOMES:
            assert (before[block].values[outcome] == after[block].values[outcome]).all()


@pytest.mark.parametrize("column", ["point", "replicate", "shortfall"])
def test_a_value_that_moved_to_another_row_is_refused(folder, column):
    where, _, _ = folder
    table = pq.read_table(where / "outcomes.parquet")
    values = table[column].to_numpy().copy()
    other = next(place for place in range(1, len(values)) if values[place] != values[0])
    values[[0, other]] = values[[other, 0]]
    place = table.column_names.index(column)
    pq.write_table(table.set_column(place, column, pa.array(values)), where / "outcomes.parquet")
    with pytest.raises(Mistake, match=r"outcomes.parquet is not as it was written: its checksum is another"):
        read_blocks(where)


def test_a_missing_row_or_file_is_refused(folder):
    where, _, _ = folder
    table = pq.read_table(where / "design.parquet")
    pq.write_table(table.slice(1), where / "design.parquet")
    with pytest.raises(Mistake, match="checksum"):
        read_blocks(where)
    (where / "design.parquet").unlink()
    with pytest.raises(Mistake, match="is no finished study that can be read"):
        read_blocks(where)


def test_a_checksum_hangs_on_values_and_not_on_how_they_lie():
    table = pa.table({"point": [1, 0], "x": [0.5, 0.25], "arm": pa.array(["a", "b"]).dictionary_encode()})
    plain = pa.table({"x": [0.25, 0.5], "arm": ["b", "a"], "point": [0, 1]})
    assert checksum(table) == checksum(plain)
    assert checksum(plain) != checksum(pa.table({"x": [0.5, 0.25], "arm": ["b", "a"], "point": [0, 1]}))


def test_every_column_on_disk_is_in_the_dictionary(folder):
    where, _, _ = folder
    tables = described(FACTORS)["tables"]
    for name in ("design", "places", "outcomes"):
        assert set(pq.read_table(where / f"{name}.parquet").column_names) == set(tables[name])
