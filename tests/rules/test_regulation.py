import itertools
from collections import Counter

import pytest
from bare_world import believing, deciding
from hypothesis import given
from hypothesis import strategies as st

from turnaround_sim.entities import (
    ACUTE,
    AFTER_EXIT,
    CARING,
    COMPREHENSIVE,
    EFFECTIVE,
    FOCUSED,
    GOOD,
    INADEQUATE,
    MENTAL_HEALTH,
    NEVER,
    NO_DECISION,
    NOT_RATED,
    ON_RATING,
    ON_REVIEW,
    OUT,
    OUTSTANDING,
    REQUIRES_IMPROVEMENT,
    RESPONSIVE,
    SAFE,
    SPECIAL_MEASURES,
    TO_ENTER,
    TO_LEAVE,
    WATCHED,
    WELL_LED,
    CauseFields,
    DomainFields,
    RegulatorFields,
    TrustFields,
)
from turnaround_sim.rules.regulation import (
    be_decided_on,
    be_inspected,
    be_rated,
    blend,
    count_merger_once,
    enter,
    improved_since,
    leave,
    line,
    meets_entry_rule,
    meets_exit_rule,
    observed_gap,
    rate_overall,
    read_domain,
    set_next_visit,
    sting,
    take_in,
    takeover_chance,
    tighten,
    urgency,
)

LEAST, MOST = 2.0**-53, 1.0 - 2.0**-53

LINES = {
    "regulation__line_inadequate": 35.0,
    "regulation__line_good": 50.0,
    "regulation__line_outstanding": 65.0,
    "regulation__acute_offset": 1.5,
    "regulation__caring_leniency": 9.0,
    "regulation__safe_strictness": 3.0,
    "regulation__well_led_strictness": 2.0,
    "regulation__error_sd": 5.0,
    "regulation__error_shared": 0.6,
    "regulation__error_own": 0.8,
}


@pytest.mark.parametrize(
    ("kind", "domain", "points"),
    [
        (ACUTE, EFFECTIVE, 36.5),
        (ACUTE, CARING, 27.5),
        (ACUTE, SAFE, 39.5),
        (ACUTE, WELL_LED, 38.5),
        (MENTAL_HEALTH, EFFECTIVE, 35.0),
        (MENTAL_HEALTH, RESPONSIVE, 35.0),
        (MENTAL_HEALTH, CARING, 26.0),
    ],
)
def test_lines_differ_by_type_and_domain(kind, domain, points):
    assert line(believing(**LINES), TrustFields(kind=kind), domain, 35.0) == pytest.approx(points)


def reading(level, domain=EFFECTIVE, shared=0.0, own=0.0, lift=0.0):
    trust = TrustFields(kind=MENTAL_HEALTH, quick_lift=lift)
    return read_domain(trust, DomainFields(kind=domain, level=level), believing(**LINES), shared, own)


def test_a_rating_begins_on_its_line():
    assert [reading(level) for level in (34.999, 35.0, 49.999, 50.0, 64.999, 65.0)] == [
        INADEQUATE,
        REQUIRES_IMPROVEMENT,
        REQUIRES_IMPROVEMENT,
        GOOD,
        GOOD,
        OUTSTANDING,
    ]


def test_a_visit_errs_as_a_whole_and_in_each_domain():
    # 5 * (.6 * 1 + .8 * 2) = 11 points up.
    assert reading(38.9, shared=1.0, own=2.0) == REQUIRES_IMPROVEMENT
    assert reading(39.1, shared=1.0, own=2.0) == GOOD
    assert reading(45.9, shared=-1.0, own=-2.0) == INADEQUATE


@pytest.mark.parametrize(
    ("domain", "found"), [(SAFE, GOOD), (RESPONSIVE, GOOD), (EFFECTIVE, REQUIRES_IMPROVEMENT), (WELL_LED, GOOD - 1)]
)
def test_quick_fixes_lift_what_is_read_of_safe_and_responsive_alone(domain, found):
    assert reading(49.0, domain=domain, lift=5.0) == found


@given(st.floats(0.0, 100.0), st.floats(0.0, 30.0), st.sampled_from(range(5)), st.floats(-4.0, 4.0), st.floats(-4, 4))
def test_better_care_is_never_rated_worse_for_the_same_visit(level, more, domain, shared, own):
    assert reading(level, domain, shared, own) <= reading(level + more, domain, shared, own)


