"""What one visitor has set and asked so far; one tab has one, and no other sees it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path

from turnaround_sim.beliefs import Uncertainty
from turnaround_sim.dashboard.engine import Turn
from turnaround_sim.dashboard.explore.asked import Asked, as_text, from_text, values_of
from turnaround_sim.dashboard.explore.uploads import checked, file_name, one_line, reasons_in
from turnaround_sim.mistakes import Mistake
from turnaround_sim.provenance import Number
from turnaround_sim.scenario import Scenario, shipped_scenarios

MOST_UPLOADS = 5


@dataclass
class Held:
    """One visitor's settings, the turn they wait for, and the comparison whose picture they see.

    `wrong` are messages about a link or an upload, `told` one about the last run; the picture stays whatever they say.
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
    told: str = ""
    is_fault: bool = False
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
        of = self.moved if path.startswith("levers.") else self.believed
        if as_text(value) == as_text(self.usual()[path]):
            of.pop(path, None)
        else:
            of[path] = as_text(value)

    def reset(self, path: str = "") -> None:
        """Take back one change, or all of them if none is named."""
        for of in (self.moved, self.believed, self.why):
            if path:
                of.pop(path, None)
            else:
                of.clear()

    def start_from(self, name: str) -> None:
        """Let yours start from another scenario; what it has already is no change any more."""
        self.b = name
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
