"""Experiment files: which arms are compared, against what, how often, and by which outcomes."""

from turnaround_sim.design.files import Experiment, read_experiment, shipped_experiments

__all__ = ["Experiment", "read_experiment", "shipped_experiments"]
