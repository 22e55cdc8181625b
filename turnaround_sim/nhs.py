"""The NHS as rules see it: collections of entities, whoever holds them.

The reference holds Mesa agents in lists, the ensemble rows of arrays; both have these names, and that is all that is
asked of them.
"""

from collections.abc import Sequence
from typing import Any, Protocol

from turnaround_sim.entities import (
    CauseFields,
    DomainFields,
    ImprovementDirectorFields,
    LeaderFields,
    NationalBodyFields,
    RegulatorFields,
    SystemFields,
    SystemPartnerFields,
    TallyFields,
    TrustFields,
)
from turnaround_sim.events import Event
from turnaround_sim.levers import Levers
from turnaround_sim.tables import (
    AnnualRow,
    InspectionRow,
    MonthRow,
    OutcomeRow,
    SpellRow,
    SupportRow,
    TenureRow,
)


class NHS(Protocol):
    """Everything there is, each thing in the order of its number; and the tables that are written."""

    trusts: Sequence[TrustFields]
    domains: Sequence[DomainFields]
    causes: Sequence[CauseFields]
    leaders: Sequence[LeaderFields]
    directors: Sequence[ImprovementDirectorFields]
    partners: Sequence[SystemPartnerFields]
    systems: Sequence[SystemFields]
    regulator: Sequence[RegulatorFields]
    national: Sequence[NationalBodyFields]
    tally: Sequence[TallyFields]
    events: Sequence[Event]
    levers: Sequence[Levers]
    in_force: Any
    believed: Any
    announced: Any
    takes_effect: Any
    months: Sequence[MonthRow]
    annual: Sequence[AnnualRow]
    spells: Sequence[SpellRow]
    tenures: Sequence[TenureRow]
    inspections: Sequence[InspectionRow]
    support: Sequence[SupportRow]
    outcomes: Sequence[OutcomeRow]
    quality: Any
    panel: Any
