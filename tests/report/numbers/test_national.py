"""The national figures of a run's page: worked examples."""

from collections.abc import Callable
from pathlib import Path

import pytest

from turnaround_sim.report.numbers.national import national, shortfall
from turnaround_sim.report.run import read_run
from turnaround_sim.store import Results

WriteRun = Callable[..., Path]


def test_the_shortfall_of_a_year_is_what_trusts_lack_to_the_line(write_run: WriteRun) -> None:
    rows = [
        {"replicate": replicate, "trust": trust, "year": 2013 + year, "quality": 34.5 - lack}
        for replicate, lacks in enumerate([[[0.5, -9.0], [2.0, 1.0]], [[0.0, 0.0], [0.0, 4.0]]])
        for year, year_lacks in enumerate(lacks)
        for trust, lack in enumerate(year_lacks)
    ]
    run = read_run(Results.open(write_run(trusts=2, months=36, replicates=2, rows={"annual": rows})))
    series = shortfall(run)
    # The years end in September 2014 and 2015: months 14 and 26. Per trust: 0.25 and 0 points, 1.5 and 2 points.
    assert series.months.tolist() == [14, 26]
    assert series.quantiles[0.5].tolist() == pytest.approx([12 * 0.125, 12 * 1.75])


def test_only_whole_years_of_spending_stand_beside_each_other(write_run: WriteRun) -> None:
    months = [{"month": month, "spend_m": 0.5} for month in range(25)]
    series = national(
        read_run(Results.open(write_run(months=25, replicates=1, rows={"months": months, "support": []})))
    )
    assert series["spend_m"].months.tolist() == [20]
    assert series["spend_m"].quantiles[0.5].tolist() == [6]


def test_the_leaderless_are_a_share_of_the_trusts_at_the_start(write_run: WriteRun) -> None:
    months = [{"month": month, "without_substantive_leader": 3 + month} for month in range(2)]
    series = national(read_run(Results.open(write_run(trusts=12, months=2, replicates=1, rows={"months": months}))))
    assert series["without_substantive_leader"].quantiles[0.5].tolist() == pytest.approx([3 / 12, 4 / 12])


def test_a_run_of_a_few_months_has_no_years(write_run: WriteRun) -> None:
    series = national(read_run(Results.open(write_run(months=4, replicates=2))))
    assert series["spend_m"].months.size == series["shortfall"].months.size == 0
    assert series["quality"].months.size == 4
