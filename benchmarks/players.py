"""A class at play: how long a move takes, alone and with thirty players who all move at once."""

import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from random import Random

import numpy as np

from benchmarks.measuring import Line, Timing
from turnaround_sim.play.game import Game
from turnaround_sim.play.moves import Buddy, Decision, Director, Money, Move, Replace
from turnaround_sim.play.seen import Seen, see
from turnaround_sim.play.server import move, warm
from turnaround_sim.play.storage import Games

PLAYERS = 30
HASTE = 6.0
"""Seconds: three on average, where a player who thinks takes a minute."""
NAMES = {"classroom": "the classroom", "england": "England"}


def lines(quick: bool = False) -> list[Line]:
    """Seconds on the wall from the move that is sent to the view that comes back, the disk's answer included."""
    found = []
    for scenario, name in NAMES.items():
        warm((scenario,))
        how = "wall, from month 0, kept on disk; director, buddy and money for every trust inside, leaders replaced"
        (alone,) = played(scenario, players=1)
        found.append(Line(f"{name}: a move, one player", middle(alone), f"{how}; moves: {len(alone)}"))
        players = 6 if quick else PLAYERS
        for what, pause in (("a class that never stops to think", 0.0), ("a class in haste", 0.5 if quick else HASTE)):
            each = played(scenario, players=players, pause=pause)
            every = tuple(seconds for moves in each for seconds in moves)
            think = f"pausing up to {pause:g} s before each move" if pause else "without a pause"
            how = f"the same, players: {players}, each her own decisions, {think}; moves: {len(every)}"
            found.append(Line(f"{name}: a move, {what}", middle(every), how))
    return found


def middle(seconds: tuple[float, ...]) -> str:
    """The median and the 95th percentile."""
    return f"{1e3 * Timing(seconds).median:.0f} ms; 95th: {1e3 * np.percentile(seconds, 95):.0f} ms"


def played(scenario: str, players: int, pause: float = 0.0) -> list[tuple[float, ...]]:
    """How long each move of each player took; all play the same world to the end, each by decisions of her own."""
    ready = threading.Barrier(players)
    with tempfile.TemporaryDirectory() as folder:
        games = Games(Path(folder) / "games.db")
        klass = games.new_class("All at once", scenario=scenario, seed=1)
        there = [games.join(klass.code, f"Player {n}") for n in range(players)]

        def play(n: int) -> tuple[float, ...]:
            game, thinks = games.predict(there[n].token, "We shall see."), Random(n)
            seen, taken = see(game), []
            ready.wait()
            for quarter in range(1, game.quarters):
                wanted = Move(quarter=quarter, decisions=tuple(decided(game, seen, n)))
                time.sleep(thinks.uniform(0.0, pause))
                began = time.perf_counter()
                seen = move(games, game.token, wanted)
                taken.append(time.perf_counter() - began)
            return tuple(taken)

        with ThreadPoolExecutor(players) as pool:
            times = list(pool.map(play, range(players)))
        games.shut()
    return times


def decided(game: Game, seen: Seen, n: int) -> list[Decision]:
    """All that can be done for trusts in special measures; players differ in what they give and when they replace."""
    wanted: list[Decision] = []
    free = seen.left_m
    for trust in seen.inside:
        i = trust.number
        if not trust.leader.interim and trust.months_in > 3 * (1 + n % 5) and trust.leader.months > 6:
            wanted.append(Replace(trust=i))
        if free < 1.0:
            continue
        if trust.director.state == "none":
            wanted.append(Director(trust=i, style=("scrutinise", "balanced", "coach")[n % 3]))
            free -= 0.3
        if trust.buddy.state == "none":
            wanted.append(Buddy(trust=i))
            free -= 0.2
        if trust.money_promised_m < 0.05 and free > 1.0:
            wanted.append(Money(trust=i, millions=0.1 * (1 + n % 5), mix="capability"))
            free -= 0.5
    return wanted
