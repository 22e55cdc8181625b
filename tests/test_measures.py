import math

import numpy as np
import pytest
from bare_world import believing, world
from hypothesis import given
from hypothesis import strategies as st

from turnaround_sim import tables
from turnaround_sim.entities import (
    ACQUIRED,
    ACTING,
    BUDDY,
    EXITED,
    GOOD,
    IN_POST,
    INADEQUATE,
    MERGED,
    MOVED,
    ONGOING,
    OUTSTANDING,
    REQUIRES_IMPROVEMENT,
    RESIGNED,
    SPECIAL_MEASURES,
    STAYS,
    WATCHED,
)
from turnaround_sim.measures import (
    begin_year,
    change_after,
    conclude,
    fill_panel,
    first_wave_quality,
    mean_or_nan,
    note_inspection,
    note_spell,
    note_support,
    note_tenure,
    note_year,
    observe,
    quality_of,
    relapsed,
    still_in,
)
from turnaround_sim.rules.regulation import enter


def levels(nhs, i, *points):
    for k, level in enumerate(points):
        nhs.domains[5 * i + k].level = level


def test_quality_is_the_mean_of_five_domains():
    nhs = world()
    levels(nhs, 2, 10.0, 20.0, 30.0, 40.0, 60.0)
    assert quality_of(nhs, 2) == 32.0


# Rows


def test_a_spell_is_written_with_all_that_happened_in_it():
    nhs = world()
    trust = nhs.trusts[1]
    trust.spell, trust.entered, trust.rating_at_entry, trust.rating, trust.entry_basis = 2, 5, INADEQUATE, GOOD, 2
    trust.spell_leaders, trust.spell_months_without, trust.spell_director_months = 3, 4, 6
    trust.spell_buddy_months, trust.spell_funding = 7, 1.5
    note_spell(nhs, trust, EXITED, 20)
    assert nhs.spells[0] != nhs.spells[1]
    row = vars(nhs.spells[0])
    assert math.isnan(row.pop("censored_at"))
    assert row == {
        "trust": 1, "spell": 2, "entered": 5, "exited": 20.0, "rating_at_entry": INADEQUATE, "rating_at_exit": GOOD,
        "end_reason": EXITED, "entry_basis": 2, "chief_executives": 3, "months_without_substantive_leader": 4,
        "director_months": 6, "buddy_months": 7, "funding_m": 1.5,
    }  # fmt: skip


def test_an_unfinished_spell_is_censored_and_has_no_rating_at_exit():
    nhs = world()
    nhs.trusts[1].rating = GOOD
    nhs.spells[0].rating_at_exit = OUTSTANDING  # a row of the compiled engine may have been used before
    note_spell(nhs, nhs.trusts[1], ONGOING, 36)
    row = nhs.spells[0]
    assert math.isnan(row.exited)
    assert (row.censored_at, row.rating_at_exit) == (36.0, 0)


def tenure(status=IN_POST, ended=True, t=9):
    nhs = world()
    leader = nhs.leaders[1]
    leader.status, leader.started, leader.experienced_at_start, leader.special_at_start = status, -4, True, True
    nhs.trusts[1].rating = GOOD
    note_tenure(nhs, nhs.trusts[1], leader, 100_001, RESIGNED if ended else STAYS, ended, t)
    return nhs


def test_a_tenure_is_written_with_its_end_and_counts_as_a_departure():
    nhs = tenure()
    row = nhs.tenures[0]
    told = (row.trust, row.leader, row.started, row.ended, row.ended_because, row.rating_at_end)
    assert told == (1, 100_001, -4, 9.0, RESIGNED, GOOD)
    assert (row.interim, row.experienced, row.in_special_measures_at_start) == (False, True, True)
    assert math.isnan(row.censored_at)
    assert nhs.tally[0].departures == 1


def test_neither_a_deputy_nor_a_tenure_cut_off_counts_as_a_departure():
    deputy, cut_off = tenure(status=ACTING), tenure(ended=False)
    assert deputy.tenures[0].interim
    assert (cut_off.tenures[0].censored_at, cut_off.tenures[0].ended_because) == (9.0, STAYS)
    assert math.isnan(cut_off.tenures[0].ended)
    assert deputy.tally[0].departures == cut_off.tally[0].departures == 0


