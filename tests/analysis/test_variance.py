"""The variance of a number, parted into what is not known and what is chance."""

import math

import numpy as np
import pytest

from turnaround_sim.analysis.variance import parts


def test_draws_of_unequal_size_are_parted_without_bias():
    # Between draws 2.0 squared, within 1.0 squared; 400 worlds of sizes 1 to 4, 300 times over.
    rng = np.random.default_rng(7)
    sizes = np.tile([1, 2, 3, 4], 40)
    draws = np.repeat(np.arange(len(sizes)), sizes)
    found = []
    for _ in range(300):
        values = np.repeat(rng.normal(0.0, 2.0, len(sizes)), sizes) + rng.normal(0.0, 1.0, len(draws))
        found.append(parts(values.tolist(), draws.tolist()))
    unknown, chance = (np.array([getattr(each, name) for each in found]) for name in ("unknown", "chance"))
    # Four standard errors of the mean of 300: false alarms one in 16,000.
    assert abs(unknown.mean() - 4.0) < 4 * unknown.std() / math.sqrt(300)
    assert abs(chance.mean() - 1.0) < 4 * chance.std() / math.sqrt(300)


def test_where_draws_do_not_differ_nothing_is_unknown():
    told = parts([1.0, 3.0, 1.0, 3.0, 1.0, 3.0], [0, 0, 1, 1, 2, 2])
    assert (told.unknown, told.chance, told.share) == (0.0, 2.0, 0.0)


def test_what_has_no_value_is_left_out():
    assert parts([1.0, 3.0, math.nan, 5.0, 7.0], [0, 0, 0, 1, 1]) == parts([1.0, 3.0, 5.0, 7.0], [0, 0, 1, 1])


@pytest.mark.parametrize(("values", "draws"), [([1.0, 2.0], [0, 0]), ([1.0, 2.0], [0, 1]), ([], [])])
def test_with_one_draw_or_one_world_each_it_cannot_be_told(values, draws):
    told = parts(values, draws)
    assert math.isnan(told.unknown)
    assert math.isnan(told.share)
