"""Which levers hold: for a trust, for the nation, and as people believe."""

from typing import Any

from turnaround_sim.rule import rule


@rule
def levers_at(nhs: Any, t: int, i: int) -> Any:
    """The levers in force for a trust this month; before month 0, the defaults, whatever the scenario.

    Source: ours; row 0 holds the defaults, so that all arms share their burn-in.
    """
    if t < 0:
        return nhs.levers[0]
    return nhs.levers[nhs.in_force[t, i]]


@rule
def levers_announced(nhs: Any, t: int, i: int) -> Any:
    """The levers people know of: those announced so far, whether they hold yet or not.

    Source: ours; leaders react to the announced policy.
    """
    if t < 0:
        return nhs.levers[0]
    return nhs.levers[nhs.announced[t, i]]


@rule
def announced_from(nhs: Any, t: int, i: int) -> int:
    """The month from which the announced levers hold.

    Source: ours.
    """
    if t < 0:
        return t
    return nhs.takes_effect[t, i]  # type: ignore[no-any-return]


@rule
def national_levers(nhs: Any, t: int) -> Any:
    """The levers of the nation, no trust's exceptions among them.

    Source: ours; the last column of the calendar.
    """
    return levers_at(nhs, t, nhs.tally[0].trusts)
