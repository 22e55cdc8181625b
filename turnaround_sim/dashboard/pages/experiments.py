"""The page Experiments."""

from turnaround_sim.dashboard.words import empty, heading

title = "Experiments"


def page() -> None:
    """Put the page up."""
    heading(title)
    empty("Nothing is here yet.")
