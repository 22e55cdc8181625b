"""The parameters that a back-test is given, and worlds run under them: frozen, whatever the record says."""

import re
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
import pandas as pd

from turnaround_sim import beliefs
from turnaround_sim.beliefs import Uncertainty
from turnaround_sim.ensemble import Ensemble
from turnaround_sim.evidence.worlds import World, world_of
from turnaround_sim.parameters import Parameters
from turnaround_sim.population import populate
from turnaround_sim.provenance import declared_paths
from turnaround_sim.scenario import Scenario

Counted = TypeVar("Counted")

TO_2016 = Path(__file__).with_name("england_to_2016.toml")
"""Targets of the first half of the record alone: a calibration to them has seen nothing that a rival has not."""


@dataclass(frozen=True)
class Draws:
    """A set of beliefs to run worlds under.

    Parameters
    ----------
    name
        What they are, in words that fit after "worlds under".
    size
        How many there are; a world beyond them begins again with the first.
    of
        Gives the parameters of a scenario under the draw of a number from 0.
    fitted
        The targets of the record that they have seen, by their ids.
    calibrated
        Whether they come from a calibration.
    """

    name: str
    size: int
    of: Callable[[Scenario, int], Parameters]
    fitted: frozenset[str]
    calibrated: bool = False


def product_draws(uncertainty: Uncertainty, fitted: frozenset[str]) -> Draws:
    """The beliefs that a run takes; `fitted` are the targets that the posterior has seen."""
    if uncertainty == "prior":
        return prior_draws()
    names = {"none": "stated values", "posterior": "draws from the posterior"}
    calibrated = uncertainty == "posterior"
    return Draws(
        name=names[uncertainty],
        size=beliefs.DRAWS,
        of=lambda scenario, number: beliefs.believing(scenario, uncertainty, number).parameters,
        fitted=fitted if calibrated else frozenset(),
        calibrated=calibrated,
    )


def prior_draws() -> Draws:
    """The candidates that the prior holds plausible.

    They are not blind to the record: the stated values at their middle were set by hand to targets, which the registry
    names.
    """
    declared = declared_paths(Parameters).values()
    seen = {source for one in declared if one.kind == "calibrated" for source in one.sources}
    return Draws(
        name="draws from the prior",
        size=len(beliefs.plausible()),
        of=lambda scenario, number: beliefs.drawn(scenario.parameters, number),
        fitted=frozenset(source for source in seen if re.fullmatch(r"T\d+[a-z]?", source)),
    )


def fitted_draws(posterior: pd.DataFrame, *, name: str, fitted: frozenset[str], size: int = 400) -> Draws:
    """Draws from what a calibration left, each particle as often as its weight says.

    `posterior` has a row a particle: weight, candidate and one column for each fitted parameter, by its path. What a
    scenario sets to another value than the declared one is its own choice and is kept. `fitted` says which targets the
    calibration saw: those of the whole record, or of its first half only.
    """
    reached = np.cumsum(posterior["weight"].to_numpy(dtype=float))
    places = np.searchsorted(reached / reached[-1], (np.arange(size) + 0.5) / size)
    paths = [column for column in posterior.columns if "." in column]
    rows = posterior.iloc[places][["candidate", *paths]].to_dict("records")

    def of(scenario: Scenario, number: int) -> Parameters:
        values = {path: float(rows[number][path]) for path in paths}
        return beliefs.fitted_to(scenario.parameters, int(rows[number]["candidate"]), values)

    return Draws(name=name, size=size, of=of, fitted=fitted, calibrated=True)


def counted(
    scenario: Scenario,
    count: Callable[[World], Counted],
    *,
    draws: Draws,
    worlds: int,
    each: int = 1,
    seed: int,
    workers: int = 1,
) -> list[Counted]:
    """What is counted in each of so many worlds, `each` of them under one draw; the number of workers changes nothing.

    World n has the luck of replicate n.
    """
    stopping = threading.Event()

    def some(first: int) -> dict[int, Counted]:
        engine = Ensemble(populate(scenario), [scenario.parameters])
        found = {}
        for number in range(first, worlds, workers):
            if stopping.is_set():
                break
            engine.believe(draws.of(scenario, number // each % draws.size))
            found[number] = count(world_of(engine.run(seed, number)))
        return found

    Ensemble(populate(scenario), [scenario.parameters]).warm()
    with ThreadPoolExecutor(workers, thread_name_prefix="worlds") as pool:
        try:
            found = {number: one for part in pool.map(some, range(workers)) for number, one in part.items()}
        except BaseException:
            stopping.set()
            raise
    return [found[number] for number in range(worlds)]
