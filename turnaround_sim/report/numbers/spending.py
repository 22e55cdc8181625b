"""What support cost, year by year, and what it was spent on."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from turnaround_sim.report.run import Numbers, Run, as_codes, as_floats

GRANTS, DIRECTORS, BUDDIES = "Grants to trusts", "Improvement directors", "Buddies"
KINDS = (GRANTS, DIRECTORS, BUDDIES)
USES = ("posts", "consultants", "capability")


@dataclass(frozen=True, eq=False)
class Spending:
    """Money spent on support [£m]: by kind, an array [replicate, year].

    `years` name the years: England's financial years, from April; for other runs twelve months each from the start.
    `ends` are their last months in the run, `lengths` how many months of them the run has.
    `mix` are the shares of grants that go to each of `USES`, None where the mix is not the same throughout.
    `received` is the national envelope over the run, None where what was paid in does not follow from the levers alone.
    """

    years: list[str]
    ends: list[int]
    lengths: list[int]
    spent: dict[str, Numbers]
    mix: dict[str, float] | None
    received: float | None

    @property
    def total(self) -> Numbers:
        """All kinds together [replicate, year]."""
        return np.asarray(np.sum([self.spent[kind] for kind in KINDS], axis=0))


def read_spending(run: Run) -> Spending:
    """What the run's arm spent on support.

    Directors and buddies cost the same in every month of their link, so their cost is spread evenly over it; grants
    are the rest of the month's spending.
    """
    table = run.table("support", "kind", "started", "ended", "cost_m")
    started = as_floats(table["started"])
    ended = np.fmin(np.nan_to_num(as_floats(table["ended"]), nan=run.months), run.months)
    ended = np.maximum(ended, started + 1)
    kind, cost, place = as_codes(table["kind"], ("director", "buddy")), as_floats(table["cost_m"]), run.place(table)
    spent = {}
    for code, name in ((0, DIRECTORS), (1, BUDDIES)):
        mine = kind == code
        flow = np.zeros((run.replicates, run.months + 1))
        bill = cost[mine] / (ended - started)[mine]
        np.add.at(flow, (place[mine], started[mine].astype(np.int64)), bill)
        np.add.at(flow, (place[mine], ended[mine].astype(np.int64)), -bill)
        spent[name] = flow.cumsum(axis=1)[:, : run.months]
    spent[GRANTS] = run.by_month("spend_m")["spend_m"] - spent[DIRECTORS] - spent[BUDDIES]
    months = np.arange(run.months)
    year = (months + 3) // 12 if run.is_england else months // 12
    starts = np.flatnonzero(np.diff(year, prepend=-1))
    return Spending(
        years=[f"{13 + y}/{14 + y}" if run.is_england else f"{y + 1}" for y in range(int(year[-1]) + 1)],
        ends=[*(starts[1:] - 1).tolist(), run.months - 1],
        lengths=np.diff(starts, append=run.months).tolist(),
        # What rounding leaves is no money.
        spent={name: np.maximum(np.add.reduceat(each, starts, axis=1), 0.0) for name, each in spent.items()},
        mix=_mix(run.scenario),
        received=_received(run.scenario),
    )


def _mix(scenario: Mapping[str, Any]) -> dict[str, float] | None:
    if any(change["lever"] in {f"funding.{use}" for use in USES} for change in scenario["changes"]):
        return None
    shares = {use: float(scenario["levers"]["funding"][use]) for use in USES}
    total = sum(shares.values())
    return {use: share / total for use, share in shares.items()} if total > 0 else {"posts": 1.0}


def _received(scenario: Mapping[str, Any]) -> float | None:
    """What the envelope paid in: each month a twelfth of a year's part of it, as the levers of that month say."""
    ordered = any(event["do"] == "fund" for event in scenario["events"])
    if ordered or not scenario["parameters"]["systems"]["national_scarcity"]:
        return None
    levers = {name: float(scenario["levers"]["funding"][name]) for name in ("envelope", "envelope_years")}
    received = 0.0
    for month in range(scenario["months"]):
        for change in scenario["changes"]:
            name = change["lever"].removeprefix("funding.")
            if change["month"] == month and name in levers:
                levers[name] = float(change["value"])
        received += levers["envelope"] / (12 * levers["envelope_years"])
    return received
