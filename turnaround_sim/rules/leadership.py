"""Leaders: who they are, why they go, who is reviewed, and who comes next."""

import math
from typing import Any

from turnaround_sim.arithmetic import (
    bell_from_uniform,
    clip,
    clip01,
    hazard_to_probability,
    lognormal_from_uniform,
    months_from_uniform,
    normal_from_uniform,
    rectified,
)
from turnaround_sim.entities import (
    ACTING,
    IN_POOL,
    IN_POST,
    INADEQUATE,
    KEPT,
    NEVER,
    NOBODY,
    OUTSTANDING,
    REMOVED_AT_ENTRY,
    REMOVED_AT_REVIEW,
    RESIGNED,
    RETIRED,
    SPECIAL_MEASURES,
    STAYS,
    LeaderFields,
    TrustFields,
)
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule
from turnaround_sim.rules.operations import first_review, fitting, leads_since_entry
from turnaround_sim.rules.regulation import improved_since

CHANCE, WORST_SEEN, SHAM = 0, 1, 2
APPOINTED, SAME_QUALITY = 0, 1

PERSONS = 100_000
"""Persons are numbered row + PERSONS * generation, so that a person keeps her number wherever she works."""


@rule
def person(leader: LeaderFields) -> int:
    """The number a person keeps for ever, wherever she works.

    person = row + 100,000 * generation

    Source: ours, so that traits and chance belong to persons.
    """
    return leader.number + PERSONS * leader.generation


@rule
def be_born(leader: LeaderFields, p: Parameters, traits: Any, more: Any) -> None:
    """A new person comes up, with traits of her own.

    skill lognormal, mean 1; listening normal around 0.5, within 0 and 1; orientation uniform; frailty lognormal, mean 1
    track record [SD] = reliability * (skill - 1) / skill sd + (1 - reliability) * z

    Source: ours; frailty OwnDerivation2026 (F098: Weibull shape .71); skill SchoolsWeek2023heads (F087) for its spread.
    """
    leader.skill = lognormal_from_uniform(traits[0], p.leadership.skill_sd)
    leader.listening = clip01(0.5 + p.leadership.listening_sd * normal_from_uniform(traits[1]))
    leader.orientation = traits[2]
    leader.frailty = lognormal_from_uniform(traits[3], p.leadership.frailty_sd)
    known = p.leadership.record_reliability
    leader.track_record = known * (leader.skill - 1.0) / max(0.01, p.leadership.skill_sd)
    leader.track_record += (1.0 - known) * normal_from_uniform(more[0])
    leader.experience = 0
    leader.appropriateness = p.leadership.programme_mean
    leader.applies = False


@rule
def skilled(leader: LeaderFields, p: Parameters) -> float:
    """A leader's skill, less while she only acts up.

    skilled [index] = skill, times (1 - interim loss) for a deputy

    Source: BallingerMarcel2010 (F111); size assumed.
    """
    if leader.status == ACTING:
        return leader.skill * (1.0 - p.leadership.interim_skill_loss)
    return leader.skill


@rule
def set_out(leader: LeaderFields, trust: TrustFields, p: Parameters, u: float) -> None:
    """A leader brings a programme, right or wrong for the place; better where she fits, and nobody knows which yet.

    appropriateness = mean + sd * z + fit bonus * (fit - mean fit), within -1 and 1

    Source: Sastry1997 (appropriateness of the new orientation); ChenHambrick2012 (F105: fit matters).
    """
    z = normal_from_uniform(u)
    fit = fitting(leader, trust, p) - p.leadership.mean_fit
    leader.appropriateness = clip(
        p.leadership.programme_mean + p.leadership.programme_sd * z + p.leadership.fit_programme * fit, -1.0, 1.0
    )


