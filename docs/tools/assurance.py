"""What the pages under docs/assurance take from files: logs, counts and results, none of them typed by hand."""

import ast
import hashlib
import json
import re
import tomllib
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pandas as pd
from wording import cell, flat, folded

import turnaround_sim
from turnaround_sim import beliefs
from turnaround_sim.analysis.informing import PRICED_BY
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.assurance.grades import uncommented
from turnaround_sim.experiment import interval as interval_of_mean
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Declared, declared_paths
from turnaround_sim.rule import RULES
from turnaround_sim.validation.fact import Fact
from turnaround_sim.validation.study import PUBLISHED, RESULTS, published

HOUSE = Path(__file__).resolve().parents[2]
PAGES = HOUSE / "docs" / "assurance"
PACKAGE = HOUSE / "turnaround_sim"
RUNS = HOUSE / "results" / "published"
CALIBRATIONS = RUNS / "calibration"
SCIENCE = "turnaround_sim.rules."

# ---------------------------------------------------------------- assumptions


def assumptions() -> Iterator[str]:
    """Every choice of form: whom it affects, what speaks for it, what was done about it, where it stands."""
    yield "| | assumed | matters for | evidence | done about it | where, and its numbers |"
    yield "|---|---|---|---|---|---|"
    for count, row in enumerate(_rows("assumptions.toml", "assumptions"), start=1):
        said = " | ".join(cell(row[key]) for key in ("assumed", "affects", "evidence", "done"))
        yield f"| A{count:02d} | {said} | {_place(row)} |"


def _place(row: Mapping[str, Any]) -> str:
    """Where an assumption stands, and what its numbers rest on. Raises ValueError for a name that nothing has."""
    known = {rule.__name__ for rule in RULES.values()}
    for name in row.get("rules", ()):
        if name not in known:
            raise ValueError(f'assumptions.toml names the rule "{name}", which is not there')
    if "basis" in row and not (HOUSE / row["basis"]).exists():
        raise ValueError(f'assumptions.toml names "{row["basis"]}", which is not there')
    where = ", ".join(f"`{name}`" for name in (row.get("basis"), *row.get("rules", ())) if name)
    numbers = numbers_of(row["numbers"])
    if not numbers:
        return where
    kinds = ", ".join(f"{count} {kind}" for kind, count in _counted(d.kind for d in numbers.values()).items())
    informed = sum(beliefs.is_informed(path) for path in numbers)
    return f"{where}; numbers: {kinds}; narrowed by the record: {informed or 'none'}"


def numbers_of(names: Iterable[str]) -> dict[str, Declared]:
    """Parameters by their paths; `prices: leadership` stands for all that price that group of levers."""
    declared = declared_paths(Parameters)
    found: dict[str, Declared] = {}
    for name in names:
        group = name.removeprefix("prices: ")
        paths = (name,) if group == name else PRICED_BY.get(group, (name,))
        for path in paths:
            if path not in declared:
                raise ValueError(f'assumptions.toml names the number "{path}", which is not there')
            found[path] = declared[path]
    return found


def assumed_numbers() -> Iterator[str]:
    """How many numbers of each group are supposed, and which."""
    declared = declared_paths(Parameters)
    groups: dict[str, list[Declared]] = {}
    for path, d in declared.items():
        groups.setdefault(path.partition(".")[0], []).append(d)
    yield "| group | numbers | of these assumed | which |"
    yield "|---|---:|---:|---|"
    for group, members in groups.items():
        names = [d.name for d in members if d.kind == "assumed"]
        yield f"| {group} | {len(members)} | {len(names)} | {', '.join(f'`{name}`' for name in names) or '–'} |"
    yield f"| all | {len(declared)} | {sum(d.kind == 'assumed' for d in declared.values())} | |"


# ---------------------------------------------------------------- decisions


def decisions() -> Iterator[str]:
    """Every decision in the first sentence of its own choice."""
    yield "| | decision | in a sentence |"
    yield "|---:|---|---|"
    for path in sorted((HOUSE / "docs" / "decisions").glob("[0-9]*.md")):
        title, sentence = decision(path.read_text(encoding="utf-8"))
        yield f"| {int(path.name[:4])} | [{title}](../decisions/{path.name}) | {cell(sentence)} |"


def decision(text: str) -> tuple[str, str]:
    """The title of a decision and the first sentence of its choice. Raises ValueError where it makes none."""
    title = re.match(r"# \d+\.? (.+)", text)
    choice = re.search(r"\*\*Choice\.\*\* (.+?)(?:\n\n|\Z)", text, re.DOTALL)
    if title is None or choice is None:
        raise ValueError(f"no decision: {text[:60]!r}")
    sentence = re.split(r"(?<=[.!?])\s+(?=[A-Z`*])", flat(choice[1]))[0]
    return title[1], re.sub(r":$", ".", sentence)


