import itertools
import math

import pytest
from bare_world import added_up, believing, deciding
from hypothesis import given
from hypothesis import strategies as st

from turnaround_sim.entities import (
    ACTING,
    CARING,
    EFFECTIVE,
    GOOD,
    IN_POST,
    INADEQUATE,
    NOT_RATED,
    OUT,
    OUTSTANDING,
    REQUIRES_IMPROVEMENT,
    RESPONSIVE,
    SAFE,
    SPECIAL_MEASURES,
    WELL_LED,
    CauseFields,
    DomainFields,
    LeaderFields,
    TrustFields,
)
from turnaround_sim.rules.operations import (
    be_interrupted,
    be_shaken,
    drift,
    embed,
    embedded,
    fade,
    fitting,
    heard_out,
    improve,
    led,
    look_ahead,
    move,
    polish,
    pull,
    review_in,
    see,
    settled,
    spend_attention,
    start_afresh,
    take_in_helpers,
    told,
    upset,
    weigh,
    work,
)

shares = st.floats(0.0, 1.0)
normals = st.floats(-8.0, 8.0)


def test_switched_off_everyone_is_like_the_mean():
    assert told(0.9, 0.5, 1.0) == pytest.approx(0.9)
    assert told(0.9, 0.5, 0.0) == 0.5
    assert told(0.9, 0.5, 0.25) == pytest.approx(0.6)


def test_leaders_switched_off_switch_off_stability_embedding_and_listening():
    numbers = {
        "leadership__mean_stability": 0.8,
        "leadership__mean_embedding": 0.55,
        "leadership__mean_listening": 0.5,
    }
    trust, leader = TrustFields(executive_stability=0.2, embedding=0.1), LeaderFields(listening=0.9)
    on, off = believing(leadership__effects=1.0, **numbers), believing(leadership__effects=0.0, **numbers)
    assert (settled(trust, off), embedded(trust, off), heard_out(leader, off)) == (0.8, 0.55, 0.5)
    assert (settled(trust, on), embedded(trust, on), heard_out(leader, on)) == pytest.approx((0.2, 0.1, 0.9))


# Interruptions

STOCK = {
    "operations__arrivals": 0.3,
    "operations__vacancy_arrivals": 0.5,
    "operations__action_plan": 0.1,
    "operations__incident_sd": 0.0,
    "operations__capacity": 1.0,
    "operations__executive_loss": 0.5,
    "operations__peak": 3.0,
    "operations__most_interruptions": 12.0,
    "leadership__mean_stability": 0.8,
    "leadership__effects": 1.0,
}


@pytest.mark.parametrize(("peak", "stock"), [(3.0, 1.2), (1.5, 0.6)])  # half of the peak of a capacity of .8
def test_interruptions_arrive_and_are_worked_off(peak, stock):
    p = believing(**{**STOCK, "operations__incident_sd": 0.08, "operations__peak": peak})
    trust = TrustFields(
        interruptions=stock, staffing=0.9, executive_stability=0.6, regime=SPECIAL_MEASURES, findings=0.2
    )
    be_interrupted(trust, p, 1.0)
    # Arrivals .3 + .5 * .1 + .1 + .08 + .2 = .73; capacity 1 - .5 * .4 = .8; f(.5) = .5 * exp(.5) = .824361.
    assert trust.interruptions == pytest.approx(stock + 0.73 - 0.8 * 0.824361, abs=1e-6)
    assert trust.findings == 0.0


def test_outside_special_measures_there_is_no_action_plan_and_full_staffing_brings_no_vacancies():
    trust = TrustFields(interruptions=0.0, staffing=1.1, executive_stability=1.0)
    be_interrupted(trust, believing(**STOCK), 0.0)
    assert trust.interruptions == pytest.approx(0.3)


def test_a_lucky_month_brings_no_fewer_than_no_incidents():
    trust = TrustFields(interruptions=0.0, staffing=1.0, findings=0.25)
    be_interrupted(trust, believing(**{**STOCK, "operations__incident_sd": 0.5}), -8.0)
    assert trust.interruptions == 0.25


def test_a_team_that_is_lost_altogether_still_resolves_a_tenth():
    trust = TrustFields(interruptions=0.3, staffing=1.0, executive_stability=0.0)
    be_interrupted(trust, believing(**{**STOCK, "operations__executive_loss": 1.0}), 0.0)
    assert trust.interruptions == pytest.approx(0.3 + 0.3 - 0.1)  # f(1) = 1, at the peak of a capacity of .1


def course(start, months=240, **numbers):
    trust = TrustFields(interruptions=start, staffing=1.0, executive_stability=1.0)
    p = believing(**{**STOCK, **numbers})
    stocks = []
    for _ in range(months):
        be_interrupted(trust, p, 0.0)
        stocks.append(trust.interruptions)
    return stocks


@pytest.mark.parametrize(("peak", "capacity"), [(1.5, 1.0), (3.0, 1.0), (3.0, 0.5), (8.0, 1.0)])
def test_a_team_works_fastest_with_its_peak_of_work_open_and_then_at_full_capacity(peak, capacity):
    numbers = {"operations__arrivals": 0.0, "operations__peak": peak, "operations__capacity": capacity}
    best = peak * capacity
    few, peaked, many = (stock - course(stock, 1, **numbers)[0] for stock in (0.9 * best, best, 1.1 * best))
    assert peaked == pytest.approx(capacity)
    assert few < peaked
    assert many < peaked


HALF_LOAD = {"operations__arrivals": 0.5}  # s * exp(1 - s) = .5 at s = .231961 and at s = 2.678347, each times 3


@pytest.mark.parametrize("start", [0.0, 0.6, 1.5, 3.0])
def test_below_the_peak_interruptions_settle_where_arrivals_are_resolved(start):
    assert course(start, **HALF_LOAD)[-1] == pytest.approx(0.695883, abs=1e-5)


