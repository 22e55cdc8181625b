"""Worlds of England beside the record: counted alike, and judged as one world of many."""

import numpy as np
import pandas as pd
import pytest

from turnaround_sim.evidence.worlds import recorded as recorded_world
from turnaround_sim.record import COHORTS, month_of, read_record
from turnaround_sim.validation.backtest.england import (
    QUANTITIES,
    YEARS,
    Seen,
    counts_table,
    coverage_table,
    recorded,
    scores_table,
    seen_in,
    seen_targets,
    standing,
    survival_table,
)
from turnaround_sim.validation.backtest.forecasts import Followed


@pytest.fixture(scope="module")
def record() -> pd.DataFrame:
    return read_record()


@pytest.fixture(scope="module")
def worlds() -> list[Seen]:
    """Twenty made-up worlds: three spells a cohort, one more trust in from world to world."""
    made = []
    for number in range(20):
        entered = np.repeat([float(cohort.first) for cohort in COHORTS], 3)
        spells = Followed(entered, np.tile([10.0, 20.0 + number, 60.0], 3), np.tile([True, True, False], 3))
        counts = np.full((len(QUANTITIES), len(YEARS)), number)
        made.append(Seen(counts, spells))
    return made


def test_the_record_as_a_world_gives_the_counts_of_the_record(record: pd.DataFrame) -> None:
    low, high = recorded(record)
    seen = seen_in(recorded_world())
    known = slice(0, 2020 - 2013)  # by the end of 2020 one exit is not known
    assert np.array_equal(seen.counts[:, known], low[:, known])
    assert np.array_equal(low[:, known], high[:, known])
    assert seen.counts[0, :8].tolist() == [14, 12, 15, 16, 16, 15, 10, 7]
    assert (low[0, 7], high[0, 7]) == (7, 8)
    assert seen.counts[3, :8].tolist() == [0, 5, 5, 4, 6, 4, 5, 3]


def test_a_year_stands_for_what_it_can_tell() -> None:
    said = [standing("stock", year) for year in (2013, 2014, 2016, 2017, 2020, 2021)]
    assert said == ["set", "before split", "before split", "scored", "scored", "undercount"]
    assert standing("exits", 2013) == "before split"


def test_what_the_parameters_have_seen_is_marked() -> None:
    fitted = frozenset({"T10", "T13", "T05", "T36"})
    assert seen_targets("first_entries", fitted) == "T10"
    assert seen_targets("first_entries", fitted, after_split=True) == ""
    assert seen_targets("stock", fitted, after_split=True) == "T13"
    assert seen_targets("survival", fitted, after_split=True) == "T05"
    assert seen_targets("entries_again", fitted) == ""


def test_intervals_are_of_single_worlds(worlds: list[Seen], record: pd.DataFrame) -> None:
    table = counts_table(worlds, record, frozenset())
    assert len(table) == 4 * 13
    row = table[(table["quantity"] == "stock") & (table["year"] == 2017)].iloc[0]
    assert (row["median"], row["low_80"], row["high_80"], row["low"], row["high"]) == (9, 1, 17, 16, 16)
    assert (row["held_50"], row["held_80"], row["held_95"]) == (0.0, 1.0, 1.0)
    twenty = np.arange(20)
    assert row["crps_model"] == pytest.approx(np.abs(twenty - 16).mean() - np.abs(twenty[:, None] - twenty).mean() / 2)
    assert row["crps_persistence"] == 0.0  # sixteen were in at the end of 2016, and of 2017
    late = table[table["year"] > 2020]
    assert late[["crps_model", "held_80"]].isna().all(axis=None)
    assert table.loc[table["standing"] == "before split", "crps_persistence"].isna().all()


def test_shares_still_in_are_those_of_each_world(worlds: list[Seen], record: pd.DataFrame) -> None:
    table = survival_table(worlds, record, frozenset())
    assert len(table) == 12
    row = table[(table["cohort"] == "July 2013") & (table["month"] == 24)].iloc[0]
    # The second spell outlasts 24 months in the fifteen worlds in which it takes 25 or more.
    assert row["mean"] == pytest.approx((15 * 2 / 3 + 5 * 1 / 3) / 20)
    assert row["share"] == pytest.approx(5 / 11)
    assert row["held_95"] == 1.0


def test_coverage_knows_what_it_would_be_if_a_world_were_the_record(worlds: list[Seen], record: pd.DataFrame) -> None:
    counts = counts_table(worlds, record, frozenset({"T11"}))
    table = coverage_table(worlds, counts, survival_table(worlds, record, frozenset()))
    row = table[(table["about"] == "2017 to 2020") & (table["level"] == 0.8)].iloc[0]
    assert row["cases"] == 16
    # All counts of a made-up world are the same: all lie in their interval or none does.
    assert (row["median"], row["low"], row["high"]) == (1.0, 0.0, 1.0)
    assert row["fitted"] == "T11"
    assert set(table["about"]) == {"2014 to 2020", "2017 to 2020", "survival"}


def test_scores_stand_beside_each_rival_and_the_models_own_worlds(worlds: list[Seen], record: pd.DataFrame) -> None:
    counts = counts_table(worlds, record, frozenset())
    table = scores_table(worlds, record, counts, frozenset()).set_index("quantity")
    stock = table.loc["stock"]
    assert stock["persistence"] == pytest.approx((0 + 1 + 6 + 8.5) / 4)
    assert stock["low"] < stock["high"]
    assert stock["best_rival"] == "persistence"
    scored = counts[(counts["quantity"] == "exits") & (counts["standing"] == "scored")]
    assert table.loc["exits", "model"] == pytest.approx(scored["crps_model"].mean())
    assert table.loc["survival", "cases"] > 60
    assert 0.0 < table.loc["survival", "model"] < 1.0
    assert month_of(2016, 12) == 41
