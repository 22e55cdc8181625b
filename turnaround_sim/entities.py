"""What exists: the state of every agent and link, each variable declared once with its unit and meaning.

`state` is what a thing carries from month to month, `heard` what it read of others this month (written down by an
earlier phase), `cause` a named contribution to a variable's change this month. Both engines, the trace of a run and
the ODD are made from these declarations. Things point to each other by row number; NOBODY points to no one.
"""

from dataclasses import dataclass, field
from typing import Any

NOBODY = -1
NEVER = -9999
"""A month before every month of every scenario."""

# Codes are plain integers, because compiled rules hold them in rows. A code is never renumbered.
NOT_RATED, INADEQUATE, REQUIRES_IMPROVEMENT, GOOD, OUTSTANDING = 0, 1, 2, 3, 4
RATINGS = ("not rated", "inadequate", "requires improvement", "good", "outstanding")
ACUTE, MENTAL_HEALTH, AMBULANCE, COMMUNITY = 0, 1, 2, 3
TYPES = ("acute", "mental health", "ambulance", "community")
SAFE, EFFECTIVE, CARING, RESPONSIVE, WELL_LED = 0, 1, 2, 3, 4
DOMAINS = ("safe", "effective", "caring", "responsive", "well_led")
OUT, WATCHED, SPECIAL_MEASURES, AFTER_EXIT = 0, 1, 2, 3
REGIMES = ("none", "watch list", "special measures", "support after exit")
COMMISSIONER, EDUCATION_BODY, PROFESSIONAL_REGULATORS, LOCAL_PROVIDERS = 0, 1, 2, 3
PARTNERS = ("commissioner", "education body", "professional regulators", "local providers")
IN_POST, IN_POOL, ACTING, KEPT = 0, 1, 2, 3
STAYS, RESIGNED, REMOVED_AT_ENTRY, REMOVED_AT_REVIEW, RETIRED, MOVED, TRUST_CLOSED = 0, 1, 2, 3, 4, 5, 6
DEPARTURES = ("", "resigned", "removed_at_entry", "removed_at_review", "retired", "moved", "trust_closed")
ONGOING, EXITED, ACQUIRED, MERGED = 0, 1, 2, 3
SPELL_ENDS = ("", "exit", "acquired", "merged")
ON_REVIEW, ON_RATING = 1, 2
ENTRY_BASES = ("", "review", "rating")
COMPREHENSIVE, FOCUSED = 1, 2
INSPECTIONS = ("", "comprehensive", "focused")
NO_DECISION, TO_ENTER, TO_LEAVE = 0, 1, 2
DIRECTOR, BUDDY, FUNDING, SYSTEM = 1, 2, 3, 4
SUPPORTS = ("", "director", "buddy", "funding", "system")


def _declared(role: str, default: Any, unit: str, meaning: str) -> Any:
    return field(default=default, metadata={"role": role, "unit": unit, "meaning": meaning})


def state(default: Any, unit: str, meaning: str) -> Any:
    """Declare what a thing carries from month to month."""
    return _declared("state", default, unit, meaning)


def heard(default: Any, unit: str, meaning: str) -> Any:
    """Declare what a thing read of others this month."""
    return _declared("heard", default, unit, meaning)


def cause(unit: str, meaning: str) -> Any:
    """Declare a named contribution to a change this month."""
    return _declared("cause", 0.0, unit, meaning)


