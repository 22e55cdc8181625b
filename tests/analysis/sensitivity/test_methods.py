import numpy as np
import pytest
from analysis.sensitivity import known
from SALib.analyze import morris as salib_morris

from turnaround_sim.analysis.sensitivity import emulating, fast, morris, ofat, shape, sobol
from turnaround_sim.design.factors import uncertain_factors


def screened(spread, worlds, trajectories=30, seed=1):
    sample = morris.sampled(known.NAMES, trajectories, seed)
    y = known.with_luck(known.ishigami(sample.places), worlds, spread, 0.0, seed)
    return sample, y, morris.screened(known.NAMES, sample.places, sample.row, np.array(sample.role, object), y, seed)


def test_a_screen_without_luck_is_that_of_salib():
    sample, y, told = screened(0.0, 2)
    theirs = salib_morris.analyze(sobol.problem(known.NAMES), sample.places, y.mean(1), num_levels=4, seed=1)
    assert told.mean.value == pytest.approx(theirs["mu"], rel=1e-9)
    assert told.mu_star == pytest.approx(theirs["mu_star"], rel=1e-12)
    # The mean square is mean and spread together.
    n = told.trajectories
    assert told.square.value == pytest.approx(theirs["mu"] ** 2 + theirs["sigma"] ** 2 * (n - 1) / n, rel=1e-9)


def test_in_a_screen_what_does_nothing_is_told_as_nought_and_mu_star_is_not():
    _, _, told = screened(6.0, 8)
    assert told.size_low[-1] == 0.0
    assert told.mu_star[-1] > 2.0
    assert told.mu_star[-1] == pytest.approx(told.luck[-1], rel=0.3)
    assert (told.size_low[:3] > 0.0).all()


def test_one_factor_at_a_time_is_set_against_the_stated_point_in_the_same_worlds():
    factors = uncertain_factors()[:3]
    sample = ofat.sampled(factors, 5)
    assert sample.role[0] == ofat.STATED
    assert [sample.role.count(factor.path) for factor in factors] == [4, 4, 4]  # the middle is the stated value
    level = np.array([0.0, 100.0, -50.0])  # what worlds are like must not count
    y = np.stack([(sample.places[:, 0] - 0.5) * 2.0 + 4.0 * (sample.places[:, 1] - 0.5) ** 2] * 3, axis=1) + level
    straight, bent, flat = ofat.curves(factors, sample.places, np.array(sample.role, object), y)
    assert straight.rise == pytest.approx([-1.0, -0.5, 0.0, 0.5, 1.0])
    assert bent.rise == pytest.approx([1.0, 0.25, 0.0, 0.25, 1.0])
    assert (straight.turns, bent.turns, flat.turns) == (False, True, False)
    assert (straight.span, flat.span) == (pytest.approx(2.0), 0.0)
    assert straight.values[2] == factors[0].declared.value
    assert straight.spread == pytest.approx([np.std(level, ddof=1)] * 5)


def test_the_fourier_test_finds_the_indices_under_luck_and_nothing_in_nothing():
    told = []
    for seed in range(8):
        sample = fast.sampled(known.NAMES, 129, seed)
        y = known.with_luck(known.ishigami(sample.places), 8, 3.0, 2.0, seed)
        told.append(fast.powers(known.NAMES, sample.row, y))
    found = np.array([np.concatenate([its.first.value, its.total.value]) for its in told])
    truth = np.concatenate([known.FIRST, known.TOTAL])
    # The mean of eight within four of its errors, but for the method's own bias of some .05.
    assert (np.abs(found.mean(0) - truth) < 4.0 * found.std(0, ddof=1) / np.sqrt(8.0) + 0.05).all()
    assert np.mean([its.plain_total[-1] for its in told]) > found[:, -1].mean() + 0.05


def test_the_fourier_test_leaves_luck_out_to_the_last_of_its_power():
    y = np.random.default_rng(0).standard_normal((400, 65, 6))
    power = fast._parts(y[None])[0, :, 0]  # variance of pure luck, 400 times: its mean is nought within 4 errors
    assert abs(power.mean()) < 4.0 * power.std() / 20.0


@pytest.mark.parametrize("measure", ["pawn", "delta"])
def test_a_measure_of_the_whole_distribution_stands_beside_what_shuffled_factors_give(measure, monkeypatch):
    monkeypatch.setattr(shape, "SHUFFLES", 40)
    monkeypatch.setattr(shape, "RESAMPLES", 20)
    monkeypatch.setattr(shape, "OWN_RESAMPLES", 4)
    before = np.random.get_state()[1][0]  # noqa: NPY002
    sample = shape.sampled(known.NAMES, 600, 2)
    y = known.with_luck(known.ishigami(sample.places), 4, 1.0, 0.0, 2)
    told = shape.shaped(measure, known.NAMES, sample.places, y, 2)
    assert (told.value[:2] > 1.3 * told.noise).all()
    assert told.low[0] > told.noise
    # A factor that does nothing lies above the 95th percentile of such in 1 of 20 cases; this seed is not one of them.
    assert told.value[-1] < told.noise
    assert np.random.get_state()[1][0] == before  # noqa: NPY002


def smooth(places):
    return 3.0 * places[:, 0] + 2.0 * places[:, 1] ** 2 + 4.0 * (places[:, 0] - 0.5) * (places[:, 2] - 0.5)


def test_an_emulator_of_few_worlds_finds_what_a_large_sample_finds():
    names = [f"x{number}" for number in range(8)]
    direct = sobol.sampled(names, 4096, 1)
    truth = sobol.indices(sobol.laid(direct.row, np.array(direct.role, object), smooth(direct.places)[:, None]), 1)
    few = emulating.sampled(8, 300, 1)
    worlds = np.arange(300) % 8
    rng = np.random.default_rng(4)
    y = smooth(few.places) + 0.8 * rng.standard_normal(300) + 5.0 * rng.standard_normal(8)[worlds]
    told = emulating.emulated(few.places, y, worlds, 1)
    assert told.first.value == pytest.approx(truth.first.value, abs=0.06)
    assert told.total.value == pytest.approx(truth.total.value, abs=0.08)
    assert told.second.value[0, 2] == np.nanmax(told.second.value)
    share = 0.64 / (0.64 + float(truth.factors.value))
    assert told.luck == pytest.approx(share, abs=0.12)
    assert told.explained > 0.85


def test_an_emulator_of_pure_luck_foretells_nothing():
    few = emulating.sampled(5, 200, 1)
    y = np.random.default_rng(1).standard_normal(200)
    told = emulating.emulated(few.places, y, np.zeros(200, int), 1)
    seen, guess = told.laid.left_out()
    assert ((seen - guess) ** 2).mean() > 0.9 * seen.var()
