"""Every mechanism of the model: the number that switches it off, and what should move, and which way, when it is on."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from small_worlds import (
    Array,
    Film,
    Outcome,
    Settings,
    cause,
    everywhere,
    in_first_wave,
    level,
    level_in_first_wave,
    of_domain,
    of_leaders,
    of_trusts,
    tenures_ended,
    together,
)

from turnaround_sim.entities import (
    ACTING,
    ACUTE,
    CARING,
    EFFECTIVE,
    IN_POOL,
    INADEQUATE,
    MOVED,
    OUTSTANDING,
    REMOVED_AT_ENTRY,
    RESPONSIVE,
    RETIRED,
    SAFE,
    WELL_LED,
)

UP, DOWN = 1, -1


@dataclass(frozen=True)
class Mechanism:
    """One number, off and on, and the outcome that it should move up or down in a world with `given` settings."""

    path: str
    off: float
    on: float
    outcome: Outcome
    direction: int
    given: Settings = field(default_factory=dict)

    @property
    def name(self) -> str:
        """For people: the number, and from what to what it is turned."""
        return f"{self.path} {self.off:g} to {self.on:g}"


def last_year(outcome: Array) -> float:
    return float(outcome[-12:].mean())


def quality_at_end(film: Film) -> float:
    return last_year(film.quality)


def winter_against_summer(film: Film) -> float:
    """Responsive in April, when winter has done its worst, against October. Month 0 is a July."""
    months = np.arange(len(film.domains))
    responsive = film.domains["level"][:, :, RESPONSIVE].mean(axis=1)
    return float(responsive[months % 12 == 9].mean() - responsive[months % 12 == 3].mean())


def between_systems(film: Film) -> float:
    """The variance of the systems' means of quality."""
    place = film.trusts["system"][0]
    means = [film.quality[:, place == s].mean(axis=1) for s in np.unique(place)]
    return float(np.var(means, axis=0).mean())


def between_trusts(film: Film) -> float:
    return float(film.quality.std(axis=1).mean())


def between_domains(film: Film) -> float:
    return float(film.domains["level"].std(axis=2).mean())


def shock_kept(film: Film) -> float:
    """How alike a trust's circumstances are a year apart."""
    shock = film.trusts["shock"]
    return float(np.corrcoef(shock[:-12].ravel(), shock[12:].ravel())[0, 1])


def neighbours_responsive(film: Film) -> float:
    """Responsive of the trusts that share a system with one of the first wave."""
    place = film.trusts["system"][0]
    near = np.isin(place, place[film.first_wave]) & ~film.first_wave
    return float(film.domains["level"][:24, near, RESPONSIVE].mean())


def restless(values: Array) -> float:
    """The usual size of a change from month to month."""
    return float(np.abs(np.diff(values.astype(float), axis=0)).mean())


def looking_ahead(film: Film) -> float:
    """The share of improvement time in quick fixes just before a review or visit, less that far from one."""
    share = film.trusts["quick_share"] / np.maximum(1e-9, film.trusts["quick_share"] + film.trusts["attention"])
    near = film.trusts["horizon"] <= 3.0
    return float(share[near].mean() - share[film.trusts["horizon"] >= 12.0].mean())


def misplaced(film: Film) -> Array:
    """How far leaders are from the place that they were made for."""
    return np.asarray(np.abs(film.leaders["orientation"] - film.trusts["context"]))


def programme_work(film: Film) -> Array:
    return np.asarray(film.causes["capability_programme"])


def of_experienced(film: Film) -> float:
    return float((film.causes["capability_experience"] / (1.0 - film.causes["capability_before"])).max())


def embedding_gained(film: Film) -> Array:
    gained = np.diff(film.trusts["embedding"], axis=0, prepend=film.opening["trusts"]["embedding"][np.newaxis])
    # Losses at a departure come in one blow; they are another mechanism.
    return np.maximum(gained, -0.05)


def well_led_in_gaps(film: Film) -> float:
    """What leadership does to well-led while a deputy acts."""
    return float(film.domains["leadership"][:, :, WELL_LED][film.leaders["status"] == ACTING].mean())


def deprived_against_rest(values: Array, film: Film) -> float:
    poor = film.trusts["deprivation"][0] > np.median(film.trusts["deprivation"][0])
    return float(values[:, poor].mean() - values[:, ~poor].mean())


def buddies_attention(film: Film) -> float:
    """Time lost to helping others, over all trusts that ever did."""
    helped = (film.trusts["buddying"] > 0).any(axis=0)
    return float(film.trusts["attention"][:24, helped].mean()) if helped.any() else 0.0


def share_who_lead_again(film: Film) -> float:
    """How many of those who led and left lead once more."""
    rows = film.tenures[~film.tenures["interim"]]
    return float(len(rows) - len(np.unique(rows["leader"])))


def removed_who_lead_again(film: Film) -> float:
    rows = film.tenures[~film.tenures["interim"]]
    removed = rows["leader"][rows["ended_because"] == REMOVED_AT_ENTRY]
    return float(np.isin(rows["leader"][rows["started"] > 0], removed).sum())


def taking_over(film: Film) -> Array:
    """Where a leader took a post in a month, [month, trust]."""
    months = np.arange(len(film.leaders))[:, np.newaxis]
    return np.asarray((film.leaders["started"] == months) & (film.leaders["status"] != ACTING))


def record_of_appointed(film: Film) -> float:
    """How much better the public record of those appointed is than of those left in the pool that month."""
    left = np.where(film.people["status"] == IN_POOL, film.people["track_record"], np.nan)
    better = film.leaders["track_record"] - np.nanmean(left, axis=1, keepdims=True)
    return float(better[taking_over(film)].mean())


