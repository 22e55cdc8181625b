"""What the page draws beside the charts of a report: all headline outcomes at once, and where the difference falls."""

import math
from collections.abc import Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from turnaround_sim import dictionary
from turnaround_sim.analysis.comparison import Difference
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.dashboard.explore.places import Place
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.slide import RECORD

MOST_ROWS = 60
"""Places beyond which a picture could not be read; the table has them all."""
FOREST_HEADER = ("Outcome, unit", "Baseline", "Yours", "Difference", "95% interval", "Better, worse (of pairs)")


def headline(differences: Sequence[Difference]) -> Chart:
    """The headline outcomes on one scale, each as a share of its value in the baseline."""
    rows = _headline(differences)
    drawn = [each for each in rows if math.isfinite(each.low) and each.a]
    height = 0.36 * len(drawn) + 1.35
    figure = chart.blank(height)
    axes = figure.add_axes((0.36, 0.62 / height, 0.38, 0.36 * len(drawn) / height))
    axes.set_ylim(len(drawn) - 0.5, -0.5)
    for at, each in enumerate(drawn):
        scale = 100 / abs(each.a)
        ends = each.low * scale, each.high * scale
        colour = chart.colour_of(each.low, each.high, each.better)
        _mark(axes, at, each.difference * scale, *ends, colour, thick=True)
        axes.text(
            1.04, at, _verdict(each), transform=axes.get_yaxis_transform(), fontsize=chart.SMALL, color=colour,
            va="center", fontweight="bold" if colour != chart.UNDECIDED else "normal",
        )  # fmt: skip
    _finish(axes, [each.label for each in drawn], range(len(drawn)))
    axes.set_xlabel("Difference, % of the baseline's mean", fontsize=chart.SMALL)
    _entries(figure, [_interval_entry(), _hollow_entry()])
    apart = [each for each in drawn if _verdict(each) not in ("not told apart", "the same")]
    told = "; ".join(f"{each.label}: {_verdict(each)}" for each in apart) or "none"
    return Chart(
        name="headline",
        title="Every headline outcome, yours less the baseline",
        said=f"Told apart from the baseline at 95%: {told}. Of {len(drawn)} intervals looked at one by one, about "
        f"one in twenty would leave out nought by luck.",
        reading="A mark is the mean difference within the same worlds, the bar its 95% interval, as a share of what "
        "the outcome is under the baseline. “Better, worse” counts the pairs of worlds in which yours is better, and "
        "worse; the rest are ties. The report counts draws of the parameters instead, where they were drawn.",
        header=FOREST_HEADER,
        rows=tuple(told_row(each) for each in rows),
        figures=(figure,),
    )


def tally(differences: Sequence[Difference]) -> str:
    """How all headline outcomes come out, counted and named, the primary one among them."""
    rows = _headline(differences)
    found: dict[str, list[str]] = {"better": [], "worse": [], "not told apart": []}
    for each in rows:
        found.setdefault(_verdict(each), []).append(each.label)
    counts = []
    for verdict, labels in found.items():
        named = f" ({', '.join(labels)})" if labels and verdict != "not told apart" else ""
        counts.append(f"{verdict} {len(labels)}{named}")
    return f"Of the {len(rows)} headline outcomes: {', '.join(counts)}."


def _headline(differences: Sequence[Difference]) -> list[Difference]:
    names = {column.name for column in dictionary.OUTCOMES if column.headline}
    return [each for each in differences if each.outcome in names]


def told_row(each: Difference) -> tuple[str, ...]:
    """A difference as a row, with the digits that `turnaround compare` prints."""
    spread = (each.high - each.low) / 2
    better = each.share_b_better
    beats = "–" if better != better else f"{better:.0%}, {abs(1.0 - better - each.share_tied):.0%}"
    return (
        f"{each.label}, {each.unit}",
        number(each.a, spread),
        number(each.b, spread),
        number(each.difference, spread),
        interval(each.low, each.high),
        beats,
    )


def ratings(places: Sequence[Place]) -> Chart:
    """How many trusts hold each rating at the end, yours less the baseline."""
    height = 0.42 * len(places) + 1.35
    figure = chart.blank(height)
    axes = figure.add_axes((0.36, 0.62 / height, 0.6, 0.42 * len(places) / height))
    _places(axes, places, RECORD)
    axes.set_xlabel("Difference at the end of the run, trusts", fontsize=chart.SMALL)
    _entries(figure, [_interval_entry(), _together_entry(), _hollow_entry()])
    return Chart(
        name="by-rating",
        title="Where it falls: by published rating",
        said=f"At the end of the run: {_told(places, 'trusts')}.",
        reading="A trust more under one rating is a trust fewer under another. A rating is what is published, a noisy "
        "reading of quality and often years old. The thin bar is wide enough for all four to hold together.",
        header=("Rating", "Baseline, trusts", "Yours, trusts", "Difference", "95% interval", "All together", "Pairs"),
        rows=tuple(_row(place) for place in places),
        figures=(figure,),
    )


