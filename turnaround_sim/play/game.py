"""A game: who plays which world, and what was decided; the scenario that it is, and what may be decided next."""

import secrets
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.play.moves import (
    QUARTER,
    Buddy,
    Decision,
    Director,
    Dismiss,
    Move,
    Replace,
    Reporting,
    as_changes,
    monthly_price,
    price,
    wrong,
)
from turnaround_sim.provenance import Number
from turnaround_sim.scenario import LeverChange, PlannedEvent, Scenario, read_scenario
from turnaround_sim.scenario.sources import SHIPPED

if TYPE_CHECKING:
    from turnaround_sim.play.seen import Seen, TrustSeen

Role = Literal["national", "chair"]
ROLES: dict[Role, str] = {"national": "national director", "chair": "chair of a trust"}
PLAYABLE = ("classroom", "england", "null")
"""Shipped scenarios that can be played: those with a regime to direct, and one in which nothing done matters."""

USUAL_QUARTERS = 20
FEWEST_QUARTERS = 4
LONGEST_NAME = 40
LONGEST_PREDICTION = 2000
MOST_SEED = 2**31 - 1
MOST_DRAWN = 1_000_000
"""Below this a seed is drawn: short enough to be written down."""
MOST_DRAWS = 200
"""Seeds that are tried for a chair; hardly one in six closes her trust."""
PENNY = 1e-6
"""£m by which a sum may be over for how computers round."""

OFF: dict[str, Number | str] = {
    "leadership.removal_at_entry": 0.0,
    "leadership.patience": 120,
    "leadership.most_removals": 0,
    "leadership.replace_after": -1,
    "director.stay": 0,
    "director.taper": 0,
    "director.delay": 0,
    "buddy.share": 0.0,
    "funding.millions": 0.0,
}
"""What the regime does of itself, and does not where a player decides: there, to keep is to keep."""


class Game(BaseModel):
    """One game. What decides its numbers is scenario, role, trust, seed, replicate, quarters and moves.

    `moves` are of quarters 1, 2, 3, … without a gap. `trust` is the chair's own, None for a national director. The
    budget is for the whole game. `klass` is the code of the class in which it is played.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    token: str = ""
    role: Role
    player: str = Field(min_length=1, max_length=LONGEST_NAME)
    scenario: str
    trust: int | None = None
    seed: int = Field(ge=0, le=MOST_SEED)
    replicate: int = Field(default=0, ge=0, le=MOST_SEED)
    quarters: int = Field(ge=FEWEST_QUARTERS)
    budget_m: float = Field(ge=0.0, le=10_000.0, allow_inf_nan=False)
    prediction: str = Field(default="", max_length=LONGEST_PREDICTION)
    moves: tuple[Move, ...] = ()
    klass: str | None = None
    ended: bool = False
    created: str = ""

    @property
    def months(self) -> int:
        """How long the world is watched."""
        return QUARTER * self.quarters

    @property
    def quarter(self) -> int:
        """The quarter that is played next."""
        return len(self.moves) + 1

    @property
    def bare(self) -> "Game":
        """The same without whose it is: what is computed of a game depends on nothing else."""
        return self.model_copy(update={"token": "", "player": "-", "prediction": "", "klass": None, "created": ""})

    @property
    def over(self) -> bool:
        """Whether nothing is left to decide."""
        return self.ended or self.quarter >= self.quarters


def new_game(
    role: Role,
    player: str,
    scenario: str = "classroom",
    *,
    trust: int | None = None,
    seed: int | None = None,
    replicate: int = 0,
    quarters: int | None = None,
    budget_m: float | None = None,
) -> Game:
    """A game before its first move, checked.

    The player takes office after the first quarter. Left out, `quarters` are twenty, or as many as the scenario has;
    the budget is what the regime would have had; a chair's trust is the first one in special measures by then; and the
    seed is drawn, for a chair until her trust stays open to the end if nobody decides anything.

    Raises Mistake where something is not allowed, and for a chair whose trust would close under the seed that is given.
    """
    if seed is not None:
        return _new_game(role, player, scenario, trust, seed, replicate, quarters, budget_m)
    for _ in range(MOST_DRAWS):
        seed = secrets.randbelow(MOST_DRAWN)
        try:
            return _new_game(role, player, scenario, trust, seed, replicate, quarters, budget_m)
        except _Closes as closes:
            last = closes
    raise last


class _Closes(Mistake):
    """A chair's trust closes whatever she does not do."""


