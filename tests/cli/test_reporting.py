"""`report` writes a page and a workbook of a finished run, and says what the answer is and where they lie."""

import json

import made_up_engine
import pytest
from made_up_fit import write_fit

from turnaround_sim import cli, dictionary, experiment
from turnaround_sim.store import Question


@pytest.fixture
def folder(monkeypatch, tmp_path):
    """A finished run of two arms in an empty place."""
    monkeypatch.setattr(experiment, "simulate", made_up_engine.simulate)
    monkeypatch.chdir(tmp_path)
    arms = {name: made_up_engine.MadeUpScenario(name) for name in ("england", "patient")}
    resolved = {name: {**scenario.resolved(), "trusts": 12} for name, scenario in arms.items()}
    question = Question("both", resolved, 1, 4, "tables")
    return experiment.run_arms(arms, question, workers=1, out=tmp_path)


def test_the_answer_and_both_files_are_named(folder, capsys):
    assert cli.main(["report", str(folder)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert "“patient”" in " ".join(lines)
    assert dictionary.NOTICE in lines
    assert lines[-2:] == [f"Report   {folder / 'report.html'}", f"         {folder / 'tables.xlsx'}"]
    assert all(len(line) <= 80 for line in lines[:-2])
    assert (folder / "report.html").stat().st_size > 10_000
    assert (folder / "tables.xlsx").is_file()


def test_json_has_the_folder_the_files_and_the_answer(folder, capsys):
    assert cli.main(["report", str(folder), "--json", "--arm", "patient"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["folder"] == str(folder)
    assert told["files"] == [str(folder / name) for name in ("report.html", "tables.xlsx")]
    assert "“patient”" in told["answer"]


def test_quiet_prints_the_page_only(folder, capsys):
    assert cli.main(["report", str(folder), "--quiet"]) == 0
    assert capsys.readouterr().out == f"{folder / 'report.html'}\n"


@pytest.mark.parametrize("words", [["nowhere"], ["."]])
def test_a_folder_that_is_no_run_is_a_mistake(words, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["report", *words]) == 2
    assert "is not the folder of a finished run" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_an_unknown_arm_is_a_mistake_and_nothing_is_written(folder, capsys):
    assert cli.main(["report", str(folder), "--arm", "patiant", "--json"]) == 2
    told = json.loads(capsys.readouterr().out)["error"]
    assert (told["key"], told["value"]) == ("--arm", "patiant")
    assert 'did you mean "patient"' in told["message"]
    assert not (folder / "report.html").exists()


# ---------------------------------------------------------------- calibrations


@pytest.fixture
def fits(tmp_path):
    return write_fit(tmp_path / "full"), write_fit(tmp_path / "null", "null", seed=3)


def test_a_calibration_has_its_own_page_with_the_null_beside_it(fits, capsys):
    full, null = fits
    assert cli.main(["report", str(full), "--against", str(null), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["files"][:2] == [str(full / "report.html"), str(full / "against_null.csv")]
    assert told["answer"].startswith("The full model meets ")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["FULL", "--arm", "england"], "--arm goes with a run"),
        (["FULL", "--against", "nowhere"], "is not the folder of a finished calibration"),
        (["FULL", "--against", "FULL"], 'is a calibration of "england"; one of "null" is needed'),
        (["NULL", "--against", "FULL"], 'is a calibration of "null"; one of "england" is needed'),
    ],
)
def test_what_does_not_go_with_a_calibration_is_a_mistake(fits, words, said, capsys):
    full, null = fits
    places = {"FULL": str(full), "NULL": str(null)}
    assert cli.main(["report", *(places.get(word, word) for word in words)]) == 2
    assert said in capsys.readouterr().err
    assert not (full / "report.html").exists()


def test_a_run_is_not_set_against_a_calibration(folder, fits, capsys):
    assert cli.main(["report", str(folder), "--against", str(fits[1])]) == 2
    assert "--against goes with a calibration" in capsys.readouterr().err