@dataclass(eq=False, slots=False)
class TrustFields:
    """A trust: an NHS provider that can fail, be supported and recover."""

    number: int = state(0, "", "the trust's own number, for ever")
    system: int = state(0, "", "the system the trust stands in")
    kind: int = state(0, "code", "type: acute, mental health, ambulance, community")
    size: float = state(5000.0, "WTE", "posts in the establishment")
    rurality: float = state(0.5, "0-1", "how rural the area is")
    deprivation: float = state(0.5, "0-1", "how deprived the area is")
    context: float = state(0.5, "0-1", "where the trust stands on the line that leaders fit or do not fit")
    disadvantage: float = state(
        0.0, "points", "what place and past take from every domain for good (minus: an advantage)"
    )
    given_disadvantage: float = state(
        float("nan"), "points", "the disadvantage that a cohort fixes; NaN where it is drawn"
    )
    case_mix: float = state(0.0, "points", "what coding and case mix add to the mortality ratio that a review looks at")
    permanent_engagement: float = state(0.5, "0-1", "engagement the trust drifts back to")
    is_open: bool = state(True, "", "false once acquired or merged: the seat is closed")

    luck_staff: float = state(0.5, "0-1", "this month's draw for engagement")
    luck_incidents: float = state(0.5, "0-1", "this month's draw for interruptions")
    luck_programme: float = state(0.5, "0-1", "this month's draw for the drift of the programme")
    luck_takeover: float = state(0.5, "0-1", "this month's draw for a take-over")
    shock: float = state(0.0, "points", "passing local circumstances (AR(1))")
    ordered_shock: float = state(0.0, "points", "a shock ordered by an event")
    ordered_shock_until: int = state(NEVER, "month", "the end of that shock")
    pressure: float = state(0.0, "index", "demand above what the trust is built for; 0 is usual")
    staffing: float = state(0.92, "share", "own staff in post over the establishment")
    temporary: float = state(0.05, "share", "temporary staff over the establishment")
    temporary_share: float = state(0.05, "share", "temporary staff over all staff at work")
    funded_posts: float = state(0.0, "share", "temporary posts paid by intervention funds, over the establishment")
    hiring_wanted: float = state(0.0, "WTE", "staff the trust seeks this month")
    engagement: float = state(0.5, "0-1", "how engaged staff are")
    capability: float = state(0.5, "0-1", "the ability to improve services")
    embedding: float = state(0.4, "0-1", "how far the present programme is part of daily work")
    executive_stability: float = state(0.7, "0-1", "how settled the executive team is")
    interruptions: float = state(0.2, "months of work", "open findings, action-plan items, vacancies, incidents")
    findings: float = state(0.0, "months of work", "items a published inspection adds, taken up next month")
    stigma: float = state(0.0, "0-1", "what the label does to the trust's name")
    galvanised: float = state(0.0, "0-1", "energy the label gives")
    deficit: float = state(0.0, "£m", "accumulated deficit (minus is a surplus)")
    funds: float = state(0.0, "£m", "intervention funds granted and not yet spent")
    spent_posts: float = state(0.0, "£m", "spent on temporary posts this month")
    spent_consultants: float = state(0.0, "£m", "spent on consultants this month")
    spent_capability: float = state(0.0, "£m", "spent on capability this month")
    quick_lift: float = state(0.0, "points", "what quick fixes add to observed safe and responsive")
    attention: float = state(0.4, "share", "management time left for improvement")
    quick_share: float = state(0.0, "share", "management time put into quick fixes")
    oversight_load: float = state(0.1, "share", "management time taken by oversight")
    horizon: float = state(60.0, "months", "months to the next expected review, inspection or removal")
    help: float = state(0.0, "0-1", "help of local partners with flow")
    results: float = state(0.0, "points/year", "the visible trend of the observed indicator")

    seen: float = state(50.0, "points", "the observed monthly indicator, smoothed: what an outsider sees")
    seen_slow: float = state(50.0, "points", "the same over a longer window")
    seen_at_start: float = state(50.0, "points", "what was seen when the leader's patience began to count")
    seen_at_entry: float = state(50.0, "points", "what was seen at the last entry")
    seen_mortality: float = state(50.0, "points", "two years of noisy mortality-like readings with case mix, smoothed")
    rating_at_start: int = state(0, "code", "the published rating when the leader's patience began to count")

    rating: int = state(NOT_RATED, "code", "published overall rating")
    rating_well_led: int = state(NOT_RATED, "code", "published rating of well-led")
    inspected: int = state(NEVER, "month", "the month of the last inspection")
    previous_inspected: int = state(NEVER, "month", "the month of the inspection before")
    published_at: int = state(NEVER, "month", "the month the last report came out")
    publishes_at: int = state(NEVER, "month", "the month the report under way comes out; NEVER if none")
    inspection_kind: int = state(0, "code", "comprehensive or focused")
    found_safe: int = state(NOT_RATED, "code", "found at the last inspection: safe")
    found_effective: int = state(NOT_RATED, "code", "found at the last inspection: effective")
    found_caring: int = state(NOT_RATED, "code", "found at the last inspection: caring")
    found_responsive: int = state(NOT_RATED, "code", "found at the last inspection: responsive")
    found_well_led: int = state(NOT_RATED, "code", "found at the last inspection: well-led")
    found_overall: int = state(NOT_RATED, "code", "found at the last inspection: overall")
    due: int = state(NEVER, "month", "the month from which the next inspection is due")
    urgency: float = state(-1000.0, "months", "how urgent the next inspection is this month; -1,000 if it is not due")
    inspection_ordered: bool = state(False, "", "an event orders an inspection this month")

    regime: int = state(OUT, "code", "none, watch list, special measures, support after exit")
    newly_entered: bool = state(False, "", "entered since leaders were last looked at")
    decision: int = state(NO_DECISION, "code", "the national decision under way: enter or leave")
    decides_at: int = state(NEVER, "month", "the month of that decision")
    entered: int = state(NEVER, "month", "the month of the last entry")
    exited: int = state(NEVER, "month", "the month of the last exit")
    spell: int = state(0, "count", "spells in special measures so far")
    entry_basis: int = state(0, "code", "review or rating")
    rating_at_entry: int = state(NOT_RATED, "code", "published overall rating at entry")
    spell_leaders: int = state(0, "count", "substantive chief executives in this spell")
    spell_months_without: int = state(0, "months", "months of this spell without a substantive chief executive")
    spell_director_months: int = state(0, "months", "months of this spell with an improvement director")
    spell_buddy_months: int = state(0, "months", "months of this spell with a buddy")
    spell_funding: float = state(0.0, "£m", "intervention funds granted in this spell")
    removals: int = state(0, "count", "leaders removed in this spell")
    first_wave: bool = state(False, "", "entered in month 0")
    replacement_due: int = state(
        NEVER, "month", "when the leader in post at entry is to be replaced, by the policy of that month; NEVER if not"
    )
    replacement_expected: int = state(NEVER, "month", "the same, as people believed policy to be at entry")
    replacement_share: float = state(1.0, "0-1", "share of such leaders that is replaced, by the policy at entry")
    replacement_by: int = state(0, "code", "which of them: by chance, the worst observed, none (a sham)")
    replacement_successor: int = state(0, "code", "who then follows: one appointed, or one of the same quality")

    leader: int = state(NOBODY, "row", "who leads: a leader's row, substantive or acting")
    vacant_since: int = state(NEVER, "month", "since when the post has had no substantive leader; NEVER if it has one")
    fills_from: int = state(NEVER, "month", "the month from which the post can be filled")
    began_before: int = state(NEVER, "month", "when the leader's post began, before tenures were set to the record")
    removal_ordered: int = state(STAYS, "code", "why the leader must go this month; STAYS if not ordered")
    shaken: float = state(0.0, "count", "departures of leaders not yet felt in capability and engagement")
    induction: float = state(0.0, "0-1", "how new the leadership is")
    mandate: float = state(0.0, "0-1", "the fresh mandate of a new leader")
    lost_leader_at: int = state(NEVER, "month", "the month a leader left for another trust")
    heir: int = state(NOBODY, "row", "who is kept for the post until it can be filled; NOBODY if a panel chooses")

    director: int = state(NOBODY, "row", "the improvement director working here")
    director_since: int = state(NEVER, "month", "when the director came")
    director_cost: float = state(0.0, "£m", "cost of the present director so far")
    buddy: int = state(NOBODY, "row", "the trust that helps this one")
    buddy_since: int = state(NEVER, "month", "when the link began")
    buddy_cost: float = state(0.0, "£m", "cost of the present link so far")
    similarity: float = heard(0.0, "0-1", "likeness of context between the trust and its buddy")
    commitment: float = state(0.0, "0-1", "commitment of the pair")
    buddying: int = heard(0, "count", "trusts that have this one as their buddy")
    funding_from: int = state(NEVER, "month", "when the present grant began")
    funding_granted: float = state(0.0, "£m", "what the present grant has paid so far")
    system_since: int = state(NEVER, "month", "when the system's support began")
    support_spend: float = state(0.0, "£m", "spent on support of the trust so far")
    grant_wanted: float = state(0.0, "£m", "the grant it is entitled to this month and has not had")
    event_funding: float = state(0.0, "£m", "money ordered by an event and not yet granted")
    event_funding_until: int = state(NEVER, "month", "the end of that grant")
    director_ordered: bool = state(False, "", "an event asks for a director, who has not come yet")
    director_days: float = state(0.0, "days/week", "days a week of the director here")
    director_until: int = state(NEVER, "month", "when an ordered director leaves; NEVER: as the levers say")
    buddy_until: int = state(NEVER, "month", "when an ordered link ends; NEVER: as the levers say")
    buddy_ordered: int = state(NEVER, "row", "the buddy an event asks for; NOBODY for any, NEVER for none")

    year_engagement: float = state(0.0, "sum", "engagement added up over the year")
    year_mortality: float = state(0.0, "sum", "observed mortality added up over the year")
    year_4h: float = state(0.0, "sum", "the observed four-hour indicator added up over the year")
    year_temporary: float = state(0.0, "sum", "temporary share added up over the year")
    year_spend: float = state(0.0, "£m", "intervention spending in the year")
    year_leader_changes: int = state(0, "count", "substantive leaders who left in the year")
    year_executive_changes: float = state(0.0, "people", "executive directors replaced in the year")
    year_interim: int = state(0, "months", "months without a substantive leader in the year")
    year_special: int = state(0, "months", "months in special measures in the year")
    october_engagement: float = state(0.5, "0-1", "engagement in the last October survey, as observed")

    heard_diverted: float = heard(0.0, "index", "pressure spilling over from failing neighbours")
    heard_system_shock: float = heard(0.0, "points", "the system's own shock")
    heard_fill: float = heard(1.0, "share", "share of wanted staff the labour pool can give")
    heard_poached: float = heard(0.0, "1/month", "share of staff leaving for neighbours")
    heard_help: float = heard(0.0, "0-1", "help of local partners, as offered")
    heard_buddy_capability: float = heard(0.0, "0-1", "the buddy's capability")
    heard_coaching: float = heard(0.0, "index", "the director's coaching, net of caseload and newness")
    heard_scrutiny: float = heard(0.0, "share", "time the director's own reporting takes")
    heard_skill: float = heard(1.0, "index", "the leader's skill, experience included")
    heard_person: int = heard(NOBODY, "person", "who leads this month")
    heard_granted: float = heard(0.0, "£m", "money granted this month")
    heard_inspection: bool = heard(False, "", "an inspection slot fell to the trust this month")
    heard_appointed: int = heard(NOBODY, "person", "the person appointed this month")
    heard_poached_leader: bool = heard(False, "", "another trust took the leader this month")
    heard_replaced: bool = heard(False, "", "the leader from entry is among those replaced this month")
    heard_director: int = heard(NOBODY, "row", "the director allotted this month")
    heard_buddy: int = heard(NOBODY, "row", "the buddy allotted this month")
    heard_buddy_gone: bool = heard(False, "", "the buddy is in special measures itself, or closed")
    heard_covered: float = heard(1.0, "share", "what the envelope bears of the bills of this trust's helpers")
    heard_review: bool = heard(False, "", "a national review put the trust into special measures this month")
    heard_burden: float = heard(0.0, "months of work", "work that came with an acquired trust")
    heard_acquirer: int = heard(NOBODY, "row", "the trust that takes this one over this month")
    heard_taken_in: int = heard(NOBODY, "row", "the trust that this one takes in this month")


