"""What a choice says, in sentences: the answer first, then what it rests on."""

import math
from collections.abc import Sequence

from turnaround_sim.analysis.choice.asking import Threshold
from turnaround_sim.analysis.choice.reading import Choice, Policies
from turnaround_sim.analysis.choice.regret import Estimate
from turnaround_sim.analysis.choice.satisficing import Share
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.analysis.words import interval, number, quoted

NAMES = {"posterior": "what the record leaves of the parameters", "prior": "the judged ranges alone"}


def listed(names: Sequence[str], joint: str = "and") -> str:
    """Names that a user gave, in a row.

    >>> listed(["a", "b", "c"]), listed(["a"])
    ('“a”, “b” and “c”', '“a”')
    """
    told = [quoted(name) for name in names]
    return told[0] if len(told) == 1 else f"{', '.join(told[:-1])} {joint} {told[-1]}"


def estimate(each: Estimate, unit: str = "") -> str:
    """A number with its interval, and its unit."""
    spread = (each.high - each.low) / 2
    told = f"{number(each.value, spread)} ({interval(each.low, each.high)})"
    return f"{told} {unit}".strip()


def share(each: Share) -> str:
    """A share of draws with its interval.

    >>> share(Share(0.25, 0.1, 0.5, 20))
    '25% (10% to 50%)'
    """
    return f"{each.value:.0%} ({each.low:.0%} to {each.high:.0%})" if each.value == each.value else "–"


def leading(policies: Policies, outcome: str) -> str:
    """Which policies are ahead under draws from one source, in a sentence."""
    leaders, within = policies.leaders(outcome), policies.within
    column = column_of(outcome)
    words = f"{column.better} {column.label[:1].lower()}{column.label[1:]}"
    if len(within) == 1:
        return f"{quoted(within[0])} alone keeps the budget."
    if len(leaders) == 1:
        rest = len(within) - 1
        others = "the other policy" if rest == 1 else f"each of the {rest} other policies"
        return f"{quoted(leaders[0])} has {words} than {others} within budget, beyond chance."
    if len(leaders) == len(within):
        return f"None of the {len(within)} policies within budget can be told from the best."
    behind = [arm for arm in within if arm not in leaders]
    return f"{listed(leaders)} cannot be told apart; {listed(behind)} {'does' if len(behind) == 1 else 'do'} worse."


def answer(of: Choice) -> str:
    """The answer in a sentence: one policy, several, or none."""
    outcome = of.outcome
    first, then = of.posterior.leaders(outcome), of.prior.leaders(outcome)
    if len(of.posterior.within) == 1:
        return f"{quoted(first[0])} is the one policy that keeps the budget: there is nothing to choose."
    if len(first) == 1 and first == then:
        return f"{quoted(first[0])} holds up: it does best on {_label(outcome)}, by the record and by the ranges alone."
    if len(first) == 1:
        if first[0] in then:
            return (
                f"{quoted(first[0])} does best on {_label(outcome)} by what the record leaves; by the judged ranges "
                "alone it cannot be told from the next."
            )
        return (
            f"It depends on what is believed: by what the record leaves {quoted(first[0])} does best on "
            f"{_label(outcome)}, by the judged ranges alone {listed(then, 'or')}."
        )
    if len(first) == len(of.posterior.within):
        return f"None of the policies within budget can be told from the others on {_label(outcome)}."
    return f"No one policy stands out on {_label(outcome)}: {listed(first)} cannot be told apart."


FEW_DRAWS = 20
"""Draws below which intervals over draws are not to be relied on."""


def caveats(of: Choice) -> list[tuple[str, str]]:
    """What must be known with the answer, the weightiest first."""
    told = []
    if of.watermark:
        told.append(("The record", f"{of.watermark} There posterior and prior can hardly differ."))
    budget = of.wanted.budget
    over = [each for each in of.posterior.spending if not each.within]
    if budget is None:
        told.append(("No budget", "The file sets none: policies that cost more are set against others that cost less."))
    elif over:
        names = listed([each.arm for each in over])
        told.append(("Over budget", f"{names} cannot be chosen; what {_they(over)} would do is shown for comparison."))
    near = [each for each in of.posterior.spending if budget and each.low <= budget.limit < each.high]
    if near and budget:
        names = listed([each.arm for each in near])
        told.append(("Near the budget", f"Whether {names} {_keeps(near)} it on the mean is not told from chance."))
    for policies in (of.posterior, of.prior):
        left = policies.left_out[of.outcome]
        if left:
            text = f"In {left} draws of the {policies.uncertainty} some policy has no number for {_label(of.outcome)}"
            told.append(("Left out", f"{text}; they do not count."))
    draws, worlds = of.wanted.draws, of.wanted.replicates
    if draws < FEW_DRAWS:
        told.append(("Few draws", f"{draws} draws are few: no sentence here should be relied on; {FEW_DRAWS} or more."))
    text = (
        f"In each draw a policy is known by {worlds} worlds, and the best of several is flattered by luck. Here the "
        "best of a draw is picked on half of its worlds and measured on the other half. The true mean regret lies "
        "between that and the regret as seen: an interval begins where it does with luck out, and ends where it does "
        "with luck in."
    )
    told.append(("Chance", text))
    apart = (
        f"Policies count as told apart where intervals over {draws} draws, wide enough for all pairs to hold together"
    )
    told.append(("Apart", f"{apart} in 95 of 100 studies, leave out nought."))
    told.append(("The choice is of these", "A policy that is not among them may do better than all of them."))
    return told


def _they(over: Sequence[object]) -> str:
    return "it" if len(over) == 1 else "they"


def _keeps(near: Sequence[object]) -> str:
    return "keeps" if len(near) == 1 else "keep"


def _label(outcome: str) -> str:
    label = column_of(outcome).label
    return f"{label[:1].lower()}{label[1:]}"


def binding(policies: Policies, thresholds: Sequence[Threshold]) -> list[str]:
    """Which threshold each policy fails most often, in sentences."""
    told = []
    for each in policies.satisfied:
        if each.binds is None:
            told.append(f"{quoted(each.arm)} meets every threshold in all draws.")
        else:
            threshold = thresholds[each.binds]
            told.append(
                f"{quoted(each.arm)} fails most often on: {threshold.said} (met in {share(each.each[each.binds])})."
            )
    return told


def flattery(of: Choice) -> list[str]:
    """By how much the search had flattered its finds, in sentences."""
    if of.pareto is None or not of.pareto.members:
        return []
    told = []
    for name, each in of.pareto.flattered.items():
        column = column_of(name)
        spread = (each.high - each.low) / 2
        if math.isfinite(spread) and not each.low <= 0.0 <= each.high:
            way = "worse" if each.value > 0 else "better"
            word = f"looks {way} by {number(abs(each.value), spread)} {column.unit}"
        else:
            word = f"moves by {number(each.value, spread)} {column.unit} (worse if positive), which can be chance"
        told.append(f"{column.label}: measured anew the set {word}, 95% interval {interval(each.low, each.high)}.")
    return told


def found(of: Choice) -> str:
    """What the search found, in a sentence."""
    pareto = of.pareto
    if pareto is None:
        return ""
    if not pareto.members:
        return f"None of {pareto.tried} policies tried keeps the budget: the search found nothing."
    again = sum(each.within and each.still for each in pareto.members)
    return (
        f"Of {pareto.tried} policies tried, {pareto.within} keep the budget. {len(pareto.members)} of those that no "
        f"other beats on all objectives were measured anew, in draws and worlds that the search had not seen; "
        f"{again} of them still keep the budget and are beaten by no other of the set."
    )
