"""`check` says what a run would do and leaves no trace."""

import json

import made_up_engine
import pytest

from turnaround_sim import cli, experiment
from turnaround_sim.cli import checking

WORLD = """
title = "A small world"
trusts = 12
systems = 3
months = 24
[levers.leadership]
patience = 9
[[changes]]
month = 6
lever = "leadership.patience"
value = 18
[[events]]
month = 3
trust = 4
do = "replace_leader"
"""


@pytest.fixture(autouse=True)
def calls(monkeypatch, tmp_path):
    asked_for: list[int] = []

    def counted(scenario, **asked):
        asked_for.append(asked["replicates"])
        return made_up_engine.simulate(scenario, **asked)

    monkeypatch.setattr(experiment, "simulate", counted)
    monkeypatch.setattr(checking, "simulate", counted)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(WORLD, encoding="utf-8")
    return asked_for


def checked(capsys, *words: str):
    assert cli.main(["check", "small.toml", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_it_says_what_would_be_run_and_writes_nothing(tmp_path, calls, capsys):
    told = checked(capsys, "--replicates", "1000", "--workers", "1")
    assert (told["months"], told["trusts"], told["systems"], told["replicates"]) == (24, 12, 3, 1000)
    changed = told["changed"]["levers.leadership.patience"]
    assert list(told["changed"]) == ["levers.leadership.patience"]
    assert changed["value"] == 9 != changed["was"]
    assert changed["unit"] == "months"
    assert [(change["month"], change["value"]) for change in told["changes"]] == [(6, 18)]
    assert [(event["month"], event["trust"], event["do"]) for event in told["events"]] == [(3, 4, "replace_leader")]
    assert told["on_disk"] is False
    assert told["seconds"] > 0
    assert told["bytes"] > 10_000
    assert calls == [1, 2]
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]


def test_time_shrinks_with_workers_no_further_than_cores_and_chunks_allow(monkeypatch, capsys):
    ticks = iter(range(1000))
    monkeypatch.setattr(checking.time, "perf_counter", lambda: float(next(ticks)))
    monkeypatch.setattr(experiment, "cores", lambda: 4)
    seconds = {
        (replicates, workers): checked(capsys, "--replicates", str(replicates), "--workers", str(workers))["seconds"]
        for replicates, workers in ((1000, 1), (1000, 4), (1000, 8), (25, 4))
    }
    assert seconds == {(1000, 1): 500, (1000, 4): 125, (1000, 8): 125, (25, 4): 12.5}


def test_an_answer_on_disk_is_found_without_a_probe(capsys, calls):
    assert cli.main(["run", "small.toml", "--replicates", "50", "--json", "--no-figures"]) == 0
    ran = json.loads(capsys.readouterr().out)
    before = len(calls)
    told = checked(capsys, "--replicates", "50")
    assert (told["on_disk"], told["folder"], told["seconds"]) == (True, ran["folder"], 0)
    assert len(calls) == before
    assert checked(capsys, "--replicates", "51")["on_disk"] is False


def test_people_read_it_in_eighty_columns(capsys):
    assert cli.main(["check", "small.toml"]) == 0
    out = capsys.readouterr().out
    assert out.startswith("A small world\n12 trusts in 3 systems over 24 months\n")
    assert "levers.leadership.patience = 9 months (usually" in out
    assert "month 6: leadership.patience (value 18" in out
    assert "month 3: replace_leader (trust 4" in out
    assert max(len(line) for line in out.splitlines() if not line.startswith("Folder")) <= 80


def test_a_disk_too_small_is_said_so(monkeypatch, capsys):
    monkeypatch.setattr(checking.shutil, "disk_usage", lambda path: type("Usage", (), {"free": 1000}))
    assert cli.main(["check", "small.toml"]) == 0
    assert "not enough" in capsys.readouterr().out
