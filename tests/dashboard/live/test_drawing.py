"""The two small charts: titled, told in words, and true to their numbers."""

import re
from xml.etree import ElementTree

import pytest

from turnaround_sim.dashboard.live.accounts import ledgers
from turnaround_sim.dashboard.live.drawing import (
    BLUE,
    RED,
    ledger_bars,
    quality_line,
    quality_rows,
    quality_said,
    quality_title,
)
from turnaround_sim.dashboard.live.world import World

SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def world():
    found = World("classroom", 1, 0)
    found.step(30)
    return found


def test_a_line_has_a_point_for_every_month_the_higher_the_better(world):
    tree = ElementTree.fromstring(quality_line(world, 0))
    points = [tuple(map(float, pair.split(","))) for pair in tree.find(f"{SVG}polyline").get("points").split()]
    values = world.quality_so_far(0)
    assert len(points) == len(values) == 31
    assert max(range(31), key=lambda n: values[n]) == min(range(31), key=lambda n: points[n][1])
    assert [x for x, _ in points] == sorted(x for x, _ in points)


def test_it_is_titled_and_told(world):
    tree = ElementTree.fromstring(quality_line(world, 0))
    assert tree.get("role") == "img"
    assert tree.find(f"{SVG}title").text == quality_title(world, 0) == "Quality of Acute 001 so far"
    said = tree.find(f"{SVG}desc").text
    assert said == quality_said(world, 0)
    values = world.quality_so_far(0)
    assert f"From {values[0]:.1f} points before month 0 to {values[-1]:.1f} in month 29." in said
    assert quality_rows(world, 0)[-1] == ("month 29", f"{values[-1]:.1f}")
    below = int((values[1:] < world.line).sum())
    assert f"{below} of 30 months below" in said


def test_before_the_first_month_there_is_one_point():
    world = World("classroom", 1, 0)
    assert quality_said(world, 0).startswith("Before month 0 its quality is")
    assert quality_rows(world, 0)[0][0] == "before month 0"
    assert quality_line(world, 0)


def test_the_line_of_a_closed_trust_ends_and_says_so():
    world = World("classroom", 1, 1)
    world.step(60)
    assert quality_said(world, 6).endswith("It closed in month 46.")
    assert len(quality_rows(world, 6)) == 47


def test_bars_go_on_where_the_one_before_stopped(world):
    for ledger in ledgers(world, 0).values():
        tree = ElementTree.fromstring(ledger_bars(ledger, "Acute 001"))
        bars = [bar for bar in tree.iter(f"{SVG}rect") if bar.get("x")]
        assert len(bars) == len(ledger.lines)
        for bar, line in zip(bars, ledger.lines, strict=True):
            assert bar.get("fill") == (BLUE if line.gave > 0 else RED)
        texts = [text.text for text in tree.iter(f"{SVG}text")]
        numbers = [text for text in texts if re.fullmatch(r"[+-]?\d+\.\d+", text)]
        assert sorted(numbers) == sorted(value for _, value in ledger.rows)
