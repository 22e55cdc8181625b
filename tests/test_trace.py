"""A trace holds what a run was like, month by month, and says where two of one world part."""

from dataclasses import replace

import numpy as np
import pytest
from alike import snapshot, state_difference

from turnaround_sim.ensemble import Ensemble
from turnaround_sim.population import populate
from turnaround_sim.provenance import with_values
from turnaround_sim.scenario import LeverChange, PlannedEvent, Scenario
from turnaround_sim.trace import CARRIED, HEARD, KEPT, OWN, first_divergence, trace

MONTHS, TRUSTS = 30, 12
WORLD = Scenario(name="traced", months=MONTHS, trusts=TRUSTS, systems=3, burn_in=12)


def test_a_trace_holds_what_every_agent_was_like_after_every_month() -> None:
    kept = trace(WORLD, 3, 2)
    engine = Ensemble(populate(WORLD), [WORLD.parameters])
    for month, nhs in enumerate(engine.history(3, 2)):
        found = state_difference({name: kept.at(name, month) for name in KEPT}, snapshot(nhs), KEPT)
        assert not found, f"in month {month}, {found}"
    assert kept.months == MONTHS


def test_a_trace_begins_where_the_burn_in_ends() -> None:
    kept = trace(WORLD, 3, 2)
    assert (kept.at("trusts", -1)["rating"] == 0).all()
    assert not np.array_equal(kept.at("trusts", -1)["seen"], kept.at("trusts", 0)["seen"])
    for month in (-2, MONTHS):
        with pytest.raises(ValueError, match="not in the trace"):
            kept.at("trusts", month)


def test_two_runs_of_the_same_do_not_part() -> None:
    assert first_divergence(trace(WORLD, 1, 1), trace(WORLD, 1, 1)) == {}


def test_a_shock_parts_its_own_trust_first_and_then_its_neighbours() -> None:
    longer = replace(WORLD, months=40)
    shocked = replace(longer, events=(PlannedEvent(4, 5, "shock", {"points": -40.0, "months": 30}),))
    reached = 0
    for replicate in range(3):
        parted = first_divergence(trace(longer, 1, replicate), trace(shocked, 1, replicate))
        assert parted[5].month == 4
        assert parted[5].inputs == ("event",)
        assert "trusts.ordered_shock" in parted[5].changed
        assert all(d.month > 4 and d.inputs for trust, d in parted.items() if trust != 5)
        reached += len(parted) > 1
    assert reached


def test_a_policy_names_itself_where_it_holds_and_where_it_is_told_of() -> None:
    secret = replace(WORLD, changes=(LeverChange(6, "environment.national_pressure", 2.0, announced=False),))
    parted = first_divergence(trace(WORLD, 1, 1), trace(secret, 1, 1))
    assert len(parted) == TRUSTS
    assert all(d.month == 6 and "levers in force" in d.inputs for d in parted.values())
    assert not any("levers announced" in d.inputs for d in parted.values())


def test_other_beliefs_name_themselves() -> None:
    other = replace(WORLD, parameters=with_values(WORLD.parameters, {"systems.base": 45.0}))
    parted = first_divergence(trace(WORLD, 1, 1), trace(other, 1, 1))
    assert len(parted) == TRUSTS
    assert all(d.month == -1 and d.inputs == ("parameters",) for d in parted.values())


@pytest.mark.parametrize("other", [{"months": MONTHS - 1}, {"systems": 2}, {"burn_in": 6}], ids=str)
def test_only_runs_of_one_world_are_compared(other: dict[str, int]) -> None:
    with pytest.raises(ValueError, match=next(iter(other))):
        first_divergence(trace(WORLD, 1, 1), trace(replace(WORLD, **other), 1, 1))


def test_only_runs_of_one_chance_are_compared() -> None:
    with pytest.raises(ValueError, match="seed"):
        first_divergence(trace(WORLD, 1, 1), trace(WORLD, 2, 1))
    with pytest.raises(ValueError, match="replicate"):
        first_divergence(trace(WORLD, 1, 1), trace(WORLD, 1, 2))


def test_every_field_of_a_trust_is_its_own_or_heard() -> None:
    assert not set(OWN) & set(HEARD)
    assert set(CARRIED) <= set(HEARD)
    assert all(name in HEARD for name in OWN + HEARD if name.startswith("heard_"))