@dataclass(eq=False)
class DomainFields:
    """One of the five CQC domains of a trust: its latent quality and what moved it this month."""

    trust: int = state(0, "row", "whose domain")
    kind: int = state(0, "code", "safe, effective, caring, responsive, well-led")
    level: float = state(50.0, "points", "latent quality")
    permanent: float = state(0.0, "points", "this domain's lasting difference, the system's included")
    before: float = state(50.0, "points", "latent quality before this month's causes")
    year_sum: float = state(0.0, "sum", "latent quality added up over the year")
    drift: float = cause("points", "return to the level that place and past can hold, and the national trend")
    shocks: float = cause("points", "passing circumstances of trust and system")
    capability: float = cause("points", "capability")
    staffing: float = cause("points", "own and temporary staff at work")
    temporary: float = cause("points", "reliance on temporary staff")
    engagement: float = cause("points", "engagement")
    leadership: float = cause("points", "the leader's skill and listening, or an interim gap")
    embedding: float = cause("points", "how far the programme is embedded")
    executives: float = cause("points", "how settled the executive team is")
    pressure: float = cause("points", "pressure of demand")
    partners: float = cause("points", "help of local partners")
    label: float = cause("points", "energy the label gives")
    chance: float = cause("points", "monthly noise")
    bound: float = cause("points", "the bound at 0 and 100")
    merger: float = cause("points", "what a trust that was taken in brings")