def _new_game(
    role: Role,
    player: str,
    scenario: str,
    trust: int | None,
    seed: int,
    replicate: int,
    quarters: int | None,
    budget_m: float | None,
) -> Game:
    """The game of a seed."""
    world = shipped(scenario)
    most = world.months // QUARTER
    quarters = min(USUAL_QUARTERS, most) if quarters is None else quarters
    if not FEWEST_QUARTERS <= quarters <= most:
        text = f"quarters = {quarters} is out of range; allowed {FEWEST_QUARTERS} to {most}, for {scenario}"
        raise Mistake(text, key="quarters", value=quarters)
    if role == "national" and trust is not None:
        raise Mistake(f"trust = {trust}: a national director has all trusts; leave it out", key="trust", value=trust)
    if trust is not None and not 0 <= trust < world.trusts:
        text = f"trust = {trust} is out of range; allowed 0 to {world.trusts - 1}, for {scenario}"
        raise Mistake(text, key="trust", value=trust)
    if budget_m is None:
        budget_m = usual_budget(role, world.levers, QUARTER * quarters)
    try:
        game = Game(
            role=role,
            player=named(player),
            scenario=scenario,
            trust=trust,
            seed=seed,
            replicate=replicate,
            quarters=quarters,
            budget_m=budget_m,
            created=now(),
        )
    except ValidationError as error:
        raise wrong(error, "game") from None
    if role == "chair" and trust is None:
        game = game.model_copy(update={"trust": _failing(game)})
    _stays_open(game)
    return game


def _stays_open(game: Game) -> None:
    """Nothing if a chair's trust stays open to the end where nobody decides anything, else Mistake."""
    from turnaround_sim.play.worlds import taken_over_in

    gone = taken_over_in(game.bare, game.months)
    if gone is not None:
        names = shipped(game.scenario).cohort.name
        text = (
            f"with the seed {game.seed}, the number of the luck, {names[gone.trust]} is taken over in month "
            f"{gone.month} by {names[gone.by]}, and nothing would be left to decide; choose another number, or leave "
            "it out"
        )
        raise _Closes(text, key="seed", value=game.seed)


def _failing(game: Game) -> int:
    """The first trust that is in special measures when the player takes office, else the one that looks worst."""
    from turnaround_sim.play.seen import see

    everyone = see(game.model_copy(update={"role": "national"})).trusts
    inside = [trust.number for trust in everyone if trust.in_special_measures]
    return inside[0] if inside else min(everyone, key=lambda trust: trust.index[-1]).number


def usual_budget(role: Role, levers: Levers, months: int) -> float:
    """What the regime would have had, in £m: a director its envelope, a chair the support of one spell.

    Source: the levers of the scenario, `funding`, `director` and `buddy`, at the model's own unit costs.
    """
    funding = levers.funding
    if role == "national":
        return round(funding.envelope / (12.0 * funding.envelope_years) * months, 1)
    money = funding.millions / 12.0 * funding.months
    director = monthly_price(Director(trust=0)) * levers.director.stay
    return round(money + director + monthly_price(Buddy(trust=0)) * levers.buddy.months, 1)


@cache
def shipped(name: str) -> Scenario:
    """A scenario that can be played, as it comes with the package, whatever lies in the working folder."""
    if name not in PLAYABLE:
        text = f'scenario = "{name}" cannot be played; allowed: {", ".join(PLAYABLE)}{nearest(name, PLAYABLE)}'
        raise Mistake(text, key="scenario", value=name)
    return read_scenario(SHIPPED / f"{name}.toml")


CALLED = {"player": "the player's name", "title": "the title"}
"""What is asked for, as a player knows it."""


def now() -> str:
    """The time, as games and classes are stamped with it."""
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def named(text: str, key: str = "player", most: int = LONGEST_NAME) -> str:
    """A name as it is kept: plain text of any script on one line, all of it seen. Raises Mistake for anything else."""
    said = plain_text(text, key, most)
    if not said:
        raise Mistake(f"{CALLED.get(key, key)} is empty; write 1 to {most} characters", key=key)
    for before, sign in zip(("", *said), said, strict=False):
        if _is_unseen(sign) and not (sign in JOINERS and _is_joined(before)):
            text = f"{CALLED.get(key, key)} holds a character that nobody sees, U+{ord(sign):04X}; leave it out"
            raise Mistake(text, key=key)
    return said


JOINERS = frozenset("\u200c\u200d\ufe0e\ufe0f")
"""Signs that nobody sees and some scripts and pictures need, after a letter that is not Latin."""
BLANK = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0")
"""Letters and signs that look like nothing."""


def _is_unseen(sign: str) -> bool:
    return unicodedata.category(sign) == "Cf" or sign in BLANK or sign in JOINERS or "VARIATION SEL" in _called(sign)


