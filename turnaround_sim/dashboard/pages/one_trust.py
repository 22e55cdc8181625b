"""The page One trust."""

from turnaround_sim.dashboard.words import empty, heading

title = "One trust"


def page() -> None:
    """Put the page up."""
    heading(title)
    empty("Nothing is here yet.")
