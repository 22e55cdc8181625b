"""Whether the method finds what is known to be there, and how the fit went."""

import pandas as pd
from matplotlib.artist import Artist
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import LogLocator, MaxNLocator, NullLocator

from turnaround_sim.analysis.acceptability import wilson
from turnaround_sim.experiment import interval
from turnaround_sim.report.calibration.rows import LEFT, WIDTH, name_parameters
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.slide import MODEL, RECORD, WARNING
from turnaround_sim.validation.fit import Fit

NOMINAL = 0.8
"""What share of the intervals is meant to hold the truth."""
ALL = "all together"
FULL = 1.001
"""The highest temperature at which the record is said to count in full."""
ACROSS = 2
TALL = 1.6


def coverage(fit: Fit) -> pd.DataFrame:
    """How many of the intervals hold the truth, of all together and of each parameter: share, low, high, count.

    The interval of all together is over truths, since what is found of one truth's parameters hangs together.
    """
    table = fit.table("recovery")
    shares = table.groupby("truth")["covered"].mean()
    mean, low, high = interval(shares.tolist())
    rows = [(ALL, mean, max(0.0, low), min(1.0, high), len(table))]
    for name, mine in table.groupby("parameter", sort=False):
        share = float(mine["covered"].mean())
        rows.append((str(name), share, *wilson(share, len(mine)), len(mine)))
    return pd.DataFrame(rows, columns=["parameter", "share", "low", "high", "count"])


def recovery(fit: Fit) -> Chart:
    """Coverage with its interval, and every truth beside the interval that was found for it."""
    table, covered = fit.table("recovery"), coverage(fit)
    whole = covered.iloc[0]
    truths = table["truth"].nunique()
    fits = "which can hold" if whole["low"] <= NOMINAL <= whole["high"] else "which cannot be chance: they are too "
    if not whole["low"] <= NOMINAL <= whole["high"]:
        fits += "narrow" if whole["high"] < NOMINAL else "wide"
    return Chart(
        name="recovery",
        title="Does the method find a truth that is known?",
        said=f"{whole['share']:.0%} of {whole['count']} intervals hold the truth ({whole['low']:.0%} to "
        f"{whole['high']:.0%}), where {NOMINAL:.0%} should, {fits}.",
        reading=f"{truths} sets of parameters near the record stood for the truth: what one of their worlds shows took "
        "the record's place, and they were sought again by the emulator that guides the fit. Above: how many of the "
        "80% intervals hold the true value, with the 95% interval of that share. Below: each true value across, the "
        "interval that was found upwards, in spreads of the prior. On the line the two agree; orange intervals miss "
        "it. Where intervals do not rise with the truth, the record says nothing of that parameter.",
        header=("Parameter", "Hold the truth", "95% interval", "Intervals"),
        rows=tuple(
            (row["parameter"], f"{row['share']:.0%}", f"{row['low']:.0%} to {row['high']:.0%}", str(row["count"]))
            for row in covered.to_dict("records")
        ),
        figures=(_coverage(covered), _truths(table)),
    )


def _coverage(covered: pd.DataFrame) -> Figure:
    step, top, bottom = 0.27, 0.62, 0.55
    figure = chart.blank(step * len(covered) + top + bottom)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((LEFT, bottom * share, WIDTH, step * len(covered) * share))
    axes.axvline(NOMINAL, color=RECORD, linewidth=1.2, linestyle="--")
    for place, row in enumerate(covered.to_dict("records")):
        fine = row["low"] <= NOMINAL <= row["high"]
        colour = MODEL if fine else WARNING
        axes.plot([row["low"], row["high"]], [place, place], color=colour, linewidth=4, solid_capstyle="butt")
        axes.plot(
            [row["share"]], [place], marker="o", markersize=7.5, color=colour, markeredgewidth=1.6,
            markerfacecolor=colour if fine else "white", zorder=3,
        )  # fmt: skip
    axes.set(xlim=(-0.02, 1.02), ylim=(len(covered) - 0.4, -0.6))
    axes.set_xticks([0, 0.2, 0.4, 0.6, 0.8, 1], ["0%", "20%", "40%", "60%", "80%", "100%"])
    chart.tidy(axes)
    axes.spines["left"].set_visible(False)
    name_parameters(axes, covered["parameter"].tolist(), range(len(covered)))
    for label in axes.get_yticklabels():
        label.set_fontweight("bold" if label.get_text() == ALL else "normal")
    axes.set_xlabel("Intervals that hold the truth", fontsize=chart.SMALL)
    entries: list[tuple[Artist, str]] = [
        (Line2D([], [], color=MODEL, linewidth=4, marker="o"), "80% lies in its 95% interval"),
        (Line2D([], [], color=WARNING, linewidth=4, marker="o", markerfacecolor="white"), "does not"),
        (Line2D([], [], color=RECORD, linestyle="--", linewidth=1.2), "80%"),
    ]
    chart.legend(figure, entries, top=1.0, columns=2)
    return figure


