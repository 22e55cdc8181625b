"""One world as its sources would count it: the tables of one replicate, as arrays."""

from typing import Any, NamedTuple

import numpy as np

Rows = np.ndarray[Any, np.dtype[Any]]


class World(NamedTuple):
    """The tables of one replicate as rows of arrays, codes as in `entities`; columns as in the data dictionary.

    `types` holds each trust's type by its number, `length` the months that were followed.
    """

    months: Rows
    annual: Rows
    spells: Rows
    tenures: Rows
    inspections: Rows
    types: Rows

    @property
    def length(self) -> int:
        """Months followed, from month 0."""
        return len(self.months)


def world_of(nhs: Any) -> World:
    """The world that the ensemble has just walked. It is overwritten by the next one, so count at once."""
    tally = nhs.tally[0]
    filled = {name: getattr(nhs, name)[: int(tally[name])] for name in ("annual", "spells", "tenures", "inspections")}
    return World(months=nhs.months, types=nhs.trusts["kind"], **filled)
