"""News are what the tables have, no more and no less."""

from collections import Counter
from dataclasses import replace

import pytest

from turnaround_sim import entities
from turnaround_sim.dashboard.live.news import moves, news
from turnaround_sim.dashboard.live.world import World
from turnaround_sim.scenario import PlannedEvent, read_scenario
from turnaround_sim.story.happenings import WHY_LEFT


def ordered():
    """The classroom with two leaders replaced by order, and a strategy for those who lead at entry."""
    scenario = read_scenario("classroom", {"levers.leadership.replace_after": 6})
    return replace(scenario, events=tuple(PlannedEvent(month, 6, "replace_leader") for month in (4, 30)))


WORLDS = [("classroom", 1, 0), ("classroom", 1, 1), ("theory_trial", 1, 0), (ordered(), 1, 0)]


@pytest.fixture(scope="module", params=WORLDS, ids=["usual", "with a take-over", "no burn-in", "ordered"])
def told(request):
    """A world walked to its end, and all its news with their months."""
    world, found, went = World(*request.param), [], []
    assert world.month < 0 or world.scenario.burn_in == 0
    found += [(world.month, each) for each in news(world)]
    while not world.over:
        world.step()
        found += [(world.month, each) for each in news(world)]
        went += [(world.month, each) for each in moves(world)]
    return world, found, went


def of(told, kind, words):
    return Counter(month for month, each in told if each.kind == kind and words in each.text)


def test_entries_and_exits(told):
    world, found, _ = told
    rows = world.model.spells[: world.model.tally[0].spells]
    assert of(found, "regime", "enters special measures") == Counter(rows.entered.tolist())
    left = rows[rows.end_reason == entities.EXITED]
    assert of(found, "regime", "leaves special measures") == Counter(left.exited.tolist())


def test_visits_and_reports(told):
    world, found, _ = told
    rows = world.model.inspections[: world.model.tally[0].inspections]
    assert of(found, "inspection", "inspection") == Counter(rows.inspected.tolist())
    out = rows[rows.published == rows.published]
    # Of a trust that has closed no report comes out, whatever the table foresaw.
    ends = [world.closed.get(int(row.trust), (world.scenario.months, 0))[0] for row in out]
    within = out[out.published < ends]
    assert of(found, "rating", "report published") == Counter(within.published.tolist())
    for word in entities.RATINGS[1:]:
        said = of(found, "rating", f"report published, {word} (")
        rated = within[within.overall == entities.RATINGS.index(word)]
        assert said == Counter(rated.published.tolist())


def test_why_leaders_went(told):
    world, found, _ = told
    rows = world.model.tenures[: world.model.tally[0].tenures]
    for code, name in enumerate(entities.DEPARTURES):
        if name:
            gone = rows[(rows.ended_because == code) & ~rows.interim]
            assert of(found, "leader", WHY_LEFT[name]) == Counter(gone[gone.ended > world.first].ended.tolist()), name


def test_who_came(told):
    world, found, _ = told
    rows = world.model.tenures[: world.model.tally[0].tenures]
    since = rows[rows.started > world.first]
    assert of(found, "leader", "takes the post") == Counter(since[~since.interim].started.tolist())
    acting = since[since.interim & (since.started < world.scenario.months)]
    assert of(found, "leader", "acts as an interim") == Counter(acting.started.tolist())


def test_a_move_is_told_at_both_ends(told):
    _, found, went = told
    for month, step in went:
        texts = [each.text for when, each in found if when == month]
        assert any(f"leader {step.leader} takes the post from" in text for text in texts)
        assert any(f"leader {step.leader} went to another trust" in text for text in texts)
    assert len(went) == sum(of(found, "leader", "went to another trust").values())


def test_support(told):
    world, found, _ = told
    rows = world.model.support[: world.model.tally[0].support]
    words = {entities.DIRECTOR: " comes", entities.BUDDY: "becomes its buddy", entities.FUNDING: "money begins"}
    for kind, said in words.items():
        assert of(found, "support", said) == Counter(rows[rows.kind == kind].started.tolist())


def test_a_take_over_is_told():
    world, texts = World("classroom", 1, 1), []
    world.step(46)
    world.step()
    texts = [each.text for each in news(world)]
    assert "Acute 007 is taken over by Acute 004, and closes" in texts


def test_policy_and_orders_are_told():
    world = World("classroom", 1, 0)
    world.step(2)
    assert "on a review's own grounds” becomes 0 trusts/month (regime.review_entries)" in news(world)[0].text
    ordered = World("theory_overload", 1, 0)
    months = {event.month for event in ordered.model.events}
    ordered.step(min(months) + 1)
    assert "order" in {each.kind for each in news(ordered)}
