"""The evidence register: what each parameter rests on, how much hangs on it, and where the two are at odds."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from turnaround_sim import beliefs
from turnaround_sim.assurance.grades import confidence, grade, uncommented, weakness
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Number, declared_paths

FILE = Path(__file__).with_name("influence.csv")
OUTCOME = "shortfall"
"""The outcome whose movement counts: the primary one."""


class Influence(NamedTuple):
    """The share of an outcome's variance that a parameter has a part in, alone or with others, chance taken out.

    With its 95% interval, and the worlds that it was counted in. A share below nought is noise about nought.
    """

    value: float
    low: float
    high: float
    worlds: int

    @property
    def least(self) -> float:
        """The lower end of the interval; 0 where nought lies inside.

        >>> [Influence(0.0, low, high, 9).least for low, high in ((0.2, 0.4), (-0.1, 0.3))]
        [0.2, 0.0]
        """
        return max(self.low, 0.0)


@dataclass(frozen=True)
class Row:
    """One parameter of the register.

    `stated` is its value, a word for a coded one; `informed` says whether the record narrowed it, which only a fitted
    one can be. `influence` is None for what is never varied: what was measured, conventions and switches.
    """

    path: str
    kind: str
    unit: str
    stated: Number | str
    low: Number
    high: Number
    source: str
    confidence: str
    grade: str
    informed: bool
    influence: Influence | None

    @property
    def weakness(self) -> int:
        """Steps of its grade below A."""
        return weakness(self.grade)

    @property
    def score(self) -> float | None:
        """How much hangs on weak grounds: the weakness times the least influence; None where that is not known."""
        return None if self.influence is None else self.weakness * self.influence.least


@cache
def influences(outcome: str = OUTCOME) -> Mapping[str, Influence]:
    """How much each parameter that is varied moves an outcome, as `assurance.influence` left it."""
    with FILE.open(encoding="utf-8") as file:
        return MappingProxyType(
            {
                row["parameter"]: Influence(
                    float(row["influence"]), float(row["low"]), float(row["high"]), int(row["worlds"])
                )
                for row in uncommented(file)
                if row["outcome"] == outcome
            }
        )


@cache
def register() -> tuple[Row, ...]:
    """Every parameter of the model, in the order in which they are declared."""
    moved = influences()
    return tuple(
        Row(
            path,
            declared.kind,
            declared.unit,
            declared.word(declared.value),
            declared.low,
            declared.high,
            declared.source,
            confidence(declared),
            grade(declared),
            beliefs.is_informed(path),
            moved.get(path),
        )
        for path, declared in declared_paths(Parameters).items()
    )


def in_order(rows: Iterable[Row], order: str) -> list[Row]:
    """Rows in one of the `ORDERS`: what most needs looking at first, equals by path, what is not varied last."""
    first = _FIRST[order]
    return sorted(rows, key=lambda row: (-first(row), row.path))


_FIRST: Mapping[str, Callable[[Row], float]] = {
    "weak-but-influential": lambda row: -1.0 if row.score is None else row.score,
    "path": lambda row: 0.0,
    "influence": lambda row: -1.0 if row.influence is None else row.influence.value,
    "grade": lambda row: row.weakness,
}
ORDERS = tuple(_FIRST)
