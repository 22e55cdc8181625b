"""A replicate is a world of its own: how many are run, where, in which chunk or arm, changes none of its numbers."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pyarrow.compute as pc
import pytest
from alike import STATE, snapshot, state_difference, table_difference

from turnaround_sim.ensemble import Ensemble
from turnaround_sim.experiment import run_scenario
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.population import populate
from turnaround_sim.provenance import with_values
from turnaround_sim.reference import NHSModel
from turnaround_sim.scenario import LeverChange, Scenario
from turnaround_sim.simulate import simulate
from turnaround_sim.trace import KEPT, Trace, trace

WORLD = Scenario(name="small", months=48, trusts=20, systems=5, burn_in=18)
TABLES = ("outcomes", "trusts", "months", "annual", "spells", "tenures", "inspections", "support")


def only(tables: dict, replicate: int) -> dict:
    """The rows of one replicate."""
    first = tables["outcomes"]["replicate"][0].as_py()
    kept = {name: tables[name].filter(pc.equal(tables[name]["replicate"], replicate)) for name in TABLES}
    return {**kept, "panel": {name: values[[replicate - first]] for name, values in tables["panel"].items()}}


@pytest.mark.parametrize(("first", "replicates"), [(0, 7), (4, 1), (3, 2), (2, 12)])
def test_a_replicate_does_not_depend_on_the_chunk_it_is_in(first: int, replicates: int) -> None:
    alone = simulate(WORLD, seed=5, first=4, replicates=1, keep="panel")
    among = simulate(WORLD, seed=5, first=first, replicates=replicates, keep="panel")
    found = table_difference(only(alone, 4), only(among, 4))
    assert not found, found


@pytest.mark.parametrize("keep", ["outcomes", "tables"])
def test_what_is_kept_changes_no_number(keep: str) -> None:
    whole = simulate(WORLD, seed=5, first=0, replicates=3, keep="panel")
    part = simulate(WORLD, seed=5, first=0, replicates=3, keep=keep)
    found = table_difference({name: whole[name] for name in part}, part)
    assert not found, found


def test_threads_that_work_at_once_do_not_disturb_each_other() -> None:
    other = replace(WORLD, name="other", trusts=14, systems=3)
    asked = [(scenario, seed) for scenario in (WORLD, other) for seed in range(6)]

    def one(what: tuple[Scenario, int]) -> dict:
        return simulate(what[0], seed=what[1], first=0, replicates=4, keep="tables")

    alone = [one(what) for what in asked]
    with ThreadPoolExecutor(6) as pool:
        together = list(pool.map(one, asked))
    for left, right in zip(alone, together, strict=True):
        assert not table_difference(left, right)


def test_workers_change_no_byte_on_disk(tmp_path: Path) -> None:
    folders = [
        run_scenario(WORLD, seed=1, replicates=60, workers=workers, out=tmp_path / str(workers)) for workers in (1, 4)
    ]
    for path in folders[0].glob("*.parquet"):
        assert path.read_bytes() == (folders[1] / path.name).read_bytes(), path.name


def test_replicates_and_seeds_are_not_alike() -> None:
    tables = simulate(WORLD, seed=5, first=0, replicates=6, keep="outcomes")
    assert len(set(tables["outcomes"]["quality"].to_pylist())) == 6
    other = simulate(WORLD, seed=6, first=0, replicates=6, keep="outcomes")
    assert not set(tables["outcomes"]["quality"].to_pylist()) & set(other["outcomes"]["quality"].to_pylist())


def test_seed_0_is_a_seed_like_any_other() -> None:
    zero = simulate(WORLD, seed=0, first=0, replicates=2, keep="tables")
    assert zero["outcomes"]["seed"].to_pylist() == [0, 0]
    assert not table_difference(zero, simulate(WORLD, seed=0, first=0, replicates=2, keep="tables"))
    assert table_difference(
        {"outcomes": zero["outcomes"].drop(["seed"])},
        {"outcomes": simulate(WORLD, seed=1, first=0, replicates=2, keep="outcomes")["outcomes"].drop(["seed"])},
    )
    engine = Ensemble(populate(WORLD), [WORLD.parameters])
    assert not state_difference(snapshot(engine.run(0, 0)), snapshot(NHSModel(WORLD, (0, 0)).run()))


def test_replicates_choose_their_beliefs_by_row() -> None:
    beliefs = [WORLD.parameters, with_values(WORLD.parameters, {"systems.base": 45.0})]
    engine = Ensemble(populate(WORLD), beliefs)
    for row, belief in enumerate(beliefs):
        alone = Ensemble(populate(replace(WORLD, parameters=belief)), [belief])
        assert not state_difference(snapshot(engine.run(3, 2, row)), snapshot(alone.run(3, 2)), STATE)


OTHER_POLICIES = {
    "another lever": replace(WORLD, levers=with_values(Levers(), {"leadership.patience": 3, "funding.millions": 9.0})),
    "a roll-out": replace(WORLD, levers=with_values(Levers(), {"regime.roll_out_from": 12})),
    "a change at once": replace(WORLD, changes=(LeverChange(0, "director.pool", 1),)),
    "more to come": replace(WORLD, months=60),
}


@pytest.mark.parametrize("other", OTHER_POLICIES.values(), ids=OTHER_POLICIES.keys())
def test_arms_share_their_burn_in_to_the_bit(other: Scenario) -> None:
    a, b = trace(WORLD, 4, 4), trace(other, 4, 4)
    assert not state_difference(*({name: run.at(name, -1) for name in KEPT} for run in (a, b)), KEPT)


def test_arms_that_differ_in_a_lever_part_after_the_burn_in() -> None:
    a, b = trace(WORLD, 4, 4), trace(OTHER_POLICIES["another lever"], 4, 4)
    assert state_difference(*({name: run.at(name, 47) for name in KEPT} for run in (a, b)), KEPT)


def persons(run: Trace, rows: str, traits: tuple[str, ...]) -> dict[tuple[int, int], tuple[float, ...]]:
    """The traits of everyone who ever held a row, by row and generation; they never change."""
    found: dict[tuple[int, int], tuple[float, ...]] = {}
    for month in run.states[rows]:
        for person in month:
            who = int(person["number"]), int(person["generation"])
            own = tuple(float(person[trait]) for trait in traits)
            assert found.setdefault(who, own) == own, f"{who} has become another"
    return found


@pytest.mark.parametrize(
    ("rows", "traits"),
    [("leaders", ("skill", "listening", "orientation", "frailty")), ("directors", ("leaning", "skill"))],
)
def test_a_person_is_the_same_person_in_every_arm(rows: str, traits: tuple[str, ...]) -> None:
    upheaval = {"leadership.removal_at_entry": 1.0, "leadership.patience": 1, "regime.review_entries": 0.5}
    restless = with_values(Parameters(), {"support.director_turnover": 0.1})
    usual = replace(WORLD, parameters=restless)
    a = persons(trace(usual, 2, 0), rows, traits)
    b = persons(trace(replace(usual, levers=with_values(Levers(), upheaval)), 2, 0), rows, traits)
    both = set(a) & set(b)
    assert len(both) > len({number for number, _ in both}), "nobody was ever followed by another"
    assert all(a[who] == b[who] for who in both)
    assert len({a[who] for who in both}) == len(both), "two persons are alike"
    if rows == "leaders":
        assert a != b, "the arms had the same people in the same rows throughout"


def test_the_places_and_trusts_of_every_arm_have_the_same_traits() -> None:
    a, b = trace(WORLD, 4, 4), trace(OTHER_POLICIES["another lever"], 4, 4)
    for name, fields in (
        ("trusts", ("disadvantage", "permanent_engagement", "context", "size")),
        ("partners", ("demand", "alarm", "capacity")),
        ("systems", ("permanent", "shock")),
    ):
        for field in fields:
            assert np.array_equal(a.states[name][field], b.states[name][field]), f"{name}.{field}"
