"""Reference and ensemble are one model: every table, and every field of every thing, to the last bit."""

import pytest
from alike import snapshot, state_difference, table_difference
from hypothesis import HealthCheck, given, settings
from strategies import keys, worlds

from turnaround_sim.ensemble import Ensemble
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.population import populate
from turnaround_sim.provenance import with_values
from turnaround_sim.reference import NHSModel
from turnaround_sim.scenario import Scenario, read_scenario, shipped_scenarios
from turnaround_sim.simulate import simulate


def england(months: int) -> Scenario:
    if "england" in shipped_scenarios():
        return read_scenario("england", {"months": months})
    return Scenario(name="england_sized", months=months, trusts=220, systems=42)


def assert_states_alike(scenario: Scenario, seed: int, replicate: int) -> None:
    """Walk both engines side by side and compare all state after the burn-in and after every month."""
    engine = Ensemble(populate(scenario), [scenario.parameters])
    model = NHSModel(scenario, (seed, replicate))
    nhs = engine.fresh()
    engine.advance(nhs, seed, replicate, -scenario.burn_in, 0)
    found = state_difference(snapshot(nhs), snapshot(model))
    assert not found, f"after the burn-in, {found}"
    for month, stepped in enumerate(engine.history(seed, replicate)):
        model.step()
        found = state_difference(snapshot(stepped), snapshot(model))
        assert not found, f"in month {month}, {found}"


def assert_tables_alike(scenario: Scenario, seed: int, first: int, replicates: int) -> None:
    asked = {"seed": seed, "first": first, "replicates": replicates, "keep": "panel"}
    found = table_difference(
        simulate(scenario, engine="ensemble", **asked), simulate(scenario, engine="reference", **asked)
    )
    assert not found, found


def test_england_is_the_same_in_both_engines() -> None:
    assert_tables_alike(england(60), seed=1, first=0, replicates=2)


def test_every_agent_of_england_is_the_same_in_both_engines() -> None:
    assert_states_alike(england(18), seed=2, replicate=3)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 7])
def test_ten_years_of_england_are_the_same_in_both_engines(seed: int) -> None:
    assert_tables_alike(england(120), seed, first=40, replicates=2)
    assert_states_alike(england(120), seed, 40)


@pytest.mark.parametrize("by", ["chance", "worst observed", "sham"])
@pytest.mark.parametrize("successor", ["appointed", "same quality"])
def test_leaders_are_replaced_as_assigned_in_both_engines_alike(by: str, successor: str) -> None:
    strategy = {
        "leadership.replace_after": 3,
        "leadership.replace_share": 0.7,
        "leadership.replace_by": by,
        "leadership.successor": successor,
        "regime.review_entries": 1.0,
    }
    beliefs = with_values(Parameters(), {"regulation.takeover": 0.005})
    levers = with_values(Levers(), strategy)
    scenario = Scenario(name="assigned", months=80, trusts=24, systems=4, burn_in=6, parameters=beliefs, levers=levers)
    assert_states_alike(scenario, 3, 1)
    assert_tables_alike(scenario, seed=3, first=1, replicates=1)


@settings(max_examples=20, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), keys())
def test_any_world_is_the_same_in_both_engines(world: Scenario, key: tuple[int, int]) -> None:
    seed, replicate = key
    assert_states_alike(world, seed, replicate)
    assert_tables_alike(world, seed, replicate, 1)


@pytest.mark.slow
@settings(max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), keys())
def test_many_worlds_are_the_same_in_both_engines(world: Scenario, key: tuple[int, int]) -> None:
    seed, replicate = key
    assert_states_alike(world, seed, replicate)
    assert_tables_alike(world, seed, replicate, 1)


def test_a_table_that_runs_over_is_written_in_full() -> None:
    scenario = Scenario(name="short_of_room", months=60, trusts=12, systems=3, burn_in=6)
    roomy, short = (Ensemble(populate(scenario), [scenario.parameters]) for _ in range(2))
    over = ("annual", "spells", "tenures", "inspections", "support")
    short.rooms = {name: (row, 1 if name in over else room) for name, (row, room) in short.rooms.items()}
    whole, grown = roomy.run(5, 0), short.run(5, 0)
    assert short.rooms["tenures"][1] > 1
    for name in over:
        count = int(whole.tally[name][0])
        assert count == int(grown.tally[name][0])
        assert getattr(whole, name)[:count].tobytes() == getattr(grown, name)[:count].tobytes(), name
    assert int(whole.tally["tenures"][0]) > 1
    assert whole.outcomes.tobytes() == grown.outcomes.tobytes()


def test_a_replicate_leaves_nothing_behind_for_the_next() -> None:
    scenario = Scenario(name="one_after_another", months=48, trusts=20, systems=4, burn_in=6)
    used = Ensemble(populate(scenario), [scenario.parameters], panel=True)
    for replicate in (9, 1, 4):
        again = used.run(3, replicate)
        fresh = Ensemble(populate(scenario), [scenario.parameters], panel=True).run(3, replicate)
        assert not state_difference(snapshot(again), snapshot(fresh))
        for name in ("months", "outcomes", "quality", "panel"):
            assert getattr(again, name).tobytes() == getattr(fresh, name).tobytes(), f"{name} of replicate {replicate}"
        for name in ("annual", "spells", "tenures", "inspections", "support"):
            count = int(again.tally[name][0])
            assert getattr(again, name)[:count].tobytes() == getattr(fresh, name)[:count].tobytes(), name
