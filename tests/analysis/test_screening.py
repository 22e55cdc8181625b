"""The screen of beliefs: what passes lies within its bounds, and the file beside the code still passes."""

import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from turnaround_sim import beliefs
from turnaround_sim.analysis import screening
from turnaround_sim.scenario import read_scenario
from turnaround_sim.simulate import simulate

SMALL = replace(read_scenario("classroom"), months=30)


def test_a_candidate_passes_where_every_mean_lies_within_its_bounds(monkeypatch):
    monkeypatch.setattr(screening, "change_of_leader", lambda years: 0.0)
    believed = replace(SMALL, parameters=beliefs.candidate(SMALL.parameters, 4))
    tables = simulate(believed, seed=0, first=0, replicates=screening.WORLDS, keep="outcomes")
    mean = sum(tables["outcomes"]["quality"].to_pylist()) / screening.WORLDS
    for low, high, passes in ((mean, mean, True), (mean + 1e-9, 100.0, False), (0.0, mean - 1e-9, False)):
        monkeypatch.setattr(screening, "SCREEN", {"quality": (low, high)})
        assert screening.is_plausible(SMALL, 4) is passes


def test_a_candidate_in_which_a_change_of_leader_goes_with_much_does_not_pass(monkeypatch):
    monkeypatch.setattr(screening, "SCREEN", {})
    for effect, passes in ((0.10, True), (-0.10, True), (0.101, False), (-0.101, False), (math.nan, False)):
        monkeypatch.setattr(screening, "change_of_leader", lambda years, effect=effect: effect)
        assert screening.is_plausible(SMALL, 4) is passes


def test_what_goes_with_a_change_of_leader_is_found_again():
    # 300 trusts, 8 years; a change comes where the year before was poor, and shifts the year after by .4 sd of 10.
    random = np.random.default_rng(3)
    found = []
    for effect in (0.0, 4.0):
        level = random.normal(50.0, 10.0, 300)[:, None] + random.normal(0.0, 3.0, (300, 8))
        changes = np.zeros((300, 8), int)
        changes[:, 2:] = level[:, 1:-1] + random.normal(0.0, 10.0, (300, 6)) < 42.0
        shifted = level.copy()
        shifted[:, 1:] += effect * changes[:, :-1]
        found.append(screening.change_of_leader(_years(shifted, changes)))
    # Chance leaves each about .02 sd; three of them.
    assert found[0] == pytest.approx(0.0, abs=0.06)
    assert found[1] == pytest.approx(0.4, abs=0.08)


def _years(seen, changes):
    trusts, years = seen.shape
    at = {"replicate": 0, "trust": np.repeat(np.arange(trusts), years), "year": np.tile(np.arange(years), trusts)}
    return pd.DataFrame(
        {**at, "observed_mortality": seen.ravel(), "observed_4h": seen.ravel(), "leader_changes": changes.ravel()}
    )


def test_an_outcome_without_a_value_does_not_pass(monkeypatch):
    monkeypatch.setattr(screening, "SCREEN", {"relapse_48": (0.0, 1.0)})
    assert screening.is_plausible(replace(SMALL, months=2), 0) is False


def test_candidates_come_in_order(monkeypatch):
    monkeypatch.setattr(screening, "is_plausible", lambda scenario, candidate: candidate % 3 == 1)
    found = screening.plausible_candidates(SMALL)
    assert [next(found) for _ in range(3)] == [1, 4, 7]


@pytest.mark.slow
def test_the_file_beside_the_code_still_passes():
    england = read_scenario("england")
    looked_at = beliefs.plausible()[::20]
    passed = sum(screening.is_plausible(england, candidate) for candidate in looked_at)
    assert passed == len(looked_at), "make it anew: python -m turnaround_sim.analysis.screening"
