import math

import pytest
from bare_world import KEY, added_up, world

from turnaround_sim.arithmetic import bell_from_uniform
from turnaround_sim.draws import draw
from turnaround_sim.entities import (
    ACTING,
    AFTER_EXIT,
    BUDDY,
    DIRECTOR,
    EXITED,
    FUNDING,
    GOOD,
    INADEQUATE,
    MENTAL_HEALTH,
    NEVER,
    NO_DECISION,
    NOBODY,
    ON_RATING,
    ON_REVIEW,
    OUT,
    REMOVED_AT_REVIEW,
    RESIGNED,
    SPECIAL_MEASURES,
    STAYS,
    SYSTEM,
    TO_ENTER,
    TO_LEAVE,
    WATCHED,
)
from turnaround_sim.month.beginnings import begin, open_the_record
from turnaround_sim.month.chance import Purpose
from turnaround_sim.month.phases import (
    attention,
    books_before_record,
    change_support,
    enter_on_review,
    environment,
    improvement,
    inspection,
    leadership,
    money,
    open_month,
    oversight,
    quality,
    regime,
    take_over,
    workforce,
)
from turnaround_sim.scenario import LeverChange, PlannedEvent

SETTLED = {"regulation.takeover": 0.0, "regulation.merging": 0.0, "support.director_turnover": 0.0}


def begun(**kwargs):
    nhs = world(**kwargs)
    begin(nhs, nhs.p, KEY)
    open_the_record(nhs, nhs.p, KEY)
    return nhs


def failing(nhs, i, entered):
    trust = nhs.trusts[i]
    trust.regime, trust.entered, trust.spell = SPECIAL_MEASURES, entered, trust.spell + 1
    return trust


# Opening a month, and orders


def test_what_was_heard_last_month_is_put_away():
    nhs = world()
    trust = nhs.trusts[0]
    trust.heard_granted, trust.heard_inspection, trust.heard_poached_leader = 1.0, True, True
    trust.heard_appointed = trust.heard_director = trust.heard_buddy = trust.heard_acquirer = 2
    trust.heard_buddy_gone, trust.heard_covered, trust.heard_review = True, 0.1, True
    nhs.leaders[0].generation = 1
    open_month(nhs, 1)
    assert (trust.heard_granted, trust.heard_covered) == (0.0, 1.0)
    heard = (trust.heard_inspection, trust.heard_poached_leader, trust.heard_buddy_gone, trust.heard_review)
    assert heard == (False,) * 4
    heard = (trust.heard_appointed, trust.heard_director, trust.heard_buddy, trust.heard_acquirer)
    assert heard == (NOBODY,) * 4
    assert trust.heard_person == 100_000


@pytest.mark.parametrize(("t", "left"), [(2, 5.0), (3, 0.0), (15, 0.0), (4, 5.0)])
def test_the_years_sums_begin_afresh_in_october(t, left):
    nhs = world()
    nhs.trusts[0].year_spend = nhs.domains[2].year_sum = 5.0
    open_month(nhs, t)
    assert (nhs.trusts[0].year_spend, nhs.domains[2].year_sum) == (left, left)


def ordered(do, t=4, details=None, levers=None, **state):
    nhs = world(levers=levers or {}, events=(PlannedEvent(4, 1, do, details or {}),))
    for name, value in state.items():
        setattr(nhs.trusts[1], name, value)
    open_month(nhs, t)
    return nhs.trusts[1]


def test_an_order_comes_in_its_month_and_to_an_open_trust_only():
    assert ordered("replace_leader").removal_ordered == REMOVED_AT_REVIEW
    assert ordered("replace_leader", t=5).removal_ordered == STAYS
    assert ordered("replace_leader", is_open=False).removal_ordered == STAYS


def test_an_event_that_does_nothing_does_nothing():
    assert vars(ordered("nothing")) == pytest.approx(vars(ordered("nothing", t=5)), nan_ok=True)


def test_before_the_record_nobody_is_ordered_about():
    nhs = world(events=(PlannedEvent(0, 1, "inspect"),))
    open_month(nhs, -1)
    assert not nhs.trusts[1].inspection_ordered
    open_month(nhs, 0)
    assert nhs.trusts[1].inspection_ordered


def test_money_can_be_ordered_for_so_many_months_or_as_the_levers_say():
    trust = ordered("fund", details={"millions": 3.0, "months": 5})
    assert (trust.event_funding, trust.event_funding_until) == (3.0, 9)
    assert ordered("fund", details={"millions": 3.0}, levers={"funding.months": 7}).event_funding_until == 11
    assert ordered("fund", details={"millions": 3.0}, levers={"funding.months": 0}).event_funding_until == 5


