"""`run` computes, sums up, draws, and says where everything is."""

import json
import math
import re
import sys
from pathlib import Path

import made_up_engine
import pytest

from turnaround_sim import cli, dictionary, experiment
from turnaround_sim.cli import running
from turnaround_sim.store import Results


@pytest.fixture(autouse=True)
def small_world(monkeypatch, tmp_path):
    monkeypatch.setattr(experiment, "simulate", made_up_engine.simulate)
    monkeypatch.setattr(running, "_draw", drawn)
    monkeypatch.chdir(tmp_path)
    world = 'title = "A small [world]"\ntrusts = 12\nsystems = 3\nmonths = 6\n'
    (tmp_path / "small.toml").write_text(world, encoding="utf-8")


def drawn(folder: Path) -> list[Path]:
    (folder / "figures").mkdir(exist_ok=True)
    path = folder / "figures" / "one.png"
    path.write_bytes(b"picture")
    return [path]


def run(*words: str) -> int:
    return cli.main(["run", "small.toml", "--replicates", "30", "--workers", "2", *words])


def folder_in(tmp_path: Path) -> Path:
    (folder,) = (tmp_path / "results" / "small").iterdir()
    return folder


def test_the_summary_is_short_and_says_what_it_is_and_is_not(tmp_path, capsys):
    assert run("--uncertainty", "none") == 0
    out, err = capsys.readouterr()
    assert err == ""
    lines = out.splitlines()
    assert lines[0] == "A small [world]"
    assert lines[1:3] == [dictionary.NOTICE, dictionary.OUT_OF_SCOPE]
    assert lines[3] == "Uncalibrated: the numbers put in are not fitted to the record."
    for word in ("Quality shortfall", "95% interval", "Replicates", "a second"):
        assert word in out
    assert "\x1b" not in out
    folder = folder_in(tmp_path).relative_to(tmp_path)
    assert lines[-3] == f"Results  {folder}"
    assert lines[-2] == f"Figures  {folder / 'figures' / 'one.png'}"
    assert lines[-1] == f"More     turnaround figures {folder}"
    assert max(len(line) for line in lines if str(folder) not in line) <= 80


def test_colour_changes_no_character_of_the_summary(monkeypatch, capsys):
    run()
    capsys.readouterr()
    run()
    plain = capsys.readouterr().out
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "80")
    run()
    coloured = capsys.readouterr().out
    assert "\x1b[1m" in coloured
    assert [strip(line).rstrip() for line in coloured.splitlines()] == [line.rstrip() for line in plain.splitlines()]


