"""Staff: who leaves, who can be hired, who is borrowed, and how engaged they are."""

import math

from turnaround_sim.arithmetic import clip, clip01, rectified
from turnaround_sim.entities import CauseFields, SystemFields, TrustFields
from turnaround_sim.parameters import Parameters
from turnaround_sim.rule import rule


@rule
def seek_staff(trust: TrustFields, p: Parameters) -> None:
    """A trust looks for staff to fill its vacancies; a bad name and low engagement put people off; a deficit freezes.

    wanted [WTE] = size * rate * vacancies * appeal * (1 - freeze)

    Source: Berwick2016 (INT153), HSJ2013Keogh (INT154); fill multiplier MechanismPriors part 9.
    """
    vacancies = rectified(1.0 - trust.staffing)
    trust.hiring_wanted = trust.size * p.workforce.hiring * vacancies * appeal(trust, p) * (1.0 - frozen(trust, p))


@rule
def appeal(trust: TrustFields, p: Parameters) -> float:
    """How readily people join: better with engagement, worse with the label.

    appeal [ratio] = (1 - stigma_hiring * stigma) * (1 + engagement_hiring * (engagement - 0.5)), within 0 and 2

    Source: Berwick2016 (INT153); CommunityCare2021 (INT159: vacancies rise as ratings fall).
    """
    return clip(
        (1.0 - p.workforce.stigma_hiring * trust.stigma)
        * (1.0 + p.workforce.engagement_hiring * (trust.engagement - 0.5)),
        0.0,
        2.0,
    )


@rule
def frozen(trust: TrustFields, p: Parameters) -> float:
    """A deficit above a line freezes vacancies.

    frozen [share] = freeze if deficit / turnover > line, else 0

    Source: HSJ2014Hunt (INT083: deficits of 10-12 per cent of turnover); the line is assumed.
    """
    if trust.deficit > p.finance.freeze_line * trust.size * p.finance.turnover_per_post:
        return p.finance.freeze
    return 0.0


@rule
def share_labour(system: SystemFields, p: Parameters) -> None:
    """A place has only so many people to hire: a share comes out of its trusts' own staff, the rest from its pool.

    from the pool [WTE] = min(wanted * (1 - poaching), reach * pool); poached = poaching * wanted
    fill [share] = (from the pool + poached) / wanted; every trust of the place loses the share poached / staff

    Source: ours, a finite pool; HSJ2018overspend (INT142: one nursing post in ten empty).
    """
    poached = p.workforce.poaching * system.wanted
    sought = system.wanted - poached
    had = min(sought, p.workforce.pool_reach * system.pool)
    system.fill = 1.0
    if system.wanted > 0.0:
        system.fill = (had + poached) / system.wanted
    system.hired = had + poached
    system.poached = 0.0
    if system.staff > 0.0:
        system.poached = poached / system.staff
    system.pool -= had


@rule
def refill_pool(system: SystemFields, p: Parameters) -> None:
    """People who left and stayed, and people newly trained, join the pool; some give up looking.

    pool [WTE] += stay * leavers + newcomers * posts - moving_away * pool

    Source: ours; keeps vacancies near one post in ten (HSJ2018overspend, INT142).
    """
    system.pool += (
        p.workforce.stay_local * system.left
        + p.workforce.newcomers * system.posts
        - p.workforce.moving_away * system.pool
    )


@rule
def lose_and_hire(trust: TrustFields, causes: CauseFields, system: SystemFields, p: Parameters) -> None:
    """Staff leave and are hired, each cause by its name.

    staffing [share] += hires - freeze - leavers - engagement - stigma - poached, within 0 and 1.2
    leavers = rate * staffing; engagement = leavers * (exp(-response * (engagement - 0.5)) - 1)
    hires = rate * vacancies * appeal * fill; freeze = frozen * hires

    Source: Sims2016 (INT157: turnover +3.4 points after the label); engagement NHSEngland2018engagement (INT150).
    """
    trust.heard_fill = system.fill
    trust.heard_poached = system.poached
    usual = p.workforce.leaving * trust.staffing
    factor = math.exp(-p.workforce.engagement_leaving * (trust.engagement - 0.5))
    before_freeze = p.workforce.hiring * rectified(1.0 - trust.staffing) * appeal(trust, p) * system.fill
    causes.staffing_before = trust.staffing
    causes.staffing_leavers = -usual
    causes.staffing_engagement = -usual * (factor - 1.0)
    causes.staffing_stigma = -p.workforce.stigma_leaving * trust.stigma * trust.staffing
    causes.staffing_poached = -system.poached * trust.staffing
    causes.staffing_hires = before_freeze
    causes.staffing_freeze = -frozen(trust, p) * before_freeze
    moved = (
        trust.staffing
        + causes.staffing_leavers
        + causes.staffing_engagement
        + causes.staffing_stigma
        + causes.staffing_poached
        + causes.staffing_hires
        + causes.staffing_freeze
    )
    causes.staffing_bound = clip(moved, 0.0, 1.2) - moved
    trust.staffing = moved + causes.staffing_bound


