"""Estimates with their standard errors: from resampled rows of a design, and from leaving out worlds."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from turnaround_sim.analysis.sensitivity.pairs import without

Floats = npt.NDArray[np.float64]

RESAMPLES = 1000
Z = 1.959964
FEWEST = 3
"""Worlds from which what a choice of worlds adds to an error can be seen."""


@dataclass(frozen=True, eq=False)
class Estimates:
    """Numbers with their standard errors and 95% intervals, all of one shape."""

    value: Floats
    error: Floats

    @property
    def low(self) -> Floats:
        """The lower end."""
        return np.asarray(self.value - Z * self.error)

    @property
    def high(self) -> Floats:
        """The upper end."""
        return np.asarray(self.value + Z * self.error)


def estimated(
    parts: Callable[[tuple[Floats, ...]], Floats],
    ratio: Callable[[Floats], Floats],
    data: tuple[Floats, ...],
    rng: np.random.Generator,
    resamples: int = RESAMPLES,
) -> Estimates:
    """A function of means over rows, with its errors.

    `data` are arrays [rows, ..., worlds]; `parts` makes of them a number of quantities for each row [rows, quantities],
    chance taken out; `ratio` makes of the quantities' means [..., quantities] what is wanted [..., wanted].

    Rows are resampled (bootstrap) and worlds left out one by one (jackknife). Luck at single points is in both
    variances, so it is taken from their sum once, as for any table of rows and columns (Owen2007); with fewer than
    three worlds only the rows count.
    """
    rows = parts(data)
    mean = rows.mean(0)
    value = ratio(mean)
    n, worlds = len(rows), data[0].shape[-1]
    weights = rng.multinomial(n, np.full(n, 1.0 / n), size=resamples) / n
    with np.errstate(invalid="ignore", divide="ignore"):
        of_rows = ratio(weights @ rows).var(axis=0, ddof=1)
        if worlds < FEWEST:
            return Estimates(np.asarray(value), np.sqrt(of_rows))
        left = np.array([parts(tuple(without(y, world) for y in data)) for world in range(worlds)])
        of_worlds = (worlds - 1) / worlds * _squares(ratio(left.mean(1)))
        # What each row says of each world, in a straight line: what neither rows nor worlds explain is luck.
        said = (worlds * rows - (worlds - 1) * left) @ _slopes(ratio, mean).T
        luck = said - said.mean(0) - said.mean(1)[:, None] + said.mean((0, 1))
        of_luck = (luck**2).sum((0, 1)) / ((n - 1) * (worlds - 1) * n * worlds)
        variance = np.maximum(of_rows + of_worlds - of_luck, np.maximum(of_rows, of_worlds))
    return Estimates(np.asarray(value), np.sqrt(variance))


def _squares(values: Floats) -> Floats:
    return np.asarray(((values - values.mean(0)) ** 2).sum(0))


def _slopes(ratio: Callable[[Floats], Floats], mean: Floats) -> Floats:
    """How much what is wanted moves with each quantity [wanted, quantities]."""
    step = 1e-6 * np.maximum(np.abs(mean), np.abs(mean).max() * 1e-3)
    apart = np.diag(step)
    return np.asarray(((ratio(mean + apart) - ratio(mean - apart)) / (2.0 * step[:, None])).T)
