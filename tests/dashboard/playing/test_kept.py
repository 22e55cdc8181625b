"""What an address asks for, who may teach, and where games lie."""

from dataclasses import replace

import pytest

from turnaround_sim.dashboard import settings
from turnaround_sim.dashboard.playing.kept import address_of, games, may_teach, wanted
from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.game import new_game


@pytest.mark.parametrize(
    ("query", "screen", "token"),
    [
        ({}, "welcome", ""),
        ({"game": ""}, "welcome", ""),
        ({"game": "a", "class": "b"}, "game", "a"),
        ({"teacher": "t", "game": "a"}, "teacher", "t"),
        ({"class": "b", "view": "projector"}, "class", "b"),
    ],
)
def test_an_address_asks_for_one_screen(query, screen, token):
    assert wanted(query) == (screen, token)


def test_who_may_open_a_class(results):
    assert may_teach("")
    settings.use(replace(settings.held(), shared=True, teacher_key="k€y"))
    assert may_teach("k€y")
    assert not may_teach("")
    assert not may_teach("k")
    settings.use(replace(settings.held(), teacher_key=""))
    assert not may_teach("")


def test_an_address_can_be_typed_elsewhere(results):
    settings.use(replace(settings.held(), address="http://192.0.2.7:8501"))
    assert address_of(game="abc") == "http://192.0.2.7:8501/play?game=abc"


def test_games_are_kept_where_the_server_says_and_a_file_that_was_taken_away_loses_nobody_else(results):
    first = games().create(new_game("national", "you", seed=1, quarters=4))
    assert games().load(first.token) == first
    assert games() is games()
    for file in results.glob("games.sqlite*"):
        file.unlink()
    with pytest.raises(Mistake, match="no game"):
        games().load(first.token)
    again = games().create(new_game("national", "you", seed=1, quarters=4))
    assert games().load(again.token) == again
