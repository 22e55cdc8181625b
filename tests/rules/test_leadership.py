import math
import random

import pytest
from bare_world import believing, deciding
from hypothesis import given
from hypothesis import strategies as st

from turnaround_sim.arithmetic import hazard_to_probability
from turnaround_sim.entities import (
    ACTING,
    GOOD,
    IN_POOL,
    IN_POST,
    INADEQUATE,
    KEPT,
    NEVER,
    NOBODY,
    NOT_RATED,
    OUT,
    OUTSTANDING,
    REMOVED_AT_ENTRY,
    REMOVED_AT_REVIEW,
    REQUIRES_IMPROVEMENT,
    RESIGNED,
    RETIRED,
    SPECIAL_MEASURES,
    STAYS,
    LeaderFields,
    TrustFields,
)
from turnaround_sim.rules.leadership import (
    APPOINTED,
    CHANCE,
    SAME_QUALITY,
    SHAM,
    WORST_SEEN,
    act_up,
    be_born,
    be_led_by,
    be_reborn,
    be_removed_at_entry,
    be_reviewed,
    be_set_free,
    can_be_appointed,
    can_be_replaced,
    count_afresh,
    exit_hazard,
    go,
    interest,
    is_replaced,
    learn,
    leave_or_stay,
    look_elsewhere,
    person,
    retirement_hazard,
    set_out,
    skilled,
    take_post,
    take_up_strategy,
    vacate,
)

LEAST, MOST = 2.0**-53, 1.0 - 2.0**-53
uniforms = st.floats(LEAST, MOST)

TRAITS = {
    "leadership__skill_sd": 0.2,
    "leadership__listening_sd": 0.2,
    "leadership__frailty_sd": 0.8,
    "leadership__record_reliability": 0.35,
    "leadership__programme_mean": 0.4,
}
EXITS = {
    "leadership__base_log_hazard": -4.0,
    "leadership__strain_exit": 1.5,
    "leadership__usual_load": 0.1,
    "leadership__label_exit": 0.85,
    "leadership__inadequate_exit": 0.3,
    "leadership__outstanding_stay": 0.8,
    "leadership__retirement": 0.003,
    "leadership__retirement_after": 96.0,
}


def test_a_person_is_numbered_by_row_and_generation():
    assert person(LeaderFields(number=7, generation=3)) == 300_007


@given(st.integers(0, 9999), st.integers(0, 9999), st.integers(0, 999), st.integers(0, 999))
def test_no_two_persons_share_a_number(row, other_row, generation, other_generation):
    one = person(LeaderFields(number=row, generation=generation))
    other = person(LeaderFields(number=other_row, generation=other_generation))
    assert (one == other) == ((row, generation) == (other_row, other_generation))


def test_a_person_born_in_the_middle_of_every_spread_is_the_median_one():
    leader = LeaderFields(experience=30, applies=True)
    be_born(leader, believing(**TRAITS), (0.5, 0.5, 0.3, 0.5), (0.5, 0.0, 0.0, 0.0))
    assert leader.skill == pytest.approx(0.980199, abs=1e-6)  # exp(-.2 * .2 / 2)
    assert leader.listening == 0.5
    assert leader.orientation == 0.3
    assert leader.frailty == pytest.approx(0.726149, abs=1e-6)  # exp(-.8 * .8 / 2)
    assert leader.track_record == pytest.approx(-0.034652, abs=1e-6)  # .35 * (.980199 - 1) / .2
    assert leader.appropriateness == 0.4
    assert leader.experience == 0
    assert not leader.applies


def test_a_first_record_is_part_skill_and_part_noise():
    leader = LeaderFields()
    # One standard deviation up in skill and in noise: exp(.2 - .02) = 1.197217.
    be_born(leader, believing(**TRAITS), (0.8413447460685429, 0.5, 0.5, 0.5), (0.8413447460685429, 0.0, 0.0, 0.0))
    assert leader.skill == pytest.approx(1.197217, abs=1e-6)
    assert leader.track_record == pytest.approx(0.35 * 0.986087 + 0.65, abs=1e-5)


