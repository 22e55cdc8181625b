"""The figure of what support cost, and what it was spent on."""

from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from turnaround_sim.report.marks import Entry, named
from turnaround_sim.report.numbers.spending import BUDDIES, DIRECTORS, GRANTS, KINDS, Spending, read_spending
from turnaround_sim.report.numbers.spread import BANDS
from turnaround_sim.report.run import Numbers, Run
from turnaround_sim.report.slide import INNER, MODEL, RECORD, Slide, footer, key, page, table, tidy

LOOKS: dict[str, dict[str, Any]] = {
    GRANTS: {"facecolor": INNER, "edgecolor": MODEL},
    DIRECTORS: {"facecolor": "white", "edgecolor": MODEL, "hatch": "////"},
    BUDDIES: {"facecolor": "white", "edgecolor": MODEL},
}
"""Told apart in black and white: grey, hatched, empty; all light enough for the whiskers to be seen."""


def draw(run: Run) -> Slide:
    """Spending on support by year and kind, and a table of the whole run."""
    title = "Where did the money go?"
    figure = page(run, title, "Spending on support of trusts in special measures, £ million")
    spending = read_spending(run)
    whiskers: list[Entry] = [
        (Line2D([], [], color=RECORD, linewidth=4), "80% of replicates, all kinds"),
        (Line2D([], [], color=RECORD, linewidth=1.2), "95%"),
    ]
    bars: list[Entry] = [(Patch(**LOOKS[kind]), kind) for kind in KINDS]
    key(figure, [*bars, *whiskers])
    axes = figure.add_axes((0.062, 0.235, 0.46, 0.485))
    said = [_draw_years(axes, spending)]
    along = "Financial year, from April" if run.is_england else "Year from the start"
    axes.set_xlabel(along, fontsize=15)
    rows = _rows(spending)
    figure.text(0.565, 0.7, "Over the whole run", fontsize=15, fontweight="bold")
    table(figure, rows, left=0.565, rights=(0.81, 0.97), top=0.65, step=0.046)
    said += [f"{name.strip()}: £{mean}m ({between})." for name, mean, between in rows[1:]]
    footer(figure, run, _how(run, spending))
    return Slide(figure, title, said)


def _draw_years(axes: Axes, spending: Spending) -> str:
    """Draw the years, and say in words what is drawn."""
    places = np.arange(len(spending.years))
    floor = np.zeros(places.size)
    for kind in KINDS:
        mean = spending.spent[kind].mean(axis=0)
        axes.bar(places, mean, 0.72, bottom=floor, linewidth=1, **LOOKS[kind])
        floor += mean
    lowest, low, _, high, highest = np.quantile(spending.total, BANDS, axis=0)
    axes.vlines(places, lowest, highest, color=RECORD, linewidth=1.2, zorder=4)
    axes.vlines(places, low, high, color=RECORD, linewidth=4, zorder=4)
    axes.set_xticks(places, spending.years)
    axes.set(xlim=(-0.6, places.size - 0.4), ylim=(0, max(1.0, float(highest.max()) * 1.08)))
    tidy(axes)
    axes.tick_params(axis="x", labelsize=10)
    shown = ", ".join(
        f"£{mean:.1f}m ({under:.1f} to {over:.1f}) in {year}"
        for year, mean, under, over in zip(spending.years, floor, low, high, strict=True)
    )
    return f"Mean a year, all kinds (80% of replicates): {shown}."


def _rows(spending: Spending) -> list[tuple[str, str, str]]:
    """The table: the whole run's money by kind, and by use where the mix of grants never changes."""
    rows = [("£ million", "mean", "80% of replicates")]
    for kind in KINDS:
        whole = spending.spent[kind].sum(axis=1)
        rows.append((kind, *_told(whole)))
        if kind == GRANTS and spending.mix is not None:
            rows += [(f"    on {use} ({share:.0%})", *_told(whole * share)) for use, share in spending.mix.items()]
    spent = spending.total.sum(axis=1)
    rows.append(("All spending", *_told(spent)))
    if spending.received is not None:
        rows.append((f"Not spent, of £{spending.received:,.0f}m received", *_told(spending.received - spent)))
    return rows


def _told(whole: Numbers) -> tuple[str, str]:
    low, high = np.quantile(whole, (0.1, 0.9))
    return f"{whole.mean():.1f}", f"{low:.1f} to {high:.1f}"


def _how(run: Run, spending: Spending) -> str:
    how = (
        "Bars are means over replicates, for means add up. A grant counts when the trust spends it, an improvement "
        "director or buddy in each month of help. What trusts spend of their own is not in it. What was really paid is "
        "not known: no record stands beside."
    )
    if run.is_england:
        how += f" The first year begins in July 2013; the last ends in {named(run, run.months - 1)}."
    return how