@pytest.mark.parametrize(("t", "written"), [(-1, 0), (0, 1)])
def test_what_ended_in_the_burn_in_is_not_written(t, written):
    nhs = tenure(t=t)
    assert (nhs.tally[0].tenures, nhs.tally[0].departures) == (written, written)


@pytest.mark.parametrize(("publishes", "published"), [(35, 35.0), (36, math.nan)])
def test_an_inspection_is_written_and_its_report_may_come_after_the_end(publishes, published):
    nhs = world(months=36)
    trust = nhs.trusts[2]
    trust.inspected, trust.publishes_at, trust.inspection_kind = 30, publishes, 2
    trust.found_safe, trust.found_effective, trust.found_caring, trust.found_responsive = 1, 2, 3, 4
    trust.found_well_led, trust.found_overall = 2, 1
    note_inspection(nhs, trust)
    row = vars(nhs.inspections[0])
    assert row.pop("published") == pytest.approx(published, nan_ok=True)
    assert row == {
        "trust": 2, "inspected": 30, "kind": 2, "safe": 1, "effective": 2, "caring": 3, "responsive": 4,
        "well_led": 2, "overall": 1,
    }  # fmt: skip


def test_a_piece_of_support_is_written_as_it_was():
    nhs = world()
    note_support(nhs, nhs.trusts[1], BUDDY, 4, 9.0, 3.0, 0.8, math.nan, 0.1)
    row = vars(nhs.support[0])
    assert math.isnan(row.pop("days_a_week"))
    assert row == {
        "trust": 1, "kind": BUDDY, "started": 4, "ended": 9.0, "partner": 3.0, "similarity": 0.8, "cost_m": 0.1,
    }  # fmt: skip


def test_a_full_table_loses_no_count():
    """The engine that sees a count beyond the rows runs again with more room."""
    nhs = world()
    nhs.spells, nhs.tenures, nhs.inspections, nhs.support, nhs.annual = [], [], [], [], []
    trust = nhs.trusts[0]
    note_spell(nhs, trust, EXITED, 5)
    note_tenure(nhs, trust, nhs.leaders[0], 0, RESIGNED, True, 5)
    note_inspection(nhs, trust)
    note_support(nhs, trust, BUDDY, 1, 2.0, 1.0, 1.0, 1.0, 1.0)
    note_year(nhs, trust, 2013)
    tally = nhs.tally[0]
    assert (tally.spells, tally.tenures, tally.inspections, tally.support, tally.annual) == (1, 1, 1, 1, 1)
    assert relapsed(nhs, 12) != relapsed(nhs, 12)
    assert still_in(nhs, 12) == (0.0, 12.0)


# Years


def test_a_year_is_twelve_months_of_sums():
    nhs = world()
    trust = nhs.trusts[1]
    begin_year(trust)
    assert [value for name, value in vars(trust).items() if name.startswith("year_")] == [0] * 9
    trust.october_engagement, trust.year_mortality, trust.year_4h, trust.year_temporary = 0.55, 600.0, 1080.0, 0.6
    trust.year_spend, trust.year_leader_changes, trust.year_executive_changes = 1.5, 2, 3.5
    trust.year_interim, trust.year_special, trust.rating, trust.deficit = 4, 9, GOOD, 7.0
    for k, total in enumerate((120.0, 240.0, 360.0, 480.0, 600.0)):
        nhs.domains[5 + k].year_sum = total
    note_year(nhs, trust, 2014)
    assert vars(nhs.annual[0]) == pytest.approx(
        {
            "trust": 1, "year": 2014, "observed_engagement": 0.55, "observed_mortality": 50.0, "observed_4h": 90.0,
            "quality_safe": 10.0, "quality_effective": 20.0, "quality_caring": 30.0, "quality_responsive": 40.0,
            "quality_well_led": 50.0, "quality": 30.0, "rating_at_year_end": GOOD, "leader_changes": 2,
            "executive_changes": 3.5, "interim_months": 4, "special_measures_months": 9, "temporary_share": 0.05,
            "spend_m": 1.5, "deficit_m": 7.0,
        }
    )  # fmt: skip


