"""A finished study for other tools: plain CSV with row ids, or an archive of the EMA Workbench."""

import hashlib
import json
import warnings
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Literal, get_args

import numpy as np
import pandas as pd

from turnaround_sim.mistakes import Mistake, writing
from turnaround_sim.points import Checked, read_blocks
from turnaround_sim.points.running import OUTCOMES
from turnaround_sim.points.tables import DESIGN

Form = Literal["csv", "ema"]
FORMS: tuple[Form, ...] = get_args(Form)
EXTRA = 'pip install "turnaround_sim[exploration]"'


def export(folder: Path, form: Form) -> list[Path]:
    """Write a study's designs and outcomes into `export` in its folder, or in those of its parts; give the files.

    `csv`: for each design `design-NAME.csv`, one row a point, and `outcomes-NAME.csv`, one row a point, arm and world,
    both with the point's id; `checksums.json` has the SHA-256 of each. `ema`: for each design `NAME.tar.gz`, in which
    an experiment is a point (`scenario`) in an arm (`policy`), and an outcome has one value a world.

    Raises Mistake for a folder that holds no study, a disk that refuses, and a library that is not there.
    """
    parts = sorted(path.parent for path in folder.glob(f"*/{DESIGN}")) if folder.is_dir() else []
    written: list[Path] = []
    for part in parts or [folder]:
        blocks, place = read_blocks(part), part / "export"
        with writing(place):
            place.mkdir(exist_ok=True)
            written += (_as_csv if form == "csv" else _as_archives)(blocks, place)
    return written


def _as_csv(blocks: dict[str, Checked], place: Path) -> Iterator[Path]:
    sums = {}
    for name, block in blocks.items():
        design = block.design.dropna(axis="columns", how="all").reset_index()
        design.insert(1, "row", block.row)
        design.insert(2, "role", block.role)
        for table, kind in ((design, "design"), (outcomes(block), "outcomes")):
            path = place / f"{kind}-{name}.csv"
            text = table.to_csv(index=False, lineterminator="\n")
            path.write_text(text, encoding="utf-8", newline="")
            sums[path.name] = hashlib.sha256(text.encode()).hexdigest()
            yield path
    path = place / "checksums.json"
    path.write_text(json.dumps(sums, indent=1) + "\n", encoding="utf-8")
    yield path


def outcomes(block: Checked) -> pd.DataFrame:
    """What was found in a design: one row a point, arm and world, with every outcome."""
    points, arms, worlds = block.values[OUTCOMES[0]].shape
    return pd.DataFrame(
        {
            "point": np.repeat(block.point, arms * worlds),
            "arm": np.tile(np.repeat(block.arms, worlds), points),
            "replicate": np.repeat(block.worlds[:, None], arms, axis=1).reshape(-1),
            **{outcome: values.reshape(-1) for outcome, values in block.values.items()},
        }
    )


def _as_archives(blocks: dict[str, Checked], place: Path) -> Iterator[Path]:
    workbench = _workbench()
    for name, block in blocks.items():
        rows = block.design.drop(columns=["draw", "drawn"]).dropna(axis="columns", how="all")
        arms = len(block.arms)
        experiments = rows.loc[rows.index.repeat(arms)].reset_index(drop=True)
        experiments["scenario"] = np.repeat(block.point, arms)
        experiments["policy"] = np.tile(block.arms, len(rows))
        experiments["model"] = "turnaround_sim"
        for outcome in OUTCOMES:
            workbench.ArrayOutcome(outcome)  # a name that is not known could not be read again
        found = {outcome: values.reshape(len(experiments), -1) for outcome, values in block.values.items()}
        path = place / f"{name}.tar.gz"
        workbench.save_results((experiments, found), str(path))
        yield path


def _workbench() -> Any:
    try:
        with warnings.catch_warnings():  # it says which of its ways to run models are not there
            warnings.simplefilter("ignore")
            import ema_workbench
    except ModuleNotFoundError as missing:
        if (missing.name or "").partition(".")[0] != "ema_workbench":
            raise
        raise Mistake(f"an archive needs ema_workbench, which is not installed: {EXTRA}", key="--to") from None
    return ema_workbench
