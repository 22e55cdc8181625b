"""A sensitivity study from beginning to end: sample, run, lay down, and read what was laid down."""

import hashlib
import json
import math
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import numpy as np
import numpy.typing as npt

from turnaround_sim import dictionary
from turnaround_sim.analysis.sensitivity import fast, morris, ofat, shape, sobol
from turnaround_sim.analysis.sensitivity.reading import analysed
from turnaround_sim.analysis.sensitivity.settings import GIVEN_DATA, Settings, grouped, resolved
from turnaround_sim.analysis.sensitivity.sobol import Sample
from turnaround_sim.design import Factor, Study
from turnaround_sim.experiment import MONTH_ZERO, cores
from turnaround_sim.points import Block, Point, Points, described, write_blocks
from turnaround_sim.points.running import OUTCOMES
from turnaround_sim.store import source_digest
from turnaround_sim.store.building import built

Floats = npt.NDArray[np.float64]
Told = Callable[[str, int, int], None]
"""Hears of progress: the stage in words, what is done, of how much."""

LIBRARIES = ("numpy", "scipy", "numba", "SALib", "pandas", "pyarrow")
NAMES: Mapping[str, str] = {
    "ofat": "one factor at a time",
    "morris": "screen",
    "groups": "groups of factors",
    "sobol": "factors one by one",
    "fast": "Fourier test",
    "shape": "points spread evenly",
    "emulator": "emulator",
}
"""The designs of a study, in the order in which they are run, and what to call them."""

STOP_FROM = 64
"""Base rows from which it is asked whether indices are precise enough."""


@dataclass(frozen=True)
class Asked:
    """A study as it was asked for; what is found is a function of this and of the source."""

    study: Study
    settings: Settings

    @property
    def digest(self) -> str:
        """Names the folder: what decides the numbers."""
        decides = {
            **self.study.resolved(),
            "settings": resolved(self.settings),
            "outcomes": list(self.study.outcomes),
            "source": source_digest(),
        }
        text = json.dumps(decides, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def folder(self, out: Path) -> Path:
        """Where the answer lies."""
        return out / self.study.name / self.digest


def planned(asked: Asked) -> dict[str, int]:
    """How many points each design has at most, in the order in which they are run."""
    study, settings = asked.study, asked.settings
    k = len(study.varied)
    few = min(k, settings.most or k)
    groups = len(set(grouped(study.varied)))
    plan: dict[str, int] = {}
    if "ofat" in settings.methods:
        plan["ofat"] = 1 + k * settings.levels
    if settings.screens(k):
        plan["morris"] = settings.trajectories * (k + 1)
    if "sobol" in settings.methods and _by_groups(asked):
        plan["groups"] = settings.points * (groups + 2)
    if settings.by != "groups":
        if "sobol" in settings.methods:
            plan["sobol"] = settings.points * (few + 2)
        if "fast" in settings.methods:
            plan["fast"] = settings.points * few * settings.curves
        if set(settings.methods) & set(GIVEN_DATA) and "sobol" not in settings.methods:
            plan["shape"] = settings.points
    return plan


def _by_groups(asked: Asked) -> bool:
    return asked.settings.by != "factors" and len(set(grouped(asked.study.varied))) > 1


def answered(asked: Asked, out: Path, *, workers: int, tell: Told, about: Mapping[str, object]) -> Path:
    """Run the study and write its folder; the same command goes on where it was cut off.

    What was run is kept in a ledger meanwhile, and all the rest computed from it, so that an interrupted study ends in
    the bytes of an undisturbed one. Raises Mistake for what the disk refuses, Failed where points could not be run.
    """

    def fill(partial: Path) -> None:
        _fill(asked, partial, workers, tell, about)

    return built(asked.folder(out), asked.digest, fill)


def _fill(asked: Asked, partial: Path, workers: int, tell: Told, about: Mapping[str, object]) -> None:
    study = asked.study
    started, clock = datetime.now(UTC), time.monotonic()
    ledger = partial / "worlds.ledger"
    points = Points(study.arms, seed=study.seed, workers=workers, ledger=ledger)
    try:
        work = _Work(asked, points, tell)
        work.run()
    finally:
        points.close()
    laid = write_blocks(partial, work.blocks, work.found, list(study.arms), study.seed)
    manifest = {
        **about,
        "kind": "sensitivity",
        "notice": dictionary.NOTICE,
        "out_of_scope": dictionary.OUT_OF_SCOPE,
        "name": study.name,
        "title": study.title,
        "question": study.question,
        "hypothesis": study.hypothesis,
        "digest": asked.digest,
        "titles": {arm: scenario.title for arm, scenario in study.arms.items()},
        "arms": list(study.arms),
        "baseline": study.baseline,
        "scenarios": {arm: scenario.resolved() for arm, scenario in study.arms.items()},
        "factors": [factor.resolved() for factor in study.varied],
        "outcomes": list(study.outcomes),
        "settings": resolved(asked.settings),
        "month_zero": MONTH_ZERO,
        "seed": study.seed,
        "replicates": study.replicates,
        **laid,
        "source": source_digest(),
        "versions": {name: metadata.version(name) for name in LIBRARIES},
        "platform": {"system": platform.platform(), "machine": platform.machine(), "cores": cores()},
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 1),
        "worlds_run": points.ran,
        "worlds_found": points.found,
    }
    _write(partial / "manifest.json", manifest)
    _write(partial / "dictionary.json", described(study.varied))
    analysed(partial, tell)
    ledger.unlink()