def test_beyond_the_second_balance_the_same_arrivals_run_away_to_the_cap():
    assert course(8.02, **HALF_LOAD)[-1] == pytest.approx(0.695883, abs=1e-5)
    assert course(8.05, **HALF_LOAD)[-1] == 12.0


@pytest.mark.parametrize("start", [0.0, 2.4, 6.0])  # the peak is at 2.4
def test_above_capacity_interruptions_run_away_from_anywhere_until_the_cap(start):
    stocks = course(start, operations__arrivals=0.9, operations__capacity=0.8)
    assert stocks == sorted(stocks)
    assert stocks[0] > start
    assert stocks[-1] == 12.0


@pytest.mark.parametrize("peak", [1.5, 3.0, 8.0])
def test_a_settled_trust_at_low_load_comes_to_rest_instead_of_ringing(peak):
    stocks = course(0.0, 400, operations__peak=peak)
    late = stocks[200:]
    assert max(abs(after - before) for before, after in itertools.pairwise(late)) < 1e-9
    assert late[0] == pytest.approx(0.125067 * peak, abs=1e-5)  # s * exp(1 - s) = .3 at s = .125067


def test_with_the_usual_peak_a_calm_trust_fills_up_to_its_balance_and_never_beyond():
    stocks = course(0.0)
    assert all(after >= before - 1e-12 for before, after in itertools.pairwise(stocks))
    assert max(stocks) == pytest.approx(0.375201, abs=1e-5)


def test_lost_executives_can_tip_a_trust_that_a_settled_team_would_hold():
    p = believing(**{**STOCK, "operations__arrivals": 0.6, "operations__executive_loss": 1.0})
    ends = []
    for stability in (0.9, 0.5):
        trust = TrustFields(interruptions=0.2, staffing=1.0, executive_stability=stability)
        for _ in range(240):
            be_interrupted(trust, p, 0.0)
        ends.append(trust.interruptions)
    assert ends[0] == pytest.approx(0.936850, abs=1e-5)  # s * exp(1 - s) = .6 / .9 at s = .346982, times 3 * .9
    assert ends[1] == 12.0


def test_no_more_is_worked_off_than_there_is():
    trust = TrustFields(interruptions=0.5, staffing=1.0, executive_stability=1.0)
    be_interrupted(trust, believing(**{**STOCK, "operations__arrivals": 0.0, "operations__peak": 1.5}), 0.0)
    assert trust.interruptions == 0.0


@given(st.floats(0.0, 12.0), shares, shares, normals)
def test_interruptions_stay_between_none_and_the_cap(stock, staffing, stability, z):
    trust = TrustFields(interruptions=stock, staffing=staffing, executive_stability=stability, regime=SPECIAL_MEASURES)
    be_interrupted(trust, believing(**{**STOCK, "operations__incident_sd": 0.5}), z)
    assert 0.0 <= trust.interruptions <= 12.0


# Looking ahead

INTERVALS = {
    "regulation__interval_outstanding": 48.0,
    "regulation__interval_good": 33.0,
    "regulation__interval_requires_improvement": 20.0,
    "regulation__interval_inadequate": 12.0,
    "operations__overdue_wait": 7.0,
}


def policy(patience=120, trial=0, interval=10):
    return deciding(
        leadership__patience=patience,
        leadership__trial_period=trial,
        regime__inspection_interval=interval,
    )


def horizon(trust, *, t, leader=None, believed=None, announced=None, takes_effect=0):
    believed = believed or policy()
    leader = leader or LeaderFields(status=IN_POST, started=-30)
    look_ahead(trust, leader, believed, announced or believed, takes_effect, believing(**INTERVALS), t)
    return trust.horizon


@pytest.mark.parametrize(
    ("rating", "months"),
    [(NOT_RATED, 29.0), (INADEQUATE, 8.0), (REQUIRES_IMPROVEMENT, 16.0), (GOOD, 29.0), (OUTSTANDING, 44.0)],
)
def test_a_leader_counts_to_the_next_inspection_by_the_rating(rating, months):
    assert horizon(TrustFields(rating=rating, inspected=2), t=6) == months


def test_a_trust_never_inspected_has_nothing_in_sight():
    assert horizon(TrustFields(), t=6) == 60.0


@pytest.mark.parametrize(("t", "months"), [(12, 2.0), (13, 1.0), (14, 7.0), (15, 7.0), (40, 7.0)])
def test_an_overdue_inspection_is_expected_in_some_months_and_not_every_month_anew(t, months):
    assert horizon(TrustFields(rating=INADEQUATE, inspected=2), t=t) == months


@pytest.mark.parametrize("t", [11, 12, 40])
def test_inside_special_measures_an_overdue_inspection_is_expected_next_month(t):
    trust = TrustFields(rating=INADEQUATE, inspected=2, regime=SPECIAL_MEASURES, entered=0)
    assert horizon(trust, t=t) == 1.0


def test_an_interval_beyond_five_years_is_out_of_sight():
    p = believing(**{**INTERVALS, "regulation__interval_good": 48.0})
    trust = TrustFields(rating=GOOD, inspected=30)
    look_ahead(trust, LeaderFields(), policy(), policy(), 0, p, 10)
    assert trust.horizon == 60.0


def test_inside_special_measures_the_nearer_of_inspection_and_review_counts():
    trust = TrustFields(regime=SPECIAL_MEASURES, entered=0, inspected=-4)
    assert horizon(trust, t=2) == 8.0  # the inspection, ten months from entry
    assert horizon(trust, t=2, believed=policy(patience=6)) == 4.0
    assert horizon(trust, t=2, believed=policy(patience=6, trial=120)) == 8.0


def test_no_leader_looks_further_than_five_years():
    trust = TrustFields(regime=SPECIAL_MEASURES, entered=0)
    assert horizon(trust, t=0, believed=policy(interval=60)) == 60.0
    assert horizon(TrustFields(), t=0) == 60.0


