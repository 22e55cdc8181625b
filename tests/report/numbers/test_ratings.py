"""Shares of rated trusts: worked examples."""

from collections.abc import Callable
from pathlib import Path

import pytest

from turnaround_sim.report.numbers.ratings import Ratings, rating_shares
from turnaround_sim.report.run import read_run
from turnaround_sim.store import Results

WriteRun = Callable[..., Path]


def month(replicate: int, month: int, inadequate: int, requires: int, good: int, outstanding: int) -> dict[str, int]:
    return {
        "replicate": replicate,
        "month": month,
        "rated_inadequate": inadequate,
        "rated_requires_improvement": requires,
        "rated_good": good,
        "rated_outstanding": outstanding,
    }


def shares_of(write_run: WriteRun, months: list[dict[str, int]], replicates: int, last: int) -> Ratings:
    folder = write_run(trusts=20, replicates=replicates, months=last + 1, rows={"months": months})
    return rating_shares(read_run(Results.open(folder)))


def test_shares_are_of_rated_trusts_and_begin_when_a_quarter_are(write_run: WriteRun) -> None:
    months = [month(0, 0, 0, 0, 0, 0), month(0, 1, 4, 0, 0, 0), month(0, 2, 1, 2, 1, 1), month(0, 3, 1, 6, 2, 1)]
    ratings = shares_of(write_run, months, replicates=1, last=3)
    assert ratings.months.tolist() == [2, 3]
    assert ratings.shares["inadequate"][0.5].tolist() == pytest.approx([1 / 5, 1 / 10])
    assert ratings.shares["requires improvement"][0.5].tolist() == pytest.approx([2 / 5, 6 / 10])
    assert ratings.shares["good"][0.5].tolist() == pytest.approx([1 / 5, 2 / 10])
    assert ratings.shares["outstanding"][0.5].tolist() == pytest.approx([1 / 5, 1 / 10])
    assert ratings.rated[0.5].tolist() == [5, 10]


def test_bands_are_quantiles_over_replicates(write_run: WriteRun) -> None:
    months = [month(replicate, 0, replicate, 10 - replicate, 0, 0) for replicate in range(11)]
    shares = shares_of(write_run, months, replicates=11, last=0).shares["inadequate"]
    assert [shares[p][0] for p in (0.025, 0.1, 0.5, 0.9, 0.975)] == pytest.approx([0.025, 0.1, 0.5, 0.9, 0.975])


def test_one_replicate_in_ten_may_lag_behind(write_run: WriteRun) -> None:
    def begins(lagging: int) -> int:
        late = [month(r, m, 0, 1 if r < lagging and m == 0 else 9, 0, 0) for r in range(20) for m in range(2)]
        return int(shares_of(write_run, late, replicates=20, last=1).months[0])

    assert [begins(1), begins(3)] == [0, 1]


def test_where_too_few_are_rated_there_are_no_shares(write_run: WriteRun) -> None:
    ratings = shares_of(write_run, [month(0, 0, 1, 1, 1, 1)], replicates=1, last=0)
    assert ratings.months.size == ratings.shares["good"][0.5].size == 0
