"""A finding in sentences: where a claim holds, how often, and how often the box is wrong."""

from collections.abc import Sequence

from turnaround_sim import beliefs
from turnaround_sim.analysis.discovery.claims import Claim
from turnaround_sim.analysis.discovery.finding import Found
from turnaround_sim.analysis.discovery.findings import Finding
from turnaround_sim.analysis.discovery.judging import Share
from turnaround_sim.analysis.discovery.regions import Limit, Region
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.analysis.words import number
from turnaround_sim.design import Factor


def said(claim: Claim) -> str:
    """What a case is, in words: "money has lower quality shortfall than no money"."""
    column = claim.column
    words = "has" if claim.where == "holds" else "does not have"
    text = f"{claim.arm} {words} {column.better} {_small(column.label)} than {claim.against}"
    if claim.least or claim.per:
        text += f" by more than {number(claim.least) if claim.least else 0} {column.unit}"
    if claim.per:
        per = column_of(claim.per)
        text += f" for each {per.unit} of {_small(per.label)}"
    return text


def percent(value: float) -> str:
    """A share as a percentage.

    >>> percent(0.784), percent(0.004), percent(float("nan"))
    ('78%', '0.4%', '–')
    """
    if value != value:
        return "–"
    return f"{value:.1%}" if 0 < value < 0.0095 else f"{value:.0%}"


def with_interval(share: Share) -> str:
    """A share with its interval.

    >>> with_interval(Share(80, 100))
    '80% (71% to 87%)'
    """
    return f"{percent(share.value)} ({ends(share)})"


def ends(share: Share) -> str:
    """Both ends of a share's interval."""
    return f"{percent(share.low)} to {percent(share.high)}"


def meaning(factor: Factor) -> str:
    """What a factor is, in the few words before its note goes into detail; its name where it has none.

    >>> from turnaround_sim.design import Factor
    >>> from turnaround_sim.design.factors import every
    >>> path = "parameters.support.coaching"
    >>> meaning(Factor(path, "support", every()[path], 0.0, 0.015, "prior"))
    'capability from full coaching, three days a week'
    """
    note = factor.declared.note.partition(";")[0].partition(" (")[0].strip()
    return note or factor.short


def value_of(factor: Factor, place: float) -> str:
    """The value at a place of a factor's range, with its unit."""
    unit = "" if factor.declared.unit in ("1", "0-1", "-1-1", "count") else f" {factor.declared.unit}"
    return f"{plain(factor, place)}{unit}"


def plain(factor: Factor, place: float) -> str:
    """The value at a place of a factor's range, without its unit."""
    value = float(factor.value(place))
    return f"{value:.3g}" if abs(value) < 1000 else f"{value:,.0f}"


def limited(limit: Limit, factor: Factor) -> str:
    """A limit in words: from which value on, and how much of the range or of the prior lies there."""
    of = "of its prior" if factor.distribution == "prior" else "of its range"
    if factor.middle < 1.0:
        of = f"of the middle {percent(factor.middle)} of its prior"
    share = percent(limit.high - limit.low)
    is_whole = factor.declared.annotation is int
    if limit.high >= 1.0:
        words = f"{'at least' if is_whole else 'above'} {value_of(factor, limit.low)} (the highest {share} {of})"
    elif limit.low <= 0.0:
        words = f"{'at most' if is_whole else 'below'} {value_of(factor, limit.high)} (the lowest {share} {of})"
    else:
        low, high = plain(factor, limit.low), value_of(factor, limit.high)
        words = f"between {low} and {high} ({share} {of}, in its midst)"
    return f"{meaning(factor)} ({factor.short}) is {words}"


def region_said(region: Region, factors: Sequence[Factor]) -> str:
    """All limits of a region, joined."""
    return " and ".join(limited(limit, factors[limit.factor]) for limit in region.limits) or "anything is possible"