# Months


def observed():
    """Four trusts in month 5: one failing and led by a deputy, one missed, one good and watched, one closed."""
    nhs = world(months=12, beliefs={"regulation.line_inadequate": 35.0}, panel=True)
    failing, missed, watched, closed = nhs.trusts
    levels(nhs, 0, 20.0, 25.0, 30.0, 35.0, 40.0)
    levels(nhs, 1, 34.0, 34.0, 34.0, 34.0, 34.0)
    levels(nhs, 2, 60.0, 60.0, 60.0, 60.0, 60.0)
    failing.regime, failing.entered, failing.rating = SPECIAL_MEASURES, 5, INADEQUATE
    deputy = nhs.leaders[-4]
    failing.leader, deputy.trust, deputy.started = deputy.number, 0, 3
    missed.rating, missed.exited = REQUIRES_IMPROVEMENT, 5
    watched.regime, watched.rating = WATCHED, OUTSTANDING
    closed.is_open, closed.exited, closed.rating = False, 4, INADEQUATE
    for trust, value in zip(nhs.trusts, (0.2, 0.4, 0.6, 99.0), strict=True):
        trust.engagement = trust.temporary_share = trust.staffing = trust.oversight_load = value
    nhs.national[0].month_spent = 1.25
    observe(nhs, nhs.p, 5)
    return nhs


def test_a_month_is_counted_over_open_trusts():
    row = vars(observed().months[5])
    counts = {
        "month": 5, "in_special_measures": 1, "on_watch_list": 1, "entries": 1, "exits": 1, "rated_inadequate": 1,
        "rated_requires_improvement": 1, "rated_good": 0, "rated_outstanding": 1, "without_substantive_leader": 1,
        "without_substantive_leader_in_special_measures": 1, "spend_m": 1.25,
    }  # fmt: skip
    assert {name: row[name] for name in counts} == counts
    means = {
        "quality": 124.0 / 3.0, "quality_safe": 38.0, "quality_effective": 119.0 / 3.0, "quality_caring": 124.0 / 3.0,
        "quality_responsive": 43.0, "quality_well_led": 134.0 / 3.0, "engagement": 0.4, "temporary_share": 0.4,
        "staffing": 0.4, "oversight_load": 0.4,
    }  # fmt: skip
    assert {name: row[name] for name in means} == pytest.approx(means)


def test_the_sums_behind_the_outcomes_grow():
    nhs = observed()
    tally = nhs.tally[0]
    assert tally.shortfall == pytest.approx(6.0)  # 35 - 30 and 35 - 34
    assert (tally.below, tally.missed, tally.trust_months) == (2, 1, 3)
    assert (tally.without_leader, tally.inadequate_months, tally.rated_months) == (1, 1, 3)
    assert (tally.engagement, tally.temporary, tally.quality) == pytest.approx((1.2, 1.2, 124.0))
    failing = nhs.trusts[0]
    assert (failing.year_special, failing.year_interim, failing.spell_months_without) == (1, 1, 1)
    assert failing.year_temporary == 0.2
    sums = [domain.year_sum for domain in nhs.domains]
    assert sums == [20.0, 25.0, 30.0, 35.0, 40.0, *[34.0] * 5, *[60.0] * 5, *[0.0] * 5]
    assert nhs.trusts[3].year_temporary == 0.0
    assert list(nhs.quality[5, :3]) == [30.0, 34.0, 60.0]
    assert math.isnan(nhs.quality[5, 3])


def test_a_good_trust_without_a_leader_is_counted_outside_the_regime():
    nhs = world(months=12)
    trust = nhs.trusts[1]
    trust.rating, trust.leader = GOOD, nhs.leaders[-1].number
    observe(nhs, nhs.p, 0)
    row = nhs.months[0]
    assert (row.rated_good, row.without_substantive_leader) == (1, 1)
    assert row.without_substantive_leader_in_special_measures == 0
    assert nhs.tally[0].rated_months == 1


