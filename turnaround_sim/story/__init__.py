"""One trust in one replicate: what moved it, month by month, and where another history of it parts from this one."""

from turnaround_sim.story.happenings import Happening
from turnaround_sim.story.ledger import Account, Turn
from turnaround_sim.story.parting import Parting, against_scenario, part
from turnaround_sim.story.telling import Story, tell
from turnaround_sim.story.words import answer, what_parted

__all__ = [
    "Account",
    "Happening",
    "Parting",
    "Story",
    "Turn",
    "against_scenario",
    "answer",
    "part",
    "tell",
    "what_parted",
]
