"""The page Live model: a world walked month by month before a class."""

from functools import cache
from html import escape
from pathlib import Path
from time import monotonic
from typing import Any

import streamlit as st

from turnaround_sim.dashboard import pictures
from turnaround_sim.dashboard.live import drawing, network
from turnaround_sim.dashboard.live.accounts import ledgers
from turnaround_sim.dashboard.live.address import Address, address_in
from turnaround_sim.dashboard.live.doings import doings, stands
from turnaround_sim.dashboard.live.news import News, news
from turnaround_sim.dashboard.live.phases import phases
from turnaround_sim.dashboard.live.world import LARGEST_SEED, MOST_REPLICATES, World, in_the_regime
from turnaround_sim.dashboard.tables import as_html
from turnaround_sim.dashboard.words import heading, mistake, plain
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import Scenario, read_scenario, shipped_scenarios
from turnaround_sim.story.words import BOOKS, ONE

title = "Live model"

LARGE = 100
"""Trusts from which a start takes long enough to be told of."""
ROOM = Path(network.__file__).parent
NEWS = {
    "policy": "Policy",
    "order": "Ordered by the scenario",
    "regime": "Special measures and watch list",
    "leader": "Leaders",
    "support": "Support",
    "merger": "Take-overs",
    "rating": "Reports published",
    "inspection": "Inspections",
}
"""Kinds of news in the order in which a class asks for them."""
VARIABLES = ("quality", "capability", "engagement", "staffing", "attention")
PACES = {"slow: 4 seconds a month": 4.0, "usual: 2 seconds a month": 2.0, "fast: 1 second a month": 1.0}

shown = st.components.v2.component(
    "turnaround_network",
    html='<div class="live"></div>',
    css=(ROOM / "network.css").read_text(encoding="utf-8"),
    js=(ROOM / "network.js").read_text(encoding="utf-8"),
)


def page() -> None:
    """Put the page up."""
    heading(
        title,
        "The model walks month by month, agent by agent. Click on a trust to see what its agents do and why. "
        "Nothing here is about a real trust.",
    )
    world = _chosen_world()
    if world is None:
        return
    _controls(world)
    playing = bool(st.session_state.get("live_playing")) and not world.over
    board: Any = st.fragment(_board, run_every=_pace() if playing else None)
    board()


def _chosen_world() -> World | None:
    """The world that the controls name; the one before it is let go. None where they name none."""
    names = shipped_scenarios()
    held: World | None = st.session_state.get("live_world")
    before = _asked_before(list(names))
    left, middle, right = st.columns([3, 1, 1])
    scenario = left.selectbox(
        "Scenario",
        names,
        index=names.index(before.scenario),
        format_func=lambda name: f"{name}: {_read(name).title}",
        help="Classroom is made for teaching: twelve trusts, which one can know by name. Those with England's 220 take "
        "some seconds to start, and show one system at a time.",
    )
    seed = middle.number_input("Seed", 0, LARGEST_SEED, before.seed, step=1)
    replicate = right.number_input("Replicate", 0, MOST_REPLICATES, before.replicate, step=1)
    asked = Address(scenario, int(seed), int(replicate))
    if st.query_params.to_dict() != asked.as_query():
        st.query_params.from_dict(asked.as_query())
    if held is not None and before == asked:
        return held
    st.session_state.pop("live_world", None)
    held = None
    trusts = _read(scenario).trusts
    wait = f"Walking the burn-in of {trusts} trusts" + (": some seconds" if trusts >= LARGE else "")
    began = monotonic()
    try:
        with st.spinner(f"{wait} …"):
            world = World(*asked)
    except Mistake as wrong:
        mistake(wrong)
        return None
    st.session_state.update(live_world=world, live_asked=asked, live_playing=False, live_trust=0, live_kept=0)
    st.session_state.update(live_took=monotonic() - began, live_system=0)
    return world


def _asked_before(names: list[str]) -> Address:
    """The world that was looked at last, or the one that the address names to whoever comes by a link."""
    if "live_asked" in st.session_state:
        asked: Address = st.session_state["live_asked"]
        return asked
    try:
        return address_in(st.query_params.to_dict(), names)
    except Mistake as wrong:
        mistake(wrong)
        return Address()


@cache
def _read(name: str) -> Scenario:
    return read_scenario(name)


