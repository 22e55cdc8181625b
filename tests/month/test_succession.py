import math

import pytest
from bare_world import KEY, world

from turnaround_sim.arithmetic import months_from_uniform
from turnaround_sim.draws import draw
from turnaround_sim.entities import (
    ACQUIRED,
    ACTING,
    BUDDY,
    DIRECTOR,
    EXITED,
    FUNDING,
    GOOD,
    IN_POOL,
    IN_POST,
    KEPT,
    MERGED,
    MOVED,
    NEVER,
    NO_DECISION,
    NOBODY,
    ON_RATING,
    OUT,
    REMOVED_AT_ENTRY,
    REMOVED_AT_REVIEW,
    REQUIRES_IMPROVEMENT,
    RESIGNED,
    SPECIAL_MEASURES,
    STAYS,
    SYSTEM,
    TO_LEAVE,
    TRUST_CLOSED,
    LeaderFields,
)
from turnaround_sim.month.allotment import appoint_leaders
from turnaround_sim.month.chance import Purpose
from turnaround_sim.month.phases import change_support, leadership, money, open_month, put_in
from turnaround_sim.month.policy import levers_at
from turnaround_sim.month.succession import (
    appoint,
    close_seat,
    depart,
    end_buddy,
    end_director,
    end_grant,
    end_spell,
    end_system_support,
)
from turnaround_sim.rules.leadership import APPOINTED, SAME_QUALITY, person, set_out

GAPS = {
    "leadership.embedding_loss": 0.5,
    "leadership.executives_follow": 0.25,
    "leadership.team": 6.0,
    "leadership.return_resigned": 0.0,
    "leadership.return_removed": 1.0,
    "leadership.acceptance": 1.0,
    "leadership.repelled": 0.0,
    "leadership.interview_noise": 0.0,
    "leadership.moving": 0.0,
}
ONE_MONTH = {"leadership.interim_length": 1.0, "leadership.executive_clear_out": 0.5}


def deputy_of(nhs, i):
    return nhs.leaders[nhs.tally[0].trusts + nhs.tally[0].pool + i]


def test_a_departure_leaves_a_gap_a_deputy_and_the_programme():
    nhs = world(beliefs=GAPS, levers=ONE_MONTH)
    trust, leader = nhs.trusts[1], nhs.leaders[1]
    leader.started, leader.appropriateness, leader.skill = -30, 0.77, 1.9
    trust.embedding, trust.executive_stability = 0.8, 0.8
    gone = person(leader)
    depart(nhs, trust, leader, RESIGNED, nhs.p, KEY, 10)
    deputy = deputy_of(nhs, 1)
    assert trust.leader == deputy.number
    assert (deputy.status, deputy.trust, deputy.started, deputy.appropriateness) == (ACTING, 1, 10, 0.77)
    assert deputy.generation == 1
    assert (trust.vacant_since, trust.fills_from) == (10, 11)
    assert (trust.embedding, trust.executive_stability, trust.shaken) == pytest.approx((0.4, 0.6, 1.0))
    row = nhs.tenures[0]
    assert (row.trust, row.leader, row.started, row.ended, row.ended_because) == (1, gone, -30, 10.0, RESIGNED)
    assert not row.interim
    # Gone for good: the row is a new person's.
    assert leader.generation == 1
    assert leader.status == IN_POOL
    assert leader.skill != 1.9


def test_gap_and_return_are_drawn_by_post_and_person_and_the_deputy_is_somebody():
    beliefs = {**GAPS, "leadership.return_resigned": 0.5, "leadership.return_delay": 30.0}
    gaps = []
    for t in range(8):
        nhs = world(beliefs=beliefs, levers={"leadership.interim_length": 12.0})
        trust, leader = nhs.trusts[1], nhs.leaders[1]
        returns, wait = draw(KEY, t, person(leader), Purpose.LEADER_GOES, 0)[:2]
        depart(nhs, trust, leader, RESIGNED, nhs.p, KEY, t)
        gap = months_from_uniform(draw(KEY, t, 1, Purpose.DEPUTY_GAP, 0)[0], 12.0)
        gaps.append(gap)
        assert trust.fills_from == t + gap
        assert (leader.generation == 0) == (returns < 0.5)
        if returns < 0.5:
            assert leader.available_from == t + 1 + int(60.0 * wait)
        assert deputy_of(nhs, 1).skill != 1.0
    assert max(gaps) > 36  # three years are no end


