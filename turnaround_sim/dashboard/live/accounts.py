"""The month's ledger of causes of one trust: what a variable was, what each cause gave, what it now is."""

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from turnaround_sim.dashboard.live.world import World
from turnaround_sim.entities import DOMAINS, CauseFields, DomainFields
from turnaround_sim.story.ledger import ATTENTION, QUALITY, STOCKS, Account, declared, mean_of, rounded, short

IN_PERCENT = {"staffing": "% of posts", ATTENTION: "% of management time"}
BEFORE = {ATTENTION: "all management time but routine"}
AFTER = {ATTENTION: "left for improvement"}
WORDS = {"well_led": "well-led"}


class Line(NamedTuple):
    """A cause in words, and what it gave, as shown: rounded so that the lines add up."""

    cause: str
    gave: float


class Ledger(NamedTuple):
    """One variable's month as it is shown, and `left_over`, what the model's own numbers leave unexplained."""

    variable: str
    unit: str
    places: int
    before: float
    lines: tuple[Line, ...]
    after: float
    left_over: float

    @property
    def title(self) -> str:
        """The variable in words, with its unit."""
        return f"{WORDS.get(self.variable, self.variable).capitalize()}, {self.unit}"

    @property
    def first(self) -> str:
        """What the number is that the month starts from."""
        return BEFORE.get(self.variable, "last month")

    @property
    def last(self) -> str:
        """What the number is that the month comes to."""
        return AFTER.get(self.variable, "this month")

    @property
    def rows(self) -> list[tuple[str, str]]:
        """The ledger as a table: before, each cause that gave something, after."""
        moved = [(line.cause, f"{line.gave:+.{self.places}f}") for line in self.lines]
        ends = [f"{value:.{self.places}f}" for value in (self.before, self.after)]
        return [(self.first, ends[0]), *moved, (self.last, ends[1])]

    @property
    def said(self) -> str:
        """The ledger in a sentence or two."""
        change = self.after - self.before
        ordered = sorted(self.lines, key=lambda line: -abs(line.gave))
        most = ", ".join(f"{line.cause} {line.gave:+.{self.places}f}" for line in ordered[:3] if line.gave)
        text = f"From {self.before:.{self.places}f} to {self.after:.{self.places}f} ({change:+.{self.places}f})"
        text += f"; most came from {most}." if most else "."
        return f"{text} {self.proof}"

    @property
    def proof(self) -> str:
        """Whether it adds up."""
        if self.left_over == 0.0:
            return "The causes add up exactly: nothing is left over."
        return "The causes add up: in each of the five domains exactly, in their mean but for the last digits."


def accounts(world: World, trust: int) -> dict[str, Account]:
    """The month's account of each variable of a trust, quality first; each [1 month, cause]."""
    domains = world.model.domains[5 * trust : 5 * trust + 5]
    of_quality = declared(DomainFields)
    kept = {
        name: _account(name, "points", of_quality, domain, domain.before, domain.level)
        for name, domain in zip(DOMAINS, domains, strict=True)
    }
    causes, state = world.model.causes[trust], world.model.trusts[trust]
    told = {QUALITY: mean_of(list(kept.values()))}
    for name, unit in STOCKS.items():
        before, after = getattr(causes, f"{name}_before"), getattr(state, name)
        told[name] = _account(name, unit, declared(CauseFields, f"{name}_"), causes, before, after)
    whole = 1.0 - world.model.p.operations.routine
    named = declared(CauseFields, f"{ATTENTION}_")
    told[ATTENTION] = _account(ATTENTION, "share", named, causes, whole, state.attention)
    return told | kept


def ledgers(world: World, trust: int) -> dict[str, Ledger]:
    """The month's ledger of each variable, ready to be shown."""
    return {name: _shown(account) for name, account in accounts(world, trust).items()}


def _shown(account: Account) -> Ledger:
    quality = account.unit == "points"
    places, scale = (2, 1.0) if quality else (2, 100.0) if account.variable in IN_PERCENT else (4, 1.0)
    running = [entry.after for entry in account.entries()][-1]
    before, after = (round(scale * float(value[0]), places) for value in (account.before, account.after))
    parts = rounded(scale * account.contributions[0], after - before, places)
    lines = tuple(
        Line(short(cause) if quality else meaning, part)
        for (cause, meaning), part in zip(account.causes.items(), parts, strict=True)
        if part
    )
    left_over = float(account.after[0]) - running
    unit = IN_PERCENT.get(account.variable, account.unit)
    return Ledger(account.variable, unit, places, before, lines, after, left_over)


def _account(variable: str, unit: str, causes: Mapping[str, str], of: Any, before: float, after: float) -> Account:
    gave = np.array([[getattr(of, name) for name in causes]])
    return Account(variable, unit, causes, np.array([before]), gave, np.array([after]))
