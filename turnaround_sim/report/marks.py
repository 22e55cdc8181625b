"""How the model and the record are drawn, the same on every figure."""

from calendar import month_name
from typing import Literal

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from turnaround_sim.report.numbers.spread import Quantiles
from turnaround_sim.report.run import Run
from turnaround_sim.report.slide import DASHED, INNER, MODEL, OUTER, RECORD

READING = "A replicate is one simulated history of all the trusts; half of them lie above the median and half below."

Entry = tuple[Artist, str]


def draw_bands(
    axes: Axes,
    across: npt.ArrayLike,
    quantiles: Quantiles,
    *,
    step: Literal["post"] | None = None,
    marker: str = "",
    thin: bool = False,
) -> None:
    """Draw the model: five quantiles as two bands, dotted at the outer rim, and the median dashed."""
    at = np.asarray(across, dtype=float)
    lowest, low, middle, high, highest = sorted(quantiles)
    # The shading of a single place has no width of its own.
    width = 12 if at.size == 1 else 0
    for under, over, colour in ((lowest, highest, OUTER), (low, high, INNER)):
        axes.fill_between(at, quantiles[under], quantiles[over], step=step, color=colour, linewidth=width)
    stepped: Literal["steps-post", "default"] = "steps-post" if step else "default"
    for edge in (lowest, highest):
        axes.plot(at, quantiles[edge], drawstyle=stepped, color=MODEL, linewidth=0.8, linestyle=":")
    axes.plot(
        at,
        quantiles[middle],
        drawstyle=stepped,
        color=MODEL,
        linewidth=2 if thin else 3,
        linestyle=DASHED,
        marker=marker,
        markersize=6,
    )


def model_entries(inner: str = "80% of replicates", outer: str = "95% of replicates") -> list[Entry]:
    """What the key says of the model."""
    return [
        (Line2D([], [], color=MODEL, linewidth=3, linestyle=DASHED), "model median"),
        (Patch(facecolor=INNER), inner),
        (Patch(facecolor=OUTER, edgecolor=MODEL, linewidth=0.8, linestyle=":"), outer),
    ]


def draw_known(axes: Axes, across: float, value: float, low: float, high: float, size: float = 7) -> None:
    """Draw one number of the record with its interval, as an open point where the number is the least it can be."""
    axes.errorbar(
        [across],
        [value],
        yerr=[[value - low], [high - value]],
        fmt="o",
        color=RECORD,
        markerfacecolor="white" if value == low < high else RECORD,
        markersize=size,
        linewidth=1.6 if low < high else 0,
        capsize=0.7 * size if low < high else 0,
        zorder=4,
    )


def known_entry() -> Entry:
    """What the key says of the record where it has single points."""
    return Line2D([], [], color=RECORD, linestyle="none", marker="o", markersize=7), "record, 95% interval"


def place_of(run: Run, months: npt.ArrayLike) -> npt.NDArray[np.float64]:
    """Where the ends of months stand across: calendar years for England, months from the start for other runs."""
    ends = np.asarray(months, dtype=float) + 1
    return 2013.5 + ends / 12 if run.is_england else ends


def named(run: Run, month: float) -> str:
    """A month in words: by the calendar for England, by its number for other runs."""
    if not run.is_england:
        return f"month {month:.0f}"
    years, since = divmod(int(month) + 6, 12)
    return f"{month_name[since + 1]} {2013 + years}"


def name_time(axes: Axes, run: Run, last: float) -> None:
    """Set the axis of time, from the start to the last place drawn, with some four places named."""
    first = 2013.5 if run.is_england else 0.0
    span = last - first
    if run.is_england:
        every = 4 if span > 6 else 1
    else:
        every = 6 if span <= 24 else 12 * max(1, round(span / 60))
    axes.set(xlim=(first, last), xticks=range(2014 if run.is_england else 0, int(last) + 1, every))