def test_a_second_order_of_money_adds_to_the_first():
    trust = ordered("fund", details={"millions": 3.0, "months": 2}, event_funding=1.0, event_funding_until=20)
    assert (trust.event_funding, trust.event_funding_until) == (4.0, 20)


def test_a_director_can_be_ordered_where_there_is_none():
    trust = ordered("send_director", details={"days_a_week": 4.0, "months": 6})
    assert (trust.director_ordered, trust.director_days, trust.director_until) == (True, 4.0, 10)
    trust = ordered("send_director", levers={"director.days": 2.0, "director.stay": 9})
    assert (trust.director_days, trust.director_until) == (2.0, 13)
    trust = ordered("send_director", levers={"director.days": 0.0, "director.stay": 0})
    assert (trust.director_days, trust.director_until) == (0.5, 5)
    assert not ordered("send_director", director=2).director_ordered


def test_a_buddy_can_be_ordered_where_there_is_none():
    trust = ordered("send_buddy", details={"partner": 3, "months": 6})
    assert (trust.buddy_ordered, trust.buddy_until) == (3, 10)
    trust = ordered("send_buddy", levers={"buddy.months": 8})
    assert (trust.buddy_ordered, trust.buddy_until) == (NOBODY, 12)
    assert ordered("send_buddy", buddy=2).buddy_ordered == NEVER


def test_helpers_who_could_not_come_in_time_are_ordered_no_longer():
    nhs = world()
    trust = nhs.trusts[0]
    trust.director_ordered, trust.director_days, trust.director_until = True, 3.0, 6
    trust.buddy_ordered, trust.buddy_until = NOBODY, 6
    open_month(nhs, 5)
    assert trust.director_ordered
    assert trust.buddy_ordered == NOBODY
    open_month(nhs, 6)
    assert (trust.director_ordered, trust.director_days, trust.director_until) == (False, 0.0, NEVER)
    assert (trust.buddy_ordered, trust.buddy_until) == (NEVER, NEVER)


def test_a_shock_lasts_as_long_as_it_was_said_to():
    nhs = world(events=(PlannedEvent(4, 1, "shock", {"points": -7.0, "months": 2}),))
    seen = []
    for t in range(3, 8):
        open_month(nhs, t)
        seen.append(nhs.trusts[1].ordered_shock)
    assert seen == [0.0, -7.0, -7.0, 0.0, 0.0]


def test_a_take_over_can_be_ordered():
    assert ordered("acquire", details={"partner": 2}).heard_acquirer == 2


# The eleven phases


def test_the_environment_sets_pressure_and_keeps_the_rest_of_its_draw():
    nhs = begun(trusts=3, systems=1, beliefs={"systems.diversion": 1.0, "systems.shock_persistence": 0.9})
    closed, failed, other = nhs.trusts
    closed.is_open, closed.pressure = False, 77.0
    failed.stigma, failed.size, other.stigma = 1.0, 5000.0, 0.0
    before, place = other.shock, nhs.systems[0]
    environment(nhs, nhs.p, KEY, 6)
    u = draw(KEY, 6, 2, Purpose.TRUST_MONTH, 0)
    sd = nhs.p.systems.trust_shock_sd * math.sqrt(0.19)
    assert other.shock == pytest.approx(0.9 * before + sd * bell_from_uniform(u[0]))
    assert (other.luck_staff, other.luck_incidents, other.luck_programme) == u[1:]
    assert (place.trusts, place.failing) == (2, 1.0)
    assert (other.heard_diverted, failed.heard_diverted) == (1.0, 0.0)
    assert closed.pressure == 77.0


def test_oversight_asks_body_by_body_and_partners_offer_help():
    nhs = begun(trusts=3, systems=1, levers={"oversight.requests": 4.0, "system.support": 1.0})
    failing(nhs, 0, 0)
    nhs.trusts[2].is_open, nhs.trusts[2].oversight_load = False, 0.77
    oversight(nhs, nhs.p, 1)
    failed, usual = nhs.trusts[0], nhs.trusts[1]
    assert failed.oversight_load > usual.oversight_load > 0.0
    assert failed.oversight_load == -added_up(0.0, nhs.causes[0], "attention_")
    assert failed.heard_help > usual.heard_help
    assert nhs.trusts[2].oversight_load == 0.77


