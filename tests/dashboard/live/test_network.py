"""The picture: every trust in its place, told by more than colour, usable by keyboard, and safe to put into a page."""

import math
import re
from xml.etree import ElementTree

import pytest

from turnaround_sim.dashboard.live.bending import Bend
from turnaround_sim.dashboard.live.layout import Layout, Spot, place
from turnaround_sim.dashboard.live.marks import HEAVY, MARKS
from turnaround_sim.dashboard.live.network import (
    MOST_AT_ONCE,
    described,
    key,
    links,
    members,
    overview,
    picture,
)
from turnaround_sim.dashboard.live.world import World


@pytest.fixture
def world():
    """Two trusts share a director, two have buddies, a leader moves."""
    found = World("classroom", 1, 0)
    found.step(14)
    return found


def parsed(svg):
    return ElementTree.fromstring(svg)


def trusts_in(tree):
    return {int(g.get("data-trust")): g for g in tree.iter("g") if g.get("data-trust")}


@pytest.mark.parametrize("columns", [1, 2])
def test_every_trust_can_be_reached_by_keyboard_and_has_a_name(world, columns):
    found = trusts_in(parsed(picture(world, 3, columns=columns)))
    assert sorted(found) == list(range(12))
    for i, g in found.items():
        assert (g.get("role"), g.get("tabindex")) == ("button", "0")
        assert g.get("aria-label") == described(world, i)
        assert g.get("aria-pressed") == ("true" if i == 3 else "false")


def test_a_rating_is_told_by_letter_shape_and_words(world):
    found = trusts_in(parsed(picture(world, 0)))
    letters = {i: g.find("text[@class='letter']").text for i, g in found.items()}
    assert letters == {i: MARKS[each.rating].letter for i, each in enumerate(world.now)}
    assert {"?", "I", "R"} <= set(letters.values())
    assert len({mark.letter for mark in MARKS.values()}) == len({mark.fill for mark in MARKS.values()}) == 5
    assert len({mark.corners for mark in MARKS.values()}) == 4  # not rated and good are circles, of other colours
    assert all(word in key() for word in ("not yet rated", "inadequate", "requires improvement", "good", "outstanding"))


def test_special_measures_have_a_heavy_ring(world):
    found = trusts_in(parsed(picture(world, 1)))
    heavy = {i for i, g in found.items() if any(c.get("stroke-width") == "5" for c in g.iter("circle"))}
    assert heavy == {0, 2, 5}
    assert all("in special measures" in found[i].get("aria-label") for i in heavy)


def test_links_are_drawn_and_told(world):
    svg = picture(world, 1)
    found = links(world)
    assert found.buddies == ((0, 7), (5, 1))
    assert found.directors == {0: (0, 5), 1: (2,)}
    assert [(step.leader, step.whence, step.to) for step in found.moves] == [(10, 10, 0)]
    assert svg.count("url(#n2help)") == 2
    assert svg.count("url(#n2move)") == 1
    assert svg.count(">D0<") == 2
    assert svg.count('stroke-dasharray="1 6"') == 1
    assert "leader 10" in svg


def ends_of(svg, marker):
    """Where links with this arrow begin and end."""
    found = re.findall(rf'd="M([\d.]+) ([\d.]+) Q[-\d.]+ [-\d.]+ ([\d.]+) ([\d.]+)"[^>]*#{marker}\)', svg)
    return [(Spot(*map(float, each[:2])), Spot(*map(float, each[2:]))) for each in found]


@pytest.mark.parametrize("columns", [1, 2])
def test_an_arrow_is_seen_clear_of_marks_and_names(world, columns):
    at, svg = place(members(world), columns), picture(world, 1, columns=columns)
    for (trust, buddy), (start, end) in zip(links(world).buddies, ends_of(svg, f"n{columns}help"), strict=True):
        for spot, i in ((start, buddy), (end, trust)):
            x, y = spot.x - at.trusts[i].x, spot.y - at.trusts[i].y
            assert HEAVY + 10 < math.hypot(x, y) < 100
            assert not (abs(x) < 40 and 0 < y < HEAVY + 20)


def test_a_link_keeps_clear_of_a_trust_between():
    middle, at = Spot(200, 200), Layout(400, 400, {}, {})
    straight, bent = Bend(Spot(200, 50), 0.02, Spot(200, 350)), Bend(Spot(200, 50), 0.3, Spot(200, 350))
    assert straight.clearance([middle], at) < 10
    assert bent.clearance([middle], at) == pytest.approx(45, abs=1)
    assert Bend(Spot(350, 50), 0.45, Spot(350, 350)).clearance([middle], at) == -1.0


def test_a_closed_trust_is_marked():
    world = World("classroom", 1, 1)
    world.step(47)
    closed = trusts_in(parsed(picture(world, 0)))[6]
    assert closed.get("aria-label") == "Acute 007, closed"
    assert "closed" in [text.text for text in closed.iter("text")]
    assert closed.find("text[@class='letter']") is None


@pytest.mark.parametrize("name", ["classroom", "england", "theory_quiet", "theory_reversion"])
def test_no_two_trusts_are_drawn_on_top_of_each_other(name):
    world = World(name)
    systems = [None] if world.trusts <= MOST_AT_ONCE else list(members(world))
    for system in systems:
        for columns in (1, 2):
            at = place(members(world, system), columns)
            spots = list(at.trusts.values())
            for n, spot in enumerate(spots):
                assert HEAVY < spot.x < at.width - HEAVY
                assert HEAVY < spot.y < at.height - HEAVY
                assert all(math.dist(spot, other) > 2.5 * HEAVY for other in spots[:n])
            if columns == 1 and name == "classroom":
                assert at.width <= 390


def test_places_do_not_change_with_the_months():
    world = World("classroom", 1, 1)
    before = place(members(world), 2)
    world.step(60)
    assert place(members(world), 2) == before


def test_a_buddy_from_elsewhere_is_told_where_one_system_is_shown(world):
    alone = parsed(picture(world, 0, system=0))
    found = trusts_in(alone)
    assert sorted(found) == [i for i in range(12) if world.model.trusts[i].system == 0]
    assert [text.text for text in found[0].iter("text") if text.get("class") == "sign"] == ["D0", "B"]


def test_systems_in_small_count_their_trusts():
    world = World("england", 1, 0)
    world.step(14)
    html = overview(world, 5)
    assert html.count("<button") == 42
    assert html.count('aria-pressed="true"') == 1
    assert len(re.findall(r'class="small', html)) == 220
    inside = sum(int(n) for n in re.findall(r", (\d+) in special measures;", html))
    assert inside == html.count("small special") == sum(each.regime == 2 for each in world.now)


def test_names_are_text_and_nothing_else(world):
    world.names[0] = '<script>"&'
    svg = picture(world, 0)
    assert "<script>" not in svg
    assert trusts_in(parsed(svg))[0].get("aria-label").startswith('<script>"&')
