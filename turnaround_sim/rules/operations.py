"""Work: where management time goes, what improvement it buys, and what that does to quality."""

from typing import Any

from turnaround_sim.arithmetic import approach, clip, clip01, inverted_u, logistic, rectified
from turnaround_sim.entities import (
    ACTING,
    CARING,
    EFFECTIVE,
    INADEQUATE,
    NEVER,
    OUTSTANDING,
    REQUIRES_IMPROVEMENT,
    RESPONSIVE,
    SAFE,
    SPECIAL_MEASURES,
    CauseFields,
    DomainFields,
    LeaderFields,
    TrustFields,
)
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule
from turnaround_sim.rules.workforce import at_work, temporary_harm


@rule
def told(value: float, mean: float, effects: float) -> float:
    """What a leader or helper is like, or what all are like on average where such effects are switched off.

    told = mean + effects * (value - mean): the value at 1, the mean at 0

    Source: ours; the null of reverse causation (theory, identification warning): same code, no effect.
    """
    return mean + effects * (value - mean)


@rule
def settled(trust: TrustFields, p: Parameters) -> float:
    """How settled the executive team is, as far as leaders matter.

    Source: KingsFund2018vacancies (F025, F027); switched by `told`.
    """
    return told(trust.executive_stability, p.leadership.mean_stability, p.leadership.effects)


@rule
def embedded(trust: TrustFields, p: Parameters) -> float:
    """How far the programme is embedded, as far as leaders matter.

    Source: Repenning2002; switched by `told`.
    """
    return told(trust.embedding, p.leadership.mean_embedding, p.leadership.effects)


@rule
def be_interrupted(trust: TrustFields, p: Parameters, z: float) -> None:
    """Findings, action-plan items, vacancies and incidents pile up and are worked off, slower when there are too many.

    interruptions [months of work] += arrivals - R * f(interruptions / (peak * R)),  f(s) = s * exp(1 - s)
    R = capacity * (1 - executive loss * (1 - stability)), at least 0.1; the stock stays within 0 and its cap

    A team works fastest with `peak` months of work open; with less there is little to do, with more it drowns.

    Source: RudolphRepenning2002, MorrisonRudolph2011; TheoryReconstruction for f. A peak of 1 would make the monthly
    step overshoot at low load, so it is wider.
    """
    arrivals = p.operations.arrivals + p.operations.vacancy_arrivals * rectified(1.0 - trust.staffing)
    if trust.regime == SPECIAL_MEASURES:
        arrivals += p.operations.action_plan
    arrivals = rectified(arrivals + p.operations.incident_sd * z) + trust.findings
    trust.findings = 0.0
    capacity = p.operations.capacity * (1.0 - p.operations.executive_loss * (1.0 - settled(trust, p)))
    capacity = max(0.1, capacity)
    resolved = capacity * inverted_u(trust.interruptions / (p.operations.peak * capacity))
    trust.interruptions = clip(trust.interruptions + arrivals - resolved, 0.0, p.operations.most_interruptions)


