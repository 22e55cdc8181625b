"""What a gain costs: gain and money together, pair by pair, never the one divided by the other."""

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FuncFormatter

from turnaround_sim.analysis.acceptability import Worth, prices_for, wilson, worth_of
from turnaround_sim.analysis.words import interval, number, quoted
from turnaround_sim.experiment import interval as interval_of
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.slide import GREY, RECORD
from turnaround_sim.report.study import Study

MOST_DOTS = 300
SHOWN_PRICES = (0, 25, 50, 75, 100)


def acceptability(study: Study) -> Chart | None:
    """The share of pairs in which each arm is worth its money, by what a unit of the outcome is worth to the payer.

    None where no arm can be told from the baseline by what it costs, or the outcome has no better way.
    """
    column = study.inquiry.primary
    asked = (worth_of(study.contrasts, arm, column.name, study.trust_years) for arm in study.shown)
    worths = [worth for worth in asked if worth is not None and worth.units]
    if not any(_costs_otherwise(worth) for worth in worths):
        return None
    prices = prices_for(worths)
    unit = worths[0].unit
    scale, money = (1000, "£ thousand") if prices[-1] < 1 else (1, "£m")
    looks = chart.LINES[1:]
    rows = []
    for worth in worths:
        shares = worth.share(prices)
        for place in SHOWN_PRICES:
            low, high = wilson(float(shares[place]), worth.units)
            ends = f"{low:.0%} to {high:.0%}"
            rows.append((worth.arm, f"{prices[place] * scale:,.3g}", f"{shares[place]:.0%}", ends, str(worth.units)))
    gains = []
    for worth in worths:
        (gain, *gain_ends), (cost, *cost_ends) = interval_of(worth.gained.tolist()), interval_of(worth.cost.tolist())
        gained = f"{number(gain, (gain_ends[1] - gain_ends[0]) / 2)} {unit}s ({interval(*gain_ends)})"
        spent = f"{number(cost, (cost_ends[1] - cost_ends[0]) / 2)} £m ({interval(*cost_ends)})"
        gains.append(f"{quoted(worth.arm)} beside the baseline: gain {gained}, further spending {spent}")
    others = f" Also: {'; '.join(gains[1:])}." if gains[1:] else ""
    return Chart(
        name="acceptability",
        title=f"Is it worth the money? {column.label} and spending together",
        said=f"{worths[0].scope.capitalize()} {gains[0]}; {worths[0].units} {study.contrasts.unit}.",
        reading=f"Above: gain and cost of each {_one(study)}; right of the upright line is a gain, above the level "
        f"line it costs more. Below: if one {unit} is worth so much to whoever pays, in what share of "
        f"{study.contrasts.unit} is the arm worth its money? The band is the 95% interval of that share. Spending is "
        "what is paid for intervention and support; costs elsewhere in the system are not counted. A mean cost for "
        f"each exit would mislead, and is not given.{others}",
        header=(
            "Arm",
            f"Worth of one {unit}, {money}",
            "Worth its money",
            "95% interval",
            study.contrasts.unit.capitalize(),
        ),
        rows=tuple(rows),
        figures=(_plane(study, worths, looks), _curves(study, worths, prices * scale, money, looks)),
    )


def _costs_otherwise(worth: Worth) -> bool:
    """Whether an arm's cost can be told from the baseline's."""
    _, low, high = interval_of(worth.cost.tolist())
    return low > 0.0 or high < 0.0


def _one(study: Study) -> str:
    return "pair" if study.contrasts.unit == "pairs" else "draw of the parameters"


