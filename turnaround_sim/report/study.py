"""A finished run as a report reads it: what was asked, all arms side by side, and the few that pictures point out."""

from dataclasses import dataclass

from turnaround_sim.analysis.contrasts import Contrasts, pointed_out, read_contrasts
from turnaround_sim.analysis.inquiry import Inquiry
from turnaround_sim.store import Results

MOST_SHOWN = 3
"""Arms that stand beside the baseline in pictures that would be a tangle with all of them."""


@dataclass(frozen=True, eq=False)
class Study:
    """A finished run and what it compares. `named` says whether the user chose the arms that are `shown`."""

    results: Results
    contrasts: Contrasts
    shown: tuple[str, ...]
    named: bool

    @property
    def inquiry(self) -> Inquiry:
        """What the run was asked."""
        return self.contrasts.inquiry

    @property
    def calibrated(self) -> bool:
        """Whether the numbers put in were fitted."""
        return self.results.manifest.get("calibrated") is True

    @property
    def trust_years(self) -> float:
        """The length of the run times its trusts at the start, in the baseline."""
        scenario = self.results.manifest["scenarios"][self.inquiry.baseline]
        return float(scenario["months"] * scenario["trusts"] / 12)


def read_study(results: Results, arms: tuple[str, ...] = ()) -> Study:
    """A finished run with the arms to point out, the best few if none is named. Raises Mistake for an unknown arm."""
    contrasts = read_contrasts(results)
    return Study(results, contrasts, pointed_out(contrasts, arms, MOST_SHOWN), bool(arms))
