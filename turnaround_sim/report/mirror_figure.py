"""The picture of the mirror: what analysts would say of replacing leaders, beside what is true."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from turnaround_sim.analysis.naive import FULL, NULL
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.report.slide import (
    GREY,
    MODEL,
    RECORD,
    SIZE,
    UNCALIBRATED,
    WARNING,
    Slide,
    key,
    write,
)

TITLE = "Did replacing the chief executive help?"


class Line(NamedTuple):
    """One estimator that is drawn: which it is, its name in plain words, and what it says if it is above or below 0."""

    estimator: str
    outcome: str
    words: str
    above: str
    below: str


class Panel(NamedTuple):
    """Estimators that share a scale: its name, by how much its numbers are multiplied, and its lines."""

    scale: str
    times: float
    lines: tuple[Line, ...]


_REPLACING, _STAYING = ("replacing helps", "replacing harms"), ("staying helps", "staying harms")
_SECOND = "observed_mortality_2"

PANELS = (
    Panel(
        "Mortality-like quality, second year, points", 1.0,
        (
            Line("before_after", _SECOND, "Before and after a change", *_REPLACING),
            Line("beyond_all", _SECOND, "… beyond the rise of all trusts", *_REPLACING),
            Line("matched", _SECOND, "Against matched trusts", *_REPLACING),
            Line("matched_kept", _SECOND, "… that kept their leader later too", *_REPLACING),
            Line("stayed", "observed_mortality_stayed", "Stayed two years, against not", *_STAYING),
        ),
    ),
    Panel(
        "The same with each year in post, points", 1.0,
        (
            Line("tenure", "observed_mortality_a_year", "Regression on tenure", *_STAYING),
            Line("tenure_within", "observed_mortality_a_year", "… within the same trust", *_STAYING),
        ),
    ),
    Panel(
        "Out within 24 months, percentage points", 100.0,
        (Line("landmark_12", "exit_24", "Changed by month 12, against not", *_REPLACING),),
    ),
    Panel(
        "Months in special measures", 1.0,
        (Line("leaders", "months_a_leader", "With each further leader", "replacing harms", "replacing helps"),),
    ),
)  # fmt: skip
COLUMNS = {NULL: "Null: leaders do nothing", FULL: "Full model: leaders matter"}
LEFTS, WIDTH = (0.29, 0.64), 0.18
TOP, STEP, GAP, HEADING = 0.66, 0.038, 0.073, 0.036
"""Where the first line stands, how far lines and panels are apart, and how far above a panel its heading is [slide]."""


def draw(mirrored: pd.DataFrame, *, seed: int, calibrated: bool = False) -> Slide:
    """Some of the estimators in the null and in the full model, each with its spread over worlds, and the truth."""
    figure = Figure(figsize=SIZE, facecolor="white")
    worlds = int(mirrored["worlds"].max())
    figure.text(0.03, 0.935, TITLE, fontsize=22, fontweight="bold", va="center")
    subtitle = "What analysts would say of trusts in special measures, beside the truth"
    figure.text(0.03, 0.88, subtitle, fontsize=15, va="center")
    _label(figure, calibrated)
    key(figure, _entries(worlds))
    said = [_column(figure, mirrored, scenario, left) for scenario, left in zip(COLUMNS, LEFTS, strict=True)]
    _names(figure)
    how = (
        f"{worlds:,} worlds of each, seed {seed}. Points: the mean of all analysts; lines: the middle 95% of them. "
        "Percentages: how many find an effect (chance: 5%), and which way the mean points. Truth: nought in the null; "
        "in the full model one leader replaced in month 25. "
    )
    figure.text(
        0.03, 0.022, textwrap.fill(f"{how}{OUT_OF_SCOPE}", 158), fontsize=11, color=GREY, va="bottom", linespacing=1.35
    )  # fmt: skip
    return Slide(figure, TITLE, [how, *said])


DOTS = 95
"""Per inch: what is published is kept in version control, so it is kept small."""


def save_mirror(slide: Slide, path: Path, *, calibrated: bool = False) -> list[Path]:
    """Write the picture as `path`.png and `path`.svg, told in words for readers who cannot see it."""
    labels = [*([] if calibrated else [f"{UNCALIBRATED}."]), NOTICE]
    return write(slide.figure, slide.title, " ".join([*labels, *slide.said, OUT_OF_SCOPE]), path, dots=DOTS)


def _label(figure: Figure, calibrated: bool) -> None:
    text = "\n".join([*([] if calibrated else [UNCALIBRATED]), NOTICE.removesuffix(".")])
    box = {"boxstyle": "square,pad=0.5", "facecolor": "white", "edgecolor": GREY if calibrated else WARNING,
           "linewidth": 2.5}  # fmt: skip
    figure.text(0.965, 0.925, text, fontsize=12, fontweight="bold", ha="right", linespacing=1.3, va="center", bbox=box)


def _entries(worlds: int) -> list[tuple[Any, str]]:
    return [
        (Line2D([], [], color=RECORD, linestyle="none", marker="D", markersize=9), "truth"),
        (_mark("misled"), "misleads"),
        (_mark("right"), "not to be told from the truth"),
        (_mark("unheld"), "no truth on this scale"),
        (Line2D([], [], color=GREY, linewidth=1.6), f"95% of {worlds:,} analysts"),
    ]


MARKS: dict[str, dict[str, Any]] = {
    "misled": {"color": WARNING, "marker": "o", "markerfacecolor": WARNING},
    "right": {"color": MODEL, "marker": "o", "markerfacecolor": "white"},
    "unheld": {"color": GREY, "marker": "s", "markerfacecolor": "white"},
}
"""Told apart in black and white: filled, open, square."""


def _mark(kind: str) -> Line2D:
    return Line2D([], [], linestyle="none", markersize=9, markeredgewidth=2, **MARKS[kind])


def _kind(row: Mapping[Any, Any]) -> str:
    """Whether the estimate can be told from the truth by the intervals of both."""
    if row["truth"] != row["truth"]:
        return "unheld"
    return "misled" if row["low"] > row["truth_high"] or row["high"] < row["truth_low"] else "right"


def _places() -> list[tuple[Panel, float, float]]:
    """Every panel with the height of its first line and of its last."""
    places, height = [], TOP
    for panel in PANELS:
        last = height - STEP * (len(panel.lines) - 1)
        places.append((panel, height, last))
        height = last - GAP - HEADING / 3
    return places


def _names(figure: Figure) -> None:
    for panel, height, _ in _places():
        figure.text(0.03, height + HEADING, panel.scale, fontsize=11.5, va="center", color=GREY)
        for number, line in enumerate(panel.lines):
            figure.text(0.03, height - STEP * number, line.words, fontsize=13, va="center")


def _column(figure: Figure, mirrored: pd.DataFrame, scenario: str, left: float) -> str:
    """Draw one scenario, and say in words what is drawn."""
    mine = mirrored[mirrored["scenario"] == scenario].to_dict("records")
    rows = {(row["estimator"], row["outcome"]): row for row in mine}
    figure.text(left, TOP + 0.075, COLUMNS[scenario], fontsize=15, fontweight="bold", va="center")
    beside = left + WIDTH + 0.014
    figure.text(beside, TOP + HEADING, "find an effect", fontsize=12, va="center", color=GREY)
    said = []
    for panel, first, last in _places():
        axes = figure.add_axes((left, last - STEP * 0.6, WIDTH, first - last + STEP * 1.2))
        for number, line in enumerate(panel.lines):
            row = rows[line.estimator, line.outcome]
            said.append(_draw_line(axes, number, row, panel, line))
            figure.text(beside, first - STEP * number, _verdict(row, line), fontsize=12.5, va="center")
        _scale(axes, mirrored, panel)
    return f"{COLUMNS[scenario]}. " + " ".join(said)


def _verdict(row: Mapping[Any, Any], line: Line) -> str:
    """How many analysts find an effect, and what the mean of all of them seems to say."""
    if row["excludes_zero"] != row["excludes_zero"]:
        return "–"
    says = line.above if row["low"] > 0 else line.below if row["high"] < 0 else "no effect"
    return f"{row['excludes_zero']:.0%}: {says}"


def _draw_line(axes: Axes, number: int, row: Mapping[Any, Any], panel: Panel, line: Line) -> str:
    """Draw one estimator, and say in words what is drawn."""
    value, low, high, least, most = (
        panel.times * row[name] for name in ("estimate", "low", "high", "world_low", "world_high")
    )
    true, under, over = (panel.times * row[name] for name in ("truth", "truth_low", "truth_high"))
    kind = _kind(row)
    colour = MARKS[kind]["color"]
    axes.plot([least, most], [number, number], color=colour, linewidth=1.6, zorder=2)
    axes.plot([low, high], [number, number], color=colour, linewidth=6, zorder=2, solid_capstyle="butt")
    axes.plot([value], [number], markersize=9, markeredgewidth=2, zorder=3, **MARKS[kind])
    words = f"{panel.scale}: {line.words}: {value:.2g} ({low:.2g} to {high:.2g})"
    if true == true:
        axes.plot([under, over], [number, number], color=RECORD, linewidth=3, zorder=4, solid_capstyle="butt")
        axes.plot([true], [number], color=RECORD, marker="D", markersize=8, linestyle="none", zorder=5)
        words += f", truth {true:.2g} ({under:.2g} to {over:.2g})"
    return f"{words}; {_verdict(row, line)}."


def _scale(axes: Axes, mirrored: pd.DataFrame, panel: Panel) -> None:
    """One scale for both scenarios, with nought on it."""
    named = [(line.estimator, line.outcome) for line in panel.lines]
    mine = mirrored.set_index(["estimator", "outcome"]).loc[named]
    ends = panel.times * mine[["world_low", "world_high", "truth_low", "truth_high"]].to_numpy(dtype=float)
    low, high = float(np.nanmin([0.0, *ends.flat])), float(np.nanmax([0.0, *ends.flat]))
    room = 0.06 * (high - low) or 1.0
    axes.set(xlim=(low - room, high + room), ylim=(len(panel.lines) - 0.4, -0.6), yticks=[])
    axes.axvline(0, color=RECORD, linewidth=1.2, zorder=1)
    axes.locator_params(axis="x", nbins=5)
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(labelsize=11)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.8)
    axes.set_axisbelow(True)
