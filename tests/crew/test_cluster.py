"""A real scheduler with real workers, which are killed: every number comes out as if one process had done it all."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")

import slow_chunks
from distributed import Client

from turnaround_sim import cli, experiment
from turnaround_sim.crew import cluster
from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import Results

HERE = Path(__file__).parent
HOUSE = HERE.parents[1]
WORLD = slow_chunks.WORLD
REPLICATES = 290

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="no such signal there")


class Dask:
    """A scheduler and workers on this machine, each a process of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.file, self.started = folder, folder / "scheduler.json", []
        folder.mkdir(parents=True, exist_ok=True)
        self.scheduler = self._start("scheduler", "--port", "0", "--no-dashboard", "--scheduler-file", str(self.file))
        self.address = self._address()
        self.client = Client(self.address, timeout=30, set_as_default=False)

    def worker(self, *words: str) -> subprocess.Popen[str]:
        """One more worker, which is there when this returns."""
        before = len(self.client.nthreads())
        started = self._start("worker", self.address, "--nthreads", "1", "--no-nanny", "--no-dashboard", *words)
        self.client.wait_for_workers(before + 1, timeout=60)
        return started

    def worker_of_another_source(self) -> subprocess.Popen[str]:
        """A worker that says that its source is another."""
        before = self.folder / "before.py"
        other = "from turnaround_sim.crew import cluster\ncluster.source_digest = lambda: '0123456789abcdef'\n"
        before.write_text(other, encoding="utf-8")
        return self.worker("--preload", str(before))

    def end(self) -> None:
        with suppress(Exception):
            self.client.close(5)
        for process in self.started:
            process.kill()
            process.wait()

    def _start(self, *words: str) -> subprocess.Popen[str]:
        paths = os.pathsep.join([str(HOUSE), str(HOUSE / "tests"), os.environ.get("PYTHONPATH", "")])
        with (self.folder / f"{len(self.started)}.log").open("w", encoding="utf-8") as log:
            process = subprocess.Popen(
                [sys.executable, "-m", "dask", *words, "--host", "127.0.0.1"],
                cwd=self.folder, env={**os.environ, "PYTHONPATH": paths}, stdout=log, stderr=log, text=True,
            )  # fmt: skip
        self.started.append(process)
        return process

    def _address(self) -> str:
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            with suppress(OSError, ValueError):
                return str(json.loads(self.file.read_text(encoding="utf-8"))["address"])
            time.sleep(0.05)
        raise TimeoutError


@pytest.fixture(scope="module")
def local(tmp_path_factory):
    """The same question, answered here and undisturbed."""
    return run(tmp_path_factory.mktemp("local"), None)


@pytest.fixture(scope="module")
def dask(tmp_path_factory, local):
    there = Dask(tmp_path_factory.mktemp("dask"))
    try:
        there.worker()
        there.worker()
        yield there
    finally:
        there.end()


@pytest.fixture
def slow(monkeypatch):
    monkeypatch.setattr(experiment, "_simulated", slow_chunks.compute)


def run(out, address, **changed):
    return experiment.run_scenario(
        WORLD, **{"seed": 1, "replicates": REPLICATES, "out": out, **changed}, scheduler=address
    )


