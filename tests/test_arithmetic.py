import math
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy import integrate, special, stats

from turnaround_sim import arithmetic as am
from turnaround_sim.rule import RULES

# isort: split
from numba import njit

ROUNDING = 2.0**-52
CELLS = 2**52  # a drawn uniform is the middle of one of these cells

uniforms = st.integers(0, CELLS - 1).map(lambda cell: (cell + 0.5) / CELLS)
shares = st.floats(0.0, 1.0)
numbers = st.floats(allow_nan=False, allow_infinity=False)
modest = st.floats(-1e6, 1e6)


# -- one text, two engines


def drawn(chance, size):
    """Uniforms as drawn, with many near 0 and 1 and the extremes themselves."""
    near = (2.0 ** chance.uniform(0.0, 52.0, size // 4)).astype(np.int64).clip(max=CELLS - 1)
    even = chance.integers(0, CELLS, size - 2 * near.size - 2)
    return (np.concatenate([even, near, CELLS - 1 - near, [0, CELLS - 1]]) + 0.5) / CELLS


def wide(chance, size):
    """Numbers of both signs and all sizes, with zeros and ones."""
    sizes = 10.0 ** chance.uniform(-300.0, 300.0, size - 6) * chance.choice([-1.0, 1.0], size - 6)
    return np.concatenate([sizes, [0.0, -0.0, 1.0, -1.0, 1e308, -1e308]])


def between(low, high):
    return lambda chance, size: np.concatenate([chance.uniform(low, high, size - 2), [low, high]])


ARGUMENTS = {
    "clip": (wide, between(-2.0, 0.0), between(0.0, 2.0)),
    "clip01": (between(-1.0, 2.0),),
    "rectified": (wide,),
    "approach": (between(-1.0, 2.0), between(0.0, 1.0), between(0.0, 1.0)),
    "logistic": (between(-800.0, 800.0),),
    "hazard_to_probability": (between(0.0, 5.0),),
    "inverted_u": (between(0.0, 20.0),),
    "normal_from_uniform": (drawn,),
    "_central_ratio": (between(0.0, 0.180625),),
    "_shoulder_ratio": (between(0.0, 3.4),),
    "_far_ratio": (between(0.0, 22.0),),
    "lognormal_from_uniform": (drawn, between(0.0, 10.0)),
    "weibull_from_uniform": (drawn, between(0.1, 500.0), between(0.1, 8.0)),
    "months_from_uniform": (drawn, between(0.0, 600.0)),
    "bell_from_uniform": (drawn,),
    "exact": (between(-1e9, 1e9),),
    "exact_down": (between(-1e9, 1e9),),
}


def compiled(function, columns):
    """The function's answers from a compiled loop over rows of arguments."""

    @njit
    def one(a, out):
        for i in range(a.size):
            out[i] = function(a[i])

    @njit
    def two(a, b, out):
        for i in range(a.size):
            out[i] = function(a[i], b[i])

    @njit
    def three(a, b, c, out):
        for i in range(a.size):
            out[i] = function(a[i], b[i], c[i])

    out = np.empty(columns[0].size)
    (one, two, three)[len(columns) - 1](*columns, out)
    return out


@pytest.mark.parametrize("name", ARGUMENTS)
def test_python_and_compiled_code_agree_to_the_last_bit(name):
    chance = np.random.default_rng(241)
    function, columns = getattr(am, name), [make(chance, 20_000) for make in ARGUMENTS[name]]
    for column in columns[1:]:
        chance.shuffle(column)
    walked = np.array(
        [function(*row) for row in zip(*(column.tolist() for column in columns), strict=True)], dtype=float
    )
    assert walked.size == 20_000
    assert np.array_equal(walked.view(np.int64), compiled(function, columns).view(np.int64))


def test_no_function_is_left_out_of_the_comparison():
    ours = {name.rpartition(".")[2] for name in RULES if name.startswith("turnaround_sim.arithmetic.")}
    assert ours == set(ARGUMENTS)


# -- bounds


@given(numbers, numbers, numbers)
def test_a_clipped_number_keeps_within_its_bounds_and_moves_no_further_than_it_must(x, a, b):
    low, high = min(a, b), max(a, b)
    assert am.clip(x, low, high) == sorted((low, x, high))[1]


@given(numbers)
def test_a_clipped_share_is_a_share(x):
    assert am.clip01(x) == min(max(x, 0.0), 1.0)


@given(numbers)
def test_a_number_is_its_excess_less_its_shortfall(x):
    assert am.rectified(x) - am.rectified(-x) == x
    assert am.rectified(x) >= 0.0


@given(modest, modest, shares)
def test_an_approach_never_overshoots(x, target, rate):
    slack = 4.0 * ROUNDING * max(abs(x), abs(target))
    assert min(x, target) - slack <= am.approach(x, target, rate) <= max(x, target) + slack


@given(modest, modest, shares)
def test_an_approach_leaves_the_rest_of_the_gap(x, target, rate):
    left = (1.0 - rate) * (target - x)
    assert target - am.approach(x, target, rate) == pytest.approx(left, abs=1e-9)


@given(modest, modest)
def test_an_approach_at_rate_nought_stays_and_at_rate_one_arrives(x, target):
    assert am.approach(x, target, 0.0) == x
    assert am.approach(x, target, 1.0) == pytest.approx(target, rel=1e-12, abs=1e-9)


# -- probabilities


@given(numbers)
def test_the_logistic_is_a_probability_at_any_score(x):
    assert 0.0 <= am.logistic(x) <= 1.0
    assert am.logistic(x) == pytest.approx(special.expit(x), rel=4.0 * ROUNDING, abs=1e-300)


@given(modest)
def test_the_logistic_is_fair_at_nought_and_symmetric(x):
    assert am.logistic(0.0) == 0.5
    assert am.logistic(x) + am.logistic(-x) == pytest.approx(1.0, abs=2.0 * ROUNDING)


@given(modest, modest)
def test_a_higher_score_never_lowers_the_logistic(a, b):
    assume(b - a > 1e-9)
    assert am.logistic(a) <= am.logistic(b)


@given(st.floats(0.0, 1e300))
def test_a_hazard_gives_the_chance_of_the_exponential_law(h):
    assert am.hazard_to_probability(h) == pytest.approx(-math.expm1(-h), abs=ROUNDING)
    assert 0.0 <= am.hazard_to_probability(h) <= 1.0


@given(st.floats(0.0, 10.0), st.floats(0.0, 10.0))
def test_two_hazards_are_survived_when_each_is_survived(a, b):
    alone = (1.0 - am.hazard_to_probability(a)) * (1.0 - am.hazard_to_probability(b))
    assert 1.0 - am.hazard_to_probability(a + b) == pytest.approx(alone, abs=4.0 * ROUNDING)


def test_no_hazard_is_no_chance():
    assert am.hazard_to_probability(0.0) == 0.0


@given(st.floats(0.0, 1e300))
def test_an_inverted_u_is_best_at_one_and_never_bad(s):
    assert 0.0 <= am.inverted_u(s) <= am.inverted_u(1.0) == 1.0


@given(st.floats(0.0, 50.0), st.floats(0.0, 50.0))
def test_an_inverted_u_rises_before_one_and_falls_after(a, b):
    assume(b - a > 1e-6)
    if b <= 1.0:
        assert am.inverted_u(a) < am.inverted_u(b)
    if a >= 1.0:
        assert am.inverted_u(a) > am.inverted_u(b)


# -- distributions


@pytest.mark.parametrize(
    ("p", "z"), [(0.25, -0.6744897501960817), (0.001, -3.090232306167814), (1e-20, -9.262340089798408)]
)
def test_the_normal_gives_the_values_published_with_the_algorithm(p, z):
    assert am.normal_from_uniform(p) == pytest.approx(z, rel=4.0 * ROUNDING)


def test_the_normal_is_right_to_the_fifteenth_digit_everywhere():
    chance = np.random.default_rng(1988)
    tails = 10.0 ** chance.uniform(-300.0, 0.0, 50_000)
    u = np.concatenate([drawn(chance, 50_000), tails[tails < 1.0]])
    ours = np.array([am.normal_from_uniform(x) for x in u.tolist()])
    assert np.allclose(ours, special.ndtri(u), rtol=1.2e-15, atol=0.0)


@pytest.mark.parametrize("edge", [0.075, 0.925, math.exp(-25.0)])
def test_the_normal_has_no_step_where_its_regions_meet(edge):
    below, above = (am.normal_from_uniform(edge * (1.0 + shift)) for shift in (-1e-13, 1e-13))
    assert 0.0 < above - below < 1e-11


@given(uniforms)
def test_the_normal_is_symmetric(u):
    assert am.normal_from_uniform(1.0 - u) == -am.normal_from_uniform(u)


@given(uniforms, uniforms)
def test_a_higher_uniform_gives_a_higher_normal(a, b):
    assume(b - a > 1e-12)
    assert am.normal_from_uniform(a) < am.normal_from_uniform(b)


@pytest.mark.parametrize("sd", [0.0, 0.2, 1.0, 2.0])
def test_the_lognormal_has_a_mean_of_exactly_one(sd):
    def weighted(z):
        return am.lognormal_from_uniform(float(special.ndtr(z)), sd) * stats.norm.pdf(z)

    mean, _ = integrate.quad(weighted, -8.0, 8.0, epsabs=1e-11, limit=200)
    assert mean == pytest.approx(1.0, abs=1e-8)


@given(uniforms, st.floats(0.01, 10.0))
def test_the_logarithm_of_the_lognormal_is_a_normal_of_that_sd(u, sd):
    logarithm = math.log(am.lognormal_from_uniform(u, sd))
    assert (logarithm + sd * sd / 2.0) / sd == pytest.approx(am.normal_from_uniform(u), abs=1e-11)


@given(uniforms)
def test_a_lognormal_without_spread_is_one(u):
    assert am.lognormal_from_uniform(u, 0.0) == 1.0


@given(uniforms, st.floats(0.1, 500.0), st.floats(0.1, 8.0))
@settings(deadline=None)  # scipy is slow to start
def test_the_weibull_is_scipys(u, scale, shape):
    assert am.weibull_from_uniform(u, scale, shape) == pytest.approx(
        stats.weibull_min.ppf(u, shape, scale=scale), rel=1e-12, abs=0.0
    )


@given(uniforms, st.floats(0.1, 500.0))
def test_a_weibull_of_shape_one_is_exponential(u, scale):
    assert am.weibull_from_uniform(u, scale, 1.0) == pytest.approx(-scale * math.log1p(-u), rel=1e-13)


@given(st.floats(0.1, 8.0))
def test_the_scale_of_a_weibull_is_outlived_by_one_in_e_whatever_the_shape(shape):
    assert am.weibull_from_uniform(1.0 - math.exp(-1.0), 12.0, shape) == pytest.approx(12.0, rel=1e-12)


@given(uniforms, st.integers(2, 200))
def test_months_are_the_first_by_which_the_event_is_likelier_than_u(u, mean):
    months = am.months_from_uniform(u, float(mean))
    survived, reached = 1 - Fraction(1, mean), 1 - Fraction(u)
    # Logarithms err by rounding, so an exact tie may fall on either side.
    slack = 1 + Fraction(1, 10**10)
    assert survived**months <= reached * slack
    assert survived ** (months - 1) * slack >= reached


@pytest.mark.parametrize("mean", [1.5, 12.0, 60.0])
def test_months_have_the_mean_they_are_asked_for(mean):
    cells = 200_000
    total = sum(am.months_from_uniform((cell + 0.5) / cells, mean) for cell in range(cells))
    assert total / cells == pytest.approx(mean, rel=1e-3)


@given(uniforms, st.floats(-10.0, 1.0))
def test_months_are_never_fewer_than_one(u, mean):
    assert am.months_from_uniform(u, mean) == 1


@given(uniforms, st.floats(1.0, 1e6))
def test_months_are_whole_and_at_least_one(u, mean):
    months = am.months_from_uniform(u, mean)
    assert type(months) is int
    assert months >= 1


# -- the cheap bell and exact sums


def test_the_cheap_bell_has_mean_nought_and_variance_one_and_keeps_the_order_of_its_uniforms():
    u = (np.arange(400_000) + 0.5) / 400_000
    z = np.array([am.bell_from_uniform(x) for x in u.tolist()])
    assert abs(z.mean()) < 1e-9
    assert abs((z * z).mean() - 1.0) < 1e-6
    assert abs((z**4).mean() - 2.8626) < 1e-3
    assert (np.diff(z) > 0).all()
    assert abs(z).max() < 2.64


def test_the_cheap_bell_is_close_to_the_normal_where_most_of_it_lies():
    for u in (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95):
        assert abs(am.bell_from_uniform(u) - am.normal_from_uniform(u)) < 0.08


@given(st.lists(st.floats(-1e4, 1e4), min_size=2, max_size=50), st.randoms())
def test_a_sum_of_exact_numbers_does_not_depend_on_its_order(numbers, random):
    rounded = [am.exact(x) for x in numbers]
    shuffled = list(rounded)
    random.shuffle(shuffled)
    assert sum(rounded) == sum(shuffled)
    assert all(abs(x - y) <= 2.0**-21 for x, y in zip(numbers, rounded, strict=True))


@given(st.floats(0, 1e4))
def test_rounding_down_never_makes_money(x):
    assert 0 <= x - am.exact_down(x) < 2.0**-20
