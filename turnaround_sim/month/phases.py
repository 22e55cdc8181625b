"""The phases of a month, in the order of docs/model.md, 3."""

from turnaround_sim.arithmetic import bell_from_uniform, exact, exact_down, normal_from_uniform
from turnaround_sim.draws import (
    Key,
    draw,
)
from turnaround_sim.entities import (
    ACTING,
    ACUTE,
    AFTER_EXIT,
    CARING,
    EFFECTIVE,
    NEVER,
    NO_DECISION,
    NOBODY,
    ON_RATING,
    ON_REVIEW,
    OUT,
    REMOVED_AT_REVIEW,
    RESPONSIVE,
    SAFE,
    SPECIAL_MEASURES,
    STAYS,
    TO_ENTER,
    WELL_LED,
    TrustFields,
)
from turnaround_sim.events import (
    Event,
    EventKind,
)
from turnaround_sim.levers import Levers
from turnaround_sim.measures import begin_year
from turnaround_sim.month.allotment import (
    appoint_leaders,
    assign_buddies,
    assign_directors,
    choose_replaced,
    grant_money,
    inspect_by_risk,
)
from turnaround_sim.month.beginnings import engage_director
from turnaround_sim.month.chance import Purpose
from turnaround_sim.month.policy import announced_from, levers_announced, levers_at, levers_believed, national_levers
from turnaround_sim.month.succession import (
    close_seat,
    depart,
    end_buddy,
    end_director,
    end_grant,
    end_spell,
    end_system_support,
)
from turnaround_sim.nhs import NHS
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule
from turnaround_sim.rules.finance import (
    add_to_envelope,
    balance_books,
    buddy_bill,
    director_bill,
    entitled,
    pay_bills,
    pay_out,
    per_size,
    receive_envelope,
    spend,
    stop_spending,
    take_grant,
    turn_into_posts,
)
from turnaround_sim.rules.leadership import (
    be_removed_at_entry,
    be_reviewed,
    learn,
    leave_or_stay,
    look_elsewhere,
    person,
    skilled,
    take_up_strategy,
)
from turnaround_sim.rules.operations import (
    be_interrupted,
    drift,
    embed,
    fade,
    heard_out,
    improve,
    look_ahead,
    move,
    polish,
    pull,
    see,
    spend_attention,
    take_in_helpers,
    upset,
    weigh,
)
from turnaround_sim.rules.regulation import (
    be_decided_on,
    be_rated,
    count_merger_once,
    enter,
    leave,
    set_next_visit,
    sting,
    takeover_chance,
)
from turnaround_sim.rules.support import buddy_ends, coach, director_ends, scrutinise, sponsored, supported
from turnaround_sim.rules.systems import (
    ask_for_reports,
    be_burdened,
    be_shocked,
    count_place,
    count_trust,
    crowd_out,
    deficit_asks,
    feel_pressure,
    listen_to_place,
    national_asks,
    offer_help,
    regulator_asks,
    take_help,
    weather,
)
from turnaround_sim.rules.workforce import (
    borrow_staff,
    engage,
    leavers,
    lose_and_hire,
    refill_pool,
    seek_staff,
    share_labour,
)

NOTHING = int(EventKind.NOTHING)
REPLACE_LEADER = int(EventKind.REPLACE_LEADER)
FUND = int(EventKind.FUND)
SEND_DIRECTOR = int(EventKind.SEND_DIRECTOR)
SEND_BUDDY = int(EventKind.SEND_BUDDY)
INSPECT = int(EventKind.INSPECT)
SHOCK = int(EventKind.SHOCK)
ACQUIRE = int(EventKind.ACQUIRE)


