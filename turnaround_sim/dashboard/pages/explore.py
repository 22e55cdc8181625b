"""The page Explore: move levers, and see yours against the baseline in the same worlds."""

import html
from functools import partial
from pathlib import Path
from typing import Any, Literal, cast, get_args

import streamlit as st

from turnaround_sim.beliefs import Uncertainty
from turnaround_sim.dashboard import settings
from turnaround_sim.dashboard.engine import Engine, Look, engine_of
from turnaround_sim.dashboard.explore import cards, findings
from turnaround_sim.dashboard.explore.asked import Asked
from turnaround_sim.dashboard.explore.cards import Card
from turnaround_sim.dashboard.explore.held import Held
from turnaround_sim.dashboard.explore.link import as_query, link_of, read_link
from turnaround_sim.dashboard.explore.uploads import MOST_BYTES, MOST_LETTERS
from turnaround_sim.dashboard.explore.writing import command_with, scenario_file
from turnaround_sim.dashboard.pictures import picture, show
from turnaround_sim.dashboard.tables import as_html
from turnaround_sim.dashboard.words import empty, heading, mistake, plain
from turnaround_sim.dictionary import OUTCOMES, Column
from turnaround_sim.mistakes import Mistake

title = "Explore"

HELD = "explore"
ANSWER = "answer"
"""Where the answer stands on the page."""
EVERY = 0.25
"""Seconds between two looks at a run."""
UNCERTAINTIES = {
    "posterior": "drawn from what the record leaves of their ranges",
    "prior": "drawn from their ranges, nothing fitted",
    "none": "at their stated values",
}
NONE, ALL = "none shown", "all of them"


def page() -> None:
    """Put the page up."""
    heading(title, "Move a lever, run, and see what it does beside a baseline in the same worlds, with the same luck.")
    engine = engine_of(settings.root())
    held = _held()
    for text in held.wrong:
        st.warning(plain(text), icon=":material/warning:")
    left, right = st.columns([2, 3], gap="large")
    with left:
        _scenarios(held)
        _run(engine, held)
        _levers(held)
        _assumptions(held)
        _numbers(held)
    with right:
        _answer(held)
    _address(held.asked)
    findings.get_ready()


def _held() -> Held:
    """What this visitor has set; at the first look what the link says, which is run at once if it changes anything."""
    if HELD not in st.session_state:
        asked, wrong = read_link(st.query_params.to_dict())
        st.session_state[HELD] = Held.of(asked, wrong)
        if asked.is_changed:
            _ask(st.session_state[HELD])
    return cast(Held, st.session_state[HELD])


def _address(asked: Asked) -> None:
    """Let the address of the page carry what is set, so that loading it anew loses nothing."""
    query = as_query(asked) if link_of(asked).carries and asked != Asked() else {}
    if st.query_params.to_dict() != query:
        st.query_params.from_dict(query)


def _scenarios(held: Held) -> None:
    st.header("What is compared", anchor=False)
    st.session_state["explore.a"], st.session_state["explore.b"] = held.a, held.b

    def baseline() -> None:
        held.a = st.session_state["explore.a"]

    def yours() -> None:
        held.start_from(st.session_state["explore.b"])

    st.selectbox("Baseline", held.scenarios, key="explore.a", on_change=baseline)
    st.selectbox("Yours starts from", held.scenarios, key="explore.b", on_change=yours)
    st.caption(plain(held.scenario().title))
    with st.expander("Your own scenario file"):

        def take() -> None:
            file = st.session_state["explore.file"]
            if file is not None:
                held.take(file.name, file.getvalue())

        st.file_uploader(
            f"A TOML file of at most {MOST_BYTES // 1000} kB; it may extend a shipped scenario",
            type="toml",
            key="explore.file",
            on_change=take,
        )
        st.caption("It stays on this server, for this tab alone, and is only read.")


def _levers(held: Held) -> None:
    st.header("Levers", anchor=False)
    count = len(held.moved)
    if count:
        st.markdown(f"**{count} moved.** They hold for yours alone.")
    if count or any(path.startswith("levers.") for path in held.refused):
        st.button("Reset all levers", on_click=held.reset_all, args=("levers.",), icon=":material/restart_alt:")
    _undo(held, "levers.")
    words = st.text_input("Find a lever", placeholder="for example: director", key="explore.find")
    only = st.checkbox("Moved ones only", key="explore.only")
    if words or only:
        found = [
            card
            for card in cards.found(cards.levers(), words)
            if not only or held.is_changed(card.path) or card.path in held.refused
        ]
        if not found:
            st.caption("No such lever." if words else "No lever is moved.")
        for card in found:
            _card(held, card)
        return
    for path in cards.FIRST:
        _card(held, cards.cards()[path])
    rest = [card for card in cards.levers() if card.path not in cards.FIRST]
    choices = {
        NONE: [],
        **{name: [card for card in rest if card.group == group] for group, name in cards.GROUPS.items()},
    }
    st.subheader("All levers", anchor=False)
    chosen = st.selectbox(
        f"{len(rest)} more, by group",
        [NONE, ALL, *(name for name in choices if name != NONE)],
        format_func=lambda name: name if name in (NONE, ALL) else f"{name} ({len(choices[name])})",
        key="explore.group",
    )
    for group, name in cards.GROUPS.items():
        if chosen in (name, ALL):
            st.markdown(f"**{name}**")
            st.caption(plain(cards.rests_on(group)))
            for card in choices[name]:
                _card(held, card)


