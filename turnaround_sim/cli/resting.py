"""The verb `sources`: the bibliography, and what in the model rests on each of its entries."""

import ast
import csv
import re
import textwrap
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.markup import escape

from turnaround_sim.assurance import bibliography
from turnaround_sim.cli.declared import every
from turnaround_sim.cli.words import console, print_json
from turnaround_sim.mistakes import Mistake, nearest

_PACKAGE = Path(__file__).resolve().parents[1]
_SCIENCE = ("rules", "month", "measures.py")


def show(key: str | None, *, as_json: bool) -> None:
    """Print one source, or all. `key` may be a fact's id. Raises Mistake for an unknown one."""
    told = [_told(name) for name in (bibliography.keys() if key is None else (_found(key),))]
    if as_json:
        print_json({"sources": told} if key is None else told[0])
        return
    to = console()
    for place, source in enumerate(told):
        if place:
            to.print()
        _print(to, source, in_full=key is not None)


def _found(key: str) -> str:
    """The key of the source that is meant by its key or by a fact it stands behind."""
    known = bibliography.keys()
    if key in known:
        return key
    behind = bibliography.source_of(key)
    if not behind:
        near = nearest(key, known)
        raise Mistake(f'no source or fact "{key}"; `turnaround sources` has them all{near}', key=key, value=key)
    return behind


def _told(key: str) -> dict[str, Any]:
    ids = bibliography.facts(key)
    names = {key, *ids}
    return {
        "key": key,
        "reference": bibliography.reference(key),
        "address": bibliography.address(key),
        "parameters": [path for path, declared in every().items() if names & set(declared.sources)],
        "targets": [name for name in ids if name.startswith("T")],
        "facts": [name for name in ids if not name.startswith("T")],
        "record": [row for address, row in _record() if address and address == bibliography.address(key)],
        "rules": [rule for rule, words in _rules().items() if key in words],
    }


@cache
def _record() -> tuple[tuple[str, str], ...]:
    """The page and the row of every spell of the record."""
    with (_PACKAGE / "record" / "spells.csv").open(encoding="utf-8", newline="") as lines:
        return tuple(
            (row["source_url"], f"{row['trust']}, {row['entered'] or 'month unknown'}") for row in csv.DictReader(lines)
        )


@cache
def _rules() -> Mapping[str, frozenset[str]]:
    """The words under `Source:` of every rule, read from its text: no rule is imported for it."""
    return {name: frozenset(re.findall(r"\w+", doc.partition("Source:")[2])) for name, doc in _docstrings()}


def _docstrings() -> Iterator[tuple[str, str]]:
    for part in _SCIENCE:
        top = _PACKAGE / part
        for path in sorted(top.glob("*.py")) if top.is_dir() else [top]:
            module = ".".join(path.relative_to(_PACKAGE).with_suffix("").parts).removesuffix(".__init__")
            for node in ast.parse(path.read_text(encoding="utf-8")).body:
                if isinstance(node, ast.FunctionDef):
                    yield f"{module}.{node.name}", ast.get_docstring(node) or ""


_HEADINGS = {
    "parameters": "Numbers",
    "targets": "Targets",
    "facts": "Facts",
    "record": "Record",
    "rules": "Rules",
}


def _print(to: Console, source: Mapping[str, Any], *, in_full: bool) -> None:
    to.print(f"[bold]{escape(source['key'])}[/bold]", soft_wrap=True)
    words = source["reference"].removesuffix(source["address"]).rstrip(". ")
    for line in textwrap.wrap(words, to.width - 2):
        to.print(f"  {escape(line)}", soft_wrap=True)
    if source["address"]:
        to.print(f"  {escape(source['address'])}", soft_wrap=True)
    if not in_full:
        counts = [f"{heading.lower()} {len(source[kind])}" for kind, heading in _HEADINGS.items() if source[kind]]
        to.print(f"  {', '.join(counts) or 'nothing rests on it'}", soft_wrap=True)
        return
    for kind, heading in _HEADINGS.items():
        joint = ", " if kind in ("targets", "facts") else "\n"
        lines = [line for part in joint.join(source[kind]).split("\n") for line in textwrap.wrap(part, to.width - 10)]
        for place, line in enumerate(lines):
            to.print(f"{'' if place else heading:<10}{escape(line)}", soft_wrap=True)
    if not any(source[kind] for kind in _HEADINGS):
        to.print("  nothing rests on it", soft_wrap=True)
