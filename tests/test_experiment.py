"""A run is computed once, survives being stopped, and does not depend on how it was computed."""

import json
import math
import os
import shlex
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import SimpleNamespace

import made_up_engine
import numpy as np
import pandas as pd
import pytest
from scipy import stats

from turnaround_sim import dictionary, experiment
from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import CHUNK, Results, source_digest

SCENARIO = made_up_engine.MadeUpScenario()
SLOW_RUN = Path(__file__).with_name("slow_run.py")


@pytest.fixture
def calls(monkeypatch):
    """The made-up engine in place of the real one, with the list of (first, replicates) it was asked for."""
    asked_for: list[tuple[int, int]] = []

    def counted(scenario, **asked):
        asked_for.append((asked["first"], asked["replicates"]))
        return made_up_engine.simulate(scenario, **asked)

    monkeypatch.setattr(experiment, "simulate", counted)
    return asked_for


def run(out, **changed):
    return experiment.run_scenario(SCENARIO, **{"seed": 0, "replicates": 110, "workers": 2, "out": out, **changed})


def tables(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def log(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_run_writes_its_tables_and_says_how_it_was_made(tmp_path, calls):
    folder = run(tmp_path)
    assert sorted(calls) == [(0, CHUNK), (25, CHUNK), (50, CHUNK), (75, CHUNK), (100, 10)]
    said = manifest(folder)
    assert said["scenarios"] == {"made_up": SCENARIO.resolved()}
    assert (said["seed"], said["replicates"], said["engine"], said["keep"]) == (0, 110, "ensemble", "tables")
    assert (said["chunks"], said["chunks_reused"], said["month_zero"]) == (5, 0, "2013-07")
    assert said["replicates_per_second"] > 0
    assert said["versions"]["python"]
    assert said["notice"] == dictionary.NOTICE
    assert [line["event"] for line in log(folder)] == ["started", *["kept"] * 5, "computed"]


def test_a_question_asked_twice_is_read_from_disk(tmp_path, calls):
    first = run(tmp_path)
    done = len(calls)
    before = tables(first)
    assert run(tmp_path, workers=1) == first
    assert len(calls) == done
    assert tables(first) == before


@pytest.mark.parametrize("workers", [1, 3, 7])
def test_tables_are_equal_byte_for_byte_for_any_number_of_workers(tmp_path, calls, workers):
    assert tables(run(tmp_path / "two")) == tables(run(tmp_path / "other", workers=workers))


def test_a_replicate_does_not_depend_on_how_many_are_run(tmp_path, calls):
    few, many = Results.open(run(tmp_path, replicates=30)), Results.open(run(tmp_path))
    annual = many.table("annual")
    annual = annual[annual["replicate"] < 30].reset_index(drop=True)
    pd.testing.assert_frame_equal(few.table("annual"), annual)


def test_a_run_may_begin_at_any_replicate(tmp_path, calls):
    alone = Results.open(run(tmp_path, first=7, replicates=1)).table("outcomes")
    among = Results.open(run(tmp_path)).table("outcomes").iloc[[7]].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, among)


def test_arms_are_run_under_the_same_replicates(tmp_path, calls):
    other = made_up_engine.MadeUpScenario(name="other", decides={"patience": 24})
    arms = {"made_up": SCENARIO, "other": other}
    question = experiment.Question("pair", {arm: s.resolved() for arm, s in arms.items()}, 0, 30, "outcomes")
    outcomes = Results.open(experiment.run_arms(arms, question, workers=2, out=tmp_path)).table("outcomes")
    for arm in arms:
        assert outcomes.loc[outcomes["arm"] == arm, "replicate"].tolist() == list(range(30))


def test_progress_is_told_from_nothing_to_all(tmp_path, calls):
    told: list[tuple[int, int]] = []
    run(tmp_path, progress=lambda done, total: told.append((done, total)))
    assert told[0] == (0, 110)
    assert told[-1] == (110, 110)
    assert [done for done, _ in told] == sorted(done for done, _ in told)


def test_no_more_chunks_are_in_hand_than_workers_can_soon_take(tmp_path, monkeypatch):
    at_once, most, guard = [0], [0], threading.Lock()

    def counted(scenario, **asked):
        with guard:
            at_once[0] += 1
            most[0] = max(most[0], at_once[0])
        time.sleep(0.002)
        made = made_up_engine.simulate(scenario, **asked)
        with guard:
            at_once[0] -= 1
        return made

    monkeypatch.setattr(experiment, "simulate", counted)
    run(tmp_path, replicates=1000, keep="outcomes", workers=3)
    assert most[0] == 3


@pytest.mark.parametrize(
    ("changed", "key"),
    [
        ({"replicates": 0}, "--replicates"),
        ({"replicates": -3}, "--replicates"),
        ({"replicates": 2.5}, "--replicates"),
        ({"seed": -1}, "--seed"),
        ({"seed": 2**63}, "--seed"),
        ({"first": -1}, "--first"),
        ({"workers": 0}, "--workers"),
    ],
)
def test_a_number_that_cannot_be_is_a_mistake_that_leaves_nothing_behind(tmp_path, calls, changed, key):
    with pytest.raises(Mistake) as mistake:
        run(tmp_path / "root", **changed)
    assert mistake.value.key == key
    assert str(next(iter(changed.values()))) in mistake.value.message
    assert calls == []
    assert list(tmp_path.iterdir()) == []


def test_a_mistake_that_only_the_engine_can_see_passes_through_and_leaves_nothing(tmp_path, monkeypatch):
    def refuses(scenario, **asked):
        raise Mistake("more directors than trusts", key="levers.director.pool")

    monkeypatch.setattr(experiment, "simulate", refuses)
    with pytest.raises(Mistake, match="more directors than trusts"):
        run(tmp_path / "root")
    assert list(tmp_path.iterdir()) == []


def test_a_failing_replicate_is_named_with_the_command_that_replays_it_and_the_others_go_on(tmp_path, monkeypatch):
    def fails(scenario, **asked):
        if asked["first"] <= 33 < asked["first"] + asked["replicates"]:
            raise ZeroDivisionError("nobody left")
        return made_up_engine.simulate(scenario, **asked)

    monkeypatch.setattr(experiment, "simulate", fails)
    with pytest.raises(experiment.Incomplete) as incomplete:
        run(tmp_path, command="turnaround run 'my file.toml' --set levers.leadership.patience=12")
    folder = incomplete.value.folder
    failures = [line for line in log(folder) if line["event"] == "failed"]
    assert [(f["replicate"], f["chunk"], f["error"]) for f in failures] == [(33, 1, "ZeroDivisionError: nobody left")]
    words = shlex.split(failures[0]["replay"])
    assert words[:5] == ["turnaround", "run", "my file.toml", "--set", "levers.leadership.patience=12"]
    assert words[words.index("--first") + 1] == "33"
    assert words[words.index("--replicates") + 1] == "1"
    assert words[words.index("--seed") + 1] == "0"
    assert "33 (ZeroDivisionError: nobody left)" in str(incomplete.value)
    assert sum(line["event"] == "kept" for line in log(folder)) == 4
    assert not list(tmp_path.rglob("done"))
    monkeypatch.setattr(experiment, "simulate", made_up_engine.simulate)
    assert manifest(run(tmp_path))["chunks_reused"] == 4


def test_a_chunk_that_fails_only_as_a_whole_is_named_as_a_whole(tmp_path, monkeypatch):
    def fails(scenario, **asked):
        if asked["replicates"] == CHUNK:
            raise MemoryError("too many at once")
        return made_up_engine.simulate(scenario, **asked)

    monkeypatch.setattr(experiment, "simulate", fails)
    with pytest.raises(experiment.Incomplete) as incomplete:
        run(tmp_path, replicates=30)
    (failure,) = incomplete.value.failures
    assert failure.replay.endswith(f"--first 0 --replicates {CHUNK}")


def test_an_interruption_keeps_finished_chunks_and_passes_on(tmp_path, monkeypatch):
    def interrupted(done, total):
        if done:
            raise KeyboardInterrupt

    monkeypatch.setattr(experiment, "simulate", made_up_engine.simulate)
    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, replicates=1000, progress=interrupted)
    told: list[int] = []
    folder = run(tmp_path, replicates=1000, progress=lambda done, total: told.append(done))
    assert 0 < manifest(folder)["chunks_reused"] < 20
    assert told[0] == manifest(folder)["chunks_reused"] * CHUNK


