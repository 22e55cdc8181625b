"""What is published of a study, from the small tables and pictures that were kept of it."""

import base64
import csv
import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from html import escape, unescape
from pathlib import Path
from typing import Any, get_args

from turnaround_sim.analysis.expectation import Came
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.dashboard.experiments import folders
from turnaround_sim.dashboard.experiments.reading import Reading, Section, Table
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.page import Drawn

Row = Mapping[str, str]

POINTS = 72 / 120
"""Points for a dot of a picture, as reports draw them."""
MOST_ROWS = 200
"""Rows of one table that are put on the page; the file has them all."""
FILES = {
    "effects": "What each factor does, and two together",
    "backtest_scores": "Scores against forecasters without a model; lower is better",
    "backtest_coverage": "How often intervals held the truth",
    "backtest_counts": "Every year",
    "backtest_survival": "Still in special measures",
    "backtest_elsewhere": "Other regimes",
}
"""Tables that are shown as they are, and what they show."""
RESTS = {
    "posterior": "draws of what the record leaves of the ranges",
    "prior": "draws of judged ranges, nothing fitted",
}
SMALL = "Only small tables and pictures are published."


def published(folder: Path, kind: str) -> Reading:
    """What is published of a study."""
    about = _about(folder)
    answers = list(_answers(folder, kind, about))
    return Reading(
        title=str(about.get("title") or _TITLES.get(kind) or about.get("name") or folder.name),
        question=_line(about.get("question", "")),
        expected=_line(about.get("hypothesis", "")),
        verdict="",
        sentence=answers[0],
        beside=tuple(answers[1:]),
        marks=("Not fitted: judged ranges alone",) if about.get("rests_on") == "prior" else (),
        caveats=tuple(_caveats(about)),
        sections=tuple(_sections(folder, about)),
        commands=(str(about["command"]),) if about.get("command") else (),
        again=f"{SMALL} The command makes the whole again." if about.get("command") else SMALL,
        facts=tuple(_facts(about)),
    )


_TITLES = {
    folders.BACKTEST: "England, year by year, with parameters frozen at the end of 2016",
    folders.MIRROR: "What analysts without a second world would have said",
}


def _about(folder: Path) -> dict[str, Any]:
    for name in ("manifest.json", "backtest.json"):
        path = folder / name
        if path.is_file():
            told = json.loads(path.read_text(encoding="utf-8"))
            if isinstance(told, dict):
                return told
    raise Mistake(f"{folder.name} has no page that says what it is", file=str(folder))


def _answers(folder: Path, kind: str, about: Mapping[str, Any]) -> Iterator[str]:
    """The answer in the study's own words, as far as they were published, else counted from its tables."""
    if (folder / "said.json").is_file():
        said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
        first = [(name, texts[0]) for name, texts in said.items() if texts]
        bare = len(first) == 1
        yield from (text if bare or text.startswith(name) else f"{name}: {text}" for name, text in first)
    elif (folder / "contrasts.csv").is_file():
        yield from _of_contrasts(folder, about)
    elif kind == folders.MIRROR:
        yield from _of_mirror(folder)
    elif kind == folders.BACKTEST:
        yield from _of_backtest(folder)
    else:
        yield "Nothing is published of it in words."


def _of_contrasts(folder: Path, about: Mapping[str, Any]) -> Iterator[str]:
    came = Counter(row["came"] for row in _rows(folder / "contrasts.csv"))
    total = sum(came.values())
    if not total:
        yield f"No contrast was named before the run; the tables hold all {about.get('arms', '')} arms."
        return
    named = ", ".join(f"{came[word]} {word}" for word in get_args(Came) if came[word])
    chance = f"chance alone, at stated values, {about.get('replicates')} replicates"
    yield f"Of {total} contrasts named before the run: {named} ({chance})."
    if (folder / "verdicts.csv").is_file():
        held = Counter(row["verdict"] for row in _rows(folder / "verdicts.csv"))
        words = "; ".join(f"{count} {word}" for word, count in held.items())
        yield f"Over draws of what is not known, of {sum(held.values())} claims on all outcomes: {words}."


def _of_mirror(folder: Path) -> Iterator[str]:
    rows = [row for row in _rows(folder / "mirror.csv") if "null" in row["scenario"]]
    worst = max(rows, key=lambda row: float(row["excludes_zero"]))
    shares = [float(row["excludes_zero"]) for row in rows]
    yield (
        f"Where leaders do nothing, {sum(share > 0.1 for share in shares)} of {len(rows)} usual estimators find an "
        f"effect in more than one world in ten; chance alone would make it one in twenty."
    )
    low, high = (f"{float(worst[end]):.0%}" for end in ("excludes_low", "excludes_high"))
    yield (
        f"The worst is “{worst['label']}”: in {float(worst['excludes_zero']):.0%} of {worst['worlds']} worlds "
        f"({low} to {high})."
    )