def test_who_may_come_back_keeps_her_row():
    nhs = world(beliefs=GAPS, levers=ONE_MONTH)
    leader = nhs.leaders[1]
    leader.skill = 1.9
    depart(nhs, nhs.trusts[1], leader, REMOVED_AT_ENTRY, nhs.p, KEY, 10)
    assert (leader.generation, leader.skill, leader.status, leader.trust) == (0, 1.9, IN_POOL, NOBODY)
    assert leader.available_from > 10


def test_an_appointment_ends_the_gap_and_starts_afresh():
    nhs = world(beliefs=GAPS, levers=ONE_MONTH)
    trust = nhs.trusts[1]
    depart(nhs, trust, nhs.leaders[1], RESIGNED, nhs.p, KEY, 10)
    trust.seen, trust.rating, trust.executive_stability = 44.0, GOOD, 0.6
    candidate = nhs.leaders[5]
    chance = draw(KEY, 0, person(candidate), Purpose.PROGRAMME, 2)[0]
    appoint(nhs, trust, candidate, nhs.p, KEY, 13)
    assert (trust.leader, trust.vacant_since) == (5, NEVER)
    assert (candidate.status, candidate.trust, candidate.started) == (IN_POST, 1, 13)
    expected = LeaderFields(orientation=candidate.orientation)
    set_out(expected, trust, nhs.p, chance)
    assert candidate.appropriateness == expected.appropriateness
    assert (trust.induction, trust.mandate, trust.executive_stability) == pytest.approx((1.0, 1.0, 0.3))
    assert (trust.seen_at_start, trust.rating_at_start) == (44.0, GOOD)
    assert deputy_of(nhs, 1).trust == NOBODY
    interim = nhs.tenures[1]
    assert (interim.interim, interim.started, interim.ended, interim.ended_because) == (True, 10, 13.0, STAYS)


def test_a_failing_trust_takes_its_new_leader_from_another_whose_seat_falls_vacant():
    """Month 10: entry. 11: the leader is removed, a deputy acts. 12: nobody comes. 13: the leader of trust 2 does."""
    nhs = world(
        trusts=3,
        systems=1,
        beliefs=GAPS,
        levers={**ONE_MONTH, "leadership.removal_at_entry": 1.0, "leadership.prefer_experienced": 3.0},
    )
    for leader in nhs.leaders:
        leader.frailty, leader.available_from = 0.0, 999  # nobody resigns, and the pool is elsewhere
    failing, donor, mover = nhs.trusts[0], nhs.trusts[2], nhs.leaders[2]
    mover.experience = 14

    open_month(nhs, 10)
    put_in(nhs, failing, ON_RATING, levers_at(nhs, 10, 0), nhs.p, 10)
    assert (failing.regime, failing.spell, failing.spell_leaders) == (SPECIAL_MEASURES, 1, 1)

    open_month(nhs, 11)
    leadership(nhs, nhs.p, KEY, 11)
    assert nhs.tenures[0].ended_because == REMOVED_AT_ENTRY
    assert nhs.leaders[failing.leader].status == ACTING
    assert (failing.vacant_since, failing.fills_from, failing.newly_entered) == (11, 12, False)

    open_month(nhs, 12)
    leadership(nhs, nhs.p, KEY, 12)
    assert nhs.leaders[failing.leader].status == ACTING  # nobody to be had: it waits a month more
    assert failing.fills_from == 13

    open_month(nhs, 13)
    mover.applies = True
    appoint_leaders(nhs, nhs.p, KEY, 13)
    assert (failing.leader, failing.vacant_since, failing.heard_appointed) == (2, NEVER, person(mover))
    assert (mover.trust, mover.started, mover.experienced_at_start, mover.special_at_start) == (0, 13, True, True)
    assert failing.spell_leaders == 2
    assert (donor.vacant_since, donor.fills_from, donor.lost_leader_at) == (13, 14, 13)
    assert donor.heard_poached_leader
    assert nhs.leaders[donor.leader].status == ACTING
    moved = [row for row in nhs.tenures[: nhs.tally[0].tenures] if row.ended_because == MOVED]
    assert [(row.trust, row.leader, row.ended) for row in moved] == [(2, person(mover), 13.0)]
    assert nhs.tally[0].departures == 2

    leadership(nhs, nhs.p, KEY, 14)
    assert mover.experience == 15