def test_a_leader_who_only_acts_up_is_not_reviewed():
    trust = TrustFields(regime=SPECIAL_MEASURES, entered=0)
    acting = LeaderFields(status=ACTING, started=0)
    assert horizon(trust, t=2, leader=acting, believed=policy(patience=6)) == 8.0


def test_an_announced_policy_counts_from_the_month_it_takes_effect():
    trust = TrustFields(regime=SPECIAL_MEASURES, entered=0)
    lenient, strict = policy(patience=100, interval=50), policy(patience=3, interval=50)
    assert horizon(trust, t=6, believed=lenient, announced=strict, takes_effect=10) == 4.0
    assert horizon(trust, t=10, believed=strict, announced=strict, takes_effect=10) == 2.0


def test_announced_intervals_between_inspections_count_in_the_same_way():
    trust = TrustFields(regime=SPECIAL_MEASURES, entered=0, inspected=2)
    rare, often = policy(interval=20), policy(interval=5)
    assert horizon(trust, t=6, believed=rare, announced=often, takes_effect=10) == 4.0
    assert horizon(trust, t=6, believed=often, announced=rare, takes_effect=10) == 1.0
    assert horizon(trust, t=3, believed=often, announced=rare, takes_effect=10) == 4.0
    assert horizon(trust, t=6, believed=rare, announced=rare, takes_effect=6) == 16.0


@pytest.mark.parametrize(("t", "months"), [(2, 5.0), (5, 2.0), (6, 1.0), (7, 1.0), (8, 3.0)])
def test_a_replacement_expected_at_entry_is_counted_to_and_then_forgotten(t, months):
    trust = TrustFields(regime=SPECIAL_MEASURES, entered=0, inspected=1, replacement_expected=7)
    assert horizon(trust, t=t) == months  # and ten months from the inspection


def test_only_who_was_in_post_at_entry_expects_to_be_replaced():
    trust = TrustFields(regime=SPECIAL_MEASURES, entered=3, inspected=3, replacement_expected=7)
    assert horizon(trust, t=4, leader=LeaderFields(status=IN_POST, started=3)) == 3.0
    assert horizon(trust, t=4, leader=LeaderFields(status=IN_POST, started=4)) == 9.0
    assert horizon(trust, t=4, leader=LeaderFields(status=ACTING, started=3)) == 9.0


def test_out_of_special_measures_nobody_expects_to_be_replaced():
    assert horizon(TrustFields(rating=INADEQUATE, entered=0, inspected=2, replacement_expected=7), t=6) == 8.0


def test_leniency_announced_for_later_does_not_put_off_a_review_that_comes_before_it():
    trust = TrustFields(regime=SPECIAL_MEASURES, entered=0)
    strict, lenient = policy(patience=9, interval=50), policy(patience=30, interval=50)
    assert horizon(trust, t=6, believed=strict, announced=lenient, takes_effect=12) == 3.0


@pytest.mark.parametrize("patience", [1, 9, 12])
@pytest.mark.parametrize("trial", [0, 6, 24])
@pytest.mark.parametrize("appointed", [-40, 0, 7])
def test_months_to_a_review_agree_with_counting_on_ones_fingers(patience, trial, appointed):
    trust, leader = TrustFields(entered=0), LeaderFields(started=appointed)
    levers = policy(patience=patience, trial=trial)
    reviews = [t for first in [max(max(0, appointed) + patience, appointed + trial)] for t in range(first, 200, 3)]
    for t in range(max(0, appointed), 60):
        following = [review for review in reviews if review >= t]
        assert review_in(trust, leader, levers, t) == following[0] - t


def test_in_a_month_of_review_the_review_is_still_to_come():
    trust, leader, levers = TrustFields(regime=SPECIAL_MEASURES, entered=0), LeaderFields(started=-30), policy(9)
    assert [review_in(trust, leader, levers, t) for t in range(7, 14)] == [2.0, 1.0, 0.0, 2.0, 1.0, 0.0, 2.0]
    # With the next inspection out of sight the review is the horizon, never nearer than a month.
    far = policy(9, interval=60)
    assert [horizon(trust, t=t, believed=far) for t in range(7, 14)] == [2.0, 1.0, 1.0, 2.0, 1.0, 1.0, 2.0]


# Attention

BUDGET = {
    "leadership__effects": 1.0,
    "leadership__induction_time": 0.1,
    "leadership__mean_induction": 0.01,
    "leadership__interim_time": 0.1,
    "leadership__mean_interim_time": 0.007,
    "leadership__mandate": 0.05,
    "leadership__mean_mandate": 0.01,
    "leadership__mean_quick": 0.08,
    "operations__routine": 0.4,
    "operations__most_interrupted": 0.5,
    "operations__interruption_time": 0.2,
    "operations__most_quick": 0.5,
    "operations__horizon_response": 0.3,
    "operations__horizon": 6.0,
    "support__effects": 1.0,
    "support__absorbs": 0.15,
    "support__buddying_time": 0.02,
}


def burdened(**changed):
    """Causes as the oversight phase leaves them."""
    asked = {"attention_commissioner": -0.02, "attention_regulator": -0.05, "attention_national": -0.03, **changed}
    return CauseFields(**asked)


def test_the_budget_of_a_usual_month_adds_up_by_hand():
    trust = TrustFields(
        interruptions=0.5,
        induction=0.5,
        mandate=0.4,
        buddying=1,
        heard_coaching=0.6,
        heard_scrutiny=0.01,
        oversight_load=0.1,
        horizon=6.0,
    )
    causes = burdened()
    spend_attention(trust, causes, LeaderFields(status=IN_POST), believing(**BUDGET))
    assert causes.attention_interruptions == pytest.approx(-0.1)
    assert causes.attention_induction == pytest.approx(-0.05)
    assert causes.attention_interim == 0.0
    assert causes.attention_mandate == pytest.approx(0.02)
    assert causes.attention_director == pytest.approx(-0.001)  # .15 * .6 * .1 - .01
    assert causes.attention_buddying == pytest.approx(-0.02)
    # 1 - .4 - .1 (reports) - .1 - .05 + .02 - .001 - .02 = .349; at the horizon half of .5 goes into quick fixes.
    assert trust.quick_share == pytest.approx(0.349 * 0.25)
    assert trust.attention == pytest.approx(0.349 * 0.75)


