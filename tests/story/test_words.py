"""A story's words: inputs that a reader knows, and why a stay was long."""

from types import SimpleNamespace

import pytest

from turnaround_sim.story.words import LONG, input_in_words, why_so_long


@pytest.mark.parametrize(
    "name",
    ["levers in force", "levers believed in", "levers announced", "taken-in trust's row", "event", "parameters"]
    + [f"{field}'s row" for field in ("leader", "director", "buddy", "system")],
)
def test_an_input_is_told_in_words(name):
    assert input_in_words(name) != name
    assert "lever" not in input_in_words(name)
    assert "row" not in input_in_words(name)


def report(published, overall, well_led="good"):
    return {"published": published, "overall": overall, "well_led": well_led}


def story(reports, exited=None, reason="", *, exit_rule=0, changes=()):
    spell = {"entered": 10, "exited": exited, "end_reason": reason}
    regime = SimpleNamespace(exit_rule=exit_rule)
    scenario = SimpleNamespace(changes=changes, levers=SimpleNamespace(regime=regime))
    return SimpleNamespace(months=100, scenario=scenario, tables={"spells": [spell], "inspections": reports})


REPORTS = [
    report(10, "good"),
    report(20, "inadequate"),
    report(30, "requires improvement", "inadequate"),
    report(40, "requires improvement"),
    report(50, "good"),
    report(90, "good"),
    report(float("nan"), "good"),
]


def test_a_long_stay_is_told_by_its_reports():
    told = why_so_long(story(REPORTS, 60, "exit"))
    assert "for 50 months, in which 4 reports came out" in told
    assert "2 did, the first in month 40" in told
    assert told.endswith("it came in month 60.")
    stricter = why_so_long(story(REPORTS, 60, "exit", exit_rule=1))
    assert "finds at least good overall: 1 did, the first in month 50" in stricter


def test_a_stay_without_release_is_told_so():
    assert why_so_long(story(REPORTS[:3])).endswith("none did.")
    assert why_so_long(story(REPORTS)).endswith("it did not come.")
    assert "in which no report came out" in why_so_long(story([]))


def test_nothing_is_said_of_a_short_stay_or_of_a_rule_that_changed():
    assert why_so_long(story(REPORTS, 10 + LONG - 1, "exit")) == ""
    assert why_so_long(story(REPORTS, changes=[SimpleNamespace(lever="regime.exit_rule")])) == ""
    nobody = story(REPORTS)
    nobody.tables["spells"] = []
    assert why_so_long(nobody) == ""
