"""Where an event reaches another trust, the run can name the way: what that trust heard which it would not have."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from strategies import changes, events, keys, worlds

from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import with_values
from turnaround_sim.scenario import LeverChange, PlannedEvent, Scenario
from turnaround_sim.trace import THROUGH_OTHERS, Divergence, Trace, first_divergence, trace

MONTHS, TRUSTS, SYSTEMS = 72, 36, 9
SCARCE = {
    "funding.millions": 6.0,
    "funding.envelope": 12.0,
    "director.pool": 3,
    "regime.inspections_a_month": 2.0,
    "regime.review_entries": 0.15,
    "regime.roll_out_from": 6,
    "buddy.share": 1.0,
    "leadership.removal_at_entry": 0.3,
}
RESTLESS = {"regulation.merging": 0.001, "regulation.takeover": 0.005, "support.effects": 1.0}


def scenario_of(*planned: PlannedEvent, changes: tuple[LeverChange, ...] = (), **given: object) -> Scenario:
    """A world in which everything national is short."""
    return Scenario(
        name="short",
        months=MONTHS,
        trusts=TRUSTS,
        systems=SYSTEMS,
        burn_in=24,
        parameters=with_values(Parameters(), {**RESTLESS, **given}),
        levers=with_values(Levers(), SCARCE),
        changes=changes,
        events=planned,
    )


ONE_OF_EACH = (
    PlannedEvent(6, 3, "replace_leader"),
    PlannedEvent(9, 5, "fund", {"millions": 20.0, "months": 12}),
    PlannedEvent(8, 7, "send_director", {"days_a_week": 5.0, "months": 24}),
    PlannedEvent(8, 11, "send_buddy", {"months": 24}),
    PlannedEvent(5, 2, "inspect"),
    PlannedEvent(4, 9, "shock", {"points": -40.0, "months": 24}),
    PlannedEvent(10, 12, "acquire", {"partner": 13}),
)


def unexplained(before: Trace, after: Trace) -> list[Divergence]:
    """Trusts that parted in a month in which nothing that they read at first hand differed."""
    return [d for d in first_divergence(before, after).values() if not set(d.inputs) - set(THROUGH_OTHERS)]


@pytest.mark.parametrize("event", ONE_OF_EACH, ids=lambda e: e.do)
@pytest.mark.parametrize("seed", range(4))
def test_every_trust_that_an_event_reaches_heard_something_else_that_month(event: PlannedEvent, seed: int) -> None:
    before, after = (trace(scenario_of(*planned), seed, 1) for planned in ((), (event,)))
    parted = first_divergence(before, after)
    if event.do == "inspect" and not parted:
        return  # the inspectors came that month anyhow
    assert parted[event.trust].month == event.month, "the event came too late"
    assert "event" in parted[event.trust].inputs
    assert min(d.month for d in parted.values()) == event.month, "something happened before the event"
    assert not unexplained(before, after)


@pytest.mark.parametrize("seed", range(4))
def test_every_trust_that_a_policy_for_one_trust_reaches_heard_something_else_that_month(seed: int) -> None:
    # Trust 9 is pushed into trouble in both, so that its own policy matters.
    shock = PlannedEvent(0, 9, "shock", {"points": -40.0, "months": 36})
    change = LeverChange(8, "funding.millions", 60.0, trust=9)
    before = trace(scenario_of(shock), seed, 0)
    after = trace(scenario_of(shock, changes=(change,)), seed, 0)
    assert not unexplained(before, after)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), worlds(), keys())
def test_in_any_world_the_way_of_an_event_can_be_named(
    data: st.DataObject, world: Scenario, key: tuple[int, int]
) -> None:
    more = data.draw(events(world.trusts, world.months))
    explained(world, replace(world, events=(*world.events, more)), key)


@pytest.mark.slow
@settings(max_examples=2000, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), worlds(), keys())
def test_in_many_worlds_the_way_of_an_event_can_be_named(
    data: st.DataObject, world: Scenario, key: tuple[int, int]
) -> None:
    more = data.draw(events(world.trusts, world.months))
    explained(world, replace(world, events=(*world.events, more)), key)


@settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), worlds(), keys())
def test_in_any_world_the_way_of_a_policy_for_one_trust_can_be_named(
    data: st.DataObject, world: Scenario, key: tuple[int, int]
) -> None:
    change = data.draw(changes(world.trusts, world.months, for_one=True))
    explained(world, replace(world, changes=(*world.changes, change)), key)


def explained(world: Scenario, other: Scenario, key: tuple[int, int]) -> None:
    before, after = (trace(scenario, *key) for scenario in (world, other))
    assert not unexplained(before, after)
