"""How the paired difference goes along an axis of numbers."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from turnaround_sim.analysis.comparison import Difference
from turnaround_sim.analysis.inquiry import Family, short_level
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart, row_of
from turnaround_sim.report.slide import INNER, MODEL, RECORD
from turnaround_sim.report.study import Study

FEWEST = 3
"""Levels of an axis of which a curve is drawn."""
MOST_LISTED = 8
LEAST_GAP = 0.06
"""Of the axis: points closer together could not all be named."""


def draw(study: Study, family: Family, axis: str) -> Chart | None:
    """The difference from the baseline along one axis, the other axes held; None where too few levels are left.

    The others are held at the baseline's levels where it is of the family, else at their first.
    """
    if not family.is_numeric(axis):
        return None
    column, baseline = study.inquiry.primary, study.inquiry.baseline
    held = held_levels(study, family)
    arms = _along(family, axis, held)
    if study.shown and all(_is_same(study, arm) for _, arm in arms):
        # Where the baseline leaves out what the axis is about, all points are alike; the best arm does not.
        held = next((levels for levels, arm in family.arms.items() if arm == study.shown[0]), held)
        arms = _along(family, axis, held)
    if len(arms) < FEWEST:
        return None
    told = [(at, arm, study.contrasts.difference(column.name, arm)) for at, arm in arms]
    across = np.array([at for at, _, _ in told])
    mean = np.array([each.difference for _, _, each in told])
    low, high = (np.array([getattr(each, end) for _, _, each in told]) for end in ("low", "high"))
    figure = chart.blank(4.1)
    axes = figure.add_axes((0.2, 0.14, 0.77, 0.66))
    axes.fill_between(across, low, high, color=INNER, linewidth=0)
    axes.plot(across, mean, color=MODEL, linewidth=2)
    for at, arm, each in told:
        is_baseline = arm == baseline
        covers = not is_baseline and not (each.low > 0 or each.high < 0)
        axes.plot([at, at], [each.low, each.high], color=MODEL, linewidth=1.2)
        axes.plot(
            [at], [each.difference], marker="D" if is_baseline else "o", markersize=8,
            color=RECORD if is_baseline else MODEL,
            markerfacecolor="white" if covers else RECORD if is_baseline else MODEL, markeredgewidth=1.6, zorder=3,
        )  # fmt: skip
    axes.axhline(0, color=RECORD, linewidth=1.2)
    chart.tidy(axes, "y")
    axes.set_xlabel(axis[:1].upper() + axis[1:], fontsize=chart.SMALL, parse_math=False)
    axes.set_ylabel(chart.lines(f"Difference from the baseline, {column.unit}", 34), fontsize=chart.SMALL)
    if np.diff(across).min(initial=np.inf) >= LEAST_GAP * np.ptp(across):
        axes.set_xticks(across, [f"{at:g}" for at in across])
    if column.better:
        way = "lower" if column.better == "lower" else "higher"
        axes.set_title(f"{way} is better", loc="right", fontsize=chart.SMALL, color=MODEL, fontweight="bold")
    entries = [
        (Line2D([], [], color=MODEL, marker="o"), "mean difference (hollow: interval covers nought)"),
        (Patch(facecolor=INNER), "95% interval at each point"),
    ]
    if baseline in (arm for _, arm in arms):
        entries.append((Line2D([], [], color=RECORD, marker="D", linestyle="none"), f"baseline: {baseline}"))
    chart.legend(figure, entries, top=1.0)
    others = [f"{name} {short_level(name, held[n])}" for n, name in enumerate(family.axes) if name != axis]
    with_held = f", at {', '.join(others)}" if others else ""
    return Chart(
        name=f"curve-{axis}",
        title=f"{column.label} along {axis}{with_held}",
        said=_said(told, baseline),
        reading="Points were run; the line between them only leads the eye. Each interval holds for its own point, "
        "not for the whole curve at once.",
        header=(axis, "Difference", "95% interval", study.contrasts.unit.capitalize()),
        rows=tuple(row_of(f"{at:g}", each) for at, _, each in told),
        figures=(figure,),
    )


def _along(family: Family, axis: str, held: tuple[str, ...]) -> list[tuple[float, str]]:
    """The arms along an axis in its order, all other axes at the held levels."""
    along = family.axes.index(axis)
    return sorted(
        (family.position(axis, levels[along]) or 0.0, arm)
        for levels, arm in family.arms.items()
        if all(levels[n] == held[n] for n in range(len(levels)) if n != along)
    )


def _is_same(study: Study, arm: str) -> bool:
    return not study.contrasts.apart(study.inquiry.primary.name, arm).any()


def held_levels(study: Study, family: Family) -> tuple[str, ...]:
    """The level of every axis that is held while one of them moves."""
    of = {arm: levels for levels, arm in family.arms.items()}
    return of.get(study.inquiry.baseline, tuple(family.levels[axis][0] for axis in family.axes))


def _said(told: list[tuple[float, str, Difference]], baseline: str) -> str:
    """Where the curve lies to either side of the baseline, and where that cannot be told."""
    points = [(at, each) for at, arm, each in told if arm != baseline]
    better = next((each.better for _, each in points), "")
    below = [at for at, each in points if each.high < 0]
    above = [at for at, each in points if each.low > 0]
    words = {"lower": ("better", "worse"), "higher": ("worse", "better"), "": ("lower", "higher")}[better]
    sides = sorted(zip(words, (below, above), strict=True), key=lambda side: side[0] in ("worse", "lower"))
    sides.append(("not told apart from it", [at for at, _ in points if at not in below + above]))
    parts = [_at(word, where, len(points)) for word, where in sides if where]
    return f"Beside the baseline: {'; '.join(parts)}."


def _at(word: str, where: list[float], points: int) -> str:
    if len(where) == points:
        return f"{word} at all {points} points"
    listed = f" ({', '.join(f'{at:g}' for at in where)})" if len(where) <= MOST_LISTED else ""
    return f"{word} at {len(where)} of {points} points{listed}"
