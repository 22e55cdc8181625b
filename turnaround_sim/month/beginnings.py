"""How a world begins: places, trusts and people before the burn-in, and what is set when the record opens."""

from turnaround_sim.arithmetic import clip, clip01, exact, normal_from_uniform, weibull_from_uniform
from turnaround_sim.draws import (
    Key,
    draw,
)
from turnaround_sim.entities import (
    ACTING,
    IN_POOL,
    IN_POST,
    NEVER,
    NOBODY,
    ImprovementDirectorFields,
    LeaderFields,
    TrustFields,
)
from turnaround_sim.month.chance import Purpose
from turnaround_sim.month.policy import national_levers
from turnaround_sim.nhs import NHS
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule
from turnaround_sim.rules.leadership import be_born, person, set_out
from turnaround_sim.rules.support import be_engaged


@rule
def begin(nhs: NHS, p: Parameters, key: Key) -> None:
    """Everything gets its traits, each by its own number.

    Source: ours; spreads are parameters.
    """
    tally = nhs.tally[0]
    for system in nhs.systems:
        u = draw(key, 0, system.number, Purpose.PLACE_TRAITS, 0)
        system.permanent = p.systems.system_sd * normal_from_uniform(u[0])
        system.shock = p.systems.system_shock_sd * normal_from_uniform(u[1])
        system.pool = 0.0
        system.struggling = 0
        system.failing = 0.0
    for partner in nhs.partners:
        u = draw(key, 0, partner.number, Purpose.PARTNER_TRAITS, 0)
        partner.demand = p.systems.partner_demand * (0.5 + u[0])
        partner.alarm = 0.5 + u[1]
        partner.capacity = u[2]
    for leader in nhs.leaders:
        rise(leader, p, key)
        leader.home = leader.number % tally.systems
        leader.status = IN_POOL
        leader.trust = NOBODY
        leader.available_from = NEVER
        leader.started = -tally.burn_in
        if leader.number < tally.trusts:
            leader.status = IN_POST
            leader.trust = leader.number
        elif leader.number >= tally.trusts + tally.pool:
            leader.status = ACTING
    for director in nhs.directors:
        engage_director(director, p, key)
    for trust in nhs.trusts:
        settle(nhs, trust, p, key)
        trust.leader = trust.number
        leader = nhs.leaders[trust.leader]
        leader.home = trust.system
        set_out(leader, trust, p, draw(key, 0, person(leader), Purpose.PROGRAMME, trust.number + 1)[0])
        u = draw(key, 0, trust.number, Purpose.FIRST_TENURE, 0)
        elapsed = weibull_from_uniform(u[0], p.leadership.tenure_scale, p.leadership.tenure_shape)
        leader.started = -tally.burn_in - int(min(elapsed, 480.0))
        system = nhs.systems[trust.system]
        system.pool += exact(p.workforce.first_pool * trust.size)


@rule
def rise(leader: LeaderFields, p: Parameters, key: Key) -> None:
    """A person comes up in a row of the table of leaders.

    Source: ours; traits belong to persons.
    """
    who = person(leader)
    be_born(leader, p, draw(key, 0, who, Purpose.PERSON_TRAITS, 0), draw(key, 0, who, Purpose.PERSON_MORE_TRAITS, 0))


@rule
def engage_director(director: ImprovementDirectorFields, p: Parameters, key: Key) -> None:
    """A person joins the pool of improvement directors in a row of its table.

    Source: ours.
    """
    who = director.number + 100_000 * director.generation
    u = draw(key, 0, who, Purpose.DIRECTOR_TRAITS, 0)
    be_engaged(director, p, u[0], u[1])


@rule
def settle(nhs: NHS, trust: TrustFields, p: Parameters, key: Key) -> None:
    """A trust gets what place and past give it for good, and starts near the level it can hold.

    disadvantage [points] = weight * (deprivation - 1/2) - system - trust; a user's cohort may fix it

    Source: OwnReanalysis2026SHMI (INT215-INT216: correlations five years apart near .66-.70 need a lasting part).
    """
    u = draw(key, 0, trust.number, Purpose.TRUST_TRAITS, 0)
    v = draw(key, 0, trust.number, Purpose.TRUST_MORE_TRAITS, 0)
    w = draw(key, 0, trust.number, Purpose.TRUST_MORE_TRAITS, 1)
    own = normal_from_uniform(u[0])
    if trust.given_disadvantage == trust.given_disadvantage:
        trust.disadvantage = trust.given_disadvantage
    else:
        place = nhs.systems[trust.system].permanent
        poor = p.systems.deprivation_weight * (trust.deprivation - 0.5)
        trust.disadvantage = poor - place - p.systems.trust_sd * own
    shared = p.workforce.engagement_with_quality
    rest = p.workforce.engagement_own
    trust.permanent_engagement = clip(
        0.5 - shared * trust.disadvantage / 100.0 + rest * normal_from_uniform(u[1]),
        0.1,
        0.9,
    )
    trust.context = clip01(0.4 * trust.rurality + 0.4 * trust.deprivation + 0.2 * u[2])
    trust.shock = p.systems.trust_shock_sd * normal_from_uniform(u[3])
    trust.case_mix = p.observation.case_mix_sd * normal_from_uniform(w[1])
    trust.is_open = True
    trust.staffing = p.workforce.first_staffing
    trust.engagement = trust.permanent_engagement
    spread = p.operations.first_capability_sd * normal_from_uniform(w[2])
    trust.capability = clip01(p.operations.first_capability + spread)
    trust.embedding = p.leadership.mean_embedding
    trust.executive_stability = p.leadership.mean_stability
    trust.interruptions = p.operations.arrivals
    z = (v[0], v[1], v[2], v[3], w[0])
    for k in range(5):
        domain = nhs.domains[5 * trust.number + k]
        domain.permanent = -trust.disadvantage + p.systems.domain_sd * normal_from_uniform(z[k])
        domain.level = clip(p.systems.base + domain.permanent + trust.shock, 1.0, 99.0)
    level = nhs.domains[5 * trust.number + 3].level
    trust.seen = level
    trust.seen_slow = level
    trust.seen_mortality = nhs.domains[5 * trust.number + 1].level + trust.case_mix


@rule
def open_the_record(nhs: NHS, p: Parameters, key: Key) -> None:
    """At month 0 elapsed tenures are set to what was found in autumn 2013, keeping who is new and who is old in post.

    The trust whose leader is k-th newest gets the (k + 1/2)/n quantile of a Weibull; acting leaders keep theirs.

    Source: HSJCapsticks2013tenure (F009-F011), OwnDerivation2026 (F098: scale 3.2 years, shape .71).
    """
    first = national_levers(nhs, 0)
    posts = 0
    for trust in nhs.trusts:
        if nhs.leaders[trust.leader].status == IN_POST:
            posts += 1
    for trust in nhs.trusts:
        leader = nhs.leaders[trust.leader]
        trust.began_before = leader.started
    for trust in nhs.trusts:
        leader = nhs.leaders[trust.leader]
        if leader.status != IN_POST:
            continue
        newer = 0
        for other in nhs.trusts:
            if nhs.leaders[other.leader].status != IN_POST:
                continue
            if other.began_before > trust.began_before or (
                other.began_before == trust.began_before and other.number < trust.number
            ):
                newer += 1
        elapsed = weibull_from_uniform(
            (newer + 0.5) / max(1, posts), p.leadership.tenure_scale, p.leadership.tenure_shape
        )
        leader.started = -int(min(elapsed, 480.0)) - 1
    for trust in nhs.trusts:
        trust.due = first.regime.roll_out_from
        trust.funds = 0.0
