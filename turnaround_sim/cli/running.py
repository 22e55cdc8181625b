"""The verb `run`: progress while it works, a summary when it is done."""

import math
import shlex
import sys
import time
import tomllib
from collections.abc import Hashable, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Thread
from typing import TYPE_CHECKING, Any, cast

from rich.markup import escape
from rich.table import Table

from turnaround_sim import dictionary, experiment
from turnaround_sim.analysis.asking import numbers_asked, set_values
from turnaround_sim.analysis.variance import Parts, parts
from turnaround_sim.beliefs import WORLDS_PER_DRAW, Uncertainty
from turnaround_sim.cli.stopping import stoppable
from turnaround_sim.cli.words import UNCALIBRATED, console, interval, number, print_json, span
from turnaround_sim.design import read_experiment
from turnaround_sim.experiment import is_fitted
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.scenario import Scenario, read_scenario
from turnaround_sim.store import Engine, Keep, Question, Results, answer

if TYPE_CHECKING:
    import pandas

TOLD_EVERY = 10.0
"""Seconds between two lines of progress where there is no terminal."""


@dataclass(frozen=True)
class Asked:
    """A run as it was asked for on the command line."""

    name: str
    seed: int
    replicates: int
    first: int
    out: Path
    workers: int | None
    keep: str
    engine: str
    sets: list[str] | None
    arm: str | None = None
    uncertainty: Uncertainty = "posterior"
    worlds_per_draw: int = WORLDS_PER_DRAW
    scheduler: str | None = None

    def scenario(self) -> Scenario:
        """The scenario with its `--set` values, or one arm of an experiment; or Mistake."""
        if self.arm is not None:
            return arm_of(self.name, self.arm, self.sets)
        sets = set_values("--set", self.sets)
        try:
            return read_scenario(self.name, sets)
        except Mistake:
            if is_experiment(Path(self.name)):
                text = f"{self.name} is an experiment: turnaround experiment runs it, --arm NAME one arm of it"
                raise Mistake(text, file=self.name, key="SCENARIO") from None
            raise

    def question(self, scenario: Scenario) -> Question:
        """The question that is asked of the store, or Mistake."""
        return experiment.question_of(
            scenario,
            seed=self.seed,
            replicates=self.replicates,
            keep=cast(Keep, self.keep),
            engine=cast(Engine, self.engine),
            first=self.first,
            uncertainty=self.uncertainty,
            worlds_per_draw=self.worlds_per_draw,
        )

    def command(self) -> str:
        """What was typed to name the scenario."""
        sets = [word for text in self.sets or () for word in ("--set", text)]
        arm = [] if self.arm is None else ["--arm", self.arm]
        return shlex.join(["turnaround", "run", self.name, *arm, *sets])


def is_experiment(path: Path) -> bool:
    """Whether a file has arms, written out or made by grids; not so where it cannot be read."""
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return "arms" in said or "grids" in said


def arm_of(file: str, arm: str, sets: list[str] | None = None) -> Scenario:
    """One arm of an experiment file, to be run alone. Raises Mistake for an unknown arm, and where values are set."""
    if sets:
        raise Mistake("an arm stands as its experiment has it; leave out --set or --arm", key="--set", value=sets[0])
    design = read_experiment(file)
    if arm not in design.arms:
        message = (
            f'no arm "{arm}"; {len(design.arms)} arms, the first "{next(iter(design.arms))}"{nearest(arm, design.arms)}'
        )
        raise Mistake(message, file=file, key="--arm", value=arm)
    return replace(design.arms[arm], name=design.name, title=f"{design.title or design.name}: {arm}")


