"""The noise of observed values: as wide as their intervals, going together as the record lets them."""

import time
from dataclasses import replace

import numpy as np
import pytest

from turnaround_sim.evidence import noise
from turnaround_sim.evidence.targets import read_targets

ENGLAND = read_targets("england")
FITTED = ENGLAND.fitted
PLACE = {target.id: place for place, target in enumerate(FITTED)}


@pytest.fixture(scope="module")
def correlations():
    return noise.correlations(FITTED)


@pytest.fixture(scope="module")
def drawn():
    return noise.redrawn(FITTED)


def test_the_covariance_can_be_turned_round():
    for targets in (FITTED, ENGLAND.fitted + ENGLAND.held_out):
        covariance = noise.covariance(targets)
        deviations = np.sqrt(np.diag(covariance))
        intervals = np.array([noise.deviation(target) for target in targets])
        assert (deviations >= intervals - 1e-12).all()
        wider = {target.id for target, wide in zip(targets, deviations > 1.5 * intervals, strict=True) if wide}
        assert wider == {"T13", "T20", "T22"} & {target.id for target in targets}
        assert np.array_equal(covariance, covariance.T)
        eigenvalues = np.linalg.eigvalsh(covariance / np.outer(deviations, deviations))
        assert eigenvalues.min() > 0.999 * noise.SHRUNK


def test_the_deviation_is_the_interval_over_3_92():
    target = FITTED[0]
    assert noise.deviation(replace(target, value=0.5, low=0.3, high=0.692)) == pytest.approx(0.1)


@pytest.mark.parametrize(("value", "low", "high"), [(84.0, 84.0, 150.0), (1.0, 0.88, 1.0)], ids=["T21", "T04"])
def test_a_value_that_is_a_bound_has_one_side_only(value, low, high):
    assert noise.deviation(replace(FITTED[0], value=value, low=low, high=high)) == pytest.approx((high - low) / 1.96)


@pytest.mark.parametrize(
    ("one", "other", "low", "high"),
    [
        ("T01", "T02", 0.5, 0.9),  # those still in later are among those still in earlier
        ("T02", "T03", 0.4, 0.9),
        ("T05", "T06", 0.2, 0.7),
        ("T07", "T08", 0.3, 0.8),
        ("T16", "T17", -0.8, -0.5),  # shares of one whole
        ("T10", "T13", 0.4, 0.9),  # more entries, more trusts in
        ("T25", "T25c", 0.1, 0.6),  # the one are among the other
        ("T28", "T29", 0.5, 0.9),  # the same trusts
        ("T31", "T32", 0.4, 0.9),
    ],
)
def test_what_goes_together_is_known(correlations, one, other, low, high):
    assert low < correlations[PLACE[one], PLACE[other]] < high


@pytest.mark.parametrize(("one", "other"), [("T01", "T07"), ("T16", "T28"), ("T20", "T01"), ("T28", "T31")])
def test_what_has_nothing_in_common_goes_together_by_chance_only(correlations, one, other):
    assert abs(correlations[PLACE[one], PLACE[other]]) < 4 / np.sqrt(noise.REDRAWN)


@pytest.mark.parametrize("alone", ["T04", "T24", "T26"])
def test_what_no_redrawn_record_tells_stands_alone(correlations, alone):
    row = np.delete(correlations[PLACE[alone]], PLACE[alone])
    assert (row == 0.0).all()


def test_redrawn_records_lie_around_the_record(drawn):
    for target, column in zip(FITTED, drawn.T, strict=True):
        if column.std() > 0:
            # Medians of few long times lean upwards.
            near = 0.2 * target.value if target.unit == "months" else 4 * column.std() / np.sqrt(noise.REDRAWN) + 0.01
            assert column.mean() == pytest.approx(target.value, abs=near), target.id


def test_redrawn_records_vary_about_as_much_as_the_intervals_say(drawn):
    ratios = {
        target.id: column.std() / noise.deviation(target)
        for target, column in zip(FITTED, drawn.T, strict=True)
        if column.std() > 0
    }
    # T13, T20 and T22 have intervals narrower than chance alone would make them.
    narrow = {"T13": 2.3, "T20": 2.8, "T22": 1.9}
    for name, ratio in ratios.items():
        assert ratio == pytest.approx(narrow.get(name, 1.0), rel=0.4), name


def test_the_same_record_is_redrawn_each_time_and_soon(correlations):
    begun = time.process_time()
    assert np.array_equal(noise.correlations(FITTED), correlations)
    assert time.process_time() - begun < 3.0


def test_some_targets_alone_have_their_part_of_the_whole(correlations):
    places = [PLACE["T02"], PLACE["T16"]]
    assert noise.correlations([FITTED[place] for place in places]) == pytest.approx(
        correlations[np.ix_(places, places)]
    )
