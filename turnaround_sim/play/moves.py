"""What a player can decide, what it costs, and what it becomes in a scenario."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

from turnaround_sim.events import MOST_TRUSTS
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Number
from turnaround_sim.scenario import LeverChange, PlannedEvent

QUARTER = 3
"""Months from one move to the next."""

TERM = 12
"""Months for which a director, a buddy or money is given; a director can be sent home sooner."""

DAYS = Levers().director.days
"""Days a week of a director at one trust, as the levers have it: two trusts share one person."""

MOST_MILLIONS = 20.0
MOST_DECISIONS = 400

STYLES = {"scrutinise": -1.0, "balanced": 0.0, "coach": 1.0}
MANNERS = {"scrutinise": "who scrutinises", "balanced": "who does both", "coach": "who coaches"}
"""A director of each style, in words."""
MIXES = {
    "posts": (1.0, 0.0, 0.0),
    "consultants": (0.0, 1.0, 0.0),
    "capability": (0.0, 0.0, 1.0),
    "mixed": (Levers().funding.posts, Levers().funding.consultants, Levers().funding.capability),
}
"""Shares of posts, consultants and capability; the mixed one is what the levers say was usual."""

Trust = Annotated[int, Field(ge=0, lt=MOST_TRUSTS)]


class _Said(BaseModel):
    """Something said by a player; strict, frozen, and without keys that it does not have."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)


class Replace(_Said):
    """The chief executive goes; a deputy acts until a panel finds another."""

    do: Literal["replace"] = "replace"
    trust: Trust


class Director(_Said):
    """An improvement director is asked for, for a year from now; she comes when the pool has one to spare."""

    do: Literal["director"] = "director"
    trust: Trust
    style: Literal["scrutinise", "balanced", "coach"] = "balanced"


class Dismiss(_Said):
    """The improvement director goes, or is no longer asked for."""

    do: Literal["dismiss director"] = "dismiss director"
    trust: Trust


class Buddy(_Said):
    """A strong trust is asked to help, for a year from now."""

    do: Literal["buddy"] = "buddy"
    trust: Trust


class Money(_Said):
    """Money is given over a year, to be spent on posts, consultants, capability, or as usual on all three."""

    do: Literal["money"] = "money"
    trust: Trust
    millions: float = Field(gt=0.0, le=MOST_MILLIONS, allow_inf_nan=False)
    mix: Literal["posts", "consultants", "capability", "mixed"] = "mixed"


class Reporting(_Said):
    """Overseers ask a trust inside special measures, or all of them, for more or fewer reports, or through one lead."""

    do: Literal["reporting"] = "reporting"
    trust: Trust | None = None
    level: Literal["more", "usual", "fewer", "one lead"]


Decision = Annotated[Replace | Director | Dismiss | Buddy | Money | Reporting, Field(discriminator="do")]


class Move(_Said):
    """What is decided in one quarter; to decide nothing is to keep everything as it is.

    A decision of quarter q takes effect in month 3q and is known from then.
    """

    quarter: int = Field(ge=1, le=400)
    decisions: tuple[Decision, ...] = Field(default=(), max_length=MOST_DECISIONS)

    @property
    def month(self) -> int:
        """The month in which it takes effect."""
        return QUARTER * self.quarter


_MOVE: TypeAdapter[Move] = TypeAdapter(Move)


def read_move(said: object) -> Move:
    """A move from plain data, such as JSON gives; Mistake where it is none."""
    try:
        if isinstance(said, str | bytes):
            return _MOVE.validate_json(said)
        return _MOVE.validate_python(said)
    except ValidationError as error:
        raise wrong(error, "move") from None


def wrong(error: ValidationError, what: str) -> Mistake:
    """The first thing that is wrong with what a player said."""
    first = error.errors(include_url=False, include_context=False)[0]
    key = ".".join(str(step) for step in (what, *first["loc"]))
    value = first["input"] if isinstance(first["input"], str | int | float) else None
    return Mistake(f"{key}: {first['msg'][:1].lower()}{first['msg'][1:]}", key=key, value=_short(value))


def _short(value: object) -> object:
    return value if not isinstance(value, str) or len(value) <= 60 else f"{value[:60]}…"


def price(decision: Decision, parameters: Parameters | None = None) -> float:
    """What a decision can cost at most, in £m; replacing a leader and asking for reports cost attention, not money.

    director [£m] = days a week * 52 / 12 * day rate * months; buddy [£m] = yearly cost / 12 * months

    Source: the model's own bills, `rules.finance.director_bill` and `buddy_bill` (HSJ2018nicework, HSJ2014buddies).
    """
    if isinstance(decision, Money):
        return decision.millions
    return monthly_price(decision, parameters) * TERM


