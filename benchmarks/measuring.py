"""What all benchmarks share: a clock, a spread, a slope, and the line of a table."""

import math
import os
import platform
import statistics
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import NamedTuple


class Line(NamedTuple):
    """One line of the table: what was measured, what came out, and how."""

    what: str
    value: str
    how: str


class Timing(NamedTuple):
    """Several measurements of one thing, in the order they were taken."""

    each: tuple[float, ...]

    @property
    def median(self) -> float:
        return statistics.median(self.each)

    def shown(self, scale: float, unit: str, digits: int = 1) -> str:
        """The median, and between what it lay."""
        low, high = scale * min(self.each), scale * max(self.each)
        middle = f"{scale * self.median:.{digits}f} {unit}".rstrip()
        return middle if len(self.each) == 1 else f"{middle} ({low:.{digits}f} to {high:.{digits}f})"

    def over(self, other: "Timing") -> "Timing":
        """How many times as long as another, pair by pair: what slowed both down falls out."""
        return Timing(tuple(a / b for a, b in zip(self.each, other.each, strict=True)))


def timed(
    *works: Callable[[], object],
    repeats: int,
    before: Callable[[], object] | None = None,
    clock: Callable[[], float] = time.process_time,
) -> tuple[Timing, ...]:
    """Seconds that each of several works takes, one after another in turn; `before` is not counted.

    CPU time by default, which other work on the machine disturbs less than the clock on the wall.
    """
    taken: list[list[float]] = [[] for _ in works]
    for _ in range(repeats):
        for work, times in zip(works, taken, strict=True):
            if before is not None:
                before()
            began = clock()
            work()
            times.append(clock() - began)
    return tuple(Timing(tuple(times)) for times in taken)


def slope(sizes: Sequence[float], costs: Sequence[float]) -> float:
    """By what power cost grows with size: the least-squares line through the logarithms."""
    return statistics.linear_regression([math.log(x) for x in sizes], [math.log(y) for y in costs]).slope


def processor() -> str:
    """What the machine calls its processor."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
        return next(line.partition(":")[2].strip() for line in lines if line.startswith("model name"))
    except (OSError, StopIteration):
        return platform.processor() or platform.machine()


def machine() -> list[str]:
    """On what it was measured, and when."""
    versions = ", ".join(f"{name} {metadata.version(name)}" for name in ("numba", "numpy", "mesa", "pyarrow"))
    lines = [
        f"{datetime.now(UTC):%Y-%m-%d}, {processor()}, {os.cpu_count()} cores, {platform.system()}",
        f"Python {platform.python_version()}, {versions}",
    ]
    if hasattr(os, "getloadavg"):
        lines.append(f"Load of the machine when it began: {os.getloadavg()[0]:.1f}")
    return lines


def show(lines: Sequence[Line]) -> str:
    """Lines as a Markdown table, set so that it reads on a screen too."""
    titles = Line("what", "measured", "how")
    wide = [max(len(line[k]) for line in (titles, *lines)) for k in range(3)]
    rows = [f"| {a:<{wide[0]}} | {b:>{wide[1]}} | {c:<{wide[2]}} |" for a, b, c in (titles, *lines)]
    rows.insert(1, f"|{'-' * (wide[0] + 2)}|{'-' * (wide[1] + 1)}:|{'-' * (wide[2] + 2)}|")
    return "\n".join(rows)
