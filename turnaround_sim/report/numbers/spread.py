"""How far replicates lie apart."""

import numpy as np

from turnaround_sim.report.run import Numbers

FOLLOWED_ENOUGH = 0.9
BANDS = (0.025, 0.1, 0.5, 0.9, 0.975)
"""The probabilities between which 95% and 80% of replicates lie, and the median."""

Quantiles = dict[float, Numbers]


def spread(values: Numbers, probabilities: tuple[float, ...] = BANDS) -> Quantiles:
    """Quantiles over replicates of values [replicate, ...], by probability.

    A replicate without a value (NaN) is left out; NaN where more than one replicate in ten has none.
    """
    quantiles = np.full((len(probabilities), *values.shape[1:]), np.nan)
    if len(values):
        enough = np.isfinite(values).mean(axis=0) >= FOLLOWED_ENOUGH
        quantiles[:, enough] = np.nanquantile(values[:, enough], probabilities, axis=0)
    return dict(zip(probabilities, quantiles, strict=True))