def systems(places: Sequence[Place]) -> Chart:
    """Latent quality in each local system, yours less the baseline, the one that gains most first."""
    drawn = [place for place in places if math.isfinite(place.low)][:MOST_ROWS]
    step = 0.19
    height = step * max(len(drawn), 3) + 1.35
    figure = chart.blank(height)
    axes = figure.add_axes((0.3, 0.62 / height, 0.66, step * max(len(drawn), 3) / height))
    _places(axes, drawn, None)
    axes.tick_params(axis="y", labelsize=8.5)
    axes.set_xlabel("Difference in quality, points", fontsize=chart.SMALL)
    chart.point_to_better(axes, next(column for column in dictionary.OUTCOMES if column.name == "quality"))
    _entries(figure, [_interval_entry(), _together_entry(), _hollow_entry()])
    apart = sum(place.is_told_apart for place in places)
    alone = sum(not place.low <= 0 <= place.high for place in places if place.low == place.low)
    chance = max(1, round(0.05 * len(places)))
    return Chart(
        name="by-system",
        title="Where it falls: by local system",
        said=f"{apart} of {len(places)} systems are told apart from the baseline when all are looked at together; "
        f"{alone} would be if each were looked at alone, and about {chance} would by luck where there is nothing. "
        f"Largest and smallest: {_told([places[0], places[-1]], 'points')}.",
        reading="Quality is latent: the mean of five domains over all trust-years of a system. Systems are sorted by "
        "their difference, so that the ends are partly luck: only bars that leave out nought for all together count. "
        "Systems are invented, and stand for no real place.",
        header=("System", "Baseline, points", "Yours, points", "Difference", "95% interval", "All together", "Pairs"),
        rows=tuple(_row(place) for place in places),
        figures=(figure,),
    )


def _places(axes: Axes, places: Sequence[Place], colour: str | None) -> None:
    axes.set_ylim(max(len(places), 1) - 0.5, -0.5)
    for at, place in enumerate(places):
        own = chart.colour_of(place.wide_low, place.wide_high, "higher")
        if colour is not None and own != chart.UNDECIDED:
            own = colour
        axes.plot([place.wide_low, place.wide_high], [at, at], color=own, linewidth=1.2)
        _mark(axes, at, place.difference, place.low, place.high, own)
    _finish(axes, [place.name for place in places], range(len(places)))


def _mark(axes: Axes, at: float, mean: float, low: float, high: float, colour: str, *, thick: bool = False) -> None:
    axes.plot([low, high], [at, at], color=colour, linewidth=4.2 if thick else 3.4, solid_capstyle="butt")
    face = "white" if colour == chart.UNDECIDED else colour
    size = 7 if thick else 5.5
    axes.plot(
        [mean], [at], marker="o", markersize=size, color=colour, markerfacecolor=face, markeredgewidth=1.5, zorder=3
    )


def _finish(axes: Axes, names: Sequence[str], places: Sequence[float]) -> None:
    chart.tidy(axes)
    chart.quiet_zero(axes)
    axes.spines["left"].set_visible(False)
    chart.name_rows(axes, names, places, letters=26)
    axes.margins(x=0.06)


def _entries(figure: Figure, entries: list[tuple[Line2D, str]]) -> None:
    chart.legend(figure, entries, top=1.0, columns=len(entries))


def _interval_entry() -> tuple[Line2D, str]:
    return Line2D([], [], color=RECORD, linewidth=4.2), "95% interval"


def _together_entry() -> tuple[Line2D, str]:
    return Line2D([], [], color=RECORD, linewidth=1.2), "for all together"


def _hollow_entry() -> tuple[Line2D, str]:
    hollow = Line2D(
        [], [], color=chart.UNDECIDED, marker="o", markerfacecolor="white", markeredgewidth=1.5, linestyle="none"
    )
    return hollow, "not told apart"


def _verdict(each: Difference) -> str:
    if not math.isfinite(each.low):
        return "too few to tell"
    if each.low == each.high == 0.0:
        return "the same"
    if each.low <= 0.0 <= each.high:
        return "not told apart"
    if not each.better:
        return "lower" if each.difference < 0 else "higher"
    return "better" if (each.difference < 0) == (each.better == "lower") else "worse"


def _told(places: Sequence[Place], unit: str) -> str:
    told = []
    for place in places:
        spread = (place.high - place.low) / 2
        size = number(place.difference, spread)
        told.append(f"{place.name} {size} {unit} ({interval(place.low, place.high)})")
    return "; ".join(told)


def _row(place: Place) -> tuple[str, ...]:
    spread = (place.high - place.low) / 2
    return (
        place.name,
        number(place.a, spread),
        number(place.b, spread),
        number(place.difference, spread),
        interval(place.low, place.high),
        interval(place.wide_low, place.wide_high),
        str(place.pairs),
    )
