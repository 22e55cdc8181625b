"""What the report of a study in discovery says, whole, before it is set as a page."""

from collections.abc import Iterator
from dataclasses import dataclass

from turnaround_sim import beliefs
from turnaround_sim.analysis.discovery import sentences
from turnaround_sim.analysis.discovery.finding import Found
from turnaround_sim.analysis.discovery.findings import Discovery, Finding
from turnaround_sim.analysis.discovery.peeling import LEAST, MOST, SHOWN
from turnaround_sim.analysis.discovery.sentences import percent, value_of, with_interval
from turnaround_sim.assurance.grades import grade

FEW_HELD_OUT = 30
"""Held-out points in a box below which its numbers are rough."""
MUCH_LUCK = 0.1
"""Share of labels wrong by luck from which it is said before the boxes."""

Rows = tuple[tuple[str, ...], ...]


@dataclass(frozen=True, eq=False)
class Told:
    """What is told of one claim: its answer, a sentence for each box, what each box is worth and what it rests on."""

    finding: Finding
    answer: str
    boxes: tuple[tuple[Found, str, str], ...]
    worth: Rows
    leaves: Rows
    resting: Rows
    notes: tuple[str, ...]


@dataclass(frozen=True, eq=False)
class Telling:
    """Everything that the report says but its pictures."""

    discovery: Discovery
    told: tuple[Told, ...]
    caveats: tuple[tuple[str, str], ...]
    facts: Rows

    @property
    def title(self) -> str:
        """What the report is about."""
        manifest = self.discovery.manifest
        return str(manifest["title"] or manifest["name"])

    @property
    def question(self) -> str:
        """What was asked, as the file says."""
        return " ".join(str(self.discovery.manifest["question"]).split())

    @property
    def command(self) -> str:
        """The words that ask for it again."""
        return str(self.discovery.manifest["command"])


def tell(discovery: Discovery) -> Telling:
    """Everything that a report says of a study."""
    return Telling(
        discovery=discovery,
        told=tuple(_told(discovery, finding) for finding in discovery.findings),
        caveats=tuple(_caveats(discovery)),
        facts=tuple(_facts(discovery)),
    )


def _told(discovery: Discovery, finding: Finding) -> Told:
    factors = discovery.factors
    return Told(
        finding=finding,
        answer=sentences.answer(finding),
        boxes=tuple(
            (found, sentences.box_said(found, finding, factors), sentences.guard_said(found))
            for found in finding.search.boxes
        ),
        worth=tuple(row for found in finding.search.boxes for row in _worth(found)),
        leaves=_leaves(discovery, finding),
        resting=tuple(_resting(discovery, finding)),
        notes=tuple(_notes(discovery, finding)),
    )


def _worth(found: Found) -> Iterator[tuple[str, ...]]:
    """What a box is worth on either half."""
    for where, its in (("held out", found.held_out), ("found on", found.learnt)):
        shares = (its.base, its.density, its.coverage, its.false_alarms, its.misses)
        yield f"{found.method}, {where}", str(its.base.of), str(its.density.of), *map(with_interval, shares)


def _leaves(discovery: Discovery, finding: Finding) -> Rows:
    """The leaves of CART's tree, densest first; none where it has but its root."""
    tree = next((found for found in finding.search.boxes if found.method == "CART"), None)
    if tree is None or len(tree.path) < 2:
        return ()
    order = sorted(tree.path, key=lambda step: -step.learnt.density.value)
    return tuple(
        (
            sentences.region_said(step.region, discovery.factors),
            percent(step.learnt.density.value),
            str(step.held_out.density.of),
            with_interval(step.held_out.density),
            with_interval(step.held_out.coverage),
        )
        for step in order
    )


def _resting(discovery: Discovery, finding: Finding) -> Iterator[tuple[str, ...]]:
    """What the limits of the boxes rest on: each factor with its range, its grounds, and if the record informs it."""
    seen = dict.fromkeys(limit.factor for found in finding.search.boxes for limit in found.region.limits)
    for number in seen:
        factor = discovery.factors[number]
        declared = factor.declared
        informed = "a decision" if factor.is_lever else "yes" if beliefs.is_informed(factor.short) else "no"
        yield (
            factor.short,
            f"{value_of(factor, 0.0)} to {value_of(factor, 1.0)}",
            declared.kind,
            grade(declared),
            informed,
            declared.source or "none",
            declared.note,
        )


def _notes(discovery: Discovery, finding: Finding) -> Iterator[str]:
    """What a reader of the boxes should know besides."""
    yield sentences.luck_said(finding)
    if finding.left_out:
        yield f"{finding.left_out} points are left out: in some world there was no number for this claim."
    for found in finding.search.boxes:
        silent = sentences.uninformed(found.region, discovery.factors)
        if silent:
            names = ", ".join(factor.short for factor in silent)
            yield (
                f"Not informed: {found.method}'s box hangs on {names}, about which the record is silent. Nobody can "
                "say yet on which side of these limits England lies."
            )


def _caveats(discovery: Discovery) -> Iterator[tuple[str, str]]:
    """What must be known with the answer, the weightiest first."""
    luck = [finding.labels.wrong for finding in discovery.findings]
    if any(wrong >= MUCH_LUCK for wrong in luck):
        worlds = discovery.manifest["replicates"]
        text = (
            f"Up to {percent(max(luck))} of points are on the wrong side of a claim by luck alone, with {worlds} worlds"
        )
        yield "Luck", f"{text} each. More replicates sharpen the boxes."
    every = [found for finding in discovery.findings for found in finding.search.boxes]
    silent = {factor.short for found in every for factor in sentences.uninformed(found.region, discovery.factors)}
    if silent:
        text = f"The record says nothing of {', '.join(sorted(silent))}: a box in terms of these"
        yield "Not informed", f"{text} says what would have to be true, not what is."
    if any(found.region.limits and found.held_out.density.of < FEW_HELD_OUT for found in every):
        yield "Few points", f"A box holds fewer than {FEW_HELD_OUT} held-out points: its numbers are rough."
    text = "Shares are of points spread over the ranges of the factors, each as likely as its prior makes it."
    yield "What a share is", f"{text} They are no chances that something will happen."
    text = f"PRIM is shown the {SHOWN} factors of which one end stands out most; a box has {MOST} factors at most"
    yield (
        "What a box can miss",
        f"{text} and {percent(LEAST)} of points at least. What works only through two factors together may be missed.",
    )


def _facts(discovery: Discovery) -> Iterator[tuple[str, str]]:
    manifest = discovery.manifest
    yield "Arms", ", ".join(manifest["arms"])
    middle = min(factor.middle for factor in discovery.factors)
    over = f"the middle {percent(middle)} of its prior" if middle < 1.0 else "its own range"
    yield "Factors", f"{len(discovery.factors)}, each over {over}"
    yield "Points", f"{manifest['points']:,}, a Latin hypercube; about half to find boxes on, the rest to judge them"
    yield "Worlds", f"{manifest['replicates']} a point in every arm, the same at all points"
    yield "Seed", str(manifest["seed"])
    yield "Source", str(manifest["source_digest"])
    for name in ("ema_workbench", "scikit-learn"):
        yield name, str(manifest["versions"][name])
    yield "Folder", discovery.folder.name
