"""`figures` draws what a finished run shows, and says where it is."""

import json

import made_up_engine
import pytest

from turnaround_sim import cli, dictionary, experiment
from turnaround_sim.cli import drawing
from turnaround_sim.report import FIGURES
from turnaround_sim.store import Question


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A finished run of two arms in an empty place."""
    monkeypatch.setattr(experiment, "simulate", made_up_engine.simulate)
    monkeypatch.chdir(tmp_path)
    arms = {name: made_up_engine.MadeUpScenario(name) for name in ("england", "patient")}
    resolved = {name: {**scenario.resolved(), "trusts": 12} for name, scenario in arms.items()}
    question = Question("both", resolved, 1, 2, "tables")
    return experiment.run_arms(arms, question, workers=1, out=tmp_path)


@pytest.fixture
def asked(monkeypatch):
    """What the drawing is asked for, in place of drawing it."""
    kept = []

    def draw(folder, names, arm):
        kept.append((folder, list(names), arm))
        return {name: [folder / "figures" / f"{name}.{kind}" for kind in ("png", "svg")] for name in names or FIGURES}

    monkeypatch.setattr(drawing, "draw_figures", draw)
    return kept


def test_all_figures_are_drawn_and_their_paths_printed(folder, asked, capsys):
    assert cli.main(["figures", str(folder)]) == 0
    assert asked == [(folder, [], None)]
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == [dictionary.NOTICE, "Arm      england; --arm NAME draws another: patient"]
    assert lines[2] == f"Figures  {folder / 'figures' / 'still_in_since_entry.png'}"
    assert len(lines) == 2 + 2 * len(FIGURES)


def test_figures_and_the_arm_are_chosen_by_name(folder, asked, capsys):
    words = ["--only", "ratings_over_time", "--only", "national_dashboard", "--arm", "patient", "--json"]
    assert cli.main(["figures", str(folder), *words]) == 0
    assert asked == [(folder, ["ratings_over_time", "national_dashboard"], "patient")]
    told = json.loads(capsys.readouterr().out)
    assert (told["folder"], told["arm"]) == (str(folder), "patient")
    assert list(told["figures"]) == ["ratings_over_time", "national_dashboard"]
    assert told["figures"]["ratings_over_time"] == [
        str(folder / "figures" / f"ratings_over_time.{kind}") for kind in ("png", "svg")
    ]


def test_a_figure_is_drawn_for_all_to_see(folder, capsys):
    assert cli.main(["figures", str(folder), "--only", "still_in_since_entry", "--arm", "patient"]) == 0
    png, svg = (line.split()[-1] for line in capsys.readouterr().out.splitlines()[-2:])
    for path in (png, svg):
        assert (folder / "figures" / "patient" / path.rpartition("/")[2]).is_file()


@pytest.mark.parametrize(
    ("words", "key", "said"),
    [
        (["--only", "national_dashbord"], "--only", 'did you mean "national_dashboard"'),
        (["--only", "ratings_over_time", "--only", "ratings"], "--only", 'did you mean "ratings_over_time"'),
        (["--arm", "patiant"], "--arm", 'did you mean "patient"'),
    ],
    ids=" ".join,
)
def test_a_wrong_name_is_a_mistake_and_nothing_is_drawn(folder, words, key, said, capsys):
    assert cli.main(["figures", str(folder), *words, "--json"]) == 2
    told = json.loads(capsys.readouterr().out)["error"]
    assert told["key"] == key
    assert said in told["message"]
    assert not (folder / "figures").exists()


def test_a_folder_that_is_no_run_is_a_mistake(tmp_path, capsys):
    assert cli.main(["figures", str(tmp_path)]) == 2
    assert "is not the folder of a finished run" in capsys.readouterr().err
    assert cli.main(["figures", str(tmp_path / "nowhere")]) == 2
    assert "there is no such folder" in capsys.readouterr().err
