"""A game as a scenario file, which `turnaround run` and `compare` take, and back."""

import json
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from turnaround_sim.analysis.words import number
from turnaround_sim.dictionary import NOTICE, OUTCOMES
from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.ending import Path
from turnaround_sim.play.game import Game, allowed, new_game, predicted, scenario_of, shipped
from turnaround_sim.play.moves import wrong
from turnaround_sim.play.seen import see
from turnaround_sim.provenance import written
from turnaround_sim.scenario import LeverChange, PlannedEvent, lever_paths

LARGEST = 1_000_000
"""Characters of a file that is read back; a long game of England by somebody who does all she can has a quarter."""

MARK = "# game = "
_KEPT = (
    "role", "player", "scenario", "trust", "seed", "replicate", "quarters", "budget_m", "prediction", "moves", "ended",
    "created",
)  # fmt: skip
"""What a file holds of a game: neither the token that opens it nor its class."""


def command_of(game: Game, file: str = "GAME.toml") -> str:
    """The command that runs a saved game to the state in which it ended."""
    return f"turnaround run {file} --seed {game.seed} --first {game.replicate} --replicates 1"


def story_of(game: Game, trust: int) -> str:
    """The command that tells why a trust went as it did, cause by cause; the run before prints its folder."""
    return f"turnaround story FOLDER --trust {trust} --replicate {game.replicate}"


PRINTED = ("quality", "shortfall", "months_in", "spend_m")
"""Of the outcomes that `turnaround run` prints, those that a score of the game is like."""


def printed(path: Path) -> list[tuple[str, str, str]]:
    """What the command prints of a path: label, unit and mean. All are of the whole system, whoever played.

    A single world has no interval.
    """
    columns = {column.name: column for column in OUTCOMES}
    return [(columns[name].label, columns[name].unit, number(path.outcomes[name])) for name in PRINTED]


def as_toml(game: Game) -> str:
    """A game as a scenario file: what it adds to the scenario that it extends; in comments, how to run it, and itself.

    The file reads back as the very scenario of the game.
    """
    return "\n".join(_lines(game)) + "\n"


def _lines(game: Game) -> Iterator[str]:
    scenario, world = scenario_of(game), shipped(game.scenario)
    yield f"# A game that was played. {NOTICE}"
    yield f"# {command_of(game)}"
    yield MARK + json.dumps({name: _plain(game)[name] for name in _KEPT}, ensure_ascii=True)
    yield f"extends = {_text(game.scenario)}"
    for name in ("name", "title", "description"):
        yield f"{name} = {_text(getattr(scenario, name))}"
    yield f"months = {scenario.months}"
    for change in scenario.changes[len(world.changes) :]:
        yield ""
        yield from _change(change)
    for event in scenario.events[len(world.events) :]:
        yield ""
        yield from _event(event)


def _plain(game: Game) -> dict[str, Any]:
    return game.model_dump(mode="json")


def _text(text: str) -> str:
    """A text in quotation marks; TOML's escapes are JSON's, as long as no control character is in it."""
    return json.dumps(text, ensure_ascii=False)


def _change(change: LeverChange) -> Iterator[str]:
    value = lever_paths()[change.lever].word(change.value)  # type: ignore[arg-type]
    yield "[[changes]]"
    yield f"month = {change.month}"
    yield f"lever = {_text(change.lever)}"
    yield f"value = {written(value)}"
    if change.trust is not None:
        yield f"trust = {change.trust}"
    yield f"why = {_text(change.why)}"


def _event(event: PlannedEvent) -> Iterator[str]:
    yield "[[events]]"
    yield f"month = {event.month}"
    yield f"trust = {event.trust}"
    yield f"do = {_text(event.do)}"
    if event.details:
        yield f"with = {{ {', '.join(f'{name} = {written(value)}' for name, value in event.details.items())} }}"
    yield f"why = {_text(event.why)}"


def from_toml(text: str, file: str = "GAME.toml") -> Game:
    """The game of a saved file, without a token or a class.

    Raises Mistake for anything that no game writes: the file is written anew from what it says of itself, and has to be
    the same. So no path, cohort or other key can be in it.
    """
    if len(text) > LARGEST:
        raise Mistake(f"{file} has {len(text)} characters; a saved game has {LARGEST} at most", file=file)
    said = [line for line in text.splitlines() if line.startswith(MARK)]
    if len(said) != 1:
        raise Mistake(f"{file} is not a saved game: it has no one line that begins with “{MARK}”", file=file)
    try:
        game = Game.model_validate_json(said[0].removeprefix(MARK))
    except ValidationError as error:
        raise wrong(error, "game") from None
    _check(game, file)
    if text.replace("\r\n", "\n").removeprefix("\ufeff") != as_toml(game):
        message = f"{file} was changed, or written by another version; allowed: a game as it was saved"
        raise Mistake(message, file=file)
    return game


def _check(game: Game, file: str) -> None:
    """Nothing if a game could have been played, else Mistake."""
    begun = new_game(
        game.role,
        game.player,
        game.scenario,
        trust=game.trust,
        seed=game.seed,
        replicate=game.replicate,
        quarters=game.quarters,
        budget_m=game.budget_m,
    )
    if begun.trust != game.trust or begun.player != game.player:
        raise Mistake(f"{file}: its player or trust is not as a game has it", file=file)
    if game.prediction and predicted(game.prediction) != game.prediction:
        raise Mistake(f"{file}: its prediction is not as a game has it", file=file, key="prediction")
    replayed = game.model_copy(update={"moves": (), "ended": False})
    for move in game.moves:
        allowed(replayed, see(replayed), move)
        replayed = replayed.model_copy(update={"moves": (*replayed.moves, move)})
    if replayed.over and not game.ended:
        raise Mistake(f"{file}: its last quarter is played, but it has not ended", file=file, key="ended")
