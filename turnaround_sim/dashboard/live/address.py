"""Which world the address of the page names, so that it can be sent to a class."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from turnaround_sim.dashboard.live.world import LARGEST_SEED, MOST_REPLICATES
from turnaround_sim.mistakes import Mistake, nearest

FIRST = "classroom"


class Address(NamedTuple):
    """A world by scenario, seed and replicate."""

    scenario: str = FIRST
    seed: int = 1
    replicate: int = 0

    def as_query(self) -> dict[str, str]:
        """What stands in the address for it."""
        return {name: str(value) for name, value in self._asdict().items()}


def address_in(query: Mapping[str, str], scenarios: Sequence[str]) -> Address:
    """The world that an address names; what it leaves out is as first set. Raises Mistake for a value that is none."""
    usual = Address()
    scenario = query.get("scenario", usual.scenario)
    if scenario not in scenarios:
        message = f'the address names a scenario "{scenario}"; there are {", ".join(scenarios)}'
        raise Mistake(f"{message}{nearest(scenario, scenarios)}", key="scenario", value=scenario)
    seed = _whole(query, "seed", usual.seed, LARGEST_SEED)
    return Address(scenario, seed, _whole(query, "replicate", usual.replicate, MOST_REPLICATES))


def _whole(query: Mapping[str, str], key: str, usual: int, most: int) -> int:
    text = query.get(key, str(usual))
    if not (text.isascii() and text.isdigit() and len(text) <= len(str(most)) and int(text) <= most):
        message = f'the address says {key} = "{text}"; allowed is a whole number from 0 to {most}'
        raise Mistake(message, key=key, value=text)
    return int(text)
