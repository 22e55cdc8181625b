"""What the record teaches about the parameters: before and after the fit, how much narrower, and what goes together."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch, Rectangle

from turnaround_sim import beliefs
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.provenance import Declared
from turnaround_sim.report.calibration.rows import LEFT, WIDTH, name_parameters
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.slide import MODEL, RECORD
from turnaround_sim.validation.fit import Fit

Floats = npt.NDArray[np.float64]

INFORMED = 0.8
"""The most that the spread of a parameter may keep of the prior's for the record to have informed it."""
PRIOR = "#DDDDDD"
ACROSS = 2
BINS = 20
TALL = 1.15
PLAIN = 0.3
"""Of a correlation: from here on its number is written."""


def densities(fit: Fit) -> Chart:
    """Every fitted parameter before the fit and after it."""
    known = beliefs.uncertain()
    informed = {row["parameter"]: row for row in fit.table("informed").to_dict("records")}
    rows = -(-len(fit.fitted) // ACROSS)
    height = TALL * rows + 0.75
    figure = chart.blank(height)
    for place, path in enumerate(fit.fitted):
        row, column = divmod(place, ACROSS)
        bottom = 1 - (0.6 + TALL * (row + 1) - 0.36) / height
        axes = figure.add_axes((0.04 + 0.49 * column, bottom, 0.44, (TALL - 0.62) / height))
        _density(axes, known[path], fit.posterior[path].to_numpy(dtype=float), fit.weights)
        ratio = informed[path]["ratio"]
        axes.set_title(f"{path} ({ratio:.0%})", fontsize=9, loc="left", pad=3, parse_math=False)
    entries: list[tuple[Artist, str]] = [
        (Patch(facecolor=PRIOR), "before the fit"),
        (Line2D([], [], color=MODEL, linewidth=2), "after it"),
        (Line2D([], [], color=RECORD, linewidth=1.2, linestyle=":"), "value as stated"),
    ]
    chart.legend(figure, entries, top=1.0, columns=3)
    narrow = [path for path in fit.fitted if informed[path]["informed"]]
    return Chart(
        name="prior-and-posterior",
        title="The parameters that were fitted, before and after",
        said=f"The record narrows {len(narrow)} of {len(fit.fitted)} fitted parameters to at most {INFORMED:.0%} of "
        "their spread before.",
        reading="Across is the range from which a parameter was drawn, upwards how likely. In brackets stands what is "
        "left of the spread. Where the blue line follows the grey shape, the record says nothing of the parameter.",
        header=("Parameter", "Unit", "Before, mean", "95%", "After, mean", "95%", "Spread left"),
        rows=tuple(_told(path, known[path], informed[path]) for path in fit.fitted),
        figures=(figure,),
    )


def ratios(fit: Fit) -> Chart:
    """What is left of the spread of every uncertain parameter: the fitted ones by name, the others by group."""
    table = fit.table("informed").sort_values("ratio", kind="stable", ignore_index=True)
    named = table[table["fitted"] | table["informed"]]
    others = table.drop(named.index)
    groups = sorted({path.partition(".")[0] for path in others["parameter"]})
    count = len(named) + len(groups)
    step, top, bottom = 0.27, 0.62, 0.55
    figure = chart.blank(step * (count + 1) + top + bottom)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((LEFT, bottom * share, WIDTH, step * (count + 1) * share))
    names, places = [], []
    for place, row in enumerate(named.to_dict("records")):
        colour = MODEL if row["informed"] else chart.UNDECIDED
        axes.plot([0, row["ratio"]], [place, place], color="#DDDDDD", linewidth=1, zorder=1)
        axes.plot(
            [row["ratio"]], [place], marker="o", markersize=7, color=colour, linestyle="none", markeredgewidth=1.6,
            markerfacecolor=colour if row["informed"] else "white", zorder=3,
        )  # fmt: skip
        names.append(row["parameter"] + ("" if row["fitted"] else " *"))
        places.append(float(place))
    for place, group in enumerate(groups, start=len(named) + 1):
        mine = others.loc[others["parameter"].str.startswith(f"{group}."), "ratio"].to_numpy(dtype=float)
        axes.plot(
            mine, np.full(mine.size, place), marker="|", markersize=9, color=chart.UNDECIDED, linestyle="none",
            alpha=0.7,
        )  # fmt: skip
        names.append(f"{group}: {mine.size} others")
        places.append(float(place))
    axes.axvline(INFORMED, color=RECORD, linewidth=1.2, linestyle="--")
    axes.axvspan(0, INFORMED, color="#F1F6FA", zorder=0)
    right = max(1.1, 1.05 * float(table["ratio"].max()))
    axes.set(xlim=(0, right), ylim=(count + 0.6, -0.7))
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1.0], ["0%", "20%", "40%", "60%", "80%", "100%"])
    chart.tidy(axes)
    axes.spines["left"].set_visible(False)
    name_parameters(axes, names, places)
    axes.set_xlabel("Spread left after the fit", fontsize=chart.SMALL)
    entries: list[tuple[Artist, str]] = [
        (Line2D([], [], color=MODEL, marker="o", linestyle="none"), "informed by the record"),
        (_hollow(), "fitted, not informed"),
        (Line2D([], [], color=chart.UNDECIDED, marker="|", linestyle="none", markersize=9), "one parameter each"),
        (Line2D([], [], color=RECORD, linestyle="--", linewidth=1.2), "the line at 80%"),
    ]
    chart.legend(figure, entries, top=1.0, columns=2)
    told = table["informed"].sum()
    return Chart(
        name="informed",
        title="Of which parameters the record says anything",
        said=f"{told} of {len(table)} parameters are informed; of the other {len(table) - told} what the model says "
        "rests on judged ranges.",
        reading="What the standard deviation after the fit is of that before it: 100% is no news, and near 100% chance "
        "moves it a little to either side. Left of the dashed line a parameter counts as informed; one with a star was "
        "not fitted.",
        header=("Parameter", "Fitted", "Spread left", "Informed"),
        rows=tuple(
            (row["parameter"], _yes(row["fitted"]), f"{row['ratio']:.0%}", _yes(row["informed"]))
            for row in table.to_dict("records")
        ),
        figures=(figure,),
    )