def tables(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def manifest(folder):
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8"))


def log(folder):
    return [json.loads(line) for line in (folder / "log.jsonl").read_text(encoding="utf-8").splitlines()]


def test_a_worker_that_is_killed_half_way_changes_no_byte(dask, local, slow, tmp_path):
    doomed, killed = dask.worker(), []

    def progress(done, total):
        if done >= 75 and not killed:
            killed.append(done)
            os.kill(doomed.pid, signal.SIGKILL)

    folder = run(tmp_path, dask.address, progress=progress)
    assert killed
    assert doomed.wait(10) == -signal.SIGKILL
    assert tables(folder) == tables(local)
    assert len(tables(folder)) == 8
    said = manifest(folder)
    assert (said["chunks"], said["chunks_reused"]) == (12, 0)
    assert {line["event"] for line in log(folder)} == {"started", "kept", "computed"}


def test_a_runner_that_is_killed_half_way_goes_on_by_the_same_command(dask, local, slow, tmp_path):
    paths = os.pathsep.join([str(HOUSE), str(HOUSE / "tests"), os.environ.get("PYTHONPATH", "")])
    words = [sys.executable, slow_chunks.__file__, str(tmp_path), str(REPLICATES), dask.address]
    runner = subprocess.Popen(words, env={**os.environ, "PYTHONPATH": paths})
    deadline = time.monotonic() + 60
    while len(list(tmp_path.glob("*/chunks/*/outcomes.arrow"))) < 3:
        assert runner.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.02)
    runner.kill()
    assert runner.wait(10) == -signal.SIGKILL
    assert not list(tmp_path.rglob("done"))
    folder = run(tmp_path, dask.address)
    assert 0 < manifest(folder)["chunks_reused"] < 12
    assert tables(folder) == tables(local)


def test_arms_and_the_panel_come_home_as_they_are_computed_here(dask, tmp_path):
    arms = {"usual": WORLD, "other": experiment_arm()}
    question = experiment.question_about("pair", arms, seed=3, replicates=30, keep="panel")
    there = experiment.run_arms(arms, question, out=tmp_path / "there", scheduler=dask.address)
    here = experiment.run_arms(arms, question, out=tmp_path / "here")
    assert tables(there) == tables(here)
    assert Results.open(there).panel().identical(Results.open(here).panel())


def experiment_arm():
    from turnaround_sim.scenario import Scenario

    return Scenario("other", months=24, trusts=10, systems=2, burn_in=12)


def test_an_interruption_gives_up_what_is_in_hand_and_keeps_the_rest(dask, local, slow, tmp_path):
    def interrupted(done, total):
        if done >= 50:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(tmp_path, dask.address, progress=interrupted)
    folder = run(tmp_path, dask.address)
    assert 2 <= manifest(folder)["chunks_reused"] < 12
    assert tables(folder) == tables(local)


def test_a_replicate_that_fails_there_is_in_the_log_with_its_command_and_the_others_go_on(dask, monkeypatch, tmp_path):
    monkeypatch.setattr(experiment, "_simulated", slow_chunks.fails_at_33)
    with pytest.raises(experiment.Incomplete) as incomplete:
        run(tmp_path, dask.address, replicates=100)
    failures = [line for line in log(incomplete.value.folder) if line["event"] == "failed"]
    assert [(f["replicate"], f["chunk"], f["error"]) for f in failures] == [(33, 1, "ZeroDivisionError: nobody left")]
    assert failures[0]["replay"].endswith("--first 33 --replicates 1")
    assert sum(line["event"] == "kept" for line in log(incomplete.value.folder)) == 3


def test_a_worker_of_another_source_is_refused_before_anything_is_written(dask, tmp_path):
    other = dask.worker_of_another_source()
    try:
        with pytest.raises(Mistake, match="would compute other numbers: source is 0123456789abcdef, and ") as refused:
            run(tmp_path, dask.address)
        assert refused.value.key == "--scheduler"
        assert list(tmp_path.iterdir()) == []
    finally:
        end(dask, other)


def test_a_worker_of_another_source_that_comes_later_is_refused_too(dask, slow, tmp_path):
    late = []

    def progress(done, total):
        if done and not late:
            late.append(dask.worker_of_another_source())

    try:
        with pytest.raises(Mistake, match="would compute other numbers"):
            run(tmp_path, dask.address, progress=progress, replicates=2500)
        assert list(tmp_path.glob("*/chunks/*/outcomes.arrow"))
    finally:
        end(dask, late[0])


def end(dask, worker):
    before = len(dask.client.nthreads())
    worker.kill()
    worker.wait(10)
    while len(dask.client.nthreads()) >= before:
        time.sleep(0.05)


