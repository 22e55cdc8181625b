"""Support: improvement directors, buddies, and who gets which."""

from turnaround_sim.arithmetic import clip, clip01, lognormal_from_uniform, normal_from_uniform, rectified
from turnaround_sim.entities import (
    AFTER_EXIT,
    GOOD,
    NEVER,
    NOBODY,
    NOT_RATED,
    OUT,
    SPECIAL_MEASURES,
    ImprovementDirectorFields,
    TrustFields,
)
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule

SIMILAR, NEAREST, STRONGEST, ANY = 0, 1, 2, 3


@rule
def be_engaged(director: ImprovementDirectorFields, p: Parameters, leaning: float, skill: float) -> None:
    """A new improvement director joins the national pool, leaning to coach or to scrutinise.

    Source: NuffieldTrust2021SMQ (INT014); spread assumed.
    """
    director.leaning = p.support.leaning_sd * normal_from_uniform(leaning)
    director.skill = lognormal_from_uniform(skill, p.support.director_skill_sd)
    director.caseload = 0
    director.days = 0.0


@rule
def style(director: ImprovementDirectorFields, levers: Levers) -> float:
    """How far a director coaches: as policy asks, and as she is.

    style [-1 scrutiny to 1 coaching] = lever + leaning

    Source: NuffieldTrust2021SMQ (INT014: coaching and tactical advice were found helpful).
    """
    return clip(levers.director.style + director.leaning, -1.0, 1.0)


@rule
def taper(months: int, stay: int, tail: int) -> float:
    """Support is full for its stay, then tapers off in a straight line.

    share [0-1] = 1 until stay, then 1 - (months - stay + 1) / (tail + 1): nothing after stay + tail months

    Source: ours; length of stay was disputed (NuffieldTrust2021SMQ).
    """
    if months < stay:
        return 1.0
    if tail <= 0:
        return 0.0
    return clip01(1.0 - (months - stay + 1.0) / (tail + 1.0))


@rule
def coach(director: ImprovementDirectorFields, trust: TrustFields, levers: Levers, p: Parameters, t: int) -> float:
    """A director coaches by style, skill and days, once trusted, and less with every other trust on her list.

    coaching [index] = style * skill * days / 3 * trust earned * 1 / (1 + dilution * (caseload - 1)) * taper

    Below zero when she scrutinises, by a share of it: advice given as inspection sets people on guard.

    Source: JonesEtAl2016 (INT100), TheeboomEtAl2014 (INT101) for coaching; MechanismPriors part 1 for its dilution.
    """
    months = t - trust.director_since
    earned = months / p.support.rapport
    if earned > 1.0:
        earned = 1.0
    spread = 1.0 + p.support.dilution * rectified(director.caseload - 1.0)
    manner = style(director, levers)
    if manner < 0.0:
        manner *= p.support.scrutiny_harm
    return manner * director.skill * trust.director_days / 3.0 * earned / spread * stays(trust, levers, t)


@rule
def stays(trust: TrustFields, levers: Levers, t: int) -> float:
    """How much of a director's support is still given: full for the stay, then tapering; an ordered one by its own end.

    Source: NuffieldTrust2021SMQ (some chief executives wanted directors for longer).
    """
    if trust.director_until > NEVER:
        return 1.0 if t < trust.director_until else 0.0
    return taper(t - trust.director_since, levers.director.stay, levers.director.taper)


@rule
def scrutinise(director: ImprovementDirectorFields, trust: TrustFields, levers: Levers, p: Parameters, t: int) -> float:
    """A director who scrutinises asks for reports of her own.

    time [share] = reporting * (1 - style) / 2 * days / 3 * taper

    Source: MechanismPriors part 1 (scrutiny adds load).
    """
    asked = p.support.reporting * 0.5 * (1.0 - style(director, levers))
    return asked * trust.director_days / 3.0 * stays(trust, levers, t)


@rule
def supported(trust: TrustFields, levers: Levers, t: int) -> bool:
    """A trust is entitled to support inside special measures, and for a while after where policy says so.

    Source: ours; support after exit is a lever.
    """
    if trust.regime == SPECIAL_MEASURES:
        return True
    return trust.regime == AFTER_EXIT and t - trust.exited < levers.regime.support_after_exit


@rule
def needs_director(trust: TrustFields, levers: Levers, t: int) -> bool:
    """A trust waits for a director from the delay after entry until the stay and taper would be over.

    Source: ours; delay, stay and taper are levers.
    """
    if not trust.is_open or trust.director != NOBODY:
        return False
    if trust.director_ordered:
        return True
    if trust.regime != SPECIAL_MEASURES or levers.director.days <= 0.0:
        return False
    waited = t - trust.entered - levers.director.delay
    return 0 <= waited < levers.director.stay + levers.director.taper


