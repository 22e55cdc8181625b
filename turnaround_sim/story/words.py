"""A story in a few sentences, no more certain than it is."""

from collections.abc import Iterator, Mapping
from dataclasses import fields
from itertools import pairwise
from typing import cast

import numpy as np

from turnaround_sim.entities import TrustFields
from turnaround_sim.story.ledger import QUALITY, Numbers, Turn, rounded, short
from turnaround_sim.story.parting import Parting
from turnaround_sim.story.telling import Story

BOOKS = "Contributions are the model's own bookkeeping: exact in the model, no proof about the world."
ONE = "One replicate is one possible history; other luck gives another."
FADING = (
    "A push on quality fades as the trust is drawn to its own level. Between turning points a cause has what is left "
    "of its pushes at the end, and the pull of own level has the rest."
)
READING = (BOOKS, ONE, FADING)
"""How to read any story."""
MOST_SPANS = 3
"""Sentences about spans between turning points, beside the one that says what became of the trust."""
NAMED = 2
SLIGHT = 0.05
"""Points that are not worth a word."""
LONG = 24
"""Months in special measures from which it is said why they were so many."""
EXIT_RULE = "regime.exit_rule"
INPUTS: Mapping[str, str] = {
    "event": "an event ordered for it",
    "parameters": "the parameters",
    "levers in force": "the policy it lives under",
    "levers believed in": "the policy that its people expect to hold",
    "levers announced": "the policy that was announced to it",
    "leader's row": "what its leader was like",
    "director's row": "what its improvement director was like",
    "buddy's row": "how its buddy stood",
    "system's row": "how its local system stood",
    "taken-in trust's row": "how the trust stood that it took in",
}
"""What a trust reads in a month, where it is no field of its own, in words."""


def answer(story: Story) -> list[str]:
    """What became of the trust, and what moved its quality most where it moved most; two to four sentences."""
    spans = list(pairwise(story.turns))
    widest = sorted(spans, key=lambda span: -abs(story.at(span[1].month) - story.at(span[0].month)))[:MOST_SPANS]
    return [_fate(story), *(_span(story, *span) for span in spans if span in widest)]


def _fate(story: Story) -> str:
    spells = story.tables["spells"]
    last = story.months - 1
    if story.closed:
        end = f"closed in month {last}, taken over by another trust"
    else:
        side = "above" if story.at(last) >= story.line else "below"
        end = f"ended {side} the line of {story.line:.3g} points, at {story.at(last):.1f}"
    if not spells:
        return f"{story.name} was never in special measures and {end}."
    if len(spells) > 1:
        stays = [f"from month {row['entered']} {_until(row)}" for row in spells]
        return f"{story.name} was in special measures {', '.join(stays[:-1])} and {stays[-1]}; it {end}."
    month = spells[0]["entered"]
    side = "above" if story.at(month) >= story.line else "below"
    entered = f"{story.name} entered special measures in month {month}, its quality {side} the line"
    way = _way_out(story)
    return f"{entered}, {way} and {end}."


def _until(row: Mapping[str, object]) -> str:
    """How long a spell lasted, for one among several."""
    reason = row["end_reason"]
    if reason == "exit":
        return f"to {int(cast(float, row['exited']))}"
    return f"until it was {reason}" if reason else "to the end"


def _way_out(story: Story) -> str:
    row = story.tables["spells"][-1]
    if row["end_reason"] == "exit":
        month = int(row["exited"])
        was = "" if story.at(month) >= story.line else f", still below the line at {story.at(month):.1f}"
        return f"left in month {month}{was}"
    return f"was {row['end_reason']}" if row["end_reason"] else "had not left by the last month"


def why_so_long(story: Story) -> str:
    """What reports found against the exit rule in its longest stay; empty for a short one, or a rule that changed.

    A report that meets the rule allows release; chance decides whether and when it comes.
    """
    stays = [(_out_in(story, row) - int(row["entered"]), row) for row in story.tables["spells"]]
    months, row = max(stays, key=lambda each: each[0], default=(0, None))
    if row is None or months < LONG or any(change.lever == EXIT_RULE for change in story.scenario.changes):
        return ""
    begin, end = int(row["entered"]), _out_in(story, row)
    good_only = story.scenario.levers.regime.exit_rule == 1
    asked = "good overall" if good_only else "requires improvement overall, and well-led more than inadequate"
    reports = [each for each in story.tables["inspections"] if begin < (each["published"] or -1) <= end]
    met = [int(each["published"]) for each in reports if _is_enough(each, good_only)]
    count = "1 report" if len(reports) == 1 else f"{len(reports)} reports" if reports else "no report"
    said = (
        f"At its longest it was in special measures for {months} months, in which {count} came out. Release asks that "
        f"a report finds at least {asked}: "
    )
    if not met:
        return f"{said}none did."
    came = f"it came in month {end}" if row["end_reason"] == "exit" else "it did not come"
    found = f"{len(met)} did, the first in month {met[0]}"
    return f"{said}{found}. Release is decided after such a report, not always and not at once; {came}."


