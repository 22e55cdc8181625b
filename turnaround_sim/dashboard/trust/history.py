"""One trust's history as the page shows it: sentences, one picture, tables that add up, and files to keep."""

import shlex
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from turnaround_sim.dashboard.trust.worlds import (
    Against,
    World,
    about,
    is_calibrated,
    one_at_a_time,
    parted,
    walked,
)
from turnaround_sim.report.slide import UNCALIBRATED
from turnaround_sim.report.story import Grid, between_turns, differences, files_of, stocks
from turnaround_sim.story import Parting, Story, answer, what_parted
from turnaround_sim.story.words import READING, why_so_long

PICTURE = "story.svg"
STARTED = (2013, 1, 1, 0, 0, 0)
"""The date of every file in the archive: the same story, the same bytes."""


@dataclass(frozen=True)
class History:
    """What is told of one trust.

    Parameters
    ----------
    title
        Whose history it is.
    marks
        What stands over it.
    answer, parted
        What became of the trust and why; where it parts from the other world, empty where there is none.
    svg
        The picture.
    moved, apart, behind
        What moved quality, by how much the two differ by cause, and what stands behind quality.
    by_year
        Quality at the end of each year in one and in the other: the numbers of the picture.
    happened
        What happened, as rows: month, kind, event.
    reading
        How to read it.
    archive
        The page, the picture and the tables of every month, in one file to keep.
    """

    title: str
    marks: tuple[str, ...]
    answer: tuple[str, ...]
    parted: tuple[str, ...]
    svg: str
    moved: Grid
    apart: Grid | None
    behind: tuple[Grid, ...]
    by_year: Grid
    happened: tuple[tuple[str, ...], ...]
    reading: tuple[str, ...]
    archive: bytes


def told(root: Path, world: World, trust: int, against: Against) -> History:
    """The history of one trust, beside the same trust in the same luck where it is set against something.

    Raises Mistake as `worlds.walked` and `worlds.parted` do.
    """
    calibrated = is_calibrated(root, world)
    with one_at_a_time():
        story = walked(root, world, trust)
        parting = parted(root, world, story, against) if against else None
        return _told(story, parting, calibrated)


def command(root: Path, world: World, trust: int, against: Against) -> str:
    """The words that tell the same on a command line; empty where the arm or scenario is no run yet."""
    if not world.is_of_a_run:
        return ""
    arms = about(root, world.place).arms
    words = ["turnaround", "story", (root / world.place).as_posix(), "--trust", str(trust)]
    words += ["--replicate", str(world.replicate)]
    if world.arm != arms[0]:
        words += ["--arm", world.arm]
    if against:
        words += ["--against", against.name]
    return shlex.join(words)


def _told(story: Story, parting: Parting | None, calibrated: bool) -> History:
    files = files_of(story, parting, calibrated)
    part = parting.divergence is not None if parting else False
    return History(
        title=f"{story.name} (trust {story.trust}), replicate {story.replicate} of {story.arm}",
        marks=() if calibrated else (UNCALIBRATED,),
        answer=tuple(filter(None, (*answer(story), why_so_long(story)))),
        parted=tuple(what_parted(parting)) if parting else (),
        svg=files[PICTURE].decode(),
        moved=between_turns(story),
        apart=differences(parting) if parting and part else None,
        behind=tuple(stocks(story)),
        by_year=_by_year(story, parting),
        happened=tuple((str(each.month), each.kind, each.text) for each in story.happenings),
        reading=READING,
        archive=_archive(files),
    )


def _by_year(story: Story, parting: Parting | None) -> Grid:
    """The lines of the picture as numbers: quality as each twelve months end, and at the last."""
    last = story.months - 1
    months = [-1, *range(11, last, 12), last]
    rows = []
    for month in months:
        one = f"{story.at(month):.1f}"
        other: tuple[str, ...] = ()
        if parting is not None:
            there = month < parting.other.months
            theirs = parting.other.at(month) if there else 0.0
            apart = round(theirs - story.at(month), 1) + 0.0
            other = (f"{theirs:.1f}", f"{apart:+.1f}") if there else ("closed", "–")
        rows.append(("start" if month < 0 else f"month {month}", one, *other))
    header = ("at the end of", story.arm, *((parting.other.arm, "difference") if parting else ()))
    return Grid("Latent quality, points", header, tuple(rows))


def _archive(files: Mapping[str, bytes]) -> bytes:
    packed = BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(zipfile.ZipInfo(name, STARTED), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()
