"""Bare things for the tests of rules: plain dataclasses, and only those numbers that a test sets itself."""

import dataclasses
from types import SimpleNamespace

import numpy as np

from turnaround_sim import tables
from turnaround_sim.entities import ACTING, IN_POOL, IN_POST, NEVER
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.population import populate
from turnaround_sim.provenance import engine_view, with_values
from turnaround_sim.scenario import Scenario

KEY = (7, 3)


def _only(groups, values):
    """The named numbers and no others, read as the engines read them: a rule that asks for another one fails."""
    view = engine_view(with_values(groups, values))
    only = SimpleNamespace()
    for path in values:
        group, name = path.split(".")
        if not hasattr(only, group):
            setattr(only, group, SimpleNamespace())
        setattr(getattr(only, group), name, getattr(getattr(view, group), name))
    return only


def believing(**values):
    """Beliefs by name, `leadership__skill_sd=0.2`: within their declared bounds, and no default to lean on."""
    return _only(Parameters(), {name.replace("__", "."): value for name, value in values.items()})


def deciding(**values):
    """Levers by name, `leadership__patience=12`, in the same way."""
    return _only(Levers(), {name.replace("__", "."): value for name, value in values.items()})


def added_up(start, causes, prefix=""):
    """A start and every declared cause of that prefix, added in the order of declaration."""
    total = start
    for field in dataclasses.fields(causes):
        if field.metadata["role"] == "cause" and field.name.startswith(prefix):
            total += getattr(causes, field.name)
    return total


def world(trusts=4, systems=2, months=36, *, beliefs=None, levers=None, panel=False, **scenario):
    """A small world of bare dataclasses before its first month, with its beliefs in `world.p`.

    Everyone has a place: trust i is led by leader i, the pool is free, deputies wait.
    """
    made = Scenario(
        name="bare",
        months=months,
        trusts=trusts,
        systems=systems,
        burn_in=scenario.pop("burn_in", 0),
        parameters=with_values(Parameters(), beliefs or {}),
        levers=with_values(Levers(), levers or {}),
        **scenario,
    )
    population = populate(made)
    room = 40 * trusts
    nhs = SimpleNamespace(
        trusts=population.trusts,
        domains=population.domains,
        causes=population.causes,
        leaders=population.leaders,
        directors=population.directors,
        partners=population.partners,
        systems=population.systems,
        regulator=population.regulator,
        national=population.national,
        tally=population.tally,
        events=population.events,
        levers=[engine_view(row) for row in population.levers],
        in_force=population.calendar.in_force + 1,
        believed=population.calendar.believed + 1,
        announced=population.calendar.announced + 1,
        takes_effect=population.calendar.takes_effect,
        months=[tables.MonthRow() for _ in range(months)],
        annual=[tables.AnnualRow() for _ in range(trusts * (months // 12 + 1))],
        spells=[tables.SpellRow() for _ in range(room)],
        tenures=[tables.TenureRow() for _ in range(room)],
        inspections=[tables.InspectionRow() for _ in range(room)],
        support=[tables.SupportRow() for _ in range(room)],
        outcomes=[tables.OutcomeRow()],
        quality=np.zeros((months, trusts)),
        panel=np.zeros((len(tables.PANEL), months, trusts) if panel else (0, 0, 0)),
        p=engine_view(made.parameters),
    )
    for trust in nhs.trusts:
        trust.leader = trust.number
    for leader in nhs.leaders:
        leader.available_from = NEVER
        leader.status = IN_POOL
        if leader.number < trusts:
            leader.status = IN_POST
            leader.trust = leader.number
        elif leader.number >= trusts + nhs.tally[0].pool:
            leader.status = ACTING
    return nhs
