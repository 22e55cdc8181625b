"""The page Evidence."""

from turnaround_sim.dashboard.words import empty, heading

title = "Evidence"


def page() -> None:
    """Put the page up."""
    heading(title)
    empty("Nothing is here yet.")
