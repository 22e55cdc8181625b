"""The page One trust: why it failed or recovered, and what would have become of it in the same luck otherwise."""

import html
from collections.abc import Mapping
from pathlib import Path

import streamlit as st

from turnaround_sim.dashboard import pictures, settings
from turnaround_sim.dashboard.experiments import folders
from turnaround_sim.dashboard.experiments.folders import Entry
from turnaround_sim.dashboard.tables import as_html
from turnaround_sim.dashboard.trust import worlds
from turnaround_sim.dashboard.trust.choosing import NEEDS_TWO, ORDERS, Choice, choices, in_order
from turnaround_sim.dashboard.trust.history import History, command, told
from turnaround_sim.dashboard.trust.worlds import ARM, SCENARIO, About, Against, World
from turnaround_sim.dashboard.words import empty, heading, mistake, plain
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.story import Grid
from turnaround_sim.scenario import shipped_scenarios

title = "One trust"

ABOUT = (
    "One possible history of one invented trust, month by month: what became of it, what moved it, and where the same "
    "trust in the same luck would have gone another way."
)
WAIT = "Walking the replicate again … the first walk after a start of the server takes longest."
PICTURE = (
    "Above, latent quality and the line; then visits, ratings, leaders and support; below, what each cause "
    "gave in every twelve months. The tables say it in numbers."
)
MOST_KEPT, WORLDS_KEPT = 12, 16
"""Histories and worlds kept while the server runs: a megabyte or two, and some kilobytes each."""
FIRST_SEED = 1
ASKED = "trust-asked"
"""Where a visit keeps what was looked at, for when the page is opened again."""


def page() -> None:
    """Put the page up."""
    heading(title, ABOUT)
    if not st.query_params and ASKED in st.session_state:
        st.query_params.from_dict(st.session_state[ASKED])
    try:
        world, against = _world(settings.root())
    except Mistake as wrong:
        mistake(wrong)
        return
    try:
        with st.spinner(WAIT):
            some = _choices(str(settings.root()), _source(world), world, str(against))
    except Mistake as wrong:
        mistake(wrong)
        if world.is_of_a_run:
            empty("The same can be looked at under a scenario: choose “a scenario” above.")
        return
    trust = _trust(some, bool(against))
    st.session_state[ASKED] = st.query_params.to_dict()
    try:
        with st.spinner(WAIT):
            history = _history(str(settings.root()), _source(world), world, trust, str(against))
    except Mistake as wrong:
        mistake(wrong)
        return
    _show(history, world, trust, against)


def _source(world: World) -> str:
    """What tells two answers at one place apart: a run's manifest, by its date and size."""
    if not world.is_of_a_run:
        return ""
    known = folders.guarded(world.place, (settings.root() / world.place / "manifest.json").stat)
    return f"{known.st_mtime_ns}-{known.st_size}"


@st.cache_data(max_entries=WORLDS_KEPT, show_spinner=False)
def _choices(root: str, source: str, world: World, against: str) -> list[Choice]:
    return choices(Path(root), world, Against.read(against))


@st.cache_data(max_entries=MOST_KEPT, show_spinner=False)
def _history(root: str, source: str, world: World, trust: int, against: str) -> History:
    return told(Path(root), world, trust, Against.read(against))


def _world(root: Path) -> tuple[World, Against]:
    """What the reader asks for, by controls that the address can set."""
    asked = st.query_params
    there = worlds.runs(root)
    retold = bool(there) and worlds.is_retold(there[0])
    run, scenario = "a finished run", "a scenario"
    whence = st.radio(
        "A history from",
        (run, scenario) if there else (scenario,),
        index=1 if there and not asked.get("run") and (asked.get("scenario") or not retold) else 0,
        horizontal=True,
        key="trust-whence",
    )
    return _of_a_run(root, {each.place: each for each in there}) if whence == run else _of_a_scenario()


