"""Each statistic counts as its source counted: small worlds with a known answer, and the record's own spells."""

import time

import numpy as np
import pandas as pd
import pytest
from made_up_worlds import spell, tenure, world, years

from turnaround_sim import entities
from turnaround_sim.analysis import screening
from turnaround_sim.evidence import statistics as count
from turnaround_sim.evidence.targets import read_targets
from turnaround_sim.evidence.worlds import recorded

approx = pytest.approx

INADEQUATE, IMPROVING, GOOD, OUTSTANDING = 1, 2, 3, 4


def test_the_share_still_in_is_that_just_after_the_month():
    spells = [spell(3, 12), spell(4, 13), spell(5, 30), spell(6, 30)]
    of = {"entered_from": 3, "entered_to": 6}
    assert count.share_still_in(world(spells=spells), **of, after=11) == 1.0
    assert count.share_still_in(world(spells=spells), **of, after=12) == 0.75
    assert count.share_still_in(world(spells=spells), **of, after=13) == 0.5
    assert count.share_still_in(world(spells=spells), entered_from=4, entered_to=5, after=13) == 0.5


def test_a_spell_cut_off_or_taken_over_is_followed_until_then():
    spells = [spell(0, 10), spell(0, 5, entities.ONGOING), spell(0, 5, entities.ACQUIRED), spell(0, 20)]
    assert count.share_still_in(world(spells=spells), entered_from=0, entered_to=0, after=12) == 0.5


def test_nobody_followed_so_long_is_not_counted():
    spells = [spell(0, 10), spell(0, 15, entities.ONGOING)]
    assert count.share_still_in(world(spells=spells), entered_from=0, entered_to=0, after=15) == 0.5
    assert np.isnan(count.share_still_in(world(spells=spells), entered_from=0, entered_to=0, after=16))
    assert np.isnan(count.share_still_in(world(spells=spells), entered_from=1, entered_to=9, after=1))
    assert count.share_still_in(world(spells=[spell(0, 10)]), entered_from=0, entered_to=0, after=99) == 0.0


def test_the_hazard_of_leaving_is_exits_over_months_at_risk():
    # Months 12 to 24: one exit in 12 + 8 + 12; months 24 to 48: one in 24 + 6. An exit in month 12 is in neither.
    spells = [spell(0, 60), spell(0, 20), spell(0, 30), spell(0, 12), spell(200, 20)]
    rise = count.rise_of_exit_hazard(world(spells=spells), entered_to=100, early=[12, 24], late=[24, 48])
    assert rise == approx(1 / 30 - 1 / 32)
    assert np.isnan(count.rise_of_exit_hazard(world(spells=spells[1:2]), entered_to=9, early=[12, 24], late=[24, 48]))


def test_entries_are_first_ones_or_others():
    spells = [spell(4, 9), spell(6, 9, spell=1), spell(20, 9, spell=2), spell(30, 9, spell=3), spell(31, 9)]
    made = world(spells=spells)
    assert count.entries(made, first=4, last=6, again=False) == 2
    assert count.entries(made, first=5, last=31, again=False) == 2
    assert count.entries(made, first=5, last=30, again=True) == 2
    assert np.isnan(count.entries(world(length=31, spells=spells), first=4, last=31, again=False))


def test_the_number_in_is_the_mean_of_its_months():
    made = world(length=20, months=[{"month": 5, "in_special_measures": 4}, {"month": 17, "in_special_measures": 7}])
    assert count.number_in(made, months=[5, 17]) == 5.5
    assert np.isnan(count.number_in(made, months=[5, 20]))


def test_shares_of_ratings_are_of_the_rated():
    rated = {"rated_inadequate": 2, "rated_requires_improvement": 5, "rated_good": 2, "rated_outstanding": 1}
    made = world(length=40, months=[{"month": 35, **rated}])
    shares = [count.share_rated(made, rating=rating, month=35) for rating in entities.RATINGS[1:]]
    assert shares == [0.2, 0.5, 0.2, 0.1]
    assert np.isnan(count.share_rated(made, rating="good", month=34))
    assert np.isnan(count.share_rated(made, rating="good", month=40))


