"""The full model against the null, target by target: which of them foretells what was observed."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from turnaround_sim.analysis.words import interval, number
from turnaround_sim.report.calibration.rows import STEP, Row, name_facts, pages
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.slide import MODEL, WARNING
from turnaround_sim.validation.against_null import AgainstNull

LEAST = 1.5
MOST = 6.0
"""How far the axis goes at the least and at the most."""
HEADINGS = {"left out": "Fitted facts, each left out in turn", "held out": "Facts held out"}


def draw(against: AgainstNull) -> Chart:
    """The difference of the log scores with its interval over particles, fitted targets first."""
    rows: list[Row] = against.table.to_dict("records")
    ends = [abs(row[end]) for row in rows for end in ("low", "high") if row["reliable"]] or [0.0]
    edge = float(np.clip(1.1 * max(ends), LEAST, MOST))
    parts = [(words, [row for row in rows if row["how"] == how]) for how, words in HEADINGS.items()]
    drawn = [_page(page, words, edge) for words, part in parts if part for page in pages(part)]
    better = against.table[against.table["reliable"]]["favours"].value_counts()
    return Chart(
        name="against-null",
        title="What the full model foretells better than the null, and what it does not",
        said=f"Of {against.counted} facts that can be scored, the full model foretells {better.get('full', 0)} better, "
        f"the null {better.get('null', 0)}, and {better.get('neither', 0)} are not told apart.",
        reading="A log score is the logarithm of the chance that a model gave to what was observed, not having been "
        "shown it. Right of the line at nought leaders and support help to foretell a fact, left of it they are in the "
        "way. One step makes it 2.7 times as likely, and most facts rest on one value, so small differences mean "
        "little. Lines are 95% intervals over the particles of both fits.",
        header=("Fact", "Full", "Null", "Difference", "95% interval", "Particles, full", "Particles, null",
                "Needs no leader effect"),
        rows=tuple(_told(row) for row in rows),
        figures=tuple(drawn),
    )  # fmt: skip


def _page(rows: Sequence[Row], heading: str, edge: float) -> Figure:
    figure = chart.blank(STEP * len(rows) + 1.55)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((0.03, 0.55 * share, 0.94, STEP * len(rows) * share))
    figure.text(0.03, 1 - 0.58 * share, heading, fontsize=chart.SMALL, fontweight="bold", va="center")
    for place, row in enumerate(rows):
        colour = _colour(row)
        ends = np.clip([row["low"], row["high"]], -edge, edge)
        axes.plot(ends, [place, place], color=colour, linewidth=3.4, solid_capstyle="butt")
        beyond = abs(row["difference"]) > edge
        axes.plot(
            [np.clip(row["difference"], -0.97 * edge, 0.97 * edge)], [place], color=colour, linestyle="none",
            marker=("<" if row["difference"] < 0 else ">") if beyond else _mark(row), markersize=6.5,
            markerfacecolor="white" if colour == chart.UNDECIDED else colour, markeredgewidth=1.5, zorder=3,
        )  # fmt: skip
    axes.set(ylim=(len(rows) - 0.55, -0.6), xlim=(-edge, edge))
    chart.tidy(axes)
    chart.quiet_zero(axes)
    axes.spines["left"].set_visible(False)
    name_facts(axes, rows, range(len(rows)))
    for across, text, align in ((0.0, "◀ null better", "left"), (1.0, "full model better ▶", "right")):
        axes.text(across, 1.0, text, transform=axes.transAxes, fontsize=chart.SMALL, fontweight="bold", ha=align,
                  va="bottom", color="#B34F00" if align == "left" else MODEL)  # fmt: skip
    axes.set_xlabel("Log score, full model less null", fontsize=chart.SMALL)
    entries: list[tuple[Artist, str]] = [
        (Line2D([], [], color=MODEL, marker="o", linewidth=3.4), "full model better"),
        (Line2D([], [], color=WARNING, marker="o", linewidth=3.4), "null better"),
        (_hollow("o"), "not told apart"),
        (_hollow("x"), "not reliable"),
    ]
    chart.legend(figure, entries, top=1.0, columns=2)
    return figure


def _told(row: Row) -> tuple[str, ...]:
    said = ("yes" if row["needs_no_leader"] else "no") if row["reliable"] else "not reliable"
    return (
        f"{row['target']}: {row['fact']}",
        f"{row['full']:.2f}",
        f"{row['null']:.2f}",
        number(row["difference"], (row["high"] - row["low"]) / 2),
        interval(row["low"], row["high"]),
        f"{row['effective_full']:.0f}",
        f"{row['effective_null']:.0f}",
        said,
    )


def _colour(row: Row) -> str:
    if not row["reliable"]:
        return chart.UNDECIDED
    return {"full": MODEL, "null": WARNING}.get(row["favours"], chart.UNDECIDED)


def _mark(row: Row) -> str:
    return "o" if row["reliable"] else "x"


def _hollow(mark: str) -> Line2D:
    return Line2D([], [], color=chart.UNDECIDED, marker=mark, markerfacecolor="white", markeredgewidth=1.5,
                  linestyle="none")  # fmt: skip
