"""How precise differences are to be (`--precision`, `--most`): read, brought about, and told."""

import math
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from rich.markup import escape
from rich.table import Table

from turnaround_sim import experiment
from turnaround_sim.analysis.precision import MOST, Precise, Seen, precisely
from turnaround_sim.cli.words import console, number, span
from turnaround_sim.design import read_precision
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import Place, Scenario
from turnaround_sim.store import Question

OPTION = "--precision"


def targets(texts: list[str] | None, otherwise: Mapping[str, float], most: int | None) -> Mapping[str, float]:
    """The half-width that is asked for of each outcome, from OUTCOME=±X; `otherwise` where nothing was typed.

    Raises Mistake for what is no such text, an unknown outcome, a width that cannot be, or a bound to nothing.
    """
    said: dict[str, object] = {}
    for text in texts or ():
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals or not name:
            raise Mistake(f'{OPTION} "{text}" is not OUTCOME=±X', key=OPTION, value=text)
        if name in said:
            raise Mistake(f"{OPTION} {name} is given twice", key=OPTION, value=text)
        width = value.removeprefix("+/-").removeprefix("+-").removeprefix("±").strip()
        try:
            said[name] = float(width)
        except ValueError:
            said[name] = value
    asked = read_precision(Place("", OPTION), said) if said else otherwise
    if most is not None and not asked:
        message = f"--most is {most}, and it bounds --precision, which is not asked for: leave it out"
        raise Mistake(message, key="--most", value=most)
    return asked


def answered(
    arms: Mapping[str, Scenario],
    question: Question,
    baseline: str,
    asked: Mapping[str, float],
    most: int | None,
    *,
    about: Callable[[Question], Mapping[str, object]],
    **how: Any,
) -> tuple[Path, Precise | None]:
    """The folder of a question's answer; with a precision asked for, of the question of as many replicates as it takes.

    `about` gives what the manifest is to say of the question that is answered; `how` is what `experiment.run_arms`
    takes besides.
    """
    if not asked:
        return experiment.run_arms(arms, question, about=about(question), **how), None
    reached = precisely(arms, question, baseline, asked, most=MOST if most is None else most, about=about, **how)
    return reached.folder, reached


def told(reached: Precise) -> dict[str, object]:
    """What was asked for and reached, for programs to read."""
    return {
        "met": reached.met,
        "replicates": reached.replicates,
        "outcomes": [
            {
                "outcome": each.outcome,
                "within": each.within,
                "half_width": each.half_width,
                "arm": each.arm,
                "replicates": each.pairs,
                "met": each.met,
                "needed": None if each.met else each.needed,
            }
            for each in reached.seen
        ],
        "to_halve": {"replicates": reached.to_halve, "seconds": reached.seconds_to_halve},
    }


def print_reached(reached: Precise) -> None:
    """Print what was asked for, what was reached, and what the next halving would cost."""
    to, replicates = console(), f"{reached.replicates:,}"
    if reached.met:
        to.print(f"[bold]Precise enough with {replicates} replicates under each arm[/bold]")
    else:
        to.print(f"[bold]Stopped at {replicates} replicates (--most): not as precise as asked[/bold]")
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, width=to.width)
    table.add_column("Outcome, unit", ratio=3)
    table.add_column("Widest in", ratio=2)
    for heading in ("Reached", "Asked"):
        table.add_column(heading, justify="right", no_wrap=True)
    for each in reached.seen:
        asked = f"±{each.within:g}"
        table.add_row(f"{each.label}, {escape(each.unit)}", escape(each.arm), _width(each), asked)
    to.print(table)
    for each in reached.seen:
        if not each.met:
            to.print(f"{each.label}: {_would_take(each)}")
    seconds = reached.seconds_to_halve
    longer = "" if math.isnan(seconds) else f", some {span(seconds)} more"
    to.print(f"To halve every width: {reached.to_halve:,} replicates under each arm{longer}.")


def _width(each: Seen) -> str:
    """A half-width, with enough digits to be told from what was asked."""
    if math.isnan(each.half_width):
        return "–"
    return f"±{number(each.half_width, each.half_width / 10)}"


def _would_take(each: Seen) -> str:
    if math.isinf(each.needed):
        return f"{each.pairs} pairs have a value, too few to tell how many it would take."
    return f"±{each.within:g} would take some {number(each.needed)} replicates."
