"""The screen of beliefs: what passes lies within its bounds, and the file beside the code still passes."""

from dataclasses import replace

import pytest

from turnaround_sim import beliefs
from turnaround_sim.analysis import screening
from turnaround_sim.scenario import read_scenario
from turnaround_sim.simulate import simulate

SMALL = replace(read_scenario("classroom"), months=30)


def test_a_candidate_passes_where_every_mean_lies_within_its_bounds(monkeypatch):
    believed = replace(SMALL, parameters=beliefs.candidate(SMALL.parameters, 4))
    tables = simulate(believed, seed=0, first=0, replicates=screening.WORLDS, keep="outcomes")
    mean = sum(tables["outcomes"]["quality"].to_pylist()) / screening.WORLDS
    for low, high, passes in ((mean, mean, True), (mean + 1e-9, 100.0, False), (0.0, mean - 1e-9, False)):
        monkeypatch.setattr(screening, "SCREEN", {"quality": (low, high)})
        assert screening.is_plausible(SMALL, 4) is passes


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
