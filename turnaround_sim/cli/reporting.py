"""The verb `report`: a finished run or calibration on one page, with its tables."""

import sys
import textwrap
from pathlib import Path

from rich.markup import escape

from turnaround_sim import dictionary
from turnaround_sim.analysis.choice.kinds import is_choice
from turnaround_sim.analysis.discovery.kinds import is_discovery
from turnaround_sim.analysis.sensitivity.reading import is_sensitivity
from turnaround_sim.assurance import bibliography
from turnaround_sim.cli.running import print_paths
from turnaround_sim.cli.words import console, print_json
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.study import read_study
from turnaround_sim.report.telling import tell
from turnaround_sim.report.writing import write_telling
from turnaround_sim.store import Results
from turnaround_sim.validation.fit import Fit, is_fit


def report(folder: Path, arms: tuple[str, ...], against: Path | None, *, as_json: bool, quiet: bool) -> None:
    """Write the report of a folder, and say what its answer is and where it lies."""
    if is_fit(folder):
        answer, paths = _of_calibration(folder, arms, against)
    elif is_sensitivity(folder):
        answer, paths = _of_sensitivity(folder, arms, against)
    elif is_discovery(folder):
        answer, paths = _of_discovery(folder, arms, against)
    elif is_choice(folder):
        answer, paths = _of_choice(folder, arms, against)
    else:
        if against is not None:
            text = f"--against goes with a calibration, and {folder} is none: leave it out"
            raise Mistake(text, key="--against", value=str(against))
        telling = tell(read_study(Results.open(folder), arms), bibliography.entry)
        answer, paths = telling.answer.sentence, write_telling(telling)
    if as_json:
        print_json({"folder": str(folder), "files": [str(path) for path in paths], "answer": answer})
    elif quiet:
        sys.stdout.write(f"{paths[0]}\n")
    else:
        to = console()
        for line in textwrap.wrap(answer, to.width):
            to.print(f"[bold]{escape(line)}[/bold]")
        to.print(dictionary.NOTICE)
        print_paths("Report", paths)


def _of_sensitivity(folder: Path, arms: tuple[str, ...], against: Path | None) -> tuple[str, list[Path]]:
    """Write the report of a sensitivity study, and give its answer and where it lies."""
    from turnaround_sim.analysis.sensitivity import words
    from turnaround_sim.analysis.sensitivity.reading import read_analysis
    from turnaround_sim.report.sensitivity import write_sensitivity

    _goes_without(folder, "a sensitivity study", arms, against)
    of = read_analysis(folder)
    return words.drives(of, *of.quantities()[0]), write_sensitivity(of)


def _of_discovery(folder: Path, arms: tuple[str, ...], against: Path | None) -> tuple[str, list[Path]]:
    """Write the report of a study in discovery, and give its answer and where it lies."""
    from turnaround_sim.cli.discovering import libraries

    libraries()
    from turnaround_sim.analysis.discovery.findings import read_discovery
    from turnaround_sim.analysis.discovery.sentences import answer
    from turnaround_sim.report.discovery import write_discovery

    _goes_without(folder, "a study in discovery", arms, against)
    found = read_discovery(folder)
    return answer(found.findings[0]), write_discovery(found)


def _of_choice(folder: Path, arms: tuple[str, ...], against: Path | None) -> tuple[str, list[Path]]:
    """Write the report of a choice, and give its answer and where it lies."""
    from turnaround_sim.cli.choosing import libraries

    libraries()
    from turnaround_sim.analysis.choice.reading import read_choice
    from turnaround_sim.analysis.choice.words import answer
    from turnaround_sim.report.choice import write_choice

    _goes_without(folder, "a choice", arms, against)
    of = read_choice(folder)
    return answer(of), write_choice(of)


def _goes_without(folder: Path, kind: str, arms: tuple[str, ...], against: Path | None) -> None:
    """Nothing where neither arms nor a fit are named beside a folder that has no place for them, else the mistake."""
    for key, value in (("--arm", arms), ("--against", against)):
        if value:
            text = f"{key} does not go with {kind}, as {folder} is: leave it out"
            raise Mistake(text, key=key, value=str(value if key == "--against" else arms[0]))


def _of_calibration(folder: Path, arms: tuple[str, ...], against: Path | None) -> tuple[str, list[Path]]:
    """Write the report of a calibration, and give its answer and where it lies."""
    from turnaround_sim.report import calibration

    if arms:
        text = f"--arm goes with a run, and {folder} is a calibration, which has no arms: leave it out"
        raise Mistake(text, key="--arm", value=arms[0])
    telling = calibration.tell(Fit.open(folder), None if against is None else Fit.open(against))
    return telling.sentence, calibration.write_calibration(telling)