def test_each_trait_has_a_draw_of_its_own():
    leader, up = LeaderFields(), 0.8413447460685429  # one standard deviation
    be_born(leader, believing(**TRAITS), (0.5, up, 0.3, 0.5), (0.5, 0.0, 0.0, 0.0))
    assert leader.listening == pytest.approx(0.5 + TRAITS["leadership__listening_sd"])
    assert (leader.skill, leader.frailty) == pytest.approx((0.980199, 0.726149), abs=1e-6)
    be_born(leader, believing(**TRAITS), (0.5, 0.5, 0.3, up), (0.5, 0.0, 0.0, 0.0))
    assert (leader.skill, leader.listening) == pytest.approx((0.980199, 0.5), abs=1e-6)
    assert leader.frailty == pytest.approx(0.726149 * math.exp(0.8), abs=1e-5)


@given(st.tuples(uniforms, uniforms, uniforms, uniforms), uniforms)
def test_traits_stay_in_their_bounds_however_rare_the_person(traits, noise):
    leader = LeaderFields()
    be_born(leader, believing(**TRAITS), traits, (noise, noise, noise, noise))
    assert 0.0 <= leader.listening <= 1.0
    assert 0.0 < leader.skill < math.inf
    assert 0.0 < leader.frailty < math.inf
    assert math.isfinite(leader.track_record)


def test_without_spread_all_leaders_are_equally_skilled_and_their_record_is_finite():
    leader = LeaderFields()
    be_born(leader, believing(**{**TRAITS, "leadership__skill_sd": 0.0}), (0.01, 0.5, 0.5, 0.5), (0.5, 0.0, 0.0, 0.0))
    assert leader.skill == 1.0
    assert leader.track_record == 0.0


def test_skill_is_one_on_average():
    p, skills = believing(**TRAITS), []
    for k in range(2000):
        leader = LeaderFields()
        be_born(leader, p, ((k + 0.5) / 2000, 0.5, 0.5, 0.5), (0.5, 0.0, 0.0, 0.0))
        skills.append(leader.skill)
    assert sum(skills) / 2000 == pytest.approx(1.0, abs=1e-3)


def test_acting_up_costs_a_share_of_skill():
    p = believing(leadership__interim_skill_loss=0.15)
    assert skilled(LeaderFields(skill=1.2, status=IN_POST), p) == 1.2
    assert skilled(LeaderFields(skill=1.2, status=ACTING), p) == pytest.approx(1.02)


PROGRAMMES = {
    "leadership__misfit": 0.4,
    "leadership__mean_fit": 0.9,
    "leadership__fit_programme": 0.3,
    "leadership__programme_mean": 0.4,
    "leadership__programme_sd": 0.35,
}


def test_a_leader_who_fits_picks_a_better_programme():
    leader = LeaderFields(orientation=0.2)
    set_out(leader, TrustFields(context=0.7), believing(**PROGRAMMES), 0.5)
    assert leader.appropriateness == pytest.approx(0.37)  # .4 + .3 * ((1 - .4 * .5) - .9)


@given(uniforms, st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.floats(0.0, 1.0))
def test_a_better_fit_never_gives_a_worse_programme_and_both_stay_in_bounds(u, near, far, context):
    near, far = sorted((near, far), key=lambda orientation: abs(orientation - context))
    p, trust = believing(**PROGRAMMES), TrustFields(context=context)
    fitting, misfit = LeaderFields(orientation=near), LeaderFields(orientation=far)
    set_out(fitting, trust, p, u)
    set_out(misfit, trust, p, u)
    assert -1.0 <= misfit.appropriateness <= fitting.appropriateness <= 1.0


@pytest.mark.parametrize(("u", "bound"), [(LEAST, -1.0), (MOST, 1.0)])
def test_the_rightest_and_wrongest_programmes_are_one_and_minus_one(u, bound):
    leader = LeaderFields(orientation=0.5)
    set_out(leader, TrustFields(context=0.5), believing(**PROGRAMMES), u)
    assert leader.appropriateness == bound


