"""What happened in the quarter that is over, as the public heard of it."""

from collections.abc import Iterator

from turnaround_sim.dashboard.playing.words import left
from turnaround_sim.play.moves import QUARTER
from turnaround_sim.play.seen import Seen, TrustSeen

ENDS = {"acquired": "was taken over by another trust", "merged": "was merged with another trust"}
MOST = 12
"""Lines that are shown at once; the rest is folded away."""


def news(seen: Seen, own: int | None = None) -> list[str]:
    """What happened since the last move, a line for each thing; of one trust alone if it is given.

    Trusts that are or were in special measures come first.
    """
    trusts = [trust for trust in seen.trusts if own in (None, trust.number)]
    return [line for trust in sorted(trusts, key=lambda trust: not trust.spells) for line in _of(trust, seen.month)]


def _of(trust: TrustSeen, now: int) -> Iterator[str]:
    def late(month: int | None) -> bool:
        return month is not None and now - QUARTER <= month < now

    for spell in trust.spells:
        if late(spell.entered):
            yield f"{trust.name} was placed in special measures."
        if late(spell.exited):
            yield f"{trust.name} {ENDS.get(spell.ended, 'left special measures')}."
    if not trust.is_open:
        # Whoever leads or helps there now does it for the trust that took it over.
        return
    for report in trust.reports:
        if late(report.published):
            yield f"Inspectors published a report on {trust.name}: {report.overall}."
    for departure in trust.departures:
        if late(departure.month):
            yield f"The chief executive of {trust.name} left ({left(departure)})."
    if late(trust.leader.since) and not trust.leader.interim and trust.departures:
        yield f"{trust.name} has a new chief executive."
    if trust.director.state == "here" and late(trust.director.since):
        yield f"An improvement director began at {trust.name}."
    if trust.buddy.state == "here" and late(trust.buddy.since):
        yield f"{trust.buddy.who or 'A strong trust'} became the buddy of {trust.name}."
