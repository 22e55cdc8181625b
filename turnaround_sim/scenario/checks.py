"""What a scenario may say about counts, lever changes and events, checked where it was said."""

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from turnaround_sim.events import LONGEST, MOST_TRUSTS, SAYS, EventKind
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.provenance import Declared, Number, declared_paths, groups_of, written


def _count(name: str, value: int, low: int, high: int, note: str) -> Declared:
    return Declared(name, int, value, "1", low, high, "chosen", note=note)


COUNTS = {
    "months": _count("months", 120, 1, LONGEST, "how long the world is watched, from July 2013"),
    "trusts": _count("trusts", 220, 2, MOST_TRUSTS, "how many trusts there are"),
    "systems": _count("systems", 42, 1, MOST_TRUSTS, "how many systems share them"),
    "burn_in": _count("burn_in", 60, 0, 600, "how long the world runs unseen before month 0"),
}
NATIONAL = frozenset(
    {
        "director.pool",
        "funding.allocation",
        "funding.envelope",
        "funding.envelope_years",
        "regime.inspections_a_month",
        "regime.review_entries",
    }
)
"""Levers that only the nation has: no trust has one of its own, so none can be changed for one trust."""
_MONTH = _count("month", 0, 0, LONGEST - 1, "months from the scenario's start")
_TRUST = _count("trust", 0, 0, MOST_TRUSTS - 1, "number of the trust")


@dataclass(frozen=True)
class LeverChange:
    """A lever takes a new value from a month on, everywhere or for one trust.

    Only everywhere: `director.pool`, `funding.allocation`, `funding.envelope`, `funding.envelope_years`,
    `regime.inspections_a_month` and `regime.review_entries`, which the nation has and no trust.
    `announced` is the month in which people come to know of it: None for the month itself, False for never.
    """

    month: int
    lever: str
    value: Number | str
    trust: int | None = None
    announced: int | None = None
    why: str = ""

    @property
    def known_from(self) -> int | None:
        """The month from which the change is known; None if it never is."""
        if self.announced is False:
            return None
        return self.month if self.announced is None else self.announced


@dataclass(frozen=True)
class PlannedEvent:
    """Something happens to one trust in one month; `details` says more, as `turnaround_sim.events.SAYS` lists."""

    month: int
    trust: int
    do: str
    details: Mapping[str, Number] = field(default_factory=dict)
    why: str = ""


@dataclass(frozen=True)
class Place:
    """Where something was said: the file, and the key in it."""

    file: str
    key: str = ""
    joint: str = ": "

    def at(self, key: str, joint: str = ": ") -> "Place":
        """A key within this place; `joint` is what stands between it and the keys within it."""
        return Place(self.file, f"{self.key}{self.joint}{key}" if self.key else key, joint)

    def mistake(self, value: object, text: str) -> Mistake:
        """The mistake of having said `value` here; `text` starts with the value and says what is allowed."""
        # As the message has it, so that the mistake does not show it a second time.
        told = written(value) if value == "" or isinstance(value, bool) else value
        return Mistake(f"{self.key} = {text}", file=self.file, key=self.key, value=told)

    def number(self, declared: Declared, value: object) -> Number:
        """A number as declared, or the mistake."""
        try:
            return declared.read(value)
        except ValueError as refusal:
            raise self.mistake(value, str(refusal)) from None

    def whole(self, declared: Declared, value: object) -> int:
        """A whole number as declared, or the mistake."""
        return int(self.number(declared, value))

    def text(self, value: object) -> str:
        """A text, or the mistake."""
        if not isinstance(value, str):
            raise self.mistake(value, f"{written(value)} is not text; allowed: text in quotation marks")
        return value

    def table(self, value: object) -> Mapping[str, object]:
        """A table of keys, or the mistake."""
        if not isinstance(value, Mapping):
            raise self.mistake(value, f"{written(value)} is not a table; allowed: keys with values")
        return value

    def keys(self, table: Mapping[str, object], allowed: Iterable[str], needed: Iterable[str] = ()) -> None:
        """Nothing if the table has the needed keys and only allowed ones, else the mistake."""
        names = tuple(allowed)
        words = ", ".join(names) or "none"
        for key, value in table.items():
            if key not in names:
                text = f"{written(value)} is not a known key; allowed: {words}{nearest(key, names)}"
                raise self.at(key).mistake(value, text)
        for key in needed:
            if key not in table:
                where = self.at(key)
                raise Mistake(f"{where.key} is missing; allowed: {words}", file=self.file, key=where.key)


