"""The pictures of a game: lines over months, and intervals. SVG written by hand, quick enough for a whole class."""

import html
import math
import textwrap
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from turnaround_sim.dashboard.playing.words import month_name
from turnaround_sim.dashboard.svg import titled

BLUE, VERMILLION, GREEN, ORANGE, SKY, PURPLE, BLACK = (
    "#0072B2", "#D55E00", "#009E73", "#B87800", "#56B4E9", "#AA4C84", "#000000",
)  # fmt: skip
"""Of Okabe and Ito; two are darker than theirs, to be seen on white."""
LOOKS = (
    (BLUE, ""), (BLACK, "2 4"), (VERMILLION, "9 4"), (GREEN, "12 3 3 3"), (PURPLE, "6 3"), (ORANGE, "3 3"),
    (SKY, "10 2 2 2 2 2"), (BLACK, ""),
)  # fmt: skip
"""Colour and dashes of each line in turn: told apart without colour too."""
GREY, PALE = "#555555", "#DDDDDD"
FONT = 'font-family="Source Sans Pro, Segoe UI, Helvetica, Arial, sans-serif"'
YEAR = 12
KEY_WIDTH = 60
"""Characters in a line of the key."""
LEAST_SPAN = 20.0
"""Points that a picture spans at the least, so that small swings look small."""


class Line(NamedTuple):
    """One line of a picture: its name, its value at the end of each month (NaN where there is none), its width."""

    name: str
    values: Sequence[float]
    width: float = 2.0


class Span(NamedTuple):
    """A mean with its interval; the player's own value beside it is NaN where there is none."""

    name: str
    low: float
    mean: float
    high: float


def lines(
    title: str,
    said: str,
    drawn: Sequence[Line],
    *,
    low: float,
    high: float,
    level: float | None = None,
    level_name: str = "",
    quiet: bool = False,
) -> str:
    """Lines over months, named by a key below; `level` is a height to hold them against.

    A quiet picture is small, of one line, and has dots: each month's reading by itself.
    """
    width, height = (320, 130) if quiet else (520, 290)
    left, right, top, bottom = (34, 8, 10, 22) if quiet else (36, 30, 14, 28)
    months = max((len(line.values) for line in drawn), default=1)
    size = 11 if quiet else 13

    def across(month: float) -> float:
        return left + (width - left - right) * month / max(1, months - 1)

    def down(value: float) -> float:
        return top + (height - top - bottom) * (1.0 - (value - low) / (high - low))

    marks = []
    for value in ticks(low, high, 3 if quiet else 5):
        marks.append(_rule(left, down(value), width - right, down(value), PALE))
        marks.append(_text(left - 6, down(value) + size / 3, f"{value:g}", size, "end", GREY))
    for month, anchor in _dates(months, ends_only=quiet):
        marks.append(_rule(across(month), height - bottom, across(month), height - bottom + 4, GREY))
        marks.append(_text(across(month), height - bottom + size + 6, month_name(month, True), size, anchor, GREY))
    if level is not None and low <= level <= high:
        marks.append(_rule(left, down(level), width - right, down(level), BLACK, 'stroke-dasharray="7 4"'))
    ends = []
    for place, line in enumerate(drawn):
        colour, dashes = LOOKS[place % len(LOOKS)]
        points = [(across(month), down(value)) for month, value in enumerate(line.values) if math.isfinite(value)]
        if not points:
            continue
        marks.append(_stroke(points, colour, 1.0 if quiet else line.width, "" if quiet else dashes))
        if quiet:
            marks += [f'<circle cx="{x:.1f}" cy="{y:.1f}" r="2.2" fill="{colour}"/>' for x, y in points]
        else:
            ends.append((points[-1][1], place))
    if level is not None and low <= level <= high:
        # On paper of its own, over whatever line runs through it.
        marks.append(_text(left + 4, down(level) - 5, level_name, size, "start", BLACK, halo=True))
    beneath = -math.inf
    for y, place in sorted(ends):
        beneath = max(y, beneath + size)
        marks.append(
            _text(width - right + 8, beneath + 4, _letter(place), size, "start", LOOKS[place % len(LOOKS)][0], True)
        )
    y = height + 10
    for place, line in enumerate(() if quiet else drawn):
        colour, dashes = LOOKS[place % len(LOOKS)]
        marks.append(_stroke([(left, y), (left + 40, y)], colour, max(line.width, 2.5), dashes))
        for row in textwrap.wrap(f"{_letter(place)}  {line.name}", KEY_WIDTH):
            marks.append(_text(left + 48, y + 4, row, size, "start", BLACK))
            y += size + 6
    return titled(title, said, width, height if quiet else y, marks, FONT)


