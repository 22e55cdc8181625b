"""The page of a run: eight small panels, and the outcomes that policies are judged by."""

import math
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.ticker import FuncFormatter, MaxNLocator

from turnaround_sim import dictionary
from turnaround_sim.experiment import summarise
from turnaround_sim.record import month_of, number_in_by_year_end, read_leaders, read_ratings, read_record
from turnaround_sim.report.marks import draw_bands, draw_known, known_entry, model_entries, name_time, named, place_of
from turnaround_sim.report.numbers.national import Series, national
from turnaround_sim.report.numbers.spells import LAST_YEAR
from turnaround_sim.report.run import Run
from turnaround_sim.report.slide import GREY, MODEL, Slide, footer, key, page, remark, tidy

LEFT, STEP, WIDTH = 0.05, 0.168, 0.122  # of the panels, in shares of the slide
BOTTOMS, HEIGHT = (0.515, 0.225), 0.18
TABLE_LEFT, TABLE_RIGHT, TABLE_TOP, TABLE_STEP = 0.73, 0.975, 0.758, 0.0475


@dataclass(frozen=True)
class Panel:
    """One panel: its name, its unit, whether it is a share, and where its scale begins."""

    name: str
    unit: str
    is_share: bool = False
    begins: float = 0.0


PANELS = {
    "in_special_measures": Panel("In special measures", "trusts"),
    "rated_inadequate": Panel("Rated inadequate", "of rated trusts", is_share=True),
    "quality": Panel("Quality", "points; scale from 30", begins=30.0),
    "shortfall": Panel("Quality shortfall", "point-months a year"),
    "without_substantive_leader": Panel("No substantive leader", "of trusts", is_share=True),
    "spend_m": Panel("Support spending", "£m a year"),
    "oversight_load": Panel("Oversight load", "of managers' time", is_share=True),
    "temporary_share": Panel("Temporary staff", "of staff", is_share=True),
}


@dataclass(frozen=True)
class Known:
    """What the record has for the end of a month."""

    month: float
    value: float
    low: float
    high: float


def draw(run: Run) -> Slide:
    """Eight national figures through time, and the headline outcomes with their intervals."""
    title = "What happened in this run?"
    along = "by year" if run.is_england else "by month from the start"
    figure = page(run, title, f"{run.trusts} trusts {along}, and what policies are judged by")
    record = _record() if run.is_england else {}
    entries = model_entries()
    if record:
        entries.insert(0, (known_entry()[0], "record (bar: how uncertain)"))
    key(figure, entries)
    series = national(run)
    # All panels share one span of time, so that the eye may go from one to the next.
    ends = [run.months - 1, *(known.month for panel in record.values() for known in panel)]
    last = float(place_of(run, max(ends))) + (0.25 if run.is_england else 0)
    said = []
    for place, (name, panel) in enumerate(PANELS.items()):
        row, column = divmod(place, 4)
        axes = figure.add_axes((LEFT + STEP * column, BOTTOMS[row], WIDTH, HEIGHT))
        said.append(_draw_panel(axes, run, panel, series[name], record.get(name, []), last))
    said += _write_outcomes(figure, run)
    footer(figure, run, _how(run))
    return Slide(figure, title, said)


def _record() -> dict[str, list[Known]]:
    """What stands beside England, by panel."""
    number = number_in_by_year_end(read_record(), range(2013, LAST_YEAR + 1))
    ratings, leaders = read_ratings(), read_leaders()
    inadequate = ratings[ratings["rating"] == "inadequate"]
    without = leaders[leaders["target"] == "T25c"]
    return {
        "in_special_measures": [
            Known(month_of(n["year"], 12), n["low"], n["low"], n["high"]) for n in number.to_dict("records")
        ],
        "rated_inadequate": [Known(r["as_of"], r["share"], r["low"], r["high"]) for r in inadequate.to_dict("records")],
        "without_substantive_leader": [
            Known(r["as_of"], r["value"], r["low"], r["high"]) for r in without.to_dict("records")
        ],
    }


