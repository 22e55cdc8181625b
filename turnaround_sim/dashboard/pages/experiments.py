"""The page Experiments: every folder of results, and what each of them says, the answer first."""

import html
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import quote

import streamlit as st

from turnaround_sim.dashboard import pictures, settings
from turnaround_sim.dashboard.experiments import folders
from turnaround_sim.dashboard.experiments.folders import Entry
from turnaround_sim.dashboard.experiments.published import described
from turnaround_sim.dashboard.experiments.reading import Reading, Section, Table, has_page, page_of, read
from turnaround_sim.dashboard.tables import as_html
from turnaround_sim.dashboard.words import empty, heading, mistake, notice, plain
from turnaround_sim.dictionary import OUTCOMES
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.page import Drawn

title = "Experiments"

FOLDER = "folder"
"""What names a folder in the address: its place under the results root."""
MOST_KEPT = 24
"""Readings kept while the server runs; each takes a few megabytes."""
STATES = {
    "finished": "finished",
    "published": "published",
    "unfinished": "not finished",
    "damaged": "cannot be read",
}
OTHER_RULES = (
    "Made by other rules than those of this version: numbers may differ from what this version gives; the command "
    "under “Run it again” makes it anew."
)
MEANINGS = (
    ("What", "Unit", "What it means"),
    ("Point-month", "", "one point of quality below the line, for one month"),
)
HEADER = ("What it is about", "Begun", "Kind", "State", "How much", "Folder")
MUCH = 700
"""Letters of words beside a picture beyond which they are folded away."""
NO_BREAK = "\N{NON-BREAKING HYPHEN}"
ABOUT = "What was run, newest first. Choose one, and its answer comes first, then what the answer stands on."


def page() -> None:
    """Put the page up."""
    place = st.query_params.get(FOLDER, "")
    if not place:
        heading(title, ABOUT)
        _list(settings.root())
        return
    st.button("All results", icon=":material/arrow_back:", on_click=_close)
    try:
        entry = folders.entry_of(settings.root(), place)
        told = _opened(entry)
    except Mistake as wrong:
        heading(title)
        mistake(wrong)
        _list(settings.root())
        return
    _show(entry, told)


def _close() -> None:
    st.query_params.pop(FOLDER, None)


def _open() -> None:
    if chosen := st.session_state["experiments-chosen"]:
        st.query_params[FOLDER] = chosen


def _list(root: Path) -> None:
    found = folders.listed(root)
    if not found:
        empty(
            "No results yet. The page Explore makes some; so does a command, for example: turnaround experiment "
            "classroom_patience"
        )
        return
    words, kinds = st.columns(2)
    asked = words.text_input("Search titles, folders and dates", key="experiments-words")
    among = kinds.multiselect("Kinds shown", folders.KINDS, placeholder="All kinds", key="experiments-kinds")
    older = folders.older(found)
    every = bool(older) and st.checkbox("Show older answers to the same question", key="experiments-older")
    kept = [each for each in found if every or each.place not in older]
    shown = [each for each in kept if each.holds(asked) and (not among or each.kind in among)]
    if not shown:
        empty(f"None of {len(kept)} folders fits. Take a word away, or show all kinds.")
        return
    places = [each.place for each in shown if each.state in ("finished", "published")]
    labels = {each.place: _label(each, each.place in older) for each in shown}
    if places:
        st.selectbox(
            f"Open one of {len(places)}",
            places,
            index=None,
            format_func=lambda place: labels.get(place, place),
            placeholder="Choose, or type to search",
            key="experiments-chosen",
            on_change=_open,
        )
    links = [f"/?page=experiments&folder={quote(each.place)}" if each.place in places else "" for each in shown]
    rows = [_row(each, each.place in older) for each in shown]
    st.html(as_html(f"{len(shown)} folders of results, the newest first", HEADER, rows, links=links))
    st.caption(
        "Published: the small tables and pictures that documents quote; a command in each makes the whole again."
    )


def _label(each: Entry, older: bool) -> str:
    parts = (each.title, each.kind, each.date[:10], each.worlds, each.place, *_marks(each, older))
    return " · ".join(part for part in parts if part)


def _row(each: Entry, older: bool) -> tuple[str, ...]:
    state = ", ".join((STATES[each.state], *_marks(each, older)))
    said = f"{state}: {each.said}" if each.said else state
    return each.title, _day(each), each.kind, said, each.worlds, each.place


def _marks(each: Entry, older: bool) -> list[str]:
    """What must be known of an answer before it is opened."""
    return [*(["older"] if older else []), *(["made by other rules"] if each.is_of_other_rules else [])]


