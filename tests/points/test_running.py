import numpy as np
import pytest

from turnaround_sim import beliefs
from turnaround_sim.points import Point, Points
from turnaround_sim.points.running import OUTCOMES, Failed
from turnaround_sim.scenario import read_scenario
from turnaround_sim.simulate import simulate

MISFIT, PATIENCE = "parameters.leadership.misfit", "levers.leadership.patience"


@pytest.fixture(scope="module")
def arms():
    return {"as it is": read_scenario("classroom"), "patient": read_scenario("classroom", {PATIENCE: 36})}


def ran(arms, ledger, points, workers=2, seed=3):
    its = Points(arms, seed=seed, workers=workers, ledger=ledger)
    try:
        return its.run(points), its
    finally:
        its.close()


def table(scenario, seed, world, **asked):
    outcomes = simulate(scenario, seed=seed, first=world, replicates=1, keep="outcomes", **asked)["outcomes"]
    return np.array([outcomes[name][0].as_py() for name in OUTCOMES], float)


def test_a_world_of_a_point_is_the_world_of_a_run_with_its_values(arms, tmp_path):
    points = [Point({MISFIT: 0.4}, (0, 5)), Point({PATIENCE: 6}, (0, 5)), Point({}, (0, 5))]
    found, _ = ran(arms, tmp_path / "ledger", points)
    assert found.shape == (3, 2, 2, len(OUTCOMES))
    for place, sets in enumerate(({MISFIT: 0.4}, {PATIENCE: 6}, {})):
        for number, base in enumerate(({}, {PATIENCE: 36})):
            wanted = table(read_scenario("classroom", {**base, **sets}), 3, 5)
            assert np.array_equal(found[place, number, 1], wanted, equal_nan=True)


def test_a_draw_is_that_of_a_run_and_values_lie_over_it(arms, tmp_path):
    points = [Point({}, (0,), "posterior", 7), Point({MISFIT: 0.4}, (0,), "posterior", 7)]
    found, _ = ran(arms, tmp_path / "ledger", points)
    believed = beliefs.believing(arms["as it is"], "posterior", 7)
    assert np.array_equal(found[0, 0, 0], table(believed, 3, 0), equal_nan=True)
    assert points[1].of(arms["as it is"]).parameters.leadership.misfit == 0.4
    assert points[1].of(arms["as it is"]).parameters.support == believed.parameters.support


def test_any_number_of_workers_finds_the_same_and_nothing_is_run_twice(arms, tmp_path):
    points = [Point({MISFIT: place / 10}, (0, 1, 2)) for place in range(6)]
    one, first = ran(arms, tmp_path / "one", points, workers=1)
    four, _ = ran(arms, tmp_path / "four", points, workers=4)
    again, second = ran(arms, tmp_path / "one", points)
    assert np.array_equal(one, four, equal_nan=True)
    assert np.array_equal(one, again, equal_nan=True)
    assert (first.ran, second.ran, second.found) == (36, 0, 36)
    more, third = ran(arms, tmp_path / "one", [Point(point.values, (0, 1, 2, 3)) for point in points])
    assert third.ran == 12
    assert np.array_equal(more[:, :, :3], one, equal_nan=True)


def test_points_that_are_equal_are_run_once(arms, tmp_path):
    _, its = ran(arms, tmp_path / "ledger", [Point({MISFIT: 0.5}, (0,))] * 5)
    assert its.ran == 2


def test_a_do_nothing_value_changes_no_digit(arms, tmp_path):
    stated = arms["as it is"].parameters.leadership.misfit
    found, _ = ran(arms, tmp_path / "ledger", [Point({}, (0,)), Point({MISFIT: stated}, (0,))])
    assert np.array_equal(found[0], found[1], equal_nan=True)


def test_where_one_point_fails_all_others_are_kept(arms, tmp_path, monkeypatch):
    right = Points._world

    def breaks(self, scenario, parameters, world):
        if parameters.leadership.misfit == 0.25:
            raise ZeroDivisionError("by nought")
        return right(self, scenario, parameters, world)

    points = [Point({MISFIT: value}, (0,)) for value in (0.1, 0.25, 0.7)]
    monkeypatch.setattr(Points, "_world", breaks)
    with pytest.raises(
        Failed, match=r"2 of the points failed, the first in arm .* at parameters.leadership.mis.* = 0.25"
    ):
        ran(arms, tmp_path / "ledger", points)
    monkeypatch.setattr(Points, "_world", right)
    _, its = ran(arms, tmp_path / "ledger", points)
    assert (its.found, its.ran) == (4, 2)


def test_progress_is_told_from_what_is_there_to_all(arms, tmp_path):
    told = []
    points = [Point({MISFIT: place / 10}, (0,)) for place in range(4)]
    ran(arms, tmp_path / "ledger", points[:2])
    its = Points(arms, seed=3, workers=1, ledger=tmp_path / "ledger")
    its.run(points, lambda done, of: told.append((done, of)))
    its.close()
    assert told == [(2, 4), (3, 4), (4, 4)]
