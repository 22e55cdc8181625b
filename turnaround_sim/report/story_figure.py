"""The picture of a trust's story: quality, ratings, leaders and support on one time line; below it, what moved it."""

import textwrap
from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from turnaround_sim import entities
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.report.slide import DASHED, GREY, MODEL, RECORD, UNCALIBRATED, WARNING, tidy
from turnaround_sim.story import Parting, Story
from turnaround_sim.story.ledger import QUALITY, short

SIZE = (13.33, 12.0)
LEFT, WIDTH = 0.13, 0.83
SHADES = {"not rated": "#FFFFFF", "inadequate": "#333333", "requires improvement": "#8C8C8C", "good": "#CFCFCF",
          "outstanding": "#F2F2F2"}  # fmt: skip
"""Ratings are told apart by shade and by word, so that they can be read in black and white."""
INITIALS = {"not rated": "–", "inadequate": "In", "requires improvement": "RI", "good": "G", "outstanding": "O"}
SUPPORT = {"director": "director", "buddy": "buddy", "funding": "money", "system": "system"}
LOOKS = {
    "drift": ("#444444", ""), "shocks": ("#E69F00", "//"), "capability": ("#009E73", ".."), "staffing": ("#009E73", ""),
    "temporary": ("#CC79A7", ""), "engagement": ("#56B4E9", ""), "leadership": ("#0072B2", "\\\\"),
    "embedding": ("#0072B2", ""), "executives": ("#56B4E9", ".."), "pressure": ("#CC79A7", "xx"),
    "partners": ("#E69F00", ""), "label": ("#D55E00", ""), "chance": ("#D55E00", "--"), "bound": ("#888888", ""),
    "merger": ("#888888", "//"),
}  # fmt: skip
"""Colour and hatching of every cause: the same in every story, no two alike, those that move most in colours apart."""
REST = ("#DDDDDD", "")
SHOWN = 6
"""Causes that are drawn on their own; the others are added up."""
LEAST_SPAN = 30.0
"""Points that the axis of quality spans at the least, so that small swings look small."""
YEAR = 12


def draw(story: Story, parting: Parting | None = None, *, calibrated: bool = False) -> Figure:
    """One figure: latent quality with the line; ratings, leaders, support and visits; contributions by year."""
    figure = Figure(figsize=SIZE, facecolor="white")
    title = f"{story.name}: trust {story.trust}, replicate {story.replicate} of {story.arm}"
    title = textwrap.shorten(title, 90, placeholder=" …")
    # Longer titles are set smaller, clear of the box.
    size = 20 * min(1.0, 46 / len(title))
    figure.text(0.03, 0.972, title, fontsize=size, fontweight="bold", va="center", parse_math=False)
    figure.text(0.03, 0.947, f"One possible history. {NOTICE} {OUT_OF_SCOPE}", fontsize=12.5, color=GREY, va="center")
    if not calibrated:
        box = {"boxstyle": "square,pad=0.4", "facecolor": "white", "edgecolor": WARNING, "linewidth": 2.5}
        figure.text(0.965, 0.972, UNCALIBRATED, fontsize=12, fontweight="bold", ha="right", va="center", bbox=box)
    if parting is not None:
        below = f"Of {parting.other.arm} the line of quality is drawn; all else is {story.arm}."
        figure.text(0.03, 0.928, below, fontsize=12.5, color=GREY, va="center", parse_math=False)
    top = figure.add_axes((LEFT, 0.615, WIDTH, 0.255))
    _quality(top, story, parting)
    strips = figure.add_axes((LEFT, 0.365, WIDTH, 0.225), sharex=top)
    _strips(strips, story)
    bars = figure.add_axes((LEFT, 0.125, WIDTH, 0.2), sharex=top)
    _contributions(figure, bars, story)
    top.set_xlim(-1.5, story.scenario.months)
    for axes in (top, strips):
        axes.tick_params(labelbottom=False)
    bars.set_xticks(range(0, story.scenario.months + 1, 12))
    bars.set_xlabel("Month", fontsize=14)
    return figure


def _spans(story: Story) -> list[tuple[int, int]]:
    """Spells in special measures, first and last month."""
    ends = [(row["exited"], row["entered"]) for row in story.tables["spells"]]
    return [(begin, story.months if end is None or end != end else int(end)) for end, begin in ends]


