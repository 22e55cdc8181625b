"""One warm process computes for everybody: in turn, stopped, killed, and with the very bytes of the command line."""

import os
import signal
import sys
from dataclasses import replace
from time import monotonic, sleep

import pytest
from typer.testing import CliRunner

from turnaround_sim.cli import app
from turnaround_sim.dashboard import computing
from turnaround_sim.dashboard import engine as engines
from turnaround_sim.dashboard.engine import Engine
from turnaround_sim.dashboard.explore.asked import Asked
from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import Results

PATIENT = {"levers.leadership.patience": "24"}
QUICK = Asked("classroom", "classroom", PATIENT, replicates=8)
LONG = Asked("england", "england", PATIENT, replicates=1000, seed=77)


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("results")


@pytest.fixture(scope="module")
def engine(root):
    engine = Engine(root)
    yield engine
    engine.close()


def until(engine, turn, reached, seconds=120.0):
    """How a turn stands as soon as it is as asked."""
    end = monotonic() + seconds
    while monotonic() < end:
        look = engine.look(turn)
        if reached(look):
            return look
        sleep(0.02)
    raise AssertionError(f"not reached: {engine.look(turn)}")


def over(engine, turn):
    return until(engine, turn, lambda look: look.is_over)


def test_the_folder_is_the_one_that_the_command_writes(engine, root, tmp_path, monkeypatch):
    look = over(engine, engine.ask(QUICK))
    assert look.state == "done", look.message
    assert look.done == look.total == 16
    assert look.folder.parents[1] == root
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("NO_COLOR", "1")
    words = QUICK.command.split()
    assert words[0] == "turnaround"
    result = CliRunner().invoke(app, [*words[1:], "--quiet"])
    assert result.exit_code == 0, result.output
    theirs = tmp_path / result.output.strip()
    assert theirs.name == look.folder.name
    for path in theirs.glob("*.parquet"):
        assert path.read_bytes() == (look.folder / path.name).read_bytes(), path.name
    mine, other = (Results.open(folder).manifest for folder in (look.folder, theirs))
    for key in ("command", "experiment", "titles", "name", "question", "scenarios"):
        assert mine[key] == other[key]


def test_what_was_answered_is_not_computed_again(engine):
    over(engine, engine.ask(QUICK))
    before = monotonic()
    look = over(engine, engine.ask(QUICK))
    assert look.state == "done"
    assert monotonic() - before < 1.0


def test_a_baseline_is_computed_once(engine):
    asked = replace(QUICK, seed=21)
    over(engine, engine.ask(asked))
    for patience in ("30", "31"):
        look = over(engine, engine.ask(replace(asked, moved={"levers.leadership.patience": patience})))
        manifest = Results.open(look.folder).manifest
        assert (manifest["chunks"], manifest["chunks_reused"]) == (2, 1)


def test_chunks_are_let_go_when_they_are_many(tmp_path, monkeypatch):
    asked = replace(QUICK, seed=22)
    kept = computing.Baselines(tmp_path)
    kept.keep(asked)
    said = []
    computing.answer(asked, tmp_path, lambda **facts: said.append(facts))
    assert "folder" in said[-1]
    chunks = tmp_path / asked.question.name / "chunks"
    assert len([path for path in chunks.iterdir() if path.is_dir()]) == 2
    kept.keep(asked)
    assert len([path for path in chunks.iterdir() if path.is_dir()]) == 2
    monkeypatch.setattr(computing, "MOST_KEPT", 0)
    kept.keep(asked)
    assert not [path for path in chunks.iterdir() if path.is_dir()]
    kept.let_go(tmp_path / asked.question.name)
    assert not chunks.exists()


def test_those_who_ask_at_once_wait_for_one_another(engine):
    first, second = engine.ask(LONG), engine.ask(QUICK)
    look = until(engine, first, lambda look: look.state == "running")
    assert look.ahead == 0
    assert engine.look(second).state == "waiting"
    assert engine.look(second).ahead == 1
    engine.stop(first)
    assert engine.look(first).state == "stopped"
    # A new process takes up the one who waited.
    assert over(engine, second).state == "done"