def by_the_handbook(ratings):
    """CQC's principles for five key questions, read from the top: the first line of the table that a trust satisfies.

    Outstanding: at least two outstanding, the others at least good. Good: at most one requires improvement, none
    inadequate. Requires improvement: at most one inadequate. Inadequate: the rest.
    """
    count = Counter(ratings)
    poor = count[REQUIRES_IMPROVEMENT] + count[INADEQUATE]
    if poor == 0 and count[OUTSTANDING] >= 2:
        return OUTSTANDING
    if poor <= 1 and count[INADEQUATE] == 0:
        return GOOD
    return REQUIRES_IMPROVEMENT if count[INADEQUATE] <= 1 else INADEQUATE


def test_five_ratings_add_up_as_the_handbook_says_in_all_their_combinations():
    combinations = list(itertools.product((INADEQUATE, REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING), repeat=5))
    assert len(combinations) == 1024
    assert [rate_overall(found) for found in combinations] == [by_the_handbook(found) for found in combinations]


@pytest.mark.parametrize(
    ("found", "overall"),
    [
        ((3, 3, 3, 3, 3), GOOD),
        ((2, 3, 3, 3, 3), GOOD),
        ((2, 2, 3, 3, 4), REQUIRES_IMPROVEMENT),
        ((1, 3, 4, 4, 4), REQUIRES_IMPROVEMENT),
        ((1, 1, 4, 4, 4), INADEQUATE),
        ((4, 4, 3, 3, 3), OUTSTANDING),
        ((4, 3, 3, 3, 3), GOOD),
        ((4, 4, 4, 4, 2), GOOD),
    ],
)
def test_some_ratings_one_knows_by_heart(found, overall):
    assert rate_overall(found) == overall


URGENCY = {
    "systems__base": 50.0,
    "regulation__least_interval": 7,
    "regulation__risk_weight": 0.4,
    "regulation__special_urgency": 12.0,
}


def urgent(t=30, base=50.0, **changed):
    trust = TrustFields(**{"inspected": 5, "due": 26, "seen": 45.0, **changed})
    return urgency(trust, believing(**{**URGENCY, "systems__base": base}), t)


def test_the_overdue_and_the_poor_are_urgent_and_the_failing_more():
    assert urgent() == pytest.approx(6.0)  # 4 months overdue and .4 * 5
    assert urgent(regime=SPECIAL_MEASURES) == pytest.approx(18.0)
    assert urgent(seen=60.0) == pytest.approx(0.0)
    assert urgent(base=54.0) == pytest.approx(7.6)  # looks are judged against the base: .4 * 9
    assert urgent(seen=10_000.0) == -999.0


@pytest.mark.parametrize(
    "changed", [{"is_open": False}, {"publishes_at": 31}, {"inspected": 24}, {"due": 31}], ids=lambda c: next(iter(c))
)
def test_nobody_is_inspected_who_is_closed_under_report_just_visited_or_not_due(changed):
    assert urgent(**changed) == -1000.0
    assert urgent(due=30) > -999.5


def test_an_ordered_visit_comes_first_but_keeps_the_least_interval():
    assert urgent(due=99, inspection_ordered=True) == 10_000.0
    assert urgent(t=12, due=99, inspection_ordered=True) == 10_000.0
    assert urgent(t=11, due=99, inspection_ordered=True) == -1000.0


def visited(u=0.5, lag=4, **changed):
    trust = TrustFields(**{"inspected": 3, "inspection_ordered": True, **changed})
    found = (INADEQUATE, REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING, INADEQUATE)
    be_inspected(trust, found, believing(regulation__publication_lag=lag), 20, u)
    return trust


@pytest.mark.parametrize("place", range(5))
def test_each_domain_keeps_its_own_finding(place):
    found = [GOOD] * 5
    found[place] = OUTSTANDING
    trust = TrustFields()
    be_inspected(trust, found, believing(regulation__publication_lag=4), 20, 0.5)
    held = [trust.found_safe, trust.found_effective, trust.found_caring, trust.found_responsive, trust.found_well_led]
    assert held == found


def test_a_visit_is_written_down_domain_by_domain():
    trust = visited()
    found = (
        trust.found_safe, trust.found_effective, trust.found_caring, trust.found_responsive, trust.found_well_led,
    )  # fmt: skip
    assert found == (INADEQUATE, REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING, INADEQUATE)
    assert trust.found_overall == INADEQUATE
    assert (trust.previous_inspected, trust.inspected) == (3, 20)
    assert (trust.heard_inspection, trust.inspection_ordered) == (True, False)


