"""A report as one page that holds all it shows: no script, no font, nothing from elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass

from jinja2 import Environment, PackageLoader, StrictUndefined

from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.assurance.grades import GRADES
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.report.assumptions import Assumption
from turnaround_sim.report.charts import Chart, charts_of
from turnaround_sim.report.figures import FIGURES, OF_EVERY_RUN
from turnaround_sim.report.run import read_run
from turnaround_sim.report.slide import inline
from turnaround_sim.report.study import Study
from turnaround_sim.report.telling import Telling, beats, counted, glossary, mean_row, outcomes_in, shown_first
from turnaround_sim.validation.fact import Fact
from turnaround_sim.validation.study import misses

FEW = 4
"""Arms of which each has a column of its own among the assumptions."""
COLOURS = {"better": "#005a94", "worse": "#b34f00"}
"""Of the answer; both read on white at AA and are told apart by colour-blind readers. All others are black."""


@dataclass(frozen=True)
class Drawn:
    """A picture as the page shows it."""

    title: str
    said: str
    reading: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    svgs: tuple[str, ...]
    wide: bool = False


@dataclass(frozen=True)
class Tabled:
    """A table of one outcome."""

    name: str
    header: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    headline: bool


def missed(fact: Fact) -> tuple[str, ...]:
    """A fact that the model misses, as a row."""
    return fact.id, fact.fact, number(fact.observed), number(fact.model), fact.source


def page(telling: Telling) -> str:
    """The whole page. The same run gives the same text."""
    study = telling.study
    return (
        templates()
        .get_template("report.html")
        .render(
            title=telling.title,
            question=telling.question,
            hypothesis=study.inquiry.hypothesis,
            answer=telling.answer,
            colour=COLOURS.get(
                telling.answer.finding if "not supported" not in telling.answer.verdict else "", "#111111"
            ),
            calibrated=study.calibrated,
            caveats=telling.caveats,
            charts=[*(drawn(chart) for chart in charts_of(study)), *of_the_run(study)],
            expected=expected_of(telling),
            tables=tables_of(telling),
            compared=bool(study.inquiry.others),
            table_note=note_of(study),
            robustness=telling.robustness,
            misses=[missed(fact) for fact in misses()],
            assumptions=_assumptions(telling),
            grades=GRADES,
            sources=telling.sources,
            commands=telling.commands,
            again=telling.again,
            facts=telling.facts,
            notice=NOTICE,
            out_of_scope=OUT_OF_SCOPE,
            glossary=glossary(study),
        )
    )


def templates() -> Environment:
    """The templates of pages."""
    return Environment(
        loader=PackageLoader("turnaround_sim.report"), autoescape=True, undefined=StrictUndefined, trim_blocks=True,
        keep_trailing_newline=True,
    )  # fmt: skip


def drawn(chart: Chart) -> Drawn:
    """A chart as the page shows it."""
    name = "".join(letter if letter.isalnum() else "-" for letter in chart.name)
    count = len(chart.figures)
    svgs = []
    for place, figure in enumerate(chart.figures, start=1):
        title = chart.title if count == 1 else f"{chart.title} ({place} of {count})"
        svgs.append(_element(inline(figure, title, f"{chart.said} {chart.reading} {NOTICE}", f"{name}-{place}")))
    return Drawn(chart.title, chart.said, chart.reading, chart.header, chart.rows, tuple(svgs))


def of_the_run(study: Study) -> list[Drawn]:
    """The figures of a run of one arm, where it kept the tables that they are drawn from."""
    if study.inquiry.others or "months" not in study.results.tables:
        return []
    run = read_run(study.results)
    found = []
    for name in (*OF_EVERY_RUN, "national_dashboard"):
        slide = FIGURES[name](run)
        svg = _element(inline(slide.figure, slide.title, " ".join([*slide.said, OUT_OF_SCOPE]), name))
        found.append(Drawn(slide.title, "", "", (), (), (svg,), wide=True))
    return found


def _element(svg: str) -> str:
    """The picture without the lines of a file of its own; what a user wrote in it is escaped already."""
    return svg[svg.index("<svg ") :]


def _differences(telling: Telling, name: str) -> Tabled:
    """One outcome: the baseline's own mean, then how each arm differs from it."""
    study, column = telling.study, column_of(name)
    baseline, *mean = mean_row(study, name, study.inquiry.baseline)
    rows: list[tuple[str, ...]] = [(f"{baseline} (baseline)", mean[0], "", mean[1], "", mean[2])]
    for arm, each in telling.differences[name].items():
        spread = (each.high - each.low) / 2
        rows.append(
            (arm, number(each.b, spread), number(each.difference, spread), interval(each.low, each.high), beats(each),
             str(each.replicates))
        )  # fmt: skip
    unit = study.contrasts.unit.capitalize()
    header = ("Arm", "Mean", "Difference", "95% interval", f"Better, worse (of {unit.lower()})", unit)
    way = f"; {column.better} is better" if column.better else ""
    return Tabled(f"{column.label}, {column.unit}{way}", header, rows, name in shown_first(study))


def _of_one_arm(study: Study, names: list[str], headline: bool) -> Tabled:
    """Every outcome of the one arm there is."""
    rows = []
    for name in names:
        column = column_of(name)
        rows.append((f"{column.label}, {column.unit}", *mean_row(study, name, study.inquiry.baseline)[1:]))
    return Tabled("", ("Outcome", "Mean", "95% interval", counted(study).capitalize()), rows, headline)