def correlations(fit: Fit) -> Chart | None:
    """Which fitted parameters the record ties to one another; None where fewer than two were fitted."""
    if len(fit.fitted) < 2:
        return None
    values = fit.posterior[list(fit.fitted)].to_numpy(dtype=float)
    together = np.cov(values, rowvar=False, aweights=fit.weights)
    spread = np.maximum(np.sqrt(np.diag(together)), 1e-300)
    matrix = np.clip(together / np.outer(spread, spread), -1.0, 1.0)
    figure = _heat(matrix, fit.fitted)
    pairs = [(float(matrix[i, j]), fit.fitted[j], fit.fitted[i]) for i in range(len(matrix)) for j in range(i)]
    pairs.sort(key=lambda pair: -abs(pair[0]))
    tied = [pair for pair in pairs if abs(pair[0]) >= PLAIN]
    strongest = f" The strongest: {pairs[0][1]} with {pairs[0][2]}, {pairs[0][0]:.2f}." if tied else ""
    return Chart(
        name="correlations",
        title="Which fitted parameters go together",
        said=f"{len(tied)} of {len(pairs)} pairs have a correlation of {PLAIN} or more, either way.{strongest}",
        reading="Two parameters that go together cannot be told apart by the record: if one is larger, so must the "
        "other be (blue), or the smaller (orange). Numbers stand where the correlation is .3 or more.",
        header=("One", "Other", "Correlation"),
        rows=tuple((a, b, f"{r:.2f}") for r, a, b in pairs),
        figures=(figure,),
    )