@rule
def exit_hazard(leader: LeaderFields, trust: TrustFields, p: Parameters, t: int) -> float:
    """How likely a leader is to go of her own accord: strain, the label and poor ratings push, success holds.

    hazard [1/month] = frailty * exp(base + strain * (load - usual load, if above) + label + rating)

    Source: OwnDerivation2026 (F093-F096: .063 under the label, .019 overall, .008 in outstanding trusts).
    """
    log_hazard = p.leadership.base_log_hazard
    log_hazard += p.leadership.strain_exit * rectified(trust.oversight_load - p.leadership.usual_load)
    if trust.regime == SPECIAL_MEASURES:
        log_hazard += p.leadership.label_exit
    if trust.rating == INADEQUATE:
        log_hazard += p.leadership.inadequate_exit
    elif trust.rating == OUTSTANDING:
        log_hazard -= p.leadership.outstanding_stay
    return leader.frailty * math.exp(log_hazard)


@rule
def retirement_hazard(leader: LeaderFields, p: Parameters, t: int) -> float:
    """After many years in post, leaders retire.

    hazard [1/month] = rate * years beyond the threshold, at most .05

    Source: HSJ2013football (F012: about one in ten in post for more than ten years); form assumed.
    """
    over = (t - leader.started) - p.leadership.retirement_after
    return clip(p.leadership.retirement * over / 12.0, 0.0, 0.05)


@rule
def leave_or_stay(leader: LeaderFields, trust: TrustFields, p: Parameters, t: int, u: float) -> int:
    """A leader resigns, retires or stays.

    leaves if u < 1 - exp(-(exit hazard + retirement hazard)); retires in proportion to the two

    Source: OwnDerivation2026 (F093-F098); competing hazards share one draw.
    """
    resigning = exit_hazard(leader, trust, p, t)
    retiring = retirement_hazard(leader, p, t)
    if u >= resigning + retiring:
        # A probability is never above its hazard: most months are settled without the exponential.
        return STAYS
    both = hazard_to_probability(resigning + retiring)
    if u >= both:
        return STAYS
    if u < both * resigning / (resigning + retiring):
        return RESIGNED
    return RETIRED


@rule
def look_elsewhere(leader: LeaderFields, trust: TrustFields, p: Parameters, t: int, u: float) -> None:
    """A leader with a year or more behind her may look for another post; inside special measures she does not.

    applies if u < rate and tenure >= 12 months and outside special measures

    Source: HSJ2023firsttime (F036: four in ten trusts have a chief executive who led a trust before); rate assumed.
    """
    leader.applies = t - leader.started >= 12 and trust.regime != SPECIAL_MEASURES and u < p.leadership.moving


@rule
def be_reviewed(trust: TrustFields, leader: LeaderFields, levers: Levers, p: Parameters, t: int) -> int:
    """Reviewers see what is published and noisy, wait until patience runs out, then ask for the least gain that counts.

    Every 3 months from the first review: removed if seen gain < least gain and the published rating has not risen,
    unless as many were removed in this spell as the policy allows.

    Source: NuffieldTrust2021SMQ (INT013); OwnReanalysis2026AE (INT210) for what can be seen.
    """
    if trust.regime != SPECIAL_MEASURES or leader.status == ACTING or trust.removals >= levers.leadership.most_removals:
        return STAYS
    waited = t - first_review(trust, leader, levers)
    if waited < 0 or waited % 3 != 0:
        return STAYS
    gain = trust.seen - trust.seen_at_start
    if gain >= levers.leadership.least_gain or improved_since(trust):
        return STAYS
    return REMOVED_AT_REVIEW


@rule
def be_removed_at_entry(trust: TrustFields, leader: LeaderFields, levers: Levers, u: float) -> int:
    """At entry the national body may remove the leader outright.

    removed if the trust has just entered and u < removal at entry

    Source: HSJ2004franchise (F045-F046: policy as well as performance sets the removal rate).
    """
    if trust.newly_entered and leader.status != ACTING and u < levers.leadership.removal_at_entry:
        return REMOVED_AT_ENTRY
    return STAYS


