"""A scenario: a world, what is believed of it, what is decided in it, and what happens to it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import cached_property
from typing import Any

from turnaround_sim.cohort import Cohort, synthetic_cohort
from turnaround_sim.events import SAYS, Event, EventKind
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import AnyGroups, in_words, with_values
from turnaround_sim.scenario.checks import (
    COUNTS,
    LeverChange,
    Place,
    PlannedEvent,
    lever_paths,
    read_change,
    read_event,
)


@dataclass(frozen=True)
class Scenario:
    """Everything that decides one world but chance: its trusts, its numbers, its policy and its events.

    Parameters
    ----------
    name, title, description
        For people and folders; they decide nothing.
    months
        How long the world is watched; month 0 is July 2013.
    trusts, systems
        How many there are; with `own_cohort`, as many as it has.
    burn_in
        Months run unseen before month 0.
    parameters, levers
        What is believed, and the policy at month 0.
    changes, events
        What changes and happens later, in the order in which it was said.
    own_cohort
        A user's own trusts; None for the England-like ones.

    Raises
    ------
    Mistake
        When a number, a change or an event is not allowed.
    """

    name: str
    title: str = ""
    description: str = ""
    months: int = 120
    trusts: int = 220
    systems: int = 42
    burn_in: int = 60
    parameters: Parameters = field(default_factory=Parameters)
    levers: Levers = field(default_factory=Levers)
    changes: tuple[LeverChange, ...] = ()
    events: tuple[PlannedEvent, ...] = ()
    own_cohort: Cohort | None = None

    def __post_init__(self) -> None:
        here = Place(self.name)
        for name, declared in COUNTS.items():
            object.__setattr__(self, name, here.at(name).whole(declared, getattr(self, name)))
        check_world(self.trusts, self.systems, self.own_cohort, here, here)
        changes = [
            read_change(here.at(f"change {n}"), asdict(change), self.trusts)
            for n, change in enumerate(self.changes, start=1)
        ]
        events = [
            read_event(here.at(f"event {n}"), _as_said(event), self.trusts)
            for n, event in enumerate(self.events, start=1)
        ]
        object.__setattr__(self, "changes", tuple(changes))
        object.__setattr__(self, "events", tuple(events))

    @cached_property
    def cohort(self) -> Cohort:
        """The trusts, in their order."""
        return self.own_cohort or synthetic_cohort(self.trusts, self.systems)

    def resolved(self) -> dict[str, Any]:
        """Everything that decides the numbers and nothing else, fit for JSON: equal where the numbers must be equal.

        Changes and events stand in the order in which they take effect; those that nobody could notice before the
        last month are left out.
        """
        return {
            **{name: getattr(self, name) for name in COUNTS},
            "cohort": {"rows": self.trusts, "sha256": self.cohort.digest()},
            "parameters": in_words(self.parameters),
            "levers": in_words(self.levers),
            "changes": [self._resolved_change(c) for c in in_order(self.changes) if self._matters(c)],
            "events": [
                {"do": EventKind(event.kind).word, **{k: v for k, v in asdict(event).items() if k != "kind"}}
                for event in event_rows(self)
            ],
        }

    def _matters(self, change: LeverChange) -> bool:
        known = change.known_from
        return change.month < self.months or (known is not None and known < self.months)

    @staticmethod
    def _resolved_change(change: LeverChange) -> dict[str, Any]:
        declared = lever_paths()[change.lever]
        known = change.known_from
        return {
            "month": change.month,
            "lever": change.lever,
            "value": declared.word(declared.read(change.value)),
            "trust": change.trust,
            "announced": False if known is None else known,
        }


def from_resolved(resolved: Mapping[str, Any], name: str, title: str = "", cohort: Cohort | None = None) -> Scenario:
    """The scenario that a resolved form stands for; `cohort` is needed where the trusts were a user's own.

    Raises ValueError where the trusts are not those that were resolved.
    """
    counts = {count: resolved[count] for count in COUNTS}
    scenario = Scenario(
        name=name,
        title=title,
        **counts,
        parameters=_with_all(Parameters(), resolved["parameters"]),
        levers=_with_all(Levers(), resolved["levers"]),
        changes=tuple(LeverChange(**change) for change in resolved["changes"]),
        events=tuple(_planned(event) for event in resolved["events"]),
        own_cohort=cohort,
    )
    if scenario.cohort.digest() != resolved["cohort"]["sha256"]:
        raise ValueError("these are not the trusts that were resolved")
    return scenario


def _with_all(groups: AnyGroups, said: Mapping[str, Mapping[str, object]]) -> AnyGroups:
    return with_values(groups, {f"{group}.{name}": value for group, of in said.items() for name, value in of.items()})


def _planned(event: Mapping[str, Any]) -> PlannedEvent:
    """An event as a scenario says it; what says nothing new is left out, as it may be no value that one can say."""
    sayings = SAYS[EventKind[event["do"].upper()]]
    details = {
        name: event[saying.column]
        for name, saying in sayings.items()
        if saying.needed or event[saying.column] != saying.declared.value
    }
    return PlannedEvent(event["month"], event["trust"], event["do"], details)


def in_order(changes: tuple[LeverChange, ...]) -> list[LeverChange]:
    """Changes in the order in which they take effect: by month, and within a month as they were said."""
    return sorted(changes, key=lambda change: change.month)


def event_rows(scenario: Scenario) -> list[Event]:
    """The events of a scenario in numbers, by month and within a month as they were said; none after the last month."""
    rows = []
    for planned in scenario.events:
        kind = EventKind[planned.do.upper()]
        columns: dict[str, Any] = {
            saying.column: planned.details.get(name, saying.declared.value) for name, saying in SAYS[kind].items()
        }
        if planned.month < scenario.months:
            rows.append(Event(planned.month, planned.trust, int(kind), **columns))
    return sorted(rows, key=lambda event: event.month)


def check_world(trusts: int, systems: int, cohort: Cohort | None, trusts_at: Place, systems_at: Place) -> None:
    """Nothing if trusts, systems and a user's own cohort agree, else Mistake at the place that said the number."""
    for name, value, place in (("trusts", trusts, trusts_at), ("systems", systems, systems_at)):
        held = None if cohort is None else getattr(cohort, name)
        if held is not None and value != held:
            text = f"{value} disagrees with the cohort, which has {held}; allowed {held}, or leave it out"
            raise place.at(name).mistake(value, text)
    if systems > trusts:
        text = f"{systems} systems is out of range with {trusts} trusts; allowed 1 to {trusts}"
        raise systems_at.at("systems").mistake(systems, text)


def _as_said(event: PlannedEvent) -> dict[str, object]:
    said: dict[str, object] = {"month": event.month, "trust": event.trust, "do": event.do, "why": event.why}
    return {**said, "with": dict(event.details)}
