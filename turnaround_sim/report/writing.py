"""A report on disk: the page and the workbook, both written whole or neither."""

import os
import shutil
import tempfile
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path

from turnaround_sim.dictionary import NOTICE, OUT_OF_SCOPE
from turnaround_sim.mistakes import writing
from turnaround_sim.report.charts import Chart
from turnaround_sim.report.page import page
from turnaround_sim.report.slide import write
from turnaround_sim.report.study import read_study
from turnaround_sim.report.telling import Spelt, Telling, tell
from turnaround_sim.report.workbook import workbook
from turnaround_sim.store import Results

PAGE, WORKBOOK = "report.html", "tables.xlsx"
DOTS = 120
"""Dots an inch of the pictures beside a page."""


def write_report(folder: Path, arms: tuple[str, ...] = (), spelt: Spelt | None = None) -> list[Path]:
    """Write the report of a finished run, comparison or experiment into its folder; the same run, the same bytes.

    Parameters
    ----------
    folder
        The folder of a finished run.
    arms
        Those that the pictures of a few arms show beside the baseline; the best three if none is named.
    spelt
        Puts a source into words, by its key; the page names keys alone without it.

    Returns
    -------
    `report.html` and `tables.xlsx`.

    Raises
    ------
    Mistake
        The folder holds no finished run, it has no such arm, or it cannot be written to; nothing is left half-written.
    """
    return write_telling(tell(read_study(Results.open(folder), arms), spelt))


def write_telling(telling: Telling) -> list[Path]:
    """Write what is told of a run into its folder: both files, or neither. Raises Mistake where it cannot be."""
    files = {PAGE: page(telling).encode(), WORKBOOK: workbook(telling)}
    return replace(telling.study.results.folder, files)


def files_of(charts: Iterable[Chart]) -> dict[str, bytes]:
    """Every picture of some charts as it goes into a folder, PNG and SVG; the same charts, the same bytes."""
    files = {}
    with tempfile.TemporaryDirectory() as beside:
        for chart in charts:
            words = f"{chart.said} {chart.reading} {NOTICE} {OUT_OF_SCOPE}"
            for number, figure in enumerate(chart.figures, start=1):
                name = f"{chart.name}-{number}" if len(chart.figures) > 1 else chart.name
                plain = "".join(letter if letter.isalnum() or letter in "-_" else "-" for letter in name)
                for path in write(figure, chart.title, words, Path(beside) / plain, dots=DOTS):
                    files[f"figures/{path.name}"] = path.read_bytes()
    return files


def replace(folder: Path, files: Mapping[str, bytes]) -> list[Path]:
    """Write files, some in folders below, and give them their names together; where one is refused, all are as before.

    Raises Mistake where the folder cannot be written to.
    """
    with writing(folder):
        beside = Path(tempfile.mkdtemp(prefix=".report-", dir=folder))
        try:
            for name, content in files.items():
                for root in (beside, folder):
                    (root / name).parent.mkdir(exist_ok=True)
                (beside / name).write_bytes(content)
            _swap(folder, beside, list(files))
        finally:
            shutil.rmtree(beside, ignore_errors=True)
    return [folder / name for name in files]


def _swap(folder: Path, beside: Path, names: list[str]) -> None:
    kept: list[str] = []
    done: list[str] = []
    try:
        for name in names:
            if (folder / name).exists():
                os.replace(folder / name, beside / f"{name}.before")
                kept.append(name)
        for name in names:
            os.replace(beside / name, folder / name)
            done.append(name)
    except OSError:
        for name in done:
            with suppress(OSError):
                (folder / name).unlink()
        for name in kept:
            with suppress(OSError):
                os.replace(beside / f"{name}.before", folder / name)
        raise
