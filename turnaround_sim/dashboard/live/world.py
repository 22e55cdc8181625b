"""A world walked month by month before a class: the reference, and how each trust stood as the month opened."""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from turnaround_sim.beliefs import WORLDS_PER_DRAW, believing, draw_of
from turnaround_sim.dashboard.live.telling import (
    TellingDirector,
    TellingLeader,
    TellingPartner,
    TellingTrust,
)
from turnaround_sim.entities import ACTING, NOBODY, SPECIAL_MEASURES
from turnaround_sim.mistakes import Mistake
from turnaround_sim.reference import NHSModel
from turnaround_sim.rules.leadership import person
from turnaround_sim.scenario import Scenario, read_scenario

LARGEST_SEED = 2**31 - 1
MOST_REPLICATES = 100_000


class Standing(NamedTuple):
    """How a trust stood at the end of a month: what news are made of."""

    is_open: bool
    regime: int
    rating: int
    leader: int
    acting: bool
    since: int
    director: int
    buddy: int
    grant_from: int
    system_since: int


class World:
    """One replicate of a scenario, at the end of a month; it is the world that `turnaround run` walks by default.

    Parameters
    ----------
    scenario
        Name of a shipped scenario, or a scenario.
    seed, replicate
        The world's address, as everywhere.

    It stands before month 0 when made; at the end of month 0 where the scenario has no burn-in (`first` says which).
    `before` and `now` say how each trust stood when the month opened and at its end; `closed` in which month a trust
    closed, and who took it over; `draw` is the draw of the posterior whose numbers it lives under.

    Raises Mistake where the scenario is unknown, or seed or replicate out of bounds.
    """

    def __init__(self, scenario: str | Scenario, seed: int = 1, replicate: int = 0) -> None:
        for key, value, most in (("seed", seed, LARGEST_SEED), ("replicate", replicate, MOST_REPLICATES)):
            if not 0 <= value <= most:
                raise Mistake(f"{key} = {value} is out of range; allowed 0 to {most}", key=key, value=value)
        self.scenario = read_scenario(scenario) if isinstance(scenario, str) else scenario
        self.seed, self.replicate = seed, replicate
        self.draw = draw_of(replicate, WORLDS_PER_DRAW)
        believed = believing(self.scenario, "posterior", self.draw)
        self.model = NHSModel(
            believed,
            (seed, replicate),
            trust=TellingTrust,
            leader=TellingLeader,
            improvement_director=TellingDirector,
            system_partner=TellingPartner,
        )
        self.names: list[str] = self.model.names
        if not self.scenario.burn_in:
            # Nothing is there to be looked at before its first month has been walked.
            self.model.step()
        self.first = self.month
        levels = [domain.before if self.first == 0 else domain.level for domain in self.model.domains]
        self.start = np.reshape(levels, (self.trusts, 5)).mean(axis=1)
        self.before = self.now = self._standing()
        self.closed: dict[int, tuple[int, int]] = {}

    @property
    def trusts(self) -> int:
        """Seats, closed ones included."""
        return len(self.model.trusts)

    @property
    def month(self) -> int:
        """The month that was walked last; -1 before month 0, when only the burn-in has been."""
        return int(self.model.clock) - 1

    @property
    def over(self) -> bool:
        """Whether the last month of the scenario has been walked."""
        return bool(self.model.clock >= self.scenario.months)

    @property
    def line(self) -> float:
        """Where inadequate ends: the requires-improvement line [points]."""
        return float(self.model.p.regulation.line_inadequate)

    def step(self, months: int = 1) -> None:
        """Walk so many months, or to the end of the scenario."""
        for _ in range(months):
            if self.over:
                return
            self.before = self.now
            self.model.step()
            self.now = self._standing()
            for i, trust in enumerate(self.model.trusts):
                if self.before[i].is_open and not trust.is_open:
                    self.closed[i] = self.month, int(trust.heard_acquirer)

    def quality_now(self, trust: int) -> float:
        """Latent quality at the end of the month, the mean of five domains [points]."""
        levels = [domain.level for domain in self.model.domains[5 * trust : 5 * trust + 5]]
        return float(sum(levels) / 5.0)

    def quality_so_far(self, trust: int) -> NDArray[np.float64]:
        """Latent quality at the end of every month walked, the burn-in's first, [month + 1]; a closed trust's ends."""
        walked = self.model.quality[: self.model.clock, trust]
        return np.concatenate([self.start[trust : trust + 1], walked[~np.isnan(walked)]])

    def place(self, trust: int) -> str:
        """The system that a trust stands in, by name."""
        return self.system_name(int(self.model.trusts[trust].system))

    def system_name(self, system: int) -> str:
        """A system by name."""
        return str(self.scenario.cohort.system_name[system])

    def leads(self, trust: int) -> str:
        """Who leads a trust, with the number that the tables have."""
        return title(self.now[trust].leader, self.now[trust].acting)

    def _standing(self) -> list[Standing]:
        return [self._stands(trust) for trust in self.model.trusts]

    def _stands(self, trust: Any) -> Standing:
        leader = self.model.leaders[trust.leader]
        return Standing(
            is_open=bool(trust.is_open),
            regime=int(trust.regime),
            rating=int(trust.rating),
            leader=person(leader) if trust.leader != NOBODY else NOBODY,
            acting=leader.status == ACTING,
            since=int(leader.started),
            director=int(trust.director),
            buddy=int(trust.buddy),
            grant_from=int(trust.funding_from),
            system_since=int(trust.system_since),
        )


def title(leader: int, acting: bool) -> str:
    """A person in words, by the number that the tables have.

    >>> title(12, False), title(100040, True)
    ('leader 12', 'deputy 100040')
    """
    return f"{'deputy' if acting else 'leader'} {leader}"


def in_the_regime(world: World) -> list[int]:
    """The trusts in special measures at the end of the month."""
    return [i for i, each in enumerate(world.now) if each.regime == SPECIAL_MEASURES]
