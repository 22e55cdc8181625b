"""How much each uncertain parameter moves what comes out: computed here, once, and read by the register.

    python -m turnaround_sim.assurance.influence

England is run under prior candidates, one world each, and the ranks of an outcome are regressed on those of all
uncertain parameters at once, both as normal scores. Candidates are taken as they come, before any screen, so that a
parameter is moved over the whole of its range and not only where England stays England.
"""

import csv
import os
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.special import ndtri
from scipy.stats import rankdata

from turnaround_sim import beliefs
from turnaround_sim.calibration.space import Space
from turnaround_sim.ensemble import Ensemble
from turnaround_sim.parameters import Parameters
from turnaround_sim.population import populate
from turnaround_sim.provenance import with_values
from turnaround_sim.scenario import Scenario, read_scenario
from turnaround_sim.store import source_digest

Floats = npt.NDArray[np.float64]

FILE = Path(__file__).with_name("influence.csv")
CANDIDATES = 2000
SEED = 0
PLAIN = "shortfall", "durable_recovery", "months_in"
EFFECTS: Mapping[str, str] = MappingProxyType(
    {"effect_of_leaders": "leadership.effects", "effect_of_support": "support.effects"}
)
"""What leaders or support change of the shortfall: the same world less the one in which they do nothing."""
UNIT = "SD an SD"
Z = 1.959964


class Slopes(NamedTuple):
    """Slopes of an outcome on parameters, each with its 95% interval [parameters], in standard deviations."""

    slope: Floats
    low: Floats
    high: Floats
    explained: float
    worlds: int


def slopes(scores: Floats, outcome: Floats) -> Slopes:
    """How many of its standard deviations an outcome moves where a parameter moves by one of its own.

    `scores` is [worlds, parameters], `outcome` [worlds]; a world without the outcome (NaN) is left out. Of the outcome
    only the ranks count, as normal scores, so that a few worlds far out cannot decide. `explained` is the share of the
    variance that straight lines explain. The interval is that of White's errors as HC3 has them: luck need not be as
    great everywhere.

    Raises ValueError where there are too few worlds for so many parameters, or the outcome never moves.
    """
    known = np.isfinite(outcome)
    y, x = outcome[known], scores[known]
    worlds, parameters = x.shape
    if worlds < parameters + 2:
        raise ValueError(f"{worlds} worlds are too few for {parameters} parameters")
    if not np.ptp(y) > 0.0:
        raise ValueError("the outcome is the same in all worlds")
    y = ndtri((rankdata(y) - 0.5) / worlds)
    y = (y - y.mean()) / y.std()
    x = np.column_stack([np.ones(worlds), x / x.std(axis=0)])
    inverse = np.linalg.inv(x.T @ x)
    slope = inverse @ x.T @ y
    left = y - x @ slope
    leverage = np.einsum("ij,jk,ik->i", x, inverse, x)
    meat = x * (left / (1.0 - leverage))[:, None]
    half = Z * np.sqrt(np.diag(inverse @ (meat.T @ meat) @ inverse))
    explained = 1.0 - float(left @ left) / worlds
    return Slopes(slope[1:], (slope - half)[1:], (slope + half)[1:], explained, worlds)


def scores_of(candidates: Sequence[int]) -> Floats:
    """Normal scores of prior candidates [candidates, uncertain parameters]: 0 at the stated value."""
    return Space(Parameters(), ()).scores_of(candidates, tuple(beliefs.uncertain()))


def outcomes_of(
    scenario: Scenario, candidates: Sequence[int], workers: int, tell: Callable[[int], None] = lambda done: None
) -> dict[str, Floats]:
    """Every outcome under each candidate [candidates]: replicate n is the world of candidate n, in every arm."""
    held, compiling = threading.local(), threading.Lock()

    def engine() -> Ensemble:
        if not hasattr(held, "mine"):
            held.mine = Ensemble(populate(scenario), [scenario.parameters], annual=False)
            with compiling:
                held.mine.warm()
        mine: Ensemble = held.mine
        return mine

    def run(parameters: Parameters, number: int) -> dict[str, float]:
        mine = engine()
        mine.believe(parameters)
        row = mine.run(SEED, number).outcomes[0]
        return {name: float(row[name]) for name in PLAIN}

    def both(number: int) -> dict[str, float]:
        believed = beliefs.candidate(scenario.parameters, number)
        found = run(believed, number)
        for effect, switch in EFFECTS.items():
            found[effect] = found["shortfall"] - run(with_values(believed, {switch: 0.0}), number)["shortfall"]
        return found

    rows = []
    with ThreadPoolExecutor(workers) as pool:
        for row in pool.map(both, candidates):
            rows.append(row)
            tell(len(rows))
    return {name: np.array([row[name] for row in rows]) for name in (*PLAIN, *EFFECTS)}


def write(path: Path, found: Mapping[str, Slopes], how: str) -> None:
    """Write one row a parameter and outcome: influence and its 95% interval; the first line says how it was made."""
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {how}\n")
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["parameter", "outcome", "influence", "low", "high", "unit", "worlds"])
        for outcome, its in found.items():
            for parameter, *three in zip(beliefs.uncertain(), its.slope, its.low, its.high, strict=True):
                rows.writerow([parameter, outcome, *(f"{value:.4f}" for value in three), UNIT, its.worlds])


def main() -> None:
    """Run England under the candidates, and write the file that the register reads."""

    def tell(done: int) -> None:
        sys.stderr.write(f"\r{done} of {CANDIDATES}")

    candidates = range(CANDIDATES)
    outcomes = outcomes_of(read_scenario("england"), candidates, os.cpu_count() or 1, tell)
    scores = scores_of(candidates)
    found = {name: slopes(scores, values) for name, values in outcomes.items()}
    lines = ", ".join(f"{name} {its.explained:.2f}" for name, its in found.items())
    write(
        FILE,
        found,
        f"regression of normal scores of ranks on those of {scores.shape[1]} parameters; England, prior candidates "
        f"0 to {CANDIDATES - 1} unscreened, one world each, seed {SEED}; share of the variance explained: {lines}; "
        f"made with source {source_digest()}",
    )
    sys.stderr.write("\n")


if __name__ == "__main__":
    main()
