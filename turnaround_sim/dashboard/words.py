"""What every page says alike: how far to trust it, what went wrong, and that there is nothing yet."""

import html

import streamlit as st

from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.mistakes import Mistake


def heading(title: str, about: str = "") -> None:
    """The page's title, one sentence about it, and how far to trust what follows."""
    st.title(title, anchor=False)
    if about:
        st.markdown(about)
    notice()


def notice() -> None:
    """That it is an illustration, and what it is not for."""
    st.html(f'<p class="notice"><strong>{html.escape(NOTICE)}</strong> {html.escape(OUT_OF_SCOPE)}</p>')


def mistake(wrong: Mistake) -> None:
    """A user's mistake in one message, as the command line has it."""
    st.error(plain(str(wrong)), icon=":material/error:")


def empty(text: str) -> None:
    """That there is nothing to show yet, and what would change that."""
    st.info(plain(text), icon=":material/info:")


_MARKS = str.maketrans({mark: f"\\{mark}" for mark in "\\`*_{}[]<>()#+-!|~$:^="})


def plain(text: str) -> str:
    r"""A text of somebody's for a place that reads Markdown, so that it shows as it was written.

    >>> plain("a *b* <i>")
    'a \\*b\\* \\<i\\>'
    """
    return text.translate(_MARKS)
