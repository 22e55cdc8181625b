"""An answer being written: chunks are kept as they come, and the folder takes its name when all is there."""

import json
import logging
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from pathlib import Path

import pyarrow as pa

from turnaround_sim import dictionary
from turnaround_sim.mistakes import Mistake, writing
from turnaround_sim.store import chunks
from turnaround_sim.store.lock import Lock
from turnaround_sim.store.merging import Merge
from turnaround_sim.store.question import CHUNK, Chunk, Question
from turnaround_sim.store.results import PARTIAL
from turnaround_sim.store.shared import FOLDER, SharedChunks

logger = logging.getLogger("turnaround_sim")

FAILED = "failed"
"""The event that says in the log why a chunk is missing."""

_WAIT = 0.2
_VANISHES = 15
"""How often a folder may vanish as it is made, before it is the disk that refuses it."""


def answer(question: Question, out: Path) -> Path | None:
    """The folder of a question's answer if it is on disk already. Raises Mistake for a folder that is no answer."""
    folder = question.folder(out)
    if (folder / "done").is_file():
        return folder
    if folder.exists():
        raise Mistake(f"{folder} is there but not finished: remove it and run again", file=str(folder))
    return None


def retell(folder: Path, about: Mapping[str, object]) -> None:
    """Let the manifest of an answer say what is asked about it now: its numbers are the same, its words may not be.

    A folder that may only be read keeps the words that it has.
    """
    path = folder / "manifest.json"
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if any(said.get(key) != value for key, value in about.items()):
            beside = path.with_suffix(".writing")
            _write_json(beside, {**said, **about})
            os.replace(beside, path)
    except (OSError, ValueError) as error:
        logger.debug("the manifest of %s keeps its words: %s", folder, error)


