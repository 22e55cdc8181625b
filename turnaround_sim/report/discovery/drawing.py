"""Pictures of boxes: their limits, what each box on the way is worth, and the held-out points in and around one."""

from collections.abc import Sequence

import numpy as np
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle
from matplotlib.text import Text

from turnaround_sim.analysis.discovery.finding import Found
from turnaround_sim.analysis.discovery.findings import Discovery, Finding
from turnaround_sim.analysis.discovery.peeling import quasi_p
from turnaround_sim.analysis.discovery.regions import Limit
from turnaround_sim.analysis.discovery.sentences import (
    ends,
    limited,
    percent,
    plain,
    region_said,
    value_of,
    with_interval,
)
from turnaround_sim.design import Factor
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart, Look
from turnaround_sim.report.slide import INNER, MODEL, RECORD, WARNING

LETTERS = 58
"""Of a factor's name on one line."""
STEP = 0.78
"""Inches a factor."""
APART = 0.2
"""Of the width: values nearer to one another than this would meet."""
ENDS = {0.0: "left", 1.0: "right"}
"""Where values at the ends of the range are set."""


def limits(discovery: Discovery, finding: Finding, name: str) -> Chart | None:
    """Where each box lies in the range of its factors; None where no box has a limit."""
    rows = [(found, limit) for found in finding.search.boxes for limit in found.region.limits]
    if not rows:
        return None
    top, bottom = 0.75, 0.6
    figure = chart.blank(STEP * len(rows) + top + bottom)
    height = figure.get_size_inches()[1]
    axes = figure.add_axes((0.03, bottom / height, 0.94, STEP * len(rows) / height))
    for place, (found, limit) in enumerate(rows):
        factor = discovery.factors[limit.factor]
        colour = MODEL if found.is_found else chart.UNDECIDED
        axes.add_patch(Rectangle((0, place + 0.1), 1, 0.2, facecolor="#E6E6E6", edgecolor="none"))
        axes.add_patch(
            Rectangle((limit.low, place + 0.1), limit.high - limit.low, 0.2, facecolor=colour, edgecolor="none")
        )
        words = chart.lines(f"{found.method}: {factor.short}", LETTERS, 1)
        axes.text(0, place + 0.02, words, fontsize=chart.SMALL, va="bottom", parse_math=False)
        for at, text, is_own in _marks(limit, factor):
            axes.text(
                at, place + 0.36, text, fontsize=8.5, va="top", ha=ENDS.get(at, "center"), parse_math=False,
                color=RECORD if is_own else chart.UNDECIDED, fontweight="bold" if is_own else "normal",
            )  # fmt: skip
    axes.set(xlim=(0, 1), ylim=(len(rows) - 0.2, -0.25), yticks=[])
    axes.set_xticks([0, 0.5, 1], ["lowest", "middle", "highest looked at"])
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0, labelsize=chart.SMALL)
    _within_the_picture(axes.get_xticklabels())
    entries: list[tuple[Artist, str]] = [(Patch(facecolor="#E6E6E6"), "all that was looked at")]
    if any(found.is_found for found, _ in rows):
        entries.append((Patch(facecolor=MODEL), "the box: here the share of cases is higher"))
    if not all(found.is_found for found, _ in rows):
        entries.append((Patch(facecolor=chart.UNDECIDED), "a box that did not last on held-out points"))
    chart.legend(figure, entries, top=1.0)
    return Chart(
        name=f"{name}-limits",
        title="The boxes, limit by limit",
        said=" ".join(f"{each.method}: {region_said(each.region, discovery.factors)}." for each in _limited(finding)),
        reading="A point lies in a box if it keeps all limits of that box. A factor that is not shown may be anything.",
        header=("Factor", "Method", "Box", "From", "To"),
        rows=tuple(
            (discovery.factors[limit.factor].short, found.method, limited(limit, discovery.factors[limit.factor]),
             *(value_of(discovery.factors[limit.factor], at) for at in (limit.low, limit.high)))
            for found, limit in rows
        ),
        figures=(figure,),
    )  # fmt: skip


