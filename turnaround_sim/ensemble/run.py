"""Replicates in compiled code: the same text as the reference, over rows of arrays."""

import hashlib
from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import numpy as np

from turnaround_sim.ensemble.cache import use_cache

# isort: split
from numba import njit

from turnaround_sim import entities, tables
from turnaround_sim.ensemble.burn_in import BurnIns, World
from turnaround_sim.events import Event
from turnaround_sim.month import walk
from turnaround_sim.parameters import Parameters
from turnaround_sim.population import Population
from turnaround_sim.series import dtype_of, records_of, rows_of

Rows = np.ndarray[Any, np.dtype[Any]]

CACHED = use_cache() is not None


class NHS(NamedTuple):
    """The NHS as rows of arrays: what `month` walks. One row a thing, in the order of its number."""

    trusts: Rows
    domains: Rows
    causes: Rows
    leaders: Rows
    directors: Rows
    partners: Rows
    systems: Rows
    regulator: Rows
    national: Rows
    tally: Rows
    events: Rows
    levers: Rows
    in_force: Rows
    believed: Rows
    announced: Rows
    takes_effect: Rows
    months: Rows
    annual: Rows
    spells: Rows
    tenures: Rows
    inspections: Rows
    support: Rows
    outcomes: Rows
    quality: Rows
    panel: Rows


STATE = ("trusts", "domains", "causes", "leaders", "directors", "partners", "systems", "regulator", "national", "tally")
"""What changes from month to month; the rest is policy, or written once."""


@njit(nogil=True, cache=CACHED, error_model="numpy", _nrt=False)  # type: ignore[call-overload,untyped-decorator,unused-ignore]
def _walk(nhs: Any, parameters: Any, row: int, seed: int, replicate: int, first: int, last: int) -> None:
    walk(nhs, parameters[row], (seed, replicate), first, last)