def lever_paths() -> Mapping[str, Declared]:
    """Every lever by its dotted path without `levers.`: `leadership.patience`."""
    return declared_paths(Levers)


def likely(wrong: str, paths: Iterable[str]) -> str:
    """The end of a sentence that offers the right dotted path: one of the same last name, else the most alike."""
    known = [path for path in paths if path != wrong]
    names = {path: path.rsplit(".", 1)[-1] for path in known}
    last = wrong.rsplit(".", 1)[-1]
    same = [path for path in known if names[path] == last]
    alike = difflib.get_close_matches(last, names.values(), n=1)
    offers = [
        difflib.get_close_matches(wrong, same, n=1) or same[:1],
        difflib.get_close_matches(wrong, known, n=1),
        [path for path in known if names[path] in alike],
    ]
    return next((f'; did you mean "{offer[0]}"?' for offer in offers if offer), "")


def read_change(place: Place, said: Mapping[str, object], trusts: int = MOST_TRUSTS) -> LeverChange:
    """A change of a lever as a scenario says it, checked; Mistake if it is wrong."""
    place.keys(said, ("month", "lever", "value", "trust", "announced", "why"), needed=("month", "lever", "value"))
    lever = place.at("lever").text(said["lever"]).removeprefix("levers.")
    if lever not in lever_paths():
        group = lever.split(".")[0]
        allowed = [path for path in lever_paths() if path.startswith(f"{group}.")] or [
            f"{g}.…" for g in groups_of(Levers)
        ]
        text = f"{written(said['lever'])} is not a lever; allowed: {', '.join(allowed)}{likely(lever, lever_paths())}"
        raise place.at("lever").mistake(said["lever"], text)
    if said.get("trust") is not None and lever in NATIONAL:
        trust = said["trust"]
        text = f"{written(trust)} is one trust, but {lever} holds for the nation only; allowed: no trust at all"
        raise place.at("trust").mistake(trust, text)
    declared = lever_paths()[lever]
    return LeverChange(
        month=place.at("month").whole(_MONTH, said["month"]),
        lever=lever,
        value=place.at(f"levers.{lever}").number(declared, said["value"]),
        trust=None if said.get("trust") is None else read_trust(place, said["trust"], trusts),
        announced=_announced(place.at("announced"), said.get("announced")),
        why=place.at("why").text(said.get("why", "")),
    )


def read_event(place: Place, said: Mapping[str, object], trusts: int = MOST_TRUSTS) -> PlannedEvent:
    """An event as a scenario says it, checked; Mistake if it is wrong."""
    place.keys(said, ("month", "trust", "do", "with", "why"), needed=("month", "trust", "do"))
    do = place.at("do").text(said["do"])
    words = [kind.word for kind in EventKind]
    if do not in words:
        text = f"{written(do)} is not an event; allowed: {', '.join(words)}{nearest(do, words)}"
        raise place.at("do").mistake(do, text)
    trust = read_trust(place, said["trust"], trusts)
    return PlannedEvent(
        month=place.at("month").whole(_MONTH, said["month"]),
        trust=trust,
        do=do,
        details=_details(place.at("with", "."), EventKind[do.upper()], said.get("with", {}), trust, trusts),
        why=place.at("why").text(said.get("why", "")),
    )


def read_trust(place: Place, value: object, trusts: int, key: str = "trust") -> int:
    """The number of one of so many trusts; Mistake if there is no such trust."""
    return place.at(key).whole(replace(_TRUST, high=trusts - 1), value)


def _details(place: Place, kind: EventKind, said: object, trust: int, trusts: int) -> dict[str, Number]:
    table = place.table(said)
    sayings = SAYS[kind]
    place.keys(table, sayings, needed=[name for name, saying in sayings.items() if saying.needed])
    details = {}
    for name, value in table.items():
        declared = sayings[name].declared
        if name == "partner":
            declared = replace(declared, high=trusts - 1)
        details[name] = place.at(name).number(declared, value)
        if name == "partner" and details[name] == trust:
            text = f"{written(value)} is the trust itself; allowed: any other of 0 to {trusts - 1}"
            raise place.at(name).mistake(value, text)
    return details


def _announced(place: Place, value: object) -> int | None:
    if value is None:
        return None
    if value is False:
        return False
    if value is True:
        raise place.mistake(value, "true is no month; allowed 0 to 1199, or false for a change nobody is told of")
    return place.whole(_MONTH, value)