def replaced(nhs, t=10, *, successor, **traits):
    """Trust 1 loses the leader of its entry by its strategy."""
    trust, leader = nhs.trusts[1], nhs.leaders[1]
    for name, value in traits.items():
        setattr(leader, name, value)
    trust.heard_replaced, trust.replacement_successor = True, successor
    depart(nhs, trust, leader, REMOVED_AT_REVIEW, nhs.p, KEY, t)
    return trust, leader


def test_one_of_the_same_quality_is_kept_for_the_post_and_comes_when_the_gap_ends():
    nhs = world(beliefs=GAPS, levers=ONE_MONTH)
    for other in nhs.leaders:
        other.track_record = 9.0  # whoever is in the pool would rank before her
    trust, heir = replaced(
        nhs, successor=SAME_QUALITY, skill=1.4, track_record=-3.0, experience=30, appropriateness=0.9
    )
    assert (heir.status, heir.trust, trust.heir) == (KEPT, NOBODY, 1)
    assert (heir.generation, heir.skill, heir.track_record, heir.experience) == (1, 1.4, -3.0, 0)
    appoint_leaders(nhs, nhs.p, KEY, 10)
    assert nhs.leaders[trust.leader].status == ACTING
    appoint_leaders(nhs, nhs.p, KEY, 11)
    assert (trust.leader, heir.status, heir.trust, heir.started, trust.heir) == (1, IN_POST, 1, 11, NOBODY)
    expected = LeaderFields(orientation=heir.orientation)
    set_out(expected, trust, nhs.p, draw(KEY, 0, 100_001, Purpose.PROGRAMME, 2)[0])
    assert heir.appropriateness == expected.appropriateness


def test_whoever_follows_the_gap_is_as_long_and_a_panel_chooses_unless_quality_is_to_be_the_same():
    gaps = []
    for successor in (APPOINTED, SAME_QUALITY):
        nhs = world(beliefs=GAPS, levers={"leadership.interim_length": 12.0})
        trust, leader = replaced(nhs, successor=successor)
        gaps.append(trust.fills_from)
        assert (trust.heir == NOBODY, leader.status == IN_POOL) == (successor == APPOINTED, successor == APPOINTED)
    assert gaps[0] == gaps[1]


@pytest.mark.parametrize(("why", "by_strategy"), [(RESIGNED, True), (MOVED, True), (REMOVED_AT_REVIEW, False)])
def test_who_goes_for_another_reason_has_no_heir(why, by_strategy):
    nhs = world(beliefs=GAPS, levers=ONE_MONTH)
    trust = nhs.trusts[1]
    trust.heard_replaced, trust.replacement_successor = by_strategy, SAME_QUALITY
    depart(nhs, trust, nhs.leaders[1], why, nhs.p, KEY, 10)
    assert trust.heir == NOBODY


def test_who_is_kept_for_a_post_that_closes_is_free_for_others():
    nhs = world(beliefs=GAPS, levers=ONE_MONTH)
    trust, heir = replaced(nhs, successor=SAME_QUALITY)
    close_seat(nhs, trust, nhs.trusts[0], nhs.p, 12)
    assert (trust.heir, heir.status, heir.available_from) == (NOBODY, IN_POOL, 13)


