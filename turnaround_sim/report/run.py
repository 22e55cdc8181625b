"""One arm of a finished run: what is said of it on every figure, and its tables."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from turnaround_sim.experiment import is_drawn
from turnaround_sim.mistakes import Mistake, nearest
from turnaround_sim.store import Results

Numbers = npt.NDArray[np.float64]
Whole = npt.NDArray[np.int64]

ENGLAND_TRUSTS = 220


@dataclass(frozen=True, eq=False)
class Run:
    """One arm of a finished run.

    `numbers` are the numbers of its replicates in order; everything that is read has its replicates in that order.
    `scenario` is the arm as the manifest has it, resolved. `worlds_per_draw` is 0 where all have the stated parameters.
    """

    results: Results
    arm: str
    title: str
    arms: int
    is_first: bool
    seed: int
    numbers: Whole
    months: int
    trusts: int
    calibrated: bool
    scenario: Mapping[str, Any]
    worlds_per_draw: int = 0

    @property
    def replicates(self) -> int:
        """How many worlds were run."""
        return int(self.numbers.size)

    @property
    def is_england(self) -> bool:
        """Whether the run has England's number of trusts, so that the record may stand beside it."""
        return self.trusts == ENGLAND_TRUSTS

    def table(self, name: str, *columns: str) -> pa.Table:
        """Columns of the arm's rows of a table, and `replicate`."""
        table = self.results.arrow(name, ["arm", "replicate", *columns])
        return table.filter(pc.equal(table["arm"].cast(pa.string()), self.arm))

    def place(self, table: pa.Table) -> Whole:
        """The place of each row's replicate, from 0."""
        return np.asarray(np.searchsorted(self.numbers, table["replicate"].to_numpy()), dtype=np.int64)

    def by_month(self, *columns: str) -> dict[str, Numbers]:
        """National figures [replicate, month], by column."""
        table = self.table("months", "month", *columns)
        at = (self.place(table), table["month"].to_numpy())
        figures = {}
        for column in columns:
            figures[column] = np.full((self.replicates, self.months), np.nan)
            figures[column][at] = table[column].to_numpy()
        return figures


def read_run(results: Results, arm: str | None = None) -> Run:
    """One arm of a finished run, the first if none is named. Raises Mistake for an arm that it does not have."""
    manifest = results.manifest
    arms = list(manifest["scenarios"])
    arm = arms[0] if arm is None else arm
    if arm not in arms:
        message = f'no arm "{arm}" in {results.folder}; it has {", ".join(arms)}{nearest(arm, arms)}'
        raise Mistake(message, file=str(results.folder), key="--arm", value=arm)
    outcomes = results.arrow("outcomes", ["arm", "replicate"])
    mine = pc.equal(outcomes["arm"].cast(pa.string()), arm)
    scenario = manifest["scenarios"][arm]
    return Run(
        results=results,
        arm=arm,
        title=manifest["titles"].get(arm) or arm,
        arms=len(arms),
        is_first=arm == arms[0],
        seed=manifest["seed"],
        numbers=np.unique(outcomes["replicate"].filter(mine).to_numpy()).astype(np.int64),
        months=scenario["months"],
        trusts=scenario["trusts"],
        calibrated=manifest.get("calibrated") is True,
        scenario=scenario,
        worlds_per_draw=manifest["worlds_per_draw"] if is_drawn(manifest) else 0,
    )


def as_floats(column: pa.ChunkedArray) -> Numbers:
    """A column of numbers; NaN where it is empty."""
    return np.asarray(column.cast(pa.float64()).to_numpy(), dtype=np.float64)


def as_codes(column: pa.ChunkedArray, words: tuple[str, ...]) -> Whole:
    """The place of each text among some words, -1 for any other and for none."""
    codes = pc.index_in(column.cast(pa.string()), pa.array(words, pa.string()))
    return np.asarray(pc.fill_null(codes, -1).to_numpy(), dtype=np.int64)
