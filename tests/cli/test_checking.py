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
    assert told["seconds_from"] == "a probe of 2 replicates"
    assert calls == [1, 2]
    assert [path.name for path in tmp_path.iterdir()] == ["small.toml"]


def test_more_workers_are_no_use_beyond_the_chunks(monkeypatch, capsys):
    monkeypatch.setattr(experiment, "cores", lambda: 8)
    one = checked(capsys, "--replicates", "25", "--workers", "8")
    assert one["seconds"] > 0
    assert one["workers"] == 8


def test_it_goes_by_the_last_run_where_there_is_one(capsys, calls):
    assert cli.main(["run", "small.toml", "--replicates", "50", "--json", "--no-figures"]) == 0
    ran = json.loads(capsys.readouterr().out)
    before = len(calls)
    told = checked(capsys, "--replicates", "500")
    assert told["seconds_from"] == "the last run of this scenario"
    assert told["seconds"] == pytest.approx(500 / ran["replicates_per_second"])
    assert told["on_disk"] is False
    assert len(calls) == before
    assert checked(capsys, "--replicates", "50")["on_disk"] is True


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
