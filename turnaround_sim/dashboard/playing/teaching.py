"""A class: how it is joined, what its teacher sees, and what is thrown on a wall."""

from collections.abc import Sequence

import streamlit as st

from turnaround_sim.dashboard import settings
from turnaround_sim.dashboard.playing import scores, words
from turnaround_sim.dashboard.playing.kept import (
    CLASS,
    GAME,
    PROJECTOR,
    VIEW,
    address_of,
    games,
)
from turnaround_sim.dashboard.playing.pieces import beat, facts, go, quoted, told, watch
from turnaround_sim.dashboard.playing.welcome import ROLES, joining
from turnaround_sim.dashboard.tables import as_html
from turnaround_sim.dashboard.words import empty, heading, plain
from turnaround_sim.play.ending import SCORES
from turnaround_sim.play.game import Game, shipped
from turnaround_sim.play.moves import in_words
from turnaround_sim.play.storage import Klass

TEACHER, WALL, PLAYER = 3, 5, 10
"""Seconds after which each of their pages looks anew."""


def arriving(code: str, query: dict[str, str]) -> None:
    """Put up a class for whoever has its code: a way to join it, or the view for a wall."""
    title = games().title_of(code)
    if query.get(VIEW) == PROJECTOR:
        _projector(code.strip().upper(), title)
        return
    heading(plain(title), "Type your name to join. Everybody here plays the same world with the same luck.")
    joining(code)
    with st.expander("League table of this class"):
        _league_table(code)


def _projector(code: str, title: str) -> None:
    """What is thrown on a wall: the address, the code, and the league as games end."""
    heading(plain(title))
    watch()
    facts({"Open": _typed(), "Code": code}, large=True)
    facts({"Or straight to this class": address_of(**{CLASS: code})})
    _on_the_wall(code)


@st.fragment(run_every=WALL)
def _on_the_wall(code: str) -> None:
    beat(WALL)
    with told():
        _league_table(code)


def _typed() -> str:
    """The address that players type."""
    return f"{settings.held().address.removeprefix('http://')}/play"


def league(code: str) -> None:
    """The league of a class at a player's own end."""
    watch()
    st.subheader("Your class", anchor=False)
    _league(code)


@st.fragment(run_every=PLAYER)
def _league(code: str) -> None:
    beat(PLAYER)
    with told():
        _league_table(code)


def _league_table(code: str) -> None:
    """Everybody in a class who is through, in the order of one outcome that the reader chooses."""
    standings = games().league(code)
    if not standings:
        empty("Nobody has come to the end yet. Who has appears here within seconds.")
        return
    labels = {column.name: f"{column.label} ({scores.BETTER[column.better]})" for column in SCORES}
    by = st.selectbox("In the order of", list(labels), format_func=labels.__getitem__, key=f"league-{code}")
    rows = scores.league(standings, by)
    st.html(as_html(f"Players who are through, by {labels[by]}", scores.header("Player"), rows, shown=True))
    why = scores.missing([each.scores for each in standings])
    if why:
        st.caption(plain(why))
    st.caption(
        "All played the same luck, so what differs came from decisions. Another order gives another winner: there is "
        "no sum, and which outcome counts most is what a class can argue about."
    )


def teaching(token: str) -> None:
    """Put up the teacher's page of a class."""
    klass = games().klass(token)
    heading(plain(klass.title), "This page is yours: whoever has its address sees every name and every decision.")
    watch()
    facts({"Players open": _typed(), "and type the code": klass.code}, large=True)
    facts({"Or straight to this class, to be sent to players": address_of(**{CLASS: klass.code})})
    if not settings.held().shared:
        st.info(
            "Only this machine can reach this server. To let a class in, stop it and start it with "
            "`turnaround play --host 0.0.0.0`; the class and its games are kept.",
            icon=":material/info:",
        )
    st.markdown(f"[Open the view for a projector](/play?{CLASS}={klass.code}&{VIEW}={PROJECTOR})")
    chosen = klass.settings
    facts(
        {
            "Role": ROLES[chosen["role"]],
            "World": str(chosen["scenario"]),
            "Decisions": str(chosen["quarters"] - 1),
            "Budget": words.pounds(chosen["budget_m"]),
            "Number of the luck": str(chosen["seed"]),
            "Joining": "closed" if klass.closed else "open",
        }
    )
    _watched(klass)
    _done_with(klass)


