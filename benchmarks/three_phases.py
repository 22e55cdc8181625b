"""Phases 3, 6 and 7 alone, compiled: what idiomatic Mesa and hand-written C are set beside.

Everything else stands still at a month of England when some trusts are in special measures. The three phases ask a
place to count anew who seeks staff, and chance for the month's luck, which phase 1 does in a whole month.
"""

from dataclasses import dataclass, field
from typing import Any

import numpy as np

from turnaround_sim.draws import draw
from turnaround_sim.ensemble import Ensemble
from turnaround_sim.ensemble.run import CACHED, NHS
from turnaround_sim.month.chance import Purpose
from turnaround_sim.month.phases import improvement, quality, workforce
from turnaround_sim.population import populate
from turnaround_sim.scenario import Scenario

# isort: split
from numba import njit

WRITTEN = ("trusts", "domains", "causes", "leaders", "systems")
"""What the three phases write to."""


@njit(nogil=True, cache=CACHED, error_model="numpy", _nrt=False)
def walk_three(nhs, parameters, seed, replicate, first, last):
    p, key = parameters[0], (seed, replicate)
    for t in range(first, last):
        for system in nhs.systems:
            system.wanted = 0.0
        for trust in nhs.trusts:
            if trust.is_open:
                u = draw(key, t, trust.number, Purpose.TRUST_MONTH, 0)
                trust.luck_staff = u[1]
                trust.luck_programme = u[3]
        workforce(nhs, p)
        improvement(nhs, p, t)
        quality(nhs, p, key, t)


@dataclass
class World:
    """A world that stands at `first`, to be walked by three phases and put back again."""

    scenario: Scenario
    first: int
    seed: int = 1
    nhs: NHS = field(init=False)
    parameters: Any = field(init=False)
    start: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        engine = Ensemble(populate(self.scenario), [self.scenario.parameters])
        self.nhs, self.parameters = engine.fresh(), engine.parameters
        engine.advance(self.nhs, self.seed, 0, -self.scenario.burn_in, self.first)
        self.start = {name: getattr(self.nhs, name).copy() for name in WRITTEN}

    def put_back(self) -> None:
        """As it was at `first`."""
        for name, rows in self.start.items():
            np.copyto(getattr(self.nhs, name), rows)

    def walk(self, months: int, replicate: int = 0) -> None:
        """So many months of the three phases."""
        walk_three(self.nhs, self.parameters, self.seed, replicate, self.first, self.first + months)

    def state(self) -> dict[str, Any]:
        """What the three phases write to, as it stands."""
        return {name: getattr(self.nhs, name).copy() for name in WRITTEN}