def test_strain_the_label_and_a_poor_rating_push_a_frail_leader_out():
    trust = TrustFields(oversight_load=0.3, regime=SPECIAL_MEASURES, rating=INADEQUATE)
    # 1.5 * exp(-4 + 1.5 * .2 + .85 + .3) = 1.5 * exp(-2.55)
    assert exit_hazard(LeaderFields(frailty=1.5), trust, believing(**EXITS), 0) == pytest.approx(0.117122, abs=1e-6)


def test_an_outstanding_rating_holds_a_leader():
    trust = TrustFields(oversight_load=0.05, rating=OUTSTANDING)
    assert exit_hazard(LeaderFields(), trust, believing(**EXITS), 0) == pytest.approx(0.0082297, abs=1e-6)  # exp(-4.8)


def test_less_oversight_than_usual_holds_nobody():
    p = believing(**EXITS)
    little, usual = TrustFields(oversight_load=0.0), TrustFields(oversight_load=0.1)
    assert exit_hazard(LeaderFields(), little, p, 0) == exit_hazard(LeaderFields(), usual, p, 0)


@given(st.floats(0.0, 1.0), st.floats(0.0, 1.0), st.sampled_from([NOT_RATED, INADEQUATE, REQUIRES_IMPROVEMENT, GOOD]))
def test_neither_load_nor_label_ever_makes_a_leader_stay(load, more, rating):
    p, leader = believing(**EXITS), LeaderFields(frailty=0.7)
    free = exit_hazard(leader, TrustFields(oversight_load=load, rating=rating), p, 0)
    loaded = exit_hazard(leader, TrustFields(oversight_load=load + more, rating=rating), p, 0)
    labelled = exit_hazard(
        leader, TrustFields(oversight_load=load + more, rating=rating, regime=SPECIAL_MEASURES), p, 0
    )
    assert free <= loaded <= labelled


@pytest.mark.parametrize(
    ("tenure", "hazard"), [(0, 0.0), (95, 0.0), (96, 0.0), (120, 0.006), (96 + 200, 0.05), (2000, 0.05)]
)
def test_retirement_begins_after_eight_years_and_grows_to_one_in_twenty(tenure, hazard):
    assert retirement_hazard(LeaderFields(started=-5), believing(**EXITS), tenure - 5) == pytest.approx(hazard)


def test_a_leader_who_is_not_frail_never_leaves():
    p = believing(**EXITS)
    assert leave_or_stay(LeaderFields(frailty=0.0), TrustFields(), p, 12, LEAST) == STAYS


def test_resigning_and_retiring_share_one_draw_in_proportion():
    p, t = believing(**EXITS), 120
    leader, trust = LeaderFields(started=0), TrustFields(oversight_load=0.1)
    resigning, retiring = math.exp(-4.0), 0.006
    leaves = 1.0 - math.exp(-(resigning + retiring))  # .024024
    resigns = leaves * resigning / (resigning + retiring)  # .018095
    told = [leave_or_stay(leader, trust, p, t, u) for u in (LEAST, resigns - 1e-9, resigns + 1e-9, leaves - 1e-9)]
    assert told == [RESIGNED, RESIGNED, RETIRED, RETIRED]
    assert leave_or_stay(leader, trust, p, t, leaves + 1e-9) == STAYS
    assert leave_or_stay(leader, trust, p, t, MOST) == STAYS


def test_a_draw_on_a_line_falls_to_the_far_side():
    p, t = believing(**EXITS), 120
    leader, trust = LeaderFields(started=0), TrustFields(oversight_load=0.1)
    resigning, retiring = exit_hazard(leader, trust, p, t), retirement_hazard(leader, p, t)
    leaves = hazard_to_probability(resigning + retiring)
    assert leave_or_stay(leader, trust, p, t, leaves * resigning / (resigning + retiring)) == RETIRED
    assert leave_or_stay(leader, trust, p, t, leaves) == STAYS


