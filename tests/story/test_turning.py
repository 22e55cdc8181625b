"""Turning points: one stretch for each spell, and a worst month only where there was one."""

import numpy as np
import pytest

from turnaround_sim.story.happenings import Happening, _place
from turnaround_sim.story.ledger import turning_points

FLAT = np.full(60, 50.0)


def named(entered, left, quality=FLAT, closed=False):
    return [(turn.month, turn.name) for turn in turning_points(50.0, quality, entered, left, closed)]


@pytest.mark.parametrize(
    ("entered", "left", "between"),
    [
        ([], [], []),
        ([5], [20], [(5, "entry"), (20, "exit")]),
        ([5], [], [(5, "entry")]),
        ([5, 30], [20, 40], [(5, "entry"), (20, "exit"), (30, "second entry"), (40, "second exit")]),
        ([5, 30], [20], [(5, "entry"), (20, "exit"), (30, "second entry")]),
        ([5, 22, 30], [20, 28, 40], [(5, "entry"), (20, "exit"), (30, "last entry"), (40, "last exit")]),
    ],
)
def test_every_spell_has_a_stretch_of_its_own(entered, left, between):
    assert named(entered, left) == [(-1, "start"), *between, (59, "end")]


def test_the_worst_month_is_named_where_quality_came_back():
    dip = FLAT.copy()
    dip[10:14] = (47.0, 45.0, 46.0, 48.0)
    assert named([], [], dip) == [(-1, "start"), (11, "worst"), (59, "end")]
    sinking = np.linspace(50.0, 40.0, 60)
    assert named([], [], sinking) == [(-1, "start"), (59, "end")]


def test_a_deputy_acts_up_after_the_leader_has_gone():
    told = [Happening(3, "leader", "deputy 9 acts as an interim"), Happening(3, "leader", "leader 4 resigned")]
    assert [each.text for each in sorted(told, key=_place)] == ["leader 4 resigned", "deputy 9 acts as an interim"]