@dataclass(eq=False)
class CauseFields:
    """What moved a trust's attention, staffing, engagement and capability this month, cause by cause."""

    trust: int = state(0, "row", "whose causes")
    attention_commissioner: float = cause("share", "reports to the commissioner")
    attention_education: float = cause("share", "reports to the education body")
    attention_professional: float = cause("share", "reports to professional regulators")
    attention_local: float = cause("share", "reports to local providers")
    attention_regulator: float = cause("share", "reports to the regulator")
    attention_national: float = cause("share", "reports to the national body")
    attention_deficit: float = cause("share", "reports on the deficit")
    attention_board: float = cause("share", "sitting on the improvement board")
    attention_director: float = cause("share", "the director's own reporting, less what she takes over")
    attention_interruptions: float = cause("share", "working off interruptions")
    attention_induction: float = cause("share", "new leaders finding their feet")
    attention_interim: float = cause("share", "no substantive leader")
    attention_mandate: float = cause("share", "a new leader's fresh mandate")
    attention_buddying: float = cause("share", "helping another trust")
    attention_bound: float = cause("share", "time cannot be less than none")
    attention_quick: float = cause("share", "quick fixes")

    staffing_before: float = state(0.92, "share", "staffing before this month's causes")
    staffing_leavers: float = cause("share", "usual leaving")
    staffing_engagement: float = cause("share", "leaving more or less for engagement")
    staffing_stigma: float = cause("share", "leaving for the label")
    staffing_poached: float = cause("share", "leaving for neighbours")
    staffing_hires: float = cause("share", "hires")
    staffing_freeze: float = cause("share", "hires forgone under a deficit")
    staffing_bound: float = cause("share", "the bound")
    staffing_merger: float = cause("share", "what a trust that was taken in brings")

    engagement_before: float = state(0.5, "0-1", "engagement before this month's causes")
    engagement_drift: float = cause("0-1", "return to the trust's own level")
    engagement_listening: float = cause("0-1", "a listening leader")
    engagement_stigma: float = cause("0-1", "the label")
    engagement_strain: float = cause("0-1", "short staffing")
    engagement_overload: float = cause("0-1", "overload with interruptions")
    engagement_change: float = cause("0-1", "an interim gap or a new leader")
    engagement_label: float = cause("0-1", "energy the label gives")
    engagement_chance: float = cause("0-1", "chance")
    engagement_bound: float = cause("0-1", "the bound")
    engagement_merger: float = cause("0-1", "what a trust that was taken in brings")

    capability_before: float = state(0.5, "0-1", "capability before this month's causes")
    capability_programme: float = cause("0-1", "the leader's programme")
    capability_experience: float = cause("0-1", "the leader's special-measures experience")
    capability_director: float = cause("0-1", "the improvement director's coaching")
    capability_buddy: float = cause("0-1", "transfer from the buddy")
    capability_partners: float = cause("0-1", "support of the system's partners")
    capability_spending: float = cause("0-1", "money spent on capability")
    capability_consultants: float = cause("0-1", "money spent on consultants")
    capability_decay: float = cause("0-1", "forgetting")
    capability_change: float = cause("0-1", "what went with a leader")
    capability_bound: float = cause("0-1", "the bound")
    capability_merger: float = cause("0-1", "what a trust that was taken in brings")


