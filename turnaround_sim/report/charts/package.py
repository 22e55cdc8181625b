"""A package of policies taken apart: one by one, what they do together, and the effects over the whole design."""

from matplotlib.artist import Artist
from matplotlib.patches import Patch

from turnaround_sim.analysis.factorial import Effect, TwoLevels, effects, package
from turnaround_sim.analysis.inquiry import short_level
from turnaround_sim.analysis.words import interval, number, quoted
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.slide import MODEL, RECORD, WARNING
from turnaround_sim.report.study import Study

STEP = 0.5


def waterfall(study: Study, design: TwoLevels) -> Chart | None:
    """Each factor put in alone, what is left over, and the whole; None where none or all together was not run."""
    column, contrasts = study.inquiry.primary, study.contrasts
    told = package(design, contrasts, column.name)
    if told is None:
        return None
    names = [_changed(design, step.name) for step in told.steps]
    names += ["together: more or less than their sum", "the whole package"]
    steps = [*told.steps, told.together, told.whole]
    figure = chart.blank(STEP * len(steps) + 1.65)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((0.36, 0.72 * share, 0.61, STEP * len(steps) * share))
    axes.set_ylim(len(steps) - 0.5, -0.5)
    at, ends = 0.0, [0.0]
    for place, step in enumerate(steps):
        is_whole = step is told.whole
        start = 0.0 if is_whole else at
        colour = RECORD if is_whole else chart.colour_of(step.low, step.high, column.better)
        hatch = "////" if step is told.together else ""
        axes.barh(
            place, step.mean, left=start, height=0.56, facecolor="white" if hatch else colour, edgecolor=colour,
            hatch=hatch, linewidth=1.2,
        )  # fmt: skip
        axes.plot(
            [start + step.low, start + step.high], [place + 0.4] * 2, color=RECORD, linewidth=1.6, solid_capstyle="butt"
        )
        if not is_whole:
            at += step.mean
            axes.plot([at, at], [place + 0.28, place + 0.72], color=RECORD, linewidth=0.8, linestyle=":")
        ends += [start + step.low, start + step.high]
    room = 0.04 * (max(ends) - min(ends)) or 1.0
    axes.set_xlim(min(ends) - room, max(ends) + room)
    chart.tidy(axes)
    chart.quiet_zero(axes)
    axes.spines["left"].set_visible(False)
    chart.name_rows(axes, names, range(len(names)), letters=26)
    chart.point_to_better(axes, column)
    of_what = f"Difference from the arm with none of it, {column.unit}"
    axes.set_xlabel(chart.lines(of_what, 48), fontsize=chart.SMALL)
    better, worse = ("better", "worse") if column.better else ("", "")
    entries: list[tuple[Artist, str]] = (
        [(Patch(facecolor=MODEL), better), (Patch(facecolor=WARNING), worse)] if better else []
    )
    entries += [
        (Patch(facecolor=chart.UNDECIDED), "interval covers nought"),
        (Patch(facecolor="white", edgecolor=RECORD, hatch="////"), "together"),
        (Patch(facecolor=RECORD), "whole"),
    ]
    chart.legend(figure, entries, top=1.0, columns=3)
    rest, whole = told.together, told.whole
    apart = "cannot be told from nought" if rest.low <= 0 <= rest.high else "is not nought"
    by = (
        "Here the factors were not run alone, so each step is a factor's effect over the fraction that was run, with "
        "its aliases mixed in (see the next table)."
        if told.by_effects
        else "Each step is the arm in which that factor alone is changed."
    )
    rows = [
        (name, number(s.mean, (s.high - s.low) / 2), interval(s.low, s.high), str(s.units))
        for name, s in zip(names, steps, strict=True)
    ]
    return Chart(
        name="waterfall",
        title=f"The package taken apart: from {quoted(told.none)} to {quoted(told.all)}",
        said=f"The whole package differs by {rows[-1][1]} ({rows[-1][2]}; {whole.units} {contrasts.unit}). What the "
        f"parts do together beyond their sum is {rows[-2][1]} ({rows[-2][2]}) and {apart}.",
        reading=f"{by} A bar begins where the one above it ends; the line beneath it is the 95% interval of its "
        "length. The hatched bar is the interaction: what is left when the parts are taken from the whole. Without "
        "it the parts would seem to add up.",
        header=("Part", "Difference", "95% interval", contrasts.unit.capitalize()),
        rows=tuple(rows),
        figures=(figure,),
    )


def effects_chart(study: Study, design: TwoLevels) -> Chart:
    """Main effects and two-way interactions over the whole design."""
    column, contrasts = study.inquiry.primary, study.contrasts
    found = effects(design, contrasts, column.name)
    names = [" × ".join(effect.factors) for effect in found]
    step = 0.34
    figure = chart.blank(step * len(found) + 1.2)
    share = 1 / figure.get_size_inches()[1]
    axes = figure.add_axes((0.36, 0.72 * share, 0.61, step * len(found) * share))
    axes.set_ylim(len(found) - 0.5, -0.5)
    for place, effect in enumerate(found):
        colour = chart.colour_of(effect.low, effect.high, column.better)
        axes.plot([effect.low, effect.high], [place, place], color=colour, linewidth=4, solid_capstyle="butt")
        face = "white" if colour == chart.UNDECIDED else colour
        mark = "o" if len(effect.factors) == 1 else "s"
        axes.plot([effect.mean], [place], marker=mark, markersize=7.5, color=colour, markerfacecolor=face, zorder=3)
    chart.tidy(axes)
    chart.quiet_zero(axes)
    axes.spines["left"].set_visible(False)
    chart.name_rows(axes, names, range(len(names)), letters=26)
    chart.point_to_better(axes, column)
    axes.set_xlabel(chart.lines(f"Effect on {chart.axis_name(column)}", 44), fontsize=chart.SMALL)
    mixed = any(effect.aliases or effect.partly for effect in found)
    rows = []
    for name, effect in zip(names, found, strict=True):
        spread = (effect.high - effect.low) / 2
        row = (name, number(effect.mean, spread), interval(effect.low, effect.high), str(effect.units))
        rows.append((*row, _mixed_with(effect)) if mixed else row)
    levels = "; ".join(
        f"{factor}: {short_level(factor, design.low[factor])} to {short_level(factor, design.high[factor])}"
        for factor in design.factors
    )
    runs, whole = len(design.arms), 2 ** len(design.factors)
    kind = (
        f"All {whole} combinations were run, so that no effect is mixed with another."
        if design.full
        else f"{runs} of {whole} combinations were run: an effect cannot be told from those it is mixed with."
    )
    return Chart(
        name="effects",
        title="What each factor does, and two together",
        said=f"{sum(e.low > 0 or e.high < 0 for e in found)} of {len(found)} effects have an interval that leaves out "
        "nought.",
        reading=f"{levels}. A round mark is a factor's mean effect over all settings of the others; a square one is "
        f"half of how much more the first does where the second is high. {kind} Each interval is at 95% for its own "
        "effect.",
        header=("Effect", "Mean", "95% interval", contrasts.unit.capitalize(), *(["Mixed with"] if mixed else [])),
        rows=tuple(rows),
        figures=(figure,),
    )


def _changed(design: TwoLevels, factor: str) -> str:
    low, high = short_level(factor, design.low[factor]), short_level(factor, design.high[factor])
    return f"{factor}: {low} to {high}"


def _mixed_with(effect: Effect) -> str:
    told = [" × ".join(word) for word in effect.aliases] + [f"{' × '.join(word)} (in part)" for word in effect.partly]
    return ", ".join(told) or "nothing up to three factors"
