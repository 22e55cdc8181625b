"""A trust's story on disk: one page that needs no network, the picture beside it, and the numbers behind both."""

import csv
import os
import re
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from html import escape
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from matplotlib.figure import Figure

from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.mistakes import writing
from turnaround_sim.report.slide import DOTS_PER_INCH, UNCALIBRATED, inline
from turnaround_sim.report.story_figure import draw
from turnaround_sim.store import Results
from turnaround_sim.story import Parting, Story, answer, what_parted
from turnaround_sim.story.ledger import QUALITY, Account, account_rows, rounded, short
from turnaround_sim.story.words import READING

STOCKS = ("capability", "engagement", "staffing", "attention")
"""What stands behind quality, and is told beside it."""
STYLE = """
body { font: 16px/1.45 sans-serif; color: #111; max-width: 62rem; margin: 1.5rem auto; padding: 0 1rem; }
h1 { font-size: 1.5rem; margin-bottom: .2rem; } h2 { font-size: 1.15rem; margin-top: 1.6rem; }
.notice { border: 2px solid #D55E00; padding: .4rem .7rem; font-weight: bold; display: inline-block; }
.answer { font-size: 1.1rem; } svg { width: 100%; height: auto; }
table { border-collapse: collapse; font-size: .92rem; } th { text-align: left; }
td, th { padding: .15rem .7rem .15rem 0; vertical-align: top; } td.n, th.n { text-align: right; }
tr.total td { border-top: 1px solid #111; font-weight: bold; } .small { font-size: .88rem; color: #444; }
@media print { body { margin: 0; font-size: 12px; } }
"""


class Grid(NamedTuple):
    """A table of a story: what it shows, its columns, and its rows as text; row `total` adds up those before it."""

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    total: int = -1


def write_story(results: Results, story: Story, parting: Parting | None = None) -> list[Path]:
    """Write a story into its run's folder: the page, the picture and three tables; the same story, the same bytes.

    Returns
    -------
    `story.html`, `story.png`, `story.svg`, `contributions.csv`, `months.csv` and `events.csv`.

    Raises
    ------
    Mistake
        The folder cannot be written to.
    """
    folder = _folder(results, story, parting)
    files = files_of(story, parting, results.manifest.get("calibrated") is True)
    with writing(folder):
        folder.parent.mkdir(exist_ok=True)
        beside = Path(tempfile.mkdtemp(prefix=".story-", dir=folder.parent))
        try:
            for name, content in files.items():
                (beside / name).write_bytes(content)
            folder.mkdir(exist_ok=True)
            for name in files:
                os.replace(beside / name, folder / name)
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return [folder / name for name in files]


def _folder(results: Results, story: Story, parting: Parting | None) -> Path:
    name = f"{story.arm}-trust-{story.trust}-replicate-{story.replicate}"
    name += "" if parting is None else f"-against-{parting.other.arm}"
    return results.folder / "stories" / re.sub(r"[^\w.-]+", "-", name)


def files_of(story: Story, parting: Parting | None, calibrated: bool) -> dict[str, bytes]:
    """The page, the picture and three tables, each as it goes into a file, by its name."""
    figure = draw(story, parting, calibrated=calibrated)
    svg = inline(figure, story.name, _said(story, parting))
    entries = ((name, *entry) for name, entry in account_rows(story.accounts))
    months = list(story.month_rows())
    return {
        "story.html": _page(story, parting, svg, calibrated).encode(),
        "story.png": _png(figure, story, parting),
        "story.svg": svg.encode(),
        "contributions.csv": _csv(("variable", "month", "cause", "before", "contribution", "after"), entries),
        "months.csv": _csv(tuple(months[0]), (row.values() for row in months)),
        "events.csv": _csv(("month", "kind", "event"), story.happenings),
    }


def _csv(header: Sequence[str], rows: Iterable[Iterable[object]]) -> bytes:
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    return text.getvalue().encode()


def _said(story: Story, parting: Parting | None) -> str:
    return " ".join([*answer(story), *(what_parted(parting) if parting else []), *READING, NOTICE, OUT_OF_SCOPE])


def _png(figure: Figure, story: Story, parting: Parting | None) -> bytes:
    drawn = BytesIO()
    about = {"Title": story.name, "Description": _said(story, parting), "Software": None}
    figure.savefig(drawn, format="png", dpi=DOTS_PER_INCH, metadata=about)
    return drawn.getvalue()