@dataclass(eq=False)
class LeaderFields:
    """A person who leads or could lead a trust, or a deputy acting in a gap."""

    number: int = state(0, "", "the row's own number, for ever")
    generation: int = state(0, "count", "persons who have held this row")
    status: int = state(IN_POOL, "code", "in post, in the pool, acting, kept for one trust")
    trust: int = state(NOBODY, "row", "the trust led")
    home: int = state(0, "row", "the system the person lives in; matters only without national scarcity")
    skill: float = state(1.0, "index", "turnaround skill; 1 is the mean of all leaders")
    listening: float = state(0.5, "0-1", "listening style")
    orientation: float = state(0.5, "0-1", "the context the person is made for")
    frailty: float = state(1.0, "ratio", "proneness to leave; mean 1")
    appropriateness: float = state(0.4, "-1-1", "how right the present programme is for the trust (hidden)")
    experience: int = state(0, "months", "months led in special measures")
    track_record: float = state(0.0, "SD", "public and noisy record")
    started: int = state(0, "month", "when the present post began")
    available_from: int = state(NEVER, "month", "when she can be appointed")
    applies: bool = state(False, "", "looks for another post this month")
    experienced_at_start: bool = state(False, "", "had special-measures experience when the post began")
    special_at_start: bool = state(False, "", "the trust was in special measures when the post began")


