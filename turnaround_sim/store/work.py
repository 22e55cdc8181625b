"""An answer being written: chunks are kept as they come, and the folder takes its name when all is there."""

import json
import logging
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

from turnaround_sim import dictionary
from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import chunks
from turnaround_sim.store.lock import Lock
from turnaround_sim.store.merging import Merge
from turnaround_sim.store.question import Chunk, Question
from turnaround_sim.store.results import PARTIAL

logger = logging.getLogger("turnaround_sim")

FAILED = "failed"
"""The event that says in the log why a chunk is missing."""

_WAIT = 0.2


def answer(question: Question, out: Path) -> Path | None:
    """The folder of a question's answer if it is on disk already. Raises Mistake for a folder that is no answer."""
    folder = question.folder(out)
    if (folder / "done").is_file():
        return folder
    if folder.exists():
        raise Mistake(f"{folder} is there but not finished: remove it and run again", file=str(folder))
    return None


class Work:
    """The work on one question, from its first chunk to its answer; only one process has it at a time.

    Entering waits for another process that works at the same question; afterwards `answered` says whether there is
    still anything to do. Chunks that an earlier process left whole are kept (`reused`). Every refusal of the disk is a
    Mistake that names the folder.
    """

    def __init__(self, question: Question, out: Path) -> None:
        self.question = question
        self.folder = question.folder(out)
        self.partial = self.folder.with_name(self.folder.name + PARTIAL)
        self.answered = False
        self.reused: frozenset[int] = frozenset()
        self._chunks = self.partial / "chunks"
        self._lock = Lock(self.partial / "lock")
        self._made: list[Path] = []
        self._order = list(question.chunks())
        self._there: set[int] = set()
        self._merged = 0
        self._merge: Merge | None = None
        self._files: dict[str, dict[str, object]] = {}
        self._failed = False
        self._guard = threading.Lock()

    def __enter__(self) -> "Work":
        try:
            with self._writing():
                self._wait_for_turn()
                if not self.answered:
                    self._take_up()
        except BaseException:
            self._let_go()
            raise
        return self

    def __exit__(self, *error: object) -> None:
        self._let_go()

    @property
    def missing(self) -> list[Chunk]:
        """The chunks still to be computed, in order."""
        return [chunk for chunk in self._order if chunk.number not in self._there]

    def keep(self, chunk: Chunk, tables: chunks.Tables) -> None:
        """Write a chunk to disk. Any thread may call it, in any order of chunks."""
        with self._writing():
            chunks.write(self._chunks, chunk, tables, self.question.tables)
            with self._guard:
                self._there.add(chunk.number)
                self._merge_what_can_be()

    def note(self, event: str, **facts: object) -> None:
        """Append a line to the log; a folder whose log tells of a failure is not cleared away."""
        line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
        with self._writing(), self._guard, (self.partial / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._failed = self._failed or event == FAILED

    def complete(self) -> None:
        """Wait until all tables are written; all chunks must be there."""
        if self.missing or self._merge is None:
            raise RuntimeError(f"{len(self.missing)} chunks are missing")
        with self._writing():
            self._files = self._files or self._merge.finish()

    def publish(self, manifest: Mapping[str, object]) -> Path:
        """Complete the tables, write the manifest and the dictionary, and give the folder its final name."""
        self.complete()
        with self._writing():
            described = dictionary.described(self.question.tables)
            _write_json(self.partial / "dictionary.json", described)
            _write_json(self.partial / "manifest.json", {**manifest, "files": self._files})
            (self.partial / "done").write_text(self.question.digest + "\n", encoding="ascii")
            self._take_name()
        return self.folder

    def _wait_for_turn(self) -> None:
        told = False
        while not self._claimed():
            if not told:
                holder = self._lock.holder() or "unknown"
                logger.warning("another process (%s) is working at this question; waiting for its answer", holder)
            told = True
            time.sleep(_WAIT)

    def _claimed(self) -> bool:
        """Whether this process has the work, or finds it done."""
        if answer(self.question, self.folder.parents[1]) is None:
            self._make(self.partial)
            try:
                if not self._lock.take():
                    return False
            except FileNotFoundError:  # the folder took its final name meanwhile
                return False
            if answer(self.question, self.folder.parents[1]) is None:
                return True
            self._lock.free()
            shutil.rmtree(self.partial, ignore_errors=True)
        self.answered = True
        return True

    def _take_up(self) -> None:
        """Go on from what an earlier process left."""
        if (self.partial / "done").is_file():
            self._take_name()
            return
        for path in self.partial.iterdir():
            if path.is_file() and path.name not in ("lock", "log.jsonl"):
                path.unlink()
        tables = self.question.tables
        self._there = {c.number for c in self._order if chunks.is_whole(self._chunks, c, tables)}
        self.reused = frozenset(self._there)
        self._merge = Merge(self.partial, self._chunks, self.question)
        self._merge_what_can_be()

    def _merge_what_can_be(self) -> None:
        while self._merge is not None and self._merged < len(self._order) and self._merged in self._there:
            self._merge.add(self._order[self._merged])
            self._merged += 1

    def _take_name(self) -> None:
        shutil.rmtree(self._chunks, ignore_errors=True)
        if sys.platform == "win32":  # an open file would hold the folder's name
            self._lock.free()
        os.replace(self.partial, self.folder)
        (self.folder / "lock").unlink(missing_ok=True)
        self._lock.free()
        self.answered = True

    def _let_go(self) -> None:
        """Stop where things stand: whole chunks and a log of failures stay, folders that hold nothing go."""
        if self.answered:
            return
        if self._merge is not None:
            self._merge.abandon()
        if self._lock.held and not self._there and not self._failed:
            if sys.platform == "win32":  # an open file could not be removed
                self._lock.free()
            shutil.rmtree(self.partial, ignore_errors=True)
        self._lock.free()
        for path in reversed(self._made):
            with suppress(OSError):
                path.rmdir()

    def _make(self, folder: Path) -> None:
        """Make a folder with those above it, remembering which were not there."""
        for path in (*reversed(folder.parents), folder):
            if not path.is_dir():
                if path.exists():
                    message = f"cannot write to {self.partial}: {path} is a file; a folder is needed"
                    raise Mistake(message, file=str(self.partial), key="--out")
                path.mkdir(exist_ok=True)
                self._made.append(path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            why = error.strerror or str(error)
            raise Mistake(f"cannot write to {self.partial}: {why}", file=str(self.partial), key="--out") from error


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
