"""The numbers behind the figures: worked examples, and agreement with the record's own estimate."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from turnaround_sim.record import COHORTS, kaplan_meier
from turnaround_sim.report.curves import HORIZON, Run, has_tables, in_special_measures, read_run, still_in
from turnaround_sim.store import Results

JULY_2013, MIDDLE, LATE = COHORTS


def run_of(spells: list[tuple[int, int, int, bool]], replicates: int) -> Run:
    """A run with these spells: replicate, month of entry, months followed, ended by an exit."""
    replicate, entered, length, by_exit = (np.array(column) for column in zip(*spells, strict=True))
    return Run(
        title="Made up",
        arms=1,
        seed=1,
        replicates=replicates,
        trusts=220,
        calibrated=False,
        replicate=replicate,
        entered=entered.astype(float),
        length=length.astype(float),
        by_exit=by_exit,
        years=[2013],
        in_at_year_end=np.arange(replicates, dtype=float)[:, None],
    )


def test_an_exit_lowers_the_curve_and_an_acquisition_does_not() -> None:
    run = run_of([(0, 0, 10, False), (0, 0, 20, True), (0, 0, 30, True), (0, 0, 70, True)], replicates=1)
    middle = still_in(run, JULY_2013).quantiles[0.5]
    assert middle[[0, 19, 20, 29, 30, 60]] == pytest.approx([1, 1, 2 / 3, 2 / 3, 1 / 3, 1 / 3])


def test_each_replicates_curve_is_the_records_estimate(write_run: Callable[..., Path]) -> None:
    run = read_run(Results.open(write_run(replicates=6)))
    for cohort in COHORTS:
        for place in range(run.replicates):
            mine = (run.replicate == place) & (run.entered >= cohort.first) & (run.entered <= cohort.last)
            end = run.entered + run.length
            expected = kaplan_meier(
                run.entered[mine], np.where(run.by_exit, end, np.nan)[mine], end[mine], np.arange(HORIZON + 1)
            )
            alone = replace(
                run,
                replicates=1,
                replicate=run.replicate[mine] * 0,
                entered=run.entered[mine],
                length=run.length[mine],
                by_exit=run.by_exit[mine],
            )
            share = still_in(alone, cohort).quantiles[0.5]
            assert np.allclose(share, expected["share"], equal_nan=True)


def test_bands_are_quantiles_over_replicates() -> None:
    spells = [(replicate, 0, 1 + replicate, True) for replicate in range(50)]
    model = still_in(run_of(spells, replicates=50), JULY_2013)
    # Just after month m, m of the 50 single spells have ended.
    assert [model.quantiles[p][25] for p in (0.1, 0.5, 0.9)] == pytest.approx([0, 0.5, 1])
    assert model.quantiles[0.975][48] == pytest.approx(np.quantile([0] * 48 + [1] * 2, 0.975))


def test_a_replicate_without_entrants_is_counted_and_left_out() -> None:
    model = still_in(run_of([(1, 40, 12, True)], replicates=4), LATE)
    assert model.without_entrants == 3
    assert model.spells == pytest.approx((0, 0, 0.7))
    assert model.quantiles[0.5][[11, 12]].tolist() == [1, 0]


def test_a_cohort_that_nobody_entered_has_no_curve() -> None:
    model = still_in(run_of([(0, 0, 12, True)], replicates=2), MIDDLE)
    assert (model.without_entrants, model.followed) == (2, -1)
    assert np.isnan(model.quantiles[0.5]).all()


def test_the_curve_stops_where_one_replicate_in_ten_follows_nobody() -> None:
    spells = [(replicate, 0, 8 if replicate < 2 else 30, False) for replicate in range(10)]
    assert still_in(run_of(spells, replicates=10), JULY_2013).followed == 8
    spells = [(replicate, 0, 8 if replicate < 1 else 30, False) for replicate in range(10)]
    assert still_in(run_of(spells, replicates=10), JULY_2013).followed == 30


def test_cohorts_hold_both_their_first_and_last_month() -> None:
    spells = [(0, month, 5, True) for month in (0, 1, 2, 3, 29, 30, 89, 90)]
    run = run_of(spells, replicates=1)
    assert [still_in(run, cohort).spells[1] for cohort in COHORTS] == [1, 2, 2]


def test_a_run_that_does_not_start_at_replicate_0_is_read_at_each_december(write_run: Callable[..., Path]) -> None:
    folder = write_run(replicates=3, first=25, months=30)
    results = Results.open(folder)
    run = read_run(results)
    months = results.table("months")
    assert run.years == [2013, 2014, 2015]
    assert run.replicate.tolist() == (results.table("spells")["replicate"] - 25).tolist()
    for column, december in enumerate((5, 17, 29)):
        expected = months.loc[months["month"] == december].sort_values("replicate")["in_special_measures"]
        assert run.in_at_year_end[:, column].tolist() == expected.tolist()


def test_year_end_bands_are_quantiles_over_replicates() -> None:
    quantiles = in_special_measures(run_of([(0, 0, 1, True)], replicates=101))
    assert [float(quantiles[p][0]) for p in (0.05, 0.25, 0.5, 0.75, 0.95)] == pytest.approx([5, 25, 50, 75, 95])


def test_the_first_arm_is_read_and_the_others_counted(write_run: Callable[..., Path]) -> None:
    both = read_run(Results.open(write_run(replicates=4, titles={"b": "The first", "a": "The second"})))
    alone = read_run(Results.open(write_run(replicates=4, titles={"b": "The first"})))
    assert (both.title, both.arms, both.replicates, both.seed) == ("The first", 2, 4, 7)
    assert np.array_equal(both.length, alone.length)
    assert np.array_equal(both.in_at_year_end, alone.in_at_year_end)


def test_only_england_has_englands_number_of_trusts(write_run: Callable[..., Path]) -> None:
    assert read_run(Results.open(write_run(replicates=1))).is_england
    assert not read_run(Results.open(write_run(replicates=1, trusts=12))).is_england


def test_a_run_that_kept_only_outcomes_has_no_tables(write_run: Callable[..., Path]) -> None:
    assert not has_tables(Results.open(write_run(replicates=1, keep=("outcomes",))))
