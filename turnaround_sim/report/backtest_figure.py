"""The pictures of the back-test: England year by year, and how long spells lasted, beside what happened."""

import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.ticker import MaxNLocator

from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.report.marks import Entry
from turnaround_sim.report.slide import (
    GREY,
    INNER,
    MODEL,
    OUTER,
    RECORD,
    SIZE,
    UNCALIBRATED,
    WARNING,
    Slide,
    key,
    remark,
    tidy,
    write,
)

if TYPE_CHECKING:
    from turnaround_sim.validation.backtest import BackTest

SHADES = {95: OUTER, 80: INNER, 50: "#5B9DC8"}
"""The colour of each interval, the narrower the darker; apart in black and white."""

COUNTS_TITLE = "Would the model have foretold England?"
SURVIVAL_TITLE = "Would it have foretold lengths of stay?"
PANELS = {
    "stock": "In special measures at year end, trusts",
    "first_entries": "First entries in the year",
    "entries_again": "Second entries in the year",
    "exits": "Exits in the year",
}
LEFTS, BOTTOMS, WIDE, HIGH = (0.05, 0.54), (0.495, 0.21), 0.43, 0.2
LAST_SEEN, LAST_KNOWN = 2016, 2020


def backtest_figures(held: "BackTest") -> list[Slide]:
    """Both pictures of a back-test: counts year by year, and the shares of three cohorts still in."""
    return [draw_counts(held), draw_survival(held)]


def save_backtest(held: "BackTest", folder: Path) -> list[Path]:
    """Write the pictures into a folder, each as PNG and SVG, told in words for readers who cannot see them."""
    folder.mkdir(parents=True, exist_ok=True)
    names = ("backtest_counts", "backtest_survival")
    return [
        path
        for name, slide in zip(names, backtest_figures(held), strict=True)
        for path in write(slide.figure, slide.title, " ".join([*_labels(held), *slide.said]), folder / name)
    ]


