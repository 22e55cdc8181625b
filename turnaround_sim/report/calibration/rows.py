"""How rows of a picture are named: by facts, which take a line of their own, or by parameters, at the left."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.axes import Axes

from turnaround_sim.report.charts import chart

Row = dict[Any, Any]

LETTERS = 76
SIZE = 8.8
PARAMETER = 9.5
"""Size of the letters of facts and of parameters [points]."""
A_PAGE = 15
"""Facts of one picture, so that it fits on a page of paper."""
STEP = 0.56
"""Inches a row that has its name above it."""
ABOVE = 0.36
"""How far above a row its name stands, in rows."""
LEFT, WIDTH = 0.42, 0.55
"""Where the axes beside the names of parameters begin, and how wide they are, as shares of the picture."""


def pages(rows: Sequence[Row]) -> list[list[Row]]:
    """Rows shared out evenly over as few pictures as hold them."""
    return [[rows[place] for place in page] for page in np.array_split(np.arange(len(rows)), -(-len(rows) // A_PAGE))]


def name_facts(axes: Axes, rows: Sequence[Row], places: Sequence[float]) -> None:
    """Name each row by its target, on a line above it; each row has `target` and `fact`. Remarks in brackets go."""
    axes.set_yticks([])
    for row, place in zip(rows, places, strict=True):
        name = chart.lines(f"{row['target']} {row['fact'].partition(' (')[0]}", LETTERS, 1)
        paper = {"facecolor": "white", "edgecolor": "none", "alpha": 0.7, "pad": 1}
        axes.text(0.0, place - ABOVE, name, transform=axes.get_yaxis_transform(), fontsize=SIZE, va="center",
                  parse_math=False, clip_on=False, bbox=paper, zorder=6)  # fmt: skip


def name_parameters(axes: Axes, names: Sequence[str], places: Sequence[float]) -> None:
    """Name rows by parameters, each on one line."""
    axes.set_yticks(list(places), list(names), parse_math=False)
    axes.tick_params(axis="y", length=0, labelsize=PARAMETER)
