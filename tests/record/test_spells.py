"""The record yields the counts that the targets state, and every row can be traced."""

import numpy as np
import pandas as pd
import pytest

from turnaround_sim.record import (
    COHORTS,
    count_entries,
    exits_by_year,
    month_of,
    number_in_by_year_end,
    read_inspections,
    read_record,
    survival_spells,
)


@pytest.fixture(scope="module")
def record() -> pd.DataFrame:
    return read_record()


def test_july_2013_is_month_zero(record: pd.DataFrame) -> None:
    assert month_of(2013, 7) == 0
    assert month_of(2013, 12) == 5
    assert month_of(2020, 12) == 89
    kettering = record[record["trust"] == "Kettering General Hospital"].iloc[0]
    assert (kettering["entered"], kettering["exited"]) == (month_of(2017, 4), month_of(2019, 5))


def test_every_spell_names_its_source(record: pd.DataFrame) -> None:
    assert record["source_url"].str.match(r"https?://\S+$").all()
    assert record["entry_source"].notna().all()
    assert record.loc[record["exited"].notna(), "exit_source"].notna().all()


def test_a_missing_month_is_explained(record: pd.DataFrame) -> None:
    no_entry = record["entered"].isna()
    assert record.loc[no_entry, "remark"].notna().all()
    assert record.loc[no_entry, ["entered_no_earlier", "entered_no_later"]].notna().any(axis=1).all()
    exited_some_time = (record["status"] == "exited") & record["exited"].isna()
    assert record.loc[exited_some_time, "remark"].notna().all()


def test_no_spell_ends_before_it_starts(record: pd.DataFrame) -> None:
    assert not (record["exited"] < record["entered"]).any()
    assert not (record["record_date"] < record["entered"]).any()
    assert not (record["entered_no_later"] < record["entered_no_earlier"]).any()


def test_a_second_spell_follows_the_exit_from_the_first(record: pd.DataFrame) -> None:
    quality = record[record["regime"] == "SMQ"].sort_values("entered")
    for _, spells in quality.groupby("trust"):
        assert list(spells["first_or_reentry"]) == list(range(1, len(spells) + 1))
        assert (spells["exited"].to_numpy()[:-1] < spells["entered"].to_numpy()[1:]).all()


def test_the_cohorts_hold_eleven_fifteen_and_fifteen_spells(record: pd.DataFrame) -> None:
    spells = survival_spells(record)
    assert [int((spells["cohort"] == cohort.name).sum()) for cohort in COHORTS] == [11, 15, 15]
    assert spells["cohort"].notna().all()
    assert (spells["ended"].isna() != spells["censored"].isna()).all()


def test_the_merger_and_the_unknown_exits_are_censored(record: pd.DataFrame) -> None:
    censored = survival_spells(record).dropna(subset="censored").set_index("trust")["censored"]
    assert censored.to_dict() == {
        "Heatherwood and Wexham Park Hospitals": month_of(2014, 10),
        "St George's University Hospitals": month_of(2019, 12),
        "Northern Lincolnshire and Goole": month_of(2022, 12),
    }


@pytest.mark.parametrize(
    ("first_year", "last_year", "again", "entries"),
    [(2014, 2016, False, 17), (2017, 2020, False, 6), (2014, 2020, True, 4)],
    ids=["T10", "T11", "T12"],
)
def test_entries_by_period(record: pd.DataFrame, first_year: int, last_year: int, again: bool, entries: int) -> None:
    assert count_entries(record, first_year, last_year, again=again) == entries


def test_number_in_at_year_end_averages_14_8_in_2014_to_2018(record: pd.DataFrame) -> None:
    number = number_in_by_year_end(record, range(2014, 2019))
    assert number["low"].mean() == pytest.approx(14.8)
    assert (number["low"] == number["high"]).all()


def test_one_trust_is_uncertain_at_the_end_of_2020(record: pd.DataFrame) -> None:
    number = number_in_by_year_end(record, [2020]).iloc[0]
    assert (number["low"], number["high"]) == (7, 8)


def test_a_merged_trust_is_not_counted_after_its_merger(record: pd.DataFrame) -> None:
    merged = record[record["status"] == "merged"]
    number = number_in_by_year_end(merged, [2013, 2014])
    assert number[["low", "high"]].to_numpy().tolist() == [[0, 0], [0, 0]]
    merged_later = merged.assign(record_date=float(month_of(2015, 2)))
    assert number_in_by_year_end(merged_later, [2014])[["low", "high"]].to_numpy().tolist() == [[1, 1]]


def test_an_entry_in_a_known_year_is_certain_only_when_the_year_has_ended(record: pd.DataFrame) -> None:
    south_east_coast = record[(record["trust"] == "South East Coast Ambulance Service") & (record["regime"] == "RSP")]
    number = number_in_by_year_end(south_east_coast, [2021, 2022, 2024, 2025])
    assert number[["low", "high"]].to_numpy().tolist() == [[0, 0], [1, 1], [1, 1], [0, 0]]


def test_a_trust_last_seen_in_december_counts_that_december_and_is_uncertain_after(record: pd.DataFrame) -> None:
    st_georges = record[(record["trust"] == "St George's University Hospitals") & (record["regime"] == "SMQ")]
    number = number_in_by_year_end(st_georges, [2018, 2019, 2020])
    assert number[["low", "high"]].to_numpy().tolist() == [[1, 1], [1, 1], [0, 1]]


def test_financial_special_measures_are_not_counted(record: pd.DataFrame) -> None:
    financial = record[record["regime"] == "FSM"]
    assert number_in_by_year_end(financial, [2016])["high"].sum() == 0
    assert survival_spells(financial).empty


def test_a_fifth_of_rated_exits_were_rated_good(record: pd.DataFrame) -> None:
    exits = record[(record["regime"] == "SMQ") & record["exited"].notna()]
    ratings = exits["overall_rating_at_exit"].dropna()
    assert len(ratings) == 36
    assert (ratings == "good").mean() == pytest.approx(0.22, abs=0.005)


def test_inspections_are_published_four_months_later_in_the_middle() -> None:
    inspections = read_inspections()
    months = (inspections["published"] - inspections["inspected_from"]).dropna()
    assert (len(months), months.median()) == (62, 4)
    assert months.min() > 0


def test_ratings_are_spelt_as_in_the_outputs(record: pd.DataFrame) -> None:
    allowed = {"not rated", "inadequate", "requires improvement", "good", "outstanding"}
    for column in ("overall_rating_at_entry", "overall_rating_at_exit"):
        assert set(record[column].dropna()) <= allowed
    assert set(read_inspections()["overall_rating"].dropna()) <= allowed
    assert set(record["trust_type"]) == {"acute", "mental health", "ambulance", "integrated"}


def test_inspected_trusts_are_trusts_of_the_record(record: pd.DataFrame) -> None:
    assert set(read_inspections()["trust"]) <= set(record["trust"])
    assert np.isfinite(read_inspections()["inspected_from"]).all()


def test_exits_by_year_leave_open_what_the_sources_do(record: pd.DataFrame) -> None:
    exits = exits_by_year(record, range(2013, 2024)).set_index("year")
    assert exits["low"].tolist() == [0, 5, 5, 4, 6, 4, 5, 3, 1, 2, 0]
    # St George's was last seen in in December 2019; a second trust's exit, after December 2022, has no month.
    assert (exits["high"] - exits["low"]).tolist() == [0] * 7 + [1, 1, 1, 2]
