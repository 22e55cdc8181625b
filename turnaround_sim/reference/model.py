"""The model of the reference: a Mesa model that walks the month in plain Python."""

from collections.abc import Sequence
from typing import Any

import mesa
import numpy as np

from turnaround_sim import tables
from turnaround_sim.month import walk
from turnaround_sim.parameters import Parameters
from turnaround_sim.population import populate
from turnaround_sim.provenance import engine_view
from turnaround_sim.reference.agents import (
    Domain,
    ImprovementDirector,
    Leader,
    NationalBody,
    Regulator,
    System,
    SystemPartner,
    Trust,
)
from turnaround_sim.reference.binding import in_reference
from turnaround_sim.scenario import Scenario
from turnaround_sim.series import dtype_of

_walk = in_reference(walk)

EVENT_ROOM = 4
"""Rows an event table gets for each trust and year; the reference stops rather than lose one."""


class NHSModel(mesa.Model):  # type: ignore[misc,unused-ignore]
    """The NHS of one scenario and one replicate; each `step` is a month.

    It stands at month 0 when made: the burn-in has been walked. Mesa's own generators are never asked.

    Parameters
    ----------
    scenario
        What to run.
    key
        (seed, replicate): the same key gives the ensemble's replicate to the last bit.
    parameters
        Beliefs, if not the scenario's own.
    trust, leader, improvement_director, system_partner
        Classes of agents, for pupils who write a rule of their own.
    """

    def __init__(
        self,
        scenario: Scenario,
        key: tuple[int, int] = (1, 0),
        parameters: Parameters | None = None,
        *,
        panel: bool = False,
        trust: type[Trust] = Trust,
        leader: type[Leader] = Leader,
        improvement_director: type[ImprovementDirector] = ImprovementDirector,
        system_partner: type[SystemPartner] = SystemPartner,
    ) -> None:
        super().__init__(rng=0)
        population = populate(scenario)
        # Not `scenario`: later versions of Mesa have an attribute of that name.
        self.world, self.key, self.names = scenario, key, population.names
        self.p = engine_view(scenario.parameters if parameters is None else parameters)
        self.trusts = self._made(trust, population.trusts)
        self.domains = self._made(Domain, population.domains)
        self.causes = population.causes
        self.leaders = self._made(leader, population.leaders)
        self.directors = self._made(improvement_director, population.directors)
        self.partners = self._made(system_partner, population.partners)
        self.systems = self._made(System, population.systems)
        self.regulator = self._made(Regulator, population.regulator)
        self.national = self._made(NationalBody, population.national)
        self.tally = population.tally
        self.events = population.events
        self.levers = [engine_view(row) for row in population.levers]
        calendar = population.calendar
        self.in_force = calendar.in_force + 1
        self.believed = calendar.believed + 1
        self.announced = calendar.announced + 1
        self.takes_effect = calendar.takes_effect
        tally = population.tally[0]
        months, trusts = tally.months, tally.trusts
        room = trusts * (EVENT_ROOM + months * EVENT_ROOM // 12)
        self.months = _rows(tables.MonthRow, months)
        self.annual = _rows(tables.AnnualRow, trusts * (months // 12 + 1))
        self.spells = _rows(tables.SpellRow, room)
        self.tenures = _rows(tables.TenureRow, room)
        self.inspections = _rows(tables.InspectionRow, room)
        self.support = _rows(tables.SupportRow, room)
        self.outcomes = _rows(tables.OutcomeRow, 1)
        self.quality = np.zeros((months, trusts))
        self.panel = np.zeros((len(tables.PANEL), months, trusts) if panel else (0, 0, 0))
        self.clock = 0
        _walk(self, self.p, key, -tally.burn_in, 0)

    def _made(self, agent: type[Any], fields: Sequence[Any]) -> list[Any]:
        return [agent(self, **vars(field)) for field in fields]

    def step(self) -> None:
        """Walk one month."""
        if self.clock >= self.tally[0].months:
            self.running = False
            return
        _walk(self, self.p, self.key, self.clock, self.clock + 1)
        self.clock += 1
        for name in ("spells", "tenures", "inspections", "support"):
            if getattr(self.tally[0], name) > len(getattr(self, name)):
                raise OverflowError(f"the table {name} has no more room in month {self.clock}")

    def run(self) -> "NHSModel":
        """Walk all months that are left."""
        while self.clock < self.tally[0].months:
            self.step()
        return self


def _rows(row: type, count: int) -> Any:
    """Empty rows of a table, each of which reads and writes by name."""
    return np.zeros(count, dtype_of(row)).view(np.recarray)
