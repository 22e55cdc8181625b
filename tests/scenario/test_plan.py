"""A scenario made in Python is held to the same rules as one from a file."""

import json
from dataclasses import FrozenInstanceError, replace
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from strategies import worlds

from turnaround_sim.cohort import synthetic_cohort
from turnaround_sim.events import NOBODY, Event, EventKind
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import with_values
from turnaround_sim.scenario import (
    LeverChange,
    PlannedEvent,
    Scenario,
    event_rows,
    from_resolved,
    lever_calendar,
    lever_paths,
)

PATIENCE = "leadership.patience"
WORLD: dict[str, Any] = {"months": 36, "trusts": 20, "systems": 4}
CHOICE = next(path for path, d in lever_paths().items() if d.choices)


def test_england_is_what_is_assumed_where_nothing_is_said() -> None:
    england = Scenario("england")
    assert (england.months, england.trusts, england.systems, england.burn_in) == (120, 220, 42, 60)
    assert england.parameters == Parameters()
    assert england.levers == Levers()
    assert england.cohort == synthetic_cohort(220, 42)


def test_a_scenario_cannot_be_changed_but_copied_with_a_change() -> None:
    scenario = Scenario("small", **WORLD)
    with pytest.raises(FrozenInstanceError):
        scenario.months = 12  # type: ignore[misc]
    assert replace(scenario, trusts=10).cohort.trusts == 10


def test_a_users_own_cohort_takes_the_place_of_the_made_up_one() -> None:
    own = synthetic_cohort(7, 3)
    assert Scenario("own", trusts=7, systems=3, own_cohort=own).cohort is own


@pytest.mark.parametrize(
    ("given", "key", "words"),
    [
        ({"months": 0}, "months", "allowed 1 to 1200"),
        ({"months": 1201}, "months", "allowed 1 to 1200"),
        ({"months": True}, "months", "is not a number"),
        ({"months": 1.5}, "months", "is not a whole number"),
        ({"trusts": 1}, "trusts", "allowed 2 to 2000"),
        ({"trusts": 2001}, "trusts", "allowed 2 to 2000"),
        ({"systems": 0}, "systems", "allowed 1 to 2000"),
        ({"systems": 21}, "systems", "allowed 1 to 20"),
        ({"burn_in": -1}, "burn_in", "allowed 0 to 600"),
        ({"own_cohort": synthetic_cohort(19, 4)}, "trusts", "disagrees with the cohort, which has 19"),
        ({"own_cohort": synthetic_cohort(20, 5)}, "systems", "disagrees with the cohort, which has 5"),
        ({"changes": (LeverChange(3, PATIENCE, 999),)}, "change 1: levers.leadership.patience", "999 months"),
        ({"changes": (LeverChange(3, PATIENCE, 9, trust=20),)}, "change 1: trust", "allowed 0 to 19"),
        ({"changes": (LeverChange(3, "director.pool", 2, trust=2),)}, "change 1: trust", "holds for the nation only"),
        ({"events": (PlannedEvent(3, 20, "inspect"),)}, "event 1: trust", "allowed 0 to 19"),
        ({"events": (PlannedEvent(3, 2, "acquire", {"partner": 2}),)}, "event 1: with.partner", "is the trust itself"),
    ],
)
def test_a_world_that_cannot_be_is_refused(given: dict[str, Any], key: str, words: str) -> None:
    with pytest.raises(Mistake, match="odd: ") as refused:
        Scenario("odd", **{**WORLD, **given})
    assert refused.value.key == key
    assert words in str(refused.value)


def test_events_become_rows_by_month_and_in_the_order_said() -> None:
    scenario = Scenario(
        "busy",
        **WORLD,
        events=(
            PlannedEvent(18, 17, "replace_leader", why="a question"),
            PlannedEvent(6, 3, "fund", {"millions": 2, "months": 12}),
            PlannedEvent(6, 1, "shock", {"points": -5.0}),
            PlannedEvent(6, 2, "send_director", {"days_a_week": 2.5}),
            PlannedEvent(0, 4, "send_buddy"),
            PlannedEvent(30, 5, "acquire", {"partner": 12}),
            PlannedEvent(36, 5, "inspect"),
        ),
    )
    assert event_rows(scenario) == [
        Event(0, 4, EventKind.SEND_BUDDY, 0.0, 0, NOBODY),
        Event(6, 3, EventKind.FUND, 2.0, 12, NOBODY),
        Event(6, 1, EventKind.SHOCK, -5.0, 1, NOBODY),
        Event(6, 2, EventKind.SEND_DIRECTOR, 2.5, 0, NOBODY),
        Event(18, 17, EventKind.REPLACE_LEADER, 0.0, 0, NOBODY),
        Event(30, 5, EventKind.ACQUIRE, 0.0, 0, 12),
    ]
    assert all(type(event.amount) is float for event in event_rows(scenario))


