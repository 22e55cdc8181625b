"""The verb `experiment`: many arms in the same worlds, each set against the baseline."""

import shlex
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from rich.markup import escape
from rich.table import Table

from turnaround_sim import dictionary, experiment
from turnaround_sim.analysis.comparison import Difference, differences_against
from turnaround_sim.analysis.precision import Precise
from turnaround_sim.cli import refining
from turnaround_sim.cli.comparing import beats, facts_of
from turnaround_sim.cli.running import print_paths, progress
from turnaround_sim.cli.stopping import stoppable
from turnaround_sim.cli.words import console, interval, number, print_json
from turnaround_sim.design import Experiment, read_experiment
from turnaround_sim.store import Keep, Question, Results

ALPHA = 0.05
"""How often an interval at 95% excludes nought where there is nothing."""


@dataclass(frozen=True)
class Asked:
    """An experiment as it was asked for on the command line; what is None is as the file says."""

    file: str
    seed: int | None
    replicates: int | None
    out: Path
    workers: int | None
    keep: str | None
    scheduler: str | None = None
    precision: list[str] | None = None
    most: int | None = None

    def question(self, design: Experiment) -> Question:
        """The question that is asked of the store, or Mistake."""
        return experiment.question_about(
            design.name,
            design.arms,
            seed=design.seed if self.seed is None else self.seed,
            replicates=design.replicates if self.replicates is None else self.replicates,
            keep=cast(Keep, self.keep or design.keep),
        )


def run(asked: Asked, *, as_json: bool, quiet: bool) -> None:
    """Run all arms, print how each differs from the baseline, and where the tables are."""
    design = read_experiment(asked.file)
    question = asked.question(design)
    targets = refining.targets(asked.precision, design.precision, asked.most)
    with stoppable(asked.scheduler is not None), progress(shown=not (as_json or quiet)) as told:
        folder, reached = refining.answered(
            design.arms,
            question,
            design.baseline,
            targets,
            asked.most,
            workers=asked.workers,
            out=asked.out,
            progress=told,
            scheduler=asked.scheduler,
            commands={arm: shlex.join(["turnaround", "run", asked.file, "--arm", arm]) for arm in design.arms},
        )
    results = Results.open(folder)
    others = [arm for arm in design.arms if arm != design.baseline]
    differences = differences_against(results, design.baseline, others)
    if as_json:
        told_of = {"folder": str(folder), "baseline": design.baseline, "differences": _told(design, differences)}
        print_json({**told_of, **({"precision": refining.told(reached)} if reached is not None else {})})
    elif quiet:
        sys.stdout.write(f"{folder}\n")
    else:
        _print(design, results, differences, reached)


def _told(design: Experiment, differences: Mapping[str, list[Difference]]) -> list[dict[str, object]]:
    return [
        {"arm": arm, "baseline": design.baseline, **facts_of(each)}
        for arm, outcomes in differences.items()
        for each in outcomes
    ]


def _print(
    design: Experiment, results: Results, differences: Mapping[str, list[Difference]], reached: Precise | None
) -> None:
    to = console()
    to.print(f"[bold]{escape(design.title or design.name)}[/bold]")
    for heading, text in (("Question", design.question), ("Hypothesis", design.hypothesis)):
        for line in textwrap.wrap(f"{heading}: {' '.join(text.split())}" if text else "", to.width):
            to.print(escape(line))
    to.print(dictionary.NOTICE)
    to.print(dictionary.OUT_OF_SCOPE)
    for outcome in design.outcomes:
        rows = {arm: next(each for each in told if each.outcome == outcome) for arm, told in differences.items()}
        to.print()
        _print_outcome(design.baseline, rows)
    manifest = results.manifest
    to.print()
    worlds, arms, seed = manifest["replicates"], len(design.arms), manifest["seed"]
    to.print(f"{worlds} worlds under each of {arms} arms, seed {seed}: in each world all arms have")
    to.print("the same trusts, people and luck. Better, worse: in how many pairs an arm is.")
    to.print("The rest are ties. An interval covers chance alone.")
    to.print("Prior only: the numbers put in are starting values and not fitted.")
    count = len(differences) * len(design.outcomes)
    if count * ALPHA >= 0.5:
        by_chance = number(count * ALPHA)
        to.print(f"Of {count} intervals at 95%, some {by_chance} exclude nought where there is nothing.")
    to.print()
    if reached is not None:
        refining.print_reached(reached)
        to.print()
    print_paths("Results", [results.folder])


def _print_outcome(baseline: str, rows: Mapping[str, Difference]) -> None:
    """One outcome: the baseline's mean, then how each arm differs from it."""
    to = console()
    first = next(iter(rows.values()))
    to.print(f"[bold]{escape(first.label)}[/bold], {escape(first.unit)}")
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, width=to.width)
    table.add_column("Arm", ratio=1)
    for heading in ("Mean", "Difference", "95% interval", "Better, worse", "Pairs"):
        table.add_column(heading, justify="right", no_wrap=True)
    spread = min((row.high - row.low) / 2 for row in rows.values())
    table.add_row(escape(baseline), number(first.a, spread), "baseline", "", "", "")
    for arm, row in rows.items():
        own = (row.high - row.low) / 2
        ends = interval(row.low, row.high)
        table.add_row(
            escape(arm), number(row.b, own), number(row.difference, own), ends, beats(row), str(row.replicates)
        )
    to.print(table)
