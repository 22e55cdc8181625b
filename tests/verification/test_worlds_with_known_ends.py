"""Worlds whose end is known beforehand, and books that must agree: tables with each other and with what happened."""

import numpy as np
import pytest
from scipy.optimize import brentq
from small_worlds import MONTHS, TRUSTS, Array, Film, Settings, films

from turnaround_sim.entities import (
    ACQUIRED,
    ACTING,
    AFTER_EXIT,
    BUDDY,
    DIRECTOR,
    EXITED,
    FUNDING,
    IN_POST,
    MERGED,
    NEVER,
    NOBODY,
    NOT_RATED,
    ON_REVIEW,
    ONGOING,
    SPECIAL_MEASURES,
    TRUST_CLOSED,
)
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import declared_paths
from turnaround_sim.scenario import LeverChange, PlannedEvent

FEW = range(5)
NOBODY_LEAVES: Settings = {
    "leadership.base_log_hazard": -1000.0,
    "leadership.retirement": 0.0,
    "leadership.moving": 0.0,
    "levers.leadership.removal_at_entry": 0.0,
    "levers.leadership.most_removals": 0,
}
STILL: Settings = {
    **{path: 0.0 for path in declared_paths(Parameters) if path.startswith("quality.")},
    "systems.trust_shock_sd": 0.0,
    "systems.system_shock_sd": 0.0,
    "systems.trend": 0.0,
    "operations.quality_noise": 0.0,
    "operations.quality_rate": 0.1,
    "systems.base": 50.0,
}
"""Nothing moves quality but its way back to what place and past can hold."""


@pytest.fixture(params=["plain", "busy"])
def run(request: pytest.FixtureRequest) -> list[Film]:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


def substantive(film: Film) -> Array:
    """Where a substantive leader is in post at a month's end, [month, trust]."""
    return np.asarray(film.trusts["is_open"] & (film.leaders["status"] == IN_POST))


def test_without_hazard_nobody_ever_leaves() -> None:
    for film in films(NOBODY_LEAVES, replicates=FEW):
        assert len(film.tenures) == TRUSTS
        assert np.isnan(film.tenures["ended"]).all()
        assert (film.trusts["leader"] == np.arange(TRUSTS)).all()
        assert (film.people["generation"] == 0).all()
        assert not film.months["without_substantive_leader"].any()
        assert film.outcomes["leaders_per_100_trust_months"][0] == 0.0


def test_a_sure_departure_leaves_no_post_filled_for_long() -> None:
    for film in films({"leadership.base_log_hazard": 10.0}, replicates=range(2)):
        assert film.tenures["ended"][~film.tenures["interim"]].size > TRUSTS
        served = (film.tenures["ended"] - np.maximum(film.tenures["started"], 0))[~film.tenures["interim"]]
        # A frail few in a hundred may stay a month longer.
        assert np.nanmean(served) < 1.5


def test_without_shocks_and_noise_quality_stays_at_what_can_be_held() -> None:
    for film in films(STILL, replicates=FEW):
        held = 50.0 + film.opening["domains"]["permanent"]
        inside = (held > 1.0) & (held < 99.0)
        assert np.abs((film.domains["level"] - held)[:, inside]).max() < 1e-9


def test_after_a_blow_quality_comes_back_as_the_closed_form_says() -> None:
    blow, months, start = -10.0, 12, 6
    events = [PlannedEvent(start, trust, "shock", {"points": blow, "months": months}) for trust in range(TRUSTS)]
    n = np.arange(MONTHS) - start + 1
    during = blow * (1.0 - 0.9 ** np.clip(n, 0, months))
    expected = np.where(n <= months, during, during * 0.9 ** np.maximum(n - months, 0))
    for film in films(STILL, events=events, replicates=FEW):
        held = 50.0 + film.opening["domains"]["permanent"]
        inside = (held > 12.0) & (held < 99.0)
        away = (film.domains["level"] - held)[:, inside]
        assert np.abs(away - expected[:, np.newaxis]).max() < 1e-9