@rule
def leavers(trust: TrustFields, causes: CauseFields) -> float:
    """How many people left, for any reason but a neighbour's offer.

    leavers [WTE] = size * (usual + engagement + stigma)

    Source: ours, bookkeeping.
    """
    gone = causes.staffing_leavers + causes.staffing_engagement + causes.staffing_stigma
    return -trust.size * gone


@rule
def borrow_staff(trust: TrustFields, p: Parameters) -> None:
    """Temporary staff fill part of the gap; posts paid by intervention funds come on top.

    temporary [share] = cover * vacancies + funded posts; temporary_share = temporary / all at work

    Source: HFMA2019agency (INT136: agency 5-8 per cent of pay); HSJ2018overspend (INT140).
    """
    trust.temporary = p.workforce.cover * rectified(1.0 - trust.staffing) + trust.funded_posts
    trust.temporary_share = trust.temporary / max(0.1, trust.staffing + trust.temporary)


@rule
def at_work(trust: TrustFields, p: Parameters) -> float:
    """Staff at work, a temporary one counted for less.

    at work [share] = staffing + worth * cover * vacancies + worth * funded posts * effect of support

    Source: NursingTimes2023Zaranko (INT147: an extra own-staff shift helps, an agency shift does not).
    """
    covered = p.workforce.cover * rectified(1.0 - trust.staffing)
    return trust.staffing + p.workforce.temporary_worth * (covered + p.support.effects * trust.funded_posts)


@rule
def temporary_harm(trust: TrustFields, p: Parameters) -> float:
    """Reliance on temporary staff harms above a threshold, and more than in proportion.

    harm [index] = max(0, share - threshold)^2 * 100: 1 at ten points above the threshold

    Funded posts count as far as support is let to have effects.

    Source: DallOra2020 (INT145-INT146: no harm below a threshold), BMCHSR2020 (INT149).
    """
    counted = p.workforce.cover * rectified(1.0 - trust.staffing) + p.support.effects * trust.funded_posts
    over = rectified(counted / max(0.1, trust.staffing + counted) - p.workforce.temporary_threshold)
    return 100.0 * over * over


@rule
def engage(trust: TrustFields, causes: CauseFields, listening: float, change: float, p: Parameters, z: float) -> None:
    """Staff are engaged by leaders who listen, and worn down by the label, gaps, overload and upheaval.

    engagement [0-1] += return * (own level - engagement) + listening * (listening style - 0.5) - stigma - strain of
    staff at work below the usual - interruptions beyond a stride - change + label + sd * z, within 0 and 1

    Source: HSJ2015satisfaction (INT151), NHSEngland2018engagement (INT150); HSJ2022label (INT156);
    sizes MechanismPriors parts 8 and 9.
    """
    causes.engagement_before = trust.engagement
    causes.engagement_drift = p.workforce.engagement_return * (trust.permanent_engagement - trust.engagement)
    causes.engagement_listening = p.workforce.listening * (listening - 0.5)
    causes.engagement_stigma = -p.workforce.stigma_engagement * trust.stigma
    causes.engagement_strain = -p.workforce.strain * rectified(p.workforce.usual_staffing - at_work(trust, p))
    causes.engagement_overload = -p.workforce.overload * rectified(trust.interruptions - p.workforce.overload_from)
    causes.engagement_change = -change
    causes.engagement_label = p.workforce.galvanise_engagement * trust.galvanised
    causes.engagement_chance = p.workforce.engagement_sd * z
    moved = (
        trust.engagement
        + causes.engagement_drift
        + causes.engagement_listening
        + causes.engagement_stigma
        + causes.engagement_strain
        + causes.engagement_overload
        + causes.engagement_change
        + causes.engagement_label
        + causes.engagement_chance
    )
    causes.engagement_bound = clip01(moved) - moved
    trust.engagement = moved + causes.engagement_bound