def test_exits_are_counted_by_the_rating_they_were_made_with():
    ratings = [GOOD, GOOD, OUTSTANDING, IMPROVING, INADEQUATE, 0]
    spells = [spell(0, 20, rating_at_exit=rating) for rating in ratings]
    spells += [spell(0, 20, entities.ACQUIRED, rating_at_exit=GOOD), spell(0, 20, entities.ONGOING)]
    spells += [spell(90, 20, rating_at_exit=GOOD)]
    assert count.share_of_exits_rated(world(spells=spells), rating="good", entered_to=89) == 2 / 5
    assert count.share_of_exits_rated(world(spells=spells), rating="good", entered_to=90) == 3 / 6
    assert np.isnan(count.share_of_exits_rated(world(spells=spells[-3:-1]), rating="good", entered_to=90))


def test_time_in_post_is_that_of_the_leaders_of_a_day():
    tenures = [tenure(0, -10), tenure(1, 10, 41), tenure(2, 20, 40), tenure(3, 41), tenure(4, 35, interim=True)]
    inspections = [
        {"trust": 0, "published": 10.0, "overall": GOOD},
        {"trust": 1, "published": 40.0, "overall": INADEQUATE},
        {"trust": 0, "published": 41.0, "overall": INADEQUATE},
        {"trust": 1, "published": 12.0, "overall": GOOD},
    ]
    made = world(tenures=tenures, inspections=inspections)
    assert count.median_months_in_post(made, month=40) == (50 + 30) / 2
    assert count.median_months_in_post(made, month=40, rating="inadequate") == 30
    assert count.median_months_in_post(made, month=40, rating="good") == 50
    assert np.isnan(count.median_months_in_post(made, month=40, rating="outstanding"))
    assert np.isnan(count.median_months_in_post(made, month=150))


def test_the_rate_of_replacement_is_of_trusts_not_of_leaders():
    spells = [spell(0, 30, trust=trust) for trust in range(4)] + [spell(5, 30, trust=4), spell(8, 30, trust=5)]
    tenures = [
        tenure(0, -9, 0, entities.REMOVED_AT_ENTRY),
        tenure(1, -9, 7),
        tenure(1, -30, 5),  # the same trust again
        tenure(2, -9, 8),  # too late
        tenure(3, 0, 4, interim=True),
        tenure(4, -9, 4),  # before it entered
        tenure(5, -9, 3),  # never in, in that time
        tenure(4, 5, 6, entities.TRUST_CLOSED),
    ]
    made = world(spells=spells, tenures=tenures)
    assert count.rate_replaced(made, since=0, until=7) == approx(-np.log(1 - 2 / 5) / 7)
    assert np.isnan(count.rate_replaced(world(), since=0, until=7))


def test_five_of_fourteen_replaced_in_seven_months_is_the_rate_of_the_source():
    spells = [spell(0 if trust < 11 else trust - 8, 30, trust=trust) for trust in range(14)]
    made = world(trusts=14, spells=spells, tenures=[tenure(trust, -9, 6) for trust in range(5)])
    assert count.rate_replaced(made, since=0, until=7) == approx(0.063, abs=0.0005)
    everyone = world(trusts=14, spells=spells, tenures=[tenure(trust, -9, 6) for trust in range(14)])
    assert count.rate_replaced(everyone, since=0, until=7) == approx(np.log(28) / 7)