def _plane(study: Study, worths: list[Worth], looks: tuple[chart.Look, ...]) -> Figure:
    top = 0.23 * len(worths) + 0.15
    figure = chart.blank(3.5 + top)
    height = 3.5 + top
    axes = figure.add_axes((0.16, 0.6 / height, 0.81, 2.85 / height))
    entries = []
    for worth, (colour, _, mark) in zip(worths, looks, strict=False):
        every = max(1, -(-worth.units // MOST_DOTS))
        axes.plot(
            worth.gained[::every], worth.cost[::every], linestyle="none", marker=mark, markersize=4.5, color=colour,
            alpha=0.55, markeredgewidth=0,
        )  # fmt: skip
        axes.plot(
            [worth.gained.mean()],
            [worth.cost.mean()],
            marker=mark,
            markersize=11,
            color=colour,
            markeredgecolor="white",
        )
        sampled = f" (every {every}th)" if every > 1 else ""
        entries.append(
            (Line2D([], [], color=colour, marker=mark, linestyle="none"), f"{worth.arm}{sampled}; large: mean")
        )
    axes.axhline(0, color=RECORD, linewidth=1.2)
    axes.axvline(0, color=RECORD, linewidth=1.2)
    # Every quarter has room for its name.
    for ends, widen in ((axes.get_xlim(), axes.set_xlim), (axes.get_ylim(), axes.set_ylim)):
        low, high = (float(end) for end in ends)
        room = 0.14 * max(high, 0.0, high - low)
        widen(min(low, -room), max(high, room))
    chart.tidy(axes, "y")
    axes.set_xlabel(
        chart.lines(f"Gain {worths[0].scope}, {worths[0].unit}s of {study.inquiry.primary.label.lower()}", 58),
        fontsize=chart.SMALL,
    )
    axes.set_ylabel(chart.lines(f"More spent {worths[0].scope}, £m", 30), fontsize=chart.SMALL)
    quiet: dict[str, Any] = {"fontsize": 9.0, "color": GREY, "transform": axes.transAxes}
    corner = {"boxstyle": "square,pad=0.1", "facecolor": "white", "edgecolor": "none", "alpha": 0.8}
    axes.text(0.99, 0.02, "better and cheaper", ha="right", va="bottom", bbox=corner, **quiet)
    axes.text(0.99, 0.98, "better and dearer", ha="right", va="top", bbox=corner, **quiet)
    axes.text(0.01, 0.98, "worse and dearer", ha="left", va="top", bbox=corner, **quiet)
    axes.text(0.01, 0.02, "worse and cheaper", ha="left", va="bottom", bbox=corner, **quiet)
    chart.legend(figure, entries, top=1.0)
    return figure


def _curves(study: Study, worths: list[Worth], prices: np.ndarray, money: str, looks: tuple[chart.Look, ...]) -> Figure:
    top = 0.23 * len(worths) + 0.15
    height = 3.3 + top
    figure = chart.blank(height)
    axes = figure.add_axes((0.16, 0.6 / height, 0.81, 2.65 / height))
    entries = []
    scale = prices[-1] / prices_for(worths)[-1]
    for worth, (colour, dashes, _) in zip(worths, looks, strict=False):
        shares = worth.share(prices / scale)
        ends = np.array([wilson(float(share), worth.units) for share in shares])
        axes.fill_between(prices, ends[:, 0], ends[:, 1], color=colour, alpha=0.13, linewidth=0)
        axes.plot(prices, shares, color=colour, linestyle=dashes, linewidth=2.2)
        entries.append((Line2D([], [], color=colour, linestyle=dashes, linewidth=2.2), worth.arm))
    axes.axhline(0.5, color=GREY, linewidth=1, linestyle=":")
    axes.set(ylim=(-0.02, 1.02), xlim=(0, prices[-1]))
    axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g}%"))
    chart.tidy(axes, "y")
    axes.set_xlabel(f"Worth of one {worths[0].unit} to the payer, {money}", fontsize=chart.SMALL)
    axes.set_ylabel(f"{study.contrasts.unit.capitalize()} in which it is\nworth its money", fontsize=chart.SMALL)
    chart.legend(figure, entries, top=1.0)
    return figure
