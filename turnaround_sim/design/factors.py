"""Factors: the numbers that a study varies, each with the range that it is varied over."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal, get_args

from turnaround_sim import beliefs
from turnaround_sim.design.grids import listed, one_of
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Declared, Number, declared_paths, groups_of, written
from turnaround_sim.scenario import Place, Scenario
from turnaround_sim.scenario.checks import likely

Distribution = Literal["prior", "uniform"]
DISTRIBUTIONS: tuple[Distribution, ...] = get_args(Distribution)

EVERY = "uncertain"
"""The word for every parameter that is drawn: those elicited, calibrated or assumed, conventions apart."""

_KEYS = ("name", "low", "high", "distribution", "group")


@dataclass(frozen=True)
class Factor:
    """A parameter or a lever that is varied from `low` to `high`.

    `path` is its full name, such as `parameters.support.coaching`; `group` the name under which it can be varied
    together with others. The `prior` has as much chance below the declared value as above it (`beliefs.within`); of it
    the `middle` part is varied, all of it at 1.
    """

    path: str
    group: str
    declared: Declared
    low: float
    high: float
    distribution: Distribution
    middle: float = 1.0

    @property
    def short(self) -> str:
        """The name without the whole that it belongs to: `support.coaching`."""
        return self.path.partition(".")[2]

    @property
    def is_lever(self) -> bool:
        """Whether it is decided, and not believed."""
        return self.path.startswith("levers.")

    def value(self, place: float) -> Number:
        """The value at a place from 0 to 1 of its range; whole where the number is."""
        if self.distribution == "prior":
            place = 0.5 + self.middle * (place - 0.5)
            value = beliefs.two_sided(place, self.low, float(self.declared.value), self.high)
        else:
            value = self.low + place * (self.high - self.low)
        return round(value) if self.declared.annotation is int else float(value)

    def resolved(self) -> dict[str, object]:
        """Everything that decides its values, fit for JSON."""
        told = {"path": self.path, "group": self.group, "low": self.low, "high": self.high}
        return {**told, "distribution": self.distribution, "middle": self.middle}


def every() -> Mapping[str, Declared]:
    """All parameters and levers by their full names."""
    wholes = {"parameters": Parameters, "levers": Levers}
    return {f"{whole}.{path}": found for whole, of in wholes.items() for path, found in declared_paths(of).items()}


def uncertain_factors(arms: Iterable[Scenario] = (), middle: float = 1.0) -> tuple[Factor, ...]:
    """Every uncertain parameter over its prior, in the order of the register.

    What an arm sets to another value than the declared one is a choice of that scenario, and is left to it.
    """
    held = [scenario.parameters for scenario in arms]
    return tuple(
        _of_prior(f"parameters.{path}", declared, middle)
        for path, declared in beliefs.uncertain().items()
        if all(attrgetter(path)(parameters) == declared.value for parameters in held)
    )


def read_factors(place: Place, said: object, arms: Iterable[Scenario] = (), middle: float = 1.0) -> tuple[Factor, ...]:
    """The factors that a file asks for: names, groups, `"uncertain"`, or tables with a range of their own.

    Raises Mistake for a name that is unknown or twice there, a range that is none or leaves what is allowed, and a
    number that has no prior and is given no range.
    """
    factors: list[Factor] = []
    free = uncertain_factors(arms, middle)
    for number, one in enumerate(listed(place, said), start=1):
        at = place.at(f"{number}")
        found = _named(at, one, free, middle) if isinstance(one, str) else (_ranged(at, at.table(one), middle),)
        for factor in found:
            if any(other.path == factor.path for other in factors):
                raise at.mistake(factor.path, f"{written(factor.path)} stands twice; allowed: each name once")
            factors.append(factor)
    if not factors:
        raise Mistake(f"{place.key} is empty; allowed: one factor or more", file=place.file, key=place.key)
    return tuple(factors)


def _of_prior(path: str, declared: Declared, middle: float) -> Factor:
    return Factor(path, path.split(".")[1], declared, float(declared.low), float(declared.high), "prior", middle)


def _named(place: Place, name: str, free: Sequence[Factor], middle: float) -> Iterator[Factor]:
    """A name alone: everything uncertain, a group's uncertain parameters, or one of them."""
    groups = [*groups_of(Parameters)]
    group = name.removeprefix("parameters.")
    if name == EVERY:
        yield from free
    elif group in groups:
        yield from (factor for factor in free if factor.group == group)
    else:
        known = {factor.path: factor for factor in uncertain_factors((), middle)}
        path = _path(place, name, (EVERY, *groups))
        if path not in known:
            text = f"{written(name)} has no prior to draw from; allowed: a table with name, low and high"
            raise place.mistake(name, text)
        yield known[path]


def _ranged(place: Place, said: Mapping[str, object], middle: float) -> Factor:
    place.keys(said, _KEYS, needed=("name",))
    name_at = place.at("name")
    path = _path(name_at, name_at.text(said["name"]))
    declared = every()[path]
    if declared.choices or declared.annotation is bool:
        raise name_at.mistake(path, f"{written(path)} is no number on a scale; allowed: arms, one for each choice")
    low, high = (
        float(place.at(key).number(declared, said.get(key, getattr(declared, key)))) for key in ("low", "high")
    )
    if not low < high:
        said_low = written(said.get("low", low))
        text = f"{said_low} leaves no width below high = {high:g}; allowed: low < high"
        raise place.at("low").mistake(said.get("low", low), text)
    stated = float(declared.value)
    is_prior = f"{path.partition('.')[2]}" in beliefs.uncertain() and not {"low", "high"} & set(said)
    distribution = one_of(
        place.at("distribution"), said.get("distribution", "prior" if is_prior else "uniform"), DISTRIBUTIONS
    )
    if distribution == "prior" and not low <= stated <= high:
        text = f'"prior" needs the stated value {stated:g} between low and high; allowed: "uniform"'
        raise place.at("distribution").mistake("prior", text)
    group = place.at("group").text(said.get("group", path.split(".")[1]))
    return Factor(path, group, declared, low, high, distribution, middle if distribution == "prior" else 1.0)


def _path(place: Place, name: str, words: Sequence[str] = ()) -> str:
    """The full path that is meant by it, or by it without `parameters.`; the mistake if there is none."""
    known = every()
    for path in (name, f"parameters.{name}"):
        if path in known:
            return path
    text = f"{written(name)} is no parameter or lever of any scenario; `turnaround params list` has them all"
    raise place.mistake(name, f"{text}{likely(name, [*known, *words])}")
