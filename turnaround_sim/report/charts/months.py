"""Month by month: the baseline and the arms pointed out, and below them how far they part within the same world."""

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from matplotlib.artist import Artist
from matplotlib.lines import Line2D
from matplotlib.patches import Patch
from scipy.special import stdtrit

from turnaround_sim.analysis.contrasts import Numbers
from turnaround_sim.analysis.words import interval, number, quoted
from turnaround_sim.report.charts import chart
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.numbers.spread import spread
from turnaround_sim.report.slide import RECORD
from turnaround_sim.report.study import Study

COLUMNS = {
    "quality": ("Quality", "points", "higher"),
    "in_special_measures": ("Trusts in special measures", "trusts", ""),
    "without_substantive_leader": ("Trusts without a substantive leader", "trusts", "lower"),
}
"""What is drawn: name, unit, and which way is better where there is one."""
EVERY = 12


def draw(study: Study, column: str) -> Chart | None:
    """One national figure by month; None where the run kept no months, or has one arm only."""
    if "months" not in study.results.tables or not study.shown:
        return None
    label, unit, better = COLUMNS[column]
    arms = (study.inquiry.baseline, *study.shown[:2])
    values = {arm: _by_month(study, arm, column) for arm in arms}
    months = min(each.shape[1] for each in values.values())
    values = {arm: each[:, :months] for arm, each in values.items()}
    at = np.arange(1, months + 1)
    top = 0.23 * (len(arms) + 1) + 0.12
    height = 5.0 + top
    figure = chart.blank(height)
    above = figure.add_axes((0.16, 2.65 / height, 0.81, 2.25 / height))
    below = figure.add_axes((0.16, 0.55 / height, 0.81, 1.65 / height), sharex=above)
    entries: list[tuple[Artist, str]] = []
    for arm, (colour, dashes, _) in zip(arms, chart.LINES, strict=False):
        low, middle, high = spread(values[arm], (0.1, 0.5, 0.9)).values()
        above.fill_between(at, low, high, color=colour, alpha=0.12, linewidth=0)
        above.plot(at, middle, color=colour, linestyle=dashes, linewidth=2.2)
        name = chart.name_of(study, arm)
        entries.append((Line2D([], [], color=colour, linestyle=dashes, linewidth=2.2), name))
    entries.append((Patch(facecolor="#DDDDDD"), "above: middle 80% of worlds; below: 95% interval"))
    rows, last = [], ""
    for arm, (colour, dashes, _) in zip(arms[1:], chart.LINES[1:], strict=False):
        mean, half, count = _apart(study, values[arm] - values[study.inquiry.baseline])
        below.fill_between(at, mean - half, mean + half, color=colour, alpha=0.22, linewidth=0)
        below.plot(at, mean, color=colour, linestyle=dashes, linewidth=2.2)
        for month in sorted({*range(EVERY - 1, months, EVERY), months - 1}):
            ends = interval(mean[month] - half[month], mean[month] + half[month])
            rows.append((arm, str(month + 1), number(mean[month], half[month]), ends, str(count)))
        ends = f"{rows[-1][3]}; {count} {study.contrasts.unit}"
        last += f" At the end {quoted(arm)} less the baseline: {rows[-1][2]} {unit} ({ends})."
    below.axhline(0, color=RECORD, linewidth=1.2)
    for axes, text in ((above, unit.capitalize()), (below, f"Difference, {unit}")):
        chart.tidy(axes, "y")
        axes.set_ylabel(chart.lines(text, 24), fontsize=chart.SMALL)
    above.tick_params(labelbottom=False)
    above.set(xlim=(0, months), xticks=range(0, months + 1, 12 * max(1, round(months / 84))))
    below.set_xlabel("Months since the start", fontsize=chart.SMALL)
    chart.legend(figure, entries, top=1.0)
    way = (
        f" {better.capitalize()} is better."
        if better
        else " Fewer is not better by itself: trusts may leave before they are well."
    )
    return Chart(
        name=f"months-{column}",
        title=f"{label}, month by month",
        said=last.strip(),
        reading=f"Above, the median of all worlds under each arm and the middle 80% of them.{way} Below, the mean "
        "difference from the baseline within the same world: its band is far narrower than those above, for both "
        "arms share their luck. Each month's interval is its own.",
        header=("Arm", "After month", "Difference", "95% interval", study.contrasts.unit.capitalize()),
        rows=tuple(rows),
        figures=(figure,),
    )


def _by_month(study: Study, arm: str, column: str) -> Numbers:
    """A national figure of an arm [replicate, month]."""
    table = study.results.arrow("months", ["arm", "replicate", "month", column])
    table = table.filter(pc.equal(table["arm"].cast(pa.string()), arm))
    _, place = np.unique(table["replicate"].to_numpy(), return_inverse=True)
    month = table["month"].to_numpy()
    values = np.full((study.contrasts.replicates, int(month.max(initial=-1)) + 1), np.nan)
    values[place, month] = table[column].cast(pa.float64()).to_numpy()
    return values


def _apart(study: Study, differences: Numbers) -> tuple[Numbers, Numbers, int]:
    """Mean over units in every month, half its 95% interval, and how many units there are."""
    draws = study.contrasts.draw
    # A month without a value in one world is left out of its draw's mean; of a world alone nothing is left.
    there = np.isfinite(differences)
    total, told = np.zeros((2, study.contrasts.units, differences.shape[1]))
    np.add.at(total, draws, np.where(there, differences, 0.0))
    np.add.at(told, draws, there)
    units = np.divide(total, told, out=np.full_like(total, np.nan), where=told > 0)
    count = len(units)
    if count < 2:
        return units.mean(axis=0), np.full(units.shape[1], np.nan), count
    half = float(stdtrit(count - 1, 0.975)) * units.std(axis=0, ddof=1) / np.sqrt(count)
    return units.mean(axis=0), half, count
