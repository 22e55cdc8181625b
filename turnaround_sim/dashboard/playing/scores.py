"""Scores as they are read: several outcomes side by side, never one number alone."""

import math
from collections.abc import Iterable, Mapping, Sequence

from turnaround_sim.play.ending import SCORES, Ending, Path
from turnaround_sim.play.storage import Standing

WHOLE = frozenset({"recoveries", "months_in", "leaders", "inadequate"})
BETTER = {"lower": "less is better", "higher": "more is better"}
BEST = " ✓ best"

NONE = "–"

Rows = list[tuple[str, ...]]


def value(name: str, of: float) -> str:
    """One score as it is read.

    >>> value("shortfall", 1.234), value("months_in", 64.0), value("spend_m", float("nan"))
    ('1.23', '64', '–')
    """
    if not math.isfinite(of):
        return NONE
    return f"{of:.0f}" if name in WHOLE else f"{of:.2f}"


def interval(mean: float, low: float, high: float) -> str:
    """A mean with its interval, where there is one.

    >>> interval(0.5, 0.25, 0.75), interval(math.nan, math.nan, math.nan)
    ('+0.50 (+0.25 to +0.75)', '–')
    """
    return f"{mean:+.2f} ({low:+.2f} to {high:+.2f})" if math.isfinite(mean) else NONE


def header(first: str) -> tuple[str, ...]:
    """The heads of a table of scores, with unit and the better way."""
    return (first, *(f"{column.label} ({column.unit}; {BETTER[column.better]})" for column in SCORES))


def beside(ending: Ending, more: Sequence[Path] = ()) -> Rows:
    """Each path with its scores; of each score the best are marked in words, none where all are alike."""
    paths = (*ending.paths, *more)
    marked = {c.name: best(c.better, {p.name: as_shown(c.name, p.scores[c.name]) for p in paths}) for c in SCORES}
    return [
        (
            path.name,
            *(
                value(column.name, path.scores[column.name]) + (BEST if path.name in marked[column.name] else "")
                for column in SCORES
            ),
        )
        for path in paths
    ]


def as_shown(name: str, of: float) -> float:
    """A score as far as it is shown: what looks alike is called alike."""
    return round(of, 0 if name in WHOLE else 2) if math.isfinite(of) else math.nan


def best(better: str, values: Mapping[str, float]) -> frozenset[str]:
    """The names with the best value; none where all are alike.

    >>> sorted(best("lower", {"a": 1.0, "b": 1.0, "c": 2.0})), sorted(best("lower", {"a": 1.0, "b": 1.0}))
    (['a', 'b'], [])
    """
    known = {name: of for name, of in values.items() if math.isfinite(of)}
    if not known:
        return frozenset()
    top = min(known.values()) if better == "lower" else max(known.values())
    found = frozenset(name for name, of in known.items() if of == top)
    return frozenset() if len(found) == len(values) else found


def in_words(ending: Ending) -> str:
    """How the player's own path did beside the others, outcome by outcome."""
    said = []
    others = len(ending.paths) - 1
    for column in SCORES:
        own, *rest = (as_shown(column.name, path.scores[column.name]) for path in ending.paths)
        if not math.isfinite(own):
            said.append(f"{column.label}: no number for you")
            continue
        sign = 1.0 if column.better == "lower" else -1.0
        worse, better = (sum(sign * way * (other - own) > 0.0 for other in rest) for way in (1.0, -1.0))
        if not worse and not better:
            said.append(f"{column.label}: all alike")
        else:
            said.append(f"{column.label}: you did better than {worse} of {others} and worse than {better}")
    return "; ".join(said) + "."


def league(standings: Iterable[Standing], by: str) -> Rows:
    """The players of a class who are through, the best of one outcome first; who is equal shares a place with “=”."""
    column = next(each for each in SCORES if each.name == by)
    sign = 1.0 if column.better == "lower" else -1.0

    def rank(each: Standing) -> float:
        shown = as_shown(by, each.scores[by])
        return sign * shown if math.isfinite(shown) else math.inf

    ordered = sorted(standings, key=lambda each: (rank(each), each.player.casefold()))
    ranks = [rank(each) for each in ordered]
    rows: Rows = []
    for each, own in zip(ordered, ranks, strict=True):
        place = f"{ranks.index(own) + 1}.{'=' if ranks.count(own) > 1 else ''}"
        rows.append((f"{place} {each.player}", *(value(c.name, each.scores[c.name]) for c in SCORES)))
    return rows


NO_RECOVERY = (
    "“–” under durable recoveries: no trust left special measures early enough. Whether a recovery lasts is known two "
    "years after the exit, and the game ended before."
)


def missing(all_scores: Iterable[Mapping[str, float]]) -> str:
    """Why a number is missing from some of these, where one is."""
    return NO_RECOVERY if any(not math.isfinite(each["recoveries"]) for each in all_scores) else ""


def meanings() -> list[str]:
    """What each score counts."""
    return [f"{column.label}: {column.meaning}; {BETTER[column.better]}." for column in SCORES]


def monthly(paths: Sequence[Path], trust: int | None) -> list[tuple[str, Sequence[float]]]:
    """True quality by month on each path: of one trust, or the mean of all that the game is about."""
    return [(path.name, path.monthly["quality"] if trust is None else path.quality.get(trust, ())) for path in paths]


def ends_in_words(lines: Sequence[tuple[str, Sequence[float]]]) -> str:
    """Where each line ends, in one sentence; those that end alike are named together."""
    ends: dict[str, list[str]] = {}
    for name, values in lines:
        known = [of for of in values if math.isfinite(of)]
        ends.setdefault(f"{known[-1]:.1f}" if known else "no value", []).append(f"“{name}”")
    return "In the last month: " + "; ".join(f"{end} for {' and '.join(names)}" for end, names in ends.items()) + "."
