"""The picture of a story reads the same from one story to the next."""

from turnaround_sim.entities import DomainFields
from turnaround_sim.report.story_figure import INITIALS, LOOKS, REST, SHADES
from turnaround_sim.story.ledger import declared


def test_every_cause_has_a_look_of_its_own():
    assert list(LOOKS) == list(declared(DomainFields))
    assert len({*LOOKS.values(), REST}) == len(LOOKS) + 1


def test_every_rating_has_a_shade_and_letters_of_its_own():
    assert len(set(SHADES.values())) == len(set(INITIALS.values())) == 5
    assert set(SHADES) == set(INITIALS)
