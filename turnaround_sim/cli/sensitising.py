"""The verb `sensitivity`: which assumptions drive an outcome, told apart from chance."""

import importlib.util
import shlex
import sys
import textwrap
from dataclasses import dataclass
from pathlib import Path

from rich.markup import escape
from rich.table import Table

from turnaround_sim import dictionary
from turnaround_sim.analysis.sensitivity import words
from turnaround_sim.analysis.sensitivity.reading import CHANCE, EMULATOR, INDICES, Analysed, read_analysis
from turnaround_sim.analysis.sensitivity.settings import Said, read_sensitivity
from turnaround_sim.analysis.sensitivity.study import NAMES, answered, planned
from turnaround_sim.analysis.sensitivity.study import Asked as Study
from turnaround_sim.cli.running import print_paths
from turnaround_sim.cli.staged import stages
from turnaround_sim.cli.stopping import stoppable
from turnaround_sim.cli.words import console, interval, number, print_json
from turnaround_sim.experiment import usable_workers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.sensitivity import write_sensitivity

SHOWN = 10
"""Factors that are printed for each outcome; the tables have all."""

FAILED = 3


@dataclass(frozen=True)
class Asked:
    """A study as it was asked for on the command line; what is None is as the file says."""

    file: str
    said: Said
    out: Path
    workers: int | None

    @property
    def command(self) -> str:
        """The words that ask for it again."""
        told = ["turnaround", "sensitivity", self.file]
        for flag, value in vars(self.said).items():
            told += [f"--{flag}", str(value)] if value is not None else []
        return shlex.join(told)


def run(asked: Asked, *, as_json: bool, quiet: bool, only_plan: bool) -> int:
    """Run or read the study, print what it says and where it lies; give the exit code, 3 if outcomes were refused."""
    workers = usable_workers(asked.workers)
    study, settings = read_sensitivity(asked.file, asked.said)
    wanted = Study(study, settings)
    if only_plan:
        _print_plan(wanted, as_json=as_json)
        return 0
    if settings.emulator > 0.0 and "sobol" in planned(wanted) and importlib.util.find_spec("sklearn") is None:
        text = 'the emulator needs scikit-learn, which is not installed: pip install "turnaround_sim[exploration]"'
        raise Mistake(f"{text}, or say emulator = 0 under [sensitivity]", key="sensitivity.emulator")
    shown = not (as_json or quiet)
    with stoppable(), stages(shown=shown) as tell:
        folder = answered(wanted, asked.out, workers=workers, tell=tell, about={"command": asked.command})
        of = read_analysis(folder)
    paths = write_sensitivity(of)
    if as_json:
        print_json(told(of))
    elif quiet:
        sys.stdout.write(f"{folder}\n")
    else:
        _print(of)
        print_paths("Results", [folder])
        print_paths("Report", paths[:1])
    return FAILED if of.refused else 0


def _print_plan(wanted: Study, *, as_json: bool) -> None:
    """Say how much would be run, and run nothing."""
    plan, arms, worlds = planned(wanted), len(wanted.study.arms), wanted.study.replicates
    emulated = wanted.settings.emulated(plan.get("sobol", 0), worlds)
    total = (sum(plan.values()) * worlds + emulated) * arms
    if as_json:
        print_json(
            {
                "points": plan,
                "emulator": emulated,
                "arms": arms,
                "replicates": worlds,
                "worlds": total,
                "folder_name": wanted.digest,
            }
        )
        return
    to = console()
    for name, points in plan.items():
        to.print(f"{NAMES[name]}: {points:,} points")
    also = f", and {emulated:,} single ones for the emulator" if emulated else ""
    to.print(f"× {arms} arm{'s' * (arms > 1)} × {worlds} worlds{also}:")
    to.print(f"at most {total:,} worlds.")
    to.print("`turnaround check` with the scenario says how many a second this machine runs.")


def told(of: Analysed) -> dict[str, object]:
    """What a study found, for programs."""
    return {
        "folder": str(of.folder),
        "indices": of.tables[INDICES].to_dict("records"),
        "chance": of.tables[CHANCE].to_dict("records"),
        "emulator": of.tables[EMULATOR].to_dict("records"),
        "refused": [
            {"method": method, "outcome": outcome, "arm": arm, "points": count}
            for method, outcome, arm, count in of.refused
        ],
        "said": [
            {"outcome": outcome, "arm": arm, "drives": words.drives(of, outcome, arm),
             "chance": words.chance(of, outcome, arm), "enough": list(words.enough(of, outcome, arm))}
            for outcome, arm in of.quantities()
        ],
    }  # fmt: skip


def _print(of: Analysed) -> None:
    to = console()

    def say(text: str, bold: bool = False) -> None:
        for line in textwrap.wrap(text, to.width):
            to.print(f"[bold]{escape(line)}[/bold]" if bold else escape(line))

    say(of.manifest["title"] or of.manifest["name"], bold=True)
    if of.manifest["question"]:
        say("Question: " + " ".join(of.manifest["question"].split()))
    say(dictionary.NOTICE)
    say(dictionary.OUT_OF_SCOPE)
    for refusal in words.refusals(of):
        to.print()
        say(refusal, bold=True)
    for outcome, arm in of.quantities():
        method, measure, _ = words.ranked(of, outcome, arm)
        if not method:
            continue
        to.print()
        say(words.drives(of, outcome, arm), bold=True)
        for text in (words.chance(of, outcome, arm), words.interactions(of, outcome, arm)):
            if text:
                say(text)
        for text in (*words.enough(of, outcome, arm), words.emulated(of, outcome, arm)):
            if text:
                say(text)
        _print_indices(of, outcome, arm, method, measure)


def _print_indices(of: Analysed, outcome: str, arm: str, method: str, measure: str) -> None:
    """The largest indices of one outcome: ours with the interval, then what SALib alone would have said."""
    to = console()
    its = of.indices(method, outcome, arm, measure).head(SHOWN)
    table = Table(box=None, padding=(0, 1, 0, 0), pad_edge=False, width=to.width)
    table.add_column(f"{words.METHODS[method]}: {measure}", ratio=1)
    headings = ("Size", "95% interval", "mu*") if method == "morris" else ("Index", "95% interval", "With luck in")
    for heading in headings:
        table.add_column(heading, justify="right", no_wrap=True)
    plain = its.set_index("factor")["plain"]
    if method == "morris":
        plain = of.indices("morris", outcome, arm, "mu_star").set_index("factor")["value"]
    for row in its.to_dict("records"):
        spread = (row["high"] - row["low"]) / 2
        table.add_row(
            escape(row["factor"].partition(".")[2]),
            number(row["value"], spread),
            interval(row["low"], row["high"]),
            number(float(plain[row["factor"]]), spread),
        )
    to.print(table)
    if method == "morris":
        unit = words.quantity(of, outcome, arm).unit
        for line in textwrap.wrap(
            f"Size, mu*: {unit} per width of the range; mu* is the mean size, luck in.", to.width
        ):
            to.print(line)
