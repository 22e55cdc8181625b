"""What a reader sees of a calibration: how far the record is met, what it has taught, and what needs no leader.

`telling` says it, `predicted`, `learnt`, `checked` and `against` draw it, `page` sets and writes it.
"""

from turnaround_sim.report.calibration.page import write_calibration
from turnaround_sim.report.calibration.telling import Telling, tell

__all__ = ["Telling", "tell", "write_calibration"]
