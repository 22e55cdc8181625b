"""Games are kept: whatever was acknowledged is there, whoever asks and whatever dies."""

import csv
import io
import os
import signal
import sqlite3
import stat
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from made_up_games import begun, busy, with_moves

from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.ending import YOU, ending
from turnaround_sim.play.game import Game
from turnaround_sim.play.moves import Buddy, Money, Move, Replace
from turnaround_sim.play.storage import CODE, Games


@pytest.fixture
def games(tmp_path: Path) -> Iterator[Games]:
    there = Games(tmp_path / "games.db")
    yield there
    there.shut()


def started(games: Games, game: Game | None = None) -> Game:
    return games.create(begun() if game is None else game)


def test_a_game_comes_back_by_its_token(games: Games) -> None:
    game = started(games)
    assert len(game.token) >= 22
    games.play(game.token, Move(quarter=1, decisions=(Replace(trust=2), Money(trust=2, millions=1.5, mix="posts"))))
    games.play(game.token, Move(quarter=2))
    again = Games(games.path)
    found = again.load(game.token)
    again.shut()
    assert found == with_moves(game, (Replace(trust=2), Money(trust=2, millions=1.5, mix="posts")), ())


def test_a_token_opens_its_own_game_only(games: Games) -> None:
    ours, theirs = started(games), started(games)
    games.play(ours.token, Move(quarter=1))
    assert games.load(theirs.token).moves == ()
    klass = games.new_class("A class", seed=1)
    for token in ("", "x", ours.token[:-1], "%", klass.code, klass.teacher_token, "' OR 1=1 --"):
        for ask in (
            games.load,
            games.finish,
            lambda t: games.play(t, Move(quarter=1)),
            lambda t: games.predict(t, "x"),
        ):
            with pytest.raises(Mistake, match="token"):
                ask(token)
    for code in (ours.token, klass.teacher_token, "", "%"):
        for see in (games.league, lambda c: games.join(c, "Eve"), games.title_of):
            with pytest.raises(Mistake):
                see(code)
    for token in (ours.token, klass.code, ""):
        for open_ in (games.players, games.decisions_csv, games.close, games.klass):
            with pytest.raises(Mistake):
                open_(token)


def test_the_file_is_its_owners_alone(games: Games) -> None:
    started(games)
    for file in games.path.parent.iterdir():
        assert stat.S_IMODE(file.stat().st_mode) == 0o600, file


def test_every_move_is_on_the_disk(games: Games) -> None:
    assert games._to.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    assert games._to.execute("PRAGMA synchronous").fetchone() == (2,)


def test_a_prediction_stands_from_the_first_move(games: Games) -> None:
    game = started(games, begun().model_copy(update={"prediction": ""}))
    with pytest.raises(Mistake, match="before the first move"):
        games.play(game.token, Move(quarter=1))
    with pytest.raises(Mistake, match="prediction"):
        games.predict(game.token, " \n ")
    games.predict(game.token, "One.")
    assert games.predict(game.token, "Two.").prediction == "Two."
    games.play(game.token, Move(quarter=1))
    with pytest.raises(Mistake, match="stands"):
        games.predict(game.token, "Three.")
    assert games.load(game.token).prediction == "Two."


def test_the_last_move_ends_a_game(games: Games) -> None:
    game = started(games, begun(quarters=4))
    for quarter in (1, 2):
        assert not games.play(game.token, Move(quarter=quarter)).ended
    assert games.play(game.token, Move(quarter=3)).ended
    assert games.load(game.token).ended
    with pytest.raises(Mistake, match="ended"):
        games.play(game.token, Move(quarter=4))


def test_a_game_can_be_ended_before(games: Games) -> None:
    game = started(games)
    assert games.finish(game.token).over
    with pytest.raises(Mistake, match="ended"):
        games.play(game.token, Move(quarter=1))


def together(works: list[Callable[[], object]]) -> list[object]:
    """What works do that begin at once; a Mistake is a result."""
    ready = threading.Barrier(len(works))

    def one(work: Callable[[], object]) -> object:
        ready.wait()
        try:
            return work()
        except Mistake as mistake:
            return mistake

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


def test_of_moves_for_one_quarter_one_is_kept(games: Games) -> None:
    game = started(games)
    moves = [Move(quarter=1, decisions=(Money(trust=2, millions=float(n + 1)),)) for n in range(12)]
    done = together([lambda move=move: games.play(game.token, move) for move in moves])  # type: ignore[misc]
    (kept,) = [each for each in done if isinstance(each, Game)]
    assert games.load(game.token).moves == kept.moves
    refused = [str(each) for each in done if isinstance(each, Mistake)]
    assert len(refused) == 11
    assert all("played already" in text for text in refused)


