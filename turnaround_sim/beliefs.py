"""What could be true: sets of parameters drawn from declared ranges, or from what the record leaves of them."""

import csv
import hashlib
import math
from collections.abc import Mapping
from dataclasses import replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple, get_args

from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Declared, Number, declared_paths, with_values
from turnaround_sim.scenario import Scenario

Uncertainty = Literal["none", "prior", "posterior"]
UNCERTAINTIES: tuple[Uncertainty, ...] = get_args(Uncertainty)

PLAUSIBLE = Path(__file__).with_name("plausible.csv")
POSTERIOR = Path(__file__).with_name("posterior")
DRAWS = 400
"""Draws there are, of the prior and of the posterior."""

WORLDS_PER_DRAW = 4
"""Worlds that share one draw unless it is said otherwise: enough to tell what is unknown from chance."""

CONVENTIONS: Mapping[str, str] = MappingProxyType(
    {
        "systems.base": "fixes the middle of the scale",
        "operations.capacity": "is the unit in which interruptions are counted",
        "leadership.effects": "is the switch of the null",
        "support.effects": "is the switch of the null",
    }
)
"""Numbers that are no beliefs but choices of scale, and why; the population means that the null uses are others."""

_MEANS = "leadership.mean_", "workforce.mean_"
_BELIEVED = "elicited", "calibrated", "assumed"


@cache
def uncertain() -> Mapping[str, Declared]:
    """The parameters that are drawn, by path: those elicited, calibrated or assumed, conventions apart.

    What was measured keeps its value: its range says what is possible, not how badly it was measured.
    """
    return MappingProxyType(
        {
            path: declared
            for path, declared in declared_paths(Parameters).items()
            if declared.kind in _BELIEVED
            and declared.annotation is not bool
            and not declared.choices
            and path not in CONVENTIONS
            and not path.startswith(_MEANS)
        }
    )


@cache
def plausible() -> tuple[int, ...]:
    """The candidates that give an England which could be England: those that `analysis.screening` let pass."""
    with PLAUSIBLE.open(encoding="utf-8") as file:
        return tuple(int(row["candidate"]) for row in csv.DictReader(line for line in file if line[0] != "#"))


def draw_of(replicate: int, worlds_per_draw: int) -> int:
    """The draw that a replicate lives under; when all have been used the first comes again.

    >>> [draw_of(replicate, 4) for replicate in (0, 3, 4)]
    [0, 0, 1]
    """
    return replicate // worlds_per_draw % DRAWS


class Fitted(NamedTuple):
    """One draw of the posterior: the prior candidate that it comes from, and the values that were fitted."""

    candidate: int
    values: Mapping[str, float]


@cache
def posterior(model: str) -> tuple[Fitted, ...]:
    """The draws that `turnaround calibrate` left of the prior, each as likely as any other, for a model or its null.

    The first so many of them are a fair sample too.
    """
    with (POSTERIOR / f"{model}.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if line[0] != "#")
        return tuple(
            Fitted(int(row["candidate"]), {path: float(row[path]) for path in row if "." in path}) for row in rows
        )


@cache
def informed() -> Mapping[str, float]:
    """How much of each uncertain parameter's prior spread the record leaves, and only where it was fitted.

    The posterior's standard deviation over the prior's; 1 where a parameter was not fitted: of that the record is taken
    to say nothing.
    """
    with (POSTERIOR / "informed.csv").open(encoding="utf-8") as file:
        rows = csv.DictReader(line for line in file if line[0] != "#")
        return MappingProxyType({row["parameter"]: float(row["ratio"]) for row in rows})


SILENT = 0.8
"""Where more than this is left of a parameter's spread, the record says nothing of it."""


def is_informed(path: str) -> bool:
    """Whether the record says something of a parameter."""
    return informed().get(path, 1.0) <= SILENT


def drawn(parameters: Parameters, draw: int, uncertainty: Uncertainty = "prior") -> Parameters:
    """One set of beliefs, the draw-th of the prior or the posterior; the seed of a run has no part in it.

    A scenario in which leaders and support do nothing has the posterior of the null.
    """
    if uncertainty == "prior":
        return candidate(parameters, plausible()[draw])
    null = parameters.leadership.effects == 0.0 and parameters.support.effects == 0.0
    return fitted_to(parameters, *posterior("null" if null else "england")[draw])


def fitted_to(parameters: Parameters, number: int, values: Mapping[str, float]) -> Parameters:
    """A prior candidate with these values for what was fitted; what a scenario sets otherwise is kept here too."""
    known = uncertain()
    stated = {path: getattr(getattr(parameters, path.split(".")[0]), path.split(".")[1]) for path in values}
    free = {
        path: round(value) if known[path].annotation is int else value
        for path, value in values.items()
        if stated[path] == known[path].value
    }
    return with_values(candidate(parameters, number), free)


def candidate(parameters: Parameters, number: int) -> Parameters:
    """Every uncertain number from its range, as likely below its stated value as above.

    A number is a function of the candidate and of its own name, so that a new parameter leaves the others alone. What a
    scenario sets to another value than the declared one is a choice of that scenario and is kept.

    Source: ours; it says no more than a range and a best guess. Ranges are often lopsided, so that the stated value is
    the median: with a plain triangle whole worlds would drift off England.
    """
    values: dict[str, object] = {}
    for path, declared in uncertain().items():
        group, name = path.split(".")
        if getattr(getattr(parameters, group), name) == declared.value:
            values[path] = within(declared, uniform(number, path))
    return with_values(parameters, values)


def believing(scenario: Scenario, uncertainty: Uncertainty, draw: int) -> Scenario:
    """A scenario under one draw of its parameters, or as it is."""
    if uncertainty == "none":
        return scenario
    return replace(scenario, parameters=drawn(scenario.parameters, draw, uncertainty))


def uniform(number: int, path: str) -> float:
    """A number between 0 and 1 for one parameter of one candidate.

    >>> round(uniform(0, "operations.learning"), 6)
    0.276932
    """
    digest = hashlib.sha256(f"candidate {number} {path}".encode()).digest()
    return ((int.from_bytes(digest[:8], "big") >> 12) + 0.5) * 2.0**-52


def two_sided(u: float, low: float, stated: float, high: float) -> float:
    """A value as likely below as above the stated one, and on either side the likelier the nearer to it.

    >>> two_sided(0.5, 0.0, 1.0, 4.0), two_sided(0.0, 0.0, 1.0, 4.0), two_sided(1.0, 0.0, 1.0, 4.0)
    (1.0, 0.0, 4.0)
    """
    if u < 0.5:
        return low + (stated - low) * math.sqrt(2.0 * u)
    return high - (high - stated) * math.sqrt(2.0 * (1.0 - u))


def within(declared: Declared, u: float) -> Number:
    """The value of a parameter at a place between 0 and 1 of its prior."""
    value = two_sided(u, float(declared.low), float(declared.value), float(declared.high))
    return round(value) if declared.annotation is int else value
