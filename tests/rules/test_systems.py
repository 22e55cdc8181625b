import math

import pytest
from bare_world import added_up, believing, deciding
from hypothesis import given
from hypothesis import strategies as st

from turnaround_sim.entities import (
    COMMISSIONER,
    EDUCATION_BODY,
    LOCAL_PROVIDERS,
    OUT,
    PROFESSIONAL_REGULATORS,
    SPECIAL_MEASURES,
    CauseFields,
    SystemFields,
    SystemPartnerFields,
    TrustFields,
)
from turnaround_sim.rules.systems import (
    ask_for_reports,
    be_burdened,
    be_shocked,
    coordinated,
    count_place,
    count_trust,
    crowd_out,
    deficit_asks,
    divert,
    feel_pressure,
    listen_to_place,
    national_asks,
    offer_help,
    regulator_asks,
    season,
    take_help,
    weather,
)

shares = st.floats(0.0, 1.0)


def test_good_and_bad_times_pass_slowly():
    p = believing(systems__shock_persistence=0.96, systems__system_shock_sd=2.0, systems__trust_shock_sd=5.0)
    place, trust = SystemFields(shock=3.0), TrustFields(shock=-4.0)
    weather(place, p, 0.5)
    be_shocked(trust, p, 0.5)
    assert place.shock == pytest.approx(3.16)  # .96 * 3 + 2 * .28 * .5
    assert trust.shock == pytest.approx(-3.14)  # .96 * -4 + 5 * .28 * .5


def test_shocks_keep_the_spread_that_is_stated():
    """Variance k^2 * sd^2 + (1 - k^2) * sd^2 = sd^2: draws of plus and minus one sd keep the mean square."""
    p = believing(systems__shock_persistence=0.9, systems__trust_shock_sd=5.0, systems__system_shock_sd=2.0)
    squares = places = 0.0
    for before in (-1.0, 1.0):
        for z in (-1.0, 1.0):
            trust, place = TrustFields(shock=5.0 * before), SystemFields(shock=2.0 * before)
            be_shocked(trust, p, z)
            weather(place, p, z)
            squares += trust.shock * trust.shock / 4.0
            places += place.shock * place.shock / 4.0
    assert math.sqrt(squares) == pytest.approx(5.0)
    assert math.sqrt(places) == pytest.approx(2.0)


@pytest.mark.parametrize(
    ("month", "index"), [(0, -0.5), (3, 0.0), (5, 1 / 3), (6, 0.5), (7, 1 / 3), (9, 0.0), (12, -0.5), (-6, 0.5)]
)
def test_january_presses_and_july_eases(month, index):
    assert season(month, believing(systems__season=0.5)) == pytest.approx(index)


def test_a_year_of_seasons_adds_up_to_nothing():
    p = believing(systems__season=1.3)
    assert sum(season(t, p) for t in range(12)) == pytest.approx(0.0)


def test_a_bad_name_sends_patients_to_the_neighbours_and_not_to_oneself():
    p = believing(systems__diversion=0.5)
    failing, fine = TrustFields(stigma=0.8, size=5000.0), TrustFields(stigma=0.0)
    place = SystemFields(shock=1.5, trusts=3, failing=0.8)
    listen_to_place(failing, place, p)
    listen_to_place(fine, place, p)
    assert failing.heard_diverted == pytest.approx(0.0, abs=1e-6)
    assert fine.heard_diverted == pytest.approx(0.2)  # .5 * .8 / 2
    assert fine.heard_system_shock == 1.5


def test_of_two_trusts_each_hears_from_the_other():
    trust = TrustFields(stigma=0.0)
    listen_to_place(trust, SystemFields(trusts=2, failing=0.8), believing(systems__diversion=0.5))
    assert trust.heard_diverted == pytest.approx(0.4)


def test_a_trust_alone_in_its_place_has_nobody_to_hear_from():
    trust = TrustFields(heard_diverted=0.7)
    listen_to_place(trust, SystemFields(trusts=1, failing=2.0), believing(systems__diversion=0.5))
    assert trust.heard_diverted == 0.0


def test_a_larger_trust_diverts_more():
    assert divert(TrustFields(stigma=0.5, size=10_000.0)) == 1.0
    assert divert(TrustFields(stigma=0.0)) == 0.0


def test_pressure_is_season_poverty_the_nation_and_the_neighbours():
    trust = TrustFields(deprivation=0.9, heard_diverted=0.2)
    p = believing(systems__deprivation_pressure=0.5, systems__season=0.5)
    feel_pressure(trust, deciding(environment__national_pressure=1.5), p, 6)
    assert trust.pressure == pytest.approx(0.5 + 0.2 + 1.5 + 0.2)


