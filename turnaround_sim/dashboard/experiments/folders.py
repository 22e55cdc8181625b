"""What lies under the results root: finished answers, those still being made, and those that cannot be read."""

import json
import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, TypeVar

from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.store import source_digest
from turnaround_sim.store.results import PARTIAL

T = TypeVar("T")

State = Literal["finished", "published", "unfinished", "damaged"]

RUN, COMPARISON, EXPERIMENT = "run", "comparison", "experiment"
SENSITIVITY, DISCOVERY, CHOICE, CALIBRATION = "sensitivity", "discovery", "choice", "calibration"
SCORECARD, BACKTEST, MIRROR, UNKNOWN = "scorecard", "back-test", "mirror of naive estimators", "not known"
KINDS = (RUN, COMPARISON, EXPERIMENT, SENSITIVITY, DISCOVERY, CHOICE, CALIBRATION, SCORECARD, BACKTEST, MIRROR)
PUBLISHED = "published"
DEEP = 3
"""Folders below the root in which an answer may lie."""
MOST = 4000
"""Folders that are looked at; a root with more is none of ours."""
_SIGNS = ("manifest.json", "scorecard.json", "backtest.json")
_INNER = {"chunks", "figures", "stories"}


@dataclass(frozen=True)
class Entry:
    """One folder of the list.

    Parameters
    ----------
    place
        Where it lies under the root, with slashes: what an address carries.
    kind, state
        One of `KINDS`, and whether it can be read.
    title, name
        What it is about; the name under which it was asked for.
    date
        When it was begun, as ISO 8601 in UTC, empty where nothing says so.
    worlds
        How many replicates, points or draws, in words.
    said
        Of an unfinished folder how far it is, of a damaged one what is wrong.
    stamp
        Another one once anything in the folder's manifest has changed.
    source
        The digest of the rules that made it, empty where nothing says so.
    """

    place: str
    kind: str
    state: State
    title: str
    name: str
    date: str
    worlds: str
    said: str
    stamp: str
    source: str = ""

    @property
    def is_of_other_rules(self) -> bool:
        """Whether it is a run that the rules of this version did not make."""
        run = self.state == "finished" and self.kind in (RUN, COMPARISON, EXPERIMENT)
        return run and self.source != source_digest()

    def holds(self, words: str) -> bool:
        """Whether every word that was typed stands somewhere in what the list shows of it."""
        text = " ".join((self.place, self.kind, self.state, self.title, self.name, self.date)).casefold()
        return all(word in text for word in words.casefold().split())


def listed(root: Path) -> list[Entry]:
    """Every answer under a root, the newest first; links are not followed. An empty list where there is no root."""
    found = [_entry(root, folder) for folder in _answers(root)]
    return sorted((each for each in found if each is not None), key=lambda each: (each.date, each.place), reverse=True)


def older(found: Sequence[Entry]) -> set[str]:
    """The places of answers beside which another to the same question, of the same kind and title, is to be preferred.

    What this version's rules made goes before what others made, and then the newest first, as `listed` has them.
    """
    answered: dict[tuple[str, str], list[Entry]] = {}
    for each in found:
        if each.state in ("finished", "published"):
            answered.setdefault((each.kind, each.title), []).append(each)
    ranked = (sorted(alike, key=lambda each: each.is_of_other_rules) for alike in answered.values())
    return {each.place for alike in ranked for each in alike[1:]}


def inside(root: Path, place: str) -> Path:
    """The folder at a place under the root. Raises Mistake for what leaves it, is reached by a link or is not there."""
    parts = [part for part in place.split("/") if part]
    wrong = not parts or place.startswith(("/", "~")) or "\\" in place or "\0" in place or ".." in parts or "." in parts
    if wrong or len(parts) > DEEP + 1:
        raise Mistake(f'"{place}" is no folder of results; choose one from the list')
    folder = root
    for part in parts:
        folder = folder / part
        if folder.is_symlink():
            message = f'"{place}" is reached by a link, which is not followed; choose a folder from the list'
            raise Mistake(message)
    if not folder.is_dir() or not folder.resolve().is_relative_to(root.resolve()):
        there = [each.place for each in listed(root)]
        message = f'there is no folder "{place}" any more, or there never was; choose one from the list'
        raise Mistake(f"{message}{nearest(place, there)}")
    with os.scandir(folder) as within:
        links = sorted(each.name for each in within if each.is_symlink())
    if links:
        raise Mistake(f'"{place}" holds a link, {links[0]}, which is not followed; take it away, or run it again')
    return folder


