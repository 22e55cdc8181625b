"""The ensemble: the month compiled over rows of arrays, many replicates fast."""

from turnaround_sim.ensemble.burn_in import BurnIns
from turnaround_sim.ensemble.engines import Engines
from turnaround_sim.ensemble.run import Ensemble

__all__ = ["BurnIns", "Engines", "Ensemble"]