def _of_a_run(root: Path, there: Mapping[str, Entry]) -> tuple[World, Against]:
    asked = st.query_params
    wanted = asked.get("run", "")
    if wanted and wanted not in there:
        mistake(Mistake(f'there is no finished run at "{wanted}" any more, or there never was; choose one'))
        wanted = ""
    place = st.selectbox(
        "Run",
        list(there),
        index=list(there).index(wanted) if wanted else 0,
        format_func=lambda place: _named(there[place]) if place in there else place,
        key="trust-run",
    )
    about = worlds.about(root, place)
    several = len(about.arms) > 1
    *first_column, middle, right = st.columns(3 if several else 2)
    arm = about.arms[0]
    if several:
        arm = first_column[0].selectbox(
            "Arm", about.arms, index=_index(about.arms, asked.get("arm", "")), key=f"trust-arm-{place}"
        )
    first, last = about.first, about.last
    replicate = middle.number_input(
        f"Replicate, {first} to {last}",
        min_value=first,
        max_value=last,
        value=_whole(asked.get("replicate", ""), first, last, first),
        step=1,
        key=f"trust-replicate-{place}",
    )
    with right:
        against = _against(about, arm, place)
    world = World(place, arm, about.seed, int(replicate))
    _write({"run": place, "arm": arm, "replicate": str(world.replicate), "against": str(against)})
    return world, against


def _named(entry: Entry) -> str:
    """A run as the list has it."""
    made = "" if worlds.is_retold(entry) else " · made by other rules: it can be read, not walked again"
    return f"{entry.title} · {entry.worlds} · {entry.place}{made}"


def _of_a_scenario() -> tuple[World, Against]:
    asked = st.query_params
    names = list(shipped_scenarios())
    left, middle, right, last = st.columns(4)
    name = left.selectbox(
        "Scenario", names, index=_index(names, asked.get("scenario", "england")), key="trust-scenario"
    )
    seed = middle.number_input(
        "Seed", min_value=0, max_value=worlds.MOST, value=_whole(asked.get("seed", ""), 0, worlds.MOST, FIRST_SEED),
        step=1, key="trust-seed",
    )  # fmt: skip
    replicate = right.number_input(
        "Replicate", min_value=0, max_value=worlds.MOST, value=_whole(asked.get("replicate", ""), 0, worlds.MOST, 0),
        step=1, key="trust-replicate",
    )  # fmt: skip
    scenario = worlds.scenario_named(name)
    alike = [other for other in worlds.alike(scenario.trusts) if other != name]
    with last:
        against = _one_of([Against(SCENARIO, other) for other in alike], f"trust-against-{name}")
    world = World("", name, int(seed), int(replicate))
    _write({"scenario": name, "seed": str(seed), "replicate": str(replicate), "against": str(against)})
    return world, against


def _against(about: About, arm: str, place: str) -> Against:
    arms = [Against(ARM, other) for other in about.arms if other != arm]
    others = [Against(SCENARIO, name) for name in worlds.alike(about.trusts) if name not in about.arms]
    return _one_of([*arms, *others], f"trust-against-{place}-{arm}")


def _one_of(some: list[Against], key: str) -> Against:
    texts = ["", *(str(each) for each in some)]
    chosen = st.selectbox(
        "Set against, in the same luck",
        texts,
        index=_index(texts, st.query_params.get("against", "")),
        format_func=lambda text: text.replace(":", ": ", 1) if text else "nothing",
        key=key,
    )
    return Against.read(chosen or "")


def _index(some: "list[str] | tuple[str, ...]", wanted: str) -> int:
    return list(some).index(wanted) if wanted in some else 0


def _whole(text: str, low: int, high: int, otherwise: int) -> int:
    return int(text) if text.isascii() and text.isdigit() and low <= int(text) <= high else otherwise


def _write(wanted: dict[str, str]) -> None:
    """Let the address say what is shown, so that it can be sent to somebody."""
    kept = {name: value for name, value in wanted.items() if value}
    if "trust" in st.query_params:
        kept["trust"] = st.query_params["trust"]
    if dict(st.query_params) != kept:
        st.query_params.from_dict(kept)


