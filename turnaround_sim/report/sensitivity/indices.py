"""Pictures of indices: how much is chance, the factors one by one, and their groups."""

from collections.abc import Mapping
from typing import Any

from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from turnaround_sim.analysis.sensitivity import words
from turnaround_sim.analysis.sensitivity.reading import CHANCE, Analysed
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.slide import MODEL, RECORD, WARNING

SHOWN = 12
"""Factors in one picture; the rest is in its rows."""
STEP, TOP, BOTTOM = 0.36, 0.85, 0.62
LEFT, WIDTH = 0.46, 0.50
ALONE = "#9CC6E0"
LUCK = "#BBBBBB"


def shares(of: Analysed) -> Chart | None:
    """How much of what differs between worlds is chance, for every outcome; None where it was not measured."""
    rows = of.tables[CHANCE]
    method = next((name for name in ("sobol", "groups") if (rows["method"] == name).any()), "")
    mine = rows[(rows["method"] == method) & (rows["part"] == "chance_share")].dropna(subset=["value"])
    if not len(mine):
        return None
    told = mine.to_dict("records")
    figure = chart.blank(STEP * len(told) + TOP + BOTTOM)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((LEFT, BOTTOM * share, WIDTH, STEP * len(told) * share))
    names = []
    for place, row in enumerate(told):
        names.append(words.quantity(of, row["outcome"], row["arm"]).label)
        axes.barh([place], [row["value"]], height=0.62, color=LUCK)
        axes.barh([place], [1 - row["value"]], left=[row["value"]], height=0.62, color=ALONE)
        axes.plot([row["low"], row["high"]], [place, place], color=RECORD, linewidth=2)
    axes.set(xlim=(0, 1), ylim=(len(told) - 0.4, -0.6))
    _percent(axes)
    chart.tidy(axes)
    chart.name_rows(axes, names, [float(place) for place in range(len(told))], letters=30)
    axes.set_xlabel("Share of the variance between single worlds", fontsize=chart.SMALL)
    chart.legend(
        figure,
        [
            (Patch(facecolor=LUCK), "chance: worlds at one point"),
            (Patch(facecolor=ALONE), "factors: points"),
            (Line2D([], [], color=RECORD, linewidth=2), "95% interval of where they part"),
        ],
        top=1.0,
        columns=2,
    )
    least, most = min(told, key=_value), max(told, key=_value)
    between = f"{least['value']:.0%}" if len(told) == 1 else f"{least['value']:.0%} to {most['value']:.0%}"
    return Chart(
        name="chance",
        title="How much is chance",
        said=f"Chance makes {between} of what differs between single worlds; all indices below share out the rest.",
        reading="Each bar is the variance between single worlds whose factors differ too. The grey part is that "
        f"between the {int(told[0]['worlds'])} worlds at one point: no factor's, and taken out of every index.",
        header=("Outcome", "Chance", "95% interval", "N", "Worlds"),
        rows=tuple(
            (name, number(row["value"], _half(row)), interval(row["low"], row["high"]), f"{row['points']:,}",
             str(row["worlds"]))
            for name, row in zip(names, told, strict=True)
        ),
        figures=(figure,),
    )  # fmt: skip