def _of_one_difference(telling: Telling, names: list[str], headline: bool) -> Tabled:
    """Every outcome of the one arm that is set against the baseline."""
    (arm,) = telling.study.inquiry.others
    rows = []
    for name in names:
        each = telling.differences[name][arm]
        spread = (each.high - each.low) / 2
        means = (number(each.a, spread), number(each.b, spread))
        ends = interval(each.low, each.high)
        told = (*means, number(each.difference, spread), ends, beats(each), str(each.replicates))
        rows.append((f"{each.label}, {each.unit}", *told))
    unit = telling.study.contrasts.unit.capitalize()
    arms = (telling.study.inquiry.baseline, arm)
    header = ("Outcome", *arms, "Difference", "95% interval", f"Better, worse (of {unit.lower()})", unit)
    return Tabled("", header, rows, headline)


def expected_of(telling: Telling) -> Tabled | None:
    """What was expected of contrasts that the file names, and what came."""
    rows = []
    for one in telling.expected:
        spread = (one.each.high - one.each.low) / 2
        told = (
            f"{one.each.label}: {one.way}",
            number(one.each.difference, spread),
            interval(one.each.low, one.each.high),
        )
        rows.append((one.claim or one.name, f"{one.b} against {one.a}", *told, one.came, str(one.each.replicates)))
    unit = telling.study.contrasts.unit.capitalize()
    header = ("Claim", "Arms", "Expected", "Difference", "95% interval", "Came", unit)
    return Tabled("", header, rows, True) if rows else None


def tables_of(telling: Telling) -> list[Tabled]:
    """The tables of outcomes: one for all where there is one thing to say of each, else one an outcome."""
    study = telling.study
    names, first = outcomes_in(study), shown_first(study)
    if len(study.inquiry.others) > 1:
        return [_differences(telling, name) for name in names]
    parts = [[name for name in names if (name in first) is headline] for headline in (True, False)]
    if study.inquiry.others:
        return [
            _of_one_difference(telling, part, headline) for part, headline in zip(parts, (True, False), strict=True)
        ]
    return [_of_one_arm(study, part, headline) for part, headline in zip(parts, (True, False), strict=True)]


def note_of(study: Study) -> str:
    """How to read the tables of outcomes."""
    if not study.inquiry.others:
        if study.inquiry.worlds_per_draw:
            return (
                "Means over draws of the parameters, with the 95% interval of the mean: how far chance and what is "
                "unknown about the numbers move it, as far as the draws hold that."
            )
        return "Means over replicates, with the 95% interval of the mean: how far chance moves it."
    unit = study.contrasts.unit
    each = " (each the mean of its worlds)" if study.inquiry.worlds_per_draw > 1 else ""
    return (
        f"Each arm less the baseline in the same worlds, with 95% intervals (Student's t over {unit}). In the "
        f"baseline's row the interval is that of its own mean. Better, worse: in how many {unit}{each} an arm "
        "is; the rest are ties."
    )


def _assumptions(telling: Telling) -> dict[str, object]:
    inquiry = telling.study.inquiry
    resting = [
        (one.path, next(iter(one.values.values())), one.unit, one.kind, one.sources or "none", one.grade, one.meaning)
        for one in telling.resting
    ]
    rest = ("Unit", "Kind", "Sources", "Grade", "What it is")
    header: tuple[str, ...] = ("Name", "Value", *rest)
    few = 1 < len(inquiry.arms) <= FEW
    if len(inquiry.arms) == 1:
        said = "The levers that are not as first set." if telling.assumptions else "Every lever is as first set."
        rows = [_row(one, (next(iter(one.values.values())),)) for one in telling.assumptions]
    elif few:
        said = f"What differs between the arms. All else is the same: {_same(telling)}."
        header = ("Name", *inquiry.arms, *rest)
        rows = [_row(one, tuple(one.values[arm] for arm in inquiry.arms)) for one in telling.assumptions]
    else:
        said = f"What differs between the arms (arm by arm in tables.xlsx). All else is the same: {_same(telling)}."
        header = ("Name", "Baseline", "Other arms", *rest)
        rows = [
            _row(one, (one.values[inquiry.baseline], _others(one, inquiry.baseline))) for one in telling.assumptions
        ]
    return {
        "said": said,
        "header": header,
        "rows": rows,
        "resting": resting,
        "resting_header": ("Name", "Value", *rest),
    }


def _row(one: Assumption, values: tuple[str, ...]) -> tuple[str, ...]:
    return (one.path, *values, one.unit, one.kind, one.sources or "none", one.grade, one.meaning)


def _others(one: Assumption, baseline: str) -> str:
    return ", ".join(one.beside(baseline))


def _same(telling: Telling) -> str:
    scenario = telling.study.results.manifest["scenarios"][telling.study.inquiry.baseline]
    levers = sum(map(len, scenario.get("levers", {}).values()))
    parameters = sum(map(len, scenario.get("parameters", {}).values()))
    differ = [one.path.partition(".")[0] for one in telling.assumptions]
    left = levers - differ.count("levers"), parameters - differ.count("parameters")
    return f"{left[0]} levers and {left[1]} parameters"
