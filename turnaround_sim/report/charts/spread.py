"""How the outcome is spread over worlds: an S-curve of each arm, and every pair as a dot."""

import numpy as np
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from turnaround_sim.analysis.contrasts import Numbers
from turnaround_sim.analysis.words import interval, number, quoted
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.slide import RECORD
from turnaround_sim.report.study import Study

MOST_DOTS = 300
QUANTILES = (0.05, 0.25, 0.5, 0.75, 0.95)


def s_curve(study: Study) -> Chart:
    """The share of worlds in which the outcome is at most so much, under the baseline and the arms pointed out."""
    column, contrasts = study.inquiry.primary, study.contrasts
    figure = chart.blank(4.3)
    arms = (study.inquiry.baseline, *study.shown)
    top = 0.23 * len(arms) + 0.12
    axes = figure.add_axes((0.13, 0.13, 0.84, 0.85 - top / 4.3))
    entries, rows = [], []
    for arm, (colour, dashes, _) in zip(arms, chart.LINES, strict=False):
        values = np.sort(_known(contrasts.values[arm][column.name]))
        # From nought below the first world to one at the last.
        across = np.concatenate([values[:1], values])
        up = np.arange(across.size) / max(values.size, 1)
        axes.plot(across, up, drawstyle="steps-post", color=colour, linestyle=dashes, linewidth=2.2)
        name = chart.name_of(study, arm)
        entries.append((Line2D([], [], color=colour, linestyle=dashes, linewidth=2.2), name))
        mean, low, high, count = contrasts.mean(column.name, arm)
        quantiles = np.quantile(values, QUANTILES) if values.size else np.full(len(QUANTILES), np.nan)
        spread = float(quantiles[-1] - quantiles[0]) / 2
        told = (number(float(quantile), spread) for quantile in quantiles)
        rows.append((arm, number(mean, (high - low) / 2), interval(low, high), *told, str(count)))
    axes.set(ylim=(0, 1.02))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g}%"))
    chart.tidy(axes, "y")
    axes.set_xlabel(chart.lines(chart.axis_name(column), 60), fontsize=chart.SMALL)
    axes.set_ylabel("Share of worlds at or below", fontsize=chart.SMALL)
    chart.legend(figure, entries, top=1.0)
    way = {
        "lower": "The further a curve lies to the left, the better.",
        "higher": "The further right, the better.",
        "": "",
    }
    return Chart(
        name="s-curve",
        title=f"{column.label}: how far worlds lie apart",
        said=f"Half of the worlds under {quoted(rows[0][0])} lie at or below {rows[0][5]} {column.unit}.",
        reading="Each step is one world. Worlds differ by far more than policies do, which is why arms are set "
        f"against each other within the same world. {way[column.better]} That curves overlap does not mean that arms "
        "are alike.",
        header=("Arm", "Mean", "95% interval", *(f"{quantile:.0%}" for quantile in QUANTILES), "Worlds"),
        rows=tuple(rows),
        figures=(figure,),
    )


def swarm(study: Study) -> Chart | None:
    """Every pair as a dot, for the arms pointed out; None where there is no arm but the baseline."""
    column, contrasts = study.inquiry.primary, study.contrasts
    if not study.shown:
        return None
    height = 0.95
    figure = chart.blank(height * len(study.shown) + 1.3)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((0.3, 0.72 * share, 0.67, height * len(study.shown) * share))
    axes.set_ylim(len(study.shown) - 0.5, -0.5)
    rows, thinned = [], 1.0
    every = {arm: _known(contrasts.apart(column.name, arm)) for arm in study.shown}
    ends = np.concatenate([*every.values(), [0.0]])
    room = 0.04 * float(np.ptp(ends)) or 1.0
    axes.set_xlim(float(ends.min()) - room, float(ends.max()) + room)
    for place, (arm, apart) in enumerate(every.items()):
        each = contrasts.difference(column.name, arm)
        dots = apart
        if apart.size > MOST_DOTS:
            dots = np.quantile(apart, (np.arange(MOST_DOTS) + 0.5) / MOST_DOTS)
            thinned = apart.size / MOST_DOTS
        colour = chart.colour_of(each.low, each.high, column.better)
        up = place + _stacked(dots, axes.get_xlim())
        axes.plot(dots, up, linestyle="none", marker="o", markersize=3.6, color=colour, alpha=0.75, markeredgewidth=0)
        if np.isfinite(each.low):
            axes.plot([each.low, each.high], [place + 0.42] * 2, color=RECORD, linewidth=3, solid_capstyle="butt")
        axes.plot([each.difference], [place + 0.42], marker="D", color=RECORD, markeredgecolor="white", markersize=7)
        better = each.share_b_better
        counted = "–" if better != better else f"{better:.0%}, {max(0.0, 1 - better - each.share_tied):.0%}"
        spread = (each.high - each.low) / 2
        ends_told = interval(each.low, each.high)
        rows.append((arm, number(each.difference, spread), ends_told, counted, str(each.replicates)))
    chart.tidy(axes)
    chart.quiet_zero(axes)
    axes.spines["left"].set_visible(False)
    chart.name_rows(axes, list(study.shown), range(len(study.shown)), letters=18)
    chart.point_to_better(axes, column)
    axes.set_xlabel(chart.difference_name(column), fontsize=chart.SMALL)
    entries = [
        (
            Line2D([], [], color=chart.UNDECIDED, marker="o", linestyle="none", markersize=4),
            "one dot: one " + _one(study),
        ),
        (Line2D([], [], color=RECORD, marker="D", linewidth=3), "mean and 95% interval"),
    ]
    chart.legend(figure, entries, top=1.0, columns=2)
    first = rows[0]
    unit = contrasts.unit
    counted = "" if first[3] == "–" else f" Of them, better and worse: {first[3]}; the rest are ties."
    sampled = f" One dot here stands for some {number(thinned)} {contrasts.unit}." if thinned > 1 else ""
    return Chart(
        name="swarm",
        title="Pair by pair: the same world under both",
        said=f"{quoted(first[0])} less the baseline: {first[1]} on average ({first[2]}; {first[4]} {unit}).{counted}",
        reading=f"Each dot is what an arm changes in one {_one(study)}; dots in one place are piled up.{sampled} "
        "Dots on both sides of nought mean that luck can reverse the difference in a single world.",
        header=("Arm", "Difference", "95% interval", f"Better, worse (of {unit})", unit.capitalize()),
        rows=tuple(rows),
        figures=(figure,),
    )


def _one(study: Study) -> str:
    return "world" if study.contrasts.unit == "pairs" else "draw of the parameters"


def _known(values: Numbers) -> Numbers:
    return values[np.isfinite(values)]


def _stacked(dots: Numbers, limits: tuple[float, float]) -> Numbers:
    """How far each dot is moved from its row's middle so that dots in one place are piled up about it."""
    bins = np.floor((dots - limits[0]) / (limits[1] - limits[0]) * 70).astype(int)
    moved = np.zeros(dots.size)
    deepest = max(int(np.bincount(bins).max(initial=1)), 1) if dots.size else 1
    step = min(0.055, 0.66 / deepest)
    for one in np.unique(bins):
        here = np.flatnonzero(bins == one)
        moved[here] = (np.arange(here.size) - (here.size - 1) / 2) * step
    return moved