def _controls(world: World) -> None:
    """Step, play and go back."""
    row = st.container(horizontal=True, vertical_alignment="bottom")
    row.button("Step one month", on_click=_step, args=(world, 1), disabled=world.over, type="primary")
    row.button("Step 12 months", on_click=_step, args=(world, 12), disabled=world.over)
    playing = bool(st.session_state.get("live_playing")) and not world.over
    row.button("Pause" if playing else "Play", key="live_play", on_click=_toggle, disabled=world.over)
    row.button("Back to month 0", on_click=_back, disabled=world.month == world.first)
    row.selectbox("Pace of Play", list(PACES), index=1, key="live_pace", width=230)
    st.caption(
        f"Its numbers are draw {world.draw} of the posterior, of what the record leaves of their ranges: here the line "
        f"is {world.line:.1f} points, under another draw a little more or less."
    )
    if world.trusts >= LARGE:
        took = st.session_state["live_took"]
        st.caption(f"{world.trusts} trusts: to start took {took:.1f} seconds here. One system is shown at a time.")


def _pace() -> float:
    return PACES.get(st.session_state.get("live_pace", ""), 2.0)


def _step(world: World, months: int) -> None:
    st.session_state["live_playing"] = False
    world.step(months)


def _toggle() -> None:
    st.session_state["live_playing"] = not st.session_state.get("live_playing", False)
    st.session_state["live_stepped"] = monotonic()


def _back() -> None:
    st.session_state["live_playing"] = False
    st.session_state["live_world"] = World(*st.session_state["live_asked"])


def _board() -> None:
    """All that changes with the month; while it plays this is run anew every so many seconds."""
    world: World = st.session_state["live_world"]
    if st.session_state.get("live_playing"):
        # A click in mid-month puts the board up too, and is no reason to walk on.
        if monotonic() - st.session_state["live_stepped"] >= 0.75 * _pace():
            st.session_state["live_stepped"] = monotonic()
            world.step()
        if world.over:
            st.session_state["live_playing"] = False
            st.rerun()
    st.markdown(_where(world))
    system = None if world.trusts <= network.MOST_AT_ONCE else _system(world)
    left, right = st.columns([3, 2], gap="medium")
    with left:
        _network(world, system)
        _happened(world)
    with right:
        _trust(world)
    left, right = st.columns([3, 2], gap="medium")
    if world.now[_chosen(world)].is_open:
        with left:
            _ledger(world)
        with right:
            _weighed(world)
    _phases()
    st.caption(f"{BOOKS} {ONE} {plain(_again(world))}")


def _where(world: World) -> str:
    """Where in the scenario we stand."""
    inside = len(in_the_regime(world))
    stand = f"{inside} of {sum(each.is_open for each in world.now)} open trusts in special measures."
    if world.month < 0:
        return f"**Before month 0.** The burn-in has been walked; of {world.scenario.months} months none has. {stand}"
    end = " That was the last month." if world.over else ""
    return f"**At the end of month {world.month}** (0 to {world.scenario.months - 1}). {stand}{end}"


def _system(world: World) -> int:
    """Of a world too large for one picture: all systems in small, and the one that is shown."""
    systems = list(network.members(world))
    system = st.session_state.get("live_system")
    its = int(world.model.trusts[_chosen(world)].system)
    st.session_state["live_system"] = system if system in systems else its
    system = st.selectbox(
        "System", systems, key="live_system", format_func=world.system_name, on_change=_look_at_its_first
    )
    shown(key="live_overview", data={"drawn": network.overview(world, system)}, on_system_change=_clicked_system)
    return system


def _network(world: World, system: int | None) -> None:
    chosen = _chosen(world)
    wide = network.picture(world, chosen, system)
    narrow = network.picture(world, chosen, system, columns=1)
    drawn = f'<div class="wide">{wide}</div><div class="narrow">{narrow}</div>{network.key()}'
    shown(key="live_network", data={"drawn": drawn}, on_trust_change=_clicked)
    said = network.links_in_words(world)
    if said:
        with st.expander("Who is linked with whom, in words"):
            st.html(_listed(said))


def _clicked() -> None:
    trust = st.session_state["live_network"].trust
    if trust is not None:
        st.session_state["live_trust"] = int(trust)


def _clicked_system() -> None:
    system = st.session_state["live_overview"].system
    if system is not None:
        st.session_state["live_system"] = int(system)
        _look_at_its_first()


