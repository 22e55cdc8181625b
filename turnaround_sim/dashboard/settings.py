"""What the server was started with; every page asks here and nowhere else."""

from dataclasses import dataclass
from pathlib import Path
from threading import Event

RESULTS = Path("results")

PAGES = {
    "explore": "Explore",
    "experiments": "Experiments",
    "one_trust": "One trust",
    "live": "Live model",
    "evidence": "Evidence",
    "play": "Play",
}
"""Each page's module, which is its address too, and its name in the list."""
PAGE = "page"
"""What names a page in an address that was typed or followed: the server sends `/evidence` on to `/?page=evidence`."""


@dataclass(frozen=True)
class Settings:
    """What the server was started with.

    `root` holds all results; no page reads a folder outside it. `games` is the file in which games are kept. `shared`
    says that others than this machine can reach the server; then only who holds `teacher_key` may open a class.
    """

    root: Path = RESULTS
    games: Path = RESULTS / "games.sqlite"
    only_play: bool = False
    shared: bool = False
    teacher_key: str = ""
    address: str = ""


stopped = Event()
"""Set when the server stops: whatever still works in the background is then cut off, and that is no fault."""

_held = Settings()


def use(settings: Settings) -> None:
    """Let these hold from now on, for every visitor."""
    global _held
    _held = settings


def held() -> Settings:
    """The settings that hold."""
    return _held


def root() -> Path:
    """The folder that holds all results."""
    return _held.root


def only_play() -> bool:
    """Whether only the game is served."""
    return _held.only_play