@pytest.mark.parametrize(
    ("tenure", "regime", "u", "applies"),
    [
        (12, OUT, 0.0119, True),
        (11, OUT, 0.0119, False),
        (12, SPECIAL_MEASURES, 0.0119, False),
        (12, OUT, 0.012, False),
        (12, OUT, MOST, False),
    ],
)
def test_only_a_leader_with_a_year_behind_her_and_no_label_looks_elsewhere(tenure, regime, u, applies):
    leader = LeaderFields(started=3, applies=not applies)
    look_elsewhere(leader, TrustFields(regime=regime), believing(leadership__moving=0.012), 3 + tenure, u)
    assert leader.applies == applies


def reviews_by_hand(entered, appointed, patience, trial, last):
    """Months of review, by walking the months: both clocks must have run out; then every third month."""
    months, since = [], None
    for t in range(min(entered, appointed), last):
        both_began = t >= entered and t >= appointed
        patient = both_began and t - max(entered, appointed) >= patience
        tried = t >= appointed and t - appointed >= trial
        if since is None and patient and tried:
            since = 0
        if since is not None:
            if since % 3 == 0:
                months.append(t)
            since += 1
    return months


@pytest.mark.parametrize("patience", [1, 9, 12, 24])
@pytest.mark.parametrize("trial", [0, 6, 12, 30])
@pytest.mark.parametrize("appointed", [-40, 0, 5, 17])
def test_reviews_fall_where_patience_the_trial_period_and_the_appointment_put_them(patience, trial, appointed):
    trust = TrustFields(regime=SPECIAL_MEASURES, entered=0, seen=40.0, seen_at_start=40.0)
    leader = LeaderFields(status=IN_POST, started=appointed)
    levers = deciding(
        leadership__patience=patience,
        leadership__trial_period=trial,
        leadership__least_gain=1.0,
        leadership__most_removals=3,
    )
    removed = [t for t in range(80) if be_reviewed(trust, leader, levers, believing(), t) == REMOVED_AT_REVIEW]
    assert removed == [t for t in reviews_by_hand(0, appointed, patience, trial, 80) if t >= 0]
    assert removed


REVIEW = {
    "leadership__patience": 12,
    "leadership__trial_period": 0,
    "leadership__least_gain": 2.0,
    "leadership__most_removals": 3,
}
REVIEWED = {
    "regime": SPECIAL_MEASURES,
    "entered": 0,
    "seen_at_start": 40.0,
    "seen": 41.5,
    "rating": INADEQUATE,
    "rating_at_start": INADEQUATE,
}


@pytest.mark.parametrize(
    ("trust", "leader", "t", "told"),
    [
        ({}, {}, 12, REMOVED_AT_REVIEW),
        ({}, {}, 11, STAYS),
        ({}, {}, 13, STAYS),
        ({}, {}, 15, REMOVED_AT_REVIEW),
        ({"seen": 42.0}, {}, 12, STAYS),
        ({"seen": 41.999}, {}, 12, REMOVED_AT_REVIEW),
        ({"rating": REQUIRES_IMPROVEMENT}, {}, 12, STAYS),
        ({"rating": REQUIRES_IMPROVEMENT, "rating_at_start": NOT_RATED}, {}, 12, REMOVED_AT_REVIEW),
        ({"regime": OUT}, {}, 12, STAYS),
        ({"removals": 3}, {}, 12, STAYS),
        ({"removals": 2}, {}, 12, REMOVED_AT_REVIEW),
        ({}, {"status": ACTING}, 12, STAYS),
    ],
)
def test_a_review_removes_for_too_little_seen_gain_and_for_nothing_else(trust, leader, t, told):
    reviewed = TrustFields(**{**REVIEWED, **trust})
    head = LeaderFields(**{"status": IN_POST, "started": -20, **leader})
    assert be_reviewed(reviewed, head, deciding(**REVIEW), believing(), t) == told


