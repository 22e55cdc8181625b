"""From ticks to a move: nothing ticked is nothing decided, and the price is told before."""

import math
from dataclasses import replace

import pytest

from turnaround_sim.dashboard.playing import choices
from turnaround_sim.dashboard.playing.choices import Open, Ticked
from turnaround_sim.mistakes import Mistake
from turnaround_sim.parameters import Parameters
from turnaround_sim.play.game import allowed
from turnaround_sim.play.moves import Buddy, Director, Dismiss, Money, Move, Replace, Reporting, price
from turnaround_sim.play.seen import Help


def test_what_is_not_ticked_is_not_decided():
    assert choices.decisions(3, Ticked()) == ()
    assert choices.reporting(None, "") == ()


def test_every_tick_is_the_decision_that_it_says():
    ticked = Ticked(replace=True, director="coach", buddy=True, millions=1.5, mix="posts", reporting="fewer")
    assert choices.decisions(3, ticked) == (
        Replace(trust=3),
        Director(trust=3, style="coach"),
        Buddy(trust=3),
        Money(trust=3, millions=1.5, mix="posts"),
        Reporting(trust=3, level="fewer"),
    )
    assert choices.decisions(3, Ticked(director="dismiss")) == (Dismiss(trust=3),)
    assert choices.reporting(None, "more") == (Reporting(level="more"),)


def test_the_bill_adds_up_and_says_when_it_is_over(seen):
    said = [Director(trust=0), Buddy(trust=0), Money(trust=0, millions=1.5)]
    bill = choices.bill(said, seen, Parameters())
    assert bill.prices == tuple(map(price, said))
    assert bill.left == pytest.approx(seen.left_m - sum(bill.prices))
    assert not bill.is_over
    much = [Money(trust=trust.number, millions=20.0) for trust in seen.inside]
    assert choices.bill(much, seen, Parameters()).is_over


def test_a_director_who_goes_frees_what_was_promised(seen):
    first, *others = seen.trusts
    kept = replace(seen, trusts=(replace(first, director=Help("here", "x", 3, 15, 0.2)), *others))
    bill = choices.bill([Dismiss(trust=0)], kept, Parameters())
    assert bill.freed == pytest.approx(0.2)
    assert bill.left == pytest.approx(kept.left_m + 0.2)


def test_the_page_and_the_game_agree_on_what_is_over_budget(game, seen):
    """The page warns where the game refuses, and nowhere else."""
    inside = seen.inside[0].number
    free = [Money(trust=inside, millions=seen.left_m)]
    assert not choices.bill(free, seen, Parameters()).is_over
    allowed(game, seen, Move(quarter=1, decisions=tuple(free)))
    over = [*free, Buddy(trust=inside)]
    assert choices.bill(over, seen, Parameters()).is_over
    with pytest.raises(Exception, match="over budget"):
        allowed(game, seen, Move(quarter=1, decisions=tuple(over)))


def test_a_director_decides_for_those_inside_and_a_chair_for_one(seen):
    assert {trust.number for trust in choices.concerned(seen, None)} == {trust.number for trust in seen.inside}
    assert [trust.number for trust in choices.concerned(seen, 4)] == [4]


def test_support_is_for_those_inside_and_a_deputy_is_not_replaced(trust):
    assert choices.can(trust, chair=False) == Open(True, True, False, True, True)
    acting = replace(trust, leader=replace(trust.leader, interim=True))
    assert not choices.can(acting, chair=False).replace
    outside = replace(trust, in_special_measures=False)
    assert choices.can(outside, chair=False) == Open(False, False, False, False, False)
    assert choices.can(outside, chair=True) == Open(True, False, False, False, False)
    here = replace(trust, director=Help("here"), buddy=Help("waiting"))
    assert choices.can(here, chair=False).dismiss
    assert not choices.can(here, chair=False).buddy
    assert not any(choices.can(replace(here, is_open=False), chair=True))


@pytest.mark.parametrize("typed", [-0.01, 20.01, 99.0, math.inf, math.nan])
def test_a_sum_that_cannot_be_given_is_refused(typed):
    with pytest.raises(Mistake, match="allowed: 0 to 20"):
        choices.amount(typed, "Acute 001")
    assert choices.amount(20.0, "Acute 001") == 20.0
    assert choices.decisions(3, Ticked(millions=math.nan)) == ()