def draw_counts(held: "BackTest") -> Slide:
    """Stock, entries and exits of each year, in four panels: intervals of single worlds, and the record."""
    figure = _page(held, COUNTS_TITLE, "Year by year from July 2013, with parameters frozen")
    hollow = Line2D([], [], color=RECORD, linestyle="none", marker="o", markersize=7, markerfacecolor="white")
    entries = _entries()
    key(figure, [entries[0], (hollow, "at least; bar: uncertain"), *entries[1:]])
    said = []
    for place, (quantity, name) in enumerate(PANELS.items()):
        axes = figure.add_axes((LEFTS[place % 2], BOTTOMS[place // 2], WIDE, HIGH))
        rows = held.counts[held.counts["quantity"] == quantity]
        said.append(_draw_panel(axes, rows, name))
        if place == 0:
            for year, words in ((LAST_SEEN, "scored"), (LAST_KNOWN, "record names only some")):
                remark(axes, _across(axes, year + 0.6), 1.03, words, size=10.5, colour=GREY, align="left")
    how = (
        f"{held.worlds:,} worlds under {held.draws}, seed {held.seed}. Each interval is of one world, as the record is "
        f"one; where it is wide, to hold the record proves little. {_inside(held)} The model is told the calendar of "
        "inspections and the pandemic, and of trusts nothing after July 2013. The entries of 2013 were put in, not "
        "foretold. From 2021 the record names only some trusts and is not scored."
    )
    _footer(figure, how)
    return Slide(figure, COUNTS_TITLE, [how, *said])


def draw_survival(held: "BackTest") -> Slide:
    """The share of each cohort still in after one to four years, in three panels."""
    figure = _page(held, SURVIVAL_TITLE, "Share of spells still going, by months since the trust entered")
    key(figure, _entries())
    said = []
    for place, (cohort, rows) in enumerate(held.survival.groupby("cohort", sort=False)):
        axes = figure.add_axes((0.062 + 0.308 * place, 0.235, 0.235, 0.45))
        said.append(_draw_cohort(axes, rows, str(cohort)))
        percent = [f"{share}%" for share in range(0, 101, 25)] if place == 0 else [""] * 5
        axes.set_yticks(np.linspace(0, 1, 5), percent)
    figure.text(0.062 + 0.308 + 0.235 / 2, 0.165, "Months since entry", ha="center", fontsize=15)
    seen = ", ".join(sorted({target for words in held.survival["fitted"] for target in words.split(", ") if target}))
    how = (
        f"{held.worlds:,} worlds under {held.draws}, seed {held.seed}. Each interval is of the group of one world, and "
        f"so takes in the luck of groups this small; where it is wide, to hold the record proves little. "
        f"{f'The parameters have seen some of these shares (targets {seen}).' if seen else ''}"
    )
    _footer(figure, how)
    return Slide(figure, SURVIVAL_TITLE, [how, *said])


def _page(held: "BackTest", title: str, subtitle: str) -> Figure:
    figure = Figure(figsize=SIZE, facecolor="white")
    figure.text(0.03, 0.935, title, fontsize=22, fontweight="bold", va="center")
    figure.text(0.03, 0.88, subtitle, fontsize=15, va="center")
    edge = GREY if held.calibrated else WARNING
    box = {"boxstyle": "square,pad=0.5", "facecolor": "white", "edgecolor": edge, "linewidth": 2.5}
    text = "\n".join(label.removesuffix(".") for label in _labels(held))
    figure.text(0.965, 0.925, text, fontsize=12, fontweight="bold", ha="right", linespacing=1.3, va="center", bbox=box)
    return figure


def _labels(held: "BackTest") -> list[str]:
    return [*([] if held.calibrated else [f"{UNCALIBRATED}."]), NOTICE]


def _footer(figure: Figure, how: str) -> None:
    text = textwrap.fill(f"{how} {OUT_OF_SCOPE}", 150)
    figure.text(0.03, 0.025, text, fontsize=11.5, color=GREY, va="bottom", linespacing=1.4)


def _entries() -> list[Entry]:
    happened = Line2D([], [], color=RECORD, linestyle="none", marker="o", markersize=7)
    shades: list[Entry] = [
        (Patch(facecolor=colour), f"{level}% of worlds" if level == max(SHADES) else f"{level}%")
        for level, colour in SHADES.items()
    ]
    middle = Line2D([], [], color=MODEL, linewidth=3)
    return [(happened, "record (what happened)"), (middle, "model median"), *reversed(shades)]


def _draw_panel(axes: Axes, rows: pd.DataFrame, words: str) -> str:
    """Draw one quantity, and say in words what is drawn."""
    every = rows.to_dict("records")
    for row in every:
        _draw_box(axes, row["year"], row, half=0.4, rim=0.4)
        _draw_known(axes, row)
    for year in (LAST_SEEN, LAST_KNOWN):
        axes.axvline(year + 0.5, color=GREY, linewidth=1)
    top = float(rows[["high_95", "high"]].to_numpy().max())
    years = rows["year"].tolist()
    axes.set(xlim=(years[0] - 0.6, years[-1] + 0.6), ylim=(-0.6, top * 1.08 + 1), xticks=years[::2])
    axes.yaxis.set_major_locator(MaxNLocator(nbins=5, integer=True))
    axes.set_title(words, loc="left", fontsize=13, fontweight="bold", pad=8)
    tidy(axes)
    axes.tick_params(labelsize=12)
    told = ", ".join(
        f"{row['year']}: {row['median']} ({row['low_80']} to {row['high_80']}), record {_range(row)}" for row in every
    )
    return f"{words}, model median and 80%: {told}."


def _draw_box(axes: Axes, across: float, row: Mapping[Any, Any], *, half: float, rim: float) -> None:
    """Draw the intervals of one year or month as boxes within one another, and the median across."""
    for level, colour in SHADES.items():
        low, high = row[f"low_{level}"] - rim, row[f"high_{level}"] + rim
        axes.add_patch(Rectangle((across - half, low), 2 * half, high - low, facecolor=colour, linewidth=0, zorder=2))
    axes.plot([across - half, across + half], [row["median"]] * 2, color=MODEL, linewidth=2.5, zorder=3)


def _draw_known(axes: Axes, row: Mapping[Any, Any]) -> None:
    """Draw the record of a year: open where it is the least that the sources allow."""
    open_point = row["low"] < row["high"] or row["standing"] == "undercount"
    axes.errorbar(
        [row["year"]],
        [row["low"]],
        yerr=[[0.0], [row["high"] - row["low"]]],
        fmt="o",
        color=RECORD,
        markerfacecolor="white" if open_point else RECORD,
        markersize=6.5,
        linewidth=1.4 if row["low"] < row["high"] else 0,
        capsize=4 if row["low"] < row["high"] else 0,
        zorder=5,
    )


def _across(axes: Axes, year: float) -> float:
    low, high = axes.get_xlim()
    return (year - low) / (high - low)


def _range(row: Mapping[Any, Any]) -> str:
    least = "at least " if row["standing"] == "undercount" else ""
    return f"{least}{row['low']}" + (f" to {row['high']}" if row["low"] < row["high"] else "")


def _inside(held: "BackTest") -> str:
    """In words, how many of the scored numbers lie in their 80% intervals."""
    scored = held.counts[held.counts["standing"] == "scored"]
    inside = scored["held_80"].sum()
    return f"Of {len(scored)} numbers of 2017 to 2020, {inside:.3g} lie in their 80% intervals."


def _draw_cohort(axes: Axes, rows: pd.DataFrame, cohort: str) -> str:
    """Draw one cohort, and say in words what is drawn."""
    every = rows.to_dict("records")
    for row in every:
        if row["worlds"]:
            _draw_box(axes, row["month"], row, half=3.5, rim=0.004)
        axes.plot([row["month"]], [row["share"]], color=RECORD, marker="o", markersize=8, linestyle="none", zorder=5)
    axes.set_title(f"Entered {cohort}", loc="left", fontsize=15, fontweight="bold", pad=26)
    size = f"{every[0]['spells']} spells in the record"
    axes.text(0, 1.035, size, transform=axes.transAxes, fontsize=12.5, color=GREY, va="bottom")
    axes.set(xlim=(4, 56), ylim=(-0.03, 1.03), xticks=[row["month"] for row in every])
    tidy(axes)
    told = ", ".join(
        f"after {row['month']} months {row['median']:.0%} ({row['low_80']:.0%} to {row['high_80']:.0%}), "
        f"record {row['share']:.0%}"
        for row in every
    )
    return f"Entered {cohort}, model median and 80%: {told}."
