"""The verb `story`: why one trust failed or recovered in one replicate, on one page."""

import sys
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from turnaround_sim import dictionary
from turnaround_sim.cli.running import print_paths
from turnaround_sim.cli.words import console, print_json
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.report.slide import UNCALIBRATED
from turnaround_sim.report.story import write_story
from turnaround_sim.scenario import read_scenario, shipped_scenarios
from turnaround_sim.store import Results
from turnaround_sim.story import Parting, Story, against_scenario, answer, part, tell, what_parted
from turnaround_sim.story.ledger import QUALITY, Numbers, Turn, rounded, short
from turnaround_sim.story.words import READING


@dataclass(frozen=True)
class Asked:
    """A story as it was asked for on the command line; the run's first arm if none is named."""

    folder: Path
    trust: int
    replicate: int
    arm: str | None
    against: str | None


def story(asked: Asked, *, as_json: bool, quiet: bool) -> None:
    """Tell a story, print it and write its files."""
    results = Results.open(asked.folder)
    arm = asked.arm or next(iter(results.manifest["scenarios"]))
    told = tell(results, arm, asked.trust, asked.replicate)
    parting = None if asked.against is None else _against(results, told, asked.against)
    paths = write_story(results, told, parting)
    if as_json:
        print_json(_facts(told, parting, paths))
    elif quiet:
        sys.stdout.write(f"{paths[0].parent}\n")
    else:
        _print(told, parting, paths, calibrated=results.manifest.get("calibrated") is True)


def _against(results: Results, told: Story, name: str) -> Parting:
    """The same trust under another arm of the run, in another run, or under another scenario."""
    arms = list(results.manifest["scenarios"])
    if name in arms:
        return part(told, tell(results, name, told.trust, told.replicate))
    if Path(name).is_dir():
        other = Results.open(name)
        theirs = list(other.manifest["scenarios"])
        arm = told.arm if told.arm in theirs else theirs[0]
        if other.manifest["seed"] != told.seed:
            message = f"--against {name}: its seed is {other.manifest['seed']}, this run's {told.seed}"
            raise Mistake(message, key="--against", value=name)
        return part(told, tell(other, arm, told.trust, told.replicate))
    shipped = list(shipped_scenarios())
    if not Path(name).is_file() and name not in shipped:
        known = ", ".join(arms)
        message = f'--against "{name}" is no arm of this run ({known}), no folder of a run and no scenario'
        raise Mistake(f"{message}{nearest(name, [*arms, *shipped])}", key="--against", value=name)
    return against_scenario(told, read_scenario(name))


def _facts(told: Story, parting: Parting | None, paths: list[Path]) -> dict[str, object]:
    facts: dict[str, object] = {
        "folder": str(paths[0].parent),
        "arm": told.arm,
        "trust": told.trust,
        "name": told.name,
        "replicate": told.replicate,
        "seed": told.seed,
        "answer": answer(told),
        "turning_points": [{"month": t.month, "name": t.name, "quality": told.at(t.month)} for t in told.turns],
        "contributions": [
            {"from": begin.month, "to": end.month, "by_cause": dict(zip(_causes(told), by.tolist(), strict=True))}
            for begin, end, by in _spans(told)
        ],
        "events": [each._asdict() for each in told.happenings],
        "notice": dictionary.NOTICE,
        "files": [str(path) for path in paths],
    }
    if parting is not None:
        found = parting.divergence
        facts["against"] = {
            "arm": parting.other.arm,
            "answer": what_parted(parting),
            "month": None if found is None else found.month,
            "changed": [] if found is None else list(found.changed),
            "inputs": [] if found is None else list(found.inputs),
            "difference": parting.gap.tolist(),
            "by_cause": dict(zip(_causes(told), parting.by_cause(parting.months - 1).tolist(), strict=True)),
        }
    return facts


def _causes(told: Story) -> list[str]:
    return list(told.accounts[QUALITY].causes)


def _spans(told: Story) -> Iterator[tuple[Turn, Turn, Numbers]]:
    for begin, end in pairwise(told.turns):
        yield begin, end, told.accounts[QUALITY].lasting(begin.month, end.month)


def _print(told: Story, parting: Parting | None, paths: list[Path], *, calibrated: bool) -> None:
    to = console()
    to.print(f"[bold]{escape(told.name)} (trust {told.trust}), replicate {told.replicate} of {escape(told.arm)}[/bold]")
    to.print(dictionary.NOTICE)
    to.print(dictionary.OUT_OF_SCOPE)
    if not calibrated:
        to.print(f"{UNCALIBRATED}.")
    to.print()
    _say(answer(told), bold=True)
    to.print()
    _print_contributions(told)
    if parting is not None:
        to.print()
        _print_parting(parting)
    to.print()
    to.print("[bold]What happened[/bold]")
    for each in told.happenings:
        lines = textwrap.wrap(each.text, to.width - 22)
        for n, line in enumerate(lines):
            to.print(escape(f"{'' if n else f'month {each.month}':<10}{'' if n else each.kind:<12}{line}"))
    to.print()
    _say(list(READING))
    to.print()
    print_paths("Story", paths)


def _say(sentences: list[str], bold: bool = False) -> None:
    to = console()
    for line in textwrap.wrap(" ".join(sentences), to.width):
        to.print(f"[bold]{escape(line)}[/bold]" if bold else escape(line))


def _table(first: str, headings: list[str]) -> Table:
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, width=console().width)
    table.add_column(first, ratio=1)
    for heading in headings:
        table.add_column(heading, justify="right")
    return table


def _print_contributions(told: Story) -> None:
    """Quality by cause between turning points; the rounded columns add up, too."""
    turns = told.turns
    table = _table("Latent quality, points", [f"to {end.name}\nmonth {end.month}" for end in turns[1:]])
    at = [round(told.at(turn.month), 1) for turn in turns]
    columns = [rounded(by, at[n + 1] - at[n]) for n, (_, _, by) in enumerate(_spans(told))]
    table.add_row("at the beginning", *(f"{value:.1f}" for value in at[:-1]))
    for place, cause in enumerate(_causes(told)):
        if any(column[place] for column in columns):
            table.add_row(short(cause), *(f"{column[place]:+.1f}" if column[place] else "·" for column in columns))
    table.add_row("at the end", *(f"{value:.1f}" for value in at[1:]))
    console().print(table)


def _print_parting(parting: Parting) -> None:
    _say(what_parted(parting), bold=True)
    found = parting.divergence
    if found is None:
        return
    changed = ", ".join(found.changed)
    _say([f"What then changed in the trust: {changed}."])
    to = console()
    to.print()
    last = parting.months - 1
    widest = int(abs(parting.gap).argmax())
    months = sorted({month for month in (found.month, widest, last) if month >= 0})
    heads = [f"by month\n{month}" for month in months]
    table = _table(f"Quality, {parting.other.arm} less {parting.one.arm}", heads)
    start = round(parting.at_start, 1)
    columns = [rounded(parting.by_cause(month), round(float(parting.gap[month]), 1) - start) for month in months]
    if start:
        table.add_row("at the start", *(f"{start:+.1f}" for _ in months))
    for place, cause in enumerate(_causes(parting.one)):
        if any(column[place] for column in columns):
            table.add_row(short(cause), *(f"{column[place]:+.1f}" if column[place] else "·" for column in columns))
    table.add_row("difference", *(f"{parting.gap[month]:+.1f}" for month in months))
    to.print(table)
