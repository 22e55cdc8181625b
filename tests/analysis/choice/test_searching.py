"""The search finds a front that is known, under a budget and with levers of every kind."""

import random

import numpy as np
import pytest

from turnaround_sim.analysis.choice.asking import Searched
from turnaround_sim.analysis.choice.searching import Tried, front, search

LEVERS = (
    Searched("levers.funding.millions", 0.0, 1.0),
    Searched("levers.leadership.patience", 1.0, 6.0),
    Searched("levers.buddy.matching", values=(0, 1, 2, 3)),
    Searched("levers.oversight.assurance_lead", values=(False, True)),
)


def losses(generation, policies):
    """Without the penalty of the other levers the front is x against 1 - x; the budget cuts off what is below 0.3."""
    rows = []
    for x, patience, matching, lead in policies:
        assert isinstance(patience, int)
        assert isinstance(lead, bool)
        away = (patience != 2) + (matching != 3) + (not lead)
        rows.append((x + away, 1.0 - x + away, 0.3 - x))
    return np.array(rows)


@pytest.fixture(scope="module")
def tried():
    return search(LEVERS, 2, 24, 16, 1, losses)


def test_the_known_front_is_found_within_the_budget(tried):
    kept = [tried[place] for place in front(tried, 100)]
    assert len(kept) > 8
    assert all(policy.policy[1:] == (2, 3, True) and policy.over <= 0.0 for policy in kept)
    reached = [policy.policy[0] for policy in kept]
    assert min(reached) < 0.4
    assert max(reached) > 0.9
    assert all(sum(policy.losses) == pytest.approx(1.0) for policy in kept)


def test_a_lever_on_a_scale_moves_in_steps_of_a_hundredth_and_no_policy_is_tried_twice(tried):
    assert all(one.policy[0] == round(one.policy[0], 2) for one in tried)
    assert len({one.policy for one in tried}) == len(tried)


def test_the_seed_alone_decides_what_is_tried_and_the_state_of_others_is_left_alone():
    np.random.seed(5)  # noqa: NPY002
    random.seed(5)
    before = np.random.get_state()[1].tolist(), random.getstate()  # noqa: NPY002
    first = search(LEVERS, 2, 8, 3, 3, losses)
    assert (np.random.get_state()[1].tolist(), random.getstate()) == before  # noqa: NPY002
    np.random.seed(6)  # noqa: NPY002

    def disturbed(generation, policies):
        np.random.random()  # noqa: NPY002
        return losses(generation, policies)

    assert search(LEVERS, 2, 8, 3, 3, losses) == first
    assert search(LEVERS, 2, 8, 3, 4, losses) != first
    assert [one.policy for one in search(LEVERS, 2, 8, 3, 3, disturbed)][:8] == [one.policy for one in first][:8]


def test_four_objectives_are_searched_too():
    def four(generation, policies):
        return np.column_stack([losses(generation, policies)[:, [0, 1, 0, 1]], np.zeros(len(policies))])

    tried = search(LEVERS, 4, 12, 3, 1, four)
    assert len(tried) > 12
    assert len(tried[0].losses) == 4


def test_of_a_large_set_the_ends_and_those_farthest_apart_are_kept():
    line = [Tried(1, (place,), (place / 10, 1 - place / 10), 0.0) for place in range(11)]
    assert front(line, 3) == [0, 5, 10]


def test_nothing_within_budget_is_an_empty_set():
    assert front([Tried(1, (), (0.0, 0.0), 1.0)], 3) == []
