"""The verb `compare`: two scenarios in the same worlds, and what differs."""

import shlex
import sys
import textwrap
from dataclasses import dataclass, fields
from pathlib import Path
from typing import cast

from rich.markup import escape
from rich.table import Table

from turnaround_sim import dictionary, experiment
from turnaround_sim.analysis.asking import about, as_arms, name_of, numbers_asked, set_values, words_alone, words_for
from turnaround_sim.analysis.comparison import Difference, paired_differences
from turnaround_sim.analysis.informing import watermark
from turnaround_sim.analysis.precision import Precise
from turnaround_sim.beliefs import WORLDS_PER_DRAW, Uncertainty
from turnaround_sim.cli import refining
from turnaround_sim.cli.running import covered, print_paths, progress, unknown_part
from turnaround_sim.cli.stopping import stoppable
from turnaround_sim.cli.words import UNCALIBRATED, console, interval, number, print_json
from turnaround_sim.experiment import is_fitted
from turnaround_sim.scenario import Scenario, read_scenario
from turnaround_sim.store import Keep, Results


@dataclass(frozen=True)
class Asked:
    """A comparison as it was asked for on the command line; `sets` hold for both scenarios, `sets_b` for B alone."""

    a: str
    b: str
    seed: int
    replicates: int
    out: Path
    workers: int | None
    keep: str
    sets: list[str] | None
    sets_b: list[str] | None
    uncertainty: Uncertainty = "posterior"
    worlds_per_draw: int = WORLDS_PER_DRAW
    scheduler: str | None = None
    precision: list[str] | None = None
    most: int | None = None

    def commands(self) -> tuple[str, str]:
        """The words that run A and B alone."""
        return words_alone(self.a, self.b, self.sets, self.sets_b)

    def command(self) -> str:
        """The words that ask for the same comparison, its numbers apart."""
        return words_for(self.a, self.b, self.sets, self.sets_b)

    def arms(self) -> dict[str, Scenario]:
        """Both scenarios by the names of their arms, A first. Raises Mistake where they are one and the same."""
        both, own = set_values("--set", self.sets), set_values("--set-b", self.sets_b)
        a, b = read_scenario(self.a, both), read_scenario(self.b, {**both, **own})
        return as_arms(a, b, (self.a, self.b), own)


def compare(asked: Asked, *, as_json: bool, quiet: bool, everything: bool) -> None:
    """Run both, print the paired differences and where the tables are."""
    arms = asked.arms()
    targets = refining.targets(asked.precision, {}, asked.most)
    a, b = arms
    question = experiment.question_about(
        name_of(arms),
        arms,
        seed=asked.seed,
        replicates=asked.replicates,
        keep=cast(Keep, asked.keep),
        uncertainty=asked.uncertainty,
        worlds_per_draw=asked.worlds_per_draw,
    )
    with stoppable(asked.scheduler is not None), progress(shown=not (as_json or quiet)) as told:
        folder, reached = refining.answered(
            arms,
            question,
            a,
            targets,
            asked.most,
            workers=asked.workers,
            out=asked.out,
            progress=told,
            scheduler=asked.scheduler,
            commands=dict(zip(arms, asked.commands(), strict=True)),
            about=lambda question: about(arms, f"{asked.command()} {shlex.join(numbers_asked(question))}"),
        )
    results = Results.open(folder)
    differences = paired_differences(results, a, b)
    if as_json:
        precision = {"precision": refining.told(reached)} if reached is not None else {}
        print_json({"folder": str(folder), "differences": [facts_of(each) for each in differences], **precision})
    elif quiet:
        sys.stdout.write(f"{folder}\n")
    else:
        _print(results, arms, differences, everything, reached)


def facts_of(difference: Difference) -> dict[str, object]:
    """A difference as plain facts, for programs to read."""
    facts: dict[str, object] = {each.name: getattr(difference, each.name) for each in fields(difference)}
    return {**facts, "to_halve": difference.to_halve}


