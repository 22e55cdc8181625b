"""The verb `report`: a finished run on one page, with its tables as a workbook."""

import sys
import textwrap
from pathlib import Path

from rich.markup import escape

from turnaround_sim import dictionary
from turnaround_sim.cli import bibliography
from turnaround_sim.cli.running import print_paths
from turnaround_sim.cli.words import console, print_json
from turnaround_sim.report.study import read_study
from turnaround_sim.report.telling import tell
from turnaround_sim.report.writing import write_telling
from turnaround_sim.store import Results


def report(folder: Path, arms: tuple[str, ...], *, as_json: bool, quiet: bool) -> None:
    """Write the report of a run's folder, and say what its answer is and where it lies."""
    telling = tell(read_study(Results.open(folder), arms), bibliography.entry)
    paths = write_telling(telling)
    if as_json:
        files = [str(path) for path in paths]
        print_json({"folder": str(folder), "files": files, "answer": telling.answer.sentence})
    elif quiet:
        sys.stdout.write(f"{paths[0]}\n")
    else:
        to = console()
        for line in textwrap.wrap(telling.answer.sentence, to.width):
            to.print(f"[bold]{escape(line)}[/bold]")
        to.print(dictionary.NOTICE)
        print_paths("Report", paths)
