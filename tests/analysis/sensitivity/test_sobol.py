import numpy as np
import pytest
from analysis.sensitivity import known
from SALib.analyze import sobol as salib

from turnaround_sim.analysis.sensitivity import sobol


def found(function, names, n, worlds, spread, common=0.0, seed=0):
    sample = sobol.sampled(names, n, seed)
    y = known.with_luck(function(sample.places), worlds, spread, common, seed)
    return sobol.laid(sample.row, np.array(sample.role, object), y)


def test_without_luck_our_indices_are_those_of_salib():
    laid = found(known.ishigami, known.NAMES, 256, 3, 0.0)
    told = salib.analyze(sobol.problem(known.NAMES), laid.means, calc_second_order=False, num_resamples=10, seed=1)
    ours = sobol.indices(laid, 0)
    # SALib takes the mean of all points where ours takes that of A and B: a matter of the third digit.
    assert ours.first.value == pytest.approx(told["S1"], abs=0.01)
    assert ours.total.value == pytest.approx(told["ST"], abs=0.01)
    assert ours.plain_total == pytest.approx(told["ST"], abs=1e-12)
    assert float(ours.chance.value) == pytest.approx(0.0, abs=1e-9)


@pytest.mark.parametrize(
    "function, names, first, total, spread",
    [
        (known.ishigami, known.NAMES, known.FIRST, known.TOTAL, 10.0),
        (known.sobol_g, known.G_NAMES, known.G_FIRST, known.G_TOTAL, 2.0),
    ],
    ids=["Ishigami", "Sobol's G"],
)
@pytest.mark.parametrize("common", [0.0, 5.0], ids=["luck of points", "luck of worlds too"])
def test_under_heavy_luck_the_intervals_hold_the_indices_without_it(function, names, first, total, spread, common):
    # 20 seeds: of 160 or 200 intervals at 95%, 90% hold the truth. Were each to miss with .05, fewer than 90% would
    # come out with some .01 (indices of one sample go together: five times as many as if they did not).
    held, means = [], []
    truth = np.concatenate([first, total])
    for seed in range(20):
        its = sobol.indices(found(function, names, 512, 8, spread, common, seed), seed)
        low, high = (
            np.concatenate(ends) for ends in ((its.first.low, its.total.low), (its.first.high, its.total.high))
        )
        held.append((low <= truth) & (truth <= high))
        means.append(np.concatenate([its.first.value, its.total.value]))
    assert np.mean(held) >= 0.90
    # Unbiased: the mean of 20 lies within four of its standard errors.
    error = np.std(means, axis=0, ddof=1) / np.sqrt(20)
    assert (np.abs(np.mean(means, axis=0) - truth) <= 4.0 * error + 0.01).all()


def test_what_does_nothing_comes_out_at_nought_where_plain_salib_says_much():
    its = sobol.indices(found(known.ishigami, known.NAMES, 512, 8, 20.0), 0)
    assert its.plain_total[-1] > 0.6
    assert its.total.low[-1] <= 0.0 <= its.total.high[-1]


def test_the_share_of_chance_is_that_of_a_single_world():
    its = sobol.indices(found(known.ishigami, known.NAMES, 512, 8, 3.0), 0)
    share = 9.0 / (9.0 + known.VARIANCE)
    assert its.chance_share.low <= share <= its.chance_share.high
    assert its.chance_share.high - its.chance_share.low < 0.1


def test_indices_do_not_hang_on_the_order_of_the_points():
    sample = sobol.sampled(known.NAMES, 64, 3)
    y = known.with_luck(known.ishigami(sample.places), 4, 1.0, 0.0, 3)
    order = np.random.default_rng(1).permutation(len(y))
    role = np.array(sample.role, object)
    inner = np.lexsort((np.arange(len(y)), sample.row))  # rows in order, as ids give them
    assert (sobol.laid(sample.row[inner], role[inner], y[inner]).mixed == sobol.laid(sample.row, role, y).mixed).all()
    assert not (sobol.laid(sample.row, role, y[order]).mixed == sobol.laid(sample.row, role, y).mixed).all()


def test_groups_share_out_what_their_members_make():
    groups = ("odd", "even", "odd", "nothing")
    sample = sobol.sampled(known.NAMES, 1024, 1, groups)
    laid = sobol.laid(sample.row, np.array(sample.role, object), known.ishigami(sample.places)[:, None])
    its = sobol.indices(laid, 1)
    assert its.units == ("odd", "even", "nothing")
    assert its.first.value == pytest.approx([1.0 - known.FIRST[1], known.FIRST[1], 0.0], abs=0.03)
    assert its.total.value == pytest.approx([1.0 - known.FIRST[1], known.FIRST[1], 0.0], abs=0.03)


def test_the_first_rows_of_a_larger_sample_are_the_smaller_one():
    small, large = sobol.sampled(known.NAMES, 64, 5), sobol.sampled(known.NAMES, 256, 5)
    assert (large.places[: len(small.places)] == small.places).all()


def test_indices_of_ever_more_rows_end_with_those_of_all():
    laid = found(known.ishigami, known.NAMES, 256, 4, 2.0)
    steps = sobol.convergence(laid, 0)
    assert list(steps) == [32, 64, 128, 256]
    assert (steps[256].total.value == sobol.indices(laid, 0).total.value).all()
    widths = [float(step.total.error.mean()) for step in steps.values()]
    assert widths[0] > 1.5 * widths[-1]


def test_a_missing_value_is_refused_and_an_outcome_that_never_moves_has_no_index():
    laid = found(known.ishigami, known.NAMES, 32, 2, 0.0)
    laid.a[3, 0] = np.nan
    with pytest.raises(ValueError, match="missing"):
        sobol.indices(laid, 0)
    lucky = sobol.indices(found(lambda places: 1e-3 * places[:, 0], known.NAMES, 64, 4, 5.0), 0)
    assert np.isnan(lucky.total.value).all()
    still = sobol.indices(found(lambda places: np.zeros(len(places)), known.NAMES, 32, 2, 0.0), 0)
    assert np.isnan(still.first.value).all()
    assert np.isnan(still.plain_total).all()
