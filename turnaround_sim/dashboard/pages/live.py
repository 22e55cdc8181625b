"""The page Live."""

from turnaround_sim.dashboard.words import empty, heading

title = "Live"


def page() -> None:
    """Put the page up."""
    heading(title)
    empty("Nothing is here yet.")
