"""The settings as the end of an address: what differs from the usual, in words that a person can read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast, get_args
from urllib.parse import urlencode

from turnaround_sim.beliefs import Uncertainty
from turnaround_sim.dashboard.explore.asked import MOST_REPLICATES, Asked, as_text, from_text, values_of
from turnaround_sim.dashboard.explore.uploads import one_line
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.scenario import shipped_scenarios

LONGEST = 4_000
"""Letters of a link: longer ones are cut by some mail programs and servers."""
MOST_SEED = 2**53 - 1
"""The largest whole number that a browser can tell from its neighbours."""
_WHY = "why."


@dataclass(frozen=True)
class Link:
    """A link, and what it leaves out, in words; nothing where it carries everything."""

    query: str
    without: str = ""

    @property
    def carries(self) -> bool:
        """Whether it brings somebody else to the same numbers."""
        return bool(self.query)


def link_of(asked: Asked) -> Link:
    """The settings of a comparison as the end of an address, at most so long."""
    if asked.a in asked.uploads or asked.b in asked.uploads:
        return Link("", "A link cannot carry a file of yours: send the scenario file instead.")
    short = urlencode(as_query(asked, reasons=False))
    whole = urlencode(as_query(asked))
    if len(whole) <= LONGEST:
        return Link(whole)
    if len(short) <= LONGEST:
        return Link(short, "The reasons are too long for a link; the scenario file has them.")
    return Link("", "So many changes are too long for a link: send the scenario file instead.")


def as_query(asked: Asked, *, reasons: bool = True) -> dict[str, str]:
    """What a link says: the scenarios, what was changed and why, and the numbers where they are not the usual ones."""
    usual = Asked()
    query = {"baseline": asked.a}
    if asked.b != asked.a:
        query["yours"] = asked.b
    query |= {**asked.moved, **asked.believed}
    for name in ("replicates", "seed", "uncertainty"):
        if getattr(asked, name) != getattr(usual, name):
            query[name] = str(getattr(asked, name))
    if reasons:
        query |= {f"{_WHY}{path}": text for path, text in asked.why.items() if text}
    return query


def read_link(query: Mapping[str, str | Sequence[str]]) -> tuple[Asked, list[str]]:
    """The settings that an address carries, and what was wrong with it, message by message.

    What is wrong is left as usual, so that an old link still shows what it can.
    """
    told = {key: value if isinstance(value, str) else (value[-1] if value else "") for key, value in query.items()}
    wrong: list[str] = []
    if sum(len(key) + len(value) for key, value in told.items()) > 2 * LONGEST:
        return Asked(), ["The link is longer than any that is made here; it was left aside."]
    usual, shipped = Asked(), shipped_scenarios()
    a = _scenario(told, "baseline", usual.a, shipped, wrong)
    b = _scenario(told, "yours", a, shipped, wrong)
    held = values_of(usual.read(b))
    moved: dict[str, str] = {}
    believed: dict[str, str] = {}
    why: dict[str, str] = {}
    for key, value in told.items():
        path = key.removeprefix(_WHY)
        if not path.startswith(("levers.", "parameters.")):
            if key not in ("baseline", "yours", "replicates", "seed", "uncertainty"):
                wrong.append(f'The link says "{key[:60]}", which means nothing here; it was left aside.')
            continue
        if key.startswith(_WHY):
            why[path] = one_line(value)
            continue
        try:
            read = from_text(path, value)
        except Mistake as mistake:
            wrong.append(f"The link cannot be followed in one point, which stays as usual: {mistake}")
            continue
        if read != held[path]:
            (moved if path.startswith("levers.") else believed)[path] = as_text(read)
    asked = Asked(
        a, b, moved, believed,
        {path: text for path, text in why.items() if path in moved or path in believed},
        _whole(told, "replicates", usual.replicates, 1, MOST_REPLICATES, wrong),
        _whole(told, "seed", usual.seed, 0, MOST_SEED, wrong),
        _uncertainty(told, usual.uncertainty, wrong),
    )  # fmt: skip
    return asked, wrong


def _scenario(told: Mapping[str, str], key: str, usual: str, shipped: Sequence[str], wrong: list[str]) -> str:
    name = told.get(key, usual)
    if name in shipped:
        return name
    wrong.append(f'The link names a scenario "{name[:60]}", which there is not{nearest(name, shipped)}; here {usual}.')
    return usual


def _whole(told: Mapping[str, str], key: str, usual: int, least: int, most: int, wrong: list[str]) -> int:
    text = told.get(key, str(usual))
    if text.isascii() and text.isdigit() and len(text) < 20 and least <= int(text) <= most:
        return int(text)
    wrong.append(f'The link says {key} = "{text[:20]}": a whole number from {least} to {most} is needed; here {usual}.')
    return usual


def _uncertainty(told: Mapping[str, str], usual: Uncertainty, wrong: list[str]) -> Uncertainty:
    text = told.get("uncertainty", usual)
    allowed = get_args(Uncertainty)
    if text in allowed:
        return cast(Uncertainty, text)
    wrong.append(f'The link says uncertainty = "{text[:20]}": one of {", ".join(allowed)} is needed; here {usual}.')
    return usual
