"""Two other regimes: only the clock is changed, and what cannot be told is said."""

import numpy as np
import pytest

from turnaround_sim import entities, tables
from turnaround_sim.evidence.worlds import World, empty
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import declared_paths
from turnaround_sim.scenario import read_scenario
from turnaround_sim.validation.backtest.elsewhere import (
    ELSEWHERE,
    HOMES,
    SCHOOLS,
    count_elsewhere,
    elsewhere_table,
    months_to_exit,
    share_in_twice,
    share_inadequate_again,
    share_over_24,
)

CLOCK = {
    "roll_out_from", "inspections_a_month", "inspection_interval", "least_interval", "publication_lag", "entry_lag",
    "decision_lag", "interval_inadequate", "interval_requires_improvement", "interval_good", "interval_outstanding",
}  # fmt: skip


@pytest.fixture
def world() -> World:
    """A world of 120 months: three exits after 12, 24 and 36 months, a second spell, one that goes on."""
    spells = empty(tables.SpellRow, 5)
    spells["trust"] = [0, 1, 2, 0, 3]
    spells["spell"] = [1, 1, 1, 2, 1]
    spells["entered"] = [0, 0, 10, 30, 100]
    spells["exited"] = [12, 24, 46, np.nan, np.nan]
    spells["censored_at"] = [np.nan, np.nan, np.nan, 120, 120]
    spells["end_reason"] = [entities.EXITED] * 3 + [0, 0]
    reports = empty(tables.InspectionRow, 3)
    reports["trust"] = [0, 1, 2]
    reports["published"] = [30, 70, 60]
    reports["overall"] = [entities.INADEQUATE, entities.INADEQUATE, entities.GOOD]
    return World(
        months=empty(tables.MonthRow, 120),
        annual=empty(tables.AnnualRow),
        spells=spells,
        tenures=empty(tables.TenureRow),
        inspections=reports,
        types=np.zeros(4, np.int64),
    )


def test_each_number_by_hand(world: World) -> None:
    assert months_to_exit(world) == 24.0
    assert share_over_24(world) == pytest.approx(1 / 3)
    assert share_in_twice(world) == pytest.approx(1 / 4)
    # Of three exits the first is followed by a bad report after 18 months, the second only after 46.
    assert share_inadequate_again(world) == pytest.approx(1 / 3)
    schools = count_elsewhere(SCHOOLS)(world)
    assert set(schools) == {"B21", "B22", "B23", "B24"}
    assert schools["B22"] == pytest.approx(1 / 2)  # of the four that began by month 95


@pytest.mark.parametrize("regime", [SCHOOLS, HOMES])
def test_only_the_clock_differs(regime: str) -> None:
    scenario = read_scenario(regime)
    for whole, values in ((Levers, scenario.levers), (Parameters, scenario.parameters)):
        for path, declared in declared_paths(whole).items():
            group, name = path.split(".")
            if getattr(getattr(values, group), name) != declared.value:
                assert name in CLOCK, path
    assert scenario.changes == ()


def test_draws_are_means_of_their_worlds_and_what_cannot_be_told_is_said() -> None:
    worlds = [{one.id: float(number) for one in ELSEWHERE} for number in range(8)]
    table = elsewhere_table({SCHOOLS: worlds, HOMES: worlds}, each=2).set_index("id")
    assert table.loc["B22", "draws"] == 4
    assert table.loc["B22", "mean"] == 3.5
    assert table.loc["B22", "low"] == pytest.approx(0.5 + 0.025 * 6)
    for untold in ("B25", "B34"):
        assert np.isnan(table.loc[untold, "mean"])
        assert table.loc[untold, "why"]