def test_a_month_below_the_line_is_missed_unless_inside_the_regime():
    nhs = world(months=12, beliefs={"regulation.line_inadequate": 35.0})
    for i in range(4):
        levels(nhs, i, *[20.0] * 5)
    nhs.trusts[2].regime = SPECIAL_MEASURES
    observe(nhs, nhs.p, 0)
    assert (nhs.tally[0].below, nhs.tally[0].missed) == (4, 3)


def test_a_closed_trust_is_passed_over_wherever_it_stands():
    nhs = world(months=12, panel=True)
    nhs.trusts[1].is_open = False
    observe(nhs, nhs.p, 0)
    assert nhs.tally[0].trust_months == 3
    assert np.isnan(nhs.panel[:, 0, :]).all(axis=0).tolist() == [False, True, False, False]
    assert nhs.panel[5, 0, 3] == quality_of(nhs, 3) > 0.0
    assert nhs.months[0].on_watch_list == 0


def test_the_mean_over_one_trust_is_that_trust():
    nhs = world(months=12)
    levels(nhs, 2, *[40.0] * 5)
    for i in (0, 1, 3):
        nhs.trusts[i].is_open = False
    observe(nhs, nhs.p, 0)
    assert nhs.months[0].quality == 40.0


def test_a_nation_without_an_open_trust_divides_by_nothing():
    nhs = world(months=12)
    for trust in nhs.trusts:
        trust.is_open = False
    observe(nhs, nhs.p, 0)
    assert nhs.months[0].quality == 0.0
    assert nhs.tally[0].trust_months == 0


def test_the_panel_holds_its_variables_in_their_order_and_nothing_of_the_closed():
    nhs = observed()
    trust = nhs.trusts[0]
    trust.heard_person = 17
    shares = ("engagement", "staffing", "temporary_share", "capability")
    shares += ("embedding", "attention", "oversight_load", "stigma")
    for n, name in enumerate(shares):
        setattr(trust, name, 0.01 * (n + 1))
    trust.pressure = 0.5
    fill_panel(nhs, 5)
    told = dict(zip(tables.PANEL, nhs.panel[:, 5, 0].tolist(), strict=True))
    assert told == {
        "quality_safe": 20.0, "quality_effective": 25.0, "quality_caring": 30.0, "quality_responsive": 35.0,
        "quality_well_led": 40.0, "quality": 30.0, "engagement": 0.01, "staffing": 0.02, "temporary_share": 0.03,
        "capability": 0.04, "embedding": 0.05, "attention": 0.06, "oversight_load": 0.07, "stigma": 0.08,
        "pressure": 0.5, "rating": 1.0, "regime": 2.0, "leader": 17.0, "leader_tenure": 2.0,
    }  # fmt: skip
    assert nhs.panel[:5, 5, 1].tolist() == [34.0] * 5
    assert nhs.panel[:5, 5, 2].tolist() == [60.0] * 5
    assert np.isnan(nhs.panel[:, 5, 3]).all()


# Survival


def spells(*rows, months=60):
    """A world with these spells: (entered, end, why), `end` the censoring month where the spell is under way."""
    nhs = world(trusts=10, systems=5, months=months)
    numbers: dict[int, int] = {}
    for k, (entered, end, why, *trust) in enumerate(rows):
        row = nhs.spells[k]
        row.trust = trust[0] if trust else k
        numbers[row.trust] = numbers.get(row.trust, 0) + 1
        row.spell, row.entered, row.end_reason = numbers[row.trust], entered, why
        if why == ONGOING:
            row.censored_at = float(end)
        else:
            row.exited = float(end)
    nhs.tally[0].spells = len(rows)
    return nhs


def test_without_censoring_the_share_out_is_a_count_and_the_mean_is_the_mean():
    nhs = spells((0, 6, EXITED), (0, 12, EXITED), (3, 23, EXITED), (5, 55, EXITED))
    share, mean = still_in(nhs, 24)
    assert share == pytest.approx(0.75)
    assert mean == pytest.approx((6 + 12 + 20 + 24) / 4)


def test_a_take_over_competes_with_an_exit():
    share, mean = still_in(spells((0, 6, EXITED), (0, 4, ACQUIRED), (0, 5, MERGED), (0, 30, EXITED)), 24)
    assert share == pytest.approx(0.25)
    assert mean == pytest.approx((6 + 4 + 5 + 24) / 4)


