"""What is looked at to see whether a mechanism works: one number of a film each."""

from itertools import pairwise

import numpy as np
from small_worlds import Array, Film, Outcome

from turnaround_sim.entities import (
    ACTING,
    ACUTE,
    IN_POOL,
    INADEQUATE,
    REMOVED_AT_ENTRY,
    RESIGNED,
    RESPONSIVE,
    RETIRED,
    WELL_LED,
)


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
    """How much the readings of one visit differ, less how much visits do: more where errors are separate."""
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


def posts_open(film: Film) -> float:
    """Posts of all open trusts at the end over those at the start."""
    size, there = film.trusts["size"], film.trusts["is_open"]
    return float(size[-1][there[-1]].sum() / size[0].sum())


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


def stigma_of_those_out(film: Film) -> float:
    """Stigma in the year after leaving special measures."""
    since = np.arange(len(film.trusts))[:, np.newaxis] - film.trusts["exited"]
    there = ~film.special & (film.trusts["exited"] >= 0) & (since < 12)
    return float(film.trusts["stigma"][there].mean())


def drowned(film: Film) -> float:
    """The share of trusts that have more open work than any of them ever works off."""
    return float((film.trusts["interruptions"][-1] >= 20.0).mean())


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
        return float(np.mean([np.abs(b - a).mean() for a, b in pairwise(years)]))

    return moved


def overshoot(film: Film) -> float:
    """How closely what is seen follows the month."""
    return restless(film.trusts["seen"])


def trend_seen(film: Film) -> float:
    return float(np.abs(film.trusts["results"]).mean())


def leaving_of(where: str, value: int) -> Outcome:
    """The share of substantive leaders who left of their own accord in a month, where a trust's variable is so."""

    def share(film: Film) -> float:
        rows = film.tenures
        left = rows[~rows["interim"] & np.isin(rows["ended_because"], (RESIGNED, RETIRED))]
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
