"""Worlds drawn at random for tests: few trusts and months, any belief and any policy within its declared range."""

from collections.abc import Mapping
from typing import Any

from hypothesis import strategies as st

from turnaround_sim.events import SAYS, EventKind
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Declared, Groups, Number, declared_paths, with_values
from turnaround_sim.scenario import LeverChange, PlannedEvent, Scenario, lever_paths
from turnaround_sim.scenario.checks import NATIONAL

MOST_TRUSTS, MOST_MONTHS, MOST_BURN_IN = 30, 36, 18


def values(declared: Declared) -> st.SearchStrategy[Number]:
    """Any value a number may take, its two ends more often than by chance."""
    low, high = declared.low, declared.high
    if declared.annotation is bool:
        return st.booleans()
    if declared.annotation is int:
        return st.integers(int(low), int(high)) | st.sampled_from([int(low), int(high)])
    return st.floats(float(low), float(high)) | st.sampled_from([float(low), float(high)])


@st.composite
def settings_of(draw: st.DrawFn, groups: type[Groups], most: int = 12) -> dict[str, Number]:
    """Some numbers of a whole by dotted path, each with a value within its range."""
    paths = declared_paths(groups)
    chosen = draw(st.lists(st.sampled_from(sorted(paths)), max_size=most, unique=True))
    return {path: draw(values(paths[path])) for path in chosen}


@st.composite
def changes(draw: st.DrawFn, trusts: int, months: int, for_one: bool = False) -> LeverChange:
    """A lever changes, for all or, if trusts have it, `for_one`; told of at once, before, after, or never."""
    month = draw(st.integers(0, months))
    lever = draw(st.sampled_from(sorted(set(lever_paths()) - NATIONAL if for_one else lever_paths())))
    who = st.integers(0, trusts - 1)
    return LeverChange(
        month=month,
        lever=lever,
        value=draw(values(lever_paths()[lever])),
        trust=None if lever in NATIONAL else draw(who if for_one else st.none() | who),
        announced=draw(st.none() | st.just(False) | st.integers(0, months)),
    )


@st.composite
def events(
    draw: st.DrawFn, trusts: int, months: int, kinds: tuple[EventKind, ...] = tuple(EventKind), trust: int | None = None
) -> PlannedEvent:
    """Something happens to one trust: any of the kinds, with all that may be said about it."""
    kind = draw(st.sampled_from(kinds))
    who = draw(st.integers(0, trusts - 1)) if trust is None else trust
    details: dict[str, Any] = {}
    for name, saying in SAYS[kind].items():
        if not saying.needed and draw(st.booleans()):
            continue
        if name == "partner":
            details[name] = draw(st.integers(0, trusts - 1).filter(lambda other: other != who))
        else:
            details[name] = draw(values(saying.declared))
    return PlannedEvent(month=draw(st.integers(0, months - 1)), trust=who, do=kind.word, details=details)


@st.composite
def worlds(draw: st.DrawFn, fixed: Mapping[str, Number] | None = None, eventful: bool = True) -> Scenario:
    """A small world with random beliefs, policy, changes and events; `fixed` holds parameters that are given."""
    trusts = draw(st.integers(2, MOST_TRUSTS))
    months = draw(st.integers(1, MOST_MONTHS))
    beliefs = {**draw(settings_of(Parameters)), **(fixed or {})}
    return Scenario(
        name="drawn",
        months=months,
        trusts=trusts,
        systems=draw(st.integers(1, trusts)),
        burn_in=draw(st.integers(0, MOST_BURN_IN)),
        parameters=with_values(Parameters(), beliefs),
        levers=with_values(Levers(), draw(settings_of(Levers))),
        changes=tuple(draw(st.lists(changes(trusts, months), max_size=4))),
        events=tuple(draw(st.lists(events(trusts, months), max_size=8))) if eventful else (),
    )


def keys() -> st.SearchStrategy[tuple[int, int]]:
    """A seed and a replicate; 0 is as good as any."""
    return st.tuples(st.integers(0, 2**63 - 1), st.integers(0, 10_000))
