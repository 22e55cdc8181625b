"""Claims: that one arm does better than another, by how much, and which points are cases of it."""

import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Literal

import numpy as np
import numpy.typing as npt

from turnaround_sim import dictionary
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.design import Study
from turnaround_sim.design.grids import listed, one_of
from turnaround_sim.mistakes import Mistake
from turnaround_sim.points import Checked
from turnaround_sim.provenance import Declared, written
from turnaround_sim.scenario import Place

Floats = npt.NDArray[np.float64]
Where = Literal["holds", "fails"]
WHERE: tuple[Where, ...] = ("holds", "fails")
DEFAULT = ("shortfall",)
"""The outcome that claims are about where a file names none."""

_KEYS = ("name", "arm", "against", "outcome", "least", "per", "where")
_LEAST = Declared("least", float, 0.0, "1", -1e6, 1e6, "chosen", note="by how much an arm must be better")


@dataclass(frozen=True)
class Claim:
    """That `arm` does better than `against` on an outcome, by more than `least`.

    With `per` it must be better by more than `least` for each unit by which that outcome, a cost, is higher. Cases are
    the points where it `holds`, or where it `fails`.
    """

    name: str
    arm: str
    against: str
    outcome: str
    least: float = 0.0
    per: str = ""
    where: Where = "holds"

    @property
    def column(self) -> dictionary.Column:
        """The outcome that it is about."""
        return column_of(self.outcome)

    def margins(self, block: Checked) -> Floats:
        """By how much a point is a case in each world [points, worlds]: above nought it is one."""
        gain = block.of(self.outcome, self.arm, self.against)
        if self.column.better == "lower":
            gain = -gain
        bar = self.least * block.of(self.per, self.arm, self.against) if self.per else self.least
        return gain - bar if self.where == "holds" else bar - gain

    def are_cases(self, margins: Floats) -> npt.NDArray[np.bool_]:
        """Which points are cases [points], by the mean over their worlds; where arms are alike, the claim fails."""
        means = margins.mean(axis=1)
        return np.asarray(means > 0.0 if self.where == "holds" else means >= 0.0)

    def resolved(self) -> dict[str, object]:
        """All of it, fit for JSON."""
        return asdict(self)


def read_claims(study: Study) -> tuple[Claim, ...]:
    """The claims of a study's own table; every arm against the baseline, on the first outcome, where it has none.

    Raises Mistake for an arm or an outcome that there is not, one that no side is better of, and an arm against itself.
    """
    if len(study.arms) < 2:
        text = f"there is one arm, {written(study.baseline)}, and nothing to set it against; allowed: two arms or more"
        raise Mistake(text, file=study.file, key="arms")
    if "claims" not in study.own:
        at = Place(study.file, "outcomes")
        outcome = _better(at, study.outcomes[0] if study.outcomes else DEFAULT[0])
        others = [arm for arm in study.arms if arm != study.baseline]
        return tuple(Claim(f"{arm} beats {study.baseline}", arm, study.baseline, outcome) for arm in others)
    claims: list[Claim] = []
    for number, one in enumerate(listed(study.place.at("claims"), study.own["claims"]), start=1):
        at = Place(study.file, f"{study.place.key}: claim {number}")
        claim = _claim(at, at.table(one), study)
        if claim.name in [other.name for other in claims]:
            text = f"{written(claim.name)} names another claim already; allowed: a name for each"
            raise at.at("name").mistake(claim.name, text)
        claims.append(claim)
    if not claims:
        raise Mistake("claims is empty; allowed: one claim or more", file=study.file, key="claims")
    return tuple(claims)


def _claim(at: Place, said: Mapping[str, object], study: Study) -> Claim:
    at.keys(said, _KEYS, needed=("arm",))
    arms, outcomes = tuple(study.arms), tuple(column.name for column in dictionary.OUTCOMES)
    arm = one_of(at.at("arm"), said["arm"], arms)
    against = one_of(at.at("against"), said.get("against", study.baseline), arms)
    if arm == against:
        raise at.at("against").mistake(against, f"{written(against)} is the arm itself; allowed: another arm")
    name = at.at("name").text(said.get("name", f"{arm} beats {against}")).strip()
    if not name or "\n" in name:
        raise at.at("name").mistake(name, f"{written(name)} cannot name a claim; allowed: a line of text")
    default = study.outcomes[0] if study.outcomes else DEFAULT[0]
    outcome = _better(at.at("outcome"), one_of(at.at("outcome"), said.get("outcome", default), outcomes))
    per = one_of(at.at("per"), said["per"], outcomes) if "per" in said else ""
    least = float(at.at("least").number(_LEAST, said.get("least", 0.0)))
    if not math.isfinite(least):
        raise at.at("least").mistake(least, f"{written(least)} is no number; allowed: {_LEAST.allowed}")
    return Claim(name, arm, against, outcome, least, per, one_of(at.at("where"), said.get("where", "holds"), WHERE))


def _better(at: Place, outcome: str) -> str:
    """The outcome, or the mistake if neither side of it is the better one."""
    if not column_of(outcome).better:
        text = f"{written(outcome)} has no better side, so no arm can beat another on it; allowed: an outcome that has"
        raise at.mistake(outcome, text)
    return outcome