def test_a_lasting_push_is_held_in_full_in_the_end() -> None:
    pushed = {**STILL, "quality.pressure": 2.0, "systems.season": 0.0, "systems.deprivation_pressure": 0.0}
    pressed = {**pushed, "systems.diversion": 0.0, "levers.environment.national_pressure": 3.0}
    n = np.arange(1, MONTHS + 1)
    for film in films(pressed, replicates=FEW):
        held = 50.0 + film.opening["domains"]["permanent"]
        inside = (held > 10.0) & (held < 99.0)
        away = (film.domains["level"] - held)[:, inside]
        assert np.abs(away + 6.0 * (1.0 - 0.9**n)[:, np.newaxis]).max() < 1e-9


def test_without_noise_outsiders_see_quality_as_it_is() -> None:
    clear = {**STILL, "observation.indicator_noise": 0.0, "operations.quick_gain": 0.0}
    for film in films(clear, replicates=FEW):
        assert np.abs(film.trusts["seen"] - film.domains["level"][:, :, 3]).max() < 1e-6


def test_too_many_interruptions_tip_a_trust_over_for_good() -> None:
    swamped = {"operations.arrivals": 0.9, "operations.capacity": 0.5, "operations.most_interruptions": 5.0}
    for film in films({**swamped, "operations.incident_sd": 0.0, "operations.vacancy_arrivals": 0.0}, replicates=FEW):
        assert (film.trusts["interruptions"] == 5.0).all()
    eased = {"operations.arrivals": 0.1, "operations.capacity": 2.0, "operations.incident_sd": 0.0}
    for film in films({**eased, "operations.vacancy_arrivals": 0.0, "operations.action_plan": 0.0}, replicates=FEW):
        assert film.trusts["interruptions"].max() < 1.0


STEADY: Settings = {
    "operations.incident_sd": 0.0,
    "operations.vacancy_arrivals": 0.0,
    "operations.action_plan": 0.0,
    "operations.executive_loss": 0.0,
    "operations.capacity": 1.0,
    "operations.most_interruptions": 12.0,
    "regulation.findings": 0.0,
}
"""Work comes in evenly and 1 can be done a month, but only by those who have about `peak` of it open."""
LOADS = (0.6, 0.8, 0.95)


def settles_and_tips(load: float, peak: float) -> tuple[float, float]:
    """The open work at which as much is done as comes in: where it settles, and where it tips over for good."""

    def rest(s: float) -> float:
        return load - s * float(np.exp(1.0 - s))

    return peak * brentq(rest, 0.0, 1.0), peak * brentq(rest, 1.0, 10.0)


@pytest.mark.parametrize("peak", [1.5, 3.0])
@pytest.mark.parametrize("load", LOADS)
def test_a_shock_beyond_capacity_does_not_pass_and_one_within_does(load: float, peak: float) -> None:
    settles, tips = settles_and_tips(load, peak)
    world = {**STEADY, "operations.arrivals": load, "operations.peak": peak}
    merger = PlannedEvent(30, 3, "acquire", {"partner": 4})
    last = {}
    for part in (0.85, 1.15):
        burden = part * (tips - settles)
        (film,) = films({**world, "regulation.burden": burden}, events=[merger], months=180, replicates=[0])
        open_work = film.trusts["interruptions"][:, 4]
        assert abs(open_work[29] - settles) < 0.02
        last[part] = float(open_work[-1])
    assert abs(last[0.85] - settles) < 0.02
    assert last[1.15] == 12.0


def test_what_can_be_borne_shrinks_as_load_nears_capacity() -> None:
    # The same blow at each load: less than the least loaded can bear, more than the most loaded can.
    borne = [tips - settles for settles, tips in (settles_and_tips(load, 3.0) for load in LOADS)]
    blow = (borne[1] + borne[2]) / 2.0
    assert borne[0] > borne[1] > blow > borne[2] > 0.0
    merger = PlannedEvent(30, 3, "acquire", {"partner": 4})
    ends = []
    for load in LOADS:
        world = {**STEADY, "operations.arrivals": load, "operations.peak": 3.0, "regulation.burden": blow}
        (film,) = films(world, events=[merger], months=180, replicates=[0])
        ends.append(float(film.trusts["interruptions"][-1, 4]))
    assert ends[0] < ends[1] < 3.0
    assert ends[2] == 12.0