def _card(held: Held, card: Card) -> None:
    """A lever or a parameter: its value, what it is, and, once it is changed, from what and why."""
    value, usual, declared = held.value(card.path), held.usual()[card.path], card.declared
    key = f"explore.{card.path}"
    is_number = not declared.choices and declared.annotation is not bool
    st.session_state[key] = float(cast(float, held.entered(card.path))) if is_number else value

    def changed() -> None:
        entered = st.session_state[key]
        held.enter(card.path, entered) if is_number else held.set(card.path, entered)

    how: dict[str, Any] = {"key": key, "on_change": changed, "help": plain(card.evidence)}
    if declared.choices:
        st.selectbox(card.label, declared.choices, **how)
    elif not is_number:
        st.checkbox(card.label, **how)
    else:
        _number(card.label, float(card.step), how)
    about = [card.about]
    if card.path.startswith("levers."):
        about.append(cards.dated(held.scenario(), card.path))
    st.caption(plain(" ".join(text for text in about if text)))
    if card.path in held.refused:
        _refused(held, card.path)
        return
    if not held.is_changed(card.path):
        return
    st.markdown(f"**Changed** from {plain(cards.shown(card, usual))} to {plain(cards.shown(card, value))}.")
    why = f"explore.why.{card.path}"
    st.session_state[why] = held.why.get(card.path, "")

    def reasoned() -> None:
        held.give_reason(card.path, st.session_state[why])

    st.text_input(f"Why? ({card.name})", key=why, on_change=reasoned, max_chars=MOST_LETTERS)
    st.button(f"Reset: {card.name}", key=f"explore.reset.{card.path}", on_click=held.reset, args=(card.path,))


def _number(label: str, step: float, how: dict[str, Any]) -> None:
    """A field for a number.

    It takes any number, whole or not: what is not allowed is refused by ourselves, so that what is shown is what is
    held. A browser that refused it would show one number and leave the page with another.
    """
    st.number_input(label, value=None, step=step, format="%g", **how)


def _refused(held: Held, name: str) -> None:
    """What is wrong with the number in a field, and how to get rid of it."""
    st.error(plain(f"{held.refused[name].message}. Empty the field for the usual value."))


def _undo(held: Held, whole: str) -> None:
    """The way back right after a reset of all."""
    if held.taken is not None and held.taken.whole == whole:
        st.button("Undo the reset", key=f"explore.undo.{whole}", on_click=held.put_back, icon=":material/undo:")


def _assumptions(held: Held) -> None:
    parameters = {card.path: card for card in cards.parameters()}
    with st.expander(f"Assumptions: {len(held.believed)} of {len(parameters)} set", expanded=bool(held.believed)):
        st.caption("What is believed of the world. What you set holds under both, and is not drawn any more.")

        def add() -> None:
            path = st.session_state["explore.add"]
            if path and path not in st.session_state[_LOOKED_AT]:
                st.session_state[_LOOKED_AT].append(path)

        looked_at = st.session_state.setdefault(_LOOKED_AT, [])
        st.selectbox(
            "Parameter, by its path",
            list(parameters),
            index=None,
            placeholder="type a part of its name",
            format_func=lambda path: path.removeprefix("parameters."),
            key="explore.add",
            on_change=add,
        )
        for path in dict.fromkeys((*held.believed, *looked_at)):
            st.markdown(f"`{path}`")
            _card(held, parameters[path])
            st.markdown(plain(parameters[path].evidence))
        if held.believed:
            st.button("Reset all assumptions", on_click=held.reset_all, args=("parameters.",))
        _undo(held, "parameters.")


_LOOKED_AT = "explore.looked at"


