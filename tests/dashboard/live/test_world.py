"""The world before a class is the ensemble's, to the last bit, and it lets go of what it no longer needs."""

from dataclasses import fields
from pathlib import Path

import numpy as np
import pytest

from turnaround_sim import entities
from turnaround_sim.beliefs import WORLDS_PER_DRAW, believing, draw_of
from turnaround_sim.dashboard import live
from turnaround_sim.dashboard.live.world import World, in_the_regime
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import read_scenario, shipped_scenarios
from turnaround_sim.trace import trace

KINDS = {
    "trusts": entities.TrustFields,
    "domains": entities.DomainFields,
    "causes": entities.CauseFields,
    "leaders": entities.LeaderFields,
    "directors": entities.ImprovementDirectorFields,
}


def the_ensemble_s(name, seed, replicate):
    return trace(believing(read_scenario(name), "posterior", draw_of(replicate, WORLDS_PER_DRAW)), seed, replicate)


@pytest.mark.parametrize(("name", "seed", "replicate"), [("classroom", 3, 5), ("theory_overload", 1, 0)])
def test_every_agent_is_in_every_month_as_in_the_ensemble(name, seed, replicate):
    kept, world = the_ensemble_s(name, seed, replicate), World(name, seed, replicate)
    while True:
        for kind, declared in KINDS.items():
            rows = kept.at(kind, world.month)
            for field in fields(declared):
                here = np.array([getattr(agent, field.name) for agent in getattr(world.model, kind)])
                np.testing.assert_array_equal(here, rows[field.name], f"{kind}.{field.name} in month {world.month}")
        if world.over:
            break
        world.step()
    assert world.month == kept.months - 1


def test_ratings_and_quality_are_those_of_the_ensemble():
    kept, world = the_ensemble_s("classroom", 1, 1), World("classroom", 1, 1)
    world.step(60)
    last = kept.at("trusts", 59)
    assert [each.rating for each in world.now] == last["rating"].tolist()
    assert in_the_regime(world) == np.flatnonzero(last["regime"] == entities.SPECIAL_MEASURES).tolist()
    levels = kept.states["domains"]["level"].reshape(61, 12, 5).mean(axis=2)
    for i in range(world.trusts):
        so_far = world.quality_so_far(i)
        np.testing.assert_allclose(so_far, levels[: len(so_far), i], rtol=1e-14)


def test_a_trust_that_closes_says_when_and_who_took_it_over():
    world = World("classroom", 1, 1)
    world.step(60)
    assert world.closed == {6: (46, 3)}
    assert len(world.quality_so_far(6)) == 47
    assert not world.now[6].is_open


def test_it_stops_with_the_scenario():
    world = World("classroom", 1, 0)
    assert world.month == -1
    world.step(59)
    assert not world.over
    world.step(12)
    assert (world.month, world.over) == (59, True)


def test_without_a_burn_in_it_stands_at_the_end_of_its_first_month():
    kept, world = the_ensemble_s("theory_trial", 1, 0), World("theory_trial", 1, 0)
    assert world.month == 0
    before = kept.at("domains", 0)["before"].reshape(-1, 5).mean(axis=1)
    np.testing.assert_allclose([world.quality_so_far(i)[0] for i in range(world.trusts)], before, rtol=1e-14)


@pytest.mark.parametrize(("seed", "replicate"), [(-1, 0), (2**31, 0), (1, -1), (1, 100_001)])
def test_an_address_out_of_bounds_is_a_mistake(seed, replicate):
    with pytest.raises(Mistake, match="allowed 0 to"):
        World("classroom", seed, replicate)


def test_an_unknown_scenario_is_a_mistake():
    with pytest.raises(Mistake, match="did you mean"):
        World("clasroom")


@pytest.mark.parametrize("name", [name for name in shipped_scenarios() if name not in ("england", "classroom")])
def test_every_shipped_scenario_can_be_walked(name):
    world = World(name)
    world.step(3)
    assert world.month == world.first + 3
    assert world.first == (-1 if world.scenario.burn_in else 0)


def test_nothing_here_needs_the_server():
    room = Path(live.__file__).parent
    assert len(list(room.glob("*.py"))) > 5
    assert not [path.name for path in room.glob("*.py") if "import streamlit" in path.read_text(encoding="utf-8")]