def test_an_interim_gap_takes_time():
    p, causes = believing(**BUDGET), burdened()
    spend_attention(TrustFields(), causes, LeaderFields(status=ACTING), p)
    assert causes.attention_interim == pytest.approx(-0.1)


def test_with_leaders_switched_off_their_claims_stand_at_the_means():
    trust = TrustFields(induction=1.0, mandate=1.0, horizon=1.0, interruptions=0.0, oversight_load=0.1)
    causes = CauseFields()
    spend_attention(trust, causes, LeaderFields(status=ACTING), believing(**{**BUDGET, "leadership__effects": 0.0}))
    assert causes.attention_induction == -0.01
    assert causes.attention_interim == -0.007
    assert causes.attention_mandate == 0.01
    assert trust.quick_share == pytest.approx(0.08 * (0.6 - 0.007))


def test_with_support_switched_off_neither_director_nor_buddying_touches_time():
    trust = TrustFields(heard_coaching=1.0, heard_scrutiny=0.05, buddying=2, oversight_load=0.2)
    causes = CauseFields()
    spend_attention(trust, causes, LeaderFields(), believing(**{**BUDGET, "support__effects": 0.0}))
    assert causes.attention_director == 0.0
    assert causes.attention_buddying == 0.0


def test_a_scrutinising_director_absorbs_nothing():
    trust, causes = TrustFields(heard_coaching=-0.5, heard_scrutiny=0.03, oversight_load=0.3), CauseFields()
    spend_attention(trust, causes, LeaderFields(), believing(**BUDGET))
    assert causes.attention_director == -0.03


def test_no_more_of_the_day_goes_into_interruptions_than_there_is_room_for():
    causes = CauseFields()
    spend_attention(TrustFields(interruptions=5.0), causes, LeaderFields(), believing(**BUDGET))
    assert causes.attention_interruptions == -0.5


def test_leaders_do_not_look_at_the_horizon_where_they_do_not_respond_to_it():
    p = believing(**{**BUDGET, "operations__horizon_response": 0.0})
    quick = []
    for months in (1.0, 60.0):
        trust = TrustFields(horizon=months)
        spend_attention(trust, CauseFields(), LeaderFields(), p)
        quick.append(trust.quick_share)
    assert quick[0] == quick[1]


def test_the_nearer_the_review_the_more_goes_into_quick_fixes():
    quick = []
    for months in (1.0, 6.0, 12.0, 60.0):
        trust = TrustFields(horizon=months, interruptions=0.0)
        spend_attention(trust, CauseFields(), LeaderFields(), believing(**BUDGET))
        quick.append(trust.quick_share / 0.6)
    assert quick == sorted(quick, reverse=True)
    assert quick[0] == pytest.approx(0.5 / (1.0 + math.exp(-1.5)))
    assert quick[3] == pytest.approx(0.5 / (1.0 + math.exp(16.2)))


@given(
    st.lists(st.floats(0.0, 0.4), min_size=8, max_size=8),
    st.floats(0.0, 5.0),
    shares,
    shares,
    st.floats(-1.0, 1.0),
    st.floats(1.0, 60.0),
    st.booleans(),
    st.sampled_from([0.0, 0.3, 1.0]),
)
def test_attention_is_exactly_what_its_causes_leave(asked, stock, new, fresh, coaching, months, acting, effects):
    names = ("commissioner", "education", "professional", "local", "regulator", "national", "deficit", "board")
    causes = CauseFields(**{f"attention_{name}": -share for name, share in zip(names, asked, strict=True)})
    p = believing(**{**BUDGET, "leadership__effects": effects})
    trust = TrustFields(
        interruptions=stock,
        induction=new,
        mandate=fresh,
        heard_coaching=coaching,
        oversight_load=sum(asked),
        horizon=months,
        buddying=1,
    )
    spend_attention(trust, causes, LeaderFields(status=ACTING if acting else IN_POST), p)
    assert trust.attention == added_up(1.0 - p.operations.routine, causes, "attention_")
    assert 0.0 <= trust.attention <= 1.0
    assert 0.0 <= trust.quick_share <= 1.0
    assert causes.attention_bound >= 0.0


def test_overload_leaves_nothing_and_says_so_in_the_bound():
    causes, p = burdened(attention_deficit=-2.0), believing(**BUDGET)
    trust = TrustFields(interruptions=0.0)
    spend_attention(trust, causes, LeaderFields(), p)
    assert trust.attention == 0.0
    assert causes.attention_bound == pytest.approx(1.5)


def test_a_quick_lift_fades_within_months_and_builds_up_to_gain_times_memory():
    p = believing(operations__quick_gain=3.0, operations__quick_memory=4.0)
    trust = TrustFields(quick_lift=2.0, quick_share=0.1)
    polish(trust, p)
    assert trust.quick_lift == pytest.approx(1.8)  # 2 + 3 * .1 - 2 / 4
    for _ in range(80):
        polish(trust, p)
    assert trust.quick_lift == pytest.approx(1.2)
    trust.quick_share = 0.0
    for _ in range(6):
        polish(trust, p)
    assert trust.quick_lift == pytest.approx(1.2 * 0.75 * 0.75 * 0.75 * 0.75 * 0.75 * 0.75)


# Work and capability

WORK = {
    "leadership__effects": 1.0,
    "leadership__misfit": 0.4,
    "leadership__mean_skill": 1.0,
    "leadership__mean_fit": 0.9,
    "leadership__mean_appropriateness": 0.4,
    "leadership__mean_embedding": 0.55,
    "operations__unembedded": 0.3,
}