@rule
def look_ahead(
    trust: TrustFields,
    leader: LeaderFields,
    believed: Levers,
    announced: Levers,
    takes_effect: int,
    p: Parameters,
    t: int,
) -> None:
    """A leader counts the months to the next inspection, review or removal, as the announced policy has it.

    horizon [months] = min(expected inspection, expected review, expected replacement), at most 60

    What is believed to be in force counts now, a policy announced for later from the month it takes effect. Outside
    special measures an inspection that is overdue is expected in some months, not every month anew. A replacement is
    expected as policy was believed to be at entry.

    Source: RepenningSterman2002 (evaluators with short horizons); Sastry1997 for the trial period.
    """
    since = max(trust.inspected, trust.entered)
    interval = p.regulation.interval_good
    if trust.rating == INADEQUATE:
        interval = p.regulation.interval_inadequate
    elif trust.rating == REQUIRES_IMPROVEMENT:
        interval = p.regulation.interval_requires_improvement
    elif trust.rating == OUTSTANDING:
        interval = p.regulation.interval_outstanding
    horizon = 60.0
    if since > NEVER:
        left = since + interval - t
        if left < 1.0:
            left = p.operations.overdue_wait
        horizon = min(60.0, left)
    if trust.regime == SPECIAL_MEASURES:
        now = float(since + believed.regime.inspection_interval - t)
        later = float(max(since + announced.regime.inspection_interval, takes_effect) - t)
        horizon = min(60.0, max(1.0, min(now, later)))
    if trust.regime == SPECIAL_MEASURES and leader.status != ACTING:
        now = review_in(trust, leader, believed, t)
        later = max(review_in(trust, leader, announced, t), float(takes_effect - t))
        horizon = min(horizon, max(1.0, min(now, later)))
        if t <= trust.replacement_expected and leads_since_entry(trust, leader):
            horizon = min(horizon, max(1.0, float(trust.replacement_expected - t)))
    trust.horizon = horizon


@rule
def leads_since_entry(trust: TrustFields, leader: LeaderFields) -> bool:
    """The leader is the one who was in substantive post when the trust entered special measures.

    Source: ours; appointed before or in the month of entry, and still in post.
    """
    return leader.status != ACTING and leader.started <= trust.entered


@rule
def review_in(trust: TrustFields, leader: LeaderFields, levers: Levers, t: int) -> float:
    """Months to the first review of a leader, or to the next where patience has run out.

    first review = max(patience from the later of entry and appointment, trial period from appointment)

    In a month of review it is 0: the review comes after the month's work.

    Source: NuffieldTrust2021SMQ (INT013: moved on after 9 to 12 months); Sastry1997 for the trial period.
    """
    begins = first_review(trust, leader, levers)
    if t < begins:
        return float(begins - t)
    return float((3 - (t - begins) % 3) % 3)


@rule
def first_review(trust: TrustFields, leader: LeaderFields, levers: Levers) -> int:
    """The month a leader is first reviewed in special measures.

    month = max(later of entry and appointment + patience, appointment + trial period)

    Source: NuffieldTrust2021SMQ (INT013); Sastry1997.
    """
    counted = max(trust.entered, leader.started) + levers.leadership.patience
    return max(counted, leader.started + levers.leadership.trial_period)


@rule
def spend_attention(trust: TrustFields, causes: CauseFields, leader: LeaderFields, p: Parameters) -> None:
    """Management time is one budget: oversight, interruptions, induction and quick fixes eat into improvement.

    attention [share] = (1 - routine - each claim, not below 0) * (1 - phi); quick fixes take the share
    phi = most * sigma(kappa * (H* - H)) of the time that is left

    Source: RepenningSterman2002 (time for improvement is what pressure takes); one budget of time is ours.
    """
    effects = p.leadership.effects
    taken = min(p.operations.most_interrupted, p.operations.interruption_time * trust.interruptions)
    causes.attention_interruptions = -taken
    causes.attention_induction = -told(
        p.leadership.induction_time * trust.induction, p.leadership.mean_induction, effects
    )
    acting = 0.0
    if leader.status == ACTING:
        acting = p.leadership.interim_time
    causes.attention_interim = -told(acting, p.leadership.mean_interim_time, effects)
    causes.attention_mandate = told(p.leadership.mandate * trust.mandate, p.leadership.mean_mandate, effects)
    causes.attention_director = p.support.effects * (
        p.support.absorbs * rectified(trust.heard_coaching) * trust.oversight_load - trust.heard_scrutiny
    )
    causes.attention_buddying = -p.support.effects * p.support.buddying_time * trust.buddying
    before = (
        1.0
        - p.operations.routine
        + causes.attention_commissioner
        + causes.attention_education
        + causes.attention_professional
        + causes.attention_local
        + causes.attention_regulator
        + causes.attention_national
        + causes.attention_deficit
        + causes.attention_board
        + causes.attention_director
        + causes.attention_interruptions
        + causes.attention_induction
        + causes.attention_interim
        + causes.attention_mandate
        + causes.attention_buddying
    )
    causes.attention_bound = clip01(before) - before
    free = before + causes.attention_bound
    share = p.operations.most_quick * logistic(p.operations.horizon_response * (p.operations.horizon - trust.horizon))
    trust.quick_share = told(share, p.leadership.mean_quick, effects) * free
    causes.attention_quick = -trust.quick_share
    trust.attention = free + causes.attention_quick