def entry_of(root: Path, place: str) -> Entry:
    """What the list says of one folder. Raises Mistake where it is none."""
    folder = inside(root, place)
    found = _entry(root, folder) if _is_answer(folder) else None
    if found is None:
        message = f'"{place}" holds no finished answer: neither manifest.json nor a back-test nor a scorecard'
        raise Mistake(message)
    return found


def guarded(place: str, act: Callable[[], T]) -> T:
    """What `act` gives; whatever goes wrong with a folder that others made or took away is one clear sentence."""
    try:
        return act()
    except Mistake:
        raise
    except FileNotFoundError as error:
        gone = Path(str(error.filename)).name if error.filename else "a file"
        message = f"{place} has gone, or lacks {gone}; choose another folder, or run it again"
        raise Mistake(message) from error
    except Exception as error:  # a folder of another version may lack anything
        message = f"{place} cannot be read by this version ({type(error).__name__}: {error}); run it again"
        raise Mistake(message) from error


def _answers(root: Path) -> Iterator[Path]:
    """Folders that hold an answer or one being made, without what lies inside them."""
    waiting, seen = [(root, 0)], 0
    while waiting:
        folder, depth = waiting.pop()
        for child in _folders(folder):
            seen += 1
            if seen > MOST:
                return
            if _is_answer(child):
                yield child
            elif depth + 1 < DEEP:
                waiting.append((child, depth + 1))


def _folders(folder: Path) -> list[Path]:
    """The folders in a folder; none where it has gone or may not be read."""
    try:
        with os.scandir(folder) as there:
            names = [each.name for each in there if each.is_dir(follow_symlinks=False)]
    except OSError:
        return []
    return [folder / name for name in sorted(names) if name not in _INNER and not name.startswith(".")]


def _is_answer(folder: Path) -> bool:
    return folder.suffix == PARTIAL or (folder / "done").is_file() or any((folder / name).is_file() for name in _SIGNS)


