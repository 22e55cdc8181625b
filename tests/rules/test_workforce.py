import pytest
from bare_world import added_up, believing
from hypothesis import given
from hypothesis import strategies as st

from turnaround_sim.entities import CauseFields, SystemFields, TrustFields
from turnaround_sim.rules.workforce import (
    appeal,
    at_work,
    borrow_staff,
    engage,
    frozen,
    leavers,
    lose_and_hire,
    refill_pool,
    seek_staff,
    share_labour,
    temporary_harm,
)

shares = st.floats(0.0, 1.0)

HIRING = {
    "workforce__hiring": 0.15,
    "workforce__stigma_hiring": 0.2,
    "workforce__engagement_hiring": 0.6,
    "finance__freeze_line": 0.05,
    "finance__turnover_per_post": 0.07,
    "finance__freeze": 0.3,
}


def test_a_trust_seeks_staff_for_its_vacancies():
    trust = TrustFields(size=4000.0, staffing=0.9, stigma=0.5, engagement=0.6, deficit=0.0)
    seek_staff(trust, believing(**HIRING))
    # 4000 * .15 * .1 * (1 - .2 * .5) * (1 + .6 * .1)
    assert trust.hiring_wanted == pytest.approx(57.24)


@pytest.mark.parametrize("staffing", [1.0, 1.15])
def test_a_fully_staffed_trust_seeks_nobody(staffing):
    trust = TrustFields(staffing=staffing, hiring_wanted=9.0)
    seek_staff(trust, believing(**HIRING))
    assert trust.hiring_wanted == 0.0


def test_a_deficit_above_the_line_freezes_part_of_the_hiring():
    # The line of a trust of 4,000 posts: .05 * 4000 * .07 = £14m.
    p = believing(**HIRING)
    line = p.finance.freeze_line * 4000.0 * p.finance.turnover_per_post
    assert frozen(TrustFields(size=4000.0, deficit=line), p) == 0.0
    assert frozen(TrustFields(size=4000.0, deficit=14.001), p) == 0.3
    free, held = (TrustFields(size=4000.0, staffing=0.9, deficit=owed) for owed in (0.0, 15.0))
    seek_staff(free, p)
    seek_staff(held, p)
    assert held.hiring_wanted == pytest.approx(0.7 * free.hiring_wanted)


@given(shares, shares, shares)
def test_appeal_falls_with_stigma_and_rises_with_engagement(stigma, less, more):
    less, more = sorted((less, more))
    p = believing(**HIRING)
    plain = appeal(TrustFields(stigma=0.0, engagement=less), p)
    assert appeal(TrustFields(stigma=stigma, engagement=less), p) <= plain
    assert plain <= appeal(TrustFields(stigma=0.0, engagement=more), p) <= 2.0


def test_engaged_staff_draw_people_and_a_bad_name_puts_them_off():
    p = believing(**HIRING)
    assert appeal(TrustFields(engagement=1.0), p) == pytest.approx(1.3)  # 1 + .6 * .5
    assert appeal(TrustFields(engagement=1.0, stigma=0.5), p) == pytest.approx(1.17)


def test_appeal_never_turns_negative():
    p = believing(**{**HIRING, "workforce__engagement_hiring": 2.0})
    assert appeal(TrustFields(engagement=0.0), p) == 0.0


LABOUR = {"workforce__poaching": 0.2, "workforce__pool_reach": 0.3}


def test_even_a_part_of_a_post_is_filled_as_far_as_the_pool_reaches():
    place = SystemFields(wanted=0.5, pool=1.0, staff=1000.0)
    share_labour(place, believing(**LABOUR))
    assert place.fill == pytest.approx(0.8)  # .1 poached and .3 of .4


def test_what_a_place_wants_comes_from_its_pool_and_from_its_trusts():
    place = SystemFields(wanted=50.0, pool=100.0, staff=1000.0)
    share_labour(place, believing(**LABOUR))
    # 10 poached; of the other 40 the pool can give 30.
    assert (place.hired, place.fill, place.poached, place.pool) == pytest.approx((40.0, 0.8, 0.01, 70.0))


