"""Runs worlds under any parameters and counts the targets in them: what each step of a calibration asks for."""

from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, as_completed
from pathlib import Path

import numpy as np
import numpy.typing as npt

from turnaround_sim.ensemble import Engines
from turnaround_sim.evidence.targets import Target
from turnaround_sim.evidence.worlds import world_of
from turnaround_sim.parameters import Parameters
from turnaround_sim.scenario import Scenario
from turnaround_sim.store.ledger import Ledger, key_of

Floats = npt.NDArray[np.float64]
Point = tuple[Parameters, int]
"""Parameters, and the number of the first of the worlds that are run under them."""
Tell = Callable[[int, int], None]
"""Told how many points are done, of how many."""


class Counting:
    """Counts targets in worlds, on several threads, and keeps on disk what it counted.

    Parameters
    ----------
    worlds
        Worlds a point: what is counted is one row a world.
    ledger
        The file in which what was counted is kept; the numbers do not depend on it, nor on `workers`.
    """

    def __init__(
        self, scenario: Scenario, targets: Sequence[Target], *, seed: int, worlds: int, workers: int, ledger: Path
    ) -> None:
        self.targets, self.worlds, self.seed = tuple(targets), worlds, seed
        self._scenario = scenario
        self._ledger = Ledger(ledger, (worlds, len(targets)))
        self._pool = ThreadPoolExecutor(workers)
        self._engines = Engines()
        self.counted = 0

    @property
    def found(self) -> int:
        """Points that were in the ledger from the start."""
        return self._ledger.found

    def point(self, parameters: Parameters, first: int) -> Floats:
        """The targets under one set of parameters [worlds, targets]; the worlds are shared out among the threads."""
        key = self._key(parameters, first)
        kept = self._ledger.get(key)
        if kept is None:
            rows = self._pool.map(lambda world: self._world(parameters, first + world), range(self.worlds))
            kept = np.array(list(rows))
            self._keep(key, kept)
        return kept

    def points(self, points: Iterable[Point], tell: Tell | None = None) -> Floats:
        """The same for many sets [points, worlds, targets]; each thread takes whole points."""
        asked = list(points)
        found: list[Floats | None] = [self._ledger.get(self._key(*point)) for point in asked]
        wanted = [place for place, each in enumerate(found) if each is None]
        coming = {self._pool.submit(self._whole, *asked[place]): place for place in wanted}
        done = len(asked) - len(wanted)
        try:
            for future in as_completed(coming):
                place = coming[future]
                values = future.result()
                found[place] = values
                self._keep(self._key(*asked[place]), values)
                done += 1
                if tell is not None:
                    tell(done, len(asked))
        except BaseException:
            _cancel(coming)
            raise
        return np.array(found).reshape(len(asked), self.worlds, len(self.targets))

    def close(self) -> None:
        """Let the threads go."""
        self._pool.shutdown(wait=True, cancel_futures=True)

    def _whole(self, parameters: Parameters, first: int) -> Floats:
        return np.array([self._world(parameters, first + world) for world in range(self.worlds)])

    def _world(self, parameters: Parameters, replicate: int) -> Floats:
        engine = self._engines.of(self._scenario)
        engine.believe(parameters)
        world = world_of(engine.run(self.seed, replicate))
        return np.array([target.of(world) for target in self.targets])

    def _key(self, parameters: Parameters, first: int) -> bytes:
        return key_of(parameters, first)

    def _keep(self, key: bytes, values: Floats) -> None:
        self._ledger.keep(key, values)
        self.counted += 1


def _cancel(coming: Iterable["Future[Floats]"]) -> None:
    for future in coming:
        future.cancel()