def _entry(root: Path, folder: Path) -> Entry | None:
    """What the list says of a folder, None where it vanished as it was looked at."""
    place = folder.relative_to(root).as_posix()
    name = folder.parent.name if folder.parent != root else folder.name
    try:
        if folder.suffix == PARTIAL:
            said, date = _how_far(folder)
            return Entry(place, UNKNOWN, "unfinished", name, name, date, "", said, "")
        sign = next((folder / each for each in _SIGNS if (folder / each).is_file()), None)
        if sign is None:
            return _damaged(place, name, _date(folder.stat().st_mtime), "manifest.json is missing")
        known = sign.stat()
        date = _date(known.st_mtime)
        try:
            told = json.loads(sign.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            return _damaged(place, name, date, f"{sign.name} cannot be read: {error}")
    except OSError:
        return None
    if not isinstance(told, dict):
        return _damaged(place, name, date, f"{sign.name} names nothing")
    kind = _kind(told, sign.name)
    finished = (folder / "done").is_file() or kind == SCORECARD
    return Entry(
        place=place,
        kind=kind,
        state="finished" if finished and place.split("/")[0] != PUBLISHED else "published",
        title=_title(told, kind, folder),
        name=str(told.get("name") or name),
        date=str(told.get("started") or told.get("date") or date),
        worlds=_worlds(told, kind),
        said="",
        stamp=f"{known.st_mtime_ns}-{known.st_size}",
        source=str(told.get("source", "")),
    )


def _damaged(place: str, name: str, date: str, why: str) -> Entry:
    return Entry(place, UNKNOWN, "damaged", name, name, date, "", why, "")


def _date(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds")


def _kind(told: Mapping[str, Any], sign: str) -> str:
    if sign != "manifest.json":
        return BACKTEST if sign == "backtest.json" else SCORECARD
    stated = told.get("kind")
    if stated in (SENSITIVITY, DISCOVERY, CHOICE, CALIBRATION):
        return str(stated)
    if {"model", "targets"} <= set(told):
        return CALIBRATION
    if "numbers_that_differ_in_the_null" in told:
        return MIRROR
    scenarios = told.get("scenarios")
    if not isinstance(scenarios, dict):
        return EXPERIMENT if isinstance(told.get("arms"), int) else UNKNOWN
    asked = told.get("experiment")
    if isinstance(asked, dict) and asked.get("title"):
        return EXPERIMENT
    return RUN if len(scenarios) == 1 else COMPARISON


def _title(told: Mapping[str, Any], kind: str, folder: Path) -> str:
    asked, titles = told.get("experiment"), told.get("titles")
    if isinstance(asked, dict) and asked.get("title"):
        return str(asked["title"])
    if kind == CALIBRATION:
        return f"{'The null' if told.get('model') == 'null' else 'The full model'}: {told.get('title') or folder.name}"
    if told.get("title"):
        return str(told["title"])
    if kind in (RUN, COMPARISON) and isinstance(titles, dict) and titles:
        first, *others = (str(title or arm) for arm, title in titles.items())
        return f"{', '.join(others)}, against {first}" if others else first
    given = {SCORECARD: "Scorecard: facts that no calibration has seen", BACKTEST: "England, year by year, frozen"}
    mirror = "What analysts without a second world would have said"
    return given.get(kind) or (mirror if kind == MIRROR else str(told.get("name") or folder.name))


def _worlds(told: Mapping[str, Any], kind: str) -> str:
    """How much was run, as far as the page of the folder says."""
    blocks = told.get("blocks")
    if kind in (SENSITIVITY, DISCOVERY) and isinstance(blocks, dict):
        points = sum(int(block.get("points", 0)) for block in blocks.values() if isinstance(block, dict))
        return f"{points:,} points"
    if kind == CHOICE and "draws" in told:
        return f"{told['draws']} draws × {told.get('replicates', 1)} worlds"
    if kind == BACKTEST and "worlds" in told:
        return f"{told['worlds']} worlds"
    if "replicates" in told and kind != CALIBRATION:
        return f"{told['replicates']} replicates"
    return ""


def _how_far(folder: Path) -> tuple[str, str]:
    """How far an unfinished folder is, by its log or by what is kept in it, and when it was last written to."""
    log = folder / "log.jsonl"
    files = [path for path in folder.iterdir() if path.is_file()]
    date = _date(max((path.stat().st_mtime for path in files), default=folder.stat().st_mtime))
    asked, there, failed = 0, set[int](), 0
    for line in log.read_text(encoding="utf-8").splitlines() if log.is_file() else ():
        try:
            event = json.loads(line)
        except ValueError:
            continue  # the last line of a run that was killed
        if event.get("event") == "started":
            asked, there, failed = int(event["chunks"]) + int(event["chunks_reused"]), set(), 0
            before = int(event["chunks_reused"])
            there |= {-1 - number for number in range(before)}
        elif event.get("event") in ("kept", "found"):
            there.add(int(event["chunk"]))
        failed += event.get("event") == "failed"
    go_on = "The command that began it goes on from there."
    if asked:
        lost = f", {failed} failed" if failed else ""
        return f"{len(there)} of {asked} pieces are done{lost}. {go_on}", date
    kept = sum(path.stat().st_size for path in files if path.suffix == ".ledger")
    return (f"{kept / 1e6:.1f} MB of worlds are kept. {go_on}" if kept else f"Nothing is kept yet. {go_on}"), date