def test_a_spell_cut_off_leaves_the_risk_set_and_is_not_taken_for_an_exit():
    # Of four, one is cut off at month 5; at month 10 one of three leaves: 1/3 out. At month 20 one of two: 1/3 more.
    nhs = spells((0, 5, ONGOING), (0, 10, EXITED), (0, 20, EXITED), (0, 60, ONGOING))
    assert still_in(nhs, 9)[0] == 0.0
    assert still_in(nhs, 10)[0] == pytest.approx(1 / 3)
    assert still_in(nhs, 24)[0] == pytest.approx(2 / 3)
    assert still_in(nhs, 24)[1] == pytest.approx(10 + 10 * 2 / 3 + 4 / 3)


def test_beyond_the_last_spell_nothing_more_happens():
    nhs = spells((0, 5, EXITED), (0, 5, EXITED))
    assert still_in(nhs, 24) == pytest.approx((1.0, 5.0))


def test_the_last_one_at_risk_counts_like_the_others():
    assert still_in(spells((0, 5, EXITED)), 24) == (1.0, 5.0)
    assert relapsed(spells((0, 6, EXITED, 0), (10, 16, ONGOING, 0)), 24) == 1.0
    assert concluded((0, 5, EXITED)).out_12 == 1.0


any_spell = st.tuples(st.integers(0, 40), st.integers(0, 60), st.sampled_from([ONGOING, EXITED, ACQUIRED, MERGED]))


@given(st.lists(any_spell, min_size=1, max_size=8))
def test_the_share_out_never_falls_with_time_and_stays_a_share(rows):
    nhs = spells(*((entered, entered + lasted, why) for entered, lasted, why in rows), months=120)
    told = [still_in(nhs, months) for months in (0, 6, 12, 24, 48)]
    shares, means = [share for share, _ in told], [mean for _, mean in told]
    assert shares == sorted(shares)
    assert means == sorted(means)
    assert min(shares) >= 0.0
    assert max(shares) <= 1.0 + 1e-12
    assert means[-1] <= 48.0


def test_relapse_is_back_within_so_many_months_of_leaving():
    nhs = spells((0, 10, EXITED, 0), (20, 30, ONGOING, 0), (0, 10, EXITED, 1), (0, 20, EXITED, 2))
    assert relapsed(nhs, 9) == 0.0
    assert relapsed(nhs, 10) == pytest.approx(1 / 3)
    assert relapsed(nhs, 36) == pytest.approx(1 / 3)


def test_those_followed_for_too_short_a_time_leave_the_risk_set():
    # Followed for 50, 12 and 40 months; back after 20: one of the two still followed.
    nhs = spells((0, 10, EXITED, 0), (30, 40, ONGOING, 0), (0, 48, EXITED, 1), (0, 20, EXITED, 2))
    assert relapsed(nhs, 36) == pytest.approx(1 / 2)


def test_one_followed_for_just_so_long_is_still_at_risk_in_that_month():
    # Back after 10 months; the other is seen for 10.
    nhs = spells((0, 10, EXITED, 0), (20, 30, ONGOING, 0), (0, 50, EXITED, 1))
    assert relapsed(nhs, 36) == pytest.approx(1 / 2)


def test_one_may_be_back_after_a_month():
    nhs = spells((0, 10, EXITED, 0), (11, 30, ONGOING, 0), (0, 10, EXITED, 1))
    assert relapsed(nhs, 1) == 0.5


def test_a_second_spell_is_matched_to_the_exit_before_it():
    nhs = spells((0, 6, EXITED, 0), (10, 16, EXITED, 0), (40, 50, EXITED, 0), months=120)
    assert relapsed(nhs, 4) == pytest.approx(1 / 3)
    assert relapsed(nhs, 24) == pytest.approx(1 - 2 / 3 * 1 / 2)


def test_a_first_entry_of_another_trust_is_no_relapse():
    assert relapsed(spells((0, 6, EXITED, 0), (10, 16, ONGOING, 1)), 48) == 0.0