def _day(each: Entry) -> str:
    # The day stays on one line.
    return each.date[:16].replace("T", " ").replace("-", NO_BREAK)


def _opened(entry: Entry) -> Reading:
    with st.spinner("Reading the folder and drawing its pictures …"):
        return _reading(str(settings.root()), entry.place, entry.stamp, _entry=entry)


@st.cache_data(max_entries=MOST_KEPT, show_spinner=False)
def _reading(root: str, place: str, stamp: str, *, _entry: Entry) -> Reading:
    """A folder as it was when its manifest had this stamp."""
    return read(Path(root), _entry)


def _show(entry: Entry, told: Reading) -> None:
    st.title(plain(told.title), anchor=False)
    if told.question:
        st.markdown(plain(told.question))
    st.html(answer(told))
    notice()
    if entry.is_of_other_rules:
        st.markdown(plain(OTHER_RULES))
    if told.caveats:
        st.markdown("\n".join(f"- **{plain(name)}.** {plain(text)}" for name, text in told.caveats))
    if told.expected:
        st.markdown(f"**Expected before the run:** {plain(told.expected)}")
    _actions(entry)
    with st.expander("What the outcomes mean"):
        header, *first = MEANINGS
        meant = [(each.label, each.unit, each.meaning) for each in OUTCOMES]
        st.html(as_html("What the outcomes mean", header, [*first, *meant]))
    for section in told.sections:
        if section.folded:
            with st.expander(section.heading):
                _section(section)
        else:
            st.header(plain(section.heading), anchor=False)
            _section(section)
    st.header("Run it again", anchor=False)
    if told.commands:
        st.code("\n".join(told.commands), language=None, wrap_lines=True)
    if told.again:
        st.markdown(plain(told.again))
    facts = [*told.facts, ("Folder", entry.place)]
    st.html(as_html("What was run, with what and on what", ("What", "Which"), facts, shown=True))


def answer(told: Reading) -> str:
    """The answer as HTML, with what stands over it."""
    marks = "".join(f'<p class="mark">{html.escape(mark)}</p>' for mark in told.marks)
    verdict = f"<p><strong>{html.escape(told.verdict)}</strong></p>" if told.verdict else ""
    beside = "".join(f"<p>{html.escape(text)}</p>" for text in told.beside)
    sentence = f'<p class="sentence">{html.escape(told.sentence)}</p>'
    return f'<section class="answer" aria-label="The answer">{verdict}{sentence}{beside}{marks}</section>'


def _actions(entry: Entry) -> None:
    """What can be done with a folder: keep its report, look into one trust of it."""
    root = settings.root()
    row = st.container(horizontal=True)
    asked = has_page(root, entry) and row.button(
        "Report to keep", icon=":material/draft:", help="One page that holds all it shows and needs no network"
    )
    if entry.state == "finished" and entry.kind in (folders.RUN, folders.COMPARISON, folders.EXPERIMENT):
        row.link_button(
            "One trust of it", f"/?page=one_trust&run={quote(entry.place)}", icon=":material/person_search:"
        )
    if asked:
        _report(root, entry)


def _report(root: Path, entry: Entry) -> None:
    """The report, made before it is offered, so that what goes wrong is told here and not lost in a download."""
    try:
        with st.spinner("Making the report …"):
            text = page_of(root, entry)
    except Mistake as wrong:
        mistake(wrong)
        return
    st.download_button(
        "Save the report",
        text,
        file_name=f"{entry.place.replace('/', '-')}.html",
        mime="text/html",
        icon=":material/download:",
        on_click="ignore",
    )


def _section(section: Section) -> None:
    for text in section.said:
        st.markdown(plain(text))
    for drawn in section.pictures:
        _picture(drawn, bare=len(section.pictures) == 1 and drawn.title == section.heading)
    for table in section.tables:
        _table(table, bare=table.caption == section.heading)


def _picture(drawn: Drawn, *, bare: bool) -> None:
    count = len(drawn.svgs)
    said = " ".join(part for part in (drawn.said, drawn.reading) if part)
    for place, svg in enumerate(drawn.svgs, start=1):
        last = place == count
        name = drawn.title if count == 1 else f"{drawn.title} ({place} of {count})"
        words = (said or described(svg)) if last else ""
        rows: Sequence[Sequence[str]] = drawn.rows if last else ()
        pictures.show(name, words if len(words) < MUCH else "", svg, drawn.header, rows, heading=not bare)
        if len(words) >= MUCH:
            with st.expander("The picture in words and numbers"):
                st.markdown(plain(words))


def _table(table: Table, *, bare: bool) -> None:
    if table.rows:
        st.html(as_html(table.caption, table.header, table.rows, shown=not bare, words=table.words))
