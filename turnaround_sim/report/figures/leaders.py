"""The figure of chief executives' time in post, by the rating of their trust."""

from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from turnaround_sim.record import month_of, read_leaders
from turnaround_sim.report.marks import draw_bands, known_entry, model_entries, named
from turnaround_sim.report.numbers.leaders import InPost, Tenures, read_tenures, still_in_post, time_in_post
from turnaround_sim.report.numbers.ratings import RATINGS
from turnaround_sim.report.numbers.spread import BANDS
from turnaround_sim.report.numbers.survival import HORIZON, Survival
from turnaround_sim.report.run import Run
from turnaround_sim.report.slide import GREY, INNER, MODEL, OUTER, RECORD, Slide, footer, key, page, remark, tidy

COUNTED = month_of(2017, 3)
APPOINTED_AT = {
    "Inadequate": ("inadequate",),
    "Requires improv.": ("requires improvement",),
    "Good or better": ("good", "outstanding"),
}
LONGEST = 120.0
LEFT, WIDTH = 0.222, 0.25  # of the panel of those in post
FIRST, STEP, NARROW = 0.57, 0.143, 0.118  # of the three panels of appointments


@dataclass(frozen=True)
class Group:
    """A row of the left panel: whose leaders, met when, and what is known of them (a row of the record) if anything."""

    name: str
    rating: str | None
    met: int
    known: dict[Hashable, Any] | None


def draw(run: Run) -> Slide:
    """How long chief executives have been in post, by rating; and how long an appointment lasts, in three panels."""
    title = "How long do chief executives stay?"
    figure = page(run, title, "Substantive chief executives only, by their trust's published rating")
    tenures, groups = read_tenures(run), _groups(run)
    entries = model_entries()
    if any(group.known is not None for group in groups):
        entries.insert(0, (known_entry()[0], "record, with the limits of its target"))
    key(figure, entries)
    axes = figure.add_axes((LEFT, 0.255, WIDTH, 0.385))
    said = _draw_in_post(axes, run, tenures, groups)
    for position, (name, ratings) in enumerate(APPOINTED_AT.items()):
        axes = figure.add_axes((FIRST + STEP * position, 0.255, NARROW, 0.385))
        said.append(_draw_appointed(axes, name, ratings, still_in_post(tenures, ratings)))
        axes.set_yticks(np.linspace(0, 1, 5), ["0%", "25%", "50%", "75%", "100%"] if position == 0 else [""] * 5)
    figure.text(
        0.03, 0.725, f"Months so far of those in post in {named(run, groups[-1].met)}", fontsize=15, fontweight="bold"
    )
    heading = "Share still in post, by rating at appointment"
    figure.text(FIRST - 0.045, 0.725, heading, fontsize=15, fontweight="bold")
    figure.text(LEFT + WIDTH / 2, 0.18, "Median of a replicate's leaders, months", ha="center", fontsize=13.5)
    figure.text(FIRST + STEP + NARROW / 2, 0.18, "Months since appointment", ha="center", fontsize=13.5)
    footer(figure, run, _how(run, groups))
    return Slide(figure, title, said)


def _groups(run: Run) -> list[Group]:
    """The rows, from the top; what is known stands beside England where the run reaches the date."""
    leaders = read_leaders()
    found = leaders[leaders["statistic"] == "median time in post"].to_dict("records")
    known = {row["trusts"]: row for row in found if run.is_england and row["as_of"] < run.months}
    met = min(COUNTED, run.months - 1)
    groups = []
    for name, rating in {"All trusts": None, **{rating.capitalize(): rating for rating in reversed(RATINGS)}}.items():
        row = known.get(rating or "all")
        groups.append(Group(name, rating, met if row is None else int(row["as_of"]), row))
    return groups


def _draw_in_post(axes: Axes, run: Run, tenures: Tenures, groups: list[Group]) -> list[str]:
    """Draw the rows of those in post, and say in words what is drawn."""
    axes.set(ylim=(-0.6, len(groups) - 0.4), xlim=(0, LONGEST), xticks=range(0, int(LONGEST) + 1, 24))
    said, names = [], []
    for height, group in zip(range(len(groups) - 1, -1, -1), groups, strict=True):
        model = time_in_post(tenures, group.met, group.rating)
        words = f"{group.name}, in post in {named(run, group.met)}. {_draw_model(axes, height - 0.14, model)}"
        size = f"model {_between(model.leaders)}"
        if group.known is not None:
            words += f" {_draw_record(axes, height + 0.2, group.known)}"
            size = f"record {group.known['counted']:.0f}; {size}"
        if model.without:
            words += f" No such leader in {model.without} of {run.replicates:,} replicates."
        names.append(f"{group.name}\n{size}")
        said.append(words)
    axes.set_yticks(range(len(groups) - 1, -1, -1), names)
    axes.text(-0.015, 1.03, "leaders counted", transform=axes.transAxes, fontsize=12, color=GREY, ha="right")
    tidy(axes)
    axes.grid(axis="x", color="#DDDDDD", linewidth=0.8)
    axes.grid(axis="y", visible=False)
    axes.tick_params(axis="y", length=0, labelsize=12)
    return said


