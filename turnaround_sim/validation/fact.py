"""One fact of the scorecard."""

from dataclasses import dataclass
from typing import Literal

Result = Literal["pass", "fail", "not testable"]


@dataclass(frozen=True)
class Fact:
    """Something known of the world, and whether the model shows it; NaN where there is no number."""

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
