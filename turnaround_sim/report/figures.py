"""The two figures of a finished run: how long trusts stay in special measures, and how many are in."""

from pathlib import Path

import numpy as np
import pandas as pd
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from matplotlib.ticker import MaxNLocator

from turnaround_sim.record import COHORTS, Cohort, kaplan_meier, number_in_by_year_end, read_record, survival_spells
from turnaround_sim.report.curves import (
    HORIZON,
    LAST_YEAR,
    Numbers,
    Run,
    Survival,
    has_tables,
    in_special_measures,
    read_run,
    still_in,
)
from turnaround_sim.report.slide import (
    DASHED,
    GREY,
    INNER,
    MODEL,
    OUTER,
    RECORD,
    End,
    footer,
    key,
    name_ends,
    page,
    remark,
    save,
    tidy,
)
from turnaround_sim.store import Results

WHISKERS = (12, 24, 36, 48)
FIRST_EDGE = 2012.6
LEFT, STEP, WIDTH = 0.062, 0.308, 0.235  # of the three panels, in shares of the slide
READING = "A replicate is one simulated history of all the trusts; half of them lie above the median and half below."


def draw_run_figures(folder: Path) -> list[Path]:
    """Draw a finished run: the share still in special measures since entry, and the number in at each year's end.

    Reads the run's tables and manifest and writes `figures/still_in_since_entry` and
    `figures/number_in_special_measures`, each as PNG and SVG, into the folder; of several arms the first is drawn.
    What happened in England stands beside the model where the run has England's 220 trusts. The same run gives
    the same files, byte for byte. Uses no shared drawing state, so threads may call it.

    Returns
    -------
    The four paths; none where the run kept no tables.

    Raises
    ------
    Mistake
        The folder holds no finished run.
    """
    results = Results.open(folder)
    if not has_tables(results):
        return []
    run = read_run(results)
    record = read_record() if run.is_england else None
    (folder / "figures").mkdir(exist_ok=True)
    return [
        *_draw_still_in(run, record, folder / "figures" / "still_in_since_entry"),
        *_draw_number_in(run, record, folder / "figures" / "number_in_special_measures"),
    ]


def _draw_still_in(run: Run, record: pd.DataFrame | None, path: Path) -> list[Path]:
    title = "How long do trusts stay in special measures?"
    figure = page(run, title, "Share of spells still going, by months since the trust entered")
    entries = _model_entries("80% of replicates", "95% of replicates")
    how = READING
    if record is not None:
        happened = Line2D([], [], color=RECORD, linewidth=2.5, marker="o", markersize=7)
        entries.insert(0, (happened, "record (what happened), 95% interval"))
        how += (
            " The shading includes the luck of groups this small. Where black leaves it, the model seldom gives what "
            "happened; black inside it does not prove the model right. "
            "Not shown: spells begun in August or September 2013, or after 2020."
        )
    key(figure, entries)
    # Without the record nothing ties the run to the calendar, and no spell need be left out between cohorts.
    start, middle, late = COHORTS
    cohorts = {f"Entered {cohort.name}": cohort for cohort in COHORTS}
    if record is None:
        cohorts = {
            "In from month 0": start,
            f"Entered months 1 to {middle.last}": middle._replace(first=1),
            f"Entered months {late.first} to {late.last}": late,
        }
    said = []
    for position, (name, cohort) in enumerate(cohorts.items()):
        axes = figure.add_axes((LEFT + STEP * position, 0.235, WIDTH, 0.45))
        said.append(_draw_cohort(axes, run, name, cohort, record))
        percent = [f"{share}%" for share in range(0, 101, 25)] if position == 0 else [""] * 5
        axes.set_yticks(np.linspace(0, 1, 5), percent)
    figure.text(LEFT + STEP + WIDTH / 2, 0.165, "Months since entry", ha="center", fontsize=15)
    footer(figure, run, how)
    return save(figure, run, title, said, path)