def run(asked: Asked, *, as_json: bool, quiet: bool, figures: bool) -> None:
    """Run, print and draw what was asked for."""
    scenario = asked.scenario()
    question = asked.question(scenario)
    there = answer(question, asked.out) is not None
    if figures:
        # What draws takes a second to load; it can do so while the replicates run.
        Thread(target=_bring_in_what_draws, daemon=True).start()
    with stoppable(asked.scheduler is not None), progress(shown=not (as_json or quiet)) as told:
        folder = experiment.run_arms(
            {scenario.name: scenario},
            question,
            workers=asked.workers,
            out=asked.out,
            progress=told,
            scheduler=asked.scheduler,
            commands={scenario.name: asked.command()},
            about={"command": f"{asked.command()} {shlex.join(numbers_asked(question))}"},
        )
    results = Results.open(folder)
    summary = experiment.summarise(results)
    if as_json:
        print_json(_told(results, summary))
    elif quiet:
        sys.stdout.write(f"{folder}\n")
    else:
        _print_summary(scenario, results, summary, there)
    drawn = _draw(folder) if figures else []
    if not (as_json or quiet):
        print_paths("Figures", drawn)
        if drawn:
            console().print(f"More     turnaround figures {escape(shlex.quote(str(folder)))}", soft_wrap=True)


def _bring_in_what_draws() -> None:
    with suppress(Exception):  # whatever is wrong is said when the figures are drawn
        import turnaround_sim.report.figures  # noqa: F401


def _draw(folder: Path) -> list[Path]:
    from turnaround_sim.report.figures import draw_run_figures

    return draw_run_figures(folder)


def _told(results: Results, summary: "pandas.DataFrame") -> dict[str, object]:
    rows = summary.to_dict("records")
    return {
        "folder": str(results.folder),
        "outcomes": {row["outcome"]: {**_kept(row), **_parted(results, str(row["outcome"]))} for row in rows},
        "uncertainty": results.manifest.get("uncertainty", "none"),
        "replicates": results.manifest["replicates"],
        "seconds": results.manifest["seconds"],
        "replicates_per_second": results.manifest["replicates_per_second"],
    }


def _print_summary(scenario: Scenario, results: Results, summary: "pandas.DataFrame", there: bool) -> None:
    to = console()
    to.print(f"[bold]{escape(scenario.title or scenario.name)}[/bold]")
    to.print(dictionary.NOTICE)
    to.print(dictionary.OUT_OF_SCOPE)
    if not is_fitted(results.manifest):
        to.print(UNCALIBRATED)
    for line in covered(results):
        to.print(line)
    to.print()
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, width=to.width)
    table.add_column("Outcome", ratio=5)
    table.add_column("Unit", ratio=4)
    for heading in ("Mean", "95% interval", "Replicates"):
        table.add_column(heading, justify="right", no_wrap=True)
    headline = {column.name for column in dictionary.OUTCOMES if column.headline}
    replicates = results.manifest["replicates"]
    for row in summary.to_dict("records"):
        if row["outcome"] in headline:
            counted = str(row["replicates"]) + f" of {replicates}" * bool(row["left_out"])
            spread = (row["high"] - row["low"]) / 2
            ends = interval(row["low"], row["high"])
            table.add_row(row["label"], row["unit"], number(row["mean"], spread), ends, counted)
    to.print(table)
    for line in unknown_part(results):
        to.print(line.replace("its spread", "the spread of the shortfall"))
    if summary["left_out"].any():
        to.print("A replicate in which an outcome has no value is left out of its mean.")
    to.print()
    manifest = results.manifest
    rate = f"{manifest['replicates']} replicates, {number(manifest['replicates_per_second'])} a second"
    reused = f"; {manifest['chunks_reused']} of {manifest['chunks']} chunks were there" * bool(
        manifest["chunks_reused"]
    )
    to.print(f"{'Time':<9}{span(manifest['seconds'])} for {rate}{reused}{'; now read from disk' * there}")
    print_paths("Results", [results.folder])


