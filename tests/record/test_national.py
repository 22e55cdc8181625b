"""The national counts give the targets that rest on them, and every row names its source."""

from pathlib import Path

import pandas as pd
import pytest

from turnaround_sim.record import month_of, read_leaders, read_ratings, wilson

BIBLIOGRAPHY = Path(__file__).parents[2] / "docs" / "references.bib"


@pytest.mark.parametrize(
    ("rating", "share", "low", "high"),
    [
        ("outstanding", 0.028, 0.01, 0.06),
        ("good", 0.296, 0.23, 0.37),
        ("requires improvement", 0.609, 0.54, 0.68),
        ("inadequate", 0.067, 0.04, 0.11),
    ],
    ids=["T15", "T16", "T17", "T18"],
)
def test_june_2016_gives_the_targets_of_ratings(rating: str, share: float, low: float, high: float) -> None:
    ratings = read_ratings()
    row = ratings[(ratings["as_of"] == month_of(2016, 6)) & (ratings["rating"] == rating)].iloc[0]
    assert [row["share"], row["low"], row["high"]] == pytest.approx([share, low, high], abs=0.0051)


def test_each_count_of_ratings_adds_up_to_the_rated_trusts() -> None:
    for _, count in read_ratings().groupby("as_of"):
        assert set(count["rating"]) == {"inadequate", "requires improvement", "good", "outstanding"}
        assert count["trusts"].sum() == count["rated"].iloc[0]
        assert count["rated"].nunique() == 1
        assert count["share"].sum() == pytest.approx(1)


@pytest.mark.parametrize(
    ("target", "value", "low", "high", "counted", "as_of"),
    [
        ("T20", 11, 7, 16, 13, month_of(2017, 3)),
        ("T21", 84, 84, 150, 14, month_of(2017, 3)),
        ("T22", 36, 30, 42, 145, month_of(2017, 12)),
    ],
)
def test_time_in_post_gives_its_targets(
    target: str, value: float, low: float, high: float, counted: int, as_of: int
) -> None:
    row = read_leaders().set_index("target").loc[target]
    assert row[["value", "low", "high", "counted", "as_of"]].tolist() == [value, low, high, counted, as_of]


def test_shares_without_a_leader_have_the_interval_of_their_count() -> None:
    leaders = read_leaders().set_index("target")
    shares = leaders[(leaders["unit"] == "share") & leaders["counted"].notna()]
    assert set(shares.index) == {"T25b", "T25c"}
    share, low, high = wilson((shares["value"] * shares["counted"]).round(), shares["counted"])
    assert shares["value"].tolist() == pytest.approx(share.tolist(), abs=0.0051)
    assert shares["low"].tolist() == pytest.approx(low.tolist(), abs=0.0101)
    assert shares["high"].tolist() == pytest.approx(high.tolist(), abs=0.0101)


def test_wilsons_interval_of_none_begins_at_nought() -> None:
    share, low, high = wilson([0, 10], [10, 10])
    assert share.tolist() == [0, 1]
    assert low.tolist() == pytest.approx([0, 0.722], abs=0.001)
    assert high.tolist() == pytest.approx([0.278, 1], abs=0.001)


@pytest.mark.parametrize("read", [read_ratings, read_leaders])
def test_every_row_names_a_fact_and_its_source_in_the_bibliography(read) -> None:
    entries = BIBLIOGRAPHY.read_text(encoding="utf-8").split("\n@")
    by_key = {entry.partition("{")[2].partition(",")[0]: entry for entry in entries}
    table: pd.DataFrame = read()
    for source, fact in table[["source", "fact"]].itertuples(index=False):
        assert fact in by_key[source]
