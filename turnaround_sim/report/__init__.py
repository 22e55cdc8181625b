"""What a reader sees of a finished run. Reads the run's folder and the record; never touches an agent."""

from turnaround_sim.report.figures import draw_run_figures

__all__ = ["draw_run_figures"]
