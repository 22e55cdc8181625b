"""The verb `params`: every number of the model, with where it comes from."""

import csv
import dataclasses
import inspect
import sys
import textwrap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import groupby

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from turnaround_sim.assurance.bibliography import entry
from turnaround_sim.cli.completing import REGISTER
from turnaround_sim.cli.words import console, print_json
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import KINDS, Declared, Groups, declared_paths, groups_of, tidy

WHOLES: Mapping[str, type[Groups]] = {"parameters": Parameters, "levers": Levers}


@cache
def every() -> dict[str, Declared]:
    """Every declaration by its full path: `parameters.…`, then `levers.…`."""
    return {f"{whole}.{path}": d for whole, groups in WHOLES.items() for path, d in declared_paths(groups).items()}


def list_all(group: str | None, *, as_json: bool) -> None:
    """Print all declarations, or those of one group. Raises Mistake for an unknown group."""
    paths = _paths(group)
    if as_json:
        print_json({"params": [_told(path) for path in paths]})
        return
    to = console()
    for place, (of, its) in enumerate(_by_group(paths)):
        _print_heading(to, of, first=not place)
        table = Table(box=None, show_header=False, padding=(0, 1, 0, 0), pad_edge=False, width=to.width)
        table.add_column(width=_NAME + 2, no_wrap=True)
        table.add_column(ratio=1)
        table.add_column(width=_KIND, no_wrap=True)
        for path in its:
            declared = every()[path]
            unit = "" if declared.unit == "1" else f" {declared.unit}"
            shown = str(declared.word(declared.value)) if declared.choices else f"{tidy(declared.value):>7}{unit}"
            table.add_row(f"  {path.rpartition('.')[2]}", escape(shown), declared.kind)
        to.print(table)


def tabulate(group: str | None, kind: str | None, order: str | None, *, form: str) -> None:
    """Print declarations as a table, or as `form` says: csv, markdown or json. Raises Mistake for an unknown group.

    `order` is name or kind; None leaves them as they are declared, group by group. Any other is one of the evidence
    register, which has the parameters among them. Raises Mistake where there are none.
    """
    asked = [path for path in _paths(group) if kind in (None, every()[path].kind)]
    if order in REGISTER:
        from turnaround_sim.cli import registering

        registering.tabulate(asked, order, form=form)
        return
    paths = _in_order(asked, order)
    if form == "json":
        print_json({"params": [_told(path) for path in paths]})
    elif form == "csv":
        _print_csv(paths)
    elif form == "markdown":
        sys.stdout.write(as_page(paths, grouped=order is None))
    else:
        _print_table(paths, grouped=order is None)


_NAME, _VALUE, _KIND = 31, 9, 10


def _in_order(paths: Sequence[str], order: str | None) -> Sequence[str]:
    if order == "name":
        return sorted(paths, key=lambda path: (path.rpartition(".")[2], path))
    if order == "kind":
        return sorted(paths, key=lambda path: KINDS.index(every()[path].kind))
    return paths


def _print_table(paths: Sequence[str], *, grouped: bool) -> None:
    to = console()
    widths = (_NAME, _VALUE, max(7, to.width - _NAME - _VALUE - _KIND - 3), _KIND)
    to.print(f"[bold]{escape(_side_by_side(('Name', 'Value', 'Range [unit]', 'Kind'), widths))}[/bold]")
    to.print(f"    {'' if grouped else 'group; '}sources; date", soft_wrap=True)
    for of, its in _by_group(paths) if grouped else (("", paths),):
        if of:
            _print_heading(to, of)
        for path in its:
            declared = every()[path]
            unit = "" if declared.unit == "1" else f" [{declared.unit}]"
            value = str(declared.word(declared.value)) if declared.choices else tidy(declared.value)
            cells = (path.rpartition(".")[2], value, declared.allowed + unit, declared.kind)
            to.print(escape(_side_by_side(cells, widths)), soft_wrap=True)
            rest = "; ".join([*([] if of else [path.rpartition(".")[0]]), *declared.sources, declared.date])
            for line in textwrap.wrap(rest, to.width - 4):
                to.print(f"    {escape(line)}", soft_wrap=True)


def _side_by_side(cells: Sequence[str], widths: Sequence[int]) -> str:
    """Cells of so many columns, each broken at spaces where it is too long."""
    parts = [textwrap.wrap(cell, width) or [""] for cell, width in zip(cells, widths, strict=True)]
    lines = [[part[n] if n < len(part) else "" for part in parts] for n in range(max(map(len, parts)))]
    padded = (" ".join(f"{part:<{width}}" for part, width in zip(line, widths, strict=True)) for line in lines)
    return "\n".join(line.rstrip() for line in padded)


def _print_csv(paths: Iterable[str]) -> None:
    columns = ("value", "unit", "low", "high", "allowed", "kind", "source", "date", "note")
    rows = csv.writer(sys.stdout, lineterminator="\n")
    rows.writerow(("name", *columns))
    for path in paths:
        told = {**_told(path), "allowed": every()[path].allowed}
        rows.writerow((path, *(told[column] for column in columns)))


def as_page(paths: Sequence[str] = (), *, grouped: bool = True) -> str:
    """Declarations, all if none are named, as one Markdown page: the documentation table, made from them alone."""
    lines = [
        "# Parameters and levers",
        "",
        "Made by `turnaround params table --markdown` from the declarations in the code; do not edit.",
        "Kinds: measured (published), elicited (judged), calibrated (set near a target by hand), assumed",
        "(supposed, its sensitivity owed), chosen (a lever). Sources are keys of `references.bib` or fact ids.",
    ]
    named = list(paths or every())
    for of, its in _by_group(named) if grouped else (("", named),):
        if of:
            lines += ["", f"## {of}", "", _first_sentence(of)]
        lines += ["", "| name | value | unit | allowed | kind | source | date | note |", "|---" * 8 + "|"]
        for path in its:
            declared = every()[path]
            cells = (
                f"`{path.rpartition('.')[2] if of else path}`",
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


def _paths(group: str | None) -> list[str]:
    """The paths of one group, or of all. Raises Mistake for an unknown group."""
    paths = [path for path in every() if group is None or _is_in(path, group)]
    if not paths:
        known = list(dict.fromkeys(path.rpartition(".")[0] for path in every()))
        names = [name.partition(".")[2] for name in known]
        near = nearest(str(group), [*known, *names])
        message = f'no group "{group}"; there are {", ".join(known)}{near}'
        raise Mistake(message, key="--group", value=group)
    return paths


def _by_group(paths: Iterable[str]) -> Iterator[tuple[str, list[str]]]:
    """Paths as declared, under the group that each belongs to."""
    for of, its in groupby(paths, lambda path: path.rpartition(".")[0]):
        yield of, list(its)


def _print_heading(to: Console, group: str, *, first: bool = False) -> None:
    if not first:
        to.print()
    to.print(f"[bold]{group}[/bold]  {escape(_first_sentence(group))}")


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
