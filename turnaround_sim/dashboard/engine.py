"""The one process that computes for all who look at the dashboard, and the queue before it.

It is started with the server, so that the rules are compiled when somebody asks. Whoever asks takes a turn and looks
after it now and then; who goes away is passed over, and what is computed for them is given up while others wait. A turn
that is stopped ends the process, which loses nothing: the store keeps what was finished, and a new process gets warm at
once.
"""

import atexit
import json
import logging
import os
import subprocess
import sys
import threading
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any, Literal

import turnaround_sim
from turnaround_sim.dashboard.explore.asked import Asked

logger = logging.getLogger("turnaround_sim")

State = Literal["waiting", "running", "done", "refused", "failed", "stopped"]

SILENT = 180.0
"""Seconds after which a waiting turn that nobody has looked after is passed over: its page was closed."""
UNSEEN = 10.0
"""Seconds after which a turn at work that nobody has looked after is given up, if others wait."""
TRIES = 3
"""Starts in a row that may fail before those who wait are told."""
ENDED = "The process that computes ended before it was done. Nothing is lost; a new one is getting ready: run again."
GIVEN_UP = "The run was given up: its page was away while others waited. What was finished is kept: run again."


@dataclass(eq=False)
class Turn:
    """A comparison that somebody has asked for, and how it stands; only the engine writes to it.

    `began` is when it began to be computed [s, monotonic], `there` how many replicates lay in the store by then, and
    `taken` how many processes took it.
    """

    asked: Asked
    seen: float
    state: State = "waiting"
    began: float = 0.0
    there: int = -1
    done: int = 0
    total: int = 0
    told: float = 0.0
    folder: Path | None = None
    message: str = ""
    taken: int = 0


@dataclass(frozen=True)
class Look:
    """How a turn stands: how many wait before it, how far it is, and what came of it.

    `ready` is whether the rules are compiled; `left` the seconds that it is likely to take, None where nothing is known
    yet.
    """

    state: State
    ready: bool
    ahead: int
    done: int
    total: int
    left: float | None
    folder: Path | None
    message: str

    @property
    def is_over(self) -> bool:
        """Whether nothing more will come."""
        return self.state not in ("waiting", "running")


