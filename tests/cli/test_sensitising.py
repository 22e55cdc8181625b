import json

import pytest

from turnaround_sim import cli

STUDY = """
extends = "classroom"
replicates = 2
factors = ["leadership.programme_mean", "regulation.line_inadequate"]
[sensitivity]
methods = ["morris", "sobol"]
points = 32
trajectories = 2
emulator = 0.0
"""


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "s.toml").write_text(STUDY, encoding="utf-8")
    return "s.toml"


def test_a_study_is_run_told_read_again_and_reported(file, tmp_path, capsys):
    assert cli.main(["sensitivity", file]) == 0
    said = capsys.readouterr().out
    for words in ("Illustrative, not a forecast.", "hangs most on", "Chance makes", "95% interval", "With luck in"):
        assert words in said
    assert cli.main(["sensitivity", file, "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert {row["measure"] for row in told["indices"]} >= {"first", "total", "size"}
    assert all({"value", "low", "high", "worlds", "points"} <= set(row) for row in told["indices"])
    assert told["refused"] == []
    assert cli.main(["report", told["folder"]]) == 0
    assert "Report" in capsys.readouterr().out
    assert cli.main(["report", told["folder"], "--arm", "x"]) == 2
    assert "does not go with a sensitivity study" in capsys.readouterr().err


def test_a_plan_runs_nothing(file, tmp_path, capsys):
    assert cli.main(["sensitivity", file, "--plan"]) == 0
    assert "× 1 arm × 2 worlds:\nat most" in capsys.readouterr().out
    assert cli.main(["sensitivity", file, "--plan", "--json", "--method", "sobol"]) == 0
    plan = json.loads(capsys.readouterr().out)
    assert plan["points"] == {"groups": 32 * 4, "sobol": 32 * 4}
    assert plan["worlds"] == 32 * 8 * 2
    assert [path.name for path in tmp_path.iterdir()] == ["s.toml"]


@pytest.mark.parametrize(
    "words, said",
    [
        (["--points", "100"], "is not a power of two"),
        (["--method", "sobool"], 'did you mean "sobol"'),
        (["--keep", "tables"], "allowed: outcomes"),
        (["--workers", "0"], "at least 1 is needed"),
        (["--replicates", "none"], "a whole number is needed"),
    ],
)
def test_a_wrong_command_ends_with_2_and_leaves_nothing(file, tmp_path, capsys, words, said):
    assert cli.main(["sensitivity", file, *words]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err
    assert [path.name for path in tmp_path.iterdir()] == ["s.toml"]


def test_a_factor_that_no_scenario_has_is_named_with_the_nearest(file, tmp_path, capsys):
    (tmp_path / "s.toml").write_text(STUDY.replace("leadership.programme_mean", "leadership.program_mean"))
    assert cli.main(["sensitivity", file]) == 2
    assert 'did you mean "parameters.leadership.programme_mean"' in capsys.readouterr().err


def test_outcomes_that_are_missing_somewhere_end_the_command_with_3(file, tmp_path, capsys, monkeypatch):
    from turnaround_sim.points import Points
    from turnaround_sim.points.running import OUTCOMES

    right = Points._world

    def without(self, scenario, parameters, world):
        found = right(self, scenario, parameters, world)
        found[OUTCOMES.index("shortfall")] = float("nan")
        return found

    monkeypatch.setattr(Points, "_world", without)
    assert cli.main(["sensitivity", file]) == 3
    out, _ = capsys.readouterr()
    assert "refused, since it has no value at 128 of 128" in " ".join(out.split())


def test_points_that_fail_end_the_command_with_3_and_the_others_are_kept(file, tmp_path, capsys, monkeypatch):
    from turnaround_sim.points import Points

    right = Points._world

    def breaks(self, scenario, parameters, world):
        if parameters.leadership.programme_mean < 0.1:
            raise ZeroDivisionError("by nought")
        return right(self, scenario, parameters, world)

    monkeypatch.setattr(Points, "_world", breaks)
    assert cli.main(["sensitivity", file, "--method", "morris"]) == 3
    assert "of the points failed, the first in arm classroom at" in capsys.readouterr().err
    monkeypatch.setattr(Points, "_world", right)
    assert cli.main(["sensitivity", file, "--method", "morris", "--quiet"]) == 0


def test_a_study_is_exported(file, capsys):
    assert cli.main(["sensitivity", file, "--quiet", "--method", "morris"]) == 0
    folder = capsys.readouterr().out.strip()
    assert cli.main(["export", folder, "--quiet"]) == 0
    assert capsys.readouterr().out.splitlines()[-1].endswith("checksums.json")
    assert cli.main(["export", folder, "--to", "emma"]) == 2
    assert 'did you mean "ema"' in capsys.readouterr().err
    assert cli.main(["export", "nowhere"]) == 2