def test_at_capacity_the_least_shock_tips_a_trust_over_and_beyond_it_none_is_needed() -> None:
    merger = PlannedEvent(59, 3, "acquire", {"partner": 4})
    at = {**STEADY, "operations.arrivals": 1.0, "operations.peak": 3.0}
    (film,) = films({**at, "regulation.burden": 0.5}, events=[merger], months=240, replicates=[0])
    spared = np.delete(film.trusts["interruptions"], [3, 4], axis=1)
    assert (np.diff(spared, axis=0) >= 0.0).all()
    assert spared.max() < 3.0
    assert film.trusts["interruptions"][-1, 4] == 12.0
    beyond = {**at, "operations.arrivals": 1.1}
    (film,) = films(beyond, months=120, replicates=[0])
    assert (film.trusts["interruptions"][-1] == 12.0).all()


def test_where_there_is_nobody_to_share_nobody_gets_anybody() -> None:
    nothing = {"levers.director.pool": 0, "levers.buddy.capacity": 0, "levers.funding.envelope": 0.0}
    for film in films({**nothing, "levers.system.support": 0.0}):
        assert len(film.support) == 0
        assert (film.trusts["director"] == NOBODY).all()
        assert (film.trusts["buddy"] == NOBODY).all()
        assert not film.months["spend_m"].any()
        assert not film.spells["director_months"].any()
        assert not film.spells["buddy_months"].any()


def test_where_nobody_takes_a_post_it_stays_open() -> None:
    for film in films({"leadership.acceptance": 0.0}, replicates=FEW):
        assert not (film.tenures["started"][~film.tenures["interim"]] > 0).any()
        assert (np.diff(substantive(film).sum(axis=1)) <= 0).all()


def test_without_inspectors_nobody_is_rated_enters_on_a_rating_or_leaves() -> None:
    for film in films({"levers.regime.inspections_a_month": 0.0}, replicates=FEW):
        assert len(film.inspections) == 0
        assert (film.trusts["rating"] == NOT_RATED).all()
        assert (film.spells["end_reason"] == ONGOING).all()
        assert (film.spells["entry_basis"] == ON_REVIEW).all()
        assert len(film.spells) == 10


def test_without_error_inspectors_find_what_is_so() -> None:
    lines = {"regulation.line_inadequate": 35.0, "regulation.line_good": 50.0, "regulation.line_outstanding": 65.0}
    offsets = ("acute_offset", "caring_leniency", "safe_strictness", "well_led_strictness")
    exact = {**lines, **{f"regulation.{name}": 0.0 for name in offsets}, "regulation.error_sd": 0.0}
    for film in films({**exact, "operations.quick_gain": 0.0}, replicates=FEW):
        rows = film.inspections
        levels = film.domains["level"][rows["inspected"], rows["trust"]]
        codes = 1 + np.searchsorted([35.0, 50.0, 65.0], levels, side="right")
        assert len(rows) > 20
        for k, name in enumerate(("safe", "effective", "caring", "responsive", "well_led")):
            assert (rows[name] == codes[:, k]).all()


def test_the_burn_in_knows_no_regime_no_ratings_and_no_support(run: list[Film]) -> None:
    for film in run:
        trusts = film.opening["trusts"]
        assert (trusts["regime"] == 0).all()
        assert (trusts["rating"] == NOT_RATED).all()
        assert (trusts["inspected"] == NEVER).all()
        assert not trusts["funds"].any()
        assert trusts["is_open"].all()


