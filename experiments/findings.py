"""The page of findings: each experiment's question and what was found, in sentences made by rule.

They are made from results/published. No number on the page is written by hand, and no sentence is more certain than its
interval. `python -m experiments.findings` writes the page anew; a test holds it to what is published.
"""

import ast
import json
import math
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from experiments.publishing import read_table
from turnaround_sim import dictionary
from turnaround_sim.analysis.contrasts import ALPHA
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.cli.words import interval, number
from turnaround_sim.design import shipped_experiments

HOUSE = Path(__file__).resolve().parents[1]
PAGE = HOUSE / "experiments" / "README.md"
PUBLISHED = HOUSE / "results" / "published"

Row = Mapping[str, str]

FEW_EFFECTS = 3
"""Effects that are told on every outcome; of more, only what they do to the first."""

HEAD = f"""# Experiments

{dictionary.NOTICE} {dictionary.OUT_OF_SCOPE}

One page for each experiment says its question, what was expected before the run, how it is done and what each outcome
would mean. `make results` runs them all; `python -m experiments.funding` runs one. What came of them is below, made
from `results/published/` by `python -m experiments.findings`; do not edit.

An interval in these sentences is 95 per cent over replicates, chance alone, at stated values. A claim is called
supported only where the 95 per cent interval of its mean over draws of the unknown numbers lies on the side it expects;
where an experiment has not been run over draws, no claim of it is. **Prior only** stands where the draws are of judged
ranges, nothing fitted; **posterior** where they are of what `turnaround calibrate` left of these, given the record of
England; **not informed** where the record says nothing of what the arms do differently, so that the answer rests on
judged ranges after all.

What analysts without a second world would have said is no experiment but its mirror:
[naive_estimators](naive_estimators.py), and [what it shows](../docs/background/before-and-after.md)."""


def pages() -> tuple[str, ...]:
    """The shipped experiments that have a page here."""
    return tuple(name for name in shipped_experiments() if (PAGE.parent / f"{name}.py").is_file())


def others() -> tuple[str, ...]:
    """The pages that run something of their own, without an experiment file."""
    stems = (path.stem for path in sorted(PAGE.parent.glob("*.py")))
    return tuple(stem for stem in stems if stem not in pages() and question_of(stem))


def page(published: Path = PUBLISHED) -> str:
    """The whole page, made from what is published."""
    parts = [HEAD, "\n".join(_table(published))]
    there = [name for name in pages() if (published / name / "manifest.json").is_file()]
    parts += ["\n".join(_section(name, published / name)) for name in there]
    return "\n\n".join(parts) + "\n"


def write() -> None:
    """Write the page into the project."""
    PAGE.write_text(page(), encoding="utf-8")


def _table(published: Path) -> Iterator[str]:
    yield "| experiment | question | finding |"
    yield "|---|---|---|"
    for name in pages():
        folder, found = published / name, "Not run yet."
        if (folder / "manifest.json").is_file():
            found = " ".join(_finding(folder, _manifest(folder)))
        yield f"| [{name}]({name}.py) | {_cell(question_of(name))} | {_cell(found)} |"
    for name in others():
        there = (published / name / "manifest.json").is_file()
        told = in_the_null(published / name) if there else "Not run yet."
        yield f"| [{name}]({name}.py) | {_cell(question_of(name))} | {told} |"


MISLED = {
    ("before_after", "observed_mortality_2"): "comparing before and after",
    ("matched", "observed_mortality_1"): "against matched trusts",
    ("tenure", "observed_mortality_a_year"): "by tenure",
}
"""Estimators that the page names, and how."""