def _dates(months: int, *, ends_only: bool) -> Iterator[tuple[int, str]]:
    """The months that are named below a picture, each with the side on which its name stands."""
    yield 0, "start"
    if ends_only:
        if months > YEAR / 2:
            yield months - 1, "end"
        return
    step = YEAR if months <= 6 * YEAR else 2 * YEAR if months <= 12 * YEAR else 4 * YEAR
    for month in range(step, months - step // 3, step):
        yield month, "middle"


def intervals(title: str, said: str, spans: Sequence[Span], unit: str, yours: float = math.nan) -> str:
    """One row for each span: a dot for the mean and a bar for its interval; a line across where the player came."""
    width, row = 520, 48
    left, right, top = 14, 20, 10
    known = [value for span in spans for value in (span.low, span.mean, span.high) if math.isfinite(value)]
    known += [yours] if math.isfinite(yours) else []
    low, high = (min(known), max(known)) if known else (0.0, 1.0)
    room = 0.06 * (high - low) or 1.0
    low, high = (max(0.0, low - room) if low >= 0 else low - room), high + room
    height = top + row * len(spans) + 46

    def across(value: float) -> float:
        return left + (width - left - right) * (value - low) / (high - low)

    marks = []
    floor = top + row * len(spans)
    for value in ticks(low, high, 5):
        marks.append(_rule(across(value), top, across(value), floor, PALE))
        marks.append(_text(across(value), floor + 18, f"{value:g}", 13, "middle", GREY))
    marks.append(_text(width / 2, floor + 38, unit, 13, "middle", GREY))
    if math.isfinite(yours):
        marks.append(_rule(across(yours), top, across(yours), floor, VERMILLION, 'stroke-width="2.5"'))
    for place, span in enumerate(spans):
        y = top + row * place
        marks.append(_text(left, y + 17, span.name, 13, "start", BLACK))
        if not math.isfinite(span.mean):
            continue
        marks.append(_rule(across(span.low), y + 33, across(span.high), y + 33, BLUE, 'stroke-width="4"'))
        marks.append(f'<circle cx="{across(span.mean):.1f}" cy="{y + 33}" r="6" fill="{BLUE}"/>')
    return titled(title, said, width, height, marks, FONT)


def span(drawn: Sequence[Sequence[float]]) -> tuple[float, float]:
    """From where to where a picture of these values goes: never so little that chance looks large.

    >>> span([(40.0, 42.0), (41.0, math.nan)])
    (31.0, 51.0)
    """
    known = [value for values in drawn for value in values if math.isfinite(value)] or [50.0]
    low, high = min(known), max(known)
    room = max(2.0, (LEAST_SPAN - (high - low)) / 2)
    return low - room, high + room


def ticks(low: float, high: float, most: int) -> list[float]:
    """At most so many round numbers between two others.

    >>> ticks(0.0, 100.0, 5), ticks(0.12, 0.61, 5)
    ([0.0, 25.0, 50.0, 75.0, 100.0], [0.2, 0.3, 0.4, 0.5, 0.6])
    """
    if not high > low:
        return [low]
    step = 10.0 ** math.floor(math.log10((high - low) / most))
    while True:
        for factor in (1.0, 2.0, 2.5, 5.0):
            first, last = math.ceil(low / (step * factor)), math.floor(high / (step * factor))
            if last - first + 1 <= most:
                return [round(each * step * factor, 10) for each in range(first, last + 1)]
        step *= 10.0


def _letter(place: int) -> str:
    return chr(ord("A") + place)


def _rule(x: float, y: float, to_x: float, to_y: float, colour: str, more: str = "") -> str:
    return f'<line x1="{x:.1f}" y1="{y:.1f}" x2="{to_x:.1f}" y2="{to_y:.1f}" stroke="{colour}" {more}/>'


def _stroke(points: Sequence[tuple[float, float]], colour: str, width: float, dashes: str) -> str:
    way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
    dashed = f' stroke-dasharray="{dashes}"' if dashes else ""
    return f'<polyline points="{way}" fill="none" stroke="{colour}" stroke-width="{width:g}"{dashed}/>'


def _text(
    x: float, y: float, text: str, size: float, anchor: str, colour: str, bold: bool = False, *, halo: bool = False
) -> str:
    weight = ' font-weight="bold"' if bold else ""
    if halo:
        weight += ' stroke="white" stroke-width="4" paint-order="stroke"'
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-size="{size:g}" text-anchor="{anchor}" fill="{colour}"{weight}>'
        f"{html.escape(text)}</text>"
    )
