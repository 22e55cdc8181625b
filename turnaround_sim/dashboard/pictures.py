"""A chart on a page: a titled picture, the same in words, and its numbers as a table."""

import base64
import html
import re
from collections.abc import Sequence

import streamlit as st

from turnaround_sim.dashboard.tables import as_html
from turnaround_sim.dashboard.words import plain

LARGER = 1.7
"""Pixels on the page for a point of a picture, at most."""
WIDE = 600.0
"""Points beyond which a picture does not shrink to a phone, but scrolls there."""


def show(
    title: str,
    said: str,
    svg: str,
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    *,
    heading: bool = True,
) -> None:
    """Put up a chart.

    Parameters
    ----------
    title
        What the chart shows, or better what it says.
    said
        The chart in words, for those who cannot see it and those who doubt what they see.
    svg
        The picture, as `report.slide.inline` makes it; it may hold nothing from elsewhere.
    header, rows
        The numbers behind it.
    heading
        Whether the title stands above the picture; left out where a heading just said it.
    """
    if heading:
        st.subheader(plain(title), anchor=False)
    shown = picture(f"{title}. {said}", svg)
    if width_of(svg) > WIDE:
        name = html.escape(title)
        shown = f'<div class="frame" role="region" aria-label="{name}" tabindex="0">{shown}</div>'
    st.html(shown)
    if said:
        st.caption(plain(said))
    if rows:
        with st.expander("The numbers as a table"):
            st.html(as_html(title, header, rows))


def picture(alternative: str, svg: str) -> str:
    """A picture for a page, as wide as there is room and letters stay in measure; `alternative` says it in words."""
    svg = svg[svg.index("<svg ") :]
    coded = base64.b64encode(svg.encode()).decode()
    address = f"data:image/svg+xml;base64,{coded}"
    most = f' style="max-width: min(72rem, {LARGER * width:.0f}px)"' if (width := width_of(svg)) else ""
    return f'<img class="picture" src="{address}" alt="{html.escape(alternative)}"{most}>'


def width_of(svg: str) -> float:
    """How wide a picture was drawn, in points; 0 where it does not say.

    >>> width_of('<svg role="img" width="396pt" height="200pt">')
    396.0
    """
    found = re.search(r"<svg [^>]*?\bwidth=\"([\d.]+)pt", svg)
    return float(found[1]) if found else 0.0