def in_the_null(folder: Path) -> str:
    """How many analysts would find an effect of a change of leader where there is none, by what they use."""
    rows = {
        (row["estimator"], row["outcome"]): row
        for row in read_table(folder / "mirror.csv")
        if "null" in row["scenario"]
    }
    shares = []
    for key, words in MISLED.items():
        share, low, high = (float(rows[key][name]) for name in ("excludes_zero", "excludes_low", "excludes_high"))
        shares.append(f"{share:.0%} {words} ({low:.0%} to {high:.0%})")
    worlds = next(iter(rows.values()))["worlds"]
    return (
        f"**In the null, where leaders do nothing, analysts find an effect all the same**: {', '.join(shares)}; chance "
        f"alone would be 5%. {worlds} worlds; all estimators in `results/published/{folder.name}/mirror.csv`."
    )


def question_of(name: str) -> str:
    """The question of an experiment, as its page puts it; empty for what is no such page."""
    text = ast.get_docstring(ast.parse((PAGE.parent / f"{name}.py").read_text(encoding="utf-8"))) or ""
    found = re.search(r"\*\*Question\.\*\*(.+?)\n\n", text, re.DOTALL)
    return " ".join(found[1].split()) if found else ""


def _finding(folder: Path, facts: Mapping[str, Any]) -> Iterator[str]:
    """A few sentences on the first outcome, then how the expectations fared."""
    outcome = facts["outcomes"][0]
    rows = [row for row in read_table(folder / "differences.csv") if row["outcome"] == outcome]
    yield from told_of_arms(rows, facts["baseline"], column_of(outcome))
    tested = read_table(folder / "contrasts.csv")
    if tested:
        yield f"What was expected: {_counted([row['came'] for row in tested], 'contrast', EXPECTED)}."
    drawn = read_table(folder / "verdicts.csv")
    words = [row["verdict"].partition(",")[0] for row in drawn if row["name"]]
    if words:
        yield f"Over draws, {_counted(words, 'contrast', SUPPORTED)}, {rests_on(facts)}."
    better = {"lower": -1.0, "higher": 1.0}.get(column_of(outcome).better, 1.0)
    sides = [_side(row, better) for row in drawn if not row["name"]]
    if sides:
        yield f"Over draws, {_counted(sides, 'arm', SIDES)}, {rests_on(facts)}."
    if not drawn:
        yield "Not run over draws: no claim is supported."


def told_of_arms(rows: Sequence[Row], baseline: str, column: dictionary.Column) -> Iterator[str]:
    """What arms did to an outcome, beside the baseline, and which did most, no more certain than the intervals."""
    better = {"lower": -1.0, "higher": 1.0}.get(column.better, 1.0)
    known = [row for row in rows if row["low"] and row["high"]]
    if not known:
        yield f"{column.label}: too few replicates to tell a difference."
        return
    told = [row for row in known if not float(row["low"]) <= 0.0 <= float(row["high"])]
    good = [row for row in told if better * float(row["difference"]) > 0]
    way = ("better", "worse") if column.better else ("higher", "lower")
    counts = (len(good), len(told) - len(good), len(known) - len(told))
    rest = [f"{count} {word}" for count, word in zip(counts, (*way, "not told apart"), strict=True) if count]
    by_chance = number(ALPHA * len(known))
    if good:
        most = max(good, key=lambda row: better * float(row["difference"]))
        chosen = " (picked as the largest, so likely overstated)" if len(known) > 2 else ""
        yield f"**{column.label}: {'best' if column.better else 'highest'} with *{most['arm']}***{chosen}:"
        yield f"{_sized(most, column.unit)} against *{baseline}* ({number(float(most['a']))})."
    else:
        yield f"**{column.label}: no arm does {way[0]} than *{baseline}*.**"
    yield f"Of {len(known)} arms: {', '.join(rest)} (some {by_chance} would be told apart by chance)."


EXPECTED = {
    "as expected": "came as expected",
    "the other way": "came the other way",
    "not told apart": "cannot be told from chance",
}
SUPPORTED = {"supported": "supported", "contradicted": "contradicted", "unsupported": "unsupported"}
SIDES = {"better": "better than the baseline", "worse": "worse", "neither": "not told apart from it"}


def _side(row: Row, better: float) -> str:
    """On which side of the baseline an arm lies over draws."""
    if not row["verdict"].startswith("supported"):
        return "neither"
    return "better" if better * float(row["difference"]) > 0 else "worse"


