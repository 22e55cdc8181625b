"""Whether a sign holds over draws: the interval over draws, what lies between them, and how often the verdict errs."""

import math

import numpy as np
import pandas as pd
import pytest

from turnaround_sim.analysis.robustness import verdict, verdicts
from turnaround_sim.mistakes import Mistake


def test_the_interval_is_that_of_the_means_of_draws():
    v = verdict("b", "quality", [1.0, 2.0, 3.0, 4.0, 8.0, 9.0], [0, 0, 1, 1, 2, 2])
    # Means 1.5, 3.5, 8.5: mean 4.5, sd 3.6056, t(2) 4.3027.
    assert (v.mean, v.draws, v.worlds_per_draw) == (4.5, 3, 2)
    assert v.high - v.mean == pytest.approx(4.3027 * 3.6056 / math.sqrt(3), abs=1e-3)
    assert v.supported == "unsupported"
    assert v.share_of_draws == 1.0
    # Within: variance .5 each; between: 13 - .5 / 2.
    assert v.chance_sd == pytest.approx(math.sqrt(0.5))
    assert v.between_sd == pytest.approx(math.sqrt(12.75))


def test_no_effect_at_all_is_unsupported():
    v = verdict("b", "quality", [0.0] * 8, [0, 0, 1, 1, 2, 2, 3, 3])
    assert (v.mean, v.low, v.high, v.supported, v.share_of_draws) == (0.0, 0.0, 0.0, "unsupported", 0.0)


def test_pairs_without_a_value_are_left_out_and_empty_draws_with_them():
    v = verdict("b", "quality", [1.0, math.nan, math.nan, math.nan, 3.0, 5.0], [0, 0, 1, 1, 2, 2])
    assert (v.draws, v.mean) == (2, 2.5)
    empty = verdict("b", "quality", [math.nan], [0])
    assert (empty.draws, empty.supported) == (0, "unsupported")
    assert math.isnan(empty.mean)


def test_a_verdict_errs_as_often_as_it_says():
    # No effect in the mean, a spread between draws: 2,000 experiments of 40 draws x 4 worlds, supported in 5% of them;
    # 99.9% of such counts lie within 3.3 standard errors of .0049, which is .034 to .066.
    random = np.random.default_rng(7)
    draws = np.repeat(np.arange(40), 4)
    wrong = 0
    for _ in range(2000):
        values = np.repeat(random.normal(0.0, 1.0, 40), 4) + random.normal(0.0, 2.0, 160)
        wrong += verdict("b", "quality", values.tolist(), draws.tolist()).supported == "supported"
    assert 0.034 < wrong / 2000 < 0.066


class _Made:
    folder = "made"

    def __init__(self, uncertainty):
        self.manifest = {"scenarios": {"a": {}, "b": {}}, "uncertainty": uncertainty, "worlds_per_draw": 2}

    def table(self, name):
        return pd.DataFrame(
            {"arm": ["a"] * 4 + ["b"] * 4, "replicate": [0, 1, 2, 3] * 2, "quality": [1, 2, 3, 4, 2, 4, 4, 6.0]}
        )


def test_arms_are_paired_by_replicate():
    (v,) = verdicts(_Made("prior"), "a", "quality")
    assert (v.arm, v.draws, v.mean) == ("b", 2, 1.5)


@pytest.mark.parametrize(
    ("uncertainty", "baseline", "outcome", "message"),
    [
        ("none", "a", "quality", "ran at stated values"),
        ("prior", "c", "quality", 'no baseline "c"; it has a, b'),
        ("prior", "a", "qualty", 'did you mean "quality"'),
    ],
)
def test_what_cannot_be_told_is_a_mistake(uncertainty, baseline, outcome, message):
    with pytest.raises(Mistake, match=message):
        verdicts(_Made(uncertainty), baseline, outcome)
