"""What happens to one trust stays in its place, but for what the nation shares out."""

from dataclasses import replace

import numpy as np
import pytest
from alike import differing, table_difference
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import changes, events, keys, worlds

from turnaround_sim.events import EventKind
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import with_values
from turnaround_sim.scenario import PlannedEvent, Scenario
from turnaround_sim.simulate import simulate
from turnaround_sim.trace import Trace, first_divergence, trace

PLENTY = {"systems.national_scarcity": False}


def touched_elsewhere(before: Trace, after: Trace, system: int) -> str:
    """The first thing outside a system that is not the same in two runs, in words; empty if there is none."""
    home = before.scenario.cohort.system
    apart = np.flatnonzero(home != system)
    leaders = before.states["leaders"]
    led = np.isin(leaders["trust"][0], apart)
    rows = {
        "trusts": np.isin(np.arange(len(home)), apart),
        "causes": np.isin(np.arange(len(home)), apart),
        "domains": np.repeat(np.isin(np.arange(len(home)), apart), 5),
        "systems": np.arange(before.scenario.systems) != system,
        "partners": np.repeat(np.arange(before.scenario.systems) != system, 4),
        "leaders": led,
    }
    for name, mine in rows.items():
        a, b = before.states[name][:, mine], after.states[name][:, mine]
        for field in a.dtype.names or ():
            x, y = np.ascontiguousarray(a[field]), np.ascontiguousarray(b[field])
            places = np.argwhere(differing(x, y))
            if places.size:
                month, row = places[0]
                return f"{name}.{field} of row {np.flatnonzero(mine)[row]} in month {month - 1}"
    return ""


def assert_stays(world: Scenario, event: PlannedEvent, key: tuple[int, int]) -> None:
    before, after = (trace(scenario, *key) for scenario in (world, replace(world, events=(*world.events, event))))
    found = touched_elsewhere(before, after, int(world.cohort.system[event.trust]))
    assert not found, f"{event.do} in trust {event.trust} reached {found}"


POOR = Scenario(
    name="poor",
    months=72,
    trusts=40,
    systems=8,
    burn_in=12,
    parameters=with_values(Parameters(), {**PLENTY, "regulation.merging": 0.001, "leadership.moving": 0.05}),
    levers=with_values(
        Levers(),
        {
            "funding.envelope": 1.0,
            "funding.millions": 20.0,
            "director.pool": 1,
            "regime.inspections_a_month": 1.0,
            "regime.review_entries": 0.3,
            "buddy.share": 1.0,
        },
    ),
)


def neighbour(world: Scenario, trust: int) -> int:
    near = np.flatnonzero(world.cohort.system == world.cohort.system[trust])
    return int(next((other for other in near if other != trust), -1))


@pytest.mark.parametrize("kind", list(EventKind), ids=lambda kind: kind.word)
@pytest.mark.parametrize("seed", range(3))
def test_without_national_scarcity_an_event_stays_in_its_place(kind: EventKind, seed: int) -> None:
    trust = 3 + seed
    details = {
        EventKind.FUND: {"millions": 30.0, "months": 12},
        EventKind.SEND_DIRECTOR: {"days_a_week": 5.0},
        EventKind.SHOCK: {"points": -45.0, "months": 36},
        EventKind.ACQUIRE: {"partner": neighbour(POOR, trust)},
    }.get(kind, {})
    event = PlannedEvent(9, trust, kind.word, details)
    assert_stays(POOR, event, (seed, 0))
    if kind in (EventKind.FUND, EventKind.SHOCK, EventKind.ACQUIRE):  # the others may come where they are not needed
        assert trust in first_divergence(trace(POOR, seed, 0), trace(replace(POOR, events=(event,)), seed, 0))


def test_with_national_scarcity_an_event_can_reach_another_place() -> None:
    rich = replace(POOR, parameters=with_values(POOR.parameters, {"systems.national_scarcity": True}))
    event = PlannedEvent(9, 4, "shock", {"points": -45.0, "months": 36})
    assert touched_elsewhere(trace(rich, 0, 0), trace(replace(rich, events=(event,)), 0, 0), int(rich.cohort.system[4]))


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), worlds(PLENTY, eventful=False), keys())
def test_in_any_world_without_national_scarcity_an_event_stays_in_its_place(
    data: st.DataObject, world: Scenario, key: tuple[int, int]
) -> None:
    stays(data, world, key)


@pytest.mark.slow
@settings(max_examples=1500, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), worlds(PLENTY, eventful=False), keys())
def test_in_many_worlds_without_national_scarcity_an_event_stays_in_its_place(
    data: st.DataObject, world: Scenario, key: tuple[int, int]
) -> None:
    stays(data, world, key)


def stays(data: st.DataObject, world: Scenario, key: tuple[int, int]) -> None:
    event = data.draw(events(world.trusts, world.months))
    details = dict(event.details)
    if "partner" in details:
        partner = neighbour(world, event.trust)
        assume(partner >= 0)
        details["partner"] = partner
    assert_stays(world, replace(event, details=details), key)


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), worlds(PLENTY, eventful=False), keys())
def test_in_any_world_without_national_scarcity_a_policy_for_one_trust_stays_in_its_place(
    data: st.DataObject, world: Scenario, key: tuple[int, int]
) -> None:
    change = data.draw(changes(world.trusts, world.months, for_one=True))
    before, after = (trace(s, *key) for s in (world, replace(world, changes=(*world.changes, change))))
    found = touched_elsewhere(before, after, int(world.cohort.system[change.trust]))
    assert not found, f"{change.lever} for trust {change.trust} reached {found}"


def same_bytes(a: Scenario, b: Scenario, seed: int, replicate: int) -> None:
    asked = {"seed": seed, "first": replicate, "replicates": 1, "keep": "panel", "arm": "same"}
    found = table_difference(simulate(a, **asked), simulate(b, **asked))
    assert not found, found


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), worlds(), keys())
def test_an_event_that_does_nothing_changes_no_byte(data: st.DataObject, world: Scenario, key: tuple[int, int]) -> None:
    nothing = data.draw(events(world.trusts, world.months, (EventKind.NOTHING,)))
    place = data.draw(st.integers(0, len(world.events)))
    more = (*world.events[:place], nothing, *world.events[place:])
    same_bytes(world, replace(world, events=more), *key)
