"""A world that takes no time to run, in which it is known where one arm beats the other; for studies of many points.

An arm of patience 12 leaves the lower shortfall where coaching is above COACHING and transfer below TRANSFER, the
higher one elsewhere, by 1 on the mean; luck of the world is shared by the arms, and each has some of its own.
"""

import numpy as np

from turnaround_sim.points.running import OUTCOMES

COACHING, TRANSFER = 0.0045, 0.03
STUDY = """
name = "made_up"
title = "A made-up study"
question = "Where does patience 12 beat patience 24?"
extends = "classroom"
baseline = "patience 24"
replicates = 4
factors = [
    "support.coaching", "support.transfer", "support.absorbs", "support.reporting",
    {{ name = "levers.director.days", low = 0.0, high = 5.0 }},
]
[arms."patience 12".levers.leadership]
patience = 12
[arms."patience 24".levers.leadership]
patience = 24
[discover]
points = 240
shuffles = 2
{more}
"""


def world(points, scenario, parameters, number):
    """The outcomes of one world, in place of `Points._world`."""
    support, is_short = parameters.support, scenario.levers.leadership.patience == 12
    shared = np.random.default_rng([points.seed, number]).normal()
    own = np.random.default_rng([points.seed, number, int(is_short), int(support.coaching * 1e9)]).normal()
    inside = support.coaching > COACHING and support.transfer < TRANSFER
    gain = (1.0 if inside else -1.0) * is_short
    found = dict.fromkeys(OUTCOMES, 0.0)
    found["shortfall"] = 10.0 + shared + 0.4 * own - gain
    found["spend_m"] = 100.0 + 5.0 * is_short
    found["false_exits"] = 0.25  # the same in both arms
    found["first_wave_shortfall"] = np.nan if support.absorbs > 0.3 else found["shortfall"]
    found["durable_recovery"] = np.nan
    return np.array([found[name] for name in OUTCOMES])