@pytest.mark.parametrize(
    ("regime", "rating", "kind"),
    [
        (OUT, INADEQUATE, COMPREHENSIVE),
        (SPECIAL_MEASURES, INADEQUATE, FOCUSED),
        (SPECIAL_MEASURES, NOT_RATED, COMPREHENSIVE),
    ],
)
def test_a_rated_trust_in_special_measures_gets_a_focused_visit(regime, rating, kind):
    assert visited(regime=regime, rating=rating).inspection_kind == kind


@pytest.mark.parametrize(("u", "lag"), [(LEAST, 3), (0.2499, 3), (0.25, 4), (0.7499, 4), (0.75, 5), (MOST, 5)])
def test_a_report_comes_out_after_the_usual_months_or_one_less_or_more(u, lag):
    assert visited(u).publishes_at == 20 + lag
    assert visited(u, lag=2).publishes_at == 20 + lag - 2


def test_a_quarter_of_reports_are_early_and_a_quarter_late():
    lags = Counter(visited((k + 0.5) / 400).publishes_at - 20 for k in range(400))
    assert lags == {3: 100, 4: 200, 5: 100}


def test_a_publication_is_written_down_and_its_findings_become_work():
    trust = visited()
    trust.findings = 0.1
    be_rated(trust, believing(regulation__findings=0.05), 24)
    assert (trust.published_at, trust.publishes_at) == (24, NEVER)
    assert (trust.rating, trust.rating_well_led) == (INADEQUATE, INADEQUATE)
    assert trust.findings == pytest.approx(0.35)  # two inadequate count twice, one requires improvement once


DUE = {
    "regulation__interval_inadequate": 12.0,
    "regulation__interval_requires_improvement": 20.0,
    "regulation__interval_good": 33.0,
    "regulation__interval_outstanding": 48.0,
}


@pytest.mark.parametrize(
    ("rating", "regime", "u", "due"),
    [
        (INADEQUATE, OUT, 0.5, 5 + 12 + 3),
        (REQUIRES_IMPROVEMENT, OUT, LEAST, 5 + 20),
        (GOOD, OUT, MOST, 5 + 33 + 6),
        (OUTSTANDING, OUT, 0.5, 5 + 48 + 3),
        (NOT_RATED, OUT, 0.5, 5 + 33 + 3),
        (GOOD, SPECIAL_MEASURES, 0.5, 5 + 9 + 3),
    ],
)
def test_the_next_visit_is_due_by_the_rating_and_inside_the_regime_by_policy(rating, regime, u, due):
    trust = TrustFields(rating=rating, regime=regime, inspected=5)
    set_next_visit(trust, deciding(regime__inspection_interval=9), believing(**DUE), u)
    assert trust.due == due


@pytest.mark.parametrize(
    ("before", "now", "told"),
    [
        (INADEQUATE, REQUIRES_IMPROVEMENT, True),
        (INADEQUATE, INADEQUATE, False),
        (GOOD, INADEQUATE, False),
        (NOT_RATED, GOOD, False),
    ],
)
def test_only_a_rating_that_was_there_can_have_risen(before, now, told):
    assert improved_since(TrustFields(rating_at_start=before, rating=now)) == told


def found(safe=3, effective=3, caring=3, responsive=3, well_led=3, overall=3, **state):
    return TrustFields(
        found_safe=safe,
        found_effective=effective,
        found_caring=caring,
        found_responsive=responsive,
        found_well_led=well_led,
        found_overall=overall,
        **state,
    )


WELL_LED_AND_ONE, OVERALL = 0, 1


@pytest.mark.parametrize("other", ["safe", "effective", "caring", "responsive"])
def test_well_led_inadequate_and_one_more_leads_to_special_measures(other):
    levers = deciding(regime__entry_rule=WELL_LED_AND_ONE)
    assert meets_entry_rule(found(well_led=INADEQUATE, **{other: INADEQUATE}), levers)
    assert not meets_entry_rule(found(well_led=REQUIRES_IMPROVEMENT, **{other: INADEQUATE}), levers)
    assert not meets_entry_rule(found(well_led=INADEQUATE, **{other: REQUIRES_IMPROVEMENT}), levers)


