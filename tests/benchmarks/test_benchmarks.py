"""The benchmarks run. How fast anything is, is not asked here."""

import pytest

from benchmarks import beside, engines, phases, players
from benchmarks.measuring import Line, Timing, machine, show, slope, timed
from benchmarks.three_phases import World
from turnaround_sim.scenario import read_scenario


def test_a_slope_is_a_power() -> None:
    assert slope((10, 20, 40), (3.0, 12.0, 48.0)) == pytest.approx(2.0)


def test_a_timing_says_its_median_and_between_what_it_lay() -> None:
    timing = Timing((3.0, 1.0, 2.0))
    assert timing.shown(10, "s", 0) == "20 s (10 to 30)"
    assert Timing((0.5,)).shown(1, "s") == "0.5 s"
    assert timing.over(Timing((1.0, 1.0, 4.0))).each == (3.0, 1.0, 0.5)


def test_works_are_timed_in_turn_and_what_comes_before_is_not_counted() -> None:
    done, now = [], [0.0]

    def work(name: str, seconds: float) -> None:
        done.append(name)
        now[0] += seconds

    a, b = timed(
        lambda: work("a", 1.0),
        lambda: work("b", 2.0),
        repeats=2,
        before=lambda: work("before", 5.0),
        clock=lambda: now[0],
    )
    assert done == ["before", "a", "before", "b"] * 2
    assert (a.each, b.each) == ((1.0, 1.0), (2.0, 2.0))


def test_a_table_has_a_row_a_line() -> None:
    rows = show([Line("speed", "1 s", "by looking"), Line("memory", "2 MiB", "by guessing")]).splitlines()
    assert len(rows) == 4
    assert len({len(row) for row in rows}) == 1
    assert machine()


def test_three_phases_are_set_beside_mesa_and_c() -> None:
    scenario = read_scenario("classroom", {"months": 12})
    world = World(scenario, 3)
    found = beside.against_mesa(world, 1, 1) + beside.against_c(world, 1)
    assert {"ensemble against idiomatic Mesa"} <= {line.what for line in found}


def test_growth_is_measured() -> None:
    assert len(engines.growth_with_trusts((10, 20), 1)) == 3


def test_players_of_a_class_move_to_the_end() -> None:
    times = players.played("classroom", players=2)
    assert [len(each) for each in times] == [19, 19]
    assert all(seconds > 0.0 for each in times for seconds in each)
    assert players.middle((0.1, 0.2, 0.3)) == "200 ms; 95th: 290 ms"


@pytest.mark.slow
def test_a_month_is_timed_by_its_own_phases() -> None:
    # Raises if the phases timed are not those of a month.
    cost = phases.by_phase(read_scenario("classroom", {"months": 30}), 1)
    assert tuple(cost) == phases.PHASES
    assert all(nanoseconds > 0.0 for nanoseconds in cost.values())
