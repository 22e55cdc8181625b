"""The pictures of a choice: regret, thresholds that are met, and the Pareto set along its axes."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patches import Patch

from turnaround_sim.analysis.choice import words
from turnaround_sim.analysis.choice.reading import DRAWN, Choice, Pareto
from turnaround_sim.analysis.choice.regret import means_of
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.analysis.words import number
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.slide import MODEL, RECORD, WARNING

LOOKS = {"posterior": (MODEL, "o"), "prior": (WARNING, "s")}
CALLED = {"posterior": "by the record (posterior)", "prior": "by judged ranges (prior)"}
NAMELESS = "1", "choice", "count", "0-1", "-1-1"
STEP = 0.62
APART = 0.17
LEFT, WIDTH = 0.40, 0.56
LETTERS = 25
ROW = 0.62
SET = "#7A9DB5"
DASHES = ((0, (6, 2)), (0, (2, 1.5)), (0, (6, 1.5, 1, 1.5)), (0, (1, 1.2)), "-", (0, (9, 2, 3, 2)))
MARKS = "osD^vP*X"


def regret(of: Choice, outcome: str) -> Chart | None:
    """Mean regret of every policy, posterior and prior side by side, with the 90th percentile over draws."""
    if any(outcome not in of.of(drawn).regrets for drawn in DRAWN):
        return None
    column, arms = column_of(outcome), of.posterior.arms
    figure, axes = _rows(of, arms)
    furthest = 0.0
    for drawn, way in zip(DRAWN, (-1, 1), strict=True):
        colour, mark = LOOKS[drawn]
        within = set(of.posterior.within)
        for place, its in enumerate(of.of(drawn).regrets[outcome]):
            height = place + way * APART
            axes.plot([its.told.low, its.told.high], [height, height], color=colour, linewidth=4, solid_capstyle="butt")
            axes.plot([its.mean.value], [height], marker=mark, markersize=7, color=colour, markeredgewidth=1.5,
                      markerfacecolor=colour if its.arm in within else "white", zorder=3)  # fmt: skip
            axes.plot([its.ninetieth.value], [height], marker="|", markersize=9, color=colour, markeredgewidth=1.8)
            furthest = max(furthest, its.told.high, its.ninetieth.value)
    axes.set_xlim(left=min(axes.get_xlim()[0], -0.04 * furthest))
    chart.quiet_zero(axes)
    axes.set_xlabel(chart.lines(f"Regret: {column.label}, {column.unit}", 44), fontsize=chart.SMALL)
    axes.text(0.0, 1.0, "◀ less regret", transform=axes.transAxes, fontsize=chart.SMALL, fontweight="bold",
              color=MODEL, va="bottom")  # fmt: skip
    entries: list[tuple[Artist, str]] = [
        (Line2D([], [], color=LOOKS[drawn][0], marker=LOOKS[drawn][1], linewidth=4), CALLED[drawn]) for drawn in DRAWN
    ]
    entries.append((Line2D([], [], color=RECORD, marker="|", linestyle="none", markersize=9), "90th percentile"))
    if len(of.posterior.within) < len(arms):
        hollow = Line2D([], [], color=RECORD, marker="o", markerfacecolor="white", linestyle="none")
        entries.append((hollow, "over budget (hollow)"))
    chart.legend(figure, entries, top=1.0, columns=2)
    rows = [
        (each.arm, drawn, *map(words.estimate, (each.mean, each.as_seen, each.ninetieth, each.largest)),
         number(each.largest_seen), str(each.draws))
        for drawn in DRAWN
        for each in of.of(drawn).regrets[outcome]
    ]  # fmt: skip
    return Chart(
        name=f"regret-{outcome}",
        title=f"Regret: {column.label}",
        said=words.leading(of.posterior, outcome),
        reading=f"By how much a policy falls short of the best one within budget in the same draw, in {column.unit}; "
        "nought is never to be regretted. A mark is the mean over draws, the thick bar its 95% interval, the upright "
        "stroke what one draw in ten goes beyond. Whether two policies are told apart is judged by their difference "
        "draw by draw, not by whether bars overlap; the sentence above says it. What chance put below nought is cut.",
        header=("Policy", "Draws from", "Mean regret (95%)", "As seen, luck in (95%)", "90th percentile (95%)",
                "Largest (95%)", "Largest as seen", "Draws"),
        rows=tuple(rows),
        figures=(figure,),
    )  # fmt: skip


def satisficing(of: Choice) -> Chart | None:
    """In which share of draws every policy meets all thresholds."""
    if not of.posterior.satisfied:
        return None
    arms = of.posterior.arms
    figure, axes = _rows(of, arms)
    rows = []
    for drawn, way in zip(DRAWN, (-1, 1), strict=True):
        colour, _ = LOOKS[drawn]
        for place, its in enumerate(of.of(drawn).satisfied):
            height, share = place + way * APART, its.all
            axes.barh(height, share.value, height=1.7 * APART, color="white", edgecolor=colour, linewidth=1.4,
                      hatch="////" if drawn == "prior" else "")  # fmt: skip
            if drawn == "posterior":
                axes.barh(height, share.value, height=1.7 * APART, color=colour, alpha=0.35)
            axes.plot([share.low, share.high], [height, height], color=RECORD, linewidth=1.6)
            rows.append(
                (its.arm, drawn, words.share(share), *(words.share(each) for each in its.each), str(share.draws))
            )
    axes.set_xlim(0, 1.02)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1], ["0%", "25%", "50%", "75%", "100%"])
    axes.set_xlabel("Draws in which all thresholds are met", fontsize=chart.SMALL)
    entries: list[tuple[Artist, str]] = [
        (Patch(facecolor="#A8CCE3", edgecolor=MODEL, linewidth=1.4), CALLED["posterior"]),
        (Patch(facecolor="white", edgecolor=WARNING, hatch="////"), CALLED["prior"]),
        (Line2D([], [], color=RECORD, linewidth=1.6), "95% interval"),
    ]
    chart.legend(figure, entries, top=1.0, columns=2)
    thresholds = [threshold.said for threshold in of.wanted.satisfy]
    return Chart(
        name="satisficing",
        title="Good enough, in how many draws?",
        said=" ".join(words.binding(of.posterior, of.wanted.satisfy)),
        reading=f"A draw counts where the mean over its worlds meets: {'; '.join(thresholds)}. Luck in those worlds "
        "moves a draw across a threshold now and then, either way. Lines are 95% intervals (Wilson).",
        header=("Policy", "Draws from", "All met", *thresholds, "Draws"),
        rows=tuple(rows),
        figures=(figure,),
    )


def _rows(of: Choice, arms: Sequence[str]) -> tuple[Figure, Axes]:
    """An empty picture with a row for every policy."""
    top, bottom = 0.8, 0.72
    figure = chart.blank(STEP * len(arms) + top + bottom)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((LEFT, bottom * share, WIDTH, STEP * len(arms) * share))
    axes.set_ylim(len(arms) - 0.5, -0.5)
    chart.tidy(axes)
    axes.spines["left"].set_visible(False)
    chart.name_rows(axes, list(arms), range(len(arms)), letters=LETTERS)
    return figure, axes


@dataclass(frozen=True)
class Axis:
    """One axis of parallel coordinates: a lever or an objective, the words at its places, and which way is better."""

    name: str
    low: float
    high: float
    ends: tuple[str, str]
    ticks: tuple[tuple[float, str], ...]
    better: str

    def place(self, value: float) -> float:
        """Where a value stands, from 0 at the left to 1 at the right; better is to the right."""
        width = self.high - self.low
        share = (value - self.low) / width if width > 0.0 else 0.5
        return 1.0 - share if self.better == "lower" else share


def parallel(of: Choice) -> Chart | None:
    """The Pareto set and the policies of the file, each a line through its levers and what it does."""
    pareto = of.pareto
    if pareto is None or not pareto.members:
        return None
    axes_of = _axes(of, pareto)
    lines = [[float(each.levers[lever.path]) for lever in pareto.wanted.levers]
             + [each.fresh[name].value for name in pareto.wanted.objectives] for each in pareto.members]  # fmt: skip
    beside = [
        [float(pareto.beside[arm][lever.path]) for lever in pareto.wanted.levers]
        + [_mean(of, arm, name) for name in pareto.wanted.objectives]
        for arm in of.posterior.arms
    ]
    top, bottom = 0.215 * (len(of.posterior.arms) + 1) + 0.1, 0.3
    figure = chart.blank(ROW * len(axes_of) + top + bottom)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((LEFT, bottom * share, WIDTH, ROW * len(axes_of) * share))
    axes.set(xlim=(-0.03, 1.03), ylim=(len(axes_of) - 0.45, -0.55))
    axes.axis("off")
    for row, axis in enumerate(axes_of):
        axes.plot([0, 1], [row, row], color="#999999", linewidth=1.0, zorder=1)
        for at, text in axis.ticks or ((0.0, axis.ends[0]), (1.0, axis.ends[1])):
            align = "left" if at < 0.05 else "right" if at > 0.95 else "center"
            axes.text(at, row + 0.13, text, fontsize=8, ha=align, va="top", color="#333333", parse_math=False,
                      bbox={"facecolor": "white", "edgecolor": "none", "alpha": 0.8, "pad": 0.5}, zorder=4)  # fmt: skip
        axes.text(-0.08, row, chart.lines(axis.name, 24, most=3), fontsize=9, ha="right", va="center",
                  parse_math=False, fontweight="bold" if axis.better else "normal")  # fmt: skip
        if axis.better:
            axes.text(1.0, row - 0.12, "better ▶", fontsize=8, ha="right", va="bottom", color=MODEL, fontweight="bold")
    entries: list[tuple[Artist, str]] = [
        (Line2D([], [], color=SET, linewidth=1.8), f"Pareto set ({len(lines)}), measured anew")
    ]
    for line in lines:
        axes.plot([axis.place(value) for axis, value in zip(axes_of, line, strict=True)], range(len(axes_of)),
                  color=SET, linewidth=1.8, zorder=2)  # fmt: skip
    for number_of, (arm, line) in enumerate(zip(of.posterior.arms, beside, strict=True)):
        across = [axis.place(value) for axis, value in zip(axes_of, line, strict=True)]
        colour = (RECORD, WARNING, "#007A5A", "#7B3294", "#8C510A", MODEL)[number_of % 6]
        looks: dict[str, Any] = {
            "color": colour,
            "linestyle": DASHES[number_of % len(DASHES)],
            "marker": MARKS[number_of % len(MARKS)],
        }
        axes.plot(across, range(len(axes_of)), linewidth=1.3, markersize=5, zorder=3, **looks)
        over = "" if arm in of.posterior.within else " (over budget)"
        entries.append((Line2D([], [], linewidth=1.3, markersize=5, **looks), f"{arm}{over}"))
    chart.legend(figure, entries, top=1.0, columns=1)
    return Chart(
        name="pareto",
        title="Policies that no other beats on everything",
        said=words.found(of),
        reading="Every line is one policy, read downwards: what its levers are set to, then, in bold, what comes of "
        "it. On the bold axes better is to the right. Lines that cross between two bold axes are a trade-off: what is "
        "better on one is worse on the other. The policies of the file are drawn with their own marks; levers that the "
        f"search did not vary are those of “{pareto.wanted.over}” in the set, and may differ in the file's policies.",
        header=(
            "Policy",
            *(axis.name for axis in axes_of),
            "As the search saw it",
            "Within budget anew",
            "Unbeaten anew",
        ),
        rows=tuple(_told(of, pareto)),
        figures=(figure,),
    )


def _axes(of: Choice, pareto: Pareto) -> list[Axis]:
    """Levers over the range that was searched, or that the file's policies set; outcomes over what was seen."""
    found = []
    for lever in pareto.wanted.levers:
        beside = [float(pareto.beside[arm][lever.path]) for arm in of.posterior.arms]
        values = [float(value) for value in lever.values] or [lever.low, lever.high]
        low, high = min(*values, *beside), max(*values, *beside)
        name = lever.short if lever.declared.unit in NAMELESS else f"{lever.short}, {lever.declared.unit}"
        shown = sorted({*values, *beside}) if lever.is_word else []
        width = high - low or 1.0
        ticks = tuple(((value - low) / width, lever.label(int(value))) for value in shown)
        found.append(Axis(name, low, high, (f"{low:g}", f"{high:g}"), ticks, ""))
    for name in pareto.wanted.objectives:
        column = column_of(name)
        values = [each.fresh[name].value for each in pareto.members] + [
            _mean(of, arm, name) for arm in of.posterior.arms
        ]
        low, high = min(values), max(values)
        ends = (number(low, (high - low) / 4), number(high, (high - low) / 4))
        found.append(
            Axis(
                f"{column.label}, {column.unit}",
                low,
                high,
                ends if column.better == "higher" else ends[::-1],
                (),
                column.better,
            )
        )
    return found


def _mean(of: Choice, arm: str, outcome: str) -> float:
    return float(means_of(of.posterior.values[outcome])[:, of.posterior.arms.index(arm)].mean())


def _told(of: Choice, pareto: Pareto) -> "list[tuple[str, ...]]":
    rows = []
    for number_of, each in enumerate(pareto.members, start=1):
        seen = "; ".join(f"{column_of(name).label} {number(value)}" for name, value in each.seen.items())
        levers = (lever.label(each.levers[lever.path]) for lever in pareto.wanted.levers)
        found = (words.estimate(each.fresh[name]) for name in pareto.wanted.objectives)
        rows.append((f"found {number_of}", *levers, *found, seen, _yes(each.within), _yes(each.still)))
    for arm in of.posterior.arms:
        levers = (lever.label(pareto.beside[arm][lever.path]) for lever in pareto.wanted.levers)
        found = (number(_mean(of, arm, name)) for name in pareto.wanted.objectives)
        rows.append((arm, *levers, *found, "–", _yes(arm in of.posterior.within), "–"))
    return rows


def _yes(is_so: bool) -> str:
    return "yes" if is_so else "no"
