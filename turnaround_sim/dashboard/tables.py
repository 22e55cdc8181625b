"""Tables as HTML: read by screen readers, found by the browser's search, scrolled by keyboard."""

import csv
import html
from collections.abc import Sequence
from io import StringIO

LONG = 40
"""Rows beyond which a table scrolls on its own, and letters beyond which a cell gets a wide column."""
NO_NAME = '<span aria-hidden="true">–</span><span class="unseen">no name</span>'
"""What heads a row whose first cell is empty, seen and heard."""


def as_html(
    caption: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    shown: bool = False,
    words: int | None = None,
    total: bool = False,
    links: Sequence[str] = (),
    cards: bool = False,
    hints: Sequence[str] = (),
) -> str:
    """A table; all text is escaped. The first column heads its row. The caption is shown, or said to screen readers.

    A table that is wider than the window scrolls in a frame of its own, by keyboard too. Columns after the first so
    many that hold `words` hold numbers and stand at the right; with None all hold words. With `total` the last row adds
    up the others. `hints` say more of each row to who points at its name. With `cards` each row is a card of its own on
    a narrow screen, and every cell says its column.
    """
    title = html.escape(caption, quote=True)
    kinds = [' class="number"' if words is not None and place >= words else "" for place in range(len(header))]
    heads = "".join(f'<th scope="col"{kind}>{html.escape(text)}</th>' for text, kind in zip(header, kinds, strict=True))
    lines = []
    for place, row in enumerate(rows):
        first, *others = row
        names = header[1:] if cards else [""] * len(others)
        cells = "".join(_cell(*cell) for cell in zip(others, kinds[1:], names, strict=False))
        look = ' class="total"' if total and place == len(rows) - 1 else ""
        name = html.escape(first) if first.strip() else NO_NAME
        if links and links[place]:
            name = f'<a href="{html.escape(links[place])}" target="_self">{name}</a>'
        hint = f' title="{html.escape(hints[place], quote=True)}"' if hints else ""
        lines.append(f'<tr{look}><th scope="row"{hint}>{name}</th>{cells}</tr>')
    seen = "" if shown else ' class="unseen"'
    frame = "frame long" if len(rows) > LONG else "frame"
    look = ' class="cards"' if cards else ""
    return (
        f'<div class="{frame}" role="region" aria-label="{title}" tabindex="0"><table{look}>'
        f"<caption{seen}>{title}</caption>"
        f"<thead><tr>{heads}</tr></thead><tbody>{''.join(lines)}</tbody></table></div>"
    )


def as_csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    """The same as CSV. A cell that a spreadsheet would take for a formula has a quote before it.

    >>> as_csv(("name", "value"), [("=1+1", "-0.5")]).splitlines()
    ['name,value', "'=1+1,-0.5"]
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows([_harmless(cell) for cell in row] for row in rows)
    return text.getvalue()


def _cell(text: str, kind: str, name: str) -> str:
    kind = kind or (' class="sentence"' if len(text) > LONG else "")
    label = f' data-label="{html.escape(name)}"' if name else ""
    return f"<td{kind}{label}>{html.escape(text)}</td>"


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        try:
            float(cell)
        except ValueError:
            return f"'{cell}"
    return cell