def test_where_nobody_left_nobody_can_be_back():
    assert math.isnan(relapsed(spells((0, 30, ONGOING), (0, 6, ACQUIRED)), 36))


# Change and outcomes


def test_change_is_against_the_nation_and_nan_where_it_is_cut_off():
    nhs = world(months=30)
    nhs.quality[4, 1], nhs.quality[16, 1] = 40.0, 46.0
    nhs.months[4].quality, nhs.months[16].quality = 50.0, 52.0
    assert change_after(nhs, 1, 4) == pytest.approx(4.0)
    assert math.isnan(change_after(nhs, 1, -1))
    assert math.isfinite(change_after(nhs, 1, 0))
    assert math.isfinite(change_after(nhs, 1, 17))
    assert math.isnan(change_after(nhs, 1, 18))


def test_a_mean_of_nothing_is_not_a_number():
    assert mean_or_nan(3.0, 2) == 1.5
    assert math.isnan(mean_or_nan(0.0, 0))


def concluded(*rows, months=60, beliefs=None, prepare=None):
    nhs = spells(*rows, months=months)
    nhs.quality[:] = 50.0
    for name in vars(nhs.outcomes[0]):  # what an earlier replicate left in the row
        setattr(nhs.outcomes[0], name, 7.0)
    if prepare:
        prepare(nhs)
    conclude(nhs, nhs.p)
    return nhs.outcomes[0]


def test_outcomes_of_a_world_in_which_nothing_happened_are_not_numbers_but_for_the_sums():
    told = {name for name, value in vars(concluded()).items() if not math.isnan(value)}
    assert told == {
        "shortfall", "leaders_per_100_trust_months", "months_without_leader", "quality", "engagement",
        "temporary_share", "spend_m",
    }  # fmt: skip


def test_sums_become_shares_and_means():
    def prepare(nhs):
        tally = nhs.tally[0]
        tally.trust_months, tally.shortfall, tally.below, tally.missed = 600, 50.0, 40, 10
        tally.inadequate_months, tally.rated_months, tally.departures, tally.without_leader = 30, 300, 12, 60
        tally.quality, tally.engagement, tally.temporary = 30_000.0, 300.0, 30.0
        for row in nhs.months:
            row.spend_m = 0.5

    row = concluded(prepare=prepare)
    assert row.shortfall == pytest.approx(1.0)  # points below, over a trust-year
    assert (row.missed_entries, row.rated_inadequate) == pytest.approx((0.25, 0.1))
    assert (row.leaders_per_100_trust_months, row.months_without_leader) == pytest.approx((2.0, 0.1))
    assert (row.quality, row.engagement, row.temporary_share) == pytest.approx((50.0, 0.5, 0.05))
    assert row.spend_m == pytest.approx(30.0)


def test_one_trust_month_is_a_month():
    def prepare(nhs):
        nhs.tally[0].trust_months, nhs.tally[0].quality = 1, 50.0

    assert concluded(prepare=prepare).quality == 50.0


def test_survival_goes_into_the_outcomes_at_its_horizons():
    row = concluded((0, 10, EXITED), (0, 20, EXITED), (0, 30, EXITED), (0, 55, EXITED))
    assert (row.out_12, row.out_24, row.out_36) == pytest.approx((0.25, 0.5, 0.75))
    assert row.months_in == pytest.approx((10 + 20 + 30 + 48) / 4)
    assert (row.relapse_36, row.relapse_48) == (0.0, 0.0)


def test_a_horizon_takes_in_its_own_month_and_not_the_next():
    lengths = (12, 13, 24, 25, 36, 37, 48, 49)
    row = concluded(*((0, length, EXITED) for length in lengths))
    assert (row.out_12, row.out_24, row.out_36) == pytest.approx((1 / 8, 3 / 8, 5 / 8))
    assert row.months_in == pytest.approx(sum(min(length, 48) for length in lengths) / 8)
    back = [(10 + gap, 120, ONGOING, trust) for trust, gap in enumerate((36, 37, 48, 49))]
    row = concluded(*((0, 10, EXITED, trust) for trust in range(4)), *back, months=120)
    assert (row.relapse_36, row.relapse_48) == pytest.approx((1 / 4, 3 / 4))


