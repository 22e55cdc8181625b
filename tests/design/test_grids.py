"""Grids: combinations in order, and tables laid over one another without a value said twice."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from turnaround_sim.design.grids import Axis, Level, combinations, merged, nested
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import Place

HERE = Place("mine.toml", "arm", ".")


def axis(name: str, count: int) -> Axis:
    return Axis(name, tuple(Level(f"{name} {n}", {name: n}) for n in range(count)))


@given(st.lists(st.integers(1, 4), min_size=1, max_size=4))
def test_every_combination_comes_once_and_the_last_axis_changes_first(sizes):
    axes = tuple(axis(f"a{n}", size) for n, size in enumerate(sizes))
    found = [tuple(level.name for level in levels) for levels in combinations(axes)]
    assert len(found) == len(set(found)) == math.prod(sizes)
    assert found == sorted(found)


def test_tables_merge_and_lists_follow_one_another():
    a = {"levers": {"leadership": {"patience": 6}}, "events": [1], "months": 12}
    b = {"levers": {"leadership": {"trial_period": 3}, "funding": {"millions": 2.0}}, "events": [2, 3]}
    assert merged((a, b), HERE) == {
        "levers": {"leadership": {"patience": 6, "trial_period": 3}, "funding": {"millions": 2.0}},
        "events": [1, 2, 3],
        "months": 12,
    }
    assert a["levers"] == {"leadership": {"patience": 6}}, "what was said is left as it was"


@pytest.mark.parametrize(("a", "b"), [(6, 7), (6, 6), ({"x": 1}, 2), ([1], 2), (0, {"x": 1}), (False, True)])
def test_a_value_said_twice_is_a_mistake(a, b):
    with pytest.raises(Mistake, match=r"arm\.levers\.patience .*each key once in an arm"):
        merged(({"levers": {"patience": a}}, {"levers": {"patience": b}}), HERE)


@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=5))
def test_a_path_becomes_tables_within_tables(path):
    table = nested(".".join(path), 5)
    for step in path:
        assert list(table) == [step]
        table = table[step]
    assert table == 5
