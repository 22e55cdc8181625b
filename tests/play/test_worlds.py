"""Worlds of a game are those that an engine made from nothing gives."""

from dataclasses import replace

import numpy as np
import pytest
from made_up_games import begun, busy

from turnaround_sim.ensemble import Ensemble
from turnaround_sim.ensemble.run import STATE
from turnaround_sim.play.game import Game, scenario_of
from turnaround_sim.play.worlds import believed, ended, engine_of, walk
from turnaround_sim.population import populate


@pytest.fixture(scope="module", params=["national", "chair", "england"])
def game(request: pytest.FixtureRequest) -> Game:
    if request.param == "england":
        return busy(begun(scenario="england", replicate=5))
    return busy(begun(request.param, replicate=5))


def test_engines_that_share_people_and_trusts_give_the_same_numbers(game: Game) -> None:
    scenario = believed(scenario_of(game), game.replicate)
    plain = Ensemble(populate(scenario), [scenario.parameters], panel=True).run(game.seed, game.replicate)
    for _ in range(2):  # the second finds the burn-in of the first
        ours = next(ended(game, scenario_of(game)))
        for name in (*STATE, "months", "annual", "spells", "tenures", "inspections", "support", "outcomes", "panel"):
            a, b = getattr(plain, name), getattr(ours, name)
            for column in a.dtype.names or (...,):
                assert np.array_equal(a[column], b[column], equal_nan=a[column].dtype.kind == "f"), (name, column)


def test_an_engine_has_the_policy_of_its_scenario(game: Game) -> None:
    plain = Ensemble(populate(scenario_of(game)), [scenario_of(game).parameters])
    ours = engine_of(game, scenario_of(game))
    for name, rows in plain.policy.items():
        assert rows.tolist() == ours.policy[name].tolist(), name
    assert ours.begins == plain.begins


def test_a_walk_ends_where_it_is_told_to(game: Game) -> None:
    world = walk(game, scenario_of(game), 12)
    longer = walk(game, scenario_of(game), 60)
    assert world.index.shape == (12, scenario_of(game).trusts)
    assert np.array_equal(world.index, longer.index[:12])


def test_the_worlds_of_other_replicates_are_theirs(game: Game) -> None:
    found = [float(nhs.outcomes[0]["quality"]) for nhs in ended(game, scenario_of(game), [game.replicate, 9])]
    alone = []
    for replicate in (game.replicate, 9):
        other = believed(replace(scenario_of(game)), replicate)
        nhs = Ensemble(populate(other), [other.parameters]).run(game.seed, replicate)
        alone.append(float(nhs.outcomes[0]["quality"]))
    assert found == alone
