"""How a post changes hands: departures, deputies, appointments, and the closing of a seat."""

from math import nan

from turnaround_sim.draws import (
    Key,
    draw,
)
from turnaround_sim.entities import (
    ACQUIRED,
    ACTING,
    BUDDY,
    DIRECTOR,
    EXITED,
    FUNDING,
    GOOD,
    IN_POST,
    MERGED,
    MOVED,
    NEVER,
    NO_DECISION,
    NOBODY,
    OUT,
    REMOVED_AT_REVIEW,
    SPECIAL_MEASURES,
    STAYS,
    SYSTEM,
    TRUST_CLOSED,
    LeaderFields,
    TrustFields,
)
from turnaround_sim.measures import note_spell, note_support, note_tenure
from turnaround_sim.month.beginnings import rise
from turnaround_sim.month.chance import Purpose
from turnaround_sim.month.policy import levers_at
from turnaround_sim.nhs import NHS
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule
from turnaround_sim.rules.leadership import (
    SAME_QUALITY,
    act_up,
    be_led_by,
    be_reborn,
    be_set_free,
    count_afresh,
    go,
    person,
    set_out,
    take_post,
    vacate,
)
from turnaround_sim.rules.operations import be_shaken, start_afresh
from turnaround_sim.rules.regulation import blend, take_in


@rule
def depart(nhs: NHS, trust: TrustFields, leader: LeaderFields, why: int, p: Parameters, key: Key, t: int) -> None:
    """A leader leaves a post; a deputy acts up and carries the programme on.

    Source: ours; the order of bookkeeping.
    """
    levers = levers_at(nhs, t, trust.number)
    who = person(leader)
    note_tenure(nhs, trust, leader, who, why, True, t)
    be_shaken(trust, p)
    gap = draw(key, t, trust.number, Purpose.DEPUTY_GAP, 0)
    vacate(trust, levers, p, t, gap[0])
    programme = leader.appropriateness
    if why == MOVED:
        trust.heard_poached_leader = True
        trust.lost_leader_at = t
    elif why == REMOVED_AT_REVIEW and trust.heard_replaced and trust.replacement_successor == SAME_QUALITY:
        be_reborn(leader)
        trust.heir = leader.number
    else:
        u = draw(key, t, who, Purpose.LEADER_GOES, 0)
        if go(leader, why, p, t, u[0], u[1]):
            leader.generation += 1
            rise(leader, p, key)
    deputy = nhs.leaders[nhs.tally[0].trusts + nhs.tally[0].pool + trust.number]
    deputy.generation += 1
    rise(deputy, p, key)
    deputy.appropriateness = programme
    act_up(deputy, trust, t)
    trust.leader = deputy.number


@rule
def appoint(nhs: NHS, trust: TrustFields, leader: LeaderFields, p: Parameters, key: Key, t: int) -> None:
    """A leader takes a post; where she sat before, her seat falls vacant.

    Source: ours; links are real and people scarce.
    """
    levers = levers_at(nhs, t, trust.number)
    deputy = nhs.leaders[trust.leader]
    note_tenure(nhs, trust, deputy, person(deputy), STAYS, True, t)
    deputy.trust = NOBODY
    if leader.status == IN_POST:
        donor = nhs.trusts[leader.trust]
        depart(nhs, donor, leader, MOVED, p, key, t)
    take_post(leader, trust, t)
    be_led_by(trust, leader, t)
    set_out(leader, trust, p, draw(key, 0, person(leader), Purpose.PROGRAMME, trust.number + 1)[0])
    start_afresh(trust, levers.leadership.executive_clear_out, p)
    count_afresh(trust)


@rule
def end_director(nhs: NHS, trust: TrustFields, t: int) -> None:
    """A director leaves a trust.

    Source: ours, bookkeeping.
    """
    if trust.director == NOBODY:
        return
    director = nhs.directors[trust.director]
    director.caseload -= 1
    director.days -= trust.director_days
    note_support(
        nhs, trust, DIRECTOR, trust.director_since, float(t), float(trust.director), nan, trust.director_days,
        trust.director_cost,
    )  # fmt: skip
    trust.director = NOBODY
    trust.director_since = NEVER
    trust.director_until = NEVER
    trust.director_days = 0.0


@rule
def end_buddy(nhs: NHS, trust: TrustFields, t: int) -> None:
    """A trust and its buddy part.

    Source: ours, bookkeeping.
    """
    if trust.buddy == NOBODY:
        return
    nhs.trusts[trust.buddy].buddying -= 1
    note_support(
        nhs, trust, BUDDY, trust.buddy_since, float(t), float(trust.buddy), trust.similarity, nan, trust.buddy_cost
    )
    trust.buddy = NOBODY
    trust.buddy_since = NEVER
    trust.buddy_until = NEVER
    trust.similarity = 0.0
    trust.commitment = 0.0


@rule
def end_grant(nhs: NHS, trust: TrustFields, t: int) -> None:
    """A grant has come to its end.

    Source: ours, bookkeeping.
    """
    if trust.funding_from == NEVER:
        return
    note_support(nhs, trust, FUNDING, trust.funding_from, float(t), nan, nan, nan, trust.funding_granted)
    trust.funding_from = NEVER
    trust.funding_granted = 0.0


@rule
def end_system_support(nhs: NHS, trust: TrustFields, t: int) -> None:
    """The system's support for a trust has come to its end.

    Source: ours, bookkeeping.
    """
    if trust.system_since == NEVER:
        return
    note_support(nhs, trust, SYSTEM, trust.system_since, float(t), nan, nan, nan, 0.0)
    trust.system_since = NEVER


@rule
def close_seat(nhs: NHS, trust: TrustFields, acquirer: TrustFields, p: Parameters, t: int) -> None:
    """A trust is taken over or merges: its seat closes, its leader is free, and what it was lives on in the other.

    Source: SpellsRecord (one trust left the regime so); FulopEtAl2002 (INT096) for the burden.
    """
    national = nhs.national[0]
    if trust.regime == SPECIAL_MEASURES:
        why = MERGED
        if acquirer.rating >= GOOD:
            why = ACQUIRED
        note_spell(nhs, trust, why, t)
    end_director(nhs, trust, t)
    end_buddy(nhs, trust, t)
    end_grant(nhs, trust, t)
    end_system_support(nhs, trust, t)
    for other in nhs.trusts:
        if other.buddy == trust.number:
            other.heard_buddy_gone = True
            end_buddy(nhs, other, t)
    leader = nhs.leaders[trust.leader]
    note_tenure(nhs, trust, leader, person(leader), TRUST_CLOSED, True, t)
    leader.trust = NOBODY
    if leader.status != ACTING:
        be_set_free(leader, t)
    if trust.heir != NOBODY:
        be_set_free(nhs.leaders[trust.heir], t)
        trust.heir = NOBODY
    national.balance += trust.funds
    national.lapsed += trust.funds
    trust.funds = 0.0
    share = take_in(acquirer, trust, nhs.causes[acquirer.number], p)
    for k in range(5):
        blend(nhs.domains[5 * acquirer.number + k], nhs.domains[5 * trust.number + k], share)
    trust.funded_posts = 0.0
    trust.event_funding = 0.0
    trust.is_open = False
    trust.regime = OUT
    trust.decision = NO_DECISION
    trust.vacant_since = NEVER
    acquirer.heard_burden += p.regulation.burden


@rule
def end_spell(nhs: NHS, trust: TrustFields, t: int) -> None:
    """A spell ends by exit, and goes into its table.

    Source: ours, bookkeeping.
    """
    note_spell(nhs, trust, EXITED, t)