def _draw_model(axes: Axes, height: float, model: InPost) -> str:
    lowest, low, middle, high, highest = (
        float(model.quantiles[p]) if model.quantiles[p].size else np.nan for p in BANDS
    )
    if not np.isfinite(middle):
        axes.text(1, height, "model: nobody", fontsize=12, color=MODEL, va="center")
        return "Model: nobody."
    # What lies beyond the scale is cut off at its edge and said in words.
    axes.barh(height, min(highest, LONGEST) - lowest, 0.34, left=lowest, color=OUTER, edgecolor=MODEL, linestyle=":")
    axes.barh(height, min(high, LONGEST) - low, 0.34, left=low, color=INNER)
    if highest > LONGEST:
        axes.text(LONGEST + 1.5, height, f"to {highest:.0f}", fontsize=11.5, color=MODEL, va="center")
    axes.plot([middle, middle], [height - 0.22, height + 0.22], color=MODEL, linewidth=4)
    return f"Model median {middle:.0f} months (80% of replicates: {low:.0f} to {high:.0f})."


def _draw_record(axes: Axes, height: float, row: dict[Hashable, Any]) -> str:
    if row["value"] == row["low"]:
        axes.annotate(
            "",
            (LONGEST, height),
            (row["value"], height),
            arrowprops={"arrowstyle": "-|>", "color": RECORD, "linewidth": 1.6},
        )
        axes.plot([row["value"]], [height], marker="o", color=RECORD, markersize=7)
        return f"Record, {row['counted']:.0f} leaders: more than {row['value']:.0f} months."
    axes.errorbar(
        [row["value"]],
        [height],
        xerr=[[row["value"] - row["low"]], [row["high"] - row["value"]]],
        fmt="o",
        color=RECORD,
        markersize=7,
        linewidth=1.6,
        capsize=5,
    )
    return f"Record, {row['counted']:.0f} leaders: {row['value']:.0f} months ({row['low']:.0f} to {row['high']:.0f})."


def _draw_appointed(axes: Axes, name: str, ratings: tuple[str, ...], model: Survival) -> str:
    """Draw one panel of appointments, and say in words what is drawn."""
    draw_bands(axes, np.arange(HORIZON + 1), model.quantiles, step="post")
    axes.set(xlim=(0, HORIZON), ylim=(-0.02, 1.02), xticks=range(0, HORIZON + 1, 24))
    axes.set_title(name, loc="left", fontsize=12.5, fontweight="bold", pad=23)
    axes.text(
        0, 1.03, f"{_between(model.sizes)} appointed", transform=axes.transAxes, fontsize=11, color=GREY, va="bottom"
    )
    if model.followed < HORIZON:
        months = f"{model.followed} month{'s' if model.followed != 1 else ''}"
        words = f"followed for\n{months}" if model.followed >= 0 else "nobody\nappointed"
        remark(axes, 0.99, 1.0, words, size=11.5, colour=MODEL, align="right")
    tidy(axes)
    low, middle, high = (model.quantiles[probability] for probability in (0.1, 0.5, 0.9))
    shown = ", ".join(
        f"{middle[month]:.0%} ({low[month]:.0%} to {high[month]:.0%}) after {month} months"
        for month in (12, 24, 36, 60)
        if month <= model.followed
    )
    appointed = f"Appointed when the trust was rated {' or '.join(ratings)}"
    return f"{appointed}: {f'still in post {shown}' if shown else 'not followed for a year'}."


def _between(sizes: tuple[float, float, float]) -> str:
    few, _, many = sizes
    return f"{few:.0f} to {many:.0f}" if few < many else f"{few:.0f}"


def _how(run: Run, groups: list[Group]) -> str:
    how = (
        "Left: of those met on a day; none has left yet, and who stays long is met more often. "
        "Right: from an appointment in month 0 or later until the leader goes, to another trust too (Kaplan-Meier). "
        "Counts of the model: 80% of replicates."
    )
    if any(group.known is not None for group in groups):
        how += " Record: all trusts in late 2017; outstanding is a lower limit; limits are ours; interims may be in it."
    elif run.is_england:
        how += f" The run ends before {named(run, COUNTED)}, when the record's leaders were counted."
    return how
