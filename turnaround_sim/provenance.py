"""Where every number comes from: declared once, with its unit, range and source."""

import difflib
import math
from collections import namedtuple
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from numbers import Real
from types import MappingProxyType
from typing import Any, ClassVar, Literal, TypeVar, cast, get_args

from pydantic import BaseModel, ConfigDict, Field, ValidationInfo, field_validator

Kind = Literal["measured", "elicited", "calibrated", "assumed", "chosen"]
Number = float | int | bool
KINDS: tuple[Kind, ...] = get_args(Kind)
JUDGED = "2026-11"
"""When our own judgements were made; the date of every declaration that states none."""

AnyGroups = TypeVar("AnyGroups", bound="Groups")


@dataclass(frozen=True)
class Declared:
    """One number as it was declared: its value, unit, range and where it comes from.

    `low` and `high` are inclusive. `choices` holds the words of a coded field, in the order of its codes 0, 1, …
    """

    name: str
    annotation: type
    value: Number
    unit: str
    low: Number
    high: Number
    kind: Kind
    source: str = ""
    note: str = ""
    date: str = ""
    choices: tuple[str, ...] = ()

    @property
    def sources(self) -> tuple[str, ...]:
        """The bibliography keys and fact ids named by `source`, which a semicolon parts."""
        return tuple(key.strip() for key in self.source.split(";") if key.strip())

    @property
    def allowed(self) -> str:
        """What a user may write, in words."""
        if self.choices:
            return "one of " + ", ".join(self.choices)
        if self.annotation is bool:
            return "true or false"
        return f"{tidy(self.low)} to {tidy(self.high)}"

    def shown(self, value: object) -> str:
        """A value as the user wrote it, with its unit where it is a number."""
        if self.choices or self.annotation is bool or not _is_number(value) or self.unit == "1":
            return written(value)
        return f"{written(value)} {self.unit}"

    def word(self, value: Number) -> Number | str:
        """The word for a coded value; any other value unchanged."""
        return self.choices[int(value)] if self.choices else value

    def read(self, value: object) -> Number:
        """What a user wrote, as the engines hold it: float, int or bool; a word becomes its code.

        Raises ValueError, whose text starts with the value and says what is allowed.
        """
        if self.choices:
            return self._read_choice(value)
        if self.annotation is bool:
            if isinstance(value, bool):
                return value
            raise ValueError(f"{written(value)} is neither true nor false")
        if not _is_number(value):
            raise ValueError(f"{written(value)} is not a number; allowed {self._span}")
        number = cast(float, value)
        if not self.low <= number <= self.high:
            raise ValueError(f"{self.shown(value)} is out of range; allowed {self.allowed}")
        if self.annotation is int and number != int(number):
            raise ValueError(f"{self.shown(value)} is not a whole number; allowed {self.allowed}")
        return int(number) if self.annotation is int else float(number)

    def _read_choice(self, value: object) -> int:
        if isinstance(value, str) and value in self.choices:
            return self.choices.index(value)
        if _is_number(value) and value in range(len(self.choices)):
            return int(cast(int, value))
        near = difflib.get_close_matches(str(value), self.choices, n=1, cutoff=0.5)
        hint = f'; did you mean "{near[0]}"?' if near else ""
        raise ValueError(f"{written(value)} is not among the choices; allowed {self.allowed}{hint}")

    @property
    def _span(self) -> str:
        return self.allowed if self.unit == "1" else f"{self.allowed} {self.unit}"


