"""The verb `validate`: the scorecard of facts that no calibration has seen."""

import shlex
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from turnaround_sim import dictionary
from turnaround_sim.beliefs import Uncertainty
from turnaround_sim.cli.running import print_paths, progress
from turnaround_sim.cli.stopping import stoppable
from turnaround_sim.cli.words import console, number, print_json
from turnaround_sim.report import scorecard
from turnaround_sim.validation.study import Scorecard, told, validate, write_scorecard

ORDER = "fail", "pass", "not testable"


@dataclass(frozen=True)
class Asked:
    """A scorecard as it was asked for on the command line."""

    replicates: int
    seed: int
    out: Path
    workers: int | None
    uncertainty: Uncertainty


def run(asked: Asked, *, as_json: bool, quiet: bool) -> Scorecard:
    """Make the scorecard, print it, and say where it lies."""
    with stoppable(), progress(shown=not (as_json or quiet)) as tell:
        card = validate(
            replicates=asked.replicates,
            seed=asked.seed,
            out=asked.out,
            workers=asked.workers,
            uncertainty=asked.uncertainty,
            progress=tell,
            command=shlex.join(["turnaround", "run", "england"]),
        )
    folder = asked.out / "validation" / card.run.folder.name
    paths = write_scorecard(card, folder, scorecard.page)
    if as_json:
        print_json({"folder": str(folder), "answer": card.sentence, "facts": told(card.facts)})
    elif quiet:
        sys.stdout.write(f"{folder}\n")
    else:
        _print(card)
        print_paths("Results", paths)
    return card


def _print(card: Scorecard) -> None:
    to = console()
    for line in textwrap.wrap(card.sentence, to.width):
        to.print(f"[bold]{escape(line)}[/bold]")
    to.print(dictionary.NOTICE)
    to.print()
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, width=to.width)
    table.add_column("Fact", no_wrap=True)
    table.add_column("", ratio=1)
    for heading in ("Observed", "Model"):
        table.add_column(heading, justify="right", no_wrap=True)
    table.add_column("Result", no_wrap=True)
    held = [fact for fact in card.facts if fact.held_out]
    held.sort(key=lambda fact: (fact.kind, ORDER.index(fact.result)))
    for fact in held:
        table.add_row(fact.id, escape(fact.fact), number(fact.observed), number(fact.model), fact.result)
    to.print(table)
    fitted = ", ".join(fact.id for fact in card.facts if not fact.held_out)
    for line in textwrap.wrap(f"Fitted and no test, though in the files: {fitted}.", to.width):
        to.print(line)
    to.print()
