"""Games for tests: the classroom, played by a fixed hand or by lot."""

from collections.abc import Iterator
from random import Random

from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.game import Game, Role, allowed, new_game
from turnaround_sim.play.moves import Buddy, Decision, Director, Dismiss, Money, Move, Replace, Reporting
from turnaround_sim.play.seen import Seen, TrustSeen, see

SEED = 44
"""A classroom in which what is done matters."""


def begun(role: Role = "national", *, seed: int = SEED, quarters: int = 20, **other: object) -> Game:
    """A game before its first move, its prediction written."""
    game = new_game(role, "Ann", seed=seed, quarters=quarters, **other)  # type: ignore[arg-type]
    return game.model_copy(update={"prediction": "All will be well."})


def with_moves(game: Game, *quarters: tuple[Decision, ...]) -> Game:
    """The game after these quarters."""
    moves = tuple(Move(quarter=n, decisions=decisions) for n, decisions in enumerate(quarters, start=1))
    after = game.model_copy(update={"moves": moves})
    return after.model_copy(update={"ended": after.quarter >= after.quarters})


def busy(game: Game) -> Game:
    """The game played to its end by somebody who does all that can be done for whom she can."""
    while not game.over:
        seen = see(game)
        game = with_moves(game, *(move.decisions for move in game.moves), tuple(_everything(game, seen)))
    return game


def _everything(game: Game, seen: Seen) -> Iterator[Decision]:
    free = seen.left_m
    for trust in seen.inside:
        if game.trust not in (None, trust.number):
            continue
        if trust.months_in >= 6 and not trust.leader.interim and trust.leader.months >= 3:
            yield Replace(trust=trust.number)
        if trust.director.state == "none" and free > 1.0:
            yield Director(trust=trust.number, style="coach")
        if trust.buddy.state == "none" and free > 1.0:
            yield Buddy(trust=trust.number)
        if trust.money_promised_m < 0.01 and free > 2.0:
            yield Money(trust=trust.number, millions=0.5, mix="capability")
            free -= 0.5
        free -= 0.5


def by_lot(game: Game, seed: int, quarters: int) -> Game:
    """The game after so many quarters of whatever of a random hand is allowed."""
    lot = Random(seed)
    for _ in range(min(quarters, game.quarters - game.quarter)):
        seen = see(game)
        decisions: tuple[Decision, ...] = ()
        for _ in range(lot.randrange(4)):
            more = (*decisions, _any(lot, lot.choice(seen.inside or seen.trusts)))
            try:
                allowed(game, seen, Move(quarter=game.quarter, decisions=more))
            except Mistake:
                continue
            decisions = more
        game = with_moves(game, *(move.decisions for move in game.moves), decisions)
    return game


def _any(lot: Random, trust: TrustSeen) -> Decision:
    i = trust.number
    return lot.choice(
        [
            Replace(trust=i),
            Director(trust=i, style=lot.choice(["scrutinise", "balanced", "coach"])),  # type: ignore[arg-type]
            Dismiss(trust=i),
            Buddy(trust=i),
            Money(trust=i, millions=lot.choice([0.1, 1.7, 8.0]), mix=lot.choice(["posts", "mixed", "consultants"])),  # type: ignore[arg-type]
            Reporting(trust=lot.choice([i, None]), level=lot.choice(["more", "usual", "fewer", "one lead"])),  # type: ignore[arg-type]
        ]
    )