def one_by_one(of: Analysed, outcome: str, arm: str, method: str) -> Chart | None:
    """First and total indices of one outcome, each with its interval, and what they would be with luck left in."""
    total, first = (of.indices(method, outcome, arm, measure) for measure in ("total", "first"))
    if not len(total):
        return None
    alone = first.set_index("factor")
    shown = total.head(SHOWN).to_dict("records")
    about = words.quantity(of, outcome, arm)
    figure = chart.blank(STEP * len(shown) + TOP + BOTTOM)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((LEFT, BOTTOM * share, WIDTH, STEP * len(shown) * share))
    for place, row in enumerate(shown):
        told = row["low"] > 0.0
        own = alone.loc[row["factor"]]
        _whisker(axes, place - 0.14, row, MODEL if told else chart.UNDECIDED, told)
        axes.plot([own["low"], own["high"]], [place + 0.17] * 2, color="#7A7A7A", linewidth=1.2)
        axes.plot([own["value"]], [place + 0.17], marker="s", markersize=4.5, color="#7A7A7A", linestyle="none")
        axes.plot(
            [row["plain"]], [place - 0.14], marker="x", markersize=6, color=WARNING, linestyle="none",
            markeredgewidth=1.6,
        )  # fmt: skip
    ends = [end for row in shown for end in (row["low"], row["high"], row["plain"])]
    ends += [float(end) for end in alone.loc[[row["factor"] for row in shown], ["low", "high"]].to_numpy().ravel()]
    axes.set(xlim=(min(-0.05, *ends), max(0.25, 1.03 * max(ends))), ylim=(len(shown) - 0.4, -0.6))
    chart.tidy(axes)
    chart.quiet_zero(axes)
    _percent(axes, None)
    chart.name_rows(axes, [short(row["factor"]) for row in shown], [float(n) for n in range(len(shown))], letters=30)
    axes.set_xlabel("Share of the variance that factors make", fontsize=chart.SMALL)
    chart.legend(
        figure,
        [
            (Line2D([], [], color=MODEL, marker="o", linewidth=2.4), "total: alone and with others"),
            (Line2D([], [], color="#7A7A7A", marker="s", markersize=4.5, linewidth=1.2), "first: alone"),
            (_hollow(), "total, not told from nought"),
            (Line2D([], [], color=WARNING, marker="x", linestyle="none", markeredgewidth=1.6), "total with luck in"),
        ],
        top=1.0,
        columns=2,
    )
    last = shown[0]
    return Chart(
        name=f"{method}-{outcome}" + ("" if arm == of.manifest["baseline"] else f"-{arm}"),
        title=f"{about.label}: {'groups of factors' if method == 'groups' else 'what it hangs on'}",
        said=" ".join(
            text for text in (words.drives(of, outcome, arm) if method != "groups" else "",
                              words.interactions(of, outcome, arm) if method != "groups" else "",
                              *(line for line in words.enough(of, outcome, arm)
                                if line.startswith(words.METHODS[method] + ":"))) if text
        ),
        reading=f"Shares of the variance that the factors make, with 95% intervals; N = {int(last['points']):,} rows, "
        f"{int(last['worlds'])} worlds a point. A share below nought is noise about nought. The cross is what the same "
        "estimator gives of means over worlds, in which luck passes for a factor's doing."
        + (f" The {SHOWN} largest of {len(total)} are drawn; the rows have all." if len(total) > SHOWN else ""),
        header=("Factor", "Total", "95% interval", "First", "95% interval", "Total with luck in", "First with luck in"),
        rows=tuple(
            (
                short(row["factor"]),
                number(row["value"], _half(row)),
                interval(row["low"], row["high"]),
                number(float(alone.loc[row["factor"], "value"]), _half(row)),
                interval(float(alone.loc[row["factor"], "low"]), float(alone.loc[row["factor"], "high"])),
                number(row["plain"], _half(row)),
                number(float(alone.loc[row["factor"], "plain"]), _half(row)),
            )
            for row in total.to_dict("records")
        ),
        figures=(figure,),
    )  # fmt: skip


def screen(of: Analysed, outcome: str, arm: str) -> Chart | None:
    """Morris's screen of one outcome; None where there is none."""
    size = of.indices("morris", outcome, arm, "size")
    if not len(size):
        return None
    stars = of.indices("morris", outcome, arm, "mu_star").set_index("factor")
    mean = of.indices("morris", outcome, arm, "mean").set_index("factor")
    shown = size.head(SHOWN).to_dict("records")
    about = words.quantity(of, outcome, arm)
    figure = chart.blank(STEP * len(shown) + TOP + BOTTOM)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((LEFT, BOTTOM * share, WIDTH, STEP * len(shown) * share))
    for place, row in enumerate(shown):
        told = row["low"] > 0.0
        _whisker(axes, place, row, MODEL if told else chart.UNDECIDED, told)
        axes.plot(
            [stars.loc[row["factor"], "noise"]], [place], marker="|", markersize=11, markeredgewidth=1.8,
            color=WARNING, linestyle="none",
        )  # fmt: skip
    axes.set(xlim=(0, 1.05 * max(row["high"] for row in shown) or 1.0), ylim=(len(shown) - 0.4, -0.6))
    chart.tidy(axes)
    chart.name_rows(axes, [short(row["factor"]) for row in shown], [float(n) for n in range(len(shown))], letters=30)
    axes.set_xlabel(chart.lines(f"Effect per width of the range, {about.unit}", 48), fontsize=chart.SMALL)
    chart.legend(
        figure,
        [
            (Line2D([], [], color=MODEL, marker="o", linewidth=2.4), "size of the effect, luck taken out"),
            (_hollow(), "not told from nought"),
            (Line2D([], [], color=WARNING, marker="|", linestyle="none", markersize=11, markeredgewidth=1.8),
             "what mu* is for luck alone"),
        ],
        top=1.0,
        columns=2,
    )  # fmt: skip
    found = int((size["low"] > 0.0).sum())
    return Chart(
        name=f"morris-{outcome}" + ("" if arm == of.manifest["baseline"] else f"-{arm}"),
        title=f"{about.label}: which factors matter at all",
        said=f"{found} of {len(size)} factors are told from doing nothing.",
        reading=f"The root of the mean square of a factor's effect at {int(size['points'].iloc[0])} places, luck taken "
        "out, with its 95% interval. The upright mark is what the usual measure, mu*, would be on average for a factor "
        f"that does nothing. The {min(SHOWN, len(size))} largest of {len(size)} are drawn; the rows have all.",
        header=("Factor", "Size", "95% interval", "Mean effect", "95% interval", "mu*", "mu* of luck"),
        rows=tuple(
            (
                short(row["factor"]),
                number(row["value"], _half(row)),
                interval(row["low"], row["high"]),
                number(float(mean.loc[row["factor"], "value"]), _half(row)),
                interval(float(mean.loc[row["factor"], "low"]), float(mean.loc[row["factor"], "high"])),
                number(float(stars.loc[row["factor"], "value"]), _half(row)),
                number(float(stars.loc[row["factor"], "noise"]), _half(row)),
            )
            for row in size.to_dict("records")
        ),
        figures=(figure,),
    )


