"""What can be made to happen to one trust in one month, and what may be said about it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import IntEnum
from types import MappingProxyType
from typing import Literal

from turnaround_sim.provenance import Declared

NOBODY = -1
MOST_TRUSTS = 2000
LONGEST = 1200


class EventKind(IntEnum):
    """The kinds of event; the numbers are stored, so none is renumbered or used again."""

    NOTHING = 0
    REPLACE_LEADER = 1
    FUND = 2
    SEND_DIRECTOR = 3
    SEND_BUDDY = 4
    INSPECT = 5
    SHOCK = 6
    ACQUIRE = 7

    @property
    def word(self) -> str:
        """The word that a scenario file writes after `do`."""
        return self.name.lower()


@dataclass(frozen=True, slots=True)
class Event:
    """One thing that happens to one trust, in numbers only.

    `kind` is a code of `EventKind`. `amount`, `months` and `partner` mean what `SAYS[kind]` says, and are 0, 0 and
    `NOBODY` where that kind of event has none. `months` = 0 leaves the duration to the levers in force.
    """

    month: int
    trust: int
    kind: int
    amount: float = 0.0
    months: int = 0
    partner: int = NOBODY


@dataclass(frozen=True)
class Saying:
    """One key that may stand in an event's `with`: where it goes, what it may be, and whether it must be there."""

    column: Literal["amount", "months", "partner"]
    declared: Declared
    needed: bool = False


def _amount(name: str, unit: str, low: float, high: float, note: str, *, value: float = 0.0, needed: bool) -> Saying:
    return Saying("amount", Declared(name, float, value, unit, low, high, "chosen", note=note), needed)


def _months(note: str, *, value: int = 0, low: int = 0, high: int = 120) -> Saying:
    return Saying("months", Declared("months", int, value, "months", low, high, "chosen", note=note))


def _partner(note: str, *, needed: bool) -> Saying:
    declared = Declared("partner", int, NOBODY, "trust", 0, MOST_TRUSTS - 1, "chosen", note=note)
    return Saying("partner", declared, needed)


_AS_LEVERS = "how long it lasts; 0, or left out: as the levers in force say"

_SAYINGS: dict[EventKind, tuple[Saying, ...]] = {
    EventKind.NOTHING: (),
    EventKind.REPLACE_LEADER: (),
    EventKind.FUND: (
        _amount("millions", "£m", 0.0, 500.0, "all the money given, spread evenly over the months", needed=True),
        _months(_AS_LEVERS),
    ),
    EventKind.SEND_DIRECTOR: (
        _amount("days_a_week", "days a week", 0.0, 5.0, "0, or left out: as the levers in force say", needed=False),
        _months(_AS_LEVERS),
    ),
    EventKind.SEND_BUDDY: (
        _partner("the trust that helps; left out: found by the matching rule in force", needed=False),
        _months(_AS_LEVERS),
    ),
    EventKind.INSPECT: (),
    EventKind.SHOCK: (
        _amount("points", "points", -50.0, 50.0, "pushed onto the quality that the trust can hold", needed=True),
        _months("how long it lasts", value=1, low=1),
    ),
    EventKind.ACQUIRE: (_partner("the trust that takes this one over", needed=True),),
}

SAYS: Mapping[EventKind, Mapping[str, Saying]] = MappingProxyType(
    {kind: MappingProxyType({s.declared.name: s for s in sayings}) for kind, sayings in _SAYINGS.items()}
)