@rule
def take_up_strategy(trust: TrustFields, levers: Levers, believed: Levers, t: int) -> None:
    """A trust that enters takes over the strategy then in force for its leader, and keeps to it whatever comes later.

    due [month] = entry + 1 + months, if any are set; expected likewise, by the policy that people believe in

    Source: ours; a strategy assigned at a common start and followed as intended (intention to treat).
    """
    trust.replacement_due = NEVER
    trust.replacement_expected = NEVER
    if levers.leadership.replace_after >= 0:
        trust.replacement_due = t + 1 + levers.leadership.replace_after
        trust.replacement_share = levers.leadership.replace_share
        trust.replacement_by = levers.leadership.replace_by
        trust.replacement_successor = levers.leadership.successor
    if believed.leadership.replace_after >= 0 and believed.leadership.replace_share > 0.0:
        trust.replacement_expected = t + 1 + believed.leadership.replace_after


@rule
def can_be_replaced(trust: TrustFields, leader: LeaderFields, t: int) -> bool:
    """A trust's strategy comes due while it is in special measures and led as it was at entry; else nothing is done.

    Source: ours; who has gone before is not replaced a second time, and her trust is counted where it was assigned.
    """
    return trust.regime == SPECIAL_MEASURES and trust.replacement_due == t and leads_since_entry(trust, leader)


@rule
def is_replaced(trust: TrustFields, worse: int, inside: int, u: float) -> bool:
    """Which leaders a strategy replaces: by lot, or those whose trusts are seen worst; in a sham nobody.

    by lot: u < share; worst observed: (w + 1/2) / n < share, w of the n trusts in special measures being seen worse

    What is ranked is the level seen, as where money goes to the worst observed: a gain since entry would set trusts
    that have been in for long against those that have just come.

    Source: ours; a lever.
    """
    if trust.replacement_by == SHAM:
        return False
    if trust.replacement_by == WORST_SEEN:
        return worse + 0.5 < trust.replacement_share * inside
    return u < trust.replacement_share


@rule
def be_reborn(leader: LeaderFields) -> None:
    """In the row of a leader who goes, a new person of the same quality comes up, kept for the post she leaves.

    Skill, listening, orientation, frailty and track record stay; number, programme and experience are new.

    Source: ours; it sets a change of leader apart from the quality of who comes.
    """
    leader.generation += 1
    leader.status = KEPT
    leader.trust = NOBODY
    leader.applies = False
    leader.experience = 0


@rule
def be_set_free(leader: LeaderFields, t: int) -> None:
    """Someone whose post closes, held or kept for her, can be appointed elsewhere from the next month on.

    Source: ours, bookkeeping.
    """
    leader.status = IN_POOL
    leader.applies = False
    leader.available_from = t + 1


@rule
def count_afresh(trust: TrustFields) -> None:
    """A leader's patience begins to count: what is seen now is what gains are measured from.

    Source: ours; the review, exactly (the later of entry and appointment).
    """
    trust.seen_at_start = trust.seen
    trust.rating_at_start = trust.rating


@rule
def vacate(trust: TrustFields, levers: Levers, p: Parameters, t: int, u: float) -> None:
    """A post falls vacant; a deputy acts for some months before it can be filled.

    months = a geometric draw around the interim length, at least 1

    Source: KingsFund2014vacancies (F028-F029, F031); length a lever.
    """
    trust.vacant_since = t
    trust.fills_from = t + months_from_uniform(u, levers.leadership.interim_length)
    trust.removal_ordered = STAYS
    trust.year_leader_changes += 1


@rule
def act_up(leader: LeaderFields, trust: TrustFields, t: int) -> None:
    """A deputy acts up in the gap.

    Source: HSJCapsticks2013tenure (F015).
    """
    leader.status = ACTING
    leader.trust = trust.number
    leader.started = t
    leader.special_at_start = trust.regime == SPECIAL_MEASURES
    leader.experienced_at_start = False


