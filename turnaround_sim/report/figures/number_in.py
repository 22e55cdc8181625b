"""The figure of how many trusts are in special measures at each year's end."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from turnaround_sim.record import number_in_by_year_end, read_record
from turnaround_sim.report.marks import READING, draw_bands, model_entries
from turnaround_sim.report.numbers.spells import LAST_YEAR, ended_years, in_special_measures
from turnaround_sim.report.numbers.spread import Quantiles
from turnaround_sim.report.run import Run
from turnaround_sim.report.slide import GREY, MODEL, RECORD, End, Slide, footer, key, name_ends, page, remark, tidy

FIRST_EDGE = 2012.6
LEFT, WIDTH = 0.062, 0.86


def draw(run: Run) -> Slide:
    """How many trusts are in special measures at the end of each year, in one panel."""
    title = "How many trusts are in special measures?"
    figure = page(run, title, f"Trusts in special measures at the end of each year, out of {run.trusts}")
    axes = figure.add_axes((LEFT, 0.22, WIDTH, 0.525))
    record = read_record() if run.is_england else None
    years, quantiles = ended_years(run), in_special_measures(run)
    last_year = years[-1] if years else 2013
    top = float(quantiles[0.95].max(initial=1))
    said = [_draw_model_numbers(axes, years, quantiles)]
    entries = model_entries("50% of replicates", "90% of replicates")
    ends, how = [], READING
    if years:
        # The name of a short run stands at the rim of its shading, clear of the record that goes on.
        rim = 0.5 if record is None or last_year == LAST_YEAR else 0.95
        ends.append(End(last_year, float(quantiles[rim][-1]), "model", MODEL))
    if record is not None:
        number = number_in_by_year_end(record, range(2013, LAST_YEAR + 1))
        last_year, top = LAST_YEAR, max(top, float(number["high"].max()))
        _draw_record_numbers(axes, number)
        said.append(f"Record: {_record_numbers(number)}; from July 2021 it names only some of the trusts.")
        ends.append(End(LAST_YEAR, float(number["low"].iloc[-1]), "record", RECORD))
        solid = Line2D([], [], color=RECORD, marker="o", markersize=8, linewidth=1.8)
        hollow = Line2D([], [], color=RECORD, marker="o", markersize=8, linestyle="none", markerfacecolor="white")
        entries = [(solid, "record (what happened)"), (hollow, "at least; bar: uncertain"), *entries]
        how += " Open points: trusts known to be in; the bar adds those whose status the sources leave open."
    key(figure, entries)
    axes.set(xlim=(FIRST_EDGE, last_year + 0.4), ylim=(0, top * 1.15 + 0.5), xticks=range(2013, last_year + 1))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.set_xlabel("End of year" + ("" if record is not None else " (month 0 counted as July 2013)"), fontsize=15)
    name_ends(axes, ends, apart=0.07)
    tidy(axes)
    footer(figure, run, how)
    return Slide(figure, title, said)


def _draw_model_numbers(axes: Axes, years: list[int], quantiles: Quantiles) -> str:
    """Draw the model's bands and median, and say in words what is drawn."""
    if not years:
        words = "Model: the run ends before the first year does"
        remark(axes, 0.03, 0.3, words, size=16, colour=MODEL, align="left")
        return f"{words}."
    draw_bands(axes, years, quantiles, marker="s")
    rows = zip(years, quantiles[0.5], quantiles[0.05], quantiles[0.95], strict=True)
    shown = ", ".join(f"{middle:.3g} ({low:.3g} to {high:.3g}) in {year}" for year, middle, low, high in rows)
    return f"Model median (90% of replicates): {shown}."


def _draw_record_numbers(axes: Axes, number: pd.DataFrame) -> None:
    """Filled points for years that are known, open ones with a bar for years that are not."""
    known = number[number["low"] == number["high"]]
    unsure = number[number["low"] < number["high"]]
    axes.plot(known["year"], known["low"], color=RECORD, linewidth=1.8, marker="o", markersize=8, zorder=4)
    axes.errorbar(
        unsure["year"],
        unsure["low"],
        yerr=(np.zeros(len(unsure)), unsure["high"] - unsure["low"]),
        fmt="o",
        color=RECORD,
        markerfacecolor="white",
        markersize=8,
        markeredgewidth=1.6,
        linewidth=1.6,
        capsize=5,
        zorder=4,
    )
    # Recovery support also takes trusts for their finances, and the record names only some of those in it.
    axes.axvline(2020.5, color=GREY, linewidth=1)
    takes_over = "From July 2021: Recovery Support Programme;\nthe record names only some of its trusts"
    across = (2020.6 - FIRST_EDGE) / (LAST_YEAR + 0.4 - FIRST_EDGE)
    remark(axes, across, 0.99, takes_over, size=12, colour=GREY, align="left")


def _record_numbers(number: pd.DataFrame) -> str:
    rows = zip(number["year"], number["low"], number["high"], strict=True)
    return ", ".join(f"{low} in {year}" if low == high else f"{low} to {high} in {year}" for year, low, high in rows)
