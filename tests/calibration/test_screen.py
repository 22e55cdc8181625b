"""The choice of parameters: strong ones, and each for what the others do not move."""

import numpy as np

from turnaround_sim.calibration import screen


def test_a_parameter_that_does_the_same_as_a_stronger_one_is_passed_over():
    slopes = np.array([[5.0, 4.9, 0.0, 0.0], [0.0, 0.0, 2.0, 0.1], [1.0, 1.0, 0.0, 0.3]])
    assert screen.choose(["level", "also level", "tenure", "other"], slopes, 3) == ("level", "tenure", "other")


def test_no_more_are_chosen_than_asked_for_or_than_there_are_targets():
    slopes = np.random.default_rng(1).normal(size=(3, 8))
    assert len(screen.choose(list("abcdefgh"), slopes, 2)) == 2
    assert len(screen.choose(list("abcdefgh"), slopes, 12)) == 3