def record_shows_skill(film: Film) -> float:
    pool = film.people[0]
    return float(np.corrcoef(pool["skill"], pool["track_record"])[0, 1])


def found(*domains: str) -> Outcome:
    """The mean code found at inspections in these domains: higher is better."""
    return lambda film: float(np.mean([film.inspections[d].mean() for d in domains]))


def found_apart(film: Film) -> float:
    """How much readings of a visit differ between domains, against how much visits differ: more with separate errors."""
    names = ("safe", "effective", "caring", "responsive", "well_led")
    marks = np.array([film.inspections[name] for name in names], float)
    return float(marks.std(axis=0).mean() - marks.mean(axis=0).std())


def found_as_is(film: Film) -> float:
    """How well what is found overall goes with what is so."""
    rows = film.inspections
    return float(np.corrcoef(rows["overall"], film.quality[rows["inspected"], rows["trust"]])[0, 1])


def seen_where_visited(film: Film) -> float:
    """How the trusts visited early in the roll-out look beside the rest."""
    rows = film.inspections[film.inspections["inspected"] < 12]
    return float(film.trusts["seen"][0, np.unique(rows["trust"])].mean() - film.trusts["seen"][0].mean())


def wait_for_visit(film: Film) -> float:
    """How late trusts of the first wave are visited; those not visited count as visited after the end."""
    rows = film.inspections
    first = [rows["inspected"][rows["trust"] == trust] for trust in np.flatnonzero(film.first_wave)]
    return float(np.mean([min(seen, default=len(film.trusts)) for seen in first]))


def first_wave_against_rest(film: Film) -> float:
    """How good the first wave, the worst by mortality, was in truth, against other acute trusts."""
    acute = (film.opening["trusts"]["kind"] == ACUTE) & ~film.first_wave
    return float(film.quality[0, film.first_wave].mean() - film.quality[0, acute].mean())


def visits(film: Film) -> float:
    return float(len(film.inspections))


def months_to_publish(film: Film) -> float:
    return float(np.nanmean(film.inspections["published"] - film.inspections["inspected"]))


def entries_on_rating(film: Film) -> float:
    return float((film.spells["entered"] > 0).sum())


def months_to_entry(film: Film) -> float:
    """Months from the last report to entry, for entries on a rating."""
    waits = [
        row["entered"] - film.trusts["published_at"][row["entered"], row["trust"]]
        for row in film.spells
        if row["entered"] > 0
    ]
    return float(np.mean(waits)) if waits else 0.0


def closed(film: Film) -> float:
    return float((~film.trusts["is_open"][-1]).sum())


def months_special(film: Film) -> float:
    return float(film.special.sum())


def attention_of_acquirers(film: Film) -> float:
    """Interruptions in a system in the year after one of its trusts was taken over, against all others."""
    shut = ~film.trusts["is_open"][-1]
    place = film.trusts["system"][0]
    near = np.isin(place, place[shut]) & ~shut
    return float(film.trusts["interruptions"][:, near].mean() - film.trusts["interruptions"][:, ~shut].mean())


def sting_outside(film: Film) -> float:
    """Stigma where rated inadequate and not in special measures."""
    there = (film.trusts["rating"] == INADEQUATE) & ~film.special
    return float(film.trusts["stigma"][there].mean()) if there.any() else 0.0


def spent(film: Film) -> float:
    return float(film.months["spend_m"].sum())


def deficit(film: Film) -> float:
    return float(film.trusts["deficit"].mean())


def size_of_deficits(film: Film) -> float:
    return float(np.abs(film.trusts["deficit"]).mean())


def observed_noise(column: str) -> Outcome:
    """How much a published yearly figure moves from year to year."""

    def moved(film: Film) -> float:
        rows = film.annual
        years = [rows[column][rows["year"] == year] for year in np.unique(rows["year"])]
        return float(np.mean([np.abs(b - a).mean() for a, b in zip(years, years[1:], strict=False)]))

    return moved


def overshoot(film: Film) -> float:
    """How closely what is seen follows the month."""
    return restless(film.trusts["seen"])


def trend_seen(film: Film) -> float:
    return float(np.abs(film.trusts["results"]).mean())


def months_since_departure(film: Film) -> float:
    return float(film.trusts["executive_stability"].mean())


def leaving_of(where: str, value: int) -> Outcome:
    """The share of substantive leaders who left of their own accord in a month, where a trust's variable is so."""

    def share(film: Film) -> float:
        rows = film.tenures
        left = rows[~rows["interim"] & np.isin(rows["ended_because"], (1, 4))]
        month = left["ended"].astype(int)
        there = film.trusts[where][np.maximum(month - 1, 0), left["trust"]] == value
        served = (film.trusts[where] == value) & (film.leaders["status"] != ACTING)
        return float(there.sum() / max(1, served.sum()))

    return share


def vacant(film: Film) -> float:
    return float((film.leaders["status"] == ACTING).mean())


def vacant_in_first_wave(film: Film) -> float:
    return float((film.leaders["status"] == ACTING)[:, film.first_wave].mean())


def unspent(film: Film) -> float:
    return float(film.trusts["funds"].mean())


def posts_left(film: Film) -> float:
    """Posts that money has bought, in the year after it stopped."""
    return float(film.trusts["funded_posts"][30:42, film.first_wave].mean())


def scarce_links(film: Film) -> float:
    """Leaders who came from another system."""
    rows = film.tenures[~film.tenures["interim"] & (film.tenures["started"] > 0)]
    home = film.people["home"][0][rows["leader"] % 100_000]
    return float((home != film.trusts["system"][0][rows["trust"]]).sum())


