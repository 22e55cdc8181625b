"""What differs between the arms and what it rests on: value, unit, kind, source, and how good the grounds are."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from turnaround_sim.assurance.grades import GRADES, grade
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Declared, declared_paths, written
from turnaround_sim.report.study import Study

RESTS_ON: Mapping[str, tuple[str, ...]] = {
    "levers.leadership": ("leadership",),
    "levers.director": ("support",),
    "levers.buddy": ("support",),
    "levers.funding": ("finance",),
    "levers.oversight": ("systems", "operations"),
    "levers.system": ("systems",),
    "levers.regime": ("regulation",),
    "levers.environment": ("operations",),
}
"""The groups of parameters that say what a group of levers does."""

CHANGES = "dated changes"


@dataclass(frozen=True)
class Assumption:
    """A lever or parameter, or something else of a scenario, and the value that each arm gives it.

    `declared` is None for what is no lever and no parameter: months, trusts, dated changes, events.
    """

    path: str
    declared: Declared | None
    values: Mapping[str, str]

    @property
    def meaning(self) -> str:
        """What it is, in the words of its declaration."""
        return self.declared.note if self.declared else ""

    @property
    def unit(self) -> str:
        """Its unit, nothing for a share, a ratio or a word."""
        unit = self.declared.unit if self.declared else ""
        return "" if unit in ("1", "choice") else unit

    @property
    def kind(self) -> str:
        """How its number came about."""
        return self.declared.kind if self.declared else "scenario"

    @property
    def sources(self) -> str:
        """The keys of its sources."""
        return ", ".join(self.declared.sources) if self.declared else ""

    @property
    def grade(self) -> str:
        """How good its grounds are; see `GRADES`."""
        return grade(self.declared) if self.declared else "–"

    def beside(self, baseline: str) -> tuple[str, ...]:
        """The values that arms give it other than the baseline's, each once."""
        return tuple(value for value in dict.fromkeys(self.values.values()) if value != self.values[baseline])


def differing(study: Study) -> list[Assumption]:
    """Everything in which the arms differ, levers first; of a run of one arm, every lever that is not as first set."""
    scenarios = study.results.manifest["scenarios"]
    shared = [one for one in next(iter(scenarios.values())).get("changes", ())
              if all(one in scenario.get("changes", ()) for scenario in scenarios.values())]  # fmt: skip
    flat = {
        arm: dict(_flat({**scenario, "changes": [one for one in scenario.get("changes", ()) if one not in shared]}))
        for arm, scenario in scenarios.items()
    }
    keys = dict.fromkeys(key for values in flat.values() for key in values)
    known = every()
    if len(flat) == 1:
        (arm,) = flat
        usual = {path: written(d.word(d.value)) for path, d in known.items()}
        keys = dict.fromkeys(key for key in keys if key in usual and flat[arm][key] != usual[key])
        return [Assumption(key, known[key], {arm: f"{flat[arm][key]} (usually {usual[key]})"}) for key in keys]
    found = []
    for key in keys:
        values = {arm: its.get(key, "none") for arm, its in flat.items()}
        if len(set(values.values())) > 1:
            found.append(Assumption(key, known.get(key), values))
    return sorted(found, key=lambda one: (not one.path.startswith("levers."), one.declared is None))


def resting_on(study: Study, assumptions: Sequence[Assumption]) -> list[Assumption]:
    """The parameters that say what the changed levers do, the weakest grounds first."""
    scenarios, baseline = study.results.manifest["scenarios"], study.inquiry.baseline
    changed = [one.path.rpartition(".")[0] for one in assumptions]
    if CHANGES in {one.path for one in assumptions}:
        dated = (change["lever"] for scenario in scenarios.values() for change in scenario.get("changes", ()))
        changed += [f"levers.{lever.rpartition('.')[0]}" for lever in dated]
    groups = {group for lever in changed for group in RESTS_ON.get(lever, ())}
    scenario = scenarios[baseline]
    found = []
    for path, declared in declared_paths(Parameters).items():
        group, _, name = path.partition(".")
        if group in groups and name in scenario.get("parameters", {}).get(group, {}):
            value = written(scenario["parameters"][group][name])
            found.append(Assumption(f"parameters.{path}", declared, {baseline: value}))
    return sorted(found, key=lambda one: -list(GRADES).index(one.grade))


def weak(resting: Sequence[Assumption], which: str = "the changed levers") -> str:
    """How weak the grounds of some levers are, in a sentence; nothing where there is nothing to say."""
    counted = Counter(one.grade for one in resting)
    total = sum(counted.values())
    if not total or not counted["D"] + counted["C"]:
        return ""
    return (
        f"What {which} do rests on {total} parameters: {counted['A']} of grade A, {counted['B']} of grade B "
        f"and {counted['C'] + counted['D']} of grade C or D, which are supposed, known less surely, or judged by "
        "ourselves. They are listed below, the weakest first."
    )


def every() -> dict[str, Declared]:
    """Every lever and parameter by its path."""
    wholes = {"levers": Levers, "parameters": Parameters}
    return {f"{whole}.{path}": d for whole, groups in wholes.items() for path, d in declared_paths(groups).items()}


def _flat(scenario: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """A resolved scenario as paths and values in words."""
    for key, value in scenario.items():
        if key in ("levers", "parameters"):
            for group, numbers in value.items():
                for name, number in numbers.items():
                    yield f"{key}.{group}.{name}", written(number)
        elif key in ("changes", "events"):
            told = "; ".join(", ".join(f"{k} {v}" for k, v in one.items() if v is not None) for one in value)
            yield CHANGES if key == "changes" else key, told or "none"
        elif key == "cohort":
            yield "own trusts", str(value.get("sha256", ""))[:12]
        else:
            yield key, str(value)
