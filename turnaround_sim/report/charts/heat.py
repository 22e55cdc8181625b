"""Two axes at once: the paired difference of every cell, in colour only where its interval leaves out nought."""

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, Normalize
from matplotlib.patches import Patch, Rectangle

from turnaround_sim.analysis.inquiry import Family, short_level
from turnaround_sim.analysis.words import number
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart, row_of
from turnaround_sim.report.charts.curve import held_levels
from turnaround_sim.report.slide import MODEL, RECORD, WARNING
from turnaround_sim.report.study import Study

BETTER_IS_BLUE = LinearSegmentedColormap.from_list("better is blue", [WARNING, "#FFFFFF", MODEL])
MOST = 12
"""Levels of an axis beyond which the numbers in the cells could not be read."""


def draw(study: Study, family: Family) -> Chart | None:
    """The family's two axes with the most levels, the others held; None where there are not two, or too many levels."""
    varying = sorted(
        (axis for axis in family.axes if len(family.levels[axis]) > 1), key=lambda a: -len(family.levels[a])
    )
    if len(varying) < 2 or len(family.levels[varying[0]]) > MOST:
        return None
    first, second = sorted(varying[:2], key=family.axes.index)
    x, y = (first, second) if len(family.levels[first]) <= len(family.levels[second]) else (second, first)
    held = held_levels(study, family)
    column, baseline = study.inquiry.primary, study.inquiry.baseline
    xs, ys = family.levels[x], family.levels[y]
    cells = {}
    for levels, arm in family.arms.items():
        chosen = dict(zip(family.axes, levels, strict=True))
        if all(chosen[axis] == held[n] for n, axis in enumerate(family.axes) if axis not in (x, y)):
            cells[xs.index(chosen[x]), ys.index(chosen[y])] = arm, study.contrasts.difference(column.name, arm)
    most = max((abs(each.difference) for _, each in cells.values() if np.isfinite(each.difference)), default=1.0) or 1.0
    halves = [(each.high - each.low) / 2 for _, each in cells.values() if each.high > each.low]
    spread = float(np.median(halves)) if halves else np.nan
    shade = Normalize(-most, most)
    sign = {"lower": -1.0, "higher": 1.0, "": 1.0}[column.better]
    inch = 0.62
    figure = chart.blank(inch * len(ys) + 1.75)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((0.2, 0.6 * share, 0.78, inch * len(ys) * share))
    for (across, up), (arm, each) in cells.items():
        covers = not (each.low > 0 or each.high < 0)
        is_baseline = arm == baseline
        face = "#FFFFFF" if is_baseline else "#EFEFEF" if covers else BETTER_IS_BLUE(shade(sign * each.difference))
        cell = Rectangle((across - 0.5, up - 0.5), 1, 1, facecolor=face, edgecolor="white", linewidth=2)
        axes.add_patch(cell)
        if covers and not is_baseline:
            hatch = Rectangle((across - 0.5, up - 0.5), 1, 1, fill=False, hatch="///", edgecolor="#C4C4C4", linewidth=0)
            axes.add_patch(hatch)
        same = each.low == each.high == 0.0
        text = "baseline" if is_baseline else "same" if same else number(each.difference, spread)
        look = {"boxstyle": "square,pad=0.15", "facecolor": "#EFEFEF", "edgecolor": "none"}
        axes.text(
            across, up, text, ha="center", va="center", fontsize=8.8 if len(xs) > 6 else chart.SMALL,
            fontweight="normal" if covers else "bold", color=_ink(face),
            bbox=look if covers and not is_baseline else None,
        )  # fmt: skip
    if baseline in (arm for arm, _ in cells.values()):
        at = next(place for place, (arm, _) in cells.items() if arm == baseline)
        axes.add_patch(Rectangle((at[0] - 0.47, at[1] - 0.47), 0.94, 0.94, fill=False, edgecolor=RECORD, linewidth=1.6))
    axes.set(xlim=(-0.5, len(xs) - 0.5), ylim=(-0.5, len(ys) - 0.5))
    axes.set_xticks(range(len(xs)), [chart.lines(short_level(x, level), 12) for level in xs])
    chart.name_rows(axes, [short_level(y, level) for level in ys], range(len(ys)), letters=14)
    for label in axes.get_xticklabels():
        label.set_parse_math(False)
    axes.tick_params(labelsize=chart.SMALL, length=0)
    axes.spines[["top", "right", "left", "bottom"]].set_visible(False)
    axes.set_xlabel(x, fontsize=chart.LETTERS, parse_math=False)
    axes.set_ylabel(y, fontsize=chart.LETTERS, parse_math=False)
    entries = [
        (Patch(facecolor=MODEL), "better than the baseline" if column.better else "above the baseline"),
        (Patch(facecolor=WARNING), "worse" if column.better else "below"),
        (Patch(facecolor="#EFEFEF", edgecolor="#B0B0B0", hatch="///"), "interval covers nought"),
        (Patch(facecolor="white", edgecolor=RECORD), "baseline"),
    ]
    chart.legend(figure, entries, top=1.0, columns=2)
    figure.text(
        0.02,
        1 - 0.78 * share,
        chart.lines(f"Difference in {chart.axis_name(column)}", 70),
        fontsize=chart.SMALL,
        va="center",
    )
    others = [f"{axis} {short_level(axis, held[n])}" for n, axis in enumerate(family.axes) if axis not in (x, y)]
    told = sum(each.low > 0 or each.high < 0 for _, each in cells.values())
    beside = sum(arm != baseline for arm, _ in cells.values())
    return Chart(
        name="heat",
        title=f"{column.label} by {first} and {second}" + (f", at {', '.join(others)}" if others else ""),
        said=f"In {told} of {beside} cells the interval leaves out nought.",
        reading="A cell is one arm: its mean difference from the baseline in the same worlds, deeper in colour the "
        "larger it is. Hatched cells cannot be told from the baseline, whatever their number. Each interval is for "
        "its own cell; of a hundred cells where there is nothing, some five would be coloured by chance.",
        header=(f"{x}, {y}", "Difference", "95% interval", study.contrasts.unit.capitalize()),
        rows=tuple(
            row_of(f"{short_level(x, xs[across])}, {short_level(y, ys[up])}", each)
            for (across, up), (arm, each) in sorted(cells.items())
            if arm != baseline
        ),
        figures=(figure,),
    )


def _ink(face: object) -> str:
    """Black or white, whichever is read better on a colour."""
    from matplotlib.colors import to_rgb

    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in to_rgb(face)]  # type: ignore[arg-type]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return "#000000" if (light + 0.05) / 0.05 > 1.05 / (light + 0.05) else "#FFFFFF"
