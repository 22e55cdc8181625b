"""Who computes the chunks of a run: threads of this process, or the workers of a cluster."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Protocol

from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import Chunk, Question
from turnaround_sim.store.chunks import Tables

if TYPE_CHECKING:
    from turnaround_sim.ensemble import BurnIns
    from turnaround_sim.scenario import Scenario

IN_HAND = 2
"""Chunks in hand for each that can be at work."""


class Compute(Protocol):
    """What computes the replicates of a chunk; workers elsewhere must find it by its name."""

    def __call__(
        self, scenario: "Scenario", chunk: Chunk, question: Question, burn_ins: "BurnIns | None" = None
    ) -> Mapping[str, Any]:
        """The tables of a chunk."""


class Lost(Exception):
    """A chunk that nobody could finish, though nothing in it is known to have failed: each who tried it died."""


class Crew(Protocol):
    """Whoever computes chunks; any number of threads may ask at once."""

    hands: int
    """Threads here, each with a chunk that it computes or waits for, and then writes."""

    def workers(self) -> int:
        """How many chunks can be at work at this moment, here or elsewhere."""

    def room(self) -> int:
        """How many chunks may be in hand at this moment: a few more than can be at work, so that nobody waits."""

    def computed(self, chunk: Chunk) -> Tables:
        """The tables of a chunk. Raises what its computing raises, Lost, or Mistake where nobody can go on."""

    def stop(self) -> None:
        """Give up what is in hand as far as it can be; who waits for it is told by an exception."""

    def close(self) -> None:
        """Let everything go."""


class Threads:
    """Threads of this process, which share the worlds that another arm has burnt in."""

    def __init__(self, threads: int, arms: "Mapping[str, Scenario]", question: Question, compute: Compute) -> None:
        self.hands = threads
        self._arms, self._question, self._compute = arms, question, compute
        self._burn_ins = burn_ins_for(arms, question)

    def workers(self) -> int:
        """The threads; they never change."""
        return self.hands

    def room(self) -> int:
        """What the threads will soon take up."""
        return IN_HAND * self.hands

    def computed(self, chunk: Chunk) -> Tables:
        """The tables of a chunk, computed by the thread that asks."""
        return self._compute(self._arms[chunk.arm], chunk, self._question, self._burn_ins)

    def stop(self) -> None:
        """Nothing: a chunk at work is finished and kept."""

    def close(self) -> None:
        """Nothing is held."""


def burn_ins_for(arms: "Mapping[str, Scenario]", question: Question) -> "BurnIns | None":
    """Where arms find the worlds that another arm has burnt in; one arm alone would look in vain."""
    if len(arms) == 1 or question.engine != "ensemble":
        return None
    from turnaround_sim.ensemble import BurnIns

    return BurnIns()


def crew_of(
    scheduler: str | None, threads: int, arms: "Mapping[str, Scenario]", question: Question, compute: Compute
) -> Crew:
    """The threads of this process, or the workers of the cluster whose scheduler has this address.

    Raises Mistake where there is no such scheduler or what is needed to talk to it is not installed.
    """
    if scheduler is None:
        return Threads(threads, arms, question, compute)
    try:
        from turnaround_sim.crew.cluster import Cluster
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in ("dask", "distributed"):
            raise
        text = '--scheduler needs dask.distributed, which is not installed: pip install "turnaround_sim[cluster]"'
        raise Mistake(text, key="--scheduler", value=scheduler) from missing
    return Cluster(scheduler, arms, question, compute)