class Engine:
    """One warm process over one root of results; any thread may ask, look and stop."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.ready = False
        self._process: subprocess.Popen[str] | None = None
        self._waiting: list[Turn] = []
        self._at_work: Turn | None = None
        self._closed = False
        self._changed = threading.Condition()
        self._thread = threading.Thread(target=self._serve, name="engine", daemon=True)
        self._thread.start()

    def ask(self, asked: Asked) -> Turn:
        """Take a turn. Raises Mistake for what cannot be asked."""
        _ = asked.question
        turn = Turn(asked, monotonic())
        with self._changed:
            self._waiting.append(turn)
            self._changed.notify_all()
        return turn

    def look(self, turn: Turn) -> Look:
        """How a turn stands; whoever waits looks after it so that it is not passed over."""
        with self._changed:
            turn.seen = monotonic()
            if turn in self._waiting:
                self._pass_over()
            ahead = 0
            if turn in self._waiting:
                ahead = self._waiting.index(turn) + (self._at_work is not None)
            return Look(
                turn.state, self.ready, ahead, turn.done, turn.total, _left(turn), turn.folder, turn.message
            )  # fmt: skip

    def stop(self, turn: Turn) -> None:
        """Give a turn up. Where it is being computed the process ends, and a new one gets ready."""
        with self._changed:
            if turn in self._waiting:
                self._waiting.remove(turn)
                turn.state = "stopped"
            elif turn is self._at_work and turn.state == "running":
                self._end(turn)
            self._changed.notify_all()

    def _pass_over(self) -> None:
        """Give up the turn at work where nobody looks after it; the process that computes cannot do two at once."""
        turn = self._at_work
        if turn is None or turn.state != "running" or monotonic() - max(turn.seen, turn.began) <= UNSEEN:
            return
        turn.message = GIVEN_UP
        self._end(turn)
        self._changed.notify_all()

    def _end(self, turn: Turn) -> None:
        """Stop the turn at work by ending the process; the caller holds the lock."""
        turn.state = "stopped"
        if self._process is not None:
            self._process.kill()
            self._process = None

    def close(self) -> None:
        """End the process, and everybody's turn."""
        with self._changed:
            self._closed = True
            for turn in (*self._waiting, *([self._at_work] if self._at_work else [])):
                turn.state = "stopped"
            self._waiting.clear()
            if self._process is not None:
                self._process.kill()
            self._changed.notify_all()
        self._thread.join(timeout=10)

    @property
    def number(self) -> int | None:
        """The number of the process, None while there is none."""
        process = self._process
        return None if process is None else process.pid

    def _serve(self) -> None:
        failed = 0
        while not self._closed:
            failed = 0 if self._has_served() else failed + 1
            if failed >= TRIES:
                self._give_up()
                failed = 0

    def _has_served(self) -> bool:
        """Start a process and give it turns until it ends; whether it ever got ready."""
        try:
            process = self._started()
        except OSError:
            logger.exception("no process that computes could be started")
            return False
        try:
            if self._next_line(process) is None:
                return False
            with self._changed:
                self.ready = True
                self._changed.notify_all()
            self._converse(process)
            return True
        finally:
            with self._changed:
                self.ready = False
                self._process = None
            process.kill()
            process.communicate()

    def _started(self) -> subprocess.Popen[str]:
        home = str(Path(turnaround_sim.__file__).resolve().parents[1])
        paths = os.pathsep.join(path for path in (home, os.environ.get("PYTHONPATH", "")) if path)
        process = subprocess.Popen(
            [sys.executable, "-m", "turnaround_sim.dashboard.computing", str(self.root)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
            env={**os.environ, "PYTHONPATH": paths},
        )
        with self._changed:
            self._process = process
            if self._closed:
                process.kill()
        return process

    def _converse(self, process: "subprocess.Popen[str]") -> None:
        """Give the process one turn after another, until it ends."""
        while (turn := self._next_turn(process)) is not None:
            self._given(process, turn)
            told = self._next_line(process)
            while told is not None and not self._heard(turn, told):
                told = self._next_line(process)
            self._put_down(turn)
            if told is None:
                return

    def _next_turn(self, process: "subprocess.Popen[str]") -> Turn | None:
        """The first turn that somebody still waits for; None where the process has ended meanwhile."""
        with self._changed:
            while not self._closed:
                if self._process is not process or process.poll() is not None:
                    return None
                for turn in [turn for turn in self._waiting if monotonic() - turn.seen > SILENT]:
                    self._waiting.remove(turn)
                    turn.state = "stopped"
                if self._waiting:
                    self._at_work = self._waiting.pop(0)
                    self._at_work.state, self._at_work.began = "running", monotonic()
                    self._at_work.taken += 1
                    return self._at_work
                self._changed.wait(timeout=1.0)
        return None

    def _given(self, process: "subprocess.Popen[str]", turn: Turn) -> None:
        """Give the process a turn, if it still takes one."""
        assert process.stdin is not None
        with suppress(OSError):
            process.stdin.write(json.dumps(turn.asked.as_dict()) + "\n")
            process.stdin.flush()

    def _put_down(self, turn: Turn) -> None:
        """Have done with a turn. One that the process died on waits for the next, once, if it had not begun."""
        with self._changed:
            self._at_work = None
            if turn.state == "running" and not turn.total and turn.taken < 2:
                turn.state = "waiting"
                self._waiting.insert(0, turn)
            elif turn.state == "running":
                turn.state, turn.message = "failed", ENDED
            self._changed.notify_all()

    def _heard(self, turn: Turn, told: dict[str, Any]) -> bool:
        """Take down what the process says of a turn; whether that was the last of it."""
        with self._changed:
            if turn.state != "running":  # stopped: what it says in dying is not heard
                return False
            if "total" in told:
                turn.done, turn.total, turn.told = told["done"], told["total"], monotonic()
                turn.there = told["done"] if turn.there < 0 else turn.there
                return False
            if "folder" in told:
                turn.state, turn.folder = "done", Path(told["folder"])
            elif "mistake" in told:
                turn.state, turn.message = "refused", told["mistake"]
            else:
                turn.state, turn.message = "failed", told.get("failed", ENDED)
            return True

    def _give_up(self) -> None:
        """Tell those who wait that no process can be started."""
        with self._changed:
            for turn in self._waiting:
                turn.state, turn.message = "failed", "No process could be started; see where the server was started."
            self._waiting.clear()
            while not (self._waiting or self._closed):
                self._changed.wait(timeout=1.0)

    @staticmethod
    def _next_line(process: "subprocess.Popen[str]") -> dict[str, Any] | None:
        """What the process says next, None where it has ended."""
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line.endswith("\n"):
            return None
        told: dict[str, Any] = json.loads(line)
        return told


def _left(turn: Turn) -> float | None:
    """The seconds that a turn is likely to take, going by what was computed so far."""
    computed = turn.done - max(turn.there, 0)
    if turn.state != "running" or computed <= 0:
        return None
    each = (turn.told - turn.began) / computed
    return max(0.0, each * (turn.total - turn.done) - (monotonic() - turn.told))


_engines: dict[Path, Engine] = {}
_starting = threading.Lock()


def engine_of(root: Path) -> Engine:
    """The engine over a root of results, the same for all; started where there is none yet."""
    place = root.resolve()
    with _starting:
        if place not in _engines:
            if not _engines:
                atexit.register(close_all)
            _engines[place] = Engine(place)
        return _engines[place]


def close_all() -> None:
    """End every process."""
    with _starting:
        for engine in _engines.values():
            engine.close()
        _engines.clear()
