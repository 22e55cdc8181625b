"""What a reader sees of a study in discovery: where a claim holds, in boxes, and how often the boxes are wrong.

`telling` says it, `drawing` draws it, `page` sets and writes it.
"""

from turnaround_sim.report.discovery.page import write_discovery

__all__ = ["write_discovery"]
