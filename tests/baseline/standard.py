"""A standard run and its numbers: what they were when last accepted, what they are now, and which have moved."""

import json
import math
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from turnaround_sim import dictionary
from turnaround_sim.scenario import read_scenario
from turnaround_sim.simulate import simulate

HELD = Path(__file__).with_name("baseline.toml")
CHANGELOG = Path(__file__).resolve().parents[2] / "CHANGELOG.md"
MARK = "**Changes results**"

SEED = 1
REPLICATES = 40
MONTHS = (36, 96, 149)
SERIES = (
    "in_special_measures",
    "rated_inadequate",
    "quality",
    "engagement",
    "temporary_share",
    "without_substantive_leader",
    "spend_m",
    "oversight_load",
)
OUTCOMES: Mapping[str, Sequence[str]] = {
    "england": tuple(outcome.name for outcome in dictionary.OUTCOMES),
    "null": ("shortfall", "quality", "out_24", "months_in", "leaders_per_100_trust_months", "spend_m"),
}
"""What is watched of each scenario; England's national series at some months besides."""

TOLERANCE = 1e-9
"""Relative. Machines may round an exponential otherwise in the last bit; nothing that matters is as small as this."""


@dataclass(frozen=True)
class Estimate:
    """A mean over replicates, its standard error, and in how many replicates it is defined."""

    mean: float
    error: float
    replicates: int

    def like(self, other: "Estimate") -> bool:
        """Whether the means are the same but for rounding; no number is like no number."""
        if math.isnan(self.mean) or math.isnan(other.mean):
            return math.isnan(self.mean) and math.isnan(other.mean)
        return math.isclose(self.mean, other.mean, rel_tol=TOLERANCE, abs_tol=TOLERANCE * self.error)


Numbers = Mapping[str, Estimate]


@dataclass(frozen=True)
class Baseline:
    """The numbers as they were accepted, and the lines of the changelog that have served to accept numbers."""

    numbers: Numbers
    served: tuple[str, ...]


@dataclass(frozen=True)
class Move:
    """A number that is no longer what it was; `now` is None where it is gone."""

    name: str
    was: Estimate
    now: Estimate | None

    @property
    def shift(self) -> float:
        """How many standard errors of the old mean the new one lies off; infinite where that cannot be said."""
        if self.now is None or math.isnan(self.now.mean - self.was.mean):
            return math.inf
        away = self.now.mean - self.was.mean
        return away / self.was.error if self.was.error > 0.0 else math.copysign(math.inf, away)


def estimate(values: np.ndarray) -> Estimate:
    """Mean and standard error of one value a replicate; those without a value are left out and not counted."""
    known = [float(value) for value in values if not math.isnan(value)]
    n = len(known)
    if n < 2:
        return Estimate(known[0] if known else math.nan, 0.0, n)
    mean = math.fsum(known) / n
    return Estimate(mean, math.sqrt(math.fsum((value - mean) ** 2 for value in known) / (n - 1) / n), n)


def measured() -> Numbers:
    """The numbers of the standard run as the model gives them now."""
    return dict(_measured())


def _measured() -> Iterator[tuple[str, Estimate]]:
    for scenario, outcomes in OUTCOMES.items():
        run = simulate(read_scenario(scenario), seed=SEED, first=0, replicates=REPLICATES)
        for name in outcomes:
            yield f"{scenario}.{name}", estimate(run["outcomes"][name].to_numpy())
        if scenario == "england":
            months = run["months"]["month"].to_numpy()
            for name in SERIES:
                values = run["months"][name].to_numpy().astype(float)
                for month in MONTHS:
                    yield f"{scenario}.{name}.{month}", estimate(values[months == month])


def moves(was: Numbers, now: Numbers) -> list[Move]:
    """The numbers that have moved or gone, those that moved most first. A number that is new has not moved."""
    moved = [Move(name, old, now.get(name)) for name, old in was.items() if name not in now or not old.like(now[name])]
    return sorted(moved, key=lambda move: -abs(move.shift))


def table(moved: Sequence[Move]) -> str:
    """Which numbers moved, and by how many standard errors of the old mean."""
    rows = [("number", "was", "standard error", "is", "shift in SE")]
    for move in moved:
        now = "gone" if move.now is None else f"{move.now.mean:.6g}"
        rows.append((move.name, f"{move.was.mean:.6g}", f"{move.was.error:.3g}", now, f"{move.shift:+.3g}"))
    wide = [max(len(row[k]) for row in rows) for k in range(5)]
    lines = [f"{row[0]:<{wide[0]}}  " + "  ".join(f"{row[k]:>{wide[k]}}" for k in range(1, 5)) for row in rows]
    return "\n".join(lines)


def read(path: Path = HELD) -> Baseline | None:
    """The accepted numbers, or None where none have been accepted yet."""
    if not path.exists():
        return None
    held = tomllib.loads(path.read_text(encoding="utf-8"))
    return Baseline({name: Estimate(*said) for name, said in held["numbers"].items()}, tuple(held["served"]))


def write(baseline: Baseline, path: Path = HELD) -> None:
    """Keep accepted numbers, to the last digit."""
    lines = [
        "# The numbers of the standard run, as last accepted. Written by `make baseline`; not to be edited.",
        f"# {REPLICATES} replicates, seed {SEED}; national series at months {', '.join(map(str, MONTHS))}.",
        "# Each number: mean over replicates, its standard error, replicates in which it is defined.",
        "",
        "# Lines of the changelog under which numbers have been accepted: each serves once.",
        "served = [",
        *(f"    {json.dumps(line, ensure_ascii=False)}," for line in baseline.served),
        "]",
        "",
        "[numbers]",
        *(f'"{name}" = [{e.mean!r}, {e.error!r}, {e.replicates}]' for name, e in baseline.numbers.items()),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def unreleased(changelog: str) -> tuple[str, ...]:
    """The lines under Unreleased that say that results change, each on one line."""
    _, _, rest = changelog.partition("\n## [Unreleased]")
    items: list[str] = []
    for line in rest.partition("\n## ")[0].splitlines():
        if line.startswith("- "):
            items.append(line[2:].strip())
        elif line.startswith("  ") and items:
            items[-1] += f" {line.strip()}"
    return tuple(item for item in items if item.startswith(MARK))
