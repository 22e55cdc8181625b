"""One fact of the scorecard."""

from dataclasses import dataclass
from typing import Literal

Result = Literal["pass", "fail", "not testable"]
Kind = Literal["record", "theory"]


@dataclass(frozen=True)
class Fact:
    """Something known of the world, or foretold by a theory, and whether the model shows it; NaN is no number.

    A fact of kind "theory" is tried in a small world that was made for it: it tests a form and no size.
    """

    id: str
    fact: str
    result: Result
    model: float
    low: float
    high: float
    observed: float
    tolerance: str
    source: str
    held_out: bool
    strength: str
    why: str
    kind: Kind = "record"