def monthly_price(decision: Decision, parameters: Parameters | None = None) -> float:
    """What a director or a buddy costs a month, in £m; 0 for anything else."""
    finance = (parameters or Parameters()).finance
    if isinstance(decision, Director):
        return DAYS * 52.0 / 12.0 * finance.director_day_rate
    if isinstance(decision, Buddy):
        return finance.buddy_cost / 12.0
    return 0.0


Changes = tuple[LeverChange, ...]
Events = tuple[PlannedEvent, ...]


def as_changes(decisions: Iterable[Decision], month: int, usual: Levers | None = None) -> tuple[Changes, Events]:
    """What decisions of a month are in a scenario: lever changes and events, in the order in which they were said.

    `usual` is the policy that reporting goes back to, the declared one if None. A director's year ends by a change of
    its own, which a later decision on the same director has to take out.
    """
    changes: list[LeverChange] = []
    events: list[PlannedEvent] = []
    for decision in decisions:
        why = in_words(decision)
        if isinstance(decision, Replace):
            events.append(PlannedEvent(month, decision.trust, "replace_leader", {}, why))
        elif isinstance(decision, Buddy):
            events.append(PlannedEvent(month, decision.trust, "send_buddy", {"months": TERM}, why))
        elif isinstance(decision, Money):
            details = {"millions": decision.millions, "months": TERM}
            events.append(PlannedEvent(month, decision.trust, "fund", details, why))
            shares = zip(("posts", "consultants", "capability"), MIXES[decision.mix], strict=True)
            changes += _set(month, decision.trust, {f"funding.{name}": share for name, share in shares}, why)
        elif isinstance(decision, Director):
            manner = {"director.stay": PRESENT, "director.style": STYLES[decision.style]}
            changes += _set(month, decision.trust, manner, why)
            changes += _set(month + TERM, decision.trust, {"director.stay": ABSENT}, "the director's year is over")
        elif isinstance(decision, Dismiss):
            changes += _set(month, decision.trust, {"director.stay": ABSENT}, why)
        else:
            changes += _set(month, decision.trust, dict(reports(decision, usual or Levers())), why)
    return tuple(changes), tuple(events)


PRESENT, ABSENT = 120, 0
"""What `director.stay` is where a trust has, or asks for, a director, and where it has none: whoever is there goes.

An event could send a director too, but nothing could then call her back: only levers end what they began.
"""


def _set(month: int, trust: int | None, values: Mapping[str, Number | str], why: str) -> Iterator[LeverChange]:
    for lever, value in values.items():
        yield LeverChange(month, lever, value, trust, why=why)


def reports(decision: Reporting, usual: Levers) -> Iterator[tuple[str, Number | str]]:
    """Requests of each body inside special measures: twice or half of the usual; one lead assures all others."""
    requests = usual.oversight.requests
    factor = {"more": 2.0, "fewer": 0.5}.get(decision.level, 1.0)
    yield "oversight.requests", min(factor * requests, 10.0)
    yield "oversight.assurance_lead", decision.level == "one lead" or usual.oversight.assurance_lead


def in_words(decision: Decision, name: str = "") -> str:
    """A decision as a reader knows it; `name` is the trust's, its number if empty.

    >>> in_words(Director(trust=3, style="coach")), in_words(Money(trust=3, millions=1.5, mix="posts"))
    ('ask for a director who coaches at trust 3', 'give trust 3 £1.5m, spent on posts')
    """
    where = name or f"trust {decision.trust}"
    if isinstance(decision, Replace):
        return f"replace the chief executive of {where}"
    if isinstance(decision, Director):
        return f"ask for a director {MANNERS[decision.style]} at {where}"
    if isinstance(decision, Dismiss):
        return f"send the director of {where} home"
    if isinstance(decision, Buddy):
        return f"ask for a buddy for {where}"
    if isinstance(decision, Money):
        spent = "as usual" if decision.mix == "mixed" else f"on {decision.mix}"
        return f"give {where} £{decision.millions:g}m, spent {spent}"
    whom = "all trusts in special measures" if decision.trust is None and not name else where
    said = {"more": "more reports from", "usual": "the usual reports from", "fewer": "fewer reports from"}
    if decision.level == "one lead":
        return f"let one body ask {whom} for all reports"
    return f"ask for {said[decision.level]} {whom}"


def plain(decision: Decision) -> dict[str, Any]:
    """A decision as plain data, fit for JSON."""
    return decision.model_dump()