def _is_joined(before: str) -> bool:
    return bool(before) and not before.isascii() and not _called(before).startswith("LATIN")


def _called(sign: str) -> str:
    return unicodedata.name(sign, "")


def alike(name: str) -> str:
    """What two names share that a reader would take for one another: capitals, forms of letters and joiners aside.

    >>> alike("ＡNN") == alike("Ann"), alike("Ann") == alike("Anna")
    (True, False)
    """
    return "".join(sign for sign in unicodedata.normalize("NFKC", name).casefold() if sign not in JOINERS)


BIDI = frozenset(map(chr, (*range(0x202A, 0x202F), *range(0x2066, 0x206A), 0x200E, 0x200F)))
"""Marks that turn the direction of what follows them: a name could turn the rest of a page."""


def plain_text(text: str, key: str, most: int) -> str:
    """Text of any script on one line, composed, its blanks single. Raises Mistake where it is too long or not plain."""
    if not isinstance(text, str):
        raise Mistake(f"{key} is not text", key=key)
    if len(text) > 4 * most + 100:
        raise Mistake(f"{key} has {len(text)} characters; allowed {most} at most", key=key)
    said = " ".join(unicodedata.normalize("NFC", text).split())
    if len(said) > most:
        raise Mistake(f"{key} has {len(said)} characters; allowed {most} at most", key=key)
    for sign in said:
        if unicodedata.category(sign) in ("Cc", "Cs", "Co", "Cn", "Zl", "Zp") or sign in BIDI:
            text = f"{key} holds a control character, U+{ord(sign):04X}; allowed: letters, digits and signs"
            raise Mistake(text, key=key)
    return said


def predicted(text: str) -> str:
    """A prediction as it is kept. Raises Mistake where it is empty, too long or not plain."""
    said = plain_text(text, "prediction", LONGEST_PREDICTION)
    if not said:
        raise Mistake("the prediction is empty; write a sentence", key="prediction")
    return said


Dated = Sequence[tuple[int, Decision]]
"""Decisions with the month in which each takes effect, in the order in which they were said."""


def dated(moves: Iterable[Move]) -> list[tuple[int, Decision]]:
    """The decisions of moves with their months."""
    return [(move.month, decision) for move in moves for decision in move.decisions]


def scenario_of(game: Game, moves: Sequence[Move] | None = None) -> Scenario:
    """The scenario that a game is, with other moves than its own where they are given."""
    return scenario_with(game, dated(game.moves if moves is None else moves))


def scenario_with(game: Game, decisions: Dated) -> Scenario:
    """The scenario of a game in which these decisions were taken; those after its end are left out.

    The shipped scenario goes on as it is, but for what the regime would do of itself for whom the player decides.
    """
    world = shipped(game.scenario)
    changes = list(taken_over(game.trust))
    events: list[PlannedEvent] = []
    for month, decision in sorted(decisions, key=lambda each: each[0]):
        if isinstance(decision, Director | Dismiss):
            # A later word on a director does away with the end that the earlier one had.
            changes = [c for c in changes if (c.lever, c.trust) != ("director.stay", decision.trust) or c.month < month]
        more, ordered = as_changes([decision], month, world.levers)
        changes += more
        events += ordered
    changes = list(_telling(sorted(changes, key=lambda change: change.month), world.levers))
    return replace(
        world,
        name=f"{game.scenario}-{game.role}",
        title=f"A game of {game.scenario}, played by the {ROLES[game.role]}",
        description="A game that was played; the decisions of a player are its dated changes and events.",
        months=game.months,
        changes=(*world.changes, *(change for change in changes if change.month < game.months)),
        events=(*world.events, *(event for event in events if event.month < game.months)),
    )


def standing_policy(game: Game, levers: Mapping[str, Number | str]) -> Scenario:
    """The scenario in which nobody decides anything but that these levers stand from month 0 on."""
    world = shipped(game.scenario)
    values = {**OFF, **levers}
    changes = [LeverChange(0, lever, value, game.trust, why="a standing policy") for lever, value in values.items()]
    return replace(
        world, months=game.months, changes=(*world.changes, *_telling(changes, world.levers)), events=world.events
    )


def _telling(changes: Iterable[LeverChange], levers: Levers) -> Iterator[LeverChange]:
    """Changes in their order, without those that set a lever to what it is."""
    held: dict[str, dict[int | None, Number | str]] = {}
    for change in changes:
        group, name = change.lever.split(".")
        values = held.setdefault(change.lever, {None: getattr(getattr(levers, group), name)})
        if values.get(change.trust, values[None]) == change.value and (change.trust is not None or len(values) == 1):
            continue
        if change.trust is None:
            values.clear()
        values[change.trust] = change.value
        yield change


