"""How the game speaks to a player: months, sums, decisions and what came of them, and the words of the regime."""

import calendar
import re
from collections.abc import Sequence

from turnaround_sim.play.moves import TERM, Decision, Director, in_words
from turnaround_sim.play.seen import Asked, Departure, LeaderSeen, TrustSeen

REST = 0.05
"""£m of a grant below which what is left is not told: a trust spends a share of what it holds, and is never done."""
FIRST_YEAR, FIRST_MONTH = 2013, 7

SCENARIOS = {
    "classroom": "Twelve trusts, five years. Small enough to know every trust by name. Start here.",
    "england": "All 220 trusts of England. Many are in trouble at once: for those who have played before.",
    "null": "England again, in a world in which leaders and support change nothing. See whether you can tell.",
}
"""The scenarios that can be played, in words for who has to choose."""

STYLES = {"coach": "coach", "balanced": "do both", "scrutinise": "scrutinise"}
"""What a director is asked to do."""
MIXES = {
    "mixed": "as usual: half posts, the rest consultants and capability",
    "posts": "posts: temporary staff, who leave again once the money stops",
    "consultants": "consultants: advice from outside, which may help or do harm",
    "capability": "capability: methods, data and skill, which fade slowly",
}
REPORTING = {
    "usual": "as usual",
    "more": "more reports",
    "fewer": "fewer reports",
    "one lead": "one body asks for all the others",
}

TERMS = {
    "Trust": "An organisation that runs hospitals, ambulances, mental health or community services. The trusts here "
    "are drawn by chance, not copied from real ones.",
    "Chief executive": "Who leads a trust. In a gap a deputy acts, an interim, until a panel finds somebody.",
    "Special measures": "The regime for trusts whose quality fails: they are watched closely and offered support.",
    "Rating": "What inspectors publish: inadequate, requires improvement, good or outstanding. They see quality "
    "through noise, and a report comes out some months after the visit.",
    "Waiting-time index": "What you see every month: how promptly patients are seen, which is one of the five domains "
    "of quality (responsive), lifted for some months by quick fixes, with chance on top, and smoothed. Nothing else is "
    "in it: it is an index of waiting times and not of quality, and one month up or down means little.",
    "Improvement director": "An experienced person sent to a trust in special measures. One who coaches builds "
    "capability and takes over some of the reports; one who scrutinises asks for reports of her own. There are few, so "
    "you may have to wait.",
    "Buddy": "A strong trust that helps a struggling one for a year.",
    "Reporting": "How often overseers ask a trust for reports. Reports take managers' "
    "time away from improvement, and wear chief executives out. They show you nothing more.",
    "Capability": "A trust's ability to improve itself: methods, data and habits. Slow to build and slow to lose.",
    "Quality": "What care is really like, 0 to 100 points. Nobody sees it during the game; the end reveals it.",
    "Latent": "Really there, but not seen by anybody. Latent quality is what the ratings are trying to measure.",
    "Shortfall": "How far and how long quality lay below the line at which a trust is inadequate. Less is better.",
    "Durable recovery": "A trust left special measures, and two years later it had not come back and its quality was "
    "not below the line at which a trust is inadequate. A game has to go on for two years after an exit to tell.",
    "Same luck": "The same drawn trusts and the same chance events, so that what differs comes from decisions alone.",
}
"""The words that a player may not know, each explained in a sentence or two."""


def month_name(month: int, short: bool = False) -> str:
    """A month in words; month 0 is July 2013, in every scenario that can be played.

    >>> month_name(0), month_name(6), month_name(6, short=True)
    ('July 2013', 'January 2014', 'Jan 2014')
    """
    years, since = divmod(month + FIRST_MONTH - 1, 12)
    names = calendar.month_abbr if short else calendar.month_name
    return f"{names[since + 1]} {FIRST_YEAR + years}"


_MONTH = re.compile(r"\bmonth (-?\d+)\b")


def dated(text: str) -> str:
    """A text in which months are counted, with their names instead.

    >>> dated("came in month 6")
    'came in January 2014'
    """
    return _MONTH.sub(lambda found: month_name(int(found[1])), text)


def pounds(millions: float) -> str:
    """A sum in £m, to what matters; never minus nothing.

    >>> pounds(0.4), pounds(-0.001), pounds(-12.04)
    ('£0.40m', '£0.00m', '−£12.04m')
    """
    sign = "−" if millions <= -0.005 else ""
    return f"{sign}£{abs(millions):,.2f}m"


def spell_of(months: int) -> str:
    """A length of time as people say it.

    >>> spell_of(1), spell_of(11), spell_of(30), spell_of(0)
    ('1 month', '11 months', '2 years 6 months', 'less than a month')
    """
    if months < 1:
        return "less than a month"
    years, rest = divmod(months, 12)
    parts = [f"{years} year{'s' if years != 1 else ''}"] * bool(years)
    parts += [f"{rest} month{'s' if rest != 1 else ''}"] * bool(rest)
    return " ".join(parts)


def leader(seen: LeaderSeen) -> str:
    """Who leads a trust, without a name: how long in post, and in which way."""
    if seen.interim:
        return f"a deputy acts (interim) for {spell_of(seen.months)}"
    before = "; has led a trust in special measures before" if seen.experienced else ""
    return f"in post for {spell_of(seen.months)}{before}"


def rating(trust: TrustSeen) -> str:
    """The published rating with the date of its report."""
    if not trust.reports:
        return f"{trust.rating}: no report yet" if trust.rating == "not rated" else trust.rating
    last = trust.reports[-1]
    return f"{trust.rating} ({month_name(last.published)}, from a visit in {month_name(last.inspected)})"


def left(departure: Departure) -> str:
    """Why a chief executive went, as the public heard it."""
    return "removed" if departure.why.startswith("removed") else departure.why


def support(trust: TrustSeen) -> list[str]:
    """What helps a trust now, each in words."""
    said = []
    for what, help_ in (("improvement director", trust.director), ("buddy", trust.buddy)):
        until = f", until {month_name(help_.until)}" if help_.until is not None else ""
        if help_.state == "here":
            named = f" ({help_.who})" if what == "buddy" and help_.who else ""
            since = f" since {month_name(help_.since)}" if help_.since is not None and help_.since >= 0 else ""
            said.append(f"{what}{named}{since}{until}")
        elif help_.state == "waiting":
            said.append(f"waiting for a{'n' if what[0] == 'i' else ''} {what}: nobody is free")
    if trust.money_promised_m >= REST:
        said.append(f"{pounds(trust.money_promised_m)} given and not yet spent")
    return said


def trend(index: Sequence[float]) -> str:
    """What the noisy index of waiting times did over a year, in words that do not make more of it than there is."""
    if len(index) < 2:
        return "noisy: too few months to say anything"
    then, now = index[max(0, len(index) - 13)], index[-1]
    span = min(12, len(index) - 1)
    if abs(now - then) < 1.0:
        moved = "about the same as"
    else:
        moved = f"{abs(now - then):.1f} points {'above' if now > then else 'below'}"
    return f"noisy: {now:.1f} points now, {moved} {spell_of(span)} ago"


def decided(decision: Decision, names: Sequence[str]) -> str:
    """A decision said back with the trust's name, as a sentence without its full stop."""
    said = in_words(decision, names[decision.trust] if decision.trust is not None else "")
    said = said[:1].upper() + said[1:]
    return f"{said}, for {spell_of(TERM)} from when it is decided" if isinstance(decision, Director) else said


def came(asked: Asked) -> str:
    """What a decision came to, with months by name."""
    return dated(asked.came)