REPLACED: Mapping[str, float] = {"levers.leadership.removal_at_entry": 1.0}
OVERDRAWN = {"finance.agency_premium": 1.6, "finance.allowance": 0.0}
SCRUTINY = {"levers.director.style": -1.0, "support.leaning_sd": 0.0}
COACHING = {"levers.director.style": 1.0, "support.leaning_sd": 0.0}
ALL_ON_POSTS = {
    "levers.funding.millions": 50.0,
    "levers.funding.envelope": 2000.0,
    "levers.funding.posts": 1.0,
    "levers.funding.consultants": 0.0,
    "levers.funding.capability": 0.0,
}
NO_HARM = {"quality.temporary": 0.0, "quality.safe_temporary": 0.0}
OFTEN_OUTSTANDING = {"regulation.line_outstanding": 58.0, "levers.regime.inspections_a_month": 20.0}
PANELS = {"leadership.base_log_hazard": -3.5}
NULL = {"leadership.effects": 0.0}
MERGERS = {"regulation.takeover": 0.005, "regulation.merging": 0.002}
OFTEN_RATED = {"levers.regime.inspections_a_month": 20.0, "regulation.line_inadequate": 42.0}

ENVIRONMENT = (
    Mechanism("systems.trend", 0.0, 1.0, quality_at_end, UP),
    Mechanism("systems.season", 0.0, 2.0, winter_against_summer, DOWN, {"quality.responsive_pressure": 8.0}),
    Mechanism("systems.system_shock_sd", 0.0, 6.0, between_systems, UP),
    Mechanism("systems.trust_shock_sd", 0.0, 10.0, between_trusts, UP),
    Mechanism("systems.shock_persistence", 0.9, 0.995, shock_kept, UP),
    Mechanism("systems.diversion", 0.0, 2.0, neighbours_responsive, DOWN),
    Mechanism("levers.environment.national_pressure", 0.0, 3.0, level(RESPONSIVE), DOWN),
    Mechanism(
        "systems.deprivation_pressure",
        0.0,
        3.0,
        lambda film: deprived_against_rest(film.domains["level"][:, :, RESPONSIVE], film),
        DOWN,
    ),
    Mechanism("systems.deprivation_weight", 0.0, 15.0, lambda film: deprived_against_rest(film.quality, film), DOWN),
    Mechanism("systems.base", 40.0, 60.0, lambda film: float(film.quality.mean()), UP),
    Mechanism("systems.trust_sd", 0.0, 10.0, between_trusts, UP),
    Mechanism("systems.system_sd", 0.0, 7.0, between_systems, UP),
    Mechanism("systems.domain_sd", 0.0, 8.0, between_domains, UP),
)

OVERSIGHT = (
    Mechanism("systems.partner_demand", 0.0, 4.0, everywhere("attention"), DOWN),
    Mechanism("systems.regulator_demand", 0.0, 6.0, everywhere("attention"), DOWN),
    Mechanism("systems.national_demand", 0.0, 6.0, everywhere("attention"), DOWN),
    Mechanism("systems.deficit_demand", 0.0, 80.0, everywhere("attention"), DOWN, OVERDRAWN),
    Mechanism("levers.oversight.requests", 0.0, 10.0, in_first_wave("attention", 1, 13), DOWN),
    Mechanism("systems.time_per_request", 0.004, 0.03, everywhere("attention"), DOWN),
    Mechanism("systems.crowding", 0.0, 1.0, in_first_wave("oversight_load", 1, 13), UP),
    Mechanism("systems.avoidable", 0.0, 0.6, everywhere("attention"), UP, {"levers.oversight.coordination": 0.9}),
    Mechanism(
        "systems.lead_coordination",
        0.1,
        1.0,
        in_first_wave("attention", 1, 13),
        UP,
        {"levers.oversight.assurance_lead": True},
    ),
    Mechanism(
        "systems.board_coordination",
        0.0,
        0.6,
        in_first_wave("attention", 1, 13),
        UP,
        {"levers.oversight.improvement_board": True},
    ),
    Mechanism(
        "systems.board_time",
        0.0,
        0.1,
        in_first_wave("attention", 1, 13),
        DOWN,
        {"levers.oversight.improvement_board": True},
    ),
)