def test_work_is_the_product_of_all_that_makes_attention_good():
    trust = TrustFields(attention=0.3, heard_skill=1.2, context=0.7, embedding=0.5, engagement=0.6)
    leader = LeaderFields(orientation=0.2, appropriateness=0.5)
    # .3 * 1.2 * (1 - .4 * .5) * .5 * .8 * 1.1
    assert work(trust, leader, believing(**WORK)) == pytest.approx(0.12672)


def test_embedding_a_wrong_programme_does_harm_and_the_more_the_better_it_is_embedded():
    wrong = LeaderFields(appropriateness=-0.5)
    loose, firm = (work(TrustFields(embedding=m), wrong, believing(**WORK)) for m in (0.1, 0.9))
    assert firm < loose < 0.0


def test_with_leaders_switched_off_all_do_the_work_of_the_mean():
    p = believing(**{**WORK, "leadership__effects": 0.0})
    trust = TrustFields(attention=0.3, heard_skill=9.0, context=1.0, embedding=0.0, engagement=0.5)
    leader = LeaderFields(orientation=0.0, appropriateness=-1.0)
    assert work(trust, leader, p) == pytest.approx(0.3 * 1.0 * 0.9 * 0.4 * 0.85)


@given(shares, shares)
def test_fit_is_the_same_from_either_side_and_never_below_one_minus_misfit(orientation, context):
    p = believing(leadership__misfit=0.4)
    fit = fitting(LeaderFields(orientation=orientation), TrustFields(context=context), p)
    assert fit == fitting(LeaderFields(orientation=context), TrustFields(context=orientation), p)
    assert 0.6 <= fit <= 1.0


CAPABILITY = {
    **WORK,
    "leadership__experience_gain": 0.002,
    "leadership__mean_experience_gain": 0.0,
    "leadership__capability_loss": 0.02,
    "leadership__mean_capability_loss": 0.0004,
    "operations__learning": 0.1,
    "operations__forgetting": 0.02,
    "support__effects": 1.0,
    "support__coaching": 0.01,
    "support__transfer": 0.05,
    "systems__partner_gain": 0.01,
    "finance__capability_gain": 0.1,
    "finance__consultant_gain": -0.01,
}
HELPED = {
    "capability": 0.4,
    "attention": 0.3,
    "heard_skill": 1.0,
    "context": 0.5,
    "embedding": 0.2,
    "engagement": 0.5,
    "regime": SPECIAL_MEASURES,
    "heard_coaching": 0.5,
    "similarity": 0.8,
    "commitment": 0.5,
    "heard_buddy_capability": 0.7,
    "help": 0.25,
    "shaken": 1.0,
}
GOOD_LEADER = {"orientation": 0.5, "appropriateness": 0.6, "experience": 12}


def test_each_cause_of_capability_is_what_one_works_out_by_hand():
    causes, trust = CauseFields(), TrustFields(**HELPED)
    improve(trust, causes, LeaderFields(**GOOD_LEADER), (0.5, 0.2), believing(**CAPABILITY))
    assert causes.capability_before == 0.4
    assert causes.capability_programme == pytest.approx(0.1 * 0.3 * 0.6 * 0.5 * 0.6)  # room .6
    assert causes.capability_experience == pytest.approx(0.0012)
    assert causes.capability_director == pytest.approx(0.003)  # .01 * .5 * .6
    assert causes.capability_buddy == pytest.approx(0.006)  # .05 * .8 * .5 * .3
    assert causes.capability_partners == pytest.approx(0.0015)  # .01 * .25 * .6
    assert causes.capability_spending == pytest.approx(0.03)  # .1 * .5 * .6
    assert causes.capability_consultants == pytest.approx(-0.002)
    assert causes.capability_decay == pytest.approx(-0.008)
    assert causes.capability_change == pytest.approx(-0.008)
    assert trust.capability == pytest.approx(0.4 + 0.0054 + 0.0012 + 0.003 + 0.006 + 0.0015 + 0.03 - 0.018)


@pytest.mark.parametrize(
    ("leader", "regime"),
    [({"experience": 11}, SPECIAL_MEASURES), ({"status": ACTING}, SPECIAL_MEASURES), ({}, OUT)],
)
def test_experience_helps_only_a_substantive_leader_with_a_year_of_it_inside_the_regime(leader, regime):
    causes = CauseFields()
    head = LeaderFields(**{**GOOD_LEADER, **leader})
    improve(TrustFields(**{**HELPED, "regime": regime}), causes, head, (0.0, 0.0), believing(**CAPABILITY))
    assert causes.capability_experience == 0.0


def test_with_support_switched_off_no_helper_and_no_pound_moves_capability():
    causes = CauseFields()
    p = believing(**{**CAPABILITY, "support__effects": 0.0})
    improve(TrustFields(**HELPED), causes, LeaderFields(**GOOD_LEADER), (5.0, 5.0), p)
    for name in ("director", "buddy", "partners", "spending", "consultants"):
        assert getattr(causes, f"capability_{name}") == 0.0
    assert causes.capability_programme > 0.0


def test_with_leaders_switched_off_a_departure_costs_what_it_costs_on_average():
    causes = CauseFields()
    p = believing(**{**CAPABILITY, "leadership__effects": 0.0})
    improve(TrustFields(**HELPED), causes, LeaderFields(**GOOD_LEADER), (0.0, 0.0), p)
    assert causes.capability_change == pytest.approx(-0.4 * 0.0004)
    assert causes.capability_experience == 0.0


def test_a_buddy_weaker_than_oneself_teaches_nothing():
    causes = CauseFields()
    trust = TrustFields(**{**HELPED, "heard_buddy_capability": 0.3})
    improve(trust, causes, LeaderFields(), (0.0, 0.0), believing(**CAPABILITY))
    assert causes.capability_buddy == 0.0