@rule
def polish(trust: TrustFields, p: Parameters) -> None:
    """Quick fixes lift what inspectors see now; the lift fades within months and builds nothing.

    lift [points] += gain * quick share - lift / memory

    Source: BevanHood2006 (INT134), HillMellon2017 (F089), BarnettEtAl2017 (INT129: vigilance reverts at once).
    """
    trust.quick_lift += p.operations.quick_gain * trust.quick_share - trust.quick_lift / p.operations.quick_memory


@rule
def work(trust: TrustFields, leader: LeaderFields, p: Parameters) -> float:
    """Improvement work is attention made good by a fitting leader, a right programme, and staff who take it up.

    work = attention * skill * fit * appropriateness * (w0 + embedding) * (0.5 + engagement)

    A programme that is wrong for the trust does harm, the more the better it is embedded.

    Source: Sastry1997 (performance = competence x appropriateness); Repenning2002; Rodan2005.
    """
    effects = p.leadership.effects
    skill = told(trust.heard_skill, p.leadership.mean_skill, effects)
    fit = told(fitting(leader, trust, p), p.leadership.mean_fit, effects)
    right = told(leader.appropriateness, p.leadership.mean_appropriateness, effects)
    return (
        trust.attention
        * skill
        * fit
        * right
        * (p.operations.unembedded + embedded(trust, p))
        * (0.5 + trust.engagement)
    )


@rule
def fitting(leader: LeaderFields, trust: TrustFields, p: Parameters) -> float:
    """A leader made for one kind of place is less use in another.

    fit [0-1] = 1 - misfit * |orientation - context|

    Source: ChenHambrick2012 (F105: what helps is a misfit out and a fit in).
    """
    away = leader.orientation - trust.context
    if away < 0.0:
        away = -away
    return 1.0 - p.leadership.misfit * away


@rule
def improve(trust: TrustFields, causes: CauseFields, leader: LeaderFields, spent: Any, p: Parameters) -> None:
    """Capability grows with improvement work, coaching, a buddy's example and money spent on it; unused, it fades.

    capability [0-1] += each cause, within 0 and 1; gains shrink as capability nears 1, harm of a wrong programme as it
    nears 0, and a buddy's transfer as it nears the buddy's

    `spent` holds the money spent on capability and on consultants last month, £m per 5,000 posts.

    Source: RepenningSterman2002 (a stock that erodes); sizes MechanismPriors parts 1 to 3, 6 and 11.
    """
    room = 1.0 - trust.capability
    done = work(trust, leader, p)
    if done < 0.0:
        room = trust.capability
    helped = p.support.effects
    experience = 0.0
    if leader.status != ACTING and leader.experience >= 12 and trust.regime == SPECIAL_MEASURES:
        experience = p.leadership.experience_gain
    causes.capability_before = trust.capability
    causes.capability_programme = p.operations.learning * done * room
    causes.capability_experience = told(experience, p.leadership.mean_experience_gain, p.leadership.effects) * (
        1.0 - trust.capability
    )
    causes.capability_director = helped * p.support.coaching * trust.heard_coaching * (1.0 - trust.capability)
    causes.capability_buddy = (
        helped
        * p.support.transfer
        * trust.similarity
        * trust.commitment
        * rectified(trust.heard_buddy_capability - trust.capability)
    )
    causes.capability_partners = helped * p.systems.partner_gain * trust.help * (1.0 - trust.capability)
    causes.capability_spending = helped * p.finance.capability_gain * spent[0] * (1.0 - trust.capability)
    causes.capability_consultants = helped * p.finance.consultant_gain * spent[1]
    causes.capability_decay = -p.operations.forgetting * trust.capability
    causes.capability_change = -trust.capability * told(
        p.leadership.capability_loss * trust.shaken, p.leadership.mean_capability_loss, p.leadership.effects
    )
    moved = (
        trust.capability
        + causes.capability_programme
        + causes.capability_experience
        + causes.capability_director
        + causes.capability_buddy
        + causes.capability_partners
        + causes.capability_spending
        + causes.capability_consultants
        + causes.capability_decay
        + causes.capability_change
    )
    causes.capability_bound = clip01(moved) - moved
    trust.capability = moved + causes.capability_bound


