"""How long spells last and how many trusts are in: worked examples, and agreement with the record's own estimate."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from turnaround_sim.record import COHORTS, kaplan_meier
from turnaround_sim.report.numbers.spells import Spells, ended_years, in_special_measures, read_spells, still_in
from turnaround_sim.report.numbers.survival import HORIZON
from turnaround_sim.report.run import read_run
from turnaround_sim.store import Results

JULY_2013, MIDDLE, LATE = COHORTS


def spells_of(spells: list[tuple[int, int, int, bool]], replicates: int) -> Spells:
    """Spells given as replicate, month of entry, months followed, ended by an exit."""
    replicate, entered, length, by_exit = (np.array(column) for column in zip(*spells, strict=True))
    return Spells(replicates, replicate, entered.astype(float), length.astype(float), by_exit)


def test_an_exit_lowers_the_curve_and_an_acquisition_does_not() -> None:
    spells = spells_of([(0, 0, 10, False), (0, 0, 20, True), (0, 0, 30, True), (0, 0, 70, True)], replicates=1)
    middle = still_in(spells, JULY_2013).quantiles[0.5]
    assert middle[[0, 19, 20, 29, 30, 60]] == pytest.approx([1, 1, 2 / 3, 2 / 3, 1 / 3, 1 / 3])


def test_each_replicates_curve_is_the_records_estimate(write_run: Callable[..., Path]) -> None:
    spells = read_spells(read_run(Results.open(write_run(replicates=6))))
    for cohort in COHORTS:
        for place in range(spells.replicates):
            mine = spells.replicate == place
            mine &= (spells.entered >= cohort.first) & (spells.entered <= cohort.last)
            entered, length, by_exit = spells.entered[mine], spells.length[mine], spells.by_exit[mine]
            end = entered + length
            expected = kaplan_meier(entered, np.where(by_exit, end, np.nan), end, np.arange(HORIZON + 1))
            alone = Spells(1, np.zeros(mine.sum(), dtype=int), entered, length, by_exit)
            share = still_in(alone, cohort).quantiles[0.5]
            assert np.allclose(share, expected["share"], equal_nan=True)


def test_bands_are_quantiles_over_replicates() -> None:
    spells = [(replicate, 0, 1 + replicate, True) for replicate in range(50)]
    model = still_in(spells_of(spells, replicates=50), JULY_2013)
    # Just after month m, m of the 50 single spells have ended.
    assert [model.quantiles[p][25] for p in (0.1, 0.5, 0.9)] == pytest.approx([0, 0.5, 1])
    assert model.quantiles[0.975][48] == pytest.approx(np.quantile([0] * 48 + [1] * 2, 0.975))


def test_a_replicate_without_entrants_is_counted_and_left_out() -> None:
    model = still_in(spells_of([(1, 40, 12, True)], replicates=4), LATE)
    assert model.without == 3
    assert model.sizes == pytest.approx((0, 0, 0.7))
    assert model.quantiles[0.5][[11, 12]].tolist() == [1, 0]


def test_a_cohort_that_nobody_entered_has_no_curve() -> None:
    model = still_in(spells_of([(0, 0, 12, True)], replicates=2), MIDDLE)
    assert (model.without, model.followed) == (2, -1)
    assert np.isnan(model.quantiles[0.5]).all()


def test_the_curve_stops_where_one_replicate_in_ten_follows_nobody() -> None:
    spells = [(replicate, 0, 8 if replicate < 2 else 30, False) for replicate in range(10)]
    assert still_in(spells_of(spells, replicates=10), JULY_2013).followed == 8
    spells = [(replicate, 0, 8 if replicate < 1 else 30, False) for replicate in range(10)]
    assert still_in(spells_of(spells, replicates=10), JULY_2013).followed == 30


def test_cohorts_hold_both_their_first_and_last_month() -> None:
    spells = spells_of([(0, month, 5, True) for month in (0, 1, 2, 3, 29, 30, 89, 90)], replicates=1)
    assert [still_in(spells, cohort).sizes[1] for cohort in COHORTS] == [1, 2, 2]


def test_a_run_that_does_not_start_at_replicate_0_is_read_at_each_december(write_run: Callable[..., Path]) -> None:
    folder = write_run(replicates=3, first=25, months=30)
    results = Results.open(folder)
    run = read_run(results)
    months = results.table("months")
    assert ended_years(run) == [2013, 2014, 2015]
    assert read_spells(run).replicate.tolist() == (results.table("spells")["replicate"] - 25).tolist()
    quantiles = in_special_measures(run)
    for column, december in enumerate((5, 17, 29)):
        expected = months.loc[months["month"] == december, "in_special_measures"]
        assert quantiles[0.5][column] == expected.median()


def test_year_end_bands_are_quantiles_over_replicates(write_run: Callable[..., Path]) -> None:
    months = [{"replicate": r, "month": m, "in_special_measures": r * (m == 5)} for r in range(101) for m in range(6)]
    run = read_run(Results.open(write_run(replicates=101, months=6, rows={"months": months})))
    quantiles = in_special_measures(run)
    assert [float(quantiles[p][0]) for p in (0.05, 0.25, 0.5, 0.75, 0.95)] == pytest.approx([5, 25, 50, 75, 95])


def test_a_run_that_ends_before_a_year_does_has_no_year_ends(write_run: Callable[..., Path]) -> None:
    run = read_run(Results.open(write_run(replicates=2, months=5)))
    assert ended_years(run) == []
    assert in_special_measures(run)[0.5].size == 0
