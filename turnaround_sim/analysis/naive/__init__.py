"""What the usual estimators would say of replacing chief executives, in worlds in which the truth is known.

`seen` lays a run out as an outside analyst sees it; `before_after`, `matched`, `tenure` and `spells` estimate, each
from one world; `mirroring` puts every world to all of them and holds what they say against the truth, which `truth`
makes by running worlds twice.
"""

from turnaround_sim.analysis.naive.estimate import Truth
from turnaround_sim.analysis.naive.mirroring import ESTIMATORS, FULL, NULL, mirror, naive_estimates
from turnaround_sim.analysis.naive.truth import replaced_pairs, truths

__all__ = ["ESTIMATORS", "FULL", "NULL", "Truth", "mirror", "naive_estimates", "replaced_pairs", "truths"]
