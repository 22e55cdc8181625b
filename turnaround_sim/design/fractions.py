"""Fractions of a grid: fewer combinations than all, from which every axis can still be read, and what that costs."""

from collections.abc import Mapping
from functools import reduce
from itertools import combinations as some_of
from itertools import product
from operator import xor
from string import ascii_lowercase
from typing import TYPE_CHECKING

from turnaround_sim.design.grids import Axis, Level
from turnaround_sim.provenance import Declared, written
from turnaround_sim.scenario import Place

if TYPE_CHECKING:
    import numpy as np

    Rows = np.ndarray[tuple[int, int], np.dtype[np.int64]]
    """Which level of which axis: [combination, axis]."""

KEYS = ("fraction", "resolution")

_FRACTION = Declared("fraction", int, 2, "1", 2, 1000, "chosen", note="about one in so many combinations")
_RESOLUTION = Declared("resolution", int, 4, "1", 3, 5, "chosen", note="how well axes and pairs are told apart")
_MOST_SHOWN = 6
_ALIKE = 1e-9
"""Below it a correlation is none, and within it of 1 it is whole."""


def fraction_of(
    place: Place, said: Mapping[str, object], axes: tuple[Axis, ...]
) -> tuple[tuple[tuple[Level, ...], ...], str]:
    """The combinations that a grid asks for by `fraction` or `resolution`, in the order of the grid, and their price.

    The combination of all first levels is always among them. The price says which effects cannot be told apart.
    Raises Mistake where there is no such fraction.
    """
    if "fraction" in said and "resolution" in said:
        text = f"{written(said['resolution'])} stands beside a fraction; allowed: one of the two"
        raise place.at("resolution").mistake(said["resolution"], text)
    key = "fraction" if "fraction" in said else "resolution"
    if len(axes) < 2:
        text = f"{written(said[key])} asks for a part of one axis; allowed: two axes or more, or the values you want"
        raise place.at(key).mistake(said[key], text)
    rows = _balanced(place, said, axes) if key == "fraction" else _regular(place, said, axes)
    _refuse_what_moves_together(place.at(key), said[key], axes, rows)
    kept = {tuple(row) for row in rows.tolist()}
    whole = list(product(*(range(len(axis.levels)) for axis in axes)))
    chosen = tuple(
        tuple(axis.levels[n] for axis, n in zip(axes, row, strict=True)) for row in whole if row in kept
    )  # fmt: skip
    return chosen, f"{len(chosen)} of {len(whole)} combinations: {_price(axes, rows)}"


def _balanced(place: Place, said: Mapping[str, object], axes: tuple[Axis, ...]) -> "Rows":
    """About one in n combinations, each level as often as can be (a generalised subset design)."""
    import numpy as np
    from pyDOE3 import gsd

    at = place.at("fraction")
    part = at.whole(_FRACTION, said["fraction"])
    levels = [len(axis.levels) for axis in axes]
    if min(levels) < 2:
        axis = next(axis for axis in axes if len(axis.levels) < 2)
        text = f"{part} is asked of an axis with one level, {written(axis.name)}; allowed: two levels or more on each"
        raise at.mistake(part, text)
    try:
        rows = np.asarray(gsd(levels, part), dtype=np.int64)
    except ValueError:
        raise at.mistake(part, f"{part} leaves too small a part of these axes; allowed: a smaller number") from None
    for axis, column in zip(axes, rows.T, strict=True):
        for number, level in enumerate(axis.levels):
            if number not in column:
                text = f"{part} leaves out {written(level.name)}; allowed: a smaller number"
                raise at.mistake(part, text)
    return rows


def _regular(place: Place, said: Mapping[str, object], axes: tuple[Axis, ...]) -> "Rows":
    """The smallest regular fraction of two-level axes that has the resolution."""
    import numpy as np
    from pyDOE3 import fracfact

    at = place.at("resolution")
    resolution = at.whole(_RESOLUTION, said["resolution"])
    for axis in axes:
        if len(axis.levels) != 2:
            text = f"{resolution} is for axes of two levels, and {written(axis.name)} has {len(axis.levels)}"
            raise at.mistake(resolution, f"{text}; allowed: fraction in its place, or two levels")
    count = len(axes)
    if count < resolution:
        text = f"{resolution} needs {resolution} axes or more, and there are {count}; allowed: none of it here"
        raise at.mistake(resolution, text)
    letters = ascii_lowercase[:count]
    words = ("".join(letters[n] for n in range(count) if mask >> n & 1) for mask in _columns(count, resolution))
    signs = fracfact(" ".join(words))
    signs = signs * -signs[0]  # turned about so that the first of each axis stand together: as regular as before
    return np.asarray(signs > 0, dtype=np.int64)