def test_a_recovery_is_durable_if_out_and_above_the_line_two_years_later():
    def prepare(nhs):
        nhs.quality[34, 1] = 10.0

    # 0 and 4 stay well, 4 followed just long enough; 1 is below the line 24 months after exit; 2 is back within 24
    # months; 3 cannot be followed.
    rows = ((0, 10, EXITED, 0), (0, 10, EXITED, 1), (0, 10, EXITED, 2), (34, 60, ONGOING, 2), (0, 36, EXITED, 3))
    assert concluded(*rows, (0, 35, EXITED, 4), prepare=prepare).durable_recovery == pytest.approx(2 / 4)


def test_who_is_on_the_line_is_not_below_it():
    def prepare(nhs):
        nhs.quality[:] = nhs.p.regulation.line_inadequate

    row = concluded((0, 10, EXITED), prepare=prepare)
    assert (row.durable_recovery, row.false_exits) == (1.0, 0.0)


def test_one_back_after_two_years_had_recovered_for_two_years():
    assert concluded((0, 10, EXITED, 0), (35, 60, ONGOING, 0)).durable_recovery == 1.0


def test_a_false_exit_is_one_below_the_line():
    def prepare(nhs):
        nhs.quality[10, 0] = 20.0

    rows = ((0, 10, EXITED), (0, 10, MERGED), (3, 60, ONGOING), (0, 10, EXITED), (0, 10, EXITED))
    assert concluded(*rows, prepare=prepare).false_exits == pytest.approx(1 / 3)


def test_neighbours_are_the_other_trusts_of_the_place_in_the_year_after_an_entry():
    def prepare(nhs):
        for trust in nhs.trusts:
            trust.system = 0 if trust.number in (0, 1, 2) else 1
        nhs.quality[17, :] = 50.0
        nhs.quality[17, 0], nhs.quality[17, 1], nhs.quality[17, 2] = 90.0, 47.0, math.nan

    assert concluded((5, 60, ONGOING, 0), prepare=prepare).neighbour_effect == pytest.approx(-3.0)


def wave(*rows, months=80, prepare=None):
    """Trusts 0 to 3 entered in month 0, and have these spells; the others of ten did not. All lie on the line of 40."""

    def enter(nhs):
        nhs.p = believing(regulation__line_inadequate=40.0)
        nhs.quality[:] = 40.0
        for trust in nhs.trusts[:4]:
            trust.first_wave = True
        if prepare:
            prepare(nhs)

    return concluded(*rows, months=months, prepare=enter)


def test_the_shortfall_of_the_first_wave_and_of_the_others_is_a_trust_years_of_five_years():
    def prepare(nhs):
        nhs.quality[3, 0], nhs.quality[60, 0], nhs.quality[59, 1] = 30.0, 0.0, 20.0
        nhs.quality[30:, 2] = math.nan  # closed
        nhs.quality[7, 4], nhs.quality[7, 5] = 39.0, 60.0

    row = wave(prepare=prepare)
    assert row.first_wave_shortfall == pytest.approx(12 * (10 + 20) / (3 * 60 + 30))
    assert row.other_trusts_shortfall == pytest.approx(12 * 1 / (6 * 60))


def test_the_quality_of_the_first_wave_is_the_mean_of_its_open_trusts():
    def prepare(nhs):
        nhs.quality[12, :5] = 35.0, 45.0, math.nan, 55.0, 90.0
        nhs.quality[24, :4] = 10.0
        nhs.quality[72, :4] = 20.0
        nhs.quality[36, :4] = math.nan

    row = wave(prepare=prepare)
    assert (row.first_wave_quality_12, row.first_wave_quality_24, row.first_wave_quality_72) == (45.0, 10.0, 20.0)
    assert (row.first_wave_quality_48, row.first_wave_quality_60) == (40.0, 40.0)
    assert math.isnan(row.first_wave_quality_36)


