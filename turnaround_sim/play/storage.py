"""Where games lie: one SQLite file, one transaction a move, safe for many players and for a machine that dies."""

import csv
import io
import json
import math
import os
import secrets
import sqlite3
import threading
from collections import deque
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.ending import scored
from turnaround_sim.play.game import Game, alike, named, new_game, now, playable, predicted, shipped
from turnaround_sim.play.moves import Move, plain, read_move

VERSION = 1
"""Of the tables; a file of a later one is refused."""

WAIT_MS = 10_000
"""How long one transaction waits for another."""

CODE = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"
"""Letters and digits that nobody mistakes for one another."""
CODE_LENGTH = 6
MOST_PLAYERS = 300
LONGEST_TITLE = 80
INTERRUPTED = 2
"""What `ended` is of a game that ended because its class was closed; 1 of any other that has ended."""

_TABLES = """
CREATE TABLE IF NOT EXISTS classes (
    code TEXT PRIMARY KEY,
    teacher_token TEXT NOT NULL UNIQUE,
    title TEXT NOT NULL,
    settings TEXT NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0,
    created TEXT NOT NULL
) STRICT;
CREATE TABLE IF NOT EXISTS games (
    token TEXT PRIMARY KEY,
    settings TEXT NOT NULL,
    player TEXT NOT NULL,
    prediction TEXT NOT NULL DEFAULT '',
    klass TEXT REFERENCES classes (code),
    ended INTEGER NOT NULL DEFAULT 0,
    created TEXT NOT NULL,
    UNIQUE (klass, player)
) STRICT;
CREATE TABLE IF NOT EXISTS moves (
    token TEXT NOT NULL REFERENCES games (token),
    quarter INTEGER NOT NULL,
    decisions TEXT NOT NULL,
    played TEXT NOT NULL,
    PRIMARY KEY (token, quarter)
) STRICT;
"""
_PLAYED = "SELECT quarter, played FROM moves WHERE token = ?"
_DECIDED = ("do", "trust", "style", "millions", "mix", "level")
_SETTINGS = ("role", "scenario", "trust", "seed", "replicate", "quarters", "budget_m")


@dataclass(frozen=True)
class Klass:
    """A class: its code opens joining and the league, its teacher's token everything in it.

    `settings` are those of every game in it, so that all play the same world.
    """

    code: str
    teacher_token: str
    title: str
    settings: Mapping[str, Any]
    closed: bool
    created: str


@dataclass(frozen=True)
class Standing:
    """A player in the league of a class, with the scores of a game that has ended, by `ending.SCORES`."""

    player: str
    scores: Mapping[str, float]


class _InTurn:
    """A lock that is given in the order in which it was asked for, so that nobody waits for ever."""

    def __init__(self) -> None:
        self._guard, self._held = threading.Lock(), False
        self._waiting: deque[threading.Lock] = deque()

    def __enter__(self) -> None:
        with self._guard:
            if not self._held:
                self._held = True
                return
            mine = threading.Lock()
            mine.acquire()
            self._waiting.append(mine)
        mine.acquire()

    def __exit__(self, *error: object) -> None:
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


@contextmanager
def _transaction(on: sqlite3.Connection, begin: str) -> Iterator[None]:
    on.execute(begin)
    try:
        yield
    except BaseException:
        on.execute("ROLLBACK")
        raise
    on.execute("COMMIT")


