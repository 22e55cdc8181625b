"""How far the model can be trusted: the scorecard with its failures first, what the record teaches, and the null."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from turnaround_sim import beliefs
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.calibration.telling import topics
from turnaround_sim.report.scorecard import HEADER, HEADINGS, WHY_HEADER, row, why
from turnaround_sim.validation.fact import Fact
from turnaround_sim.validation.study import PUBLISHED, published, sentence_of

AGAINST_NULL = Path("published", "calibration", "against_null.csv")
"""Where a results root keeps how the full model and the null foretell each fact."""
COLUMNS = (
    "id", "fact", "kind", "result", "observed", "must_be", "model", "low", "high", "held_out", "strength", "source",
    "why",
)  # fmt: skip

FOR = (
    "To see which way a policy points in a world that looks like England, and over how much of what is not known.",
    "To see what an answer hangs on, and which study would settle it.",
    "To see what usual analyses would report where nothing is there.",
    "To teach why failing organisations are hard to judge.",
)
NOT_FOR = (
    "To judge, rank or forecast a real trust: its trusts are invented.",
    "To judge a person.",
    "To predict a date of exit, or the state of the NHS in a year.",
    "To set a budget or to price anything: it has no patients, and its money is a sum of grants.",
    "As evidence that a policy works: it says what follows from its rules and numbers.",
)


@dataclass(frozen=True)
class Part:
    """A part of the scorecard: its heading and its facts as rows. `weighty` ones stand open."""

    heading: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    weighty: bool


def answer() -> str:
    """What the scorecard that comes with the package says in two sentences. Raises Mistake where there is none."""
    facts = published()
    if not facts:
        raise Mistake("this package carries no scorecard: turnaround validate makes one")
    return sentence_of(facts)


def made() -> str:
    """When and of what the scorecard was made; empty where there is none."""
    if not PUBLISHED.is_file():
        return ""
    with PUBLISHED.open(encoding="utf-8") as file:
        first = file.readline()
    return first.removeprefix("#").strip() if first.startswith("#") else ""


def parts() -> Iterator[Part]:
    """The scorecard: failures, what it meets, what cannot be asked, what theories foretell, and what was fitted."""
    facts = published()
    for (kind, result), heading in HEADINGS.items():
        mine = [fact for fact in facts if fact.held_out and (fact.kind, fact.result) == (kind, result)]
        if mine and result == "not testable":
            yield Part(heading, WHY_HEADER, tuple(why(fact) for fact in mine), False)
        elif mine:
            yield Part(heading, HEADER, tuple(row(fact) for fact in mine), result == "fail")
    fitted = [fact for fact in facts if not fact.held_out]
    if fitted:
        yield Part("Fitted, so no test", HEADER, tuple(row(fact) for fact in fitted), False)


def as_cells() -> list[tuple[object, ...]]:
    """Every fact for a file, in the order of `COLUMNS`; what is no number is empty."""
    return [
        (
            fact.id, fact.fact, fact.kind, fact.result, _cell(fact.observed), fact.tolerance, _cell(fact.model),
            _cell(fact.low), _cell(fact.high), fact.held_out, fact.strength, fact.source, fact.why,
        )
        for fact in _failures_first(published())
    ]  # fmt: skip


def learnt() -> tuple[str, ...]:
    """What the record narrows, and of what it says nothing."""
    known = tuple(path for path in beliefs.uncertain() if beliefs.is_informed(path))
    silent, heard = topics(set(known))
    count = len(beliefs.uncertain())
    share = f"{len(known)} of {count} uncertain numbers to four fifths of their spread or less"
    said = [f"The record narrows {share}: {', '.join(known)}."]
    if heard:
        said.append(f"Something is learnt about {', '.join(heard)}.")
    if silent:
        said.append(
            f"Of what these are worth it says nothing: {', '.join(silent)}. An answer about them can be precise and "
            "still be no more than our ranges worked through; it carries the words “not informed”."
        )
    return tuple(said)


@dataclass(frozen=True)
class BesideNull:
    """How the full model and the null, in which leaders and support do nothing, foretell each fact."""

    sentence: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def beside_null(root: Path) -> BesideNull | None:
    """The full model beside the null, where the results root keeps it. Raises Mistake for a damaged file."""
    path = root / AGAINST_NULL
    if path.is_symlink() or not path.is_file():
        return None
    try:
        with path.open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        told = tuple(
            (
                f"{each['target']}: {each['fact']}",
                {"full": "the full model", "null": "the null"}.get(each["favours"], "neither"),
                "yes" if each["needs_no_leader"] == "True" else "no", "yes" if each["full_inside"] == "True" else "no",
                "yes" if each["null_inside"] == "True" else "no", number(float(each["difference"])),
                interval(float(each["low"]), float(each["high"])),
            )
            for each in rows
        )  # fmt: skip
        favours = [each["favours"] for each in rows]
        needless = sum(each["needs_no_leader"] == "True" for each in rows)
    except (OSError, KeyError, ValueError, csv.Error) as error:
        raise Mistake(f"{AGAINST_NULL.as_posix()} cannot be read: {error}; the rest of this page stands") from error
    full, null = favours.count("full"), favours.count("null")
    sentence = (
        f"Of {len(rows)} facts the record is told better by the full model on {full}, by the null, in which leaders "
        f"and support do nothing, on {null}, and by neither on {len(rows) - full - null}. {needless} need no effect of "
        "leaders to be met."
    )
    header = ("Fact", "Foretold better by", "Needs no leader effect", "Full model meets it", "Null meets it",
              "Log score, full less null", "95% interval")  # fmt: skip
    return BesideNull(sentence, header, told)


def _failures_first(facts: Sequence[Fact]) -> list[Fact]:
    order = ("fail", "pass", "not testable")
    return sorted(facts, key=lambda fact: (not fact.held_out, fact.kind, order.index(fact.result)))


def _cell(value: float) -> object:
    return "" if value != value else value