def covered(results: Results) -> tuple[str, ...]:
    """What the intervals of a run cover, in words."""
    manifest = results.manifest
    if not experiment.is_drawn(manifest):
        return ("An interval covers chance alone, not what is unknown about the numbers put in.",)
    worlds = manifest["worlds_per_draw"]
    first = manifest["first"] // worlds
    draws = (manifest["first"] + manifest["replicates"] - 1) // worlds - first + 1
    from_what = "what the record leaves of their ranges" if is_fitted(manifest) else "their ranges, nothing fitted"
    many = f"{draws} draws" if draws > 1 else "1 draw"
    return (
        f"Parameters are drawn from {from_what}:",
        f"{many}, {worlds} worlds under each. An interval covers chance and what is unknown",
        "about the numbers put in, as far as the draws hold it.",
    )


def unknown_part(results: Results) -> tuple[str, ...]:
    """How much of the spread of the first outcome is not knowing the parameters, in a sentence; nothing if not told."""
    shared = parted(results)
    if shared is None or math.isnan(shared.share):
        return ()
    what = "from pair to pair" if len(results.manifest["scenarios"]) > 1 else "from world to world"
    return (f"Of its spread {what} {shared.share:.0%} is not knowing the parameters, the rest chance.",)


def parted(results: Results, outcome: str = "shortfall") -> Parts | None:
    """The parts of an outcome's variance over worlds, or of the difference of the first two arms; None if not drawn."""
    manifest = results.manifest
    if not experiment.is_drawn(manifest):
        return None
    frame = results.table("outcomes", ["arm", "replicate", outcome])
    arms = list(manifest["scenarios"])
    first = frame[frame["arm"] == arms[0]].set_index("replicate")[outcome]
    if len(arms) > 1:
        first = frame[frame["arm"] == arms[1]].set_index("replicate")[outcome] - first
    draws = experiment.draws_of(manifest, first.index.tolist())
    return parts(first.tolist(), draws or [])


def _kept(row: Mapping[Hashable, Any]) -> dict[str, Any]:
    return {key: row[key] for key in ("mean", "low", "high", "replicates")}


def _parted(results: Results, outcome: str) -> dict[str, float]:
    found = parted(results, outcome)
    return {} if found is None else {"variance_unknown": found.unknown, "variance_chance": found.chance}


def print_paths(heading: str, paths: list[Path]) -> None:
    """Print paths under a heading, one a line."""
    for place, path in enumerate(paths):
        # A path is never broken, so that it can be copied.
        console().print(f"{'' if place else heading:<9}{escape(str(path))}", soft_wrap=True)


@contextmanager
def progress(shown: bool) -> Iterator[experiment.Progress | None]:
    """What is called as replicates are done: a bar for a terminal, else a line now and then, or nothing."""
    if not shown:
        yield None
    elif sys.stderr.isatty() and not console(error=True).is_dumb_terminal:
        from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

        columns = (TextColumn("Replicates"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
        with Progress(*columns, console=console(error=True), transient=True) as bar:
            task = bar.add_task("", total=None)
            there, timed = -1, False

            def tell(done: int, total: int) -> None:
                nonlocal there, timed
                there = done if there < 0 else there
                if not timed and done > there:
                    # The first to be done also waited for the rules to be compiled: time left is told by the others.
                    timed = True
                    bar.reset(task, total=total, completed=done)
                bar.update(task, completed=done, total=total)

            yield tell
    else:
        yield _Lines()


class _Lines:
    """Progress in plain lines, some seconds apart.

    The first to be done also waited for the rules to be compiled, so that time left is told by those after them.
    """

    def __init__(self) -> None:
        self._told = time.monotonic()
        self._there: int | None = None
        self._from: tuple[float, int] | None = None

    def __call__(self, done: int, total: int) -> None:
        now = time.monotonic()
        if self._there is None:
            self._there = done
        elif self._there < done < total:
            began, at = self._from = self._from or (now, done)
            if now - self._told >= TOLD_EVERY:
                self._told = now
                left = f", about {span((now - began) / (done - at) * (total - done))} left" if done > at else ""
                sys.stderr.write(f"{done} of {total} replicates{left}\n")
