"""What happened: the special-measures spells of England and a few national counts, with their sources.

A ground-floor room: it knows no model. README.md says where the facts come from and which spells count where.
"""

from turnaround_sim.record.national import read_leaders, read_ratings, wilson
from turnaround_sim.record.spells import (
    COHORTS,
    QUALITY,
    Cohort,
    count_entries,
    month_of,
    number_in_by_year_end,
    read_inspections,
    read_record,
    survival_spells,
)
from turnaround_sim.record.survival import kaplan_meier

__all__ = [
    "COHORTS",
    "QUALITY",
    "Cohort",
    "count_entries",
    "kaplan_meier",
    "month_of",
    "number_in_by_year_end",
    "read_inspections",
    "read_leaders",
    "read_ratings",
    "read_record",
    "survival_spells",
    "wilson",
]