def _page(story: Story, parting: Parting | None, svg: str, calibrated: bool) -> str:
    """One page that holds all it shows."""
    title = f"{story.name} (trust {story.trust}), replicate {story.replicate} of {story.arm}"
    inline = svg[svg.index("<svg ") :]
    notices = [*([] if calibrated else [f"{UNCALIBRATED}."]), NOTICE, OUT_OF_SCOPE]
    happened = [[each.month, each.kind, each.text] for each in story.happenings]
    beside = (
        f"Seed {story.seed}. Contributions of every month are in contributions.csv, where each line goes on from the "
        "one before, to the last digit."
    )
    parts = [
        f"<h1>{escape(title)}</h1>",
        f'<p class="notice">{escape(" ".join(notices))}</p>',
        f'<p class="answer">{escape(" ".join(answer(story)))}</p>',
        *([f'<p class="answer">{escape(" ".join(what_parted(parting)))}</p>'] if parting else []),
        inline,
        _set(between_turns(story)),
        *([_set(differences(parting))] if parting and parting.divergence else []),
        *[_set(each) for each in stocks(story)],
        "<h2>What happened</h2>",
        _table(["month", "kind", "event"], happened, right=(0,)),
        "<h2>How to read this</h2>",
        *[f'<p class="small">{escape(text)}</p>' for text in (*READING, beside)],
    ]
    head = f'<meta charset="utf-8"><title>{escape(title)}</title><style>{STYLE}</style>'
    body = "\n".join(parts)
    return f'<!doctype html>\n<html lang="en-GB"><head>{head}</head>\n<body>\n{body}\n</body></html>\n'


def _set(grid: Grid) -> str:
    """A table of the page under its heading."""
    right = range(1, len(grid.header))
    return f"<h2>{escape(grid.title)}</h2>\n" + _table(grid.header, grid.rows, right, grid.total)


def _table(header: Sequence[str], rows: Sequence[Sequence[object]], right: Sequence[int], total: int = -1) -> str:
    kind = [' class="n"' if n in right else "" for n in range(len(header))]
    lines = ["<tr>" + "".join(f"<th{k}>{escape(h)}</th>" for k, h in zip(kind, header, strict=True)) + "</tr>"]
    for place, row in enumerate(rows):
        cells = "".join(f"<td{k}>{escape(str(cell))}</td>" for k, cell in zip(kind, row, strict=True))
        look = ' class="total"' if place == total else ""
        lines.append(f"<tr{look}>{cells}</tr>")
    return "<table>\n" + "\n".join(lines) + "\n</table>"


def between_turns(story: Story) -> Grid:
    """What moved quality from one turning point to the next, cause by cause; each column adds up."""
    account, turns = story.accounts[QUALITY], story.turns
    at = [round(story.at(turn.month), 1) for turn in turns]
    columns = [
        rounded(account.lasting(begin.month, end.month), at[n + 1] - at[n])
        for n, (begin, end) in enumerate(pairwise(turns))
    ]
    rows = [("at the beginning, points", *(f"{value:.1f}" for value in at[:-1]))]
    rows += _by_cause(account, columns)
    rows.append(("at the end, points", *(f"{value:.1f}" for value in at[1:])))
    return Grid("What moved quality between turning points", _header(story), tuple(rows), len(rows) - 1)


def differences(parting: Parting) -> Grid:
    """The difference in quality by cause at its widest and at the end."""
    account, last = parting.one.accounts[QUALITY], parting.months - 1
    months = sorted({int(abs(parting.gap).argmax()), last})
    start = round(parting.at_start, 1)
    columns = [rounded(parting.by_cause(month), round(float(parting.gap[month]), 1) - start) for month in months]
    rows = _by_cause(account, columns)
    rows.append(("difference, points", *(f"{parting.gap[month]:+.1f}" for month in months)))
    header = ("cause", *(f"by month {month}" for month in months))
    return Grid(f"Quality in {parting.other.arm} less {parting.one.arm}", header, tuple(rows), len(rows) - 1)


def _header(story: Story) -> tuple[str, ...]:
    return ("cause", *(f"to {turn.name} (month {turn.month})" for turn in story.turns[1:]))


def _by_cause(account: Account, columns: Sequence[Sequence[float]]) -> list[tuple[str, ...]]:
    return [
        (short(cause), *(f"{column[place]:+.1f}" if column[place] else "·" for column in columns))
        for place, cause in enumerate(account.causes)
        if any(column[place] for column in columns)
    ]


def stocks(story: Story) -> list[Grid]:
    """What stands behind quality, one table each."""
    return [_stock(story, name) for name in STOCKS]


def _stock(story: Story, name: str) -> Grid:
    """A variable behind quality between turning points; attention has no memory, so its mean is shown."""
    account, turns = story.accounts[name], story.turns
    spans = list(pairwise(turns))
    places = 3
    columns, first, last = [], [], []
    for begin, end in spans:
        whole = account.lasting(begin.month, end.month)
        before, after = account.before[begin.month + 1], account.after[end.month]
        if name == "attention":
            whole = whole / (end.month - begin.month)
            after = account.after[begin.month + 1 : end.month + 1].mean()
        first.append(round(float(before), places))
        last.append(round(float(after), places))
        columns.append(rounded(whole, last[-1] - first[-1], places))
    begin_with, end_with = "at the beginning", "at the end"
    what = f"{name.capitalize()}, {account.unit}"
    if name == "attention":
        what = f"Attention, mean {account.unit} left"
        begin_with, end_with = "all but routine", "left for improvement"
    rows = [(begin_with, *(f"{value:.3f}" for value in first))]
    for place, meaning in enumerate(account.causes.values()):
        if any(column[place] for column in columns):
            rows.append((meaning, *(f"{column[place]:+.3f}" if column[place] else "·" for column in columns)))
    rows.append((end_with, *(f"{value:.3f}" for value in last)))
    return Grid(what, _header(story), tuple(rows), len(rows) - 1)
