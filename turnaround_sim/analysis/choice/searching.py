"""Search over a space of levers for policies that no other beats on all objectives (NSGA-II, NSGA-III)."""

import math
import random
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.algorithms.moo.nsga3 import NSGA3
from pymoo.core.evaluator import Evaluator
from pymoo.core.mixed import MixedVariableDuplicateElimination, MixedVariableMating, MixedVariableSampling
from pymoo.core.problem import Problem
from pymoo.core.variable import Choice, Integer, Real
from pymoo.problems.static import StaticProblem
from pymoo.util.ref_dirs import get_reference_directions

from turnaround_sim.analysis.choice.asking import Searched
from turnaround_sim.provenance import Number

Floats = npt.NDArray[np.float64]
Policy = tuple[Number, ...]
"""A value for each lever, in order."""
Evaluate = Callable[[int, Sequence[Policy]], Floats]
"""Gives what is lost on each objective, and by how much the budget is passed in the last column [policies, losses]."""

STEPS = 100
"""A lever on a scale is set to one of so many steps of its range: a policy nobody can tell from the next is none."""
MANY = 4
"""Objectives from which NSGA-III takes the place of NSGA-II."""


@dataclass(frozen=True)
class Tried:
    """A policy that was evaluated: in which generation first, what it loses, and by how much it passes the budget."""

    generation: int
    policy: Policy
    losses: tuple[float, ...]
    over: float


def search(
    levers: Sequence[Searched], objectives: int, population: int, generations: int, seed: int, evaluate: Evaluate
) -> list[Tried]:
    """Every policy that was tried, once each, in the order in which it was.

    The same seed tries the same policies: numbers come from `evaluate` alone.
    """
    problem = Problem(vars=_variables(levers), n_obj=objectives, n_ieq_constr=1)
    tried: dict[Policy, Tried] = {}
    with _luck(seed):
        algorithm = _algorithm(objectives, population)
        algorithm.setup(problem, termination=("n_gen", generations), seed=seed, verbose=False)
        for generation in range(1, generations + 1):
            asked = algorithm.ask()
            if asked is None or len(asked) == 0:
                break
            policies = [_policy(levers, one.X) for one in asked]
            new = [policy for policy in dict.fromkeys(policies) if policy not in tried]
            if new:
                for policy, row in zip(new, evaluate(generation, new).tolist(), strict=True):
                    tried[policy] = Tried(generation, policy, tuple(row[:-1]), row[-1])
            losses = np.array([tried[policy].losses for policy in policies])
            over = np.array([[tried[policy].over] for policy in policies])
            Evaluator().eval(StaticProblem(problem, F=losses, G=over), asked)
            algorithm.tell(infills=asked)
            if not algorithm.has_next():
                break
    return list(tried.values())


def front(tried: Sequence[Tried], most: int) -> list[int]:
    """Which of the policies within budget no other beats on all objectives; of many those that lie farthest apart.

    >>> def tried(a, b, over=0.0):
    ...     return Tried(1, (), (a, b), over)
    >>> front([tried(0, 3), tried(1, 1), tried(2, 2), tried(3, 0), tried(0, 0, 1.0)], 9)
    [0, 1, 3]
    """
    within = [place for place, one in enumerate(tried) if one.over <= 0.0]
    losses = np.array([tried[place].losses for place in within])
    best = [place for place, mine in enumerate(losses) if not _beaten(mine, losses)]
    if len(best) > most:
        best = _apart(losses[best], best, most)
    return [within[place] for place in best]


def _beaten(mine: Floats, others: Floats) -> bool:
    return bool(((others <= mine).all(axis=1) & (others < mine).any(axis=1)).any())


def _apart(losses: Floats, places: list[int], most: int) -> list[int]:
    """So many of them, the best on each objective first, then always the one farthest from those that are in."""
    spread = losses.max(axis=0) - losses.min(axis=0)
    scaled = (losses - losses.min(axis=0)) / np.where(spread > 0.0, spread, 1.0)
    kept = list(dict.fromkeys(int(place) for place in scaled.argmin(axis=0)))[:most]
    while len(kept) < most:
        far = np.min(np.linalg.norm(scaled[:, None] - scaled[kept][None], axis=2), axis=1)
        far[kept] = -1.0
        kept.append(int(far.argmax()))
    return [places[place] for place in sorted(kept)]


def _variables(levers: Sequence[Searched]) -> dict[str, object]:
    found: dict[str, object] = {}
    for lever in levers:
        if lever.values:
            found[lever.path] = Choice(options=list(range(len(lever.values))))
        elif lever.declared.annotation is int:
            found[lever.path] = Integer(bounds=(round(lever.low), round(lever.high)))
        else:
            found[lever.path] = Real(bounds=(0.0, 1.0))
    return found


def _policy(levers: Sequence[Searched], chosen: Mapping[str, float]) -> Policy:
    values: list[Number] = []
    for lever in levers:
        value = chosen[lever.path]
        if lever.values:
            values.append(lever.values[int(value)])
        elif lever.declared.annotation is int:
            values.append(int(value))
        else:
            step = round(float(value) * STEPS) / STEPS
            values.append(round(lever.low + step * (lever.high - lever.low), 10))
    return tuple(values)


def _algorithm(objectives: int, population: int) -> NSGA2 | NSGA3:
    same = MixedVariableDuplicateElimination()
    common = {
        "pop_size": population,
        "sampling": MixedVariableSampling(),
        "mating": MixedVariableMating(eliminate_duplicates=same),
        "eliminate_duplicates": same,
    }
    if objectives < MANY:
        return NSGA2(**common)
    parts = max(n for n in range(1, population + 1) if math.comb(n + objectives - 1, n) <= max(population, objectives))
    return NSGA3(ref_dirs=get_reference_directions("das-dennis", objectives, n_partitions=parts), **common)


@contextmanager
def _luck(seed: int) -> Iterator[None]:
    """Some versions of the library draw from numpy's global state: it is set here, and left as it was."""
    numpy_before, python_before = np.random.get_state(), random.getstate()  # noqa: NPY002
    np.random.seed(seed % 2**32)  # noqa: NPY002
    random.seed(seed)
    try:
        yield
    finally:
        np.random.set_state(numpy_before)  # noqa: NPY002
        random.setstate(python_before)