def test_the_first_wave_enters_in_month_0_and_no_one_else_then() -> None:
    once = LeverChange(1, "regime.review_entries", 0.0)
    for film in films({"levers.regime.review_entries": 11.0}, changes=[once]):
        entered = film.spells["entered"]
        assert (entered == 0).sum() == 11
        assert (entered >= 0).all()
        assert (film.spells["entry_basis"] == ON_REVIEW)[entered == 0].all()
        assert not (film.spells["entry_basis"] == ON_REVIEW)[entered > 0].any()
        first = film.first_wave
        assert (film.trusts["kind"][0, first] == 0).all()
        worst = film.trusts["seen_mortality"][0]
        others = ~first & (film.trusts["kind"][0] == 0)
        assert worst[first].max() <= worst[others].min()


def last_months(film: Film) -> Array:
    """The end of each spell, or the end of the run."""
    return np.where(np.isnan(film.spells["exited"]), MONTHS, film.spells["exited"]).astype(int)


def test_spells_agree_with_the_regime_and_with_the_months(run: list[Film]) -> None:
    for film in run:
        spells, ends = film.spells, last_months(film)
        stood = np.zeros((MONTHS, TRUSTS), int)
        for row, end in zip(spells, ends, strict=True):
            stood[row["entered"] : end, row["trust"]] += 1
        assert (stood == film.special).all()
        entries = np.bincount(spells["entered"], minlength=MONTHS)
        left = spells["end_reason"] == EXITED
        exits = np.bincount(ends[left], minlength=MONTHS)
        shut = np.isin(spells["end_reason"], (ACQUIRED, MERGED))
        closures = np.bincount(ends[shut], minlength=MONTHS)
        assert (film.months["entries"] == entries).all()
        assert (film.months["exits"] == exits).all()
        assert (film.months["in_special_measures"] == np.cumsum(entries - exits - closures)).all()
        assert (np.isnan(spells["censored_at"]) == ~np.isnan(spells["exited"])).all()
        assert (spells["censored_at"][spells["end_reason"] == ONGOING] == MONTHS).all()
        for trust in np.unique(spells["trust"]):
            own = np.sort(spells[spells["trust"] == trust], order="spell")
            assert (own["spell"] == np.arange(1, len(own) + 1)).all()
            assert (own["entered"][1:] >= own["exited"][:-1]).all()


def test_months_without_a_leader_and_leaders_of_a_spell_agree_with_tenures(run: list[Film]) -> None:
    for film in run:
        rows = film.tenures
        ended = np.where(np.isnan(rows["ended"]), MONTHS, rows["ended"])
        for spell, end in zip(film.spells, last_months(film), strict=True):
            own = rows["trust"] == spell["trust"]
            gap = np.minimum(ended, end) - np.maximum(rows["started"], spell["entered"])
            without = np.maximum(0, gap)[own & rows["interim"]].sum()
            assert spell["months_without_substantive_leader"] == without
            came = own & ~rows["interim"] & (rows["started"] > spell["entered"]) & (rows["started"] <= end)
            came &= rows["started"] < MONTHS
            # A trust may enter and be taken over in the same month.
            there = own & ~rows["interim"] & (rows["started"] <= spell["entered"])
            there &= (ended > spell["entered"]) | ((ended == end) & (rows["ended_because"] == TRUST_CLOSED))
            assert spell["chief_executives"] == came.sum() + there.sum()


def test_tenures_follow_each_other_without_a_gap(run: list[Film]) -> None:
    for film in run:
        for trust in range(TRUSTS):
            own = film.tenures[film.tenures["trust"] == trust]
            own = own[np.lexsort((own["ended"], own["started"]))]
            assert (own["started"][1:] == own["ended"][:-1]).all()
            assert (own["started"] <= np.where(np.isnan(own["ended"]), MONTHS, own["ended"])).all()
            # A gap is always filled by a deputy, and a deputy is never followed by another.
            assert not (own["interim"][1:] & own["interim"][:-1]).any()
            assert own["started"][0] < 0
            shut = np.flatnonzero(~film.trusts["is_open"][:, trust])
            assert own["ended_because"][-1] == (TRUST_CLOSED if shut.size else 0)
            assert own["ended"][-1] == shut[0] if shut.size else own["censored_at"][-1] == MONTHS