WORKFORCE = (
    Mechanism("workforce.leaving", 0.003, 0.025, everywhere("staffing"), DOWN),
    Mechanism("workforce.hiring", 0.03, 0.5, everywhere("staffing"), UP),
    Mechanism("workforce.engagement_leaving", 0.0, 5.0, together(of_trusts("engagement"), of_trusts("staffing")), UP),
    Mechanism("workforce.engagement_hiring", 0.0, 2.0, together(of_trusts("engagement"), of_trusts("staffing")), UP),
    Mechanism("workforce.stigma_leaving", 0.0, 0.0045, in_first_wave("staffing", 1, 37), DOWN),
    Mechanism("workforce.stigma_hiring", 0.0, 0.3, in_first_wave("staffing", 1, 37), DOWN),
    Mechanism("workforce.pool_reach", 0.0, 1.0, everywhere("staffing"), UP),
    Mechanism("workforce.newcomers", 0.0, 0.03, everywhere("staffing"), UP),
    Mechanism("workforce.stay_local", 0.0, 1.0, everywhere("staffing"), UP),
    Mechanism("workforce.moving_away", 0.01, 0.5, everywhere("staffing"), DOWN),
    Mechanism("workforce.poaching", 0.0, 0.6, cause("staffing_poached"), DOWN),
    # A trust whose staff are content lives on its neighbours' staff where hires come out of them.
    Mechanism("workforce.first_pool", 0.0, 0.2, lambda film: float(film.opening["trusts"]["staffing"].mean()), UP),
    Mechanism("workforce.first_staffing", 0.8, 1.0, lambda film: float(film.opening["trusts"]["staffing"].mean()), UP),
    Mechanism("workforce.usual_staffing", 0.8, 1.0, level(SAFE), DOWN),
    Mechanism("workforce.cover", 0.0, 1.0, everywhere("temporary_share"), UP),
    Mechanism("workforce.temporary_worth", 0.0, 1.0, level(SAFE), UP),
    Mechanism("workforce.temporary_threshold", 0.0, 0.15, level(SAFE), UP, {"quality.safe_temporary": 4.0}),
    Mechanism("finance.freeze", 0.0, 1.0, everywhere("staffing"), DOWN, {**OVERDRAWN, "finance.freeze_line": 0.0}),
    Mechanism("finance.freeze_line", 0.0, 0.2, everywhere("staffing"), UP, {**OVERDRAWN, "finance.freeze": 1.0}),
    Mechanism("workforce.engagement_return", 0.005, 0.2, everywhere("engagement"), UP),
    Mechanism(
        "workforce.engagement_own", 0.0, 0.2, lambda film: float(film.trusts["engagement"].std(axis=1).mean()), UP
    ),
    Mechanism("workforce.engagement_sd", 0.0, 0.05, lambda film: restless(film.trusts["engagement"]), UP),
    Mechanism(
        "workforce.engagement_with_quality",
        0.0,
        1.0,
        together(of_trusts("disadvantage"), of_trusts("engagement")),
        DOWN,
    ),
    Mechanism("workforce.listening", 0.0, 0.02, together(of_leaders("listening"), of_trusts("engagement")), UP),
    Mechanism(
        "leadership.listening_sd", 0.0, 0.4, lambda film: float(film.domains["leadership"][:, :, WELL_LED].std()), UP
    ),
    Mechanism("workforce.stigma_engagement", 0.0, 0.012, in_first_wave("engagement", 1, 37), DOWN),
    Mechanism("workforce.strain", 0.0, 0.2, everywhere("engagement"), DOWN),
    Mechanism("workforce.overload", 0.0, 0.02, everywhere("engagement"), DOWN, {"operations.arrivals": 0.5}),
    Mechanism("workforce.departure_upset", 0.0, 0.05, in_first_wave("engagement", 1, 13), DOWN, REPLACED),
    Mechanism("workforce.interim_upset", 0.0, 0.01, in_first_wave("engagement", 1, 13), DOWN, REPLACED),
    Mechanism("workforce.galvanise_engagement", 0.0, 0.01, in_first_wave("engagement", 1, 13), UP),
    Mechanism("workforce.stigma_memory", 9.0, 43.0, in_first_wave("engagement", 1, 37), DOWN),
    Mechanism("workforce.galvanise_memory", 6.0, 36.0, in_first_wave("engagement", 1, 37), UP),
)

ATTENTION = (
    Mechanism("operations.routine", 0.2, 0.6, everywhere("attention"), DOWN),
    Mechanism("operations.arrivals", 0.0, 0.5, everywhere("attention"), DOWN),
    Mechanism("operations.vacancy_arrivals", 0.0, 3.0, everywhere("attention"), DOWN),
    Mechanism("operations.action_plan", 0.0, 0.5, in_first_wave("attention", 1, 13), DOWN),
    Mechanism("operations.incident_sd", 0.0, 0.5, lambda film: restless(film.trusts["interruptions"]), UP),
    Mechanism("regulation.findings", 0.0, 0.4, everywhere("attention"), DOWN),
    Mechanism("operations.capacity", 0.5, 2.0, everywhere("attention"), UP),
    Mechanism("operations.executive_loss", 0.0, 1.0, everywhere("attention"), DOWN),
    Mechanism("operations.interruption_time", 0.0, 0.6, everywhere("attention"), DOWN),
    Mechanism("operations.most_interrupted", 0.2, 0.9, everywhere("attention"), DOWN, {"operations.arrivals": 0.9}),
    Mechanism(
        "operations.most_interruptions", 2.0, 20.0, everywhere("interruptions"), UP, {"operations.arrivals": 0.9}
    ),
    Mechanism("leadership.induction_time", 0.0, 0.3, in_first_wave("attention", 1, 25), DOWN, REPLACED),
    Mechanism("leadership.induction_memory", 2.0, 18.0, in_first_wave("attention", 1, 25), DOWN, REPLACED),
    Mechanism("leadership.interim_time", 0.0, 0.3, in_first_wave("attention", 1, 25), DOWN, REPLACED),
    Mechanism("leadership.mandate", 0.0, 0.3, in_first_wave("attention", 1, 25), UP, REPLACED),
    Mechanism("leadership.mandate_memory", 3.0, 36.0, in_first_wave("attention", 1, 37), UP, REPLACED),
    Mechanism("support.buddying_time", 0.0, 0.1, buddies_attention, DOWN),
    Mechanism("regulation.burden", 0.0, 4.0, attention_of_acquirers, UP, MERGERS),
)

CHOICE = (
    Mechanism("operations.horizon_response", 0.0, 1.5, looking_ahead, UP),
    Mechanism("operations.horizon", 1.0, 24.0, everywhere("quick_share"), UP),
    Mechanism("operations.most_quick", 0.0, 1.0, everywhere("capability"), DOWN),
    Mechanism("operations.quick_gain", 0.0, 12.0, everywhere("seen"), UP),
    Mechanism(
        "operations.quick_gain",
        0.0,
        12.0,
        found("safe", "responsive"),
        UP,
        {"operations.most_quick": 1.0, "operations.horizon": 24.0},
    ),
    Mechanism("operations.quick_memory", 1.0, 6.0, everywhere("quick_lift"), UP),
)

