"""A world of England, walked once."""

import pytest

from turnaround_sim.ensemble import Ensemble
from turnaround_sim.evidence.worlds import World, world_of
from turnaround_sim.population import populate
from turnaround_sim.scenario import read_scenario


@pytest.fixture(scope="session")
def england() -> World:
    scenario = read_scenario("england")
    return world_of(Ensemble(populate(scenario), [scenario.parameters]).run(seed=1, replicate=0))