def linked(nhs, helped, buddy, t):
    trust = nhs.trusts[helped]
    trust.buddy, trust.buddy_since, trust.similarity, trust.commitment = buddy, t, 0.8, 0.5
    nhs.trusts[buddy].buddying += 1
    return trust


def directed(nhs, i, director, days):
    trust = nhs.trusts[i]
    trust.director, trust.director_since, trust.director_days, trust.director_cost = director, 4, days, 0.25
    nhs.directors[director].caseload += 1
    nhs.directors[director].days += days
    return trust


def test_a_buddy_in_trouble_of_its_own_ends_the_link():
    nhs = world(beliefs={"support.director_turnover": 0.0}, levers={"buddy.share": 0.0, "buddy.months": 30})
    trust = linked(nhs, 0, 1, 4)
    trust.regime, trust.entered = SPECIAL_MEASURES, 2
    change_support(nhs, nhs.p, KEY, 8)
    assert trust.buddy == 1
    assert trust.spell_buddy_months == 1
    nhs.trusts[1].regime = SPECIAL_MEASURES
    nhs.trusts[1].entered = 9
    change_support(nhs, nhs.p, KEY, 9)
    assert (trust.buddy, trust.buddy_since, trust.similarity, trust.commitment) == (NOBODY, NEVER, 0.0, 0.0)
    assert trust.heard_buddy_gone
    assert nhs.trusts[1].buddying == 0
    row = nhs.support[0]
    assert (row.kind, row.started, row.ended, row.partner, row.similarity) == (BUDDY, 4, 9.0, 1.0, 0.8)


def test_a_trust_taken_over_lets_go_of_everyone_and_its_money_goes_back():
    nhs = world(trusts=4, systems=1, beliefs={"regulation.burden": 1.5}, levers={"funding.envelope": 0.0})
    closing, acquirer, helper, pupil = nhs.trusts
    closing.regime, closing.entered, closing.spell = SPECIAL_MEASURES, 2, 1
    closing.rating = REQUIRES_IMPROVEMENT
    acquirer.rating = GOOD
    linked(nhs, 0, 2, 4)
    linked(nhs, 3, 0, 5)
    directed(nhs, 0, 1, 2.5)
    closing.funds, closing.funding_from, closing.funding_granted, closing.system_since = 3.0, 6, 5.0, 2
    closing.funded_posts, closing.event_funding, closing.decision = 0.02, 1.0, TO_LEAVE
    closing.buddy_until = 30
    closing.vacant_since, nhs.leaders[0].applies = 11, True
    nhs.national[0].balance = 10.0

    money_before = nhs.national[0].balance + sum(trust.funds for trust in nhs.trusts)
    close_seat(nhs, closing, acquirer, nhs.p, 12)
    assert nhs.national[0].balance + sum(trust.funds for trust in nhs.trusts) == money_before
    assert (nhs.national[0].balance, nhs.national[0].lapsed, closing.funds) == (13.0, 3.0, 0.0)

    assert not closing.is_open
    assert (closing.regime, closing.decision) == (OUT, NO_DECISION)
    assert (closing.director, closing.buddy, pupil.buddy) == (NOBODY, NOBODY, NOBODY)
    assert pupil.heard_buddy_gone
    assert (helper.buddying, closing.buddying) == (0, 0)
    assert (nhs.directors[1].caseload, nhs.directors[1].days) == (0, 0.0)
    assert (closing.event_funding, closing.funded_posts) == (0.0, 0.0)
    assert acquirer.heard_burden == 1.5

    freed = nhs.leaders[0]
    assert (freed.status, freed.trust, freed.available_from, freed.generation) == (IN_POOL, NOBODY, 13, 0)
    assert not freed.applies
    assert (closing.vacant_since, closing.funding_granted, closing.buddy_until) == (NEVER, 0.0, NEVER)
    assert nhs.tenures[0].ended_because == TRUST_CLOSED
    spell = nhs.spells[0]
    assert (spell.end_reason, spell.exited, spell.rating_at_exit) == (ACQUIRED, 12.0, REQUIRES_IMPROVEMENT)
    ended = {row.kind: (row.started, row.ended) for row in nhs.support[: nhs.tally[0].support] if row.trust == 0}
    assert ended == {DIRECTOR: (4, 12.0), BUDDY: (4, 12.0), FUNDING: (6, 12.0), SYSTEM: (2, 12.0)}

    money(nhs, nhs.p, KEY, 12)
    body = nhs.national[0]
    assert body.opening + body.month_received == body.month_spent + body.closing


