"""The evidence register as a table: what each parameter rests on and how much hangs on it."""

import csv
import dataclasses
import sys
import textwrap
from collections.abc import Iterator, Sequence

from rich.markup import escape

from turnaround_sim import dictionary
from turnaround_sim.assurance.grades import GRADES
from turnaround_sim.assurance.register import OUTCOME, Row, in_order, register
from turnaround_sim.cli.words import console, print_json
from turnaround_sim.mistakes import Mistake
from turnaround_sim.provenance import tidy

_NAME, _INFLUENCE = 42, 22


def tabulate(paths: Sequence[str], order: str, *, form: str) -> None:
    """Print the parameters among some paths in an order of the register, as `form` says: csv, markdown or json.

    Raises Mistake where there is no parameter among them.
    """
    rows = in_order((row for row in register() if f"parameters.{row.path}" in set(paths)), order)
    if not rows:
        message = f"the register has parameters only, which --sort {order} puts in order, and none was asked for"
        raise Mistake(message, key="--sort", value=order)
    if form == "json":
        print_json({"params": [told(row) for row in rows]})
    elif form == "csv":
        _print_csv(rows)
    elif form == "markdown":
        sys.stdout.write(as_page(rows))
    else:
        _print_table(rows)


def told(row: Row) -> dict[str, object]:
    """A row in plain names and values; an empty one where nothing is known."""
    moved = row.influence
    return {
        "name": f"parameters.{row.path}",
        **{field.name: getattr(row, field.name) for field in dataclasses.fields(row) if field.name != "path"},
        "influence": moved and moved.value,
        "influence_low": moved and moved.low,
        "influence_high": moved and moved.high,
        "worlds": moved and moved.worlds,
        "weakness": row.weakness,
        "score": row.score,
    }


def _print_csv(rows: Sequence[Row]) -> None:
    facts = [told(row) for row in rows]
    table = csv.DictWriter(sys.stdout, list(facts[0]), lineterminator="\n")
    table.writeheader()
    table.writerows(facts)


def _print_table(rows: Sequence[Row]) -> None:
    to = console()
    # On a narrow screen the name stands on a line of its own.
    numbers = 6 + _INFLUENCE + 7
    name = _NAME if to.width >= _NAME + numbers else 4
    to.print(f"[bold]{'Name':<{name}}Grade {'Influence (95%)':>{_INFLUENCE}}  Score[/bold]", soft_wrap=True)
    for row in rows:
        if len(row.path) >= name:
            to.print(row.path, soft_wrap=True)
        shown = row.path if len(row.path) < name else ""
        to.print(f"{shown:<{name}}{row.grade:<6}{_influence(row):>{_INFLUENCE}}  {_score(row):>5}", soft_wrap=True)
        for line in textwrap.wrap(f"{row.kind}; {_grounds(row)}", to.width - 4):
            to.print(f"    {escape(line)}", soft_wrap=True)
    to.print()
    for line in textwrap.wrap(" ".join(legend(rows)), to.width):
        to.print(escape(line), soft_wrap=True)


def _grounds(row: Row) -> str:
    sure = {"": "confidence not stated", "own": "our own judgement"}.get(row.confidence, f"{row.confidence} confidence")
    return "; ".join(
        [sure, *(["informed by the record"] if row.informed else []), *([row.source] if row.source else [])]
    )


def _influence(row: Row) -> str:
    moved = row.influence
    return "not varied" if moved is None else f"{moved.value:.1%} ({moved.low:.1%} to {moved.high:.1%})"


def _score(row: Row) -> str:
    return "–" if row.score is None else f"{row.score:.3f}"


def legend(rows: Sequence[Row]) -> Iterator[str]:
    """What the columns mean, in sentences."""
    label = next(column.label for column in dictionary.OUTCOMES if column.name == OUTCOME).lower()
    worlds = max((row.influence.worlds for row in rows if row.influence), default=0)
    if worlds:
        yield f"Influence: the share of the variance of {label}, on a log scale, that a parameter has a part in,"
        yield f"alone or with others, chance taken out; with 95% intervals, from {worlds:,} worlds"
        yield "over the middle half of every prior."
        yield "A share below nought is noise about nought."
    yield "Score: steps of the grade below A times the lower end of that interval, 0 where nought lies inside."
    yield "Not varied: what was measured, and choices of scale."
    yield "Grades: " + "; ".join(f"{each} {words}" for each, words in GRADES.items() if each != "–") + "."
    yield dictionary.NOTICE


def as_page(rows: Sequence[Row] = ()) -> str:
    """Rows of the register, all with the weakest that move most first if none are named, as one Markdown page."""
    shown = list(rows or in_order(register(), "weak-but-influential"))
    lines = [
        "# The evidence register",
        "",
        "Made by `turnaround params table --sort weak-but-influential --markdown`; do not edit. What each parameter",
        "rests on and how much hangs on it; those come first of which the weak grounds matter most.",
        "",
        *legend(shown),
        "",
        f"| {' | '.join(_COLUMNS)} |",
        "|---|---|---|---|---|---:|---:|---:|---|---:|---:|---|",
    ]
    lines += [f"| {' | '.join(_cells(row))} |" for row in shown]
    return "\n".join(lines) + "\n"


_COLUMNS = (
    "parameter", "grade", "kind", "confidence", "informed", "value", "low", "high", "unit", "influence (95%)", "score",
    "source",
)  # fmt: skip


def _cells(row: Row) -> tuple[str, ...]:
    value = row.stated if isinstance(row.stated, str) else tidy(row.stated)
    return (
        f"`{row.path}`",
        row.grade,
        row.kind,
        row.confidence or "not stated",
        "yes" if row.informed else "no",
        value,
        tidy(row.low),
        tidy(row.high),
        row.unit,
        _influence(row),
        _score(row),
        row.source or "–",
    )
