"""The verb `experiment`: many arms in the same worlds, each set against the baseline."""

import shlex
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import cast

from rich.markup import escape
from rich.table import Table

from turnaround_sim import dictionary, experiment
from turnaround_sim.analysis.asking import numbers_asked
from turnaround_sim.analysis.comparison import Difference, differences_against
from turnaround_sim.analysis.contrasts import ALPHA
from turnaround_sim.analysis.informing import watermark
from turnaround_sim.analysis.precision import Precise
from turnaround_sim.analysis.robustness import Verdict, verdicts
from turnaround_sim.beliefs import WORLDS_PER_DRAW, Uncertainty
from turnaround_sim.cli import contrasting, refining
from turnaround_sim.cli.comparing import beats, facts_of
from turnaround_sim.cli.running import covered, print_paths, progress
from turnaround_sim.cli.stopping import stoppable
from turnaround_sim.cli.words import UNCALIBRATED, console, interval, number, print_json
from turnaround_sim.design import Experiment, read_experiment
from turnaround_sim.experiment import is_fitted
from turnaround_sim.store import Keep, Question, Results

DRAWS = 100
"""Draws of the parameters where neither the file nor the command says how many."""


@dataclass(frozen=True)
class Asked:
    """An experiment as it was asked for on the command line; what is None is as the file says."""

    file: str
    seed: int | None
    replicates: int | None
    out: Path
    workers: int | None
    keep: str | None
    uncertainty: Uncertainty | None = None
    worlds_per_draw: int | None = None
    scheduler: str | None = None
    precision: list[str] | None = None
    most: int | None = None

    def questions(self, design: Experiment) -> list[Question]:
        """The questions that are asked of the store: at stated values, then under draws; Mistake for a wrong number.

        Both where the file says how many draws there are, unless it is said which of them.
        """
        questions = []
        if self.uncertainty in (None, "none"):
            questions.append(self._question(design, design.replicates if self.replicates is None else self.replicates))
        worlds = design.worlds_per_draw if self.worlds_per_draw is None else self.worlds_per_draw
        if self.uncertainty in ("prior", "posterior") or (self.uncertainty is None and design.draws):
            replicates = (design.draws or DRAWS) * worlds
            if self.replicates is not None:
                replicates = min(replicates, self.replicates) if self.uncertainty is None else self.replicates
            questions.append(self._question(design, replicates, self.uncertainty or "posterior", worlds))
        return questions

    def _question(
        self,
        design: Experiment,
        replicates: int,
        uncertainty: Uncertainty = "none",
        worlds_per_draw: int = WORLDS_PER_DRAW,
    ) -> Question:
        return experiment.question_about(
            design.name,
            design.arms,
            seed=design.seed if self.seed is None else self.seed,
            replicates=replicates,
            keep=cast(Keep, self._kept(design, uncertainty)),
            uncertainty=uncertainty,
            worlds_per_draw=worlds_per_draw,
        )

    def _kept(self, design: Experiment, uncertainty: Uncertainty) -> str:
        """What is kept: beside a run at stated values a run over draws keeps its outcomes, alone what it is told to."""
        if uncertainty == "none":
            return self.keep or design.keep
        return (self.keep if self.uncertainty is not None else None) or "outcomes"


def run(asked: Asked, *, as_json: bool, quiet: bool) -> None:
    """Run all arms, print how each differs from the baseline, what of it holds over draws, and where the tables are."""
    design = read_experiment(asked.file)
    answers, reached = answered(asked, design, shown=not (as_json or quiet))
    results, last = answers[0], answers[-1]
    others = [arm for arm in design.arms if arm != design.baseline]
    differences = differences_against(results, design.baseline, others)
    drawn = _verdicts(design, last) if experiment.is_drawn(last.manifest) else {}
    if as_json:
        over_draws = {
            "folder": str(last.folder),
            "verdicts": [vars(each) for told in drawn.values() for each in told],
            "contrasts": contrasting.over_draws(design, last) if drawn else [],
        }
        print_json(
            {
                "folder": str(results.folder),
                "baseline": design.baseline,
                "differences": _told(design, differences),
                "contrasts": contrasting.facts(design, results),
                **({"over_draws": over_draws} if drawn else {}),
                **({"precision": refining.told(reached)} if reached is not None else {}),
            }
        )
    elif quiet:
        sys.stdout.writelines(f"{each.folder}\n" for each in answers)
    else:
        _print(design, results, differences)
        if drawn:
            _print_verdicts(design, last, drawn)
        console().print()
        if reached is not None:
            refining.print_reached(reached)
            console().print()
        print_paths("Results", [each.folder for each in answers])


