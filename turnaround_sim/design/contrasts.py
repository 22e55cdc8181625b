"""Contrasts: one arm set against another than the common baseline, with what was expected of it."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from turnaround_sim import dictionary
from turnaround_sim.design.grids import listed, one_of
from turnaround_sim.provenance import written
from turnaround_sim.scenario import Place

Way = Literal["lower", "higher"]
WAYS: tuple[Way, ...] = ("lower", "higher")
NEEDED = ("name", "a", "b", "outcome", "expected")


@dataclass(frozen=True)
class Contrast:
    """A claim put to the test: arm `b` beside arm `a`, in which `outcome` is expected to be lower or higher."""

    name: str
    a: str
    b: str
    outcome: str
    expected: Way
    claim: str = ""


def read_contrasts(place: Place, said: object, arms: Collection[str]) -> tuple[Contrast, ...]:
    """The contrasts as a file says them, checked; Mistake if they are wrong."""
    found: list[Contrast] = []
    for number, one in enumerate(listed(place, said), start=1):
        at = Place(place.file, f"contrast {number}")
        table = at.table(one)
        at.keys(table, (*NEEDED, "claim"), needed=NEEDED)
        contrast = Contrast(
            name=at.at("name").text(table["name"]),
            a=one_of(at.at("a"), table["a"], tuple(arms)),
            b=one_of(at.at("b"), table["b"], tuple(arms)),
            outcome=one_of(at.at("outcome"), table["outcome"], tuple(c.name for c in dictionary.OUTCOMES)),
            expected=one_of(at.at("expected"), table["expected"], WAYS),
            claim=" ".join(at.at("claim").text(table.get("claim", "")).split()),
        )
        if not contrast.name.strip():
            raise at.at("name").mistake(contrast.name, f"{written('')} is no name; allowed: a line of text")
        if contrast.name in [other.name for other in found]:
            text = f"{written(contrast.name)} names another contrast already; allowed: a name for each"
            raise at.at("name").mistake(contrast.name, text)
        if contrast.a == contrast.b:
            raise at.at("b").mistake(contrast.b, f"{written(contrast.b)} is arm a too; allowed: another arm")
        found.append(contrast)
    return tuple(found)
