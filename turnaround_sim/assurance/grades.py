"""How good the grounds of a number are: one scale, for the register, the tables and the reports."""

import csv
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

from turnaround_sim.provenance import Declared

Confidence = Literal["high", "medium", "low", "own"]
CONFIDENCES: tuple[Confidence, ...] = get_args(Confidence)
"""How sure a source is of what it is cited for, the surest first; own: judged or worked out by ourselves."""

GRADES = {
    "A": "measured: counted and published by someone who is sure of it",
    "B": "judged or set near a target with a sure source, or measured less surely",
    "C": "supposed with a sure source that bears on it, or known less surely than B",
    "D": "our own judgement, without a source, or with one that is far from sure",
    "–": "chosen: a decision, not a belief; what it does rests on parameters",
}
"""How good the grounds of a number are, the best first."""

_SCALE = "ABCD"
_BEGINS = {"measured": 0, "elicited": 1, "calibrated": 1, "assumed": 2}
_LOWERED = {"high": 0, "": 0, "medium": 1, "low": 2}
_CONFIDENCE = Path(__file__).with_name("confidence.csv")


@cache
def stated() -> Mapping[str, str]:
    """How sure each source is, by its key or by the id of one of its facts; some state nothing, and are not here."""
    with _CONFIDENCE.open(encoding="utf-8") as file:
        return MappingProxyType({row["source"]: row["confidence"] for row in uncommented(file)})


def confidence(declared: Declared) -> Confidence | Literal[""]:
    """How sure the grounds of a number are: as sure as the least sure of its sources; nothing where none says so.

    Without a source it is our own judgement; so it is where we set the number and only looked at what others found.
    """
    if not declared.sources:
        return "own"
    said = {stated().get(key, "") for key in declared.sources}
    return next((word for word in reversed(CONFIDENCES) if word in said), "")


def grade(declared: Declared) -> str:
    """The grade of a number's grounds, A to D; – where it was chosen.

    A measured, B elicited or calibrated, C assumed. Medium confidence takes one step off, low confidence two, and our
    own judgement is D whatever it is called.

    >>> from turnaround_sim.parameters import Parameters
    >>> from turnaround_sim.provenance import declared_paths
    >>> known = declared_paths(Parameters)
    >>> [grade(known[path]) for path in ("finance.buddy_cost", "leadership.misfit", "workforce.cover")]
    ['A', 'B', 'C']
    >>> grade(known["support.absorbs"])
    'D'
    """
    if declared.kind == "chosen":
        return "–"
    sure = confidence(declared)
    return "D" if sure == "own" else _SCALE[min(_BEGINS[declared.kind] + _LOWERED[sure], 3)]


def weakness(graded: str) -> int:
    """Steps of a grade below A; 0 also for what was chosen, which is no belief.

    >>> [weakness(graded) for graded in GRADES]
    [0, 1, 2, 3, 0]
    """
    return max(_SCALE.find(graded), 0)


def uncommented(lines: Iterable[str]) -> "csv.DictReader[str]":
    """The rows of a table whose comments begin with #."""
    return csv.DictReader(line for line in lines if not line.startswith("#"))
