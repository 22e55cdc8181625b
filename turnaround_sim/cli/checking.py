"""The verbs `check` and `scenarios`: what a run would do, before it is done."""

import math
import shutil
import time
from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path
from typing import Any

from rich.markup import escape

from turnaround_sim import experiment
from turnaround_sim.cli.running import Asked
from turnaround_sim.cli.words import console, print_json, size, span
from turnaround_sim.events import NOBODY
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import Groups, declared_paths, tidy
from turnaround_sim.scenario import Scenario, read_scenario, shipped_scenarios
from turnaround_sim.simulate import simulate
from turnaround_sim.store import CHUNK, Question, answer

PROBED = 2
"""Replicates in the timed probe."""


def check(asked: Asked, *, as_json: bool) -> None:
    """Print what a run would do. Raises Mistake as the run would."""
    scenario = asked.scenario()
    question = asked.question(scenario)
    workers = experiment.usable_workers(asked.workers)
    root = nearest_folder(asked.out)
    there = answer(question, asked.out) is not None
    seconds, written = (0.0, 0.0) if there else _probed(scenario, question, workers)
    free = shutil.disk_usage(root).free
    changed = {
        **dict(_changed("levers", scenario.levers, Levers())),
        **dict(_changed("parameters", scenario.parameters, Parameters())),
    }
    told = {
        "scenario": scenario.name,
        "title": scenario.title,
        "months": scenario.months,
        "trusts": scenario.trusts,
        "systems": scenario.systems,
        "replicates": question.replicates,
        "seed": question.seed,
        "engine": question.engine,
        "keep": question.keep,
        "workers": workers,
        "changed": changed,
        "changes": scenario.resolved()["changes"],
        "events": scenario.resolved()["events"],
        "folder": str(question.folder(asked.out)),
        "on_disk": there,
        "seconds": seconds,
        "bytes": written,
        "free_bytes": free,
    }
    if as_json:
        print_json(told)
    else:
        _print(told)


def _probed(scenario: Scenario, question: Question, workers: int) -> tuple[float, float]:
    """Seconds and bytes to expect, going by a few replicates."""
    probe = partial(simulate, scenario, seed=question.seed, engine=question.engine, keep=question.keep)
    probe(first=question.first, replicates=1)  # compiles if need be, and keeps what it compiled for the run
    began = time.perf_counter()
    tables = probe(first=question.first, replicates=PROBED)
    each = (time.perf_counter() - began) / PROBED
    written = sum(
        sum(array.nbytes for array in table.values()) if isinstance(table, Mapping) else table.nbytes
        for table in tables.values()
    )
    at_once = min(workers, experiment.cores(), math.ceil(question.replicates / CHUNK))
    return each * question.replicates / at_once, written / PROBED * question.replicates


def nearest_folder(out: Path) -> Path:
    """The folder that is there already, in which the results would lie. Raises Mistake where it is a file."""
    there = next(path for path in (out.absolute(), *out.absolute().parents) if path.exists())
    if not there.is_dir():
        raise Mistake(f"cannot write to {out}: {there} is a file; a folder is needed", file=str(out), key="--out")
    return there


def _changed(whole: str, groups: Groups, usual: Groups) -> Iterator[tuple[str, dict[str, object]]]:
    """Every number that differs from what it usually is."""
    for path, declared in declared_paths(type(groups)).items():
        group, name = path.split(".", 1)
        value, was = getattr(getattr(groups, group), name), getattr(getattr(usual, group), name)
        if value != was:
            yield f"{whole}.{path}", {"value": declared.word(value), "was": declared.word(was), "unit": declared.unit}


def _print(told: Mapping[str, Any]) -> None:
    to = console()
    to.print(f"[bold]{escape(told['title'] or told['scenario'])}[/bold]")
    to.print(f"{told['trusts']} trusts in {told['systems']} systems over {told['months']} months")
    how = f"engine {told['engine']}, keeping {told['keep']}"
    to.print(f"{told['replicates']} replicates from seed {told['seed']}, {how}")
    for heading, lines in (
        ("Differs from the usual", [_spelt_change(path, facts) for path, facts in told["changed"].items()]),
        ("Changes at a date", [_spelt(change, "lever") for change in told["changes"]]),
        ("Events", [_spelt(event, "do") for event in told["events"]]),
    ):
        to.print(f"{heading}: {len(lines) or 'nothing'}")
        for line in lines:
            to.print(f"  {escape(line)}")
    if told["on_disk"]:
        to.print("The answer is on disk already; a run would read it.")
    else:
        workers = f"{told['workers']} worker{'s' * (told['workers'] != 1)}"
        to.print(f"About {span(told['seconds'])} with {workers}, going by {PROBED} replicates just run.")
        to.print(f"Up to {size(told['bytes'])} on disk, twice that while running; {size(told['free_bytes'])} are free.")
        if 2 * told["bytes"] > told["free_bytes"]:
            to.print("[bold]That is not enough: keep less, or choose another --out.[/bold]")
    to.print(f"Folder: {escape(told['folder'])}", soft_wrap=True)


def _spelt_change(path: str, facts: Mapping[str, Any]) -> str:
    unit = "" if facts["unit"] == "1" else f" {facts['unit']}"
    return f"{path} = {tidy(facts['value'])}{unit} (usually {tidy(facts['was'])})"


def _spelt(happening: Mapping[str, Any], what: str) -> str:
    """A dated change or event; what does not apply to it is left out."""
    nothing = {"trust": None, "partner": NOBODY, "amount": 0, "months": 0}
    more = {key: value for key, value in happening.items() if key not in (what, "month")}
    said = [f"{key} {tidy(value)}" for key, value in more.items() if key not in nothing or value != nothing[key]]
    return f"month {happening['month']}: {happening[what]}" + f" ({', '.join(said)})" * bool(said)


def list_scenarios(*, as_json: bool) -> None:
    """Print the names and titles of the scenarios that come with the package."""
    titles = {name: read_scenario(name).title for name in shipped_scenarios()}
    if as_json:
        print_json({"scenarios": [{"name": name, "title": title} for name, title in titles.items()]})
        return
    to = console()
    width = max(map(len, titles), default=0)
    for name, title in titles.items():
        to.print(f"{name:<{width}}  {escape(title)}")
