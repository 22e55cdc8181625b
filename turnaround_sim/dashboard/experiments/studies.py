"""Studies as the page shows them: sensitivity, calibration and the scorecard, by the tables in their folders."""

import json
from pathlib import Path
from typing import Any

from turnaround_sim.analysis.sensitivity import words
from turnaround_sim.analysis.sensitivity.reading import Analysed, procedure, read_tables
from turnaround_sim.analysis.words import number
from turnaround_sim.dashboard.experiments.reading import Reading, Section, Table
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report import calibration as fits
from turnaround_sim.report import page as report
from turnaround_sim.report.calibration import page as fit_page
from turnaround_sim.report.sensitivity import page as sensitivity_report
from turnaround_sim.validation.fit import POSTERIOR, Fit

PARTS = {
    "met": "Which facts are met",
    "learnt": "What the record teaches, and what it is silent about",
    "checked": "Can the method be trusted?",
}
"""The parts of a calibration that have pictures without a null beside it."""


def sensitivity(folder: Path) -> Reading:
    """What a sensitivity study says. Raises Mistake for a folder that is none, or whose tables were not made yet."""
    of = _analysed(folder)
    looked = of.quantities()
    answers = [words.drives(of, *each) for each in looked]
    chance = words.chance(of, *looked[0])
    weak = tuple(sensitivity_report.weak(of))
    header = ("Factor", "Grade", "Informed by the record", "Outcomes that hang on it")
    grounds = Section(
        "What they stand on", tables=(Table("The factors that outcomes hang on most", header, weak, len(header)),)
    )
    pictured = [
        Section(part.heading, (part.said,) if part.said else (), tuple(map(report.drawn, part.charts)))
        for part in sensitivity_report.parts(of)
    ]
    return Reading(
        title=str(of.manifest["title"] or f"What {of.manifest['name']} hangs on"),
        question=_line(of.manifest["question"]),
        expected=_line(of.manifest["hypothesis"]),
        verdict="",
        sentence=answers[0],
        beside=(*answers[1:], *([chance] if chance else [])),
        caveats=tuple(sensitivity_report.caveats(of)),
        sections=(*([grounds] if weak else []), *pictured),
        commands=_commands(of.manifest),
        facts=tuple(sensitivity_report.facts(of)),
    )


def sensitivity_page(folder: Path) -> str:
    """The report of a sensitivity study, as `turnaround report` writes it."""
    of = _analysed(folder)
    return sensitivity_report.page(of, sensitivity_report.parts(of))


def _analysed(folder: Path) -> Analysed:
    """The tables of a study as they lie there: whoever looks at a folder writes nothing into it."""
    try:
        made = json.loads((folder / "analysis.json").read_text(encoding="utf-8"))["procedure"]
    except (OSError, ValueError, KeyError, TypeError):
        made = ""
    if made != procedure():
        message = f"the tables in it are those of another version: turnaround report {folder} makes them anew"
        raise Mistake(message, file=str(folder))
    return read_tables(folder)


def calibration(folder: Path) -> Reading:
    """What a calibration says, as far as its folder goes: a published one has no worlds to draw."""
    if not (folder / POSTERIOR).is_file():
        raise Mistake(f"{folder.name} is no finished calibration: it lacks {POSTERIOR}", file=str(folder))
    telling = fits.tell(_fit(folder))
    charts = fit_page.charts_of(telling)
    said = {
        "learnt": (
            *([f"Something is learnt about {', '.join(telling.heard)}."] if telling.heard else []),
            *([f"Nothing is learnt about {', '.join(telling.silent)}."] if telling.silent else []),
        )
    }
    sections = [
        Section(heading, said.get(part, ()), tuple(report.drawn(chart) for chart in charts[part]))
        for part, heading in PARTS.items()
    ]
    return Reading(
        title=telling.title,
        question="Which facts does the model meet, what does the record teach, and what does it leave open?",
        expected="",
        verdict=telling.verdict,
        sentence=telling.sentence,
        beside=telling.beside,
        caveats=telling.caveats,
        sections=tuple(sections),
        commands=(fit_page.command_of(telling),),
        facts=telling.facts,
    )


def calibration_page(folder: Path) -> str:
    """The report of a calibration, as `turnaround report` writes it."""
    telling = fits.tell(_fit(folder))
    return fit_page.page(telling, fit_page.charts_of(telling))


def _fit(folder: Path) -> Fit:
    if (folder / "done").is_file():
        return Fit.open(folder)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return Fit(folder, manifest)


def scorecard(folder: Path) -> Reading:
    """What a scorecard says, the failures first."""
    told = json.loads((folder / "scorecard.json").read_text(encoding="utf-8"))
    header = ("Fact", "Must be", "Observed", "Model", "95% of worlds")
    sections = []
    for result, heading in (("fail", "What the model gets wrong"), ("pass", "What it gets right")):
        facts = [each for each in told["facts"] if each["held_out"] and each["result"] == result]
        rows = tuple(_fact(each) for each in facts)
        sections.append(Section(heading, tables=(Table(heading, header, rows, words=2),)))
    rest = [each for each in told["facts"] if each["held_out"] and each["result"] == "not testable"]
    rows = tuple((f"{each['id']}: {each['fact']}", each["why"]) for each in rest)
    table = Table("What cannot be asked of it", ("Fact", "Why not"), rows, words=2)
    sections.append(Section("What cannot be asked of it", tables=(table,), folded=True))
    named = ("run", "replicates", "seed", "uncertainty", "source")
    return Reading(
        title="Scorecard: facts that no calibration has seen",
        question="Which facts that no calibration has seen does the model show?",
        expected="",
        verdict="",
        sentence=told["answer"],
        sections=tuple(sections),
        commands=("turnaround validate",),
        facts=tuple((name.capitalize(), str(told[name])) for name in named),
    )


def _fact(fact: dict[str, Any]) -> tuple[str, ...]:
    ends = "–" if fact["low"] is None else f"{number(fact['low'])} to {number(fact['high'])}"
    values = ("–" if fact[name] is None else number(fact[name]) for name in ("observed", "model"))
    return f"{fact['id']}: {fact['fact']}", fact["tolerance"], *values, ends


def _commands(manifest: Any) -> tuple[str, ...]:
    command = manifest.get("command")
    return (str(command),) if command else ()


def _line(text: object) -> str:
    return " ".join(str(text).split())