def test_a_pool_large_enough_fills_every_post_sought():
    place = SystemFields(wanted=10.0, pool=100.0, staff=1000.0)
    share_labour(place, believing(**LABOUR))
    assert place.fill == 1.0
    assert place.pool == pytest.approx(92.0)


def test_a_place_that_wants_nobody_or_has_nobody_divides_by_nothing():
    place = SystemFields(wanted=0.0, pool=5.0, staff=0.0, fill=0.1, poached=0.4)
    share_labour(place, believing(**LABOUR))
    assert (place.fill, place.poached, place.hired, place.pool) == (1.0, 0.0, 0.0, 5.0)


@given(st.floats(0.0, 1e4), st.floats(0.0, 1e4), st.floats(1.0, 1e5), shares)
def test_nobody_is_hired_who_is_not_there_and_the_pool_never_goes_negative(wanted, pool, staff, poaching):
    place = SystemFields(wanted=wanted, pool=pool, staff=staff)
    share_labour(place, believing(workforce__poaching=0.6 * poaching, workforce__pool_reach=0.3))
    assert 0.0 <= place.pool <= pool
    assert 0.0 <= place.fill <= 1.0 + 1e-12
    assert place.hired == pytest.approx(pool - place.pool + place.poached * staff, abs=1e-6)


def test_the_pool_refills_with_leavers_and_newcomers():
    place = SystemFields(pool=100.0, left=20.0, posts=5000.0)
    refill_pool(place, believing(workforce__stay_local=0.45, workforce__newcomers=0.006, workforce__moving_away=0.1))
    assert place.pool == pytest.approx(129.0)  # 100 + 9 + 30 - 10


STAFF = {
    **HIRING,
    "workforce__leaving": 0.01,
    "workforce__engagement_leaving": 1.5,
    "workforce__stigma_leaving": 0.0025,
}


def test_each_cause_of_staffing_is_what_one_works_out_by_hand():
    trust = TrustFields(size=4000.0, staffing=0.9, stigma=1.0, engagement=0.5, deficit=15.0)
    causes, place = CauseFields(), SystemFields(fill=0.8, poached=0.002)
    lose_and_hire(trust, causes, place, believing(**STAFF))
    assert causes.staffing_before == 0.9
    assert causes.staffing_leavers == pytest.approx(-0.009)
    assert causes.staffing_engagement == 0.0
    assert causes.staffing_stigma == pytest.approx(-0.00225)
    assert causes.staffing_poached == pytest.approx(-0.0018)
    assert causes.staffing_hires == pytest.approx(0.0096)  # .15 * .1 * .8 (label) * .8 (pool)
    assert causes.staffing_freeze == pytest.approx(-0.00288)
    assert trust.staffing == pytest.approx(0.9 - 0.009 - 0.00225 - 0.0018 + 0.0096 - 0.00288)
    assert (trust.heard_fill, trust.heard_poached) == (0.8, 0.002)
    assert leavers(trust, causes) == pytest.approx(45.0)  # 4000 * (.009 + .00225)


def test_low_engagement_makes_more_leave_by_its_own_cause():
    causes = CauseFields()
    trust = TrustFields(staffing=1.0, engagement=0.3)
    lose_and_hire(trust, causes, SystemFields(), believing(**STAFF))
    assert causes.staffing_leavers == pytest.approx(-0.01)
    assert causes.staffing_engagement == pytest.approx(-0.0034986, abs=1e-7)  # .01 * (exp(.3) - 1)


@given(shares, shares, st.floats(0.5, 1.2), shares)
def test_more_engagement_never_raises_leaving(less, more, staffing, stigma):
    less, more = sorted((less, more))
    gone = []
    for engagement in (less, more):
        trust, causes = TrustFields(staffing=staffing, stigma=stigma, engagement=engagement), CauseFields()
        lose_and_hire(trust, causes, SystemFields(), believing(**STAFF))
        gone.append(leavers(trust, causes))
    assert gone[1] <= gone[0] * (1.0 + 1e-12)