# ---------------------------------------------------------------- data


def data() -> Iterator[str]:
    """Every file of data that the package carries."""
    yield "| file | what it is | rows | period | where from | licence and limits | checked by | checksum |"
    yield "|---|---|---:|---|---|---|---|---|"
    for row in _rows("data.toml", "data"):
        path = HOUSE / row["path"]
        name = f"`{path.relative_to(PACKAGE).as_posix()}`"
        rows = f"{rows_of(path):,} {row['rows']}"
        cells = (name, row["what"], rows, period(path, row), row["source"], row["limits"])
        yield f"| {' | '.join(map(cell, cells))} | `{row['checked']}` | `{checksum(path)}` |"


def period(path: Path, row: Mapping[str, Any]) -> str:
    """From when to when a file speaks, read from it where it has dates."""
    if "dates" in row:
        table = _csv(path)
        told = sorted(line[column] for line in table for column in row["dates"] if line[column])
    elif path.suffix == ".toml":
        targets = tomllib.loads(path.read_text(encoding="utf-8"))["targets"]
        told = sorted(year for target in targets for year in re.findall(r"\b\d{4}\b", target["period"]))
    else:
        return str(row["period"])
    return told[0] if told[0] == told[-1] else f"{told[0]} to {told[-1]}"


def rows_of(path: Path) -> int:
    """How many rows a file has."""
    if path.suffix == ".csv":
        return len(_csv(path))
    if path.suffix == ".parquet":
        return len(pd.read_parquet(path))
    return len(tomllib.loads(path.read_text(encoding="utf-8"))["targets"])


def checksum(path: Path) -> str:
    """The first twelve signs of a file's SHA-256; of text as it is kept, with lines ended by a line feed."""
    held = path.read_bytes()
    if path.suffix != ".parquet":
        held = held.replace(b"\r\n", b"\n")
    return hashlib.sha256(held).hexdigest()[:12]


def settings() -> Iterator[str]:
    """Every scenario and experiment that the package carries."""
    for folder in ("scenarios", "experiments"):
        lines = ["| file | title | checksum |", "|---|---|---|"]
        for path in sorted((PACKAGE / folder).glob("*.toml")):
            title = tomllib.loads(path.read_text(encoding="utf-8"))["title"]
            lines.append(f"| `{folder}/{path.name}` | {cell(title)} | `{checksum(path)}` |")
        yield from folded(f"{len(lines) - 2} {folder}", [*lines, ""])


def published_runs() -> Iterator[str]:
    """Every folder of published results: what it is, what it rests on, and its files with checksums."""
    for folder in sorted(path for path in RUNS.iterdir() if path.is_dir()):
        files = [p for p in sorted(folder.rglob("*")) if p.suffix in (".csv", ".parquet", ".json")]
        lines = ["| file | rows | checksum |", "|---|---:|---|"]
        for path in files:
            rows = "–" if path.suffix == ".json" else f"{rows_of(path):,}"
            lines.append(f"| `{path.relative_to(folder).as_posix()}` | {rows} | `{checksum(path)}` |")
        yield from folded(f"`{folder.name}`: {_about(folder)}", [*lines, ""])


def _about(folder: Path) -> str:
    """A folder of results in a line, by what its manifest says."""
    found = sorted(folder.glob("*/manifest.json")) or sorted(folder.glob("*.json"))
    held = json.loads(found[0].read_text(encoding="utf-8"))
    if held.get("kind") == "calibration":
        models = " and ".join(path.parent.name for path in found)
        return f"fits of {models} to {held['targets']}, {held['particles']:,} particles of {held['worlds']} worlds"
    rests = held.get("rests_on", held.get("draws", "not said"))
    worlds = held.get("replicates", held.get("worlds"))
    return f"{held.get('title', 'other results')} ({rests}; {worlds:,} worlds, seed {held['seed']})"


# ---------------------------------------------------------------- what was checked

VERIFIED = (
    "dialect/test_dialect.py",
    "engines/test_equality.py",
    "verification/test_ledger.py",
    "verification/test_money.py",
    "verification/test_worlds_with_known_ends.py",
    "verification/test_mechanisms.py",
    "verification/test_levers.py",
    "verification/test_null.py",
    "verification/test_strategies.py",
    "chance/test_order.py",
    "chance/test_replicates.py",
    "chance/test_divergence.py",
    "chance/test_foresight.py",
    "baseline/test_baseline.py",
    "mutation/test_mutate.py",
    "record/test_survival.py",
    "evidence/test_statistics.py",
    "calibration/test_recovery.py",
    "analysis/test_comparison.py",
    "analysis/test_robustness.py",
    "report/test_report.py",
)
"""The tests that an assurer would look at first, from the rules to what a reader sees."""