@rule
def embed(trust: TrustFields, supported: float, p: Parameters) -> None:
    """A programme becomes daily work with time, visible results and sponsors; without them it is given up.

    embedding [0-1] += habit * (1 - m) + sponsor * support * (1 - m) + eta * (results - threshold) * m * (1 - m)

    `supported` is 1 with a director, an improvement board or a buddy at work, else 0. Results count in SD a year (10
    points are one), within 2 either way.

    Source: Repenning2002 (commitment feeds on results above a threshold; sponsors before it).
    """
    m = trust.embedding
    grown = p.operations.habit * (
        1.0 - m
    ) + p.support.effects * p.support.sponsor * p.operations.sponsor * supported * (1.0 - m)
    seen = clip(trust.results / 10.0, -2.0, 2.0) - p.operations.motivation_threshold
    trust.embedding = clip01(m + grown + p.operations.motivation * seen * m * (1.0 - m))


@rule
def drift(leader: LeaderFields, trust: TrustFields, p: Parameters, z: float) -> None:
    """What was the right programme drifts off as the world changes; a leader corrects it, less so once it is embedded.

    appropriateness += correction * (1 - inertia * embedding) * (1 - appropriateness) + drift * z, within -1 and 1

    Source: Sastry1997 (consistency of organisation and environment); HambrickFukutomi1991 for convergence.
    """
    ready = 1.0 - p.operations.inertia * trust.embedding
    right = leader.appropriateness + p.operations.correction * ready * (1.0 - leader.appropriateness)
    leader.appropriateness = clip(right + p.operations.context_drift * z, -1.0, 1.0)


@rule
def fade(trust: TrustFields, p: Parameters) -> None:
    """What was new wears off: the label's sting and its energy, the newness and the mandate of a leader.

    x [0-1] -= x / memory [months]; the team settles: stability += return * (1 - stability)

    Source: stigma MechanismPriors part 9 (half-life 9 to 30 months); AllenBurgess2010memo (INT172) for the energy.
    """
    trust.stigma -= trust.stigma / p.workforce.stigma_memory
    trust.galvanised -= trust.galvanised / p.workforce.galvanise_memory
    trust.induction -= trust.induction / p.leadership.induction_memory
    trust.mandate -= trust.mandate / p.leadership.mandate_memory
    trust.executive_stability = approach(trust.executive_stability, 1.0, p.leadership.stability_return)


@rule
def heard_out(leader: LeaderFields, p: Parameters) -> float:
    """How far a leader listens, as far as leaders matter.

    Source: HealthFoundation2022VMI (INT103); switched by `told`.
    """
    return told(leader.listening, p.leadership.mean_listening, p.leadership.effects)


@rule
def upset(trust: TrustFields, leader: LeaderFields, p: Parameters) -> float:
    """Staff lose heart when a leader goes and while no one has taken over.

    upset [0-1] = departure * departures + gap in an interim month

    Source: BartanenDissertation (F085: climate falls before a demotion and recovers first); sizes assumed.
    """
    value = p.workforce.departure_upset * trust.shaken
    if leader.status == ACTING:
        value += p.workforce.interim_upset
    return told(value, p.workforce.mean_upset, p.leadership.effects)


