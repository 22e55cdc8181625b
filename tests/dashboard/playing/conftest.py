"""What tests of the game's page share: a game as it is found, and what is seen of it."""

import pytest

from turnaround_sim.play.game import new_game
from turnaround_sim.play.seen import see


@pytest.fixture(scope="session")
def game():
    """A short game of the classroom before its first move."""
    return new_game("national", "Ann", seed=1, quarters=4).model_copy(update={"prediction": "Both will be out."})


@pytest.fixture(scope="session")
def seen(game):
    """What its player finds."""
    return see(game)


@pytest.fixture(scope="session")
def trust(seen):
    """The first trust in special measures."""
    return seen.inside[0]
