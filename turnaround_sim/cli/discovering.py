"""The verb `discover`: where in the range of what is unknown a claim holds, and where it does not."""

import shlex
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.markup import escape
from rich.table import Table

from turnaround_sim import dictionary
from turnaround_sim.cli.running import print_paths
from turnaround_sim.cli.staged import stages
from turnaround_sim.cli.stopping import stoppable
from turnaround_sim.cli.words import console, print_json
from turnaround_sim.experiment import usable_workers
from turnaround_sim.mistakes import Mistake

if TYPE_CHECKING:
    from turnaround_sim.analysis.discovery.finding import Found
    from turnaround_sim.analysis.discovery.findings import Discovery, Finding
    from turnaround_sim.analysis.discovery.judging import Judged, Share

EXTRA = "ema_workbench", "sklearn"


@dataclass(frozen=True)
class Asked:
    """A study as it was asked for on the command line; what is None is as the file says."""

    file: str
    points: int | None
    replicates: int | None
    seed: int | None
    out: Path
    workers: int | None

    @property
    def command(self) -> str:
        """The words that ask for it again."""
        told = ["turnaround", "discover", self.file]
        for flag in ("points", "replicates", "seed"):
            value = getattr(self, flag)
            told += [f"--{flag}", str(value)] if value is not None else []
        return shlex.join(told)


def run(asked: Asked, *, as_json: bool, quiet: bool) -> None:
    """Run or read the study, look for regions, write the report, and print what was found and where it lies."""
    libraries()
    from turnaround_sim.analysis.discovery import findings, study
    from turnaround_sim.report import discovery

    workers = usable_workers(asked.workers)
    _within("--points", asked.points, int(study.POINTS.low), int(study.POINTS.high))
    _within("--replicates", asked.replicates, 1, 10_000)
    _within("--seed", asked.seed, 0, 2**31 - 2)
    wanted = study.read(asked.file, asked.points, asked.replicates, asked.seed)
    with stoppable(), stages(shown=not (as_json or quiet)) as tell:
        folder = study.discover(
            wanted,
            asked.out,
            workers=workers,
            tell=lambda done, of: tell("points", done, of),
            about={"command": asked.command},
        )
        found = findings.read_discovery(folder, lambda name: tell(f"looking: {name}", 0, 0))
        paths = discovery.write_discovery(found)
    if as_json:
        print_json(told(found))
    elif quiet:
        sys.stdout.write(f"{folder}\n")
    else:
        _print(found)
        print_paths("Results", [folder])
        print_paths("Report", paths[:1])


def libraries() -> None:
    """Nothing where the libraries are there, else a Mistake that says what is to be installed."""
    try:
        from turnaround_sim.analysis.discovery import finding as finding
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in EXTRA:
            raise
        wanting = "discover needs ema_workbench and scikit-learn, which are not installed"
        raise Mistake(f'{wanting}: pip install "turnaround_sim[exploration]"') from None


def _within(key: str, value: int | None, low: int, high: int) -> None:
    if value is not None and not low <= value <= high:
        raise Mistake(f"{key} is {value}; allowed: {low:,} to {high:,}", key=key, value=value)


def told(found: "Discovery") -> dict[str, Any]:
    """What was found, for programs."""
    from turnaround_sim.analysis.discovery import sentences

    return {
        "folder": str(found.folder),
        "claims": [
            {
                **finding.claim.resolved(),
                "answer": sentences.answer(finding),
                "points": int(finding.search.is_case.size),
                "left_out": finding.left_out,
                "cases": finding.search.cases,
                "base_rate": finding.search.cases / finding.search.is_case.size,
                "told_from_luck": finding.labels.apart,
                "wrong_by_luck": finding.labels.wrong,
                "boxes": [_box(box, finding, found) for box in finding.search.boxes],
            }
            for finding in found.findings
        ],
    }


def _box(box: "Found", finding: "Finding", found: "Discovery") -> dict[str, Any]:
    from turnaround_sim.analysis.discovery import sentences

    limits = []
    for limit in box.region.limits:
        factor = found.factors[limit.factor]
        values = {"low": float(factor.value(limit.low)), "high": float(factor.value(limit.high))}
        places = {"low_place": limit.low, "high_place": limit.high}
        limits.append({"factor": factor.path, "unit": factor.declared.unit, **values, **places})
    return {
        "method": box.method,
        "found": box.is_found,
        "sentence": sentences.box_said(box, finding, found.factors),
        "limits": limits,
        "learnt": _judged(box.learnt),
        "held_out": _judged(box.held_out),
        "shuffled": {"searches": box.guard.shuffles, "found": box.guard.found, "as_dense": box.guard.as_high},
        "not_informed": [factor.short for factor in sentences.uninformed(box.region, found.factors)],
    }


def _judged(its: "Judged") -> dict[str, Any]:
    names = ("base", "density", "coverage", "mass", "false_alarms", "misses")
    return {"points": its.base.of, **{name: _share(getattr(its, name)) for name in names}}


def _share(its: "Share") -> dict[str, Any]:
    return {"value": its.value, "low": its.low, "high": its.high, "count": its.count, "of": its.of}


def _print(found: "Discovery") -> None:
    from turnaround_sim.analysis.discovery import sentences

    to = console()

    def say(text: str, bold: bool = False) -> None:
        for line in textwrap.wrap(text, to.width):
            to.print(f"[bold]{escape(line)}[/bold]" if bold else escape(line))

    manifest = found.manifest
    say(manifest["title"] or manifest["name"], bold=True)
    if manifest["question"]:
        say("Question: " + " ".join(manifest["question"].split()))
    say(dictionary.NOTICE)
    say(dictionary.OUT_OF_SCOPE)
    for finding in found.findings:
        to.print()
        say(finding.claim.name, bold=True)
        say(sentences.answer(finding), bold=True)
        for box in finding.search.boxes:
            say(_titled(box.method, sentences.box_said(box, finding, found.factors)))
        say(sentences.luck_said(finding))
        if any(box.is_found for box in finding.search.boxes):
            _print_boxes(finding)
    to.print()


def _print_boxes(finding: "Finding") -> None:
    """Each method's box on the points that were held out."""
    from turnaround_sim.analysis.discovery import sentences

    to = console()
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, width=to.width)
    table.add_column("Held out", no_wrap=True)
    for heading in ("Density", "Coverage", "False alarms", "Shuffled"):
        table.add_column(heading, justify="right", no_wrap=True)
    for box in (box for box in finding.search.boxes if box.is_found):
        its = box.held_out
        shares = [sentences.with_interval(share) for share in (its.density, its.coverage, its.false_alarms)]
        table.add_row(box.method, *shares, f"{box.guard.found} of {box.guard.shuffles}")
    to.print(table)


def _titled(method: str, sentence: str) -> str:
    """A sentence about a box that names the method."""
    return sentence if sentence.startswith(method) else f"{method}: {sentence}"
