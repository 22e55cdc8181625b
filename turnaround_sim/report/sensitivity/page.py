"""The report of a sensitivity study as one page, with its pictures beside it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from turnaround_sim import beliefs
from turnaround_sim.analysis.sensitivity import words
from turnaround_sim.analysis.sensitivity.reading import Analysed
from turnaround_sim.analysis.words import number
from turnaround_sim.assurance.grades import GRADES, grade
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.report.charts.chart import Chart
from turnaround_sim.report.page import drawn, templates
from turnaround_sim.report.sensitivity import checks, curves, indices
from turnaround_sim.report.writing import PAGE, files_of, replace

FIRST = 5
"""Factors of each outcome that are weighed against their evidence."""

WORDS = (
    ("Factor", "a parameter or a lever that the study varies, over the range that the register gives it"),
    ("Variance", "how far an outcome differs from world to world, squared; it can be shared out among causes"),
    ("First index", "the share of the factors' variance that one factor makes alone"),
    ("Total index", "the share that it has a part in, alone or with others; total indices can add up to more than 1"),
    ("Chance", "what differs between worlds whose factors are all the same"),
    ("With luck in", "what the usual estimators say, which take the luck left in a mean over worlds for a factor's"),
    ("N", "rows of Sobol's sample; each is a point for every factor, and two more"),
    ("Emulator", "a quick guess at the model, made from few worlds, and checked at points that it was not shown"),
    ("Grade", "how good the grounds are that a number stands on, from A to D"),
)


@dataclass(frozen=True)
class Part:
    """A part of the page: its heading, what is said, and its pictures."""

    heading: str
    said: str
    charts: tuple[Chart, ...]


def write_sensitivity(of: Analysed) -> list[Path]:
    """Write a study's report into its folder: all files or none; the same study, the same bytes.

    Returns
    -------
    `report.html`, and `figures/*.png` and `*.svg`.

    Raises
    ------
    Mistake
        The folder cannot be written to.
    """
    its = parts(of)
    files = {PAGE: page(of, its).encode()}
    files |= files_of(chart for part in its for chart in part.charts)
    return replace(of.folder, files)


def parts(of: Analysed) -> list[Part]:
    """Every part of the page that has a picture, in order."""
    looked = of.quantities()
    methods = [name for name in ("sobol", "fast") if name in of.manifest["blocks"]]
    told = [
        Part("How much is chance", "", _drawn([indices.shares(of)])),
        Part(
            "What each outcome hangs on",
            "",
            _drawn([indices.one_by_one(of, *each, method) for each in looked for method in methods]),
        ),
        Part(
            "Groups of factors",
            "All factors, those too many to be taken one by one among them, each group varied as one.",
            _drawn([indices.one_by_one(of, *each, "groups") for each in looked]),
        ),
        Part("Which factors matter at all", "", _drawn([indices.screen(of, *each) for each in looked])),
        Part(
            "One factor at a time",
            "To be read for shapes and thresholds, not for how much a factor matters: it shows no interaction.",
            _drawn([curves.along(of, *each) for each in looked]),
        ),
        Part(
            "The whole distribution",
            "",
            _drawn([indices.shape(of, *each, method) for each in looked for method in ("pawn", "delta")]),
        ),
        Part("Was N enough?", "", _drawn([checks.settling(of, *each) for each in looked])),
        Part("The same from few worlds", "", _drawn([checks.emulator(of, *each) for each in looked])),
    ]
    return [part for part in told if part.charts]


def _drawn(charts: Sequence[Chart | None]) -> tuple[Chart, ...]:
    return tuple(chart for chart in charts if chart is not None)


def page(of: Analysed, its: Sequence[Part]) -> str:
    """The whole page. The same study gives the same text."""
    looked = of.quantities()
    return (
        templates()
        .get_template("sensitivity.html")
        .render(
            title=of.manifest["title"] or f"What {of.manifest['name']} hangs on",
            colour="#111111",
            question=of.manifest["question"],
            hypothesis=of.manifest["hypothesis"],
            answers=[words.drives(of, *each) for each in looked],
            chance=[text for text in (words.chance(of, *each) for each in looked[:1]) if text],
            caveats=list(caveats(of)),
            weak=weak(of),
            grades=GRADES,
            pairs=[row for each in looked for row in checks.together(of, *each)],
            parts=[{"heading": p.heading, "said": p.said, "charts": [drawn(chart) for chart in p.charts]} for p in its],
            command=of.manifest.get("command", ""),
            facts=list(facts(of)),
            notice=NOTICE,
            out_of_scope=OUT_OF_SCOPE,
            words=WORDS,
        )
    )


def weak(of: Analysed) -> list[tuple[str, ...]]:
    """The factors that outcomes hang on most, with the grade of their evidence, the weakest grounds first."""
    seen: dict[str, list[str]] = {}
    for outcome, arm in of.quantities():
        method, _, its = words.ranked(of, outcome, arm)
        for row in words.told_apart(its).head(FIRST).to_dict("records"):
            share = words.interval_said(row) if method in ("sobol", "fast") else number(row["value"])
            seen.setdefault(row["factor"], []).append(f"{words.quantity(of, outcome, arm).label} {share}")
    known = {factor.path: factor for factor in of.factors}
    rows = []
    for path, outcomes in seen.items():
        factor = known[path]
        if factor.is_lever:
            rows.append((indices.short(path), "–", "a lever: decided, not believed", "; ".join(outcomes)))
        else:
            informed = "yes" if beliefs.is_informed(factor.short) else "no"
            rows.append((indices.short(path), grade(factor.declared), informed, "; ".join(outcomes)))
    return sorted(rows, key=lambda row: (row[1] == "–", -ord(row[1][0])))


def caveats(of: Analysed) -> list[tuple[str, str]]:
    """What must be known with the answer, the weightiest first."""
    told = [("Refused", text) for text in words.refusals(of)]
    enough = [line for each in of.quantities() for line in words.enough(of, *each)]
    small = sorted({line.partition(":")[0] for line in enough if "is too small" in line})
    for method in small:
        count = sum(line.startswith(f"{method}:") and "is too small" in line for line in enough)
        text = f"{method}: N is too small for indices as stable as was wanted, on {count} of {len(of.quantities())}"
        told.append(("N", f"{text} outcomes; how wide they are stands in the pictures."))
    ranges = "An index is a share of what these ranges make. A factor with a wide range looks important because it is"
    told.append(("Ranges decide", f"{ranges} not known, one with a narrow range does not, whatever it does."))
    alone = "Factors are drawn independently of each other, before any comparison with the record: what the record says"
    told.append(("Factors on their own", f"{alone} of them together is not in these indices."))
    told.append(("What it does not show", "Which assumptions drive the model is not which causes drive trusts."))
    return told


def facts(of: Analysed) -> list[tuple[str, str]]:
    """How the study was made."""
    manifest = of.manifest
    versions = ", ".join(f"{name} {version}" for name, version in manifest["versions"].items())
    arms = len(manifest["arms"])
    told = []
    for name, block in manifest["blocks"].items():
        worlds = f"{block['worlds']} world{'s' * (block['worlds'] > 1)}"
        size = f"{block['points']:,} points × {arms} arm{'s' * (arms > 1)} × {worlds}"
        told.append((words.METHODS.get(name, name), f"{size}, {len(block['factors'])} factors"))
    told += [
        ("Arms", ", ".join(manifest["arms"])),
        ("Seed", str(manifest["seed"])),
        ("Design", ", ".join(f"{name} {value}" for name, value in manifest["checksums"].items())),
        ("Source", manifest["source"]),
        ("Versions", versions),
        ("Run on", manifest["started"]),
        ("Time taken", f"{number(manifest['seconds'])} s"),
    ]
    return told
