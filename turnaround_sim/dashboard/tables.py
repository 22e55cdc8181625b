"""Tables as plain HTML that a screen reader can walk and a phone can scroll; Streamlit's own is a picture to both."""

import csv
from collections.abc import Sequence
from html import escape
from io import StringIO

STYLE = """<style>
.scrolls { overflow-x: auto; max-width: 100%; }
.scrolls:focus-visible { outline: 3px solid #004f8c; outline-offset: 2px; }
.scrolls.tall { max-height: 36rem; overflow-y: auto; }
.scrolls table { border-collapse: collapse; font-size: .9rem; line-height: 1.35; margin: 0; color: #111; }
.scrolls caption { text-align: left; font-weight: 600; padding: .2rem 0 .4rem; color: #111; }
.scrolls th, .scrolls td { border: 0; border-bottom: 1px solid #ccc; padding: .3rem .9rem .3rem 0; text-align: left; }
.scrolls th, .scrolls td { vertical-align: top; }
.scrolls thead th { border-bottom: 1px solid #111; vertical-align: bottom; background: #fff; }
.scrolls.tall thead th { position: sticky; top: 0; }
.scrolls th[scope=row] { min-width: 9rem; font-weight: 600; }
.scrolls td.words { min-width: 9rem; }
.scrolls .number { text-align: right; font-variant-numeric: tabular-nums; }
.scrolls td.number { white-space: nowrap; }
.scrolls tr.total > * { border-top: 1px solid #111; font-weight: 700; }
</style>"""
"""How a table looks; it travels with each, so that a page needs nothing else for it."""

Rows = Sequence[Sequence[str]]


def as_html(header: Sequence[str], rows: Rows, caption: str, *, words: int = 1, total: bool = False) -> str:
    """A table with its caption, as HTML; whatever a user wrote in it is escaped.

    Parameters
    ----------
    header, rows
        The names of the columns, and the cells as text; the first cell of a row names it.
    caption
        What the table shows; also the name of the region that scrolls.
    words
        So many columns hold words and stand at the left; the others hold numbers and stand at the right.
    total
        Whether the last row adds up the others.
    """
    head = "".join(f'<th scope="col"{_kind(n, words)}>{escape(name)}</th>' for n, name in enumerate(header))
    lines = []
    for place, row in enumerate(rows):
        cells = "".join(f"<td{_kind(n, words)}>{escape(cell)}</td>" for n, cell in enumerate(row[1:], start=1))
        look = ' class="total"' if total and place == len(rows) - 1 else ""
        lines.append(f'<tr{look}><th scope="row">{escape(row[0])}</th>{cells}</tr>')
    body = f"<thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody>"
    table = f"<table><caption>{escape(caption)}</caption>{body}</table>"
    tall = " tall" if len(rows) > TALL else ""
    return f'<div class="scrolls{tall}" tabindex="0" role="region" aria-label="{escape(caption)}">{table}</div>'


TALL = 40
"""Rows beyond which a table scrolls on its own, its heading in sight."""


def put(header: Sequence[str], rows: Rows, caption: str, *, words: int = 1, total: bool = False) -> None:
    """Put a table on the page that is being made."""
    import streamlit

    streamlit.html(STYLE + as_html(header, rows, caption, words=words, total=total))


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


def _kind(column: int, words: int) -> str:
    return ' class="words"' if 0 < column < words else "" if column < words else ' class="number"'


def _harmless(cell: object) -> object:
    if isinstance(cell, str) and cell[:1] in ("=", "+", "-", "@", "\t", "\r"):
        try:
            float(cell)
        except ValueError:
            return f"'{cell}"
    return cell
