"""The end: what was expected and what came, the same luck with other decisions, and what was true all along."""

from collections.abc import Sequence

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from turnaround_sim.dashboard.pictures import show
from turnaround_sim.dashboard.playing import drawings, scores, words
from turnaround_sim.dashboard.playing.drawings import Line, Span
from turnaround_sim.dashboard.playing.kept import GAME, games
from turnaround_sim.dashboard.playing.pieces import begin_at_top, explained, facts, go, listed, quoted
from turnaround_sim.dashboard.playing.quarter import went_on
from turnaround_sim.dashboard.playing.welcome import ROLES
from turnaround_sim.dashboard.tables import as_html
from turnaround_sim.dashboard.words import empty, heading, mistake, plain
from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.ending import (
    ONE_LUCK,
    SCORES,
    WORLDS,
    Ending,
    Luck,
    Parted,
    Path,
    Truth,
    ending,
    luck,
    parted,
    variant,
)
from turnaround_sim.play.game import Game, month_of, new_game, shipped
from turnaround_sim.play.moves import in_words
from turnaround_sim.play.own import OwnLuck, own_luck
from turnaround_sim.play.saved import as_toml, command_of, printed, story_of
from turnaround_sim.play.worlds import taken_over_in

PLAYED_AGAIN = "Playing the same luck again with other decisions …"
MEAN = "the mean of the trusts that the game was about"
EVERY = 3
"""Months from one row of a table of months to the next."""
LEFT_OUT = 0
LATER = (3, 6, 12, 24)
"""Months by which a decision can be put off in a replay."""
PICTURE = 760
"""Pixels that a picture is wide where there is room; on a phone it is as wide as the phone."""
FILE = "my_game.toml"
SCORED = "your scores above count all trusts too, but for quality at the end, which is of those that you had to do with"
REPLAYED = "play: replayed"
"""Of this window: the replay that was asked for last; it stays until another one is chosen."""


def ended(game: Game) -> None:
    """Put up the end of a game."""
    first, last = words.month_name(0), words.month_name(game.months - 1)
    heading("The end", f"{ROLES[game.role]}, {first} to {last}.")
    begin_at_top(f"{game.token} end")
    went_on(game)
    stopped = why_early(game, interrupted=games().interrupted(game.token))
    if stopped:
        st.info(plain(stopped), icon=":material/info:")
    with st.spinner(PLAYED_AGAIN):
        came = ending(game)
    _expected(came)
    _score(came)
    _trusts(game, came)
    _replay(game, came)
    _luck(game)
    if game.klass:
        from turnaround_sim.dashboard.playing.teaching import league

        league(game.klass)
    _take_away(game, came)
    explained()


def why_early(game: Game, *, interrupted: bool) -> str:
    """Why a game ended before its last quarter, if not by its player's own choice; else nothing."""
    if game.quarter >= game.quarters:
        return ""
    gone = taken_over_in(game.bare, month_of(game))
    if gone is not None:
        names = shipped(game.scenario).cohort.name
        return (
            f"{names[gone.trust]} was taken over in {words.month_name(gone.month)} by {names[gone.by]}. Nothing was "
            "left to decide, so the game ended then."
        )
    if interrupted:
        return (
            f"Your teacher closed the class while you were in quarter {game.quarter} of {game.quarters - 1}, and your "
            "game ended there. In the quarters that were left nothing more was decided."
        )
    return ""


def _expected(came: Ending) -> None:
    st.subheader("What you expected, and what came", anchor=False)
    left, right = st.columns(2, gap="large")
    with left:
        if came.prediction:
            quoted(came.prediction, "written before the first decision")
        else:
            empty("The game was ended before anything was written down.")
    with right:
        listed([words.dated(said) for said in came.came])


