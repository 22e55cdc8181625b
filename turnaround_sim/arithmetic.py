"""Exact small functions that rules share, in the dialect that Python and compiled code work out alike.

A uniform u here is what `draws.draw` gives: strictly between 0 and 1. Probabilities, shares and rates are floats.
"""

import math

from turnaround_sim.rule import rule

# Least squares of the normal quantile on odd powers of t = 2u - 1, each times the factor that makes the variance 1.
_BELL_1, _BELL_3, _BELL_5, _BELL_7 = (
    1.07 * 1.001304895772125,
    2.4787 * 1.001304895772125,
    -5.8723 * 1.001304895772125,
    4.9562 * 1.001304895772125,
)


@rule
def clip(x: float, low: float, high: float) -> float:
    """Keep a number within two bounds.

    clip = low if x < low, high if x > high, else x

    Source: ours, definition.

    >>> clip(1.7, 0.0, 1.5)
    1.5
    """
    if x < low:
        return low
    if x > high:
        return high
    return x


@rule
def clip01(x: float) -> float:
    """Keep a share between nothing and all.

    clip01 [1] = clip(x [1], 0, 1)

    Source: ours, definition of a share.

    >>> clip01(-0.2)
    0.0
    """
    return clip(x, 0.0, 1.0)


@rule
def rectified(x: float) -> float:
    """Count an excess, and count a shortfall as nothing.

    rectified = max(0, x)

    Source: ours, definition of the positive part.

    >>> rectified(-3.0)
    0.0
    """
    if x > 0.0:
        return x
    return 0.0


@rule
def approach(x: float, target: float, rate: float) -> float:
    """Close a share of the gap to a target.

    approach = x + rate [1/step] * (target - x); rate in [0, 1]

    Source: ours, the goal-seeking loop of first order.

    >>> approach(0.4, 0.8, 0.25)
    0.5
    """
    return x + rate * (target - x)


@rule
def logistic(x: float) -> float:
    """Turn a score of any size into a probability; 0 becomes one half.

    logistic [1] = 1 / (1 + exp(-x)), by whichever form keeps exp from overflowing

    Source: ours, definition of the inverse logit.

    >>> round(logistic(2.0), 6)
    0.880797
    """
    if x >= 0.0:
        return 1.0 / (1.0 + math.exp(-x))
    odds = math.exp(x)
    return odds / (1.0 + odds)


@rule
def hazard_to_probability(h: float) -> float:
    """Turn a hazard that holds for a month into the chance that the event happens within it.

    probability [1] = 1 - exp(-h [1/month] * 1 month); h >= 0

    Source: ours, the exponential law of waiting times.

    >>> round(hazard_to_probability(0.03), 6)
    0.029554
    """
    return 1.0 - math.exp(-h)


@rule
def inverted_u(s: float) -> float:
    """Reward some pressure and punish too much: nothing at 0, the best at 1, falling off beyond.

    inverted_u [1] = s * exp(1 - s); s >= 0

    Source: ours, the simplest smooth curve with its one peak, of height 1, at s = 1.

    >>> inverted_u(1.0)
    1.0
    """
    return s * math.exp(1.0 - s)


@rule
def normal_from_uniform(u: float) -> float:
    """Turn a uniform number into a standard normal one.

    z = the standard normal quantile of u, as a ratio of two polynomials of degree 7 in each of three regions

    Source: Wichura1988, algorithm AS 241, PPND16: relative accuracy about 1e-16.

    >>> round(normal_from_uniform(0.975), 6)
    1.959964
    """
    q = u - 0.5
    if -0.425 <= q <= 0.425:
        return q * _central_ratio(0.180625 - q * q)
    tail = u if q < 0.0 else 1.0 - u
    r = math.sqrt(-math.log(tail))
    z = _shoulder_ratio(r - 1.6) if r <= 5.0 else _far_ratio(r - 5.0)
    return -z if q < 0.0 else z


@rule
def _central_ratio(r: float) -> float:
    """Work out normal_from_uniform / q for u within 0.425 of one half.

    Source: Wichura1988, coefficients a and b.

    >>> round(_central_ratio(0.180625), 6)
    2.506628
    """
    above = 2.5090809287301226727e3
    above = above * r + 3.3430575583588128105e4
    above = above * r + 6.7265770927008700853e4
    above = above * r + 4.5921953931549871457e4
    above = above * r + 1.3731693765509461125e4
    above = above * r + 1.9715909503065514427e3
    above = above * r + 1.3314166789178437745e2
    above = above * r + 3.3871328727963666080e0
    below = 5.2264952788528545610e3
    below = below * r + 2.8729085735721942674e4
    below = below * r + 3.9307895800092710610e4
    below = below * r + 2.1213794301586595867e4
    below = below * r + 5.3941960214247511077e3
    below = below * r + 6.8718700749205790830e2
    below = below * r + 4.2313330701600911252e1
    below = below * r + 1.0
    return above / below


