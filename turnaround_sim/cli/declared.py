"""The verb `params`: every number of the model, with where it comes from."""

import csv
import dataclasses
import inspect
import sys
import textwrap
from collections.abc import Callable, Mapping
from functools import cache

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from turnaround_sim.cli.bibliography import entry
from turnaround_sim.cli.words import console, print_json
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Declared, Groups, declared_paths, groups_of, tidy

WHOLES: Mapping[str, type[Groups]] = {"parameters": Parameters, "levers": Levers}


@cache
def every() -> dict[str, Declared]:
    """Every declaration by its full path: `parameters.…`, then `levers.…`."""
    return {f"{whole}.{path}": d for whole, groups in WHOLES.items() for path, d in declared_paths(groups).items()}


def list_all(group: str | None, *, as_json: bool) -> None:
    """Print all declarations, or those of one group. Raises Mistake for an unknown group."""
    paths = _in_group(group)
    if as_json:
        print_json({"params": [_told(path) for path in paths]})
        return
    to, heading = console(), ""
    for path in paths:
        of, _, name = path.rpartition(".")
        if of != heading:
            to.print(f"{'' if not heading else chr(10)}[bold]{of}[/bold]  {escape(_first_sentence(of))}")
            heading = of
        declared = every()[path]
        unit = "" if declared.unit == "1" else declared.unit
        shown = declared.word(declared.value) if declared.choices else f"{tidy(declared.value):>7} {unit}"
        to.print(f"  {name:<31} {escape(str(shown)):<33} {declared.kind}", soft_wrap=True)


WEAKNESS = ("assumed", "elicited", "calibrated", "measured", "chosen")
"""Kinds from the weakest ground to the firmest; what is chosen needs none."""
SORTS: Mapping[str, Callable[[str], tuple[int, str]]] = {
    "group": lambda path: (0, ""),
    "name": lambda path: (0, path.rpartition(".")[2]),
    "weakness": lambda path: (WEAKNESS.index(every()[path].kind), ""),
}
COLUMNS = ("name", "value", "unit", "low", "high", "kind", "source", "date", "note")


def table(group: str | None, kind: str | None, sort: str, *, as_csv: bool, as_json: bool) -> None:
    """Print declarations as a table. Raises Mistake for an unknown group, kind or order."""
    for key, value, allowed in (("--kind", kind, WEAKNESS), ("--sort", sort, tuple(SORTS))):
        if value is not None and value not in allowed:
            message = f'{key} is "{value}"; allowed: {", ".join(allowed)}{nearest(value, allowed)}'
            raise Mistake(message, key=key, value=value)
    paths = sorted((path for path in _in_group(group) if kind in (None, every()[path].kind)), key=SORTS[sort])
    if as_json:
        print_json({"params": [_told(path) for path in paths]})
    elif as_csv:
        writer = csv.writer(sys.stdout, lineterminator="\n")
        writer.writerow(COLUMNS)
        for path in paths:
            facts = _told(path)
            writer.writerow([facts[column] for column in COLUMNS])
    else:
        _print_table(paths)


def _print_table(paths: list[str]) -> None:
    to = console()
    shown = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, width=to.width)
    shown.add_column("Name", overflow="fold")
    shown.add_column("Value", justify="right", overflow="fold")
    shown.add_column("Unit", ratio=1, overflow="fold")
    shown.add_column("Allowed", overflow="fold")
    shown.add_column("Kind", no_wrap=True)
    for path in paths:
        declared = every()[path]
        allowed = "a word" if declared.choices else declared.allowed
        value, unit = declared.word(declared.value), "" if declared.unit == "1" else declared.unit
        said = (path.partition(".")[2], value if isinstance(value, str) else tidy(value), unit, allowed, declared.kind)
        shown.add_row(*map(escape, said))
    to.print(shown)
    to.print(f"{len(paths)} numbers; `turnaround params show NAME` has the source and the note of each.")


def as_page() -> str:
    """All declarations as one Markdown page: the documentation table, made from the declarations alone."""
    lines = [
        "# Parameters and levers",
        "",
        "Made by `turnaround params list --markdown` from the declarations in the code; do not edit.",
        "Kinds: measured (published), elicited (judged), calibrated (to be fitted; these are starting values), assumed",
        "(supposed, its sensitivity owed), chosen (a lever). Sources are keys of `references.bib` or fact ids.",
    ]
    heading = ""
    for path, declared in every().items():
        of, _, name = path.rpartition(".")
        if of != heading:
            heading = of
            lines += ["", f"## {of}", "", _first_sentence(of), ""]
            lines += ["| name | value | unit | allowed | kind | source | date | note |", "|---" * 8 + "|"]
        cells = (
            f"`{name}`",
            str(declared.word(declared.value)) if declared.choices else tidy(declared.value),
            declared.unit,
            declared.allowed,
            declared.kind,
            declared.source,
            declared.date,
            declared.note,
        )
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def show(name: str, *, as_json: bool) -> None:
    """Print one declaration with its sources. Raises Mistake for a name that is unknown or not clear."""
    path = _path_of(name)
    if as_json:
        print_json(_told(path))
        return
    to, declared = console(), every()[path]
    to.print(f"[bold]{path}[/bold]")
    _line(to, "Value", declared.shown(declared.word(declared.value)))
    _line(to, "Unit", "none (a share, a ratio or a count)" if declared.unit == "1" else declared.unit)
    _line(to, "Allowed", declared.allowed)
    _line(to, "Kind", declared.kind)
    for place, key in enumerate(declared.sources):
        _line(to, "Source" if not place else "", entry(key))
    _line(to, "Date", declared.date)
    _line(to, "Note", declared.note)


def _line(to: Console, heading: str, text: str) -> None:
    for place, line in enumerate(textwrap.wrap(text, to.width - 10, break_long_words=False)):
        to.print(f"{'' if place else heading:<10}{escape(line)}", soft_wrap=True)


def _in_group(group: str | None) -> list[str]:
    """The paths of a group, of all groups if None. Raises Mistake for an unknown one."""
    paths = [path for path in every() if group is None or _is_in(path, group)]
    if not paths:
        known = list(dict.fromkeys(path.rpartition(".")[0] for path in every()))
        names = [name.partition(".")[2] for name in known]
        near = nearest(str(group), [*known, *names])
        message = f'no group "{group}"; there are {", ".join(known)}{near}'
        raise Mistake(message, key="--group", value=group)
    return paths


def _is_in(path: str, group: str) -> bool:
    of = path.rpartition(".")[0]
    return group in (of, of.partition(".")[2], of.partition(".")[0])


def _path_of(name: str) -> str:
    """The full path of a name that may lack its beginning."""
    found = [path for path in every() if path == name or path.endswith(f".{name}")]
    if len(found) == 1:
        return found[0]
    if found:
        raise Mistake(f'"{name}" may be {" or ".join(found)}', key=name, value=name)
    last = {path.rpartition(".")[2]: path for path in every()}
    near = nearest(name, every()) or nearest(name.rpartition(".")[2], last)
    raise Mistake(f'no parameter or lever "{name}"; `turnaround params list` has them all{near}', key=name, value=name)


def _first_sentence(group: str) -> str:
    whole, _, name = group.partition(".")
    doc = inspect.getdoc(groups_of(WHOLES[whole])[name]) or ""
    return doc.partition("\n")[0]


def _told(path: str) -> dict[str, object]:
    declared = every()[path]
    facts = dataclasses.asdict(declared)
    del facts["name"], facts["annotation"]
    facts["value"] = declared.word(declared.value)
    return {"name": path, **facts, "sources": {key: entry(key) for key in declared.sources}}
