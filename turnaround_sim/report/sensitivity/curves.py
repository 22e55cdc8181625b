"""The picture of one factor at a time: the outcome along the ranges of the factors that move it most."""

from matplotlib.axes import Axes

from turnaround_sim.analysis.sensitivity import words
from turnaround_sim.analysis.sensitivity.reading import CURVES, Analysed
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.provenance import tidy
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.sensitivity.indices import short
from turnaround_sim.report.slide import INNER, MODEL, RECORD

SHOWN, ACROSS = 6, 2
TALL = 1.75


def along(of: Analysed, outcome: str, arm: str) -> Chart | None:
    """The rise of an outcome along the ranges of the factors of the widest span; None where none was asked for."""
    rows = of.tables[CURVES]
    mine = rows[(rows["outcome"] == outcome) & (rows["arm"] == arm)]
    if not len(mine):
        return None
    spans = mine.groupby("factor", sort=False)["rise"].agg(lambda rise: rise.max() - rise.min())
    order = [str(factor) for factor in spans.sort_values(ascending=False, kind="stable").index]
    shown = order[:SHOWN]
    lines = -(-len(shown) // ACROSS)
    height = TALL * lines + 0.35
    figure = chart.blank(height)
    ends = mine[mine["factor"].isin(shown)]
    scale = min(ends["low"].min(), 0.0), max(ends["high"].max(), 0.0)
    about = words.quantity(of, outcome, arm)
    units = {factor.path: factor.declared.unit for factor in of.factors}
    for place, factor in enumerate(shown):
        row, column = divmod(place, ACROSS)
        axes = figure.add_axes(
            (0.1 + 0.5 * column, 1 - (0.32 + TALL * (row + 1) - 0.5) / height, 0.385, (TALL - 0.82) / height)
        )
        _curve(axes, mine[mine["factor"] == factor].sort_values("place"), scale)
        unit = "" if units[factor] == "1" else f" [{units[factor]}]"
        axes.set_title(chart.lines(f"{short(factor)}{unit}", 30), fontsize=9, loc="left", pad=3, parse_math=False)
    figure.text(0.02, 1 - 0.12 / height, f"Rise from the stated value, {about.unit}", fontsize=chart.SMALL, va="top")
    turning = words.bends(of).get(outcome, [])
    told = f"{len(turning)} of {len(order)} factors surely turn: the outcome goes up and down along their range"
    names = f" ({', '.join(short(name) for name in turning[:4])}{', …' if len(turning) > 4 else ''})" if turning else ""
    return Chart(
        name=f"ofat-{outcome}" + ("" if arm == of.manifest["baseline"] else f"-{arm}"),
        title=f"{about.label}: one factor at a time",
        said=f"{told}{names}.",
        reading=f"Each factor over its range, all others at their stated values, in the same "
        f"{int(mine['worlds'].iloc[0])} worlds: the mean rise from the stated value and its 95% interval. All pictures "
        f"have one scale. The {len(shown)} of widest span of {len(order)} are drawn. No interaction can be seen here.",
        header=("Factor", "Value", "Rise", "95% interval", "Spread between worlds (SD)"),
        rows=tuple(
            (short(row["factor"]), tidy(round(row["value"], 6)), number(row["rise"], (row["high"] - row["low"]) / 2),
             interval(row["low"], row["high"]), number(row["spread"]))
            for factor in shown
            for row in mine[mine["factor"] == factor].sort_values("place").to_dict("records")
        ),
        figures=(figure,),
    )  # fmt: skip


def _curve(axes: Axes, its: "object", scale: tuple[float, float]) -> None:
    table = its
    values, rise = table["value"], table["rise"]  # type: ignore[index]
    axes.fill_between(values, table["low"], table["high"], color=INNER, linewidth=0)  # type: ignore[index]
    axes.plot(values, rise, color=MODEL, marker="o", markersize=3.5, linewidth=1.6)
    axes.axhline(0, color=RECORD, linewidth=0.8)
    axes.set_ylim(scale[0] - 0.05 * (scale[1] - scale[0]), scale[1] + 0.05 * (scale[1] - scale[0]))
    axes.spines[["top", "right"]].set_visible(False)
    axes.tick_params(labelsize=8.5)
    axes.locator_params(axis="x", nbins=4)
    axes.locator_params(axis="y", nbins=4)