class Games:
    """The games in one file, for any number of threads and processes.

    Parameters
    ----------
    path
        The file; it is made, readable to its owner alone, where there is none.

    Raises
    ------
    Mistake
        Where the file cannot be used, or is of a later version.
    """

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        with self._told():
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with suppress(FileExistsError):
                # Never of a file that is there: to close it again would drop this process's locks on it, and whoever
                # next looked into it from outside would take the journal away that a server goes on writing to.
                os.close(os.open(self.path, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600))
            # Apart, so that nobody who reads waits for the disk of somebody who writes.
            self._to, self._of = (self._connection() for _ in range(2))
            self._prepare()
        self._to_write, self._to_read = _InTurn(), _InTurn()

    def _connection(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, check_same_thread=False, isolation_level=None)
        connection.execute(f"PRAGMA busy_timeout = {WAIT_MS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        connection.execute("PRAGMA secure_delete = ON")
        return connection

    def _prepare(self) -> None:
        with _transaction(self._to, "BEGIN IMMEDIATE"):
            version = self._to.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                text = f"{self.path} holds games of a later version ({version}); this one reads up to {VERSION}"
                raise Mistake(text, file=str(self.path))
            for statement in _TABLES.split(";"):
                self._to.execute(statement)
            self._to.execute(f"PRAGMA user_version = {VERSION}")

    def shut(self) -> None:
        """Let go of the file."""
        self._of.close()
        self._to.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        """What the disk or the file refuses is a Mistake that names it."""
        try:
            yield
        except (sqlite3.Error, OSError) as error:
            raise Mistake(f"{self.path}: games cannot be kept here ({error})", file=str(self.path)) from error

    @contextmanager
    def _writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction: all of it or nothing, and on the disk when it is over."""
        with self._to_write, self._told(), _transaction(self._to, "BEGIN IMMEDIATE"):
            yield self._to

    @contextmanager
    def _reading(self) -> Iterator[sqlite3.Connection]:
        """What was written before, all of one moment."""
        with self._to_read, self._told(), _transaction(self._of, "BEGIN"):
            yield self._of

    def create(self, game: Game) -> Game:
        """Keep a new game; it comes back with its token, which opens it and nothing else."""
        game = game.model_copy(update={"token": secrets.token_urlsafe(16)})
        with self._writing() as to:
            _insert(to, game)
        return game

    def load(self, token: str) -> Game:
        """The game of a token; Mistake where there is none."""
        with self._reading() as of:
            return _game(of, token)

    def predict(self, token: str, text: str) -> Game:
        """Write down what the player expects; it can be changed until the first move is played."""
        said = predicted(text)
        with self._writing() as to:
            game = _game(to, token)
            if game.moves or game.ended:
                raise Mistake("the prediction was made before the first move, and stands", key="prediction")
            to.execute("UPDATE games SET prediction = ? WHERE token = ?", (said, token))
            return game.model_copy(update={"prediction": said})

    def play(self, token: str, move: Move, *, last: bool = False) -> Game:
        """Keep a move; when it comes back, it is on the disk. A quarter that was played is refused, and stands.

        Whether the move can be paid for and carried out is asked before, by `server.move`. The last move ends the game,
        and so does one after which nothing is left to decide, `last`.
        """
        with self._writing() as to:
            game = _game(to, token)
            playable(game, move.quarter)
            said = json.dumps([plain(decision) for decision in move.decisions])
            to.execute("INSERT INTO moves VALUES (?, ?, ?, ?)", (token, move.quarter, said, now()))
            game = game.model_copy(update={"moves": (*game.moves, move)})
            return _finished(to, game) if game.over or last else game

    def finish(self, token: str) -> Game:
        """End a game as it stands; in the quarters that are left nothing more is decided."""
        with self._writing() as to:
            return _finished(to, _game(to, token))

    def interrupted(self, token: str) -> bool:
        """Whether a game ended because its class was closed."""
        with self._reading() as of:
            row = of.execute("SELECT ended FROM games WHERE token = ?", (token,)).fetchone()
        return row is not None and row[0] == INTERRUPTED

    def new_class(self, title: str, **settings: Any) -> Klass:
        """Open a class whose players all play the same world; settings are those of `new_game`, without a player."""
        first = new_game(settings.pop("role", "national"), "class", **settings)
        kept = {name: getattr(first, name) for name in _SETTINGS}
        klass = Klass(
            code="".join(secrets.choice(CODE) for _ in range(CODE_LENGTH)),
            teacher_token=secrets.token_urlsafe(16),
            title=named(title, "title", LONGEST_TITLE),
            settings=kept,
            closed=False,
            created=now(),
        )
        row = (klass.code, klass.teacher_token, klass.title, json.dumps(kept), 0, klass.created)
        with self._writing() as to:
            to.execute("INSERT INTO classes VALUES (?, ?, ?, ?, ?, ?)", row)
        return klass

    def join(self, code: str, player: str) -> Game:
        """A new game in a class; Mistake where the code is unknown, the class closed or full, or the name taken."""
        name = named(player)
        with self._writing() as to:
            klass = _class(to, "code", code.strip().upper())
            if klass.closed:
                raise Mistake("this class is closed; nobody can join it any more", key="code", value=klass.code)
            names = [row[0] for row in to.execute("SELECT player FROM games WHERE klass = ?", (klass.code,))]
            if alike(name) in map(alike, names):
                text = f'"{name}" is taken: a player of this name is in this class already; add a letter'
                raise Mistake(text, key="player", value=name)
            if len(names) >= MOST_PLAYERS:
                raise Mistake(f"this class is full; allowed {MOST_PLAYERS} players", key="code", value=klass.code)
            game = Game(**klass.settings, token=secrets.token_urlsafe(16), player=name, klass=klass.code, created=now())
            _insert(to, game)
        return game

    def klass(self, teacher_token: str) -> Klass:
        """The class of a teacher's token; Mistake where there is none."""
        with self._reading() as of:
            return _class(of, "teacher_token", teacher_token)

    def title_of(self, code: str) -> str:
        """The title of a class, for whoever has its code."""
        with self._reading() as of:
            return _class(of, "code", code.strip().upper()).title

    def players(self, teacher_token: str) -> tuple[Game, ...]:
        """Every game of a class, in the order of joining."""
        with self._reading() as of:
            return _games_of(of, _class(of, "teacher_token", teacher_token).code)

    def league(self, code: str) -> tuple[Standing, ...]:
        """The games of a class that have ended, with names and scores: best quality at the end first."""
        with self._reading() as of:
            games = _games_of(of, _class(of, "code", code.strip().upper()).code)
        ended = [Standing(game.player, scored(game)) for game in games if game.ended]
        return tuple(sorted(ended, key=_first))

    def decisions_csv(self, teacher_token: str) -> str:
        """Every decision of a class as a table, a row each; a quarter in which nothing was decided has a row too.

        Times are of the server's clock, in UTC: when the player joined, and when the quarter was ended.
        """
        with self._reading() as of:
            games = _games_of(of, _class(of, "teacher_token", teacher_token).code)
            when = {game.token: dict(of.execute(_PLAYED, (game.token,))) for game in games}
        text = io.StringIO()
        table = csv.writer(text, lineterminator="\n")
        table.writerow(("player", "quarter", "month", *_DECIDED, "trust_name", "joined", "played"))
        for game in games:
            names = shipped(game.scenario).cohort.name
            for move in game.moves:
                for decision in move.decisions or (None,):
                    said = {"do": "keep"} if decision is None else plain(decision)
                    told = [said.get(name) for name in _DECIDED]
                    whose = None if decision is None or decision.trust is None else names[decision.trust]
                    cells = ("" if value is None else value for value in (*told, whose))
                    times = game.created, when[game.token][move.quarter]
                    table.writerow((harmless(game.player), move.quarter, move.month, *cells, *times))
        return text.getvalue()

    def close(self, teacher_token: str) -> Klass:
        """Close a class: nobody can join it, and games that are still played end now, nothing more being decided."""
        with self._writing() as to:
            klass = _class(to, "teacher_token", teacher_token)
            to.execute("UPDATE classes SET closed = 1 WHERE code = ?", (klass.code,))
            to.execute("UPDATE games SET ended = ? WHERE klass = ? AND ended = 0", (INTERRUPTED, klass.code))
            return _class(to, "teacher_token", teacher_token)

    def remove(self, teacher_token: str, token: str) -> None:
        """Take one player out of a class, with name, prediction and moves; nothing of them stays in the file.

        Mistake where the class has no such game.
        """
        with self._writing() as to:
            code = _class(to, "teacher_token", teacher_token).code
            if _game(to, token).klass != code:
                raise Mistake("no game of this class has this token", key="token")
            to.execute("DELETE FROM moves WHERE token = ?", (token,))
            to.execute("DELETE FROM games WHERE token = ?", (token,))
        self._cut_off()

    def delete(self, teacher_token: str) -> None:
        """Take a class away with its games, moves and names; nothing of it stays in the file."""
        with self._writing() as to:
            code = _class(to, "teacher_token", teacher_token).code
            to.execute("DELETE FROM moves WHERE token IN (SELECT token FROM games WHERE klass = ?)", (code,))
            to.execute("DELETE FROM games WHERE klass = ?", (code,))
            to.execute("DELETE FROM classes WHERE code = ?", (code,))
        self._cut_off()

    def _cut_off(self) -> None:
        with self._to_write, self._told():
            # What was deleted stands in the log too, until it is written back and cut off.
            self._to.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _first(standing: Standing) -> tuple[float, float, str]:
    """What a league is in the order of: quality at the end, then over all months; who has none comes last."""
    end, all_along = (standing.scores[name] for name in ("quality_end", "quality"))
    return -end if end == end else math.inf, -all_along, standing.player


def harmless(text: str) -> str:
    """A text that no spreadsheet takes for a formula.

    >>> harmless("=1+1"), harmless("Ann")
    ("'=1+1", 'Ann')
    """
    return f"'{text}" if text[:1] in ("=", "+", "-", "@") else text


def _insert(to: sqlite3.Connection, game: Game) -> None:
    settings = json.dumps({name: getattr(game, name) for name in _SETTINGS})
    row = (game.token, settings, game.player, game.prediction, game.klass, int(game.ended), game.created)
    to.execute("INSERT INTO games VALUES (?, ?, ?, ?, ?, ?, ?)", row)
    for move in game.moves:
        said = json.dumps([plain(decision) for decision in move.decisions])
        to.execute("INSERT INTO moves VALUES (?, ?, ?, ?)", (game.token, move.quarter, said, game.created))


_COLUMNS = "token, settings, player, prediction, klass, ended, created"


def _game(of: sqlite3.Connection, token: str) -> Game:
    row = of.execute(f"SELECT {_COLUMNS} FROM games WHERE token = ?", (token,)).fetchone()
    if row is None:
        raise Mistake("no game has this token; open the address that you were given", key="token")
    return _read(of, row)


def _read(of: sqlite3.Connection, row: tuple[Any, ...]) -> Game:
    token, settings, player, prediction, klass, ended, created = row
    played = of.execute("SELECT quarter, decisions FROM moves WHERE token = ? ORDER BY quarter", (token,))
    return Game(
        **json.loads(settings),
        token=token,
        player=player,
        prediction=prediction,
        klass=klass,
        ended=bool(ended),
        created=created,
        moves=tuple(read_move(f'{{"quarter": {quarter}, "decisions": {said}}}') for quarter, said in played),
    )


def _games_of(of: sqlite3.Connection, code: str) -> tuple[Game, ...]:
    rows = of.execute(f"SELECT {_COLUMNS} FROM games WHERE klass = ? ORDER BY rowid", (code,)).fetchall()
    return tuple(_read(of, row) for row in rows)


def _finished(to: sqlite3.Connection, game: Game) -> Game:
    to.execute("UPDATE games SET ended = 1 WHERE token = ? AND ended = 0", (game.token,))
    return game.model_copy(update={"ended": True})


def _class(of: sqlite3.Connection, column: str, value: str) -> Klass:
    names = "code, teacher_token, title, settings, closed, created"
    row = of.execute(f"SELECT {names} FROM classes WHERE {column} = ?", (value,)).fetchone()
    if row is None:
        what = "no class has this code; ask your teacher for it" if column == "code" else "no class has this token"
        raise Mistake(what, key=column)
    code, teacher, title, settings, closed, created = row
    return Klass(code, teacher, title, json.loads(settings), bool(closed), created)
