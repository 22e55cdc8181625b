"""Where this server keeps its games, and what an address asks for."""

from collections.abc import Mapping
from functools import lru_cache
from hmac import compare_digest
from pathlib import Path
from threading import Lock, Thread
from typing import Literal, NamedTuple

from turnaround_sim.dashboard import settings
from turnaround_sim.play import server
from turnaround_sim.play.storage import Games

GAME, CLASS, TEACHER, KEY, VIEW = "game", "class", "teacher", "key", "view"
"""What may stand in the address of the page."""
PROJECTOR = "projector"
OPEN = "play: open"
"""Of a window: the game or class that it had open, for those who looked at another page meanwhile."""

Screen = Literal["welcome", "game", "class", "teacher"]


class Wanted(NamedTuple):
    """The screen that an address asks for, and the token or code that is to open it."""

    screen: Screen
    token: str = ""


def wanted(query: Mapping[str, str]) -> Wanted:
    """What an address asks for; the teacher's token goes before a player's, and that before a code.

    >>> wanted({"game": "abc"}), wanted({})
    (Wanted(screen='game', token='abc'), Wanted(screen='welcome', token=''))
    """
    screens: tuple[Screen, ...] = ("teacher", "game", "class")
    for screen in screens:
        if query.get(screen):
            return Wanted(screen, query[screen])
    return Wanted("welcome")


def may_teach(key: str) -> bool:
    """Whether a visitor may open a class: anybody on this machine alone; on a shared server who holds the key."""
    held = settings.held()
    return not held.shared or (bool(held.teacher_key) and compare_digest(key.encode(), held.teacher_key.encode()))


def address_of(**query: str) -> str:
    """The full address of the page with this query, as it can be typed on another machine."""
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return f"{settings.held().address}/play?{asked}"


def games() -> Games:
    """The games of this server. A file that was taken away meanwhile is begun anew; it then holds no game."""
    path = settings.held().games
    with _opening:
        held = _opened.get(path)
        if held is None or not path.exists() or path.stat().st_ino != held[0]:
            opened = Games(path)
            held = _opened[path] = path.stat().st_ino, opened
        return held[1]


_opening = Lock()
_opened: dict[Path, tuple[int, Games]] = {}
"""Files that are open, with what tells them from another of the same name."""


@lru_cache(maxsize=1)
def warm() -> None:
    """Let the worlds be made ready beside whatever else is done; once in the life of a server."""
    Thread(target=_make_ready, daemon=True).start()


def _make_ready() -> None:
    try:
        server.warm()
    except RuntimeError:
        # A server that is stopped at once has nobody left to do it.
        if not settings.stopped.is_set():
            raise
