"""How many labels luck makes wrong is estimated from the spread between worlds, and near what it truly is."""

import math

import numpy as np
import pytest

from turnaround_sim.analysis.discovery.chance import labels


@pytest.mark.parametrize("spread, luck, mean", [(1.0, 1.0, 0.0), (0.5, 2.0, 0.2), (2.0, 0.5, -1.0)])
def test_the_share_of_wrong_labels_is_near_the_true_one(spread, luck, mean):
    rng = np.random.default_rng(7)
    truth = rng.normal(mean, spread, 4000)
    margins = truth[:, None] + rng.normal(0.0, luck, (4000, 4))
    wrong = ((margins.mean(axis=1) > 0.0) != (truth > 0.0)).mean()
    found = labels(margins)
    assert found.wrong == pytest.approx(wrong, abs=0.02)
    assert found.real == pytest.approx(spread**2 / (spread**2 + luck**2 / 4), abs=0.03)


def test_where_all_points_are_alike_labels_on_the_other_side_of_the_mean_are_luck():
    margins = np.random.default_rng(8).normal(0.05, 1.0, (2000, 4))
    found = labels(margins)
    assert found.wrong == pytest.approx((margins.mean(axis=1) <= 0.0).mean(), abs=0.06)
    assert found.real < 0.1
    assert found.apart / found.points == pytest.approx(0.05, abs=0.02)


def test_without_luck_no_label_is_wrong():
    found = labels(np.array([[1.0, 1.0], [-2.0, -2.0]]))
    assert (found.apart, found.wrong, found.real) == (2, 0.0, 1.0)


def test_one_world_a_point_tells_nothing_of_luck():
    assert math.isnan(labels(np.ones((3, 1))).wrong)
