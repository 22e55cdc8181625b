"""Runs the worlds of many points, in every arm, on several threads; what was run is never run again."""

import hashlib
import json
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

import numpy as np
import numpy.typing as npt

from turnaround_sim import dictionary
from turnaround_sim.beliefs import Uncertainty, believing
from turnaround_sim.ensemble import BurnIns, Engines
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Number, with_values
from turnaround_sim.scenario import Scenario
from turnaround_sim.store import source_digest
from turnaround_sim.store.ledger import Ledger, key_of

Floats = npt.NDArray[np.float64]
Tell = Callable[[int, int], None]
"""Told how many points are done, of how many."""

OUTCOMES = tuple(column.name for column in dictionary.OUTCOMES)
"""What is kept of a world, in this order."""


@dataclass(frozen=True)
class Point:
    """Where worlds are run: full names of parameters and levers with their values, over what the arm says.

    `worlds` are the numbers of the replicates that are run there: points that name the same share their luck. With
    `uncertainty` the parameters are first those of a `draw`.
    """

    values: Mapping[str, Number] = field(default_factory=lambda: MappingProxyType({}))
    worlds: tuple[int, ...] = (0,)
    uncertainty: Uncertainty = "none"
    draw: int = 0

    def of(self, scenario: Scenario) -> Scenario:
        """An arm as it is at this point."""
        for whole in ("parameters", "levers"):
            its = {path.partition(".")[2]: value for path, value in self.values.items() if path.startswith(whole)}
            if whole == "parameters":
                believed = believing(scenario, self.uncertainty, self.draw)
                parameters = with_values(believed.parameters, its)
            elif its:
                scenario = replace(scenario, levers=with_values(scenario.levers, its))
        return replace(scenario, parameters=parameters)

    @cached_property
    def key(self) -> bytes:
        """What tells it from points with other numbers, whichever worlds are run there."""
        drawn = (self.uncertainty, self.draw) if self.uncertainty != "none" else ()
        return key_of(sorted(self.values.items()), drawn)

    @cached_property
    def decided(self) -> tuple[tuple[str, Number], ...]:
        """The levers among its values."""
        return tuple(sorted((path, value) for path, value in self.values.items() if path.startswith("levers.")))


class Failed(Exception):
    """Some points could not be run. Each is told with its arm, its values and the error; the others are kept."""

    def __init__(self, failures: Sequence[tuple[str, Point, Exception]]) -> None:
        arm, point, error = failures[0]
        shown = ", ".join(f"{path} = {value:g}" for path, value in list(point.values.items())[:5])
        super().__init__(
            f"{len(failures)} of the points failed, the first in arm {arm} at {shown or 'its stated values'} "
            f"({type(error).__name__}: {error}); all others are kept, and the same command tries these again"
        )
        self.failures = tuple(failures)


class Points:
    """Runs points in all arms of a study.

    Parameters
    ----------
    arms
        The scenarios that are run at each point; arms that begin alike share their burn-in.
    ledger
        The file in which every world's outcomes are kept; numbers depend neither on it nor on `workers`.
    """

    def __init__(self, arms: Mapping[str, Scenario], *, seed: int, workers: int, ledger: Path) -> None:
        self.arms, self.seed = dict(arms), seed
        self._ledger = Ledger(ledger, (len(OUTCOMES),))
        self._names = {arm: _digest(scenario) for arm, scenario in self.arms.items()}
        self._engines = Engines(annual=False, burn_ins=BurnIns() if len(self.arms) > 1 else None)
        self._decided: dict[tuple[str, tuple[tuple[str, Number], ...]], Scenario] = {}
        self._guard = threading.Lock()
        self._pool = ThreadPoolExecutor(workers, thread_name_prefix="points")
        self.ran = 0

    @property
    def found(self) -> int:
        """Worlds that were in the ledger from the start."""
        return self._ledger.found

    def run(self, points: Sequence[Point], tell: Tell | None = None) -> Floats:
        """Every outcome [points, arms, worlds, outcomes]; all points have as many worlds.

        Raises Failed where points could not be run, when all others are kept. An interruption leaves nothing undone:
        what was at work is finished and kept.
        """
        missing = [point for point in points if not self._is_kept(point)]
        each = {(point.key, point.worlds): point for point in missing}
        coming = [self._pool.submit(self._whole, point) for point in each.values()]
        done = len(points) - len(each)
        failures: list[tuple[str, Point, Exception]] = []
        if tell is not None:
            tell(done, len(points))
        try:
            for future in as_completed(coming):
                failures += future.result()
                done += 1
                if tell is not None:
                    tell(done, len(points))
        except BaseException:
            _cancel(coming)
            self._pool.shutdown(wait=True, cancel_futures=True)
            raise
        if failures:
            raise Failed(failures)
        return np.array(
            [[[self._kept(arm, point, world) for world in point.worlds] for arm in self.arms] for point in points]
        )

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _whole(self, point: Point) -> list[tuple[str, Point, Exception]]:
        """Run what is missing of a point, world by world in all arms, and keep it."""
        kept: dict[bytes, Floats] = {}
        failures: dict[str, tuple[str, Point, Exception]] = {}
        believed = {arm: point.of(scenario).parameters for arm, scenario in self.arms.items()}
        for world in point.worlds:
            for arm in self.arms:
                key = self._key(arm, point, world)
                if self._ledger.get(key) is None and arm not in failures:
                    try:
                        kept[key] = self._world(self._scenario(arm, point), believed[arm], world)
                    except Exception as error:
                        failures[arm] = arm, point, error
        self._ledger.keep_all(kept)
        with self._guard:
            self.ran += len(kept)
        return list(failures.values())

    def _world(self, scenario: Scenario, parameters: Parameters, world: int) -> Floats:
        engine = self._engines.of(scenario)
        engine.believe(parameters)
        row = engine.run(self.seed, world).outcomes[0]
        return np.array([float(row[name]) for name in OUTCOMES])

    def _scenario(self, arm: str, point: Point) -> Scenario:
        """The arm with the levers of a point: one object for all points that decide alike, so that engines are kept."""
        decided = point.decided
        if not decided:
            return self.arms[arm]
        with self._guard:
            key = arm, decided
            if key not in self._decided:
                self._decided[key] = Point(values=dict(decided)).of(self.arms[arm])
            return self._decided[key]

    def _kept(self, arm: str, point: Point, world: int) -> Floats:
        kept = self._ledger.get(self._key(arm, point, world))
        assert kept is not None
        return kept

    def _is_kept(self, point: Point) -> bool:
        return all(
            self._ledger.get(self._key(arm, point, world)) is not None for arm in self.arms for world in point.worlds
        )

    def _key(self, arm: str, point: Point, world: int) -> bytes:
        return key_of(self._names[arm], self.seed, point.key, world)


def _digest(scenario: Scenario) -> str:
    text = json.dumps(scenario.resolved(), sort_keys=True, ensure_ascii=False)
    return hashlib.sha256(f"{source_digest()} {text}".encode()).hexdigest()


def _cancel(coming: Iterable["Future[list[tuple[str, Point, Exception]]]"]) -> None:
    for future in coming:
        future.cancel()
