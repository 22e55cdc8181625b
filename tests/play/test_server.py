"""A move as a page asks for it."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from made_up_games import begun, with_moves

from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.moves import Buddy, Money, Move, Replace
from turnaround_sim.play.seen import see
from turnaround_sim.play.server import look, move, warm
from turnaround_sim.play.storage import Games


def test_a_move_is_kept_and_shows_what_comes_of_it(tmp_path: Path) -> None:
    games = Games(tmp_path / "games.db")
    game = games.create(begun())
    trust = see(game).inside[0].number
    seen = move(games, game.token, Move(quarter=1, decisions=(Replace(trust=trust), Buddy(trust=trust))))
    assert seen.month == 6
    assert [asked.quarter for asked in seen.asked] == [1, 1]
    assert seen == see(with_moves(game, (Replace(trust=trust), Buddy(trust=trust))))
    assert games.load(game.token).moves == (Move(quarter=1, decisions=(Replace(trust=trust), Buddy(trust=trust))),)


def test_to_look_is_to_see_the_game_as_it_is_kept(tmp_path: Path) -> None:
    games = Games(tmp_path / "games.db")
    game = games.create(begun())
    assert look(games, game.token) == (game, see(game))


def test_a_move_that_is_not_allowed_changes_nothing(tmp_path: Path) -> None:
    games = Games(tmp_path / "games.db")
    game = games.create(begun(budget_m=1.0))
    trust = see(game).inside[0].number
    for wrong in (Money(trust=trust, millions=2.0), Replace(trust=11 if trust != 11 else 10)):
        with pytest.raises(Mistake):
            move(games, game.token, Move(quarter=1, decisions=(wrong,)))
    assert games.load(game.token) == game


def test_players_in_many_threads_see_their_own_worlds(tmp_path: Path) -> None:
    warm(("classroom",))
    games = Games(tmp_path / "games.db")

    def play(seed: int) -> bool:
        game = games.create(begun(seed=seed))
        for quarter in range(1, 6):
            inside = see(games.load(game.token)).inside
            wanted = tuple(Buddy(trust=trust.number) for trust in inside if trust.buddy.state == "none")
            seen = move(games, game.token, Move(quarter=quarter, decisions=wanted))
        plain = games.load(game.token)
        see.__globals__["_seen"].cache_clear()
        return seen == see(plain)

    with ThreadPoolExecutor(12) as pool:
        assert all(pool.map(play, range(12)))