def _print(
    results: Results,
    arms: dict[str, Scenario],
    differences: list[Difference],
    everything: bool,
    reached: Precise | None,
) -> None:
    to = console()
    (a, first), (b, second) = arms.items()
    replicates, seed = results.manifest["replicates"], results.manifest["seed"]
    to.print(f"[bold]{escape(b)} against {escape(a)}[/bold]")
    for letter, scenario in (("A", first), ("B", second)):
        to.print(f"{letter}  {escape(scenario.title or scenario.name)}")
    to.print(dictionary.NOTICE)
    to.print(dictionary.OUT_OF_SCOPE)
    if not is_fitted(results.manifest):
        to.print(UNCALIBRATED)
    for line in textwrap.wrap(watermark(results.manifest, [(a, b)]), to.width):
        to.print(f"[bold]{escape(line)}[/bold]")
    to.print()
    to.print(f"[bold]{escape(in_words(differences[0]))}[/bold]")
    to.print()
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, width=to.width)
    table.add_column("Outcome, unit", ratio=1)
    for heading in ("A", "B", "B - A", "95% interval", "Better, worse"):
        table.add_column(heading, justify="right", no_wrap=True)
    headline = {column.name for column in dictionary.OUTCOMES if column.headline}
    for each in differences:
        if everything or each.outcome in headline:
            table.add_row(*_row(each, replicates))
    to.print(table)
    to.print()
    many = f"{replicates} pairs" if replicates > 1 else "1 pair"
    to.print(f"{many}, seed {seed}: in each, A and B have the same trusts, people and luck.")
    for line in (*covered(results), *unknown_part(results)):
        to.print(line)
    if replicates > 1:
        to.print(f"It would take {4 * replicates} pairs to halve it. Better, worse: in how many pairs B is.")
    else:
        to.print("One pair has no interval: it cannot tell a policy from luck. Better, worse: whether B is.")
    to.print("The rest are ties. Blank where the model does not say which way is good.")
    primary = differences[0]
    if primary.saving == primary.saving and not experiment.is_drawn(results.manifest):
        needed = f"{number(primary.saving)} times the replicates"
        to.print(f"Without shared luck, {primary.label.lower()} would need {needed}.")
    if any(each.left_out for each in differences):
        to.print("A pair in which an outcome has no value in A or B is left out of it (counted in brackets).")
    to.print()
    if reached is not None:
        refining.print_reached(reached)
        to.print()
    print_paths("Results", [results.folder])


def _row(each: Difference, replicates: int) -> tuple[str, ...]:
    spread = (each.high - each.low) / 2
    counted = f" ({each.replicates} of {replicates})" if each.left_out else ""
    ends = interval(each.low, each.high)
    return (
        f"{each.label}, {each.unit}{counted}",
        number(each.a, spread),
        number(each.b, spread),
        number(each.difference, spread),
        ends,
        beats(each),
    )


def beats(each: Difference) -> str:
    """In how many of the pairs B is better, and in how many worse; nothing where the outcome has no better way."""
    if each.share_b_better != each.share_b_better:
        return ""
    worse = 1.0 - each.share_b_better - each.share_tied
    return f"{each.share_b_better:.0%}, {abs(worse):.0%}"


def in_words(each: Difference) -> str:
    """One outcome's difference in one sentence, no more certain than it is."""
    spread = (each.high - each.low) / 2
    ends = f"95% interval {interval(each.low, each.high)}, {each.replicates} pairs"
    if each.low != each.low:
        return f"{each.label}: too few pairs ({each.replicates}) to tell a difference."
    if each.low == each.high == 0.0:
        return f"{each.label}: B is like A in all {each.replicates} pairs."
    if each.low <= 0.0 <= each.high:
        return f"{each.label}: chance alone could give the difference of {number(each.difference, spread)} ({ends})."
    way = "lower" if each.difference < 0 else "higher"
    size = number(abs(each.difference), spread)
    return f"{each.label}: {way} by {size} {each.unit} under B ({ends})."
