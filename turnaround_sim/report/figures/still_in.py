"""The figure of how long trusts stay in special measures, by when they entered."""

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from turnaround_sim.record import COHORTS, Cohort, kaplan_meier, read_record, survival_spells
from turnaround_sim.report.marks import READING, draw_bands, model_entries
from turnaround_sim.report.numbers.spells import Spells, read_spells, still_in
from turnaround_sim.report.numbers.survival import HORIZON, Survival
from turnaround_sim.report.run import Numbers, Run
from turnaround_sim.report.slide import GREY, MODEL, RECORD, End, Slide, footer, key, name_ends, page, remark, tidy

WHISKERS = (12, 24, 36, 48)
LEFT, STEP, WIDTH = 0.062, 0.308, 0.235  # of the three panels, in shares of the slide


def draw(run: Run) -> Slide:
    """How long trusts stay in special measures: the share of spells still going, in three panels."""
    title = "How long do trusts stay in special measures?"
    figure = page(run, title, "Share of spells still going, by months since the trust entered")
    record = read_record() if run.is_england else None
    spells = read_spells(run)
    entries = model_entries()
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
        said.append(_draw_cohort(axes, spells, name, cohort, record))
        percent = [f"{share}%" for share in range(0, 101, 25)] if position == 0 else [""] * 5
        axes.set_yticks(np.linspace(0, 1, 5), percent)
    figure.text(LEFT + STEP + WIDTH / 2, 0.165, "Months since entry", ha="center", fontsize=15)
    footer(figure, run, how)
    return Slide(figure, title, said)


def _draw_cohort(axes: Axes, spells: Spells, name: str, cohort: Cohort, record: pd.DataFrame | None) -> str:
    """Draw one cohort, and say in words what is drawn."""
    model = still_in(spells, cohort)
    months = np.arange(HORIZON + 1)
    draw_bands(axes, months, model.quantiles, step="post")
    middle = model.quantiles[0.5]

    size = _spells_of(model)
    ends, notes = [], []
    words = f"{name}. Model median (80% of replicates): {_shares(middle, model.quantiles[0.1], model.quantiles[0.9])}."
    if model.without:
        notes.append(f"model: no entrants in\n{model.without} of {spells.replicates:,} replicates")
        words += f" Model: no entrants in {model.without} of {spells.replicates:,} replicates."
    if model.followed >= 0:
        ends.append(End(model.followed, float(middle[model.followed]), "model", MODEL))
    if 0 <= model.followed < HORIZON:
        notes.append(f"followed for\n{model.followed} months only")
    if record is not None:
        real = survival_spells(record)
        real = real[real["cohort"] == cohort.name]
        curve = kaplan_meier(real["entered"], real["ended"], real["censored"], months)
        _draw_record_curve(axes, curve)
        ends.append(End(HORIZON, float(curve["share"].iloc[-1]), "record", RECORD))
        size = f"record {len(real)}, {size}"
        words += f" Record, {len(real)} spells: {_shares(curve['share'].to_numpy())}."
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


def _spells_of(model: Survival) -> str:
    few, middle, many = model.sizes
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
