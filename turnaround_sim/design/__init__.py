"""Experiment files: which arms are compared, against what, how often, by which outcomes; and what a study varies."""

from turnaround_sim.design.contrasts import Contrast
from turnaround_sim.design.factors import Factor
from turnaround_sim.design.files import (
    Experiment,
    read_experiment,
    read_precision,
    shipped,
    shipped_experiments,
    shipped_studies,
)
from turnaround_sim.design.studies import Study, read_study

__all__ = [
    "Contrast",
    "Experiment",
    "Factor",
    "Study",
    "read_experiment",
    "read_precision",
    "read_study",
    "shipped",
    "shipped_experiments",
    "shipped_studies",
]