def _draw_cohort(axes: Axes, run: Run, name: str, cohort: Cohort, record: pd.DataFrame | None) -> str:
    """Draw one cohort, and say in words what is drawn."""
    model = still_in(run, cohort)
    months = np.arange(HORIZON + 1)
    for low, high, colour in ((0.025, 0.975, OUTER), (0.1, 0.9, INNER)):
        axes.fill_between(months, model.quantiles[low], model.quantiles[high], step="post", color=colour, linewidth=0)
    for edge in (0.025, 0.975):
        axes.step(months, model.quantiles[edge], where="post", color=MODEL, linewidth=0.8, linestyle=":")
    middle = model.quantiles[0.5]
    axes.step(months, middle, where="post", color=MODEL, linewidth=3, linestyle=DASHED)

    size = _spells_of(model)
    ends, notes = [], []
    words = f"{name}. Model median (80% of replicates): {_shares(middle, model.quantiles[0.1], model.quantiles[0.9])}."
    if model.without_entrants:
        notes.append(f"model: no entrants in\n{model.without_entrants} of {run.replicates:,} replicates")
        words += f" Model: no entrants in {model.without_entrants} of {run.replicates:,} replicates."
    if model.followed >= 0:
        ends.append(End(model.followed, float(middle[model.followed]), "model", MODEL))
    if 0 <= model.followed < HORIZON:
        notes.append(f"followed for\n{model.followed} months only")
    if record is not None:
        spells = survival_spells(record)
        spells = spells[spells["cohort"] == cohort.name]
        curve = kaplan_meier(spells["entered"], spells["ended"], spells["censored"], months)
        _draw_record_curve(axes, curve)
        ends.append(End(HORIZON, float(curve["share"].iloc[-1]), "record", RECORD))
        size = f"record {len(spells)}, {size}"
        words += f" Record, {len(spells)} spells: {_shares(curve['share'].to_numpy())}."
    # A curve of survival leaves the upper right free.
    remark(axes, 0.99, 1.0, "\n".join(notes), size=12.5, colour=MODEL, align="right")

    axes.set_title(name, loc="left", fontsize=15, fontweight="bold", pad=26)
    axes.text(0, 1.035, f"spells: {size}", transform=axes.transAxes, fontsize=12.5, color=GREY, va="bottom")
    axes.set(xlim=(0, HORIZON), ylim=(-0.02, 1.02), xticks=range(0, HORIZON + 1, 12))
    name_ends(axes, ends, apart=0.085)
    tidy(axes)
    return words


def _draw_record_curve(axes: Axes, curve: pd.DataFrame) -> None:
    axes.step(curve["month"], curve["share"], where="post", color=RECORD, linewidth=2.5)
    at = curve.set_index("month").loc[list(WHISKERS)]
    axes.errorbar(
        at.index,
        at["share"],
        yerr=(at["share"] - at["low"], at["high"] - at["share"]),
        fmt="o",
        color=RECORD,
        markersize=7,
        linewidth=1.6,
        capsize=5,
        zorder=4,
    )


def _draw_number_in(run: Run, record: pd.DataFrame | None, path: Path) -> list[Path]:
    title = "How many trusts are in special measures?"
    figure = page(run, title, f"Trusts in special measures at the end of each year, out of {run.trusts}")
    axes = figure.add_axes((LEFT, 0.22, 0.86, 0.525))
    quantiles = in_special_measures(run)
    last_year = run.years[-1] if run.years else 2013
    top = float(quantiles[0.95].max(initial=1))
    said = [_draw_model_numbers(axes, run, quantiles)]
    entries = _model_entries("50% of replicates", "90% of replicates")
    ends, how = [], READING
    if run.years:
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
    return save(figure, run, title, said, path)


def _draw_model_numbers(axes: Axes, run: Run, quantiles: dict[float, Numbers]) -> str:
    """Draw the model's bands and median, and say in words what is drawn."""
    if not run.years:
        words = "Model: the run ends before the first year does"
        remark(axes, 0.03, 0.3, words, size=16, colour=MODEL, align="left")
        return f"{words}."
    years = np.asarray(run.years)
    # The shading of a single year end has no width of its own.
    width = 12 if len(years) == 1 else 0
    for low, high, colour in ((0.05, 0.95, OUTER), (0.25, 0.75, INNER)):
        axes.fill_between(years, quantiles[low], quantiles[high], color=colour, linewidth=width)
    for edge in (0.05, 0.95):
        axes.plot(years, quantiles[edge], color=MODEL, linewidth=0.8, linestyle=":")
    axes.plot(years, quantiles[0.5], color=MODEL, linewidth=3, linestyle=DASHED, marker="s", markersize=6)
    rows = zip(run.years, quantiles[0.5], quantiles[0.05], quantiles[0.95], strict=True)
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


def _model_entries(inner: str, outer: str) -> list[tuple[Artist, str]]:
    return [
        (Line2D([], [], color=MODEL, linewidth=3, linestyle=DASHED), "model median"),
        (Patch(facecolor=INNER), inner),
        (Patch(facecolor=OUTER, edgecolor=MODEL, linewidth=0.8, linestyle=":"), outer),
    ]


def _spells_of(model: Survival) -> str:
    few, middle, many = model.spells
    spread = f" (80%: {few:.0f} to {many:.0f})" if few < many else ""
    return f"model {middle:.0f}{spread}"


def _shares(curve: Numbers, *between: Numbers) -> str:
    """The share at the months of the whiskers, with the two curves between which it lies if they are given."""
    shown = []
    for month in WHISKERS:
        spread = f" ({' to '.join(f'{edge[month]:.0%}' for edge in between)})" if between else ""
        if np.isfinite(curve[month]):
            shown.append(f"{curve[month]:.0%}{spread} after {month} months")
    return "still in " + ", ".join(shown) if shown else "not followed for a year"


def _record_numbers(number: pd.DataFrame) -> str:
    rows = zip(number["year"], number["low"], number["high"], strict=True)
    return ", ".join(f"{low} in {year}" if low == high else f"{low} to {high} in {year}" for year, low, high in rows)