@dataclass(eq=False)
class ImprovementDirectorFields:
    """An improvement director of the national pool."""

    number: int = state(0, "", "the row's own number, for ever")
    generation: int = state(0, "count", "persons who have held this row")
    leaning: float = state(0.0, "index", "natural leaning to coach (plus) or to scrutinise (minus)")
    skill: float = state(1.0, "index", "tactical skill; 1 is the mean")
    caseload: int = state(0, "count", "trusts worked with")
    days: float = state(0.0, "days/week", "days a week given away")
    leaves: bool = state(False, "", "leaves the pool this month")


@dataclass(eq=False)
class SystemPartnerFields:
    """A body of a local system that asks for reports and can help."""

    number: int = state(0, "", "the partner's own number, for ever")
    system: int = state(0, "row", "where it stands")
    kind: int = state(0, "code", "commissioner, education body, professional regulators, local providers")
    demand: float = state(1.0, "requests/month", "reports asked of a trust in ordinary times")
    alarm: float = state(1.0, "ratio", "how much more it asks when a trust fails")
    capacity: float = state(0.5, "0-1", "capacity to support a trust")


@dataclass(eq=False)
class SystemFields:
    """A local system: its trusts share a labour pool, patients and partners."""

    number: int = state(0, "", "the system's own number, for ever")
    permanent: float = state(0.0, "points", "what the place holds its trusts to, for good")
    shock: float = state(0.0, "points", "passing circumstances of the system (AR(1))")
    pool: float = state(0.0, "WTE", "staff looking for work in the area")
    posts: float = state(0.0, "WTE", "posts of its open trusts")
    staff: float = state(0.0, "WTE", "own staff of its open trusts")
    wanted: float = state(0.0, "WTE", "staff sought this month")
    hired: float = state(0.0, "WTE", "staff hired this month")
    left: float = state(0.0, "WTE", "staff who left this month, but for neighbours")
    fill: float = state(1.0, "share", "share of wanted staff that can be had")
    poached: float = state(0.0, "1/month", "share of staff who move between its trusts")
    trusts: int = state(0, "count", "open trusts")
    failing: float = state(0.0, "index", "demand its failing trusts divert to neighbours")
    struggling: int = state(0, "count", "trusts in special measures")


