"""The regulator and the regime: what is inspected and found, who enters special measures, and who leaves."""

from typing import Any

from turnaround_sim.arithmetic import approach, clip, rectified
from turnaround_sim.entities import (
    ACUTE,
    AFTER_EXIT,
    CARING,
    COMPREHENSIVE,
    FOCUSED,
    GOOD,
    INADEQUATE,
    NEVER,
    NO_DECISION,
    NOT_RATED,
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
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule


@rule
def line(p: Parameters, trust: TrustFields, domain: int, low: float) -> float:
    """Where a line between two ratings lies for one domain of one type of trust.

    line [points] = general line + offset of acute trusts - leniency towards caring + strictness towards safe, well-led

    Source: HSJ2016ratings (INT201); type-specific thresholds, offsets calibrated by eye.
    """
    offset = 0.0
    if trust.kind == ACUTE:
        offset += p.regulation.acute_offset
    if domain == CARING:
        offset -= p.regulation.caring_leniency
    elif domain == SAFE:
        offset += p.regulation.safe_strictness
    elif domain == WELL_LED:
        offset += p.regulation.well_led_strictness
    return low + offset


@rule
def read_domain(trust: TrustFields, domain: DomainFields, p: Parameters, shared: float, own: float) -> int:
    """Inspectors read a domain through two errors: one shared by the whole visit, one of the domain's own.

    reading [points] = level + lift of quick fixes (safe, responsive) + sd * (root r * shared + root (1 - r) * own)

    Source: GriffithsEtAl2017 (INT128), MechanismPriors part 10; square roots are parameters' own, taken once.
    """
    reading = domain.level + p.regulation.error_sd * (p.regulation.error_shared * shared + p.regulation.error_own * own)
    if domain.kind == SAFE or domain.kind == RESPONSIVE:
        reading += trust.quick_lift
    if reading < line(p, trust, domain.kind, p.regulation.line_inadequate):
        return INADEQUATE
    if reading < line(p, trust, domain.kind, p.regulation.line_good):
        return REQUIRES_IMPROVEMENT
    if reading < line(p, trust, domain.kind, p.regulation.line_outstanding):
        return GOOD
    return OUTSTANDING


@rule
def rate_overall(found: Any) -> int:
    """Five domain ratings make an overall one.

    Two inadequate: inadequate. One inadequate, or two below good: requires improvement. Two outstanding and none below
    good: outstanding. Else good.

    Source: CQCguidance (aggregation of key questions).
    """
    inadequate = 0
    below_good = 0
    outstanding = 0
    for rating in found:
        if rating == INADEQUATE:
            inadequate += 1
        if rating <= REQUIRES_IMPROVEMENT:
            below_good += 1
        if rating == OUTSTANDING:
            outstanding += 1
    if inadequate >= 2:
        return INADEQUATE
    if inadequate == 1 or below_good >= 2:
        return REQUIRES_IMPROVEMENT
    if outstanding >= 2 and below_good == 0:
        return OUTSTANDING
    return GOOD


@rule
def urgency(trust: TrustFields, p: Parameters, t: int) -> float:
    """How urgent an inspection is: how long overdue, how bad things look; minus 1,000 if not due.

    urgency [months] = overdue + weight * (50 - seen), and more inside special measures; 10,000 if ordered

    Nobody is inspected again within the least interval, or while a report is under way, ordered or not.

    Source: InspectionsRecord (T37: none under 7 months); risk-based order CQCguidance; weight assumed.
    """
    if not trust.is_open or trust.publishes_at > NEVER or t - trust.inspected < p.regulation.least_interval:
        return -1000.0
    if trust.inspection_ordered:
        return 10_000.0
    if t < trust.due:
        return -1000.0
    urgent = t - trust.due + p.regulation.risk_weight * (p.systems.base - trust.seen)
    if trust.regime == SPECIAL_MEASURES:
        urgent += p.regulation.special_urgency
    return max(-999.0, urgent)


@rule
def be_inspected(trust: TrustFields, found: Any, p: Parameters, t: int, u: float) -> None:
    """A trust is inspected; the report comes out some months later.

    publication = t + 3, 4 or 5 months (a quarter, a half, a quarter)

    Source: InspectionsRecord (T36: median 4 months).
    """
    trust.heard_inspection = True
    trust.inspection_ordered = False
    trust.previous_inspected = trust.inspected
    trust.inspected = t
    trust.inspection_kind = COMPREHENSIVE
    if trust.regime == SPECIAL_MEASURES and trust.rating != NOT_RATED:
        trust.inspection_kind = FOCUSED
    trust.found_safe = found[0]
    trust.found_effective = found[1]
    trust.found_caring = found[2]
    trust.found_responsive = found[3]
    trust.found_well_led = found[4]
    trust.found_overall = rate_overall(found)
    lag = p.regulation.publication_lag
    if u < 0.25:
        lag -= 1
    elif u >= 0.75:
        lag += 1
    trust.publishes_at = t + max(1, lag)


@rule
def be_rated(trust: TrustFields, p: Parameters, t: int) -> None:
    """The report comes out: the rating is published, and the findings become work.

    findings [months of work] += weight * (domains below good + inadequate domains)

    Source: InspectionsRecord; CQCguidance for intervals by rating.
    """
    trust.published_at = t
    trust.publishes_at = NEVER
    trust.rating = trust.found_overall
    trust.rating_well_led = trust.found_well_led
    worse = 0
    for rating in (
        trust.found_safe,
        trust.found_effective,
        trust.found_caring,
        trust.found_responsive,
        trust.found_well_led,
    ):
        if rating <= REQUIRES_IMPROVEMENT:
            worse += 1
        if rating == INADEQUATE:
            worse += 1
    trust.findings += p.regulation.findings * worse


@rule
def set_next_visit(trust: TrustFields, levers: Levers, p: Parameters, u: float) -> None:
    """The next visit falls due by risk: soon for the poor, late for the good.

    due = last visit + interval of the rating + up to 6 months

    Source: CQCguidance (INT020: within 12 months inside special measures); other intervals assumed from CQC policy.
    """
    interval = p.regulation.interval_good
    if trust.regime == SPECIAL_MEASURES:
        interval = levers.regime.inspection_interval
    elif trust.rating == INADEQUATE:
        interval = p.regulation.interval_inadequate
    elif trust.rating == REQUIRES_IMPROVEMENT:
        interval = p.regulation.interval_requires_improvement
    elif trust.rating == OUTSTANDING:
        interval = p.regulation.interval_outstanding
    trust.due = trust.inspected + int(interval) + int(7.0 * u)


@rule
def improved_since(trust: TrustFields) -> bool:
    """A published rating has risen since the leader's patience began to count.

    Source: ours; reviewers see published ratings.
    """
    return trust.rating > trust.rating_at_start and trust.rating_at_start != NOT_RATED


@rule
def meets_entry_rule(trust: TrustFields, levers: Levers) -> bool:
    """The entry rule: well-led inadequate and one more domain inadequate; or the overall rating alone.

    Source: NuffieldTrust2021SMQ (INT019).
    """
    if levers.regime.entry_rule == 1:
        return trust.found_overall == INADEQUATE
    others = 0
    for rating in (trust.found_safe, trust.found_effective, trust.found_caring, trust.found_responsive):
        if rating == INADEQUATE:
            others += 1
    return trust.found_well_led == INADEQUATE and others >= 1


@rule
def meets_exit_rule(trust: TrustFields, levers: Levers) -> bool:
    """The exit rule: overall at least requires improvement and well-led no longer inadequate; or, if stricter, good.

    Source: SpellsRecord (exits rated requires improvement or good); the stricter rule is a lever.
    """
    if levers.regime.exit_rule == 1:
        return trust.found_overall >= GOOD
    return trust.found_overall >= REQUIRES_IMPROVEMENT and trust.found_well_led != INADEQUATE


@rule
def be_decided_on(trust: TrustFields, levers: Levers, p: Parameters, t: int, u: float, u_lag: float) -> None:
    """After a report the national body decides: enter, leave, watch, or nothing.

    A good rating is let out more readily than requires improvement; the decision takes months, fewer than its lag.
    A newer report does away with a decision still under way.
    Outside special measures an inadequate trust that is not to enter is watched, but for one in support after exit.

    Source: SpellsRecord (exits came up to 20 months after the first better rating); chances calibrated by eye.
    """
    trust.decision = NO_DECISION
    trust.decides_at = NEVER
    if trust.regime == SPECIAL_MEASURES:
        if meets_exit_rule(trust, levers):
            chance = p.regulation.release
            if trust.found_overall >= GOOD:
                chance = p.regulation.release_good
            if u < chance:
                trust.decision = TO_LEAVE
                trust.decides_at = t + int(u_lag * p.regulation.decision_lag)
    elif meets_entry_rule(trust, levers) and u < p.regulation.admission:
        trust.decision = TO_ENTER
        trust.decides_at = t + int(u_lag * p.regulation.entry_lag)
    elif trust.regime != AFTER_EXIT:
        trust.regime = OUT
        if trust.found_overall == INADEQUATE or trust.found_well_led == INADEQUATE:
            trust.regime = WATCHED


@rule
def enter(trust: TrustFields, basis: int, leads: bool, levers: Levers, p: Parameters, t: int) -> None:
    """A trust enters special measures: the label stings and stirs, and its spell begins.

    stigma = 1, galvanised = 1; executive stability is untouched until leaders go

    Source: NuffieldTrust2021SMQ (INT019); label effects MechanismPriors part 9.
    """
    trust.regime = SPECIAL_MEASURES
    trust.decision = NO_DECISION
    trust.decides_at = NEVER
    trust.entered = t
    if t == 0:
        trust.first_wave = True
    trust.newly_entered = True
    trust.spell += 1
    trust.entry_basis = basis
    trust.rating_at_entry = trust.rating
    trust.spell_leaders = 0
    if leads:
        trust.spell_leaders = 1
    trust.spell_months_without = 0
    trust.spell_director_months = 0
    trust.spell_buddy_months = 0
    trust.spell_funding = 0.0
    trust.removals = 0
    trust.stigma = 1.0
    trust.galvanised = 1.0
    trust.seen_at_entry = trust.seen
    trust.seen_at_start = trust.seen
    trust.rating_at_start = trust.rating
    first = max(trust.inspected, t) + levers.regime.inspection_interval
    if trust.due > first or trust.due == NEVER or basis == ON_REVIEW:
        trust.due = first


@rule
def leave(trust: TrustFields, levers: Levers, p: Parameters, t: int) -> None:
    """A trust leaves special measures; part of the sting goes at once, and support may go on for a while.

    stigma *= share left

    Source: SpellsRecord; support after exit is a lever.
    """
    trust.regime = OUT
    if levers.regime.support_after_exit > 0:
        trust.regime = AFTER_EXIT
    trust.decision = NO_DECISION
    trust.decides_at = NEVER
    trust.exited = t
    trust.stigma *= p.workforce.stigma_after_exit


@rule
def sting(trust: TrustFields, p: Parameters) -> None:
    """A published inadequate rating stings, even without the regime.

    stigma = max(stigma, weight)

    Source: CommunityCare2021 (INT158-INT159: agency use and vacancies rise as ratings fall); weight assumed.
    """
    if trust.rating == INADEQUATE and trust.regime != SPECIAL_MEASURES:
        trust.stigma = max(trust.stigma, p.regulation.rating_stigma)


@rule
def takeover_chance(trust: TrustFields, p: Parameters) -> float:
    """A failing trust may be taken over; any trust may merge.

    chance [1/month] = merging + takeover in special measures, larger for small trusts

    Source: SpellsRecord (one merger in some 41 spells); GaynorEtAl2012 for mergers at large; size effect assumed.
    """
    hazard = p.regulation.merging
    if trust.regime == SPECIAL_MEASURES:
        hazard += p.regulation.takeover * clip(5000.0 / trust.size, 0.5, 2.0)
    return hazard


@rule
def take_in(trust: TrustFields, gone: TrustFields, causes: CauseFields, p: Parameters) -> float:
    """A trust takes another in: staff, habits, place, debts and what is seen of both are averaged by size.

    share = carried * size of the other / (size + carried * size of the other); x += share * (the other's x - x)
    size [WTE] and deficit [£m] add up

    Gives the share. The team and the programme in charge stay the acquirer's, and `disadvantage` is what it began with:
    what place and past hold a domain to is averaged in `blend`.

    Source: ours, so that nobody's quality improves because a seat has closed; the size of what is carried is assumed.
    """
    came = p.regulation.carried * gone.size
    share = came / (trust.size + came)
    trust.size += came
    trust.deficit += p.regulation.carried * gone.deficit
    causes.staffing_merger = share * (gone.staffing - trust.staffing)
    causes.engagement_merger = share * (gone.engagement - trust.engagement)
    causes.capability_merger = share * (gone.capability - trust.capability)
    trust.staffing += causes.staffing_merger
    trust.engagement += causes.engagement_merger
    trust.capability += causes.capability_merger
    trust.temporary = approach(trust.temporary, gone.temporary, share)
    trust.temporary_share = approach(trust.temporary_share, gone.temporary_share, share)
    trust.embedding = approach(trust.embedding, gone.embedding, share)
    trust.permanent_engagement = approach(trust.permanent_engagement, gone.permanent_engagement, share)
    trust.case_mix = approach(trust.case_mix, gone.case_mix, share)
    trust.quick_lift = approach(trust.quick_lift, gone.quick_lift, share)
    trust.seen = approach(trust.seen, gone.seen, share)
    trust.seen_slow = approach(trust.seen_slow, gone.seen_slow, share)
    trust.seen_mortality = approach(trust.seen_mortality, gone.seen_mortality, share)
    trust.heard_taken_in = gone.number
    return share


@rule
def blend(domain: DomainFields, gone: DomainFields, share: float) -> None:
    """A domain of quality after a take-over lies between the two, and so does what place and past hold it to.

    level [points] += share * (the other's level - level)

    Source: ours, an average over patients served.
    """
    domain.merger = share * (gone.level - domain.level)
    domain.level += domain.merger
    domain.permanent = approach(domain.permanent, gone.permanent, share)


@rule
def count_merger_once(causes: CauseFields) -> None:
    """What a take-over brought belongs to its month alone.

    Source: ours, bookkeeping.
    """
    causes.staffing_merger = 0.0
    causes.engagement_merger = 0.0
    causes.capability_merger = 0.0


@rule
def tighten(regulator: RegulatorFields, levers: Levers) -> None:
    """The regulator opens this month's slots; of those unused, one at most is carried over.

    slots = min(slots left, 1) + inspections a month

    Source: HSJ2016ratings (179 rated by mid-2016) for the pace of the roll-out; a lever by date.
    """
    regulator.slots = min(regulator.slots, 1.0) + levers.regime.inspections_a_month


@rule
def observed_gap(trust: TrustFields) -> float:
    """How far a trust is seen below a level that hardly any reaches.

    gap [points] = max(0, 100 - seen)

    Source: ours; used where the worst observed come first.
    """
    return rectified(100.0 - trust.seen)
