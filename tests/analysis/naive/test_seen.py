"""What an analyst sees is laid out by the month: who left inside, who was in post, what was published when."""

import math

import pandas as pd
import pytest

from turnaround_sim.analysis.naive.seen import QUALITIES, appointments, seen_spells, trust_years

NAN = math.nan


class MadeUp:
    """A finished run of two arms with hand-made tables; the second arm has other numbers, to be left alone."""

    manifest = {"scenarios": {"a": {"months": 60}, "b": {"months": 60}}}  # noqa: RUF012

    def __init__(self, **tables):
        self.tables = tables

    def table(self, name, columns):
        own = pd.DataFrame(self.tables[name])
        both = pd.concat([own.assign(arm="a"), own.assign(arm="b", trust=own["trust"] + 50)], ignore_index=True)
        return both.assign(replicate=0)[columns]


def tenure(trust, started, ended, because="resigned", interim=False, inside=False):
    return {
        "trust": trust, "started": started, "ended": ended, "ended_because": because if ended == ended else None,
        "interim": interim, "in_special_measures_at_start": inside,
    }  # fmt: skip


def spell(trust, entered, exited=NAN, censored_at=NAN, end_reason=None, number=1):
    return {
        "trust": trust, "spell": number, "entered": entered, "exited": exited, "censored_at": censored_at,
        "end_reason": end_reason, "chief_executives": 2,
    }  # fmt: skip


def year(trust, number, quality=50.0, rating=None, changes=0, inside=0):
    return {
        "trust": trust, "year": number, **dict.fromkeys(QUALITIES, quality), "rating_at_year_end": rating,
        "leader_changes": changes, "special_measures_months": inside,
    }  # fmt: skip


@pytest.fixture
def run():
    return MadeUp(
        trusts=[{"trust": 0, "type": "acute"}, {"trust": 1, "type": "ambulance"}],
        annual=[
            *(year(0, 2013 + n, 40.0 + n * n, rating, inside=12) for n, rating in enumerate([None, "good", None, "x"])),
            *(year(1, 2013 + n) for n in (1, 0)),
        ],
        spells=[
            spell(0, 4, exited=20, end_reason="exit"),
            spell(0, 30, censored_at=60, number=2),
            spell(1, 9, exited=9, end_reason="acquired"),
        ],
        tenures=[
            tenure(0, -30, 4), tenure(0, 5, 15, interim=True), tenure(0, 5, 20, inside=True),
            tenure(0, 21, 31, inside=False), tenure(0, 32, NAN, inside=True), tenure(0, 40, NAN, inside=True),
            tenure(1, -9, 9, "trust_closed"),
        ],
    )  # fmt: skip


def test_years_run_from_october_and_have_the_rating_that_was_there_when_they_began(run):
    years = trust_years(run, "a")
    assert years["trust"].tolist() == [0, 0, 0, 0, 1, 1]
    assert years["year"].tolist() == [2013, 2014, 2015, 2016, 2013, 2014]
    assert years["rating"].tolist() == ["", "", "good", "", "", ""]
    assert years["type"].tolist() == ["acute"] * 4 + ["ambulance"] * 2
    assert years["inside"].tolist() == [True] * 4 + [False] * 2
    assert years["ever_inside"].all()


def test_a_leader_who_leaves_in_the_month_of_entry_left_before_it_and_one_in_the_month_of_exit_inside(run):
    # Months 3 to 14 are 2013, 15 to 26 are 2014, 27 to 38 are 2015. Left: 4 (the entry), 20 (the exit), 31 (inside).
    assert trust_years(run, "a")["changed_inside"].tolist() == [False, True, True, False, False, False]


def test_tenure_is_that_of_the_substantive_leader_there_in_september(run):
    tenures = trust_years(run, "a")["tenure"].tolist()
    # Septembers are months 14, 26, 38, 50; who leaves in a month is not there at its end.
    assert tenures[:3] == [9 / 12, 5 / 12, 6 / 12]
    assert all(math.isnan(value) for value in tenures[4:])


def test_a_leader_who_leaves_in_september_is_not_there_at_its_end(run):
    run.tables["tenures"] = [tenure(0, 2, 14), tenure(0, 15, 39)]
    tenures = trust_years(run, "a")["tenure"].tolist()
    assert math.isnan(tenures[0])
    assert tenures[1:3] == [11 / 12, 23 / 12]


def test_spells_have_their_length_and_the_first_change_inside(run):
    spells = seen_spells(run, "a")
    assert spells["months"].tolist() == [16, 30, 0]
    assert spells["exited"].tolist() == [True, False, False]
    assert spells["first_change"].tolist() == [16, 1, math.inf]


def test_appointments_are_those_made_inside_whose_next_two_years_can_be_seen(run):
    found = appointments(run, "a")
    # Appointed inside in months 5, 32 and 40, the last of them 20 months before the end.
    assert found["stayed"].tolist() == [False, True]
    # Of that of month 5 no year lies before; month 32 is in 2015, from 2014 to 2017, which is not seen.
    assert all(math.isnan(value) for value in found["quality"])


def test_the_rise_after_an_appointment_leaves_out_the_years_between(run):
    run.tables["tenures"] = [tenure(0, 16, NAN, inside=True)]
    # Month 16 is in 2014; from 40 in 2013 to 49 in 2016.
    assert appointments(run, "a")["quality"].tolist() == [9.0]