def written(value: object) -> str:
    """A value as a scenario file writes it: text in quotes, true rather than True."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)


def tidy(value: Number) -> str:
    """A number at its shortest: 12 rather than 12.0."""
    whole = isinstance(value, float) and math.isfinite(value) and value == int(value)
    return written(int(value) if whole else value)


def _is_number(value: object) -> bool:
    return isinstance(value, Real) and not isinstance(value, bool)


class Group(BaseModel):
    """Numbers that belong together, each declared with where it comes from; frozen, and strict about names.

    Every field is a float, an int or a bool and is declared by one call of `measured`, `elicited`, `calibrated`,
    `assumed` or `chosen`; the class refuses to be made otherwise (TypeError). A value out of its range, of the wrong
    type or of an unknown name is refused (pydantic.ValidationError).
    """

    model_config = ConfigDict(frozen=True, extra="forbid", validate_default=True)

    _declared: ClassVar[tuple[Declared, ...]] = ()

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        cls._declared = tuple(_declared(cls, name) for name in cls.model_fields)

    @field_validator("*", mode="before")
    @classmethod
    def _read(cls, value: Any, info: ValidationInfo) -> Number:
        return next(d for d in cls._declared if d.name == info.field_name).read(value)


class Groups(BaseModel):
    """Groups together, one attribute each: `parameters.leadership`, `levers.funding`. Frozen, and strict about names.

    A subclass names its groups with their defaults: `leadership: Leadership = Leadership()`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        super().__pydantic_init_subclass__(**kwargs)
        for name, field in cls.model_fields.items():
            if not (isinstance(field.annotation, type) and issubclass(field.annotation, Group)):
                raise TypeError(f"{cls.__name__}.{name} is no Group")


def measured(
    value: Number,
    unit: str,
    *,
    low: Number | None = None,
    high: Number | None = None,
    source: str,
    note: str = "",
    date: str = "",
) -> Any:
    """A number someone has measured and published; `source` says where."""
    return _declare("measured", value, unit, low, high, source, note, date)


def elicited(
    value: Number,
    unit: str,
    *,
    low: Number | None = None,
    high: Number | None = None,
    source: str = "",
    note: str = "",
    date: str = "",
) -> Any:
    """A number that people who know the field have judged; `source` or `note` says who and how."""
    return _declare("elicited", value, unit, low, high, source, note, date)


def calibrated(
    value: Number,
    unit: str,
    *,
    low: Number | None = None,
    high: Number | None = None,
    source: str = "",
    note: str = "",
    date: str = "",
) -> Any:
    """A number set by hand near targets, some of which are then fitted; `source` or `note` names the targets."""
    return _declare("calibrated", value, unit, low, high, source, note, date)


def assumed(
    value: Number | str,
    unit: str,
    *,
    low: Number | None = None,
    high: Number | None = None,
    source: str = "",
    note: str = "",
    date: str = "",
    choices: tuple[str, ...] | None = None,
) -> Any:
    """A number we had to suppose; `note` (or `source`) gives the reason, and its sensitivity is owed."""
    return _declare("assumed", value, unit, low, high, source, note, date, choices)


def chosen(
    value: Number | str,
    unit: str,
    *,
    low: Number | None = None,
    high: Number | None = None,
    note: str,
    source: str = "",
    date: str = "",
    choices: tuple[str, ...] | None = None,
) -> Any:
    """A lever: a decision, not a belief; `note` says what is decided.

    With `choices` the field is an int, the code of a word, and users write the word.
    """
    return _declare("chosen", value, unit, low, high, source, note, date, choices)


def _declare(
    kind: Kind,
    value: Number | str,
    unit: str,
    low: Number | None,
    high: Number | None,
    source: str,
    note: str,
    date: str,
    choices: tuple[str, ...] | None = None,
) -> Any:
    words = tuple(choices or ())
    if isinstance(value, str):
        if value not in words:
            raise TypeError(f"{value!r} is not among the choices {words}")
        value = words.index(value)
    if words:
        low, high = 0, len(words) - 1
    elif isinstance(value, bool):
        low, high = False, True
    return Field(
        default=value,
        description=note or None,
        json_schema_extra={
            "kind": kind,
            "unit": unit,
            "low": low,
            "high": high,
            "source": source,
            "note": note,
            "date": date or JUDGED,
            "choices": list(words),
        },
    )


