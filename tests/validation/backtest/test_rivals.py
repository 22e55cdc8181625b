"""Rivals see the record up to the split; on made-up histories what they say is worked by hand."""

import numpy as np
import pandas as pd
import pytest

from turnaround_sim.record import month_of, read_record
from turnaround_sim.validation.backtest.forecasts import HORIZON, QUANTITIES, SCORED, SPLIT, Forecast
from turnaround_sim.validation.backtest.rivals import as_known, followed, persistence, rivals, steady
from turnaround_sim.validation.backtest.scores import certain


@pytest.fixture(scope="module")
def record() -> pd.DataFrame:
    return read_record()


def mean(chances: np.ndarray) -> float:
    return float(chances @ np.arange(len(chances)))


def alike(one: Forecast, other: Forecast) -> bool:
    counts = all(np.array_equal(one.counts[key], other.counts[key]) for key in one.counts)
    return counts and all(np.array_equal(one.still_in[name], other.still_in[name]) for name in one.still_in)


def test_rivals_use_nothing_after_the_split(record: pd.DataFrame) -> None:
    changed = record[~(record["entered"] > SPLIT) & record["entered"].notna()].copy()
    later = changed["exited"] > SPLIT
    assert later.sum() >= 10
    changed.loc[later, "exited"] = np.nan
    changed.loc[later, ["status", "record_date"]] = ["unknown", 149.0]
    assert all(alike(one, other) for one, other in zip(rivals(record), rivals(changed), strict=True))


def test_what_happened_up_to_the_split_does_matter(record: pd.DataFrame) -> None:
    changed = record.drop(record.index[(record["regime"] == "SMQ") & (record["entered"] == 20)])
    assert len(changed) < len(record)
    assert not any(alike(one, other) for one, other in zip(rivals(record)[1:], rivals(changed)[1:], strict=True))


def test_the_record_of_2016_knows_sixteen_in_and_no_way_out_of_them(record: pd.DataFrame) -> None:
    known = as_known(record)
    assert not (known["entered"] > SPLIT).any()
    assert not (known["exited"] > SPLIT).any()
    spells = followed(known)
    assert int((~spells.ended & (spells.entered + spells.length == SPLIT)).sum()) == 16
    merged = known[known["status"] == "merged"]
    assert merged["record_date"].tolist() == [15.0]


def test_persistence_says_what_was_so_last(record: pd.DataFrame) -> None:
    said = persistence(as_known(record))
    last = {"stock": 16, "first_entries": 5, "entries_again": 0, "exits": 4}
    for quantity in QUANTITIES:
        for year in SCORED:
            assert said.counts[quantity, year].tolist() == certain(last[quantity]).tolist()


def test_a_constant_hazard_and_a_constant_rate_by_hand() -> None:
    # One in since month 1 (so 40 months at the split), one out after 10: a hazard of one in 50 a month, two entries.
    known = made_up([(1, np.nan), (2, 12)])
    spells = followed(known)
    assert (spells.ended.sum(), spells.length.sum()) == (1, 50)
    still = 0.98 ** np.arange(HORIZON + 1)
    said = steady("constant_hazard", known, still)
    end = month_of(2017, 12) - SPLIT
    rate = 2 / SPLIT
    assert mean(said.counts["first_entries", 2017]) == pytest.approx(12 * rate)
    assert mean(said.counts["entries_again", 2017]) == 0.0
    stock = 0.98**end + rate * sum(0.98**k for k in range(end))
    assert mean(said.counts["stock", 2017]) == pytest.approx(stock)
    assert mean(said.counts["exits", 2017]) == pytest.approx(1 + 12 * rate - stock)


def test_the_wave_of_july_2013_is_no_rate(record: pd.DataFrame) -> None:
    for said in rivals(record)[1:]:
        assert mean(said.counts["first_entries", 2020]) == pytest.approx(12 * (31 - 11) / 41)


def test_who_comes_and_goes_is_who_is_in(record: pd.DataFrame) -> None:
    for said in rivals(record)[1:]:
        before = 16.0
        for year in SCORED:
            came = mean(said.counts["first_entries", year]) + mean(said.counts["entries_again", year])
            now = before + came - mean(said.counts["exits", year])
            before = mean(said.counts["stock", year])
            assert now == pytest.approx(before)


def test_kaplan_meier_goes_on_from_how_long_each_has_been_in() -> None:
    known = made_up([(1, np.nan), (2, 12)])
    still = np.where(np.arange(HORIZON + 1) < 45, 1.0, 0.25)  # who has lasted 40 months outlasts 45 in one case of four
    said = steady("kaplan_meier", known, still)
    stock = 0.25 + 12 * 2 / SPLIT
    assert mean(said.counts["stock", 2017]) == pytest.approx(stock)


def made_up(spells: list[tuple[float, float]]) -> pd.DataFrame:
    """A record as it was known at the split, of spells with these months of entry and exit."""
    rows = [
        {
            "trust": f"trust {number}",
            "regime": "SMQ",
            "entered": float(entered),
            "entered_no_earlier": np.nan,
            "entered_no_later": np.nan,
            "exited": float(exited),
            "record_date": float(SPLIT) if np.isnan(exited) else float(exited),
            "status": "in_at_end_of_record" if np.isnan(exited) else "exited",
            "first_or_reentry": 1,
        }
        for number, (entered, exited) in enumerate(spells)
    ]
    return pd.DataFrame(rows)
