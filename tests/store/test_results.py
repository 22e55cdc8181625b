"""An answer is read back whole, and what is wrong with a folder is said by name."""

import json
import shutil

import made_up_engine
import numpy as np
import pyarrow as pa
import pytest
from pandas.testing import assert_frame_equal

from turnaround_sim import dictionary
from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import Question, Results, Work


@pytest.fixture(scope="module")
def finished(tmp_path_factory):
    """The folder of a small finished run that kept its panel."""
    scenario = made_up_engine.MadeUpScenario()
    question = Question("made_up", {"a": scenario.resolved(), "b": scenario.resolved()}, 1, 30, "panel", first=5)
    with Work(question, tmp_path_factory.mktemp("results")) as work:
        for chunk in reversed(work.missing):
            tables = made_up_engine.simulate(
                scenario, seed=1, first=chunk.first, replicates=chunk.replicates, keep="panel", arm=chunk.arm
            )
            work.keep(chunk, tables)
        return work.publish({"scenarios": dict(question.arms)})


@pytest.fixture
def copied(finished, tmp_path):
    return shutil.copytree(finished, tmp_path / finished.name)


def all_rows(name: str) -> pa.Table:
    tables = []
    for first, n in ((5, 25), (30, 5)):
        for arm in "ab":
            scenario = made_up_engine.MadeUpScenario()
            tables.append(made_up_engine.simulate(scenario, seed=1, first=first, replicates=n, arm=arm)[name])
    return pa.concat_tables(tables)


@pytest.mark.parametrize("name", list(dictionary.TABLES))
def test_a_table_holds_what_the_engine_gave_in_the_order_of_replicates(finished, name):
    back, gave = Results.open(finished).arrow(name), all_rows(name)
    assert tuple(back.column_names) == dictionary.columns(name)
    given = gave.to_pandas(strings_to_categorical=True)
    assert_frame_equal(back.to_pandas(), given, check_dtype=False, check_categorical=False)


def test_pandas_gets_text_as_categories_and_empty_numbers_as_nan(finished):
    tenures = Results.open(finished).table("tenures")
    assert tenures["arm"].dtype == "category"
    assert tenures["ended"].dtype == np.float64
    assert tenures["ended"].isna().any()
    assert tenures["trust"].dtype == np.int32
    assert tenures["interim"].dtype == bool


def test_columns_can_be_asked_for_one_by_one(finished):
    assert list(Results.open(finished).table("annual", ["year", "quality"]).columns) == ["year", "quality"]


def test_the_panel_has_its_axes_in_order_and_the_engines_values(finished):
    with Results.open(finished).panel() as panel:
        assert panel["quality"].dims == ("arm", "replicate", "month", "trust")
        assert panel["arm"].values.tolist() == ["a", "b"]
        assert panel["replicate"].values.tolist() == list(range(5, 35))
        assert panel["month"].values[0] == 0
        assert set(panel.data_vars) == {column.name for column in dictionary.PANEL}
        assert panel["quality_safe"].attrs["units"] == "points"
        assert panel.attrs["notice"] == dictionary.NOTICE
        gave = made_up_engine.simulate(made_up_engine.MadeUpScenario(), seed=1, first=30, replicates=5, keep="panel")
        for name, array in gave["panel"].items():
            np.testing.assert_array_equal(panel[name].sel(arm="b", replicate=slice(30, 34)).values, array)


def test_the_dictionary_beside_the_tables_explains_every_column(finished):
    described = json.loads((finished / "dictionary.json").read_text(encoding="utf-8"))
    results = Results.open(finished)
    assert set(described["tables"]) == {*results.tables, "panel"}
    for name in results.tables:
        assert list(described["tables"][name]) == results.arrow(name).column_names
        for facts in described["tables"][name].values():
            assert facts["meaning"]
            assert facts["unit"]
            assert facts["source"]


def test_every_table_says_that_it_is_no_forecast(finished):
    for name in dictionary.TABLES:
        said = Results.open(finished).arrow(name).schema.metadata
        assert said[b"notice"].decode() == dictionary.NOTICE
        assert said[b"out_of_scope"].decode() == dictionary.OUT_OF_SCOPE


def test_the_manifest_names_every_file_with_its_rows_and_sum(finished):
    files = json.loads((finished / "manifest.json").read_text(encoding="utf-8"))["files"]
    assert set(files) == {"panel.nc", *(f"{name}.parquet" for name in dictionary.TABLES)}
    assert files["outcomes.parquet"]["rows"] == 60
    assert files["annual.parquet"]["bytes"] == (finished / "annual.parquet").stat().st_size


@pytest.mark.parametrize("name", ["manifest.json", "annual.parquet", "panel.nc"])
def test_a_file_that_is_gone_or_cut_is_named(copied, name):
    content = (copied / name).read_bytes()
    (copied / name).write_bytes(content[: len(content) // 2])
    with pytest.raises(Mistake, match="is damaged") as cut:
        Results.open(copied)
    assert cut.value.file == str(copied / name)
    (copied / name).unlink()
    with pytest.raises(Mistake, match="is damaged") as gone:
        Results.open(copied)
    assert gone.value.file == str(copied / name)


@pytest.mark.parametrize("name", ["annual.parquet", "panel.nc"])
def test_a_file_overwritten_at_its_length_is_named_when_it_is_read(copied, name):
    path = copied / name
    path.write_bytes(b"\0" * path.stat().st_size)
    results = Results.open(copied)
    with pytest.raises(Mistake, match="is damaged") as damaged:
        results.panel() if name == "panel.nc" else results.table("annual")
    assert damaged.value.file == str(path)


def test_a_folder_that_is_missing_or_unfinished_is_named(copied, tmp_path):
    with pytest.raises(Mistake, match="no such folder"):
        Results.open(tmp_path / "nowhere")
    (copied / "done").unlink()
    with pytest.raises(Mistake, match="done is missing"):
        Results.open(copied)
    partial = copied.rename(copied.with_suffix(".partial"))
    with pytest.raises(Mistake, match="not finished") as unfinished:
        Results.open(partial)
    assert unfinished.value.file == str(partial)


def test_a_table_or_column_that_is_not_there_is_a_mistake_with_the_nearest_name(finished):
    results = Results.open(finished)
    with pytest.raises(Mistake, match=r'no table "anual".*did you mean "annual"'):
        results.table("anual")
    with pytest.raises(Mistake, match=r'no column "qualty".*did you mean "quality"'):
        results.table("annual", ["qualty"])


def test_a_panel_that_was_not_kept_is_said_so(copied):
    manifest = json.loads((copied / "manifest.json").read_text(encoding="utf-8"))
    del manifest["files"]["panel.nc"]
    (copied / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    with pytest.raises(Mistake, match="kept no panel"):
        Results.open(copied).panel()
