"""What nobody is told of moves nothing before its month, and arms that part at entry are one until then."""

from dataclasses import replace

import numpy as np
from alike import differing, table_difference
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from strategies import changes, keys, values, worlds

from turnaround_sim import tables
from turnaround_sim.levers import Levers
from turnaround_sim.provenance import declared_paths, with_values
from turnaround_sim.scenario import LeverChange, Scenario
from turnaround_sim.simulate import simulate
from turnaround_sim.trace import trace

STRATEGY = ("leadership.replace_after", "leadership.replace_share", "leadership.replace_by", "leadership.successor")
CHOICES = ("horizon", "quick_share", "attention")
"""What a leader expects, and what she makes of it."""


def told_apart(a: Scenario, b: Scenario, key: tuple[int, int], month: int) -> list[str]:
    """Columns of the panel, and what leaders chose, that are not the same in two runs before a month."""
    seed, replicate = key
    one, other = (simulate(s, seed=seed, first=replicate, replicates=1, keep="panel")["panel"] for s in (a, b))
    found = [name for name in tables.PANEL if differing(one[name][:, :month], other[name][:, :month]).any()]
    x, y = (trace(s, seed, replicate).states for s in (a, b))
    # Place 0 is the end of the burn-in.
    for rows in ("trusts", "leaders"):
        for name in x[rows].dtype.names or ():
            left, right = (np.ascontiguousarray(states[rows][name][: month + 1]) for states in (x, y))
            if differing(left, right).any():
                found.append(f"{rows}.{name}")
    return found


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(st.data(), worlds(), keys())
def test_a_change_nobody_is_told_of_moves_nothing_and_nobody_before_its_month(
    data: st.DataObject, world: Scenario, key: tuple[int, int]
) -> None:
    change = replace(data.draw(changes(world.trusts, world.months)), announced=False)
    month = min(change.month, world.months)
    assume(month > 0)
    found = told_apart(world, replace(world, changes=(*world.changes, change)), key, month)
    assert not found, f"{change.lever} of month {change.month} moved {found}"


strategies = st.fixed_dictionaries({path: values(declared_paths(Levers)[path]) for path in STRATEGY})
ENTERING = {"regime.review_entries": 5.0}


@settings(max_examples=40, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), keys(), strategies, strategies)
def test_arms_that_differ_in_strategy_are_the_same_at_the_start(
    world: Scenario, key: tuple[int, int], one: dict[str, float], other: dict[str, float]
) -> None:
    entering = with_values(world.levers, ENTERING)
    a, b = (replace(world, changes=(), levers=with_values(entering, said)) for said in (one, other))
    found = told_apart(a, b, key, 1)
    assert all(name.startswith("trusts.replacement_") for name in found), found


@settings(max_examples=25, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(worlds(), keys(), strategies)
def test_a_strategy_that_never_comes_due_changes_no_byte(
    world: Scenario, key: tuple[int, int], said: dict[str, float]
) -> None:
    entering = replace(world, changes=(), levers=with_values(world.levers, {**ENTERING, STRATEGY[0]: -1}))
    other = replace(entering, levers=with_values(entering.levers, {**said, STRATEGY[0]: -1}))
    seed, replicate = key
    asked = {"seed": seed, "first": replicate, "replicates": 1, "keep": "panel", "arm": "same"}
    found = table_difference(simulate(entering, **asked), simulate(other, **asked))
    assert not found, found


def test_a_change_at_month_0_can_be_kept_from_everybody() -> None:
    told = Scenario(name="told", months=12, levers=with_values(Levers(), {"leadership.replace_after": 3}))
    untold = Scenario(
        name="untold", months=12, changes=(LeverChange(0, "leadership.replace_after", 3, announced=False),)
    )
    for world in (told, untold):
        first = trace(replace(world, levers=with_values(world.levers, ENTERING)), 5, 0).at("trusts", 0)
        wave = first[first["entered"] == 0]
        assert len(wave) == 5
        assert (wave["replacement_due"] == 4).all()
        assert ((wave["replacement_expected"] == 4) == (world is told)).all()
