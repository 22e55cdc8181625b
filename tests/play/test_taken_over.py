"""A chair's trust can be taken over: no game begins that is sure to end so, and one that comes to it ends at once."""

from pathlib import Path

import pytest
from made_up_games import begun, by_lot, with_moves

from turnaround_sim.dashboard.playing.news import news
from turnaround_sim.mistakes import Mistake
from turnaround_sim.play import game as games_of
from turnaround_sim.play.ending import ending
from turnaround_sim.play.game import new_game
from turnaround_sim.play.moves import QUARTER
from turnaround_sim.play.seen import see
from turnaround_sim.play.server import move
from turnaround_sim.play.storage import Games
from turnaround_sim.play.worlds import TakenOver, taken_over_in

CLOSING = (2, 9, 15, 17, 32, 47, 51, 52, 60)
"""Classrooms in which the first failing trust is taken over within twelve quarters, if nobody decides anything."""


@pytest.mark.parametrize("seed", CLOSING)
def test_a_chair_is_not_given_a_trust_that_is_sure_to_close(seed: int) -> None:
    with pytest.raises(Mistake, match=r"is taken over in month .* choose another number") as refused:
        new_game("chair", "Ann", seed=seed, quarters=12)
    assert (refused.value.key, refused.value.value) == ("seed", seed)
    assert new_game("national", "Ann", seed=seed, quarters=12).seed == seed


def test_a_class_of_chairs_is_not_opened_on_it_either(tmp_path: Path) -> None:
    with pytest.raises(Mistake, match="another number"):
        Games(tmp_path / "games.db").new_class("Tuesday", role="chair", seed=2, quarters=12)


def test_without_a_number_one_is_drawn_in_which_the_trust_stays_open(monkeypatch: pytest.MonkeyPatch) -> None:
    drawn = iter((*CLOSING, 1, 7))
    monkeypatch.setattr(games_of.secrets, "randbelow", lambda most: next(drawn))
    game = new_game("chair", "Ann", quarters=12)
    assert game.seed == 1
    assert see(with_moves(game, *[()] * 11)).trusts[game.trust or 0].is_open


def test_a_game_ends_with_the_quarter_in_which_its_trust_is_taken_over(tmp_path: Path) -> None:
    whole = by_lot(begun("chair", seed=4), 0, 18)
    gone = taken_over_in(whole.bare, whole.months)
    assert gone == TakenOver(3, 27, 6)
    games = Games(tmp_path / "games.db")
    token = games.create(begun("chair", seed=4)).token
    for each in whole.moves:
        seen = move(games, token, each)
        if games.load(token).ended:
            break
    game = games.load(token)
    assert QUARTER * game.quarter == 30
    assert seen.over
    assert not seen.trusts[game.trust or 0].is_open
    assert news(seen, game.trust) == ["Acute 004 was merged with another trust."]
    with pytest.raises(Mistake, match="ended"):
        move(games, token, whole.moves[len(game.moves)])
    said = ending(game).came[0]
    assert "was taken over in month 27 by Acute 007." in said
