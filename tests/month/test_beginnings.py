import math

import pytest
from bare_world import KEY, world

from turnaround_sim.arithmetic import normal_from_uniform, weibull_from_uniform
from turnaround_sim.draws import draw
from turnaround_sim.entities import ACTING, IN_POOL, IN_POST, NEVER, NOBODY
from turnaround_sim.month.beginnings import begin, engage_director, open_the_record, rise, settle
from turnaround_sim.month.chance import Purpose

EVEN = {
    "systems.trust_sd": 0.0,
    "systems.system_sd": 0.0,
    "systems.system_shock_sd": 0.0,
    "systems.domain_sd": 0.0,
    "systems.deprivation_weight": 0.0,
    "systems.base": 50.0,
    "workforce.engagement_own": 0.0,
    "observation.case_mix_sd": 0.0,
    "operations.first_capability_sd": 0.0,
}


def test_a_world_begins_with_everyone_in_a_place():
    nhs = world(trusts=5, systems=2, burn_in=24, beliefs={"workforce.first_pool": 0.04})
    begin(nhs, nhs.p, KEY)
    pool = nhs.tally[0].pool
    assert [leader.status for leader in nhs.leaders] == [IN_POST] * 5 + [IN_POOL] * pool + [ACTING] * 5
    assert [leader.trust for leader in nhs.leaders] == [0, 1, 2, 3, 4] + [NOBODY] * (pool + 5)
    for trust in nhs.trusts:
        assert trust.leader == trust.number
        assert nhs.leaders[trust.leader].home == trust.system
        assert nhs.leaders[trust.leader].started <= -24
    for place in nhs.systems:
        posts = sum(trust.size for trust in nhs.trusts if trust.system == place.number)
        assert place.pool == pytest.approx(0.04 * posts, abs=1e-5)
    for partner in nhs.partners:
        assert 0.0 <= partner.capacity <= 1.0
        assert 0.5 <= partner.alarm <= 1.5
        assert 0.5 <= partner.demand / nhs.p.systems.partner_demand <= 1.5


def test_the_same_key_gives_the_same_beginning_and_another_key_another():
    worlds = []
    for key in (KEY, KEY, (KEY[0], KEY[1] + 1)):
        nhs = world()
        begin(nhs, nhs.p, key)
        worlds.append([(trust.disadvantage, trust.context) for trust in nhs.trusts])
    assert worlds[0] == worlds[1] != worlds[2]


def test_a_new_generation_in_a_row_is_a_new_person():
    nhs = world()
    leader = nhs.leaders[2]
    rise(leader, nhs.p, KEY)
    first = leader.skill
    leader.generation += 1
    rise(leader, nhs.p, KEY)
    second = leader.skill
    leader.generation -= 1
    rise(leader, nhs.p, KEY)
    assert first != second
    assert leader.skill == first


def test_a_new_generation_of_directors_is_new_too():
    nhs = world()
    director = nhs.directors[0]
    engage_director(director, nhs.p, KEY)
    first = director.leaning
    director.generation += 1
    engage_director(director, nhs.p, KEY)
    assert director.leaning != first


def test_in_an_even_world_all_trusts_differ_by_their_passing_shock_alone():
    nhs = world(beliefs={**EVEN, "workforce.first_staffing": 0.9, "operations.first_capability": 0.45})
    begin(nhs, nhs.p, KEY)
    for trust in nhs.trusts:
        assert trust.disadvantage == 0.0
        assert trust.engagement == trust.permanent_engagement == 0.5
        assert (trust.staffing, trust.capability) == (0.9, 0.45)
        assert [nhs.domains[5 * trust.number + k].permanent for k in range(5)] == [0.0] * 5
        level = min(99.0, max(1.0, 50.0 + trust.shock))
        assert [nhs.domains[5 * trust.number + k].level for k in range(5)] == [level] * 5
        assert (trust.seen, trust.seen_slow, trust.seen_mortality) == (level, level, level)


SPREAD = {
    "systems.trust_sd": 6.0,
    "systems.deprivation_weight": 4.0,
    "systems.domain_sd": 3.0,
    "systems.trust_shock_sd": 5.0,
    "systems.base": 50.0,
    "operations.arrivals": 0.27,
    "operations.first_capability": 0.45,
    "operations.first_capability_sd": 0.1,
    "workforce.engagement_with_quality": 0.3,
    "workforce.engagement_own": 0.07,
    "observation.case_mix_sd": 5.0,
}


