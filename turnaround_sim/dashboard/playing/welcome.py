"""The first screen: what this is, and three ways in: alone, with a class, as its teacher."""

from typing import Any

import streamlit as st

from turnaround_sim.dashboard import settings
from turnaround_sim.dashboard.playing.kept import GAME, OPEN, TEACHER, games, may_teach, warm
from turnaround_sim.dashboard.playing.pieces import WAITING, explained, go
from turnaround_sim.dashboard.playing.words import SCENARIOS
from turnaround_sim.dashboard.words import heading, mistake
from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.game import LONGEST_NAME, MOST_SEED, new_game
from turnaround_sim.play.saved import from_toml

ABOUT = (
    "A management flight simulator: you run failing NHS trusts for some years, one quarter at a time. You know what "
    "the public knew then, published ratings and noisy figures, and no more. At the end you see what was true, and "
    "play the same luck again with other decisions."
)
ROLES = {"national": "National director", "chair": "Chair of one trust"}
ROLE_WORDS = {
    "national": "You look after every trust in special measures, and share out one budget.",
    "chair": "You look after one failing trust, with what help you can get.",
}
YEARS = {4: "1 year: 3 decisions", 8: "2 years: 7 decisions", 12: "3 years: 11 decisions", 20: "5 years: 19 decisions"}
USUAL = 12
ALONE = "you"
LONGEST_CODE = 12


def welcome(key: str) -> None:
    """Put up the first screen; `key` is the teacher's key that came with the address."""
    heading("Play", ABOUT)
    warm()
    before = st.session_state.get(OPEN)
    if before and st.button(f"Go on with the {'class' if TEACHER in before else 'game'} that you had open"):
        go(**before)
    teach = may_teach(key)
    named = ["Play alone", "Join a class", *(["Teach a class"] if teach or key else [])]
    # On a server that is shared, who comes without a key comes for a class.
    first = named[2] if key and teach else named[1] if settings.held().shared else named[0]
    alone, with_class, *teacher = st.tabs(named, default=first)
    with alone:
        _alone()
        _saved()
    with with_class:
        joining("")
    for tab in teacher:
        with tab:
            if teach:
                _teaching()
            else:
                mistake(Mistake("this is not the key that was shown when the server was started", key="key"))
    explained()


def world(prefix: str) -> dict[str, Any]:
    """Ask which world is to be played; what `new_game` takes, but for the player."""
    role = st.radio(
        "Who are you?",
        list(ROLES),
        format_func=ROLES.__getitem__,
        captions=list(ROLE_WORDS.values()),
        key=f"{prefix}-role",
    )
    scenario = st.radio(
        "Which world?",
        list(SCENARIOS),
        format_func=lambda name: {"classroom": "Classroom", "england": "England", "null": "The null"}[name],
        captions=list(SCENARIOS.values()),
        key=f"{prefix}-scenario",
    )
    quarters = st.selectbox(
        "How long?",
        list(YEARS),
        index=list(YEARS).index(USUAL),
        format_func=YEARS.__getitem__,
        key=f"{prefix}-quarters",
        help="The longer, the more you see: a decision in this world takes one to three years to show.",
    )
    seed = st.number_input(
        "Number of the luck (leave it empty for new luck)",
        min_value=0,
        max_value=MOST_SEED,
        value=None,
        step=1,
        key=f"{prefix}-seed",
        help="The same number gives the same trusts and the same chance events. Write it down to play it again.",
    )
    return {"role": role, "scenario": scenario, "quarters": quarters, "seed": None if seed is None else int(seed)}


def _alone() -> None:
    with st.form("alone", border=False):
        asked = world("alone")
        if not st.form_submit_button("Begin", type="primary"):
            return
        try:
            with st.spinner(WAITING):
                game = games().create(new_game(asked.pop("role"), ALONE, **asked))
        except Mistake as wrong:
            mistake(wrong)
            return
    go(**{GAME: game.token})


def _saved() -> None:
    """Open a game that was downloaded at its end, as a game of its own."""
    with st.expander("Open a saved game"):
        file = st.file_uploader("A game that was downloaded here or elsewhere (.toml)", type="toml", key="saved")
        if file is None or not st.button("Open it"):
            return
        try:
            text = file.getvalue().decode()
        except UnicodeDecodeError:
            mistake(Mistake("this file is not text; choose one that was downloaded at the end of a game"))
            return
        try:
            with st.spinner(WAITING):
                game = games().create(from_toml(text, "the file"))
        except Mistake as wrong:
            mistake(wrong)
            return
    go(**{GAME: game.token})


def joining(code: str) -> None:
    """Ask for a code and a name, and join; `code` is what the address says of it."""
    with st.form("join", border=False):
        typed = st.text_input("Code of the class", value=code, max_chars=LONGEST_CODE, help="Your teacher shows it.")
        name = st.text_input(
            "Your name in this class",
            max_chars=LONGEST_NAME,
            help="Any name that your teacher can tell from others.",
            autocomplete="off",
        )
        st.caption(
            "The name is kept on the teacher's computer, with your decisions, until the teacher deletes the class. The "
            "class sees it in the league table. It goes nowhere else."
        )
        if not st.form_submit_button("Join", type="primary"):
            return
        try:
            game = games().join(typed, name)
        except Mistake as wrong:
            mistake(wrong)
            return
    go(**{GAME: game.token})


def _teaching() -> None:
    st.markdown(
        "All players of a class play the same world with the same luck, each on a phone or a computer of their own. "
        "You see who is where, every prediction and every decision, and at the end how they differ."
    )
    if not settings.held().shared:
        st.info(
            "Only this machine can reach this server now. To let a class in, start it with "
            "`turnaround play --host 0.0.0.0`.",
            icon=":material/info:",
        )
    with st.form("teach", border=False):
        title = st.text_input("Title of the class", max_chars=80, placeholder="Health policy, Tuesday")
        asked = world("teach")
        if not st.form_submit_button("Open the class", type="primary"):
            return
        try:
            with st.spinner(WAITING):
                klass = games().new_class(title, **asked)
        except Mistake as wrong:
            mistake(wrong)
            return
    go(**{TEACHER: klass.teacher_token})
