"""The pictures of a game: sound SVG that says itself, escapes what it is given and survives missing values."""

import math
import xml.etree.ElementTree as ElementTree

import pytest

from turnaround_sim.dashboard.playing.drawings import LOOKS, Line, Span, intervals, lines, span, ticks

SVG = "{http://www.w3.org/2000/svg}"


def _texts(svg):
    return ["".join(text.itertext()) for text in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_lines_are_named_and_told_apart_without_colour():
    drawn = [Line(f"path {n}", [40.0 + n, 41.0 + n]) for n in range(len(LOOKS))]
    svg = lines("Quality", "said", drawn, low=30.0, high=60.0)
    assert len(set(LOOKS)) == len({(colour == "#000000", dashes) for colour, dashes in LOOKS}) == len(LOOKS)
    assert sum("path" in text for text in _texts(svg)) == len(LOOKS)
    assert {"A", "B", "C"} <= set(_texts(svg))


def test_a_picture_says_itself_and_escapes_what_it_is_given():
    svg = lines(
        "<b>", "a & b", [Line("<script>x</script>", [1.0, 2.0])], low=0.0, high=3.0, level=1.5, level_name="<i>"
    )
    root = ElementTree.fromstring(svg)
    assert root.get("role") == "img"
    assert root.find(f"{SVG}title").text == "<b>"
    assert root.find(f"{SVG}desc").text == "a & b"
    assert not list(root.iter(f"{SVG}script"))


@pytest.mark.parametrize("values", [[], [math.nan] * 3, [40.0], [40.0, math.nan, math.nan]])
@pytest.mark.parametrize("quiet", [True, False])
def test_a_trust_that_closed_can_be_drawn(values, quiet):
    svg = lines("t", "s", [Line("x", values)], low=30.0, high=50.0, quiet=quiet)
    assert "nan" not in svg
    ElementTree.fromstring(svg)


def test_a_higher_value_stands_higher_and_a_later_month_further_right():
    svg = lines("t", "s", [Line("x", [40.0, 45.0])], low=30.0, high=50.0, quiet=True)
    first, last = list(ElementTree.fromstring(svg).iter(f"{SVG}circle"))
    assert float(last.get("cy")) < float(first.get("cy"))
    assert float(last.get("cx")) > float(first.get("cx"))


def test_an_interval_is_a_bar_with_its_mean_on_it():
    svg = intervals("t", "s", [Span("patient", -1.0, 0.5, 2.0), Span("none", math.nan, math.nan, math.nan)], "£m", 0.0)
    dots = list(ElementTree.fromstring(svg).iter(f"{SVG}circle"))
    bars = [line for line in ElementTree.fromstring(svg).iter(f"{SVG}line") if line.get("stroke-width") == "4"]
    assert len(dots) == len(bars) == 1
    assert float(bars[0].get("x1")) < float(dots[0].get("cx")) < float(bars[0].get("x2"))
    assert "nan" not in svg


def test_nothing_known_can_be_drawn():
    ElementTree.fromstring(intervals("t", "s", [Span("x", math.nan, math.nan, math.nan)], "£m"))
    assert span([(math.nan,)]) == (40.0, 60.0)


@pytest.mark.parametrize(("low", "high"), [(0.0, 1e-3), (31.2, 51.2), (-4.0, 1000.0), (5.0, 5.0)])
def test_ticks_are_few_and_within(low, high):
    found = ticks(low, high, 5)
    assert 1 <= len(found) <= 5
    assert all(low <= tick <= high for tick in found)
