"""Rows of arrays: dataclasses and declared numbers as the compiled engine holds them."""

import dataclasses
from collections.abc import Iterable, Sequence
from functools import cache
from typing import Any, get_type_hints

import numpy as np

from turnaround_sim.provenance import Group, Groups, groups_of

_KINDS: dict[type, str] = {float: "f8", int: "i8", bool: "?"}


@cache
def dtype_of(fields: type) -> np.dtype[np.void]:
    """The row that holds one thing: float as float64, int (and IntEnum) as int64, bool as bool, aligned.

    Raises TypeError for a type that is no dataclass, or a field of any other type.
    """
    if not dataclasses.is_dataclass(fields):
        raise TypeError(f"{fields.__name__} is no dataclass")
    hints = get_type_hints(fields)
    return _row((f.name, _kind(fields, f.name, hints[f.name])) for f in dataclasses.fields(fields))


def rows_of(fields: type, things: Sequence[Any]) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    """One row for each thing, in order; the things may be of any class that has the dataclass's fields."""
    names = dtype_of(fields).names or ()
    return np.array([tuple(getattr(thing, name) for name in names) for thing in things], dtype_of(fields))


@cache
def parameter_dtype(cls: type[Group] | type[Groups]) -> np.dtype[np.void]:
    """The record that holds a group, or all groups with one sub-record each; choices are held as their codes."""
    if issubclass(cls, Groups):
        return _row((name, parameter_dtype(group)) for name, group in groups_of(cls).items())
    return _row((name, _kind(cls, name, field.annotation)) for name, field in cls.model_fields.items())


def group_record(cls: type[Group] | type[Groups], value: Group | Groups) -> np.void:
    """The values of a group, or of all groups, as one record of `parameter_dtype(cls)`."""
    record: np.void = np.array([_values(cls, value)], parameter_dtype(cls))[0]
    return record


def record_of(groups: Groups) -> np.void:
    """All groups as one nested record: `record["leadership"]["patience"]`."""
    return group_record(type(groups), groups)


def records_of(rows: Sequence[Groups]) -> np.ndarray[tuple[int], np.dtype[np.void]]:
    """One nested record for each of several wholes of one class: `records[row]["leadership"]["patience"]`.

    Raises ValueError when there is none, for then the record's shape is not known.
    """
    if not rows:
        raise ValueError("no rows to make records of")
    cls = type(rows[0])
    return np.array([_values(cls, row) for row in rows], parameter_dtype(cls))


def _values(cls: type[Group] | type[Groups], value: Group | Groups) -> tuple[Any, ...]:
    if issubclass(cls, Groups):
        return tuple(_values(group, getattr(value, name)) for name, group in groups_of(cls).items())
    return tuple(getattr(value, name) for name in cls.model_fields)


def _row(fields: Iterable[tuple[str, Any]]) -> np.dtype[np.void]:
    return np.dtype(list(fields), align=True)


def _kind(owner: type, name: str, annotation: Any) -> str:
    for base in getattr(annotation, "__mro__", ()):
        if base in _KINDS:
            return _KINDS[base]
    raise TypeError(f"{owner.__name__}.{name} must be a float, an int or a bool, not {annotation}")
