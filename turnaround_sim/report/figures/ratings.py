"""The figure of the ratings that trusts hold, month by month."""

from collections.abc import Hashable
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from turnaround_sim.record import read_ratings
from turnaround_sim.report.marks import (
    READING,
    draw_bands,
    draw_known,
    known_entry,
    model_entries,
    name_time,
    named,
    place_of,
)
from turnaround_sim.report.numbers.ratings import Ratings, rating_shares
from turnaround_sim.report.run import Run
from turnaround_sim.report.slide import GREY, MODEL, WARNING, Slide, footer, key, page, remark, tidy

COMMON, RARE = ("requires improvement", "good"), ("inadequate", "outstanding")
SCALES = (0.25, 0.5, 1.0)
LEFT, STEP, WIDTH = 0.062, 0.236, 0.18  # of the four panels, in shares of the slide


def draw(run: Run) -> Slide:
    """The shares of rated trusts with each overall rating, in four panels."""
    title = "What ratings do trusts hold?"
    figure = page(run, title, "Share of the rated trusts with each published overall rating, month by month")
    model = rating_shares(run)
    record = read_ratings() if run.is_england else None
    entries = model_entries()
    how = f"{READING} {_rated(run, model)}"
    if record is not None:
        entries.insert(0, known_entry())
        counts = record[["as_of", "rated"]].drop_duplicates().to_dict("records")
        dates = " and ".join(f"{named(run, row['as_of'])} ({row['rated']})" for row in counts)
        how += f" Record: all trusts rated by {dates}, as the Health Service Journal counted them."
    key(figure, entries)
    rare = _scale(model, record)
    said = []
    for position, rating in enumerate((*COMMON, *RARE)):
        axes = figure.add_axes((LEFT + STEP * position, 0.235, WIDTH, 0.45))
        said.append(_draw_rating(axes, run, model, rating, record))
        most = rare if rating in RARE else 1.0
        axes.set_ylim(0, most)
        axes.set_yticks(np.linspace(0, most, 6), [f"{share:.0%}" for share in np.linspace(0, most, 6)])
        # The rare ratings could not be read on the scale of the others.
        ends = axes.text(0, 1.035, f"scale ends at {most:.0%}", transform=axes.transAxes, fontsize=12.5, va="bottom")
        ends.set(color=WARNING if most < 1 else GREY, fontweight="bold" if most < 1 else "normal")
    along = "Start of year" if run.is_england else "Months from the start"
    figure.text(LEFT + 1.5 * STEP + WIDTH / 2, 0.165, along, ha="center", fontsize=15)
    footer(figure, run, how)
    return Slide(figure, title, said)


def _draw_rating(axes: Axes, run: Run, model: Ratings, rating: str, record: pd.DataFrame | None) -> str:
    """Draw one rating, and say in words what is drawn."""
    words = f"{rating.capitalize()}. "
    last = float(place_of(run, run.months - 1))
    if model.months.size:
        draw_bands(axes, place_of(run, model.months), model.shares[rating])
        words += f"Model median (80% of replicates): {_shares(run, model, rating)}."
    else:
        remark(axes, 0.04, 0.99, "model: too few\ntrusts rated", size=13, colour=MODEL, align="left")
        words += "Model: too few trusts rated."
    if record is not None:
        known = record[record["rating"] == rating].to_dict("records")
        for row in known:
            draw_known(axes, float(place_of(run, row["as_of"])), row["share"], row["low"], row["high"])
        words += f" Record (95% interval): {', '.join(_known(run, row) for row in known)}."
        last = max(last, float(place_of(run, known[-1]["as_of"] + 6)))
    axes.set_title(rating.capitalize(), loc="left", fontsize=15, fontweight="bold", pad=26)
    name_time(axes, run, last)
    tidy(axes)
    return words


def _scale(model: Ratings, record: pd.DataFrame | None) -> float:
    """Where the scale of the rare ratings ends, the same for both."""
    most = max(float(model.shares[rating][0.975].max(initial=0)) for rating in RARE)
    if record is not None:
        most = max(most, float(record.loc[record["rating"].isin(RARE), "high"].max()))
    return next(scale for scale in SCALES if most <= scale)


def _rated(run: Run, model: Ratings) -> str:
    if not model.months.size:
        return "At no time is a quarter of the trusts rated."
    first, last = (int(model.rated[0.5][place]) for place in (0, -1))
    begin = named(run, model.months[0])
    return f"Drawn from {begin} on, when a quarter of the trusts are rated: {first} of {run.trusts}; at the end {last}."


def _shares(run: Run, model: Ratings, rating: str) -> str:
    """The shares every second year from the first month drawn, and in the last."""
    shares, last = model.shares[rating], model.months.size - 1
    return ", ".join(
        f"{shares[0.5][place]:.0%} ({shares[0.1][place]:.0%} to {shares[0.9][place]:.0%}) "
        f"in {named(run, model.months[place])}"
        for place in (*range(0, last, 24), last)
    )


def _known(run: Run, row: dict[Hashable, Any]) -> str:
    share = f"{row['share']:.0%} ({row['low']:.0%} to {row['high']:.0%})"
    return f"{share} of {row['rated']} rated trusts in {named(run, row['as_of'])}"
