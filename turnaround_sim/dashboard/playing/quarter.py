"""The quarter: what is known, what came of earlier decisions, and what is decided now."""

import math
from collections.abc import Sequence

import streamlit as st

from turnaround_sim.dashboard.pictures import picture
from turnaround_sim.dashboard.playing import choices, drawings, news, words
from turnaround_sim.dashboard.playing.choices import DISMISS, KEEP, Open, Ticked
from turnaround_sim.dashboard.playing.kept import games
from turnaround_sim.dashboard.playing.pieces import begin_at_top, explained, facts, listed, quoted
from turnaround_sim.dashboard.tables import as_html
from turnaround_sim.dashboard.words import empty, heading, mistake, plain
from turnaround_sim.mistakes import Mistake
from turnaround_sim.parameters import Parameters
from turnaround_sim.play import server
from turnaround_sim.play.game import Game, shipped
from turnaround_sim.play.moves import Buddy, Decision, Director, Move, price
from turnaround_sim.play.seen import Seen, TrustSeen

MANY = 6
"""Trusts that are all shown at once; of more the player chooses those to decide about."""
STEP = 0.5
SHOWN, PLAYED = "play: shown", "play: played"
"""Of this window: the quarter that it showed last, and the one that it ended last, each with its game."""
COUNTED = {
    "in_special_measures": "In special measures",
    "on_watch_list": "On the watch list",
    "rated_inadequate": "Rated inadequate",
    "rated_requires_improvement": "Requires improvement",
    "rated_good": "Good",
    "rated_outstanding": "Outstanding",
}
"""Figures of the country that are shown, with their names."""
REPORTS = "More reports take more of the managers' time, and show you nothing more; fewer give time back."
INDEX = "Waiting-time index"
"""What the monthly figure is called: it is made of one domain of quality, `responsive`, and of no other."""
LEAST_SPAN = 12.0
"""Points that a small picture spans at the least, so that noise looks like noise."""


def quarter(game: Game, seen: Seen) -> None:
    """Put up a quarter that is still to be decided."""
    heading(
        f"{words.month_name(seen.month)}: quarter {game.quarter} of {game.quarters - 1}",
        "What you decide now holds from this month. Then three months go by.",
    )
    begin_at_top(f"{game.token} {game.quarter}")
    went_on(game)
    facts(standing(game, seen))
    own = game.trust
    st.subheader("Since the last quarter", anchor=False)
    told = news.news(seen, own)
    listed(told[: news.MOST], "Nothing was heard.")
    if len(told) > news.MOST:
        with st.expander(f"The other news of the quarter ({len(told) - news.MOST})"):
            listed(told[news.MOST :])
    _came(seen)
    _deciding(game, seen)
    _elsewhere(game, seen)
    with st.expander("What you decided so far, and what came of it"):
        if seen.asked:
            header = ("Quarter", "You decided to", "What came of it")
            rows = [(f"{each.quarter}", each.said, words.came(each)) for each in reversed(seen.asked)]
            st.html(as_html("Your decisions, the latest first", header, rows))
        else:
            empty("Nothing yet.")
        st.caption("The past stands: no decision can be taken back. At the end you can replay it with another one.")
    with st.expander("What you expected"):
        quoted(game.prediction)
    _stopping(game)
    explained()


def standing(game: Game, seen: Seen) -> dict[str, str]:
    """Where the game stands, in a few facts."""
    said = {
        "Left of the budget": words.pounds(seen.left_m),
        "Spent": words.pounds(seen.spent_m),
        "Promised, not yet spent": words.pounds(seen.promised_m),
    }
    last = {name: f"{values[-1]:.0f}" for name, values in seen.nation.items() if values}
    if game.trust is None:
        said["Trusts in special measures"] = last.get("in_special_measures", "0")
        said["Rated inadequate"] = last.get("rated_inadequate", "0")
        said["Without a substantive chief executive"] = last.get("without_substantive_leader", "0")
    else:
        said["In special measures in the country"] = last.get("in_special_measures", "0")
    return said


def _came(seen: Seen) -> None:
    """What came of the last quarter's decisions, and all that is still waited for."""
    late = [each for each in seen.asked if each.quarter == seen.quarter - 1 or each.came.startswith("waiting")]
    if late:
        header = ("You decided to", "In quarter", "What came of it")
        rows = [(each.said, f"{each.quarter}", words.came(each)) for each in reversed(late)]
        st.html(as_html("What came of what you asked for", header, rows, shown=True))