def test_tenures_and_months_count_the_same_gaps_and_departures(run: list[Film]) -> None:
    for film in run:
        gaps = (film.trusts["is_open"] & (film.leaders["status"] == ACTING)).sum(axis=1)
        assert (film.months["without_substantive_leader"] == gaps).all()
        rows = film.tenures[~film.tenures["interim"] & ~np.isnan(film.tenures["ended"])]
        open_months = film.trusts["is_open"].sum()
        assert film.outcomes["leaders_per_100_trust_months"][0] == pytest.approx(100.0 * len(rows) / open_months)
        assert film.outcomes["months_without_leader"][0] == pytest.approx(gaps.sum() / open_months)


def test_what_is_published_is_what_was_found(run: list[Film]) -> None:
    for film in run:
        rating = np.full((MONTHS, TRUSTS), NOT_RATED)
        for row in np.sort(film.inspections, order="inspected"):
            if not np.isnan(row["published"]):
                rating[int(row["published"]) :, row["trust"]] = row["overall"]
        there = film.trusts["is_open"]
        assert (film.trusts["rating"] == rating)[there].all()
        for code, name in enumerate(("inadequate", "requires_improvement", "good", "outstanding"), start=1):
            assert (film.months[f"rated_{name}"] == ((rating == code) & there).sum(axis=1)).all()
        for trust in range(TRUSTS):
            own = np.sort(film.inspections[film.inspections["trust"] == trust], order="inspected")
            assert (np.diff(own["inspected"]) >= 7).all()
            assert (own["inspected"][1:] >= own["published"][:-1]).all()


def test_who_enters_and_leaves_on_a_rating_was_published_so_before(run: list[Film]) -> None:
    for film in run:
        for spell in film.spells:
            if spell["entry_basis"] != ON_REVIEW:
                published = film.trusts["published_at"][spell["entered"], spell["trust"]]
                assert 0 <= spell["entered"] - published <= 2
            if spell["end_reason"] == EXITED:
                month = int(spell["exited"])
                assert film.trusts["published_at"][month, spell["trust"]] > spell["entered"]
                assert spell["rating_at_exit"] >= 2


def months_within(film: Film, kind: int, spell: Array, end: int) -> float:
    """Months of a kind of support that fall into a spell."""
    rows = film.support[(film.support["kind"] == kind) & (film.support["trust"] == spell["trust"])]
    ended = np.where(np.isnan(rows["ended"]), MONTHS, rows["ended"])
    return float(np.maximum(0, np.minimum(ended, end) - np.maximum(rows["started"], spell["entered"])).sum())


def test_support_agrees_with_what_spells_count(run: list[Film]) -> None:
    for film in run:
        paid = film.trusts["heard_granted"]
        for spell, end in zip(film.spells, last_months(film), strict=True):
            assert spell["director_months"] == months_within(film, DIRECTOR, spell, end)
            assert spell["buddy_months"] == months_within(film, BUDDY, spell, end)
            assert spell["funding_m"] == paid[spell["entered"] : end, spell["trust"]].sum()
        money = film.support[film.support["kind"] == FUNDING]
        assert money["cost_m"].sum() == paid.sum()
        for kind, spent in ((DIRECTOR, "spent_directors"), (BUDDY, "spent_buddies")):
            cost = film.support["cost_m"][film.support["kind"] == kind].sum()
            assert cost == film.national[spent][-1]


def test_support_ends_with_the_regime_or_as_long_after_as_the_lever_says(run: list[Film], busy: list[Film]) -> None:
    for film in run:
        helped = (film.trusts["director"] != NOBODY) | (film.trusts["buddy"] != NOBODY)
        entitled = film.special | (film.trusts["regime"] == AFTER_EXIT)
        assert (entitled | ~helped).all()
        after = film.trusts["regime"] == AFTER_EXIT
        month = np.arange(MONTHS)[:, np.newaxis]
        assert ((month - film.trusts["exited"])[after] < 12).all()
        assert after.any() == (run is busy)


