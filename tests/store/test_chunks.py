"""A chunk is on disk as a whole or not at all."""

import made_up_engine
import numpy as np
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from turnaround_sim import dictionary
from turnaround_sim.store import TABLES_KEPT, Chunk, chunks

SCENARIO = made_up_engine.MadeUpScenario()
CHUNK = Chunk(3, "made_up", 75, 25)
NAMES = TABLES_KEPT["panel"]


def made(keep: str = "panel"):
    return made_up_engine.simulate(SCENARIO, seed=1, first=75, replicates=25, keep=keep)


def test_a_chunk_comes_back_as_it_was_written(tmp_path):
    tables = made()
    folder = tmp_path / "key"
    chunks.write(folder, CHUNK, tables, NAMES)
    assert chunks.is_whole(folder, CHUNK, NAMES)
    for name in dictionary.TABLES:
        back = chunks.read(folder, name)
        assert back.column_names == tables[name].column_names
        gave = tables[name].to_pandas(strings_to_categorical=True)
        assert_frame_equal(back.to_pandas(), gave, check_dtype=False)
    for name, array in chunks.shaped(chunks.read(folder, "panel")).items():
        np.testing.assert_array_equal(array, tables["panel"][name])


@pytest.mark.parametrize("name", list(dictionary.TABLES))
def test_each_table_on_disk_has_the_dictionarys_columns_in_its_order(name):
    assert tuple(chunks.fitted(name, made()[name]).column_names) == dictionary.columns(name)


def test_a_table_with_other_columns_than_the_dictionarys_is_refused():
    outcomes = made("outcomes")["outcomes"]
    for wrong in (outcomes.drop_columns(["spend_m"]), outcomes.append_column("extra", outcomes["seed"])):
        with pytest.raises(ValueError, match="table outcomes has the columns"):
            chunks.fitted("outcomes", wrong)
    with pytest.raises(ValueError, match="table outcomes has the columns"):
        chunks.fitted("outcomes", outcomes.select(outcomes.column_names[::-1]))


def test_a_column_that_does_not_fit_its_type_is_refused():
    support = made()["months"]
    broken = support.set_column(3, "month", pa.array([0.5] * len(support)))
    with pytest.raises(pa.ArrowInvalid):
        chunks.fitted("months", broken)


def test_coded_text_of_any_width_becomes_one_type():
    outcomes = made("outcomes")["outcomes"]
    coded = pa.DictionaryArray.from_arrays(pa.array([0] * 25, pa.int8()), pa.array(["made_up"]))
    fitted = chunks.fitted("outcomes", outcomes.set_column(0, "arm", coded))
    assert_frame_equal(fitted.to_pandas(), chunks.fitted("outcomes", outcomes).to_pandas())
    assert fitted.schema.equals(chunks.schema("outcomes"))


def test_a_chunk_with_too_few_replicates_is_refused_and_leaves_nothing(tmp_path):
    tables = made_up_engine.simulate(SCENARIO, seed=1, first=75, replicates=24)
    with pytest.raises(ValueError, match="25 replicates were asked for, 24 came back"):
        chunks.write(tmp_path / "key", CHUNK, tables, TABLES_KEPT["tables"])
    assert list(tmp_path.iterdir()) == []


def test_a_write_that_fails_half_way_leaves_nothing_that_looks_like_a_chunk(tmp_path, monkeypatch):
    monkeypatch.setattr(chunks.pa.ipc, "new_file", failing_after(2, chunks.pa.ipc.new_file))
    with pytest.raises(OSError, match="full"):
        chunks.write(tmp_path / "key", CHUNK, made(), NAMES)
    assert list(tmp_path.iterdir()) == []


def failing_after(times, original):
    calls = iter(range(times))

    def call(*args, **kwargs):
        if next(calls, None) is None:
            raise OSError(28, "the disk is full")
        return original(*args, **kwargs)

    return call


@pytest.mark.parametrize("damage", ["cut", "gone", "emptied", "other columns"])
def test_a_damaged_chunk_is_not_whole(tmp_path, damage):
    chunks.write(tmp_path / "key", CHUNK, made(), NAMES)
    path = tmp_path / "key" / "annual.arrow"
    content = path.read_bytes()
    if damage == "cut":
        path.write_bytes(content[:-20])
    elif damage == "gone":
        path.unlink()
    elif damage == "emptied":
        path.write_bytes(b"")
    else:
        path.write_bytes((path.parent / "months.arrow").read_bytes())
    assert not chunks.is_whole(tmp_path / "key", CHUNK, NAMES)
    chunks.write(tmp_path / "key", CHUNK, made(), NAMES)
    assert chunks.is_whole(tmp_path / "key", CHUNK, NAMES)
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


def test_a_chunk_that_another_process_has_written_first_stays(tmp_path):
    chunks.write(tmp_path / "key", CHUNK, made(), NAMES)
    before = (tmp_path / "key").stat().st_ino
    chunks.write(tmp_path / "key", CHUNK, made(), NAMES)
    assert (tmp_path / "key").stat().st_ino == before
    assert [each.name for each in tmp_path.iterdir()] == ["key"]


@pytest.mark.parametrize("other", [Chunk(3, "made_up", 75, 24), Chunk(3, "made_up", 50, 25)])
def test_rows_of_other_replicates_are_not_this_chunk(tmp_path, other):
    chunks.write(tmp_path / "key", CHUNK, made(), NAMES)
    assert not chunks.is_whole(tmp_path / "key", other, NAMES)


def test_a_panel_with_other_variables_or_shapes_is_refused():
    panel = made()["panel"]
    with pytest.raises(ValueError, match="the panel has"):
        chunks.flattened({name: array for name, array in panel.items() if name != "stigma"})
    with pytest.raises(ValueError, match="shapes"):
        chunks.flattened({**panel, "stigma": panel["stigma"][1:]})