def _deciding(game: Game, seen: Seen) -> None:
    """Each trust with what can be decided for it; all of it said back, with its price, above the button.

    This is no fragment of its own: a page that lost its server for a while, as a phone does that sleeps, could then
    not end its quarter.
    """
    st.subheader("Decide", anchor=False)
    trusts = choices.concerned(seen, game.trust)
    if len(trusts) > MANY:
        trusts = _chosen(game, trusts)
    parameters = shipped(game.scenario).parameters
    ticked = [(trust.number, _trust(game, trust, parameters)) for trust in trusts]
    said = [decision for number, ticks in ticked for decision in choices.decisions(number, ticks)]
    # A sum that cannot be is told at its field; until it is mended nothing is played, not even without it.
    wrong = any(math.isnan(ticks.millions) for _, ticks in ticked)
    if not seen.inside and game.trust is None:
        empty("No trust is in special measures this quarter. There is nothing to decide; time can go on.")
    elif game.trust is None:
        level = st.selectbox(
            "Reports asked of all trusts in special measures",
            [KEEP, *words.REPORTING],
            format_func=lambda level: words.REPORTING.get(level, "Leave as they are"),
            key=f"q{game.quarter}-all-reporting",
            help=f"{REPORTS} A later word on one trust goes before.",
        )
        said += choices.reporting(None, level)
    _said_back(said, seen, parameters)
    st.caption(
        "A quarter that has ended stands; nothing can be taken back. Ticks are kept when you end it, not before."
    )
    if wrong:
        st.caption("The quarter cannot end yet: a sum of money above is none that can be given.")
    if st.button("End the quarter", type="primary", key=f"q{game.quarter}-end") and not wrong:
        _play(game, said)


def _play(game: Game, said: Sequence[Decision]) -> None:
    """Keep the move, and go on."""
    try:
        server.move(games(), game.token, Move(quarter=game.quarter, decisions=tuple(said)))
    except Mistake as wrong:
        now = games().load(game.token)
        if now.quarter == game.quarter and not now.ended:
            mistake(wrong)
            return
    else:
        st.session_state[PLAYED] = (game.token, game.quarter)
    st.rerun()


def went_on(game: Game) -> None:
    """Tell a window that shows an older quarter than there is now that the game went on in another one."""
    room = st.container()
    shown, st.session_state[SHOWN] = st.session_state.get(SHOWN), (game.token, game.quarter)
    if shown is None or shown == (game.token, game.quarter) or shown[0] != game.token:
        return
    if st.session_state.get(PLAYED) != shown:
        text = (
            f"quarter {shown[1]} was ended in another window, and the past stands; this is how the game stands now. "
            "Nothing of it is lost"
        )
        with room:
            mistake(Mistake(text))


def _chosen(game: Game, trusts: Sequence[TrustSeen]) -> tuple[TrustSeen, ...]:
    """Of many trusts, all in a table and those that the player wants to decide about."""
    header = ("Trust", "In special measures", "Published rating", "Chief executive", "Support", INDEX)
    rows = [
        (
            trust.name,
            f"for {words.spell_of(trust.months_in)}",
            words.rating(trust),
            words.leader(trust.leader),
            "; ".join(words.support(trust)) or "none",
            words.trend(trust.index),
        )
        for trust in trusts
    ]
    st.html(as_html("Trusts in special measures, longest first", header, rows, shown=True))
    by_name = {trust.name: trust for trust in trusts}
    names = st.multiselect(
        "Which trusts do you want to decide about?",
        list(by_name),
        key=f"q{game.quarter}-which",
        placeholder="Choose trusts; for the others all is kept",
    )
    return tuple(by_name[name] for name in names)


def _trust(game: Game, trust: TrustSeen, parameters: Parameters) -> Ticked:
    """One trust: what is known of it on the left, what can be decided on the right. What is ticked comes back."""
    with st.container(border=True):
        st.subheader(plain(trust.name), anchor=False)
        known, decided = st.columns([5, 4], gap="large")
        with known:
            facts(known_of(trust))
            title = f"{INDEX} of {trust.name}, month by month"
            st.html(f'<div class="narrow">{picture(_alternative(title, trust), _index(title, trust))}</div>')
            st.caption(plain(f"{INDEX} (not quality), {words.trend(trust.index)}"))
            with st.expander(f"More about {trust.name}"):
                _more(trust)
        with decided:
            open_ = choices.can(trust, chair=game.role == "chair")
            return _ticks(game.quarter, trust, open_, parameters)


