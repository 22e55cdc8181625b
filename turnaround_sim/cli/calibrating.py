"""The verb `calibrate`: fit the model, or its null, to a file of targets."""

import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd
from rich.markup import escape
from rich.table import Table

from turnaround_sim import dictionary
from turnaround_sim.cli.running import print_paths
from turnaround_sim.cli.staged import stages
from turnaround_sim.cli.stopping import stoppable
from turnaround_sim.cli.words import console, number, print_json
from turnaround_sim.evidence.targets import read_targets
from turnaround_sim.mistakes import Mistake

if TYPE_CHECKING:
    from turnaround_sim.calibration.study import Model

EXTRA = "pyabc", "sklearn"


@dataclass(frozen=True)
class Asked:
    """A calibration as it was asked for on the command line."""

    targets: str
    model: "Model"
    worlds: int
    seed: int
    out: Path
    workers: int | None
    effort: str
    keep: str


def run(asked: Asked, *, as_json: bool, quiet: bool) -> None:
    """Fit, print what came out, and where it lies."""
    _within("--replicates", asked.worlds, 1, 64)
    _within("--seed", asked.seed, 0, 2**31 - 2)
    _within("--workers", asked.workers, 1, 4096)
    targets = read_targets(asked.targets)
    study = _study()
    keep = "tables" if asked.keep == "tables" else "outcomes"
    wanted = study.Asked(targets, asked.model, asked.seed, asked.worlds, asked.effort, keep)
    words = ["turnaround", "calibrate", asked.targets, "--model", asked.model, "--replicates", str(asked.worlds)]
    words += ["--seed", str(asked.seed), "--effort", asked.effort, "--keep", keep]
    with stoppable(), stages(shown=not (as_json or quiet)) as tell:
        folder = study.calibrate(
            wanted,
            asked.out,
            workers=asked.workers or os.cpu_count() or 1,
            tell=tell,
            about={"command": shlex.join(words), "title": targets.title},
        )
    if quiet:
        sys.stdout.write(f"{folder}\n")
        return
    predictive = pd.read_parquet(folder / "predictive.parquet")
    informed = pd.read_parquet(folder / "informed.parquet")
    recovery = pd.read_parquet(folder / "recovery.parquet")
    generations = pd.read_parquet(folder / "generations.parquet")
    if as_json:
        print_json(
            {
                "folder": str(folder),
                "model": asked.model,
                "targets": predictive.to_dict("records"),
                "parameters": informed[informed["fitted"]].to_dict("records"),
                "effective_sample_size": float(generations["ess"].iloc[-1]),
                "recovered": float(recovery["covered"].mean()),
            }
        )
        return
    _print(asked, targets.title, predictive, informed, recovery, generations)
    print_paths("Results", [folder])


def _within(key: str, value: int | None, low: int, high: int) -> None:
    if value is not None and not low <= value <= high:
        raise Mistake(f"{key} is {value}; allowed: {low} to {high}", key=key, value=value)


def _study() -> Any:
    """The procedure, or a Mistake that says what is to be installed for it."""
    try:
        from turnaround_sim.calibration import study
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] not in EXTRA:
            raise
        wanting = "calibrate needs pyabc and scikit-learn, which are not installed"
        raise Mistake(f'{wanting}: pip install "turnaround_sim[calibration]"') from None
    return study


def _print(
    asked: Asked,
    title: str,
    predictive: pd.DataFrame,
    informed: pd.DataFrame,
    recovery: pd.DataFrame,
    generations: pd.DataFrame,
) -> None:
    to = console()
    fitted = predictive[predictive["use"] == "calibrate"]
    to.print(f"[bold]{escape(title)}[/bold]: model {asked.model}, {asked.worlds} worlds a particle")
    to.print(dictionary.NOTICE)
    to.print()
    met = int(fitted["inside"].sum())
    to.print(f"{met} of {len(fitted)} fitted facts lie in their interval, by the posterior's mean.")
    last = generations.iloc[-1]
    to.print(
        f"{int(last['accepted'])} particles out of {int(generations['simulated'].sum())} simulated, effective sample "
        f"size {last['ess']:.0f}, last temperature {number(float(last['temperature']))}."
    )
    to.print(f"Nominal 80% intervals cover the truth in {recovery['covered'].mean():.0%} of {len(recovery)} cases.")
    to.print()
    for use, heading in (("calibrate", "Fitted"), ("validate", "Not fitted")):
        table = Table(box=None, pad_edge=False)
        for name in (heading, "Observed", "95%", "Before", "After", "95% of worlds", ""):
            table.add_column(name, justify="left" if name in (heading, "") else "right", no_wrap=True)
        for row in predictive[predictive["use"] == use].to_dict("records"):
            table.add_row(
                row["target"],
                _short(row["observed"]),
                _between(row["low"], row["high"]),
                _short(row["prior_mean"]),
                _short(row["posterior_mean"]),
                _between(row["posterior_low"], row["posterior_high"]),
                "" if row["inside"] else "outside",
            )
        to.print(table)
        to.print()
    table = Table(box=None, pad_edge=False)
    for name in ("Fitted parameter", "Before", "After", "SD left"):
        table.add_column(name, justify="left" if name == "Fitted parameter" else "right", no_wrap=True)
    for row in informed[informed["fitted"]].sort_values("ratio").to_dict("records"):
        before, after = (_between(row[f"{when}_low"], row[f"{when}_high"]) for when in ("prior", "posterior"))
        table.add_row(row["parameter"], before, after, f"{row['ratio']:.0%}")
    to.print(table)
    silent = int((~informed["informed"]).sum())
    to.print(f"Of {silent} of {len(informed)} uncertain parameters the data say nothing.")
    to.print()


def _short(value: float) -> str:
    return f"{value:.2g}"


def _between(low: float, high: float) -> str:
    return f"{_short(low)} to {_short(high)}"