def test_by_the_other_entry_rule_the_overall_rating_alone_counts():
    levers = deciding(regime__entry_rule=OVERALL)
    assert meets_entry_rule(found(overall=INADEQUATE), levers)
    assert not meets_entry_rule(found(well_led=INADEQUATE, safe=INADEQUATE, overall=REQUIRES_IMPROVEMENT), levers)


REQUIRES, ONLY_GOOD = 0, 1


@pytest.mark.parametrize(
    ("rule", "overall", "well_led", "told"),
    [
        (REQUIRES, REQUIRES_IMPROVEMENT, REQUIRES_IMPROVEMENT, True),
        (REQUIRES, REQUIRES_IMPROVEMENT, INADEQUATE, False),
        (REQUIRES, INADEQUATE, REQUIRES_IMPROVEMENT, False),
        (ONLY_GOOD, REQUIRES_IMPROVEMENT, GOOD, False),
        (ONLY_GOOD, GOOD, REQUIRES_IMPROVEMENT, True),
    ],
)
def test_a_report_must_show_what_the_exit_rule_asks(rule, overall, well_led, told):
    trust = found(overall=overall, well_led=well_led)
    assert meets_exit_rule(trust, deciding(regime__exit_rule=rule)) == told


DECISIONS = {
    "regulation__release": 0.5,
    "regulation__release_good": 0.9,
    "regulation__decision_lag": 4.0,
    "regulation__admission": 0.8,
    "regulation__entry_lag": 2.0,
}


def decided(trust, u, u_lag=0.5):
    levers = deciding(regime__entry_rule=WELL_LED_AND_ONE, regime__exit_rule=REQUIRES)
    be_decided_on(trust, levers, believing(**DECISIONS), 20, u, u_lag)
    return trust


@pytest.mark.parametrize(("overall", "chance"), [(REQUIRES_IMPROVEMENT, 0.5), (GOOD, 0.9), (OUTSTANDING, 0.9)])
def test_the_better_the_report_the_more_readily_a_trust_is_released(overall, chance):
    out = decided(found(overall=overall, regime=SPECIAL_MEASURES), chance - 1e-9)
    kept = decided(found(overall=overall, regime=SPECIAL_MEASURES), chance)
    assert (out.decision, out.decides_at) == (TO_LEAVE, 22)
    assert kept.decision == NO_DECISION
    assert out.regime == kept.regime == SPECIAL_MEASURES


def test_a_report_that_shows_no_improvement_releases_nobody():
    assert decided(found(overall=INADEQUATE, regime=SPECIAL_MEASURES), LEAST).decision == NO_DECISION


@pytest.mark.parametrize(("u_lag", "month"), [(LEAST, 20), (0.5, 21), (MOST, 21)])
def test_who_meets_the_entry_rule_is_let_in_within_months(u_lag, month):
    trust = decided(found(well_led=1, safe=1, overall=1), 0.79, u_lag)
    assert (trust.decision, trust.decides_at, trust.regime) == (TO_ENTER, month, OUT)


def test_who_meets_the_entry_rule_and_is_spared_is_watched():
    trust = decided(found(well_led=1, safe=1, overall=1), 0.8)
    assert (trust.decision, trust.regime) == (NO_DECISION, WATCHED)


@pytest.mark.parametrize(
    ("trust", "regime"),
    [
        ({"overall": INADEQUATE}, WATCHED),
        ({"well_led": INADEQUATE, "overall": REQUIRES_IMPROVEMENT}, WATCHED),
        ({"regime": WATCHED}, OUT),
        ({"regime": AFTER_EXIT, "overall": INADEQUATE}, AFTER_EXIT),
    ],
)
def test_the_inadequate_are_watched_and_the_better_no_longer(trust, regime):
    assert decided(found(**trust), 0.5).regime == regime


@pytest.mark.parametrize("under_way", [TO_ENTER, TO_LEAVE])
@pytest.mark.parametrize(
    ("report", "u"),
    [
        ({"overall": INADEQUATE, "regime": SPECIAL_MEASURES}, LEAST),  # shows no improvement
        ({"overall": GOOD, "regime": SPECIAL_MEASURES}, MOST),  # might have been released, and is not
        ({"overall": GOOD}, LEAST),
        ({"overall": INADEQUATE, "well_led": INADEQUATE, "safe": INADEQUATE}, MOST),  # spared
        ({"overall": INADEQUATE, "regime": AFTER_EXIT}, LEAST),
    ],
)
def test_a_newer_report_does_away_with_a_decision_still_under_way(report, u, under_way):
    trust = decided(found(decision=under_way, decides_at=23, **report), u)
    assert (trust.decision, trust.decides_at) == (NO_DECISION, NEVER)


