"""Tenure: observed quality on years in post, and leaders who stayed against leaders who did not."""

import numpy as np
import pandas as pd

from turnaround_sim.analysis.naive.estimate import NOTHING, Estimate, Numbers, difference_of, slope_of


def tenure_slope(years: pd.DataFrame, outcome: str, *, trust_effects: bool = False) -> Estimate:
    """How much better a trust's year is with each further year that its leader has been in post.

    Least squares with an effect of each year, and on demand of each trust, over trusts that are in special measures at
    some time of the run and years that end under a substantive leader; errors clustered by trust. `years` is one
    world's.
    """
    rows = years[years["ever_inside"] & years["tenure"].notna() & years[outcome].notna()]
    if rows.empty:
        return NOTHING
    trust = np.unique(rows["trust"].to_numpy(), return_inverse=True)[1]
    year = np.unique(rows["year"].to_numpy(), return_inverse=True)[1]
    both = rows[["tenure", outcome]].to_numpy(dtype=float)
    effects = np.eye(int(year.max()) + 1)[year]
    absorbed = effects.shape[1]
    if trust_effects:
        both, effects = _less_means(both, trust), _less_means(effects, trust)
        absorbed += int(trust.max())
    # What is left of both when the effects are taken out has the same slope as the regression with all of them.
    fitted = effects @ np.linalg.lstsq(effects, both, rcond=None)[0]
    left = both - fitted
    return slope_of(left[:, 0], left[:, 1], trust.astype(float), absorbed)


def stayed_against_left(appointments: pd.DataFrame, outcome: str) -> Estimate:
    """How much more trusts rise whose new leader stayed two years than those whose new leader did not.

    The rise is that of `appointments`: from the year before the appointment to the third year from then.
    """
    rise = appointments[outcome].to_numpy(dtype=float)
    stayed = appointments["stayed"].to_numpy(dtype=bool)
    return difference_of(rise[stayed], rise[~stayed])


def _less_means(values: Numbers, groups: "np.ndarray[tuple[int], np.dtype[np.intp]]") -> Numbers:
    """Columns less the mean of their group."""
    count = np.bincount(groups)
    sums = np.zeros((count.size, values.shape[1]))
    np.add.at(sums, groups, values)
    return np.asarray(values - (sums / count[:, None])[groups], dtype=float)
