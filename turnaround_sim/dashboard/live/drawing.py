"""Two small charts as SVG, drawn anew each month: a trust's quality so far, and a ledger of causes."""

import math
from html import escape

from turnaround_sim.dashboard.live.accounts import Ledger
from turnaround_sim.dashboard.live.world import World
from turnaround_sim.dashboard.svg import titled

INK, GREY, BLUE, RED = "#111111", "#767676", "#0072B2", "#D55E00"
LOOK = f'font-family="sans-serif" font-size="14" fill="{INK}"'
WIDE, HIGH = 440.0, 250.0
LEFT, RIGHT, TOP, BOTTOM = 44.0, 16.0, 22.0, 40.0
ROW = 25.0


def quality_line(world: World, trust: int) -> str:
    """A trust's latent quality so far, with the requires-improvement line."""
    values: list[float] = world.quality_so_far(trust).tolist()
    months = world.scenario.months
    low = 10.0 * math.floor(min(*values, world.line) / 10.0)
    high = 10.0 * math.ceil(max(*values, world.line) / 10.0)
    high = max(high, low + 20.0)

    def x(month: float) -> float:
        return LEFT + (month + 1) / months * (WIDE - LEFT - RIGHT)

    def y(value: float) -> float:
        return TOP + (high - value) / (high - low) * (HIGH - TOP - BOTTOM)

    parts = []
    for level in range(int(low), int(high) + 1, 10):
        parts.append(f'<path d="M{LEFT} {y(level):.1f} H{WIDE - RIGHT}" stroke="#DDDDDD"/>')
        parts.append(_text(LEFT - 6, y(level) + 5, f"{level}", "end"))
    years = range(0, months + 1, 12 if months <= 72 else 24)
    parts += [_text(x(month), HIGH - BOTTOM + 18, f"{month}", "middle") for month in years]
    parts.append(_text((LEFT + WIDE - RIGHT) / 2, HIGH - 4, "month", "middle"))
    parts.append(_text(LEFT, 14, "points", "start"))
    line = y(world.line)
    parts.append(
        f'<path d="M{LEFT} {line:.1f} H{WIDE - RIGHT}" stroke="{RED}" stroke-width="2" stroke-dasharray="8 4"/>'
    )
    parts.append(_text(WIDE - RIGHT, line - 6, "the requires-improvement line", "end"))
    points = " ".join(f"{x(n - 1):.1f},{y(value):.1f}" for n, value in enumerate(values))
    parts.append(f'<polyline points="{points}" fill="none" stroke="{BLUE}" stroke-width="3" stroke-linejoin="round"/>')
    last = len(values) - 2
    parts.append(f'<circle cx="{x(last):.1f}" cy="{y(values[-1]):.1f}" r="5" fill="{BLUE}"/>')
    return titled(quality_title(world, trust), quality_said(world, trust), WIDE, HIGH, parts, LOOK)


def quality_title(world: World, trust: int) -> str:
    """What the line shows."""
    return f"Quality of {world.names[trust]} so far"


def quality_said(world: World, trust: int) -> str:
    """The line in words."""
    values = world.quality_so_far(trust)
    if len(values) == 1:
        return f"Before month 0 its quality is {values[0]:.1f} points; the line is {world.line:.1f}."
    worst, best = int(values.argmin()) - 1, int(values.argmax()) - 1
    below = int((values[1:] < world.line).sum())
    closed = f" It closed in month {world.closed[trust][0]}." if trust in world.closed else ""
    return (
        f"From {values[0]:.1f} points before month 0 to {values[-1]:.1f} in month {len(values) - 2}. Lowest "
        f"{values.min():.1f} ({_when(worst)}), highest {values.max():.1f} ({_when(best)}); {below} of "
        f"{len(values) - 1} months below the line of {world.line:.1f}.{closed}"
    )


def quality_rows(world: World, trust: int) -> list[tuple[str, str]]:
    """The line as a table."""
    return [(_when(n - 1), f"{value:.1f}") for n, value in enumerate(world.quality_so_far(trust).tolist())]


def _when(month: int) -> str:
    return "before month 0" if month < 0 else f"month {month}"


def ledger_bars(ledger: Ledger, name: str) -> str:
    """A month's causes one below the other, each bar going on where the one before stopped."""
    steps, running = [], ledger.before
    for line in ledger.lines:
        steps.append((line.cause, running, running + line.gave, line.gave))
        running += line.gave
    heights = [ledger.before, ledger.after, *(end for _, _, end, _ in steps)]
    low, high = min(heights), max(heights)
    pad = max(0.12 * (high - low), 0.5 * 10.0**-ledger.places)
    low, high = low - pad, high + pad
    left, right = 212.0, 72.0
    tall = TOP + ROW * (len(steps) + 2) + 8.0

    def x(value: float) -> float:
        return left + (value - low) / (high - low) * (WIDE - left - right)

    parts = []
    ends = [(ledger.first, ledger.before), (ledger.last, ledger.after)]
    for (label, value), row in zip(ends, (0, len(steps) + 1), strict=True):
        middle = TOP + ROW * (row + 0.5)
        parts.append(_text(left - 8, middle + 5, _cut(label), "end", bold=True))
        parts.append(f'<path d="M{x(value):.1f} {middle - 11:.1f} v22" stroke="{INK}" stroke-width="4"/>')
        parts.append(_text(WIDE - 4, middle + 5, f"{value:.{ledger.places}f}", "end", bold=True))
    for row, (label, begin, end, gave) in enumerate(steps, start=1):
        middle = TOP + ROW * (row + 0.5)
        colour = BLUE if gave > 0.0 else RED
        parts.append(f'<path d="M{x(begin):.1f} {middle - ROW + 9:.1f} V{middle + 9:.1f}" stroke="{GREY}"/>')
        first, width = min(x(begin), x(end)), max(1.5, abs(x(end) - x(begin)))
        at = f'x="{first:.1f}" y="{middle - 9:.1f}" width="{width:.1f}" height="18"'
        parts.append(f'<rect {at} fill="{colour}"/>')
        parts.append(_text(left - 8, middle + 5, _cut(label), "end"))
        parts.append(_text(WIDE - 4, middle + 5, f"{gave:+.{ledger.places}f}", "end"))
    return titled(f"{ledger.title}: {name}", ledger.said, WIDE, tall, parts, LOOK)


def _cut(text: str, most: int = 30) -> str:
    return text if len(text) <= most else f"{text[: most - 1].rstrip()}…"


def _text(x: float, y: float, text: str, anchor: str, *, bold: bool = False) -> str:
    weight = ' font-weight="700"' if bold else ""
    return f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"{weight}>{escape(text)}</text>'