def _quality(axes: Axes, story: Story, parting: Parting | None) -> None:
    months = np.arange(-1, story.months)
    for begin, end in _spans(story):
        axes.axvspan(begin, end, facecolor="#EFEFEF", edgecolor="#BBBBBB", hatch="///", linewidth=0, zorder=0)
    axes.plot(months, [story.at(int(month)) for month in months], color=MODEL, linewidth=3)
    axes.axhline(story.line, color=RECORD, linewidth=1.4, linestyle=DASHED)
    entries: list[tuple[Any, str]] = [
        (Line2D([], [], color=MODEL, linewidth=3), f"latent quality ({story.arm})" if parting else "latent quality"),
        (
            Line2D([], [], color=RECORD, linewidth=1.4, linestyle=DASHED),
            f"requires-improvement line ({story.line:.3g})",
        ),
    ]
    if parting is not None:
        other = parting.other
        span = np.arange(-1, other.months)
        axes.plot(span, [other.at(int(month)) for month in span], color=WARNING, linewidth=2.4, linestyle=(0, (2, 1)))
        entries.append((Line2D([], [], color=WARNING, linewidth=2.4, linestyle=(0, (2, 1))), f"the same ({other.arm})"))
        if parting.divergence is not None:
            axes.axvline(parting.divergence.month, color=WARNING, linewidth=1.5, linestyle=":")
            entries.append((Line2D([], [], color=WARNING, linewidth=1.5, linestyle=":"), "first month that differs"))
    if _spans(story):
        patch = Patch(facecolor="#EFEFEF", edgecolor="#BBBBBB", hatch="///", linewidth=0)
        entries.append((patch, "special measures"))
    if story.closed:
        axes.axvline(story.months - 1, color=RECORD, linewidth=2)
        entries.append((Line2D([], [], color=RECORD, linewidth=2), "closed"))
    axes.set_ylabel("Points, 0 to 100", fontsize=14)
    low, high = (float(edge) for edge in axes.get_ylim())
    wider = max(0.0, LEAST_SPAN - (high - low)) / 2
    axes.set_ylim(low - wider, high + wider)
    axes.yaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    _key(axes, entries, 1.0, columns=3 if parting else 0)
    tidy(axes)


def _key(axes: Axes, entries: Sequence[tuple[Any, str]], above: float, columns: int = 0) -> None:
    legend = axes.legend(
        [handle for handle, _ in entries],
        [text for _, text in entries],
        loc="lower left",
        bbox_to_anchor=(-0.01, above),
        ncols=columns or len(entries),
        frameon=False,
        fontsize=11.5,
        handlelength=2.2,
        columnspacing=1.3,
    )
    for text in legend.get_texts():
        text.set_parse_math(False)


def _strips(axes: Axes, story: Story) -> None:
    """From top to bottom: visits and reports, published rating, leaders, and each kind of support."""
    rows = ["visits, reports", "rating", "leaders", *SUPPORT.values()]
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks(range(len(rows)), rows, fontsize=12.5)
    axes.tick_params(left=False, labelsize=12.5)
    axes.spines[["top", "right", "left"]].set_visible(False)
    for row in story.tables["inspections"]:
        axes.plot(row["inspected"], 0, marker="v", color="white", markeredgecolor=RECORD, markersize=9, clip_on=True)
        if row["published"] is not None and row["published"] == row["published"]:
            axes.plot(row["published"], 0, marker="v", color=RECORD, markersize=9, clip_on=True)
    # A trust that closes does so within its last month.
    ratings = story.states("rating")[1 : story.months + 1 - story.closed].tolist()
    for begin, end, code in _runs(ratings):
        word = entities.RATINGS[code]
        axes.barh(1, end - begin, left=begin, height=0.7, color=SHADES[word], edgecolor=RECORD, linewidth=0.8)
        dark = word in ("inadequate", "requires improvement")
        name = word if end - begin >= 16 else INITIALS[word] if end - begin >= 3 else ""
        axes.text((begin + end) / 2, 1, name, ha="center", va="center", fontsize=10, color="white" if dark else RECORD)
    for row in story.tables["tenures"]:
        begin = max(row["started"], -1)
        ended = row["ended"] is not None and row["ended"] == row["ended"]
        end = row["ended"] if ended else story.months
        if end <= begin:
            continue
        look: dict[str, Any] = {"color": "white", "hatch": "////"} if row["interim"] else {"color": "#9CC6E0"}
        axes.barh(2, end - begin, left=begin, height=0.7, edgecolor=RECORD, linewidth=0.8, **look)
        if not row["interim"] and end - begin >= 9:
            axes.text((begin + end) / 2, 2, str(row["leader"]), ha="center", va="center", fontsize=9.5)
    for row in story.tables["support"]:
        place = 3 + list(SUPPORT).index(row["kind"])
        ended = row["ended"] is not None and row["ended"] == row["ended"]
        end = row["ended"] if ended else story.months
        axes.barh(place, end - row["started"], left=row["started"], height=0.6, color="#555555", edgecolor="white")
    for place in range(3, len(rows)):
        if not any(row["kind"] == list(SUPPORT)[place - 3] for row in story.tables["support"]):
            axes.text(0, place, "none", fontsize=10.5, color=GREY, va="center")
    entries = [
        (Line2D([], [], marker="v", color="white", markeredgecolor=RECORD, markersize=9, linestyle=""), "inspection"),
        (Line2D([], [], marker="v", color=RECORD, markersize=9, linestyle=""), "report out"),
        (Patch(facecolor="#9CC6E0", edgecolor=RECORD), "leader (number of the person)"),
        (Patch(facecolor="white", edgecolor=RECORD, hatch="////"), "interim"),
        (Patch(facecolor=SHADES["good"], edgecolor=RECORD), "rating (In, RI, G, O where short)"),
    ]
    _key(axes, entries, 0.975)


