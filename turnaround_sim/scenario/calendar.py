"""Which policy holds, and which is known to be coming, month by month and trust by trust."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from turnaround_sim.levers import Levers
from turnaround_sim.provenance import with_values
from turnaround_sim.scenario.checks import LeverChange
from turnaround_sim.scenario.plan import Scenario, in_order

Table = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class LeverCalendar:
    """The distinct policies of a scenario, and when each is in force and known.

    Parameters
    ----------
    rows
        Distinct policies; row 0 is the scenario's own before any change.
    in_force
        Row that is effective, [month, trust]; the last column is the national view, without changes for one trust.
    believed
        Row that people take to be in force, [month, trust]: of the changes told of, those that have come.
    announced
        Row that people believe in or expect, [month, trust]: all changes told of by that month, in force or yet to
        come. A change nobody is told of never appears in it.
    takes_effect
        Month from which the announced row holds in full, 0 at the least, [month, trust].
    """

    rows: tuple[Levers, ...]
    in_force: Table
    believed: Table
    announced: Table
    takes_effect: Table


def lever_calendar(scenario: Scenario) -> LeverCalendar:
    """The policies of a scenario by month and trust.

    Changes apply in the order of their months, and within a month as they were said; so a change for one trust holds
    for it from its own month until a later change, national or not, of the same lever.
    """
    changes = in_order(scenario.changes)
    nation = scenario.trusts
    book = _Book(scenario.levers)
    national = book.column([c for c in changes if c.trust is None], scenario.months)
    tables = [np.repeat(column[:, np.newaxis], nation + 1, axis=1) for column in national]
    for trust in sorted({c.trust for c in changes if c.trust is not None}):
        column = book.column([c for c in changes if c.trust in (None, trust)], scenario.months)
        for table, own in zip(tables, column, strict=True):
            table[:, trust] = own
    for table in tables:
        table.flags.writeable = False
    return LeverCalendar(tuple(book.rows), *tables)


class _Book:
    """Policies met so far, each with its row."""

    def __init__(self, start: Levers) -> None:
        self.start = start
        self.rows = {start: 0}
        self._met: dict[frozenset[tuple[str, object]], int] = {}

    def column(self, changes: Sequence[LeverChange], months: int) -> tuple[Table, Table, Table, Table]:
        """In force, believed, announced and taking effect, [month], for whom exactly these changes are meant."""
        in_force, believed, announced, takes_effect = (np.zeros(months, np.int32) for _ in range(4))
        turns = {c.month for c in changes} | {c.known_from for c in changes if c.known_from is not None}
        for month in sorted(turn for turn in turns if turn < months):
            known = [c for c in changes if c.known_from is not None and c.known_from <= month]
            in_force[month:] = self.row([c for c in changes if c.month <= month])
            believed[month:] = self.row([c for c in known if c.month <= month])
            announced[month:] = self.row(known)
            takes_effect[month:] = max((c.month for c in known), default=0)
        return in_force, believed, announced, takes_effect

    def row(self, changes: Sequence[LeverChange]) -> int:
        """The row of the policy after these changes, in this order."""
        values = {c.lever: c.value for c in changes}
        # Most months of most trusts have a policy that was met before, and it takes long to make one.
        met = frozenset(values.items())
        if met not in self._met:
            self._met[met] = self.rows.setdefault(with_values(self.start, values), len(self.rows))
        return self._met[met]
