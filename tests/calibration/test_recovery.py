"""Recovery: intervals of a known width cover as often as they say."""

import numpy as np
import pandas as pd
import pytest

from turnaround_sim.calibration import recovery


def test_quantiles_count_weights():
    values, weights = np.array([1.0, 2.0, 3.0, 4.0]), np.array([0.1, 0.4, 0.4, 0.1])
    assert recovery.weighted_quantiles(values, weights, [0.1, 0.5, 0.9, 0.91]) == [1.0, 2.0, 3.0, 4.0]


def test_a_weighted_standard_deviation_is_that_of_copies():
    copies = np.array([1.0, 1.0, 1.0, 5.0])
    assert recovery.weighted_sd(np.array([1.0, 5.0]), np.array([3.0, 1.0])) == pytest.approx(copies.std())


def test_coverage_counts_a_truth_as_one_case():
    found = pd.DataFrame({"truth": [0, 0, 1, 1], "covered": [True, True, False, True]})
    share, low, high = recovery.coverage(found)
    assert share == 0.75
    # Two truths with .5 and 1: standard deviation .354, over root two, times 1.96.
    assert (high - low) / 2 == pytest.approx(0.49, abs=0.001)
