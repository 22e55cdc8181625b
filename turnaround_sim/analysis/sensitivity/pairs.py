"""Chance taken out of squares: a product of two different worlds has no luck in common.

What is found at a point is what the point gives plus luck. Squared, luck adds its own variance, and every index of
sensitivity is made of squares. A product over two different worlds adds none; its mean over all pairs of worlds is an
unbiased estimate of the square without luck, whether points share their worlds or not.
"""

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]


def apart(a: Floats, b: Floats) -> Floats:
    """The mean of a in one world times b in another, over all pairs of different worlds.

    Worlds lie along the last axis. With one world there is no pair, and luck stays in.

    >>> y = np.array([[1.0, 3.0]])  # 2 without luck; its square is 4 and not 2 * 2 + 1
    >>> apart(y, y)
    array([3.])
    """
    worlds = a.shape[-1]
    if worlds == 1:
        return np.asarray(a[..., 0] * b[..., 0])
    return np.asarray((a.sum(-1) * b.sum(-1) - (a * b).sum(-1)) / (worlds * (worlds - 1)))


def within(y: Floats) -> Floats:
    """The variance of luck at each point, worlds along the last axis; NaN with one world."""
    if y.shape[-1] == 1:
        return np.full(y.shape[:-1], np.nan)
    return np.asarray(y.var(-1, ddof=1))


def centred(*parts: Floats) -> tuple[Floats, ...]:
    """Points less the mean of all points in the same world [..., worlds]: what a world is like for all of them goes."""
    whole = np.concatenate([part.reshape(-1, part.shape[-1]) for part in parts])
    mean = whole.mean(0)
    return tuple(part - mean for part in parts)


def without(y: Floats, world: int) -> Floats:
    """The same without one world."""
    return np.delete(y, world, axis=-1)