class Ensemble:
    """One scenario made ready to run replicate after replicate; each thread has its own.

    Parameters
    ----------
    population
        The entities and policies of the scenario.
    parameters
        One or more sets of beliefs; replicates choose theirs by row.
    panel, annual
        Whether the panel and the trust-years are filled.
    burn_ins
        Where worlds are kept at the end of their burn-in, for other arms that begin alike.
    """

    def __init__(
        self,
        population: Population,
        parameters: Sequence[Parameters],
        *,
        panel: bool = False,
        annual: bool = True,
        burn_ins: BurnIns | None = None,
    ) -> None:
        self.population = population
        self.parameters = records_of(parameters)
        self._believed = tuple(parameters)
        self.start = {
            "trusts": rows_of(entities.TrustFields, population.trusts),
            "domains": rows_of(entities.DomainFields, population.domains),
            "causes": rows_of(entities.CauseFields, population.causes),
            "leaders": rows_of(entities.LeaderFields, population.leaders),
            "directors": rows_of(entities.ImprovementDirectorFields, population.directors),
            "partners": rows_of(entities.SystemPartnerFields, population.partners),
            "systems": rows_of(entities.SystemFields, population.systems),
            "regulator": rows_of(entities.RegulatorFields, population.regulator),
            "national": rows_of(entities.NationalBodyFields, population.national),
            "tally": rows_of(entities.TallyFields, population.tally),
        }
        tally = population.tally[0]
        months, trusts = tally.months, tally.trusts
        self.rooms = first_rooms(months, trusts, annual=annual)
        calendar = population.calendar
        self.policy = {
            "events": rows_of(Event, population.events),
            "levers": records_of(population.levers),
            # Row 0 holds the defaults of the burn-in.
            "in_force": calendar.in_force + np.int32(1),
            "believed": calendar.believed + np.int32(1),
            "announced": calendar.announced + np.int32(1),
            "takes_effect": np.array(calendar.takes_effect),
        }
        self.quality = np.zeros((months, trusts))
        self.panel = np.zeros((len(tables.PANEL), months, trusts) if panel else (0, 0, 0))
        self.months, self.burn_in = months, tally.burn_in
        self.used: NHS | None = None
        self.burn_ins = burn_ins
        # Column by column: what lies between the columns of a row is anything.
        columns = (rows[name].tobytes() for rows in self.start.values() for name in rows.dtype.names or ())
        self.begins = hashlib.sha256(b"".join(columns)).digest()

    def believe(self, *parameters: Parameters) -> None:
        """Take other sets of beliefs; nothing is done where they are those that are held."""
        if parameters != self._believed:
            self.parameters, self._believed = records_of(parameters), parameters

    def warm(self) -> None:
        """Have the rules compiled, or taken from the cache, for worlds of this shape."""
        self.advance(self.fresh(), 0, 0, 0, 0)

    def fresh(self) -> NHS:
        """The NHS before its first month, with empty tables, in arrays of its own."""
        written = {name: np.zeros(room, dtype_of(row)) for name, (row, room) in self.rooms.items()}
        state = {name: rows.copy() for name, rows in self.start.items()}
        quality, panel = np.zeros_like(self.quality), np.zeros_like(self.panel)
        return NHS(**state, **self.policy, **written, quality=quality, panel=panel)

    def advance(self, nhs: NHS, seed: int, replicate: int, first: int, last: int, row: int = 0) -> None:
        """Walk from month `first` up to, but not including, `last`. Other threads may work meanwhile."""
        _walk(nhs, self.parameters, row, seed, replicate, first, last)

    def run(self, seed: int, replicate: int, row: int = 0) -> NHS:
        """One replicate from the burn-in to the end. Copy what you keep: the next run writes over it.

        Where a table was too short the replicate is run again with more room: nothing is ever cut off.
        """
        while True:
            nhs = self.opening(seed, replicate, row)
            self.advance(nhs, seed, replicate, 0, self.months, row)
            if not self.grow(nhs):
                return nhs
            self.used = None

    def opening(self, seed: int, replicate: int, row: int = 0) -> NHS:
        """The NHS at the end of its burn-in, in the arrays of the last replicate: walked, or as another arm left it."""
        if self.used is None:
            self.used = self.fresh()
        nhs = self.used

        def burnt_in() -> World:
            _overwrite(nhs, self.start)
            self.advance(nhs, seed, replicate, -self.burn_in, 0, row)
            return {name: getattr(nhs, name) for name in STATE}

        if self.burn_ins is None:
            burnt_in()
        else:
            key = (self.begins, self.parameters[row].item(), seed, replicate)
            _overwrite(nhs, self.burn_ins.world(key, burnt_in))
        return nhs

    def grow(self, nhs: NHS) -> bool:
        """Make room for tables that ran over; true if any did."""
        grown = False
        for name in ("annual", "spells", "tenures", "inspections", "support"):
            row, room = self.rooms[name]
            needed = int(nhs.tally[name][0])
            if room > 0 and needed > room:
                self.rooms[name] = (row, max(needed, 2 * room))
                grown = True
        return grown

    def history(self, seed: int, replicate: int, row: int = 0) -> Iterator[NHS]:
        """The same replicate month by month from month 0: the NHS as it stands after each."""
        nhs = self.fresh()
        self.advance(nhs, seed, replicate, -self.burn_in, 0, row)
        for month in range(self.months):
            self.advance(nhs, seed, replicate, month, month + 1, row)
            yield nhs


def _overwrite(nhs: NHS, world: World) -> None:
    for name, rows in world.items():
        np.copyto(getattr(nhs, name), rows)


def first_rooms(months: int, trusts: int, *, annual: bool) -> dict[str, tuple[type, int]]:
    """How much room each table gets at first; those that run over get more."""
    trust_months = months * trusts
    return {
        "months": (tables.MonthRow, months),
        "annual": (tables.AnnualRow, trusts * (months // 12 + 1) if annual else 0),
        "spells": (tables.SpellRow, 32 + trust_months // 200),
        "tenures": (tables.TenureRow, 3 * trusts + trust_months // 12),
        "inspections": (tables.InspectionRow, 32 + trust_months // 12),
        "support": (tables.SupportRow, 64 + trust_months // 60),
        "outcomes": (tables.OutcomeRow, 1),
    }
