"""Regret by hand, in tables small enough to see through, and with chance alone."""

import numpy as np
import pytest

from turnaround_sim.analysis.choice.regret import against_best, known, losses, regrets

ARMS = ("a", "b", "c")


def table(*draws):
    """[draws, arms, worlds] of numbers that are the same in all four worlds."""
    return np.repeat(np.array(draws, float)[:, :, None], 4, axis=2)


def test_regret_is_what_the_best_of_each_draw_would_have_saved():
    found = regrets(table([1, 2, 5], [4, 2, 5], [1, 3, 5]), ARMS, [True] * 3, 1)
    assert [each.mean.value for each in found] == pytest.approx([2 / 3, 1.0, 11 / 3])
    assert [each.as_seen.value for each in found] == pytest.approx([2 / 3, 1.0, 11 / 3])
    assert [each.largest.value for each in found] == pytest.approx([2.0, 2.0, 4.0])
    assert [each.ninetieth.value for each in found] == pytest.approx([1.6, 1.8, 4.0])


def test_a_policy_over_budget_is_no_bar_to_the_others():
    found = regrets(table([1, 2, 5], [1, 2, 5]), ARMS, [False, True, True], 1)
    assert [each.mean.value for each in found] == [-1.0, 0.0, 3.0]
    assert {each.best for each in against_best(table([1, 2, 5], [1, 2.5, 5]), ARMS, [False, True, True])} == {"b"}


def test_where_more_is_better_the_most_has_no_regret():
    found = regrets(losses(table([1, 2, 5], [1, 2, 5]), "higher"), ARMS, [True] * 3, 1)
    assert [each.mean.value for each in found] == [4.0, 3.0, 0.0]


def test_identical_policies_have_no_regret_and_cannot_be_told_apart():
    values = np.repeat(np.random.default_rng(1).normal(size=(20, 1, 4)), 3, axis=1)
    for each in regrets(values, ARMS, [True] * 3, 1):
        assert (each.mean.value, each.mean.high, each.as_seen.high, each.largest.high) == (0.0,) * 4
    assert not any(each.is_told for each in against_best(values, ARMS, [True] * 3))


def test_the_best_of_a_draw_is_measured_by_worlds_that_did_not_pick_it():
    # With luck alone the regret as seen is large and grows with the number of policies; the true one is nought.
    values = np.random.default_rng(2).normal(size=(1000, 5, 4))
    for each in regrets(values, tuple("abcde"), [True] * 5, 1):
        assert each.as_seen.value > 0.5
        assert each.mean.value < 0.1
        assert each.largest.value < 0.4 * each.largest_seen


def test_the_true_mean_regret_lies_between_the_two():
    truth = np.random.default_rng(3).normal(size=(1000, 4, 1))
    values = truth + np.random.default_rng(4).normal(size=(1000, 4, 4))
    expected = (truth[..., 0] - truth[..., 0].min(axis=1, keepdims=True)).mean(axis=0)
    for each, true in zip(regrets(values, tuple("abcd"), [True] * 4, 1), expected, strict=True):
        assert each.mean.value < true < each.as_seen.value


def test_the_largest_regret_is_cleared_of_luck():
    truth = np.zeros((200, 2, 1))
    truth[:, 1] = 2.0
    values = truth + np.random.default_rng(5).normal(size=(200, 2, 8))
    found = regrets(values, ("a", "b"), [True, True], 1)[1]
    assert 0.0 <= found.largest.value - 2.0 < 0.5 * (found.largest_seen - 2.0)


def test_noise_alone_makes_a_winner_in_at_most_five_of_a_hundred_studies():
    won = told = 0
    for seed in range(400):
        values = np.random.default_rng(seed).normal(size=(12, 4, 4))
        between = against_best(values, tuple("abcd"), [True] * 4)
        told += any(each.is_told for each in between)
        won += all(each.is_told for each in between)
    assert told <= 0.05 * 400 + 2 * (0.05 * 0.95 * 400) ** 0.5
    assert won <= 4


def test_what_is_there_is_found():
    values = np.random.default_rng(6).normal(size=(30, 3, 4)) + np.array([0.0, 1.0, 1.2])[:, None]
    between = against_best(values, ARMS, [True] * 3)
    assert {each.best for each in between} == {"a"}
    assert all(each.is_told and each.low < 1.0 + 0.2 * (each.arm == "c") < each.high for each in between)


def test_a_draw_without_a_number_in_one_quarter_is_not_known():
    values = np.ones((3, 2, 8))
    values[1, 0, :2] = np.nan
    values[2, 1, 7] = np.nan
    assert known(values).tolist() == [True, False, True]


def test_the_order_of_worlds_within_a_half_changes_nothing_and_the_seed_the_intervals_alone():
    values = np.random.default_rng(7).normal(size=(20, 3, 4))
    first = regrets(values, ARMS, [True] * 3, 1)
    assert first == regrets(values, ARMS, [True] * 3, 1)
    other = regrets(values, ARMS, [True] * 3, 2)
    assert [each.mean.value for each in first] == [each.mean.value for each in other]
    assert first != other