def _forget_trust() -> None:
    """Let another order show its own first trust."""
    st.query_params.pop("trust", None)


def _trust(some: list[Choice], two: bool) -> int:
    """Which trust is shown; a list in the order that the reader looks for."""
    orders = [order for order in ORDERS if two or order != NEEDS_TWO]
    left, right = st.columns([1, 2])
    order = left.selectbox("Look through trusts by", orders, key=f"trust-order-{two}", on_change=_forget_trust)
    ranked = in_order(some, order)
    numbers = [each.trust for each in ranked]
    labels = {each.trust: each.label for each in ranked}
    asked = _whole(st.query_params.get("trust", ""), 0, len(some) - 1, numbers[0])
    trust = right.selectbox(
        "Trust", numbers, index=numbers.index(asked), format_func=lambda number: labels.get(number, str(number)),
        key=f"trust-number-{order}-{len(some)}",
    )  # fmt: skip
    st.query_params["trust"] = str(trust)
    ever = [each for each in some if each.spells]
    again = sum(each.spells > 1 for each in ever)
    st.caption(
        f"{len(ever)} of {len(some)} trusts were ever in special measures in this replicate, {again} more than once."
    )
    with st.expander("All trusts as a table"):
        header = ("Trust", "Type", "Spells", "Longest, months", "Months in all", "Lowest quality")
        more = ("Parts by, points", "In month") if two else ()
        rows = [
            (
                f"{each.name} (trust {each.trust})", each.type, str(each.spells), str(each.longest), str(each.months),
                f"{each.lowest:.1f}", *((f"{each.gap:+.1f}", str(each.gap_month)) if two else ()),
            )
            for each in ranked
        ]  # fmt: skip
        st.html(as_html("Every trust of this replicate", (*header, *more), rows, words=2))
    return int(trust)


def _show(history: History, world: World, trust: int, against: Against) -> None:
    st.header(plain(history.title), anchor=False)
    marks = "".join(f'<p class="mark">{html.escape(mark)}</p>' for mark in history.marks)
    first, *rest = history.answer
    said = f'<p class="sentence">{html.escape(first)}</p>' + "".join(f"<p>{html.escape(text)}</p>" for text in rest)
    st.html(f'<section class="answer" aria-label="The answer">{said}{marks}</section>')
    if history.parted:
        st.subheader("Where the two part", anchor=False)
        st.markdown(plain(" ".join(history.parted)))
    grid = history.by_year
    said = " ".join([history.answer[0], *history.parted[:1], PICTURE])
    pictures.show("Its history on one time line", said, history.svg, grid.header, grid.rows)
    if history.apart is not None:
        st.header(plain(history.apart.title), anchor=False)
        st.caption("What is left of what each cause gave to the difference; the rows add up.")
        _grid(history.apart)
    st.header(history.moved.title, anchor=False)
    _grid(history.moved)
    with st.expander("What stands behind quality: capability, engagement, staffing, attention"):
        for each in history.behind:
            _grid(each, shown=True)
    st.header("What happened", anchor=False)
    st.html(as_html("What happened to the trust, in order", ("Month", "Kind", "Event"), history.happened))
    st.header("How to read this", anchor=False)
    for text in history.reading:
        st.markdown(plain(text))
    st.download_button(
        "Page, picture and tables to keep",
        history.archive,
        file_name=f"story-trust-{trust}-replicate-{world.replicate}.zip",
        mime="application/zip",
        icon=":material/download:",
        on_click="ignore",
        help="Contributions of every month, to the last digit, are in contributions.csv",
    )
    try:
        words = command(settings.root(), world, trust, against)
    except Mistake as wrong:
        mistake(wrong)
        return
    if words:
        st.markdown("The same on a command line:")
        st.code(words, language=None, wrap_lines=True)


def _grid(grid: Grid, *, shown: bool = False) -> None:
    st.html(as_html(grid.title, grid.header, grid.rows, shown=shown, words=1, total=grid.total >= 0))
