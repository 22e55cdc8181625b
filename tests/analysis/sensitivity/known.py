"""Functions whose indices are known, as a model of ours would be seen: at places from 0 to 1, with luck."""

import numpy as np

A, B = 7.0, 0.1
NAMES = ("x1", "x2", "x3", "inert")

_ONE = 0.5 * (1.0 + B * np.pi**4 / 5.0) ** 2
_TWO = A**2 / 8.0
_BOTH = 8.0 * B**2 * np.pi**8 / 225.0
VARIANCE = _ONE + _TWO + _BOTH
FIRST = np.array([_ONE, _TWO, 0.0, 0.0]) / VARIANCE
TOTAL = np.array([_ONE + _BOTH, _TWO, _BOTH, 0.0]) / VARIANCE
"""Ishigami and Homma (1990), and a factor that does nothing."""


def ishigami(places):
    x = np.pi * (2.0 * places - 1.0)
    return np.sin(x[:, 0]) + A * np.sin(x[:, 1]) ** 2 + B * x[:, 2] ** 4 * np.sin(x[:, 0])


WEIGHTS = np.array([0.0, 1.0, 4.5, 9.0, 99.0])
_PARTS = 1.0 / (3.0 * (1.0 + WEIGHTS) ** 2)
_G = np.prod(1.0 + _PARTS) - 1.0
G_FIRST = _PARTS / _G
G_TOTAL = np.array([_PARTS[i] * np.prod(np.delete(1.0 + _PARTS, i)) for i in range(len(WEIGHTS))]) / _G
"""Sobol's G function."""
G_NAMES = tuple(f"g{number}" for number in range(len(WEIGHTS)))


def sobol_g(places):
    return np.prod((np.abs(4.0 * places - 2.0) + WEIGHTS) / (1.0 + WEIGHTS), axis=1)


def with_luck(values, worlds, spread, common, seed):
    """Values in so many worlds [points, worlds]: luck at each point, and what a world is like at all points."""
    rng = np.random.default_rng(seed)
    return values[:, None] + spread * rng.standard_normal((len(values), worlds)) + common * rng.standard_normal(worlds)
