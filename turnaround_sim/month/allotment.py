"""Sharing out what is scarce, in explicit order of priority: posts, inspections, directors, buddies, money."""

from turnaround_sim.arithmetic import exact_down, normal_from_uniform
from turnaround_sim.draws import (
    Key,
    draw,
)
from turnaround_sim.entities import (
    NEVER,
    NOBODY,
    SPECIAL_MEASURES,
    TrustFields,
)
from turnaround_sim.measures import note_inspection
from turnaround_sim.month.chance import Purpose
from turnaround_sim.month.policy import levers_at, national_levers
from turnaround_sim.month.succession import appoint
from turnaround_sim.nhs import NHS
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule
from turnaround_sim.rules.finance import EQUAL, add_to_envelope, be_granted, claim, entitled
from turnaround_sim.rules.leadership import can_be_appointed, can_be_replaced, interest, is_replaced, person
from turnaround_sim.rules.regulation import be_inspected, read_domain, tighten, urgency
from turnaround_sim.rules.support import (
    ANY,
    be_joined,
    can_buddy,
    may_need_buddy,
    needs_director,
    pair_up,
    suit,
)


@rule
def next_vacancy(nhs: NHS, t: int) -> int:
    """The vacancy to fill first: inside special measures, then the longest open, then the lowest number.

    Source: ours; the national body presses where it has put a label.
    """
    chosen = NOBODY
    best = -1.0
    for trust in nhs.trusts:
        if not trust.is_open or trust.vacant_since == NEVER or trust.fills_from > t:
            continue
        rank = float(t - trust.vacant_since)
        if trust.regime == SPECIAL_MEASURES:
            rank += 10_000.0
        if rank > best:
            best = rank
            chosen = trust.number
    return chosen


