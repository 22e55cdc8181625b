"""What happened to a trust, dated: visits and reports, entry and exit, people, support, take-overs, changed policy."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from turnaround_sim import entities
from turnaround_sim.events import Event, EventKind
from turnaround_sim.provenance import written
from turnaround_sim.scenario import LeverChange, Scenario, event_rows, lever_paths
from turnaround_sim.trace import Trace

Row = Mapping[str, Any]

WHY_LEFT = {
    "resigned": "resigned",
    "removed_at_entry": "was removed at entry",
    "removed_at_review": "was removed at review",
    "retired": "retired",
    "moved": "went to another trust",
    "trust_closed": "went as the trust closed",
}
HELPERS = {"director": "improvement director", "buddy": "buddy trust", "funding": "money", "system": "system's support"}
NO_UNIT = ("1", "0-1", "-1-1", "index", "choice")
KINDS = ("policy", "order", "rating", "inspection", "regime", "leader", "support", "merger")


class Happening(NamedTuple):
    """Something that happened in a month; `kind` is one of `KINDS`."""

    month: int
    kind: str
    text: str


def happenings_of(trace: Trace, trust: int, months: int, tables: Mapping[str, list[Row]]) -> tuple[Happening, ...]:
    """What happened to one trust in its first so many months, in order; `tables` holds rows of all trusts."""
    own = {name: [row for row in rows if row["trust"] == trust] for name, rows in tables.items()}
    found = [
        *_policy(trace.scenario, trust),
        *_orders(trace.scenario, trust),
        *_inspections(own["inspections"]),
        *_spells(own["spells"]),
        *_watched(trace, trust, months),
        *_leaders(own["tenures"]),
        *_support(own["support"], tables["support"], trust, trace.scenario.cohort.name),
        *_mergers(trace, trust, months),
    ]
    within = [each for each in found if 0 <= each.month < months]
    return tuple(sorted(within, key=_place))


def _place(each: Happening) -> tuple[int, int, bool, str]:
    """Where it stands: by month and kind; a deputy acts up after a leader has gone."""
    return each.month, KINDS.index(each.kind), each.text.startswith("deputy"), each.text


def policy(change: LeverChange) -> str:
    """A changed lever by what it decides, with its unit and its name."""
    declared = lever_paths()[change.lever]
    value = written(declared.word(declared.read(change.value))).removesuffix(".0")
    value += "" if declared.unit in NO_UNIT else f" {declared.unit}"
    whose = "" if change.trust is None else ", for this trust alone"
    decides = re.split("[,;:]", declared.note, maxsplit=1)[0]
    return f"“{decides}” becomes {value}{whose} ({change.lever})"


def known_as(names: Sequence[str], trust: int) -> str:
    """A trust by its invented name, and the number that tables have.

    >>> known_as(("Acute 001", "Acute 002"), 1)
    'Acute 002 (trust 1)'
    """
    return f"{names[trust]} (trust {trust})"


def ordered(event: Event, names: Sequence[str]) -> str:
    """What a scenario orders for one trust, in words; `names` are those of all trusts."""
    said = [f"{name} {written(getattr(event, name))}" for name in ("amount", "months") if getattr(event, name)]
    said += [names[event.partner]] if event.partner != entities.NOBODY else []
    words = f" ({', '.join(said)})" if said else ""
    return f"ordered by the scenario: {EventKind(event.kind).word}{words}"


def _policy(scenario: Scenario, trust: int) -> Iterator[Happening]:
    for change in scenario.changes:
        if change.trust in (None, trust):
            yield Happening(change.month, "policy", policy(change))


def _orders(scenario: Scenario, trust: int) -> Iterator[Happening]:
    for event in event_rows(scenario):
        if event.trust == trust:
            yield Happening(event.month, "order", ordered(event, scenario.cohort.name))


def _inspections(rows: list[Row]) -> Iterator[Happening]:
    for row in rows:
        yield Happening(row["inspected"], "inspection", f"{row['kind']} inspection")
        if not _empty(row["published"]):
            text = f"report published: {row['overall']}"
            yield Happening(int(row["published"]), "rating", text)


def _spells(rows: list[Row]) -> Iterator[Happening]:
    for row in rows:
        grounds = "a national review" if row["entry_basis"] == "review" else "a report's ratings"
        yield Happening(row["entered"], "regime", f"enters special measures on {grounds}")
        if not _empty(row["exited"]):
            ways = {"exit": "leaves special measures", "acquired": "special measures end: the trust is acquired",
                    "merged": "special measures end: the trust is merged"}  # fmt: skip
            yield Happening(int(row["exited"]), "regime", ways[row["end_reason"]])


def _watched(trace: Trace, trust: int, months: int) -> Iterator[Happening]:
    before = entities.OUT
    for month in range(months):
        regime = int(trace.at("trusts", month)[trust]["regime"])
        if regime == entities.WATCHED != before:
            yield Happening(month, "regime", "is put on the watch list")
        elif before == entities.WATCHED and regime == entities.OUT:
            yield Happening(month, "regime", "is taken off the watch list")
        before = regime


def _leaders(rows: list[Row]) -> Iterator[Happening]:
    for row in rows:
        who = f"deputy {row['leader']}" if row["interim"] else f"leader {row['leader']}"
        came = f"{who} acts as an interim" if row["interim"] else f"{who} takes the post"
        if row["experienced"] and not row["interim"]:
            came += ", experienced in special measures"
        yield Happening(row["started"], "leader", came)
        if not (_empty(row["ended"]) or row["interim"]):
            yield Happening(int(row["ended"]), "leader", f"{who} {WHY_LEFT[row['ended_because']]}")


def _support(own: list[Row], everyones: list[Row], trust: int, names: Sequence[str]) -> Iterator[Happening]:
    for row in own:
        what = HELPERS[row["kind"]]
        who = ""
        if row["kind"] == "director" and not _empty(row["partner"]):
            who = f" {int(row['partner'])}"
        elif row["kind"] == "buddy" and not _empty(row["partner"]):
            who = f" {known_as(names, int(row['partner']))}"
        came, went = ("comes", "goes") if row["kind"] == "director" else ("begins", "ends")
        cost = f" (£{row['cost_m']:.2f}m in all)" if row["cost_m"] else ""
        yield Happening(row["started"], "support", f"{what}{who} {came}")
        if not _empty(row["ended"]):
            yield Happening(int(row["ended"]), "support", f"{what}{who} {went}{cost}")
    for row in everyones:
        if row["kind"] == "buddy" and row["partner"] == trust:
            yield Happening(row["started"], "support", f"becomes the buddy of {known_as(names, row['trust'])}")
            if not _empty(row["ended"]):
                yield Happening(
                    int(row["ended"]), "support", f"is the buddy of {known_as(names, row['trust'])} no more"
                )


def _mergers(trace: Trace, trust: int, months: int) -> Iterator[Happening]:
    names = trace.scenario.cohort.name
    for month in range(months):
        state = trace.at("trusts", month)[trust]
        if state["heard_taken_in"] != entities.NOBODY:
            yield Happening(month, "merger", f"takes in {known_as(names, state['heard_taken_in'])}")
        if not state["is_open"]:
            yield Happening(month, "merger", f"is taken over by {known_as(names, state['heard_acquirer'])}, and closes")


def _empty(value: float | None) -> bool:
    return value is None or math.isnan(value)