def _numbers(held: Held) -> None:
    with st.expander("How it is run"):
        labels: dict[Literal["replicates", "seed"], tuple[str, float]] = {
            "replicates": ("Replicates (worlds under each)", 25.0),
            "seed": ("Seed (which luck)", 1.0),
        }
        for name, (label, step) in labels.items():
            key = f"explore.{name}"
            st.session_state[key] = float(cast(int, held.entered(name)))

            def entered(name: Literal["replicates", "seed"] = name, key: str = key) -> None:
                held.enter_number(name, st.session_state[key])

            _number(label, step, {"key": key, "on_change": entered})
            if name in held.refused:
                _refused(held, name)
        st.session_state["explore.uncertainty"] = held.uncertainty

        def drawn() -> None:
            held.uncertainty = st.session_state["explore.uncertainty"]

        st.selectbox(
            "Parameters", list(get_args(Uncertainty)), format_func=lambda word: UNCERTAINTIES[word],
            key="explore.uncertainty", on_change=drawn,
        )  # fmt: skip
        st.caption(
            "Four times the replicates halve an interval. A run of 100 on England takes some seconds, and some 50 MB "
            "of disk for its tables."
        )


def _ask(held: Held) -> None:
    """Take a turn for what is set, and give up one for anything else."""
    if held.is_under_way or held.refused:
        return
    engine, asked = engine_of(settings.root()), held.asked
    held.told, held.is_fault, held.is_stopped = "", False, False
    if held.turn is not None:
        engine.stop(held.turn)
        held.turn = None
    if not asked.is_changed:
        held.told = "Nothing is changed: yours is the baseline. Move a lever, or let yours start from another scenario."
        return
    try:
        held.turn = engine.ask(asked)
    except Mistake as wrong:
        held.told, held.is_fault = str(wrong), True


def _run(engine: Engine, held: Held) -> None:
    """The button that runs, how far a run is, and what came of it."""
    _take_in(engine, held)
    # Not by a callback: that of a field, which is left by the click, may come after it.
    if st.button("Run both", type="primary", icon=":material/play_arrow:", disabled=bool(held.refused)):
        _ask(held)
    if held.refused:
        wrong = " ".join(f"{each.message}." for each in held.refused.values())
        st.warning(plain(f"Nothing can be run before this is mended. {wrong}"), icon=":material/block:")
    st.html(f'<div role="status" class="unseen">{html.escape(_spoken(held))}</div>')
    if held.turn is not None:
        _wait(held)
    if held.told:
        (st.error if held.is_fault else st.info)(plain(held.told))
    elif held.turn is None and held.pictured is not None:
        st.markdown(f"[To the answer](#{ANSWER})")


def _spoken(held: Held) -> str:
    """What a screen reader says of its own accord when a run begins and when it ends."""
    if held.turn is not None:
        return "The run has begun."
    if held.told:  # what it says stands in a box that is spoken as well
        return "The run was stopped." if held.is_stopped else ""
    return "The run is done: the answer stands on this page." if held.pictured is not None else ""


def _take_in(engine: Engine, held: Held) -> None:
    """Take in what came of the run, if it is over."""
    if held.turn is None:
        return
    look = engine.look(held.turn)
    if not look.is_over:
        return
    if look.state == "done":
        held.pictured, held.folder = held.turn.asked, look.folder
    elif look.state == "stopped":
        held.told, held.is_stopped = look.message or _stopped(look), True
    else:
        held.told, held.is_fault = look.message, True
    held.turn = None


def _stopped(look: Look) -> str:
    """That a run was stopped, and what is left of it."""
    if not look.done:
        return "Stopped. Nothing was finished by then."
    return (
        f"Stopped. {look.done} of {look.total} replicates were finished and are kept: the same run would go on from "
        "there."
    )


@st.fragment(run_every=EVERY)
def _wait(held: Held) -> None:
    """How a run stands, put up again and again until it is over."""
    if held.turn is None:
        return
    engine = engine_of(settings.root())
    look = engine.look(held.turn)
    if look.is_over:
        st.rerun()
    st.progress(look.done / look.total if look.total else 0.0, text=plain(_progress(look)))
    st.button("Stop", on_click=engine.stop, args=(held.turn,), icon=":material/stop:")


def _progress(look: Look) -> str:
    """How a run stands, in words."""
    if look.state == "waiting":
        if not look.ready and not look.ahead:
            return "Getting ready: the first time after an update the rules are compiled, which takes half a minute."
        before = "one run is" if look.ahead == 1 else f"{look.ahead} runs are"
        return f"Waiting: {before} before yours." if look.ahead else "Yours is next."
    if not look.total:
        return "Running."
    left = f", about {max(1, round(look.left))} s left" if look.left is not None else ""
    return f"{look.done} of {look.total} replicates{left}"