@pytest.mark.parametrize(
    ("kind", "regime", "asked"),
    [
        (COMMISSIONER, OUT, 1.2),
        (COMMISSIONER, SPECIAL_MEASURES, 4.2),
        (EDUCATION_BODY, SPECIAL_MEASURES, 4.2),
        (PROFESSIONAL_REGULATORS, SPECIAL_MEASURES, 0.0),
        (LOCAL_PROVIDERS, OUT, 0.0),
    ],
)
def test_partners_within_the_number_of_bodies_ask_and_ask_more_when_a_trust_fails(kind, regime, asked):
    partner = SystemPartnerFields(kind=kind, demand=1.2, alarm=1.5)
    levers = deciding(oversight__bodies=2, oversight__requests=2.0)
    assert ask_for_reports(partner, TrustFields(regime=regime), levers, believing()) == pytest.approx(asked)


def test_regulator_and_national_body_ask_all_and_the_failing_more():
    p = believing(systems__regulator_demand=1.5, systems__national_demand=0.5)
    levers = deciding(oversight__requests=2.0)
    usual, failing = TrustFields(), TrustFields(regime=SPECIAL_MEASURES)
    assert (regulator_asks(usual, levers, p), regulator_asks(failing, levers, p)) == (1.5, 3.5)
    assert (national_asks(usual, levers, p), national_asks(failing, levers, p)) == (0.5, 2.5)


@pytest.mark.parametrize(("deficit", "asked"), [(-40.0, 0.0), (0.0, 0.0), (35.0, 2.0), (1e6, 6.0)])
def test_a_deficit_asks_by_its_share_of_turnover_up_to_six(deficit, asked):
    p = believing(systems__deficit_demand=20.0, finance__turnover_per_post=0.07)
    assert deficit_asks(TrustFields(size=5000.0, deficit=deficit), p) == pytest.approx(asked)


JOINED = {"systems__lead_coordination": 0.7, "systems__board_coordination": 0.3}


def joined(coordination=0.1, lead=False, board=False, special=True):
    levers = deciding(
        oversight__coordination=coordination, oversight__assurance_lead=lead, oversight__improvement_board=board
    )
    return coordinated(levers, believing(**JOINED), special)


def test_a_lead_and_a_board_coordinate_inside_special_measures_only():
    assert joined() == 0.1
    assert joined(lead=True) == 0.7
    assert joined(board=True) == pytest.approx(0.4)
    assert joined(lead=True, board=True) == pytest.approx(1.0)
    assert joined(coordination=0.9, lead=True) == 0.9
    assert joined(coordination=0.9, board=True) == 1.0
    assert joined(lead=True, board=True, special=False) == 0.1


CROWDING = {
    **JOINED,
    "systems__time_per_request": 0.01,
    "systems__avoidable": 0.35,
    "systems__crowding": 0.5,
    "systems__board_time": 0.02,
}


def crowded(asked, regime=OUT, sat_on_it=0.0, **levers):
    trust, causes = TrustFields(regime=regime), CauseFields(attention_board=sat_on_it)
    policy = {
        "oversight__coordination": 0.0,
        "oversight__assurance_lead": False,
        "oversight__improvement_board": False,
        **levers,
    }
    crowd_out(trust, causes, asked, deciding(**policy), believing(**CROWDING))
    return trust, causes


def test_each_body_takes_its_own_share_of_time():
    trust, causes = crowded((1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 4.0), oversight__coordination=0.4)
    # Raw load .25; a request takes .01 * (1 - .35 * .4) * (1 + .5 * .25) = .009675.
    named = ("commissioner", "education", "professional", "local", "regulator", "national", "deficit")
    taken = [getattr(causes, f"attention_{name}") for name in named]
    assert taken == pytest.approx([-0.009675 * k for k in (1, 2, 3, 4, 5, 6, 4)])
    assert causes.attention_board == 0.0
    assert trust.oversight_load == pytest.approx(0.241875)


def test_an_improvement_board_takes_time_of_its_own_inside_special_measures():
    asked = (1.0,) * 7
    trust, causes = crowded(asked, SPECIAL_MEASURES, oversight__improvement_board=True)
    # Joined .3; .01 * (1 - .105) * (1 + .5 * .07) = .00926325 a request.
    assert causes.attention_board == -0.02
    assert trust.oversight_load == pytest.approx(7 * 0.00926325 + 0.02)
    outside, causes = crowded(asked, OUT, oversight__improvement_board=True, sat_on_it=-0.02)
    assert causes.attention_board == 0.0
    assert outside.oversight_load == pytest.approx(7 * 0.01 * 1.035)


