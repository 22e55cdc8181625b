"""The page Evidence: what each number rests on, what the model gets wrong, and what it is not for."""

import streamlit as st

from turnaround_sim.dashboard import settings
from turnaround_sim.dashboard.evidence import numbers, trusting
from turnaround_sim.dashboard.tables import as_csv, as_html
from turnaround_sim.dashboard.words import empty, heading, mistake, plain
from turnaround_sim.mistakes import Mistake

title = "Evidence"

ABOUT = "What the model gets wrong and what it cannot do, then every number in it with what that number rests on."
GRADES = "; ".join(f"{grade} {words}" for grade, words in numbers.GRADES.items())
READING = (
    "Influence: the share of the variance of the shortfall, on a log scale, that a parameter has a part in, alone or "
    "with others, chance taken out, over the middle half of every range. A share below nought is noise about nought. A "
    "lever is decided, not believed. Informed: the record of England narrows it."
)


def page() -> None:
    """Put the page up."""
    heading(title, ABOUT)
    trust, parameters = st.tabs(["How far to trust it", "Every number"])
    with trust:
        _trust()
    with parameters:
        _numbers()


def _trust() -> None:
    st.header("The scorecard, failures first", anchor=False)
    try:
        st.markdown(f"**{plain(trusting.answer())}**")
    except Mistake as wrong:
        mistake(wrong)
    made = trusting.made()
    if made:
        st.caption(plain(f"Made {made}. Of single worlds 95% lie in the last column."))
    for part in trusting.parts():
        if part.weighty:
            st.subheader(part.heading, anchor=False)
            st.html(as_html(part.heading, part.header, part.rows, words=2, cards=True))
        else:
            with st.expander(f"{part.heading} ({len(part.rows)})"):
                st.html(as_html(part.heading, part.header, part.rows, words=2, cards=True))
    st.download_button(
        "The scorecard as CSV", as_csv(trusting.COLUMNS, trusting.as_cells()), "scorecard.csv", "text/csv",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    st.header("Beside a model in which leaders and support do nothing", anchor=False)
    _null()
    st.header("What the record teaches", anchor=False)
    for text in trusting.learnt():
        st.markdown(plain(text))
    st.header("What it is for", anchor=False)
    st.markdown("\n".join(f"- {plain(text)}" for text in trusting.FOR))
    st.header("What it is not for", anchor=False)
    st.markdown("\n".join(f"- {plain(text)}" for text in trusting.NOT_FOR))


def _null() -> None:
    try:
        beside = trusting.beside_null(settings.root())
    except Mistake as wrong:
        mistake(wrong)
        return
    if beside is None:
        empty(
            "This results root does not keep it. turnaround calibrate england and turnaround calibrate england --model "
            "null make both fits; turnaround report with --against sets one beside the other."
        )
        return
    st.markdown(f"**{plain(beside.sentence)}**")
    with st.expander(f"Fact by fact ({len(beside.rows)})"):
        st.html(as_html("The full model and the null, fact by fact", beside.header, beside.rows, words=5, cards=True))


def _numbers() -> None:
    left, right = st.columns(2)
    groups = numbers.groups()
    among = left.multiselect(
        "Groups", list(groups), format_func=lambda name: f"{name}: {groups[name]}", placeholder="All groups",
        key="evidence-groups",
    )  # fmt: skip
    words = right.text_input("Search names, meanings and sources", key="evidence-words")
    left, middle, right = st.columns(3)
    kinds = left.multiselect("Kinds", numbers.KINDS, placeholder="All kinds", key="evidence-kinds")
    grades = middle.multiselect("Grades", list(numbers.GRADES), placeholder="All grades", key="evidence-grades")
    order = right.selectbox(
        "Order", list(numbers.NAMES), format_func=lambda name: numbers.NAMES[name], key="evidence-order"
    )
    every = numbers.every()
    chosen = numbers.chosen(every, groups=among, kinds=kinds, grades=grades, words=words)
    shown = numbers.ordered(chosen, order)
    if not shown:
        empty(f"None of {len(every)} numbers fits. Take a word or a filter away.")
        return
    said = f"{len(shown)} of {len(every)} numbers."
    st.markdown(f"**{said}** Grades: {plain(GRADES)}.")
    st.caption(READING)
    st.html(as_html("Numbers of the model", numbers.HEADER, numbers.as_rows(shown)))
    st.download_button(
        "These numbers as CSV", as_csv(numbers.COLUMNS, numbers.as_cells(shown)), "numbers.csv", "text/csv",
        icon=":material/download:", on_click="ignore",
    )  # fmt: skip
    with st.expander("One number in full, with its sources"):
        paths = {each.path: each for each in shown}
        path = st.selectbox("Number", list(paths), key="evidence-number")
        if path in paths:
            st.html(as_html(f"All that is known of {path}", ("What", "Which"), numbers.about(paths[path])))
    named = numbers.sources(shown)
    with st.expander(f"The sources named ({len(named)})"):
        st.markdown("\n".join(f"- {plain(text)}" for text in named) or "None.")
