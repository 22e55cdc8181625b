"""Pictures that say whether indices can be trusted: how they settle with N, and whether the emulator agrees."""

from collections.abc import Sequence

from matplotlib.lines import Line2D

from turnaround_sim.analysis.sensitivity import words
from turnaround_sim.analysis.sensitivity.reading import STEPS, Analysed
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import LINES, Chart
from turnaround_sim.report.sensitivity.indices import BOTTOM, LEFT, SHOWN, STEP, TOP, WIDTH, short
from turnaround_sim.report.slide import MODEL, RECORD

FEW = 4
PAIRS = 10


def settling(of: Analysed, outcome: str, arm: str) -> Chart | None:
    """The largest total indices of the first rows alone, at ever more of them; None where there is but one size."""
    rows = of.tables[STEPS]
    mine = rows[
        (rows["method"] == "sobol") & (rows["outcome"] == outcome) & (rows["arm"] == arm) & (rows["measure"] == "total")
    ]
    sizes = sorted(int(n) for n in mine["points"].unique())
    if len(sizes) < 2:
        return None
    first = [str(name) for name in of.indices("sobol", outcome, arm, "total")["factor"].head(FEW)]
    if not first:
        return None
    figure = chart.blank(3.6)
    axes = figure.add_axes((0.13, 0.17, 0.83, 0.57))
    entries = []
    for place, factor in enumerate(first):
        its = mine[mine["factor"] == factor].sort_values("points")
        colour, dashes, mark = LINES[place]
        across = [n * (1 + 0.035 * (place - 1.5)) for n in its["points"]]
        axes.plot(across, its["value"], color=colour, linestyle=dashes, marker=mark, markersize=5)
        axes.vlines(across, its["low"], its["high"], color=colour, linewidth=1.4)
        entries.append((Line2D([], [], color=colour, linestyle=dashes, marker=mark, markersize=5), short(factor)))
    axes.axhline(0, color=RECORD, linewidth=1)
    axes.set_xscale("log", base=2)
    axes.set_ylim(max(-0.25, axes.get_ylim()[0]), min(1.25, axes.get_ylim()[1]))
    axes.set_xticks(sizes, [f"{n:,}" for n in sizes])
    axes.minorticks_off()
    axes.yaxis.set_major_formatter(lambda share, _: f"{share:.0%}")
    chart.tidy(axes, along="y")
    axes.set_xlabel("N, rows of the sample", fontsize=chart.SMALL)
    axes.set_ylabel("Total index", fontsize=chart.SMALL)
    chart.legend(figure, entries, top=1.0, columns=2)
    about = words.quantity(of, outcome, arm)
    return Chart(
        name=f"settling-{outcome}" + ("" if arm == of.manifest["baseline"] else f"-{arm}"),
        title=f"{about.label}: do the indices settle?",
        said=" ".join(line for line in words.enough(of, outcome, arm) if line.startswith("Sobol:")),
        reading="Total indices of the first N rows alone, with 95% intervals (bootstrap over rows, and over worlds by "
        "leaving each out). Where the last points lie within the intervals of those before, more rows would change "
        "little.",
        header=("Factor", "N", "Total", "95% interval"),
        rows=tuple(
            (short(row["factor"]), f"{row['points']:,}", number(row["value"], (row["high"] - row["low"]) / 2),
             interval(row["low"], row["high"]))
            for factor in first
            for row in mine[mine["factor"] == factor].sort_values("points").to_dict("records")
        ),
        figures=(figure,),
    )  # fmt: skip


def emulator(of: Analysed, outcome: str, arm: str) -> Chart | None:
    """Total indices by emulator beside the direct ones; None where there is no emulator."""
    its = of.indices("emulator", outcome, arm, "total")
    if not len(its):
        return None
    direct = of.indices("sobol", outcome, arm, "total")
    if not len(direct):
        return None
    guessed = its.set_index("factor")
    shown = direct.head(SHOWN).to_dict("records")
    figure = chart.blank(STEP * len(shown) + TOP - 0.2 + BOTTOM)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((LEFT, BOTTOM * share, WIDTH, STEP * len(shown) * share))
    for place, row in enumerate(shown):
        mine = guessed.loc[row["factor"]]
        axes.plot([row["low"], row["high"]], [place - 0.14] * 2, color=MODEL, linewidth=2.4)
        axes.plot([row["value"]], [place - 0.14], marker="o", markersize=6, color=MODEL, linestyle="none")
        axes.plot([mine["low"], mine["high"]], [place + 0.17] * 2, color=RECORD, linewidth=1.4)
        axes.plot([mine["value"]], [place + 0.17], marker="D", markersize=4.5, color=RECORD, linestyle="none")
    axes.set_ylim(len(shown) - 0.4, -0.6)
    chart.tidy(axes)
    chart.quiet_zero(axes)
    axes.xaxis.set_major_formatter(lambda value, _: f"{value:.0%}")
    chart.name_rows(axes, [short(row["factor"]) for row in shown], [float(n) for n in range(len(shown))], letters=30)
    axes.set_xlabel("Total index", fontsize=chart.SMALL)
    worlds = of.manifest["blocks"]
    runs = worlds["sobol"]["points"] * worlds["sobol"]["worlds"]
    few = worlds["emulator"]["points"]
    chart.legend(
        figure,
        [
            (Line2D([], [], color=MODEL, marker="o", linewidth=2.4), f"direct, {runs:,} worlds"),
            (Line2D([], [], color=RECORD, marker="D", markersize=4.5, linewidth=1.4), f"emulator, {few:,} worlds"),
        ],
        top=1.0,
        columns=2,
    )
    about = words.quantity(of, outcome, arm)
    return Chart(
        name=f"emulator-{outcome}" + ("" if arm == of.manifest["baseline"] else f"-{arm}"),
        title=f"{about.label}: the same from {few:,} worlds",
        said=words.emulated(of, outcome, arm),
        reading="Total indices with 95% intervals: the direct ones from the whole sample, and those of an emulator "
        "(straight lines and a Gaussian process), whose intervals come from leaving a tenth of its points out in turn "
        "and leave out what it smooths away.",
        header=("Factor", "Direct", "95% interval", "Emulator", "95% interval"),
        rows=tuple(
            (
                short(row["factor"]),
                number(row["value"], (row["high"] - row["low"]) / 2),
                interval(row["low"], row["high"]),
                number(float(guessed.loc[row["factor"], "value"]), (row["high"] - row["low"]) / 2),
                interval(float(guessed.loc[row["factor"], "low"]), float(guessed.loc[row["factor"], "high"])),
            )
            for row in direct.to_dict("records")
        ),
        figures=(figure,),
    )


def together(of: Analysed, outcome: str, arm: str) -> Sequence[tuple[str, ...]]:
    """The pairs of factors that do most together, by emulator, as rows."""
    its = of.indices("emulator", outcome, arm, "second")
    label = words.quantity(of, outcome, arm).label
    return [
        (label, short_pair(row["factor"]), number(row["value"], (row["high"] - row["low"]) / 2),
         interval(row["low"], row["high"]))
        for row in its[its["low"] > 0.0].head(PAIRS // 2).to_dict("records")
    ]  # fmt: skip


def short_pair(pair: str) -> str:
    """Two factors' names without the wholes that they belong to."""
    return " × ".join(short(part) for part in pair.split(" × "))
