"""Counts, changes and events are checked where they were said."""

import pytest

from turnaround_sim.events import SAYS, EventKind
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario.checks import (
    COUNTS,
    NATIONAL,
    LeverChange,
    Place,
    PlannedEvent,
    lever_paths,
    likely,
    read_change,
    read_event,
)

HERE = Place("here.toml", "event 1")


def test_counts_have_a_meaning_and_a_value_that_is_allowed() -> None:
    for name, declared in COUNTS.items():
        assert declared.name == name
        assert declared.note
        assert declared.read(declared.value) == declared.value


def test_a_place_within_a_place_carries_the_whole_path() -> None:
    inner = HERE.at("with", ".").at("months")
    assert (inner.file, inner.key) == ("here.toml", "event 1: with.months")
    assert Place("here.toml").at("months").key == "months"


def test_the_value_is_shown_once() -> None:
    for value in (9, 9.0, "nine", "", True, False, [9], {"a": 9}):
        told = str(Place("here.toml", "months").mistake(value, f"{COUNTS['months'].shown(value)} is wrong"))
        assert told == f"here.toml: months = {COUNTS['months'].shown(value)} is wrong"


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        ("pateince", "a.patience"),
        ("patience", "a.patience"),
        ("c.patience", "a.patience"),
        ("b.share", "b.shares"),
        ("bb.months", "b.months"),
        ("trial_perod", "b.trial_period"),
    ],
)
def test_the_likely_path_has_the_same_last_name_or_is_most_alike(wrong: str, right: str) -> None:
    paths = ["a.patience", "a.months", "b.months", "b.shares", "b.trial_period"]
    assert likely(wrong, paths) == f'; did you mean "{right}"?'


def test_nothing_is_offered_where_nothing_is_alike() -> None:
    assert likely("qqqq", ["a.patience"]) == ""
    assert likely("a.patience", ["a.patience"]) == ""


def test_a_change_is_known_from_its_month_unless_said_otherwise() -> None:
    assert LeverChange(6, "leadership.patience", 9).known_from == 6
    assert LeverChange(6, "leadership.patience", 9, announced=0).known_from == 0
    assert LeverChange(6, "leadership.patience", 9, announced=False).known_from is None


def test_a_change_is_read_with_its_value_as_the_engines_hold_it() -> None:
    said = {"month": 6.0, "lever": "levers.leadership.patience", "value": 9.0}
    change = read_change(HERE, said)
    assert change == LeverChange(6, "leadership.patience", 9)
    assert (type(change.month), type(change.value)) == (int, int)


@pytest.mark.parametrize("lever", sorted(lever_paths()))
def test_one_trust_can_have_any_lever_of_its_own_but_those_that_only_the_nation_has(lever: str) -> None:
    place = Place("here.toml", "change 2")
    said = {"month": 6, "lever": f"levers.{lever}", "value": lever_paths()[lever].value}
    assert read_change(place, said) == read_change(place, {**said, "trust": None})
    if lever not in NATIONAL:
        assert read_change(place, {**said, "trust": 4}).trust == 4
        return
    with pytest.raises(Mistake) as refused:
        read_change(place, {**said, "trust": 4})
    told = (
        f"here.toml: change 2: trust = 4 is one trust, but {lever} holds for the nation only; allowed: no trust at all"
    )
    assert str(refused.value) == told
    assert (refused.value.file, refused.value.key, refused.value.value) == ("here.toml", "change 2: trust", 4)


def test_the_levers_that_only_the_nation_has_are_told_where_changes_are_described() -> None:
    assert set(lever_paths()) >= NATIONAL
    for lever in NATIONAL:
        assert f"`{lever}`" in str(LeverChange.__doc__)


@pytest.mark.parametrize("kind", EventKind)
def test_every_kind_of_event_is_read_with_all_it_may_say(kind: EventKind) -> None:
    details = {name: saying.declared.high for name, saying in SAYS[kind].items()}
    said = {"month": 0, "trust": 0, "do": kind.word, "with": details, "why": "to see"}
    assert read_event(HERE, said) == PlannedEvent(0, 0, kind.word, details, "to see")


@pytest.mark.parametrize(("kind", "name"), [(kind, name) for kind in EventKind for name in SAYS[kind]])
def test_what_an_event_says_must_lie_in_its_range(kind: EventKind, name: str) -> None:
    needed = {key: saying.declared.high for key, saying in SAYS[kind].items() if saying.needed}
    for value in (float(SAYS[kind][name].declared.low) - 1, float(SAYS[kind][name].declared.high) + 1):
        with pytest.raises(Mistake, match="is out of range") as refused:
            read_event(HERE, {"month": 0, "trust": 0, "do": kind.word, "with": {**needed, name: value}})
        assert refused.value.key == f"event 1: with.{name}"
