"""Engines for threads that run one scenario after another: each thread has its own, and keeps those it used last."""

import threading
from collections import OrderedDict
from typing import TYPE_CHECKING

from turnaround_sim.ensemble.burn_in import BurnIns
from turnaround_sim.ensemble.run import Ensemble
from turnaround_sim.population import populate

if TYPE_CHECKING:
    from turnaround_sim.scenario import Scenario

HELD = 8
"""Engines that a thread keeps: as many scenarios as are usually taken in turn."""


class Engines:
    """The engine of a scenario for whichever thread asks, made ready the first time.

    Parameters
    ----------
    annual
        Whether the trust-years are filled.
    burn_ins
        Where worlds are kept at the end of their burn-in, for other scenarios that begin alike.
    """

    def __init__(self, *, annual: bool = True, burn_ins: BurnIns | None = None) -> None:
        self._annual, self._burn_ins = annual, burn_ins
        self._held = threading.local()
        self._compiling = threading.Lock()

    def of(self, scenario: "Scenario") -> Ensemble:
        """The engine of a scenario, at its stated parameters the first time; scenarios are told apart as objects."""
        mine: OrderedDict[int, tuple[Scenario, Ensemble]] | None = getattr(self._held, "engines", None)
        if mine is None:
            mine = self._held.engines = OrderedDict()
        if id(scenario) not in mine:
            engine = Ensemble(populate(scenario), [scenario.parameters], annual=self._annual, burn_ins=self._burn_ins)
            with self._compiling:
                engine.warm()
            # The scenario is held too, so that its id cannot be given to another.
            mine[id(scenario)] = scenario, engine
            if len(mine) > HELD:
                mine.popitem(last=False)
        mine.move_to_end(id(scenario))
        return mine[id(scenario)][1]
