"""Where parameters may lie: a few are fitted, as normal scores of their priors, the rest drawn from theirs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy.special import ndtr, ndtri

from turnaround_sim import beliefs
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import with_values
from turnaround_sim.store.ledger import key_of

Floats = npt.NDArray[np.float64]
FARTHEST = 2**30


@dataclass(frozen=True)
class Space:
    """The parameters that are fitted, by path, and what else is drawn from its prior.

    A fitted parameter is held as its normal score: 0 at the stated value, standard normal under the prior.
    """

    stated: Parameters
    fitted: tuple[str, ...]

    @property
    def rest(self) -> tuple[str, ...]:
        """The uncertain parameters that are not fitted."""
        return tuple(path for path in beliefs.uncertain() if path not in self.fitted)

    def values(self, scores: Sequence[float]) -> dict[str, float]:
        """The values of the fitted parameters.

        >>> space = Space(Parameters(), ("operations.learning",))
        >>> space.values([0.0])["operations.learning"] == Parameters().operations.learning
        True
        """
        known = beliefs.uncertain()
        places = (float(ndtr(score)) for score in scores)
        return {path: float(beliefs.within(known[path], u)) for path, u in zip(self.fitted, places, strict=True)}

    def parameters(self, scores: Sequence[float], candidate: int) -> Parameters:
        """All parameters: the fitted ones by their scores, the rest as the prior candidate of that number has them."""
        return with_values(beliefs.candidate(self.stated, candidate), self.values(scores))

    def worlds_of(self, scores: Sequence[float], candidate: int, worlds: int) -> int:
        """The number of the first world of a point: another for every point, so that no two share their luck."""
        key = key_of("worlds", tuple(float(score) for score in scores), candidate)
        return int.from_bytes(key[:8], "big") % FARTHEST * worlds

    def scores_of(self, candidates: Sequence[int], paths: Sequence[str]) -> Floats:
        """Normal scores of prior candidates [candidates, paths]."""
        places = [[beliefs.uniform(number, path) for path in paths] for number in candidates]
        return np.asarray(ndtri(np.array(places).reshape(len(candidates), len(paths))))
