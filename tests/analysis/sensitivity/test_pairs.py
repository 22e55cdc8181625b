import numpy as np
import pytest

from turnaround_sim.analysis.sensitivity.pairs import apart, centred, within


def test_the_mean_over_pairs_of_worlds_is_written_out_here():
    rng = np.random.default_rng(0)
    a, b = rng.random((2, 3, 4))
    pairs = [a[:, i] * b[:, j] for i in range(4) for j in range(4) if i != j]
    assert apart(a, b) == pytest.approx(np.mean(pairs, axis=0), rel=1e-12)


def test_luck_is_not_in_the_square_of_a_point_and_is_in_that_of_its_mean():
    # 40,000 points of 2 with luck of variance 9: the error of their mean is some .02, and 4 of them are allowed.
    y = 2.0 + 3.0 * np.random.default_rng(1).standard_normal((40_000, 4))
    assert apart(y, y).mean() == pytest.approx(4.0, abs=0.1)
    assert (y.mean(1) ** 2).mean() == pytest.approx(4.0 + 9.0 / 4.0, abs=0.1)
    assert within(y).mean() == pytest.approx(9.0, abs=0.2)


def test_one_world_keeps_its_luck_and_says_so():
    y = np.array([[3.0], [5.0]])
    assert apart(y, y).tolist() == [9.0, 25.0]
    assert np.isnan(within(y)).all()


def test_what_a_world_is_like_everywhere_goes():
    rng = np.random.default_rng(2)
    a, b = rng.random((2, 5, 3))
    level = np.array([10.0, -4.0, 0.5])
    for plain, moved in zip(centred(a, b), centred(a + level, b + level), strict=True):
        assert moved == pytest.approx(plain, abs=1e-12)