def verification() -> Iterator[str]:
    """What each of the chief tests holds, in its own words."""
    yield "| what is held | by |"
    yield "|---|---|"
    for name in VERIFIED:
        said = ast.get_docstring(ast.parse((HOUSE / "tests" / name).read_text(encoding="utf-8")))
        if not said:
            raise ValueError(f"tests/{name} does not say what it holds")
        yield f"| {cell(flat(said))} | `tests/{name}` |"


FAMILIES = (
    ("B2", "schools in special measures, which no number was fitted to"),
    ("B3", "nursing homes in a programme of that kind, likewise"),
    ("B", "England after 2016, against forecasts without a model"),
    ("T", "facts of the regime that were kept back"),
    ("L", "leaders: who leaves, when, and what follows"),
    ("R", "ratings of the year before those fitted"),
    ("P", "correlations over years between those fitted"),
    ("A", "stays that end by merger"),
    ("", "others"),
)
"""What the facts of the scorecard are about, by how their ids begin."""


def family(fact: Fact) -> str:
    """What a fact is about."""
    return next(about for start, about in FAMILIES if fact.id.startswith(start))


def scorecard_made() -> str:
    """When and over how many worlds the published scorecard was made, as its first line says."""
    first = PUBLISHED.read_text(encoding="utf-8").partition("\n")[0]
    found = re.fullmatch(r"# (\S+), (\d+) worlds, (\w+), source (\w+)", first)
    if found is None:
        raise ValueError(f"{PUBLISHED.name} does not say what it was made of")
    return f"{found[2]} worlds of England under draws of the {found[3]}, {found[1]}, source `{found[4]}`"


def facts_by_family() -> Iterator[str]:
    """How many facts of each kind are met, missed and cannot be asked."""
    yield f"Scorecard of {scorecard_made()}. Only facts that the model was not fitted to are counted."
    yield from ("", "| facts about | met | missed | cannot be asked |", "|---|---:|---:|---:|")
    held = [fact for fact in published() if fact.held_out and fact.kind == "record"]
    for _, about in FAMILIES:
        mine = [fact.result for fact in held if family(fact) == about]
        if mine:
            yield f"| {about} | {' | '.join(str(mine.count(result)) for result in RESULTS)} |"
    results = [fact.result for fact in held]
    yield f"| **all** | {' | '.join(f'**{results.count(result)}**' for result in RESULTS)} |"
    tried = [fact.result for fact in published() if fact.kind == "theory"]
    shown, not_shown, rest = (tried.count(result) for result in RESULTS)
    yield from ("", f"Not among them: of what theories foretell, tried in small worlds, {shown} predictions are shown,")
    yield f"{not_shown} are not, and {rest} cannot be tried ([theory](../background/theory.md))."


def facts_missed() -> Iterator[str]:
    """What the model gets wrong, with intervals."""
    missed = [fact for fact in published() if fact.held_out and (fact.kind, fact.result) == ("record", "fail")]
    lines = ["| | fact | observed | model, 95% interval | passes if |", "|---|---|---:|---|---|"]
    for fact in missed:
        value = number(fact.model, (fact.high - fact.low) / 2)
        cells = (
            fact.id,
            fact.fact,
            number(fact.observed),
            f"{value} ({interval(fact.low, fact.high)})",
            fact.tolerance,
        )
        lines.append(f"| {' | '.join(map(cell, cells))} |")
    said = "Intervals are those of single worlds; where only a direction is asked, that of the mean."
    yield from folded(f"The {len(missed)} facts missed, with intervals", [said, "", *lines, ""])


def fit_of(model: str) -> tuple[dict[str, Any], dict[str, pd.DataFrame]]:
    """The published manifest and tables of a calibration."""
    folder = CALIBRATIONS / model
    tables = {path.stem: pd.read_parquet(path) for path in folder.glob("*.parquet")}
    return json.loads((folder / "manifest.json").read_text(encoding="utf-8")), tables