@pytest.mark.parametrize(
    ("entered", "status", "chance", "u", "told"),
    [
        (True, IN_POST, 0.1, 0.0999, REMOVED_AT_ENTRY),
        (True, IN_POST, 0.1, 0.1, STAYS),
        (True, IN_POST, 0.0, LEAST, STAYS),
        (True, IN_POST, 1.0, MOST, REMOVED_AT_ENTRY),
        (False, IN_POST, 1.0, LEAST, STAYS),
        (True, ACTING, 1.0, LEAST, STAYS),
    ],
)
def test_removal_at_entry_meets_new_entrants_with_a_substantive_leader(entered, status, chance, u, told):
    levers = deciding(leadership__removal_at_entry=chance)
    trust, leader = TrustFields(newly_entered=entered), LeaderFields(status=status)
    assert be_removed_at_entry(trust, leader, levers, u) == told


def test_gains_are_counted_from_what_is_seen_and_published_now():
    trust = TrustFields(seen=43.0, rating=GOOD, seen_at_start=1.0, rating_at_start=INADEQUATE)
    count_afresh(trust)
    assert (trust.seen_at_start, trust.rating_at_start) == (43.0, GOOD)


@pytest.mark.parametrize(
    ("mean", "u", "months"),
    [
        (4.0, 0.5, 3),  # 1 + floor(log .5 / log .75) = 1 + floor(2.41)
        (4.0, LEAST, 1),
        (1.0, MOST, 1),
        (24.0, 0.9, 55),  # 1 + floor(log .1 / log (23 / 24)) = 1 + floor(54.1)
        (24.0, MOST, 864),  # however long
    ],
)
def test_a_vacant_post_cannot_be_filled_for_a_geometric_time_without_an_end(mean, u, months):
    trust = TrustFields(removal_ordered=REMOVED_AT_REVIEW, year_leader_changes=1)
    vacate(trust, deciding(leadership__interim_length=mean), believing(), 10, u)
    assert trust.vacant_since == 10
    assert trust.fills_from == 10 + months
    assert trust.removal_ordered == STAYS
    assert trust.year_leader_changes == 2


@pytest.mark.parametrize("regime", [OUT, SPECIAL_MEASURES])
def test_a_deputy_acts_up_where_the_gap_is(regime):
    deputy = LeaderFields(status=IN_POOL, experienced_at_start=True, special_at_start=True)
    act_up(deputy, TrustFields(number=5, regime=regime), 9)
    assert (deputy.status, deputy.trust, deputy.started) == (ACTING, 5, 9)
    assert deputy.special_at_start == (regime == SPECIAL_MEASURES)
    assert not deputy.experienced_at_start


RETURNS = {
    "leadership__return_resigned": 0.45,
    "leadership__return_removed": 0.25,
    "leadership__return_delay": 9.0,
    "leadership__renewal_delay": 3.0,
    "leadership__record_of_removal": 0.7,
}


@pytest.mark.parametrize(
    ("why", "u", "gone", "free_from", "record"),
    [
        (RESIGNED, 0.4499, False, 10 + 1 + 9, 0.3),  # 2 * 9 * .5
        (RESIGNED, 0.45, True, 10 + 1 + 3, 0.3),  # 2 * 3 * .5
        (REMOVED_AT_REVIEW, 0.2499, False, 20, -0.4),
        (REMOVED_AT_REVIEW, 0.25, True, 14, -0.4),
        (REMOVED_AT_ENTRY, 0.2499, False, 20, -0.4),
        (RETIRED, LEAST, True, 14, 0.3),
    ],
)
def test_who_goes_comes_back_by_the_reason_and_a_removal_stains_a_record(why, u, gone, free_from, record):
    leader = LeaderFields(trust=3, status=IN_POST, applies=True, track_record=0.3)
    assert go(leader, why, believing(**RETURNS), 10, u, 0.5) == gone
    assert (leader.trust, leader.status, leader.applies) == (NOBODY, IN_POOL, False)
    assert leader.available_from == free_from
    assert leader.track_record == pytest.approx(record)