def _answer(held: Held) -> None:
    """The answer, its pictures, and how to get it again."""
    st.header("Yours against the baseline", anchor=ANSWER)
    if held.pictured is None or held.folder is None:
        if held.turn is not None:
            empty("The answer will stand here.")
        elif held.is_stopped:
            empty("The run ended before there was an answer. Run both to go on.")
        elif not held.told:
            empty("There is no picture yet: move a lever on this page, then run both.")
        return
    try:
        found = findings.findings_of(held.folder)
    except Mistake as wrong:
        held.pictured = held.folder = None
        mistake(wrong)
        empty("The picture is gone with its folder. Run both to make it anew.")
        return
    if held.is_stale:
        st.warning("The picture below is of your earlier settings. Run both to see what is set now.")
    elif held.is_stopped:
        st.info("The picture below is of the last run that was finished.")
    st.subheader(plain(found.sentence), anchor=False)
    st.markdown(f"**{plain(found.tally)}**")
    for mark in found.marks:
        st.warning(plain(mark), icon=":material/warning:")
    st.markdown(plain(f"{_what(held.pictured)} {found.verdict}."))
    st.caption(plain(found.covered))
    _meanings()
    with st.expander("What must be known with it"):
        for text in found.beside:
            st.markdown(plain(text))
        for name, text in found.caveats:
            st.markdown(f"**{plain(name)}.** {plain(text)}")
    first, *others = found.pictures
    # Its table is the result itself, and is not put away.
    st.subheader(plain(first.title), anchor=False)
    for svg in first.svgs:
        st.html(picture(f"{first.title}. {first.said}", svg))
    st.caption(plain(first.said))
    st.html(as_html("Headline outcomes, pair by pair", first.header, first.rows, shown=True, hints=_hints(found)))
    for each in others:
        for svg in each.svgs:
            show(each.title, each.said, svg, each.header, each.rows)
    _again(held.pictured, held.folder)


def _meanings() -> None:
    """The outcomes on this page in words, the one that the answer is about first."""
    with st.expander("What the outcomes mean"):
        listed = [column for column in OUTCOMES if column.headline]
        told = "".join(
            f"<dt>{html.escape(column.label)}</dt><dd>{html.escape(_meaning(column))}</dd>" for column in listed
        )
        st.html(f'<dl class="terms">{told}</dl>')
        st.caption(f"The tables at the end of the page hold {len(OUTCOMES) - len(listed)} more, with their meaning.")


def _meaning(column: Column) -> str:
    """What an outcome is, in which unit, and which way of it is meant to be good."""
    way = f"{column.better} is better" if column.better else "no way of it is better by itself"
    return f"{column.meaning[:1].upper()}{column.meaning[1:]}. Unit: {column.unit}; {way}."


def _hints(found: findings.Findings) -> list[str]:
    """What the outcomes in the table mean, row by row."""
    known = {column.name: column for column in OUTCOMES}
    return [_meaning(known[each.outcome]) for each in found.differences if known[each.outcome].headline]


def _what(asked: Asked) -> str:
    """What was compared, in a sentence: what yours and the baseline stand for."""
    known = cards.cards()
    told = [f"{known[path].name.lower()} {cards.shown(known[path], text)}" for path, text in asked.moved.items()]
    changed = f" with {', '.join(told)}" if told else ""
    believed = ", ".join(f"{path.removeprefix('parameters.')} {text}" for path, text in asked.believed.items())
    both = f" Both with {believed}." if believed else ""
    return f"Yours is “{asked.b}”{changed}; the baseline is “{asked.a}”.{both}"


def _again(asked: Asked, folder: Path) -> None:
    """The command, the file and the link that give the same again, and what can be taken away."""
    st.header("Do it again", anchor=False)
    st.markdown("This command gives the same numbers to the last digit, on any machine with the same version:")
    st.code(asked.command, language=None, wrap_lines=True)
    a, b = asked.arms
    st.caption(plain(f"There, in the report and in the tables the baseline is called “{a}”, and yours “{b}”."))
    own = [name for name in (asked.a, asked.b) if name in asked.uploads]
    if own:
        st.caption(plain(f"It reads {' and '.join(dict.fromkeys(own))}, as you uploaded it, from where it is run."))
    name, text = scenario_file(asked)
    st.markdown("So does your scenario as a file, with your reasons in it:")
    st.code(command_with(asked), language=None, wrap_lines=True)
    st.download_button(f"Scenario file ({plain(name)})", text, name, "text/plain", on_click="ignore")
    link = link_of(asked)
    if link.carries:
        st.markdown("A link to this page with these settings:")
        st.code(f"{settings.held().address}/explore?{link.query}", language=None, wrap_lines=True)
    if link.without:
        st.caption(plain(link.without))
    st.download_button(
        "Report (report.html)", partial(findings.report_of, folder), "report.html", "text/html", on_click="ignore"
    )
    st.download_button(
        "Tables (tables.xlsx)",
        partial(findings.tables_of, folder),
        "tables.xlsx",
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        on_click="ignore",
    )
    st.caption(plain(f"Everything is kept under the results, in {folder.parent.name}/{folder.name}."))
