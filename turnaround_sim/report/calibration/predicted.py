"""The record held against what the prior and the posterior foretell, each fact on its own interval as scale."""

from collections.abc import Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from turnaround_sim.analysis.words import interval, number
from turnaround_sim.report.calibration.rows import STEP, Row, name_facts, pages
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.slide import MODEL, RECORD, WARNING
from turnaround_sim.validation.fit import Fit

EDGE = 4.0
"""Half widths of the record's interval that are drawn to either side of its middle."""
BAND = "#E4E4E4"
PRIOR = "#A8A8A8"
KINDS = {"calibrate": "fitted", "validate": "held out"}
LEADER_EFFECT = "T26"
"""The target on which all that is said of leaders hangs."""


def draw(fit: Fit, use: str) -> Chart | None:
    """All targets that were fitted, or all that were held out; None where there are none."""
    table = fit.table("predictive")
    facts = {name: target.fact for name, target in fit.known.items()}
    rows = [{**row, "fact": facts[row["target"]]} for row in table[table["use"] == use].to_dict("records")]
    if not rows:
        return None
    inside = sum(bool(row["inside"]) for row in rows)
    kind = KINDS[use]
    title = "Facts the model was fitted to" if use == "calibrate" else "Facts it was not shown"
    return Chart(
        name=f"predictive-{kind.replace(' ', '-')}",
        title=f"{title}, beside what it foretells",
        said=f"Of {len(rows)} facts {kind}, the model's mean lies within the record's interval for {inside}.",
        reading="Each fact has a scale of its own: the grey band is the record's 95% interval, drawn from -1 to 1, and "
        "the black diamond the record's value. The thick line is where 95% of the fitted model's worlds lie, the thin "
        "grey line the same before the fit; the mark is the mean, filled where it lies within the band and hollow "
        "where it does not. An arrow means that a line goes on beyond the picture.",
        header=("Fact", "Record", "95% interval", "Model, mean", "95% of worlds", "Before the fit", "Mean within"),
        rows=tuple(_told(row, fit) for row in rows),
        figures=tuple(_page(page) for page in pages(rows)),
    )


def _told(row: Row, fit: Fit) -> tuple[str, ...]:
    half = (row["high"] - row["low"]) / 2
    unit = fit.known[row["target"]].unit
    return (
        f"{row['target']}: {row['fact']} [{unit}]",
        number(row["observed"], half),
        interval(row["low"], row["high"]),
        number(row["posterior_mean"], half),
        interval(row["posterior_low"], row["posterior_high"]),
        interval(row["prior_low"], row["prior_high"]),
        "yes" if row["inside"] else "no",
    )


def _page(rows: Sequence[Row]) -> Figure:
    top, bottom = 0.95, 0.55
    figure = chart.blank(STEP * len(rows) + top + bottom)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((0.03, bottom * share, 0.94, STEP * len(rows) * share))
    axes.axvspan(-1, 1, color=BAND, zorder=0)
    for place, row in enumerate(rows):
        _draw_row(axes, place, row)
    axes.set(ylim=(len(rows) - 0.45, -0.6), xlim=(-EDGE, EDGE), xticks=(-1, 1))
    axes.set_xticklabels(["low", "high"])
    chart.tidy(axes)
    axes.grid(visible=False)
    axes.spines["left"].set_visible(False)
    name_facts(axes, rows, range(len(rows)))
    for name, row in zip(axes.texts, rows, strict=True):
        name.set_fontweight("bold" if row["target"] == LEADER_EFFECT else "normal")
    axes.set_xlabel("ends of the record's 95% interval", fontsize=chart.SMALL)
    entries = [
        (Line2D([], [], color=MODEL, linewidth=4, marker="o", markersize=7), "fitted model: mean within the interval"),
        (_hollow(), "fitted model: mean outside it"),
        (Line2D([], [], color=PRIOR, linewidth=1.4), "before the fit"),
        (Line2D([], [], color=RECORD, linestyle="none", marker="D", markersize=6), "record"),
        (Patch(facecolor=BAND), "its 95% interval"),
    ]
    chart.legend(figure, entries[:2], top=1.0)
    chart.legend(figure, entries[2:], top=1.0 - 0.42 * share, columns=3)
    return figure


def _hollow() -> Line2D:
    return Line2D(
        [], [], color=WARNING, linewidth=4, marker="o", markersize=7, markerfacecolor="white", markeredgewidth=1.8
    )


def _draw_row(axes: Axes, place: int, row: Row) -> None:
    middle, half = (row["low"] + row["high"]) / 2, (row["high"] - row["low"]) / 2

    def at(value: float) -> float:
        return float((value - middle) / half)

    colour = MODEL if row["inside"] else WARNING
    _line(axes, place + 0.3, at(row["prior_low"]), at(row["prior_high"]), PRIOR, 1.4)
    _line(axes, place + 0.12, at(row["posterior_low"]), at(row["posterior_high"]), colour, 4.2)
    mean = at(row["posterior_mean"])
    beyond = abs(mean) > EDGE
    axes.plot(
        [np.clip(mean, -0.97 * EDGE, 0.97 * EDGE)], [place + 0.12], linestyle="none", color=colour,
        marker=("<" if mean < 0 else ">") if beyond else "o", markersize=8,
        markerfacecolor=colour if row["inside"] else "white", markeredgewidth=1.8, zorder=4,
    )  # fmt: skip
    axes.plot(
        [at(row["observed"])], [place - 0.08], linestyle="none", color=RECORD, marker="D", markersize=4.5, zorder=5
    )


def _line(axes: Axes, height: float, low: float, high: float, colour: str, width: float) -> None:
    """A line from low to high, with an arrow where it leaves the picture."""
    ends = np.clip([low, high], -EDGE, EDGE)
    axes.plot(ends, [height, height], color=colour, linewidth=width, solid_capstyle="butt", zorder=2)
    for end in (low, high):
        if abs(end) > EDGE:
            edge = 0.985 * np.sign(end) * EDGE
            axes.plot([edge], [height], linestyle="none", marker="<" if end < 0 else ">", markersize=5, color=colour)