def _out_in(story: Story, row: Mapping[str, object]) -> int:
    """The month in which a spell ended, or the first that is not known."""
    exited = cast("float | None", row["exited"])
    return story.months if exited is None or exited != exited else int(exited)


def _is_enough(report: Mapping[str, object], good_only: bool) -> bool:
    if good_only:
        return report["overall"] in ("good", "outstanding")
    return report["overall"] not in ("inadequate", "", None) and report["well_led"] != "inadequate"


def _span(story: Story, begin: Turn, end: Turn) -> str:
    before, after = round(story.at(begin.month), 1), round(story.at(end.month), 1)
    change = after - before
    went = "held" if abs(change) < SLIGHT else "fell" if change < 0 else "rose"
    causes = np.array(rounded(story.accounts[QUALITY].lasting(begin.month, end.month), change))
    names = list(story.accounts[QUALITY].causes)
    with_it = ", ".join(_strongest(names, causes, change))
    against = ", ".join(_strongest(names, causes, -change))
    text = f"From {_place(begin)} to {_place(end)} quality {went} from {before:.1f} to {after:.1f}"
    text += f", mostly through {with_it}" if with_it else ""
    return f"{text}; against that, {against}." if against else f"{text}."


def _strongest(names: list[str], causes: Numbers, way: float) -> Iterator[str]:
    sign = 1.0 if way >= 0 else -1.0
    for place in (-sign * causes).argsort(kind="stable")[:NAMED].tolist():
        if sign * causes[place] >= SLIGHT:
            yield f"{short(names[place])} ({causes[place]:+.1f})"


def _place(turn: Turn) -> str:
    if turn.month < 0:
        return "the start"
    names = turn.name.replace("worst", "its worst")
    return f"{names} (month {turn.month})"


def what_parted(parting: Parting) -> list[str]:
    """When and by what two histories of a trust part, and what came of it."""
    one, other, found = parting.one, parting.other, parting.divergence
    if found is None:
        return [f"{one.name} is the same in {one.arm} and {other.arm} in all {one.months} months."]
    if found.month < 0:
        when = f"{one.name} differs in {one.arm} and {other.arm} before month 0"
    else:
        when = f"{one.name} first differs between {one.arm} and {other.arm} in month {found.month}"
    inputs = ", ".join(input_in_words(name) for name in found.inputs) or "none that can be named"
    said = [f"{when}. Of what it reads, this differed: {inputs}."]
    gap = parting.gap
    widest = int(abs(gap).argmax())
    if abs(gap[widest]) < SLIGHT:
        return [*said, f"Its quality never differs by as much as {SLIGHT:g} points."]
    names, causes = list(one.accounts[QUALITY].causes), parting.by_cause(widest)
    causes = np.array(rounded(causes, round(float(gap[widest]), 1) - round(parting.at_start, 1)))
    mostly = ", ".join(_strongest(names, causes, float(gap[widest])))
    way = "higher" if gap[widest] > 0 else "lower"
    text = f"At most, in month {widest}, its quality is {abs(gap[widest]):.1f} points {way} in {other.arm}"
    said.append(f"{text}, mostly through {mostly}." if mostly else f"{text}.")
    last = len(gap) - 1
    said.append(f"In month {last}, the last that both have, the difference is {gap[last]:+.1f} points.")
    return said


def input_in_words(name: str) -> str:
    """An input of a divergence as a reader knows it.

    >>> input_in_words("event"), input_in_words("heard_help")
    ('an event ordered for it', 'help of local partners, as offered (heard_help)')
    """
    heard = {each.name: each.metadata["meaning"] for each in fields(TrustFields)}
    return f"{heard[name]} ({name})" if name in heard else INPUTS.get(name, name)
