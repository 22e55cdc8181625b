"""How numbers are put to a reader."""

import math


def number(value: float, spread: float = math.nan) -> str:
    """A number with the digits that mean something: two of its spread if that is known, else three of its own.

    >>> number(12.3456, 0.5), number(1234.5), number(0.01234), number(float("nan"))
    ('12.35', '1,234', '0.0123', '–')
    """
    if not math.isfinite(value):
        return "–"
    told = spread if math.isfinite(spread) and spread > 0 else abs(value)
    digits = 2 if told is spread else 3
    places = digits - 1 - math.floor(math.log10(told)) if told > 0 else 0
    return f"{value:,.{min(max(places, 0), 4)}f}"


def interval(low: float, high: float) -> str:
    """Both ends of an interval.

    >>> interval(11.9, 12.9), interval(float("nan"), float("nan"))
    ('11.90 to 12.90', '–')
    """
    spread = (high - low) / 2
    return f"{number(low, spread)} to {number(high, spread)}" if math.isfinite(spread) else "–"


def quoted(name: str) -> str:
    """A name that a user gave, set off from the sentence it stands in.

    >>> quoted("patience 24, days 5")
    '“patience 24, days 5”'
    """
    return f"“{name}”"
