"""What a report says, whole, before it is set as a page or as a workbook: both are made from this."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from turnaround_sim import dictionary
from turnaround_sim.analysis.comparison import Difference
from turnaround_sim.analysis.expectation import came
from turnaround_sim.analysis.words import interval, number, quoted
from turnaround_sim.report.answer import Answer, answer_of, caveats
from turnaround_sim.report.assumptions import Assumption, differing, resting_on
from turnaround_sim.report.robust import Robustness, robustness_of
from turnaround_sim.report.study import Study

MANY = 12
"""Arms beyond which a page of several open tables could not be overlooked."""

Spelt = Callable[[str], str]
"""A source in words, by its key."""


@dataclass(frozen=True)
class Expected:
    """A contrast that the experiment names, and what came of it."""

    name: str
    claim: str
    a: str
    b: str
    way: str
    each: Difference
    came: str


@dataclass(frozen=True, eq=False)
class Telling:
    """Everything that a report says of a run but its pictures."""

    study: Study
    answer: Answer
    caveats: tuple[tuple[str, str], ...]
    expected: tuple[Expected, ...]
    differences: Mapping[str, Mapping[str, Difference]]
    robustness: Robustness | None
    assumptions: tuple[Assumption, ...]
    resting: tuple[Assumption, ...]
    commands: tuple[str, ...]
    again: str
    facts: tuple[tuple[str, str], ...]
    sources: tuple[str, ...]

    @property
    def title(self) -> str:
        """What the report is about."""
        return self.study.inquiry.title

    @property
    def question(self) -> str:
        """What was asked, in the words of whoever asked it, else in plain ones."""
        inquiry = self.study.inquiry
        if inquiry.question or not inquiry.others:
            return inquiry.question
        outcome = inquiry.primary.label.lower()
        if len(inquiry.others) == 1:
            (other,) = inquiry.others
            asked, beside = quoted(inquiry.titles[other]), quoted(inquiry.titles[inquiry.baseline])
            return f"What does {asked} do to {outcome}, beside {beside}?"
        return f"Which of {len(inquiry.others)} arms does best on {outcome}, beside {quoted(inquiry.baseline)}?"


def tell(study: Study, spelt: Spelt | None = None) -> Telling:
    """Everything that a report says of a run; `spelt` puts a source into words, by its key."""
    robustness = robustness_of(study)
    assumptions = tuple(differing(study))
    resting = tuple(resting_on(study, assumptions))
    keys = dict.fromkeys(key for one in (*assumptions, *resting) if one.declared for key in one.declared.sources)
    commands, again = _commands(study)
    return Telling(
        study=study,
        answer=answer_of(study, robustness),
        caveats=tuple(caveats(study, resting, robustness)),
        expected=tuple(_expected(study)),
        differences={name: study.contrasts.differences(name) for name in outcomes_in(study)},
        robustness=robustness,
        assumptions=assumptions,
        resting=resting,
        commands=commands,
        again=again,
        facts=tuple(_facts(study)),
        sources=tuple(spelt(key) for key in sorted(keys)) if spelt else (),
    )


def _expected(study: Study) -> Iterator[Expected]:
    asked = study.results.manifest.get("experiment") or {}
    for one in asked.get("contrasts", ()):
        if one["outcome"] in outcomes_in(study) and {one["a"], one["b"]} <= set(study.inquiry.arms):
            each = study.contrasts.difference(one["outcome"], one["b"], one["a"])
            how = came(each.low, each.high, one["expected"])
            yield Expected(one["name"], one.get("claim", ""), one["a"], one["b"], one["expected"], each, how)


def outcomes_in(study: Study) -> list[str]:
    """The outcomes that the run has: those asked for, then the others in the order of the dictionary."""
    there = study.contrasts.values[study.inquiry.baseline]
    rest = (column.name for column in dictionary.OUTCOMES)
    return [name for name in dict.fromkeys((*study.inquiry.outcomes, *rest)) if name in there]


def shown_first(study: Study) -> set[str]:
    """The outcomes that stand open on the page: those asked for, of a few arms also the headline ones, of many one."""
    if len(study.inquiry.others) > MANY:
        return {study.inquiry.primary.name}
    first = set(study.inquiry.outcomes)
    if len(study.inquiry.others) <= 3:
        first |= {column.name for column in dictionary.OUTCOMES if column.headline}
    return first


def beats(each: Difference) -> str:
    """In how many units an arm is better, and in how many worse; a dash where there is no better way."""
    better = each.share_b_better
    if better != better:
        return "–"
    return f"{better:.0%}, {max(0.0, 1 - better - each.share_tied):.0%}"


def counted(study: Study) -> str:
    """What is counted where an arm stands by itself."""
    return "draws" if study.inquiry.worlds_per_draw else "replicates"


def _commands(study: Study) -> tuple[tuple[str, ...], str]:
    """The words that ask for the run again, and what to expect of them."""
    manifest = study.results.manifest
    said = manifest.get("command")
    commands = (said,) if isinstance(said, str) else tuple(said or ())
    if not commands:
        words = (
            "The folder does not say by which command it was made; its manifest.json holds every scenario, resolved."
        )
        return (f"turnaround report {manifest.get('name', 'FOLDER')}/{study.results.folder.resolve().name}",), words
    return (
        commands,
        "The same version, command and seed give the same numbers, byte for byte, on any number of workers.",
    )


def _facts(study: Study) -> list[tuple[str, str]]:
    """What was run, with what and on what; what a manifest lacks is left out."""
    manifest, contrasts = study.results.manifest, study.contrasts
    machine = manifest.get("platform", {})
    versions = manifest.get("versions", {})
    told = (
        f"{contrasts.replicates} under each of {len(study.inquiry.arms)} arms"
        if study.inquiry.others
        else str(contrasts.replicates)
    )
    if study.inquiry.worlds_per_draw:
        told += f": {contrasts.units} draws of the parameters, {study.inquiry.worlds_per_draw} worlds each"
    scenario = manifest["scenarios"][study.inquiry.baseline]
    facts = [
        ("Run", str(manifest.get("question", study.results.folder.resolve().name))),
        ("Replicates", told),
        ("Trusts, months", f"{scenario['trusts']}, {scenario['months']} from {manifest.get('month_zero', 'month 0')}"),
        ("Seed", str(manifest["seed"])),
        ("Parameters", _drawn_from(study)),
        ("Engine, source", ", ".join(str(manifest[key]) for key in ("engine", "source") if key in manifest)),
        ("Versions", ", ".join(f"{name} {version}" for name, version in versions.items())),
        ("Machine", ", ".join(str(part) for part in (machine.get("system"), machine.get("machine")) if part)
         + (f", {machine['cores']} cores" if "cores" in machine else "")),
        ("Run on", str(manifest.get("started", ""))),
        ("Time taken", f"{number(manifest['seconds'])} s" if "seconds" in manifest else ""),
    ]  # fmt: skip
    return [(name, value) for name, value in facts if value]


def _drawn_from(study: Study) -> str:
    if not study.inquiry.worlds_per_draw:
        return "as stated"
    return "drawn from what the record leaves of their ranges" if study.calibrated else "drawn from their ranges"


def glossary(study: Study) -> list[tuple[str, str]]:
    """The words that a reader of this report may not know."""
    primary, drawn = study.inquiry.primary, study.inquiry.worlds_per_draw
    other = "other luck and other draws" if drawn else "other luck"
    words = [
        (primary.label, f"{primary.meaning} [{primary.unit}]"),
        ("Arm, baseline", "a policy that was run; the one that all others are set against"),
        ("Replicate, world", "one simulated history of all trusts, with trusts, people and luck of its own"),
        ("Pair", "one replicate under two arms: the same trusts, people and luck, so that what differs is the policy"),
        (
            "Paired difference",
            "what an arm gives less what the baseline gives in the same world, and its mean over worlds",
        ),
        (
            "95% interval",
            f"made so that in 95 of 100 repetitions with {other} it holds the mean; it does not vouch for the rules",
        ),
        ("Told apart", "the interval leaves out nought"),
        ("Special measures", "the regime for trusts whose quality fails"),
        (
            "Quality",
            "what care is really like in the model, 0 to 100; nobody in it sees it, they see ratings and indicators",
        ),
        ("Lever, parameter", "something somebody can decide; something we believe about the world"),
        ("Prior only", "the parameters are starting values or ranges, judged and not fitted to what happened"),
        ("Posterior", "what the record of England leaves of the ranges, by `turnaround calibrate`"),
        ("Not informed", "of what the arms do differently the record says nothing: judged ranges alone do"),
        ("Digest", "sixteen digits that stand for everything that decides a run's numbers"),
    ]
    if drawn:
        words.append(("Draw", "one set of parameter values, the same in every arm"))
    return words


def mean_row(study: Study, outcome: str, arm: str) -> tuple[str, ...]:
    """An arm's own mean, its interval and its count."""
    mean, low, high, count = study.contrasts.mean(outcome, arm)
    return arm, number(mean, (high - low) / 2), interval(low, high), str(count)
