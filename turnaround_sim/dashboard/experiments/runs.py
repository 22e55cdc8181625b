"""A run, a comparison or an experiment as the page shows it: all that its report says."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from turnaround_sim.assurance import bibliography
from turnaround_sim.assurance.grades import GRADES
from turnaround_sim.dashboard.experiments.reading import Reading, Section, Table
from turnaround_sim.report import page as report
from turnaround_sim.report.assumptions import Assumption
from turnaround_sim.report.charts import charts_of
from turnaround_sim.report.page import Tabled
from turnaround_sim.report.slide import UNCALIBRATED
from turnaround_sim.report.study import read_study
from turnaround_sim.report.telling import Telling, tell
from turnaround_sim.store import Results

CONTRASTS = "The contrasts that the file names"
ABOUT = ("Unit", "Grade", "Sources", "What it is")


def run(folder: Path) -> Reading:
    """What a finished run says. Raises Mistake for a folder that is none."""
    telling = _telling(folder)
    study, robustness = telling.study, telling.robustness
    marks = [] if study.calibrated else [UNCALIBRATED]
    if robustness is not None and robustness.watermark:
        marks.append(robustness.watermark)
    return Reading(
        title=telling.title,
        question=telling.question,
        expected=study.inquiry.hypothesis,
        verdict=telling.answer.verdict,
        sentence=telling.answer.sentence,
        beside=telling.answer.beside,
        marks=tuple(marks),
        caveats=telling.caveats,
        sections=tuple(_sections(telling)),
        commands=telling.commands,
        again=telling.again,
        facts=telling.facts,
    )


def page(folder: Path) -> str:
    """The report of a finished run, as `turnaround report` writes it."""
    return report.page(_telling(folder))


def _telling(folder: Path) -> Telling:
    return tell(read_study(Results.open(folder)), bibliography.entry)


def _sections(telling: Telling) -> Iterator[Section]:
    study = telling.study
    expected = report.expected_of(telling)
    if expected is not None:
        note = "Each interval is at 95% for its own contrast; the direction stands in the experiment's file."
        yield Section(
            "What was expected, and what came", (note,), tables=(_table(replace(expected, name=CONTRASTS), words=3),)
        )
    pictures = [*(report.drawn(chart) for chart in charts_of(study)), *report.of_the_run(study)]
    yield Section("Pictures", pictures=tuple(pictures))
    tables = report.tables_of(telling)
    heading = "Differences by outcome" if study.inquiry.others else "Outcomes"
    yield Section(heading, (report.note_of(study),), tables=tuple(_table(each) for each in tables if each.headline))
    rest = tuple(_table(each) for each in tables if not each.headline and each.rows)
    if rest:
        yield Section("All other outcomes", tables=rest, folded=True)
    robust = telling.robustness
    if robust is not None:
        said = (
            f"The same arms, with the parameters drawn from {robust.of_what}: the same draw in every arm. A claim is "
            f"supported only where the interval over draws leaves out nought. Read from the run {robust.place}."
        )
        table = Table("Over draws of the parameters", robust.header, tuple(robust.rows()))
        yield Section("Does the sign hold over draws of the parameters?", (said,), tables=(table,))
    if telling.assumptions:
        grades = "; ".join(f"{grade} {words}" for grade, words in GRADES.items())
        several = bool(study.inquiry.others)
        rows = tuple(_assumption(one, study.inquiry.baseline, several) for one in telling.assumptions)
        header = ("Name", *(("Baseline", "Other arms") if several else ("Value",)), *ABOUT)
        heading = "What differs between the arms" if several else "Levers that are not as first set"
        table = Table(heading, header, rows, words=len(header))
        yield Section(heading, (f"Grades: {grades}.",), tables=(table,), folded=True)
    if telling.resting:
        rows = tuple(_assumption(one, study.inquiry.baseline, False) for one in telling.resting)
        heading = f"The {len(rows)} parameters that these levers work through, the weakest grounds first"
        header = ("Name", "Value", *ABOUT)
        yield Section(heading, tables=(Table(heading, header, rows, words=len(header)),), folded=True)


def _table(tabled: Tabled, words: int = 1) -> Table:
    caption = tabled.name or f"{tabled.header[0]}, with 95% intervals"
    return Table(caption, tabled.header, tuple(tabled.rows), words)


def _assumption(one: Assumption, baseline: str, several: bool) -> tuple[str, ...]:
    others = (", ".join(one.beside(baseline)),) if several else ()
    return one.path, one.values[baseline], *others, one.unit, one.grade, one.sources or "none", one.meaning
