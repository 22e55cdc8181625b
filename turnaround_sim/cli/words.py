"""How numbers and spans of time are put to a reader."""

import math
import sys
from collections.abc import Mapping

from rich.console import Console

from turnaround_sim.analysis.words import interval as interval
from turnaround_sim.analysis.words import number as number

NARROWEST, WIDTH = 40, 80

UNCALIBRATED = "Uncalibrated: the numbers put in are not fitted to the record."


def console(error: bool = False) -> Console:
    """Where text goes: 40 to 80 columns, coloured only for a terminal."""
    shown = Console(stderr=error, highlight=False, soft_wrap=False)
    shown.width = max(NARROWEST, min(WIDTH, shown.width))
    return shown


def span(seconds: float) -> str:
    """A span of time.

    >>> span(0.21), span(12.3), span(150), span(7325)
    ('0.2 s', '12 s', '2 min 30 s', '2 h 2 min')
    """
    if seconds < 10:
        return f"{seconds:.1f} s"
    whole = round(seconds)
    if whole < 60:
        return f"{whole} s"
    if whole < 3600:
        return f"{whole // 60} min {whole % 60} s"
    return f"{whole // 3600} h {whole % 3600 // 60} min"


def size(count: float) -> str:
    """A number of bytes.

    >>> size(512), size(3_000_000), size(2.5e9)
    ('1 kB', '3 MB', '2.5 GB')
    """
    if count < 1e6:
        return f"{max(1, round(count / 1e3))} kB"
    return f"{count / 1e6:.0f} MB" if count < 1e9 else f"{count / 1e9:.1f} GB"


def print_json(told: Mapping[str, object]) -> None:
    """Print one object; a number that is not finite becomes null."""
    import json

    sys.stdout.write(json.dumps(_finite(told), ensure_ascii=False, allow_nan=False) + "\n")


def _finite(told: object) -> object:
    if isinstance(told, Mapping):
        return {key: _finite(value) for key, value in told.items()}
    if isinstance(told, list | tuple):
        return [_finite(value) for value in told]
    return None if isinstance(told, float) and not math.isfinite(told) else told
