"""Reads what is known of all trusts together: their ratings, and how long their leaders have been in post."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import ndtri

from turnaround_sim.record.spells import read_table
from turnaround_sim.record.survival import CONFIDENCE


def read_ratings() -> pd.DataFrame:
    """The shares of rated trusts with each overall rating at the dates at which somebody counted them all.

    Columns are those of `ratings.csv`, as_of in months from July 2013, and share, low and high [1]: a Wilson 95%
    interval (Wilson1927), as if the rated trusts were drawn from many.
    """
    ratings = read_table("ratings.csv", ("as_of",))
    share, low, high = wilson(ratings["trusts"], ratings["rated"])
    return ratings.assign(share=share, low=low, high=high)


def read_leaders() -> pd.DataFrame:
    """What is known of chief executives' time in post and of posts without one.

    Columns are those of `leaders.csv`, as_of in months from July 2013. `trusts` says whose leaders: those of all
    trusts, of those with a rating, or of those in special measures; `counted` is how many, NaN where not stated.
    """
    return read_table("leaders.csv", ("as_of",))


def wilson(
    count: npt.ArrayLike, of: npt.ArrayLike
) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64], npt.NDArray[np.float64]]:
    """A share and its 95% interval: share, low, high [1].

    Source: Wilson1927.

    >>> share, low, high = wilson([5], [179])
    >>> [round(float(number[0]), 3) for number in (share, low, high)]
    [0.028, 0.012, 0.064]
    """
    n = np.asarray(of, dtype=float)
    share = np.asarray(count, dtype=float) / n
    z = ndtri((1 + CONFIDENCE) / 2)
    centre = (share + z * z / (2 * n)) / (1 + z * z / n)
    half = z * np.sqrt(share * (1 - share) / n + z * z / (4 * n * n)) / (1 + z * z / n)
    return share, centre - half, centre + half