def test_the_resolved_scenario_is_plain_and_complete() -> None:
    scenario = Scenario(
        "full",
        **WORLD,
        changes=(LeverChange(12, PATIENCE, 24), LeverChange(3, CHOICE, 1, trust=2, announced=False)),
        events=(PlannedEvent(6, 3, "fund", {"millions": 2}),),
    )
    resolved = scenario.resolved()
    assert json.loads(json.dumps(resolved)) == resolved
    assert {name: resolved[name] for name in WORLD} == WORLD
    assert resolved["burn_in"] == 60
    assert resolved["cohort"] == {"rows": 20, "sha256": synthetic_cohort(20, 4).digest()}
    assert Levers.model_validate(resolved["levers"]) == scenario.levers
    assert Parameters.model_validate(resolved["parameters"]) == scenario.parameters
    word = lever_paths()[CHOICE].choices[1]
    assert resolved["changes"] == [
        {"month": 3, "lever": CHOICE, "value": word, "trust": 2, "announced": False},
        {"month": 12, "lever": PATIENCE, "value": 24, "trust": None, "announced": 12},
    ]
    assert resolved["events"] == [{"do": "fund", "month": 6, "trust": 3, "amount": 2.0, "months": 0, "partner": NOBODY}]


PLAIN = Scenario("plain", **WORLD)


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAIN, name="other", title="A title", description="Words"),
        replace(PLAIN, own_cohort=synthetic_cohort(20, 4)),
        replace(PLAIN, months=np.int64(36)),  # type: ignore[arg-type]
        replace(PLAIN, changes=(LeverChange(40, PATIENCE, 24), LeverChange(40, PATIENCE, 6, announced=False))),
        replace(PLAIN, events=(PlannedEvent(36, 1, "inspect"),)),
    ],
)
def test_what_decides_nothing_leaves_the_resolved_scenario_alone(other: Scenario) -> None:
    assert json.dumps(other.resolved()) == json.dumps(PLAIN.resolved())


@pytest.mark.parametrize(
    "other",
    [
        replace(PLAIN, months=37),
        replace(PLAIN, burn_in=0),
        replace(PLAIN, trusts=21),
        replace(PLAIN, systems=5),
        replace(PLAIN, levers=with_values(Levers(), {PATIENCE: 37})),
        replace(PLAIN, changes=(LeverChange(40, PATIENCE, 24, announced=20),)),
        replace(PLAIN, changes=(LeverChange(20, PATIENCE, 24, announced=False),)),
        replace(PLAIN, events=(PlannedEvent(35, 1, "inspect"),)),
        replace(PLAIN, own_cohort=replace(synthetic_cohort(20, 4), size=np.full(20, 999.0))),
    ],
)
def test_what_decides_something_is_seen_in_the_resolved_scenario(other: Scenario) -> None:
    assert other.resolved() != PLAIN.resolved()


def test_a_reason_is_kept_but_decides_nothing() -> None:
    scenario = replace(PLAIN, changes=(LeverChange(3, PATIENCE, 24, why="the Q&A of 2021"),))
    assert scenario.changes[0].why == "the Q&A of 2021"
    assert "Q&A" not in json.dumps(scenario.resolved())


@given(worlds())
@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))
def test_a_scenario_is_found_again_from_its_resolved_form(world: Scenario) -> None:
    told = json.loads(json.dumps(world.resolved()))
    again = from_resolved(told, world.name)
    assert again.resolved() == world.resolved()
    assert (again.parameters, again.levers) == (world.parameters, world.levers)
    ours, theirs = lever_calendar(again), lever_calendar(world)
    for name in ("in_force", "believed", "announced", "takes_effect"):
        assert np.array_equal(getattr(ours, name), getattr(theirs, name))
    assert ours.rows == theirs.rows


def test_a_users_own_trusts_are_asked_for_to_find_a_scenario_again() -> None:
    own = replace(synthetic_cohort(7, 3), size=synthetic_cohort(7, 3).size + 1.0)
    world = Scenario("own", trusts=7, systems=3, own_cohort=own)
    assert from_resolved(world.resolved(), "own", cohort=own).resolved() == world.resolved()
    with pytest.raises(ValueError, match="not the trusts"):
        from_resolved(world.resolved(), "own")