@rule
def _shoulder_ratio(r: float) -> float:
    """Work out the size of normal_from_uniform for tails from 0.075 down to exp(-25).

    Source: Wichura1988, coefficients c and d.

    >>> round(_shoulder_ratio(0.0), 6)
    1.423437
    """
    above = 7.74545014278341407640e-4
    above = above * r + 2.27238449892691845833e-2
    above = above * r + 2.41780725177450611770e-1
    above = above * r + 1.27045825245236838258e0
    above = above * r + 3.64784832476320460504e0
    above = above * r + 5.76949722146069140550e0
    above = above * r + 4.63033784615654529590e0
    above = above * r + 1.42343711074968357734e0
    below = 1.05075007164441684324e-9
    below = below * r + 5.47593808499534494600e-4
    below = below * r + 1.51986665636164571966e-2
    below = below * r + 1.48103976427480074590e-1
    below = below * r + 6.89767334985100004550e-1
    below = below * r + 1.67638483018380384940e0
    below = below * r + 2.05319162663775882187e0
    below = below * r + 1.0
    return above / below


@rule
def _far_ratio(r: float) -> float:
    """Work out the size of normal_from_uniform for tails below exp(-25).

    Source: Wichura1988, coefficients e and f.

    >>> round(_far_ratio(0.0), 6)
    6.657905
    """
    above = 2.01033439929228813265e-7
    above = above * r + 2.71155556874348757815e-5
    above = above * r + 1.24266094738807843860e-3
    above = above * r + 2.65321895265761230930e-2
    above = above * r + 2.96560571828504891230e-1
    above = above * r + 1.78482653991729133580e0
    above = above * r + 5.46378491116411436990e0
    above = above * r + 6.65790464350110377720e0
    below = 2.04426310338993978564e-15
    below = below * r + 1.42151175831644588870e-7
    below = below * r + 1.84631831751005468180e-5
    below = below * r + 7.86869131145613259100e-4
    below = below * r + 1.48753612908506148525e-2
    below = below * r + 1.36929880922735805310e-1
    below = below * r + 5.99832206555887937690e-1
    below = below * r + 1.0
    return above / below


@rule
def bell_from_uniform(u: float) -> float:
    """Turn a uniform number into one from a bell: like the standard normal within its middle, cheap, and bounded.

    z = (a t + b t^3 + c t^5 + d t^7) * s with t = 2 u - 1; mean 0, variance 1, kurtosis 2.86, within 2.64 of 0

    For monthly chance, of which many add up; traits and single errors take `normal_from_uniform`.

    Source: ours, least squares on the normal quantile, scaled to variance 1 (docs/decisions/0007-two-bells.md).

    >>> bell_from_uniform(0.5)
    0.0
    """
    t = 2.0 * u - 1.0
    square = t * t
    return t * (_BELL_1 + square * (_BELL_3 + square * (_BELL_5 + square * _BELL_7)))


@rule
def lognormal_from_uniform(u: float, sd: float) -> float:
    """Give a multiplier that is 1 on average: how frail or how able one is beside one's fellows.

    multiplier [1] = exp(sd * z - sd * sd / 2), z = normal_from_uniform(u); sd [1] is that of its logarithm, 0 to 10

    Source: ours, a lognormal frailty whose mean is exactly 1 at every sd.

    >>> round(lognormal_from_uniform(0.5, 0.4), 6)
    0.923116
    """
    return math.exp(sd * normal_from_uniform(u) - sd * sd / 2.0)


@rule
def weibull_from_uniform(u: float, scale: float, shape: float) -> float:
    """Give a waiting time whose hazard rises with time (shape above 1), falls (below 1) or stays (1).

    time [unit of scale] = scale * (-log(1 - u)) to the power 1 / shape; scale > 0, shape >= 0.1

    Source: ours, the inverse of the Weibull distribution function.

    >>> round(weibull_from_uniform(0.5, 12.0, 2.0), 6)
    9.990655
    """
    return scale * math.exp(math.log(-math.log(1.0 - u)) / shape)


@rule
def months_from_uniform(u: float, mean: float) -> int:
    """Give a whole number of months, at least one, that ends each month with the same chance.

    months = 1 + floor(log(1 - u) / log(1 - 1 / mean)); mean [month] up to a million; a mean of 1 or less gives 1

    Source: ours, the inverse of the geometric distribution function.

    >>> months_from_uniform(0.5, 12.0)
    8
    """
    if mean <= 1.0:
        return 1
    return 1 + int(math.log(1.0 - u) / math.log(1.0 - 1.0 / mean))


@rule
def exact(x: float) -> float:
    """Round to a 2^-20th, so that sums of many are exact and do not depend on their order.

    exact = floor(x * 2^20 + 1/2) / 2^20; sums stay exact below 2^33

    Source: ours, binary fractions add without rounding.

    Example
    -------
    >>> exact(0.1) + exact(0.2) + exact(0.3) == exact(0.3) + exact(0.2) + exact(0.1)
    True
    """
    return math.floor(x * 1048576.0 + 0.5) / 1048576.0


@rule
def exact_down(x: float) -> float:
    """Round down to a 2^-20th: money is never made by rounding.

    exact_down = floor(x * 2^20) / 2^20

    Source: ours, binary fractions add without rounding.

    Example
    -------
    >>> exact_down(0.75)
    0.75
    """
    return math.floor(x * 1048576.0) / 1048576.0
