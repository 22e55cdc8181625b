"""Worlds at the end of their burn-in: walked once, and shared by all arms that begin alike."""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping
from concurrent.futures import Future
from typing import Any

import numpy as np

World = Mapping[str, np.ndarray[Any, np.dtype[Any]]]
"""What a world carries from month to month, by the name of its rows."""

ROOM = 64 * 2**20
"""Bytes that are kept: some hundred worlds of England, enough for all workers to stand at their own replicates."""


class BurnIns:
    """The worlds that were burnt in last, for any number of threads.

    A world is a function of what it starts from, its parameters, seed and replicate, which make up its key; levers and
    events count from month 0 on, so arms that differ in nothing else have one burn-in. `walked` counts the worlds that
    had to be walked.
    """

    def __init__(self, room: int = ROOM) -> None:
        self.room, self.walked = room, 0
        self._worlds: OrderedDict[Hashable, Future[World]] = OrderedDict()
        self._held = 0
        self._guard = threading.Lock()

    def world(self, key: Hashable, walk: Callable[[], World]) -> World:
        """The world of a key; where it is not there it is walked and copied, and who asks meanwhile waits.

        Do not write on it. What `walk` raises goes to all who wait, and is not kept.
        """
        with self._guard:
            coming = self._worlds.get(key)
            mine = coming is None
            if coming is None:
                coming = self._worlds[key] = Future()
            self._worlds.move_to_end(key)
        if mine:
            self._walk(key, coming, walk)
        return coming.result()

    def _walk(self, key: Hashable, coming: "Future[World]", walk: Callable[[], World]) -> None:
        try:
            world = {name: rows.copy() for name, rows in walk().items()}
        except BaseException as error:
            with self._guard:
                del self._worlds[key]
            coming.set_exception(error)
            return
        coming.set_result(world)
        with self._guard:
            self.walked += 1
            self._held += _size(world)
            for old in [key for key, world in self._worlds.items() if world.done()]:
                if self._held <= self.room:
                    break
                self._held -= _size(self._worlds.pop(old).result())


def _size(world: World) -> int:
    return sum(rows.nbytes for rows in world.values())
