"""What a curve says in words is what its points say."""

import pytest

from turnaround_sim.analysis.comparison import paired
from turnaround_sim.dictionary import Column
from turnaround_sim.report.charts.curve import _said

DOWN = [-1.0, -1.1, -0.9, -1.0]
UP = [1.0, 1.1, 0.9, 1.0]
NEITHER = [-1.0, 1.0, -1.0, 1.0]


def told(better, *points):
    column = Column("x", "number", "points", "", label="X", better=better)
    none = [0.0] * 4
    return [(float(at), f"arm {at}", paired(column, none, points[at])) for at in range(len(points))]


@pytest.mark.parametrize(
    ("better", "points", "said"),
    [
        ("lower", (DOWN, DOWN), "better at all 2 points"),
        ("higher", (DOWN, DOWN), "worse at all 2 points"),
        ("", (UP, DOWN), "higher at 1 of 2 points (0); lower at 1 of 2 points (1)"),
        ("lower", (UP, NEITHER, DOWN), "better at 1 of 3 points (2); worse at 1 of 3 points (0); not told apart from"),
        ("lower", (UP,) * 9 + (NEITHER,), "worse at 9 of 10 points; not told apart from it at 1 of 10 points (9)"),
    ],
)
def test_sides_are_counted_and_a_few_are_listed(better, points, said):
    assert said in _said(told(better, *points), "never")


def test_the_baseline_itself_is_no_point():
    assert "all 1 points" in _said(told("lower", DOWN, DOWN), "arm 0")
