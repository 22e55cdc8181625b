"""What is believed: every number of the model with its unit, range, kind and source."""

from turnaround_sim.parameters.finance import Finance
from turnaround_sim.parameters.leadership import Leadership
from turnaround_sim.parameters.operations import Operations, Quality
from turnaround_sim.parameters.regulation import Observation, Regulation
from turnaround_sim.parameters.support import Support
from turnaround_sim.parameters.systems import Systems
from turnaround_sim.parameters.workforce import Workforce
from turnaround_sim.provenance import Groups

__all__ = ["Parameters"]


class Parameters(Groups):
    """All that is believed, group by group; the defaults are plausible starting values, not fitted to the record."""

    leadership: Leadership = Leadership()
    operations: Operations = Operations()
    quality: Quality = Quality()
    workforce: Workforce = Workforce()
    finance: Finance = Finance()
    regulation: Regulation = Regulation()
    observation: Observation = Observation()
    support: Support = Support()
    systems: Systems = Systems()