def start(root, replicates=250, seconds=0.1):
    words = [sys.executable, str(SLOW_RUN), str(root), str(replicates), str(seconds), source_digest()]
    return subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)


def wait_for_chunks(child, root, least, timeout=60):
    deadline = time.monotonic() + timeout
    while time.monotonic() < deadline:
        assert child.poll() is None, child.communicate()
        there = [path for path in root.glob("*/chunks/*") if path.suffix != ".writing" and path.is_dir()]
        if len(there) >= least:
            return
        time.sleep(0.01)
    raise TimeoutError


def test_a_process_killed_half_way_costs_no_finished_chunk_and_changes_no_byte(tmp_path, calls):
    child = start(tmp_path / "killed")
    wait_for_chunks(child, tmp_path / "killed", 3)
    child.kill()
    child.communicate()
    assert not list((tmp_path / "killed").rglob("done"))
    resumed = run(tmp_path / "killed", replicates=250)
    assert manifest(resumed)["chunks_reused"] >= 3
    assert len(calls) == 10 - manifest(resumed)["chunks_reused"]
    straight = run(tmp_path / "straight", replicates=250)
    assert resumed.name == straight.name
    assert tables(resumed) == tables(straight)
    assert len(tables(resumed)) == 8
    assert {path.name for path in resumed.iterdir()} == {path.name for path in straight.iterdir()}


