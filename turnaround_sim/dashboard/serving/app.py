"""What the server runs for every visitor: the pages, and one of them put up.

Streamlit reads this file as a script, anew with each click; whatever is slow to import is imported by its page.
"""

import importlib
import logging
from collections.abc import Iterable
from functools import partial
from pathlib import Path

import streamlit as st

from turnaround_sim.dashboard import settings
from turnaround_sim.dashboard.settings import PAGE, PAGES
from turnaround_sim.dashboard.words import mistake, notice
from turnaround_sim.mistakes import Mistake, nearest

ROOM = Path(__file__).parents[1]


def put_up(module: str) -> None:
    """One page; a mistake is told in one message, and what we did wrong ourselves neither shows its inside nor spreads.

    The rest of the dashboard, and everybody else's, goes on.
    """
    try:
        importlib.import_module(f"turnaround_sim.dashboard.pages.{module}").page()
    except Mistake as wrong:
        mistake(wrong)
    except Exception:
        logging.getLogger(__name__).exception("the page %s failed", module)
        notice()
        st.error(
            "This page could not be shown, and the fault is the program's. Nothing is lost: load the page again. What "
            "went wrong is written where the server was started.",
            icon=":material/error:",
        )


def main() -> None:
    """Put up the page that the address names."""
    st.set_page_config(page_title="turnaround_sim", page_icon=str(ROOM / "icon.svg"), layout="wide")
    st.html(ROOM / "style.css")
    names = ["play"] if settings.only_play() else list(PAGES)
    pages = {
        name: st.Page(partial(put_up, name), title=PAGES[name], url_path=name, default=place == 0)
        for place, name in enumerate(names)
    }
    shown = st.navigation(list(pages.values()), position="hidden")
    st.set_page_config(page_title=f"{shown.title} · turnaround_sim")
    asked = st.query_params.to_dict()
    named = asked.pop(PAGE, "")
    if named in pages:
        st.switch_page(pages[named], query_params=asked)
    if len(pages) > 1:
        _links(pages.values(), shown)
    if named:
        mistake(Mistake(f'there is no page "{named}"; there are {", ".join(names)}{nearest(named, names)}', key=PAGE))
    shown.run()


def _links(pages: Iterable[st.Page], shown: st.Page) -> None:
    """The way from page to page: a row that wraps, since a drawer would lie over the page on a phone."""
    with st.container(horizontal=True, key="pages", gap="small"):
        for each in pages:
            st.page_link(each, label=f"**{each.title}**" if each == shown else each.title, width="content")


if __name__ == "__main__":
    main()