class Work:
    """The work on one question, from its first chunk to its answer; only one process has it at a time.

    Entering waits for another process that works at the same question; afterwards `answered` says whether there is
    still anything to do. Chunks that lie there whole are kept, whichever question under the same name they were
    computed for (`reused`). `merging` is whether tables are put together while later chunks are computed; if not, they
    are when all are there. Every refusal of the disk is a Mistake that names the folder.
    """

    def __init__(self, question: Question, out: Path, *, merging: bool = True) -> None:
        self.question = question
        self.folder = question.folder(out)
        self.partial = self.folder.with_name(self.folder.name + PARTIAL)
        self.answered = False
        self._shared = SharedChunks(question.home(out) / FOLDER)
        self._lock = Lock(self.partial / "lock")
        self._made: list[Path] = []
        self._order = list(question.chunks())
        self._places = [self._shared.place(question.key(chunk)) for chunk in self._order]
        self._there: set[int] = set()
        self._reused: set[int] = set()
        self._merging = merging
        self._merged = 0
        self._merge: Merge | None = None
        self._files: dict[str, dict[str, object]] = {}
        self._failed = self._aside = False
        self._vanished = 0
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

    @property
    def reused(self) -> frozenset[int]:
        """The numbers of the chunks that were not computed here."""
        return frozenset(self._reused)

    @property
    def asked(self) -> int:
        """How many chunks the answer is made of."""
        return len(self._order)

    @property
    def computed(self) -> int:
        """How many replicates were computed here, over all arms."""
        return sum(self._order[number].replicates for number in self._there - self._reused)

    def found(self, chunk: Chunk) -> bool:
        """Whether a chunk has come meanwhile, from a process that works at another question; then it is taken over."""
        place = self._places[chunk.number]
        if not place.is_dir() or not chunks.is_whole(place, chunk, self.question.tables):
            return False
        with self._writing(), self._guard:
            self._reused.add(chunk.number)
            self._there.add(chunk.number)
            self._merge_what_can_be()
        return True

    def keep(self, chunk: Chunk, tables: chunks.Tables) -> None:
        """Write a chunk to disk. Any thread may call it, in any order of chunks."""
        with self._writing():
            chunks.write(self._places[chunk.number], chunk, tables, self.question.tables)
            with self._guard:
                self._there.add(chunk.number)
                self._merge_what_can_be()

    def outcomes(self) -> pa.Table:
        """The outcomes of all arms, before anything is published; all chunks must be there."""
        self._all_there()
        return pa.concat_tables(chunks.read(place, "outcomes") for place in self._places).unify_dictionaries()

    def set_aside(self) -> None:
        """Publish nothing: what was computed stays for a question with more replicates."""
        self._aside = True
        self._spend(chunk for chunk in self._order if chunk.replicates < CHUNK)

    def note(self, event: str, **facts: object) -> None:
        """Append a line to the log; a folder whose log tells of a failure is not cleared away."""
        line = {"time": datetime.now(UTC).isoformat(timespec="milliseconds"), "event": event, **facts}
        with self._writing(), self._guard, (self.partial / "log.jsonl").open("a", encoding="utf-8") as log:
            log.write(json.dumps(line, ensure_ascii=False) + "\n")
            self._failed = self._failed or event == FAILED

    def complete(self) -> None:
        """Wait until all tables are written; all chunks must be there."""
        self._all_there()
        with self._writing():
            if not self._files:
                self._merging = True
                self._merge_what_can_be()
                self._files = self._begun().finish()

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

    def _all_there(self) -> None:
        if self.missing or self.answered:
            raise RuntimeError(f"{len(self.missing)} chunks are missing")

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
            try:
                self._make(self.partial)
                if not self._lock.take():
                    return False
            except FileNotFoundError:  # the folder took its final name meanwhile, or who had made it took it away
                self._vanished += 1
                if self._vanished > _VANISHES:
                    raise
                return False
            if answer(self.question, self.folder.parents[1]) is None:
                return True
            self._lock.free()
            shutil.rmtree(self.partial, ignore_errors=True)
        self.answered = True
        return True

    def _take_up(self) -> None:
        """Go on from what an earlier process left."""
        self._shared.hold()
        if (self.partial / "done").is_file():
            self._take_name()
            return
        for path in self.partial.iterdir():
            if path.is_file() and path.name not in ("lock", "log.jsonl"):
                path.unlink()
        tables = self.question.tables
        for chunk, place in zip(self._order, self._places, strict=True):
            if chunks.is_whole(place, chunk, tables):
                self._there.add(chunk.number)
        self._reused = set(self._there)
        self._merge_what_can_be()

    def _begun(self) -> Merge:
        self._merge = self._merge or Merge(self.partial, self.question)
        return self._merge

    def _merge_what_can_be(self) -> None:
        while self._merging and self._merged < len(self._order) and self._merged in self._there:
            self._begun().add(self._order[self._merged], self._places[self._merged])
            self._merged += 1

    def _take_name(self) -> None:
        self._spend(self._order)
        if sys.platform == "win32":  # an open file would hold the folder's name
            self._lock.free()
        os.replace(self.partial, self.folder)
        (self.folder / "lock").unlink(missing_ok=True)
        self._lock.free()
        self.answered = True

    def _spend(self, used: Iterable[Chunk]) -> None:
        """Let chunks go, but for those of outcomes only: these are small, and stay for the next question."""
        if self.question.keep != "outcomes":
            self._shared.spend(self.question.key(chunk) for chunk in used)

    def _let_go(self) -> None:
        """Stop where things stand: whole chunks and a log of failures stay, folders that hold nothing go."""
        if not self.answered:
            if self._merge is not None:
                self._merge.abandon()
            if self._lock.held and (self._aside or not self._there) and not self._failed:
                if sys.platform == "win32":  # an open file could not be removed
                    self._lock.free()
                shutil.rmtree(self.partial, ignore_errors=True)
            self._lock.free()
        self._shared.leave()
        if not self.answered:
            for path in reversed(self._made):
                with suppress(OSError):
                    path.rmdir()

    def _make(self, folder: Path) -> None:
        """Make a folder with those above it, remembering which were not there."""
        for path in (*reversed(folder.parents), folder):
            if path.is_dir():
                continue
            try:
                path.mkdir()
            except FileExistsError:
                if path.is_dir():  # another process has just made it
                    continue
                message = f"cannot write to {self.partial}: {path} is a file; a folder is needed"
                raise Mistake(message, file=str(self.partial), key="--out") from None
            self._made.append(path)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with writing(self.partial, "--out"):
            yield


def _write_json(path: Path, content: Mapping[str, object]) -> None:
    path.write_text(json.dumps(content, indent=2, ensure_ascii=False, allow_nan=False) + "\n", encoding="utf-8")
