"""Every arm against the baseline on one scale, with its interval."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from turnaround_sim.analysis.comparison import Difference
from turnaround_sim.analysis.inquiry import short_level
from turnaround_sim.analysis.words import interval, number, quoted
from turnaround_sim.dictionary import Column
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.slide import RECORD
from turnaround_sim.report.study import Study

MANY = 12
A_PAGE = 24
"""Rows of one picture, so that it fits on a page of paper."""
STEP, WRAPPED_STEP = 0.285, 0.38
LETTERS = 25


@dataclass(frozen=True)
class Row:
    """One arm: its difference, and the interval widened for all arms. `name` leaves out what its group says."""

    arm: str
    group: str
    name: str
    each: Difference
    low: float
    high: float


def draw(study: Study) -> Chart | None:
    """All paired differences on the first outcome; None where there is but one."""
    contrasts, column = study.contrasts, study.inquiry.primary
    groups = _groups(study)
    rows = []
    for arm, each in contrasts.differences(column.name).items():
        low, high = contrasts.together(column.name, arm, len(study.inquiry.others))
        rows.append(Row(arm, *groups.get(arm, ("", arm)), each, low, high))
    if len(rows) < 2:
        return None
    if groups:
        order = list(dict.fromkeys(row.group for row in rows))
        rows.sort(key=lambda row: order.index(row.group))
    pages = [rows[first : first + A_PAGE] for first in range(0, len(rows), A_PAGE)]
    if len(pages) > 1 and len(pages[-1]) < A_PAGE // 2:
        half = math.ceil((len(pages[-2]) + len(pages[-1])) / 2)
        both = pages[-2] + pages[-1]
        pages[-2:] = [both[:half], both[half:]]
    ends = [end for row in rows for end in (row.low, row.high, 0.0) if math.isfinite(end)] or [0.0]
    room = 0.05 * (max(ends) - min(ends)) or 1.0
    scale = (min(ends) - room, max(ends) + room)
    told = sum(not (row.low <= 0 <= row.high) for row in rows if row.low == row.low)
    alone = sum(not (row.each.low <= 0 <= row.each.high) for row in rows if row.each.low == row.each.low)
    return Chart(
        name="forest",
        title=f"Every arm against {quoted(study.inquiry.baseline)}",
        said=f"{told} of {len(rows)} arms are told apart from the baseline when all are looked at together; "
        f"{alone} would be if each were looked at alone.",
        reading="A mark is an arm's mean difference from the baseline in the same worlds. The thick bar is its own 95% "
        f"interval; the thin one is wide enough for all {len(rows)} to hold together. Where the thin bar crosses the "
        "line at nought the arm cannot be told from the baseline, and the mark is hollow and grey.",
        header=("Arm", "Difference", "95% interval", "All together", contrasts.unit.capitalize()),
        rows=tuple(_told(row) for row in rows),
        figures=tuple(_page(page, column, scale, bool(groups)) for page in pages),
    )


def _told(row: Row) -> tuple[str, ...]:
    spread = (row.each.high - row.each.low) / 2
    ends = interval(row.each.low, row.each.high)
    return row.arm, number(row.each.difference, spread), ends, interval(row.low, row.high), str(row.each.replicates)


def _groups(study: Study) -> dict[str, tuple[str, str]]:
    """Of many arms, each under its level on the first axis of its grid: group, and what is left of its name."""
    if len(study.inquiry.others) <= MANY:
        return {}
    groups = {}
    for family in study.inquiry.families():
        for levels, arm in family.arms.items():
            told = [f"{axis} {short_level(axis, level)}" for axis, level in zip(family.axes, levels, strict=True)]
            groups[arm] = (told[0], ", ".join(told[1:])) if len(told) > 1 else (family.axes[0], arm)
    return {arm: groups.get(arm, ("others", arm)) for arm in study.inquiry.others} if groups else {}


def _page(rows: Sequence[Row], column: Column, scale: tuple[float, float], grouped: bool) -> Figure:
    heights, names, headings = [], [], []
    at = 0.0
    group = None
    for row in rows:
        if grouped and row.group != group:
            at += 0.35 if group is not None else 0.0
            headings.append((at, row.group))
            at += 1.0
            group = row.group
        heights.append(at)
        names.append(row.name)
        at += 1.0
    top, bottom = 0.75, 0.72
    step = WRAPPED_STEP if max(map(len, names)) > LETTERS else STEP
    figure = chart.blank(step * at + top + bottom)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((0.36, bottom * share, 0.61, step * at * share))
    axes.set(ylim=(at - 0.4, -0.7), xlim=scale)
    for height, row in zip(heights, rows, strict=True):
        colour = chart.colour_of(row.low, row.high, column.better)
        same = row.each.low == row.each.high == 0.0
        if math.isfinite(row.low) and not same:
            axes.plot([row.low, row.high], [height, height], color=colour, linewidth=1.2)
            axes.plot(
                [row.each.low, row.each.high], [height, height], color=colour, linewidth=4.2, solid_capstyle="butt"
            )
        decided = colour != chart.UNDECIDED
        if same:
            axes.annotate(
                "the same", (0, height), xytext=(-6, 0), textcoords="offset points", fontsize=chart.SMALL,
                color=chart.UNDECIDED, ha="right", va="center",
            )  # fmt: skip
            continue
        axes.plot(
            [row.each.difference], [height], marker="o", markersize=7, color=colour,
            markerfacecolor=colour if decided else "white", markeredgewidth=1.5, linestyle="none", zorder=3,
        )  # fmt: skip
    for height, name in headings:
        axes.text(
            -0.56, height, name, transform=axes.get_yaxis_transform(), fontsize=chart.SMALL, fontweight="bold",
            va="center", parse_math=False, clip_on=False,
        )  # fmt: skip
    chart.tidy(axes)
    chart.quiet_zero(axes)
    axes.spines["left"].set_visible(False)
    chart.name_rows(axes, names, heights, letters=LETTERS)
    chart.point_to_better(axes, column, 1.0)
    axes.set_xlabel(chart.difference_name(column), fontsize=chart.SMALL)
    entries = [
        (Line2D([], [], color=RECORD, linewidth=4.2), "95% interval"),
        (Line2D([], [], color=RECORD, linewidth=1.2), "for all arms together"),
        (_hollow(), "not told apart"),
    ]
    chart.legend(figure, entries, top=1.0, columns=3)
    return figure


def _hollow() -> Line2D:
    return Line2D(
        [], [], color=chart.UNDECIDED, marker="o", markerfacecolor="white", markeredgewidth=1.5, linestyle="none"
    )
