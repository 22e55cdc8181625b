"""What was asked: everything that decides a run's numbers, and the folder that carries its digest."""

import hashlib
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Literal, NamedTuple

from turnaround_sim import dictionary
from turnaround_sim.beliefs import WORLDS_PER_DRAW, Uncertainty

Keep = Literal["outcomes", "tables", "panel"]
Engine = Literal["ensemble", "reference"]

CHUNK = 25
"""Replicates in one chunk, whatever the number of workers."""

TABLES_KEPT: Mapping[str, tuple[str, ...]] = {
    "outcomes": ("outcomes",),
    "tables": tuple(dictionary.TABLES),
    "panel": (*dictionary.TABLES, "panel"),
}

# These read results; they cannot change a number in them.
_READERS = {
    "__main__.py", "analysis", "assurance", "calibration", "cli", "cli.py", "dashboard", "figures.py", "play",
    "report", "story", "validation",
}  # fmt: skip


@cache
def source_digest() -> str:
    """The digest of the package's own files that can change a run's numbers; equal on every system."""
    package = Path(__file__).resolve().parents[1]
    digest = hashlib.sha256()
    files = {path.relative_to(package): path for suffix in ("py", "csv") for path in package.rglob(f"*.{suffix}")}
    for name in sorted(files, key=Path.as_posix):
        if name.parts[0] not in _READERS:
            text = files[name].read_bytes().replace(b"\r\n", b"\n")
            digest.update(f"{name.as_posix()} {len(text)}\n".encode() + text)
    return digest.hexdigest()[:16]


class Chunk(NamedTuple):
    """Some replicates of one arm: what is computed at once and written at once."""

    number: int
    arm: str
    first: int
    replicates: int


def _digest(decides: object) -> str:
    text = json.dumps(decides, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


@dataclass(frozen=True)
class Question:
    """A run as it was asked for. Two questions with one digest have one answer.

    `arms` maps each arm's name to its resolved scenario (plain and fit for JSON), in the order of the arms;
    `first` is the number of the first replicate. With `uncertainty` each `worlds_per_draw` replicates live under the
    parameters of one draw.
    """

    name: str
    arms: Mapping[str, object]
    seed: int
    replicates: int
    keep: Keep = "tables"
    engine: Engine = "ensemble"
    first: int = 0
    uncertainty: Uncertainty = "none"
    worlds_per_draw: int = WORLDS_PER_DRAW

    @cached_property
    def digest(self) -> str:
        """16 hexadecimal digits over everything that decides the numbers, the package's own source included."""
        arms = {"arms": list(self.arms), "scenarios": dict(self.arms)}
        return _digest({**arms, **self._decides(self.first, self.replicates)})

    def key(self, chunk: Chunk) -> str:
        """16 hexadecimal digits over everything that decides a chunk's rows: its own arm, and no other."""
        arm = {"arm": chunk.arm, "scenario": self._scenarios[chunk.arm]}
        return _digest({**arm, **self._decides(chunk.first, chunk.replicates)})

    def _decides(self, first: int, replicates: int) -> dict[str, object]:
        """What decides numbers besides the scenarios: the one list, for the whole question and for each chunk."""
        return {
            "seed": self.seed,
            "first": first,
            "replicates": replicates,
            "keep": self.keep,
            "engine": self.engine,
            "source": source_digest(),
            **self.draws,
        }

    @cached_property
    def _scenarios(self) -> dict[str, str]:
        """The digest of each arm's scenario: a scenario is long, and an arm has many chunks."""
        return {arm: _digest(scenario) for arm, scenario in self.arms.items()}

    @property
    def draws(self) -> Mapping[str, object]:
        """How parameters are drawn, as far as it decides a number."""
        if self.uncertainty == "none":
            return {"uncertainty": "none"}
        return {"uncertainty": self.uncertainty, "worlds_per_draw": self.worlds_per_draw}

    @property
    def tables(self) -> tuple[str, ...]:
        """The tables that are kept, `panel` among them where it is."""
        return TABLES_KEPT[self.keep]

    def folder(self, out: Path) -> Path:
        """Where the answer lies under a results root."""
        return self.home(out) / self.digest

    def home(self, out: Path) -> Path:
        """The folder of all answers under the question's name."""
        return out / (re.sub(r"[^\w.-]+", "-", self.name).strip(".-") or "run")

    def chunks(self) -> Iterator[Chunk]:
        """Every chunk in order: all arms of the first replicates, then of the next, so that a stopped run is even."""
        number = 0
        for first in range(self.first, self.first + self.replicates, CHUNK):
            for arm in self.arms:
                yield Chunk(number, arm, first, min(CHUNK, self.first + self.replicates - first))
                number += 1