def _declared(group: type[Group], name: str) -> Declared:
    """The declaration of one field, checked: a wrong one is the author's error (TypeError)."""
    field = group.model_fields[name]
    where = f"{group.__name__}.{name}"
    stated = field.json_schema_extra
    if not (isinstance(stated, dict) and stated.get("kind") in KINDS):
        raise TypeError(f"{where} must be declared by one of {', '.join(KINDS)}")
    annotation: Any = field.annotation
    if annotation not in (float, int, bool):
        raise TypeError(f"{where} must be a float, an int or a bool, not {annotation}")
    facts = dict(cast(dict[str, Any], stated))
    if facts["low"] is None or facts["high"] is None:
        raise TypeError(f"{where} needs low and high")
    declared = Declared(name, annotation, value=field.default, **{**facts, "choices": tuple(facts["choices"])})
    if not declared.unit:
        raise TypeError(f'{where} needs a unit ("1" for a share or a ratio)')
    if len(set(declared.choices)) != len(declared.choices) or (declared.choices and field.annotation is not int):
        raise TypeError(f"{where}: choices are distinct words, and the field holding their code is an int")
    if not (declared.source or (declared.note and declared.kind != "measured")):
        raise TypeError(f"{where} is {declared.kind}: it needs a source" + " or a note" * (declared.kind != "measured"))
    if declared.low > declared.high:
        raise TypeError(f"{where}: low {declared.low} is above high {declared.high}")
    try:
        for value in (declared.value, declared.low, declared.high):
            declared.read(value)
    except ValueError as refusal:
        raise TypeError(f"{where}: {refusal}") from None
    return declared


def declarations(group: type[Group]) -> tuple[Declared, ...]:
    """Every field of a group as it was declared, in order."""
    return group._declared


def groups_of(groups: type[Groups]) -> dict[str, type[Group]]:
    """The groups of a whole, by name, in order."""
    return {name: cast(type[Group], field.annotation) for name, field in groups.model_fields.items()}


@cache
def declared_paths(groups: type[Groups]) -> Mapping[str, Declared]:
    """Every declaration of a whole by its dotted path, such as `leadership.patience`, in order."""
    return MappingProxyType(
        {f"{name}.{d.name}": d for name, group in groups_of(groups).items() for d in declarations(group)}
    )


def with_values(groups: AnyGroups, values: Mapping[str, object]) -> AnyGroups:
    """A copy with some numbers replaced, by dotted path: `{"leadership.patience": 12}`; the original is untouched.

    Raises KeyError for an unknown path and ValueError for a value that is not allowed.
    """
    declared = declared_paths(type(groups))
    changed: dict[str, dict[str, Number]] = {}
    for path, value in values.items():
        read = declared[path].read(value)
        group, name = path.split(".")
        changed.setdefault(group, {})[name] = read
    return groups.model_copy(
        update={group: getattr(groups, group).model_copy(update=new) for group, new in changed.items()}
    )


def in_words(groups: Groups) -> dict[str, dict[str, Number | str]]:
    """All numbers of a whole as plain nested dictionaries, fit for JSON and for a scenario file; choices as words."""
    return {
        name: {d.name: d.word(getattr(getattr(groups, name), d.name)) for d in declarations(group)}
        for name, group in groups_of(type(groups)).items()
    }


@cache
def _plain_type(name: str, fields: tuple[str, ...]) -> Any:
    return namedtuple(name, fields)


def plain(group: Group) -> Any:
    """A group as a named tuple of float, int and bool, quick to read in a loop and known to numba; choices as codes."""
    cls = type(group)
    names = tuple(cls.model_fields)
    return _plain_type(cls.__name__, names)(*(getattr(group, name) for name in names))


def engine_view(groups: AnyGroups) -> AnyGroups:
    """A whole as nested named tuples, read as the original is: `p.leadership.patience`.

    It is typed as the original, whose field names it has; it is immutable and hashable, and holds numbers only.
    """
    cls = type(groups)
    names = tuple(cls.model_fields)
    return cast(AnyGroups, _plain_type(cls.__name__, names)(*(plain(getattr(groups, name)) for name in names)))