def tradeoff(finding: Finding, name: str) -> Chart | None:
    """What each of PRIM's boxes covers, and how dense it is, on either half; None where PRIM found no way."""
    found = next((box for box in finding.search.boxes if box.method == "PRIM" and len(box.path) > 1), None)
    if found is None:
        return None
    figure = chart.blank(4.4)
    axes = figure.add_axes((0.14, 0.13, 0.83, 0.66))
    looks: tuple[Look, ...] = ((chart.UNDECIDED, (0, (4, 2)), "s"), (MODEL, "-", "o"))
    halves = [step.learnt for step in found.path], [step.held_out for step in found.path]
    for its, (colour, dashes, mark) in zip(halves, looks, strict=True):
        across = [each.coverage.value for each in its]
        axes.plot(across, [each.density.value for each in its], color=colour, linestyle=dashes, marker=mark,
                  markersize=4, linewidth=1.4)  # fmt: skip
    held = found.held_out
    axes.axhline(held.base.value, color=RECORD, linewidth=1.2, linestyle=":")
    if found.region.limits:
        at, density = held.coverage.value, held.density
        axes.plot([at, at], [density.low, density.high], color=MODEL, linewidth=2.2)
        axes.plot([at], [density.value], marker="D", markersize=10, color=MODEL, linestyle="none", zorder=4,
                  markerfacecolor=MODEL if found.is_found else "white", markeredgewidth=1.8)  # fmt: skip
    axes.set(xlim=(1.02, -0.02), ylim=(0, 1.02))
    axes.set_xticks([1, 0.75, 0.5, 0.25, 0], ["100%", "75%", "50%", "25%", "0%"])
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    chart.tidy(axes, "y")
    axes.set_xlabel("Coverage: share of all cases that lie in the box", fontsize=chart.SMALL)
    axes.set_ylabel("Density: share of cases in the box", fontsize=chart.SMALL)
    entries: list[tuple[Artist, str]] = [
        (
            Line2D([], [], color=chart.UNDECIDED, linestyle=(0, (4, 2)), marker="s", markersize=4),
            "on the half it was found on",
        ),
        (Line2D([], [], color=MODEL, marker="o", markersize=4), "on points held out"),
        (Line2D([], [], color=RECORD, linestyle=":"), "anywhere (held out)"),
    ]
    if found.region.limits:
        hollow = MODEL if found.is_found else "white"
        diamond = Line2D([], [], color=MODEL, marker="D", markersize=8, markerfacecolor=hollow, linestyle="none")
        entries.append((diamond, "the box told, held out, 95%"))
    chart.legend(figure, entries, top=1.0, columns=2)
    return Chart(
        name=f"{name}-tradeoff",
        title="PRIM's boxes, from all points to the fewest",
        said=f"On the half it was found on the box is {percent(found.learnt.density.value)} cases, on points held out "
        f"{with_interval(held.density)}; anywhere {percent(held.base.value)}.",
        reading="From left to right PRIM peels off points. Only the blue line can be believed: the grey one shows the "
        "points on which the boxes were chosen, and flatters them.",
        header=("Limits", "Coverage, found on", "Density, found on", "Coverage, held out", "Density, held out", "95%"),
        rows=tuple(
            (str(len(step.region.limits)), percent(step.learnt.coverage.value), percent(step.learnt.density.value),
             percent(step.held_out.coverage.value), percent(step.held_out.density.value), ends(step.held_out.density))
            for step in found.path
        ),
        figures=(figure,),
    )  # fmt: skip