def _of_backtest(folder: Path) -> Iterator[str]:
    rows = [row for row in _rows(folder / "backtest_scores.csv") if row["best_rival"]]
    better = sum(float(row["model"]) < float(row[row["best_rival"]]) for row in rows)
    clear = sum(float(row["high"]) < float(row[row["best_rival"]]) for row in rows)
    yield (
        f"With parameters frozen at the end of 2016 the model scores better than the best of three forecasters without "
        f"a model on {better} of {len(rows)} things, and on {clear} of them with its whole 95% interval."
    )
    cases = sorted(int(row["cases"]) for row in rows)
    yield f"Few cases stand behind a score: from {cases[0]} to {cases[-1]}."


def _caveats(about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    if about.get("rests_on") in RESTS:
        rests = RESTS[str(about["rests_on"])]
        yield "Intervals", f"Those of contrasts cover chance alone, at stated values. Verdicts are over {rests}."
        silent = "where a verdict says so, the record is silent on what the arms do differently: it rests on judgement."
        yield "Not informed", f"{silent[:1].upper()}{silent[1:]}"


def _sections(folder: Path, about: Mapping[str, Any]) -> Iterator[Section]:
    named = [*_contrasts(folder), *_verdicts(folder)]
    if named:
        yield Section("What was expected, and what came", tables=tuple(named))
    pictures = tuple(_pictures(folder))
    if pictures:
        yield Section("Pictures", pictures=pictures)
    if (folder / "differences.csv").is_file():
        yield from _differences(folder, about)
    if (folder / "mirror.csv").is_file():
        yield Section("What analysts would have said", tables=(_mirror(folder),))
    for name, caption in FILES.items():
        if (folder / f"{name}.csv").is_file():
            yield Section(caption, tables=(_plain(folder / f"{name}.csv", caption),), folded=name != "backtest_scores")
    if (folder / "said.json").is_file():
        said = json.loads((folder / "said.json").read_text(encoding="utf-8"))
        for name, texts in said.items():
            if len(texts) > 1:
                yield Section(name, tuple(texts[1:]), folded=len(said) > 2)


def _contrasts(folder: Path) -> Iterator[Table]:
    path = folder / "contrasts.csv"
    rows = tuple(
        (
            row["claim"] or row["name"], f"{row['arm_b']} against {row['arm_a']}",
            f"{_label(row['outcome'])}: {row['expected']}", row["came"], _difference(row), _ends(row),
            row["replicates"],
        )
        for row in (_rows(path) if path.is_file() else ())
    )  # fmt: skip
    if rows:
        header = ("Claim", "Arms", "Expected", "Came", "Difference", "95% interval", "Pairs")
        yield Table("At stated values: chance alone", header, rows, words=4)


def _verdicts(folder: Path) -> Iterator[Table]:
    path = folder / "verdicts.csv"
    rows = tuple(
        (
            row["claim"] or row["name"] or f"{row['arm_b']} against {row['arm_a']}",
            f"{_label(row['outcome'])}: {row['expected'] or 'either way'}",
            row["verdict"], _difference(row), _ends(row), row["draws"],
        )
        for row in (_rows(path) if path.is_file() else ())
    )  # fmt: skip
    if rows:
        header = ("Claim", "Expected", "Verdict", "Mean difference", "95% interval over draws", "Draws")
        yield Table("Over draws of the parameters", header, rows, words=3)


def _differences(folder: Path, about: Mapping[str, Any]) -> Iterator[Section]:
    rows = _rows(folder / "differences.csv")
    there = list(dict.fromkeys(row["outcome"] for row in rows))
    asked = [name for name in about.get("outcomes", ()) if name in there] or there[:1]
    baseline = str(about.get("baseline", "the baseline"))
    note = f"Each arm less “{baseline}” in the same worlds, with 95% intervals, at stated values: chance alone."
    for heading, names in (("Differences by outcome", asked), ("All other outcomes", [*_without(there, asked)])):
        tables = tuple(_difference_table(rows, name) for name in names)
        if tables:
            yield Section(heading, (note,), tables=tables, folded=names is not asked)


def _without(names: Sequence[str], some: Sequence[str]) -> Iterator[str]:
    return (name for name in names if name not in some)


def _difference_table(rows: Sequence[Row], outcome: str) -> Table:
    mine = [row for row in rows if row["outcome"] == outcome]
    cells = tuple((row["arm"], _value(row["b"]), _difference(row), _ends(row), row["replicates"]) for row in mine)
    header = ("Arm", "Mean", "Difference", "95% interval", "Pairs")
    return Table(f"{_label(outcome)}, {mine[0]['unit']}", header, cells[:MOST_ROWS])


def _mirror(folder: Path) -> Table:
    header = ("Estimator", "World", "What to know", "Estimate", "95%", "False alarms", "Truth", "Worlds")
    rows = tuple(
        (
            row["label"], row["scenario"], row["note"], _value(row["estimate"]), _ends(row),
            f"{float(row['excludes_zero']):.0%}", _value(row["truth"]), row["worlds"],
        )
        for row in _rows(folder / "mirror.csv")
    )  # fmt: skip
    return Table("Estimates of a change of leader, and how often each sees one where there is none", header, rows, 3)


def _plain(path: Path, caption: str) -> Table:
    rows = _rows(path)
    header = tuple(rows[0]) if rows else ("Nothing",)
    told = tuple(tuple(_shortest(row[name]) for name in header) for row in rows[:MOST_ROWS])
    return Table(caption, tuple(name.replace("_", " ") for name in header), told)


def _shortest(cell: str) -> str:
    try:
        value = float(cell)
    except ValueError:
        return cell
    return cell if value == int(value) else number(value)


def _pictures(folder: Path) -> Iterator[Drawn]:
    """The pictures beside the tables, by their names, with the words that were written into them."""
    place = folder / "figures"
    there = sorted(place.iterdir()) if place.is_dir() else []
    drawn = {path.stem for path in there if path.suffix == ".svg"}
    for path in there:
        if path.is_symlink():
            continue
        if path.suffix == ".svg":
            svg = path.read_text(encoding="utf-8")
            yield Drawn(
                _between(svg, "title") or _named(path), described(svg), "", (), (), (svg[svg.index("<svg ") :],)
            )
        elif path.suffix == ".png" and path.stem not in drawn:
            yield _raster(path)


def described(svg: str) -> str:
    """What a picture says to those who cannot see it; empty where it says nothing."""
    return _between(svg, "desc")


def _named(path: Path) -> str:
    """A picture by its file, where it has no title of its own."""
    return path.stem.replace("_", " ").replace("-", ": ", 1).capitalize()


def _between(svg: str, tag: str) -> str:
    found = re.search(rf"<{tag}>(.*?)</{tag}>", svg, re.DOTALL)
    return " ".join(unescape(found[1]).split()) if found else ""


def _raster(path: Path) -> Drawn:
    """A picture of dots within one of lines, so that all are put up alike."""
    from PIL import Image

    with Image.open(path) as image:
        wide, high = image.size
        about = {str(name): str(text) for name, text in image.info.items() if isinstance(text, str)}
    title, said = about.get("Title", _named(path)), about.get("Description", "")
    dots = base64.b64encode(path.read_bytes()).decode("ascii")
    svg = (
        f'<svg xmlns="http://www.w3.org/2000/svg" role="img" viewBox="0 0 {wide} {high}" width="{wide * POINTS:.0f}pt" '
        f'height="{high * POINTS:.0f}pt"><title>{escape(title)}</title><desc>{escape(said)}</desc>'
        f'<image width="{wide}" height="{high}" href="data:image/png;base64,{dots}"/></svg>'
    )
    return Drawn(title, said, "", (), (), (svg,))


def _facts(about: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    for name in ("replicates", "worlds", "draws", "worlds_per_draw", "points", "seed", "arms", "baseline", "source",
                 "date", "started"):  # fmt: skip
        value = about.get(name)
        if isinstance(value, (str, int, float)) and str(value):
            yield name.replace("_", " ").capitalize(), str(value)
    if isinstance(about.get("versions"), dict):
        yield "Versions", ", ".join(f"{name} {version}" for name, version in about["versions"].items())


def _rows(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _label(outcome: str) -> str:
    try:
        return column_of(outcome).label
    except Mistake:
        return outcome.replace("_", " ")


def _value(cell: str) -> str:
    return number(float(cell)) if cell else "–"


def _difference(row: Row) -> str:
    if not (row["difference"] and row["low"]):
        return _value(row["difference"])
    return number(float(row["difference"]), (float(row["high"]) - float(row["low"])) / 2)


def _ends(row: Row) -> str:
    return interval(float(row["low"]), float(row["high"])) if row["low"] else "–"


def _line(text: object) -> str:
    return " ".join(str(text).split())