def known_of(trust: TrustSeen) -> dict[str, str]:
    """What is known of a trust, in a few facts."""
    inside = f"since {words.month_name(trust.spells[-1].entered)}" if trust.in_special_measures else "no"
    return {
        "Type": f"{trust.type}, {trust.posts:,} posts",
        "In special measures": inside,
        "Published rating": words.rating(trust) + ("; a report is awaited" if trust.report_awaited else ""),
        "Chief executive": words.leader(trust.leader),
        "Left since the start": f"{len(trust.departures)} chief executive{'s' if len(trust.departures) != 1 else ''}",
        "Support": "; ".join(words.support(trust)) or "none",
    }


def _alternative(title: str, trust: TrustSeen) -> str:
    return f"{title}, {words.trend(trust.index)}"


def _index(title: str, trust: TrustSeen) -> str:
    low, high = min(trust.index), max(trust.index)
    room = max(1.0, (LEAST_SPAN - (high - low)) / 2)
    drawn = [drawings.Line(trust.name, trust.index)]
    return drawings.lines(title, words.trend(trust.index), drawn, low=low - room, high=high + room, quiet=True)


def _more(trust: TrustSeen) -> None:
    """Reports, yearly figures and departures of a trust."""
    if trust.reports:
        domains = list(trust.reports[-1].domains)
        header = ("Published", "Visit", "Overall", *(name.replace("_", "-").capitalize() for name in domains))
        rows = [
            (
                words.month_name(report.published),
                words.month_name(report.inspected),
                report.overall,
                *(report.domains[name] for name in domains),
            )
            for report in reversed(trust.reports)
        ]
        st.html(as_html(f"Inspection reports on {trust.name}", header, rows, shown=True))
    else:
        st.caption("No inspection report has come out yet.")
    if trust.years:
        header = ("October to September", "Staff engagement (0–1)", "Mortality (points)", "Seen within 4 hours (%)")
        rows = [
            (
                f"{year.year}/{(year.year + 1) % 100:02d}",
                f"{year.engagement:.2f}",
                f"{year.mortality:.0f}",
                f"{year.four_hours:.0f}",
            )
            for year in reversed(trust.years)
        ]
        st.html(as_html(f"Yearly figures of {trust.name}; noisy", header, rows, shown=True))
        st.caption("Of mortality, more points are better: it is scaled like quality.")
    for departure in trust.departures:
        st.caption(f"A chief executive left in {words.month_name(departure.month)}: {words.left(departure)}.")


def _ticks(number: int, trust: TrustSeen, open_: Open, parameters: Parameters) -> Ticked:
    """The controls of one trust, and what is ticked."""
    key = f"q{number}-{trust.number}"
    name = plain(trust.name)
    replace = buddy = False
    director = KEEP
    if open_.replace:
        replace = st.radio(
            f"Chief executive of {name}",
            [False, True],
            format_func=lambda goes: "Replace" if goes else "Keep",
            horizontal=True,
            key=f"{key}-replace",
            help="A deputy acts until a panel finds somebody, usually for some months. It costs the budget nothing.",
        )
    elif trust.leader.interim:
        st.caption(f"Chief executive of {name}: a deputy acts until the post is filled; there is nobody to replace.")
    if open_.director or open_.dismiss:
        director = _director(key, name, trust, open_, price(Director(trust=trust.number), parameters))
    if open_.buddy:
        cost = price(Buddy(trust=trust.number), parameters)
        buddy = st.checkbox(f"Ask for a buddy for {name}, for a year ({words.pounds(cost)})", key=f"{key}-buddy")
    elif trust.buddy.state != "none":
        state = "is here" if trust.buddy.state == "here" else "was asked for; no strong trust is free yet"
        st.caption(f"A buddy for {name} {state}.")
    millions, mix = 0.0, "mixed"
    if open_.money:
        # No bounds here: a browser would drop what lies beyond them without a word.
        typed = st.number_input(
            f"Money for {name}, paid over a year (£m)",
            value=None,
            step=STEP,
            format="%.2f",
            placeholder="none",
            key=f"{key}-money",
        )
        try:
            millions = choices.amount(typed, trust.name)
        except Mistake as wrong:
            millions = math.nan
            mistake(wrong)
        mix = st.selectbox(
            f"What the money for {name} is spent on",
            list(words.MIXES),
            format_func=words.MIXES.__getitem__,
            key=f"{key}-mix",
        )
    level = KEEP
    if open_.money:
        level = st.selectbox(
            f"Reports asked of {name}",
            [KEEP, *words.REPORTING],
            format_func=lambda level: words.REPORTING.get(level, f"Leave as they are ({trust.reporting})"),
            key=f"{key}-reporting",
            help=REPORTS,
        )
    if not trust.in_special_measures:
        st.caption(f"Directors, buddies and money go to trusts in special measures; {name} is not in it now.")
    return Ticked(replace, director, buddy, millions, mix, level)