def taken_over(trust: int | None) -> list[LeverChange]:
    """The changes by which the regime leaves one trust, or all, to the player from month 0."""
    return [LeverChange(0, lever, value, trust, why="the player decides") for lever, value in OFF.items()]


def month_of(game: Game) -> int:
    """The months that have gone by: what is decided next takes effect in this month, unless it is the end."""
    return min(QUARTER * game.quarter, game.months)


def allowed(game: Game, seen: "Seen", move: Move) -> None:
    """Nothing if a move can be played now, else Mistake; `seen` is what the player sees at the game's month."""
    playable(game, move.quarter)
    world = shipped(game.scenario)
    said: set[tuple[str, int | None]] = set()
    left = seen.left_m
    for place, decision in enumerate(move.decisions, start=1):
        key = f"decision {place}"
        if decision.trust is None:
            _for_all(game, decision, key)
        elif decision.trust >= world.trusts:
            text = f"{key}: trust {decision.trust} is out of range; allowed 0 to {world.trusts - 1}"
            raise Mistake(text, key=key, value=decision.trust)
        else:
            _for_one(game, seen.trusts[decision.trust], decision, key)
        about = "director" if isinstance(decision, Director | Dismiss) else decision.do
        if (about, decision.trust) in said:
            raise Mistake(f"{key}: {about} is decided twice for the same trust in one quarter", key=key)
        said.add((about, decision.trust))
        left -= price(decision, world.parameters) - _set_free(seen, decision)
        if left < -PENNY:
            cost = price(decision, world.parameters)
            text = f"{key}: £{cost:.2f}m is over budget; £{max(0.0, left + cost):.2f}m of £{game.budget_m:.2f}m is free"
            raise Mistake(text, key=key)


def playable(game: Game, quarter: int) -> None:
    """Nothing if this quarter is the one that can be played now, else Mistake."""
    if game.ended:
        raise Mistake("this game has ended; its moves stand", key="quarter", value=quarter)
    if not game.prediction:
        raise Mistake("write down what you expect before the first move", key="prediction")
    if quarter < game.quarter:
        text = f"quarter {quarter} was played already, and the past stands; the next is {game.quarter}"
        raise Mistake(text, key="quarter", value=quarter)
    if quarter > game.quarter:
        raise Mistake(f"quarter {quarter} has not come yet; the next is {game.quarter}", key="quarter", value=quarter)
    if quarter >= game.quarters:
        raise Mistake(f"the game is over after quarter {game.quarters - 1}", key="quarter", value=quarter)


def _for_all(game: Game, decision: Decision, key: str) -> None:
    if game.role == "chair":
        raise Mistake(f"{key}: a chair decides for trust {game.trust} alone", key=key)
    if not isinstance(decision, Reporting):
        raise Mistake(f"{key}: {decision.do} needs a trust", key=key)


def _for_one(game: Game, trust: "TrustSeen", decision: Decision, key: str) -> None:
    """Nothing if this can be decided for this trust, else Mistake."""
    who = f"{key}: {trust.name} (trust {trust.number})"
    if game.role == "chair" and trust.number != game.trust:
        raise Mistake(f"{who} is not yours; a chair decides for trust {game.trust} alone", key=key, value=trust.number)
    if not trust.is_open:
        raise Mistake(f"{who} has closed", key=key, value=trust.number)
    own_affair = isinstance(decision, Dismiss) or (isinstance(decision, Replace) and game.role == "chair")
    if not (trust.in_special_measures or own_affair):
        whose = "its chair chooses who leads it" if isinstance(decision, Replace) else "this is for those that are"
        raise Mistake(f"{who} is not in special measures; {whose}", key=key, value=trust.number)
    if isinstance(decision, Replace) and trust.leader.interim:
        raise Mistake(f"{who} has nobody to replace: a deputy acts until the post is filled", key=key)
    if isinstance(decision, Dismiss) and trust.director.state == "none":
        raise Mistake(f"{who} has no director to send home", key=key)
    if isinstance(decision, Buddy) and trust.buddy.state != "none":
        raise Mistake(f"{who} has a buddy, or is waiting for one", key=key)


def _set_free(seen: "Seen", decision: Decision) -> float:
    """What was promised before and is not, once this is decided, in £m."""
    if isinstance(decision, Director | Dismiss) and decision.trust is not None:
        return seen.trusts[decision.trust].director.promised_m
    return 0.0
