"""Small pieces that several screens share: facts, explained words, and where the eye and the keyboard begin."""

import html
import time
import zlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import streamlit as st

from turnaround_sim.dashboard.playing.words import TERMS
from turnaround_sim.dashboard.words import mistake
from turnaround_sim.mistakes import Mistake

TOP = "play: top"
"""Of this window: what it began at the top last."""
WATCH = Path(__file__).with_name("watch.js")
WAITING = "Getting the world ready. The first time on a machine this takes about a minute …"


def facts(said: Mapping[str, str], *, large: bool = False) -> None:
    """Facts, each with its name; large ones to be read across a room."""
    pairs = "".join(
        f"<div><dt>{html.escape(name)}</dt><dd>{html.escape(value)}</dd></div>" for name, value in said.items()
    )
    st.html(f'<dl class="facts{" large" if large else ""}">{pairs}</dl>')


def listed(lines: Sequence[str], otherwise: str = "") -> None:
    """Lines as a list, or what is said where there are none."""
    if lines:
        st.html("<ul>" + "".join(f"<li>{html.escape(line)}</li>" for line in lines) + "</ul>")
    elif otherwise:
        st.html(f"<p>{html.escape(otherwise)}</p>")


def quoted(text: str, who: str = "") -> None:
    """What somebody wrote, as it was written."""
    by = f"<footer>{html.escape(who)}</footer>" if who else ""
    st.html(f'<blockquote class="said">{html.escape(text)}{by}</blockquote>')


def explained() -> None:
    """The words of the game, each explained."""
    with st.expander("What do the words mean?"):
        pairs = "".join(
            f"<div><dt>{html.escape(word)}</dt><dd>{html.escape(meaning)}</dd></div>" for word, meaning in TERMS.items()
        )
        st.html(f'<dl class="terms">{pairs}</dl>')


def begin_at_top(what: str) -> None:
    """Let the eye and the keyboard begin at the top, once for each `what`: a browser would stay at the button."""
    # Something stands here each time: what follows would else change its place, and close what was opened.
    room = st.empty()
    if st.session_state.get(TOP) == what:
        return
    st.session_state[TOP] = what
    room.html(
        f"<script>{{ /* {zlib.crc32(what.encode())} */"
        "document.querySelector('[data-testid=stMain]')?.scrollTo(0, 0);"
        "const top = document.querySelector('h1');"
        "if (top) { top.tabIndex = -1; top.focus({preventScroll: true}); } }</script>",
        unsafe_allow_javascript=True,
    )


@contextmanager
def told() -> Iterator[None]:
    """What is wrong meanwhile is told in place: for a part that looks anew by itself, when what it shows is gone."""
    try:
        yield
    except Mistake as wrong:
        mistake(wrong)


def beat(every: float) -> None:
    """Put a mark where a page looks anew by itself every so often, for `watch` to see. `every` is in seconds."""
    st.html(f'<span data-beat="{time.monotonic_ns()}" data-every="{every:g}"></span>')


def watch() -> None:
    """Load the page again where it should look anew by itself and has not for a while.

    A server that was started again, or one that gave the page up while its machine slept, no longer knows of it.
    """
    st.html(f"<script>{WATCH.read_text(encoding='utf-8')}</script>", unsafe_allow_javascript=True)


def go(**query: str) -> None:
    """Go to another address of this page."""
    st.query_params.from_dict(query)
    st.rerun()