@pytest.mark.parametrize(("u", "wait"), [(LEAST, 1), (MOST, 18)])
def test_the_wait_for_a_return_is_from_one_month_to_twice_the_mean(u, wait):
    leader = LeaderFields()
    go(leader, RESIGNED, believing(**RETURNS), 10, LEAST, u)
    assert leader.available_from == 10 + wait


PANEL = {
    "leadership__acceptance": 0.5,
    "leadership__repelled": 0.6,
    "leadership__interview_noise": 0.8,
}


def test_a_panel_ranks_by_record_noise_and_the_preference_for_experience():
    p, levers = believing(**PANEL), deciding(leadership__prefer_experienced=0.3)
    trust = TrustFields(stigma=0.0)
    # Half way up from the middle, t = 1/2: 1.0013 * (1.07 / 2 + 2.4787 / 8 - 5.8723 / 32 + 4.9562 / 128) = .7010.
    noise = 0.8 * 0.70097
    for experience, score in ((11, 0.4 + noise), (12, 0.4 + noise + 0.3)):
        leader = LeaderFields(track_record=0.4, experience=experience)
        assert interest(leader, trust, levers, p, 0.75, 0.1) == pytest.approx(score, abs=1e-4)


@pytest.mark.parametrize(("stigma", "share"), [(0.0, 0.5), (0.5, 0.35), (1.0, 0.2)])
def test_a_bad_name_repels_candidates(stigma, share):
    p, levers = believing(**PANEL), deciding(leadership__prefer_experienced=0.3)
    trust, leader = TrustFields(stigma=stigma), LeaderFields(experience=0)
    assert interest(leader, trust, levers, p, 0.5, share - 1e-9) == 0.0
    assert interest(leader, trust, levers, p, 0.5, share + 1e-9) == -1000.0
    line = p.leadership.acceptance * (1.0 - p.leadership.repelled * stigma)
    assert interest(leader, trust, levers, p, 0.5, line) == -1000.0
    assert interest(leader, trust, levers, p, 0.5, MOST) == -1000.0


@pytest.mark.parametrize(
    ("scarce", "leader", "can"),
    [
        (True, {"status": IN_POOL, "available_from": 5}, True),
        (True, {"status": IN_POOL, "available_from": 6}, False),
        (True, {"status": IN_POST, "applies": True, "trust": 2}, True),
        (True, {"status": IN_POST, "applies": False, "trust": 2}, False),
        (True, {"status": IN_POST, "applies": True, "trust": 1}, False),
        (True, {"status": ACTING, "applies": True, "trust": 2}, False),
        (True, {"status": IN_POOL, "available_from": 5, "home": 8}, True),
        (False, {"status": IN_POOL, "available_from": 5, "home": 8}, False),
        (False, {"status": IN_POOL, "available_from": 5, "home": 4}, True),
    ],
)
def test_the_free_and_the_seeking_can_be_appointed_and_at_home_only_without_scarcity(scarce, leader, can):
    p = believing(systems__national_scarcity=scarce)
    assert can_be_appointed(LeaderFields(**leader), TrustFields(number=1, system=4), p, 5) == can


@pytest.mark.parametrize(("experience", "regime"), [(11, OUT), (12, SPECIAL_MEASURES)])
def test_taking_a_post_is_written_down_with_what_she_brings(experience, regime):
    leader = LeaderFields(status=IN_POOL, applies=True, experience=experience)
    take_post(leader, TrustFields(number=6, regime=regime), 21)
    assert (leader.status, leader.trust, leader.started, leader.applies) == (IN_POST, 6, 21, False)
    assert leader.experienced_at_start == (experience >= 12)
    assert leader.special_at_start == (regime == SPECIAL_MEASURES)