def _draw_panel(axes: Axes, run: Run, panel: Panel, series: Series, record: list[Known], last: float) -> str:
    """Draw one panel, and say in words what is drawn."""
    words = f"{panel.name} ({panel.unit}). "
    top = panel.begins
    if series.months.size:
        draw_bands(axes, place_of(run, series.months), series.quantiles, thin=True)
        top = float(np.nanmax(series.quantiles[0.975], initial=top))
        words += f"Model median (80% of replicates): {_values(run, panel, series)}."
    else:
        remark(axes, 0.06, 0.7, "model: too early", size=11, colour=MODEL, align="left")
        words += "Model: too early to tell."
    for known in record:
        draw_known(axes, float(place_of(run, known.month)), known.value, known.low, known.high, size=4)
        top = max(top, known.high)
    if record:
        shown = ", ".join(f"{_value(panel, known.value)} in {named(run, known.month)}" for known in record)
        words += f" Record: {shown}."
    name_time(axes, run, last)
    axes.set_ylim(panel.begins, panel.begins + ((top - panel.begins) * 1.1 or 1.0))
    axes.yaxis.set_major_locator(MaxNLocator(nbins=4, steps=[1, 2, 5, 10]))
    if panel.is_share:
        axes.yaxis.set_major_formatter(FuncFormatter(lambda share, _: f"{100 * share:g}%"))
    axes.set_title(panel.name, loc="left", fontsize=12, fontweight="bold", pad=19)
    axes.text(0, 1.04, panel.unit, transform=axes.transAxes, fontsize=11, color=GREY, va="bottom")
    tidy(axes)
    axes.tick_params(labelsize=11)
    return words


def _write_outcomes(figure: Figure, run: Run) -> list[str]:
    """Write the headline outcomes beside the panels, and say them in words."""
    headline = {column.name for column in dictionary.OUTCOMES if column.headline}
    summary = summarise(run.results)
    rows = summary[(summary["arm"] == run.arm) & summary["outcome"].isin(headline)]
    figure.text(TABLE_LEFT, TABLE_TOP, "Outcomes", fontsize=12.5, fontweight="bold", va="center")
    figure.text(TABLE_RIGHT, TABLE_TOP, "mean (95% interval)", fontsize=11, color=GREY, va="center", ha="right")
    said = []
    for place, row in enumerate(rows.to_dict("records"), start=1):
        height = TABLE_TOP - TABLE_STEP * place
        figure.text(TABLE_LEFT, height, row["label"], fontsize=11, fontweight="bold", va="center")
        is_share = row["unit"].startswith("share ")
        counted = f"; n = {row['replicates']}" if row["left_out"] else ""
        unit = f"{row['unit'].removeprefix('share ')}{counted}"
        figure.text(TABLE_LEFT, height - 0.021, unit, fontsize=9, color=GREY, va="center")
        told = _with_interval(row["mean"], row["low"], row["high"], is_share)
        figure.text(TABLE_RIGHT, height - 0.021, told, fontsize=10.5, va="center", ha="right")
        said.append(f"{row['label']}, {unit}: {told}.")
    return said


def _with_interval(mean: float, low: float, high: float, is_share: bool) -> str:
    if math.isnan(mean):
        return "no value"
    between = "no interval" if math.isnan(low) else f"{_number(low, is_share)} to {_number(high, is_share)}"
    return f"{_number(mean, is_share)}{'%' if is_share else ''} ({between})"


def _number(value: float, is_share: bool) -> str:
    """A number with the digits that are read on such a page; a share in per cent."""
    return (
        f"{100 * value:.1f}" if is_share else f"{value:,.{0 if abs(value) >= 100 else 1 if abs(value) >= 10 else 2}f}"
    )


def _values(run: Run, panel: Panel, series: Series) -> str:
    """The first and last value drawn, with 80% of replicates."""
    places = dict.fromkeys((0, series.months.size - 1))
    low, middle, high = (series.quantiles[probability] for probability in (0.1, 0.5, 0.9))
    return ", ".join(
        f"{_value(panel, middle[place])} ({_value(panel, low[place])} to {_value(panel, high[place])}) "
        f"in {named(run, series.months[place])}"
        for place in places
    )


def _value(panel: Panel, value: float) -> str:
    return f"{_number(value, panel.is_share)}{'%' if panel.is_share else ''}"


def _how(run: Run) -> str:
    moved = (
        "Interval: how far chance and what is not known of the parameters move the mean. "
        if run.worlds_per_draw
        else "Interval: how far chance moves the mean. Neither holds what is unknown about the numbers put in. "
    )
    how = (
        f"Shading: how far replicates lie apart. {moved}Shortfall: of yearly means. Leaders: of the trusts at the "
        "start. n, where it stands: replicates with a value."
    )
    if run.is_england:
        how += " Record: number in, open points at least; ratings of 2015 and 2016; empty posts of 2014."
    return how
