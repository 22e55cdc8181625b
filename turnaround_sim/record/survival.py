"""How long a spell lasts when some have not ended yet: the Kaplan-Meier estimate."""

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import betaincinv, ndtri

CONFIDENCE = 0.95


def kaplan_meier(
    entered: npt.ArrayLike, ended: npt.ArrayLike, censored: npt.ArrayLike, at: npt.ArrayLike
) -> pd.DataFrame:
    """The share of spells still going just after so many months, the unfinished ones counted as long as they were seen.

    Parameters
    ----------
    entered, ended, censored
        Months, one entry a spell. Where `ended` is NaN the spell was last seen going in month `censored`.
    at
        Months since entry.

    Returns
    -------
    Columns month, share, low, high (95% interval) [1] and at_risk (spells still followed when that month began).
    NaN where nobody was followed long enough. The interval is log-log (Kalbfleisch and Prentice 1980); at a share of
    1 or 0, where that has no width, it is the exact binomial one (Clopper and Pearson 1934).

    Raises
    ------
    ValueError
        A spell has neither an end nor a month it was last seen, or ends before it starts.
    """
    start, end, last_seen = (np.asarray(months, dtype=float) for months in (entered, ended, censored))
    months = np.atleast_1d(np.asarray(at, dtype=float))
    finished = ~np.isnan(end)
    length = np.where(finished, end, last_seen) - start
    if np.isnan(length).any() or (length < 0).any():
        raise ValueError("each spell needs a month it ended or was last seen, no earlier than the month it was entered")
    at_risk = (length[:, None] >= months).sum(axis=0)

    step, ends = np.unique(length[finished], return_counts=True)
    going = (length[:, None] >= step).sum(axis=0)
    survival = np.cumprod(np.append(1.0, 1 - ends / going))
    # Greenwood's sum has no last term where the last spell ends: the interval there is the exact one below.
    terms = np.divide(ends, going * (going - ends), out=np.zeros(step.size), where=going > ends)
    variance = np.cumsum(np.append(0.0, terms))
    reached = np.searchsorted(step, months, side="right")
    share, spread = survival[reached], np.sqrt(variance[reached])

    low, high = np.full((2, months.size), np.nan)
    inside = (share > 0) & (share < 1)
    logarithm = np.log(share[inside])
    factor = np.exp(ndtri((1 + CONFIDENCE) / 2) * spread[inside] / -logarithm)
    low[inside], high[inside] = np.exp(logarithm * factor), np.exp(logarithm / factor)
    tail = (1 - CONFIDENCE) / 2
    all_in, none_in = share == 1, share == 0
    low[all_in], high[all_in] = betaincinv(np.maximum(at_risk[all_in], 1), 1, tail), 1.0
    low[none_in], high[none_in] = 0.0, betaincinv(1, max(int(finished.sum()), 1), 1 - tail)

    unseen = (at_risk == 0) & ~none_in
    share, low, high = (np.where(unseen, np.nan, values) for values in (share, low, high))
    return pd.DataFrame({"month": months, "share": share, "low": low, "high": high, "at_risk": at_risk})
