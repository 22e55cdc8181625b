"""What was expected of an experiment, held against what came of it."""

from typing import Literal

from turnaround_sim.analysis.comparison import Difference, paired_differences
from turnaround_sim.design import Contrast
from turnaround_sim.store import Results

Came = Literal["as expected", "the other way", "not told apart"]


def of_contrast(results: Results, contrast: Contrast) -> Difference:
    """The one outcome that a contrast is about, in its arm b against its arm a."""
    differences = paired_differences(results, contrast.a, contrast.b)
    return next(each for each in differences if each.outcome == contrast.outcome)


def came(low: float, high: float, expected: str) -> Came:
    """What an interval of a difference says of an expectation; one that holds nought, or is none, says nothing.

    >>> came(-2.0, -1.0, "lower"), came(-2.0, -1.0, "higher"), came(-2.0, 1.0, "lower")
    ('as expected', 'the other way', 'not told apart')
    """
    if low > 0.0:
        return "as expected" if expected == "higher" else "the other way"
    if high < 0.0:
        return "as expected" if expected == "lower" else "the other way"
    return "not told apart"
