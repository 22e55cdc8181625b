"""An England-like cohort of any size, made without chance."""

import math
from collections.abc import Sequence
from functools import cache
from statistics import NormalDist

import numpy as np

from turnaround_sim.cohort.rows import FEWEST, MOST, Cohort
from turnaround_sim.entities import TYPES

# Numbers of trusts by type and median staff, NHS providers about 2019, rounded; ours.
_ENGLAND = {"acute": 150, "mental health": 50, "ambulance": 10, "community": 10}
_MEDIAN_STAFF = {"acute": 5000.0, "mental health": 3500.0, "ambulance": 3200.0, "community": 2500.0}
_SPREAD_OF_STAFF = 0.45
_SPREAD_OF_SYSTEMS = 0.5
_BETWEEN_SYSTEMS = 0.5
_RURAL_AND_DEPRIVED = -0.4
_AMBULANCE_AREA = 0.5

# Irrational steps: the fractional parts of their multiples fill [0, 1) evenly, and no two keep step with each other.
_GOLDEN = 0.6180339887498949
_PLASTIC = (0.7548776662466927, 0.5698402909980532)
_TRIPLE = (0.8191725133961645, 0.6710436067037893, 0.5497004779019703)


@cache
def synthetic_cohort(trusts: int, systems: int) -> Cohort:
    """An England-like cohort of any size, the same at every call: no chance is asked.

    Types have England's shares (150 acute, 50 mental health, 10 ambulance and 10 community of 220; largest remainder),
    acutes first. Every system has a trust, and an acute one while there are enough. Staff is lognormal within each
    type (standard deviation of the logarithm .45). Rurality and deprivation are ranks in [0, 1]; half their variance
    lies between systems, and rural systems are the less deprived. An ambulance trust sits in one system but serves a
    wide area: it is nearer the middle and more rural.

    Raises ValueError unless 2 <= trusts <= 2000 and 1 <= systems <= trusts.
    """
    if not (FEWEST <= trusts <= MOST and 1 <= systems <= trusts):
        raise ValueError(f"no cohort of {trusts} trusts in {systems} systems")
    counts = _shares(trusts)
    kinds = [kind for kind, count in enumerate(counts) for _ in range(count)]
    system = _spread(kinds, systems)
    rural, deprived = _surroundings(kinds, system, systems)
    return Cohort(
        name=tuple(f"{TYPES[k].capitalize()} {i + 1:03d}" for k, count in enumerate(counts) for i in range(count)),
        type=np.array(kinds, np.int64),
        system=np.array(system, np.int64),
        system_name=tuple(f"System {i + 1:02d}" for i in range(systems)),
        size=np.array([staff for kind, count in enumerate(counts) for staff in _staff(kind, count)]),
        rurality=np.array(rural),
        deprivation=np.array(deprived),
        disadvantage=np.full(trusts, math.nan),
    )


def _shares(trusts: int) -> list[int]:
    """How many trusts of each type, by largest remainder."""
    whole = sum(_ENGLAND.values())
    exact = [trusts * count / whole for count in _ENGLAND.values()]
    counts = [int(x) for x in exact]
    by_remainder = sorted(range(len(exact)), key=lambda k: (counts[k] - exact[k], k))
    for k in by_remainder[: trusts - sum(counts)]:
        counts[k] += 1
    return counts


def _spread(kinds: Sequence[int], systems: int) -> list[int]:
    """The system of each trust: empty systems first, then where trusts, and most of all its own type, are fewest."""
    weight = [math.exp(_SPREAD_OF_SYSTEMS * _normal(i, _GOLDEN)) for i in range(systems)]
    trusts = [0] * systems
    alike = [[0] * systems for _ in TYPES]
    chosen = []
    for kind in kinds:
        room = [w / ((1 + n) * (1 + 2 * own)) for w, n, own in zip(weight, trusts, alike[kind], strict=True)]
        best = max(range(systems), key=lambda s: (trusts[s] == 0, room[s], -s))
        trusts[best] += 1
        alike[kind][best] += 1
        chosen.append(best)
    # Systems are numbered in the order in which they first appear, as in a file.
    number = {s: i for i, s in enumerate(dict.fromkeys(chosen))}
    return [number[s] for s in chosen]


def _staff(kind: int, count: int) -> list[float]:
    """Staff of the trusts of one type: evenly spaced quantiles, in an order that tells nothing."""
    staff = [0.0] * count
    for rank, place in enumerate(sorted(range(count), key=lambda i: _fraction(i, _GOLDEN))):
        quantile = NormalDist().inv_cdf((rank + 0.5) / count)
        staff[place] = float(round(_MEDIAN_STAFF[TYPES[kind]] * math.exp(_SPREAD_OF_STAFF * quantile)))
    return staff


def _surroundings(kinds: Sequence[int], system: Sequence[int], systems: int) -> tuple[list[float], list[float]]:
    """Rurality and deprivation of each trust, as ranks in [0, 1] to three decimals."""
    rest = math.sqrt(1.0 - _RURAL_AND_DEPRIVED**2)
    rural_system = [_normal(i, _PLASTIC[0]) for i in range(systems)]
    poor_system = [_RURAL_AND_DEPRIVED * rural_system[i] + rest * _normal(i, _PLASTIC[1]) for i in range(systems)]
    ranks: tuple[list[float], list[float]] = ([], [])
    for i, (kind, s) in enumerate(zip(kinds, system, strict=True)):
        ambulance = TYPES[kind] == "ambulance"
        own = (_normal(i, _TRIPLE[0]), _normal(i, _TRIPLE[1]))
        for rank, shared, single, shift in zip(ranks, (rural_system[s], poor_system[s]), own, (1.0, 0.0), strict=True):
            score = math.sqrt(_BETWEEN_SYSTEMS) * shared + math.sqrt(1.0 - _BETWEEN_SYSTEMS) * single
            if ambulance:
                score = _AMBULANCE_AREA * (score + shift)
            rank.append(round(NormalDist().cdf(score), 3))
    return ranks


def _fraction(i: int, step: float) -> float:
    return (0.5 + i * step) % 1.0


def _normal(i: int, step: float) -> float:
    # Kept off 0 and 1, whose quantiles are infinite.
    return NormalDist().inv_cdf(0.001 + 0.998 * _fraction(i, step))
