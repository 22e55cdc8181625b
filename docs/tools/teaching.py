"""What the pages under docs/teaching take from published studies and the record; no such figure is typed by hand."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
from wording import cell

from turnaround_sim.analysis.words import interval, number
from turnaround_sim.dictionary import OUTCOMES
from turnaround_sim.record.spells import QUALITY, RECOVERY, month_of, read_table

HOUSE = Path(__file__).resolve().parents[2]
RUNS = HOUSE / "results" / "published"

WAVE = "first_wave_shortfall"


class Shown(NamedTuple):
    """One line of a table: what is set against what, in which study, judged by which outcome.

    `of` is an arm, set against the baseline of its study, or the name of a contrast.
    """

    told: str
    study: str
    of: str
    outcome: str = WAVE


LEVERS: Mapping[str, tuple[Shown, ...]] = {
    "leaders": (
        Shown("replaced in the month of entry, against never", "churn_timing", "replace at month 0"),
        Shown("replaced after 12 months, against never", "churn_timing", "replace at month 12"),
        Shown("replaced after 24 months, against never", "churn_timing", "replace at month 24"),
        Shown("after 12 months, by one of the same quality, against never", "churn_timing", "the change itself"),
        Shown("first reviewed after 24 months, against 12", "churn_timing", "patience 24 against 12"),
        Shown("replaced every 9 to 12 months, against never at review", "seed_claims", "serial replacement"),
        Shown(
            "experience counts for all in who is appointed, against nothing",
            "seed_claims",
            "experienced leaders",
            "shortfall",
        ),
        Shown(
            "all other trusts, if it is done everywhere after 12 months",
            "churn_timing",
            "donors",
            "other_trusts_shortfall",
        ),
    ),
    "directors": (
        Shown(
            "scrutinises, 5 days a week for 12 months, against none",
            "improvement_director",
            "scrutiny, 5 days a week, 12 months, from month 2",
        ),
        Shown(
            "mixed, 2.5 days a week for 12 months, against none",
            "improvement_director",
            "mixed, 2.5 days a week, 12 months, from month 2",
        ),
        Shown(
            "coaches, 1 day a week for 12 months, against none",
            "improvement_director",
            "coaching, 1 day a week, 12 months, from month 2",
        ),
        Shown(
            "coaches, 5 days a week for 12 months, against none",
            "improvement_director",
            "coaching, 5 days a week, 12 months, from month 2",
        ),
        Shown("coaches, against one who scrutinises", "improvement_director", "coaching does more than scrutiny"),
    ),
    "buddies": (
        Shown("a similar trust for 6 months, against none", "buddying", "similar buddy, 6 months, one trust each"),
        Shown("a similar trust for 30 months, against none", "buddying", "similar buddy, 30 months, one trust each"),
        Shown("any trust for 30 months, against none", "buddying", "random buddy, 30 months, one trust each"),
        Shown("similar, against any", "buddying", "a similar buddy does more than a random one"),
        Shown(
            "what it does to the buddy: three trusts to help, against one",
            "buddying",
            "carrying three trusts harms a buddy more than carrying one",
            "buddy_effect",
        ),
    ),
    "money": (
        Shown("£5m on posts for 24 months, against none", "funding", "£5m on posts for 24 months"),
        Shown("£5m on consultants for 24 months, against none", "funding", "£5m on consultants for 24 months"),
        Shown("£5m on capability for 24 months, against none", "funding", "£5m on capability for 24 months"),
        Shown("£5m in thirds for 24 months, against none", "funding", "£5m on thirds for 24 months"),
        Shown(
            "what is left of posts three years after the money",
            "funding",
            "something is left of posts three years after the money",
            "first_wave_quality_60",
        ),
        Shown(
            "what is left of capability three years after the money",
            "funding",
            "something is left of capability three years after the money",
            "first_wave_quality_60",
        ),
    ),
    "reporting": (
        Shown("nobody local asks for reports, against four bodies", "oversight", "fewer bodies free improvement"),
        Shown("one lead body, against none", "oversight", "one assurance lead frees improvement"),
        Shown("an improvement board, against none", "oversight", "a board frees more than it takes"),
    ),
    "packages": (
        Shown(
            "all five together, against none",
            "turnaround_package",
            "the whole package lowers the shortfall of the first wave",
        ),
    ),
}
"""What a teacher is told of each lever of the game, line by line."""

CASES = (
    "Basildon and Thurrock University Hospitals",
    "Buckinghamshire Healthcare",
    "Northern Lincolnshire and Goole",
    "United Lincolnshire Hospitals",
    "Medway",
    "Colchester Hospital University",
    "Queen Elizabeth Hospital King's Lynn",
    "Heatherwood and Wexham Park Hospitals",
    "University Hospitals of Morecambe Bay",
    "Norfolk and Suffolk",
    "Cambridge University Hospitals",
    "Worcestershire Acute Hospitals",
)
"""Trusts whose time in special measures a class can talk about."""

UNBROKEN = "\u2011"
"""A hyphen at which no line ends."""


def levers(lines: Iterable[Shown]) -> Iterator[str]:
    """What the published studies say of some levers. Raises ValueError for a name that no study has."""
    yield "| what, against what | over what is not known | at stated values |"
    yield "|---|---:|---:|"
    labels = {column.name: f"{column.label}, {column.unit}" for column in OUTCOMES}
    for line in lines:
        drawn = _row("verdicts.csv", line)
        stated = _row("contrasts.csv" if pd.notna(drawn["name"]) else "differences.csv", line)
        told = line.told if line.outcome == WAVE else f"{line.told}: *{labels[line.outcome]}*"
        worlds = f"{drawn['draws']:.0f} draws of {drawn['worlds_per_draw']:.0f}"
        pairs = f"{stated['replicates']:,.0f} pairs"
        yield f"| {cell(told)} | {_difference(drawn, worlds)} | {_difference(stated, pairs)} |"


def _difference(row: "pd.Series[Any]", counted: str) -> str:
    """A difference with its 95% interval and what it was counted from."""
    spread = (row["high"] - row["low"]) / 2
    return f"{number(row['difference'], spread)} ({interval(row['low'], row['high'])}; {counted})"


def _row(name: str, line: Shown) -> "pd.Series[Any]":
    """The one row of a published table that a line shows: a contrast by its name, else an arm."""
    table = pd.read_csv(RUNS / line.study / name)
    arm = "arm" if "arm" in table else "arm_b"
    is_arm = (table[arm] == line.of) & (table["name"].isna() if "name" in table else True)
    is_contrast = table["name"] == line.of if "name" in table else False
    found = table[(is_arm | is_contrast) & (table["outcome"] == line.outcome)]
    if len(found) != 1:
        raise ValueError(f'{line.study}/{name}: {len(found)} rows of "{line.of}" and {line.outcome}, not one')
    return found.iloc[0]


def cases() -> Iterator[str]:
    """When some trusts were in special measures for quality, or in what followed it, as the record has it."""
    record = read_table("spells.csv", ())
    yield "| trust | in | out | months | rated when out | remark |"
    yield "|---|---|---|---:|---|---|"
    for trust in CASES:
        spells = record[(record["trust"] == trust) & record["regime"].isin([QUALITY, RECOVERY])]
        if spells.empty:
            raise ValueError(f'the record has no "{trust}"')
        for _, spell in spells.iterrows():
            yield _case(spell)


def _case(spell: "pd.Series[Any]") -> str:
    """One spell of the record as a line."""
    trust = f"{spell['trust']}, again" if spell["first_or_reentry"] > 1 else spell["trust"]
    rated, remark = (
        other if pd.isna(value) else value
        for value, other in ((spell["overall_rating_at_exit"], "–"), (spell["remark"], ""))
    )
    months, out = "–", {"merged": "merged", "exited": "month not known"}.get(spell["status"], "not found")
    if pd.notna(spell["exited"]):
        months, out = str(_months(spell["exited"]) - _months(spell["entered"])), spell["exited"]
    entered, out = (when.replace("-", UNBROKEN) for when in (spell["entered"], out))
    return f"| [{trust}]({spell['source_url']}) | {entered} | {out} | {months} | {rated} | {cell(remark)} |"


def _months(when: str) -> int:
    """Months from July 2013 to a year-month."""
    year, month = when.split("-")
    return month_of(int(year), int(month))


PARTS: Mapping[str, Callable[[], Iterable[str]]] = {
    **{f"{name} in the studies": lambda lines=lines: levers(lines) for name, lines in LEVERS.items()},  # type: ignore[misc]
    "cases of the record": cases,
}
