"""What is known of each trust before the first month."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from turnaround_sim.entities import TYPES

FEWEST, MOST = 2, 2000

Reals = NDArray[np.float64]
Codes = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Cohort:
    """The trusts of a world, in their order: number i everywhere is the i-th here.

    Parameters
    ----------
    name
        Distinct names, one a trust.
    type
        Code of `TYPES`, [trust].
    system
        Number of the trust's system, 0 to systems - 1 in order of first appearance, [trust].
    system_name
        Names of the systems, [system].
    size
        Whole-time-equivalent staff, [trust].
    rurality, deprivation
        0 (least) to 1 (most), [trust].
    disadvantage
        What place and past take from every quality domain for good, in points; NaN where it is to be drawn, [trust].
    """

    name: tuple[str, ...]
    type: Codes
    system: Codes
    system_name: tuple[str, ...]
    size: Reals
    rurality: Reals
    deprivation: Reals
    disadvantage: Reals

    def __post_init__(self) -> None:
        for array in self._arrays():
            if array.shape != (self.trusts,):
                raise ValueError(f"{self.trusts} names, but an array of shape {array.shape}")
            array.flags.writeable = False

    @property
    def trusts(self) -> int:
        """How many trusts there are."""
        return len(self.name)

    @property
    def systems(self) -> int:
        """How many systems there are."""
        return len(self.system_name)

    @property
    def type_words(self) -> tuple[str, ...]:
        """The type of each trust in words."""
        return tuple(TYPES[code] for code in self.type)

    def digest(self) -> str:
        """A fingerprint of every row (SHA-256, hexadecimal): equal for equal cohorts, wherever they come from."""
        told = [list(self.name), *(["" if x != x else x for x in array.tolist()] for array in self._arrays())]
        return hashlib.sha256(json.dumps(told, ensure_ascii=True).encode()).hexdigest()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Cohort) and self.digest() == other.digest()

    def __hash__(self) -> int:
        return hash(self.digest())

    def _arrays(self) -> tuple[NDArray[Any], ...]:
        return (self.type, self.system, self.size, self.rurality, self.deprivation, self.disadvantage)
