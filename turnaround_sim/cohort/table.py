"""A user's own cohort, from a table that Excel can write."""

import csv
import io
import math
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from turnaround_sim.cohort.rows import FEWEST, MOST, Cohort
from turnaround_sim.entities import TYPES
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.provenance import Declared, Number, written

_SIZE = Declared("size", float, 5000.0, "staff", 200.0, 30_000.0, "chosen", note="whole-time-equivalent staff")
_RURALITY = Declared("rurality", float, 0.5, "1", 0.0, 1.0, "chosen", note="0 the most urban, 1 the most rural")
_DEPRIVATION = Declared("deprivation", float, 0.5, "1", 0.0, 1.0, "chosen", note="0 the least deprived, 1 the most")
_DISADVANTAGE = Declared(
    "disadvantage", float, 0.0, "points", -30.0, 30.0, "chosen", note="taken from every domain for good; empty: drawn"
)
NUMBERS = {d.name: d for d in (_SIZE, _RURALITY, _DEPRIVATION, _DISADVANTAGE)}
NEEDED = ("name", "type", "system", "size", "rurality", "deprivation")
COLUMNS = (*NEEDED, "disadvantage")


def read_cohort(path: Path, file: str = "") -> Cohort:
    """A user's own trusts, from a CSV file with one row a trust.

    The first line names the columns `name, type, system, size, rurality, deprivation` and, where wanted,
    `disadvantage`, in any order. Commas, semicolons (with decimal commas) or tabs part the cells; blank lines do not
    count. `file` is the name to use in messages.

    Raises
    ------
    Mistake
        With file, line, column, value and what is allowed, at the first row that is wrong.
    """
    file = file or str(path)
    lines = _lines(path, file)
    columns, decimal = next(lines)
    order = _columns(columns.cells, file, columns.line)
    rows = [_row(line, order, decimal, file) for line, _ in lines]
    if not FEWEST <= len(rows) <= MOST:
        text = f"a cohort of {len(rows)} trusts is out of range; allowed {FEWEST} to {MOST}"
        raise Mistake(text, file=file, key="trusts", value=len(rows))
    first: dict[str, int] = {}
    for row in rows:
        if row.name in first:
            text = f'"{row.name}" is already the name in line {first[row.name]}; allowed: distinct names'
            raise _mistake(file, row.line, "name", row.name, text)
        first[row.name] = row.line
    labels = list(dict.fromkeys(row.system for row in rows))
    values = {name: np.array([row.numbers[name] for row in rows]) for name in NUMBERS}
    return Cohort(
        name=tuple(first),
        type=np.array([row.type for row in rows], np.int64),
        system=np.array([labels.index(row.system) for row in rows], np.int64),
        system_name=tuple(labels),
        **values,
    )


@dataclass(frozen=True)
class _Line:
    line: int
    cells: list[str]


@dataclass(frozen=True)
class _Row:
    line: int
    name: str
    type: int
    system: str
    numbers: dict[str, float]


def _lines(path: Path, file: str) -> Iterator[tuple[_Line, str]]:
    """The lines that hold anything, each with its number and the file's decimal mark; the first is the header."""
    text = _text(path, file)
    header = next((line for line in text.splitlines() if line.strip(" ,;\t")), "")
    if not header:
        raise Mistake(f"is empty; the first line must be {','.join(NEEDED)}", file=file)
    mark = max(",;\t", key=header.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=mark, strict=True)
    before = 0
    try:
        for cells in reader:
            line, before = before + 1, reader.line_num
            if any(cell.strip() for cell in cells):
                yield _Line(line, [cell.strip() for cell in cells]), "," if mark == ";" else "."
    except csv.Error as error:
        told = f"line {before + 1} is not well-formed CSV ({error}); look for a quotation mark that is not closed"
        raise Mistake(told, file=file, key=f"line {before + 1}") from None


def _text(path: Path, file: str) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        near = nearest(path.name, (p.name for p in path.parent.glob("*.csv")))
        text = f"cohort file cannot be read ({error.strerror}){near}"
        raise Mistake(text, file=file, key="cohort", value=str(path)) from None
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        text = f"line {line} is not UTF-8 text; save the table as “CSV UTF-8”"
        raise Mistake(text, file=file, key=f"line {line}") from None
    if "\0" in text:
        raise Mistake("is not a text file; save the table as “CSV UTF-8”", file=file)
    return text


def _columns(cells: list[str], file: str, line: int) -> list[str]:
    """The column each cell stands in, checked."""
    found = [cell.lower() for cell in cells]
    while found and not found[-1]:
        found.pop()
    allowed = f"allowed {', '.join(COLUMNS)}"
    if not set(found) & set(COLUMNS):
        text = f"line {line} names no column; the first line must be {','.join(NEEDED)}"
        raise Mistake(text, file=file, key=f"line {line}", value=",".join(cells))
    for position, name in enumerate(found):
        if name not in COLUMNS:
            text = f'line {line}: column "{name}" is not known; {allowed}{nearest(name, COLUMNS)}'
            raise Mistake(text, file=file, key=name, value=name)
        if name in found[:position]:
            raise Mistake(f'line {line}: column "{name}" stands there twice', file=file, key=name, value=name)
    for name in NEEDED:
        if name not in found:
            text = f'line {line}: column "{name}" is missing; needed {", ".join(NEEDED)}'
            raise Mistake(text, file=file, key=name)
    return found


def _row(line: _Line, order: Sequence[str], decimal: str, file: str) -> _Row:
    cells = line.cells
    while len(cells) > len(order) and not cells[-1]:
        cells = cells[:-1]
    if len(cells) != len(order):
        text = f"line {line.line} has {len(cells)} cells, where the header has {len(order)}"
        raise Mistake(text, file=file, key=f"line {line.line}", value=",".join(cells))
    cell = dict(zip(order, cells, strict=True))
    for name in ("name", "system"):
        if not cell[name]:
            raise _mistake(file, line.line, name, "", "empty; allowed: any text")
    numbers = {name: _number(line.line, name, cell.get(name, ""), decimal, file) for name in NUMBERS}
    return _Row(line.line, cell["name"], _type(line.line, cell["type"], file), cell["system"], numbers)


def _type(line: int, text: str, file: str) -> int:
    word = " ".join(text.lower().replace("_", " ").replace("-", " ").split())
    if word not in TYPES:
        told = f"{written(text)} is not a type of trust; allowed {', '.join(TYPES)}{nearest(word, TYPES)}"
        raise _mistake(file, line, "type", text, told)
    return TYPES.index(word)


def _number(line: int, name: str, text: str, decimal: str, file: str) -> float:
    if name not in NEEDED and not text:
        return math.nan
    value: Number | str = text
    for read in (float, int):  # a whole number last, so that it is shown as one
        with suppress(ValueError):
            value = read(text.replace(decimal, "."))
    try:
        return float(NUMBERS[name].read(value))
    except ValueError as refusal:
        raise _mistake(file, line, name, value, str(refusal)) from None


def _mistake(file: str, line: int, column: str, value: object, text: str) -> Mistake:
    key = f"line {line}: {column}"
    return Mistake(f"{key} = {text}", file=file, key=key, value=None if value == "" else value)
