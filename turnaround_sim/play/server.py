"""One move as a page asks for it: look, check, keep, look again.

Any number of threads may ask at once: the engines let others work while they walk, and nothing is shared but what is
never written to.
"""

import gc

from turnaround_sim.play.game import PLAYABLE, Game, allowed, month_of, new_game
from turnaround_sim.play.moves import Move
from turnaround_sim.play.seen import Seen, see
from turnaround_sim.play.storage import Games
from turnaround_sim.play.worlds import taken_over_in


def look(games: Games, token: str) -> tuple[Game, Seen]:
    """A game, and what its player sees now; asked again, it is not made again."""
    game = games.load(token)
    return game, see(game)


def move(games: Games, token: str, said: Move) -> Seen:
    """Play a move and give what the player sees after it; when it comes back the move is on the disk.

    A chair whose trust was taken over in the quarter that has gone by has nothing left to decide: her game ends.
    Raises Mistake where the move is not allowed; nothing has changed then.
    """
    game = games.load(token)
    allowed(game, see(game), said)
    after = game.model_copy(update={"moves": (*game.moves, said)})
    gone = taken_over_in(after.bare, month_of(after)) is not None
    return see(games.play(token, said, last=gone))


def warm(scenarios: tuple[str, ...] = PLAYABLE) -> None:
    """Have the rules compiled and the scenarios laid out, so that no player waits for it; to be called once."""
    for name in scenarios:
        see(new_game("national", "-", name, seed=0))
    # What is loaded by now stays: the collector need not walk through it at every move.
    gc.collect()
    gc.freeze()