IMPROVEMENT = (
    Mechanism("operations.learning", 0.0, 0.4, everywhere("capability"), UP),
    Mechanism("operations.forgetting", 0.0, 0.05, everywhere("capability"), DOWN),
    Mechanism("leadership.skill_sd", 0.0, 0.5, together(of_trusts("heard_skill"), programme_work), UP),
    Mechanism("leadership.misfit", 0.0, 1.0, together(misplaced, programme_work), DOWN),
    Mechanism("leadership.fit_programme", 0.0, 1.0, together(misplaced, of_leaders("appropriateness")), DOWN),
    Mechanism("leadership.programme_mean", 0.0, 0.8, everywhere("capability"), UP),
    Mechanism("leadership.programme_sd", 0.0, 0.8, together(of_leaders("appropriateness"), programme_work), UP),
    Mechanism("operations.unembedded", 0.0, 1.0, everywhere("capability"), UP),
    Mechanism("operations.habit", 0.0, 0.15, everywhere("embedding"), UP),
    Mechanism("operations.sponsor", 0.0, 0.1, in_first_wave("embedding", 1, 19), UP),
    Mechanism("support.sponsor", 0.0, 2.0, in_first_wave("embedding", 1, 19), UP),
    Mechanism("operations.motivation", 0.0, 0.5, together(of_trusts("results"), embedding_gained), UP),
    Mechanism("operations.motivation_threshold", -0.5, 1.0, everywhere("embedding"), DOWN),
    Mechanism("operations.correction", 0.0, 0.05, lambda film: float(film.leaders["appropriateness"].mean()), UP),
    Mechanism("operations.inertia", 0.0, 1.0, lambda film: float(film.leaders["appropriateness"].mean()), DOWN),
    Mechanism("operations.context_drift", 0.0, 0.2, lambda film: restless(film.leaders["appropriateness"]), UP),
    Mechanism("support.coaching", 0.0, 0.015, in_first_wave("capability", 6, 24), UP, COACHING),
    Mechanism("support.scrutiny_harm", 0.0, 1.0, in_first_wave("capability", 6, 24), DOWN, SCRUTINY),
    Mechanism("support.absorbs", 0.0, 0.5, in_first_wave("attention", 4, 19), UP, COACHING),
    Mechanism("support.reporting", 0.0, 0.2, in_first_wave("attention", 4, 19), DOWN, SCRUTINY),
    Mechanism("support.rapport", 1.0, 12.0, in_first_wave("capability", 6, 24), DOWN, COACHING),
    Mechanism(
        "support.dilution",
        0.0,
        1.0,
        in_first_wave("capability", 6, 24),
        DOWN,
        {**COACHING, "levers.director.days": 1.0, "levers.director.pool": 2},
    ),
    Mechanism(
        "support.leaning_sd",
        0.0,
        1.0,
        lambda film: float(film.trusts["heard_coaching"].std()),
        UP,
        {"levers.director.style": 0.0},
    ),
    Mechanism("support.director_skill_sd", 0.0, 0.6, in_first_wave("heard_coaching", 1, 19), UP, COACHING),
    Mechanism("support.director_turnover", 0.0, 0.1, in_first_wave("heard_coaching", 1, 19), DOWN, COACHING),
    Mechanism("support.transfer", 0.0, 0.1, in_first_wave("capability", 6, 24), UP),
    Mechanism("support.commitment", 0.1, 1.0, in_first_wave("capability", 6, 24), UP),
    Mechanism("support.buddy_delay", 0, 12, in_first_wave("capability", 6, 24), DOWN),
    Mechanism("support.unrated_strength", 40.0, 80.0, lambda film: float((film.trusts["buddy"][:6] >= 0).sum()), DOWN),
    Mechanism("systems.partner_gain", 0.0, 0.02, in_first_wave("capability", 6, 24), UP),
    Mechanism("systems.single_focus", 0.0, 1.0, in_first_wave("help", 6, 24), UP),
    Mechanism("systems.help_delay", 2.0, 24.0, in_first_wave("help", 1, 13), DOWN),
    Mechanism("finance.capability_gain", 0.0, 0.2, in_first_wave("capability", 6, 24), UP),
    Mechanism("finance.consultant_gain", 0.0, 0.06, in_first_wave("capability", 6, 24), UP),
    Mechanism("finance.consultant_gain", 0.0, -0.03, in_first_wave("capability", 6, 24), DOWN),
    Mechanism("leadership.experience_gain", 0.0, 0.003, of_experienced, UP),
    Mechanism("leadership.capability_loss", 0.0, 0.15, in_first_wave("capability", 1, 13), DOWN, REPLACED),
    Mechanism("leadership.embedding_loss", 0.0, 0.6, in_first_wave("embedding", 1, 13), DOWN, REPLACED),
    Mechanism("leadership.executives_follow", 0.0, 0.7, in_first_wave("executive_stability", 1, 13), DOWN, REPLACED),
    Mechanism("leadership.stability_return", 0.0, 0.2, everywhere("executive_stability"), UP),
    Mechanism("leadership.team", 4.0, 10.0, lambda film: float(film.annual["executive_changes"].mean()), UP),
    Mechanism("leadership.interim_skill_loss", 0.0, 0.5, in_first_wave("heard_skill", 1, 13), DOWN, REPLACED),
    Mechanism(
        "leadership.interim_skill_loss",
        0.0,
        0.5,
        in_first_wave("capability", 6, 24),
        DOWN,
        {**REPLACED, "levers.leadership.interim_length": 12.0, "operations.learning": 0.4},
    ),
)