@pytest.mark.parametrize(("regime", "leaders"), [(OUT, 1), (SPECIAL_MEASURES, 2)])
def test_a_new_leader_closes_the_vacancy_and_counts_within_a_spell(regime, leaders):
    trust = TrustFields(regime=regime, vacant_since=3, fills_from=6, spell_leaders=1)
    be_led_by(trust, LeaderFields(number=9, generation=1), 8)
    assert (trust.leader, trust.vacant_since, trust.fills_from) == (9, NEVER, NEVER)
    assert trust.heard_appointed == 100_009
    assert trust.spell_leaders == leaders


LEARNING = {"leadership__record_noise": 0.2, "leadership__record_weight": 0.02}


@pytest.mark.parametrize(
    ("results", "z", "record"),
    [
        (5.0, 1.0, 0.112),  # .1 + .02 * (.5 + .2 - .1)
        (500.0, 0.0, 0.158),  # .1 + .02 * (3 - .1)
        (-500.0, 0.0, 0.038),  # .1 + .02 * (-3 - .1)
    ],
)
def test_a_record_follows_visible_results_slowly(results, z, record):
    leader = LeaderFields(track_record=0.1)
    learn(leader, TrustFields(results=results), believing(**LEARNING), z)
    assert leader.track_record == pytest.approx(record)


@pytest.mark.parametrize(
    ("regime", "status", "months"), [(SPECIAL_MEASURES, IN_POST, 5), (OUT, IN_POST, 4), (SPECIAL_MEASURES, ACTING, 4)]
)
def test_experience_is_earned_by_leading_in_special_measures(regime, status, months):
    leader = LeaderFields(experience=4, status=status)
    learn(leader, TrustFields(regime=regime), believing(**LEARNING), 0.0)
    assert leader.experience == months


def test_more_frail_leaders_leave_first():
    """Of a mixed cohort under one hazard, those left are the less frail: what makes elapsed tenures look as they do."""
    p, chance = believing(**{**EXITS, "leadership__base_log_hazard": -3.5}), random.Random(4)
    cohort = [LeaderFields(number=k, frailty=0.25 if k % 2 else 1.75) for k in range(400)]
    for t in range(36):
        cohort = [one for one in cohort if leave_or_stay(one, TrustFields(), p, t, chance.random()) == STAYS]
    assert sum(one.frailty for one in cohort) / len(cohort) < 0.8


# The strategy of entry


def strategy(after=6, share=1.0, by="chance", successor="appointed"):
    return deciding(
        leadership__replace_after=after,
        leadership__replace_share=share,
        leadership__replace_by=by,
        leadership__successor=successor,
    )


def assigned(levers, believed=None, t=10):
    trust = TrustFields()
    take_up_strategy(trust, levers, believed or levers, t)
    return trust


def test_a_trust_that_enters_takes_over_the_strategy_then_in_force():
    trust = assigned(strategy(6, 0.25, "worst observed", "same quality"))
    assert (trust.replacement_due, trust.replacement_expected) == (17, 17)  # ten months, one, and six full ones
    assert (trust.replacement_share, trust.replacement_by, trust.replacement_successor) == (
        0.25, WORST_SEEN, SAME_QUALITY,
    )  # fmt: skip
    at_once = assigned(strategy(0), t=0)
    assert (at_once.replacement_due, at_once.replacement_expected) == (1, 1)


def test_where_policy_replaces_nobody_what_was_assigned_before_is_put_away():
    trust = assigned(strategy(6, 0.25, "sham"))
    take_up_strategy(trust, strategy(-1), strategy(-1), 40)
    assert (trust.replacement_due, trust.replacement_expected) == (NEVER, NEVER)


def test_what_is_expected_is_what_people_believe_at_entry():
    assert assigned(strategy(6), believed=strategy(-1)).replacement_expected == NEVER
    untold = assigned(strategy(-1), believed=strategy(3))
    assert (untold.replacement_due, untold.replacement_expected) == (NEVER, 14)
    assert assigned(strategy(6, 0.0)).replacement_expected == NEVER  # of none, nobody expects to be one
    assert assigned(strategy(6, 0.01)).replacement_expected == 17  # of a few, everybody may be
    assert assigned(strategy(6, by="sham")).replacement_expected == 17


