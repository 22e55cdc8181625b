"""The accounts of a trust: what a variable was, each cause that moved it, what it then was; nothing is left over."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from turnaround_sim.entities import DOMAINS, CauseFields, DomainFields
from turnaround_sim.trace import Trace

Numbers = NDArray[np.float64]

QUALITY = "quality"
STOCKS = {"capability": "0-1", "engagement": "0-1", "staffing": "share of posts"}
ATTENTION = "attention"
SHORT = {
    "drift": "pull of own level",
    "shocks": "passing circumstances",
    "staffing": "staff at work",
    "temporary": "temporary staff",
    "leadership": "leader",
    "embedding": "embedded programme",
    "executives": "executive team",
    "pressure": "pressure of demand",
    "partners": "help of partners",
    "label": "energy of the label",
    "bound": "bound at 0 and 100",
    "merger": "trust taken in",
}
"""Causes of quality in few words, where their own name is not plain."""


END = ("end", "closing")


class Entry(NamedTuple):
    """One line of an account: what the variable was before a cause, and after it."""

    month: int
    cause: str
    before: float
    contribution: float
    after: float


@dataclass(frozen=True, eq=False)
class Account:
    """One variable of a trust and what moved it.

    `before` and `after` are [month]; `contributions` [month, cause]. Added to `before` in the order of `causes` they
    give `after` to the last bit; for the mean of five domains, to the last digits that rounding leaves. `fading` is the
    share of a push that a month takes back as `drift` draws the variable home; 0 where nothing does.
    """

    variable: str
    unit: str
    causes: Mapping[str, str]
    before: Numbers
    contributions: Numbers
    after: Numbers
    fading: float = 0.0

    def entries(self) -> Iterator[Entry]:
        """Every line, month by month, each going on where the one before stopped."""
        for month, (running, row) in enumerate(zip(self.before.tolist(), self.contributions.tolist(), strict=True)):
            for cause, contribution in zip(self.causes, row, strict=True):
                yield Entry(month, cause, running, contribution, running := running + contribution)

    def between(self, first: int, last: int) -> Numbers:
        """What each cause gave from the end of month `first` to the end of month `last`, [cause]."""
        added: Numbers = self.contributions[first + 1 : last + 1].sum(axis=0)
        return added

    def lasting(self, first: int, last: int) -> Numbers:
        """What is left by the end of month `last` of what each cause gave since the end of month `first`, [cause].

        part = sum of (1 - fading)^(months since) * contribution; `drift` gets the rest, so that the parts add up to
        the change.
        """
        parts = self.between(first, last)
        if self.fading > 0.0:
            change = parts.sum()
            left = (1.0 - self.fading) ** np.arange(last - first - 1, -1, -1)
            parts = left @ self.contributions[first + 1 : last + 1]
            parts[list(self.causes).index("drift")] += change - parts.sum()
        return parts


class Turn(NamedTuple):
    """A turning point: the end of a month (-1 is the start), and what it is."""

    month: int
    name: str


def accounts_of(trace: Trace, trust: int, months: int) -> dict[str, Account]:
    """The accounts of one trust over its first so many months, quality first."""
    domains = [trace.states["domains"][1 : months + 1, 5 * trust + kind] for kind in range(len(DOMAINS))]
    causes = declared(DomainFields)
    rate = trace.scenario.parameters.operations.quality_rate
    kept = {
        name: _account(name, "points", causes, rows, rows["before"], rows["level"], rate)
        for name, rows in zip(DOMAINS, domains, strict=True)
    }
    rows, states = trace.states["causes"][1 : months + 1, trust], trace.states["trusts"][1 : months + 1, trust]
    told = {QUALITY: mean_of(list(kept.values())), **kept}
    for name, unit in STOCKS.items():
        named = declared(CauseFields, f"{name}_")
        told[name] = _account(name, unit, named, rows, rows[f"{name}_before"], states[name])
    whole = np.full(months, 1.0 - trace.scenario.parameters.operations.routine)
    named = declared(CauseFields, f"{ATTENTION}_")
    told[ATTENTION] = _account(ATTENTION, "share of management time", named, rows, whole, states[ATTENTION])
    return told


def mean_of(domains: Sequence[Account]) -> Account:
    """The account of quality, which is the mean of its domains', cause by cause."""
    return replace(
        domains[0],
        variable=QUALITY,
        before=np.mean([account.before for account in domains], axis=0),
        contributions=np.mean([account.contributions for account in domains], axis=0),
        after=np.mean([account.after for account in domains], axis=0),
    )


def declared(of: type[Any], prefix: str = "") -> dict[str, str]:
    """The causes that are declared for a variable, in the order in which they add up, with their meaning."""
    found = {f.name: str(f.metadata["meaning"]) for f in fields(of) if f.metadata["role"] == "cause"}
    return {name: meaning for name, meaning in found.items() if name.startswith(prefix)}


def short(cause: str) -> str:
    """A cause of quality in few words."""
    return SHORT.get(cause, cause)


def turning_points(
    start: float, quality: Numbers, entered: list[int], left: list[int], closed: bool
) -> tuple[Turn, ...]:
    """The start, entries and exits, the worst month and the end, as far as there are such, in order.

    Of more than two spells the first and the last are taken, so that a table of them fits a screen. A worst month is
    one only where quality stood a point higher at the turning points before it and after it.
    """
    found = {-1: ["start"]}
    for months, name in ((entered, "entry"), (left, "exit")):
        last = f"{'second' if len(entered) == 2 else 'last'} {name}"
        for month, called in dict(zip((*months[:1], *months[1:][-1:]), (name, last), strict=False)).items():
            found.setdefault(month, []).append(called)
    found.setdefault(len(quality) - 1, []).append(END[closed])
    worst = int(quality.argmin())
    around = max(month for month in found if month <= worst), min(month for month in found if month >= worst)
    if all((start if month < 0 else quality[month]) >= quality[worst] + 1.0 for month in around):
        found[worst] = ["worst"]
    return tuple(Turn(month, ", ".join(names)) for month, names in sorted(found.items()))


def rounded(parts: Numbers, total: float, places: int = 1) -> list[float]:
    """Parts rounded so that they add up to the rounded total: the largest remainders go up.

    >>> rounded(np.array([0.25, 0.25, 0.5]), 1.0)
    [0.3, 0.2, 0.5]
    """
    unit = 10.0**places
    exact = parts * unit
    whole = np.floor(exact)
    # A cause that gave nothing is shown as nothing.
    able = np.flatnonzero(parts)
    if able.size:
        each, rest = divmod(round(total * unit - whole.sum()), able.size)
        whole[able] += each
        whole[able[np.argsort((whole - exact)[able], kind="stable")[:rest]]] += 1
    return [value / unit for value in (whole + 0.0).tolist()]


def account_rows(accounts: Mapping[str, Account]) -> Iterator[tuple[str, Entry]]:
    """Every line of every account with the name of its variable."""
    for name, account in accounts.items():
        for entry in account.entries():
            yield name, entry


def _account(
    variable: str,
    unit: str,
    causes: Mapping[str, str],
    rows: NDArray[Any],
    before: Numbers,
    after: Numbers,
    fading: float = 0.0,
) -> Account:
    contributions = np.stack([rows[name] for name in causes], axis=1)
    return Account(variable, unit, causes, np.array(before), contributions, np.array(after), fading)
