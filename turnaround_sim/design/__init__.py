"""Experiment files: which arms are compared, against what, how often, and by which outcomes."""

from turnaround_sim.design.contrasts import Contrast
from turnaround_sim.design.files import Experiment, read_experiment, read_precision, shipped_experiments

__all__ = ["Contrast", "Experiment", "read_experiment", "read_precision", "shipped_experiments"]