def _score(came: Ending) -> None:
    """The scores of all paths in a table, and quality over time."""
    st.subheader("The same luck, with other decisions", anchor=False)
    st.markdown(plain(scores.in_words(came)))
    st.html(as_html("Your game beside others on the same luck", scores.header("Path"), scores.beside(came), shown=True))
    why = scores.missing([path.scores for path in came.paths])
    if why:
        st.caption(plain(why))
    st.caption(plain(f"{ONE_LUCK} No sum of these is made: what counts most is for you to say, and to defend."))
    with st.expander("What was done on each path, and what is counted"):
        listed([f"{path.name}: {path.told}" for path in came.paths])
        listed(scores.meanings())
    _lines("Quality on each path: " + MEAN, came.paths, None)


def _lines(title: str, paths: Sequence[Path], trust: int | None) -> None:
    """True quality by month on several paths, as a picture, in words and as a table."""
    by_month = scores.monthly(paths, trust)
    drawn = [Line(name, values, 3.5 if place == 0 else 2.0) for place, (name, values) in enumerate(by_month)]
    said = (
        f"{scores.ends_in_words(by_month)} Points of true quality, 0 to 100; nobody saw it during the game. "
        "Lines that run together are of paths that did not differ."
    )
    low, high = drawings.span([values for _, values in by_month])
    svg = drawings.lines(title, said, drawn, low=low, high=high)
    header = ("Month", *(name for name, _ in by_month))
    months = [*range(0, len(by_month[0][1]), EVERY)]
    rows = [
        (
            words.month_name(month),
            *(scores.value("quality", values[month]) if values else "–" for _, values in by_month),
        )
        for month in months
    ]
    _show(title, said, svg, header, rows)


