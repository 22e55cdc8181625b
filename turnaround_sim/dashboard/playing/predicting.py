"""The second screen: what the player finds, and a prediction in writing before anything is decided."""

from collections.abc import Sequence

import streamlit as st

from turnaround_sim.dashboard.playing import words
from turnaround_sim.dashboard.playing.choices import concerned
from turnaround_sim.dashboard.playing.kept import games
from turnaround_sim.dashboard.playing.pieces import begin_at_top, explained, facts
from turnaround_sim.dashboard.playing.quarter import INDEX, MANY
from turnaround_sim.dashboard.tables import as_html
from turnaround_sim.dashboard.words import heading, mistake
from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.game import LONGEST_PREDICTION, Game
from turnaround_sim.play.seen import Seen, TrustSeen


def predicting(game: Game, seen: Seen) -> None:
    """Put up what is found, and ask for the prediction."""
    own = None if game.trust is None else seen.trusts[game.trust].name
    heading("Before you begin", _office(game, seen, own))
    begin_at_top(f"{game.token} prediction")
    facts(
        {
            "Month": words.month_name(seen.month),
            "Decisions to come": str(game.quarters - 1),
            "Budget for the whole game": words.pounds(seen.budget_m),
            "In special measures": str(len(seen.inside)),
        }
    )
    _found(concerned(seen, game.trust))
    end = words.month_name(game.months - 1)
    whom = own or "the trusts in special measures"
    st.subheader("Write down what you expect", anchor=False)
    with st.form("prediction", border=False):
        text = st.text_area(
            f"What will happen to {whom} by {end}, and why?",
            max_chars=LONGEST_PREDICTION,
            height=140,
            value=game.prediction,
            placeholder="By then … because …",
            help="Be bold and be definite: how many will be out, what will help most, what will go wrong.",
        )
        st.caption(
            "It cannot be skipped, and stands once you have decided something. At the end you see it beside what came. "
            + ("Your teacher can read it." if game.klass else "It is kept with the game.")
        )
        if st.form_submit_button("Write it down and begin", type="primary"):
            try:
                if not text.strip():
                    raise Mistake("write down what you expect; one sentence will do, but it cannot be skipped")
                games().predict(game.token, text)
            except Mistake as wrong:
                mistake(wrong)
            else:
                st.rerun()
    st.caption(
        "The address of this page is your game: keep it, and it brings you back to where you are, after a reload, "
        "tomorrow or on another machine that reaches this server. Whoever has it can play for you."
    )
    explained()


def _found(trusts: Sequence[TrustSeen]) -> None:
    """Each trust as it is found: by itself, to be read on a phone too, or in a table where there are many."""
    st.subheader("What you find", anchor=False)
    told = [
        {
            INDEX: words.trend(trust.index),
            "Published rating": words.rating(trust),
            "Chief executive": words.leader(trust.leader),
            "Type": trust.type,
        }
        for trust in trusts
    ]
    if len(trusts) > MANY:
        rows = [(trust.name, *each.values()) for trust, each in zip(trusts, told, strict=True)]
        st.html(as_html("What you find", ("Trust", *told[0]), rows))
        return
    for trust, each in zip(trusts, told, strict=True):
        facts({"Trust": trust.name, **each})


def _office(game: Game, seen: Seen, own: str | None) -> str:
    if own is not None:
        return (
            f"It is {words.month_name(seen.month)}. You have just become chair of {own}. You can replace its "
            "chief executive, whom a panel then chooses, and ask for help; nobody replaces leaders here but you."
        )
    return (
        f"It is {words.month_name(seen.month)}. You have just become national director. Nobody but you replaces chief "
        "executives, sends directors and buddies or gives money to trusts in special measures."
    )
