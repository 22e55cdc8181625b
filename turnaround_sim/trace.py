"""A run month by month, and where two runs part: for each trust the first month in which it differs, and why.

A trust is moved by what it carries and by what it hears: fields declared as `heard`, written down in the phase that
reads them of others; its leader; the policy it lives under; and what is ordered for it. So wherever two runs of the
same world part, the input by which the difference came in can be named.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from turnaround_sim import entities
from turnaround_sim.ensemble import Ensemble
from turnaround_sim.ensemble.run import NHS
from turnaround_sim.population import Population, populate
from turnaround_sim.scenario import Scenario

Rows = np.ndarray[Any, np.dtype[Any]]
Flags = NDArray[np.bool_]

KEPT = ("trusts", "domains", "causes", "leaders", "directors", "systems", "partners", "regulator", "national")
"""What a trace keeps of every month."""

HEARD = tuple(f.name for f in fields(entities.TrustFields) if f.metadata["role"] == "heard")
OWN = tuple(f.name for f in fields(entities.TrustFields) if f.metadata["role"] != "heard")
CARRIED = ("heard_burden", "buddying")
"""What is heard late in one month and taken up in the next."""

THROUGH_OTHERS = ("director's row", "buddy's row", "system's row")
"""Inputs of inputs: a trust reads them only by what it hears, which is named too."""


@dataclass(frozen=True, eq=False)
class Trace:
    """One replicate, month by month.

    Parameters
    ----------
    scenario, seed, replicate
        What was run.
    population
        The entities and the policies as they were before their first month.
    states
        Rows of each kind of thing, [month + 1, row]: place 0 is how the burn-in left them. `at` counts by month.
    policy
        Rows of levers, and by [month, trust] which row is in force, which is believed to be, which is
        announced, and from when.
    """

    scenario: Scenario
    seed: int
    replicate: int
    population: Population
    states: Mapping[str, Rows]
    policy: Mapping[str, Rows]

    @property
    def months(self) -> int:
        """The months that were walked."""
        return self.scenario.months

    def at(self, name: str, month: int) -> Rows:
        """One kind of thing at the end of a month; month -1 is the end of the burn-in."""
        if not -1 <= month < self.months:
            raise ValueError(f"month {month} is not in the trace; it has -1 to {self.months - 1}")
        rows: Rows = self.states[name][month + 1]
        return rows


@dataclass(frozen=True)
class Divergence:
    """The first month in which a trust is not the same in two runs.

    `changed` names its own fields that differ at the end of that month, `inputs` what differed of all that it read in
    it. Month -1 means that the two had parted before the record opened.
    """

    trust: int
    month: int
    changed: tuple[str, ...]
    inputs: tuple[str, ...]


def trace(scenario: Scenario, seed: int, replicate: int) -> Trace:
    """Walk one replicate and keep what every agent was like at the end of every month, month 0 on."""
    population = populate(scenario)
    engine = Ensemble(population, [scenario.parameters], annual=False)
    nhs = engine.fresh()
    engine.advance(nhs, seed, replicate, -scenario.burn_in, 0)
    states = {name: _room(nhs, name, scenario.months) for name in KEPT}
    for month in range(-1, scenario.months):
        if month >= 0:
            engine.advance(nhs, seed, replicate, month, month + 1)
        for name, kept in states.items():
            kept[month + 1] = getattr(nhs, name)
    return Trace(scenario, seed, replicate, population, states, engine.policy)


def _room(nhs: NHS, name: str, months: int) -> Rows:
    rows: Rows = getattr(nhs, name)
    return np.zeros((months + 1, len(rows)), rows.dtype)


def first_divergence(a: Trace, b: Trace) -> dict[int, Divergence]:
    """For each trust that is ever different in the second run: when it first is, and what it then read that differed.

    Trusts that are the same throughout are left out. Raises ValueError if the two are not of one world: the same
    trusts, months, burn-in, seed and replicate.
    """
    for name in ("seed", "replicate"):
        if getattr(a, name) != getattr(b, name):
            raise ValueError(f"the {name} of the two runs is {getattr(a, name)} and {getattr(b, name)}")
    for name in ("trusts", "systems", "months", "burn_in", "cohort"):
        if getattr(a.scenario, name) != getattr(b.scenario, name):
            raise ValueError(f"the two runs do not have the same {name}")
    own: dict[str, Any] = {
        f"trusts.{name}": _differ(a.states["trusts"][name], b.states["trusts"][name]) for name in OWN
    }
    for kind, each in (("domains", 5), ("causes", 1)):
        for name in a.states[kind].dtype.names or ():
            apart = _differ(a.states[kind][name], b.states[kind][name])
            own[f"{kind}.{name}"] = apart.reshape(len(apart), -1, each).any(axis=2)
    ever: Any = np.stack(list(own.values())).any(axis=0)
    parted = {}
    for i in np.flatnonzero(ever.any(axis=0)).tolist():
        month = int(ever[:, i].argmax()) - 1
        changed = tuple(name for name, apart in own.items() if apart[month + 1, i])
        parted[i] = Divergence(i, month, changed, tuple(_inputs(a, b, i, month)))
    return parted


def _differ(x: Rows, y: Rows) -> Flags:
    """Where two columns differ; NaN is like NaN."""
    apart: Any = (x != y) & ~((x != x) & (y != y))
    return np.asarray(apart)


def _inputs(a: Trace, b: Trace, i: int, month: int) -> list[str]:
    """The names of what trust `i` read in a month that was not the same in the two runs."""
    named = ["parameters"] if a.scenario.parameters != b.scenario.parameters else []
    if month < 0:
        return named
    now, before = ((a.at("trusts", t)[i], b.at("trusts", t)[i]) for t in (month, month - 1))
    named += [name for name in HEARD if name not in CARRIED and now[0][name] != now[1][name]]
    named += [name for name in CARRIED if before[0][name] != before[1][name]]
    if _policy(a, "in_force", i, month) != _policy(b, "in_force", i, month):
        named.append("levers in force")
    if _policy(a, "believed", i, month) != _policy(b, "believed", i, month):
        named.append("levers believed in")
    if _policy(a, "announced", i, month) != _policy(b, "announced", i, month):
        named.append("levers announced")
    if _ordered(a, i, month) != _ordered(b, i, month):
        named.append("event")
    # A trust that was taken in stands still from then on, as it was when it closed.
    taken = [state["heard_taken_in"] for state in now]
    if any(
        _row_apart(a, b, rows, each * taken[0] + k, each * taken[1] + k, month)
        for rows, each in (("trusts", 1), ("domains", 5))
        for k in range(each)
        if entities.NOBODY not in taken
    ):
        named.append("taken-in trust's row")
    # People and neighbours as they stood when the month opened, so that what the month did to them is no input of it.
    for state, field, rows in (
        ((before, now), "leader", "leaders"),
        ((before,), "director", "directors"),
        ((before,), "buddy", "trusts"),
        ((before,), "system", "systems"),
    ):
        if any(_row_apart(a, b, rows, pair[0][field], pair[1][field], month - 1) for pair in state):
            named.append(f"{field}'s row")
    return named


def _row_apart(a: Trace, b: Trace, rows: str, left: int, right: int, month: int) -> bool:
    """Whether the same row is another in the two runs; where they point to different rows, something else says so."""
    if left != right or left == entities.NOBODY:
        return False
    x, y = a.at(rows, month)[left], b.at(rows, month)[right]
    return any(bool(_differ(x[name], y[name])) for name in x.dtype.names or ())


def _policy(of: Trace, name: str, i: int, month: int) -> tuple[object, ...]:
    """The policy that holds, or is told of, for a trust in a month; with it, when it takes effect."""
    row = of.policy["levers"][of.policy[name][month, i]].item()
    return (row, int(of.policy["takes_effect"][month, i])) if name == "announced" else (row,)


def _ordered(of: Trace, i: int, month: int) -> list[object]:
    return [event for event in of.population.events if event.trust == i and event.month == month]