def test_a_newer_report_that_decides_the_same_again_starts_its_own_wait():
    trust = decided(found(overall=GOOD, regime=SPECIAL_MEASURES, decision=TO_LEAVE, decides_at=21), LEAST)
    assert (trust.decision, trust.decides_at) == (TO_LEAVE, 22)
    trust = decided(found(well_led=1, safe=1, overall=1, decision=TO_ENTER, decides_at=20), LEAST)
    assert (trust.decision, trust.decides_at) == (TO_ENTER, 21)


def entered(t=10, basis=ON_RATING, leads=True, **state):
    worn = {
        "stigma": 0.2, "galvanised": 0.1, "removals": 3, "spell": 1, "spell_leaders": 5, "spell_months_without": 5,
        "spell_director_months": 5, "spell_buddy_months": 5, "spell_funding": 5.0, "seen": 41.0, "rating": INADEQUATE,
        "decision": TO_ENTER, "decides_at": t, "executive_stability": 0.6,
    }  # fmt: skip
    trust = TrustFields(**{**worn, **state})
    enter(trust, basis, leads, deciding(regime__inspection_interval=12), believing(), t)
    return trust


def test_an_entry_stings_stirs_and_opens_a_spell():
    trust = entered()
    assert (trust.regime, trust.entered, trust.newly_entered, trust.spell) == (SPECIAL_MEASURES, 10, True, 2)
    assert (trust.stigma, trust.galvanised, trust.executive_stability) == (1.0, 1.0, 0.6)
    assert (trust.decision, trust.decides_at) == (NO_DECISION, NEVER)
    assert (trust.entry_basis, trust.rating_at_entry) == (ON_RATING, INADEQUATE)
    assert (trust.seen_at_entry, trust.seen_at_start, trust.rating_at_start) == (41.0, 41.0, INADEQUATE)
    spell = (trust.spell_months_without, trust.spell_director_months, trust.spell_buddy_months, trust.spell_funding)
    assert spell == (0, 0, 0, 0.0)
    assert (trust.spell_leaders, trust.removals) == (1, 0)


def test_a_spell_that_begins_in_a_gap_has_had_no_leader_yet():
    assert entered(leads=False).spell_leaders == 0


@pytest.mark.parametrize(
    ("due", "basis", "expected"),
    [(40, ON_RATING, 22), (15, ON_RATING, 15), (NEVER, ON_RATING, 22), (15, ON_REVIEW, 22)],
)
def test_an_entrant_is_visited_again_within_the_interval(due, basis, expected):
    assert entered(due=due, basis=basis, inspected=6).due == expected


@pytest.mark.parametrize(
    ("after", "regime", "left", "stigma"),
    [
        (0, OUT, 0.5, 0.3),
        (1, AFTER_EXIT, 0.5, 0.3),
        (0, OUT, 0.25, 0.15),
        (0, OUT, 0.0, 0.0),
        (6, AFTER_EXIT, 1.0, 0.6),
    ],
)
def test_an_exit_leaves_a_share_of_the_sting_and_may_leave_support(after, regime, left, stigma):
    trust = TrustFields(regime=SPECIAL_MEASURES, stigma=0.6, decision=TO_LEAVE, decides_at=20)
    leave(trust, deciding(regime__support_after_exit=after), believing(workforce__stigma_after_exit=left), 20)
    assert (trust.regime, trust.exited, trust.decision, trust.decides_at) == (regime, 20, NO_DECISION, NEVER)
    assert trust.stigma == pytest.approx(stigma)


@pytest.mark.parametrize(
    ("rating", "regime", "stigma", "stung"),
    [
        (INADEQUATE, OUT, 0.1, 0.4),
        (INADEQUATE, OUT, 0.7, 0.7),
        (INADEQUATE, SPECIAL_MEASURES, 0.1, 0.1),
        (REQUIRES_IMPROVEMENT, OUT, 0.1, 0.1),
    ],
)
def test_an_inadequate_rating_stings_even_without_the_regime(rating, regime, stigma, stung):
    trust = TrustFields(rating=rating, regime=regime, stigma=stigma)
    sting(trust, believing(regulation__rating_stigma=0.4))
    assert trust.stigma == stung


