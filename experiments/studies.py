"""The shipped studies, run and published: what the page `docs/studies.md` shows.

    python -m experiments.studies [NAME ...] [--out ROOT] [--workers N]

Each is the study of its name (`turnaround sensitivity`, `discover` or `choose`). Of its folder the small tables and a
few pictures are published; design and outcomes are not, since the same command makes them again to the last byte.
"""

import argparse
import json
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from turnaround_sim import dictionary
from turnaround_sim.analysis.sensitivity import words
from turnaround_sim.analysis.sensitivity.reading import Analysed, read_analysis, read_tables
from turnaround_sim.analysis.sensitivity.settings import Said, read_sensitivity
from turnaround_sim.analysis.sensitivity.study import Asked, answered
from turnaround_sim.cli.stopping import stoppable
from turnaround_sim.experiment import usable_workers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.sensitivity import write_sensitivity

HOUSE = Path(__file__).resolve().parents[1]
PUBLISHED = HOUSE / "results" / "published"
PAGE = HOUSE / "docs" / "studies.md"

BULK = ("design.parquet", "places.parquet", "outcomes.parquet", "missing.parquet")
PICTURES: Mapping[str, tuple[str, ...]] = {
    "sensitivity": ("chance", "sobol-shortfall", "sobol-out_24", "groups-shortfall", "emulator-shortfall"),
    "influence": (),
}
"""The studies that are published, and of each the pictures."""


READING = "[Sobol indices of a stochastic model](background/sobol-under-luck.md)"


def run_sensitivity(name: str, out: Path, workers: int) -> Path:
    """Run a sensitivity study, or find it, and write its report; give its folder."""
    asked = Asked(*read_sensitivity(name, Said()))
    with stoppable():
        about = {"command": f"turnaround sensitivity {name}"}
        folder = answered(asked, out, workers=workers, tell=_tell, about=about)
    write_sensitivity(read_analysis(folder))
    return folder


RUN: Mapping[str, Callable[[str, Path, int], Path]] = {"sensitivity": run_sensitivity, "influence": run_sensitivity}


def publish(folder: Path, name: str, published: Path = PUBLISHED) -> Path:
    """Put what is published of a finished study into its folder there."""
    to = published / name
    shutil.rmtree(to, ignore_errors=True)
    (to / "figures").mkdir(parents=True)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    del manifest["scenarios"]  # the file of the study says them
    (to / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    for path in sorted(folder.glob("*.parquet")):
        if path.name not in BULK:
            shutil.copyfile(path, to / path.name)
    for picture in PICTURES[name]:
        shutil.copyfile(folder / "figures" / f"{picture}.png", to / "figures" / f"{picture}.png")
    return to


def page(published: Path = PUBLISHED) -> str:
    """The page of what is published, made from it alone."""
    parts = [
        "# What the studies found",
        f"{dictionary.NOTICE} {dictionary.OUT_OF_SCOPE}",
        f"Made by `python -m experiments.studies` from `results/published/`; do not edit. How to read it: {READING}.",
    ]
    for name in PICTURES:
        if (published / name / "manifest.json").is_file():
            parts += list(_section(published / name))
    return "\n\n".join(parts) + "\n"


def _section(folder: Path) -> Iterator[str]:
    of = read_tables(folder)
    manifest = of.manifest
    yield f"## {manifest['title']}"
    yield f"{_one_line(manifest['question'])} Run it: `{manifest['command']}`."
    yield f"Expected: {_one_line(manifest['hypothesis'])}"
    yield "\n".join(f"- {line}" for line in _answers(of))
    enough = [line for each in of.quantities() for line in words.enough(of, *each) if line.startswith("Sobol:")]
    small = sum("is too small" in line for line in enough)
    blocks = ", ".join(
        f"{words.METHODS.get(name, name)} {block['points']:,} points of {block['worlds']} worlds"
        for name, block in manifest["blocks"].items()
    )
    said = f"N was too small for indices known to ±{words.STABLE:g} on {small} of {len(of.quantities())} outcomes. "
    yield f"{said if small else ''}{blocks}; {manifest['seconds'] / 60:.0f} minutes."


def _answers(of: Analysed) -> Iterator[str]:
    for each in of.quantities():
        said = [words.drives(of, *each), words.chance(of, *each), words.emulated(of, *each)]
        yield " ".join(text for text in said if text)


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _tell(stage: str, done: int, of: int) -> None:
    if done == of:
        sys.stderr.write(f"{stage}: {of:,}\n")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run what is asked for, all if nothing is named, publish it and write the page."""
    parser = argparse.ArgumentParser(prog="python -m experiments.studies", description="Run and publish the studies.")
    parser.add_argument("names", nargs="*", choices=[[], *PICTURES], metavar="NAME", help="some of them only")
    parser.add_argument("--out", type=Path, default=Path("results"), help="where they are run")
    parser.add_argument("--workers", type=int, help="threads; all cores if left out")
    asked = parser.parse_args(arguments)
    try:
        for name in asked.names or PICTURES:
            print(publish(RUN[name](name, asked.out, usable_workers(asked.workers)), name))
    except Mistake as mistake:
        print(f"error: {mistake}", file=sys.stderr)
        raise SystemExit(2) from None
    PAGE.write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main()
