"""The page Explore."""

from turnaround_sim.dashboard.words import empty, heading

title = "Explore"


def page() -> None:
    """Put the page up."""
    heading(title)
    empty("Nothing is here yet.")
