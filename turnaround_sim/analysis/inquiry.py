"""What a finished run was asked: its arms, the baseline, the outcomes shown first, and the axes of its grids."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from turnaround_sim import dictionary
from turnaround_sim.experiment import is_drawn
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.store import Results

PRIMARY = "shortfall"


@dataclass(frozen=True)
class Family:
    """The arms of grids that have the same axes. `arms` has them by their levels, in the order of the axes."""

    axes: tuple[str, ...]
    levels: Mapping[str, tuple[str, ...]]
    arms: Mapping[tuple[str, ...], str]

    def position(self, axis: str, level: str) -> float | None:
        """The number that a level stands for, None where it is a word."""
        return position(axis, level)

    def is_numeric(self, axis: str) -> bool:
        """Whether every level of an axis is a number."""
        return all(position(axis, level) is not None for level in self.levels[axis])


@dataclass(frozen=True)
class Inquiry:
    """The question behind a run, from its manifest; a run of one arm has no baseline to be set against but itself.

    `worlds_per_draw` is 0 where the numbers put in are the stated ones in every world; else so many worlds share a draw
    of the parameters. `axes` and `choices` are empty where arms were written out one by one.
    """

    name: str
    title: str
    question: str
    hypothesis: str
    arms: tuple[str, ...]
    titles: Mapping[str, str]
    baseline: str
    outcomes: tuple[str, ...]
    axes: Mapping[str, tuple[str, ...]]
    choices: Mapping[str, Mapping[str, str]]
    worlds_per_draw: int

    @property
    def others(self) -> tuple[str, ...]:
        """The arms that are set against the baseline."""
        return tuple(arm for arm in self.arms if arm != self.baseline)

    @property
    def primary(self) -> dictionary.Column:
        """The outcome that the answer is about."""
        return column_of(self.outcomes[0])

    def families(self) -> list[Family]:
        """Arms that grids have made, grids of the same axes together, the largest first."""
        found: dict[tuple[str, ...], dict[tuple[str, ...], str]] = {}
        for arm in self.arms:
            chosen = self.choices.get(arm, {})
            axes = tuple(axis for axis in self.axes if axis in chosen)
            if axes:
                found.setdefault(axes, {})[tuple(chosen[axis] for axis in axes)] = arm
        families = [Family(axes, self._levels_among(axes, arms), arms) for axes, arms in found.items()]
        return sorted(families, key=lambda family: -len(family.arms))

    def _levels_among(self, axes: tuple[str, ...], arms: Mapping[tuple[str, ...], str]) -> dict[str, tuple[str, ...]]:
        taken = [{levels[place] for levels in arms} for place in range(len(axes))]
        return {
            axis: tuple(level for level in self.axes[axis] if level in there)
            for axis, there in zip(axes, taken, strict=True)
        }


def read_inquiry(results: Results) -> Inquiry:
    """The question of a finished run. Of a manifest that names no baseline, the first arm is it."""
    manifest = results.manifest
    arms = tuple(manifest["scenarios"])
    titles = {arm: manifest["titles"].get(arm) or arm for arm in arms}
    asked: Mapping[str, Any] = manifest.get("experiment") or {}
    baseline = asked.get("baseline", arms[0])
    if baseline not in arms:
        message = f'{results.folder}: the baseline "{baseline}" is no arm of it; it has {", ".join(arms)}'
        raise Mistake(f"{message}{nearest(str(baseline), arms)}", file=str(results.folder), key="baseline")
    known = {column.name for column in dictionary.OUTCOMES}
    outcomes = tuple(name for name in asked.get("outcomes", ()) if name in known) or (PRIMARY,)
    others = [arm for arm in arms if arm != baseline]
    title = titles[arms[0]] if not others else f"{others[0]} against {baseline}" if len(others) == 1 else ""
    drawn = is_drawn(manifest)
    return Inquiry(
        name=manifest.get("name", arms[0]),
        title=asked.get("title") or title or manifest.get("name", "Several arms"),
        question=_line(asked.get("question", "")),
        hypothesis=_line(asked.get("hypothesis", "")),
        arms=arms,
        titles=titles,
        baseline=baseline,
        outcomes=outcomes,
        axes={axis: tuple(levels) for axis, levels in asked.get("axes", {}).items()},
        choices=asked.get("choices", {}),
        worlds_per_draw=max(1, int(manifest.get("worlds_per_draw", 1))) if drawn else 0,
    )


def column_of(outcome: str) -> dictionary.Column:
    """What the dictionary says of an outcome. Raises Mistake for an unknown one."""
    for column in dictionary.OUTCOMES:
        if column.name == outcome:
            return column
    names = [column.name for column in dictionary.OUTCOMES]
    raise Mistake(f'no outcome "{outcome}"; there are {", ".join(names)}{nearest(outcome, names)}', key=outcome)


def position(axis: str, level: str) -> float | None:
    """The number that a level of an axis stands for, None where it is a word.

    >>> position("patience", "patience 12"), position("months", "-1.5"), position("style", "coach")
    (12.0, -1.5, None)
    """
    try:
        return float(level.removeprefix(f"{axis} "))
    except ValueError:
        return None


def short_level(axis: str, level: str) -> str:
    """A level without the name of its axis.

    >>> short_level("patience", "patience 12"), short_level("style", "coach")
    ('12', 'coach')
    """
    return level.removeprefix(f"{axis} ")


def _line(text: str) -> str:
    return " ".join(text.split())
