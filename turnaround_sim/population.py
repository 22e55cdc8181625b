"""From a scenario to the entities before their first month: who and what there is, nothing yet drawn by chance."""

from dataclasses import dataclass, field

from turnaround_sim.entities import (
    NEVER,
    NOBODY,
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
from turnaround_sim.scenario import LeverCalendar, Scenario, event_rows, lever_calendar

POOL_SHARE = 0.20
"""People in the national pool for each post: some forty candidates in England, so that a strong field is rare."""
SMALLEST_POOL = 6


@dataclass
class Population:
    """All entities of a scenario with their places, and the policies they live under.

    Row 0 of `levers` holds the defaults, for the burn-in; the scenario's own policies follow, and the tables of
    `calendar` count from the row after.
    """

    trusts: list[TrustFields]
    domains: list[DomainFields]
    causes: list[CauseFields]
    leaders: list[LeaderFields]
    directors: list[ImprovementDirectorFields]
    partners: list[SystemPartnerFields]
    systems: list[SystemFields]
    regulator: list[RegulatorFields]
    national: list[NationalBodyFields]
    tally: list[TallyFields]
    events: list[Event]
    levers: list[Levers]
    calendar: LeverCalendar
    names: list[str] = field(default_factory=list)


def populate(scenario: Scenario) -> Population:
    """Give every agent and link of a scenario its number and its place.

    One post a trust; a pool of candidates beside it; a deputy for every gap; as many directors as the lever ever asks
    for, and without national scarcity one for every trust.
    """
    cohort, calendar = scenario.cohort, lever_calendar(scenario)
    n, systems = scenario.trusts, scenario.systems
    pool = max(SMALLEST_POOL, round(POOL_SHARE * n))
    levers = [Levers(), *calendar.rows]
    directors = max(1, *(row.director.pool for row in levers))
    if not scenario.parameters.systems.national_scarcity:
        directors = max(directors, n)
    return Population(
        trusts=[
            TrustFields(
                number=i,
                system=int(cohort.system[i]),
                kind=int(cohort.type[i]),
                size=float(cohort.size[i]),
                rurality=float(cohort.rurality[i]),
                deprivation=float(cohort.deprivation[i]),
                given_disadvantage=float(cohort.disadvantage[i]),
            )
            for i in range(n)
        ],
        domains=[DomainFields(trust=i, kind=k) for i in range(n) for k in range(5)],
        causes=[CauseFields(trust=i) for i in range(n)],
        leaders=[LeaderFields(number=i, trust=NOBODY, available_from=NEVER) for i in range(2 * n + pool)],
        directors=[ImprovementDirectorFields(number=i) for i in range(directors)],
        partners=[SystemPartnerFields(number=4 * s + k, system=s, kind=k) for s in range(systems) for k in range(4)],
        systems=[SystemFields(number=s) for s in range(systems)],
        regulator=[RegulatorFields()],
        national=[NationalBodyFields()],
        tally=[TallyFields(trusts=n, systems=systems, pool=pool, months=scenario.months, burn_in=scenario.burn_in)],
        events=list(event_rows(scenario)),
        levers=levers,
        calendar=calendar,
        names=[str(name) for name in cohort.name],
    )
