"""The verb `choose`: which policy holds up over what is not known, within a shared budget."""

import importlib.util
import shlex
import sys
import textwrap
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

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
    from turnaround_sim.analysis.choice.reading import Choice, Policies

EXTRA = "pymoo", "ema_workbench", "sklearn"


@dataclass(frozen=True)
class Asked:
    """A choice as it was asked for on the command line; what is None is as the file says."""

    file: str
    draws: int | None
    replicates: int | None
    seed: int | None
    out: Path
    workers: int | None

    @property
    def command(self) -> str:
        """The words that ask for it again."""
        told = ["turnaround", "choose", self.file]
        for flag in ("draws", "replicates", "seed"):
            value = getattr(self, flag)
            told += [f"--{flag}", str(value)] if value is not None else []
        return shlex.join(told)


def run(asked: Asked, *, as_json: bool, quiet: bool) -> None:
    """Run or read the study, write its report, and print what it says and where it lies."""
    libraries()
    from turnaround_sim.analysis.choice import asking, reading, study
    from turnaround_sim.report import choice

    workers = usable_workers(asked.workers)
    if asked.seed is not None and not 0 <= asked.seed <= 2**31 - 2:
        raise Mistake(f"--seed is {asked.seed}; allowed: 0 to {2**31 - 2}", key="--seed", value=asked.seed)
    wanted = study.Asked(*asking.read(asked.file, asked.draws, asked.replicates, asked.seed))
    with stoppable(), stages(shown=not (as_json or quiet)) as tell:
        folder = study.chosen(wanted, asked.out, workers=workers, tell=tell, about={"command": asked.command})
        of = reading.read_choice(folder)
        paths = choice.write_choice(of)
    if as_json:
        print_json(told(of))
    elif quiet:
        sys.stdout.write(f"{folder}\n")
    else:
        _print(of)
        print_paths("Results", [folder])
        print_paths("Report", paths[:1])


def libraries() -> None:
    """Nothing where the libraries of choices are there, else a Mistake that says what is to be installed."""
    if any(importlib.util.find_spec(name) is None for name in EXTRA):
        wanting = "choose needs pymoo, ema_workbench and scikit-learn, which are not all installed"
        raise Mistake(f'{wanting}: pip install "turnaround_sim[exploration]"')


def told(of: "Choice") -> dict[str, object]:
    """What a choice says, for programs; numbers in the units of the dictionary, levers as a user writes them."""
    from turnaround_sim.analysis.choice import words
    from turnaround_sim.analysis.discovery import sentences

    finding = of.conditions
    return {
        "folder": str(of.folder),
        "answer": words.answer(of),
        "watermark": of.watermark,
        "outcome": of.outcome,
        "budget": of.manifest["budget"],
        "policies": {policies.uncertainty: _policies(policies) for policies in (of.posterior, of.prior)},
        "pareto": _pareto(of),
        "conditions": None
        if finding is None
        else {
            "claim": finding.claim.name,
            "answer": sentences.answer(finding),
            "boxes": [
                {
                    "method": box.method,
                    "found": box.is_found,
                    "said": sentences.box_said(box, finding, of.factors),
                    "density": box.held_out.density.value,
                    "coverage": box.held_out.coverage.value,
                }
                for box in finding.search.boxes
            ],
        },
    }


def _policies(policies: "Policies") -> list[dict[str, object]]:
    rows = []
    for place, spent in enumerate(policies.spending):
        regret = {}
        for outcome, its in policies.regrets.items():
            regret[outcome] = {**asdict(its[place]), "unit": _unit(outcome)}
            del regret[outcome]["arm"]
        leaders = {outcome: spent.arm in policies.leaders(outcome) for outcome in policies.between}
        met = asdict(policies.satisfied[place]) if policies.satisfied else None
        rows.append(
            {
                "arm": spent.arm,
                "spend": {"mean": spent.mean, "low": spent.low, "high": spent.high, "unit": "£m"},
                "within_budget": spent.within,
                "breaks_budget": asdict(spent.breaks),
                "not_told_from_best": leaders,
                "regret": regret,
                "satisfied": met,
            }
        )
    return rows


def _pareto(of: "Choice") -> "list[dict[str, object]] | None":
    if of.pareto is None:
        return None
    levers = of.pareto.wanted.levers
    return [
        {
            "levers": {lever.short: lever.label(member.levers[lever.path]) for lever in levers},
            "objectives": {name: {**asdict(each), "unit": _unit(name)} for name, each in member.fresh.items()},
            "as_searched": dict(member.seen),
            "spend": asdict(member.spent),
            "within_budget": member.within,
            "unbeaten": member.still,
        }
        for member in of.pareto.members
    ]


def _unit(outcome: str) -> str:
    from turnaround_sim.analysis.inquiry import column_of

    return column_of(outcome).unit


def _print(of: "Choice") -> None:
    from turnaround_sim.analysis.choice import words
    from turnaround_sim.analysis.discovery import sentences
    from turnaround_sim.analysis.inquiry import column_of

    to = console()

    def say(text: str, bold: bool = False) -> None:
        for line in textwrap.wrap(text, to.width):
            to.print(f"[bold]{escape(line)}[/bold]" if bold else escape(line))

    say(of.manifest["title"] or of.manifest["name"], bold=True)
    say(words.answer(of), bold=True)
    say(dictionary.NOTICE)
    for name, text in words.caveats(of)[:2]:
        say(f"{name}: {text}")
    column = column_of(of.outcome)
    for policies in (of.posterior, of.prior):
        to.print()
        say(f"By {words.NAMES[policies.uncertainty]} ({of.wanted.draws} draws, {of.wanted.replicates} worlds each):")
        say(words.leading(policies, of.outcome))
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, width=to.width)
        table.add_column("Policy", ratio=1)
        headings = ["Mean regret (95%)", "Spend, £m"] + ["Good enough"] * bool(policies.satisfied)
        for heading in headings:
            table.add_column(heading, justify="right")
        for place, spent in enumerate(policies.spending):
            row = [words.estimate(policies.regrets[of.outcome][place].told), f"{spent.mean:,.0f}"]
            row += [f"{policies.satisfied[place].all.value:.0%}"] if policies.satisfied else []
            table.add_row(escape(spent.arm) + ("" if spent.within else " (over budget)"), *row)
        to.print(table)
        say(f"Regret in {column.unit} ({column.label}); less is better.")
    if of.pareto is not None:
        to.print()
        say(words.found(of))
    if of.conditions is not None:
        to.print()
        say(
            f"What would have to be true for {of.conditions.claim.arm} to beat {of.conditions.claim.against}:",
            bold=True,
        )
        say(sentences.answer(of.conditions))
        for box in of.conditions.search.boxes:
            say(sentences.box_said(box, of.conditions, of.factors))
