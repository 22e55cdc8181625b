"""How much hangs on each uncertain parameter: read from a finished sensitivity study, once, for the register.

    turnaround sensitivity influence
    python -m turnaround_sim.assurance.influence FOLDER

The study `influence` takes every uncertain parameter one by one. What counts is the total index: the share of the
variance of an outcome that a parameter has a part in, alone or with others, chance taken out.
"""

import csv
import sys
from collections.abc import Sequence
from pathlib import Path

from turnaround_sim import beliefs
from turnaround_sim.analysis.sensitivity.reading import Analysed, read_analysis
from turnaround_sim.mistakes import Mistake

FILE = Path(__file__).with_name("influence.csv")
UNIT = "share of the variance"
COLUMNS = ("parameter", "outcome", "influence", "low", "high", "unit", "worlds")


def write(of: Analysed, path: Path = FILE) -> None:
    """Write one row a parameter and outcome: total index and its 95% interval; the first line says how it was made.

    Raises Mistake for a study that does not take every uncertain parameter one by one.
    """
    block = of.manifest["blocks"].get("sobol", {"factors": [], "points": 0, "worlds": 0})
    wanted = [f"parameters.{each}" for each in beliefs.uncertain()]
    absent = set(wanted) - set(block["factors"])
    if absent:
        text = f"{of.folder} does not take {len(absent)} of {len(wanted)} uncertain parameters one by one"
        raise Mistake(f"{text}; the study influence does", file=str(of.folder))
    worlds = block["points"] * block["worlds"]
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {_made(of)}\n")
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(COLUMNS)
        for outcome in of.manifest["outcomes"]:
            found = of.indices("sobol", outcome, of.manifest["baseline"], "total")
            its = {row["factor"]: row for row in found.to_dict("records")}
            for parameter in wanted:
                three = (f"{its[parameter][end]:.5f}" for end in ("value", "low", "high"))
                rows.writerow([parameter.removeprefix("parameters."), outcome, *three, UNIT, worlds])


def _made(of: Analysed) -> str:
    manifest, block = of.manifest, of.manifest["blocks"]["sobol"]
    rows = block["points"] // (len(block["factors"]) + 2)
    middle = manifest["factors"][0]["middle"]
    return (
        f"total indices by Sobol's method of {len(block['factors'])} parameters, chance taken out; "
        f"{manifest['baseline']}, the middle {middle:.0%} of every prior, N = {rows}, {block['worlds']} worlds each, "
        f"seed {manifest['seed']}; made with source {manifest['source']}"
    )


def main(arguments: Sequence[str]) -> None:
    """Write the file that the register reads from the study whose folder is named."""
    write(read_analysis(Path(arguments[0])))


if __name__ == "__main__":
    main(sys.argv[1:])