def _write(path: Path, told: Mapping[str, object]) -> None:
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


class _Work:
    """The designs of a study, run one after another: what the screen finds decides which factors come next."""

    def __init__(self, asked: Asked, points: Points, tell: Told) -> None:
        self.asked, self.points, self.tell = asked, points, tell
        self.blocks: list[Block] = []
        self.found: dict[str, Floats] = {}
        self.factors = asked.study.varied
        self.worlds = tuple(range(asked.study.replicates))

    def run(self) -> None:
        """Run all that was asked for."""
        study, settings = self.asked.study, self.asked.settings
        plan = planned(self.asked)
        names = [factor.path for factor in self.factors]
        if "ofat" in plan:
            self._run("ofat", self.factors, ofat.sampled(self.factors, settings.levels))
        if "morris" in plan:
            self._run("morris", self.factors, morris.sampled(names, settings.trajectories, study.seed))
        if "groups" in plan:
            sample = sobol.sampled(names, settings.points, study.seed, grouped(self.factors))
            self._run("groups", self.factors, sample)
        few = self.chosen()
        paths = [factor.path for factor in few]
        if "sobol" in plan:
            self._sobol(few)
        if "fast" in plan:
            self._run("fast", few, fast.sampled(paths, settings.points, study.seed, settings.curves))
        if "shape" in plan:
            self._run("shape", few, shape.sampled(paths, settings.points, study.seed))
        direct = next((len(block.points) for block in self.blocks if block.name == "sobol"), 0)
        count = settings.emulated(direct, len(self.worlds))
        if direct and count:
            self._emulator(few, count)

    def chosen(self) -> tuple[Factor, ...]:
        """The factors that are taken one by one: those with the largest effects in the screen, on any outcome."""
        most = self.asked.settings.most or len(self.factors)
        if "morris" not in self.found or most >= len(self.factors):
            return self.factors
        block = next(block for block in self.blocks if block.name == "morris")
        shares = np.zeros(len(self.factors))
        for outcome, arm in quantities(self.asked.study):
            found = self._of(self.found["morris"], outcome, arm)
            if np.isfinite(found).all():
                paths = [factor.path for factor in self.factors]
                role = np.array(block.role, object)
                told = morris.screened(paths, block.places, np.asarray(block.row), role, found, self.asked.study.seed)
                whole = float((told.size**2).sum())
                shares = np.maximum(shares, told.size**2 / whole if whole > 0.0 else 0.0)
        first = sorted(range(len(self.factors)), key=lambda place: (-shares[place], place))[:most]
        return tuple(self.factors[place] for place in sorted(first))

    def _sobol(self, factors: tuple[Factor, ...]) -> None:
        """Sobol's sample: whole, or doubled until all total indices are precise enough."""
        study, settings = self.asked.study, self.asked.settings
        paths = [factor.path for factor in factors]
        n = settings.points if settings.precision == 0.0 else min(STOP_FROM, settings.points)
        while True:
            sample = sobol.sampled(paths, n, study.seed)
            found = self._ask("sobol", factors, sample)
            if n >= settings.points or self._widest(sample, found) <= settings.precision:
                break
            n = min(2 * n, settings.points)
        self._keep("sobol", factors, sample, found)

    def _widest(self, sample: Sample, found: Floats) -> float:
        """The widest half-interval of all total indices; outcomes that are missing somewhere do not count."""
        study, widest = self.asked.study, 0.0
        for outcome, arm in quantities(study):
            values = self._of(found, outcome, arm)
            if np.isfinite(values).all():
                laid = sobol.laid(sample.row, np.array(sample.role, object), values)
                total = sobol.indices(laid, study.seed).total
                halves = (total.high - total.low) / 2.0
                widest = max(widest, float(np.max(halves)) if np.isfinite(halves).all() else math.inf)
        return widest

    def _of(self, found: Floats, outcome: str, arm: str) -> Floats:
        """An outcome in an arm, or its difference from the baseline [points, worlds]."""
        arms, baseline = list(self.asked.study.arms), self.asked.study.baseline
        values = found[..., OUTCOMES.index(outcome)]
        values = np.log1p(values) if outcome in self.asked.settings.log else values
        level = values[:, arms.index(arm)]
        return np.asarray(level if arm == baseline else level - values[:, arms.index(baseline)])

    def _emulator(self, factors: tuple[Factor, ...], count: int) -> None:
        """Points of the emulator, one world each, the worlds in turn."""
        from turnaround_sim.analysis.sensitivity.emulating import sampled

        sample = sampled(len(factors), count, self.asked.study.seed)
        worlds = [(self.worlds[number % len(self.worlds)],) for number in range(count)]
        self._keep("emulator", factors, sample, self._ask("emulator", factors, sample, worlds), worlds)

    def _run(self, name: str, factors: tuple[Factor, ...], sample: Sample) -> None:
        self._keep(name, factors, sample, self._ask(name, factors, sample))

    def _ask(
        self,
        name: str,
        factors: tuple[Factor, ...],
        sample: Sample,
        worlds: Sequence[tuple[int, ...]] | None = None,
    ) -> Floats:
        points = self._points(factors, sample, worlds)
        return self.points.run(points, lambda done, of: self.tell(NAMES[name], done, of))

    def _keep(
        self,
        name: str,
        factors: tuple[Factor, ...],
        sample: Sample,
        found: Floats,
        worlds: Sequence[tuple[int, ...]] | None = None,
    ) -> None:
        points = self._points(factors, sample, worlds)
        # What every point of the block says of its factors stands in the design, whatever it varies.
        self.blocks.append(Block(name, factors, sample.places, sample.row.tolist(), sample.role, points))
        self.found[name] = found

    def _points(
        self, factors: tuple[Factor, ...], sample: Sample, worlds: Sequence[tuple[int, ...]] | None
    ) -> tuple[Point, ...]:
        return tuple(
            Point(
                {factor.path: factor.value(float(place)) for factor, place in zip(factors, places, strict=True)},
                self.worlds if worlds is None else worlds[number],
            )
            for number, places in enumerate(sample.places)
        )


def quantities(study: Study) -> list[tuple[str, str]]:
    """What is looked at: each outcome of the baseline, and by how much it differs from that in every other arm."""
    arms = (study.baseline, *(arm for arm in study.arms if arm != study.baseline))
    return [(outcome, arm) for arm in arms for outcome in study.outcomes]
