"""What one visitor has set and asked so far; one tab has one, and no other sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Literal, cast

from turnaround_sim.beliefs import Uncertainty
from turnaround_sim.dashboard.engine import Turn
from turnaround_sim.dashboard.explore.asked import MOST_REPLICATES, REPLICATES, Asked, as_text, from_text, values_of
from turnaround_sim.dashboard.explore.cards import cards
from turnaround_sim.dashboard.explore.link import MOST_SEED
from turnaround_sim.dashboard.explore.uploads import checked, file_name, one_line, reasons_in
from turnaround_sim.mistakes import Mistake
from turnaround_sim.provenance import Number
from turnaround_sim.scenario import Scenario, shipped_scenarios

MOST_UPLOADS = 5


@dataclass(frozen=True)
class Refused:
    """A value that was typed and is not allowed, and what is."""

    value: float
    message: str


@dataclass(frozen=True)
class Taken:
    """Changes and reasons before those under `levers.` or `parameters.` were taken back together."""

    whole: str
    moved: Mapping[str, str]
    believed: Mapping[str, str]
    why: Mapping[str, str]


@dataclass
class Held:
    """One visitor's settings, the turn they wait for, and the comparison whose picture they see.

    `wrong` are messages about a link or an upload, `told` one about the last run, and `is_stopped` whether it was
    stopped; the picture stays whatever they say.
    `refused` has what was typed and is not allowed, by its path or name: while there is any, nothing is run. `taken` is
    what the last reset of all took back, until something else is changed.
    """

    a: str = "england"
    b: str = "england"
    moved: dict[str, str] = field(default_factory=dict)
    believed: dict[str, str] = field(default_factory=dict)
    why: dict[str, str] = field(default_factory=dict)
    replicates: int = 100
    seed: int = 1
    uncertainty: Uncertainty = "posterior"
    uploads: dict[str, str] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    refused: dict[str, Refused] = field(default_factory=dict)
    taken: Taken | None = None
    told: str = ""
    is_fault: bool = False
    is_stopped: bool = False
    turn: Turn | None = None
    pictured: Asked | None = None
    folder: Path | None = None

    @classmethod
    def of(cls, asked: Asked, wrong: list[str]) -> "Held":
        """What is set when somebody opens a link."""
        return cls(
            asked.a, asked.b, dict(asked.moved), dict(asked.believed), dict(asked.why), asked.replicates, asked.seed,
            asked.uncertainty, wrong=wrong,
        )  # fmt: skip

    @property
    def asked(self) -> Asked:
        """The comparison as it is set now."""
        kept = {name: self.uploads[name] for name in (self.a, self.b) if name in self.uploads}
        why = {path: text for path, text in self.why.items() if text and path in {**self.moved, **self.believed}}
        return Asked(
            self.a, self.b, dict(self.moved), dict(self.believed), why, self.replicates, self.seed, self.uncertainty,
            kept,
        )  # fmt: skip

    @property
    def is_stale(self) -> bool:
        """Whether the picture is of other settings than those that are set."""
        return self.pictured is not None and _decides(self.pictured) != _decides(self.asked)

    @property
    def is_under_way(self) -> bool:
        """Whether what is set is what is waited for already."""
        return self.turn is not None and _decides(self.turn.asked) == _decides(self.asked)

    @property
    def scenarios(self) -> list[str]:
        """The scenarios that can be chosen: the shipped ones, then the visitor's own."""
        return [*shipped_scenarios(), *self.uploads]

    def scenario(self) -> Scenario:
        """The scenario that yours starts from."""
        return _read(self.b, self.uploads.get(self.b, ""))

    def usual(self) -> Mapping[str, Number | str]:
        """The value of every lever and parameter there, by full path."""
        return _values(self.b, self.uploads.get(self.b, ""))

    def value(self, path: str) -> Number | str:
        """The value that is set at a path."""
        text = self.moved.get(path, self.believed.get(path))
        return self.usual()[path] if text is None else from_text(path, text)

    def is_changed(self, path: str) -> bool:
        """Whether a lever or a parameter is not as in the scenario that yours starts from."""
        return path in self.moved or path in self.believed

    def set(self, path: str, value: Number | str) -> None:
        """Set a lever for yours, or a parameter for both; the usual value unsets it."""
        self.taken = None
        self.refused.pop(path, None)
        of = self.moved if path.startswith("levers.") else self.believed
        if as_text(value) == as_text(self.usual()[path]):
            of.pop(path, None)
        else:
            of[path] = as_text(value)

    def enter(self, path: str, value: float | None) -> None:
        """Set what was typed into a field; an empty one means the usual value, and what is not allowed is refused."""
        try:
            self.set(path, self.usual()[path] if value is None else cards()[path].read(value))
        except Mistake as mistake:
            self.taken = None
            self.refused[path] = Refused(cast(float, value), str(mistake))

    def enter_number(self, name: Literal["replicates", "seed"], value: float | None) -> None:
        """The same for how it is run."""
        usual, least, most = {"replicates": (REPLICATES, 1, MOST_REPLICATES), "seed": (1, 0, MOST_SEED)}[name]
        value = usual if value is None else value
        if least <= value <= most and value == int(value):
            self.refused.pop(name, None)
            setattr(self, name, int(value))
        else:
            text = f"{name.capitalize()}: {value:.15g} is not allowed; a whole number from {least} to {most} is"
            self.refused[name] = Refused(value, text)

    def entered(self, path: str) -> Number | str:
        """What stands in the field of a lever, a parameter or a number: what is set, or what was refused."""
        if path in self.refused:
            return self.refused[path].value
        return cast(int, getattr(self, path)) if path in ("replicates", "seed") else self.value(path)

    def reset(self, path: str) -> None:
        """Take back one change and its reason."""
        self.taken = None
        for of in (self.moved, self.believed, self.why, self.refused):
            of.pop(path, None)

    def reset_all(self, whole: str) -> None:
        """Take back every change under `levers.` or `parameters.`, in such a way that it can be put back."""
        taken = Taken(whole, dict(self.moved), dict(self.believed), dict(self.why))
        for path in [path for path in (*self.moved, *self.believed, *self.refused) if path.startswith(whole)]:
            self.reset(path)
        self.taken = taken

    def put_back(self) -> None:
        """Put back what the last reset of all took, reasons included."""
        if self.taken is not None:
            self.moved, self.believed, self.why = (
                dict(self.taken.moved),
                dict(self.taken.believed),
                dict(self.taken.why),
            )
            self.taken = None

    def start_from(self, name: str) -> None:
        """Let yours start from another scenario; what it has already is no change any more."""
        self.b, self.taken = name, None
        usual = self.usual()
        for of in (self.moved, self.believed):
            for path in [path for path, text in of.items() if text == as_text(usual[path])]:
                del of[path]

    def give_reason(self, path: str, text: str) -> None:
        """Say why a value is set."""
        self.why[path] = one_line(text)

    def take(self, name: str, content: bytes) -> None:
        """Take a visitor's own scenario file and let yours start from it; what is wrong is said, nothing is lost."""
        name = file_name(name)
        try:
            if len(self.uploads) >= MOST_UPLOADS and name not in self.uploads:
                text = f"{MOST_UPLOADS} files are held already; load the page anew to begin again"
                raise Mistake(text, file=name)
            text = checked(name, content)
        except Mistake as mistake:
            self.wrong = [str(mistake)]
            return
        self.wrong = []
        self.uploads[name] = text
        self.why |= reasons_in(text)
        self.start_from(name)


def _decides(asked: Asked) -> tuple[object, ...]:
    """What decides the numbers."""
    return (
        asked.a,
        asked.b,
        dict(asked.moved),
        dict(asked.believed),
        asked.replicates,
        asked.seed,
        asked.uncertainty,
        dict(asked.uploads),
    )


@lru_cache(maxsize=64)
def _read(name: str, text: str) -> Scenario:
    return Asked(uploads={name: text} if text else {}).read(name)


@lru_cache(maxsize=64)
def _values(name: str, text: str) -> Mapping[str, Number | str]:
    return values_of(_read(name, text))
