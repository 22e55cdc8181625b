"""From what is ticked on the page to a move, with its price."""

import math
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from turnaround_sim.mistakes import Mistake
from turnaround_sim.parameters import Parameters
from turnaround_sim.play.moves import (
    MOST_MILLIONS,
    Buddy,
    Decision,
    Director,
    Dismiss,
    Money,
    Replace,
    Reporting,
    price,
)
from turnaround_sim.play.seen import Seen, TrustSeen

KEEP = ""
DISMISS = "dismiss"
PENNY = 0.005


class Ticked(NamedTuple):
    """What is ticked for one trust; as it stands at first, nothing is decided.

    `director` is a style, "dismiss" or nothing; `reporting` is a level or nothing; `millions` is NaN where what was
    typed cannot be given.
    """

    replace: bool = False
    director: str = KEEP
    buddy: bool = False
    millions: float = 0.0
    mix: str = "mixed"
    reporting: str = KEEP


def amount(typed: float | None, whom: str) -> float:
    """What is typed as money, in £m; an empty field is none. Raises Mistake for a sum that cannot be given.

    >>> amount(None, "Acute 001"), amount(1.5, "Acute 001")
    (0.0, 1.5)
    """
    if typed is None:
        return 0.0
    if not 0.0 <= typed <= MOST_MILLIONS:
        text = f"£{typed:g}m cannot be given to {whom}; allowed: 0 to {MOST_MILLIONS:g} (£m), or leave it empty"
        raise Mistake(text, key="millions", value=typed)
    return float(typed)


def decisions(trust: int, ticked: Ticked) -> tuple[Decision, ...]:
    """The decisions that ticks for a trust are, in the order of the page."""
    said: list[Any] = []
    if ticked.replace:
        said.append(Replace(trust=trust))
    if ticked.director == DISMISS:
        said.append(Dismiss(trust=trust))
    elif ticked.director:
        said.append(Director.model_validate({"trust": trust, "style": ticked.director}))
    if ticked.buddy:
        said.append(Buddy(trust=trust))
    if ticked.millions > 0.0:
        said.append(Money.model_validate({"trust": trust, "millions": float(ticked.millions), "mix": ticked.mix}))
    said += reporting(trust, ticked.reporting)
    return tuple(said)


def reporting(trust: int | None, level: str) -> tuple[Decision, ...]:
    """The decision on reporting, for one trust or for all that are in special measures."""
    return (Reporting.model_validate({"trust": trust, "level": level}),) if level else ()


class Bill(NamedTuple):
    """What decisions cost at most, each and together, and what is left of the budget then; in £m."""

    prices: tuple[float, ...]
    freed: float
    left: float

    @property
    def is_over(self) -> bool:
        """Whether more is promised than there is."""
        return self.left < -PENNY


def bill(said: Iterable[Decision], seen: Seen, parameters: Parameters) -> Bill:
    """What decisions cost at most. A director who is sent home, or asked for anew, frees what was promised for her."""
    said = tuple(said)
    prices = tuple(price(decision, parameters) for decision in said)
    freed = math.fsum(
        seen.trusts[decision.trust].director.promised_m for decision in said if isinstance(decision, Director | Dismiss)
    )
    return Bill(prices, freed, seen.left_m - math.fsum(prices) + freed)


def concerned(seen: Seen, own: int | None) -> tuple[TrustSeen, ...]:
    """The trusts that the player decides for, longest in special measures first; a chair has one."""
    if own is not None:
        return (seen.trusts[own],)
    return tuple(sorted(seen.inside, key=lambda trust: -trust.months_in))


class Open(NamedTuple):
    """What can be decided for a trust now."""

    replace: bool
    director: bool
    dismiss: bool
    buddy: bool
    money: bool


def can(trust: TrustSeen, *, chair: bool) -> Open:
    """What can be decided for a trust now: support goes to trusts in special measures; a chair may always replace."""
    inside = trust.in_special_measures and trust.is_open
    return Open(
        replace=trust.is_open and not trust.leader.interim and (inside or chair),
        director=inside,
        dismiss=trust.is_open and trust.director.state != "none",
        buddy=inside and trust.buddy.state == "none",
        money=inside,
    )


def names(seen: Seen) -> Sequence[str]:
    """The trusts' names by number."""
    return [trust.name for trust in seen.trusts]