def test_out_is_out_by_exit_from_the_first_spell_and_of_all_that_entered():
    row = wave((0, 12, EXITED), (0, 13, EXITED), (0, 5, ACQUIRED), (0, 80, ONGOING), (3, 6, EXITED))
    assert (row.first_wave_out_12, row.first_wave_out_24, row.first_wave_out_36) == (0.25, 0.5, 0.5)
    again = wave((0, 5, EXITED, 0), (7, 9, EXITED, 0), (0, 80, ONGOING, 1))
    assert again.first_wave_out_12 == 0.25


def test_recovered_is_open_outside_and_not_below_the_line_after_five_years():
    def prepare(nhs):
        nhs.quality[60, 0], nhs.quality[60, 1], nhs.quality[60, 2], nhs.quality[60, 3] = 40.0, 39.9, math.nan, 60.0

    out = tuple((0, 20, EXITED, i) for i in range(4))
    assert wave(*out, prepare=prepare).first_wave_recovered == 0.5
    assert wave(*out, (59, 61, EXITED, 0), prepare=prepare).first_wave_recovered == 0.25
    assert wave(*out, (40, 60, EXITED, 0), prepare=prepare).first_wave_recovered == 0.5
    assert wave(*out, (61, 80, ONGOING, 0), prepare=prepare).first_wave_recovered == 0.5
    assert wave(*out, (60, 80, ONGOING, 3), prepare=prepare).first_wave_recovered == 0.25


def test_what_was_spent_on_the_first_wave_is_counted_to_the_end_of_its_sixth_year():
    nhs = world(trusts=4, months=80)
    for trust, spent in zip(nhs.trusts, (1.0, 2.0, 4.0, 8.0), strict=True):
        trust.first_wave, trust.support_spend = trust.number < 2, spent
    nhs.trusts[1].is_open = False
    for t in (70, 71, 72):
        observe(nhs, nhs.p, t)
        assert nhs.tally[0].first_wave_spend == (3.0 if t > 70 else 0.0)
    conclude(nhs, nhs.p)
    assert nhs.outcomes[0].first_wave_spend_m == 1.5


@pytest.mark.parametrize(
    ("months", "first_missing"), [(12, 0), (13, 1), (59, 1), (60, 2), (61, 3), (71, 3), (72, 4), (73, 5)]
)
def test_what_a_run_is_too_short_for_is_not_a_number(months, first_missing):
    steps = (
        ("first_wave_quality_12", "first_wave_out_12"),
        ("first_wave_shortfall", "other_trusts_shortfall"),
        ("first_wave_quality_60", "first_wave_recovered"),
        ("first_wave_spend_m",),
        ("first_wave_quality_72",),
    )
    row = wave(months=months)
    for step, names in enumerate(steps):
        assert {math.isnan(getattr(row, name)) for name in names} == {step >= first_missing}


def test_the_first_wave_is_whoever_entered_in_month_0_and_remains_so():
    nhs = world(trusts=3)
    for i, t in ((0, 0), (1, 3), (0, 20)):
        enter(nhs.trusts[i], 1, True, nhs.levers[1], nhs.p, t)
    assert [trust.first_wave for trust in nhs.trusts] == [True, False, False]
    nhs.quality[:] = 44.0, 50.0, 60.0
    assert first_wave_quality(nhs, 0) == 44.0


def test_buddies_and_donors_are_followed_for_a_year():
    def prepare(nhs):
        nhs.quality[16, 3], nhs.quality[20, 4] = 48.0, 51.0
        note_support(nhs, nhs.trusts[0], BUDDY, 4, math.nan, 3.0, 0.5, math.nan, 0.0)
        note_support(nhs, nhs.trusts[0], BUDDY, 55, math.nan, 3.0, 0.5, math.nan, 0.0)  # too late to be followed
        note_support(nhs, nhs.trusts[0], 1, 4, math.nan, 2.0, math.nan, 3.0, 0.0)
        note_tenure(nhs, nhs.trusts[4], nhs.leaders[4], 4, MOVED, True, 8)
        note_tenure(nhs, nhs.trusts[5], nhs.leaders[5], 5, MOVED, True, 59)
        note_tenure(nhs, nhs.trusts[6], nhs.leaders[6], 6, RESIGNED, True, 8)

    row = concluded(prepare=prepare)
    assert row.buddy_effect == pytest.approx(-2.0)
    assert row.donor_effect == pytest.approx(1.0)
