import pytest
from bare_world import believing, deciding
from hypothesis import given
from hypothesis import strategies as st

from turnaround_sim.entities import (
    ACUTE,
    AFTER_EXIT,
    GOOD,
    INADEQUATE,
    MENTAL_HEALTH,
    NEVER,
    NOBODY,
    NOT_RATED,
    OUT,
    OUTSTANDING,
    REQUIRES_IMPROVEMENT,
    SPECIAL_MEASURES,
    WATCHED,
    ImprovementDirectorFields,
    TrustFields,
)
from turnaround_sim.rules.support import (
    ANY,
    NEAREST,
    SIMILAR,
    STRONGEST,
    be_engaged,
    be_joined,
    buddy_ends,
    can_buddy,
    coach,
    director_ends,
    likeness,
    may_need_buddy,
    needs_director,
    pair_up,
    scrutinise,
    sponsored,
    stays,
    style,
    suit,
    supported,
    taper,
)

LEAST, MOST = 2.0**-53, 1.0 - 2.0**-53
shares = st.floats(0.0, 1.0)

STAY = {"director__stay": 18, "director__taper": 3}


def test_a_new_director_has_a_leaning_and_a_skill_and_no_trusts_yet():
    director = ImprovementDirectorFields(caseload=3, days=4.0)
    p = believing(support__leaning_sd=0.35, support__director_skill_sd=0.2)
    be_engaged(director, p, 0.8413447460685429, 0.5)
    assert director.leaning == pytest.approx(0.35)
    assert director.skill == pytest.approx(0.980199, abs=1e-6)
    assert (director.caseload, director.days) == (0, 0.0)
    be_engaged(director, p, 0.9772498680518208, 0.5)
    assert director.leaning == pytest.approx(0.7)  # two standard deviations


@pytest.mark.parametrize(("asked", "leaning", "told"), [(0.2, 0.3, 0.5), (0.8, 0.9, 1.0), (-0.9, -0.9, -1.0)])
def test_a_director_coaches_as_asked_and_as_she_is(asked, leaning, told):
    director = ImprovementDirectorFields(leaning=leaning)
    assert style(director, deciding(director__style=asked)) == pytest.approx(told)


def test_support_is_full_for_its_stay_and_then_tapers():
    assert [taper(month, 2, 3) for month in range(-1, 7)] == [1.0, 1.0, 1.0, 0.75, 0.5, 0.25, 0.0, 0.0]
    assert [taper(month, 2, 0) for month in range(4)] == [1.0, 1.0, 0.0, 0.0]
    assert [taper(month, 2, 1) for month in range(1, 5)] == [1.0, 0.5, 0.0, 0.0]


@given(st.integers(0, 300), st.integers(0, 120), st.integers(0, 36))
def test_support_never_grows_and_is_a_share(months, stay, tail):
    assert 0.0 <= taper(months + 1, stay, tail) <= taper(months, stay, tail) <= 1.0


ADVICE = {
    "support__rapport": 6.0,
    "support__dilution": 0.5,
    "support__scrutiny_harm": 0.4,
    "support__reporting": 0.06,
}


def coaching(*, months=6, caseload=1, asked=0.5, days=3.0, skill=1.2, **trust):
    director = ImprovementDirectorFields(skill=skill, caseload=caseload)
    helped = TrustFields(director_since=10, director_days=days, **trust)
    return coach(director, helped, deciding(director__style=asked, **STAY), believing(**ADVICE), 10 + months)


def test_coaching_counts_by_style_skill_days_trust_earned_and_caseload():
    assert coaching() == pytest.approx(0.6)  # .5 * 1.2 * 3 / 3
    assert coaching(months=9) == pytest.approx(0.6)  # trusted in full after six months, and no more than in full
    assert coaching(days=1.5) == pytest.approx(0.3)
    assert coaching(months=3) == pytest.approx(0.3)
    assert coaching(months=0) == 0.0
    assert coaching(months=15) == pytest.approx(0.6)
    assert coaching(caseload=3) == pytest.approx(0.3)  # 1 + .5 * 2
    assert coaching(months=19) == pytest.approx(0.3)  # the second month of the taper
    assert coaching(months=21) == 0.0


def test_scrutiny_harms_less_than_coaching_helps():
    assert coaching(asked=-0.5) == pytest.approx(-0.24)


@given(st.floats(-1.0, 1.0), st.floats(-1.0, 1.0), st.integers(0, 30), st.integers(1, 6))
def test_more_coaching_in_style_is_never_less_coaching(less, more, months, caseload):
    less, more = sorted((less, more))
    low, high = (coaching(asked=asked, months=months, caseload=caseload) for asked in (less, more))
    assert low <= high


def test_a_director_who_scrutinises_asks_for_reports():
    def time(asked, months=0):
        helped = TrustFields(director_since=0, director_days=1.5)
        levers = deciding(director__style=asked, **STAY)
        return scrutinise(ImprovementDirectorFields(), helped, levers, believing(**ADVICE), months)

    assert time(-1.0) == pytest.approx(0.03)  # .06 * 1.5 / 3
    assert time(0.0) == pytest.approx(0.015)
    assert time(1.0) == 0.0
    assert time(-1.0, months=19) == pytest.approx(0.015)


