"""How contrasts are told, and what a fraction of a grid cannot tell apart."""

import textwrap
from dataclasses import asdict
from typing import cast

from rich.console import Console
from rich.markup import escape

from turnaround_sim.analysis.expectation import came, of_contrast
from turnaround_sim.analysis.robustness import between
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


def over_draws(design: Experiment, results: Results) -> list[dict[str, object]]:
    """The verdict over draws on every contrast, as plain facts."""
    told = []
    for contrast in design.contrasts:
        (verdict,) = between(results, [(contrast.a, contrast.b)], contrast.outcome)
        outcome = came(verdict.low, verdict.high, contrast.expected)
        arms = {"name": contrast.name, "arm_a": contrast.a, "arm_b": contrast.b, "expected": contrast.expected}
        told.append({**vars(verdict), **arms, "came": outcome})
    return told


def print_over_draws(to: Console, design: Experiment, results: Results) -> None:
    """Print what is left of each contrast over draws."""
    for each in over_draws(design, results):
        low, high = cast(float, each["low"]), cast(float, each["high"])
        mean = number(cast(float, each["mean"]), (high - low) / 2)
        to.print(f"{escape(str(each['name']))}: {each['came']}, {each['supported']}")
        _lines(to, f"{mean}, 95% interval over draws {interval(low, high)}")


def _lines(to: Console, text: str) -> None:
    for line in textwrap.wrap(text, to.width - 2):
        to.print(f"  {escape(line)}")
