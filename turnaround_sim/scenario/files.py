"""Scenario files: TOML that says only what differs from the scenario it extends."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from turnaround_sim.cohort import Cohort, read_cohort
from turnaround_sim.events import EventKind
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Groups, Number, declared_paths, groups_of, with_values, written
from turnaround_sim.scenario.checks import COUNTS, LeverChange, Place, PlannedEvent, likely, read_change, read_event
from turnaround_sim.scenario.plan import Scenario, check_world
from turnaround_sim.scenario.sources import ON_THE_COMMAND_LINE, TEXTS, Layer, from_command_line, lineage

SYNTHETIC = "synthetic"

_WHOLES: Mapping[str, type[Groups]] = {"parameters": Parameters, "levers": Levers}
_LISTS = ("changes", "events")
_KEYS = (*TEXTS, *COUNTS, *_WHOLES, *_LISTS, "inherit_changes", "inherit_events")
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


def read_scenario(name_or_path: str | Path, sets: Mapping[str, object] = MappingProxyType({})) -> Scenario:
    """A scenario from a file, or one that comes with the package, with single values replaced.

    Parameters
    ----------
    name_or_path
        A TOML file, else the name of a shipped scenario.
    sets
        Dotted paths (`parameters.leadership.x`, `levers.leadership.patience`, `months`) and their values, which win
        over the file. A text is read as TOML, and as plain text where it is none: `"12"` is a number, `"nearest"` a
        word. Files are sought from the working directory.

    Raises
    ------
    Mistake
        At the first thing that is wrong, with file, key, value, what is allowed and the nearest right name.

    Notes
    -----
    Tables of parent and child merge; lists (`changes`, `events`) of the child follow those of the parent, unless
    `inherit_changes` or `inherit_events` is false. A child has a name, title and description of its own. Where a file
    says `trusts` but not `systems`, systems keep the parent's number of trusts each.
    """
    layers = lineage(str(name_or_path))
    draft = _Draft()
    for depth, layer in enumerate([*layers, from_command_line(sets)]):
        _lay(draft, layer, depth)
    return _finish(draft, layers[-1])


def scenario_from(
    said: Mapping[str, object], place: Place, folder: Path, sets: Mapping[str, object] = MappingProxyType({})
) -> Scenario:
    """A scenario told in a table of another file, in the words of a scenario file; paths in it start from `folder`.

    Raises Mistake as `read_scenario` does, its keys under the place of the table.
    """
    own = Layer(place.file, folder, said, place.key)
    at = own.place.at("extends")
    parents = lineage(at.text(said["extends"]), folder, at) if "extends" in said else []
    draft = _Draft()
    for depth, layer in enumerate([*parents, own, from_command_line(sets)]):
        _lay(draft, layer, depth)
    return _finish(draft, own)


@dataclass(frozen=True)
class _Said:
    """A count with the place that said it; depth counts from the eldest file, and is -1 for what nobody said."""

    value: int
    place: Place
    depth: int = -1


@dataclass(frozen=True)
class _Listed:
    """A change or an event as it was said, unread as yet."""

    said: object
    place: Place
    depth: int


@dataclass
class _Draft:
    """What the files have said so far, eldest first."""

    texts: dict[str, str] = field(default_factory=dict)
    counts: dict[str, _Said] = field(
        default_factory=lambda: {name: _Said(int(d.value), Place("")) for name, d in COUNTS.items()}
    )
    # The last systems that were said, and the trusts they were said with.
    pattern: tuple[int, int] = (int(COUNTS["systems"].value), int(COUNTS["trusts"].value))
    cohort: tuple[Path, Place, int] | None = None
    values: dict[str, dict[str, Number]] = field(default_factory=lambda: {whole: {} for whole in _WHOLES})
    lists: dict[str, list[_Listed]] = field(default_factory=lambda: {name: [] for name in _LISTS})


def _lay(draft: _Draft, layer: Layer, depth: int) -> None:
    """Put what one file says over what its elders said."""
    said, file = layer.said, layer.place
    allowed = _KEYS if layer.file != ON_THE_COMMAND_LINE else [key for key in _KEYS if key != "extends"]
    for key, value in said.items():
        if key not in allowed:
            raise _unknown(file, key, value, allowed)
    kept = draft.texts if layer.file == ON_THE_COMMAND_LINE else {}
    draft.texts = {**kept, **{key: file.at(key).text(said[key]) for key in TEXTS if key in said}}
    for name, declared in COUNTS.items():
        if name in said:
            draft.counts[name] = _Said(file.at(name).whole(declared, said[name]), file, depth)
    trusts = draft.counts["trusts"].value
    if "systems" in said:
        draft.pattern = (draft.counts["systems"].value, trusts)
    elif "trusts" in said:
        systems = round(draft.pattern[0] * trusts / draft.pattern[1])
        draft.counts["systems"] = _Said(min(max(systems, 1), trusts), file)
    if "cohort" in said:
        name = draft.texts["cohort"]
        draft.cohort = None if name == SYNTHETIC else (layer.folder / name, file.at("cohort"), depth)
    for whole in _WHOLES:
        draft.values[whole] |= _values(file, whole, said.get(whole, {}))
    for name in _LISTS:
        elders = draft.lists[name] if _inherits(file, f"inherit_{name}", said) else []
        draft.lists[name] = [*elders, *_listed(file, name, said.get(name, []), depth)]


def _values(file: Place, whole: str, said: object) -> dict[str, Number]:
    """Numbers of `[parameters]` or `[levers]` by dotted path, checked."""
    groups, paths = groups_of(_WHOLES[whole]), declared_paths(_WHOLES[whole])
    values = {}
    for group, table in file.at(whole).table(said).items():
        if group not in groups:
            raise _unknown(file, f"{whole}.{group}", table, groups)
        for name, value in file.at(f"{whole}.{group}").table(table).items():
            path = f"{group}.{name}"
            if path not in paths:
                raise _unknown(file, f"{whole}.{path}", value, groups[group].model_fields)
            values[path] = file.at(f"{whole}.{path}").number(paths[path], value)
    return values


def _inherits(file: Place, key: str, said: Mapping[str, object]) -> bool:
    value = said.get(key, True)
    if not isinstance(value, bool):
        raise file.at(key).mistake(value, f"{written(value)} is neither true nor false")
    return value


def _listed(file: Place, name: str, said: object, depth: int) -> Iterator[_Listed]:
    if not isinstance(said, list):
        text = f"{written(said)} is not a list; allowed: one table after another, each under [[{name}]]"
        raise file.at(name).mistake(said, text)
    for number, one in enumerate(said, start=1):
        yield _Listed(one, file.at(f"{name.removesuffix('s')} {number}"), depth)


def _unknown(file: Place, key: str, value: object, allowed: Iterable[str]) -> Mistake:
    shown = "" if isinstance(value, dict | list) else f" = {written(value)}"
    full = file.at(key).key
    text = f"{full}{shown} is not a known key; allowed: {', '.join(allowed)}{_near(key, value)}"
    return Mistake(text, file=file.file, key=full, value=None if isinstance(value, dict | list) else value)


def _near(key: str, value: object) -> str:
    while isinstance(value, dict) and value and key not in _WHOLES:
        inner, value = next(iter(value.items()))
        key = f"{key}.{inner}"
    return likely(key, [*_KEYS, *(f"{whole}.{path}" for whole in _WHOLES for path in declared_paths(_WHOLES[whole]))])


def _finish(draft: _Draft, youngest: Layer) -> Scenario:
    """The scenario that the files say together."""
    cohort = _own_cohort(draft)
    counts = {name: said.value for name, said in draft.counts.items()}
    check_world(
        counts["trusts"], counts["systems"], cohort, draft.counts["trusts"].place, draft.counts["systems"].place
    )
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(youngest.file).stem).strip("-._") or "scenario"
    name = draft.texts.get("name", stem)
    if not _NAME.fullmatch(name):
        text = f"{written(name)} cannot name a folder; allowed: letters, digits, dots, dashes and underscores"
        raise youngest.place.at("name").mistake(name, text)
    return Scenario(
        name=name,
        title=draft.texts.get("title", ""),
        description=draft.texts.get("description", ""),
        **counts,
        parameters=with_values(Parameters(), draft.values["parameters"]),
        levers=with_values(Levers(), draft.values["levers"]),
        changes=tuple(_changes(draft)),
        events=tuple(_events(draft)),
        own_cohort=cohort,
    )


def _own_cohort(draft: _Draft) -> Cohort | None:
    """The cohort the files name, if any; numbers of trusts and systems said by its elders give way to its own."""
    if draft.cohort is None:
        return None
    path, place, depth = draft.cohort
    if not path.is_file():
        near = nearest(path.name, (other.name for other in path.parent.glob("*.csv")))
        raise place.mistake(str(path), f'"{path}" is no file; allowed: a CSV file, or "{SYNTHETIC}"{near}')
    cohort = read_cohort(path)
    for name, held in (("trusts", cohort.trusts), ("systems", cohort.systems)):
        if draft.counts[name].depth < depth:
            draft.counts[name] = _Said(held, draft.counts[name].place)
    return cohort


def _changes(draft: _Draft) -> Iterator[LeverChange]:
    for one in draft.lists["changes"]:
        change = read_change(one.place, one.place.table(one.said), draft.counts["trusts"].value)
        _within(draft, one, min(change.month, change.month if change.known_from is None else change.known_from))
        yield change


def _events(draft: _Draft) -> Iterator[PlannedEvent]:
    taken: dict[tuple[int, Number], int] = {}
    for one in draft.lists["events"]:
        event = read_event(one.place, one.place.table(one.said), draft.counts["trusts"].value)
        _within(draft, one, event.month)
        if event.do == EventKind.ACQUIRE.word:
            partner = event.details["partner"]
            first = taken.setdefault((event.month, partner), event.trust)
            if first != event.trust:
                text = f"{partner} takes over trust {first} in month {event.month} already; allowed: one a month"
                raise one.place.at("with", ".").at("partner").mistake(partner, text)
        yield event


def _within(draft: _Draft, one: _Listed, month: int) -> None:
    """Mistake if something is to happen after the end, unless the end was moved by someone who came later."""
    months = draft.counts["months"]
    if month >= months.value and one.depth >= months.depth:
        text = f"{month} is after the end; allowed 0 to {months.value - 1}, for months = {months.value}"
        raise one.place.at("month").mistake(month, text)
