"""What a reader sees of a choice: which policy holds up, by how much others fall short, and what would turn it."""

from turnaround_sim.report.choice.page import write_choice

__all__ = ["write_choice"]
