"""The report of a study in discovery as one page, with its pictures beside it."""

from pathlib import Path

from turnaround_sim.analysis.discovery.findings import Discovery
from turnaround_sim.assurance.grades import GRADES
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.discovery import drawing
from turnaround_sim.report.discovery.telling import Telling, Told, tell
from turnaround_sim.report.page import drawn, templates
from turnaround_sim.report.writing import PAGE, files_of, replace

WORDS = (
    ("Point", "one set of numbers that could be true, drawn from the ranges of the factors"),
    ("Case", "a point where the claim holds, by the mean of its worlds"),
    ("Factor", "a parameter or a lever that is varied over a range"),
    ("Prior", "what a parameter is thought to be: as likely below its stated value as above, the likelier the nearer"),
    ("Box", "limits on a few factors; a point lies in it if it keeps them all"),
    ("Density", "share of cases among the points in a box"),
    ("Coverage", "share of all cases that lie in a box"),
    ("False alarm, miss", "a point in the box that is no case; a case outside"),
    ("Held out", "points that had no part in finding the box, and so can judge it"),
    ("PRIM", "peels points off, slice by slice, so that what is left holds ever more cases"),
    ("CART", "a tree of questions with two answers each, that part cases from others"),
    ("Shuffled", "which points are cases is dealt out anew by chance, so that there is nothing to find"),
)  # fmt: skip


def write_discovery(discovery: Discovery) -> list[Path]:
    """Write a study's report into its folder: all files or none; the same study, the same bytes.

    Returns
    -------
    `report.html`, and `figures/*.png` and `*.svg`.

    Raises
    ------
    Mistake
        The folder cannot be written to.
    """
    telling = tell(discovery)
    charts = [charts_of(telling, told, f"claim-{number}") for number, told in enumerate(telling.told, start=1)]
    files = {PAGE: page(telling, charts).encode()}
    files |= files_of(chart for its in charts for chart in its)
    return replace(discovery.folder, files)


def charts_of(telling: Telling, told: Told, name: str) -> list[Chart]:
    """The pictures of one claim, in order."""
    found = (
        drawing.limits(telling.discovery, told.finding, name),
        drawing.scatter(telling.discovery, told.finding, name),
        drawing.tradeoff(told.finding, name),
    )
    return [chart for chart in found if chart is not None]


def page(telling: Telling, charts: list[list[Chart]]) -> str:
    """The whole page. The same study gives the same text."""
    return (
        templates()
        .get_template("discovery.html")
        .render(
            title=telling.title,
            telling=telling,
            claims=[(told, [drawn(chart) for chart in its]) for told, its in zip(telling.told, charts, strict=True)],
            colour="#111111",
            notice=NOTICE,
            out_of_scope=OUT_OF_SCOPE,
            grades=GRADES,
            words=WORDS,
        )
    )