QUALITY = (
    Mechanism("quality.capability", 0.0, 40.0, together(of_trusts("capability"), of_domain(SAFE)), UP),
    Mechanism("quality.effective_capability", 0.0, 40.0, together(of_trusts("capability"), of_domain(EFFECTIVE)), UP),
    Mechanism(
        "quality.staffing",
        0.0,
        60.0,
        together(of_trusts("staffing"), of_domain(EFFECTIVE)),
        UP,
        {"finance.freeze": 1.0, **OVERDRAWN},
    ),
    Mechanism(
        "quality.safe_staffing",
        0.0,
        80.0,
        together(of_trusts("staffing"), of_domain(SAFE)),
        UP,
        {"finance.freeze": 1.0, **OVERDRAWN},
    ),
    Mechanism("quality.temporary", 0.0, 3.0, level(EFFECTIVE), DOWN, {"workforce.temporary_threshold": 0.0}),
    Mechanism("quality.safe_temporary", 0.0, 4.0, level(SAFE), DOWN, {"workforce.temporary_threshold": 0.0}),
    Mechanism("quality.engagement", 0.0, 30.0, together(of_trusts("engagement"), of_domain(SAFE)), UP),
    Mechanism("quality.caring_engagement", 0.0, 50.0, together(of_trusts("engagement"), of_domain(CARING)), UP),
    Mechanism("quality.leadership", 0.0, 6.0, together(of_trusts("heard_skill"), of_domain(EFFECTIVE)), UP),
    Mechanism("quality.well_led_leadership", 0.0, 20.0, together(of_trusts("heard_skill"), of_domain(WELL_LED)), UP),
    Mechanism("quality.well_led_embedding", 0.0, 25.0, together(of_trusts("embedding"), of_domain(WELL_LED)), UP),
    Mechanism(
        "quality.well_led_executives", 0.0, 25.0, together(of_trusts("executive_stability"), of_domain(WELL_LED)), UP
    ),
    Mechanism("quality.pressure", 0.0, 6.0, level(EFFECTIVE), DOWN, {"levers.environment.national_pressure": 2.0}),
    Mechanism(
        "quality.responsive_pressure", 0.0, 15.0, level(RESPONSIVE), DOWN, {"levers.environment.national_pressure": 2.0}
    ),
    Mechanism("quality.partners", 0.0, 5.0, level(EFFECTIVE), UP),
    Mechanism("quality.responsive_partners", 0.0, 8.0, level(RESPONSIVE), UP),
    Mechanism("quality.galvanise", 0.0, 1.5, level_in_first_wave(EFFECTIVE, 3, 24), UP),
    Mechanism("leadership.interim_lack", 0.0, 0.5, well_led_in_gaps, DOWN),
    Mechanism(
        "operations.quality_rate",
        0.03,
        0.4,
        lambda film: restless(film.domains["level"]),
        UP,
        {"operations.quality_noise": 0.0},
    ),
    Mechanism("operations.quality_noise", 0.0, 3.0, lambda film: restless(film.domains["level"]), UP),
)

LEADERS = (
    Mechanism("leadership.base_log_hazard", -5.5, -3.5, tenures_ended(), UP),
    Mechanism(
        "leadership.strain_exit",
        0.0,
        6.0,
        tenures_ended(),
        UP,
        {"levers.oversight.requests": 10.0, "systems.time_per_request": 0.03},
    ),
    Mechanism(
        "leadership.usual_load",
        0.05,
        0.15,
        tenures_ended(),
        DOWN,
        {"leadership.strain_exit": 6.0, "systems.time_per_request": 0.03},
    ),
    Mechanism("leadership.label_exit", 0.0, 2.0, leaving_of("regime", 2), UP, {"regulation.release": 0.1}),
    Mechanism("leadership.inadequate_exit", 0.0, 1.5, leaving_of("rating", INADEQUATE), UP, OFTEN_RATED),
    Mechanism(
        "leadership.outstanding_stay",
        0.0,
        2.0,
        leaving_of("rating", OUTSTANDING),
        DOWN,
        {**OFTEN_OUTSTANDING, **PANELS},
    ),
    Mechanism("leadership.retirement", 0.0, 0.02, tenures_ended(RETIRED), UP),
    Mechanism("leadership.retirement_after", 36.0, 180.0, tenures_ended(RETIRED), DOWN),
    Mechanism("leadership.frailty_sd", 0.0, 1.5, lambda film: float(film.leaders["frailty"].mean()), DOWN),
    Mechanism("leadership.moving", 0.0, 0.05, tenures_ended(MOVED), UP),
    Mechanism("levers.leadership.removal_at_entry", 0.0, 1.0, tenures_ended(REMOVED_AT_ENTRY), UP),
    Mechanism("leadership.tenure_scale", 20.0, 60.0, lambda film: float(film.leaders["started"][0].mean()), DOWN),
    Mechanism("leadership.tenure_shape", 0.5, 1.0, lambda film: float(film.leaders["started"][0].std()), DOWN),
    Mechanism("leadership.return_resigned", 0.0, 1.0, share_who_lead_again, UP),
    Mechanism("leadership.return_removed", 0.0, 1.0, removed_who_lead_again, UP, {**REPLACED, **PANELS}),
    Mechanism(
        "leadership.return_delay", 0.0, 36.0, share_who_lead_again, DOWN, {"leadership.return_resigned": 1.0, **PANELS}
    ),
    Mechanism("leadership.renewal_delay", 0.0, 24.0, vacant, UP, {**PANELS, "leadership.return_resigned": 0.0}),
    Mechanism(
        "leadership.record_of_removal",
        0.0,
        2.0,
        removed_who_lead_again,
        DOWN,
        {**REPLACED, **PANELS, "leadership.return_removed": 1.0},
    ),
    Mechanism("leadership.record_reliability", 0.0, 1.0, record_shows_skill, UP),
    Mechanism("leadership.record_weight", 0.0, 0.1, lambda film: restless(film.leaders["track_record"]), UP),
    Mechanism("leadership.record_noise", 0.0, 3.0, lambda film: restless(film.leaders["track_record"]), UP),
    Mechanism("leadership.interview_noise", 0.0, 2.0, record_of_appointed, DOWN),
    Mechanism("leadership.acceptance", 0.05, 1.0, vacant, DOWN, PANELS),
    Mechanism("leadership.repelled", 0.0, 0.95, vacant_in_first_wave, UP, {**REPLACED, "leadership.acceptance": 0.05}),
)