def fitted_counted() -> Iterator[str]:
    """How the fit came out: facts inside their intervals, how far the record was let off, whether truths come back."""
    manifest, tables = fit_of("england")
    predicted = tables["predictive"]
    fitted = predicted[predicted["use"] == "calibrate"]
    numbers = sum("." in column for column in tables["posterior"].columns)
    temperature = float(tables["generations"]["temperature"].iloc[-1])
    made = f"{manifest['particles']:,} particles of {manifest['worlds']} worlds each, seed {manifest['seed']}"
    yield f"The fit `{manifest['digest']}` ({made})"
    yield f"moved {numbers} numbers. The mean of its worlds lies within the published interval of"
    yield f"**{int(fitted['inside'].sum())} of {len(fitted)}** facts that it was fitted to."
    if temperature > 1.0:
        yield f"It let the record off: its last step stood at a temperature of {number(temperature)}, where 1 would"
        yield "take it at its word."
    covered = [float(share) for share in tables["recovery"].groupby("truth")["covered"].mean()]
    mean, low, high = interval_of_mean(covered)
    yield f"Where simulations with known numbers stand for the record ({len(covered)} of them), intervals meant to hold"
    yield f"the truth in 80% of cases do so in {mean:.0%} (95% interval {low:.0%} to {high:.0%})."


def fitted_facts() -> Iterator[str]:
    """Every fact that was fitted: observed, and what prior and posterior show."""
    manifest, tables = fit_of("england")
    facts = {row["id"]: row["fact"] for row in manifest["target_rows"]}
    lines = ["| | fact | observed, 95% interval | before the fit | after it | inside |", "|---|---|---|---|---|---|"]
    for row in tables["predictive"].to_dict("records"):
        if row["use"] != "calibrate":
            continue
        spans = [
            f"{number(row[mean], (row[high] - row[low]) / 2)} ({interval(row[low], row[high])})"
            for mean, low, high in (
                ("observed", "low", "high"),
                ("prior_mean", "prior_low", "prior_high"),
                ("posterior_mean", "posterior_low", "posterior_high"),
            )
        ]
        inside = "yes" if row["inside"] else "**no**"
        lines.append(f"| {row['target']} | {cell(facts[row['target']])} | {' | '.join(spans)} | {inside} |")
    said = f"Means over {manifest['particles']:,} particles, with 95% of single worlds, one a particle."
    yield from folded(f"The {len(lines) - 2} facts fitted, with intervals", [said, "", *lines, ""])


def against_null() -> list[dict[str, str]]:
    """The facts that can be scored, as they are published: how much better the full model foretells each."""
    return [row for row in _csv(CALIBRATIONS / "against_null.csv") if row["reliable"] == "True"]


def null_counted() -> Iterator[str]:
    """Whether the full model foretells more than the null does."""
    sure = against_null()
    said = {who: sum(row["favours"] == who for row in sure) for who in ("full", "null", "neither")}
    yield f"Set beside the null, in which leaders and support do nothing: of {len(sure)} facts that can be scored, the"
    yield f"full model foretells **{said['full']}** better, the null **{said['null']}**, and on **{said['neither']}**"
    yield "the two cannot be told apart (95% intervals of the difference of log scores)."


# ---------------------------------------------------------------- what the model is


def details() -> Iterator[str]:
    """Version, licence, size and what the published results rest on."""
    cited = dict(re.findall(r'^([\w-]+): "?([^"\n]+)"?$', (HOUSE / "CITATION.cff").read_text(encoding="utf-8"), re.M))
    science = sum(rule.__module__.startswith(SCIENCE) for rule in RULES.values())
    known = beliefs.uncertain()
    informed = sum(beliefs.is_informed(path) for path in known)
    yield "| | |"
    yield "|---|---|"
    yield f"| Version, date | {turnaround_sim.__version__}, {cited['date-released']} |"
    yield f"| Licence | {cited['license']} |"
    yield f"| Rules | {science}, each with its sentence, equation and source |"
    yield f"| Numbers | {len(declared_paths(Parameters))}; {len(known)} uncertain, {informed} narrowed by the record |"
    for model in ("england", "null"):
        manifest, _ = fit_of(model)
        words = "Fit" if model == "england" else "Fit of the null"
        made = f"`{manifest['digest']}`, {manifest['started'][:10]}, {manifest['particles']:,} particles"
        yield f"| {words} | {made} of {manifest['worlds']} worlds, source `{manifest['source']}` |"
    yield f"| Scorecard | {scorecard_made()} |"


# ---------------------------------------------------------------- reading


def _rows(name: str, key: str) -> list[dict[str, Any]]:
    return list(tomllib.loads((PAGES / name).read_text(encoding="utf-8"))[key])


def _csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(uncommented(file))


def _counted(words: Iterable[str]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for word in words:
        counted[word] = counted.get(word, 0) + 1
    return counted


PARTS: Mapping[str, Callable[[], Iterable[str]]] = {
    "assumptions": assumptions,
    "assumed numbers": assumed_numbers,
    "decisions": decisions,
    "data": data,
    "settings": settings,
    "published runs": published_runs,
    "verification": verification,
    "facts by family": facts_by_family,
    "facts missed with intervals": facts_missed,
    "fit counted": fitted_counted,
    "facts fitted": fitted_facts,
    "null counted": null_counted,
    "model details": details,
}