@rule
def weigh(trust: TrustFields, leader: LeaderFields, p: Parameters, base: float) -> Any:
    """What each cause stands at, before a domain weighs it: base, shocks, capability, staff, and the rest in order.

    Deviations from what is usual, so that a usual trust holds its base: capability and engagement from 0.5, staff at
    work, embedding and stability from their means, pressure from 0.

    Source: ours; the causes are those of docs/model.md, 7.7.
    """
    return (
        base,
        trust.shock + trust.heard_system_shock + trust.ordered_shock,
        trust.capability - 0.5,
        at_work(trust, p) - p.workforce.usual_staffing,
        -temporary_harm(trust, p),
        trust.engagement - 0.5,
        led(trust, leader, p),
        embedded(trust, p) - p.leadership.mean_embedding,
        settled(trust, p) - p.leadership.mean_stability,
        -trust.pressure,
        p.support.effects * trust.help,
        trust.galvanised,
    )


@rule
def pull(kind: int, stands: Any, p: Parameters) -> Any:
    """What each cause adds to the level that one domain can hold: all domains lean a little, each on its own more.

    Safe leans on staff and suffers from temporary ones, effective leans on capability, caring on engagement, responsive
    on pressure and partners' help, well-led on leadership, embedding and a settled team.

    Source: docs/model.md, 7.7; weights in points a unit, calibrated or MechanismPriors.
    """
    capability = p.quality.capability
    staffing = p.quality.staffing
    temporary = p.quality.temporary
    engagement = p.quality.engagement
    leadership = p.quality.leadership
    pressure = p.quality.pressure
    partners = p.quality.partners
    embedding = 0.0
    executives = 0.0
    if kind == SAFE:
        staffing += p.quality.safe_staffing
        temporary += p.quality.safe_temporary
    elif kind == EFFECTIVE:
        capability += p.quality.effective_capability
    elif kind == CARING:
        engagement += p.quality.caring_engagement
    elif kind == RESPONSIVE:
        pressure += p.quality.responsive_pressure
        partners += p.quality.responsive_partners
    else:
        leadership += p.quality.well_led_leadership
        embedding += p.quality.well_led_embedding
        executives += p.quality.well_led_executives
    return (
        stands[0],
        stands[1],
        capability * stands[2],
        staffing * stands[3],
        temporary * stands[4],
        engagement * stands[5],
        leadership * stands[6],
        embedding * stands[7],
        executives * stands[8],
        pressure * stands[9],
        partners * stands[10],
        p.quality.galvanise * stands[11],
    )


@rule
def move(domain: DomainFields, pulls: Any, p: Parameters, z: float) -> None:
    """A domain of quality moves, with a lag, towards the level that its causes can hold.

    level [points] += rate * (each pull [points]) + noise, within 0 and 100

    `pulls` holds, in points, what each cause adds to the level that can be held: the base, shocks, capability,
    staffing, temporary staff, engagement, leadership, embedding, executives, pressure, partners, label.

    Source: ours, a first-order lag; the causes are those of docs/model.md, 7.7.
    """
    rate = p.operations.quality_rate
    domain.before = domain.level
    domain.drift = rate * (pulls[0] + domain.permanent - domain.level)
    domain.shocks = rate * pulls[1]
    domain.capability = rate * pulls[2]
    domain.staffing = rate * pulls[3]
    domain.temporary = rate * pulls[4]
    domain.engagement = rate * pulls[5]
    domain.leadership = rate * pulls[6]
    domain.embedding = rate * pulls[7]
    domain.executives = rate * pulls[8]
    domain.pressure = rate * pulls[9]
    domain.partners = rate * pulls[10]
    domain.label = rate * pulls[11]
    domain.chance = p.operations.quality_noise * z
    moved = (
        domain.level
        + domain.drift
        + domain.shocks
        + domain.capability
        + domain.staffing
        + domain.temporary
        + domain.engagement
        + domain.leadership
        + domain.embedding
        + domain.executives
        + domain.pressure
        + domain.partners
        + domain.label
        + domain.chance
    )
    domain.bound = clip(moved, 0.0, 100.0) - moved
    domain.level = moved + domain.bound


