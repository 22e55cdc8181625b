"""Every number of the model with what it rests on: parameters with their grade and influence, levers as decided."""

import inspect
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from turnaround_sim.assurance import bibliography
from turnaround_sim.assurance.grades import GRADES, confidence, grade
from turnaround_sim.assurance.register import ORDERS, Row, in_order, register
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import KINDS, Declared, Groups, declared_paths, groups_of, tidy

WHOLES: Mapping[str, type[Groups]] = {"parameters": Parameters, "levers": Levers}
SURE = {"": "not stated", "own": "our own judgement"}
NAMES = {
    "weak-but-influential": "Weak grounds and much influence first",
    "influence": "Most influence first",
    "grade": "Weakest grade first",
    "path": "By name",
}
"""The orders of the evidence register, in words."""


@dataclass(frozen=True)
class Number:
    """A parameter or a lever as a reader meets it.

    `row` is its row in the evidence register; a lever, which is decided and not believed, has none.
    """

    whole: str
    group: str
    declared: Declared
    row: Row | None

    @property
    def path(self) -> str:
        """Its full name."""
        return f"{self.whole}.{self.group}.{self.declared.name}"

    @property
    def value(self) -> str:
        """Its value with no unit; a word where it is a choice."""
        word = self.declared.word(self.declared.value)
        return word if isinstance(word, str) else tidy(word)

    @property
    def unit(self) -> str:
        """Its unit, where it is no bare number."""
        return "none" if self.declared.unit == "1" else self.declared.unit

    @property
    def grade(self) -> str:
        """How good its grounds are."""
        return grade(self.declared)

    @property
    def influence(self) -> str:
        """How much hangs on it, with its interval."""
        if self.row is None:
            return "decided"
        moved = self.row.influence
        return "not varied" if moved is None else f"{moved.value:.1%} ({moved.low:.1%} to {moved.high:.1%})"

    @property
    def informed(self) -> str:
        """Whether the record narrows it."""
        return "–" if self.row is None else "yes" if self.row.informed else "no"

    def holds(self, words: str) -> bool:
        """Whether every word that was typed stands in its name, its meaning or its sources."""
        text = f"{self.path} {self.declared.note} {self.declared.source}".casefold()
        return all(word in text for word in words.casefold().split())


HEADER = ("Name", "Value", "Unit", "What it is", "Grade", "Influence (95%)", "Informed", "Kind", "Allowed", "Sources")
COLUMNS = (
    "name", "value", "unit", "low", "high", "kind", "grade", "confidence", "informed", "influence", "influence_low",
    "influence_high", "worlds", "score", "source", "date", "note",
)  # fmt: skip


@cache
def every() -> tuple[Number, ...]:
    """All parameters, then all levers, as they are declared."""
    rows = {row.path: row for row in register()}
    found = []
    for whole, groups in WHOLES.items():
        for path, declared in declared_paths(groups).items():
            group = path.partition(".")[0]
            found.append(Number(whole, group, declared, rows.get(path) if whole == "parameters" else None))
    return tuple(found)


def groups() -> dict[str, str]:
    """Every group by its full name, with what it holds in a sentence."""
    named = {}
    for whole, groups in WHOLES.items():
        for name, group in groups_of(groups).items():
            named[f"{whole}.{name}"] = (inspect.getdoc(group) or "").partition("\n")[0]
    return named


def chosen(
    some: Iterable[Number],
    *,
    groups: Sequence[str] = (),
    kinds: Sequence[str] = (),
    grades: Sequence[str] = (),
    words: str = "",
) -> list[Number]:
    """Those that are in any of these groups, of any of these kinds and grades; where none is named, any will do."""
    return [
        each
        for each in some
        if (not groups or f"{each.whole}.{each.group}" in groups)
        and (not kinds or each.declared.kind in kinds)
        and (not grades or each.grade in grades)
        and each.holds(words)
    ]


def ordered(some: Sequence[Number], order: str) -> list[Number]:
    """Numbers in one of the `ORDERS` of the register; levers, which have no rank in it, come last."""
    by_path = {each.row.path: each for each in some if each.row is not None}
    ranked = [by_path[row.path] for row in in_order([each.row for each in by_path.values() if each.row], order)]
    return [*ranked, *(each for each in some if each.row is None)]


def as_rows(some: Iterable[Number]) -> list[tuple[str, ...]]:
    """Numbers as rows of the table on the page."""
    return [
        (
            each.path.removeprefix("parameters."),
            each.value,
            each.unit,
            each.declared.note or "–",
            each.grade,
            each.influence,
            each.informed,
            each.declared.kind,
            each.declared.allowed,
            each.declared.source or "none",
        )
        for each in some
    ]


def as_cells(some: Iterable[Number]) -> list[tuple[object, ...]]:
    """The same for a file, in the order of `COLUMNS`; numbers are numbers."""
    rows: list[tuple[object, ...]] = []
    for each in some:
        moved = each.row.influence if each.row else None
        told = (moved.value, moved.low, moved.high, moved.worlds) if moved else ("", "", "", "")
        score = each.row.score if each.row and each.row.score is not None else ""
        its = each.declared
        rows.append(
            (each.path, its.word(its.value), its.unit, its.low, its.high, its.kind, each.grade, confidence(its),
             each.informed, *told, score, its.source, its.date, its.note)
        )  # fmt: skip
    return rows


def about(number: Number) -> list[tuple[str, str]]:
    """Everything that is known of one number, with its sources as the bibliography has them."""
    its = number.declared
    sure = SURE.get(confidence(its), confidence(its))
    facts = [
        ("Name", number.path),
        ("What it is", its.note or "–"),
        ("Value", number.value),
        ("Unit", number.unit),
        ("Allowed", its.allowed),
        ("Kind", its.kind),
        ("Grade", f"{number.grade}: {GRADES[number.grade]}"),
        ("How sure its sources are", sure),
        ("Influence on the shortfall", number.influence),
        ("Narrowed by the record", number.informed),
        ("Date", its.date),
    ]
    return [*facts, *(("Source", bibliography.entry(key)) for key in its.sources)]


def sources(some: Iterable[Number]) -> list[str]:
    """The sources that some numbers name, each once, as the bibliography has them."""
    keys = dict.fromkeys(key for each in some for key in each.declared.sources)
    return [bibliography.entry(key) for key in sorted(keys)]


__all__ = [
    "COLUMNS",
    "GRADES",
    "HEADER",
    "KINDS",
    "NAMES",
    "ORDERS",
    "Number",
    "about",
    "as_cells",
    "as_rows",
    "chosen",
    "every",
    "groups",
    "ordered",
    "sources",
]