def shape(of: Analysed, outcome: str, arm: str, method: str) -> Chart | None:
    """PAWN or delta of one outcome beside what a shuffled factor gives; None where it was not asked for."""
    its = of.indices(method, outcome, arm, method)
    if not len(its):
        return None
    shown = its.head(SHOWN).to_dict("records")
    about = words.quantity(of, outcome, arm)
    figure = chart.blank(STEP * len(shown) + TOP + BOTTOM)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((LEFT, BOTTOM * share, WIDTH, STEP * len(shown) * share))
    noise = float(its["noise"].iloc[0])
    axes.axvspan(0, noise, color="#EEEEEE", zorder=0)
    axes.axvline(noise, color=RECORD, linewidth=1.2, linestyle="--")
    for place, row in enumerate(shown):
        told = row["low"] > noise
        _whisker(axes, place, row, MODEL if told else chart.UNDECIDED, told)
    axes.set(xlim=(0, 1.05 * max(row["high"] for row in shown)), ylim=(len(shown) - 0.4, -0.6))
    chart.tidy(axes)
    chart.name_rows(axes, [short(row["factor"]) for row in shown], [float(n) for n in range(len(shown))], letters=30)
    axes.set_xlabel(f"{words.METHODS[method]}, 0 to 1", fontsize=chart.SMALL)
    chart.legend(
        figure,
        [
            (Line2D([], [], color=MODEL, marker="o", linewidth=2.4), "told from a shuffled factor"),
            (_hollow(), "not told from it"),
            (Line2D([], [], color=RECORD, linewidth=1.2, linestyle="--"), "19 of 20 shuffled lie left"),
        ],
        top=1.0,
        columns=2,
    )
    found = int((its["low"] > noise).sum())
    return Chart(
        name=f"{method}-{outcome}" + ("" if arm == of.manifest["baseline"] else f"-{arm}"),
        title=f"{about.label}: the whole distribution ({words.METHODS[method]})",
        said=f"{found} of {len(its)} factors move the whole distribution more than a shuffled factor would seem to.",
        reading=f"{words.MEASURES[method].capitalize()}, with 95% intervals, of means over "
        f"{int(its['worlds'].iloc[0])} worlds at {int(its['points'].iloc[0]):,} points. It is never nought: only what "
        "lies right of the dashed line says anything.",
        header=("Factor", words.METHODS[method], "95% interval", "Of a shuffled factor, 95th percentile"),
        rows=tuple(
            (short(row["factor"]), number(row["value"], _half(row)), interval(row["low"], row["high"]),
             number(noise, _half(row)))
            for row in its.to_dict("records")
        ),
        figures=(figure,),
    )  # fmt: skip


def short(path: str) -> str:
    """A factor's name without the whole that it belongs to."""
    return path.removeprefix("parameters.").removeprefix("levers.")


def _whisker(axes: Axes, height: float, row: Mapping[Any, Any], colour: str, told: bool) -> None:
    axes.plot([row["low"], row["high"]], [height, height], color=colour, linewidth=2.4, solid_capstyle="butt")
    axes.plot(
        [row["value"]], [height], marker="o", markersize=6.5, color=colour, linestyle="none", zorder=3,
        markerfacecolor=colour if told else "white", markeredgewidth=1.5,
    )  # fmt: skip


def _hollow() -> Line2D:
    return Line2D(
        [], [], color=chart.UNDECIDED, marker="o", markerfacecolor="white", markeredgewidth=1.5, linewidth=2.4
    )


def _percent(axes: Axes, most: float | None = 1.0) -> None:
    if most is not None:
        axes.set_xticks([0, 0.25, 0.5, 0.75, 1.0])
    axes.xaxis.set_major_formatter(lambda share, _: f"{share:.0%}")


def _value(row: Mapping[Any, Any]) -> float:
    return float(row["value"])


def _half(row: Mapping[Any, Any]) -> float:
    return float(row["high"] - row["low"]) / 2.0