def test_every_trait_of_a_trust_is_drawn_at_its_own_address_and_nothing_of_before_is_left():
    nhs = world(beliefs=SPREAD)
    trust = nhs.trusts[1]
    trust.rurality, trust.deprivation = 0.3, 0.75
    trust.is_open, trust.engagement, trust.capability, trust.staffing = False, 0.0, 0.0, 0.0
    trust.embedding = trust.executive_stability = trust.interruptions = 0.0
    settle(nhs, trust, nhs.p, KEY)
    first, more, rest = (
        [normal_from_uniform(u) for u in draw(KEY, 0, 1, purpose, other)]
        for purpose, other in (
            (Purpose.TRUST_TRAITS, 0),
            (Purpose.TRUST_MORE_TRAITS, 0),
            (Purpose.TRUST_MORE_TRAITS, 1),
        )
    )
    disadvantage = 4.0 * 0.25 - 6.0 * first[0]
    assert trust.disadvantage == pytest.approx(disadvantage)
    assert trust.permanent_engagement == pytest.approx(0.5 - 0.003 * disadvantage + 0.07 * first[1])
    assert trust.context == pytest.approx(0.12 + 0.3 + 0.2 * draw(KEY, 0, 1, Purpose.TRUST_TRAITS, 0)[2])
    assert trust.shock == pytest.approx(5.0 * first[3])
    permanent = [3.0 * z - disadvantage for z in (*more, rest[0])]
    assert [nhs.domains[5 + k].permanent for k in range(5)] == pytest.approx(permanent)
    levels = [min(99.0, max(1.0, 50.0 + own + 5.0 * first[3])) for own in permanent]
    assert [nhs.domains[5 + k].level for k in range(5)] == pytest.approx(levels)
    assert (trust.seen, trust.seen_slow) == pytest.approx((levels[3], levels[3]))
    assert trust.seen_mortality == pytest.approx(levels[1] + 5.0 * rest[1])
    assert trust.is_open
    assert trust.engagement == trust.permanent_engagement
    assert trust.capability == pytest.approx(0.45 + 0.1 * rest[2])
    assert trust.staffing == nhs.p.workforce.first_staffing
    assert trust.embedding == nhs.p.leadership.mean_embedding
    assert trust.executive_stability == nhs.p.leadership.mean_stability
    assert trust.interruptions == 0.27


def test_places_partners_and_first_tenures_are_drawn_by_their_own_numbers():
    nhs = world(burn_in=24, beliefs={"systems.system_sd": 3.0, "systems.system_shock_sd": 2.0})
    nhs.systems[1].pool = nhs.systems[1].failing = nhs.systems[1].struggling = 7
    begin(nhs, nhs.p, KEY)
    u = draw(KEY, 0, 1, Purpose.PLACE_TRAITS, 0)
    place = nhs.systems[1]
    assert (place.permanent, place.shock) == pytest.approx(
        (3.0 * normal_from_uniform(u[0]), 2.0 * normal_from_uniform(u[1]))
    )
    assert (place.failing, place.struggling) == (0.0, 0)
    posts = sum(trust.size for trust in nhs.trusts if trust.system == 1)
    assert place.pool == pytest.approx(nhs.p.workforce.first_pool * posts, abs=1e-5)
    u = draw(KEY, 0, 6, Purpose.PARTNER_TRAITS, 0)
    partner = nhs.partners[6]
    assert (partner.alarm, partner.capacity) == (0.5 + u[1], u[2])
    assert partner.demand == nhs.p.systems.partner_demand * (0.5 + u[0])
    u = draw(KEY, 0, 2, Purpose.FIRST_TENURE, 0)
    elapsed = weibull_from_uniform(u[0], nhs.p.leadership.tenure_scale, nhs.p.leadership.tenure_shape)
    assert nhs.leaders[2].started == -24 - int(elapsed)


def test_place_and_poverty_are_what_a_trust_is_given_for_good():
    nhs = world(beliefs={**EVEN, "systems.deprivation_weight": 4.0})
    trust = nhs.trusts[1]
    trust.deprivation = 0.75
    nhs.systems[trust.system].permanent = 2.5
    settle(nhs, trust, nhs.p, KEY)
    assert trust.disadvantage == pytest.approx(-1.5)  # 4 * .25 - 2.5
    assert nhs.domains[5].permanent == pytest.approx(1.5)


def test_a_cohort_may_fix_a_disadvantage_and_engagement_goes_with_it():
    nhs = world(beliefs={**EVEN, "workforce.engagement_with_quality": 0.5})
    trust = nhs.trusts[0]
    assert math.isnan(trust.given_disadvantage)
    trust.given_disadvantage = 8.0
    settle(nhs, trust, nhs.p, KEY)
    assert trust.disadvantage == 8.0
    assert trust.permanent_engagement == pytest.approx(0.46)  # .5 - .5 * 8 / 100
    trust.given_disadvantage = -90.0
    settle(nhs, trust, nhs.p, KEY)
    assert trust.permanent_engagement == 0.9
    assert nhs.domains[2].level == 99.0
    trust.given_disadvantage = 90.0
    settle(nhs, trust, nhs.p, KEY)
    assert trust.permanent_engagement == 0.1
    assert nhs.domains[2].level == 1.0


def test_the_record_opens_with_the_tenures_found_and_keeps_who_is_new():
    nhs = world(trusts=4, systems=1, levers={"regime.roll_out_from": 5})
    for leader, started in zip(nhs.leaders[:4], (-3, -50, -20, -3), strict=True):
        leader.started = started
    nhs.trusts[3].funds = 2.0
    open_the_record(nhs, nhs.p, KEY)

    def quantile(k):
        elapsed = weibull_from_uniform((k + 0.5) / 4, nhs.p.leadership.tenure_scale, nhs.p.leadership.tenure_shape)
        return -1 - int(min(elapsed, 480.0))

    # Newest first; of two that began together, the lower number.
    assert [leader.started for leader in nhs.leaders[:4]] == [quantile(k) for k in (0, 3, 2, 1)]
    assert [trust.due for trust in nhs.trusts] == [5] * 4
    assert nhs.trusts[3].funds == 0.0


def test_who_only_acts_keeps_her_month_and_is_not_ranked():
    nhs = world(trusts=3, systems=1)
    acting = nhs.leaders[-1]
    acting.started, nhs.trusts[2].leader = -2, acting.number
    nhs.leaders[0].started, nhs.leaders[1].started = -9, -4
    open_the_record(nhs, nhs.p, KEY)
    assert acting.started == -2
    assert nhs.leaders[1].started > nhs.leaders[0].started
    assert nhs.leaders[2].started == 0
    assert nhs.trusts[0].vacant_since == NEVER
