"""Grids: every combination of some choices, each combination an arm."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from typing import TypeVar

from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.provenance import tidy, written
from turnaround_sim.scenario import Place

MOST_ARMS = 10_000
"""Arms of one experiment; more would be a sensitivity study, which samples them."""

Table = Mapping[str, object]
Text = TypeVar("Text", bound=str)


@dataclass(frozen=True)
class Level:
    """One choice on an axis: its name, and what it adds to the scenario of the arm."""

    name: str
    said: Table


@dataclass(frozen=True)
class Axis:
    """One question of a grid, with the choices there are."""

    name: str
    levels: tuple[Level, ...]


def read_axes(place: Place, said: object) -> tuple[Axis, ...]:
    """The axes of one grid as a file says them, checked; Mistake if they are wrong, or make more than MOST_ARMS."""
    axes = tuple(_axis(place.at(f"axis {n}"), one) for n, one in enumerate(listed(place.at("axes"), said), start=1))
    if not axes:
        raise Mistake(f"{place.at('axes').key} is empty; allowed: one axis or more", file=place.file, key=place.key)
    names = [axis.name for axis in axes]
    for name in names:
        if names.count(name) > 1:
            raise place.at("axes").mistake(name, f"{written(name)} names two axes; allowed: a name for each")
    count = math.prod(len(axis.levels) for axis in axes)
    if count > MOST_ARMS:
        raise place.at("axes").mistake(count, f"{count:,} combinations are too many; allowed: {MOST_ARMS:,} at most")
    return axes


def combinations(axes: tuple[Axis, ...]) -> Iterator[tuple[Level, ...]]:
    """Every combination, the last axis changing first."""
    yield from product(*(axis.levels for axis in axes))


def listed(place: Place, said: object) -> list[object]:
    """A list, or the mistake."""
    if not isinstance(said, list):
        raise place.mistake(said, f"{written(said)} is not a list; allowed: values in square brackets, or tables")
    return said


def one_of(place: Place, value: object, allowed: tuple[Text, ...]) -> Text:
    """One of some words, or the mistake with the nearest of them."""
    text = place.text(value)
    for one in allowed:
        if one == text:
            return one
    shown = ", ".join(allowed[:20]) + ", …" * (len(allowed) > 20)
    raise place.mistake(text, f"{written(text)} is not one of them; allowed: {shown}{nearest(text, allowed)}")


def merged(tables: tuple[Table, ...], place: Place) -> dict[str, object]:
    """Tables laid over one another: inner tables merge, lists follow one another, and no value is said twice.

    Raises Mistake where two of them set the same value.
    """
    whole: dict[str, object] = {}
    for table in tables:
        for key, value in table.items():
            held = whole.get(key)
            if held is None:
                whole[key] = value
            elif isinstance(held, Mapping) and isinstance(value, Mapping):
                whole[key] = merged((held, value), place.at(key, "."))
            elif isinstance(held, list) and isinstance(value, list):
                whole[key] = [*held, *value]
            else:
                text = f"{written(value)} meets {written(held)} for the same key; allowed: each key once in an arm"
                raise place.at(key).mistake(value, text)
    return whole


def _axis(place: Place, said: object) -> Axis:
    table = place.table(said)
    if "levels" in table:
        place.keys(table, ("name", "levels"), needed=("name",))
        name = place.at("name").text(table["name"])
        inner = Place(place.file, place.at("levels").key, ".")
        levels = tuple(Level(each, inner.at(each).table(value)) for each, value in inner.table(table["levels"]).items())
    else:
        place.keys(table, ("key", "values", "name"), needed=("key", "values"))
        key = place.at("key").text(table["key"])
        name = place.at("name").text(table.get("name", key.rpartition(".")[2]))
        values = listed(place.at("values"), table["values"])
        levels = tuple(Level(f"{name} {_shown(value)}", nested(key, value)) for value in values)
    if not levels:
        raise Mistake(f"{place.key} has no values; allowed: one or more", file=place.file, key=place.key)
    for level in levels:
        if [other.name for other in levels].count(level.name) > 1:
            raise place.mistake(level.name, f"{written(level.name)} stands twice; allowed: each value once")
    return Axis(name, levels)


def nested(path: str, value: object) -> dict[str, object]:
    """A dotted path and its value as the tables of a scenario file.

    >>> nested("levers.leadership.patience", 24)
    {'levers': {'leadership': {'patience': 24}}}
    """
    first, dot, rest = path.partition(".")
    return {first: nested(rest, value) if dot else value}


def _shown(value: object) -> str:
    return tidy(value) if isinstance(value, int | float) else str(value)