@rule
def led(trust: TrustFields, leader: LeaderFields, p: Parameters) -> float:
    """What a leader adds to quality, to well-led above all: skill and listening, less in an interim gap.

    led [index] = (skill - 1) + (listening - 0.5) - the interim's lack while acting

    Source: BallingerMarcel2010 (F111: worse while an interim serves); JankeEtAl2018 (F065) for how little it may be.
    """
    value = (trust.heard_skill - 1.0) + (leader.listening - 0.5)
    if leader.status == ACTING:
        value -= p.leadership.interim_lack
    return told(value, p.leadership.mean_led, p.leadership.effects)


@rule
def see(
    trust: TrustFields, responsive: float, effective: float, noise: float, mortality_noise: float, p: Parameters
) -> None:
    """Outsiders see noisy monthly indicators, quick fixes included, and judge by their smoothed course.

    seen [points] += (responsive + lift + noise - seen) / window; seen slowly += (seen - seen slowly) / slow window
    results [points/year] = 12 * (seen - seen slowly) / slow window
    mortality seen [points] += (effective + case mix + noise - mortality seen) / 12

    Source: OwnReanalysis2026AE (INT210: noise 3.1 points of a four-hour indicator with SD 8.7).
    """
    reading = responsive + trust.quick_lift + p.observation.indicator_noise * noise
    trust.seen += (reading - trust.seen) / p.observation.window
    trust.seen_slow += (trust.seen - trust.seen_slow) / p.observation.slow_window
    trust.results = 12.0 * (trust.seen - trust.seen_slow) / p.observation.slow_window
    mortality = effective + trust.case_mix + p.observation.mortality_noise * mortality_noise
    trust.seen_mortality += (mortality - trust.seen_mortality) / p.observation.mortality_window


@rule
def take_in_helpers(
    trust: TrustFields, coaching: float, scrutiny: float, buddy_capability: float, skill: float
) -> None:
    """A trust takes in this month what its director, its buddy and its leader bring.

    Source: ours, so that what is read of others is read in one place.
    """
    trust.heard_coaching = coaching
    trust.heard_scrutiny = scrutiny
    trust.heard_buddy_capability = buddy_capability
    trust.heard_skill = skill


@rule
def be_shaken(trust: TrustFields, p: Parameters) -> None:
    """When a leader goes, part of the programme, of the capability and of the team goes too.

    embedding *= 1 - loss; stability *= 1 - executives who follow; lost capability and heart are felt next month

    Source: MechanismPriors part 12 (10 to 60 per cent of embedded progress); KingsFund2018vacancies (F027).
    """
    trust.shaken += 1.0
    trust.embedding *= 1.0 - p.leadership.embedding_loss
    trust.executive_stability *= 1.0 - p.leadership.executives_follow
    trust.year_executive_changes += p.leadership.team * p.leadership.executives_follow


@rule
def start_afresh(trust: TrustFields, clear_out: float, p: Parameters) -> None:
    """A new leader brings a mandate and must first find her feet; she may clear out the executive team.

    induction = 1; mandate = 1; stability *= 1 - clear_out

    Source: Gabarro1985secondary (F121: taking hold takes about six months); NuffieldTrust2021SMQ (INT012).
    """
    trust.induction = 1.0
    trust.mandate = 1.0
    trust.executive_stability *= 1.0 - clear_out
    trust.year_executive_changes += p.leadership.team * clear_out
