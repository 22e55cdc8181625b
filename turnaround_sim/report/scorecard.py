"""The scorecard as one page: the answer first, then what fails."""

from collections.abc import Mapping
from typing import TYPE_CHECKING

from turnaround_sim.analysis.words import number
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.report.backtest_figure import backtest_figures
from turnaround_sim.report.page import templates
from turnaround_sim.report.slide import inline
from turnaround_sim.validation.fact import Fact, Kind, Result

if TYPE_CHECKING:
    from turnaround_sim.validation.study import Scorecard

HEADINGS: Mapping[tuple[Kind, Result], str] = {
    ("record", "fail"): "What the model gets wrong",
    ("record", "pass"): "What it gets right",
    ("record", "not testable"): "What cannot be asked of it",
    ("theory", "fail"): "What theories foretell and it does not show",
    ("theory", "pass"): "What theories foretell and it shows, in small worlds made for them",
    ("theory", "not testable"): "What theories foretell and it has no means to show",
}
WHY_HEADER = "Fact (source)", "Why not"
HEADER = "Fact (evidence, source)", "Must be", "Observed", "Model", "95%"


def page(card: "Scorecard") -> str:
    """The whole page. The same scorecard gives the same text."""
    parts = {}
    for (kind, result), heading in HEADINGS.items():
        facts = [fact for fact in card.facts if fact.held_out and (fact.kind, fact.result) == (kind, result)]
        if facts:
            parts[heading] = [why(fact) if result == "not testable" else row(fact) for fact in facts]
    fitted = [row(fact) for fact in card.facts if not fact.held_out]
    return (
        templates()
        .get_template("scorecard.html")
        .render(
            title="Scorecard: facts that no calibration has seen",
            answer=card.sentence,
            notice=NOTICE,
            out_of_scope=OUT_OF_SCOPE,
            parts=parts,
            header=HEADER,
            why_header=WHY_HEADER,
            untested=[heading for (_, result), heading in HEADINGS.items() if result == "not testable"],
            fitted=fitted,
            pictures=[inline(each.figure, each.title, " ".join(each.said)) for each in backtest_figures(card.held)],
            manifest=card.run.manifest,
            run=card.run.folder.name,
            colour="#111111",
        )
    )


def row(fact: Fact) -> tuple[str, ...]:
    """A fact as a row of the table."""
    ends = f"{number(fact.low)} to {number(fact.high)}" if fact.low == fact.low else "–"
    strength = fact.strength if fact.held_out else "fitted, no test"
    named = f"{fact.id}: {fact.fact} ({strength}; {fact.source})"
    return named, fact.tolerance, number(fact.observed), number(fact.model), ends


def why(fact: Fact) -> tuple[str, ...]:
    """A fact that cannot be asked, as a row: and why not."""
    return f"{fact.id}: {fact.fact} ({fact.source})", fact.why
