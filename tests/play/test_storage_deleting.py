"""A class that is deleted is gone, names and all, and nobody else's game with it."""

import pytest

from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.game import new_game
from turnaround_sim.play.moves import Move
from turnaround_sim.play.storage import Games

NAME = "Quetzalcoatl"


def test_a_deleted_class_leaves_nothing_in_the_file(tmp_path):
    games = Games(tmp_path / "games.sqlite")
    own = games.create(new_game("national", "you", seed=1, quarters=4))
    klass, other = (games.new_class(title, role="national", quarters=4, seed=1) for title in ("one", "two"))
    player, stays = games.join(klass.code, NAME), games.join(other.code, "Ann")
    games.predict(player.token, f"{NAME} expects the best.")
    games.play(player.token, Move(quarter=1))
    assert any(NAME.encode() in file.read_bytes() for file in tmp_path.iterdir())
    games.delete(klass.teacher_token)
    assert not any(NAME.encode() in file.read_bytes() for file in tmp_path.iterdir())
    with pytest.raises(Mistake):
        games.load(player.token)
    with pytest.raises(Mistake):
        games.klass(klass.teacher_token)
    assert games.load(own.token) == own
    assert games.load(stays.token) == stays


def test_only_its_teacher_can_delete_a_class(tmp_path):
    games = Games(tmp_path / "games.sqlite")
    klass = games.new_class("one", role="national", quarters=4, seed=1)
    player = games.join(klass.code, "Ann")
    for token in (player.token, klass.code, ""):
        with pytest.raises(Mistake):
            games.delete(token)
    assert games.load(player.token) == player
