"""An expectation is met, broken or left open, and never more certain than its interval."""

import math

import pytest

from turnaround_sim.analysis.expectation import came


@pytest.mark.parametrize(
    ("low", "high", "expected", "word"),
    [
        (0.1, 0.3, "higher", "as expected"),
        (0.1, 0.3, "lower", "the other way"),
        (-0.3, -0.1, "lower", "as expected"),
        (-0.3, -0.1, "higher", "the other way"),
        (-0.3, 0.1, "lower", "not told apart"),
        (0.0, 0.0, "lower", "not told apart"),
        (0.0, 0.2, "higher", "not told apart"),
        (math.nan, math.nan, "higher", "not told apart"),
    ],
)
def test_an_interval_that_holds_nought_says_nothing(low, high, expected, word):
    assert came(low, high, expected) == word
