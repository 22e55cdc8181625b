"""What a reader sees of a sensitivity study: what drives each outcome, what is chance, and whether N was enough.

`indices`, `curves` and `checks` draw it, `page` sets and writes it.
"""

from turnaround_sim.report.sensitivity.page import write_sensitivity

__all__ = ["write_sensitivity"]
