"""Which levers hold: for a trust, for the nation, and as people believe."""

from turnaround_sim.levers import Levers
from turnaround_sim.nhs import NHS
from turnaround_sim.rule import rule


@rule
def levers_at(nhs: NHS, t: int, i: int) -> Levers:
    """The levers in force for a trust this month; before month 0, the defaults, whatever the scenario.

    Source: ours; row 0 holds the defaults, so that all arms share their burn-in.
    """
    if t < 0:
        return nhs.levers[0]
    row: int = nhs.in_force[t, i]
    return nhs.levers[row]


@rule
def levers_believed(nhs: NHS, t: int, i: int) -> Levers:
    """The levers people take to be in force: what has changed untold is not among them.

    Source: ours; leaders react to the policy as they know it.
    """
    if t < 0:
        return nhs.levers[0]
    row: int = nhs.believed[t, i]
    return nhs.levers[row]


@rule
def levers_announced(nhs: NHS, t: int, i: int) -> Levers:
    """The levers people know of: those announced so far, whether they hold yet or not.

    Source: ours; leaders react to the announced policy.
    """
    if t < 0:
        return nhs.levers[0]
    row: int = nhs.announced[t, i]
    return nhs.levers[row]


@rule
def announced_from(nhs: NHS, t: int, i: int) -> int:
    """The month from which the announced levers hold.

    Source: ours.
    """
    if t < 0:
        return t
    month: int = nhs.takes_effect[t, i]
    return month


@rule
def national_levers(nhs: NHS, t: int) -> Levers:
    """The levers of the nation, no trust's exceptions among them.

    Source: ours; the last column of the calendar.
    """
    return levers_at(nhs, t, nhs.tally[0].trusts)
