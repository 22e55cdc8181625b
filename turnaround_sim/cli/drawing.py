"""The verb `figures`: draw what a finished run shows."""

from pathlib import Path

from rich.markup import escape

from turnaround_sim import dictionary
from turnaround_sim.cli.running import print_paths
from turnaround_sim.cli.words import console, print_json
from turnaround_sim.report import draw_figures
from turnaround_sim.store import Results


def draw(folder: Path, only: list[str] | None, arm: str | None, *, as_json: bool) -> None:
    """Draw all figures of a run's folder, or those named, and say where they are."""
    drawn = draw_figures(folder, only or (), arm)
    arms = list(Results.open(folder).manifest["scenarios"])
    arm = arm or arms[0]
    if as_json:
        figures = {name: [str(path) for path in paths] for name, paths in drawn.items()}
        print_json({"folder": str(folder), "arm": arm, "figures": figures})
        return
    console().print(dictionary.NOTICE)
    if len(arms) > 1:
        others = ", ".join(name for name in arms if name != arm)
        console().print(escape(f"Arm      {arm}; --arm NAME draws another: {others}"))
    print_paths("Figures", [path for paths in drawn.values() for path in paths])