@dataclass(eq=False)
class RegulatorFields:
    """The regulator: inspects by risk with finite teams and rates."""

    number: int = state(0, "", "0")
    slots: float = state(0.0, "inspections", "inspections it can begin this month")
    begun: int = state(0, "count", "inspections begun so far")


@dataclass(eq=False)
class NationalBodyFields:
    """The national body: enters and releases trusts, assigns support under an envelope, reviews leaders."""

    number: int = state(0, "", "0")
    balance: float = state(0.0, "£m", "money of the envelope not yet granted")
    received: float = state(0.0, "£m", "envelope received so far")
    granted: float = state(0.0, "£m", "granted to trusts so far")
    spent_posts: float = state(0.0, "£m", "spent on temporary posts so far")
    spent_consultants: float = state(0.0, "£m", "spent on consultants so far")
    spent_capability: float = state(0.0, "£m", "spent on capability so far")
    spent_directors: float = state(0.0, "£m", "spent on improvement directors so far")
    spent_buddies: float = state(0.0, "£m", "spent on buddies so far")
    ordered: float = state(0.0, "£m", "granted by order of an event, outside the envelope")
    lapsed: float = state(0.0, "£m", "unspent money of closed trusts, returned")
    opening: float = state(0.0, "£m", "balance and trusts' unspent funds at the start of the month")
    closing: float = state(0.0, "£m", "the same at its end")
    month_received: float = state(0.0, "£m", "envelope and ordered money received this month")
    month_spent: float = state(0.0, "£m", "all intervention spending this month")


@dataclass(eq=False)
class TallyFields:
    """The sizes of a world, the lengths of its tables, and the running sums behind its outcomes."""

    trusts: int = state(0, "count", "seats, closed ones included")
    systems: int = state(0, "count", "systems")
    pool: int = state(0, "count", "rows of leaders beyond one a trust")
    months: int = state(0, "months", "months of the scenario")
    burn_in: int = state(0, "months", "months before month 0")
    spells: int = state(0, "rows", "spells written")
    tenures: int = state(0, "rows", "tenures written")
    inspections: int = state(0, "rows", "inspections written")
    support: int = state(0, "rows", "support written")
    annual: int = state(0, "rows", "trust-years written")
    shortfall: float = state(0.0, "points x trust-months", "latent quality below the requires-improvement line")
    trust_months: int = state(0, "trust-months", "months of open trusts")
    without_leader: int = state(0, "trust-months", "months without a substantive leader")
    departures: int = state(0, "count", "substantive leaders who left")
    below: int = state(0, "trust-months", "months below the line")
    missed: int = state(0, "trust-months", "months below the line, outside special measures")
    inadequate_months: int = state(0, "trust-months", "months rated inadequate")
    rated_months: int = state(0, "trust-months", "months rated")
    engagement: float = state(0.0, "sum", "engagement over trust-months")
    temporary: float = state(0.0, "sum", "temporary share over trust-months")
    quality: float = state(0.0, "sum", "latent quality over trust-months")
    first_wave_spend: float = state(0.0, "£m", "spent on support of the first wave in its first 72 months")