def box_said(found: Found, finding: Finding, factors: Sequence[Factor]) -> str:
    """A box as a sentence, with how it does on held-out points; or that there is none."""
    held, claim = found.held_out, finding.claim
    what = said(claim)
    anywhere = f"{what} at {with_interval(held.base)} of the {held.base.of} points held out"
    if not found.region.limits:
        return f"{found.method} finds no region: nothing stands out on the half it was shown. {_up(anywhere)}."
    where = region_said(found.region, factors)
    if not found.is_found:
        return (
            f"{found.method} finds no region that lasts: where {where}, {what} at {with_interval(held.density)} of "
            f"the {held.density.of} points held out there, not told apart from {percent(held.base.value)} anywhere."
        )
    return (
        f"Where {where}, {what} at {with_interval(held.density)} of points, against {percent(held.base.value)} "
        f"anywhere. The box covers {with_interval(held.coverage)} of all such points; "
        f"{with_interval(held.false_alarms)} of the {held.density.of} held-out points in it are false alarms."
    )


def answer(finding: Finding) -> str:
    """Where the claim holds, in a sentence, before any box is told."""
    search, what = finding.search, said(finding.claim)
    share = Share(search.cases, search.is_case.size)
    count = f"{share.count} of {share.of} points"
    if search.extent == "nowhere":
        return f"Nowhere in the ranges looked at: at none of {share.of} points {what} (95% interval {ends(share)})."
    if search.extent == "everywhere":
        return f"Everywhere in the ranges looked at: at all {share.of} points {what} (95% interval {ends(share)})."
    if search.extent != "somewhere":
        return f"{_up(search.extent)}: {what} at {count}, {with_interval(share)}: too one-sided to look for a region."
    found = [box.method for box in search.boxes if box.is_found]
    if found:
        return f"It depends: {what} at {count}, {with_interval(share)}, and {' and '.join(found)} can say where."
    return (
        f"It cannot be said where: {what} at {count}, {with_interval(share)}, and no region stands out from the rest."
    )


def uninformed(region: Region, factors: Sequence[Factor]) -> tuple[Factor, ...]:
    """The parameters of a box of which the record says nothing."""
    its = [factors[limit.factor] for limit in region.limits]
    return tuple(factor for factor in its if not factor.is_lever and not beliefs.is_informed(factor.short))


def luck_said(finding: Finding) -> str:
    """How far luck alone decides which points are cases."""
    its = finding.labels
    worlds = finding.margins.shape[1]
    if worlds < 2:
        return "With one world a point, luck cannot be told from what is true there: run two or more."
    ties = int((finding.margins == 0.0).all(axis=1).sum())
    even = (
        f" At {ties} of {its.points} points both arms are the same in every world: there no arm is better."
        if ties
        else ""
    )
    if its.real == 0.0:
        return (
            f"Each point is judged by {worlds} worlds in both arms, and its differences are spread no wider than luck "
            f"would have them: which points are cases is luck, as far as can be told.{even}"
        )
    return (
        f"Each point is judged by {worlds} worlds in both arms. At {its.apart} of {its.points} points the 95% interval "
        f"of the difference tells on which side it is. By estimate, luck alone puts {percent(its.wrong)} of all points "
        f"on the wrong side, and {percent(its.real)} of the spread between points is real. Points on the wrong side "
        f"blur a box: as a rule it lies further from the rest in truth than is seen.{even}"
    )


def guard_said(found: Found) -> str:
    """How often the same search finds something where there is nothing."""
    its = found.guard
    if not its.shuffles:
        return "The search was not tried on shuffled labels."
    told = f"On shuffled labels, where there is nothing to find, {found.method} gave a region in {its.found} of "
    if not found.region.limits:
        return f"{told}{its.shuffles} searches."
    return f"{told}{its.shuffles} searches, and a box at least as dense as this in {its.as_high}."


def _small(label: str) -> str:
    return f"{label[:1].lower()}{label[1:]}"


def _up(text: str) -> str:
    return f"{text[:1].upper()}{text[1:]}"