@given(st.floats(0.0, 1.2), shares, shares, shares, st.floats(0.0, 0.5), st.floats(-50.0, 100.0))
def test_staffing_is_exactly_what_was_and_what_its_causes_add(staffing, stigma, engagement, fill, poached, deficit):
    trust = TrustFields(staffing=staffing, stigma=stigma, engagement=engagement, deficit=deficit)
    causes = CauseFields()
    lose_and_hire(trust, causes, SystemFields(fill=fill, poached=poached), believing(**STAFF))
    assert causes.staffing_before == staffing
    assert trust.staffing == added_up(staffing, causes, "staffing_")
    assert 0.0 <= trust.staffing <= 1.2


def test_the_bound_of_staffing_is_a_cause_of_its_own():
    trust, causes = TrustFields(staffing=0.02, stigma=0.0), CauseFields()
    lose_and_hire(trust, causes, SystemFields(fill=0.0, poached=1.0), believing(**STAFF))
    assert trust.staffing == 0.0
    assert causes.staffing_bound > 0.0


def test_nobody_is_staffed_beyond_a_fifth_above_the_establishment():
    trust, causes = TrustFields(staffing=1.3), CauseFields()
    lose_and_hire(trust, causes, SystemFields(), believing(**STAFF))
    assert trust.staffing == 1.2
    assert causes.staffing_bound < 0.0


def test_hires_of_a_place_equal_what_its_trusts_take_on():
    """Two trusts and one pool: what share_labour gives is what lose_and_hire takes, freezes included."""
    p = believing(**STAFF, **LABOUR)
    trusts = [
        TrustFields(size=4000.0, staffing=0.88, deficit=90.0, stigma=0.6, engagement=0.4),
        TrustFields(size=2500.0, staffing=0.93, engagement=0.6),
    ]
    place = SystemFields(pool=60.0, staff=sum(trust.size * trust.staffing for trust in trusts))
    for trust in trusts:
        seek_staff(trust, p)
        place.wanted += trust.hiring_wanted
    share_labour(place, p)
    taken_on = poached = 0.0
    for trust in trusts:
        causes = CauseFields()
        lose_and_hire(trust, causes, place, p)
        taken_on += trust.size * (causes.staffing_hires + causes.staffing_freeze)
        poached -= trust.size * causes.staffing_poached
    assert place.fill < 1.0
    assert taken_on == pytest.approx(place.hired)
    assert taken_on - poached == pytest.approx(60.0 - place.pool)


BORROWED = {
    "workforce__cover": 0.7,
    "workforce__temporary_worth": 0.6,
    "workforce__temporary_threshold": 0.05,
    "support__effects": 1.0,
}


def test_temporary_staff_cover_part_of_the_gap_and_funded_posts_come_on_top():
    trust = TrustFields(staffing=0.9, funded_posts=0.03)
    borrow_staff(trust, believing(**BORROWED))
    assert trust.temporary == pytest.approx(0.1)
    assert trust.temporary_share == pytest.approx(0.1)
    assert at_work(trust, believing(**BORROWED)) == pytest.approx(0.96)  # .9 + .6 * .1
    assert at_work(trust, believing(**{**BORROWED, "support__effects": 0.0})) == pytest.approx(0.942)


def test_an_almost_empty_trust_still_has_a_temporary_share():
    trust = TrustFields(staffing=0.0, funded_posts=0.0)
    borrow_staff(trust, believing(**{**BORROWED, "workforce__cover": 0.0}))
    assert trust.temporary_share == 0.0


def test_temporary_staff_do_no_harm_below_a_threshold_and_more_than_in_proportion_above():
    p = believing(**{**BORROWED, "workforce__cover": 1.0, "workforce__temporary_threshold": 0.05})
    harms = [temporary_harm(TrustFields(staffing=1.0 - vacancies), p) for vacancies in (0.05, 0.10, 0.15)]
    assert harms == pytest.approx([0.0, 0.25, 1.0])


def test_in_an_almost_empty_trust_harm_is_measured_against_a_tenth_of_its_posts():
    trust = TrustFields(staffing=0.0, funded_posts=0.025)
    p = believing(**{**BORROWED, "workforce__cover": 0.0, "workforce__temporary_threshold": 0.05})
    assert temporary_harm(trust, p) == pytest.approx(4.0)  # share .25, .2 above