REGULATOR = (
    Mechanism("regulation.line_inadequate", 20.0, 45.0, found("safe", "well_led"), DOWN),
    Mechanism("regulation.line_good", 40.0, 60.0, found("safe", "well_led"), DOWN),
    Mechanism("regulation.line_outstanding", 58.0, 85.0, found("safe", "well_led"), DOWN),
    Mechanism("regulation.acute_offset", 0.0, 8.0, found("effective"), DOWN),
    Mechanism("regulation.caring_leniency", 0.0, 20.0, found("caring"), UP),
    Mechanism("regulation.safe_strictness", 0.0, 15.0, found("safe"), DOWN),
    Mechanism("regulation.well_led_strictness", 0.0, 15.0, found("well_led"), DOWN),
    Mechanism("regulation.error_sd", 0.0, 12.0, found_as_is, DOWN),
    Mechanism("regulation.error_shared", 0.55, 0.84, found_apart, DOWN, {"regulation.error_sd": 12.0}),
    Mechanism("regulation.error_own", 0.55, 0.84, found_apart, UP, {"regulation.error_sd": 12.0}),
    Mechanism("regulation.publication_lag", 2, 6, months_to_publish, UP),
    Mechanism(
        "regulation.least_interval",
        5,
        9,
        visits,
        DOWN,
        {"levers.regime.inspections_a_month": 40.0, "levers.regime.inspection_interval": 1},
    ),
    Mechanism("regulation.interval_inadequate", 6.0, 18.0, visits, DOWN, {**OFTEN_RATED, "regulation.admission": 0.0}),
    Mechanism(
        "regulation.interval_requires_improvement",
        12.0,
        30.0,
        visits,
        DOWN,
        {"levers.regime.inspections_a_month": 40.0},
    ),
    Mechanism("regulation.interval_good", 20.0, 48.0, visits, DOWN, {"levers.regime.inspections_a_month": 40.0}),
    Mechanism(
        "regulation.interval_outstanding",
        30.0,
        60.0,
        visits,
        DOWN,
        {**OFTEN_OUTSTANDING, "levers.regime.inspections_a_month": 40.0},
    ),
    Mechanism(
        "regulation.risk_weight",
        0.0,
        2.0,
        seen_where_visited,
        DOWN,
        {"levers.regime.inspections_a_month": 1.0, "levers.regime.review_entries": 0.0},
    ),
    Mechanism(
        "regulation.special_urgency",
        0.0,
        60.0,
        wait_for_visit,
        DOWN,
        {"levers.regime.inspections_a_month": 1.0, "levers.regime.inspection_interval": 7},
    ),
    Mechanism("observation.case_mix_sd", 0.0, 20.0, first_wave_against_rest, UP),
    Mechanism("regulation.rating_stigma", 0.0, 1.0, sting_outside, UP, {**OFTEN_RATED, "regulation.admission": 0.0}),
    Mechanism("regulation.admission", 0.0, 1.0, entries_on_rating, UP, OFTEN_RATED),
    Mechanism("regulation.entry_lag", 0.0, 6.0, months_to_entry, UP, OFTEN_RATED),
    Mechanism("regulation.release", 0.0, 1.0, months_special, DOWN),
    Mechanism("regulation.release_good", 0.0, 1.0, months_special, DOWN, {"regulation.release": 0.0}),
    Mechanism("regulation.decision_lag", 0.0, 12.0, months_special, UP, {"regulation.release": 1.0}),
    Mechanism("regulation.takeover", 0.0, 0.005, closed, UP),
    Mechanism("regulation.merging", 0.0, 0.002, closed, UP),
    Mechanism("observation.indicator_noise", 0.0, 6.0, overshoot, UP),
    Mechanism("observation.noise_4h", 2.0, 5.0, observed_noise("observed_4h"), UP),
    Mechanism("observation.sd_4h", 7.0, 10.8, observed_noise("observed_4h"), UP),
    Mechanism("observation.mortality_noise", 0.0, 15.0, observed_noise("observed_mortality"), UP),
    Mechanism("observation.survey_noise", 0.0, 0.08, observed_noise("observed_engagement"), UP),
    Mechanism("observation.window", 1.0, 24.0, overshoot, DOWN),
    Mechanism("observation.slow_window", 6.0, 36.0, trend_seen, DOWN),
)