def _look_at_its_first() -> None:
    """Of another system the first trust is looked at."""
    world: World = st.session_state["live_world"]
    system = st.session_state["live_system"]
    st.session_state["live_trust"] = network.members(world, system)[system][0]


def _look_at_its_system() -> None:
    world: World = st.session_state["live_world"]
    st.session_state["live_system"] = int(world.model.trusts[_chosen(world)].system)


def _chosen(world: World) -> int:
    """The trust that is looked at; the first one if there is none of that number."""
    # What a control holds is forgotten with its page; what it held last is kept beside it.
    trust = int(st.session_state.get("live_trust", st.session_state.get("live_kept", 0)))
    return trust if 0 <= trust < world.trusts else 0


def _trust(world: World) -> None:
    st.session_state["live_trust"] = _chosen(world)
    trust = st.selectbox(
        "Trust",
        range(world.trusts),
        key="live_trust",
        format_func=lambda i: f"{world.names[i]} ({world.place(i)})",
        on_change=_look_at_its_system,
    )
    st.session_state["live_kept"] = trust
    st.header(plain(world.names[trust]), anchor=False)
    st.markdown(plain(stands(world, trust)))
    pictures.show(
        drawing.quality_title(world, trust),
        drawing.quality_said(world, trust),
        drawing.quality_line(world, trust),
        ("month", "quality [points]"),
        drawing.quality_rows(world, trust),
        heading=False,
    )
    did = doings(world, trust)
    if not did:
        return
    when = "in the last month before month 0" if world.month < 0 else f"in month {world.month}"
    st.html(f"<h3>What its agents did {when}</h3>" + _described([(each.agent, each.did) for each in did]))


def _happened(world: World) -> None:
    st.header("What happened this month", anchor=False)
    found: dict[str, list[News]] = {kind: [] for kind in NEWS}
    for each in news(world):
        found[each.kind].append(each)
    if not any(found.values()):
        st.markdown("Nothing that anyone would hear of." if world.month >= 0 else "The first month is yet to come.")
        return
    parts = [
        f"<dt>{NEWS[kind]}</dt>" + "".join(f"<dd>{escape(each.text)}</dd>" for each in its)
        for kind, its in found.items()
        if its
    ]
    st.html(f'<dl class="agents">{"".join(parts)}</dl>')


def _weighed(world: World) -> None:
    """The numbers behind what one agent did."""
    trust = _chosen(world)
    did = doings(world, trust)
    st.header(f"What was weighed: {plain(world.names[trust])}", anchor=False)
    asked = st.selectbox("Agent", [each.agent for each in did], key="live_agent")
    facts = next(each.facts for each in did if each.agent == asked)
    st.html(as_html(f"{asked}: numbers weighed this month", ("what", "value"), facts))


def _again(world: World) -> str:
    """How to have the same world from a terminal."""
    at = f"--seed {world.seed} --first {world.replicate} --replicates 1"
    return f"The same world from a terminal: turnaround run {world.scenario.name} {at}"


def _ledger(world: World) -> None:
    trust = _chosen(world)
    st.header(f"Ledger of causes of the month: {plain(world.names[trust])}", anchor=False)
    told = ledgers(world, trust)
    names = [*VARIABLES, *(name for name in told if name not in VARIABLES)]
    asked = st.selectbox("Variable", names, format_func=lambda name: told[name].title, key="live_variable")
    ledger = told[asked]
    pictures.show(
        f"{ledger.title}: what it was, what each cause gave, what it is",
        ledger.said,
        drawing.ledger_bars(ledger, world.names[trust]),
        ("", ledger.unit),
        ledger.rows,
        heading=False,
    )


def _phases() -> None:
    with st.expander("What a month consists of: eleven phases"):
        st.html(
            as_html(
                "The phases of a month",
                ("phase", "what happens"),
                [(f"{n} {name}", told) for n, name, told in phases()],
            )
        )


def _listed(lines: list[str]) -> str:
    return "<ul>" + "".join(f"<li>{escape(line)}</li>" for line in lines) + "</ul>"


def _described(pairs: list[tuple[str, str]]) -> str:
    return '<dl class="agents">' + "".join(f"<dt>{escape(a)}</dt><dd>{escape(b)}</dd>" for a, b in pairs) + "</dl>"