def test_the_workforce_of_a_place_is_shared_out_and_leavers_return_to_its_pool():
    nhs = begun(
        trusts=3,
        systems=1,
        beliefs={"workforce.stay_local": 1.0, "workforce.newcomers": 0.0, "workforce.poaching": 0.0},
    )
    nhs.trusts[2].is_open = False
    nhs.trusts[2].staffing = 0.5
    environment(nhs, nhs.p, KEY, 1)
    place = nhs.systems[0]
    pool, place.left = place.pool, 999.0
    workforce(nhs, nhs.p)
    staying = 1.0 - nhs.p.workforce.moving_away
    assert place.hired > 0.0
    assert place.pool == pytest.approx((pool - place.hired) * staying + place.left)
    assert nhs.trusts[2].staffing == 0.5
    for trust in nhs.trusts[:2]:
        causes = nhs.causes[trust.number]
        assert trust.staffing == added_up(causes.staffing_before, causes, "staffing_")
        assert trust.engagement == added_up(causes.engagement_before, causes, "engagement_")
        z = bell_from_uniform(trust.luck_staff)
        assert causes.engagement_chance == nhs.p.workforce.engagement_sd * z


def test_each_trust_hires_from_the_pool_of_its_own_place():
    nhs = begun(trusts=4, systems=2, beliefs={"workforce.poaching": 0.0})
    environment(nhs, nhs.p, KEY, 1)
    nhs.systems[0].pool, nhs.systems[1].pool = 0.0, 1e6
    workforce(nhs, nhs.p)
    assert [trust.heard_fill for trust in nhs.trusts] == [float(trust.system) for trust in nhs.trusts]


def test_attention_takes_in_director_and_buddy_and_leaves_the_closed_alone():
    nhs = begun(trusts=3, systems=1, beliefs={"support.rapport": 1.0}, levers={"director.style": 1.0})
    helped, buddy, closed = nhs.trusts
    helped.director, helped.director_since, helped.director_days = 1, 0, 3.0
    helped.buddy, buddy.capability = 1, 0.83
    nhs.directors[1].leaning, nhs.directors[1].skill, nhs.directors[1].caseload = 0.0, 1.5, 1
    closed.is_open, closed.attention = False, 0.77
    oversight(nhs, nhs.p, 5)
    attention(nhs, nhs.p, 5)
    assert helped.heard_coaching == pytest.approx(1.5)
    assert helped.heard_scrutiny == 0.0
    assert helped.heard_buddy_capability == 0.83
    assert helped.heard_skill == nhs.leaders[0].skill
    assert (buddy.heard_coaching, buddy.heard_buddy_capability) == (0.0, 0.0)
    assert helped.attention == added_up(1.0 - nhs.p.operations.routine, nhs.causes[0], "attention_")
    assert closed.attention == 0.77


def test_improvement_feels_a_departure_once_and_spends_by_size():
    nhs = begun(beliefs={"finance.capability_gain": 0.1, "support.effects": 1.0})
    trust, closed = nhs.trusts[0], nhs.trusts[3]
    trust.shaken, trust.size, trust.spent_capability, trust.capability = 1.0, 10_000.0, 1.0, 0.5
    closed.is_open, closed.shaken = False, 1.0
    improvement(nhs, nhs.p, 3)
    causes = nhs.causes[0]
    assert causes.capability_spending == pytest.approx(0.025)  # .1 * £.5m per 5,000 posts * .5
    assert causes.capability_change < 0.0
    assert trust.capability == added_up(causes.capability_before, causes, "capability_")
    assert (trust.shaken, closed.shaken) == (0.0, 1.0)


def test_quality_moves_every_domain_and_keeps_the_years_sums():
    noise = {"observation.survey_noise": 0.0, "observation.noise_4h": 2.0, "observation.mortality_noise": 3.0}
    nhs = begun(beliefs=noise)
    trust, closed = nhs.trusts[0], nhs.trusts[3]
    closed.is_open = False
    trust.quick_lift, trust.october_engagement = 2.0, 0.9
    quality(nhs, nhs.p, KEY, 4)
    for k in range(5):
        domain = nhs.domains[k]
        assert domain.level == added_up(domain.before, domain)
    v = draw(KEY, 4, 0, Purpose.TRUST_SIGHT, 0)
    assert trust.luck_takeover == v[3]
    four_hours = 90.0 + 0.1 * nhs.p.observation.sd_4h * (nhs.domains[3].level - 48.0) + 2.0 * bell_from_uniform(v[1])
    assert trust.year_4h == pytest.approx(four_hours)
    assert trust.year_mortality == pytest.approx(nhs.domains[1].level + 3.0 * bell_from_uniform(v[2]))
    assert trust.year_engagement == trust.engagement
    assert trust.october_engagement == 0.9
    assert nhs.domains[15].before == 50.0
    quality(nhs, nhs.p, KEY, 15)
    assert trust.october_engagement == trust.engagement


def test_a_trend_lifts_what_can_be_held_by_so_many_points_a_year():
    rises = []
    for trend in (0.0, 1.0):
        nhs = begun(beliefs={"systems.trend": trend})
        quality(nhs, nhs.p, KEY, 30)
        rises.append(nhs.domains[0].drift)
    assert rises[1] - rises[0] == pytest.approx(nhs.p.operations.quality_rate * 2.5)


STAYING = {"leadership.moving": 0.0, "leadership.retirement": 0.0, **SETTLED}


def led(t=20, *, frailty=0.0, levers=None, **state):
    nhs = begun(beliefs=STAYING, levers=levers or {})
    for leader in nhs.leaders:
        leader.frailty, leader.available_from = frailty, 999
    trust = nhs.trusts[1]
    nhs.leaders[1].started = 0
    for name, value in state.items():
        setattr(trust, name, value)
    leadership(nhs, nhs.p, KEY, t)
    return nhs, trust


def test_a_leader_who_does_not_leave_learns():
    nhs, trust = led(regime=SPECIAL_MEASURES, newly_entered=True, levers={"leadership.removal_at_entry": 0.0})
    assert trust.leader == 1
    assert nhs.leaders[1].experience == 1
    assert not trust.newly_entered


def test_a_leader_reviewed_and_found_wanting_goes_and_the_removal_counts():
    nhs, trust = led(
        12,
        regime=SPECIAL_MEASURES,
        entered=0,
        seen=40.0,
        seen_at_start=40.0,
        levers={"leadership.patience": 12, "leadership.least_gain": 1.0, "leadership.most_removals": 3},
    )
    assert nhs.leaders[trust.leader].status == ACTING
    assert nhs.tenures[0].ended_because == REMOVED_AT_REVIEW
    assert trust.removals == 1


def test_an_order_removes_a_leader_and_is_then_forgotten():
    nhs, trust = led(removal_ordered=REMOVED_AT_REVIEW)
    assert nhs.leaders[trust.leader].status == ACTING
    assert trust.removal_ordered == STAYS


REVIEWED = {
    "regime": SPECIAL_MEASURES, "entered": 0, "seen": 40.0, "seen_at_start": 40.0, "removals": 1,
    "removal_ordered": REMOVED_AT_REVIEW,
}  # fmt: skip


@pytest.mark.parametrize(("t", "removals"), [(11, 1), (12, 2), (13, 1)])  # the review is in month 12
def test_a_replacement_by_order_is_no_removal_of_the_spell_and_one_by_review_is(t, removals):
    levers = {"leadership.patience": 12, "leadership.least_gain": 1.0, "leadership.most_removals": 3}
    nhs, trust = led(t, levers=levers, **REVIEWED)
    assert nhs.leaders[trust.leader].status == ACTING
    assert nhs.tenures[0].ended_because == REMOVED_AT_REVIEW
    assert trust.removals == removals
    assert trust.removal_ordered == STAYS


DUE = {"regime": SPECIAL_MEASURES, "entered": 3, "seen": 40.0, "seen_at_start": 40.0, "removals": 3}


def test_the_leader_of_entry_is_replaced_when_due_however_many_were_removed_before():
    levers = {"leadership.patience": 120, "leadership.most_removals": 0, "leadership.removal_at_entry": 0.0}
    for due, why, removals in ((20, REMOVED_AT_REVIEW, 4), (21, None, 3), (NEVER, None, 3)):
        nhs, trust = led(20, levers=levers, replacement_due=due, **DUE)
        assert (nhs.leaders[trust.leader].status == ACTING) == (why is not None)
        assert trust.removals == removals
        if why is not None:
            assert nhs.tenures[0].ended_because == why


def test_who_resigns_in_the_month_she_would_be_replaced_has_resigned():
    nhs, trust = led(20, frailty=1e6, replacement_due=20, **DUE)
    assert nhs.tenures[1].ended_because == RESIGNED
    assert trust.removals == 3


def test_what_was_decided_of_a_leader_holds_for_its_month():
    nhs, trust = led(20, replacement_due=20, **DUE)
    assert trust.heard_replaced
    open_month(nhs, 21)
    assert not trust.heard_replaced


@pytest.mark.parametrize("told", [True, False])
def test_a_strategy_is_assigned_at_entry_and_expected_if_told_of(told):
    change = LeverChange(4, "leadership.replace_after", 6, announced=None if told else False)
    nhs = begun(beliefs=SETTLED, levers={"regime.review_entries": 0.0}, changes=(change,))
    for i in (1, 2):
        nhs.trusts[i].decision, nhs.trusts[i].decides_at = TO_ENTER, 2 + i
        regime(nhs, nhs.p, KEY, 2 + i)
    assert (nhs.trusts[1].replacement_due, nhs.trusts[1].replacement_expected) == (NEVER, NEVER)
    assert (nhs.trusts[2].replacement_due, nhs.trusts[2].replacement_expected) == (11, 11 if told else NEVER)


def test_a_frail_leader_resigns_and_a_resignation_is_no_removal():
    nhs, trust = led(frailty=1e6)
    assert [row.ended_because for row in nhs.tenures[:4]] == [RESIGNED] * 4
    assert trust.removals == 0


def test_a_deputy_neither_resigns_nor_learns_and_a_closed_seat_is_left_alone():
    nhs = begun(beliefs=STAYING)
    for leader in nhs.leaders:
        leader.frailty, leader.available_from = 1e6, 999
    deputy = nhs.leaders[-4]
    nhs.trusts[0].leader, deputy.trust = deputy.number, 0
    nhs.trusts[1].is_open = False
    leadership(nhs, nhs.p, KEY, 5)
    assert nhs.trusts[0].leader == deputy.number
    assert nhs.trusts[1].leader == 1
    assert nhs.tally[0].tenures == 2


def test_reports_come_out_and_decisions_follow():
    at_once = {"regulation.admission": 1.0, "regulation.entry_lag": 0.0}
    nhs = begun(beliefs=at_once, levers={"regime.inspections_a_month": 0.0})
    out, waiting = nhs.trusts[:2]
    for trust, month in ((out, 9), (waiting, 10)):
        trust.publishes_at, trust.inspected = month, 5
        trust.found_well_led = trust.found_safe = trust.found_overall = INADEQUATE
        trust.found_effective = trust.found_caring = trust.found_responsive = GOOD
    inspection(nhs, nhs.p, KEY, 9)
    assert (out.rating, out.published_at, out.decision, out.decides_at) == (INADEQUATE, 9, TO_ENTER, 9)
    assert out.stigma == nhs.p.regulation.rating_stigma
    assert out.due > 9
    assert (waiting.rating, waiting.decision) == (0, NO_DECISION)


def test_the_roll_out_can_be_put_off_while_nobody_has_been():
    nhs = begun(levers={"regime.roll_out_from": 30, "regime.inspections_a_month": 0.0})
    visited, entered, waiting = nhs.trusts[:3]
    visited.inspected, entered.entered = 1, 1
    for trust in nhs.trusts:
        trust.due = 7
    inspection(nhs, nhs.p, KEY, 5)
    assert [trust.due for trust in (visited, entered, waiting)] == [7, 7, 30]


def test_decisions_are_carried_out_in_their_month():
    nhs = begun(beliefs=SETTLED, levers={"director.days": 0.0, "buddy.share": 0.0, "system.support": 0.5})
    enters, later, leaves, odd = nhs.trusts
    enters.decision, enters.decides_at = TO_ENTER, 8
    later.decision, later.decides_at = TO_ENTER, 9
    failing(nhs, 2, 1)
    leaves.decision, leaves.decides_at, leaves.system_since = TO_LEAVE, 7, 1
    odd.decision, odd.decides_at = TO_LEAVE, 8
    regime(nhs, nhs.p, KEY, 8)
    assert (enters.regime, enters.entered, enters.entry_basis) == (SPECIAL_MEASURES, 8, ON_RATING)
    assert enters.system_since == 8
    assert (later.regime, later.decision) == (OUT, TO_ENTER)
    assert (leaves.regime, leaves.exited, leaves.decision, leaves.system_since) == (OUT, 8, NO_DECISION, NEVER)
    assert (odd.regime, odd.decision) == (OUT, NO_DECISION)
    assert nhs.spells[0].end_reason == EXITED
    assert (nhs.support[0].kind, nhs.support[0].started, nhs.support[0].ended) == (SYSTEM, 1, 8.0)


def test_who_is_already_in_is_not_put_in_again():
    nhs = begun(beliefs=SETTLED)
    trust = failing(nhs, 0, 1)
    trust.decision, trust.decides_at = TO_ENTER, 8
    regime(nhs, nhs.p, KEY, 8)
    assert (trust.entered, trust.spell, trust.decision) == (1, 1, NO_DECISION)


def test_support_goes_on_after_exit_for_as_long_as_policy_says():
    nhs = begun(beliefs=SETTLED, levers={"regime.support_after_exit": 6})
    trust = nhs.trusts[0]
    trust.regime, trust.exited, trust.system_since = AFTER_EXIT, 10, 2
    regime(nhs, nhs.p, KEY, 15)
    assert (trust.regime, trust.system_since) == (AFTER_EXIT, 2)
    regime(nhs, nhs.p, KEY, 16)
    assert (trust.regime, trust.system_since) == (OUT, NEVER)


def test_a_review_puts_in_the_worst_on_mortality_among_open_acute_trusts():
    nhs = begun(trusts=6, systems=1, levers={"regime.review_entries": 2.0})
    for trust, seen in zip(nhs.trusts, (40.0, 10.0, 20.0, 15.0, 30.0, 50.0), strict=True):
        trust.kind, trust.seen_mortality = 0, seen
    nhs.trusts[1].kind = MENTAL_HEALTH
    nhs.trusts[3].is_open = False
    enter_on_review(nhs, nhs.p, KEY, 0)
    assert [trust.regime == SPECIAL_MEASURES for trust in nhs.trusts] == [False, False, True, False, True, False]
    assert nhs.trusts[2].entry_basis == ON_REVIEW
    assert nhs.trusts[2].heard_review
    assert nhs.trusts[2].spell_leaders == 1


def test_a_fraction_of_an_entry_is_a_chance_of_one():
    entries = []
    for t in range(40):
        nhs = begun(trusts=3, systems=1, levers={"regime.review_entries": 0.25}, months=60)
        for trust in nhs.trusts:
            trust.kind = 0
        enter_on_review(nhs, nhs.p, KEY, t)
        entries.append(sum(trust.regime == SPECIAL_MEASURES for trust in nhs.trusts))
        assert entries[-1] == (draw(KEY, t, 0, Purpose.REVIEW_ENTRY, 0)[0] < 0.25)
    assert 0 < sum(entries) < 25


def test_a_review_that_finds_no_acute_trust_puts_in_nobody():
    nhs = begun(trusts=3, systems=1, levers={"regime.review_entries": 5.0})
    for trust in nhs.trusts:
        trust.kind = MENTAL_HEALTH
    enter_on_review(nhs, nhs.p, KEY, 0)
    assert all(trust.regime == OUT for trust in nhs.trusts)


def test_without_scarcity_a_review_gives_every_acute_trust_the_same_chance():
    nhs = begun(
        trusts=6, systems=1, beliefs={"systems.national_scarcity": False}, levers={"regime.review_entries": 2.0}
    )
    for trust in nhs.trusts[:4]:
        trust.kind = 0
    for trust in nhs.trusts[4:]:
        trust.kind = MENTAL_HEALTH
    enter_on_review(nhs, nhs.p, KEY, 0)
    expected = [draw(KEY, 0, i, Purpose.REVIEW_ENTRY, 1)[0] * 4 < 2.0 for i in range(4)] + [False, False]
    assert [trust.regime == SPECIAL_MEASURES for trust in nhs.trusts] == expected


def test_an_ordered_take_over_closes_a_seat_and_an_impossible_one_does_not():
    nhs = begun(beliefs=SETTLED)
    nhs.trusts[0].heard_acquirer = 2
    nhs.trusts[1].heard_acquirer = 1
    nhs.trusts[3].heard_acquirer = 0  # closed by the time its turn comes
    take_over(nhs, nhs.p, 5)
    assert [trust.is_open for trust in nhs.trusts] == [False, True, True, True]
    assert nhs.trusts[3].heard_acquirer == NOBODY
    take_over(nhs, nhs.p, 6)
    assert nhs.tally[0].tenures == 1


def test_an_ordered_take_over_comes_first_and_its_acquirer_takes_no_second_by_chance():
    nhs = begun(trusts=4, systems=1, beliefs={"regulation.merging": 0.002})
    for trust, level in zip(nhs.trusts, (50.0, 40.0, 90.0, 60.0), strict=True):
        trust.kind, trust.seen, trust.luck_takeover = 0, level, 0.5
    nhs.trusts[0].luck_takeover = 0.0
    nhs.trusts[1].heard_acquirer = 2
    take_over(nhs, nhs.p, 5)
    assert [trust.is_open for trust in nhs.trusts] == [False, False, True, True]
    assert [trust.heard_taken_in for trust in nhs.trusts] == [NOBODY, NOBODY, 1, 0]


def test_who_has_taken_one_in_is_not_taken_over_by_chance_in_that_month():
    nhs = begun(trusts=3, systems=1, beliefs={"regulation.merging": 0.002})
    for trust in nhs.trusts:
        trust.kind, trust.luck_takeover = 0, 0.0
    nhs.trusts[1].heard_acquirer = 0
    take_over(nhs, nhs.p, 5)
    assert [trust.is_open for trust in nhs.trusts] == [True, False, True]  # nor is it there to take in the third


def test_what_was_taken_in_is_put_away_when_the_next_month_opens():
    nhs = begun(beliefs=SETTLED)
    nhs.trusts[0].heard_acquirer = 2
    take_over(nhs, nhs.p, 5)
    assert any(domain.merger for domain in nhs.domains[10:15])
    open_month(nhs, 6)
    assert nhs.trusts[2].heard_taken_in == NOBODY
    assert not any(domain.merger for domain in nhs.domains)
    assert nhs.causes[2].engagement_merger == 0.0


def test_a_chance_take_over_is_by_the_best_seen_neighbour_of_the_same_type_out_of_trouble():
    nhs = begun(trusts=6, systems=1, beliefs={"regulation.takeover": 0.005, "regulation.merging": 0.0})
    kinds, seen = (0, 0, 0, 0, 1, 0), (30.0, 60.0, 70.0, 90.0, 99.0, 65.0)
    for trust, kind, level in zip(nhs.trusts, kinds, seen, strict=True):
        trust.kind, trust.seen, trust.luck_takeover = kind, level, 0.999
    weak = failing(nhs, 0, 0)
    weak.luck_takeover, weak.size = 0.004, 5000.0
    failing(nhs, 3, 0)
    take_over(nhs, nhs.p, 5)
    assert (weak.is_open, weak.heard_acquirer) == (False, 2)
    assert [trust.is_open for trust in nhs.trusts[1:]] == [True] * 5


def test_who_has_no_neighbour_is_not_taken_over():
    nhs = begun(trusts=2, systems=2, beliefs={"regulation.merging": 0.002})
    nhs.trusts[0].luck_takeover = 0.0
    nhs.trusts[1].luck_takeover = 0.5
    take_over(nhs, nhs.p, 5)
    assert nhs.trusts[0].is_open


def test_a_director_who_leaves_the_pool_leaves_her_trusts_and_another_comes_up():
    nhs = begun(
        beliefs={"support.director_turnover": 0.1},
        levers={"director.pool": 3, "director.days": 0.0, "buddy.share": 0.0},
    )
    t, leaver = next(
        (t, i) for t in range(2, 36) for i in range(3) if draw(KEY, t, i, Purpose.DIRECTOR_MONTH, 0)[0] < 0.1
    )
    trust = failing(nhs, 0, t - 2)
    trust.director, trust.director_since, trust.director_days = leaver, t - 1, 2.0
    director = nhs.directors[leaver]
    director.caseload, director.days, nhs.directors[3].leaves = 1, 2.0, True
    change_support(nhs, nhs.p, KEY, t)
    assert trust.director == NOBODY
    assert (director.generation, director.caseload, director.days) == (1, 0, 0.0)
    assert not nhs.directors[3].leaves  # beyond the pool nobody is asked
    assert nhs.directors[3].generation == 0


def test_months_with_helpers_are_counted_inside_the_regime():
    nhs = begun(beliefs=SETTLED, levers={"director.stay": 60, "buddy.months": 60, "buddy.share": 0.0})
    inside, outside = failing(nhs, 0, 0), nhs.trusts[1]
    inside.director = inside.director_since = 1
    outside.director, outside.director_since, outside.director_until = 2, 1, 30
    inside.buddy, inside.buddy_since = 3, 1
    outside.buddy, outside.buddy_since, outside.buddy_until = 3, 1, 30
    change_support(nhs, nhs.p, KEY, 5)
    assert (inside.spell_director_months, inside.spell_buddy_months) == (1, 1)
    assert (outside.spell_director_months, outside.spell_buddy_months) == (0, 0)


# Money

PAID = {
    "funding.envelope": 24.0,
    "funding.envelope_years": 2.0,
    "funding.millions": 6.0,
    "funding.delay": 0,
    "funding.months": 12,
    "funding.taper": 0,
    "funding.posts": 1.0,
    "funding.consultants": 0.0,
    "funding.capability": 0.0,
}


def test_money_is_granted_one_month_and_spent_from_the_next_and_the_identity_holds():
    nhs = begun(beliefs={"finance.spending": 0.5}, levers=PAID)
    trust, body = failing(nhs, 0, 0), nhs.national[0]
    spent = []
    for t in range(14):
        open_month(nhs, t)
        money(nhs, nhs.p, KEY, t)
        assert body.opening + body.month_received == body.month_spent + body.closing
        spent.append(trust.spent_posts)
    assert spent[:4] == [0.0, 0.25, 0.375, 0.4375]
    assert trust.funding_from == NEVER
    row = nhs.support[0]
    assert (row.kind, row.started, row.ended, row.cost_m) == (FUNDING, 0, 12.0, 6.0)
    assert trust.funded_posts > 0.0
    trust.funds = 0.0
    money(nhs, nhs.p, KEY, 14)
    assert trust.spent_posts == 0.0


def test_helpers_are_paid_before_grants_and_trusts_bear_what_is_short():
    nhs = begun(
        beliefs={"finance.director_day_rate": 0.003, "finance.buddy_cost": 0.24},
        levers={**PAID, "funding.envelope": 0.96, "funding.envelope_years": 2.0},
    )
    trust, closed = failing(nhs, 0, 0), nhs.trusts[3]
    closed.is_open = False
    trust.director, trust.director_days, trust.buddy = 1, 3.0, 2
    # £39,000 and £20,000 billed, £40,000 at hand.
    money(nhs, nhs.p, KEY, 0)
    assert trust.heard_covered == pytest.approx(40.0 / 59.0, abs=1e-4)
    assert nhs.national[0].spent_directors == pytest.approx(0.039 * 40.0 / 59.0, abs=1e-5)
    assert nhs.national[0].balance == pytest.approx(0.0, abs=1e-5)
    assert trust.funds == pytest.approx(0.0, abs=1e-5)


def test_without_scarcity_every_bill_is_met():
    nhs = begun(
        beliefs={"systems.national_scarcity": False}, levers={**PAID, "funding.envelope": 0.0, "funding.millions": 0.0}
    )
    trust, body = nhs.trusts[0], nhs.national[0]
    trust.buddy = 2
    money(nhs, nhs.p, KEY, 0)
    assert trust.heard_covered == 1.0
    assert body.spent_buddies == body.month_received > 0.0
    assert body.opening + body.month_received == body.month_spent + body.closing


def test_ordered_money_is_spread_evenly_and_comes_from_outside_the_envelope():
    nhs = begun(levers={**PAID, "funding.millions": 0.0, "funding.envelope": 0.0}, beliefs={"finance.spending": 0.05})
    trust, body = nhs.trusts[1], nhs.national[0]
    trust.event_funding, trust.event_funding_until = 1.0, 4
    got = []
    for t in range(6):
        open_month(nhs, t)
        money(nhs, nhs.p, KEY, t)
        got.append(trust.heard_granted)
        assert body.opening + body.month_received == body.month_spent + body.closing
    assert got == [0.25, 0.25, 0.25, 0.25, 0.0, 0.0]
    assert (body.ordered, body.granted) == (1.0, 0.0)
    row = nhs.support[0]
    assert (row.kind, row.started, row.ended, row.cost_m) == (FUNDING, 0, 4.0, 1.0)


def test_before_the_record_only_deficits_move():
    nhs = begun()
    nhs.trusts[3].is_open = False
    for trust in nhs.trusts:
        trust.staffing, trust.pressure, trust.deficit = 0.8, 0.5, 0.0
    books_before_record(nhs, nhs.p)
    assert [trust.deficit != 0.0 for trust in nhs.trusts] == [True, True, True, False]
    assert nhs.national[0].received == 0.0


def test_what_was_written_about_the_closed_stays_as_it_was():
    nhs = begun(beliefs=SETTLED)
    closed = nhs.trusts[0]
    closed.is_open, closed.regime = False, WATCHED
    before = dict(vars(closed))
    for t in (5, 6):
        environment(nhs, nhs.p, KEY, t)
        oversight(nhs, nhs.p, t)
        workforce(nhs, nhs.p)
        attention(nhs, nhs.p, t)
        improvement(nhs, nhs.p, t)
        quality(nhs, nhs.p, KEY, t)
        leadership(nhs, nhs.p, KEY, t)
        money(nhs, nhs.p, KEY, t)
    assert vars(closed) == before
    assert {row.kind for row in nhs.support} & {BUDDY, DIRECTOR} == set()
