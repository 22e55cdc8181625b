"""Frozen parameters: those of the prior, or those a calibration left."""

import pandas as pd
import pytest

from turnaround_sim import beliefs
from turnaround_sim.scenario import read_scenario
from turnaround_sim.validation.backtest.draws import counted, fitted_draws, prior_draws


def test_the_prior_owns_up_to_the_targets_it_was_set_by() -> None:
    draws = prior_draws()
    assert {"T05", "T07", "T10"} <= draws.fitted
    assert not {"T12", "T14"} & draws.fitted
    assert not draws.calibrated
    england = read_scenario("england")
    assert draws.of(england, 3) == beliefs.drawn(england.parameters, 3)


def test_a_particle_is_drawn_as_often_as_its_weight_says() -> None:
    posterior = pd.DataFrame(
        {
            "particle": [0, 1],
            "weight": [0.25, 0.75],
            "candidate": [5, 7],
            "regulation.release": [0.3, 0.6],
            "regulation.decision_lag": [3.0, 5.0],
        }
    )
    draws = fitted_draws(posterior, name="draws", fitted=frozenset({"T10"}), size=8)
    england, schools = read_scenario("england"), read_scenario("schools")
    released = [draws.of(england, number).regulation.release for number in range(draws.size)]
    assert released == [0.3] * 2 + [0.6] * 6
    assert draws.of(england, 7).regulation.decision_lag == 5.0
    assert draws.of(schools, 7).regulation.decision_lag == 0.0, "what a scenario sets is its own choice"
    unfitted = beliefs.candidate(england.parameters, 7).operations.learning
    assert draws.of(england, 7).operations.learning == unfitted
    assert draws.calibrated


def test_workers_change_no_number_and_worlds_share_draws_in_turn() -> None:
    classroom = read_scenario("classroom")
    draws = prior_draws()
    asked: list[int] = []
    draws = type(draws)("noted", 2, lambda scenario, number: asked.append(number) or scenario.parameters, frozenset())

    def ever_in(world: object) -> float:
        return float(world.months["in_special_measures"].sum())  # type: ignore[attr-defined]

    alone = counted(classroom, ever_in, draws=draws, worlds=6, each=2, seed=1)
    assert asked == [0, 0, 1, 1, 0, 0]
    assert counted(classroom, ever_in, draws=draws, worlds=6, each=2, seed=1, workers=3) == alone
    assert len(set(alone)) > 1


def test_a_failure_in_one_world_is_not_swallowed() -> None:
    def refuse(_: object) -> float:
        raise RuntimeError("no")

    with pytest.raises(RuntimeError, match="no"):
        counted(read_scenario("classroom"), refuse, draws=prior_draws(), worlds=2, seed=1, workers=2)
