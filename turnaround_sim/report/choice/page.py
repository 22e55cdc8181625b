"""The report of a choice as one page, with its pictures beside it."""

from pathlib import Path

from turnaround_sim.analysis.choice import words
from turnaround_sim.analysis.choice.reading import DRAWN, MAIN, Choice
from turnaround_sim.analysis.discovery import sentences
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.points import read_blocks
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.choice import pictures
from turnaround_sim.report.page import drawn, templates
from turnaround_sim.report.writing import PAGE, files_of, replace

WORDS = (
    ("Policy", "an arm of the study: a way to set the levers"),
    (
        "Draw",
        "one set of parameters that could be true; the posterior is what the record leaves, the prior what was judged",
    ),
    ("Regret", "by how much a policy does worse than the best one within budget would have, had one known the draw"),
    ("Good enough", "a policy meets all thresholds that the file sets, in a draw"),
    ("Pareto set", "policies that no other policy tried beats on every objective"),
    ("Measured anew", "run again in draws and worlds that had no part in finding the policy"),
    ("Density", "the share of draws inside a box in which the claim holds"),
    ("Coverage", "the share of all draws in which the claim holds that lie inside the box"),
)


def write_choice(of: Choice) -> list[Path]:
    """Write a choice's report into its folder: all files or none; the same study, the same bytes.

    Returns
    -------
    `report.html`, and `figures/*.png` and `*.svg`.

    Raises
    ------
    Mistake
        The folder cannot be written to.
    """
    regrets, rest = charts(of)
    files = {PAGE: page(of, regrets, rest).encode()}
    files |= files_of([*regrets, *rest])
    return replace(of.folder, files)


def charts(of: Choice) -> tuple[list[Chart], list[Chart]]:
    """The pictures of regret, and the others."""
    regrets = [pictures.regret(of, outcome) for outcome in of.manifest["outcomes"]]
    rest = [pictures.satisficing(of), pictures.parallel(of)]
    return [each for each in regrets if each], [each for each in rest if each]


def page(of: Choice, regrets: list[Chart], rest: list[Chart]) -> str:
    """The whole page. The same study gives the same text."""
    finding = of.conditions
    return (
        templates()
        .get_template("choice.html")
        .render(
            title=of.manifest["title"] or f"Which policy of {of.manifest['name']}?",
            colour="#111111",
            question=" ".join(of.manifest["question"].split()),
            hypothesis=" ".join(of.manifest["hypothesis"].split()),
            answer=words.answer(of),
            beside=[
                f"By {words.NAMES[each.uncertainty]}: {words.leading(each, of.outcome)}"
                for each in (of.posterior, of.prior)
            ],
            caveats=words.caveats(of),
            header=_header(of),
            rows=_rows(of),
            budget=_budget(of),
            regrets=[drawn(chart) for chart in regrets],
            rest=[drawn(chart) for chart in rest],
            flattery=words.flattery(of),
            claim="" if finding is None else f"{finding.claim.arm} beats {finding.claim.against}",
            conditions=[] if finding is None else conditions(of),
            command=of.manifest.get("command", ""),
            facts=list(_facts(of)),
            notice=NOTICE,
            out_of_scope=OUT_OF_SCOPE,
            words=WORDS,
        )
    )


def conditions(of: Choice) -> list[str]:
    """What would have to be true for B to beat A, in sentences, with what they are worth on draws held out."""
    finding = of.conditions
    if finding is None:
        return []
    told = [sentences.answer(finding)]
    for box in finding.search.boxes:
        told.append(sentences.box_said(box, finding, of.factors))
        silent = sentences.uninformed(box.region, of.factors)
        if silent and box.is_found:
            told.append(f"Of {', '.join(factor.short for factor in silent)} the record says nothing.")
        told.append(sentences.guard_said(box))
    told.append(sentences.luck_said(finding))
    return told


def _header(of: Choice) -> tuple[str, ...]:
    column = column_of(of.outcome)
    met = ("Good enough, posterior", "Good enough, prior") if of.wanted.satisfy else ()
    regret = f"mean regret, {column.unit}"
    return (
        "Policy",
        "Spends, £m",
        "Over budget in",
        f"Posterior: {regret}",
        f"Prior: {regret}",
        *met,
        "Told from the best",
    )


def _rows(of: Choice) -> list[tuple[str, ...]]:
    """Every policy on one line; those within budget first, by mean regret under the posterior."""
    told = {each.arm: each for each in of.posterior.between[of.outcome]}
    rows = []
    for place, spent in enumerate(of.posterior.spending):
        regrets = [of.of(each).regrets[of.outcome][place].told for each in DRAWN]
        met = [words.share(of.of(each).satisfied[place].all) for each in DRAWN] if of.wanted.satisfy else []
        if not spent.within:
            said = "over budget: cannot be chosen"
        elif spent.arm not in told:
            said = "the best mean"
        else:
            each = told[spent.arm]
            by = f"{number(each.mean, (each.high - each.low) / 2)} ({interval(each.low, each.high)})"
            said = f"{'yes, worse' if each.is_told else 'no'}: {by}"
        spread = (spent.high - spent.low) / 2
        money = f"{number(spent.mean, spread)} ({interval(spent.low, spent.high)})"
        row = (spent.arm, money, words.share(spent.breaks),
               *(words.estimate(regret) for regret in regrets), *met, said)  # fmt: skip
        rows.append((not spent.within, regrets[0].value, row))
    return [row for *_, row in sorted(rows, key=lambda each: each[:2])]


def _budget(of: Choice) -> str:
    budget = of.wanted.budget
    if budget is None:
        return "The file sets no budget."
    column = column_of(budget.outcome)
    by = f", and {budget.by:.0%} more is let pass" if budget.by else ""
    return (
        f"The budget: {column.label[:1].lower()}{column.label[1:]} of {budget.most:g} {column.unit} on the mean over "
        f"draws of the posterior{by}. Single draws may pass it; in how many stands in the table."
    )


def _facts(of: Choice) -> "list[tuple[str, str]]":
    manifest = of.manifest
    worlds = of.wanted.replicates
    draws = f"{of.wanted.draws} of the posterior and {of.wanted.draws} of the prior"
    told = [
        ("Policies", f"{len(manifest['arms'])}: {', '.join(manifest['arms'])}"),
        ("Draws", f"{draws}, {worlds} worlds each, the same for all policies"),
    ]
    if of.conditions is not None:
        count = len(of.conditions.margins)
        told.append(("Conditions", f"sought among {count} draws of the prior and {len(of.factors)} parameters"))
    if of.pareto is not None:
        search = of.pareto.wanted
        tried = f"{search.generations} generations of {search.population}, {of.pareto.tried} policies tried, each by"
        luck = f"{search.draws} other draws of the posterior × {search.worlds} other worlds"
        told.append(("Search", f"{tried} {luck}, over “{search.over}”"))
    checks = read_blocks(of.folder / MAIN)
    told += [
        ("Seed", str(manifest["seed"])),
        ("Design", f"{sum(len(block.point) for block in checks.values()):,} points"),
        ("Source", manifest["source_digest"]),
        ("Versions", ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())),
        ("Run on", manifest["started"]),
        ("Time taken", f"{number(manifest['seconds'])} s"),
    ]
    return told
