"""The page Play."""

from turnaround_sim.dashboard.words import empty, heading

title = "Play"


def page() -> None:
    """Put the page up."""
    heading(title)
    empty("Nothing is here yet.")