def test_buddies_and_those_they_help_count_each_other(run: list[Film]) -> None:
    for film in run:
        counted = np.zeros((MONTHS, TRUSTS), int)
        month, trust = np.nonzero(film.trusts["buddy"] != NOBODY)
        buddy = film.trusts["buddy"][month, trust]
        np.add.at(counted, (month, buddy), 1)
        assert (film.trusts["buddying"] == counted)[film.trusts["is_open"]].all()
        assert counted.max() <= 2
        assert (buddy != trust).all()
        assert film.trusts["is_open"][month, buddy].all()
        assert (film.trusts["regime"][month, buddy] != SPECIAL_MEASURES).all()


def test_directors_work_five_days_at_most_and_are_no_more_than_there_are(run: list[Film], busy: list[Film]) -> None:
    pool = 3 if run is busy else 12
    for film in run:
        caseload = np.zeros(film.directors.shape, int)
        days = np.zeros(film.directors.shape)
        month, trust = np.nonzero(film.trusts["director"] != NOBODY)
        who = film.trusts["director"][month, trust]
        np.add.at(caseload, (month, who), 1)
        np.add.at(days, (month, who), film.trusts["director_days"][month, trust])
        assert (film.directors["caseload"] == caseload).all()
        assert np.allclose(film.directors["days"], days)
        assert film.directors["days"].max() <= 5.0
        assert (who < pool).all()
        assert film.trusts["is_open"][month, trust].all()


def test_every_open_trust_has_one_leader_who_leads_no_other(run: list[Film]) -> None:
    for film in run:
        there = film.trusts["is_open"]
        assert (film.leaders["trust"] == film.trusts["number"])[there].all()
        assert np.isin(film.leaders["status"], (IN_POST, ACTING))[there].all()
        for month in range(MONTHS):
            leading = film.trusts["leader"][month, there[month]]
            assert len(np.unique(leading)) == len(leading)
            in_post = np.flatnonzero(film.people["status"][month] == IN_POST)
            assert np.isin(in_post, leading).all()
        vacant = film.trusts["vacant_since"] != NEVER
        assert (vacant == (film.leaders["status"] == ACTING))[there].all()


def test_a_take_over_closes_every_link(busy: list[Film]) -> None:
    closures = 0
    for film in busy:
        shut = ~film.trusts["is_open"]
        # A seat once closed stays closed.
        assert (shut[1:] | ~shut[:-1]).all()
        for column in ("director", "buddy"):
            assert (film.trusts[column] == NOBODY)[shut].all()
        assert (film.trusts["regime"] == 0)[shut].all()
        assert not film.trusts["funds"][shut].any()
        for month, trust in zip(*np.nonzero(shut), strict=True):
            assert not (film.people["trust"][month] == trust)[film.people["status"][month] != ACTING].any()
        assert np.isfinite(film.months["quality"]).all()
        closures += shut[-1].sum()
        taken = np.isin(film.spells["end_reason"], (ACQUIRED, MERGED))
        for row in film.spells[taken]:
            assert shut[int(row["exited"]), row["trust"]]
            assert not shut[int(row["exited"]) - 1, row["trust"]]
    assert closures > 20


def test_places_have_no_more_staff_than_there_are(run: list[Film]) -> None:
    for film in run:
        assert (film.systems["pool"] >= 0.0).all()
        assert (film.systems["fill"] <= 1.0).all()
        assert (film.systems["fill"] >= 0.0).all()
        assert (film.systems["hired"] <= film.systems["wanted"] + 1e-6).all()


def test_those_poached_are_those_their_neighbours_hired(plain: list[Film]) -> None:
    for film in plain:
        left = -film.causes["staffing_poached"] * film.trusts["size"]
        place = film.trusts["system"][0]
        by_place = np.array([left[:, place == s].sum(axis=1) for s in range(film.systems.shape[1])]).T
        assert np.allclose(by_place, film.systems["poached"] * film.systems["staff"], rtol=1e-6)
        hires = (film.causes["staffing_hires"] + film.causes["staffing_freeze"]) * film.trusts["size"]
        hired = np.array([hires[:, place == s].sum(axis=1) for s in range(film.systems.shape[1])]).T
        assert np.allclose(hired, film.systems["hired"], rtol=1e-6)