def _director(key: str, name: str, trust: TrustSeen, open_: Open, cost: float) -> str:
    state = trust.director.state
    keep = {"none": "Ask for none", "waiting": "Keep waiting", "here": "Keep as it is"}[state]
    again = "Ask for one who would" if state == "none" else "For a year from now, one who would"
    options = {KEEP: keep}
    if open_.director:
        options |= {style: f"{again} {said}" for style, said in words.STYLES.items()}
    if open_.dismiss:
        options[DISMISS] = "Send home" if state == "here" else "No longer ask for one"
    return st.selectbox(
        f"Improvement director at {name} ({words.pounds(cost)} a year)",
        list(options),
        format_func=options.__getitem__,
        key=f"{key}-director",
        help="One who coaches builds capability and takes over some of the reports; one who scrutinises asks for "
        "reports of her own. There are few: one who is asked for comes when somebody is free, and stays until the "
        "year is over.",
    )


def _said_back(said: Sequence[Decision], seen: Seen, parameters: Parameters) -> None:
    """Everything that is ticked, in words, with its price and what is left then."""
    bill = choices.bill(said, seen, parameters)
    names = choices.names(seen)
    st.subheader("What you are about to decide", anchor=False)
    listed(
        [
            f"{words.decided(decision, names)}: {f'up to {words.pounds(cost)}' if cost else 'costs nothing'}."
            for decision, cost in zip(said, bill.prices, strict=True)
        ],
        "Nothing is ticked: everybody and everything is kept as it is for three months.",
    )
    if bill.freed:
        st.caption(f"{words.pounds(bill.freed)} that was promised for directors before is free again.")
    facts({"This costs at most": words.pounds(sum(bill.prices)), "Left of the budget then": words.pounds(bill.left)})
    if bill.is_over:
        st.warning(
            "This is more than there is. Take something back before you end the quarter.", icon=":material/warning:"
        )


def _elsewhere(game: Game, seen: Seen) -> None:
    """All trusts in a table, and the country month by month."""
    with st.expander("All trusts, and the country"):
        header = ("Trust", "Type", "Rating", "Special measures", "Chief executive", f"{INDEX} now")
        rows = [
            (
                trust.name,
                trust.type,
                trust.rating if trust.is_open else "closed",
                f"for {words.spell_of(trust.months_in)}" if trust.in_special_measures else "no",
                words.leader(trust.leader) if trust.is_open else "",
                f"{trust.index[-1]:.1f}" if trust.is_open else "",
            )
            for trust in seen.trusts
        ]
        st.html(as_html("All trusts", header, rows, shown=True))
        months = range(seen.month - 1, -1, -3)
        counts = [
            (words.month_name(month), *(f"{seen.nation[name][month]:.0f}" for name in COUNTED)) for month in months
        ]
        caption = "The country at the end of each quarter"
        st.html(as_html(caption, ("Month", *COUNTED.values()), counts, shown=True))


def _stopping(game: Game) -> None:
    """A game may end early: then nothing more is decided until its last month."""
    with st.expander("End the game here"):
        st.caption("Time goes on to the last month and nothing more is decided. It cannot be undone.")
        sure = st.checkbox("I want to see the end now", key=f"q{game.quarter}-sure")
        if st.button("See the end", disabled=not sure, key=f"q{game.quarter}-stop"):
            games().finish(game.token)
            st.rerun()