@st.fragment(run_every=TEACHER)
def _watched(klass: Klass) -> None:
    beat(TEACHER)
    with told():
        _players(klass)


def _players(klass: Klass) -> None:
    """Who is where, what they expect and what they decided."""
    players = games().players(klass.teacher_token)
    through = sum(game.ended for game in players)
    st.subheader(f"Players: {len(players)} joined, {through} through", anchor=False)
    if not players:
        empty("Nobody has joined yet. Names appear here within seconds.")
        return
    header = ("Player", "Where", "Prediction", "Decisions so far", "Address, for a dead laptop")
    rows = [
        (
            game.player,
            where(game),
            "written" if game.prediction else "not yet",
            str(sum(len(move.decisions) for move in game.moves)),
            address_of(**{GAME: game.token}),
        )
        for game in players
    ]
    st.html(as_html("Players in the order of joining", header, rows))
    with st.expander("What they expect"):
        for game in players:
            if game.prediction:
                quoted(game.prediction, game.player)
    with st.expander("Every decision"):
        decided = [row for game in players for row in decisions_of(game)]
        if decided:
            st.html(as_html("Every decision of every player", ("Player", "Quarter", "Decided to"), decided))
        else:
            empty("Nobody has decided anything yet.")
    st.download_button(
        "Download all decisions (CSV)",
        lambda: games().decisions_csv(klass.teacher_token),
        f"class_{klass.code}.csv",
        "text/csv",
        on_click="ignore",
        key="teacher-csv",
    )
    _removing(klass, players)
    st.subheader("League", anchor=False)
    _league_table(klass.code)


def _removing(klass: Klass, players: Sequence[Game]) -> None:
    """Take one player out: one who joined twice, or under a name that is not to be shown."""
    with st.expander("Remove a player"):
        by_token = {game.token: game.player for game in players}
        token = st.selectbox("Whom?", list(by_token), format_func=by_token.__getitem__, key="teacher-whom")
        st.caption(
            "The name, the prediction and the decisions are taken off this computer, out of every table here and out "
            "of the league. It cannot be undone. The same person can join again while the class is open."
        )
        sure = st.checkbox("Remove this player for good", key=f"teacher-remove-sure-{token}")
        if st.button("Remove the player", disabled=not sure, key="teacher-remove"):
            games().remove(klass.teacher_token, token)
            st.rerun()


def where(game: Game) -> str:
    """How far a player is."""
    if game.ended:
        return "at the end"
    if not game.prediction:
        return "before the prediction"
    return f"quarter {game.quarter} of {game.quarters - 1}"


def decisions_of(game: Game) -> list[tuple[str, str, str]]:
    """A player's decisions, quarter by quarter; a quarter in which nothing was decided says so."""
    names = shipped(game.scenario).cohort.name
    rows = []
    for move in game.moves:
        said = [
            in_words(decision, "" if decision.trust is None else str(names[decision.trust]))
            for decision in move.decisions
        ]
        rows.append((game.player, str(move.quarter), "; ".join(said) or "keep everything"))
    return rows


def _done_with(klass: Klass) -> None:
    """Closing a class, and deleting it with its names."""
    with st.expander("Close or delete the class"):
        st.caption(
            "Closing ends every game now, in whatever quarter it is: what was decided stays, and the quarters that "
            "are left are walked to the end with nothing more decided. Who is still playing is told so. Nobody can "
            "join any more. It cannot be undone."
        )
        closing = st.checkbox("End all games now and let nobody join", disabled=klass.closed, key="teacher-close-sure")
        if st.button("Close the class", disabled=klass.closed or not closing, key="teacher-close"):
            games().close(klass.teacher_token)
            st.rerun()
        st.caption("Deleting takes the class, its games and all names off this computer. It cannot be undone.")
        sure = st.checkbox("Delete the class, its games and all its names for good", key="teacher-sure")
        if st.button("Delete the class", disabled=not sure, key="teacher-delete"):
            games().delete(klass.teacher_token)
            go()