def test_the_share_without_a_leader_is_of_the_trusts_there_are():
    months = [
        {
            "month": month,
            "in_special_measures": inside,
            "without_substantive_leader": without,
            "without_substantive_leader_in_special_measures": 1,
        }
        for month, inside, without in ((6, 2, 3), (7, 6, 2))
    ]
    made = world(trusts=10, months=months, tenures=[tenure(9, 0, 7, entities.TRUST_CLOSED)])
    assert count.share_without_leader(made, first=6, last=7, special_measures=False) == 5 / 19
    assert count.share_without_leader(made, first=6, last=7, special_measures=True) == 2 / 8
    assert np.isnan(count.share_without_leader(made, first=8, last=8, special_measures=True))
    assert np.isnan(count.share_without_leader(made, first=149, last=150, special_measures=False))


def test_correlation_over_years_is_the_mean_over_pairs_of_years_of_acute_trusts():
    random = np.random.default_rng(1)
    values = random.normal(size=(30, 4))
    kinds = np.where(np.arange(30) < 20, entities.ACUTE, entities.AMBULANCE)
    made = world(trusts=30, kinds=kinds, annual=years(values, "observed_mortality"))
    acute = values[:20]
    pairs = [np.corrcoef(acute[:, year], acute[:, year + 2])[0, 1] for year in (0, 1)]
    asked = {"indicator": "observed_mortality", "apart": 2, "first_year": 2013}
    assert count.correlation_over_years(made, **asked, last_year=2016) == approx(np.mean(pairs))
    assert count.correlation_over_years(made, **asked, last_year=2015) == approx(pairs[0])
    assert np.isnan(count.correlation_over_years(made, **asked, last_year=2017))
    assert np.isnan(count.correlation_over_years(made, **asked, last_year=2014))


def test_a_closed_trust_has_no_part_in_later_years():
    rows = years([[1.0, 2.0], [2.0, 3.0], [3.0, 4.0], [9.0, 0.0]], "observed_4h")[:-1]
    made = world(annual=rows)
    assert np.isnan(count.by_year(made, "observed_4h")[3, 1])
    asked = {"indicator": "observed_4h", "apart": 1, "first_year": 2013, "last_year": 2014}
    assert count.correlation_over_years(made, **asked) == approx(1.0)


@pytest.mark.parametrize("effect", [0.0, 4.0])
def test_what_goes_with_a_change_of_leader_is_found_again_also_among_the_worst(effect):
    # A change comes where the year before was poor, and shifts the year after by `effect` tenths of an sd.
    seen, changes, _ = _with_changes(effect)
    made = world(trusts=600, annual=years(seen, "observed_mortality", changes))
    rise = count.rise_on_change_of_leader(made, indicators=["observed_mortality"])
    worst = count.rise_on_change_of_leader(made, indicators=["observed_mortality"], worst=0.2)
    assert rise == approx(effect / 10, abs=0.06)
    assert worst == approx(effect / 10, abs=0.10)
    assert worst != rise


def test_the_worst_are_those_whose_year_before_was_worst():
    seen, changes, low = _with_changes(0.0)
    shifted = seen.copy()
    shifted[:, 2:] += 10.0 * (changes[:, 1:-1] * low[:, :-2])
    made = world(trusts=600, annual=years(shifted, "observed_4h", changes))
    assert count.rise_on_change_of_leader(made, indicators=["observed_4h"], worst=0.2) > 0.5


def _with_changes(effect):
    random = np.random.default_rng(3)
    seen = random.normal(50.0, 10.0, 600)[:, None] + random.normal(0.0, 3.0, (600, 8))
    changes = np.zeros((600, 8), int)
    changes[:, 2:] = seen[:, 1:-1] + random.normal(0.0, 10.0, (600, 6)) < 42.0
    low = seen < np.quantile(seen, 0.2)
    shifted = seen.copy()
    shifted[:, 1:] += effect * changes[:, :-1]
    return shifted, changes, low


def test_screening_counts_a_change_of_leader_alike():
    seen, changes, _ = _with_changes(3.0)
    rows = [{**row, "observed_4h": -row["observed_mortality"]} for row in years(seen, "observed_mortality", changes)]
    made = world(trusts=600, annual=rows)
    frame = pd.DataFrame({name: made.annual[name] for name in made.annual.dtype.names}).assign(replicate=0)
    both = count.rise_on_change_of_leader(made, indicators=list(screening.INDICATORS))
    assert both == screening.change_of_leader(frame)