def test_an_ordered_director_stays_in_full_to_her_own_end():
    trust, levers = TrustFields(director_since=0, director_until=30), deciding(**STAY)
    assert stays(trust, levers, 29) == 1.0
    assert stays(trust, levers, 30) == 0.0
    assert stays(TrustFields(director_since=0), levers, 19) == 0.5


@pytest.mark.parametrize(
    ("regime", "t", "after", "told"),
    [
        (SPECIAL_MEASURES, 99, 0, True),
        (AFTER_EXIT, 15, 6, True),
        (AFTER_EXIT, 16, 6, False),
        (OUT, 11, 6, False),
        (WATCHED, 11, 6, False),
    ],
)
def test_support_belongs_to_the_regime_and_for_a_while_after(regime, t, after, told):
    assert supported(TrustFields(regime=regime, exited=10), deciding(regime__support_after_exit=after), t) == told


@pytest.mark.parametrize(
    ("t", "days", "changed", "told"),
    [
        (11, 2.5, {}, False),
        (12, 2.5, {}, True),
        (32, 2.5, {}, True),
        (33, 2.5, {}, False),
        (12, 0.5, {}, True),
        (12, 0.0, {}, False),
        (12, 2.5, {"is_open": False}, False),
        (12, 2.5, {"director": 4}, False),
        (12, 2.5, {"regime": OUT}, False),
        (0, 0.0, {"regime": OUT, "director_ordered": True}, True),
    ],
)
def test_a_trust_waits_for_a_director_from_the_delay_to_the_end_of_the_taper(t, days, changed, told):
    trust = TrustFields(**{"regime": SPECIAL_MEASURES, "entered": 10, **changed})
    levers = deciding(director__delay=2, director__days=days, **STAY)
    assert needs_director(trust, levers, t) == told


@pytest.mark.parametrize(
    ("changed", "t", "told"),
    [
        ({}, 30, False),
        ({}, 31, True),
        ({"regime": OUT}, 12, True),
        ({"director_until": 15, "regime": OUT}, 14, False),
        ({"director_until": 15}, 15, True),
    ],
)
def test_a_director_goes_at_the_end_of_stay_and_taper_or_of_the_regime_or_as_ordered(changed, t, told):
    trust = TrustFields(**{"regime": SPECIAL_MEASURES, "director_since": 10, **changed})
    assert director_ends(trust, deciding(regime__support_after_exit=0, **STAY), t) == told


def test_likeness_is_half_type_and_a_sixth_each_of_place_and_size():
    one = TrustFields(kind=ACUTE, rurality=0.2, deprivation=0.9, size=3000.0)
    other = TrustFields(kind=MENTAL_HEALTH, rurality=0.5, deprivation=0.3, size=6000.0)
    assert likeness(one, one) == pytest.approx(1.0)
    assert likeness(one, other) == pytest.approx((0.7 + 0.4 + 0.5) / 6.0)
    same_type = TrustFields(kind=ACUTE, rurality=0.5, deprivation=0.3, size=6000.0)
    assert likeness(one, same_type) == pytest.approx(0.5 + 1.6 / 6.0)


trusts = st.builds(
    TrustFields,
    kind=st.integers(0, 3),
    rurality=shares,
    deprivation=shares,
    size=st.floats(500.0, 30_000.0),
)


@given(trusts, trusts)
def test_likeness_is_mutual_and_a_share(one, other):
    assert likeness(one, other) == likeness(other, one)
    assert 0.0 <= likeness(one, other) <= 1.0 + 1e-12


@pytest.mark.parametrize(
    ("changed", "t", "told"),
    [
        ({}, 11, False),
        ({}, 12, True),
        ({}, 26, True),
        ({}, 27, False),
        ({"regime": OUT}, 12, False),
        ({"buddy": 3}, 12, False),
        ({"is_open": False}, 12, False),
        ({"regime": OUT, "buddy_ordered": NOBODY}, 0, True),
    ],
)
def test_a_trust_may_need_a_buddy_from_the_delay_for_the_months_of_a_link(changed, t, told):
    trust = TrustFields(**{"regime": SPECIAL_MEASURES, "entered": 10, **changed})
    assert may_need_buddy(trust, deciding(buddy__months=15), believing(support__buddy_delay=2), t) == told


