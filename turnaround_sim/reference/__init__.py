"""The reference: Mesa agents walk the month in plain Python. Slow, readable, and open to a pupil's own rules."""

from turnaround_sim.reference.agents import (
    Domain,
    ImprovementDirector,
    Leader,
    NationalBody,
    Regulator,
    System,
    SystemPartner,
    Trust,
)
from turnaround_sim.reference.model import NHSModel

__all__ = [
    "Domain",
    "ImprovementDirector",
    "Leader",
    "NHSModel",
    "NationalBody",
    "Regulator",
    "System",
    "SystemPartner",
    "Trust",
]