def _truths(table: pd.DataFrame) -> Figure:
    names = list(dict.fromkeys(table["parameter"]))
    rows = -(-len(names) // ACROSS)
    height = TALL * rows + 0.8
    figure = chart.blank(height)
    for place, name in enumerate(names):
        row, column = divmod(place, ACROSS)
        bottom = 1 - (0.4 + TALL * (row + 1) - 0.25) / height
        axes = figure.add_axes((0.09 + 0.49 * column, bottom, 0.39, (TALL - 0.55) / height))
        mine = table[table["parameter"] == name]
        centre, scale = mine["true"].mean(), max(float(mine["prior_sd"].iloc[0]), 1e-300)
        true, low, high = ((mine[each].to_numpy() - centre) / scale for each in ("true", "low", "high"))
        covered = mine["covered"].to_numpy(dtype=bool)
        axes.vlines(true[covered], low[covered], high[covered], color=MODEL, linewidth=1.6)
        axes.vlines(true[~covered], low[~covered], high[~covered], color=WARNING, linewidth=1.6, linestyle=(0, (3, 1)))
        ends = [float(min(true.min(), low.min())), float(max(true.max(), high.max()))]
        axes.plot(ends, ends, color=RECORD, linewidth=1)
        axes.set(xlim=(true.min() - 0.2, true.max() + 0.2), ylim=(ends[0] - 0.1, ends[1] + 0.1))
        axes.tick_params(labelsize=8)
        axes.spines[["top", "right"]].set_visible(False)
        axes.set_title(name, fontsize=9, loc="left", pad=3, parse_math=False)
    entries: list[tuple[Artist, str]] = [
        (Line2D([], [], color=MODEL, linewidth=1.6), "80% interval"),
        (Line2D([], [], color=WARNING, linewidth=1.6, linestyle=(0, (3, 1))), "misses it"),
        (Line2D([], [], color=RECORD, linewidth=1), "truth"),
    ]
    chart.legend(figure, entries, top=1.0, columns=3)
    figure.text(0.5, 0.06 / height, "True value across, interval upwards: in spreads of the prior", ha="center",
                fontsize=chart.SMALL)  # fmt: skip
    return figure


def course(fit: Fit) -> Chart:
    """How the fit went: what each wave left of the prior, how far its emulator erred, and what was accepted."""
    waves, last = fit.table("waves"), fit.table("generations").iloc[-1]
    across = waves["wave"].to_numpy(dtype=float)
    errors = waves[[name for name in waves.columns if name.startswith("error_")]].mean(axis=1)
    left = 100 * waves["kept_share"]
    figure = chart.blank(3.9)
    panels = (
        ("Left of the prior, %", left.to_numpy(dtype=float), "log"),
        ("The emulator's error, in spreads of the facts' noise", errors.to_numpy(dtype=float), "linear"),
    )
    for place, (name, values, scale) in enumerate(panels):
        axes = figure.add_axes((0.13, 0.63 - 0.46 * place, 0.84, 0.27))
        axes.plot(across, values, color=MODEL, linewidth=2, marker="o", markersize=5)
        axes.set_yscale(scale)
        axes.margins(y=0.25)
        if scale == "linear":
            axes.set_ylim(0, 1.3 * values.max())
        else:
            axes.yaxis.set_major_locator(LogLocator(subs=(1.0, 3.0)))
            axes.yaxis.set_major_formatter("{x:g}")
            axes.yaxis.set_minor_locator(NullLocator())
        axes.annotate(
            f"{values[-1]:.2g}", (across[-1], values[-1]), xytext=(-2, 7), textcoords="offset points", ha="right",
            fontsize=9, color=MODEL, fontweight="bold",
        )  # fmt: skip
        axes.set_title(name, fontsize=chart.SMALL, loc="left")
        chart.tidy(axes, "y")
        axes.xaxis.set_major_locator(MaxNLocator(nbins=6, integer=True))
    axes.set_xlabel("Wave", fontsize=chart.SMALL)
    tempered = "the record counts in full" if fit.temperature <= FULL else "the record does not yet count in full"
    return Chart(
        name="course",
        title="How the fit went",
        said=f"{len(waves)} waves left {left.iloc[-1]:.2g}% of the prior. Of {last['simulated']:,.0f} points tried "
        f"there {last['accepted']:,.0f} were accepted at a temperature of {last['temperature']:.3g}: {tempered}. "
        f"They count as {last['ess']:.0f} that weigh the same.",
        reading="Each wave rules out what its emulator holds to be too far from the record, its own error allowed for; "
        "the last lets in more than those before it, since it must not rule out what fits. What is accepted in the end "
        "is one set of parameters that the record leaves possible; a temperature above 1 lets the model off.",
        header=("Wave", "Points", "Left of the prior", "Emulator's error"),
        rows=tuple(
            (f"{row['wave']:.0f}", f"{row['points']:,.0f}", f"{100 * row['kept_share']:.2g}%", f"{error:.2f}")
            for row, error in zip(waves.to_dict("records"), errors, strict=True)
        ),
        figures=(figure,),
    )  # fmt: skip
