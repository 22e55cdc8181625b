"""Arms that begin alike share their burn-in: the same bytes as if each had walked its own, and each walked once."""

import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from alike import table_difference

from turnaround_sim import ensemble
from turnaround_sim.ensemble import BurnIns
from turnaround_sim.experiment import Question, run_arms
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import with_values
from turnaround_sim.scenario import LeverChange, Scenario
from turnaround_sim.simulate import simulate
from turnaround_sim.store import Results

WORLD = Scenario(name="small", months=30, trusts=20, systems=5, burn_in=18)
PATIENT = replace(WORLD, name="patient", levers=with_values(Levers(), {"leadership.patience": 36}))
LATER = replace(WORLD, name="later", changes=(LeverChange(6, "leadership.patience", 6),))
UNLIKE = (
    replace(WORLD, name="other beliefs", parameters=with_values(Parameters(), {"workforce.leaving": 0.02})),
    replace(WORLD, name="longer", burn_in=19),
    replace(WORLD, name="fewer", trusts=19),
)


def walked_in(scenarios: tuple[Scenario, ...], replicates: int = 3) -> int:
    burn_ins = BurnIns()
    for scenario in scenarios:
        simulate(scenario, seed=5, first=0, replicates=replicates, burn_ins=burn_ins)
    return burn_ins.walked


def test_a_shared_burn_in_changes_no_number() -> None:
    burn_ins = BurnIns()
    for scenario in (WORLD, PATIENT, LATER, *UNLIKE, WORLD):
        alone = simulate(scenario, seed=5, first=0, replicates=3, keep="panel")
        shared = simulate(scenario, seed=5, first=0, replicates=3, keep="panel", burn_ins=burn_ins)
        found = table_difference(alone, shared)
        assert not found, found


def test_arms_that_differ_in_levers_only_have_one_burn_in_a_replicate() -> None:
    assert walked_in((WORLD, PATIENT, LATER)) == 3


@pytest.mark.parametrize("unlike", UNLIKE, ids=lambda scenario: scenario.name)
def test_arms_that_begin_otherwise_have_their_own(unlike: Scenario) -> None:
    assert walked_in((WORLD, unlike)) == 6


def test_another_seed_has_its_own() -> None:
    burn_ins = BurnIns()
    for seed in (5, 6):
        simulate(WORLD, seed=seed, first=0, replicates=3, burn_ins=burn_ins)
    assert burn_ins.walked == 6


def test_an_experiment_walks_each_burn_in_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[BurnIns] = []

    class Counted(BurnIns):
        def __init__(self) -> None:
            super().__init__()
            made.append(self)

    monkeypatch.setattr(ensemble, "BurnIns", Counted)
    arms = {scenario.name: scenario for scenario in (WORLD, PATIENT, LATER)}
    question = Question("three", {name: arm.resolved() for name, arm in arms.items()}, 5, 60, "outcomes")
    folder = run_arms(arms, question, workers=2, out=tmp_path)
    assert [burn_ins.walked for burn_ins in made] == [60]
    outcomes = Results.open(folder).table("outcomes")
    alone = simulate(PATIENT, seed=5, first=30, replicates=1)["outcomes"].to_pandas()
    mine = outcomes[(outcomes["arm"] == "patient") & (outcomes["replicate"] == 30)]
    assert mine["shortfall"].tolist() == alone["shortfall"].tolist()


def world(number: int, size: int = 100) -> dict[str, np.ndarray]:
    return {"trusts": np.full(size, float(number))}


def test_the_worlds_used_longest_ago_make_room() -> None:
    burn_ins = BurnIns(room=2 * 800)
    for key in (0, 1, 0, 2, 0, 1):
        assert burn_ins.world(key, lambda key=key: world(key))["trusts"][0] == key
    assert burn_ins.walked == 4  # 1 made room for 2 and was walked anew


def test_a_world_too_large_to_keep_is_walked_each_time() -> None:
    burn_ins = BurnIns(room=799)
    for _ in range(2):
        burn_ins.world(0, lambda: world(7))
    assert burn_ins.walked == 2


def test_what_is_kept_is_a_copy() -> None:
    mine = world(1)
    burn_ins = BurnIns()
    burn_ins.world(0, lambda: mine)
    mine["trusts"][:] = 9.0
    assert burn_ins.world(0, lambda: world(2))["trusts"][0] == 1.0


def test_who_asks_for_a_world_that_is_being_walked_waits_for_it() -> None:
    burn_ins, begun, go_on = BurnIns(), threading.Event(), threading.Event()

    def slowly() -> dict[str, np.ndarray]:
        begun.set()
        assert go_on.wait(10)
        return world(3)

    with ThreadPoolExecutor(2) as pool:
        first = pool.submit(burn_ins.world, 0, slowly)
        assert begun.wait(10)
        second = pool.submit(burn_ins.world, 0, lambda: world(4))
        go_on.set()
        assert first.result(10)["trusts"][0] == second.result(10)["trusts"][0] == 3.0
    assert burn_ins.walked == 1


def test_a_burn_in_that_fails_is_told_and_not_kept() -> None:
    burn_ins = BurnIns()

    def failing() -> dict[str, np.ndarray]:
        raise ZeroDivisionError("in month -3")

    with pytest.raises(ZeroDivisionError, match="month -3"):
        burn_ins.world(0, failing)
    assert burn_ins.world(0, lambda: world(5))["trusts"][0] == 5.0