@rule
def choose_replaced(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """Of the leaders whose replacement is due, those who are replaced: by lot, or the worst seen of all trusts inside.

    The lot is drawn for a trust and its spell, so that it falls alike whenever it is due. Ties go to the lower number.
    Without national scarcity only the trusts of one system are ranked against each other.

    Source: ours; a lever.
    """
    for trust in nhs.trusts:
        if not trust.is_open or not can_be_replaced(trust, nhs.leaders[trust.leader], t):
            continue
        worse = 0
        inside = 0
        for other in nhs.trusts:
            compared = p.systems.national_scarcity or other.system == trust.system
            if compared and other.regime == SPECIAL_MEASURES:
                inside += 1
                if other.seen < trust.seen or (other.seen == trust.seen and other.number < trust.number):
                    worse += 1
        u = draw(key, trust.spell, trust.number, Purpose.REPLACEMENT, 0)[0]
        trust.heard_replaced = is_replaced(trust, worse, inside, u)


@rule
def first_choice(nhs: NHS, trust: TrustFields, p: Parameters, key: Key, t: int) -> int:
    """Whom the panel ranks first among those who can be appointed and accept; NOBODY if there is none.

    Source: HSJ2013Keogh, Berwick2016 (INT153) for refusals.
    """
    levers = levers_at(nhs, t, trust.number)
    best = -999.0
    chosen = NOBODY
    for row in range(nhs.tally[0].trusts + nhs.tally[0].pool):
        leader = nhs.leaders[row]
        if can_be_appointed(leader, trust, p, t):
            u = draw(key, 0, person(leader), Purpose.INTERVIEW, trust.number + 1)
            score = interest(leader, trust, levers, p, u[0], u[1])
            if score > best:
                best = score
                chosen = leader.number
    return chosen


@rule
def appoint_leaders(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """Vacant posts are filled one after another, with whom is kept for them or else whom the panel ranks first.

    Where nobody can be had a post stays open.

    Source: KingsFund2014vacancies (F028-F029: posts in special measures stand open more often).
    """
    while True:
        i = next_vacancy(nhs, t)
        if i == NOBODY:
            break
        trust = nhs.trusts[i]
        chosen = trust.heir
        if chosen == NOBODY:
            chosen = first_choice(nhs, trust, p, key, t)
        if chosen == NOBODY:
            trust.fills_from = t + 1
        else:
            appoint(nhs, trust, nhs.leaders[chosen], p, key, t)


@rule
def inspect(nhs: NHS, trust: TrustFields, p: Parameters, key: Key, t: int) -> None:
    """One visit: five readings through one shared and five separate errors.

    Source: MechanismPriors part 10.
    """
    u = draw(key, t, trust.number, Purpose.INSPECTION, 0)
    v = draw(key, t, trust.number, Purpose.INSPECTION_MORE, 0)
    shared = normal_from_uniform(v[0])
    d = 5 * trust.number
    found = (
        read_domain(trust, nhs.domains[d], p, shared, normal_from_uniform(u[0])),
        read_domain(trust, nhs.domains[d + 1], p, shared, normal_from_uniform(u[1])),
        read_domain(trust, nhs.domains[d + 2], p, shared, normal_from_uniform(u[2])),
        read_domain(trust, nhs.domains[d + 3], p, shared, normal_from_uniform(u[3])),
        read_domain(trust, nhs.domains[d + 4], p, shared, normal_from_uniform(v[1])),
    )
    be_inspected(trust, found, p, t, v[2])
    note_inspection(nhs, trust)


@rule
def inspect_by_risk(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """The regulator's teams go where it is most urgent until the month's slots are used; without scarcity, to all due.

    Source: CQCguidance (risk-based); HSJ2016ratings for the pace.
    """
    regulator = nhs.regulator[0]
    tighten(regulator, national_levers(nhs, t))
    for trust in nhs.trusts:
        trust.urgency = urgency(trust, p, t)
    if not p.systems.national_scarcity:
        for trust in nhs.trusts:
            if trust.urgency > -999.5:
                inspect(nhs, trust, p, key, t)
                regulator.begun += 1
        return
    while regulator.slots >= 1.0:
        best = -999.5
        chosen = NOBODY
        for trust in nhs.trusts:
            if trust.urgency > best:
                best = trust.urgency
                chosen = trust.number
        if chosen == NOBODY:
            break
        nhs.trusts[chosen].urgency = -1000.0
        inspect(nhs, nhs.trusts[chosen], p, key, t)
        regulator.begun += 1
        regulator.slots -= 1.0


@rule
def assign_directors(nhs: NHS, p: Parameters, t: int) -> None:
    """Improvement directors go to the trusts that have waited longest, the most skilled with days to spare first.

    Without national scarcity every trust has a director of its own.

    Source: ours; the pool is finite (NHSEngland2024RSP, HSJ2025intervention INT107 for its order of size).
    """
    pool = national_levers(nhs, t).director.pool
    while True:
        chosen = NOBODY
        longest = -1.0
        for trust in nhs.trusts:
            if trust.heard_director == NOBODY and needs_director(trust, levers_at(nhs, t, trust.number), t):
                waited = float(t - trust.entered)
                if trust.director_ordered:
                    waited += 100_000.0
                if waited > longest:
                    longest = waited
                    chosen = trust.number
        if chosen == NOBODY:
            break
        trust = nhs.trusts[chosen]
        days = trust.director_days
        if days <= 0.0:
            days = levers_at(nhs, t, chosen).director.days
        found = NOBODY
        if p.systems.national_scarcity:
            best = -1.0
            for director in nhs.directors:
                if director.number < pool and director.days + days <= 5.0 and director.skill > best:
                    best = director.skill
                    found = director.number
        else:
            found = chosen
        if found == NOBODY:
            break
        director = nhs.directors[found]
        director.caseload += 1
        director.days += days
        trust.director_days = days
        be_joined(trust, director, t)


@rule
def assign_buddies(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """Each trust that is to have a buddy gets the best by the matching rule, in the order of its number.

    Source: HSJ2014buddies (INT066); ChapmanMuijs2014 (INT173).
    """
    for trust in nhs.trusts:
        levers = levers_at(nhs, t, trust.number)
        if not may_need_buddy(trust, levers, p, t):
            continue
        wanted = draw(key, trust.spell, trust.number, Purpose.BUDDY_WANTED, 0)[0]
        if trust.buddy_ordered == NEVER and wanted >= levers.buddy.share:
            continue
        chosen = NOBODY
        best = -1.0
        for other in nhs.trusts:
            if trust.buddy_ordered >= 0:
                if other.number != trust.buddy_ordered or not other.is_open or other.regime == SPECIAL_MEASURES:
                    continue
            elif not can_buddy(other, trust, levers, p):
                continue
            u = 0.0
            if levers.buddy.matching == ANY:
                u = draw(key, trust.spell, trust.number, Purpose.BUDDY_PAIR, other.number + 1)[1]
            fits = suit(other, trust, nhs.tally[0].systems, levers, u)
            if fits > best:
                best = fits
                chosen = other.number
        if chosen != NOBODY:
            u = draw(key, trust.spell, trust.number, Purpose.BUDDY_PAIR, chosen + 1)[0]
            pair_up(trust, nhs.trusts[chosen], p, t, u)
            nhs.trusts[chosen].buddying += 1
            trust.buddy_ordered = NEVER


@rule
def grant_money(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """Grants are paid from the envelope; when it is short, by the rule in force: all alike, or one after another.

    Without national scarcity the envelope grows to what is asked.

    Source: ours; the rule of allocation is a lever.
    """
    national = nhs.national[0]
    asked = 0.0
    for trust in nhs.trusts:
        trust.grant_wanted = entitled(trust, levers_at(nhs, t, trust.number), t)
        asked += trust.grant_wanted
    if asked <= 0.0:
        return
    if not p.systems.national_scarcity and asked > national.balance:
        add_to_envelope(national, asked - national.balance)
    if asked <= national.balance:
        for trust in nhs.trusts:
            if trust.grant_wanted > 0.0:
                be_granted(trust, national, trust.grant_wanted, t)
        return
    if national_levers(nhs, t).funding.allocation == EQUAL:
        share = max(0.0, national.balance) / asked
        for trust in nhs.trusts:
            if trust.grant_wanted > 0.0:
                be_granted(trust, national, exact_down(share * trust.grant_wanted), t)
        return
    levers = national_levers(nhs, t)
    while national.balance > 0.0:
        chosen = NOBODY
        best = -1.0e9
        for trust in nhs.trusts:
            if trust.grant_wanted > 0.0:
                u = draw(key, t, trust.number, Purpose.GRANT, 0)[0]
                rank = claim(trust, levers, u)
                if rank > best:
                    best = rank
                    chosen = trust.number
        if chosen == NOBODY:
            break
        trust = nhs.trusts[chosen]
        be_granted(trust, national, min(trust.grant_wanted, national.balance), t)