MONEY = (
    Mechanism(
        "finance.turnover_per_post",
        0.05,
        0.1,
        everywhere("oversight_load"),
        DOWN,
        {**OVERDRAWN, "systems.deficit_demand": 80.0},
    ),
    Mechanism("finance.post_cost", 0.03, 0.09, in_first_wave("funded_posts", 1, 25), DOWN),
    Mechanism("finance.agency_premium", 1.0, 1.6, deficit, UP),
    Mechanism("finance.pressure_cost", 0.0, 0.1, deficit, UP, {"levers.environment.national_pressure": 2.0}),
    Mechanism("finance.allowance", 0.0, 0.06, deficit, DOWN),
    Mechanism("finance.relief", 0.0, 0.1, size_of_deficits, DOWN, OVERDRAWN),
    Mechanism("finance.spending", 0.05, 1.0, unspent, DOWN),
    Mechanism("finance.post_build", 0.0, 1.0, in_first_wave("temporary", 1, 19), UP),
    Mechanism("finance.post_build", 0.0, 1.0, level_in_first_wave(SAFE, 6, 24), UP, {**ALL_ON_POSTS, **NO_HARM}),
    Mechanism("finance.post_memory", 4.0, 17.0, posts_left, UP, ALL_ON_POSTS),
    Mechanism("finance.director_day_rate", 0.0, 0.003, spent, UP),
    Mechanism("finance.buddy_cost", 0.0, 0.4, spent, UP),
    Mechanism("systems.national_scarcity", 0, 1, scarce_links, UP),
)

# What all leaders are like on average, which counts only where leaders make no difference.
MEANS = (
    Mechanism("leadership.mean_skill", 0.7, 1.3, everywhere("capability"), UP, NULL),
    Mechanism("leadership.mean_fit", 0.5, 1.0, everywhere("capability"), UP, NULL),
    Mechanism("leadership.mean_appropriateness", 0.0, 0.9, everywhere("capability"), UP, NULL),
    Mechanism("leadership.mean_embedding", 0.2, 0.9, everywhere("capability"), UP, NULL),
    Mechanism("leadership.mean_stability", 0.4, 1.0, everywhere("attention"), UP, NULL),
    Mechanism("leadership.mean_induction", 0.0, 0.1, everywhere("attention"), DOWN, NULL),
    Mechanism("leadership.mean_mandate", 0.0, 0.1, everywhere("attention"), UP, NULL),
    Mechanism("leadership.mean_interim_time", 0.0, 0.1, everywhere("attention"), DOWN, NULL),
    Mechanism("leadership.mean_quick", 0.0, 0.5, everywhere("attention"), DOWN, NULL),
    Mechanism("leadership.mean_led", -0.3, 0.3, level(WELL_LED), UP, NULL),
    Mechanism("leadership.mean_listening", 0.3, 0.7, everywhere("engagement"), UP, NULL),
    Mechanism("leadership.mean_capability_loss", 0.0, 0.01, everywhere("capability"), DOWN, NULL),
    Mechanism("leadership.mean_experience_gain", 0.0, 0.003, everywhere("capability"), UP, NULL),
    Mechanism("workforce.mean_upset", 0.0, 0.01, everywhere("engagement"), DOWN, NULL),
    Mechanism("leadership.effects", 0, 1, together(of_trusts("heard_skill"), programme_work), UP),
    Mechanism("support.effects", 0, 1, in_first_wave("capability", 6, 24), UP, COACHING),
)

MECHANISMS = (
    *ENVIRONMENT,
    *OVERSIGHT,
    *WORKFORCE,
    *ATTENTION,
    *CHOICE,
    *IMPROVEMENT,
    *QUALITY,
    *LEADERS,
    *REGULATOR,
    *MONEY,
    *MEANS,
)

GAINS_AND_LOSSES = [
    "leadership.interim_time",
    "leadership.interim_skill_loss",
    "leadership.interim_lack",
    "workforce.interim_upset",
    "leadership.induction_time",
    "leadership.embedding_loss",
    "leadership.capability_loss",
    "leadership.executives_follow",
    "workforce.departure_upset",
    "operations.executive_loss",
    "leadership.mandate",
    "leadership.misfit",
    "leadership.fit_programme",
    "leadership.programme_mean",
    "leadership.programme_sd",
    "leadership.experience_gain",
    "leadership.skill_sd",
    "workforce.listening",
    "quality.galvanise",
    "workforce.galvanise_engagement",
    "workforce.stigma_leaving",
    "workforce.stigma_hiring",
    "workforce.stigma_engagement",
    "regulation.rating_stigma",
    "systems.diversion",
    "support.coaching",
    "support.scrutiny_harm",
    "support.absorbs",
    "support.reporting",
    "support.dilution",
    "support.sponsor",
    "support.transfer",
    "support.buddying_time",
    "systems.partner_gain",
    "quality.partners",
    "quality.responsive_partners",
    "finance.capability_gain",
    "finance.consultant_gain",
    "workforce.temporary_worth",
    "quality.temporary",
    "quality.safe_temporary",
    "operations.learning",
    "operations.motivation",
    "operations.sponsor",
    "operations.horizon_response",
    "operations.quick_gain",
    "operations.inertia",
    "operations.context_drift",
    "operations.correction",
    "quality.capability",
    "quality.effective_capability",
    "quality.staffing",
    "quality.safe_staffing",
    "quality.engagement",
    "quality.caring_engagement",
    "quality.leadership",
    "quality.well_led_leadership",
    "quality.well_led_embedding",
    "quality.well_led_executives",
    "quality.pressure",
    "quality.responsive_pressure",
    "regulation.burden",
    "systems.crowding",
    "operations.action_plan",
]
"""Every coefficient that makes a change of leader, the label, support, money or effort help or harm."""
