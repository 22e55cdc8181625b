"""A study in discovery from beginning to end: its sample, what is run, and the folder it leaves."""

import hashlib
import json
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from operator import attrgetter
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc

from turnaround_sim.analysis.discovery.claims import DEFAULT, Claim, read_claims
from turnaround_sim.analysis.discovery.kinds import KIND
from turnaround_sim.design import Factor, Study, read_study
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.mistakes import Mistake
from turnaround_sim.points import Block, Point, Points, Tell, described, write_blocks
from turnaround_sim.provenance import Declared
from turnaround_sim.store import source_digest
from turnaround_sim.store.building import built

Floats = npt.NDArray[np.float64]

BLOCK = "sample"
LIBRARIES = ("numpy", "scipy", "numba", "pandas", "pyarrow", "scikit-learn", "ema_workbench")
FEWEST = 40
"""Points: with fewer, half of them could neither show a region nor judge one."""

POINTS = Declared("points", int, 1000, "1", FEWEST, 100_000, "chosen", note="points of the sample")
SHUFFLES = Declared("shuffles", int, 20, "1", 0, 1000, "chosen", note="searches on shuffled labels")
_KEYS = ("claims", "points", "shuffles")


@dataclass(frozen=True)
class Asked:
    """A study as it was asked for; what it gives is a function of this and of the source."""

    study: Study
    claims: tuple[Claim, ...]
    points: int
    shuffles: int
    replicates: int
    seed: int

    @property
    def digest(self) -> str:
        """Names the folder: what decides the numbers."""
        decides = json.dumps(self.resolved(), sort_keys=True, ensure_ascii=False)
        sampling = Path(__file__).read_bytes().replace(b"\r\n", b"\n")
        return hashlib.sha256(f"{decides} {source_digest()}".encode() + sampling).hexdigest()[:12]

    def folder(self, out: Path) -> Path:
        """Where the answer lies."""
        return out / self.study.name / self.digest

    def resolved(self) -> dict[str, Any]:
        """Everything that decides the numbers, fit for JSON."""
        own = {
            "claims": [claim.resolved() for claim in self.claims],
            "points": self.points,
            "shuffles": self.shuffles,
            "replicates": self.replicates,
            "seed": self.seed,
        }
        return {**self.study.resolved(), **own}


def read(file: Path | str, points: int | None = None, replicates: int | None = None, seed: int | None = None) -> Asked:
    """A study from its file, with what is asked for otherwise; Mistake at the first thing that is wrong."""
    study = read_study(file, "discover", _KEYS, DEFAULT)
    claims = read_claims(study)
    _see_arms_apart(study)
    return Asked(
        study=study,
        claims=claims,
        points=study.whole(POINTS) if points is None else points,
        shuffles=study.whole(SHUFFLES),
        replicates=study.replicates if replicates is None else replicates,
        seed=study.seed if seed is None else seed,
    )


def _see_arms_apart(study: Study) -> None:
    """Nothing, or the mistake of varying a lever by which arms differ: it would be the same in all of them."""
    for factor in study.varied:
        if factor.is_lever:
            values = {attrgetter(factor.short)(scenario.levers) for scenario in study.arms.values()}
            if len(values) > 1:
                text = f"{factor.path} tells the arms apart, and would be the same in all of them if it were varied"
                raise Mistake(f"{text}; allowed: a factor in which the arms agree", file=study.file, key=factor.path)


def sample(factors: tuple[Factor, ...], points: int, seed: int) -> Floats:
    """Places from 0 to 1 of each factor's range [points, factors]: a Latin hypercube, so that each is spread evenly."""
    return np.asarray(
        qmc.LatinHypercube(len(factors), rng=np.random.default_rng([seed, len(factors), points])).random(points)
    )


def design(asked: Asked) -> Block:
    """The points that are run."""
    factors = asked.study.varied
    places = sample(factors, asked.points, asked.seed)
    worlds = tuple(range(asked.replicates))
    points = tuple(
        Point({factor.path: factor.value(place) for factor, place in zip(factors, row, strict=True)}, worlds)
        for row in places.tolist()
    )
    return Block(BLOCK, factors, places, range(asked.points), ["point"] * asked.points, points)


def discover(asked: Asked, out: Path, *, workers: int, tell: Tell, about: Mapping[str, object]) -> Path:
    """Run the points and write the folder; the same command goes on where it was cut off, and ends in the same bytes.

    Raises Mistake for what the disk refuses, and `points.running.Failed` where points could not be run.
    """
    return built(asked.folder(out), asked.digest, _filling(asked, workers, tell, about))


def _filling(asked: Asked, workers: int, tell: Tell, about: Mapping[str, object]) -> Callable[[Path], None]:
    def fill(partial: Path) -> None:
        started, clock = datetime.now(UTC), time.monotonic()
        block, arms = design(asked), asked.study.arms
        ledger = partial / "points.ledger"
        running = Points(arms, seed=asked.seed, workers=workers, ledger=ledger)
        try:
            outcomes = running.run(block.points, tell)
        finally:
            running.close()
        written = write_blocks(partial, [block], {BLOCK: outcomes}, list(arms), asked.seed)
        manifest = {
            **about,
            "kind": KIND,
            "digest": asked.digest,
            "name": asked.study.name,
            "title": asked.study.title,
            "question": asked.study.question,
            "hypothesis": asked.study.hypothesis,
            "notice": NOTICE,
            "out_of_scope": OUT_OF_SCOPE,
            "arms": list(arms),
            "baseline": asked.study.baseline,
            "claims": [claim.resolved() for claim in asked.claims],
            "factors": [factor.resolved() for factor in block.factors],
            "seed": asked.seed,
            "replicates": asked.replicates,
            "points": asked.points,
            "shuffles": asked.shuffles,
            **written,
            "resolved": asked.resolved(),
            "source_digest": source_digest(),
            "started": started.isoformat(timespec="seconds"),
            "seconds": round(time.monotonic() - clock, 1),
            "simulated_here": running.ran,
            "found_in_ledger": running.found,
            "platform": platform.platform(),
            "versions": {name: metadata.version(name) for name in LIBRARIES},
        }
        _write(partial / "manifest.json", manifest)
        _write(partial / "dictionary.json", described(block.factors))
        ledger.unlink()

    return fill


def _write(path: Path, told: Mapping[str, object]) -> None:
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", "utf-8")
