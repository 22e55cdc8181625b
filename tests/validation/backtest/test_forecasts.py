"""What is left open at the split, and how it is scored."""

import numpy as np
import pytest

from turnaround_sim.record import COHORTS
from turnaround_sim.validation.backtest.forecasts import (
    HORIZON,
    SPLIT,
    Followed,
    curve,
    goes_on,
    left_open,
    score_of_survival,
)


def spells(*rows: tuple[float, float, bool]) -> Followed:
    """Spells of these months of entry, lengths and exits."""
    entered, length, ended = zip(*rows, strict=True)
    return Followed(np.array(entered, dtype=float), np.array(length, dtype=float), np.array(ended, dtype=bool))


def test_the_split_is_december_2016() -> None:
    assert SPLIT == 41


def test_a_curve_falls_at_exits_only_and_stays_at_its_last_value() -> None:
    share = curve(spells((0, 10, True), (0, 20, False), (0, 30, True), (0, 40, False)))
    assert len(share) == HORIZON + 1
    assert share[[9, 10, 29, 30, HORIZON]] == pytest.approx([1.0, 0.75, 0.75, 0.375, 0.375])


def test_who_has_gone_on_for_long_goes_on_by_the_rest_of_the_curve() -> None:
    still = np.array([1.0, 0.8, 0.4, 0.0])
    still = np.append(still, np.zeros(HORIZON - 3))
    assert goes_on(still, [0, 1, 2, 3], [2, 2, 3, 3]) == pytest.approx([0.4, 0.5, 0.0, 0.0])


def test_only_spells_in_at_the_split_or_later_are_left_open() -> None:
    since, outlasted = left_open(
        spells(
            (10, 31, True),  # out in the month of the split: known
            (20, 30, True),  # in at the split for 21 months, out after 30: left open, does not outlast 36
            (20, 40, False),  # goes on beyond 36
            (30, 20, False),  # lost sight of before 36: cannot be judged
            (60, 36, True),  # enters later, and leaves just at 36
            (1, 60, True),  # 36 months were over before the split
        ),
        36,
    )
    assert since.tolist() == [21, 21, 0]
    assert outlasted.tolist() == [False, True, False]


def test_survival_is_scored_case_by_case() -> None:
    late = COHORTS[2]
    said = {cohort.name: np.full(HORIZON + 1, 0.7) for cohort in COHORTS}
    for each in said.values():
        each[0] = 1.0
    score, cases = score_of_survival(said, spells((late.first + 20, 18, True)))
    # Entered after the split: 0.7 for outlasting 12 months, as it did, and for 24, 36 and 48, as it did not.
    assert cases == 4
    assert score == pytest.approx((0.3**2 + 3 * 0.7**2) / 4)
