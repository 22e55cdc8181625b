"""What a player reads: months, sums, leaders, support, and what a decision came to."""

import inspect
from dataclasses import replace

import pytest

from turnaround_sim.dashboard.playing import words
from turnaround_sim.dashboard.playing.quarter import REPORTS
from turnaround_sim.play.game import PLAYABLE
from turnaround_sim.play.moves import MIXES, STYLES, Buddy, Director, Reporting
from turnaround_sim.play.seen import Asked, Departure, Help, LeaderSeen
from turnaround_sim.rules.operations import see


def test_every_world_style_mix_and_level_has_words():
    assert set(words.SCENARIOS) == set(PLAYABLE)
    assert set(words.STYLES) == set(STYLES)
    assert set(words.MIXES) == set(MIXES)
    for level in words.REPORTING:
        assert Reporting(level=level).level == level


@pytest.mark.parametrize(
    ("month", "name"), [(0, "July 2013"), (5, "December 2013"), (6, "January 2014"), (-1, "June 2013")]
)
def test_a_month_is_named_from_july_2013_on(month, name):
    assert words.month_name(month) == name


def test_a_sum_is_never_minus_nothing():
    assert words.pounds(-0.0) == words.pounds(-1e-9) == "£0.00m"
    assert words.pounds(-1.5) == "−£1.50m"


def test_a_deputy_is_called_interim_and_nobody_is_named():
    assert words.leader(LeaderSeen(7, 3, 4, interim=True, experienced=False)) == "a deputy acts (interim) for 4 months"
    assert words.leader(LeaderSeen(7, 3, 26, interim=False, experienced=True)) == (
        "in post for 2 years 2 months; has led a trust in special measures before"
    )


def test_a_trust_without_a_report_says_so(trust):
    assert words.rating(trust) == "not rated: no report yet"


def test_support_says_what_is_here_and_what_is_waited_for(trust):
    helped = replace(
        trust,
        director=Help("waiting", until=15, promised_m=0.2),
        buddy=Help("here", "Acute 008", 3, 15, 0.1),
        money_promised_m=1.5,
    )
    assert words.support(helped) == [
        "waiting for an improvement director: nobody is free",
        "buddy (Acute 008) since October 2013, until October 2014",
        "£1.50m given and not yet spent",
    ]
    assert words.support(replace(trust, director=Help(), buddy=Help(), money_promised_m=0.02)) == []


@pytest.mark.parametrize(
    ("index", "said"),
    [
        ((40.0,), "too few months"),
        ((40.0, 40.4, 40.3), "about the same as 2 months ago"),
        (tuple(range(30, 60)), "59.0 points now, 12.0 points above 1 year ago"),
        ((50.0, 45.0), "5.0 points below 1 month ago"),
    ],
)
def test_the_indicator_is_called_noisy_whatever_it_did(index, said):
    assert words.trend(index).startswith("noisy: ")
    assert said in words.trend(index)


def test_a_decision_is_said_back_with_the_trust_s_name():
    names = ["Acute 001", "Acute 002"]
    assert words.decided(Buddy(trust=1), names) == "Ask for a buddy for Acute 002"
    assert words.decided(Director(trust=0, style="coach"), names).startswith(
        "Ask for a director who coaches at Acute 001"
    )
    assert "all trusts" in words.decided(Reporting(level="fewer"), names)


def test_what_came_of_a_decision_is_dated_by_the_calendar():
    asked = Asked(1, 3, 0, "x", "left in month 3; a successor began in month 9")
    assert words.came(asked) == "left in October 2013; a successor began in April 2014"


def test_whom_the_player_replaced_was_removed():
    assert words.left(Departure(3, "removed at review")) == "removed"
    assert words.left(Departure(3, "resigned")) == "resigned"


def test_reports_are_not_said_to_show_anything():
    """In the model they take managers' time and strain leaders, and sharpen nothing that the player sees."""
    reads = inspect.signature(see).parameters
    assert not any("load" in name or "report" in name for name in reads)
    for said in (REPORTS, words.TERMS["Reporting"]):
        assert "show you nothing more" in said
        assert "time" in said


def test_the_monthly_index_is_said_to_be_of_waiting_times_and_not_of_quality():
    said = words.TERMS["Waiting-time index"]
    assert "responsive" in inspect.signature(see).parameters
    for part in ("waiting times and not of quality", "responsive", "quick fixes", "chance", "smoothed"):
        assert part in said
    assert not any("ndicator" in term + meaning for term, meaning in words.TERMS.items())
