"""One move as a page asks for it: look, check, keep, look again."""

from turnaround_sim.play.game import allowed
from turnaround_sim.play.moves import Move
from turnaround_sim.play.seen import Seen, see
from turnaround_sim.play.storage import Games


def move(games: Games, token: str, said: Move) -> Seen:
    """Play a move and give what the player sees after it; when it comes back the move is on the disk.

    Raises Mistake where the move is not allowed; nothing has changed then.
    """
    game = games.load(token)
    allowed(game, see(game), said)
    return see(games.play(token, said))