def _runs(values: Sequence[int]) -> list[tuple[int, int, int]]:
    """Stretches of the same value: first month, month after the last, value."""
    edges = [0, *(n for n in range(1, len(values)) if values[n] != values[n - 1]), len(values)]
    return [(begin, end, values[begin]) for begin, end in pairwise(edges)]


def _contributions(figure: Figure, axes: Axes, story: Story) -> None:
    """What each cause gave to quality in every twelve months; a diamond is what all gave together."""
    account = story.accounts[QUALITY]
    names = list(account.causes)
    years = range(0, story.months, YEAR)
    by_year = np.array([account.lasting(first - 1, min(first + YEAR, story.months) - 1) for first in years])
    ranked = np.argsort(-np.abs(by_year).sum(axis=0), kind="stable")
    shown = sorted(ranked[:SHOWN].tolist())
    parts = [(short(names[place]), by_year[:, place], LOOKS[names[place]]) for place in shown]
    rest = by_year[:, [place for place in range(len(names)) if place not in shown]].sum(axis=1)
    parts.append(("all others together", rest, REST))
    centres = np.array([(first + min(first + YEAR, story.months)) / 2 for first in years])
    widths = np.array([min(first + YEAR, story.months) - first for first in years]) * 0.78
    up, down = np.zeros(len(centres)), np.zeros(len(centres))
    entries: list[tuple[Any, str]] = []
    for name, values, (colour, hatch) in parts:
        look: dict[str, Any] = {"facecolor": colour, "hatch": hatch, "edgecolor": "white", "linewidth": 0.6}
        bottom = np.where(values >= 0, up, down)
        axes.bar(centres, values, width=widths, bottom=bottom, **look)
        up, down = up + np.maximum(values, 0), down + np.minimum(values, 0)
        entries.append((Patch(**look), name))
    total = by_year.sum(axis=1)
    axes.plot(centres, total, linestyle="", marker="D", color=RECORD, markeredgecolor="white", markersize=8)
    net = Line2D([], [], linestyle="", marker="D", color=RECORD, markeredgecolor="white", markersize=8)
    entries.append((net, "net change"))
    axes.axhline(0, color=RECORD, linewidth=1)
    axes.set_ylabel("Points in 12 months", fontsize=14)
    title = "What changed quality in every twelve months, by cause: what is left of each at their end"
    axes.set_title(title, loc="left", fontsize=13, fontweight="bold")
    tidy(axes)
    legend = figure.legend(
        [handle for handle, _ in entries], [text for _, text in entries], loc="lower left", frameon=False,
        bbox_to_anchor=(LEFT - 0.01, 0.012), ncols=4, fontsize=12, handlelength=2, columnspacing=1.6,
    )  # fmt: skip
    legend.set_zorder(5)
