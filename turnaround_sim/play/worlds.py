"""The world of a game: its engine, made ready quickly, walked to a month or to the end.

What a player decides is policy and events. People and trusts are those of the scenario that is played, so they are laid
out once; a test sees that the numbers are those of an engine made from nothing.
"""

import threading
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from turnaround_sim.beliefs import WORLDS_PER_DRAW, believing, draw_of
from turnaround_sim.ensemble import BurnIns, Ensemble
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.play.game import Game, scenario_of, shipped
from turnaround_sim.population import populate
from turnaround_sim.scenario import Scenario, event_rows, lever_calendar

Rows = np.ndarray[Any, np.dtype[Any]]

_burn_ins = BurnIns()
_compiling = threading.Lock()


def believed(scenario: Scenario, replicate: int) -> Scenario:
    """A scenario under the draw of the posterior that `turnaround run` gives a replicate."""
    return believing(scenario, "posterior", draw_of(replicate, WORLDS_PER_DRAW))


@lru_cache(maxsize=512)
def parameters_of(name: str, draw: int) -> Parameters:
    """What is believed in a draw of the posterior where a shipped scenario is played."""
    return believing(shipped(name), "posterior", draw).parameters


def parameters_in(game: Game, replicate: int) -> Parameters:
    """What is believed in a replicate of a game's world."""
    return parameters_of(game.scenario, draw_of(replicate, WORLDS_PER_DRAW))


@lru_cache(maxsize=16)
def _laid_out(name: str, months: int, panel: bool) -> Ensemble:
    """The engine of a shipped scenario over so many months, compiled; it is copied from and never run."""
    scenario = replace(shipped(name), months=months)
    engine = Ensemble(populate(scenario), [scenario.parameters], panel=panel, burn_ins=_burn_ins)
    with _compiling:
        engine.warm()
    return engine


def engine_of(game: Game, scenario: Scenario, *, panel: bool = False) -> Ensemble:
    """The engine of a game's scenario, or of another policy in the same world, for one thread."""
    like = _laid_out(game.scenario, game.months, panel)
    calendar = lever_calendar(scenario)
    policy = replace(
        like.population,
        **{kind: [] for kind in like.start if kind != "tally"},
        events=list(event_rows(scenario)),
        levers=[Levers(), *calendar.rows],
        calendar=calendar,
    )
    engine = Ensemble(policy, [scenario.parameters], panel=panel, burn_ins=_burn_ins)
    engine.start, engine.begins = like.start, like.begins
    engine.believe(parameters_in(game, game.replicate))
    return engine


@dataclass(frozen=True, eq=False)
class Walked:
    """A world at a month: the engine's rows, and what outsiders saw of each trust until then, [month, trust]."""

    nhs: Any
    index: Rows
    month: int


def walk(game: Game, scenario: Scenario, month: int) -> Walked:
    """Walk a game's world from its burn-in to a month."""
    engine = engine_of(game, scenario)
    while True:
        nhs = engine.opening(game.seed, game.replicate)
        index = np.zeros((month, scenario.trusts))
        for t in range(month):
            engine.advance(nhs, game.seed, game.replicate, t, t + 1)
            index[t] = nhs.trusts["seen"]
        if not engine.grow(nhs):
            return Walked(nhs, index, month)
        engine.used = None


@dataclass(frozen=True)
class TakenOver:
    """A trust that was taken over or merged away, in which month, and by which trust."""

    trust: int
    month: int
    by: int


@lru_cache(maxsize=512)
def taken_over_in(game: Game, month: int) -> TakenOver | None:
    """Who had taken a chair's trust over by a month, if anybody; nobody for a national director, who has others."""
    if game.trust is None:
        return None
    scenario = scenario_of(game)
    engine = engine_of(game, scenario)
    while True:
        nhs, found = engine.opening(game.seed, game.replicate), None
        for t in range(month):
            engine.advance(nhs, game.seed, game.replicate, t, t + 1)
            row = nhs.trusts[game.trust]
            if found is None and not row["is_open"]:
                found = TakenOver(game.trust, t, int(row["heard_acquirer"]))
        if not engine.grow(nhs):
            return found
        engine.used = None


def ended(game: Game, scenario: Scenario, replicates: Sequence[int] | None = None) -> Iterator[Any]:
    """Worlds at their end with their panel, one after another: the game's own, or those of other replicates.

    Each yields the engine's rows, and the next writes over them.
    """
    engine = engine_of(game, scenario, panel=True)
    for replicate in (game.replicate,) if replicates is None else replicates:
        engine.believe(parameters_in(game, replicate))
        yield engine.run(game.seed, replicate)