def test_a_stopped_run_leaves_the_store_whole(engine, root):
    turn = engine.ask(LONG)
    look = until(engine, turn, lambda look: look.done > look.total // 40)
    assert look.left is not None
    assert look.left > 0
    engine.stop(turn)
    assert not list((root / "england-against-england-b").glob("*/done"))
    # What was finished by then is found: the same run begins further on.
    again = engine.ask(LONG)
    assert until(engine, again, lambda look: look.total > 0).done > 0
    engine.stop(again)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_process_is_told_and_replaced(engine):
    turn = engine.ask(LONG)
    until(engine, turn, lambda look: look.total > 0)
    dead = engine.number
    os.kill(dead, signal.SIGKILL)
    look = over(engine, turn)
    assert look.state == "failed"
    assert look.message == engines.ENDED
    assert over(engine, engine.ask(QUICK)).state == "done"
    assert engine.number not in (dead, None)


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_one_that_dies_idle_is_replaced_without_a_word(engine):
    over(engine, engine.ask(QUICK))
    os.kill(engine.number, signal.SIGKILL)
    assert over(engine, engine.ask(QUICK)).state == "done"


def test_who_went_away_is_passed_over(engine, monkeypatch):
    first, gone, third = engine.ask(LONG), engine.ask(QUICK), engine.ask(QUICK)
    until(engine, first, lambda look: look.state == "running")
    monkeypatch.setattr(engines, "SILENT", 0.0 + 60.0)
    gone.seen -= 61.0
    engine.stop(first)
    assert over(engine, third).state == "done"
    assert gone.state == "stopped"


def test_a_turn_at_work_that_nobody_looks_after_is_given_up_while_others_wait(engine, monkeypatch):
    monkeypatch.setattr(engines, "UNSEEN", 0.5)
    left = engine.ask(replace(LONG, seed=23))
    until(engine, left, lambda look: look.done > 0)
    before = monotonic()
    while monotonic() < before + 1.0:
        sleep(0.1)
    assert left.state == "running", "nobody waits: it goes on"
    other = engine.ask(QUICK)
    assert over(engine, other).state == "done"
    assert (left.state, left.message) == ("stopped", engines.GIVEN_UP)
    # What it had finished is kept.
    again = engine.ask(left.asked)
    assert until(engine, again, lambda look: look.total > 0).done > 0
    engine.stop(again)


def test_a_turn_at_work_that_is_looked_after_is_kept_while_others_wait(engine, monkeypatch):
    monkeypatch.setattr(engines, "UNSEEN", 1.0)
    first, second = engine.ask(replace(LONG, seed=24)), engine.ask(QUICK)
    first.seen -= 60.0  # it waited unseen: that does not count against it once it is at work
    end = monotonic() + 2.0
    while monotonic() < end:
        assert not engine.look(first).is_over
        engine.look(second)
        sleep(0.1)
    engine.stop(first)
    assert over(engine, second).state == "done"


def test_what_cannot_be_asked_is_refused_at_once(engine):
    with pytest.raises(Mistake, match="out of range"):
        engine.ask(Asked("classroom", "classroom", {"levers.leadership.patience": "0"}))
    with pytest.raises(Mistake, match="at most"):
        engine.ask(Asked("england", "england", PATIENT, replicates=1001))


@pytest.mark.parametrize("program", ["/bin/false", "/no/such/program"])
def test_where_no_process_starts_those_who_wait_are_told_and_the_next_is_tried_anew(tmp_path, monkeypatch, program):
    monkeypatch.setattr(engines.sys, "executable", program)
    broken = Engine(tmp_path)
    try:
        assert over(broken, broken.ask(QUICK)).state == "failed"
        monkeypatch.undo()
        assert over(broken, broken.ask(QUICK)).state == "done"
    finally:
        broken.close()


def test_there_is_one_engine_for_a_root(monkeypatch, tmp_path):
    made = []
    monkeypatch.setattr(engines, "Engine", lambda root: made.append(root) or len(made))
    monkeypatch.setattr(engines, "_engines", {})
    monkeypatch.setattr(engines.atexit, "register", lambda closing: None)
    assert engines.engine_of(tmp_path) == engines.engine_of(tmp_path / "x" / "..") == 1
    assert made == [tmp_path.resolve()]