def test_what_a_closed_trust_was_lives_on_in_its_acquirer():
    nhs = world(trusts=4, systems=1)
    closing, acquirer = nhs.trusts[:2]
    closing.size, acquirer.size = 3000.0, 9000.0
    for k in range(5):
        nhs.domains[k].level, nhs.domains[5 + k].level = 20.0 + k, 60.0 - k
    served = [3000.0 * nhs.domains[k].level + 9000.0 * nhs.domains[5 + k].level for k in range(5)]
    close_seat(nhs, closing, acquirer, nhs.p, 5)
    assert acquirer.size == 12_000.0
    assert [12_000.0 * nhs.domains[5 + k].level for k in range(5)] == pytest.approx(served)
    assert [nhs.domains[k].level for k in range(5)] == [20.0, 21.0, 22.0, 23.0, 24.0]


def test_a_merger_of_equals_with_an_interim_in_charge_frees_nobody():
    nhs = world()
    closing, other = nhs.trusts[:2]
    acting = deputy_of(nhs, 0)
    closing.leader, acting.trust, acting.status = acting.number, 0, ACTING
    closing.regime, other.rating = SPECIAL_MEASURES, REQUIRES_IMPROVEMENT
    close_seat(nhs, closing, other, nhs.p, 5)
    assert nhs.spells[0].end_reason == MERGED
    assert (acting.status, acting.trust) == (ACTING, NOBODY)
    assert nhs.tally[0].departures == 0


def test_a_trust_outside_the_regime_closes_without_a_spell():
    nhs = world()
    close_seat(nhs, nhs.trusts[0], nhs.trusts[1], nhs.p, 5)
    assert nhs.tally[0].spells == 0
    assert nhs.tally[0].tenures == 1


def test_a_director_who_leaves_gives_her_days_back():
    nhs = world()
    trust = directed(nhs, 2, 3, 2.0)
    trust.director_until = 9
    end_director(nhs, trust, 8)
    assert (trust.director, trust.director_since, trust.director_until, trust.director_days) == (
        NOBODY, NEVER, NEVER, 0.0,
    )  # fmt: skip
    assert (nhs.directors[3].caseload, nhs.directors[3].days) == (0, 0.0)
    row = nhs.support[0]
    assert (row.kind, row.started, row.ended, row.partner, row.days_a_week, row.cost_m) == (
        DIRECTOR, 4, 8.0, 3.0, 2.0, 0.25,
    )  # fmt: skip
    assert math.isnan(row.similarity)


@pytest.mark.parametrize("end", [end_director, end_buddy, end_grant, end_system_support])
def test_what_never_began_leaves_no_trace_when_it_ends(end):
    nhs = world()
    end(nhs, nhs.trusts[0], 5)
    assert nhs.tally[0].support == 0
    assert all(trust.buddying == 0 for trust in nhs.trusts)


def test_a_spell_ends_by_exit():
    nhs = world()
    nhs.trusts[0].entered, nhs.trusts[0].spell = 3, 2
    end_spell(nhs, nhs.trusts[0], 9)
    row = nhs.spells[0]
    assert (row.trust, row.spell, row.entered, row.exited, row.end_reason) == (0, 2, 3, 9.0, EXITED)