@rule
def open_month(nhs: NHS, t: int) -> None:
    """A month opens: what was heard last month is put away, and what an experimenter ordered is taken up.

    Source: ours; events are orders, each carried out in the phase that it belongs to.
    """
    for trust in nhs.trusts:
        trust.heard_granted = 0.0
        trust.heard_inspection = False
        trust.heard_appointed = NOBODY
        trust.heard_poached_leader = False
        trust.heard_replaced = False
        trust.heard_director = NOBODY
        trust.heard_buddy = NOBODY
        trust.heard_buddy_gone = False
        trust.heard_covered = 1.0
        trust.heard_review = False
        trust.heard_acquirer = NOBODY
        if trust.heard_taken_in != NOBODY:
            trust.heard_taken_in = NOBODY
            count_merger_once(nhs.causes[trust.number])
            for k in range(5):
                nhs.domains[5 * trust.number + k].merger = 0.0
        trust.heard_person = person(nhs.leaders[trust.leader])
        if trust.ordered_shock_until <= t:
            trust.ordered_shock = 0.0
        if trust.director_ordered and trust.director_until <= t:
            trust.director_ordered = False
            trust.director_until = NEVER
            trust.director_days = 0.0
        if trust.buddy_ordered != NEVER and trust.buddy_until <= t:
            trust.buddy_ordered = NEVER
            trust.buddy_until = NEVER
        if t % 12 == 3:
            begin_year(trust)
            for k in range(5):
                nhs.domains[5 * trust.number + k].year_sum = 0.0
    if t < 0:
        return
    for event in nhs.events:
        if event.month == t and nhs.trusts[event.trust].is_open:
            order(nhs, nhs.trusts[event.trust], event, t)


@rule
def order(nhs: NHS, trust: TrustFields, event: Event, t: int) -> None:
    """An experimenter's order is laid on a trust.

    Source: ours; what each kind says is declared with the events.
    """
    levers = levers_at(nhs, t, trust.number)
    if event.kind == REPLACE_LEADER:
        trust.removal_ordered = REMOVED_AT_REVIEW
    elif event.kind == FUND:
        months = event.months
        if months <= 0:
            months = max(1, levers.funding.months)
        trust.event_funding += exact_down(event.amount)
        trust.event_funding_until = max(trust.event_funding_until, t + months)
    elif event.kind == SEND_DIRECTOR:
        if trust.director == NOBODY:
            trust.director_ordered = True
            trust.director_days = event.amount
            if event.amount <= 0.0:
                trust.director_days = max(0.5, levers.director.days)
            stay = event.months
            if stay <= 0:
                stay = max(1, levers.director.stay)
            trust.director_until = t + stay
    elif event.kind == SEND_BUDDY:
        if trust.buddy == NOBODY:
            trust.buddy_ordered = event.partner
            stay = event.months
            if stay <= 0:
                stay = max(1, levers.buddy.months)
            trust.buddy_until = t + stay
    elif event.kind == INSPECT:
        trust.inspection_ordered = True
    elif event.kind == SHOCK:
        trust.ordered_shock = event.amount
        trust.ordered_shock_until = t + max(1, event.months)
    elif event.kind == ACQUIRE:
        trust.heard_acquirer = event.partner


