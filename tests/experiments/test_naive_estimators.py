"""The mirror runs, on small worlds, and is published whole; the page of background shows what is published."""

import json
from pathlib import Path

import pandas as pd
import pytest

from experiments import naive_estimators, publishing
from turnaround_sim import read_scenario
from turnaround_sim.analysis.naive import ESTIMATORS, FULL, NULL

HOUSE = Path(__file__).parents[2]
NOTHING = {"parameters.leadership.effects": 0.0, "parameters.support.effects": 0.0, "name": "leaderless"}
PAGE = HOUSE / "docs" / "background" / "before-and-after.md"


@pytest.fixture(scope="module")
def published(tmp_path_factory):
    scenarios = {FULL: read_scenario("classroom"), NULL: read_scenario("classroom", NOTHING)}
    out = tmp_path_factory.mktemp("results")
    return naive_estimators.run_and_publish(scenarios, out, replicates=5, seed=3, command="a command")


def test_every_estimator_is_published_in_both_scenarios_and_read_back_as_they_are_named(published):
    table = pd.read_csv(published / "mirror.csv")
    assert len(table) == 2 * len(ESTIMATORS)
    assert set(table["scenario"]) == {FULL, NULL}
    assert (table.loc[table["scenario"] == NULL, ["truth", "truth_low", "truth_high"]] == 0).all(axis=None)
    assert table["note"].notna().all()


def test_it_says_how_it_was_made_and_its_figures_are_small(published):
    manifest = json.loads((published / "manifest.json").read_text(encoding="utf-8"))
    assert (manifest["command"], manifest["seed"], manifest["replicates"]) == ("a command", 3, 5)
    assert manifest["numbers_that_differ_in_the_null"] == 0
    assert {"notice", "out_of_scope", "rests_on", "pairs", "source", "versions", "date", "seconds"} <= set(manifest)
    figures = sorted((published / "figures").iterdir())
    assert [path.name for path in figures] == ["mirror.png", "mirror.svg"]
    kept = (HOUSE / "results" / "published" / "naive_estimators" / "figures").iterdir()
    assert all(path.stat().st_size <= publishing.LARGEST_FIGURE for path in (*figures, *kept))


def test_under_draws_the_truth_in_the_null_is_nought_all_the_same(published, tmp_path):
    scenarios = {FULL: read_scenario("classroom"), NULL: read_scenario("classroom", NOTHING)}
    folder = naive_estimators.run_and_publish(
        scenarios, tmp_path, replicates=4, seed=3, command="a command", uncertainty="posterior"
    )
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["rests_on"] == "posterior"
    assert manifest["numbers_that_differ_in_the_null"] == 0
    label = "UNCALIBRATED"
    assert label not in (folder / "figures" / "mirror.svg").read_text(encoding="utf-8")
    assert label in (published / "figures" / "mirror.svg").read_text(encoding="utf-8")
    runs = [json.loads(path.read_text(encoding="utf-8")) for path in tmp_path.glob("*/*/manifest.json")]
    assert {(run["uncertainty"], run["worlds_per_draw"]) for run in runs if "worlds_per_draw" in run} == {
        ("posterior", 1)
    }


def test_a_mistake_is_told_in_one_sentence_and_leaves_nothing(tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        naive_estimators.main(["--replicates", "0", "--out", str(tmp_path)])
    out, err = capsys.readouterr()
    assert (ended.value.code, out, err.count("\n")) == (2, "", 1)
    assert not list(tmp_path.iterdir())


def test_the_page_of_background_shows_what_is_published_and_the_command_that_made_it():
    folder = HOUSE / "results" / "published" / "naive_estimators"
    page = PAGE.read_text(encoding="utf-8")
    assert naive_estimators.table_of(folder) in page
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert f"{manifest['replicates']} worlds of each, seed {manifest['seed']}" in page
    assert manifest["command"] in page
    shown = HOUSE / "docs" / "figures" / "mirror.png"
    assert shown.read_bytes() == (folder / "figures" / "mirror.png").read_bytes(), (
        "the figure on the page is an old one"
    )
