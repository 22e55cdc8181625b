"""turnaround_sim: an agent-based model of organisational failure and turnaround in the English NHS."""

__version__ = "0.1.0"