@given(st.lists(st.floats(0.0, 20.0), min_size=7, max_size=7), shares, shares)
def test_duplicate_requests_shrink_with_coordination_and_the_load_is_what_is_named(asked, less, more):
    less, more = sorted((less, more))
    loose, causes = crowded(tuple(asked), oversight__coordination=less)
    tight, _ = crowded(tuple(asked), oversight__coordination=more)
    assert 0.0 <= tight.oversight_load <= loose.oversight_load * (1.0 + 1e-12)
    assert loose.oversight_load == -added_up(0.0, causes, "attention_")


@given(st.lists(st.floats(0.0, 20.0), min_size=7, max_size=7), st.integers(0, 6), st.floats(0.0, 10.0))
def test_many_requests_at_once_take_more_than_their_sum(asked, body, more):
    alone = [0.0] * 7
    alone[body] = more
    both = list(asked)
    both[body] += more
    first, second, together = (crowded(tuple(each))[0].oversight_load for each in (asked, alone, both))
    assert together >= (first + second) * (1.0 - 1e-12)


def help_of(kind, regime=SPECIAL_MEASURES, whole=False):
    levers = deciding(system__neighbour_help=0.2, system__support=0.5, system__whole_system=whole)
    partner = SystemPartnerFields(kind=kind, capacity=0.8)
    return offer_help(partner, TrustFields(regime=regime), levers, believing(systems__single_focus=0.4))


def test_partners_help_as_far_as_they_can_and_as_the_policy_asks():
    assert help_of(LOCAL_PROVIDERS, OUT) == pytest.approx(0.08)  # half of .8 * .2
    assert help_of(COMMISSIONER, OUT) == 0.0
    assert help_of(COMMISSIONER) == pytest.approx(0.08)  # half of .8 * .5 * .4
    assert help_of(EDUCATION_BODY) == pytest.approx(0.04)
    assert help_of(PROFESSIONAL_REGULATORS) == 0.0
    assert help_of(LOCAL_PROVIDERS) == pytest.approx(0.16)


@pytest.mark.parametrize("kind", [COMMISSIONER, EDUCATION_BODY, LOCAL_PROVIDERS])
def test_a_regime_that_works_with_the_whole_system_brings_more_help(kind):
    assert help_of(kind, whole=True) > help_of(kind)
    assert help_of(COMMISSIONER, whole=True) == pytest.approx(0.2)  # half of .8 * .5


def test_help_arrives_with_a_delay_and_is_never_more_than_whole():
    p, trust = believing(systems__help_delay=8.0), TrustFields(help=0.2)
    take_help(trust, 0.6, p)
    assert trust.help == pytest.approx(0.25)
    assert trust.heard_help == 0.6
    for _ in range(300):
        take_help(trust, 3.0, p)
    assert trust.help == pytest.approx(1.0)


def test_a_place_counts_its_trusts_afresh():
    place = SystemFields(posts=1.0, staff=1.0, wanted=1.0, hired=1.0, trusts=9, struggling=9, failing=1.0, pool=7.0)
    count_place(place)
    count_trust(place, TrustFields(size=4000.0, staffing=0.9, stigma=0.5, regime=SPECIAL_MEASURES))
    count_trust(place, TrustFields(size=2000.0, staffing=0.95))
    count_trust(place, TrustFields(size=1000.0, staffing=1.0))
    assert (place.posts, place.trusts, place.struggling, place.pool) == (7000.0, 3, 1, 7.0)
    assert place.staff == pytest.approx(6500.0)
    assert place.failing == pytest.approx(0.4, abs=1e-6)
    assert (place.wanted, place.hired) == (0.0, 0.0)


@given(st.lists(st.tuples(st.floats(100.0, 3e4), st.floats(0.0, 1.2), shares), min_size=2, max_size=12))
def test_it_does_not_matter_who_is_counted_first(trusts):
    places = SystemFields(), SystemFields()
    for place, order in zip(places, (trusts, trusts[::-1]), strict=True):
        count_place(place)
        for size, staffing, stigma in order:
            count_trust(place, TrustFields(size=size, staffing=staffing, stigma=stigma))
    assert vars(places[0]) == vars(places[1])


def test_an_acquirers_burden_is_taken_up_once():
    trust = TrustFields(interruptions=0.4, heard_burden=1.0)
    be_burdened(trust, believing())
    be_burdened(trust, believing())
    assert trust.interruptions == 1.4