@rule
def director_ends(trust: TrustFields, levers: Levers, t: int) -> bool:
    """A director goes when the stay and its taper are over, or support ends; an ordered one at her own month.

    Source: ours, bookkeeping; stay and taper are levers.
    """
    if trust.director_until > NEVER:
        return t >= trust.director_until
    if not supported(trust, levers, t):
        return True
    return stays(trust, levers, t) <= 0.0


@rule
def likeness(trust: TrustFields, other: TrustFields) -> float:
    """How alike two trusts are in type, place and size.

    likeness [0-1] = type (half) + rurality, deprivation and size (a sixth each)

    Source: NuffieldTrust2021SMQ (INT015: buddying worked better in a similar context); weights assumed.
    """
    same = 0.0
    if trust.kind == other.kind:
        same = 0.5
    rural = trust.rurality - other.rurality
    poor = trust.deprivation - other.deprivation
    larger = max(trust.size, other.size)
    smaller = min(trust.size, other.size)
    if rural < 0.0:
        rural = -rural
    if poor < 0.0:
        poor = -poor
    return same + (1.0 - rural) / 6.0 + (1.0 - poor) / 6.0 + smaller / larger / 6.0


@rule
def may_need_buddy(trust: TrustFields, levers: Levers, p: Parameters, t: int) -> bool:
    """Trusts in special measures may be given a buddy from some months after entry; which of them are is drawn.

    Source: HSJ2014buddies (INT066: nine of eleven, later uptake mixed); levers.
    """
    if not trust.is_open or trust.buddy != NOBODY:
        return False
    if trust.buddy_ordered != NEVER:
        return True
    waited = t - trust.entered - p.support.buddy_delay
    return trust.regime == SPECIAL_MEASURES and 0 <= waited < levers.buddy.months


@rule
def can_buddy(other: TrustFields, trust: TrustFields, levers: Levers, p: Parameters) -> bool:
    """A buddy is a strong trust out of trouble, with room for one more.

    Rated good or outstanding; before it is rated, seen above the usual level.

    Source: HSJ2014buddies (strong foundation trusts were paired); room a lever.
    """
    if not other.is_open or other.number == trust.number or other.regime != OUT:
        return False
    if other.buddying >= levers.buddy.capacity:
        return False
    if not p.systems.national_scarcity and other.system != trust.system:
        return False
    if other.rating == NOT_RATED:
        return other.seen > p.support.unrated_strength
    return other.rating >= GOOD


@rule
def suit(other: TrustFields, trust: TrustFields, systems: int, levers: Levers, u: float) -> float:
    """How a possible buddy ranks, by the matching rule: similar, nearest, strongest or any.

    Source: HSJ2014buddies, ChapmanMuijs2014 (INT173); the rule is a lever.
    """
    rule_in_force = levers.buddy.matching
    if rule_in_force == SIMILAR:
        return likeness(trust, other)
    if rule_in_force == NEAREST:
        away = trust.system - other.system
        if away < 0:
            away = -away
        away = min(away, systems - away)
        return 1.0 / (1.0 + away) + 0.01 * likeness(trust, other)
    if rule_in_force == STRONGEST:
        return other.rating + 0.01 * other.seen
    return u


@rule
def pair_up(trust: TrustFields, other: TrustFields, p: Parameters, t: int, u: float) -> None:
    """A trust and its buddy start to work together, with the commitment they have.

    commitment [0-1] = 2 * mean * u, at most 1

    Source: NHSProviders2014reflections (INT072: mutual commitment), AungerEtAl2021 (INT073).
    """
    trust.buddy = other.number
    trust.heard_buddy = other.number
    trust.buddy_since = t
    trust.buddy_cost = 0.0
    trust.similarity = likeness(trust, other)
    trust.commitment = clip01(2.0 * p.support.commitment * u)


@rule
def buddy_ends(trust: TrustFields, other: TrustFields, levers: Levers, t: int) -> bool:
    """A link ends when its months are over, support ends, or the buddy itself is in trouble or gone.

    An ordered link ends at its own month instead.

    Source: ours; the months of a link are a lever.
    """
    if not other.is_open or other.regime == SPECIAL_MEASURES:
        return True
    if trust.buddy_until > NEVER:
        return t >= trust.buddy_until
    return not supported(trust, levers, t) or t - trust.buddy_since >= levers.buddy.months


@rule
def be_joined(trust: TrustFields, director: ImprovementDirectorFields, t: int) -> None:
    """An improvement director comes to work with a trust.

    Source: ours, bookkeeping.
    """
    trust.director = director.number
    trust.heard_director = director.number
    trust.director_since = t
    trust.director_cost = 0.0
    trust.director_ordered = False


@rule
def sponsored(trust: TrustFields, levers: Levers) -> float:
    """Whether anyone outside stands behind the programme: a director, a buddy, or an improvement board.

    sponsored = 1 if so, else 0

    Source: Repenning2002 (normative pressure before results show).
    """
    if trust.director != NOBODY or trust.buddy != NOBODY:
        return 1.0
    if trust.regime == SPECIAL_MEASURES and levers.oversight.improvement_board:
        return 1.0
    return 0.0
