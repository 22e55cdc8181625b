"""What the server runs for every visitor: the pages, and one of them put up.

Streamlit reads this file as a script, anew with each click; whatever is slow to import is imported by its page.
"""

import importlib
import logging
from functools import partial
from pathlib import Path

import streamlit as st

from turnaround_sim.dashboard import settings
from turnaround_sim.dashboard.settings import PAGE, PAGES
from turnaround_sim.dashboard.words import mistake, notice
from turnaround_sim.mistakes import Mistake

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
    shown = st.navigation(list(pages.values()), position="hidden" if len(pages) == 1 else "top")
    asked = st.query_params.to_dict()
    wanted = pages.get(asked.pop(PAGE, ""))
    if wanted is not None:
        st.switch_page(wanted, query_params=asked)
    shown.run()


main()