@rule
def go(leader: LeaderFields, why: int, p: Parameters, t: int, u: float, u_return: float) -> bool:
    """A leader who goes leaves the service, or comes back for another post after a while; true if she is gone for good.

    returns if u < chance of return (by reason), after a wait of up to twice the mean; where she does not, a new person
    comes up in her row after a wait of up to twice the time of renewal. A removal stains a record, whoever returns.

    Source: Guardian2014recruit (F051) for exits over performance; chances assumed.
    """
    leader.trust = NOBODY
    leader.status = IN_POOL
    leader.applies = False
    chance = p.leadership.return_resigned
    if why == REMOVED_AT_ENTRY or why == REMOVED_AT_REVIEW:
        chance = p.leadership.return_removed
        leader.track_record -= p.leadership.record_of_removal
    elif why == RETIRED:
        chance = 0.0
    if u < chance:
        leader.available_from = t + 1 + int(2.0 * p.leadership.return_delay * u_return)
        return False
    leader.available_from = t + 1 + int(2.0 * p.leadership.renewal_delay * u_return)
    return True


@rule
def interest(
    leader: LeaderFields, trust: TrustFields, levers: Levers, p: Parameters, u: float, u_accepts: float
) -> float:
    """How a panel ranks a candidate; minus 1,000 where she would not take the post.

    score [SD] = track record + interview noise * z + preference * experienced (12 months or more);
    she accepts if u < acceptance * (1 - repelled * stigma)

    Source: HSJ2013Keogh, Berwick2016 (INT153) for refusals; F107-F109 on who comes in conflict, so no outsider term.
    """
    if u_accepts >= p.leadership.acceptance * (1.0 - p.leadership.repelled * trust.stigma):
        return -1000.0
    score = leader.track_record + p.leadership.interview_noise * bell_from_uniform(u)
    if leader.experience >= 12:
        score += levers.leadership.prefer_experienced
    return score


@rule
def can_be_appointed(leader: LeaderFields, trust: TrustFields, p: Parameters, t: int) -> bool:
    """Someone can be appointed who is in the pool and free, or sits elsewhere and looks for another post.

    Without national scarcity only people of the trust's own system can be.

    Source: ours; links are real and people scarce.
    """
    if leader.status == IN_POOL:
        if leader.available_from > t:
            return False
    elif leader.status != IN_POST or not leader.applies or leader.trust == trust.number:
        return False
    return p.systems.national_scarcity or leader.home == trust.system


@rule
def take_post(leader: LeaderFields, trust: TrustFields, t: int) -> None:
    """A leader takes a post.

    Source: ours, bookkeeping.
    """
    leader.status = IN_POST
    leader.trust = trust.number
    leader.started = t
    leader.applies = False
    leader.experienced_at_start = leader.experience >= 12
    leader.special_at_start = trust.regime == SPECIAL_MEASURES


@rule
def be_led_by(trust: TrustFields, leader: LeaderFields, t: int) -> None:
    """A trust is led by a new substantive leader.

    Source: ours, bookkeeping.
    """
    trust.leader = leader.number
    trust.vacant_since = NEVER
    trust.fills_from = NEVER
    trust.heir = NOBODY
    trust.heard_appointed = person(leader)
    if trust.regime == SPECIAL_MEASURES:
        trust.spell_leaders += 1


@rule
def learn(leader: LeaderFields, trust: TrustFields, p: Parameters, z: float) -> None:
    """Leaders earn special-measures experience by serving, and a public record by what is seen to happen.

    experience += 1 month in special measures; record [SD] += weight * (results / 10, within 3, + noise * z - record)

    Source: BartanenEtAl2019 (F083: an experienced successor offsets the dip); weight assumed.
    """
    if trust.regime == SPECIAL_MEASURES and leader.status == IN_POST:
        leader.experience += 1
    shown = clip(trust.results / 10.0, -3.0, 3.0) + p.leadership.record_noise * z
    leader.track_record += p.leadership.record_weight * (shown - leader.track_record)
