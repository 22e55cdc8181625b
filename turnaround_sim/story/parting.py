"""Two histories of one trust, set side by side: the first month in which they differ, by what, and what comes of it."""

from dataclasses import dataclass, replace

import numpy as np

from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import Scenario
from turnaround_sim.story.ledger import QUALITY, Numbers
from turnaround_sim.story.telling import Story, tell_of
from turnaround_sim.trace import Divergence, first_divergence


@dataclass(frozen=True, eq=False)
class Parting:
    """One trust in the same replicate of two runs; `divergence` is None where it is the same throughout.

    Differences are `other` less `one`, over the months that both have.
    """

    one: Story
    other: Story
    divergence: Divergence | None

    @property
    def months(self) -> int:
        """The months in which the trust is open in both."""
        return min(self.one.months, self.other.months)

    @property
    def gap(self) -> Numbers:
        """Difference in latent quality at the end of every month, [month]."""
        gap: Numbers = self.other.quality[: self.months] - self.one.quality[: self.months]
        return gap

    @property
    def at_start(self) -> float:
        """Difference in latent quality that the burn-in left."""
        return self.other.start - self.one.start

    def by_cause(self, last: int) -> Numbers:
        """What is left by the end of month `last` of what each cause gave to the difference, [cause]."""
        each = [story.accounts[QUALITY].lasting(-1, last) for story in (self.one, self.other)]
        return np.asarray(each[1] - each[0])


def part(one: Story, other: Story) -> Parting:
    """Where two histories of one trust part; arms of one name are told apart by a letter.

    Raises Mistake where the two are not of one world.
    """
    try:
        found = first_divergence(one.trace, other.trace)
    except ValueError as error:
        message = f"--against {other.arm}: {error}; allowed: the same trusts, months, burn-in, seed and replicate"
        raise Mistake(message, key="--against", value=other.arm) from None
    if other.arm == one.arm:
        other = replace(other, arm=f"{other.arm}-b")
    return Parting(one, other, found.get(one.trust))


def against_scenario(one: Story, scenario: Scenario) -> Parting:
    """Where a story parts from the same trust's history under another scenario, which is walked for the purpose."""
    if scenario.trusts != one.scenario.trusts:
        message = f"--against {scenario.name}: it has {scenario.trusts} trusts, the run {one.scenario.trusts}"
        raise Mistake(message, key="--against", value=scenario.name)
    return part(one, tell_of(scenario, one.seed, one.trust, one.replicate, one.uncertainty, one.draw))
