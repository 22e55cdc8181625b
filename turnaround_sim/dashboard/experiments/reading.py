"""One folder of results as the page shows it: the answer first, then what it stands on; text and pictures, no objects.

A reading holds nothing but words and drawn pictures, so that it can be kept while a server runs.
"""

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from turnaround_sim.dashboard.experiments import folders
from turnaround_sim.dashboard.experiments.folders import Entry, guarded
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.page import Drawn


@dataclass(frozen=True)
class Table:
    """A table as the page shows it; its first so many columns hold `words`."""

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    words: int = 1


@dataclass(frozen=True)
class Section:
    """A part of a reading: a heading, sentences, pictures and tables. A `folded` one is opened by whoever wants it."""

    heading: str
    said: tuple[str, ...] = ()
    pictures: tuple[Drawn, ...] = ()
    tables: tuple[Table, ...] = ()
    folded: bool = False


@dataclass(frozen=True)
class Reading:
    """What one folder says.

    Parameters
    ----------
    title, question, expected
        What it is about, what was asked, and what was expected before the run.
    verdict, sentence, beside
        The answer: in a word where the kind has one, in a sentence, and what goes with it.
    marks
        What stands over the answer: that nothing was fitted, that the record is silent.
    caveats
        What must be known with it, the weightiest first.
    sections
        Pictures and tables, in the order in which they are read.
    commands, again
        The words that ask for it again, and what to expect of them.
    facts
        What was run, with what and on what.
    """

    title: str
    question: str
    expected: str
    verdict: str
    sentence: str
    beside: tuple[str, ...] = ()
    marks: tuple[str, ...] = ()
    caveats: tuple[tuple[str, str], ...] = ()
    sections: tuple[Section, ...] = ()
    commands: tuple[str, ...] = ()
    again: str = ""
    facts: tuple[tuple[str, str], ...] = ()


def read(root: Path, entry: Entry) -> Reading:
    """What a folder of the list says. Raises Mistake, in one sentence, where it cannot be read."""
    folder = folders.inside(root, entry.place)
    if entry.state == "unfinished":
        raise Mistake(f"{entry.place} is not finished: {entry.said}")
    if entry.state == "damaged":
        raise Mistake(f"{entry.place} is damaged: {entry.said}")
    return guarded(entry.place, lambda: _reader(entry)(folder))


def page_of(root: Path, entry: Entry) -> str:
    """The report of a folder as one page to keep. Raises Mistake where it has none."""
    folder = folders.inside(root, entry.place)
    return guarded(entry.place, lambda: _page(entry)(folder))


def has_page(root: Path, entry: Entry) -> bool:
    """Whether `page_of` has a page to give; a folder that has gone has none."""
    if entry.state == "finished" and entry.kind in _PAGES:
        return True
    return (root / entry.place / "report.html").is_file()


Reader = Callable[[Path], Reading]
Page = Callable[[Path], str]


def _reader(entry: Entry) -> Reader:
    from turnaround_sim.dashboard.experiments import published, runs, studies, written

    if entry.state == "published" or entry.kind in (folders.BACKTEST, folders.MIRROR):
        if entry.kind == folders.CALIBRATION:
            return studies.calibration
        return functools.partial(published.published, kind=entry.kind)
    known: Mapping[str, Reader] = {
        **dict.fromkeys((folders.RUN, folders.COMPARISON, folders.EXPERIMENT), runs.run),
        folders.SENSITIVITY: studies.sensitivity,
        folders.CALIBRATION: studies.calibration,
        folders.DISCOVERY: written.written,
        folders.CHOICE: written.written,
        folders.SCORECARD: studies.scorecard,
    }
    if entry.kind not in known:
        raise Mistake(f"{entry.place} is no kind of answer that this version knows")
    return known[entry.kind]


def _page(entry: Entry) -> Page:
    return _PAGES.get(entry.kind, _as_written) if entry.state == "finished" else _as_written


def _as_written(folder: Path) -> str:
    return (folder / "report.html").read_text(encoding="utf-8")


def _of_a_run(folder: Path) -> str:
    from turnaround_sim.dashboard.experiments import runs

    return runs.page(folder)


def _of_a_sensitivity(folder: Path) -> str:
    from turnaround_sim.dashboard.experiments import studies

    return studies.sensitivity_page(folder)


def _of_a_calibration(folder: Path) -> str:
    from turnaround_sim.dashboard.experiments import studies

    return studies.calibration_page(folder)


_PAGES: Mapping[str, Page] = {
    folders.RUN: _of_a_run,
    folders.COMPARISON: _of_a_run,
    folders.EXPERIMENT: _of_a_run,
    folders.SENSITIVITY: _of_a_sensitivity,
    folders.CALIBRATION: _of_a_calibration,
}