def _columns(count: int, resolution: int) -> list[int]:
    """Each axis as a product of as few free axes as will do, a bit for each of them.

    No fewer than `resolution` of them multiply to what is always the same. Source: ours, the shortest products that
    keep this; pyDOE3's own choice by resolution (1.6) falls one short of 5 from seven axes on.
    """
    for free in range(1, count):
        columns = [1 << n for n in range(free)]
        for mask in sorted(range(1, 1 << free), key=int.bit_count):
            near = (reduce(xor, some) for size in range(1, resolution - 1) for some in some_of(columns, size))
            if len(columns) < count and mask not in near:
                columns.append(mask)
        if len(columns) == count:
            return columns
    return [1 << n for n in range(count)]


def _refuse_what_moves_together(at: Place, value: object, axes: tuple[Axis, ...], rows: "Rows") -> None:
    for a, b in some_of(range(len(axes)), 2):
        if _shared(_effect(rows, (a,)), _effect(rows, (b,))) > 1 - _ALIKE:
            text = f"{written(value)} lets {written(axes[a].name)} and {written(axes[b].name)} move together"
            raise at.mistake(value, f"{text}, so that neither can be read; allowed: a larger part, or more axes")


def _price(axes: tuple[Axis, ...], rows: "Rows") -> str:
    """Which effects a fraction cannot tell apart, and which only in part."""
    single = [(n,) for n in range(len(axes))]
    double = list(some_of(range(len(axes)), 2))
    effects = {effect: _effect(rows, effect) for effect in (*single, *double)}
    whole, partly = [], []
    for one, other in ((a, b) for a in single for b in double if a[0] not in b):
        shared = _shared(effects[one], effects[other])
        names = f"{_named(axes, one)} with {_named(axes, other)}"
        if shared > 1 - _ALIKE:
            whole.append(names)
        elif shared > _ALIKE:
            partly.append(names)
    if not whole:
        whole = [
            f"{_named(axes, a)} with {_named(axes, b)}"
            for a, b in some_of(double, 2)
            if _shared(effects[a], effects[b]) > 1 - _ALIKE
        ]
    told = [f"{words} {_listed(mixed)}" for words, mixed in (("mixed up:", whole), ("in part:", partly)) if mixed]
    return "; ".join(told) or "no axis and no pair of axes is mixed up with another pair"


def _effect(rows: "Rows", effect: tuple[int, ...]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    """An orthonormal basis of what an axis, or two axes jointly beyond each alone, can move: [combination, basis]."""
    import numpy as np

    coded = [np.eye(rows[:, n].max() + 1)[rows[:, n]] for n in effect]
    if len(coded) == 1:
        apart, columns = np.ones((len(rows), 1)), coded[0]
    else:
        apart = np.hstack(coded)
        columns = (coded[0][:, :, None] * coded[1][:, None, :]).reshape(len(rows), -1)
    left = columns - apart @ np.linalg.lstsq(apart, columns, rcond=None)[0]
    basis, sizes, _ = np.linalg.svd(left, full_matrices=False)
    return basis[:, sizes > _ALIKE * max(1.0, float(sizes.max(initial=0.0)))]


def _shared(one: "np.ndarray[tuple[int, int], np.dtype[np.float64]]",
            other: "np.ndarray[tuple[int, int], np.dtype[np.float64]]") -> float:  # fmt: skip
    """How far what one effect moves can look like what another moves, 0 to 1: the largest canonical correlation."""
    import numpy as np

    both = one.T @ other
    return float(np.linalg.norm(both, 2)) if both.size else 0.0


def _named(axes: tuple[Axis, ...], effect: tuple[int, ...]) -> str:
    return " × ".join(axes[n].name for n in effect)


def _listed(mixed: list[str]) -> str:
    more = len(mixed) - _MOST_SHOWN
    return ", ".join(mixed[:_MOST_SHOWN]) + (f", and {more} more" if more > 0 else "")
