"""A study as its own report tells it: boxes are sought in minutes, and a page must open in seconds.

`turnaround discover` and `turnaround choose` write the report beside their tables. Its words, tables and pictures are
taken from it; nothing in it is run, and no address in it is followed.
"""

import json
import re
from html.parser import HTMLParser
from pathlib import Path

from turnaround_sim.dashboard.experiments.reading import Reading, Section, Table
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.page import Drawn
from turnaround_sim.report.writing import PAGE

LEFT_OUT = ("What it is for, and what it is not", "Run it again", "Words used")
"""Parts of a report that the page has of its own."""
_SVG = re.compile(r"<svg\b.*?</svg>", re.DOTALL)


def written(folder: Path) -> Reading:
    """What a study's report says. Raises Mistake where it has not been written."""
    path = folder / PAGE
    if not path.is_file():
        message = f"its report has not been written yet: turnaround report {folder} writes it, in a minute or less"
        raise Mistake(message, file=str(folder))
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    told = told_on(path.read_text(encoding="utf-8"))
    answers = told.answers or ["Its report gives no answer in a sentence."]
    return Reading(
        title=str(manifest.get("title") or manifest.get("name") or folder.parent.name),
        question=_line(manifest.get("question", "")),
        expected=_line(manifest.get("hypothesis", "")),
        verdict="",
        sentence=answers[0],
        beside=tuple(answers[1:]),
        caveats=tuple(told.caveats),
        sections=tuple(told.sections()),
        commands=tuple(filter(None, [str(manifest.get("command", ""))])),
        facts=tuple(told.facts),
    )


def told_on(page: str) -> "Told":
    """What stands on a report's page."""
    svgs: list[str] = []

    def aside(found: re.Match[str]) -> str:
        svgs.append(found[0])
        return f'<img data-svg="{len(svgs) - 1}">'

    told = Told(svgs)
    told.feed(_SVG.sub(aside, page))
    told.close()
    return told


class Told(HTMLParser):
    """The answer, the caveats and the parts of a report, read off its page as text."""

    def __init__(self, svgs: list[str]) -> None:
        super().__init__()
        self.answers: list[str] = []
        self.caveats: list[tuple[str, str]] = []
        self.facts: list[tuple[str, str]] = []
        self._svgs = svgs
        self._parts: list[_Part] = []
        self._open: list[str] = []
        self._text = ""
        self._in_answer = self._in_caveats = False
        self._picture: _Picture | None = None
        self._table: _Table | None = None

    def sections(self) -> list[Section]:
        """The parts that hold something, in order."""
        return [part.section() for part in self._parts if part.holds() and part.heading not in LEFT_OUT]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a part, a picture, a table or a text."""
        about = dict(attrs)
        if tag == "section":
            self._in_answer = about.get("id") == "answer"
            self._picture = None if self._in_answer else _Picture()
        elif tag == "ul":
            self._in_caveats = about.get("class") == "caveats"
        elif tag == "img" and "data-svg" in about and self._picture is not None:
            self._picture.svgs.append(self._svgs[int(about["data-svg"] or 0)])
        elif tag == "table":
            self._table = _Table()
        elif tag == "tr" and self._table is not None:
            self._table.rows.append([])
        if tag in _TEXTS:
            self._text = ""

    def handle_data(self, data: str) -> None:
        """Gather text."""
        self._text += data

    def handle_endtag(self, tag: str) -> None:
        """Put what was gathered where it belongs."""
        text = " ".join(self._text.split()) if tag in _TEXTS else ""
        if tag in ("th", "td") and self._table is not None:
            self._table.rows[-1].append(text)
        elif tag == "caption" and self._table is not None:
            self._table.caption = text
        elif tag == "h2":
            self._parts.append(_Part(text))
        elif tag in ("h3", "p", "figcaption", "li") and text:
            self._put(tag, text)
        elif tag == "table" and self._table is not None:
            self._put_table(self._table)
            self._table = None
        elif tag == "section":
            if self._picture is not None and self._picture.svgs and self._parts:
                self._parts[-1].pictures.append(self._picture.drawn())
            self._picture, self._in_answer = None, False
        elif tag == "ul":
            self._in_caveats = False

    def _put(self, tag: str, text: str) -> None:
        if self._in_answer:
            self.answers.append(text)
        elif self._in_caveats:
            name, _, rest = text.partition(". ")
            self.caveats.append((name, rest))
        elif self._picture is not None:
            self._picture.texts[tag] = text
        elif self._parts and tag in ("p", "li"):
            self._parts[-1].said.append(text)

    def _put_table(self, table: "_Table") -> None:
        if self._picture is not None:
            self._picture.table = table
        elif self._parts and self._parts[-1].heading == "Run it again":
            self.facts += [(row[0], row[1]) for row in table.rows[1:] if len(row) > 1]
        elif self._parts and table.rows:
            self._parts[-1].tables.append(table.table(self._parts[-1].heading))


_TEXTS = ("h1", "h2", "h3", "p", "li", "th", "td", "caption", "figcaption", "summary", "title", "style", "code")


class _Table:
    def __init__(self) -> None:
        self.caption = ""
        self.rows: list[list[str]] = []

    def table(self, heading: str) -> Table:
        header, *rows = (tuple(row) for row in self.rows)
        return Table(self.caption or heading, header, tuple(rows), words=len(header))


class _Picture:
    def __init__(self) -> None:
        self.texts: dict[str, str] = {}
        self.svgs: list[str] = []
        self.table: _Table | None = None

    def drawn(self) -> Drawn:
        header, *rows = [tuple(row) for row in self.table.rows] if self.table else [()]
        title, said, reading = (self.texts.get(tag, "") for tag in ("h3", "p", "figcaption"))
        return Drawn(title, said, reading, header, tuple(rows), tuple(self.svgs))


class _Part:
    def __init__(self, heading: str) -> None:
        self.heading = heading
        self.said: list[str] = []
        self.pictures: list[Drawn] = []
        self.tables: list[Table] = []

    def holds(self) -> bool:
        return bool(self.said or self.pictures or self.tables)

    def section(self) -> Section:
        return Section(self.heading, tuple(self.said), tuple(self.pictures), tuple(self.tables))


def _line(text: object) -> str:
    return " ".join(str(text).split())