def _heat(matrix: Floats, names: tuple[str, ...]) -> Figure:
    count = len(names)
    step = 0.3
    figure = chart.blank(step * count + 0.5)
    height = figure.get_size_inches()[1]
    axes = figure.add_axes((0.5, 0.08 / height, 0.48, step * count / height))
    for i in range(count):
        for j in range(i + 1):
            r = float(matrix[i, j])
            colour = "#BBBBBB" if i == j else _between(r)
            axes.add_patch(_cell(j, i, colour))
            if i != j and abs(r) >= PLAIN:
                text = f"{r:.1f}".replace("0.", ".")
                axes.text(j, i, text, ha="center", va="center", fontsize=8, color="white" if abs(r) > 0.6 else RECORD)
    axes.set(xlim=(-0.5, count - 0.5), ylim=(count - 0.5, -0.5), yticks=range(count))
    axes.set_xticks(range(count), [str(n) for n in range(1, count + 1)], fontsize=8.5)
    axes.xaxis.tick_top()
    axes.set_yticklabels([f"{name}  {n}" for n, name in enumerate(names, start=1)], fontsize=8.5, parse_math=False)
    axes.tick_params(length=0)
    axes.spines[:].set_visible(False)
    return figure


def _cell(across: float, down: float, colour: str | tuple[float, ...]) -> Rectangle:
    return Rectangle((across - 0.47, down - 0.47), 0.94, 0.94, facecolor=colour, edgecolor="none")


def _between(r: float) -> tuple[float, ...]:
    """White at nought, blue upwards and vermillion downwards."""
    end = np.array([0.0, 0.45, 0.70]) if r > 0 else np.array([0.84, 0.37, 0.0])
    return tuple((1 - abs(r)) * np.array([0.97, 0.97, 0.97]) + abs(r) * end)


def _density(axes: Axes, declared: Declared, values: Floats, weights: Floats) -> None:
    low, stated, high = (float(each) for each in (declared.low, declared.value, declared.high))
    across = np.linspace(low, high, 401)
    axes.fill_between(across, prior_density(across, low, stated, high), color=PRIOR, linewidth=0)
    shares, edges = np.histogram(values, bins=np.linspace(low, high, BINS + 1), weights=weights)
    axes.stairs(shares / np.diff(edges), edges, color=MODEL, linewidth=2)
    axes.axvline(stated, color=RECORD, linewidth=1.2, linestyle=":")
    axes.set(xlim=(low, high), yticks=[])
    axes.set_ylim(bottom=0)
    axes.set_xticks([low, high], [f"{low:g}", f"{high:g}"])
    axes.tick_params(labelsize=8)
    axes.get_xticklabels()[0].set_horizontalalignment("left")
    axes.get_xticklabels()[1].set_horizontalalignment("right")
    axes.spines[["top", "right", "left"]].set_visible(False)


def prior_density(across: Floats, low: float, stated: float, high: float) -> Floats:
    """The density from which a parameter is drawn: half of it to either side of the stated value; see `two_sided`.

    >>> prior_density(np.array([0.5, 2.0]), 0.0, 1.0, 3.0).tolist()
    [0.5, 0.25]
    """
    left = (across - low) / (stated - low) ** 2 if stated > low else np.zeros_like(across)
    right = (high - across) / (high - stated) ** 2 if high > stated else np.zeros_like(across)
    return np.asarray(np.where(across < stated, left, right))


def _told(path: str, declared: Declared, row: Mapping[Any, Any]) -> tuple[str, ...]:
    unit = "" if declared.unit == "1" else declared.unit
    return (path, unit, *_means(row, "prior"), *_means(row, "posterior"), f"{row['ratio']:.0%}")


def _means(row: Mapping[Any, Any], when: str) -> Iterator[str]:
    low, high = row[f"{when}_low"], row[f"{when}_high"]
    yield number(row[f"{when}_mean"], (high - low) / 2)
    yield interval(low, high)


def _hollow() -> Line2D:
    return Line2D(
        [], [], color=chart.UNDECIDED, marker="o", markerfacecolor="white", markeredgewidth=1.6, linestyle="none"
    )


def _yes(answer: object) -> str:
    return "yes" if answer else "no"