def _show(title: str, said: str, svg: str, header: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    with st.container(width=PICTURE):
        show(title, said, svg, header, rows)


def _trusts(game: Game, came: Ending) -> None:
    """What was true of a trust beside what was published of it."""
    st.subheader("What was true all along", anchor=False)
    if not came.truth:
        empty("No trust was in special measures, and none was decided on.")
        return
    by_name = {truth.name: truth for truth in came.truth}
    _truth(game, came, by_name)


def _truth(game: Game, came: Ending, by_name: dict[str, Truth]) -> None:
    truth = by_name[st.selectbox("Which trust?", list(by_name), key="end-trust")]
    title = f"{truth.name}: what was true, and what was seen"
    true = ("true quality, the mean of five domains, which nobody saw", truth.quality)
    seen = ("the waiting-time index that you saw", truth.index)
    domain = ("one of the five, true responsive quality, of which the index is made", truth.responsive)
    drawn = [Line(*true, 3.5), Line(*seen), Line(*domain)]
    said = (
        f"{scores.ends_in_words([true, seen, domain])} The index is responsive quality, lifted for some months "
        "by quick fixes, with chance on top, smoothed over months, so that it comes late and winters are flattened: "
        "between it and true quality lie that, chance, quick fixes and the "
        f"four other domains. The line is where a trust begins to be inadequate, {truth.line:.0f} points."
    )
    low, high = drawings.span([truth.quality, truth.index, truth.responsive, (truth.line,)])
    svg = drawings.lines(title, said, drawn, low=low, high=high, level=truth.line, level_name="inadequate below")
    rows = [
        (
            words.month_name(month),
            *(scores.value("quality", of[month]) for of in (truth.quality, truth.responsive, truth.index)),
        )
        for month in range(0, len(truth.quality), EVERY)
    ]
    _show(title, said, svg, ("Month", "True quality", "True responsive quality", "Waiting-time index"), rows)
    last = truth.reports[-1].domains if truth.reports else {}
    header = ("Domain", "True quality at the end", "Last published rating")
    domains = [
        (name.replace("_", "-"), f"{points:.1f}", last.get(name, "not rated")) for name, points in truth.domains.items()
    ]
    st.html(as_html(f"{truth.name} by domain", header, domains, shown=True))
    leaders = [
        (
            f"{words.month_name(led.first)} to {words.month_name(led.last)}",
            "deputy, interim" if led.interim else "chief executive",
            f"{led.skill:.2f}",
        )
        for led in truth.leaders
    ]
    header = ("From and to", "Post", "Skill (1 is the mean of all leaders)")
    st.html(as_html(f"Who led {truth.name}, and how well; nobody knew this either", header, leaders, shown=True))
    if len(by_name) > 1:  # of one trust the picture stands above already
        _lines(f"{truth.name}: quality on each path", came.paths, truth.trust)


def _replay(game: Game, came: Ending) -> None:
    """One decision left out or put off, or another path; what differs then, and where the two parted."""
    st.subheader("Replay: what if?", anchor=False)
    options = _options(game)
    others = [path.name for path in came.paths[1:]]
    ways = (["one of my decisions, changed"] if options else []) + others
    way = st.selectbox("Set your game beside", ways, key="end-beside")
    picked, later = None, LEFT_OUT
    if options and way == ways[0]:
        picked = st.selectbox("Which decision?", list(options), format_func=options.__getitem__, key="end-decision")
        later = st.selectbox(
            "What is done with it?",
            [LEFT_OUT, *LATER],
            format_func=lambda n: f"take it {words.spell_of(n)} later" if n else "leave it out",
            key="end-later",
        )
    asked = (game.token, way, picked, later)
    if st.button("Replay", type="primary", key="end-replay"):
        st.session_state[REPLAYED] = asked
    if st.session_state.get(REPLAYED) != asked:
        st.caption("Everything else stays as you decided it, and chance is the same.")
        return
    try:
        with st.spinner(PLAYED_AGAIN):
            other = came.path(way) if picked is None else variant(game, *picked, later or None)
            found = parted(came.paths[0], other)
    except Mistake as wrong:
        mistake(wrong)
        return
    _beside(came, other, found)


def _options(game: Game) -> dict[tuple[int, int], str]:
    """Every decision of a game, by quarter and place, in words."""
    names = shipped(game.scenario).cohort.name
    return {
        (move.quarter, place): f"Quarter {move.quarter}: "
        + in_words(decision, "" if decision.trust is None else str(names[decision.trust]))
        for move in game.moves
        for place, decision in enumerate(move.decisions, start=1)
    }


def _beside(came: Ending, other: Path, found: Sequence[Parted]) -> None:
    own = came.paths[0]
    rows = [
        (
            f"{column.label} ({column.unit})",
            scores.value(column.name, own.scores[column.name]),
            scores.value(column.name, other.scores[column.name]),
        )
        for column in SCORES
    ]
    st.html(as_html("Your game and the replay", ("Outcome", own.name, other.name), rows, shown=True))
    if not found:
        empty("Nothing differs: the decision changed nothing that anybody ever met.")
        return
    header = ("From", "Trust", "What was no longer the same")
    lines = [(words.month_name(each.month), each.name, "; ".join(each.inputs)) for each in found]
    st.html(as_html("Where the two parted, first things first", header, lines, shown=True))
    _lines("Your game and the replay, quality", (own, other), None)
    st.caption(plain(ONE_LUCK))


def _luck(game: Game) -> None:
    """The standing policies in many worlds: whether a policy did it, or luck."""
    st.subheader("Was it the policy, or luck?", anchor=False)
    st.markdown(
        f"Your game was one world. Here the policies that need nobody to decide are played in {WORLDS} worlds, so that "
        "luck and policy can be told apart; and so is each kind of decision that you took, done for every trust in "
        "special measures, against deciding nothing."
    )
    asked = f"luck: {game.token}"
    if st.button(f"Play them in {WORLDS} worlds", key="end-luck"):
        st.session_state[asked] = True
    if asked not in st.session_state:
        return
    room = st.empty()
    found = luck(game, progress=lambda done, of: _told(room, done, of))
    own = own_luck(game, progress=lambda done, of: _told(room, done, of))
    room.empty()
    _own(own)
    st.markdown("#### The policies that need nobody to decide")
    listed(found.told)
    if game.trust is not None:
        st.caption("In other worlds the trust of your number is another one: it may be sound, and never fail.")
    labels = {column.label: place for place, column in enumerate(SCORES)}
    place = labels[st.selectbox("Which outcome?", list(labels), key="end-outcome")]
    column = SCORES[place]
    differences = {name: each[place] for name, each in found.differences.items()}
    spans = [Span(name, each.low, each.difference, each.high) for name, each in differences.items()]
    title = f"{column.label}: each policy against {found.baseline}"
    said = "; ".join(f"{span.name} {scores.interval(span.mean, span.low, span.high)}" for span in spans)
    said = (
        f"{said}. {column.unit}, {scores.BETTER[column.better]}: mean difference with its 95% interval over "
        f"{found.worlds} worlds. An interval that reaches nought tells no difference."
    )
    svg = drawings.intervals(title, said, spans, f"{column.unit}, difference from {found.baseline}", 0.0)
    _show(title, said, svg, *_luck_table(found))


def _own(own: OwnLuck) -> None:
    """The player's own levers in many worlds."""
    st.markdown("#### What you did, done everywhere")
    listed(own.told, "You decided nothing, so there is nothing of yours to be tried in other worlds.")
    if not own.told:
        return
    header = ("For every trust in special measures", *(f"{column.label} ({column.unit})" for column in SCORES))
    rows = [
        (name, *(scores.interval(each.difference, each.low, each.high) for each in differences))
        for name, differences in own.differences.items()
    ]
    caption = f"Each against deciding nothing: mean difference with its 95% interval, {own.worlds} worlds, all trusts"
    st.html(as_html(caption, header, rows, shown=True))
    st.caption(
        "Your own game was one world, and you decided for some trusts in some months: it may have gone the other way "
        "by luck. An interval that reaches nought tells no difference."
    )


def _told(room: DeltaGenerator, done: int, of: int) -> None:
    room.progress(done / of, f"{done} of {of} worlds played")


def _luck_table(found: Luck) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Every outcome: differences with intervals, the spread of luck, and the world that was played."""
    header = ("Outcome", *found.differences, f"{found.baseline}, nine of ten worlds", f"{found.baseline}, this world")
    rows = []
    for place, column in enumerate(SCORES):
        low, _, high = found.spread[column.name]
        rows.append(
            (
                f"{column.label} ({column.unit})",
                *(
                    scores.interval(each[place].difference, each[place].low, each[place].high)
                    for each in found.differences.values()
                ),
                f"{low:.2f} to {high:.2f}" if low == low else scores.NONE,
                scores.value(column.name, found.here[column.name]),
            )
        )
    return header, rows


def _take_away(game: Game, came: Ending) -> None:
    st.subheader("Take it with you, or play again", anchor=False)
    st.download_button("Download this game", as_toml(game), FILE, "application/toml", on_click="ignore")
    st.markdown("It is a scenario file. Where the program is installed, this replays it to the same end:")
    st.code(command_of(game, FILE), language=None, wrap_lines=True)
    whose = "your scores above are of your own trust" if game.trust is not None else SCORED
    st.markdown(
        plain(
            f"It prints, among other outcomes, these; they are of all {shipped(game.scenario).trusts} trusts: {whose}."
        )
    )
    header = ("Printed by the command", "Unit", "Mean, of the whole system")
    st.html(as_html("What the command prints of this game", header, printed(came.paths[0]), shown=True))
    if came.truth:
        told = came.truth[0]
        st.markdown(
            plain(
                f"Why {told.name} went as it did, cause by cause, is told by the next command, once that run is there, "
            )
            + plain("and by the page One trust. FOLDER is the folder that the run prints last.")
        )
        st.code(story_of(game, told.trust), language=None, wrap_lines=True)
    facts({"Number of the luck": f"{game.seed}", "Quarters": f"{game.quarters}"})
    st.caption("Playing again begins a new game of your own, outside any class; this one stays at its address.")
    same, other = st.columns(2)
    with same:
        again = st.button("Play again with the same luck", key="end-same")
    with other:
        anew = st.button("Play again with other luck", key="end-other")
    if again or anew:
        fresh = new_game(
            game.role,
            "you",
            game.scenario,
            trust=game.trust if again else None,
            seed=game.seed if again else None,
            quarters=game.quarters,
            budget_m=game.budget_m,
        )
        go(**{GAME: games().create(fresh).token})
