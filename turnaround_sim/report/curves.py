"""The numbers behind the figures: a finished run, read back and summed up over replicates."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from turnaround_sim.record import Cohort, month_of
from turnaround_sim.store import Results

Numbers = npt.NDArray[np.float64]

HORIZON = 60
LAST_YEAR = 2025
ENGLAND_TRUSTS = 220
FOLLOWED_ENOUGH = 0.9


@dataclass(frozen=True, eq=False)
class Run:
    """One arm of a finished run, as much of it as the figures need.

    `replicate`, `entered`, `length` and `by_exit` have one entry a spell: the place of its replicate, month of entry,
    months followed, and whether it ended by an exit (not by closure or the run's end). `in_at_year_end` is
    [replicate, year], trusts in special measures when each of `years` ended.
    """

    title: str
    arms: int
    seed: int
    replicates: int
    trusts: int
    calibrated: bool
    replicate: npt.NDArray[np.int64]
    entered: Numbers
    length: Numbers
    by_exit: npt.NDArray[np.bool_]
    years: list[int]
    in_at_year_end: Numbers

    @property
    def is_england(self) -> bool:
        """Whether the run has England's number of trusts, so that the record may stand beside it."""
        return self.trusts == ENGLAND_TRUSTS


@dataclass(frozen=True, eq=False)
class Survival:
    """The share still in since entry, over the replicates in which the cohort has any spell.

    `quantiles` maps a probability to the share [1] at months 0 to `HORIZON`, NaN from where fewer than nine in ten
    of those replicates still follow a spell. `spells` holds the 10th, 50th and 90th percentile of spells a replicate.
    """

    quantiles: dict[float, Numbers]
    without_entrants: int
    spells: tuple[float, float, float]

    @property
    def followed(self) -> int:
        """Last month that is shown; -1 if there is none."""
        shown = np.flatnonzero(np.isfinite(self.quantiles[0.5]))
        return int(shown[-1]) if shown.size else -1


def has_tables(results: Results) -> bool:
    """Whether the run kept the tables that the figures are drawn from (not so under `--keep outcomes`)."""
    return {"spells", "months"} <= set(results.tables)


def read_run(results: Results) -> Run:
    """The first arm of a finished run."""
    manifest = results.manifest
    arm = next(iter(manifest["scenarios"]))
    scenario = manifest["scenarios"][arm]
    replicates = np.unique(_of_arm(results.arrow("outcomes", ["arm", "replicate"]), arm)["replicate"].to_numpy())

    columns = ["arm", "replicate", "entered", "exited", "censored_at", "end_reason"]
    spells = _of_arm(results.arrow("spells", columns), arm)
    entered, exited, censored = (
        spells[column].cast(pa.float64()).to_numpy() for column in ("entered", "exited", "censored_at")
    )
    ended = ~np.isnan(exited)
    exits = pc.fill_null(pc.equal(spells["end_reason"].cast(pa.string()), "exit"), False).to_numpy()

    years = [year for year in range(2013, LAST_YEAR + 1) if month_of(year, 12) < scenario["months"]]
    months = results.arrow("months", ["arm", "replicate", "month", "in_special_measures"])
    months = months.filter(pc.is_in(months["month"], pa.array([month_of(y, 12) for y in years], months["month"].type)))
    months = _of_arm(months, arm)
    in_at_year_end = np.zeros((replicates.size, len(years)))
    year_end = (months["month"].to_numpy() - month_of(2013, 12)) // 12
    place = np.searchsorted(replicates, months["replicate"].to_numpy())
    in_at_year_end[place, year_end] = months["in_special_measures"].to_numpy()

    return Run(
        title=manifest["titles"].get(arm) or arm,
        arms=len(manifest["scenarios"]),
        seed=manifest["seed"],
        replicates=replicates.size,
        trusts=scenario["trusts"],
        calibrated=manifest.get("calibrated") is True,
        replicate=np.searchsorted(replicates, spells["replicate"].to_numpy()),
        entered=entered,
        length=np.where(ended, exited, censored) - entered,
        by_exit=exits & ended,
        years=years,
        in_at_year_end=in_at_year_end,
    )


def still_in(run: Run, cohort: Cohort) -> Survival:
    """How long spells begun in the cohort's months last: Kaplan-Meier in each replicate, quantiles over replicates."""
    chosen = (run.entered >= cohort.first) & (run.entered <= cohort.last)
    curves = _kaplan_meier(run.replicate[chosen], run.length[chosen], run.by_exit[chosen], run.replicates)
    count = np.bincount(run.replicate[chosen], minlength=run.replicates)
    curves = curves[count > 0]
    probabilities = (0.025, 0.1, 0.5, 0.9, 0.975)
    shares = np.full((len(probabilities), HORIZON + 1), np.nan)
    if len(curves):
        enough = np.isfinite(curves).mean(axis=0) >= FOLLOWED_ENOUGH
        shares[:, enough] = np.nanquantile(curves[:, enough], probabilities, axis=0)
    few, middle, many = np.quantile(count, (0.1, 0.5, 0.9))
    return Survival(
        quantiles=dict(zip(probabilities, shares, strict=True)),
        without_entrants=run.replicates - len(curves),
        spells=(float(few), float(middle), float(many)),
    )


def in_special_measures(run: Run) -> dict[float, Numbers]:
    """Trusts in special measures at each of the run's year ends: probability -> quantile over replicates."""
    probabilities = (0.05, 0.25, 0.5, 0.75, 0.95)
    if not run.years:
        return {probability: np.empty(0) for probability in probabilities}
    # Of whole trusts: a number that some replicate had.
    quantiles = np.quantile(run.in_at_year_end, probabilities, axis=0, method="inverted_cdf")
    return dict(zip(probabilities, quantiles, strict=True))


def _kaplan_meier(
    replicate: npt.NDArray[np.int64], length: Numbers, by_exit: npt.NDArray[np.bool_], replicates: int
) -> Numbers:
    """Share still in [replicate, months 0 to HORIZON], NaN where nobody is followed; all replicates at once."""
    width = HORIZON + 2
    months = np.clip(length, 0, HORIZON + 1).astype(np.int64)
    cell = replicate * width + months
    gone = np.bincount(cell, minlength=replicates * width).reshape(replicates, width)
    out = np.bincount(cell[by_exit], minlength=replicates * width).reshape(replicates, width)
    at_risk = gone[:, ::-1].cumsum(axis=1)[:, ::-1]
    hazard = np.divide(out, at_risk, out=np.zeros(out.shape), where=at_risk > 0)
    share = np.cumprod(1 - hazard, axis=1)
    share[(at_risk == 0) & (share > 0)] = np.nan
    return share[:, : HORIZON + 1]


def _of_arm(table: pa.Table, arm: str) -> pa.Table:
    return table.filter(pc.equal(table["arm"].cast(pa.string()), arm))