def due(**state):
    return TrustFields(**{"regime": SPECIAL_MEASURES, "entered": 10, "replacement_due": 17, **state})


@pytest.mark.parametrize(("started", "told"), [(-90, True), (10, True), (11, False)])
def test_only_who_was_in_post_at_entry_is_replaced(started, told):
    assert can_be_replaced(due(), LeaderFields(status=IN_POST, started=started), 17) == told


def test_a_strategy_comes_due_in_its_month_inside_special_measures_and_with_a_leader():
    there = LeaderFields(status=IN_POST, started=-90)
    assert can_be_replaced(due(), there, 17)
    assert not can_be_replaced(due(), there, 16)
    assert not can_be_replaced(due(), there, 18)
    assert not can_be_replaced(due(regime=OUT), there, 17)
    assert not can_be_replaced(due(), LeaderFields(status=ACTING, started=-90), 17)
    assert not can_be_replaced(due(replacement_due=NEVER), there, NEVER + 1)


def test_a_lot_replaces_those_below_the_share():
    trust = TrustFields(replacement_share=0.3, replacement_by=CHANCE)
    assert [is_replaced(trust, 0, 9, u) for u in (LEAST, 0.29, 0.3, MOST)] == [True, True, False, False]


@pytest.mark.parametrize(("share", "replaced"), [(0.0, 0), (0.25, 2), (0.5, 3), (0.99, 7), (1.0, 7)])
def test_of_seven_trusts_the_worst_seen_are_replaced(share, replaced):
    trust = TrustFields(replacement_share=share, replacement_by=WORST_SEEN)
    # .25 * 7 = 1.75: the first at .5 and the second at 1.5 lie below it, the third at 2.5 does not.
    assert [is_replaced(trust, worse, 7, LEAST) for worse in range(7)] == [True] * replaced + [False] * (7 - replaced)


@given(st.floats(0.0, 1.0), st.integers(1, 40), uniforms)
def test_the_worst_that_are_replaced_are_the_share_to_the_nearest_trust(share, inside, u):
    trust = TrustFields(replacement_share=share, replacement_by=WORST_SEEN)
    found = [is_replaced(trust, worse, inside, u) for worse in range(inside)]
    assert found == sorted(found, reverse=True)
    assert abs(sum(found) - share * inside) <= 0.5


@given(st.floats(0.0, 1.0), uniforms)
def test_a_sham_replaces_nobody(share, u):
    assert not is_replaced(TrustFields(replacement_share=share, replacement_by=SHAM), 0, 1, u)


def test_who_is_reborn_has_the_same_quality_and_is_somebody_else():
    leader = LeaderFields(number=4, generation=2, status=IN_POST, trust=4, skill=1.3, listening=0.7, orientation=0.2)
    leader.frailty, leader.track_record, leader.experience, leader.applies = 2.0, -0.4, 30, True
    before = person(leader)
    be_reborn(leader)
    assert (leader.skill, leader.listening, leader.orientation, leader.frailty) == (1.3, 0.7, 0.2, 2.0)
    assert leader.track_record == -0.4
    assert (person(leader), leader.experience, leader.trust) == (before + 100_000, 0, NOBODY)
    assert (leader.status, leader.applies) == (KEPT, False)


def test_who_is_kept_for_one_trust_cannot_be_appointed_elsewhere_until_set_free():
    leader = LeaderFields(status=KEPT, available_from=NEVER, applies=True)
    p = believing(systems__national_scarcity=True)
    assert not can_be_appointed(leader, TrustFields(number=3), p, 20)
    be_set_free(leader, 20)
    assert not can_be_appointed(leader, TrustFields(number=3), p, 20)
    assert can_be_appointed(leader, TrustFields(number=3), p, 21)
    assert not leader.applies


def test_who_leads_is_awaited_no_longer():
    trust = TrustFields(heir=4, replacement_successor=APPOINTED)
    be_led_by(trust, LeaderFields(number=4), 9)
    assert trust.heir == NOBODY
