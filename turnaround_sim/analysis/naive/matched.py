"""Difference in differences against matched trusts that kept their leader."""

import numpy as np
import pandas as pd

from turnaround_sim.analysis.naive.before_after import Course
from turnaround_sim.analysis.naive.estimate import Estimate, Numbers, mean_of

LEVEL_WITHIN = 0.5
TREND_WITHIN = 1.0
"""Calipers, in standard deviations over all the world's trust-years of the level, and of its change in a year."""
MATCHES = 3


def matched_difference(years: pd.DataFrame, outcome: str, after: int = 1, *, kept_to_the_end: bool = False) -> Estimate:
    """How much more trusts rise that changed their leader in special measures than matched trusts that kept theirs.

    A case is a trust and year in which a substantive leader left inside special measures; its rise goes from the year
    before to the `after`th year after. It is matched with trusts of the same year, type, published rating when the year
    began and regime (in special measures during the year), where no leader left in that year, nor in the years up to
    the `after`th if they are `kept_to_the_end`. Their outcome must be alike: the level in the year before within half a
    standard deviation, the trend up to then within one. The nearest three by both are taken, with replacement, fewer
    where there are fewer; of equals the one with the lower number. A case without a match is left out.

    The interval is Student's t over cases, as if no trust were matched twice. `years` is one world's.
    """
    course, changes = Course(years, outcome), Course(years, "changes")
    before = course.at(years, -1)
    trend = before - course.at(years, -2)
    alike = pd.DataFrame(
        {
            "trust": years["trust"].to_numpy(),
            "stratum": years.groupby(["year", "type", "rating", "inside"], observed=True).ngroup().to_numpy(),
            "level": before / _spread(course.at(years, 0)),
            "trend": trend / _spread(trend),
            "rise": course.at(years, after) - before,
        }
    )
    known = alike.notna().to_numpy().all(axis=1)
    stay = [changes.at(years, by) == 0 for by in range(after + 1 if kept_to_the_end else 1)]
    changed = years["changed_inside"].to_numpy(dtype=bool)
    return mean_of(_beyond_the_matched(alike[known & changed], alike[known & np.all(stay, axis=0)]))


def _beyond_the_matched(cases: pd.DataFrame, kept: pd.DataFrame) -> Numbers:
    """The rise of each case less the mean of its matches, NaN where it has none."""
    kept = kept.sort_values("trust", kind="stable")
    apart = {
        name: cases[name].to_numpy()[:, None] - kept[name].to_numpy()[None, :] for name in ("stratum", "level", "trend")
    }
    far = np.where(apart["stratum"] == 0, apart["level"] ** 2 + apart["trend"] ** 2, np.inf)
    far[(np.abs(apart["level"]) > LEVEL_WITHIN) | (np.abs(apart["trend"]) > TREND_WITHIN)] = np.inf
    nearest = np.argsort(far, axis=1, kind="stable")[:, :MATCHES]
    there = np.isfinite(np.take_along_axis(far, nearest, axis=1))
    rises = np.where(there, kept["rise"].to_numpy()[nearest], 0.0)
    matches = there.sum(axis=1)
    expected = np.divide(rises.sum(axis=1), matches, out=np.full(len(cases), np.nan), where=matches > 0)
    return np.asarray(cases["rise"].to_numpy() - expected, dtype=float)


def _spread(values: Numbers) -> float:
    """The standard deviation of what is known; 1 where nothing varies, so that nothing is divided by nought."""
    known = values[np.isfinite(values)]
    spread = float(known.std(ddof=1)) if known.size > 1 else 0.0
    return spread if spread > 0.0 else 1.0