@pytest.mark.parametrize(
    ("other", "scarce", "told"),
    [
        ({"rating": GOOD}, True, True),
        ({"rating": OUTSTANDING}, True, True),
        ({"rating": REQUIRES_IMPROVEMENT, "seen": 90.0}, True, False),
        ({"rating": NOT_RATED, "seen": 55.1}, True, True),
        ({"rating": NOT_RATED, "seen": 55.0}, True, False),
        ({"rating": GOOD, "is_open": False}, True, False),
        ({"rating": GOOD, "number": 1}, True, False),
        ({"rating": GOOD, "regime": WATCHED}, True, False),
        ({"rating": GOOD, "regime": AFTER_EXIT}, True, False),
        ({"rating": GOOD, "buddying": 2}, True, False),
        ({"rating": GOOD, "buddying": 1}, True, True),
        ({"rating": GOOD, "system": 9}, True, True),
        ({"rating": GOOD, "system": 9}, False, False),
        ({"rating": GOOD, "system": 5}, False, True),
    ],
)
def test_a_buddy_is_strong_out_of_trouble_and_has_room(other, scarce, told):
    p = believing(systems__national_scarcity=scarce, support__unrated_strength=55.0)
    trust = TrustFields(number=1, system=5)
    helper = TrustFields(**{"number": 2, "system": 5, **other})
    assert can_buddy(helper, trust, deciding(buddy__capacity=2), p) == told


def ranked(matching, other, u=0.4):
    trust = TrustFields(number=0, system=1, kind=ACUTE)
    return suit(other, trust, 10, deciding(buddy__matching=matching), u)


def test_each_matching_rule_prefers_its_own_kind_of_buddy():
    like_far = TrustFields(kind=ACUTE, system=6, rating=GOOD, seen=50.0)
    unlike_near = TrustFields(kind=MENTAL_HEALTH, system=1, rating=GOOD, seen=50.0)
    strong = TrustFields(kind=MENTAL_HEALTH, system=6, rating=OUTSTANDING, seen=40.0)
    assert ranked(SIMILAR, like_far) > ranked(SIMILAR, unlike_near)
    assert ranked(NEAREST, unlike_near) > ranked(NEAREST, like_far)
    assert ranked(STRONGEST, strong) > ranked(STRONGEST, like_far)
    assert ranked(ANY, strong, 0.7) == 0.7


def test_the_nearest_are_counted_around_a_ring_and_likeness_breaks_ties():
    def at(system, kind=ACUTE):
        return ranked(NEAREST, TrustFields(system=system, kind=kind))

    assert at(1) == pytest.approx(1.01)
    assert at(0) == at(2) == pytest.approx(0.51)
    assert at(9) == at(3)
    assert at(6) < at(7)
    assert at(2) > at(2, MENTAL_HEALTH) > at(3)


def test_of_two_alike_in_rating_the_strongest_is_the_better_seen():
    better, worse = (TrustFields(rating=GOOD, seen=seen) for seen in (60.0, 55.0))
    assert ranked(STRONGEST, better) > ranked(STRONGEST, worse)


@pytest.mark.parametrize(("u", "commitment"), [(0.25, 0.3), (0.9, 1.0), (LEAST, 0.0), (MOST, 1.0)])
def test_a_pair_starts_with_the_commitment_it_has(u, commitment):
    trust, other = TrustFields(number=0, buddy_cost=3.0), TrustFields(number=6)
    pair_up(trust, other, believing(support__commitment=0.6), 8, u)
    assert (trust.buddy, trust.heard_buddy, trust.buddy_since, trust.buddy_cost) == (6, 6, 8, 0.0)
    assert trust.commitment == pytest.approx(commitment)
    assert trust.similarity == likeness(trust, other)


@pytest.mark.parametrize(
    ("trust", "other", "t", "told"),
    [
        ({}, {}, 24, False),
        ({}, {}, 25, True),
        ({"regime": OUT}, {}, 12, True),
        ({}, {"regime": SPECIAL_MEASURES}, 12, True),
        ({}, {"regime": WATCHED, "rating": INADEQUATE}, 12, False),
        ({}, {"is_open": False}, 12, True),
        ({"buddy_until": 14, "regime": OUT}, {}, 13, False),
        ({"buddy_until": 14}, {}, 14, True),
        ({"buddy_until": 14}, {"regime": SPECIAL_MEASURES}, 12, True),
    ],
)
def test_a_link_ends_with_its_months_the_regime_its_order_or_the_buddys_own_trouble(trust, other, t, told):
    helped = TrustFields(**{"regime": SPECIAL_MEASURES, "buddy_since": 10, **trust})
    levers = deciding(buddy__months=15, regime__support_after_exit=0)
    assert buddy_ends(helped, TrustFields(**other), levers, t) == told


def test_a_director_comes_with_a_clean_bill():
    trust = TrustFields(director_cost=2.0, director_ordered=True)
    be_joined(trust, ImprovementDirectorFields(number=4), 9)
    assert (trust.director, trust.heard_director, trust.director_since) == (4, 4, 9)
    assert (trust.director_cost, trust.director_ordered) == (0.0, False)


@pytest.mark.parametrize(
    ("changed", "board", "told"),
    [
        ({"director": 1}, False, 1.0),
        ({"buddy": 1}, False, 1.0),
        ({"regime": SPECIAL_MEASURES}, True, 1.0),
        ({"regime": OUT}, True, 0.0),
        ({"regime": SPECIAL_MEASURES}, False, 0.0),
    ],
)
def test_a_programme_is_sponsored_by_whoever_stands_behind_it_from_outside(changed, board, told):
    trust = TrustFields(**changed)
    assert trust.director_until == NEVER
    assert sponsored(trust, deciding(oversight__improvement_board=board)) == told
