"""The truth: one leader is replaced and nothing else, whose leader it is is decided by what is seen."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from turnaround_sim import read_scenario
from turnaround_sim.analysis.naive import replaced_pairs, truths
from turnaround_sim.analysis.naive.truth import worst_seen
from turnaround_sim.scenario import PlannedEvent
from turnaround_sim.simulate import simulate

NAN = math.nan


def test_the_worst_seen_of_those_inside_and_led_is_chosen_of_equals_the_first():
    trusts = range(7)
    annual = pd.DataFrame({"replicate": 0, "year": 2013, "trust": trusts, "observed_mortality": [9, 5, 5, 1, 2, 3, 4]})
    spells = pd.DataFrame(
        # Trust 0 to 2 and 4 to 6 are inside at the end of month 24; 3 came out in it, 4 enters later.
        [(0, 0, NAN), (1, 24, NAN), (2, 0, 25), (3, 0, 24), (4, 25, NAN), (5, 0, NAN), (6, 0, NAN)],
        columns=["trust", "entered", "exited"],
    ).assign(replicate=0)
    tenures = pd.DataFrame(
        # Trust 5 has a deputy, and the leader of 6 left in month 24.
        [(n, -5, NAN, n == 5) for n in range(6)] + [(6, -5, 24.0, False)],
        columns=["trust", "started", "ended", "interim"],
    ).assign(replicate=0)
    tables = {"annual": annual, "spells": spells, "tenures": tenures}
    assert worst_seen(tables, 24, 2013).to_dict() == {0: 1}
    assert worst_seen({**tables, "spells": spells[:0]}, 24, 2013).empty


@pytest.fixture(scope="module")
def classroom():
    return read_scenario("classroom", {"months": 60})


@pytest.fixture(scope="module")
def pairs(classroom):
    return replaced_pairs(classroom, seed=1, replicates=6)


def test_the_other_world_is_the_same_but_for_one_event(classroom, pairs):
    one = pairs[pairs["outcome"] == "quality_1"].iloc[0]
    event = PlannedEvent(25, int(one["trust"]), "replace_leader")
    for column, scenario in (("kept", classroom), ("replaced", replace(classroom, events=(event,)))):
        tables = simulate(scenario, seed=1, first=int(one["replicate"]), replicates=1)
        annual = tables["annual"].to_pandas()
        by = annual[annual["trust"] == one["trust"]].set_index("year")["quality"]
        assert one[column] == by[2015] - by[2013]
    assert one["kept"] != one["replaced"]


def test_under_draws_each_world_has_its_own_the_same_both_times(classroom, pairs):
    drawn = replaced_pairs(classroom, seed=1, replicates=6, uncertainty="prior")
    one = drawn[drawn["outcome"] == "quality_1"].iloc[-1]
    event = PlannedEvent(25, int(one["trust"]), "replace_leader")
    for column, scenario in (("kept", classroom), ("replaced", replace(classroom, events=(event,)))):
        tables = simulate(
            scenario, seed=1, first=int(one["replicate"]), replicates=1, uncertainty="prior", worlds_per_draw=1
        )
        annual = tables["annual"].to_pandas()
        by = annual[annual["trust"] == one["trust"]].set_index("year")["quality"]
        assert one[column] == by[2015] - by[2013]
    stated = pairs[pairs["replicate"] == one["replicate"]]
    assert stated.empty or not stated["kept"].equals(drawn.loc[drawn["replicate"] == one["replicate"], "kept"])


def test_a_world_is_the_same_however_many_are_run(classroom, pairs):
    last = int(pairs["replicate"].max())
    alone = replaced_pairs(classroom, seed=1, first=last, replicates=1)
    pd.testing.assert_frame_equal(alone, pairs[pairs["replicate"] == last].reset_index(drop=True))


def test_in_the_null_a_leader_replaced_changes_nothing():
    null = read_scenario("classroom", {"parameters.leadership.effects": 0.0, "parameters.support.effects": 0.0})
    pairs = replaced_pairs(null, seed=1, replicates=6)
    assert len(pairs)
    assert pairs["kept"].equals(pairs["replaced"])
    assert all(tuple(truth) == (0.0, 0.0, 0.0) for truth in truths(pairs).values())


def test_a_truth_is_the_mean_paired_difference_and_a_pair_without_a_value_is_left_out():
    rows = {"replicate": [0, 1, 2, 3], "trust": 0, "outcome": "quality_1"}
    pairs = pd.DataFrame({**rows, "kept": [1.0, 2.0, 3.0, 9.0], "replaced": [2.0, 4.0, 6.0, NAN]})
    truth = truths(pairs)["quality_1"]
    assert truth.value == 2.0
    assert truth.low == pytest.approx(2 - 4.302653 / math.sqrt(3), abs=1e-5)
    assert truths(pairs[:0]) == {}


@pytest.mark.parametrize(("month", "months"), [(25, 50), (14, 60), (60, 60)])
def test_a_month_that_cannot_be_looked_back_from_or_followed_is_refused(classroom, month, months):
    with pytest.raises(ValueError, match=f"month {month} needs .* there are {months}"):
        replaced_pairs(replace(classroom, months=months), seed=1, replicates=1, month=month)
