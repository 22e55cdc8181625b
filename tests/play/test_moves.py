"""What a player can say, what it costs, and what it becomes."""

import json

import pytest

from turnaround_sim.entities import NOBODY, TrustFields
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.parameters import Parameters
from turnaround_sim.play.moves import (
    DAYS,
    TERM,
    Buddy,
    Decision,
    Director,
    Dismiss,
    Money,
    Move,
    Replace,
    Reporting,
    as_changes,
    in_words,
    plain,
    price,
    read_move,
)
from turnaround_sim.provenance import with_values
from turnaround_sim.rules.finance import buddy_bill, director_bill

EACH: tuple[Decision, ...] = (
    Replace(trust=1),
    Director(trust=1, style="scrutinise"),
    Dismiss(trust=1),
    Buddy(trust=1),
    Money(trust=1, millions=2.5, mix="posts"),
    Reporting(trust=1, level="fewer"),
    Reporting(trust=None, level="one lead"),
)


def test_a_move_reads_back_from_json() -> None:
    move = Move(quarter=3, decisions=EACH)
    assert read_move(json.dumps({"quarter": 3, "decisions": [plain(decision) for decision in EACH]})) == move


@pytest.mark.parametrize(
    "decision",
    [
        {"do": "sack", "trust": 1},
        {"do": "replace"},
        {"do": "replace", "trust": "1"},
        {"do": "replace", "trust": -1},
        {"do": "replace", "trust": 1.5},
        {"do": "replace", "trust": True},
        {"do": "replace", "trust": 1, "style": "coach"},
        {"do": "director", "trust": 1, "style": "shout"},
        {"do": "money", "trust": 1, "millions": 0.0, "mix": "mixed"},
        {"do": "money", "trust": 1, "millions": 20.5, "mix": "mixed"},
        {"do": "money", "trust": 1, "millions": float("nan"), "mix": "mixed"},
        {"do": "money", "trust": 1, "millions": 1.0, "mix": "sweets"},
        {"do": "reporting", "trust": 1, "level": "none"},
        "replace",
        None,
    ],
)
def test_what_is_no_decision_is_refused(decision: object) -> None:
    with pytest.raises(Mistake, match="move"):
        read_move({"quarter": 1, "decisions": (decision,)})


@pytest.mark.parametrize("said", [{"quarter": 0}, {"quarter": "1"}, {"quarter": 1, "by": "me"}, "{", "[]", 3, None])
def test_what_is_no_move_is_refused(said: object) -> None:
    with pytest.raises(Mistake):
        read_move(said)


def test_a_director_and_a_buddy_cost_what_the_model_bills() -> None:
    p, trust = Parameters(), TrustFields(director=0, buddy=2, director_days=DAYS)
    assert price(Director(trust=1)) == pytest.approx(TERM * director_bill(trust, p), abs=1e-4)
    assert price(Buddy(trust=1)) == pytest.approx(TERM * buddy_bill(trust, p), abs=1e-4)
    dear = with_values(p, {"finance.director_day_rate": 0.003, "finance.buddy_cost": 0.3})
    assert price(Director(trust=1), dear) == pytest.approx(1.5 * price(Director(trust=1)))
    assert price(Buddy(trust=1), dear) == pytest.approx(2.0 * price(Buddy(trust=1)))


def test_money_costs_itself_and_attention_costs_none() -> None:
    assert price(Money(trust=1, millions=2.5)) == 2.5
    assert [price(each) for each in (Replace(trust=1), Dismiss(trust=1), Reporting(level="more"))] == [0.0] * 3


def test_nothing_said_takes_effect_before_its_month() -> None:
    changes, events = as_changes(EACH, 9)
    assert {change.month for change in changes} == {9, 9 + TERM}
    assert {event.month for event in events} == {9}
    assert all(change.known_from == change.month for change in changes)


def test_reports_are_counted_from_what_was_usual() -> None:
    usual = with_values(Levers(), {"oversight.requests": 3.0, "oversight.assurance_lead": True})

    def asked(level: str) -> dict[str, object]:
        changes, _ = as_changes([Reporting(level=level)], 3, usual)  # type: ignore[arg-type]
        return {change.lever: change.value for change in changes}

    assert asked("usual") == {"oversight.requests": 3.0, "oversight.assurance_lead": True}
    assert asked("more") == {"oversight.requests": 6.0, "oversight.assurance_lead": True}
    assert asked("fewer") == {"oversight.requests": 1.5, "oversight.assurance_lead": True}
    alone, _ = as_changes([Reporting(level="one lead")], 3)
    assert [change.value for change in alone] == [Levers().oversight.requests, True]


@pytest.mark.parametrize("decision", EACH)
def test_each_decision_can_be_told(decision: Decision) -> None:
    told = in_words(decision, "Acute 001")
    assert "Acute 001" in told
    assert str(NOBODY) not in told
    assert "trust 1" in in_words(decision) or decision.trust is None
