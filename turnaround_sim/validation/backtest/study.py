"""The back-test as a whole: run, kept as tables, and read back."""

import json
from dataclasses import dataclass, fields
from pathlib import Path

import pandas as pd

from turnaround_sim.dictionary import NOTICE
from turnaround_sim.mistakes import Mistake
from turnaround_sim.record import read_record
from turnaround_sim.scenario import read_scenario
from turnaround_sim.validation.backtest.draws import Draws, counted, prior_draws
from turnaround_sim.validation.backtest.elsewhere import EACH, HOMES, SCHOOLS, count_elsewhere, elsewhere_table
from turnaround_sim.validation.backtest.england import (
    counts_table,
    coverage_table,
    scores_table,
    seen_in,
    survival_table,
)

WORLDS = 400
ABOUT = "backtest.json"


@dataclass(frozen=True, eq=False)
class BackTest:
    """What a back-test found: which draws it ran, whether they are fitted, how many worlds of England, and its tables.

    `counts`, `survival`, `coverage` and `scores` are of England, as in `england`; `elsewhere` is of the other regimes.
    """

    draws: str
    calibrated: bool
    worlds: int
    seed: int
    counts: pd.DataFrame
    survival: pd.DataFrame
    coverage: pd.DataFrame
    scores: pd.DataFrame
    elsewhere: pd.DataFrame


TABLES = tuple(field.name for field in fields(BackTest) if field.type is pd.DataFrame)
FACTS = tuple(field.name for field in fields(BackTest) if field.name not in TABLES)


def back_test(
    draws: Draws | None = None, *, worlds: int = WORLDS, each: int = EACH, seed: int = 1, workers: int = 1
) -> BackTest:
    """Run England and the two other regimes under frozen parameters, and hold them against what happened.

    Parameters
    ----------
    draws
        The parameters, and the targets that they have seen: those of the prior if none are given.
    worlds
        Worlds of each of the three scenarios; England's each live under a draw of their own.
    each
        Worlds under one draw elsewhere.
    workers
        Threads. Neither their number nor the machine changes a number.
    """
    draws = draws or prior_draws()
    seen = counted(read_scenario("england"), seen_in, draws=draws, worlds=worlds, seed=seed, workers=workers)
    found = {
        regime: counted(
            read_scenario(regime), count_elsewhere(regime), draws=draws, worlds=worlds, each=each, seed=seed,
            workers=workers,
        )
        for regime in (SCHOOLS, HOMES)
    }  # fmt: skip
    record = read_record()
    counts = counts_table(seen, record, draws.fitted)
    survival = survival_table(seen, record, draws.fitted)
    return BackTest(
        draws=draws.name,
        calibrated=draws.calibrated,
        worlds=worlds,
        seed=seed,
        counts=counts,
        survival=survival,
        coverage=coverage_table(seen, counts, survival),
        scores=scores_table(seen, record, counts, draws.fitted),
        elsewhere=elsewhere_table(found, each),
    )


def write_backtest(held: BackTest, folder: Path) -> list[Path]:
    """Write the tables, each as Parquet and CSV, and what was run; gives the paths."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name in TABLES:
        table: pd.DataFrame = getattr(held, name)
        for suffix in ("parquet", "csv"):
            path = folder / f"backtest_{name}.{suffix}"
            if suffix == "csv":
                table.to_csv(path, index=False, float_format="%.6g", lineterminator="\n")
            else:
                table.to_parquet(path, index=False)
            written.append(path)
    about = {"notice": NOTICE, **{name: getattr(held, name) for name in FACTS}}
    (folder / ABOUT).write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    return [*written, folder / ABOUT]


def read_backtest(folder: Path) -> BackTest:
    """Read back what `write_backtest` wrote. Raises Mistake where something is missing."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
        held = {name: about[name] for name in FACTS}
        held |= {name: pd.read_parquet(folder / f"backtest_{name}.parquet") for name in TABLES}
    except FileNotFoundError as error:
        raise Mistake(f"{folder} holds no back-test: {error.filename} is missing", file=str(folder)) from error
    return BackTest(**held)