def test_funded_posts_harm_only_as_far_as_support_has_effects():
    trust = TrustFields(staffing=1.0, funded_posts=0.25)
    assert temporary_harm(trust, believing(**BORROWED)) == pytest.approx(2.25)  # share .2, .15 above
    assert temporary_harm(trust, believing(**{**BORROWED, "support__effects": 0.0})) == 0.0


@given(st.floats(0.0, 1.2), st.floats(0.0, 1.0))
def test_the_temporary_share_is_a_share(staffing, funded):
    trust = TrustFields(staffing=staffing, funded_posts=funded)
    borrow_staff(trust, believing(**BORROWED))
    assert 0.0 <= trust.temporary_share <= 1.0


MORALE = {
    **BORROWED,
    "workforce__engagement_return": 0.05,
    "workforce__listening": 0.006,
    "workforce__stigma_engagement": 0.004,
    "workforce__strain": 0.05,
    "workforce__usual_staffing": 0.95,
    "workforce__overload": 0.002,
    "workforce__overload_from": 0.75,
    "workforce__galvanise_engagement": 0.001,
    "workforce__engagement_sd": 0.012,
}


def test_each_cause_of_engagement_is_what_one_works_out_by_hand():
    trust = TrustFields(
        engagement=0.5, permanent_engagement=0.6, stigma=0.5, staffing=0.8, interruptions=1.75, galvanised=1.0
    )
    causes = CauseFields()
    engage(trust, causes, 0.8, 0.01, believing(**MORALE), -1.0)
    assert causes.engagement_before == 0.5
    assert causes.engagement_drift == pytest.approx(0.005)
    assert causes.engagement_listening == pytest.approx(0.0018)
    assert causes.engagement_stigma == pytest.approx(-0.002)
    assert causes.engagement_strain == pytest.approx(-0.0033)  # at work .8 + .6 * .14 = .884
    assert causes.engagement_overload == pytest.approx(-0.002)
    assert causes.engagement_change == -0.01
    assert causes.engagement_label == pytest.approx(0.001)
    assert causes.engagement_chance == pytest.approx(-0.012)
    assert trust.engagement == pytest.approx(0.5 + 0.0078 - 0.0293)


def test_neither_full_staffing_nor_calm_lifts_morale():
    causes = CauseFields()
    engage(TrustFields(staffing=1.1, interruptions=0.7), causes, 0.5, 0.0, believing(**MORALE), 0.0)
    assert causes.engagement_strain == 0.0
    assert causes.engagement_overload == 0.0


@given(shares, shares, shares, shares, st.floats(0.0, 0.2), st.floats(-50.0, 50.0), st.floats(0.0, 20.0))
def test_engagement_is_exactly_what_was_and_what_its_causes_add(
    engagement, own, stigma, listening, change, z, interruptions
):
    trust = TrustFields(
        engagement=engagement, permanent_engagement=own, stigma=stigma, interruptions=interruptions, staffing=0.9
    )
    causes = CauseFields()
    engage(trust, causes, listening, change, believing(**MORALE), z)
    assert causes.engagement_before == engagement
    assert trust.engagement == added_up(engagement, causes, "engagement_")
    assert 0.0 <= trust.engagement <= 1.0


@given(shares, shares, shares)
def test_a_leader_who_listens_more_never_lowers_engagement(engagement, less, more):
    less, more = sorted((less, more))
    ends = []
    for listening in (less, more):
        trust = TrustFields(engagement=engagement)
        engage(trust, CauseFields(), listening, 0.0, believing(**MORALE), 0.0)
        ends.append(trust.engagement)
    assert ends[0] <= ends[1] + 1e-15


def test_two_places_that_differ_in_engagement_drift_to_different_levels_of_staff():
    p = believing(**STAFF)
    ends = []
    for engagement in (0.35, 0.65):
        trust = TrustFields(staffing=0.92, engagement=engagement)
        for _ in range(240):
            lose_and_hire(trust, CauseFields(), SystemFields(fill=0.8), p)
        ends.append(trust.staffing)
    assert ends[0] < ends[1]
