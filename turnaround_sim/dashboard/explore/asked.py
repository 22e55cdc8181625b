"""A comparison as it is asked for on the page: the arms, the question and the command that are the same for all."""

import shlex
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any

from turnaround_sim.analysis import asking
from turnaround_sim.beliefs import Uncertainty
from turnaround_sim.dashboard.explore.uploads import read_upload
from turnaround_sim.experiment import question_about
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Declared, Number, declared_paths, in_words
from turnaround_sim.scenario import Scenario, read_scenario, shipped_scenarios
from turnaround_sim.store import Question

REPLICATES = 100
MOST_REPLICATES = 1000
MOST_TRUST_MONTHS = 100_000_000
"""Of both arms together: more would keep others waiting for minutes."""


def known() -> Mapping[str, Declared]:
    """Every lever and parameter by its full path: `levers.…`, then `parameters.…`."""
    wholes = {"levers": Levers, "parameters": Parameters}
    return {f"{whole}.{path}": d for whole, groups in wholes.items() for path, d in declared_paths(groups).items()}


@dataclass(frozen=True)
class Asked:
    """A baseline, and yours: a scenario of which some levers were moved.

    Parameters
    ----------
    a, b
        The baseline, and the scenario that yours starts from: shipped names, or names of `uploads`. They are often the
        same.
    moved
        What yours changes: levers by their full path, and the value as a text that `--set-b` takes.
    believed
        Parameters in the same way; they hold under both.
    why
        Reasons, by the path that they are given for; they decide nothing.
    uploads
        What the visitor's own scenario files say, by their names.
    """

    a: str = "england"
    b: str = "england"
    moved: Mapping[str, str] = field(default_factory=dict)
    believed: Mapping[str, str] = field(default_factory=dict)
    why: Mapping[str, str] = field(default_factory=dict)
    replicates: int = REPLICATES
    seed: int = 1
    uncertainty: Uncertainty = "posterior"
    uploads: Mapping[str, str] = field(default_factory=dict, repr=False)

    @property
    def sets(self) -> list[str]:
        """What is set for both, as `--set` takes it."""
        return [f"{path}={text}" for path, text in self.believed.items()]

    @property
    def sets_b(self) -> list[str]:
        """What is set for yours alone, as `--set-b` takes it."""
        return [f"{path}={text}" for path, text in self.moved.items()]

    @property
    def is_changed(self) -> bool:
        """Whether there is anything to compare."""
        return bool(self.moved) or self.a != self.b

    @cached_property
    def arms(self) -> Mapping[str, Scenario]:
        """Both arms by name, the baseline first. Raises Mistake for what cannot be asked."""
        a, b = self.read(self.a, self.believed), self.read(self.b, {**self.believed, **self.moved})
        return asking.as_arms(a, b, (self.a, self.b), self.moved)

    @cached_property
    def question(self) -> Question:
        """What is asked of the store, the same as `turnaround compare` asks. Raises Mistake for what cannot be."""
        question = question_about(
            asking.name_of(self.arms),
            self.arms,
            seed=self.seed,
            replicates=self.replicates,
            uncertainty=self.uncertainty,
        )
        asked = sum(arm.trusts * (arm.months + arm.burn_in) for arm in self.arms.values()) * self.replicates
        if self.replicates > MOST_REPLICATES or asked > MOST_TRUST_MONTHS:
            most = min(MOST_REPLICATES, MOST_TRUST_MONTHS * self.replicates // max(asked, 1))
            text = f"at most {most} here, so that nobody waits long; the command line takes any number"
            raise Mistake(text, key="replicates", value=self.replicates)
        return question

    @property
    def command(self) -> str:
        """The words that ask for the same on a command line."""
        numbers = shlex.join(asking.numbers_asked(self.question))
        return f"{asking.words_for(self.a, self.b, self.sets, self.sets_b)} {numbers}"

    @property
    def commands(self) -> Mapping[str, str]:
        """For each arm the words that run it alone."""
        alone = asking.words_alone(self.a, self.b, self.sets, self.sets_b)
        return dict(zip(self.arms, alone, strict=True))

    @property
    def about(self) -> Mapping[str, object]:
        """What the manifest is to say of it."""
        return asking.about(self.arms, self.command)

    def read(self, name: str, sets: Mapping[str, object] = MappingProxyType({})) -> Scenario:
        """A scenario by its name, shipped or uploaded, and no other. Raises Mistake."""
        if name in self.uploads:
            return read_upload(name, self.uploads[name], sets)
        names = (*shipped_scenarios(), *self.uploads)
        if name not in names:
            text = f'"{name}" is no scenario; there are {", ".join(names)}{nearest(name, names)}'
            raise Mistake(text, key="scenario", value=name)
        return read_scenario(name, sets)

    def as_dict(self) -> dict[str, Any]:
        """All of it, fit for JSON."""
        plain = asdict(replace(self, moved={}, believed={}, why={}, uploads={}))
        return {**plain, **{name: dict(getattr(self, name)) for name in ("moved", "believed", "why", "uploads")}}


def values_of(scenario: Scenario) -> dict[str, Number | str]:
    """The value of every lever and parameter in a scenario at its start, by full path; choices as words."""
    return {
        f"{whole}.{group}.{name}": value
        for whole, groups in (("levers", scenario.levers), ("parameters", scenario.parameters))
        for group, values in in_words(groups).items()
        for name, value in values.items()
    }


def as_text(value: Number | str) -> str:
    """A value as `--set` takes it, without what a browser's arithmetic leaves behind.

    >>> as_text(24), as_text(24.0), as_text(0.1 + 0.2), as_text(True), as_text("worst observed")
    ('24', '24', '0.3', 'true', 'worst observed')
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    return value if isinstance(value, str) else f"{value:.10g}"


def from_text(path: str, text: str) -> Number | str:
    """The value that a text stands for at a path, choices as words. Raises Mistake for what is not allowed there."""
    paths = known()
    if path not in paths:
        raise Mistake(f'no lever or parameter "{path}"{nearest(path, paths)}', key=path)
    declared = paths[path]
    value: object = text
    if not declared.choices:
        if text in ("true", "false"):
            value = text == "true"
        else:
            try:
                value = float(text)
            except ValueError:
                value = text
    try:
        return declared.word(declared.read(value))
    except (ValueError, OverflowError) as refusal:
        raise Mistake(f"{path} = {refusal}", key=path, value=text) from None
