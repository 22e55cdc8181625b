"""The page Play: one flow, and where a visitor is in it follows from the address and from where games are kept."""

import streamlit as st

from turnaround_sim.dashboard.playing.kept import GAME, KEY, OPEN, TEACHER, games, wanted
from turnaround_sim.dashboard.words import heading, mistake
from turnaround_sim.mistakes import Mistake

title = "Play"


def page() -> None:
    """Put the page up."""
    query = st.query_params.to_dict()
    asked = wanted(query)
    try:
        if asked.screen == "teacher":
            from turnaround_sim.dashboard.playing.teaching import teaching

            teaching(asked.token)
            st.session_state[OPEN] = {TEACHER: asked.token}
        elif asked.screen == "game":
            _game(asked.token)
            st.session_state[OPEN] = {GAME: asked.token}
        elif asked.screen == "class":
            from turnaround_sim.dashboard.playing.teaching import arriving

            arriving(asked.token, query)
        else:
            from turnaround_sim.dashboard.playing.welcome import welcome

            welcome(query.get(KEY, ""))
    except Mistake as wrong:
        heading(title)
        mistake(wrong)
        st.html('<p><a href="/play" target="_self">Go to the beginning</a></p>')


def _game(token: str) -> None:
    """A game, wherever it is: before its prediction, in a quarter, or at its end."""
    from turnaround_sim.dashboard.playing.pieces import WAITING
    from turnaround_sim.play.seen import see

    game = games().load(token)
    if game.over:
        from turnaround_sim.dashboard.playing.ended import ended

        ended(game)
        return
    with st.spinner(WAITING):
        seen = see(game)
    if not game.prediction:
        from turnaround_sim.dashboard.playing.predicting import predicting

        predicting(game, seen)
    else:
        from turnaround_sim.dashboard.playing.quarter import quarter

        quarter(game, seen)
