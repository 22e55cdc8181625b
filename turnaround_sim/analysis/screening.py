"""Which candidate sets of beliefs give an England that could be England: made once, and kept beside the code.

    python -m turnaround_sim.analysis.screening

Most combinations of numbers that are each within their range make worlds nobody would know again: half of all trusts
inadequate, or none. What is asked here is little. Of effects only one is looked at, since the record has it: trusts
that change their leader part hardly at all from trusts alike that keep theirs.
"""

import csv
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import TYPE_CHECKING, cast

import pyarrow.compute as pc

from turnaround_sim import beliefs
from turnaround_sim.evidence.statistics import after_a_change, rise_of_the_changed
from turnaround_sim.scenario import Scenario, read_scenario
from turnaround_sim.simulate import simulate
from turnaround_sim.store import source_digest

if TYPE_CHECKING:
    import pandas
    import pyarrow as pa

WANTED = 400
WORLDS = 2
"""Worlds in which a candidate is looked at."""

SCREEN: Mapping[str, tuple[float, float]] = MappingProxyType(
    {
        "rated_inadequate": (0.01, 0.12),
        "out_24": (0.20, 0.80),
        "leaders_per_100_trust_months": (1.0, 3.5),
        "months_without_leader": (0.03, 0.14),
    }
)
"""Outcomes of England from month 0, and between what the mean of a candidate's worlds must lie.

Around .067 of trusts rated inadequate in June 2016 (T18), .55 and .36 of two cohorts out after 24 months (T02, T05),
.019 exits of chief executives a month (F095) and .07 of posts without one (T25c), each roughly halved and doubled.
"""


LEADER_WORLDS = 4
LEADER_WITHIN = 0.10
"""How far, in standard deviations between trusts, the association of a change of leader may lie from nought (T26)."""
INDICATORS = "observed_mortality", "observed_4h"


def plausible_candidates(scenario: Scenario) -> Iterator[int]:
    """The candidates whose England passes the screen, in order, without end."""
    candidate = 0
    while True:
        if is_plausible(scenario, candidate):
            yield candidate
        candidate += 1


def is_plausible(scenario: Scenario, candidate: int) -> bool:
    """Whether a candidate's worlds lie within every bound of the screen, and what goes with a change of leader too."""
    believed = replace(scenario, parameters=beliefs.candidate(scenario.parameters, candidate))
    tables = simulate(believed, seed=0, first=0, replicates=WORLDS, keep="outcomes")
    for outcome, (low, high) in SCREEN.items():
        mean = pc.mean(tables["outcomes"][outcome]).as_py()
        if mean is None or not low <= mean <= high:
            return False
    years = cast("pa.Table", simulate(believed, seed=0, first=0, replicates=LEADER_WORLDS)["annual"]).to_pandas()
    return abs(change_of_leader(years)) <= LEADER_WITHIN


def change_of_leader(years: "pandas.DataFrame") -> float:
    """How much more trusts rise, from the year before to the year after, that change their leader than trusts alike.

    Mean of two observed indicators, as `evidence.statistics` has it for one world. `years` is the table `annual` of
    some worlds, whose trusts are taken together.
    """
    index = ["replicate", "trust"]
    laid = {
        column: years.pivot(index=index, columns="year", values=column).to_numpy()
        for column in ("leader_changes", *INDICATORS)
    }
    changes = after_a_change(laid["leader_changes"])
    return sum(rise_of_the_changed(laid[indicator], changes) for indicator in INDICATORS) / len(INDICATORS)


def main() -> None:
    """Write the file of plausible candidates."""
    scenario = read_scenario("england")
    found: list[int] = []
    for candidate in plausible_candidates(scenario):
        found.append(candidate)
        sys.stderr.write(f"\r{len(found)} of {WANTED}, {candidate + 1} looked at")
        if len(found) == WANTED:
            break
    with beliefs.PLAUSIBLE.open("w", encoding="utf-8", newline="") as file:
        file.write(f"# {WANTED} of the first {found[-1] + 1} candidates pass; made with source {source_digest()}\n")
        rows = csv.writer(file, lineterminator="\n")
        rows.writerow(["candidate"])
        rows.writerows([one] for one in found)
    sys.stderr.write("\n")


if __name__ == "__main__":
    main()
