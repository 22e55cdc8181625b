"""Theories are tried in small worlds: a mechanism that is switched off shows nothing."""

import numpy as np
import pytest

from turnaround_sim.scenario import read_scenario
from turnaround_sim.validation import theory
from turnaround_sim.validation.theory import THEORIES, UNTESTABLE, Bench, Theory

BY_ID = {each.id: each for each in THEORIES}
OFF = [
    # No leader is found wanting where the gain that is asked for cannot be missed.
    ("S1a", {"levers.leadership.most_removals": 0}),
    ("S1b", {"levers.leadership.most_removals": 0}),
    ("S3", {"levers.leadership.most_removals": 0, "parameters.leadership.fit_programme": 0.0}),
    ("C1a", {"parameters.operations.quick_gain": 0.0}),
    ("C1b", {"parameters.operations.most_quick": 0.0}),
    ("C3", {"parameters.operations.most_quick": 0.0}),
    ("D1b", {"parameters.operations.capacity": 0.9}),
    ("D2", {"parameters.operations.capacity": 0.9}),
    ("D3", {"parameters.operations.capacity": 0.9}),
    ("I1a", {"parameters.operations.motivation": 0.0}),
    ("I1b", {"parameters.quality.capability": 0.0}),  # no results, so that nothing feeds commitment
    ("H1", {"parameters.quality.capability": 0.0}),
    ("RM1", {"parameters.systems.trust_shock_sd": 1.0, "levers.regime.review_entries": 10.0}),
]
NOISY = "H1", "RM1"
"""The month of a peak and the luck of ten trusts: six worlds do not settle them."""


class Switched(Bench):
    """Every world with some numbers laid over it last."""

    def __init__(self, over, **asked):
        super().__init__(**asked)
        self.over = over

    def count(self, name, sets, what):
        return super().count(name, {**sets, **self.over}, what)


def _tried(id, replicates, **over):
    bench = Switched(over, replicates=replicates, seed=3, workers=2)
    try:
        return theory._judged(BY_ID[id], BY_ID[id].count(bench))
    finally:
        bench.close()


@pytest.mark.parametrize(("id", "over"), OFF, ids=[id for id, _ in OFF])
def test_a_mechanism_that_is_switched_off_shows_nothing(id, over):
    replicates = 30 if id in NOISY else 6
    assert _tried(id, replicates).result == "pass"
    assert _tried(id, replicates, **over).result == "fail"


def test_every_theory_has_a_verdict_and_its_numbers():
    facts = theory.theory_facts(replicates=3, seed=1, workers=2)
    assert [fact.id for fact in facts] == [*BY_ID, *(row[0] for row in UNTESTABLE)]
    assert len({fact.id for fact in facts}) == len(facts)
    assert {fact.kind for fact in facts} == {"theory"}
    tried = [fact for fact in facts if fact.result != "not testable"]
    assert len(tried) == len(THEORIES)
    assert all(fact.low <= fact.model <= fact.high for fact in tried)
    assert all(fact.why and fact.source for fact in facts)


def test_worlds_do_not_depend_on_how_many_threads_run_them():
    found = []
    for workers in (1, 3):
        bench = Bench(replicates=5, seed=2, workers=workers)
        found.append(bench.count("theory_tenure", {}, theory.path_of("quality")))
        bench.close()
    np.testing.assert_array_equal(*found)
    assert found[0].shape == (5, read_scenario("theory_tenure").months)


def test_the_whole_interval_must_lie_within_what_is_foretold():
    def verdict(values, low, high):
        made = Theory("X", "x", lambda bench: np.array(values), low, high, "points", "Sastry1997")
        return theory._judged(made, made.count(None)).result

    assert verdict([1.0, 1.1, 0.9], 0.0, np.inf) == "pass"
    assert verdict([2.0, -1.0, 0.5], 0.0, np.inf) == "fail"
    assert verdict([-1.0, -1.1, -0.9], -np.inf, 0.0) == "pass"
    assert verdict([0.1, -0.1, 0.0], -1.0, 1.0) == "pass"
    assert verdict([0.9, 1.2, 1.1], -1.0, 1.0) == "fail"


def test_the_least_pile_is_the_first_that_tips_half():
    class Piles:
        def count(self, name, sets, what):
            pile = sets[theory.FINDINGS]
            return np.array([float(pile >= 0.1), float(pile >= 0.3), 0.0])

    # The last never tips: one step beyond the greatest that is tried.
    np.testing.assert_allclose(theory.least_pile(0.5, Piles()), [0.1, 0.3, 0.42])