@pytest.mark.skipif(os.name == "nt", reason="no such signal there")
def test_an_interrupted_process_stops_within_a_chunk_and_keeps_what_is_done(tmp_path, calls):
    child = start(tmp_path, replicates=500)
    wait_for_chunks(child, tmp_path, 2)
    child.send_signal(signal.SIGINT)
    began = time.monotonic()
    said, complaint = child.communicate(timeout=30)
    assert child.returncode == 130, complaint
    assert said == "interrupted\n"
    assert "Traceback" not in complaint
    assert time.monotonic() - began < 10
    assert not list(tmp_path.rglob("*.writing"))
    assert manifest(run(tmp_path, replicates=500))["chunks_reused"] >= 2


def test_two_processes_asking_the_same_question_get_one_answer(tmp_path, calls):
    children = [start(tmp_path, replicates=100, seconds=0.2) for _ in range(2)]
    said = [child.communicate(timeout=60) for child in children]
    assert [child.returncode for child in children] == [0, 0], said
    assert said[0][0] == said[1][0]
    folder = Path(said[0][0].strip())
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert tables(folder) == tables(run(tmp_path / "straight", replicates=100))


def test_the_interval_is_students_over_replicates():
    values = np.random.default_rng(3).normal(5, 2, 40).tolist()
    low, high = stats.t.interval(0.95, 39, np.mean(values), stats.sem(values))
    assert experiment.interval(values) == pytest.approx((np.mean(values), low, high), rel=1e-12)
    assert experiment.interval([2.0])[0] == 2.0
    assert math.isnan(experiment.interval([2.0])[1])
    assert all(math.isnan(x) for x in experiment.interval([]))
    assert experiment.interval([4.0, 4.0, 4.0]) == (4.0, 4.0, 4.0)


def test_the_summary_leaves_out_replicates_without_a_value_and_counts_them(tmp_path, calls):
    results = Results.open(run(tmp_path))
    summary = experiment.summarise(results).set_index("outcome")
    assert list(summary.index) == [column.name for column in dictionary.OUTCOMES]
    outcomes = results.table("outcomes")
    assert outcomes["shortfall"].isna().any()
    for name, row in summary.iterrows():
        values = outcomes[name].dropna()
        assert row["mean"] == pytest.approx(values.mean())
        assert row["low"] < row["mean"] < row["high"]
        assert (row["replicates"], row["left_out"]) == (len(values), 110 - len(values))


def test_the_interval_of_a_share_stays_within_nothing_and_all():
    rows = {column.name: [0.0, 0.0, 1.0] for column in dictionary.OUTCOMES}
    table = pd.DataFrame({"arm": ["one"] * 3, "replicate": range(3), **rows})
    made = SimpleNamespace(manifest={"scenarios": {"one": {}}}, table=lambda name: table)
    summary = experiment.summarise(made).set_index("outcome")
    assert (summary.loc["false_exits", "low"], summary.loc["false_exits", "high"]) == (0.0, 1.0)
    assert summary.loc["shortfall", "low"] < 0.0
    assert summary.loc["spend_m", "high"] > 1.0
