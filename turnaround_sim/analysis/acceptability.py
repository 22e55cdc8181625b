"""Whether an outcome is worth its money: what is gained and what it costs, together, in every pair."""

import math
from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

from turnaround_sim.analysis.contrasts import Contrasts, Numbers
from turnaround_sim.analysis.inquiry import column_of

SPENT = "spend_m"
FIRST_WAVE, OTHERS = "first_wave_", "other_trusts_"
FIRST_WAVE_YEARS = 5.0
"""Over which the shortfall of the first wave is counted."""
STEPS = 101


@dataclass(frozen=True, eq=False)
class Worth:
    """One arm beside the baseline, unit by unit: `gained` is good where it is positive, `cost` is in £m.

    What is gained of a shortfall is counted in point-months: a trust-year's shortfall times the trust-years of the run.
    For outcomes of the first wave both are of one of its trusts. Other outcomes are counted in their own unit, shares
    in percentage points. `unit` is one of them; `scope` says in words what both are counted over.
    """

    arm: str
    outcome: str
    unit: str
    scope: str
    gained: Numbers
    cost: Numbers

    @property
    def units(self) -> int:
        """How many pairs, or draws, it rests on."""
        return int(self.gained.size)

    def share(self, prices: Numbers) -> Numbers:
        """The share of units in which the gain is worth more than its cost at each price [£m a unit of the outcome].

        A gain that is worth just its cost does not count.
        """
        net = prices[:, None] * self.gained[None, :] - self.cost[None, :]
        return np.asarray((net > 0).mean(axis=1), dtype=np.float64)


def worth_of(contrasts: Contrasts, arm: str, outcome: str, trust_years: float) -> Worth | None:
    """What an arm gains and costs beside the baseline.

    None where the outcome has no better way, is the spending, or is of trusts whose spending is not kept apart.
    `trust_years` is the length of the run times its trusts at the start.
    """
    column = column_of(outcome)
    of_first_wave = outcome.startswith(FIRST_WAVE)
    spent = f"{FIRST_WAVE}{SPENT}" if of_first_wave else SPENT
    if not column.better or outcome == spent or spent not in contrasts.values[arm] or outcome.startswith(OTHERS):
        return None
    sign = -1.0 if column.better == "lower" else 1.0
    a_trust_year = column.unit.endswith(" a trust-year")
    years = FIRST_WAVE_YEARS if of_first_wave else trust_years
    is_share = column.unit.startswith("share")
    gained = sign * contrasts.apart(outcome, arm) * (years if a_trust_year else 100.0 if is_share else 1.0)
    cost = contrasts.apart(spent, arm)
    both = np.isfinite(gained) & np.isfinite(cost)
    unit = "percentage point" if is_share else column.unit.removesuffix(" a trust-year").removesuffix("s")
    scope = "for a trust of the first wave" if of_first_wave else "over the run"
    return Worth(arm, outcome, unit, scope, gained[both], cost[both])


def prices_for(worths: list[Worth]) -> Numbers:
    """Prices from nothing to where the curves have said what they have to say [£m a unit of the outcome].

    To four times the usual cost over the usual gain of the dearest arm, whichever their signs, rounded; to 1 where no
    arm costs anything else than the baseline.
    """
    asked = []
    for worth in worths:
        gain, cost = float(np.abs(worth.gained).mean()), float(np.abs(worth.cost).mean())
        if gain > 0 and cost > 0:
            asked.append(cost / gain)
    most = rounded_up(4 * max(asked)) if asked else 1.0
    return np.linspace(0.0, most, STEPS)


def wilson(share: float, count: int, level: float = 0.95) -> tuple[float, float]:
    """The interval of a share of so many units (Wilson 1927).

    >>> [round(end, 3) for end in wilson(0.5, 100)]
    [0.404, 0.596]
    """
    if not count:
        return math.nan, math.nan
    z = float(ndtri(0.5 + level / 2))
    centre = (share + z * z / (2 * count)) / (1 + z * z / count)
    half = z / (1 + z * z / count) * math.sqrt(share * (1 - share) / count + z * z / (4 * count * count))
    return max(0.0, centre - half), min(1.0, centre + half)


def rounded_up(value: float) -> float:
    """The next of 1, 2 or 5 times a power of ten.

    >>> rounded_up(0.031), rounded_up(4.0), rounded_up(700)
    (0.05, 5.0, 1000.0)
    """
    power = 10.0 ** math.floor(math.log10(value))
    return next((step * power for step in (1.0, 2.0, 5.0) if value <= step * power * (1 + 1e-9)), 10.0 * power)