def strip(line: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", line)


def test_json_is_one_object_with_an_interval_and_a_count_for_every_outcome(tmp_path, capsys):
    assert run("--json") == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert err == ""
    assert set(told) == {"folder", "outcomes", "uncertainty", "replicates", "seconds", "replicates_per_second"}
    assert told["uncertainty"] == "posterior"
    assert set(told["outcomes"]) == {column.name for column in dictionary.OUTCOMES}
    summary = experiment.summarise(Results.open(told["folder"])).set_index("outcome")
    for name, facts in told["outcomes"].items():
        kept = {key: facts[key] for key in ("mean", "low", "high", "replicates")}
        assert kept == pytest.approx({key: summary.loc[name, key] for key in kept}, nan_ok=True)
        assert {"variance_unknown", "variance_chance"} <= set(facts)
    assert told["replicates"] == 30
    assert (Path(told["folder"]) / "figures" / "one.png").is_file()


def test_a_single_replicate_has_no_interval_and_none_is_made_up(capsys):
    assert cli.main(["run", "small.toml", "--replicates", "1", "--json"]) == 0
    facts = json.loads(capsys.readouterr().out)["outcomes"]["quality"]
    assert facts["low"] is facts["high"] is None
    assert cli.main(["run", "small.toml", "--replicates", "1"]) == 0
    assert "–" in capsys.readouterr().out


def test_an_answer_on_disk_is_read_and_said_to_be_old(monkeypatch, capsys):
    run()
    assert "read from disk" not in capsys.readouterr().out
    monkeypatch.setattr(experiment, "simulate", None)
    assert run() == 0
    assert "now read from disk" in capsys.readouterr().out


def test_quiet_prints_the_folder_only(tmp_path, capsys):
    assert run("--quiet") == 0
    out, err = capsys.readouterr()
    assert Path(out.strip()) == folder_in(tmp_path).relative_to(tmp_path)
    assert err == ""


def test_no_figures_are_drawn_when_none_are_wanted(tmp_path):
    assert run("--no-figures") == 0
    assert not (folder_in(tmp_path) / "figures").exists()


def test_a_value_set_on_the_command_line_is_another_question(tmp_path):
    assert run("--set", "levers.leadership.patience=9") == 0
    assert run() == 0
    assert len(list((tmp_path / "results" / "small").iterdir())) == 2


def test_seed_nought_is_a_seed_like_any_other(tmp_path, capsys):
    assert run("--seed", "0", "--json") == 0
    folder = json.loads(capsys.readouterr().out)["folder"]
    assert Results.open(folder).manifest["seed"] == 0
    assert set(Results.open(folder).table("outcomes")["seed"]) == {0}


@pytest.mark.parametrize("keep", ["outcomes", "tables", "panel"])
def test_what_is_kept_follows_the_flag(keep, capsys):
    flags = ["--panel"] if keep == "panel" else ["--keep", keep]
    assert run(*flags, "--json") == 0
    results = Results.open(json.loads(capsys.readouterr().out)["folder"])
    assert results.manifest["keep"] == keep
    assert results.tables == (("outcomes",) if keep == "outcomes" else tuple(dictionary.TABLES))


def test_without_a_terminal_progress_is_a_line_now_and_then(monkeypatch, capsys):
    clock = iter([0.0, 0.0, 5.0, 12.0, 13.0, 26.0])
    monkeypatch.setattr(running.time, "monotonic", lambda: next(clock))
    tell = running._Lines()
    for done in (0, 25, 50, 75, 100):
        tell(done, 100)
    assert capsys.readouterr().err == "50 of 100 replicates, about 14 s left\n"


def test_at_a_terminal_progress_is_a_bar_on_standard_error_only(monkeypatch, capsys):
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    assert run() == 0
    out = capsys.readouterr().out
    assert out.startswith("A small [world]")
    assert "Replicates" not in out.splitlines()[0]
    assert run("--json", "--seed", "5") == 0
    assert capsys.readouterr().err == ""


def test_replicates_without_a_value_are_counted_in_the_summary(monkeypatch, capsys):
    def sometimes_empty(scenario, **asked):
        tables = made_up_engine.simulate(scenario, **asked)
        place = tables["outcomes"].column_names.index("shortfall")
        values = [math.nan if r % 2 else 1.0 for r in tables["outcomes"]["replicate"].to_pylist()]
        tables["outcomes"] = tables["outcomes"].set_column(place, "shortfall", [values])
        return tables

    monkeypatch.setattr(experiment, "simulate", sometimes_empty)
    run()
    row = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("Quality shortfall"))
    assert row.endswith("15 of 30")


def test_a_run_under_draws_says_so_and_its_command_gives_it_again(capsys):
    words = ["run", "small.toml", "--replicates", "6", "--uncertainty", "prior", "--worlds-per-draw", "3"]
    assert cli.main([*words, "--no-figures"]) == 0
    out, _ = capsys.readouterr()
    assert "Parameters are drawn from their ranges, nothing fitted:\n2 draws, 3 worlds under each." in out
    assert "is not knowing the parameters, the rest chance." in " ".join(out.split())
    assert cli.main([*words, "--quiet", "--no-figures"]) == 0
    folder = capsys.readouterr().out.strip()
    manifest = Results.open(folder).manifest
    assert cli.main([*manifest["command"].split()[1:], "--quiet", "--no-figures"]) == 0
    assert capsys.readouterr().out.strip() == folder