def test_without_a_change_there_is_nothing_to_count():
    made = world(trusts=600, annual=years(_with_changes(0.0)[0], "observed_4h"))
    assert np.isnan(count.rise_on_change_of_leader(made, indicators=["observed_4h"]))
    assert np.isnan(count.dip_after_departure(made, indicators=["observed_4h"]))
    assert np.isnan(count.rise_on_change_of_leader(world(), indicators=["observed_4h"]))


def test_the_dip_is_that_of_the_year_after_a_departure_in_its_last_quarter():
    # Each of 400 trusts loses one leader: half late in a year, and fall by 5 points; half earlier, and rise by 15.
    random = np.random.default_rng(4)
    seen = random.normal(50.0, 10.0, 420)[:, None] + random.normal(0.0, 1.0, (420, 8))
    changes = np.zeros((420, 8), int)
    tenures = []
    for trust in range(400):
        year, late = 1 + trust % 5, trust % 2 == 0
        changes[trust, year] = 1
        seen[trust, year + 1 :] += -5.0 if late else 15.0
        # Year 2013 begins in month 3; its last quarter is months 12 to 14.
        tenures.append(tenure(trust, -9, 12 * year + (12 + trust % 3 if late else 11)))
    made = world(trusts=420, annual=years(seen, "observed_4h", changes), tenures=tenures)
    between = seen.std(axis=0, ddof=1).mean()
    assert count.dip_after_departure(made, indicators=["observed_4h"]) == approx(-5.0 / between, abs=0.03)


def test_steps_of_engagement_are_even_broken_or_uncounted():
    def steps(*means):
        engagement = [[value, 0.0] for mean in means for value in (mean - 0.1, mean + 0.1)]
        reports = [
            {"trust": 2 * group + k, "published": 20.0, "overall": group + 1}
            for group in range(len(means))
            for k in (0, 1)
        ]
        annual = years(engagement, "observed_engagement")
        made = world(trusts=2 * len(means), annual=annual, inspections=reports)
        return count.steps_of_engagement(made, year=2013, month=23)

    assert steps(0.3, 0.4, 0.5, 0.6) == approx(1.0)
    assert steps(0.51, 0.60, 0.70, 0.88) == approx(0.5)  # as the source has it
    assert steps(0.3, 0.5, 0.4, 0.6) == approx(-0.5)
    assert steps(0.6, 0.5, 0.4) == approx(-1.0)
    assert np.isnan(steps(0.5, 0.6))


@pytest.mark.parametrize(
    "target", [t for t in read_targets("england").targets if t.source == "SpellsRecord"], ids=lambda t: t.id
)
def test_the_records_own_spells_give_the_recorded_value(target):
    # Of one trust it is not known whether it was in at the end of 2020.
    exact = {"T13": 1e-9, "T14": 0.5, "T38": 0.0005}
    assert target.of(recorded()) == approx(target.value, abs=exact.get(target.id, 0.0051))


def test_all_that_is_counted_in_a_world_of_england_takes_little_time(england):
    for target in (*read_targets("england").fitted, *read_targets("england").held_out):
        begun = time.process_time()
        target.of(england)
        assert time.process_time() - begun < 0.05, target.id


def test_ratings_are_those_the_months_count(england):
    for month in (20, 47, 100, 149):
        ratings = count.ratings_at(england, month)
        row = england.months[month]
        counted = [int(row[f"rated_{word.replace(' ', '_')}"]) for word in entities.RATINGS[1:]]
        # Trusts that have closed keep their last report.
        found = np.bincount(ratings, minlength=5)[1:]
        closed = len(england.types) - count._open_trusts(england)[month]
        assert 0 <= (found - counted).sum() <= closed