def test_a_wrong_programme_takes_more_where_there_is_more_to_lose():
    losses = []
    for capability in (0.2, 0.8):
        causes = CauseFields()
        trust = TrustFields(**{**HELPED, "capability": capability})
        improve(trust, causes, LeaderFields(appropriateness=-0.5), (0.0, 0.0), believing(**CAPABILITY))
        losses.append(causes.capability_programme / capability)
    assert losses[0] == pytest.approx(losses[1])
    assert losses[0] < 0.0


@given(
    shares,
    shares,
    st.floats(-1.0, 1.0),
    st.floats(-1.0, 1.0),
    st.floats(0.0, 20.0),
    st.floats(0.0, 60.0),
    st.floats(0.0, 4.0),
    shares,
)
def test_capability_is_exactly_what_was_and_what_its_causes_add(
    capability, attention, right, coaching, bought, consultants, shaken, effects
):
    causes = CauseFields()
    trust = TrustFields(
        **{**HELPED, "capability": capability, "attention": attention, "heard_coaching": coaching, "shaken": shaken}
    )
    p = believing(**{**CAPABILITY, "leadership__effects": effects, "finance__consultant_gain": -0.03})
    improve(trust, causes, LeaderFields(appropriateness=right), (bought, consultants), p)
    assert causes.capability_before == capability
    assert trust.capability == added_up(capability, causes, "capability_")
    assert 0.0 <= trust.capability <= 1.0


@given(shares, shares, shares, shares, st.floats(0.0, 2.0))
def test_more_attention_never_lowers_capability_when_the_programme_is_right(capability, less, more, right, skill):
    less, more = sorted((less, more))
    p = believing(**CAPABILITY)
    grown = []
    for attention in (less, more):
        trust = TrustFields(**{**HELPED, "capability": capability, "attention": attention, "heard_skill": skill})
        improve(trust, CauseFields(), LeaderFields(appropriateness=right), (0.0, 0.0), p)
        grown.append(trust.capability)
    assert grown[0] <= grown[1] + 1e-15


# Embedding, drift, fading

EMBED = {
    "operations__habit": 0.04,
    "operations__sponsor": 0.02,
    "operations__motivation": 0.1,
    "operations__motivation_threshold": 0.1,
    "support__effects": 1.0,
    "support__sponsor": 1.0,
}


def embedding_after(m, supported=0.0, results=1.0, **changed):
    trust = TrustFields(embedding=m, results=results)
    embed(trust, supported, believing(**{**EMBED, **changed}))
    return trust.embedding


def test_a_programme_embeds_by_habit_sponsors_and_results():
    assert embedding_after(0.5) == pytest.approx(0.52)  # results just at the threshold
    assert embedding_after(0.5, supported=1.0) == pytest.approx(0.53)
    assert embedding_after(0.5, results=11.0) == pytest.approx(0.545)  # + .1 * (1.1 - .1) * .25
    assert embedding_after(0.5, supported=1.0, support__effects=0.0) == pytest.approx(0.52)
    assert embedding_after(0.5, supported=1.0, support__sponsor=0.5) == pytest.approx(0.525)


def test_without_results_an_embedded_programme_is_given_up():
    assert embedding_after(0.5, results=-9.0, operations__habit=0.005) == pytest.approx(0.4775)


def test_results_count_for_no_more_than_two_standard_deviations_a_year():
    assert embedding_after(0.5, results=1000.0) == embedding_after(0.5, results=20.0)
    assert embedding_after(0.5, results=-1000.0) == embedding_after(0.5, results=-20.0)
    assert embedding_after(0.5, results=20.0) == pytest.approx(0.5675)  # .52 + .1 * (2 - .1) * .25
    assert embedding_after(0.5, results=-20.0) == pytest.approx(0.4675)


@given(shares, shares, st.floats(-100.0, 100.0))
def test_embedding_stays_a_share(m, supported, results):
    assert 0.0 <= embedding_after(m, supported, results) <= 1.0


def test_a_sponsor_can_carry_a_programme_until_it_carries_itself_and_not_if_it_leaves_too_soon():
    """Repenning: commitment feeds on results only once there is some; a push withdrawn too early reverts."""
    p = believing(**{**EMBED, "operations__habit": 0.005, "operations__motivation": 0.5, "operations__sponsor": 0.1})
    ends = []
    for months in (3, 24):
        trust = TrustFields(embedding=0.05)
        for t in range(120):
            trust.results = 12.0 * (trust.embedding - 0.5)  # what is embedded is what shows
            embed(trust, 1.0 if t < months else 0.0, p)
        ends.append(trust.embedding)
    assert ends[0] < 0.2
    assert ends[1] > 0.9


DRIFT = {"operations__correction": 0.05, "operations__inertia": 0.8, "operations__context_drift": 0.1}


def test_a_programme_is_put_right_less_readily_once_embedded():
    rights = []
    for m in (0.0, 1.0):
        leader = LeaderFields(appropriateness=0.2)
        drift(leader, TrustFields(embedding=m), believing(**DRIFT), 0.5)
        rights.append(leader.appropriateness)
    assert rights == pytest.approx([0.2 + 0.05 * 0.8 + 0.05, 0.2 + 0.05 * 0.2 * 0.8 + 0.05])


@pytest.mark.parametrize(("start", "z", "end"), [(-0.5, 0.0, -0.425), (-0.5, -9.0, -1.0), (0.5, 9.0, 1.0)])
def test_a_wrong_programme_is_put_right_too_and_none_is_beyond_wrong_or_right(start, z, end):
    leader = LeaderFields(appropriateness=start)
    drift(leader, TrustFields(embedding=0.0), believing(**DRIFT), z)
    assert leader.appropriateness == pytest.approx(end)


@given(st.floats(-1.0, 1.0), shares, normals)
def test_appropriateness_stays_between_wrong_and_right(right, m, z):
    leader = LeaderFields(appropriateness=right)
    drift(leader, TrustFields(embedding=m), believing(**DRIFT), z)
    assert -1.0 <= leader.appropriateness <= 1.0


