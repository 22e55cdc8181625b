"""Arms with made-up outcomes, for tests of what is read out of several arms."""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from turnaround_sim.analysis.contrasts import Contrasts
from turnaround_sim.analysis.inquiry import Inquiry


def contrasts(
    values: Mapping[str, Sequence[float] | Mapping[str, Sequence[float]]],
    *,
    outcomes: tuple[str, ...] = ("shortfall",),
    axes: Mapping[str, tuple[str, ...]] | None = None,
    choices: Mapping[str, Mapping[str, str]] | None = None,
    baseline: str = "",
    worlds_per_draw: int = 0,
) -> Contrasts:
    """Arms with one outcome, the first of `outcomes`, or with several by their names; the first arm is the baseline."""
    told = {arm: given if isinstance(given, Mapping) else {outcomes[0]: given} for arm, given in values.items()}
    arms = {arm: {name: np.array(its, float) for name, its in given.items()} for arm, given in told.items()}
    inquiry = Inquiry(
        name="made-up", title="Made up", question="", hypothesis="", arms=tuple(arms),
        titles={arm: arm for arm in arms}, baseline=baseline or next(iter(arms)), outcomes=outcomes,
        axes=axes or {}, choices=choices or {}, worlds_per_draw=worlds_per_draw,
    )  # fmt: skip
    worlds = len(next(iter(next(iter(arms.values())).values())))
    return Contrasts(inquiry, arms, np.arange(worlds) // max(worlds_per_draw, 1))


def factors(names: Sequence[str], effect, worlds: int = 6, keep=lambda signs: True, noise: float = 0.0) -> Contrasts:
    """Every combination of factors at 0 and 1 whose `effect` is known; `keep` leaves a fraction of them."""
    chance = np.random.default_rng(5)
    luck = chance.normal(size=worlds)
    values, choices = {}, {}
    for levels in product((0, 1), repeat=len(names)):
        if keep(levels):
            arm = ", ".join(f"{name} {level}" for name, level in zip(names, levels, strict=True))
            values[arm] = 10 + luck + effect(*levels) + noise * chance.normal(size=worlds)
            choices[arm] = {name: f"{name} {level}" for name, level in zip(names, levels, strict=True)}
    return contrasts(values, axes={name: (f"{name} 0", f"{name} 1") for name in names}, choices=choices)
