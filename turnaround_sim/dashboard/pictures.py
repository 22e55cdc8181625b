"""A chart on a page: a titled picture, the same in words, and its numbers as a table."""

import base64
import html
from collections.abc import Sequence

import streamlit as st

from turnaround_sim.dashboard.tables import as_html
from turnaround_sim.dashboard.words import plain


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
    st.html(picture(f"{title}. {said}", svg))
    st.caption(plain(said))
    with st.expander("The numbers as a table"):
        st.html(as_html(title, header, rows))


def picture(alternative: str, svg: str) -> str:
    """A picture for a page, as wide as there is room; `alternative` says it to those who cannot see it."""
    svg = svg[svg.index("<svg ") :]
    coded = base64.b64encode(svg.encode()).decode()
    address = f"data:image/svg+xml;base64,{coded}"
    return f'<img class="picture" src="{address}" alt="{html.escape(alternative)}">'
