"""What a finished comparison says, ready to be put up: the answer in a sentence, its caveats, and its charts as SVG.

What draws is slow to load, and is loaded by whoever first asks for a picture, or beforehand by `get_ready`.
"""

import threading
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

from turnaround_sim.analysis.comparison import Difference, paired_differences
from turnaround_sim.analysis.informing import watermark
from turnaround_sim.analysis.words import quoted
from turnaround_sim.assurance.bibliography import entry
from turnaround_sim.dictionary import NOTICE
from turnaround_sim.experiment import is_drawn, is_fitted
from turnaround_sim.store import Results

KEPT = 24
"""Answers whose pictures are kept; a picture is some 40 kB."""

_drawing = threading.Lock()
"""Figures share letters and styles, so that one is drawn at a time."""


@dataclass(frozen=True)
class Picture:
    """A chart as the page shows it."""

    title: str
    said: str
    svgs: tuple[str, ...]
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Findings:
    """What a comparison says.

    `tally` counts how all headline outcomes come out. `marks` are what must stand over it: that the record does not
    inform it, that nothing was fitted. `covered` says what its intervals hold.
    """

    sentence: str
    tally: str
    verdict: str
    beside: tuple[str, ...]
    marks: tuple[str, ...]
    covered: str
    caveats: tuple[tuple[str, str], ...]
    differences: tuple[Difference, ...]
    pictures: tuple[Picture, ...]


def findings_of(folder: Path) -> Findings:
    """What the comparison in a folder says. Raises Mistake where it is gone or damaged."""
    results = Results.open(folder)
    told = results.manifest
    with _drawing:
        return _findings(folder, (str(told["question"]), str(told.get("started", "")), str(told.get("titles", ""))))


@lru_cache(maxsize=KEPT)
def _findings(folder: Path, which: tuple[str, ...]) -> Findings:
    from turnaround_sim.dashboard.explore import drawing, places
    from turnaround_sim.dashboard.explore.renamed import BASELINE, YOURS, Renamed
    from turnaround_sim.report.charts import months, spread
    from turnaround_sim.report.charts.chart import Chart
    from turnaround_sim.report.slide import inline
    from turnaround_sim.report.study import read_study
    from turnaround_sim.report.telling import tell

    results = Results.open(folder)
    a, b = results.manifest["scenarios"]
    telling = tell(read_study(results))
    study = read_study(Renamed(results, {a: BASELINE, b: YOURS}))

    def renamed(text: str) -> str:
        text = text.replace(quoted(b), YOURS).replace(quoted(a), f"the {BASELINE}")
        return f"{text[:1].upper()}{text[1:]}"

    differences = tuple(paired_differences(results, a, b))
    by_system = places.by_system(results, a, b)
    charts: list[Chart | None] = [
        drawing.headline(differences),
        spread.s_curve(study),
        months.draw(study, "in_special_measures"),
        drawing.ratings(places.by_rating(results, a, b)),
        drawing.systems(by_system) if by_system else None,
    ]
    pictures = []
    for chart in charts:
        if chart is not None:
            said = f"{chart.said} {chart.reading}"
            svgs = tuple(
                inline(figure, chart.title, f"{said} {NOTICE}", f"{chart.name}-{place}")
                for place, figure in enumerate(chart.figures)
            )
            pictures.append(Picture(chart.title, said, svgs, chart.header, chart.rows))
    marks = [watermark(results.manifest, [(a, b)])]
    if not is_fitted(results.manifest):
        marks.append("UNCALIBRATED: the numbers put in are not fitted to the record.")
    return Findings(
        sentence=renamed(telling.answer.sentence),
        tally=drawing.tally(differences),
        verdict=telling.answer.verdict,
        beside=tuple(map(renamed, telling.answer.beside)),
        marks=tuple(mark for mark in marks if mark),
        covered=_covered(results.manifest),
        caveats=tuple(
            (name, renamed(text.replace("listed below", "listed in the report"))) for name, text in telling.caveats
        ),
        differences=differences,
        pictures=tuple(pictures),
    )


def _covered(manifest: Mapping[str, object]) -> str:
    replicates, seed = manifest["replicates"], manifest["seed"]
    pairs = f"{replicates:,} pairs, seed {seed}: in each, both have the same trusts, people and luck."
    if not is_drawn(manifest):
        return f"{pairs} Intervals cover chance alone, not what is unknown about the numbers put in."
    from_what = "what the record leaves of their ranges" if is_fitted(manifest) else "their ranges, nothing fitted"
    return (
        f"{pairs} Parameters are drawn from {from_what}, {manifest['worlds_per_draw']} worlds under each draw: "
        "intervals cover chance and what is unknown about the numbers, as far as the draws hold it."
    )


def report_of(folder: Path) -> bytes:
    """The report of a comparison as one page, as `turnaround report` writes it. Raises Mistake where it is gone."""
    from turnaround_sim.report.page import page
    from turnaround_sim.report.study import read_study
    from turnaround_sim.report.telling import tell

    with _drawing:
        return page(tell(read_study(Results.open(folder)), entry)).encode()


def tables_of(folder: Path) -> bytes:
    """The tables of a comparison as a workbook, as `turnaround report` writes it. Raises Mistake where it is gone."""
    from turnaround_sim.report.study import read_study
    from turnaround_sim.report.telling import tell
    from turnaround_sim.report.workbook import workbook

    return workbook(tell(read_study(Results.open(folder)), entry))


@cache
def get_ready() -> None:
    """Load what draws, once and beside other work: it takes a second."""
    threading.Thread(target=_load, name="what draws", daemon=True).start()


def _load() -> None:
    with suppress(Exception):  # whatever is wrong is said when something is drawn
        import turnaround_sim.dashboard.explore.drawing
        import turnaround_sim.report.page
        import turnaround_sim.report.workbook  # noqa: F401
