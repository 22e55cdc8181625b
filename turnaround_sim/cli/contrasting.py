"""How contrasts are told, and what a fraction of a grid cannot tell apart."""

import textwrap
from dataclasses import asdict

from rich.console import Console
from rich.markup import escape

from turnaround_sim.analysis.expectation import came, of_contrast, over_draws
from turnaround_sim.cli.comparing import facts_of
from turnaround_sim.cli.words import interval, number
from turnaround_sim.design import Experiment
from turnaround_sim.store import Results


def facts(design: Experiment, results: Results) -> list[dict[str, object]]:
    """Every contrast as plain facts for programs; `arm_a` and `arm_b` are its arms, `a` and `b` their means."""
    told = []
    for contrast in design.contrasts:
        difference = of_contrast(results, contrast)
        said = asdict(contrast)
        arms = {"arm_a": said.pop("a"), "arm_b": said.pop("b")}
        outcome = came(difference.low, difference.high, contrast.expected)
        told.append({**said, **arms, "came": outcome, **facts_of(difference)})
    return told


def print_all(to: Console, design: Experiment, results: Results) -> None:
    """Print each contrast in a few lines, then what fractions cannot tell apart; nothing where there are none."""
    if design.contrasts:
        to.print()
        to.print("[bold]Contrasts[/bold]")
    for contrast in design.contrasts:
        each = of_contrast(results, contrast)
        spread = (each.high - each.low) / 2
        to.print(f"{escape(contrast.name)}: {came(each.low, each.high, contrast.expected)}")
        _lines(to, f"{contrast.b} against {contrast.a}, {each.label.lower()} expected {contrast.expected}:")
        ends = f"95% interval {interval(each.low, each.high)}, {each.replicates} pairs"
        _lines(to, f"{number(each.difference, spread)} {each.unit}, {ends}")
    for price in design.fractions:
        to.print()
        for line in textwrap.wrap(f"A fraction of {price}.", to.width):
            to.print(escape(line))


def facts_over_draws(design: Experiment, results: Results) -> list[dict[str, object]]:
    """What holds of every contrast over draws, as plain facts."""
    return [{"name": contrast.name, **vars(over_draws(results, contrast))} for contrast in design.contrasts]


def print_over_draws(to: Console, design: Experiment, results: Results) -> None:
    """Print what holds of each contrast over draws, nothing where there are none."""
    if design.contrasts:
        to.print()
        to.print("[bold]Contrasts over draws[/bold]")
    for contrast in design.contrasts:
        each = over_draws(results, contrast)
        to.print(f"{escape(contrast.name)}: {each.supported}, {came(each.low, each.high, contrast.expected)}")
        spread = (each.high - each.low) / 2
        _lines(to, f"{number(each.mean, spread)}, 95% over draws {interval(each.low, each.high)}")


def _lines(to: Console, text: str) -> None:
    for line in textwrap.wrap(text, to.width - 2):
        to.print(f"  {escape(line)}")
