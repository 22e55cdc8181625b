"""The verb `export`: a finished study for other tools."""

import sys
from pathlib import Path

from turnaround_sim.analysis.exporting import FORMS, Form, export
from turnaround_sim.cli.running import print_paths
from turnaround_sim.cli.words import print_json
from turnaround_sim.mistakes import Mistake, nearest


def run(folder: Path, form: str, *, as_json: bool, quiet: bool) -> None:
    """Write the files and say where they are. Raises Mistake for an unknown form or a folder without a study."""
    paths = export(folder, _form(form))
    if as_json:
        print_json({"folder": str(folder), "files": [str(path) for path in paths]})
    elif quiet:
        sys.stdout.writelines(f"{path}\n" for path in paths)
    else:
        print_paths("Files", paths)


def _form(asked: str) -> Form:
    for form in FORMS:
        if form == asked:
            return form
    raise Mistake(f'--to is "{asked}"; allowed: {", ".join(FORMS)}{nearest(asked, FORMS)}', key="--to", value=asked)
