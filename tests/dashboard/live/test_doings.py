"""What agents did, in words: for every trust, every month, whatever happens to it."""

import re

import pytest

from turnaround_sim.dashboard.live.accounts import ledgers
from turnaround_sim.dashboard.live.doings import doings, stands
from turnaround_sim.dashboard.live.drawing import ledger_bars, quality_line, quality_rows
from turnaround_sim.dashboard.live.network import links_in_words, overview, picture
from turnaround_sim.dashboard.live.news import news
from turnaround_sim.dashboard.live.world import World


def look_at_all(world, pictures=True):
    """Everything that the page may ask of a month."""
    news(world), links_in_words(world), overview(world, 0)
    if pictures:
        picture(world, 0)
    for i in range(world.trusts):
        assert stands(world, i)
        did = doings(world, i)
        assert bool(did) == world.now[i].is_open
        assert all(each.did and not re.search(r"nan|-9999|None\b(?!:|[ ,])", each.did) for each in did)
        assert not any("nan" in fact.value or "9999" in fact.value for each in did for fact in each.facts)
        if pictures and did:
            assert quality_line(world, i)
            assert len(quality_rows(world, i)) == len(world.quality_so_far(i)) == world.month + 2
            assert all(ledger_bars(each, "a") for each in ledgers(world, i).values())


@pytest.mark.parametrize("replicate", range(2))
def test_every_trust_in_every_month_of_the_classroom(replicate):
    world = World("classroom", 7, replicate)
    look_at_all(world)
    while not world.over:
        world.step()
        look_at_all(world)


@pytest.mark.slow
def test_every_trust_in_a_hundred_months_of_england():
    world = World("england", 1, 0)
    for _ in range(100):
        world.step()
        look_at_all(world, pictures=world.month % 10 == 0)
    assert world.closed


@pytest.mark.parametrize("name", ["null", "theory_overload", "theory_trial"])
def test_other_scenarios(name):
    world = World(name, 1, 0)
    for _ in range(24):
        world.step()
        look_at_all(world, pictures=False)


def said(world, trust, agent):
    return next(each for each in doings(world, trust) if each.agent == agent)


def test_a_removal_is_told_with_what_the_review_weighed():
    world = World("classroom", 1, 0)
    world.step(13)
    chief = said(world, 0, "Chief executive")
    assert chief.did.startswith("Leader 17 was removed at review after 17 months. Deputy 200018 acts as an interim")
    facts = dict(chief.facts)
    assert facts["review"] == "this month"
    review = world.model.trusts[0].notes.review
    assert facts["gain that reviewers see since her patience began to count"] == f"{review.gain:+.1f} points"
    assert facts["least gain that they ask for"] == f"{review.least:.1f} points"


def test_a_move_is_told():
    world = World("classroom", 1, 0)
    world.step(14)
    assert said(world, 0, "Chief executive").did == "Leader 10 takes the post, from Mental health 003."
    assert "Leader 10 moves from Mental health 003 to Acute 001 this month." in links_in_words(world)


def test_one_director_of_two_trusts_is_told_in_both():
    world = World("classroom", 1, 0)
    world.step(3)
    assert "She also works with Acute 006." in said(world, 0, "Improvement director").did
    assert "She also works with Acute 001." in said(world, 5, "Improvement director").did


def test_why_there_is_no_director_and_no_buddy():
    world = World("classroom", 1, 0)
    world.step(1)
    assert said(world, 1, "Improvement director").did.startswith("None: improvement directors are sent to trusts in")
    assert said(world, 0, "Improvement director").did == "None yet: one is asked for from month 2 on."
    assert said(world, 0, "Buddy").did == "None yet: one is looked for from month 2 on."
    world.step(2)
    assert said(world, 0, "Buddy").did == "Acute 008 is its buddy, since month 2."
    assert "It is itself the buddy of Acute 001." in said(world, 7, "Buddy").did


def test_the_regulator_and_the_national_body_are_told():
    world = World("classroom", 1, 0)
    world.step(14)
    assert (
        said(world, 0, "Regulator").did
        == "Inspects the trust this month (comprehensive); the report comes out in month 16."
    )
    world.step(3)
    assert said(world, 0, "Regulator").did == "Publishes its report on the visit of month 13: rated inadequate."
    world.step(14)
    national = said(world, 0, "National body").did
    assert "Has decided to let it leave special measures; it takes effect in month 31." in national
    world.step(1)
    assert "Lets the trust leave special measures this month." in said(world, 0, "National body").did


def test_a_closed_trust_has_one_sentence():
    world = World("classroom", 1, 1)
    world.step(50)
    assert stands(world, 6) == "Acute 007 closed in month 46: Acute 004 took it over."
    assert doings(world, 6) == []