def test_thirty_players_at_once_lose_nothing(games: Games) -> None:
    klass = games.new_class("Thirty", seed=44, quarters=8)

    def play(name: str) -> Game:
        game = games.join(klass.code, name)
        games.predict(game.token, "We shall see.")
        for quarter in range(1, 8):
            games.play(game.token, Move(quarter=quarter, decisions=(Buddy(trust=quarter),)))
        return game

    done = together([lambda n=n: play(f"Player {n}") for n in range(30)])  # type: ignore[misc]
    assert all(isinstance(each, Game) for each in done)
    players = games.players(klass.teacher_token)
    assert {game.player for game in players} == {f"Player {n}" for n in range(30)}
    assert all(game.ended and len(game.moves) == 7 for game in players)


PLAYER = """
import sys
from turnaround_sim.play.game import new_game
from turnaround_sim.play.moves import Move, Replace
from turnaround_sim.play.storage import Games
games = Games(sys.argv[1])
while True:
    token = games.create(new_game("national", "Ann", seed=1)).token
    games.predict(token, "We shall see.")
    for quarter in range(1, 20):
        games.play(token, Move(quarter=quarter, decisions=(Replace(trust=quarter % 12),)))
        print(token, quarter, flush=True)
"""


@pytest.mark.skipif(sys.platform == "win32", reason="a process is killed as Unix does it")
def test_a_killed_server_loses_no_move_that_it_acknowledged(tmp_path: Path) -> None:
    path = tmp_path / "games.db"
    said: dict[str, int] = {}
    run = [sys.executable, "-c", PLAYER, str(path)]
    players = [subprocess.Popen(run, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    lines = []
    for player in players:
        assert player.stdout is not None
        lines += [player.stdout.readline() for _ in range(50)]
    for player in players:
        os.kill(player.pid, signal.SIGKILL)
        assert player.stdout is not None
        lines += player.stdout.readlines()
        player.wait()
    for line in lines:
        if line.endswith("\n"):
            token, quarter = line.split()
            said[token] = max(said.get(token, 0), int(quarter))
    games = Games(path)
    assert len(said) > 4
    for token, quarter in said.items():
        assert len(games.load(token).moves) >= quarter
        assert [move.quarter for move in games.load(token).moves] == list(range(1, len(games.load(token).moves) + 1))
    assert games._to.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    games.shut()


LOOKER = """
import sqlite3, sys
games = sqlite3.connect(sys.argv[1])
print(games.execute("SELECT count(*) FROM games").fetchone()[0])
games.close()
"""


def test_who_looks_into_the_file_from_outside_takes_nothing_away(tmp_path: Path) -> None:
    path = tmp_path / "games.sqlite"

    def looked() -> int:
        return int(subprocess.run([sys.executable, "-c", LOOKER, path], check=True, capture_output=True).stdout)

    games = Games(path)
    again = Games(path)  # as a server opens a file that it finds anew
    assert looked() == 0
    started(games)
    assert looked() == 1
    again.shut()
    games.shut()


def test_a_class_plays_one_world(games: Games) -> None:
    klass = games.new_class("Leaders 1", role="chair", scenario="classroom", seed=44, replicate=3, quarters=6)
    assert len(klass.code) == 6
    assert set(klass.code) <= set(CODE)
    ann, ben = games.join(klass.code, "Ann"), games.join(f" {klass.code.lower()} ", "Ben")
    assert ann.bare == ben.bare
    assert ann.trust is not None
    assert (ann.klass, ann.replicate, ann.quarters) == (klass.code, 3, 6)
    assert ann.token != ben.token
    assert [game.player for game in games.players(klass.teacher_token)] == ["Ann", "Ben"]
    assert games.klass(klass.teacher_token) == klass
    assert games.title_of(klass.code) == "Leaders 1"
    for taken in ("Ann", "ANN", " ann "):
        with pytest.raises(Mistake, match="in this class already"):
            games.join(klass.code, taken)


def test_settings_that_no_game_has_open_no_class(games: Games) -> None:
    for settings in ({"scenario": "x"}, {"quarters": 99}, {"seed": -1}):
        with pytest.raises(Mistake):
            games.new_class("A class", **{"seed": 1, **settings})
    with pytest.raises(Mistake, match="title"):
        games.new_class("", seed=1)


def test_the_league_has_games_that_have_ended(games: Games) -> None:
    klass = games.new_class("League", seed=44)
    for name in ("Ann", "Ben", "Cy"):
        games.predict(games.join(klass.code, name).token, "x")
    ann, ben, _ = games.players(klass.teacher_token)
    assert games.league(klass.code) == ()
    for move in busy(ann).moves:
        games.play(ann.token, move)
    games.finish(ben.token)
    league = games.league(klass.code)
    assert {each.player for each in league} == {"Ann", "Ben"}
    by_name = {each.player: each.scores for each in league}
    assert by_name["Ann"] == ending(games.load(ann.token)).path(YOU).scores
    order = [each.scores["quality_end"] for each in league]
    assert order == sorted(order, reverse=True)
    assert order[0] > order[1]
    assert not any(token in repr(league) for token in (ann.token, ben.token, klass.teacher_token))


def test_a_closed_class_is_over(games: Games) -> None:
    klass = games.new_class("Over", seed=44)
    ann = games.join(klass.code, "Ann")
    alone = started(games)
    assert games.close(klass.teacher_token).closed
    with pytest.raises(Mistake, match="closed"):
        games.join(klass.code, "Ben")
    with pytest.raises(Mistake, match="ended"):
        games.play(ann.token, Move(quarter=1))
    assert not games.load(alone.token).ended


def test_who_was_interrupted_by_the_closing_is_told_from_who_was_through(games: Games) -> None:
    klass = games.new_class("Over", seed=44)
    ann, ben, alone = games.join(klass.code, "Ann"), games.join(klass.code, "Ben"), started(games)
    games.finish(ben.token)
    games.close(klass.teacher_token)
    games.finish(ann.token)
    assert [games.interrupted(each.token) for each in (ann, ben, alone)] == [True, False, False]
    assert games.load(ann.token).ended


def test_one_player_is_removed_and_nobody_else(games: Games) -> None:
    klass = games.new_class("Over", seed=44)
    ann, ben = games.join(klass.code, "Annabella"), games.join(klass.code, "Ben")
    games.predict(ann.token, "Annabella will win.")
    games.play(ann.token, Move(quarter=1))
    other = games.new_class("Other", seed=44)
    for teacher, token in ((other.teacher_token, ann.token), (ann.token, ann.token), (klass.teacher_token, "x")):
        with pytest.raises(Mistake):
            games.remove(teacher, token)
    assert [each.player for each in games.players(klass.teacher_token)] == ["Annabella", "Ben"]
    games.remove(klass.teacher_token, ann.token)
    assert [each.player for each in games.players(klass.teacher_token)] == ["Ben"]
    assert "Annabella" not in games.decisions_csv(klass.teacher_token)
    with pytest.raises(Mistake, match="no game"):
        games.load(ann.token)
    kept = b"".join(file.read_bytes() for file in games.path.parent.iterdir() if file.is_file())
    assert b"Annabella" not in kept
    assert games.load(ben.token) == ben
    assert games.join(klass.code, "Annabella").player == "Annabella"


@pytest.mark.parametrize("name", ["ann", "ＡNN", " Ann ", "A\u0301nn", "سا\u200cرة"])
def test_a_name_is_taken_however_it_is_written(games: Games, name: str) -> None:
    klass = games.new_class("Names", seed=44)
    for there in ("Ann", "Ánn", "سارة"):
        games.join(klass.code, there)
    with pytest.raises(Mistake, match="is taken"):
        games.join(klass.code, name)


def test_every_decision_is_in_the_table(games: Games) -> None:
    klass = games.new_class("Table", seed=44)
    for name in ("=SUM(A1)", "Ann, B"):
        game = games.join(klass.code, name)
        games.predict(game.token, "x")
        games.play(game.token, Move(quarter=1, decisions=(Money(trust=2, millions=1.5), Buddy(trust=3))))
        games.play(game.token, Move(quarter=2))
    rows = list(csv.DictReader(io.StringIO(games.decisions_csv(klass.teacher_token))))
    assert [row["player"] for row in rows] == ["'=SUM(A1)"] * 3 + ["Ann, B"] * 3
    assert list(rows[0].values())[1:-2] == ["1", "3", "money", "2", "", "1.5", "mixed", "", "Acute 003"]
    assert list(rows[1].values())[1:-2] == ["1", "3", "buddy", "3", "", "", "", "", "Acute 004"]
    assert list(rows[2].values())[1:-2] == ["2", "6", "keep", "", "", "", "", "", ""]
    for row in rows:
        joined, played = (datetime.fromisoformat(row[name]) for name in ("joined", "played"))
        assert joined <= played <= datetime.now(UTC)


def test_a_file_of_a_later_version_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "games.db"
    Games(path).shut()
    with sqlite3.connect(path) as on:
        on.execute("PRAGMA user_version = 99")
    with pytest.raises(Mistake, match="later version"):
        Games(path)


def test_what_is_no_file_of_games_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "games.db"
    path.write_text("no database, but a long enough text to be taken for one" * 40, encoding="utf-8")
    with pytest.raises(Mistake, match=r"games\.db"):
        Games(path)
    with pytest.raises(Mistake):
        Games(tmp_path)


def test_a_mistake_leaves_all_as_it_was(games: Games) -> None:
    game = started(games)
    with pytest.raises(Mistake):
        games.play(game.token, Move(quarter=2))
    assert games.load(game.token) == game
    games.play(game.token, Move(quarter=1))
