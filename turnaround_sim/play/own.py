"""What a player did, as a standing policy in many worlds: whether her own levers did it, or luck."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from turnaround_sim.analysis.comparison import Difference
from turnaround_sim.experiment import Progress
from turnaround_sim.play.ending import UNDECIDED, WORLDS, differences_from, failing_in, in_worlds
from turnaround_sim.play.game import Game, dated, shipped, standing_policy
from turnaround_sim.play.moves import (
    MANNERS,
    MIXES,
    QUARTER,
    STYLES,
    TERM,
    Buddy,
    Decision,
    Director,
    Money,
    Replace,
    Reporting,
    reports,
)
from turnaround_sim.play.seen import plain_data, see
from turnaround_sim.provenance import Number

Policy = Mapping[str, Number | str]

SOON, LATE = QUARTER, 12
"""Months after entry in which a replacement stands for those that were sooner, and for those that were later."""
BETWEEN = 8
"""A replacement by this month after entry was a soon one."""
MILLIONS = 3.0
"""£m given over a year to each trust where money is tried: about all that a chair has."""
ENVELOPE = 200.0
"""£m in the country where a lever is tried: enough, so that what money does is seen and not who comes away empty."""


@dataclass(frozen=True)
class OwnLuck:
    """Each kind of decision of a game as a policy for every trust in special measures, against none, in many worlds.

    Parameters
    ----------
    worlds, seed
        How many, and the seed that they share with the game.
    baseline
        What each is compared with: nobody decides anything.
    differences
        By policy, each score against the baseline, world by world; none where the player decided nothing.
    told
        The same in sentences.
    """

    worlds: int
    seed: int
    baseline: str
    differences: Mapping[str, tuple[Difference, ...]]
    told: tuple[str, ...]

    def as_dict(self) -> dict[str, Any]:
        """The same as plain data, fit for JSON."""
        return cast(dict[str, Any], plain_data(self))


def standing_forms(game: Game) -> dict[str, Policy]:
    """The kinds of decisions that a game has, each as levers for every trust in special measures, in a fixed order."""
    found = {name: levers for name, levers in (_form(game, *each) for each in dated(game.moves)) if name}
    return dict(sorted(found.items()))


def _form(game: Game, month: int, decision: Decision) -> tuple[str, Policy]:
    """One decision as a policy, with its name; nothing for what undoes another."""
    if isinstance(decision, Replace):
        when = SOON if _months_in(game, month, decision.trust) <= BETWEEN else LATE
        return f"replace the chief executive {when} months after entry", {"leadership.replace_after": when}
    if isinstance(decision, Director):
        stay: Policy = {"director.stay": TERM, "director.delay": QUARTER, "director.style": STYLES[decision.style]}
        return f"a director {MANNERS[decision.style]}, for a year", stay
    if isinstance(decision, Buddy):
        return "a buddy for a year", {"buddy.share": 1.0, "buddy.months": TERM}
    if isinstance(decision, Money):
        shares = zip(("posts", "consultants", "capability"), MIXES[decision.mix], strict=True)
        spent = "as usual" if decision.mix == "mixed" else f"on {decision.mix}"
        given: Policy = {
            "funding.millions": MILLIONS,
            "funding.months": TERM,
            "funding.envelope": ENVELOPE,
            **{f"funding.{name}": share for name, share in shares},
        }
        return f"£{MILLIONS:g}m over a year, spent {spent}", given
    if isinstance(decision, Reporting) and decision.level != "usual":
        called = {"more": "more reports", "fewer": "fewer reports", "one lead": "one body asks for all reports"}
        return called[decision.level], dict(reports(decision, shipped(game.scenario).levers))
    return "", {}


def _months_in(game: Game, month: int, trust: int) -> int:
    """How long before a month a trust came into special measures; the months of the game where it never did."""
    entered = [spell.entered for spell in see(game).trusts[trust].spells if spell.entered <= month]
    return month - max(entered, default=0)


def own_luck(game: Game, worlds: int = WORLDS, progress: Progress | None = None) -> OwnLuck:
    """What a player did, as policies in so many worlds of the game's scenario, in all of its trusts whoever played.

    `progress` is told how many worlds are done, of how many.
    """
    forms = standing_forms(game)
    country = game.bare.model_copy(
        update={"role": "national", "trust": None, "moves": (), "ended": False, "budget_m": 0.0}
    )
    done, of = 0, worlds * (len(forms) + 1)
    columns: dict[str, list[dict[str, float]]] = {}
    for name, levers in ({UNDECIDED: {}, **forms} if forms else {}).items():
        columns[name] = _found(country, worlds, tuple(levers.items()))
        done += worlds
        if progress is not None:
            progress(done, of)
    differences = differences_from(UNDECIDED, columns)
    return OwnLuck(worlds, game.seed, UNDECIDED, differences, tuple(_in_words(differences)))


# A class has one world, and asks for the same few policies.
@lru_cache(maxsize=64)
def _found(country: Game, worlds: int, levers: tuple[tuple[str, Number | str], ...]) -> list[dict[str, float]]:
    scenario, about = standing_policy(country, dict(levers)), _failing(country, worlds)
    return list(in_worlds(country, scenario, range(worlds), about))


@lru_cache(maxsize=16)
def _failing(country: Game, worlds: int) -> list[tuple[int, ...]]:
    return failing_in(country, range(worlds))


def _in_words(differences: Mapping[str, Sequence[Difference]]) -> Iterator[str]:
    for name, rows in differences.items():
        row = next(each for each in rows if each.outcome == "quality_end")
        told = "no difference can be told from nought" if row.low <= 0.0 <= row.high else "more than luck"
        yield (
            f"{name[:1].upper()}{name[1:]}, for every trust in special measures: {row.difference:+.2f} {row.unit} of "
            f"{row.label.lower()} beside deciding nothing, on average ({row.low:+.2f} to {row.high:+.2f}, 95% "
            f"interval, {row.replicates} worlds); {told}."
        )