def scatter(discovery: Discovery, finding: Finding, name: str) -> Chart | None:
    """The held-out points by the two factors that matter most to a box; None where no box has a limit."""
    told = sorted(_limited(finding), key=lambda found: (not found.is_found, found.method != "PRIM"))
    if not told:
        return None
    found = told[0]
    across, up = _strongest(finding, found)
    factors, search = discovery.factors, finding.search
    held = ~search.is_learning
    places, cases = finding.places[held], search.is_case[held]
    figure = chart.blank(5.3)
    axes = figure.add_axes((0.17, 0.17, 0.8, 0.66))
    own = {limit.factor: (limit.low, limit.high) for limit in found.region.limits}
    (left, right), (low, high) = own.get(across, (0.0, 1.0)), own.get(up, (0.0, 1.0))
    fill, edge = (INNER, MODEL) if found.is_found else ("#E6E6E6", chart.UNDECIDED)
    axes.add_patch(
        Rectangle(
            (left, low), right - left, high - low, facecolor=fill, alpha=0.5, edgecolor=edge, linewidth=2, zorder=1
        )
    )
    for is_case, mark, colour, face in ((False, "o", WARNING, "none"), (True, "o", MODEL, MODEL)):
        its = places[cases == is_case]
        axes.scatter(
            its[:, across], its[:, up], s=13, marker=mark, edgecolors=colour, facecolors=face, linewidths=0.9, zorder=3
        )
    for axis, factor in ((axes.xaxis, factors[across]), (axes.yaxis, factors[up])):
        axis.set_ticks([0, 0.5, 1], [plain(factor, at) for at in (0, 0.5, 1)])
    axes.set(xlim=(-0.01, 1.01), ylim=(-0.01, 1.01))
    chart.tidy(axes)
    axes.grid(False)
    axes.set_xlabel(chart.lines(_with_unit(factors[across]), 56), fontsize=chart.SMALL, parse_math=False)
    axes.set_ylabel(chart.lines(_with_unit(factors[up]), 44), fontsize=chart.SMALL, parse_math=False)
    others = len(set(own) - {across, up})
    beyond = (
        f" Of the box's other {'limit' if others == 1 else f'{others} limits'} nothing is seen here." if others else ""
    )
    _within_the_picture(axes.get_xticklabels())
    entries: list[tuple[Artist, str]] = [
        (Line2D([], [], color=MODEL, marker="o", linestyle="none", markersize=5), "held-out point, a case"),
        (Line2D([], [], color=WARNING, marker="o", markerfacecolor="none", linestyle="none", markersize=5), "no case"),
        (
            Patch(facecolor=fill, edgecolor=edge, linewidth=2),
            f"{found.method}'s box" + ("" if found.is_found else ", which did not last"),
        ),
    ]
    chart.legend(figure, entries, top=1.0, columns=2)
    return Chart(
        name=f"{name}-points",
        title="The held-out points in and around the box",
        said=f"In the box {with_interval(found.held_out.density)} of {found.held_out.density.of} points are cases, "
        f"outside {with_interval(found.held_out.outside)} of {found.held_out.outside.of}.",
        reading=f"Each mark is one point: one set of numbers that could be true.{beyond} Axes go by the place in the "
        "range, so that points lie evenly; the values are written beside them.",
        header=("Points held out", "Cases", "Share", "95%"),
        rows=tuple(
            (where, f"{share.count} of {share.of}", percent(share.value), ends(share))
            for where, share in (("in the box", found.held_out.density), ("outside", found.held_out.outside),
                                 ("all", found.held_out.base))
        ),
        figures=(figure,),
    )  # fmt: skip


def _marks(limit: Limit, factor: Factor) -> list[tuple[float, str, bool]]:
    """What is written below a bar: place, value, whether it is the box's; no two so near that they would meet."""
    low, high = limit.low, limit.high
    if high - low < APART:
        own = [((low + high) / 2, f"{plain(factor, low)} to {value_of(factor, high)}", True)]
    else:
        own = [(at, value_of(factor, at), True) for at in (low, high)]
    ends_of = [(at, value_of(factor, at), False) for at in ENDS if all(abs(at - it) >= APART for it, *_ in own)]
    return own + ends_of


def _with_unit(factor: Factor) -> str:
    """What a factor is, with its unit, as it stands on an axis."""
    return f"{factor.short}, {factor.declared.unit}"


def _within_the_picture(labels: Sequence[Text]) -> None:
    """Let the first and the last name of an axis end where it does."""
    labels[0].set_horizontalalignment("left")
    labels[-1].set_horizontalalignment("right")


def _limited(finding: Finding) -> list[Found]:
    return [found for found in finding.search.boxes if found.region.limits]


def _strongest(finding: Finding, found: Found) -> tuple[int, int]:
    """The two factors whose limits chance would do least; the second is one beside the box where it has but one."""
    learns = finding.search.is_learning
    places, cases = finding.places[learns], finding.search.is_case[learns]
    doubts: dict[int, float] = {}
    for factor, side in found.region.sides():
        doubts[factor] = min(doubts.get(factor, np.inf), quasi_p(found.region, factor, side, places, cases))
    order = sorted(doubts, key=lambda factor: doubts[factor])
    beside = [factor for factor in (*finding.search.shown, *range(finding.places.shape[1])) if factor not in order]
    first, second = (*order, *beside, *order)[:2]
    return first, second