def test_what_was_new_wears_off_and_a_team_settles():
    trust = TrustFields(stigma=1.0, galvanised=0.9, induction=0.6, mandate=0.4, executive_stability=0.5)
    p = believing(
        workforce__stigma_memory=20.0,
        workforce__galvanise_memory=18.0,
        leadership__induction_memory=6.0,
        leadership__mandate_memory=10.0,
        leadership__stability_return=0.06,
    )
    fade(trust, p)
    assert (trust.stigma, trust.galvanised, trust.induction, trust.mandate) == pytest.approx((0.95, 0.85, 0.5, 0.36))
    assert trust.executive_stability == pytest.approx(0.53)
    trust.stigma = 0.0  # the sting may go at once with the label; the energy wears off all the same
    fade(trust, p)
    assert (trust.stigma, trust.galvanised) == (0.0, pytest.approx(0.85 * 17.0 / 18.0))


UPSET = {
    "workforce__departure_upset": 0.01,
    "workforce__interim_upset": 0.002,
    "workforce__mean_upset": 0.0003,
}


@pytest.mark.parametrize(
    ("shaken", "status", "effects", "value"),
    [(0.0, IN_POST, 1.0, 0.0), (2.0, IN_POST, 1.0, 0.02), (1.0, ACTING, 1.0, 0.012), (2.0, ACTING, 0.0, 0.0003)],
)
def test_departures_and_gaps_upset_staff(shaken, status, effects, value):
    p = believing(leadership__effects=effects, **UPSET)
    assert upset(TrustFields(shaken=shaken), LeaderFields(status=status), p) == pytest.approx(value)


# Quality

STANDS = {
    "leadership__effects": 1.0,
    "leadership__mean_embedding": 0.55,
    "leadership__mean_stability": 0.8,
    "leadership__mean_led": 0.0,
    "leadership__interim_lack": 0.1,
    "workforce__usual_staffing": 0.95,
    "workforce__cover": 0.7,
    "workforce__temporary_worth": 0.6,
    "workforce__temporary_threshold": 0.05,
    "support__effects": 1.0,
}


def test_causes_stand_at_their_distance_from_the_usual():
    trust = TrustFields(
        shock=1.0,
        heard_system_shock=-0.4,
        ordered_shock=-3.0,
        capability=0.6,
        staffing=0.9,
        engagement=0.45,
        heard_skill=1.1,
        embedding=0.4,
        executive_stability=0.9,
        pressure=0.7,
        help=0.3,
        galvanised=0.2,
    )
    stands = weigh(trust, LeaderFields(listening=0.7), believing(**STANDS), 50.0)
    # At work .9 + .6 * .07 = .942; temporary .07 / .97 = .072165, so harm 100 * .022165^2 = .049128.
    expected = (50.0, -2.4, 0.1, -0.008, -0.049128, -0.05, 0.3, -0.15, 0.1, -0.7, 0.3, 0.2)
    assert stands == pytest.approx(expected, abs=1e-6)


def test_a_trust_usual_in_everything_holds_its_base():
    trust = TrustFields(capability=0.5, staffing=0.95, engagement=0.5, embedding=0.55, executive_stability=0.8)
    p = believing(**{**STANDS, "workforce__temporary_worth": 0.0})
    assert weigh(trust, LeaderFields(listening=0.5), p, 50.0) == pytest.approx((50.0, *[0.0] * 11), abs=1e-12)


def test_an_interim_leads_with_less():
    p = believing(**STANDS)
    trust = TrustFields(heard_skill=1.0)
    assert led(trust, LeaderFields(listening=0.5, status=ACTING), p) == pytest.approx(-0.1)
    assert led(trust, LeaderFields(listening=0.8), p) == pytest.approx(0.3)
    off = believing(**{**STANDS, "leadership__effects": 0.0, "leadership__mean_led": 0.05})
    assert led(TrustFields(heard_skill=5.0), LeaderFields(status=ACTING), off) == 0.05


WEIGHTS = {
    "quality__capability": 2.0,
    "quality__effective_capability": 3.0,
    "quality__staffing": 4.0,
    "quality__safe_staffing": 5.0,
    "quality__temporary": 0.5,
    "quality__safe_temporary": 1.0,
    "quality__engagement": 6.0,
    "quality__caring_engagement": 7.0,
    "quality__leadership": 0.5,
    "quality__well_led_leadership": 8.0,
    "quality__well_led_embedding": 9.0,
    "quality__well_led_executives": 10.0,
    "quality__pressure": 1.5,
    "quality__responsive_pressure": 2.5,
    "quality__partners": 1.0,
    "quality__responsive_partners": 2.0,
    "quality__galvanise": 0.75,
}
COMMON = (1.0, 1.0, 2.0, 4.0, 0.5, 6.0, 0.5, 0.0, 0.0, 1.5, 1.0, 0.75)
CAPABILITY_AT, STAFF_AT, TEMPORARY_AT, ENGAGEMENT_AT, LED_AT = 2, 3, 4, 5, 6
EMBEDDING_AT, EXECUTIVES_AT, PRESSURE_AT, PARTNERS_AT = 7, 8, 9, 10


@pytest.mark.parametrize(
    ("kind", "own"),
    [
        (SAFE, {STAFF_AT: 9.0, TEMPORARY_AT: 1.5}),
        (EFFECTIVE, {CAPABILITY_AT: 5.0}),
        (CARING, {ENGAGEMENT_AT: 13.0}),
        (RESPONSIVE, {PRESSURE_AT: 4.0, PARTNERS_AT: 3.0}),
        (WELL_LED, {LED_AT: 8.5, EMBEDDING_AT: 9.0, EXECUTIVES_AT: 10.0}),
    ],
)
def test_every_domain_leans_on_its_own_causes(kind, own):
    weights = list(COMMON)
    for place, weight in own.items():
        weights[place] = weight
    stands = tuple(1.0 + 0.1 * place for place in range(12))
    expected = tuple(weight * stand for weight, stand in zip(weights, stands, strict=True))
    assert pull(kind, stands, believing(**WEIGHTS)) == pytest.approx(expected)


