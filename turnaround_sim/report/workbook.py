"""A report as a workbook: every difference, every mean, what was assumed, and what each column means."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import numpy as np
from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from turnaround_sim import dictionary
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.assurance.grades import GRADES
from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.report.telling import Telling, counted, glossary, outcomes_in

QUANTILES = (0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95)
MOST_LETTERS = 60
LONGEST = 32_000
"""Letters that a cell can hold, less a few."""
MADE = datetime(2013, 7, 1, tzinfo=UTC).replace(tzinfo=None)
"""A fixed date of making, so that the same run gives the same bytes."""

SHEETS = (
    "differences: every arm against the baseline; outcomes by arm: each by itself; assumptions: what the arms "
    "change and what it rests on; dictionary: what each column means"
)
MEANINGS = (
    ("differences", "arm", "the policy that is set against the baseline", ""),
    ("differences", "outcome", "what is compared, by its name in the tables of a run", ""),
    ("differences", "baseline mean, arm mean", "means over the pairs in which both have a value", "unit"),
    ("differences", "difference", "the arm's mean less the baseline's, in the same worlds", "unit"),
    (
        "differences",
        "low, high",
        "95% interval of the difference, Student's t over pairs or draws: chance alone",
        "unit",
    ),
    (
        "differences",
        "low, high, all arms",
        "the same, so wide that those of all arms hold together (Bonferroni)",
        "unit",
    ),
    (
        "differences",
        "share better, share tied",
        "of the pairs, or of the draws where parameters were drawn; empty where the outcome has no better way",
        "share",
    ),
    (
        "differences",
        "pairs, or draws",
        "how many pairs of worlds it rests on, or how many draws of the parameters, each the mean of its worlds",
        "count",
    ),
    ("differences", "left out", "pairs, or draws, without a value in one arm or both", "count"),
    ("outcomes", "mean, low, high", "mean over replicates (or draws), and the 95% interval of that mean", "unit"),
    ("outcomes", "replicates, or draws", "how many of them have a value", "count"),
    ("outcomes", "5% … 95%", "quantiles over replicates: how far single worlds lie apart", "unit"),
    ("assumptions", "grade", "; ".join(f"{grade} {words}" for grade, words in GRADES.items()), ""),
)


class _Book:
    """A workbook in which text is text, whatever it begins with."""

    def __init__(self) -> None:
        self.bytes = BytesIO()
        off = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
        self.book = Workbook(self.bytes, {"in_memory": True, "nan_inf_to_errors": False, **off})
        self.book.set_properties({"title": "", "author": "turnaround_sim", "comments": NOTICE, "created": MADE})
        add = self.book.add_format
        self.head = add({"bold": True, "bottom": 1, "text_wrap": True, "valign": "bottom"})
        self.text = add({"valign": "top"})
        self.wrapped = add({"text_wrap": True, "valign": "top"})
        self.large = add({"bold": True, "font_size": 14, "text_wrap": True, "valign": "top"})
        self.share = add({"num_format": "0.0%", "valign": "top"})
        self.whole = add({"num_format": "#,##0", "valign": "top"})
        self.numbers = {places: add({"num_format": _pattern(places), "valign": "top"}) for places in range(5)}

    def sheet(self, name: str, header: Sequence[str], rows: Sequence[Sequence[Any]], formats: Sequence[Any]) -> None:
        """A sheet with its header frozen and its columns as wide as what is in them; `formats` one a column."""
        sheet = self.book.add_worksheet(name)
        for across, title in enumerate(header):
            sheet.write_string(0, across, title, self.head)
        for down, row in enumerate(rows, start=1):
            for across, (value, look) in enumerate(zip(row, formats, strict=True)):
                self.put(sheet, down, across, value, look(row) if callable(look) else look)
        for across, title in enumerate(header):
            longest = max((len(_shown(row[across])) for row in rows), default=0)
            sheet.set_column(across, across, min(MOST_LETTERS, max(9, longest + 1, min(len(title) + 1, 16))))
        sheet.freeze_panes(1, 1)
        if rows:
            sheet.autofilter(0, 0, len(rows), len(header) - 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(0)

    def put(self, sheet: Worksheet, down: int, across: int, value: object, look: Any) -> None:
        """A number as a number, text as text; a number that is none stays empty."""
        if isinstance(value, bool) or not isinstance(value, int | float | np.number):
            sheet.write_string(down, across, str(value)[:LONGEST], look)
        elif np.isfinite(value):
            sheet.write_number(down, across, float(value), look)
        else:
            sheet.write_blank(down, across, None, look)


def workbook(telling: Telling) -> bytes:
    """The whole workbook. The same run gives the same bytes."""
    book = _Book()
    _read_me(book, telling)
    if telling.study.inquiry.others:
        _differences(book, telling)
    _outcomes(book, telling)
    _assumptions(book, telling)
    if telling.robustness is not None:
        _robustness(book, telling)
    _dictionary(book, telling)
    book.book.close()
    return book.bytes.getvalue()


def _pattern(places: int) -> str:
    return "#,##0" + ("." + "0" * places if places else "")


def _shown(value: object) -> str:
    return f"{value:,.4g}" if isinstance(value, float) else str(value)


def _read_me(book: _Book, telling: Telling) -> None:
    sheet = book.book.add_worksheet("read me")
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    study = telling.study
    rows: list[tuple[str, str, Any]] = [
        ("Title", telling.title, book.large),
        ("Question", telling.question, book.wrapped),
        ("Answer", telling.answer.sentence, book.large),
        ("", " ".join(telling.answer.beside), book.wrapped),
        ("Notice", f"{NOTICE} {OUT_OF_SCOPE}" + ("" if study.calibrated else " Uncalibrated."), book.wrapped),
        *((f"Caveat: {name.lower()}", text, book.wrapped) for name, text in telling.caveats),
        *(("Command" if not n else "", command, book.wrapped) for n, command in enumerate(telling.commands)),
        ("", telling.again, book.wrapped),
        *((name, value, book.wrapped) for name, value in telling.facts),
        ("Sheets", SHEETS, book.wrapped),
    ]  # fmt: skip
    for down, (name, text, look) in enumerate((name, text, look) for name, text, look in rows if text):
        sheet.write_string(down, 0, name, book.head if down == 0 else book.text)
        sheet.write_string(down, 1, text[:LONGEST], look)
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)


def _places(spread: float, value: float) -> int:
    """Decimals that mean something: two digits of the spread, or three of the number itself."""
    told = spread if np.isfinite(spread) and spread > 0 else abs(value)
    digits = 2 if told == spread else 3
    return int(min(4, max(0, digits - 1 - np.floor(np.log10(told))))) if told and np.isfinite(told) else 0


def _differences(book: _Book, telling: Telling) -> None:
    study = telling.study
    header = (
        "arm", "outcome", "label", "unit", "better", "baseline mean", "arm mean", "difference", "low", "high",
        "low, all arms", "high, all arms", "share better", "share tied", study.contrasts.unit, "left out",
    )  # fmt: skip
    rows = []
    looked_at = len(study.inquiry.others)
    for name in outcomes_in(study):
        for arm, each in telling.differences[name].items():
            low, high = study.contrasts.together(name, arm, looked_at)
            rows.append(
                (arm, name, each.label, each.unit, each.better or "not said", each.a, each.b, each.difference, each.low,
                 each.high, low, high, each.share_b_better, each.share_tied, each.replicates, each.left_out)
            )  # fmt: skip
    measured = _by_spread(book, 8, 9, 7)
    text, shares, counts = [book.text] * 5, [book.share] * 2, [book.whole] * 2
    book.sheet("differences", header, rows, [*text, *[measured] * 7, *shares, *counts])


def _by_spread(book: _Book, low: int, high: int, value: int) -> Callable[[Sequence[Any]], Any]:
    """The number format of a row, from the columns of its interval and of its value."""
    return lambda row: book.numbers[_places((row[high] - row[low]) / 2, row[value])]


def _outcomes(book: _Book, telling: Telling) -> None:
    study = telling.study
    header = (
        "arm",
        "outcome",
        "label",
        "unit",
        "mean",
        "low",
        "high",
        *(f"{q:.0%}" for q in QUANTILES),
        counted(study),
    )
    rows = []
    for name in outcomes_in(study):
        column = column_of(name)
        for arm in study.inquiry.arms:
            mean, low, high, count = study.contrasts.mean(name, arm)
            values = study.contrasts.values[arm][name]
            values = values[np.isfinite(values)]
            quantiles = np.quantile(values, QUANTILES).tolist() if values.size else [np.nan] * len(QUANTILES)
            rows.append((arm, name, column.label, column.unit, mean, low, high, *quantiles, count))
    measured = _by_spread(book, 5, 6, 4)
    book.sheet("outcomes by arm", header, rows, [*[book.text] * 4, *[measured] * (3 + len(QUANTILES)), book.whole])


def _assumptions(book: _Book, telling: Telling) -> None:
    inquiry = telling.study.inquiry
    header = ("name", "role", "unit", "kind", "sources", "grade", "what it is", *inquiry.arms)
    those = [("differs between arms", one) for one in telling.assumptions]
    those += [("what the levers work through", one) for one in telling.resting]
    rows = [
        (one.path, role, one.unit, one.kind, one.sources or "none", one.grade, one.meaning,
         *(one.values.get(arm, one.values.get(inquiry.baseline, "")) for arm in inquiry.arms))
        for role, one in those
    ]  # fmt: skip
    book.sheet("assumptions", header, rows, [book.text] * len(header))


def _robustness(book: _Book, telling: Telling) -> None:
    assert telling.robustness is not None
    header = ("arm", "mean difference", "low", "high", "share of draws with its sign", "SD between draws", "draws",
              "worlds a draw", "claim")  # fmt: skip
    rows = [
        (arm, told.mean, told.low, told.high, told.share_of_draws, told.between_sd, told.draws, told.worlds_per_draw,
         told.supported)
        for arm, told in telling.robustness.verdicts.items()
    ]  # fmt: skip
    measured = _by_spread(book, 2, 3, 1)
    looks = [book.text, *[measured] * 3, book.share, measured, book.whole, book.whole, book.text]
    book.sheet("robustness", header, rows, looks)


def _dictionary(book: _Book, telling: Telling) -> None:
    header = ("sheet", "column or word", "meaning", "unit")
    known = {column.name: column for column in dictionary.OUTCOMES}
    rows = [
        *MEANINGS,
        *(("outcomes", name, known[name].meaning, known[name].unit) for name in outcomes_in(telling.study)),
        *(("words", word, meaning, "") for word, meaning in glossary(telling.study)),
    ]
    book.sheet("dictionary", header, rows, [book.text, book.text, book.wrapped, book.text])