def rests_on(facts: Mapping[str, Any]) -> str:
    """On what the draws of an experiment rest, in words."""
    return "posterior" if facts["rests_on"] == "posterior" else "prior only"


def _counted(words: Sequence[str], what: str, named: Mapping[str, str]) -> str:
    counts = ", ".join(f"{words.count(word)} {told}" for word, told in named.items() if words.count(word))
    return f"of {len(words)} {what}s {counts}"


def _section(name: str, folder: Path) -> Iterator[str]:
    facts = _manifest(folder)
    yield f"## {name}"
    yield ""
    draws = f", {facts['draws']} draws of {facts['worlds_per_draw']} worlds" if "draws" in facts else ""
    yield f"{_sentence(facts['title'])} Baseline: *{facts['baseline']}*; {facts['arms']} arms,"
    yield f"{facts['replicates']} replicates{draws}, seed {facts['seed']}."
    yield f"Made on {facts['date']} with source `{facts['source']}` by `{facts['command']}`."
    for price in facts["fractions"]:
        yield f"A fraction of {price}."
    tested = read_table(folder / "contrasts.csv")
    if tested:
        verdicts = {row["name"]: row for row in read_table(folder / "verdicts.csv")}
        yield ""
        yield "| expectation | outcome | at stated values | difference (95% interval, pairs) | over draws |"
        yield "|---|---|---|---|---|"
        for row in tested:
            cells = (
                row["name"],
                f"{column_of(row['outcome']).label}, {row['expected']}",
                row["came"],
                _sized(row, row["unit"]),
                _over_draws(verdicts.get(row["name"])),
            )
            yield f"| {' | '.join(_cell(cell) for cell in cells)} |"
    effects = read_table(folder / "effects.csv")
    if effects:
        yield from _effects(effects)


def _effects(rows: Sequence[Row]) -> Iterator[str]:
    """What each factor does, and two together; on the first outcome alone where there are many effects."""
    names = list(dict.fromkeys(row["effect"] for row in rows))
    first = rows[0]["outcome"]
    shown = [row for row in rows if len(names) <= FEW_EFFECTS or row["outcome"] == first]
    yield ""
    yield "| effect | outcome | at stated values (95% interval) | over draws |"
    yield "|---|---|---|---|"
    for outcome in dict.fromkeys(row["outcome"] for row in shown):
        for name in names:
            mine = {row["over"]: row for row in shown if (row["effect"], row["outcome"]) == (name, outcome)}
            label = f"{column_of(outcome).label}, {column_of(outcome).unit}"
            cells = (name, label, *(_with_ends(mine.get(over)) for over in ("replicates", "draws")))
            yield f"| {' | '.join(_cell(cell) for cell in cells)} |"


def _with_ends(row: Row | None) -> str:
    if row is None or not row["low"]:
        return "–"
    mean, low, high = (float(row[key]) for key in ("mean", "low", "high"))
    return f"{number(mean, (high - low) / 2)} ({interval(low, high)})"


def _over_draws(row: Row | None) -> str:
    if row is None:
        return "not run; unsupported"
    low, high = (float(row[key]) if row[key] else math.nan for key in ("low", "high"))
    return f"{row['verdict']} ({interval(low, high)})"


def _sized(row: Row, unit: str) -> str:
    difference, low, high = (float(row[key]) if row[key] else math.nan for key in ("difference", "low", "high"))
    if not math.isfinite(low):
        return f"too few pairs ({row['replicates']})"
    spread = (high - low) / 2
    return f"{number(difference, spread)} {unit} ({interval(low, high)}, {row['replicates']} pairs)"


def _manifest(folder: Path) -> dict[str, Any]:
    facts: dict[str, Any] = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    return facts


def _sentence(text: str) -> str:
    return text if text.endswith(("?", ".", "!")) else f"{text}."


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


if __name__ == "__main__":
    write()
