"""Levers and parameters as the page puts them: in plain words, the dozen first that most people ask for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cache, cached_property

from turnaround_sim.analysis.informing import PRICED_BY
from turnaround_sim.assurance.bibliography import entry
from turnaround_sim.assurance.grades import GRADES, grade
from turnaround_sim.assurance.register import register
from turnaround_sim.beliefs import is_informed, uncertain
from turnaround_sim.dashboard.explore.asked import as_text, known
from turnaround_sim.mistakes import Mistake
from turnaround_sim.provenance import Declared, Number, tidy
from turnaround_sim.scenario import Scenario

FIRST: Mapping[str, str] = {
    "levers.leadership.patience": "Patience with a leader",
    "levers.leadership.removal_at_entry": "Leader removed at entry",
    "levers.director.days": "Improvement director: time",
    "levers.director.style": "Improvement director: style",
    "levers.director.stay": "Improvement director: stay",
    "levers.buddy.share": "Trusts given a buddy",
    "levers.funding.millions": "Money for a trust",
    "levers.funding.posts": "Money: part for temporary posts",
    "levers.funding.consultants": "Money: part for consultants",
    "levers.funding.capability": "Money: part for capability",
    "levers.oversight.requests": "Requests for reports",
    "levers.system.support": "Support by the local system",
}
"""The levers that people ask for first, with a name for each."""

GROUPS: Mapping[str, str] = {
    "leadership": "Leaders",
    "director": "Improvement directors",
    "buddy": "Buddies",
    "funding": "Money",
    "oversight": "Oversight",
    "system": "The local system",
    "regime": "Inspection, entry and exit",
    "environment": "Pressure on all",
}
"""The groups of levers, with a name for each."""

ALSO: Mapping[str, str] = {
    "levers.leadership.": "chief executive chair manager sacking dismissal",
    "levers.director.": "scrutiny coaching mentor adviser",
    "levers.buddy.": "partner twin",
    "levers.funding.": "money grant budget",
    "levers.oversight.": "scrutiny reporting bureaucracy burden",
    "levers.system.": "partners region",
    "levers.regime.": "cqc regulator rating",
    "levers.environment.": "demand winter",
}
"""Other words that people look for, by the beginning of a path."""

SCALES: Mapping[str, str] = {"0-1": "0 to 1", "-1-1": "−1 to 1"}
"""Units that are a scale, in words."""

SIZES = (0.001, 0.005, 0.01, 0.05, 0.1, 0.25, 0.5, 1.0, 5.0, 10.0)
"""Of a click."""


@dataclass(frozen=True)
class Card:
    """A lever or a parameter, by its full path, with the name that it has on the page."""

    path: str
    name: str
    declared: Declared

    @property
    def group(self) -> str:
        """The group that it belongs to."""
        return self.path.split(".")[1]

    @property
    def unit(self) -> str:
        """Its unit in words; nothing for a choice."""
        unit = self.declared.unit
        if self.declared.choices or self.declared.annotation is bool:
            return ""
        share = "0 to 1" if (self.declared.low, self.declared.high) == (0, 1) else "ratio"
        return {"1": share, **SCALES}.get(unit, unit)

    @property
    def label(self) -> str:
        """Its name with its unit."""
        return f"{self.name} [{self.unit}]" if self.unit else self.name

    @property
    def about(self) -> str:
        """What is decided or believed, and what is allowed."""
        note = self.declared.note
        said = f"{note[:1].upper()}{note[1:]}. " if note else ""
        if self.declared.choices or self.declared.annotation is bool:
            return said.strip()
        return f"{said}Allowed: {tidy(self.declared.low)} to {tidy(self.declared.high)}."

    def read(self, value: object) -> Number | str:
        """A value that was typed, choices as words. Raises Mistake, which says what is allowed."""
        declared = self.declared
        unit = "1" if declared.unit in SCALES else declared.unit
        if isinstance(value, float) and value.is_integer():
            value = int(value)
        try:
            return declared.word(replace(declared, unit=unit).read(value))
        except (ValueError, OverflowError) as refusal:
            raise Mistake(f"{self.name}: {refusal}") from None

    @property
    def step(self) -> float | int:
        """By how much one click moves it: a round number, small beside its range and its usual value."""
        if self.declared.annotation is int:
            return 1
        span = float(self.declared.high) - float(self.declared.low)
        most = min(span / 20, max(abs(float(self.declared.value)) / 2, span / 100))
        return max((size for size in SIZES if size <= most), default=SIZES[0])

    @cached_property
    def evidence(self) -> str:
        """Where its usual value comes from, each source in words, and how good the grounds are."""
        declared = self.declared
        sources = " ".join(f"{entry(key)}." for key in declared.sources)
        grounds = f"Sources: {sources}" if sources else "No source: our own setting."
        if self.path.startswith("levers."):
            usual = shown(self, declared.word(declared.value))
            scale = (
                f" on a scale from {SCALES[declared.unit]}" if declared.unit in SCALES and not declared.choices else ""
            )
            return f"A decision, not a belief; its usual value is {usual}{scale}. {grounds}"
        graded = grade(declared)
        drawn = ""
        if (path := self.path.removeprefix("parameters.")) in uncertain():
            record = "narrows it" if is_informed(path) else "says nothing of it"
            drawn = f"Drawn from its range unless you set it; the record {record}. "
        return f"{declared.kind.capitalize()}, grade {graded} ({GRADES[graded]}). {drawn}{grounds}"


@cache
def cards() -> Mapping[str, Card]:
    """Every lever and parameter by its full path, in the order in which they are declared."""
    return {path: Card(path, FIRST.get(path) or _named(path), declared) for path, declared in known().items()}


def levers() -> list[Card]:
    """All levers."""
    return [card for card in cards().values() if card.path.startswith("levers.")]


def parameters() -> list[Card]:
    """All parameters."""
    return [card for card in cards().values() if card.path.startswith("parameters.")]


def found(among: Iterable[Card], words: str) -> list[Card]:
    """Those in whose name, path, note or other words every word stands.

    >>> [card.path for card in found(levers(), "director style")]
    ['levers.director.style']
    """
    asked = words.lower().split()
    return [
        card
        for card in among
        if all(word in f"{card.name} {card.path} {card.declared.note} {_also(card)}".lower() for word in asked)
    ]


def _also(card: Card) -> str:
    """The words that a card is found by and does not show; the words of its choices are among them."""
    also = (words for path, words in ALSO.items() if card.path.startswith(path))
    return " ".join((*also, *card.declared.choices))


@cache
def rests_on(group: str) -> str:
    """What the levers of a group do rests on these parameters: how many, of which grade, and what the record says."""
    paths = PRICED_BY.get(group, ())
    graded = Counter(row.grade for row in register() if row.path in paths)
    told = ", ".join(f"{graded[letter]} of grade {letter}" for letter in "ABCD" if graded[letter])
    narrowed = sum(is_informed(path) for path in paths)
    record = f"the record narrows {narrowed} of them" if narrowed else "the record says nothing of any of them"
    return f"What these levers do rests on {len(paths)} parameters ({told}); {record}."


def dated(scenario: Scenario, path: str) -> str:
    """When the scenario itself changes a lever for all, so that a value set here ends then; nothing if it does not."""
    lever = path.removeprefix("levers.")
    months = sorted({change.month for change in scenario.changes if change.lever == lever and change.trust is None})
    if not months:
        return ""
    told = ", ".join(map(str, months))
    return f"The scenario itself sets it anew in month {told}: yours holds until month {months[0]}."


def shown(card: Card, value: object) -> str:
    """A value with its unit, as a sentence has it."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = as_text(value) if isinstance(value, int | float | str) else str(value)
    plain = card.unit in ("", "0 to 1", "−1 to 1", "ratio", "count")
    return text if plain else f"{text} {card.unit}"


def _named(path: str) -> str:
    _, group, name = path.split(".")
    words = name.replace("_", " ")
    one = {"director": "Director", "buddy": "Buddy", "funding": "Money"}.get(group)
    return f"{one}: {words}" if one else words.capitalize()
