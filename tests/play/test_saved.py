"""A saved game is a scenario file that a run ends in the same state, and that reads back as the game."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_games import begun, busy, by_lot, with_moves
from typer.testing import CliRunner

from turnaround_sim.cli import app
from turnaround_sim.dictionary import OUTCOMES
from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.ending import YOU, ending
from turnaround_sim.play.game import Game, scenario_of
from turnaround_sim.play.moves import Money, Replace
from turnaround_sim.play.saved import MARK, as_toml, command_of, from_toml, printed, story_of
from turnaround_sim.play.seen import see
from turnaround_sim.scenario import read_scenario


def kept(game: Game) -> Game:
    """What a file keeps of a game."""
    return game.model_copy(update={"token": "", "klass": None})


@settings(max_examples=10, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lot=st.integers(0, 10_000), role=st.sampled_from(["national", "chair"]), quarters=st.integers(0, 19))
def test_any_game_reads_back(tmp_path_factory: pytest.TempPathFactory, lot: int, role: Any, quarters: int) -> None:
    game = by_lot(begun(role, budget_m=6.0), lot, quarters)
    file = tmp_path_factory.mktemp("saved") / "GAME.toml"
    file.write_text(as_toml(game), encoding="utf-8")
    assert read_scenario(file) == scenario_of(game)
    assert from_toml(file.read_text(encoding="utf-8")) == kept(game)


@pytest.mark.parametrize("role", ["national", "chair"])
def test_a_run_of_it_ends_as_the_game_did(role: Any, tmp_path: Path) -> None:
    game = busy(begun(role, replicate=6))
    file = tmp_path / "GAME.toml"
    file.write_text(as_toml(game), encoding="utf-8")
    words = command_of(game, str(file)).split()[1:]
    ran = CliRunner().invoke(app, [*words, "--json", "--no-figures", "--out", str(tmp_path / "results")])
    assert ran.exit_code == 0, ran.output
    told, own = json.loads(ran.stdout)["outcomes"], ending(game).path(YOU).outcomes
    assert set(told) == {column.name for column in OUTCOMES}
    for name, row in told.items():
        assert row["mean"] == (own[name] if own[name] == own[name] else None), name


def test_any_name_and_prediction_are_kept() -> None:
    for said in ('"quoted" \\ back', "名前 👩🏽‍⚕️ ’“", "# [[events]] = true", "'''", '"""', "{a}"):
        game = begun().model_copy(update={"player": said, "prediction": said})
        assert from_toml(as_toml(game)) == kept(game)


def test_a_file_from_another_system_is_read() -> None:
    game = with_moves(begun(), ())
    assert from_toml("\ufeff" + as_toml(game).replace("\n", "\r\n")) == kept(game)


def test_no_secret_is_in_a_file() -> None:
    game = begun().model_copy(update={"token": "very-secret", "klass": "ABCDEF"})
    assert "very-secret" not in as_toml(game)
    assert "ABCDEF" not in as_toml(game)


def changed(game: Game, **values: object) -> str:
    """A file that says something else of itself, and is written accordingly where that can be."""
    return as_toml(game.model_copy(update=values))


def test_what_no_game_writes_is_refused() -> None:
    game = with_moves(begun(), (Replace(trust=see(begun()).inside[0].number),), ())
    text = as_toml(game)
    of_itself = text.replace('"player": "Ann"', '"player": "Ann", "cohort": "trusts.csv"')
    for wrong in (
        "",
        "extends = 'england'\n",
        text + "\n",
        text + 'cohort = "trusts.csv"\n',
        text.replace('extends = "classroom"', 'extends = "/etc/passwd"'),
        text.replace('extends = "classroom"', 'extends = "../classroom.toml"'),
        text.replace("months = 60", "months = 57"),
        text.replace('do = "replace_leader"', 'do = "inspect"'),
        text.replace('"seed": 44', '"seed": 45'),
        text.replace('"quarter": 2', '"quarter": 3'),
        text.replace("[[events]]", "[parameters.support]\neffects = 0.0\n[[events]]"),
        of_itself,
        text + text.splitlines()[2] + "\n",
        "x" * 1_500_000,
        text.replace(MARK, "# game: "),
    ):
        assert wrong != text
        with pytest.raises(Mistake):
            from_toml(wrong)


def test_a_game_that_could_not_be_played_is_refused() -> None:
    game = begun()
    well = next(trust.number for trust in see(game).trusts if not trust.in_special_measures)
    bad = see(game).inside[0].number
    for wrong in (
        as_toml(with_moves(game, (Replace(trust=well),))),
        as_toml(with_moves(game.model_copy(update={"budget_m": 1.0}), (Money(trust=bad, millions=2.0),))),
        changed(with_moves(game, ()), prediction=""),
        changed(game, player="Ann\u202e"),
        changed(game, prediction="a\u2066b"),
        changed(begun(quarters=4), quarters=21),
        changed(with_moves(begun(quarters=4), (), (), ()), ended=False),
    ):
        with pytest.raises(Mistake):
            from_toml(wrong)
    assert from_toml(changed(with_moves(game, ()), ended=True)).ended


@pytest.mark.parametrize("role", ["national", "chair"])
def test_what_is_shown_beside_the_command_is_what_it_prints(role: Any, tmp_path: Path) -> None:
    game = busy(begun(role, quarters=8))
    file = tmp_path / "GAME.toml"
    file.write_text(as_toml(game), encoding="utf-8")
    words = command_of(game, str(file)).split()[1:]
    ran = CliRunner().invoke(app, [*words, "--no-figures", "--out", str(tmp_path / "results")])
    lines = [" ".join(line.split()) for line in ran.stdout.splitlines()]
    for label, unit, value in printed(ending(game).path(YOU)):
        assert any(line.startswith(f"{label} {unit.split()[0]}") and f" {value} – 1" in line for line in lines), label
    folder = next(line for line in ran.stdout.split() if line.startswith(str(tmp_path / "results")))
    trust = see(game).inside[0].number if game.trust is None else game.trust
    story = story_of(game, trust).replace("FOLDER", folder).split()[1:]
    told = CliRunner().invoke(app, story)
    assert told.exit_code == 0, told.output