MOVES = {"operations__quality_rate": 0.1, "operations__quality_noise": 0.9}


def test_a_domain_closes_a_share_of_its_gap():
    domain = DomainFields(level=40.0, permanent=-5.0)
    move(domain, (50.0, 2.0, 1.0, *[0.0] * 8, 3.0), believing(**MOVES), 0.5)
    assert domain.before == 40.0
    assert (domain.drift, domain.shocks, domain.capability, domain.label) == pytest.approx((0.5, 0.2, 0.1, 0.3))
    assert domain.level == pytest.approx(41.55)  # 40 + .5 + .2 + .1 + .3 + .45


def test_without_chance_a_domain_settles_at_what_its_causes_hold():
    domain, p = DomainFields(level=20.0, permanent=-5.0), believing(**MOVES)
    for _ in range(300):
        move(domain, (50.0, 0.0, 3.0, *[0.0] * 9), p, 0.0)
    assert domain.level == pytest.approx(48.0)


@given(
    st.floats(0.0, 100.0),
    st.floats(-60.0, 60.0),
    st.lists(st.floats(-80.0, 80.0), min_size=12, max_size=12),
    normals,
)
def test_a_level_is_exactly_what_was_and_what_its_causes_add_and_stays_in_bounds(level, permanent, pulls, z):
    domain = DomainFields(level=level, permanent=permanent)
    move(domain, tuple(pulls), believing(**MOVES), z)
    assert domain.before == level
    assert domain.level == added_up(domain.before, domain)
    assert 0.0 <= domain.level <= 100.0


@pytest.mark.parametrize(("base", "end", "bound"), [(2000.0, 100.0, -1), (-2000.0, 0.0, 1)])
def test_the_bound_is_a_cause_of_its_own(base, end, bound):
    domain = DomainFields(level=50.0)
    move(domain, (base, *[0.0] * 11), believing(**MOVES), 0.0)
    assert domain.level == end
    assert math.copysign(1, domain.bound) == bound


def test_each_pull_is_written_under_its_own_name():
    names = (
        "drift", "shocks", "capability", "staffing", "temporary", "engagement",
        "leadership", "embedding", "executives", "pressure", "partners", "label",
    )  # fmt: skip
    domain = DomainFields(level=0.0)
    move(domain, tuple(float(k + 1) for k in range(12)), believing(**MOVES), 0.0)
    assert [getattr(domain, name) for name in names] == pytest.approx([0.1 * (k + 1) for k in range(12)])


# What outsiders see

SIGHT = {
    "observation__indicator_noise": 4.0,
    "observation__window": 5.0,
    "observation__slow_window": 10.0,
    "observation__mortality_noise": 8.0,
    "observation__mortality_window": 16.0,
}


def test_outsiders_see_quick_fixes_and_noise_smoothed():
    trust = TrustFields(seen=50.0, seen_slow=48.0, seen_mortality=52.0, quick_lift=2.0, case_mix=3.0)
    see(trust, 45.0, 40.0, 0.5, -1.0, believing(**SIGHT))
    assert trust.seen == pytest.approx(49.8)  # 50 + (45 + 2 + 2 - 50) / 5
    assert trust.seen_slow == pytest.approx(48.18)
    assert trust.results == pytest.approx(12.0 * 1.62 / 10.0)
    assert trust.seen_mortality == pytest.approx(52.0 + (40.0 + 3.0 - 8.0 - 52.0) / 16.0)


def test_a_steady_rise_shows_as_points_a_year_less_the_newest_month():
    trust, p = TrustFields(), believing(**SIGHT)
    for t in range(400):
        see(trust, 0.25 * t, 50.0, 0.0, 0.0, p)
    # A quarter of a point a month is 3 a year; the slow window of 10 months already holds this month: less a tenth.
    assert trust.results == pytest.approx(2.7)


def test_helpers_are_taken_in_as_they_are():
    trust = TrustFields()
    take_in_helpers(trust, 0.4, 0.02, 0.7, 1.2)
    heard = (trust.heard_coaching, trust.heard_scrutiny, trust.heard_buddy_capability, trust.heard_skill)
    assert heard == (0.4, 0.02, 0.7, 1.2)


# A change of leader

CHANGE = {"leadership__embedding_loss": 0.3, "leadership__executives_follow": 0.25, "leadership__team": 6.0}


def test_a_departure_takes_part_of_programme_and_team():
    trust = TrustFields(shaken=1.0, embedding=0.6, executive_stability=0.8, year_executive_changes=1.0)
    be_shaken(trust, believing(**CHANGE))
    assert trust.shaken == 2.0
    assert trust.embedding == pytest.approx(0.42)
    assert trust.executive_stability == pytest.approx(0.6)
    assert trust.year_executive_changes == pytest.approx(2.5)


@pytest.mark.parametrize(("share", "stability", "changed"), [(0.0, 0.8, 0.0), (0.5, 0.4, 3.0), (1.0, 0.0, 6.0)])
def test_a_new_leader_has_a_mandate_is_new_and_may_clear_out_the_team(share, stability, changed):
    trust = TrustFields(executive_stability=0.8)
    start_afresh(trust, share, believing(**CHANGE))
    assert (trust.induction, trust.mandate) == (1.0, 1.0)
    assert trust.executive_stability == pytest.approx(stability)
    assert trust.year_executive_changes == changed


def test_a_change_with_all_its_losses_at_nothing_takes_nothing():
    p = believing(leadership__embedding_loss=0.0, leadership__executives_follow=0.0, leadership__team=6.0)
    trust = TrustFields(embedding=0.6, executive_stability=0.8)
    be_shaken(trust, p)
    start_afresh(trust, 0.0, p)
    assert (trust.embedding, trust.executive_stability) == (0.6, 0.8)