@pytest.mark.parametrize(
    ("size", "regime", "chance"),
    [
        (5000.0, OUT, 0.0002),
        (5000.0, SPECIAL_MEASURES, 0.0010),
        (1000.0, SPECIAL_MEASURES, 0.0018),
        (50_000.0, SPECIAL_MEASURES, 0.0006),
    ],
)
def test_small_failing_trusts_are_the_likeliest_to_be_taken_over(size, regime, chance):
    p = believing(regulation__merging=0.0002, regulation__takeover=0.0008)
    assert takeover_chance(TrustFields(size=size, regime=regime), p) == pytest.approx(chance)


AVERAGED = (
    "staffing", "engagement", "capability", "temporary", "temporary_share", "embedding", "permanent_engagement",
    "case_mix", "quick_lift", "seen", "seen_slow", "seen_mortality",
)  # fmt: skip


def merging_pair() -> tuple[TrustFields, TrustFields]:
    """An acquirer of 6,000 posts that stands at 0.8 in everything, and a trust of 2,000 that stands at 0.4."""
    trust, gone = TrustFields(number=3, size=6000.0, deficit=5.0), TrustFields(number=7, size=2000.0, deficit=40.0)
    for name in AVERAGED:
        setattr(trust, name, 0.8)
        setattr(gone, name, 0.4)
    return trust, gone


def test_an_acquirer_and_the_trust_it_takes_in_are_averaged_by_size():
    (trust, gone), causes = merging_pair(), CauseFields()
    assert take_in(trust, gone, causes, believing(regulation__carried=1.0)) == 0.25
    assert (trust.size, trust.deficit, trust.heard_taken_in) == (8000.0, 45.0, 7)
    for name in AVERAGED:
        assert getattr(trust, name) == pytest.approx(0.7), name
    for name in ("staffing", "engagement", "capability"):
        assert 0.8 + getattr(causes, f"{name}_merger") == getattr(trust, name)


def test_part_of_a_trust_may_live_on_or_nothing_of_it():
    trust, gone = merging_pair()
    assert take_in(trust, gone, CauseFields(), believing(regulation__carried=0.5)) == pytest.approx(1 / 7)
    assert (trust.size, trust.deficit) == (7000.0, 25.0)
    (trust, gone), causes = merging_pair(), CauseFields()
    assert take_in(trust, gone, causes, believing(regulation__carried=0.0)) == 0.0
    assert (trust.size, trust.deficit, trust.capability, causes.capability_merger) == (6000.0, 5.0, 0.8, 0.0)
    assert trust.heard_taken_in == 7


@given(st.floats(0.0, 100.0), st.floats(0.0, 100.0), st.floats(0.0, 1.0))
def test_a_domain_after_a_take_over_lies_between_the_two(level, other, share):
    domain = DomainFields(level=level, permanent=-4.0)
    blend(domain, DomainFields(level=other, permanent=8.0), share)
    assert min(level, other) - 1e-9 <= domain.level <= max(level, other) + 1e-9
    assert domain.level == level + domain.merger
    assert domain.permanent == pytest.approx(-4.0 + 12.0 * share)


def test_what_a_take_over_brought_is_counted_in_its_month_alone():
    causes = CauseFields(staffing_merger=0.1, engagement_merger=0.2, capability_merger=-0.3, capability_buddy=0.4)
    count_merger_once(causes)
    assert (causes.staffing_merger, causes.engagement_merger, causes.capability_merger) == (0.0, 0.0, 0.0)
    assert causes.capability_buddy == 0.4


def test_fractions_of_a_slot_add_up_and_no_more_than_one_is_saved():
    regulator, levers = RegulatorFields(), deciding(regime__inspections_a_month=2.5)
    tighten(regulator, levers)
    assert regulator.slots == 2.5
    tighten(regulator, levers)  # nobody was due
    assert regulator.slots == 3.5
    regulator.slots = 0.5
    tighten(regulator, levers)
    assert regulator.slots == 3.0


def test_the_gap_that_outsiders_see_is_never_negative():
    assert observed_gap(TrustFields(seen=45.0)) == 55.0
    assert observed_gap(TrustFields(seen=81.0)) == 19.0
    assert observed_gap(TrustFields(seen=101.0)) == 0.0
