"""The shipped studies, run and published: what the page `docs/studies.md` shows.

    python -m experiments.studies [NAME ...] [--out ROOT] [--workers N]

Each is the study of its name (`turnaround sensitivity`, `discover` or `choose`). Of its folder the sentences, the small
tables and a few pictures are published; design and outcomes are not, since the same command makes them again to the
last byte.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from experiments.pictures import shrink
from turnaround_sim import dictionary
from turnaround_sim.analysis.choice import asking, reading
from turnaround_sim.analysis.choice import study as choice_study
from turnaround_sim.analysis.choice import words as choice_words
from turnaround_sim.analysis.discovery import findings, sentences
from turnaround_sim.analysis.discovery import study as discovery_study
from turnaround_sim.analysis.sensitivity import words
from turnaround_sim.analysis.sensitivity.reading import Analysed, read_analysis
from turnaround_sim.analysis.sensitivity.settings import Said, read_sensitivity
from turnaround_sim.analysis.sensitivity.study import Asked, answered
from turnaround_sim.cli.stopping import stoppable
from turnaround_sim.experiment import usable_workers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.choice import page as choice_page
from turnaround_sim.report.choice import write_choice
from turnaround_sim.report.discovery import write_discovery
from turnaround_sim.report.sensitivity import write_sensitivity

HOUSE = Path(__file__).resolve().parents[1]
PUBLISHED = HOUSE / "results" / "published"
PAGE = HOUSE / "docs" / "studies.md"

KEPT = ("indices", "chance", "convergence", "ofat", "emulator", "search")
"""Tables that are published where a study has them; design and outcomes are too large."""
READING = "[Sobol indices of a stochastic model](background/sobol-under-luck.md)"


@dataclass(frozen=True)
class Ran:
    """A finished study: its folder, and what it says, a heading and its lines at a time."""

    folder: Path
    said: Mapping[str, Sequence[str]]


def sensitivity(name: str, out: Path, workers: int) -> Ran:
    """Run a sensitivity study, or find it, and write its report."""
    asked = Asked(*read_sensitivity(name, Said()))
    about = {"command": f"turnaround sensitivity {name}"}
    of = read_analysis(answered(asked, out, workers=workers, tell=_tell, about=about))
    write_sensitivity(of)
    return Ran(of.folder, {words.quantity(of, *each).label: list(_of_outcome(of, *each)) for each in of.quantities()})


def _of_outcome(of: Analysed, outcome: str, arm: str) -> Iterator[str]:
    yield " ".join([words.drives(of, outcome, arm), words.chance(of, outcome, arm)])
    yield " ".join(line for line in words.enough(of, outcome, arm) if line.startswith("Sobol:"))
    emulated = words.emulated(of, outcome, arm)
    if emulated:
        yield emulated


def discover(name: str, out: Path, workers: int) -> Ran:
    """Run a study of where claims hold, or find it, and write its report."""
    asked = discovery_study.read(name)
    about = {"command": f"turnaround discover {name}"}
    folder = discovery_study.discover(asked, out, workers=workers, tell=lambda done, of: None, about=about)
    found = findings.read_discovery(folder)
    write_discovery(found)
    said = {}
    for finding in found.findings:
        lines = [sentences.answer(finding)]
        for box in finding.search.boxes:
            silent = sentences.uninformed(box.region, found.factors)
            names = ", ".join(factor.short for factor in silent)
            lines.append(sentences.box_said(box, finding, found.factors))
            lines += [f"Of {names} the record says nothing."] if silent and box.is_found else []
            lines.append(sentences.guard_said(box))
        said[finding.claim.name] = [*lines, sentences.luck_said(finding)]
    return Ran(folder, said)


def choose(name: str, out: Path, workers: int) -> Ran:
    """Run a choice, or find it, and write its report."""
    asked = choice_study.Asked(*asking.read(name))
    about = {"command": f"turnaround choose {name}"}
    of = reading.read_choice(choice_study.chosen(asked, out, workers=workers, tell=_tell, about=about))
    write_choice(of)
    said = {
        "Which policy holds up": [choice_words.answer(of), choice_words.leading(of.posterior, of.outcome)],
        "What would have to be true for the runner-up to win": choice_page.conditions(of),
        "What a search finds": [text for text in (choice_words.found(of), *choice_words.flattery(of)) if text],
        "What must be known with it": [f"{head}: {text}" for head, text in choice_words.caveats(of)],
    }
    return Ran(of.folder, said)


PICTURES = "chance", "sobol-shortfall", "sobol-out_24", "groups-shortfall", "emulator-shortfall"
STUDIES: Mapping[str, tuple[Callable[[str, Path, int], Ran], tuple[str, ...]]] = {
    "sensitivity": (sensitivity, PICTURES),
    "influence": (sensitivity, ()),
    "discover_patience": (discover, ()),
    "discover_money": (discover, ()),
    "choice": (choose, ()),
}
"""The studies that are published: what runs each, and its pictures that are published too."""


def publish(ran: Ran, name: str, published: Path = PUBLISHED) -> Path:
    """Put what is published of a finished study into its folder there."""
    to = published / name
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    manifest = json.loads((ran.folder / "manifest.json").read_text(encoding="utf-8"))
    for long in ("scenarios", "study", "resolved", "factors"):  # the file of the study says them
        manifest.pop(long, None)
    _write(to / "manifest.json", manifest)
    _write(to / "said.json", ran.said)
    for table in KEPT:
        if (ran.folder / f"{table}.parquet").is_file():
            shutil.copyfile(ran.folder / f"{table}.parquet", to / f"{table}.parquet")
    for picture in STUDIES[name][1]:
        (to / "figures").mkdir(exist_ok=True)
        shutil.copyfile(ran.folder / "figures" / f"{picture}.png", to / "figures" / f"{picture}.png")
    shrink(to)
    return to


def _write(path: Path, told: Mapping[str, Any]) -> None:
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def page(published: Path = PUBLISHED) -> str:
    """The page of what is published, made from it alone."""
    parts = [
        "# What the studies found",
        f"{dictionary.NOTICE} {dictionary.OUT_OF_SCOPE}",
        f"Made by `python -m experiments.studies` from `results/published/`; do not edit. How to read it: {READING}.",
    ]
    for name in STUDIES:
        if (published / name / "manifest.json").is_file():
            parts += _section(published / name)
    return "\n\n".join(parts) + "\n"


def _section(folder: Path) -> Iterator[str]:
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    yield f"## {manifest['title']}"
    yield f"{_one_line(manifest['question'])} Run it: `{manifest['command']}`."
    yield f"Expected: {_one_line(manifest['hypothesis'])}"
    for heading, lines in json.loads((folder / "said.json").read_text(encoding="utf-8")).items():
        if lines:
            yield f"### {heading}"
            yield "\n".join(f"- {_one_line(line)}" for line in lines)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tell(stage: str, done: int, of: int) -> None:
    if done == of:
        sys.stderr.write(f"{stage}: {of:,}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what is asked for, all if nothing is named, publish it and write the page."""
    parser = argparse.ArgumentParser(prog="python -m experiments.studies", description="Run and publish the studies.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="some of them only")
    parser.add_argument("--out", type=Path, default=Path("results"), help="where they are run")
    parser.add_argument("--workers", type=int, help="threads; all cores if left out")
    asked = parser.parse_args(arguments)
    for name in asked.names:
        if name not in STUDIES:
            parser.error(f'"{name}" is no study; there are {", ".join(STUDIES)}')
    try:
        with stoppable():
            for name in asked.names or STUDIES:
                print(publish(STUDIES[name][0](name, asked.out, usable_workers(asked.workers)), name))
    except Mistake as mistake:
        print(f"error: {mistake}", file=sys.stderr)
        raise SystemExit(2) from None
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
