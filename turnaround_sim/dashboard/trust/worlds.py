"""One replicate of a finished run or of a shipped scenario, walked again; and the same world under other rules of play.

A walk keeps every agent of every month, some 90 megabytes for England, and takes less than a second once the rules are
compiled. So one is walked at a time, and nothing of it is kept but what is told.
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from turnaround_sim.beliefs import WORLDS_PER_DRAW, draw_of
from turnaround_sim.dashboard.experiments import folders
from turnaround_sim.dashboard.experiments.folders import Entry
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.scenario import Scenario, read_scenario, shipped_scenarios
from turnaround_sim.store import Results, source_digest
from turnaround_sim.story import Parting, Story, against_scenario, part, tell
from turnaround_sim.story.telling import tell_of

ARM, SCENARIO = "arm", "scenario"
MOST = 1_000_000
"""Replicates of a scenario that can be asked for by number, as seeds can."""
_walking = threading.Lock()


@dataclass(frozen=True)
class World:
    """Whose history it is: a replicate under an arm of the run at a place, or under a scenario where there is none."""

    place: str
    arm: str
    seed: int
    replicate: int

    @property
    def is_of_a_run(self) -> bool:
        """Whether it is read off a finished run."""
        return bool(self.place)


@dataclass(frozen=True)
class Against:
    """What a history is set against: another arm of the same run, or a shipped scenario; nothing where both are empty.

    As an address carries it: `arm:two years`, `scenario:patient`.
    """

    kind: str = ""
    name: str = ""

    @classmethod
    def read(cls, text: str) -> "Against":
        """What an address says."""
        kind, _, name = text.partition(":")
        return cls(kind, name) if kind in (ARM, SCENARIO) and name else cls()

    def __bool__(self) -> bool:
        return bool(self.name)

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}" if self else ""


@dataclass(frozen=True)
class About:
    """What can be asked of a run: its arms with their titles, and its replicates."""

    arms: tuple[str, ...]
    titles: tuple[str, ...]
    seed: int
    first: int
    last: int
    trusts: int
    calibrated: bool


def runs(root: Path) -> list[Entry]:
    """The finished runs, comparisons and experiments under a root: those of these rules first, the newest first."""
    kinds = (folders.RUN, folders.COMPARISON, folders.EXPERIMENT)
    found = [each for each in folders.listed(root) if each.state == "finished" and each.kind in kinds]
    return sorted(found, key=lambda each: not is_retold(each))


def is_retold(entry: Entry) -> bool:
    """Whether a run was made by the rules of this version, so that its worlds can be walked again."""
    return entry.source == source_digest()


def about(root: Path, place: str) -> About:
    """What can be asked of a run. Raises Mistake for a folder that is none or is damaged."""
    manifest = _open(root, place).manifest
    try:
        scenarios, titles = manifest["scenarios"], manifest["titles"]
        return About(
            arms=tuple(scenarios),
            titles=tuple(str(titles.get(arm) or arm) for arm in scenarios),
            seed=int(manifest["seed"]),
            first=int(manifest["first"]),
            last=int(manifest["first"]) + int(manifest["replicates"]) - 1,
            trusts=max(int(scenario["trusts"]) for scenario in scenarios.values()),
            calibrated=manifest.get("calibrated") is True,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise Mistake(f"{place} cannot be read by this version: its manifest lacks {error}; run it again") from error


def alike(trusts: int) -> list[str]:
    """The shipped scenarios that have so many trusts, so that a world can be set against them."""
    return [name for name in shipped_scenarios() if read_scenario(name).trusts == trusts]


def scenario_named(name: str) -> Scenario:
    """A scenario that comes with the package; no other is read. Raises Mistake for any other name."""
    known = list(shipped_scenarios())
    if name not in known:
        message = f'no scenario "{name}" comes with the package; there are {", ".join(known)}{nearest(name, known)}'
        raise Mistake(message)
    return read_scenario(name)


def is_calibrated(root: Path, world: World) -> bool:
    """Whether the parameters it lives under were fitted; those of a scenario are, as `turnaround run` takes them."""
    return about(root, world.place).calibrated if world.is_of_a_run else True


def walked(root: Path, world: World, trust: int) -> Story:
    """The history of one trust. Raises Mistake as `story.tell` does, and for a scenario without such a trust."""
    if world.is_of_a_run:
        results = _open(root, world.place)
        return folders.guarded(world.place, lambda: tell(results, world.arm, trust, world.replicate))
    scenario = scenario_named(world.arm)
    for what, value, most in (("trust", trust, scenario.trusts - 1), ("replicate", world.replicate, MOST)):
        if not 0 <= value <= most:
            raise Mistake(f"{what} {value} is out of range; allowed 0 to {most}")
    draw = draw_of(world.replicate, WORLDS_PER_DRAW)
    return tell_of(scenario, world.seed, trust, world.replicate, "posterior", draw)


def parted(root: Path, world: World, story: Story, against: Against) -> Parting:
    """Where a history parts from the same trust's in the same luck. Raises Mistake where they are not of one world."""
    if against.kind == SCENARIO:
        return against_scenario(story, scenario_named(against.name))
    return part(story, walked(root, replace(world, arm=against.name), story.trust))


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Hold all other walks back meanwhile."""
    with _walking:
        yield


def _open(root: Path, place: str) -> Results:
    return Results.open(folders.inside(root, place))