@rule
def environment(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """Phase 1: good and bad times, of places and of trusts; pressure, some of it diverted from failing neighbours.

    Source: docs/model.md, 7.1.
    """
    for system in nhs.systems:
        u = draw(key, t, system.number, Purpose.SYSTEM_MONTH, 0)
        weather(system, p, normal_from_uniform(u[0]))
        count_place(system)
    for trust in nhs.trusts:
        if trust.is_open:
            count_trust(nhs.systems[trust.system], trust)
    for trust in nhs.trusts:
        if trust.is_open:
            u = draw(key, t, trust.number, Purpose.TRUST_MONTH, 0)
            # Four numbers a call: the other three are kept for the phases that need them.
            trust.luck_staff = u[1]
            trust.luck_incidents = u[2]
            trust.luck_programme = u[3]
            be_shocked(trust, p, bell_from_uniform(u[0]))
            listen_to_place(trust, nhs.systems[trust.system], p)
            feel_pressure(trust, levers_at(nhs, t, trust.number), p, t)
            be_burdened(trust, p)


@rule
def oversight(nhs: NHS, p: Parameters, t: int) -> None:
    """Phase 2: partners, regulator, national body and deficit ask for reports one by one; partners also help.

    Source: docs/model.md, 7.2.
    """
    for trust in nhs.trusts:
        if not trust.is_open:
            continue
        levers = levers_at(nhs, t, trust.number)
        first = 4 * trust.system
        asked = (
            ask_for_reports(nhs.partners[first], trust, levers, p),
            ask_for_reports(nhs.partners[first + 1], trust, levers, p),
            ask_for_reports(nhs.partners[first + 2], trust, levers, p),
            ask_for_reports(nhs.partners[first + 3], trust, levers, p),
            regulator_asks(trust, levers, p),
            national_asks(trust, levers, p),
            deficit_asks(trust, p),
        )
        crowd_out(trust, nhs.causes[trust.number], asked, levers, p)
        offered = 0.0
        for k in range(4):
            offered += offer_help(nhs.partners[first + k], trust, levers, p)
        take_help(trust, offered, p)


@rule
def workforce(nhs: NHS, p: Parameters) -> None:
    """Phase 3: staff leave, a finite local pool is shared out, temporary staff fill in, and engagement moves.

    Source: docs/model.md, 7.3.
    """
    for trust in nhs.trusts:
        if trust.is_open:
            seek_staff(trust, p)
            nhs.systems[trust.system].wanted += exact(trust.hiring_wanted)
    for system in nhs.systems:
        share_labour(system, p)
        system.left = 0.0
    for trust in nhs.trusts:
        if not trust.is_open:
            continue
        causes = nhs.causes[trust.number]
        leader = nhs.leaders[trust.leader]
        system = nhs.systems[trust.system]
        lose_and_hire(trust, causes, system, p)
        system.left += exact(leavers(trust, causes))
        borrow_staff(trust, p)
        z = bell_from_uniform(trust.luck_staff)
        engage(trust, causes, heard_out(leader, p), upset(trust, leader, p), p, z)
    for system in nhs.systems:
        refill_pool(system, p)


@rule
def attention(nhs: NHS, p: Parameters, t: int) -> None:
    """Phases 4 and 5: interruptions, the budget of management time, and what goes into quick fixes under review.

    Source: docs/model.md, 7.4.
    """
    for trust in nhs.trusts:
        if not trust.is_open:
            continue
        levers = levers_at(nhs, t, trust.number)
        leader = nhs.leaders[trust.leader]
        be_interrupted(trust, p, bell_from_uniform(trust.luck_incidents))
        coaching = 0.0
        scrutiny = 0.0
        capability = 0.0
        if trust.director != NOBODY:
            director = nhs.directors[trust.director]
            coaching = coach(director, trust, levers, p, t)
            scrutiny = scrutinise(director, trust, levers, p, t)
        if trust.buddy != NOBODY:
            capability = nhs.trusts[trust.buddy].capability
        take_in_helpers(trust, coaching, scrutiny, capability, skilled(leader, p))
        believed, announced = levers_believed(nhs, t, trust.number), levers_announced(nhs, t, trust.number)
        look_ahead(trust, leader, believed, announced, announced_from(nhs, t, trust.number), p, t)
        spend_attention(trust, nhs.causes[trust.number], leader, p)
        polish(trust, p)


@rule
def improvement(nhs: NHS, p: Parameters, t: int) -> None:
    """Phase 6: capability grows or fades, programmes embed or are given up, and drift off what is right.

    Source: docs/model.md, 7.6.
    """
    for trust in nhs.trusts:
        if not trust.is_open:
            continue
        leader = nhs.leaders[trust.leader]
        spent = (per_size(trust.spent_capability, trust), per_size(trust.spent_consultants, trust))
        improve(trust, nhs.causes[trust.number], leader, spent, p)
        trust.shaken = 0.0
        embed(trust, sponsored(trust, levers_at(nhs, t, trust.number)), p)
        drift(leader, trust, p, bell_from_uniform(trust.luck_programme))
        fade(trust, p)


@rule
def quality(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """Phase 7: each domain moves towards what its causes can hold; outsiders see noisy indicators.

    Source: docs/model.md, 7.7.
    """
    base = p.systems.base + p.systems.trend * t / 12.0
    for trust in nhs.trusts:
        if not trust.is_open:
            continue
        i = trust.number
        stands = weigh(trust, nhs.leaders[trust.leader], p, base)
        u = draw(key, t, i, Purpose.TRUST_QUALITY, 0)
        v = draw(key, t, i, Purpose.TRUST_SIGHT, 0)
        # All five are weighed before any moves: the compiler then reads each weight once.
        safe = pull(SAFE, stands, p)
        effective = pull(EFFECTIVE, stands, p)
        caring = pull(CARING, stands, p)
        responsive = pull(RESPONSIVE, stands, p)
        well_led = pull(WELL_LED, stands, p)
        d = 5 * i
        move(nhs.domains[d + SAFE], safe, p, bell_from_uniform(u[0]))
        move(nhs.domains[d + EFFECTIVE], effective, p, bell_from_uniform(u[1]))
        move(nhs.domains[d + CARING], caring, p, bell_from_uniform(u[2]))
        move(nhs.domains[d + RESPONSIVE], responsive, p, bell_from_uniform(u[3]))
        move(nhs.domains[d + WELL_LED], well_led, p, bell_from_uniform(v[0]))
        sight = bell_from_uniform(v[1])
        mortality = bell_from_uniform(v[2])
        flow = nhs.domains[d + RESPONSIVE].level
        outcomes = nhs.domains[d + EFFECTIVE].level
        see(trust, flow, outcomes, sight, mortality, p)
        trust.year_4h += (
            90.0 + 0.1 * p.observation.sd_4h * (flow + trust.quick_lift - 50.0) + p.observation.noise_4h * sight
        )
        trust.year_mortality += outcomes + p.observation.mortality_noise * mortality
        trust.year_engagement += trust.engagement
        trust.luck_takeover = v[3]
        if t % 12 == 3:
            survey = draw(key, t, i, Purpose.SURVEY, 0)
            trust.october_engagement = trust.engagement + p.observation.survey_noise * normal_from_uniform(survey[0])


@rule
def leadership(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """Phase 8: leaders go, are replaced, removed at entry or review, look elsewhere, learn; then posts are filled.

    Source: docs/model.md, 7.8.
    """
    choose_replaced(nhs, p, key, t)
    for trust in nhs.trusts:
        if not trust.is_open:
            continue
        leader = nhs.leaders[trust.leader]
        if leader.status != ACTING:
            levers = levers_at(nhs, t, trust.number)
            u = draw(key, t, person(leader), Purpose.LEADER_MONTH, 0)
            why = leave_or_stay(leader, trust, p, t, u[0])
            if why == STAYS and trust.heard_replaced:
                why = REMOVED_AT_REVIEW
                trust.removals += 1
            if why == STAYS:
                why = be_removed_at_entry(trust, leader, levers, u[1])
            if why == STAYS:
                why = be_reviewed(trust, leader, levers, p, t)
                if why != STAYS:
                    trust.removals += 1
            if why == STAYS:
                why = trust.removal_ordered
            if why == STAYS:
                look_elsewhere(leader, trust, p, t, u[2])
                learn(leader, trust, p, bell_from_uniform(u[3]))
            else:
                depart(nhs, trust, leader, why, p, key, t)
        trust.newly_entered = False
        trust.removal_ordered = STAYS
    appoint_leaders(nhs, p, key, t)


@rule
def inspection(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """Phase 9: the regulator inspects by risk; reports come out months later.

    Source: docs/model.md, 7.9.
    """
    for trust in nhs.trusts:
        if trust.inspected == NEVER and trust.entered == NEVER:
            trust.due = levers_at(nhs, t, trust.number).regime.roll_out_from
    inspect_by_risk(nhs, p, key, t)
    for trust in nhs.trusts:
        if trust.is_open and trust.publishes_at == t:
            levers = levers_at(nhs, t, trust.number)
            u = draw(key, t, trust.number, Purpose.PUBLICATION, 0)
            be_rated(trust, p, t)
            set_next_visit(trust, levers, p, u[0])
            sting(trust, p)
            v = draw(key, t, trust.number, Purpose.DECISION, 0)
            be_decided_on(trust, levers, p, t, v[0], v[1])


@rule
def regime(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """Phase 10: trusts enter and leave special measures; support starts, tapers and stops; seats close.

    Source: docs/model.md, 7.10.
    """
    enter_on_review(nhs, p, key, t)
    for trust in nhs.trusts:
        if not trust.is_open:
            continue
        levers = levers_at(nhs, t, trust.number)
        if trust.decision != NO_DECISION and trust.decides_at <= t:
            if trust.decision == TO_ENTER and trust.regime != SPECIAL_MEASURES:
                put_in(nhs, trust, ON_RATING, levers, p, t)
            elif trust.decision != TO_ENTER and trust.regime == SPECIAL_MEASURES:
                leave(trust, levers, p, t)
                end_spell(nhs, trust, t)
            trust.decision = NO_DECISION
        elif trust.regime == AFTER_EXIT and t - trust.exited >= levers.regime.support_after_exit:
            trust.regime = OUT
        if trust.regime == SPECIAL_MEASURES:
            if levers.system.support > 0.0 and trust.system_since == NEVER:
                trust.system_since = t
        elif trust.system_since != NEVER and not supported(trust, levers, t):
            end_system_support(nhs, trust, t)
    take_over(nhs, p, t)
    change_support(nhs, p, key, t)


@rule
def put_in(nhs: NHS, trust: TrustFields, basis: int, levers: Levers, p: Parameters, t: int) -> None:
    """A trust is put into special measures.

    Source: ours, bookkeeping.
    """
    leads = nhs.leaders[trust.leader].status != ACTING
    enter(trust, basis, leads, levers, p, t)
    take_up_strategy(trust, levers, levers_believed(nhs, t, trust.number), t)


@rule
def put_in_on_review(nhs: NHS, trust: TrustFields, p: Parameters, t: int) -> None:
    """A national review puts a trust in.

    Source: ours, bookkeeping.
    """
    trust.heard_review = True
    put_in(nhs, trust, ON_REVIEW, levers_at(nhs, t, trust.number), p, t)


@rule
def enter_on_review(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """A national review puts in the trusts that look worst on two years of noisy mortality, as many as the lever says.

    Only acute trusts are looked at. A fraction is a chance of one more. Without national scarcity trusts are not ranked
    against each other: each has the same chance.

    Source: SpellsRecord (eleven in July 2013, three that autumn); KeoghDashboardPMC (INT130: no outliers elsewhere).
    """
    expected = national_levers(nhs, t).regime.review_entries
    if expected <= 0.0:
        return
    if not p.systems.national_scarcity:
        acute = 0
        for trust in nhs.trusts:
            if trust.kind == ACUTE:
                acute += 1
        for trust in nhs.trusts:
            u = draw(key, t, trust.number, Purpose.REVIEW_ENTRY, 1)[0]
            if trust.is_open and trust.kind == ACUTE and trust.regime != SPECIAL_MEASURES and u * acute < expected:
                put_in_on_review(nhs, trust, p, t)
        return
    count = int(expected)
    if draw(key, t, 0, Purpose.REVIEW_ENTRY, 0)[0] < expected - count:
        count += 1
    for _ in range(count):
        chosen = NOBODY
        worst = 1.0e9
        for trust in nhs.trusts:
            if (
                trust.is_open
                and trust.kind == ACUTE
                and trust.regime != SPECIAL_MEASURES
                and trust.seen_mortality < worst
            ):
                worst = trust.seen_mortality
                chosen = trust.number
        if chosen == NOBODY:
            break
        put_in_on_review(nhs, nhs.trusts[chosen], p, t)


@rule
def take_over(nhs: NHS, p: Parameters, t: int) -> None:
    """Now and then a strong neighbour takes over a trust, or two merge; an event can order it, and orders come first.

    Who has taken one in this month takes no second by chance, and is not taken over by chance itself.

    Source: SpellsRecord; GaynorEtAl2012.
    """
    for trust in nhs.trusts:
        acquirer = trust.heard_acquirer
        if trust.is_open and acquirer != NOBODY:
            if not nhs.trusts[acquirer].is_open:
                trust.heard_acquirer = NOBODY
            elif acquirer != trust.number:
                close_seat(nhs, trust, nhs.trusts[acquirer], p, t)
    for trust in nhs.trusts:
        if trust.is_open and trust.heard_acquirer == NOBODY and trust.heard_taken_in == NOBODY:
            if trust.luck_takeover < takeover_chance(trust, p):
                trust.heard_acquirer = strongest_neighbour(nhs, trust)
                if trust.heard_acquirer != NOBODY:
                    close_seat(nhs, trust, nhs.trusts[trust.heard_acquirer], p, t)


@rule
def strongest_neighbour(nhs: NHS, trust: TrustFields) -> int:
    """Who would take a trust over: of its system's open trusts out of trouble the best seen, of its own type if any is.

    Source: ours; proximity is what acquirers of the record share.
    """
    chosen = NOBODY
    best = -1.0
    for other in nhs.trusts:
        if other.is_open and other.system == trust.system and other.number != trust.number:
            if other.regime != SPECIAL_MEASURES and other.heard_taken_in == NOBODY:
                strength = other.seen
                if other.kind == trust.kind:
                    strength += 1000.0
                if strength > best:
                    best = strength
                    chosen = other.number
    return chosen


@rule
def change_support(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """Directors and buddies come and go.

    Source: docs/model.md, 7.10; levers.
    """
    pool = national_levers(nhs, t).director.pool
    for director in nhs.directors:
        director.leaves = False
        if director.number < pool or director.caseload > 0:
            who = director.number + 100_000 * director.generation
            u = draw(key, t, who, Purpose.DIRECTOR_MONTH, 0)
            director.leaves = u[0] < p.support.director_turnover
    for trust in nhs.trusts:
        if not trust.is_open:
            continue
        levers = levers_at(nhs, t, trust.number)
        if trust.director != NOBODY:
            if director_ends(trust, levers, t) or nhs.directors[trust.director].leaves:
                end_director(nhs, trust, t)
        if trust.buddy != NOBODY:
            other = nhs.trusts[trust.buddy]
            trust.heard_buddy_gone = not other.is_open or other.regime == SPECIAL_MEASURES
            if buddy_ends(trust, other, levers, t):
                end_buddy(nhs, trust, t)
    for director in nhs.directors:
        if director.leaves:
            director.generation += 1
            engage_director(director, p, key)
    assign_directors(nhs, p, t)
    assign_buddies(nhs, p, key, t)
    for trust in nhs.trusts:
        if trust.regime == SPECIAL_MEASURES:
            if trust.director != NOBODY:
                trust.spell_director_months += 1
            if trust.buddy != NOBODY:
                trust.spell_buddy_months += 1


@rule
def money(nhs: NHS, p: Parameters, key: Key, t: int) -> None:
    """Phase 11: bills and spending of money granted before, then new grants; deficits. The identity holds every month.

    opening + received = spent + closing

    Source: docs/model.md, 7.14.
    """
    national = nhs.national[0]
    held = 0.0
    billed = 0.0
    for trust in nhs.trusts:
        held += trust.funds
        billed += director_bill(trust, p) + buddy_bill(trust, p)
    national.opening = national.balance + held
    receive_envelope(national, national_levers(nhs, t))
    covered = 1.0
    if billed > national.balance:
        if p.systems.national_scarcity:
            covered = national.balance / billed
        else:
            add_to_envelope(national, billed - national.balance)
    for trust in nhs.trusts:
        if not trust.is_open:
            continue
        if trust.director != NOBODY or trust.buddy != NOBODY:
            trust.heard_covered = covered
            pay_bills(national, trust, director_bill(trust, p), buddy_bill(trust, p), covered, p.support.effects)
        if trust.funds > 0.0:
            spend(trust, levers_at(nhs, t, trust.number), p)
            pay_out(national, trust)
        elif trust.spent_posts > 0.0 or trust.spent_consultants > 0.0 or trust.spent_capability > 0.0:
            stop_spending(trust)
        if trust.spent_posts > 0.0 or trust.funded_posts > 0.0:
            turn_into_posts(trust, p)
        balance_books(trust, p)
    grant_money(nhs, p, key, t)
    held = 0.0
    for trust in nhs.trusts:
        if not trust.is_open:
            continue
        levers = levers_at(nhs, t, trust.number)
        if trust.event_funding > 0.0:
            paid = exact_down(trust.event_funding / (trust.event_funding_until - t))
            trust.event_funding -= paid
            take_grant(trust, paid, t)
            national.ordered += paid
            national.month_received += paid
        if trust.funding_from != NEVER and t >= trust.event_funding_until and entitled(trust, levers, t) <= 0.0:
            end_grant(nhs, trust, t)
        held += trust.funds
    national.closing = national.balance + held


@rule
def books_before_record(nhs: NHS, p: Parameters) -> None:
    """Before month 0 deficits already build up; there is no other money.

    Source: ours.
    """
    for trust in nhs.trusts:
        if trust.is_open:
            balance_books(trust, p)