@pytest.mark.slow
def test_a_chunk_that_kills_every_worker_is_a_failure_and_not_tried_for_ever(monkeypatch, tmp_path):
    there = Dask(tmp_path / "dask")
    try:
        for _ in range(5):
            there.worker()
        monkeypatch.setattr(experiment, "_simulated", slow_chunks.kills_at_33)
        with pytest.raises(experiment.Incomplete) as incomplete:
            run(tmp_path / "results", there.address, replicates=100)
        (failure,) = incomplete.value.failures
        assert failure.error == "Lost: every worker that tried it died, 4 in all"
        assert failure.replay.endswith("--first 25 --replicates 25")
    finally:
        there.end()


@pytest.mark.slow
def test_workers_may_come_late_and_a_scheduler_that_goes_away_is_told(slow, tmp_path, caplog):
    there = Dask(tmp_path / "dask")
    begun = []

    def progress(done, total):
        if not begun:
            begun.append(there._start("worker", there.address, "--nthreads", "1", "--no-nanny", "--no-dashboard"))
        if done >= 50:
            there.scheduler.kill()

    try:
        with pytest.raises(Mistake, match="is gone; what is finished is kept") as gone:
            run(tmp_path / "results", there.address, progress=progress)
        assert gone.value.key == "--scheduler"
        assert "no worker has come to" in caplog.text
        (partial,) = (tmp_path / "results").glob("*/*.partial")
        assert {line["event"] for line in log(partial)} == {"started", "kept"}
    finally:
        there.end()
    assert manifest(run(tmp_path / "results", None))["chunks_reused"] >= 2


@pytest.mark.parametrize(
    "address", ["nonsense", "tcp://127.0.0.1", "http://127.0.0.1:8786", "tcp://:8786", "tcp://x:y"]
)
def test_what_is_no_address_is_a_mistake(address, tmp_path, capsys):
    assert cli.main(["run", "classroom", "--scheduler", address, "--out", str(tmp_path / "out")]) == 2
    assert "allowed: the address of a scheduler, such as tcp://localhost:8786" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_the_file_that_a_scheduler_writes_of_itself_will_do(dask, tmp_path):
    assert manifest(run(tmp_path, str(dask.file), replicates=30))["chunks"] == 2


@pytest.mark.parametrize("text", ["not JSON", "{}", "[]"])
def test_another_file_will_not(text, tmp_path, capsys):
    (tmp_path / "scheduler.json").write_text(text, encoding="utf-8")
    words = ["run", "classroom", "--scheduler", str(tmp_path / "scheduler.json"), "--out", str(tmp_path / "out")]
    assert cli.main(words) == 2
    assert "scheduler.json is no scheduler file" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


def test_where_no_scheduler_answers_it_is_said_within_seconds(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(cluster, "TIMEOUT", 0.5)
    with socket.socket() as quiet:
        quiet.bind(("127.0.0.1", 0))
        address = f"tcp://127.0.0.1:{quiet.getsockname()[1]}"
        began = time.monotonic()
        assert cli.main(["compare", "england", "patient", "--scheduler", address, "--out", str(tmp_path / "out")]) == 2
    assert time.monotonic() - began < 10
    assert f"no scheduler answers at {address}: nothing came within" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_worker_is_not_a_scheduler(dask, tmp_path):
    worker = next(iter(dask.client.nthreads()))
    with pytest.raises(Mistake, match="a Worker answers at"):
        run(tmp_path, worker)


def test_threads_here_and_a_cluster_are_one_too_many(tmp_path):
    with pytest.raises(Mistake, match="leave one out") as refused:
        run(tmp_path, "tcp://127.0.0.1:9", workers=2)
    assert refused.value.key == "--workers"


def test_without_the_extra_it_is_named(monkeypatch, tmp_path, capsys):
    monkeypatch.delitem(sys.modules, "turnaround_sim.crew.cluster")
    monkeypatch.setitem(sys.modules, "distributed", None)
    assert cli.main(["run", "classroom", "--scheduler", "tcp://127.0.0.1:9", "--out", str(tmp_path / "out")]) == 2
    assert 'pip install "turnaround_sim[cluster]"' in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []
