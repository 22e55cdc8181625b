import pytest
from bare_world import KEY, world

from turnaround_sim.arithmetic import exact_down, normal_from_uniform
from turnaround_sim.draws import draw
from turnaround_sim.entities import (
    ACTING,
    GOOD,
    IN_POST,
    INADEQUATE,
    NEVER,
    NOBODY,
    NOT_RATED,
    OUT,
    OUTSTANDING,
    SPECIAL_MEASURES,
)
from turnaround_sim.month.allotment import (
    appoint_leaders,
    assign_buddies,
    assign_directors,
    choose_replaced,
    grant_money,
    inspect,
    inspect_by_risk,
    next_vacancy,
)
from turnaround_sim.month.chance import Purpose
from turnaround_sim.rules.leadership import CHANCE, SHAM, WORST_SEEN

WILLING = {"leadership.acceptance": 1.0, "leadership.repelled": 0.0, "leadership.interview_noise": 0.0}


def vacate_post(nhs, i, since, fills_from=0):
    trust = nhs.trusts[i]
    deputy = nhs.leaders[nhs.tally[0].trusts + nhs.tally[0].pool + i]
    nhs.leaders[i].status, nhs.leaders[i].available_from = 1, 999
    deputy.status, deputy.trust, trust.leader = ACTING, i, deputy.number
    trust.vacant_since, trust.fills_from = since, fills_from
    return trust


def no_pool(nhs):
    for leader in nhs.leaders:
        leader.available_from = 999
    return nhs


# Leaders


def due(nhs, t, *trusts, by=CHANCE, share=0.5):
    for trust in nhs.trusts:
        trust.regime, trust.entered = SPECIAL_MEASURES, 0
        if trust.number in trusts:
            trust.replacement_due, trust.replacement_by, trust.replacement_share = t, by, share
    for leader in nhs.leaders:
        leader.started = -20
    choose_replaced(nhs, nhs.p, KEY, t)
    return [trust.number for trust in nhs.trusts if trust.heard_replaced]


def test_a_lot_falls_by_trust_and_spell_and_alike_in_every_month():
    lots = [draw(KEY, 2, i, Purpose.REPLACEMENT, 0)[0] for i in range(12)]
    for t in (3, 17):
        nhs = world(trusts=12)
        for trust in nhs.trusts:
            trust.spell = 2
        assert due(nhs, t, *range(12), share=0.4) == [i for i in range(12) if lots[i] < 0.4]


def test_the_worst_seen_are_replaced_among_all_that_are_inside():
    nhs = world(trusts=5)
    for trust, seen in zip(nhs.trusts, (40.0, 30.0, 50.0, 30.0, 60.0), strict=True):
        trust.seen = seen
    # Six tenths of five are the three worst: 1 and 3, alike, and 0. Of these 3 and 0 are due.
    assert due(nhs, 9, 0, 2, 3, by=WORST_SEEN, share=0.6) == [0, 3]


def test_of_two_seen_alike_the_lower_number_is_the_worse():
    nhs = world(trusts=2)
    assert due(nhs, 9, 0, 1, by=WORST_SEEN, share=0.5) == [0]


def test_trusts_outside_are_not_ranked_and_a_closed_one_is_passed_over():
    nhs = world(trusts=4)
    for trust, seen in zip(nhs.trusts, (10.0, 20.0, 30.0, 40.0), strict=True):
        trust.seen = seen
    due(nhs, 1, 1, 3, by=WORST_SEEN)
    for trust in nhs.trusts:
        trust.replacement_due, trust.heard_replaced = 9, False
    nhs.trusts[0].regime = nhs.trusts[2].regime = OUT
    choose_replaced(nhs, nhs.p, KEY, 9)
    assert [trust.heard_replaced for trust in nhs.trusts] == [False, True, False, False]
    nhs.trusts[1].heard_replaced, nhs.trusts[1].is_open = False, False
    choose_replaced(nhs, nhs.p, KEY, 9)
    assert not nhs.trusts[1].heard_replaced


def test_without_national_scarcity_a_trust_is_ranked_in_its_own_place_only():
    for scarce, told in ((True, []), (False, [1])):
        nhs = world(trusts=4, systems=2, beliefs={"systems.national_scarcity": scarce})
        for trust in nhs.trusts:
            trust.system = int(trust.number > 0)
            trust.seen = 10.0 * trust.number
        assert due(nhs, 9, 1, by=WORST_SEEN, share=0.3) == told


def test_a_sham_names_nobody():
    assert due(world(trusts=6), 9, *range(6), by=SHAM, share=1.0) == []


def test_special_measures_come_first_then_the_longest_open_then_the_lowest_number():
    nhs = world(trusts=5, systems=1)
    assert next_vacancy(nhs, 20) == NOBODY
    for i, since in ((1, 15), (2, 9), (3, 9), (4, 18)):
        vacate_post(nhs, i, since)
    assert next_vacancy(nhs, 20) == 2
    nhs.trusts[4].regime = SPECIAL_MEASURES
    assert next_vacancy(nhs, 20) == 4
    nhs.trusts[4].is_open = False
    assert next_vacancy(nhs, 20) == 2
    nhs.trusts[2].fills_from = 21
    assert next_vacancy(nhs, 20) == 3


def test_the_panel_takes_the_best_record_and_the_first_to_choose_chooses_first():
    nhs = no_pool(world(trusts=3, systems=1, beliefs=WILLING))
    for i, since in ((0, 9), (1, 5)):
        vacate_post(nhs, i, since)
    for row, record in ((3, 0.2), (4, 0.9), (5, -0.5)):
        nhs.leaders[row].available_from, nhs.leaders[row].track_record = 0, record
    appoint_leaders(nhs, nhs.p, KEY, 10)
    assert [trust.leader for trust in nhs.trusts[:2]] == [3, 4]
    assert nhs.leaders[5].trust == NOBODY


def test_a_post_nobody_takes_stays_open_a_month_more():
    nhs = no_pool(world(trusts=3, systems=1, beliefs=WILLING))
    trust = vacate_post(nhs, 0, 9)
    appoint_leaders(nhs, nhs.p, KEY, 10)
    assert (trust.vacant_since, trust.fills_from) == (9, 11)
    assert nhs.leaders[trust.leader].status == ACTING


def test_a_candidate_who_declines_is_not_appointed():
    nhs = no_pool(world(trusts=3, systems=1, beliefs={**WILLING, "leadership.acceptance": 0.05}))
    trust = vacate_post(nhs, 0, 9)
    declining = next(row for row in range(3, 9) if draw(KEY, 0, row, Purpose.INTERVIEW, 1)[1] >= 0.05)
    nhs.leaders[declining].available_from = 0
    appoint_leaders(nhs, nhs.p, KEY, 10)
    assert nhs.leaders[trust.leader].status == ACTING


def test_of_equals_the_first_who_accepts_this_very_post_is_appointed():
    for i in range(3):
        nhs = no_pool(world(trusts=3, systems=1, beliefs={**WILLING, "leadership.acceptance": 0.3}))
        trust = vacate_post(nhs, i, 9)
        pool = range(3, 3 + nhs.tally[0].pool)
        for row in pool:
            nhs.leaders[row].available_from = 0
        appoint_leaders(nhs, nhs.p, KEY, 10)
        willing = [row for row in pool if draw(KEY, 0, row, Purpose.INTERVIEW, i + 1)[1] < 0.3]
        assert [trust.leader] == willing[:1] or not willing


def test_one_appointment_can_open_another_post_that_waits_its_turn():
    nhs = no_pool(world(trusts=3, systems=1, beliefs=WILLING, levers={"leadership.interim_length": 1.0}))
    vacate_post(nhs, 0, 9)
    nhs.leaders[2].applies = True
    appoint_leaders(nhs, nhs.p, KEY, 10)
    assert nhs.trusts[0].leader == 2
    assert nhs.leaders[nhs.trusts[2].leader].status == ACTING
    assert nhs.trusts[2].fills_from == 11


# Inspections

SURE = {"regulation.error_sd": 2.0, "regulation.least_interval": 7, "regulation.risk_weight": 1.0}


def test_a_visit_reads_all_five_domains_and_is_written_down():
    nhs = world(beliefs=SURE)
    for k, level in enumerate((1.0, 99.0, 99.0, 99.0, 1.0)):
        nhs.domains[5 + k].level = level
    inspect(nhs, nhs.trusts[1], nhs.p, KEY, 10)
    row = nhs.inspections[0]
    found = (row.safe, row.effective, row.caring, row.responsive, row.well_led, row.overall)
    assert found == (INADEQUATE, OUTSTANDING, OUTSTANDING, OUTSTANDING, INADEQUATE, INADEQUATE)
    assert (row.trust, row.inspected) == (1, 10)
    u = draw(KEY, 10, 1, Purpose.INSPECTION_MORE, 0)[2]
    lag = nhs.p.regulation.publication_lag - (u < 0.25) + (u >= 0.75)
    assert row.published == 10 + lag


def test_one_error_is_shared_by_a_visit_and_each_domain_has_its_own():
    lines = {"regulation.line_inadequate": 40.0, "regulation.line_good": 50.0, "regulation.line_outstanding": 60.0}
    even = {"regulation.caring_leniency": 0.0, "regulation.safe_strictness": 0.0, "regulation.well_led_strictness": 0.0}
    nhs = world(beliefs={**lines, **even, "regulation.acute_offset": 0.0, "regulation.error_sd": 12.0})
    for t in range(30):
        inspect(nhs, nhs.trusts[1], nhs.p, KEY, t)
        u, v = (draw(KEY, t, 1, purpose, 0) for purpose in (Purpose.INSPECTION, Purpose.INSPECTION_MORE))
        shared = nhs.p.regulation.error_shared * normal_from_uniform(v[0])
        own = [nhs.p.regulation.error_own * normal_from_uniform(each) for each in (*u, v[1])]
        row = nhs.inspections[t]
        found = [row.safe, row.effective, row.caring, row.responsive, row.well_led]
        readings = [50.0 + 12.0 * (shared + error) for error in own]
        assert found == [1 + sum(reading >= line for line in (40.0, 50.0, 60.0)) for reading in readings]


def test_of_equally_urgent_trusts_the_first_is_visited():
    nhs = world(beliefs=SURE, levers={"regime.inspections_a_month": 1.0})
    for trust in nhs.trusts:
        trust.due, trust.seen = 10, 50.0
    inspect_by_risk(nhs, nhs.p, KEY, 10)
    assert [trust.heard_inspection for trust in nhs.trusts] == [True, False, False, False]


def test_inspectors_go_where_it_is_most_urgent_until_the_slots_are_used():
    nhs = world(beliefs=SURE, levers={"regime.inspections_a_month": 2.0})
    for trust, seen in zip(nhs.trusts, (50.0, 30.0, 60.0, 40.0), strict=True):
        trust.due, trust.seen = 10, seen
    inspect_by_risk(nhs, nhs.p, KEY, 10)
    assert [trust.heard_inspection for trust in nhs.trusts] == [False, True, False, True]
    assert (nhs.regulator[0].slots, nhs.regulator[0].begun) == (0.0, 2)


def test_slots_that_nobody_needs_are_not_used():
    nhs = world(beliefs=SURE, levers={"regime.inspections_a_month": 9.0})
    for trust in nhs.trusts:
        trust.due = 99
    nhs.trusts[2].due = 10
    inspect_by_risk(nhs, nhs.p, KEY, 10)
    assert [trust.heard_inspection for trust in nhs.trusts] == [False, False, True, False]
    assert nhs.regulator[0].slots == 8.0


def test_without_scarcity_all_who_are_due_are_visited():
    nhs = world(beliefs={**SURE, "systems.national_scarcity": False}, levers={"regime.inspections_a_month": 0.0})
    for trust in nhs.trusts:
        trust.due = 10
    nhs.trusts[0].due = 11
    inspect_by_risk(nhs, nhs.p, KEY, 10)
    assert [trust.heard_inspection for trust in nhs.trusts] == [False, True, True, True]
    assert nhs.regulator[0].begun == 3


# Directors

SENT = {"director.delay": 0, "director.days": 2.5, "director.stay": 18, "director.taper": 0, "director.pool": 2}


def failing(nhs, *entries):
    for i, entered in entries:
        nhs.trusts[i].regime, nhs.trusts[i].entered, nhs.trusts[i].spell = SPECIAL_MEASURES, entered, 1


def test_the_most_skilled_director_goes_to_whoever_waited_longest():
    nhs = world(levers=SENT)
    for director, skill in zip(nhs.directors, (0.8, 1.4, 9.0, 9.0), strict=False):
        director.skill = skill
    failing(nhs, (0, 8), (1, 3), (2, 5))
    assign_directors(nhs, nhs.p, 10)
    # Two days and a half each: the second in line still fits director 1, the third is left with director 0.
    assert [trust.director for trust in nhs.trusts] == [0, 1, 1, NOBODY]
    assert (nhs.directors[1].caseload, nhs.directors[1].days) == (2, 5.0)
    assert nhs.directors[2].caseload == 0  # beyond the pool


def test_a_pool_with_no_days_left_sends_nobody():
    nhs = world(levers={**SENT, "director.pool": 1, "director.days": 3.0})
    failing(nhs, (0, 8), (1, 3))
    assign_directors(nhs, nhs.p, 10)
    assert [trust.director for trust in nhs.trusts[:2]] == [NOBODY, 0]


def test_an_ordered_director_comes_first_and_for_the_days_ordered():
    nhs = world(levers={**SENT, "director.pool": 1, "director.days": 5.0})
    failing(nhs, (0, 3))
    ordered = nhs.trusts[2]
    ordered.director_ordered, ordered.director_days = True, 4.0
    assign_directors(nhs, nhs.p, 10)
    assert [trust.director for trust in nhs.trusts] == [NOBODY, NOBODY, 0, NOBODY]
    assert (nhs.directors[0].days, ordered.director_days, ordered.director_ordered) == (4.0, 4.0, False)


def test_nobody_gets_two_directors_in_a_month():
    nhs = world(levers=SENT)
    failing(nhs, (0, 3))
    nhs.trusts[0].heard_director = 1
    assign_directors(nhs, nhs.p, 10)
    assert nhs.trusts[0].director == NOBODY


def test_without_scarcity_every_trust_has_a_director_of_its_own():
    nhs = world(beliefs={"systems.national_scarcity": False}, levers={**SENT, "director.pool": 0})
    failing(nhs, (1, 3), (3, 3))
    assign_directors(nhs, nhs.p, 10)
    assert [trust.director for trust in nhs.trusts] == [NOBODY, 1, NOBODY, 3]


# Buddies

PAIRED = {"buddy.share": 1.0, "buddy.months": 15, "buddy.capacity": 1, "buddy.matching": "strongest"}
AT_ONCE = {"support.buddy_delay": 0}


def test_buddies_are_matched_in_the_order_of_trusts_and_have_room_for_so_many():
    nhs = world(trusts=5, systems=1, beliefs=AT_ONCE, levers=PAIRED)
    failing(nhs, (0, 8), (1, 3), (2, 5))
    nhs.trusts[3].rating, nhs.trusts[4].rating = GOOD, OUTSTANDING
    assign_buddies(nhs, nhs.p, KEY, 10)
    assert [trust.buddy for trust in nhs.trusts] == [4, 3, NOBODY, NOBODY, NOBODY]
    assert [trust.buddying for trust in nhs.trusts] == [0, 0, 0, 1, 1]
    assert 0.0 <= nhs.trusts[0].commitment <= 1.0


def test_where_no_share_is_buddied_nobody_is():
    nhs = world(trusts=5, systems=1, beliefs=AT_ONCE, levers={**PAIRED, "buddy.share": 0.0})
    failing(nhs, (0, 8))
    nhs.trusts[4].rating = OUTSTANDING
    assign_buddies(nhs, nhs.p, KEY, 10)
    assert nhs.trusts[0].buddy == NOBODY


def test_who_is_buddied_is_drawn_once_a_spell():
    nhs = world(trusts=5, systems=1, beliefs=AT_ONCE, levers={**PAIRED, "buddy.share": 0.5, "buddy.months": 120})
    wanted = []
    for spell in range(1, 9):
        failing(nhs, (0, 8))
        nhs.trusts[0].spell, nhs.trusts[0].buddy, nhs.trusts[4].buddying = spell, NOBODY, 0
        nhs.trusts[4].rating = OUTSTANDING
        told = set()
        for t in (10, 11, 12):
            assign_buddies(nhs, nhs.p, KEY, t)
            told.add(nhs.trusts[0].buddy != NOBODY)
        assert len(told) == 1
        wanted.append(told.pop())
        assert wanted[-1] == (draw(KEY, spell, 0, Purpose.BUDDY_WANTED, 0)[0] < 0.5)
    assert {True, False} == set(wanted)


def test_the_random_rule_ranks_by_the_draw_of_the_pair():
    nhs = world(trusts=5, systems=1, beliefs=AT_ONCE, levers={**PAIRED, "buddy.matching": "random"})
    failing(nhs, (0, 8))
    for other in nhs.trusts[1:]:
        other.rating = GOOD
    assign_buddies(nhs, nhs.p, KEY, 10)
    assert nhs.trusts[0].buddy == max(range(1, 5), key=lambda j: draw(KEY, 1, 0, Purpose.BUDDY_PAIR, j + 1)[1])


def test_an_ordered_buddy_comes_whatever_its_rating_unless_it_is_in_trouble():
    nhs = world(trusts=5, systems=1, beliefs=AT_ONCE, levers={**PAIRED, "buddy.share": 0.0})
    trust = nhs.trusts[0]
    nhs.trusts[4].rating = OUTSTANDING
    trust.buddy_ordered = 2
    nhs.trusts[2].regime = SPECIAL_MEASURES
    assign_buddies(nhs, nhs.p, KEY, 10)
    assert (trust.buddy, trust.buddy_ordered) == (NOBODY, 2)
    nhs.trusts[2].regime, nhs.trusts[2].rating = 0, NOT_RATED
    assign_buddies(nhs, nhs.p, KEY, 11)
    assert (trust.buddy, trust.buddy_ordered) == (2, NEVER)


def test_any_buddy_will_do_where_an_event_names_none():
    nhs = world(trusts=5, systems=1, beliefs=AT_ONCE, levers={**PAIRED, "buddy.share": 0.0})
    nhs.trusts[4].rating, nhs.trusts[3].rating = OUTSTANDING, GOOD
    nhs.trusts[0].buddy_ordered = NOBODY
    assign_buddies(nhs, nhs.p, KEY, 10)
    assert (nhs.trusts[0].buddy, nhs.trusts[0].buddy_ordered) == (4, NEVER)


# Money

FUNDED = {"funding.millions": 12.0, "funding.delay": 0, "funding.months": 24, "funding.taper": 0}


def granted(allocation, balance, *, scarce=True, **state):
    """Three trusts entitled to £1m each this month, seen at 40, 30 and 50 points; what each gets."""
    nhs = world(beliefs={"systems.national_scarcity": scarce}, levers={**FUNDED, "funding.allocation": allocation})
    failing(nhs, (0, 5), (1, 5), (2, 5))
    for trust, seen in zip(nhs.trusts, (40.0, 30.0, 50.0, 10.0), strict=True):
        trust.seen, trust.size, trust.seen_at_entry = seen, 5000.0, 30.0
    for name, values in state.items():
        for trust, value in zip(nhs.trusts, values, strict=False):
            setattr(trust, name, value)
    body = nhs.national[0]
    body.balance = balance
    grant_money(nhs, nhs.p, KEY, 10)
    assert body.balance >= 0.0
    assert body.granted + body.balance == balance + body.received
    return [trust.funds for trust in nhs.trusts], nhs


def test_enough_money_pays_everyone_whatever_the_rule():
    assert granted("worst observed", 5.0)[0] == [1.0, 1.0, 1.0, 0.0]


def test_the_worst_observed_are_paid_first_and_the_last_gets_what_is_left():
    assert granted("worst observed", 1.5)[0] == [0.5, 1.0, 0.0, 0.0]


def test_severity_counts_size_too():
    assert granted("severity", 1.0, size=(5000.0, 5000.0, 20_000.0))[0] == [0.0, 0.0, 1.0, 0.0]


def test_marginal_gain_pays_who_visibly_gained_most_for_a_pound():
    # Gains of 10, 0 and 20 points for £.5m, nothing and £4.5m so far: 10, 0 and 4 points a pound.
    assert granted("marginal gain", 1.0, spell_funding=(0.5, 0.0, 4.5))[0] == [1.0, 0.0, 0.0, 0.0]


def test_an_equal_share_is_equal():
    share = exact_down(1.5 / 3.0)
    assert granted("equal", 1.5)[0] == [share, share, share, 0.0]


def test_the_lot_falls_by_the_months_draw():
    first = max(range(3), key=lambda i: draw(KEY, 10, i, Purpose.GRANT, 0)[0])
    assert granted("random", 1.0)[0] == [1.0 if i == first else 0.0 for i in range(4)]


def test_an_empty_envelope_pays_nobody():
    assert granted("worst observed", 0.0)[0] == [0.0] * 4
    assert granted("equal", 0.0)[0] == [0.0] * 4


def test_a_trust_that_cannot_be_ranked_is_passed_over_and_the_month_goes_on():
    funds, nhs = granted("marginal gain", 2.5, seen=(float("nan"), 30.0, 50.0))
    assert funds == [0.0, 1.0, 1.0, 0.0]
    assert nhs.national[0].balance == 0.5


def test_without_scarcity_the_envelope_grows_to_what_is_asked():
    funds, nhs = granted("worst observed", 1.0, scarce=False)
    assert funds == [1.0, 1.0, 1.0, 0.0]
    assert nhs.national[0].received == 2.0


def test_where_nobody_is_entitled_nothing_is_drawn_or_paid():
    nhs = world(levers=FUNDED)
    nhs.national[0].balance = 4.0
    grant_money(nhs, nhs.p, KEY, 10)
    assert nhs.national[0].balance == 4.0
    assert nhs.leaders[0].status == IN_POST


@pytest.mark.parametrize("allocation", ["worst observed", "equal", "severity", "random", "marginal gain"])
@pytest.mark.parametrize("balance", [0.25, 1.75, 2.999])
def test_no_rule_pays_more_than_there_is_or_than_is_asked(allocation, balance):
    funds, _ = granted(allocation, exact_down(balance))
    assert all(0.0 <= fund <= 1.0 for fund in funds)
    assert sum(funds) == pytest.approx(balance, abs=1e-5)