def answered(asked: Asked, design: Experiment, *, shown: bool) -> tuple[list[Results], Precise | None]:
    """The finished runs of an experiment, computed where they are not on disk: at stated values, then under draws.

    Where a precision is asked for, it is that of the first, and what was reached is told too.
    """
    answers: list[Results] = []
    targets = refining.targets(asked.precision, design.precision, asked.most)
    reached: Precise | None = None
    for question in asked.questions(design):
        with stoppable(asked.scheduler is not None), progress(shown=shown) as told:
            folder, precise = refining.answered(
                design.arms,
                question,
                design.baseline,
                {} if answers else targets,
                asked.most,
                workers=asked.workers,
                out=asked.out,
                progress=told,
                scheduler=asked.scheduler,
                commands={arm: shlex.join(["turnaround", "run", asked.file, "--arm", arm]) for arm in design.arms},
                about=lambda question: about(asked.file, design, question),
            )
        reached = reached or precise
        answers.append(Results.open(folder))
    return answers, reached


def about(file: str, design: Experiment, question: Question) -> dict[str, object]:
    """What the manifest says of an experiment: its words, its design and the command that asks for it again."""
    axes: dict[str, list[str]] = {}
    for chosen in (design.choices or {}).values():
        for axis, level in chosen.items():
            levels = axes.setdefault(axis, [])
            if level not in levels:
                levels.append(level)
    asked = numbers_asked(question)
    return {
        "command": f"{shlex.join(['turnaround', 'experiment', file])} {shlex.join(asked)}",
        "experiment": {
            "title": design.title,
            "question": design.question,
            "hypothesis": design.hypothesis,
            "baseline": design.baseline,
            "outcomes": list(design.outcomes),
            "axes": axes,
            "choices": {arm: dict(chosen) for arm, chosen in (design.choices or {}).items()},
            "contrasts": [asdict(contrast) for contrast in design.contrasts],
            "fractions": list(design.fractions),
        },
    }


def _verdicts(design: Experiment, results: Results) -> dict[str, list[Verdict]]:
    return {outcome: verdicts(results, design.baseline, outcome) for outcome in design.outcomes}


def _told(design: Experiment, differences: Mapping[str, list[Difference]]) -> list[dict[str, object]]:
    return [
        {"arm": arm, "baseline": design.baseline, **facts_of(each)}
        for arm, outcomes in differences.items()
        for each in outcomes
    ]


def _print(design: Experiment, results: Results, differences: Mapping[str, list[Difference]]) -> None:
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
    contrasting.print_all(to, design, results)
    manifest = results.manifest
    to.print()
    worlds, arms, seed = manifest["replicates"], len(design.arms), manifest["seed"]
    to.print(f"{worlds} worlds under each of {arms} arms, seed {seed}: in each world all arms have")
    to.print("the same trusts, people and luck. Better, worse: in how many pairs an arm is.")
    to.print("The rest are ties.")
    for line in covered(results):
        to.print(line)
    if not experiment.is_drawn(results.manifest):
        to.print(UNCALIBRATED)
    count = len(differences) * len(design.outcomes) + len(design.contrasts)
    if count * ALPHA >= 0.5:
        by_chance = number(count * ALPHA)
        to.print(f"Of {count} intervals at 95%, some {by_chance} exclude nought where there is nothing.")


def _print_verdicts(design: Experiment, results: Results, drawn: Mapping[str, list[Verdict]]) -> None:
    """What holds when parameters are drawn from their ranges: for each outcome one row an arm."""
    to = console()
    first = next(each for told in drawn.values() for each in told)
    to.print()
    fitted = is_fitted(results.manifest)
    of_what = "what the record leaves of their ranges" if fitted else "their ranges, nothing fitted"
    to.print("[bold]Does the sign hold over draws of the parameters?[/bold]")
    to.print(f"{first.draws} draws from {of_what};")
    to.print(f"{first.worlds_per_draw} worlds under each.")
    pairs = [(design.baseline, arm) for arm in design.arms if arm != design.baseline]
    for line in textwrap.wrap(watermark(results.manifest, pairs), to.width):
        to.print(f"[bold]{escape(line)}[/bold]")
    to.print("Supported: the 95% interval over draws excludes nought.")
    labels = {column.name: column.label for column in dictionary.OUTCOMES}
    for outcome, told in drawn.items():
        to.print()
        to.print(f"[bold]{escape(labels[outcome])}[/bold]")
        table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, width=to.width)
        table.add_column("Arm", ratio=1)
        for heading in ("Difference", "95% over draws", "Draws alike", "Verdict"):
            table.add_column(heading, justify="right", no_wrap=True)
        for each in told:
            spread = (each.high - each.low) / 2
            alike = "–" if each.mean == 0.0 or each.mean != each.mean else f"{each.share_of_draws:.0%}"
            ends = interval(each.low, each.high)
            table.add_row(escape(each.arm), number(each.mean, spread), ends, alike, each.supported)
        to.print(table)
    to.print()
    contrasting.print_over_draws(to, design, results)
    to.print("Draws alike: the share of draws whose mean lies on the same side; luck blurs it.")


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
