"""Each lever and parameter as the page puts it: a name, a unit, bounds, and where it comes from."""

import pytest

from turnaround_sim.dashboard.explore import cards
from turnaround_sim.dashboard.explore.asked import Asked, known
from turnaround_sim.mistakes import Mistake


def test_every_number_has_a_card_and_the_first_dozen_are_levers():
    assert list(cards.cards()) == list(known())
    assert len(cards.levers()) + len(cards.parameters()) == len(known())
    assert len(cards.FIRST) == 12
    assert set(cards.FIRST) <= {card.path for card in cards.levers()}
    assert {card.group for card in cards.levers()} == set(cards.GROUPS)


@pytest.mark.parametrize("card", cards.cards().values(), ids=lambda card: card.path)
def test_a_card_says_what_it_is_and_where_it_comes_from(card):
    assert card.name[0] == card.name[0].upper()
    assert card.about or card.declared.kind != "chosen"
    assert all(key in card.evidence for key in card.declared.sources)
    if not card.path.startswith("levers."):
        assert ", grade " in card.evidence
    span = card.declared.high - card.declared.low
    assert 0 < card.step <= max(span, 1)
    assert isinstance(card.step, int) == (card.declared.annotation is int)


def test_names_tell_cards_apart():
    names = [card.label for card in cards.levers()]
    assert len(set(names)) == len(names)


def test_cards_are_found_by_their_names_and_notes():
    assert {card.path for card in cards.found(cards.levers(), "BUDDY share")} == {"levers.buddy.share"}
    assert cards.found(cards.levers(), "xyzzy") == []
    assert len(cards.found(cards.levers(), "")) == len(cards.levers())


@pytest.mark.parametrize(
    ("words", "path"),
    [
        ("scrutiny", "levers.director.style"),
        ("coaching", "levers.director.style"),
        ("money", "levers.funding.millions"),
        ("chief executive", "levers.leadership.patience"),
        ("Chief Executive removed", "levers.leadership.removal_at_entry"),
        ("marginal gain", "levers.funding.allocation"),
    ],
)
def test_cards_are_found_by_the_words_that_people_use(words, path):
    assert path in {card.path for card in cards.found(cards.levers(), words)}


def test_a_scale_is_told_in_words():
    for card in cards.cards().values():
        assert "0-1" not in card.evidence.replace("010-1", "")
        assert "-1-1" not in f"{card.label} {card.about} {card.evidence}"
    assert "usual value is 0.2 on a scale from −1 to 1." in cards.cards()["levers.director.style"].evidence
    with pytest.raises(Mistake, match=r"^Improvement director: style: 5 is out of range; allowed -1 to 1$"):
        cards.cards()["levers.director.style"].read(5.0)


def test_what_the_levers_rest_on_is_said_for_every_group():
    for group in cards.GROUPS:
        assert "parameters" in cards.rests_on(group)
    assert "the record says nothing" in cards.rests_on("leadership")
    assert "the record narrows 2" in cards.rests_on("regime")


def test_a_lever_that_the_scenario_changes_itself_says_until_when_it_holds():
    england = Asked().read("england")
    assert "yours holds until month 96" in cards.dated(england, "levers.system.support")
    assert cards.dated(england, "levers.leadership.patience") == ""
