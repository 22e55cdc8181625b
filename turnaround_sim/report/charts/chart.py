"""What every chart of a report shares: its size, its marks, and that its numbers stand beside it in words and rows."""

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from turnaround_sim.analysis.comparison import Difference
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.dictionary import Column
from turnaround_sim.report.slide import MODEL, RECORD, WARNING
from turnaround_sim.report.study import Study

WIDTH = 5.5
"""Inches: narrow enough that letters can still be read on a phone."""
LETTERS = 11.5
SMALL = 10.0
LINE = 0.17
"""Inches that a line of small letters takes."""
UNDECIDED = "#6E6E6E"
Look = tuple[str, Any, str]
LINES: tuple[Look, ...] = (
    (RECORD, "-", "o"),
    (MODEL, (0, (6, 2)), "s"),
    (WARNING, (0, (4, 1.5, 1, 1.5)), "^"),
    ("#007A5A", (0, (1.5, 1.5)), "D"),
)
"""Colour, dashes and mark of the baseline and the arms beside it: told apart without colour, too."""


@dataclass(frozen=True, eq=False)
class Chart:
    """A picture, or several that belong together, with the same in words and in rows.

    `title` is what it shows, `said` what it says in this run, `reading` how to read it. `header` and `rows` hold the
    numbers that are drawn.
    """

    name: str
    title: str
    said: str
    reading: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    figures: tuple[Figure, ...]


def blank(height: float) -> Figure:
    """An empty picture so many inches high."""
    return Figure(figsize=(WIDTH, height), facecolor="white")


def tidy(axes: Axes, along: str = "x") -> None:
    """No frame, quiet lines, letters that can be read."""
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=SMALL)
    axes.grid(axis="x" if along == "x" else "y", color="#DDDDDD", linewidth=0.8)
    axes.set_axisbelow(True)


def name_rows(axes: Axes, names: Sequence[str], places: Sequence[float], letters: int = 24) -> None:
    """Name rows at the left; a user's words are shown as they are, never read as mathematics."""
    axes.set_yticks(list(places), [lines(name, letters) for name in names])
    axes.tick_params(axis="y", length=0, labelsize=SMALL)
    for label in axes.get_yticklabels():
        label.set_parse_math(False)


def lines(text: str, letters: int, most: int = 2) -> str:
    """A name in a few short lines, cut where it is longer."""
    return "\n".join(textwrap.wrap(text, letters, max_lines=most, placeholder=" …", break_on_hyphens=False))


def colour_of(low: float, high: float, better: str) -> str:
    """Blue for better, vermillion for worse, grey where the interval does not say."""
    if not (low > 0 or high < 0):
        return UNDECIDED
    if not better:
        return RECORD
    return MODEL if (high < 0) == (better == "lower") else WARNING


def point_to_better(axes: Axes, column: Column, height: float = 1.0) -> None:
    """Say above the axes which way is better."""
    if not column.better:
        return
    left, right = ("◀ better", "worse ▶") if column.better == "lower" else ("◀ worse", "better ▶")
    looks = {"better": MODEL, "worse": "#B34F00"}
    for across, text, align in ((0.0, left, "left"), (1.0, right, "right")):
        colour = looks["better" if "better" in text else "worse"]
        axes.text(
            across, height, text, transform=axes.transAxes, fontsize=SMALL, fontweight="bold", color=colour,
            ha=align, va="bottom",
        )  # fmt: skip


def legend(figure: Figure, entries: Sequence[tuple[Artist, str]], *, top: float, columns: int = 1) -> None:
    """What each mark stands for, above the axes; a name that takes a second line gets room for it."""
    names = [lines(text, 58 // columns) for _, text in entries]
    deep = -(-len(names) // columns)
    more = [any("\n" in name for name in names[row::deep]) for row in range(deep)]
    _make_room(figure, LINE * sum(more))
    drawn = figure.legend(
        [handle for handle, _ in entries],
        names,
        loc="upper left",
        bbox_to_anchor=(0.0, top),
        ncols=columns,
        frameon=False,
        fontsize=SMALL,
        handlelength=2.4,
        columnspacing=1.2,
        labelspacing=0.3,
    )
    for text in drawn.get_texts():
        text.set_parse_math(False)


def _make_room(figure: Figure, inches: float) -> None:
    """Add so much paper at the top; what is drawn keeps its size and its place above the lower edge."""
    width, height = figure.get_size_inches()
    figure.set_size_inches(width, height + inches)
    for axes in figure.axes:
        left, low, wide, high = axes.get_position().bounds
        axes.set_position((left, low * height / (height + inches), wide, high * height / (height + inches)))


def axis_name(column: Column) -> str:
    """An outcome with its unit, as it stands on an axis."""
    return f"{column.label}, {column.unit}"


def difference_name(column: Column) -> str:
    """The difference in an outcome, as it stands on an axis."""
    return lines(f"Difference from the baseline, {column.unit}", 48)


def name_of(study: Study, arm: str) -> str:
    """An arm as a legend has it: the baseline is marked as such, unless that is its name or it is all there is."""
    is_marked = study.inquiry.others and arm == study.inquiry.baseline and arm != "baseline"
    return f"{arm} (baseline)" if is_marked else arm


def quiet_zero(axes: Axes) -> None:
    """The line of no difference."""
    axes.axvline(0, color=RECORD, linewidth=1.2)


def row_of(name: str, each: Difference) -> tuple[str, ...]:
    """A difference as a row: name, difference, interval, how many units."""
    spread = (each.high - each.low) / 2
    return name, number(each.difference, spread), interval(each.low, each.high), str(each.replicates)
