"""A table of a file held against what it may say: pydantic looks, and the user's mistake is told in one sentence."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, TypeVar, get_args, get_origin

from pydantic import BaseModel, ConfigDict, ValidationError

from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.provenance import written


class Table(BaseModel):
    """What a table may say: its keys with their types, each described in words."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False)


Said = TypeVar("Said", bound=Table)


def checked(model: type[Said], said: object, file: str, place: str = "", joint: str = ": ") -> Said:
    """The table as the model has it, or Mistake at the first thing that is wrong; `place` is where it stands.

    What is allowed is said in the model: the description of a field, or the words of a `Literal`.
    """
    if not isinstance(said, Mapping):
        raise wrong(file, place, said, f"{written(said)} is not a table; allowed: keys with values")
    try:
        return model.model_validate(dict(said))
    except ValidationError as refusal:
        # Names before values: a wrong name leaves its value unread.
        errors = sorted(refusal.errors(), key=lambda error: error["type"] != "extra_forbidden")
    error = errors[0]
    name = str(error["loc"][0])
    key = f"{place}{joint}{name}" if place else name
    keys = tuple(model.model_fields)
    if error["type"] == "missing":
        raise Mistake(f"{key} is missing; allowed: {', '.join(keys)}", file=file, key=key)
    if error["type"] == "extra_forbidden":
        text = f"{written(said[name])} is not a known key; allowed: {', '.join(keys) or 'none'}{nearest(name, keys)}"
        raise wrong(file, key, said[name], text)
    # Of a list the element is shown that is wrong, where it is one element.
    value = said[name]
    if len(error["loc"]) > 1 and isinstance(value, list):
        value = value[int(error["loc"][1])]
    words = words_of(model.model_fields[name].annotation)
    allowed = ", ".join(word or '""' for word in words) or str(model.model_fields[name].description)
    near = nearest(value, words) if isinstance(value, str) else ""
    raise wrong(file, key, value, f"{written(value)} will not do; allowed: {allowed}{near}")


def wrong(file: str, key: str, value: object, text: str) -> Mistake:
    """The mistake of having said a value at a key; `text` starts with the value and says what is allowed."""
    told = written(value) if value == "" or isinstance(value, bool) else value
    return Mistake(f"{key} = {text}", file=file, key=key, value=None if isinstance(value, dict | list) else told)


def words_of(annotation: Any) -> tuple[str, ...]:
    """The words that a `Literal`, or a list of them, allows; none for any other type."""
    if get_origin(annotation) is list:
        return words_of(get_args(annotation)[0])
    return tuple(get_args(annotation)) if get_origin(annotation) is Literal else ()


def one_name(file: str, key: str, value: str, names: Iterable[str], what: str) -> None:
    """Nothing if the value is one of these names, else the mistake; `what` says what it should name."""
    allowed = tuple(names)
    if value not in allowed:
        text = f"{written(value)} is not {what}; allowed: {', '.join(allowed)}{nearest(value, allowed)}"
        raise wrong(file, key, value, text)
