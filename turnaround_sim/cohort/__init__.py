"""The trusts of a world: a user's own list of them, or an England-like one."""

from turnaround_sim.cohort.rows import FEWEST, MOST, Cohort
from turnaround_sim.cohort.synthetic import synthetic_cohort
from turnaround_sim.cohort.table import read_cohort

__all__ = ["FEWEST", "MOST", "Cohort", "read_cohort", "synthetic_cohort"]
