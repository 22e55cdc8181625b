"""Does the sign hold over draws of the parameters? Read from the sibling of a run in which they were drawn."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from turnaround_sim.analysis.informing import watermark
from turnaround_sim.analysis.robustness import Verdict, verdicts
from turnaround_sim.analysis.words import interval, number
from turnaround_sim.experiment import is_drawn, is_fitted
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.study import Study
from turnaround_sim.store import Results


@dataclass(frozen=True)
class Robustness:
    """What a run over draws of the parameters says of the same arms on the same outcome, and where it lies."""

    folder: Path
    verdicts: Mapping[str, Verdict]
    fitted: bool = False
    watermark: str = ""
    header = ("Arm", "Mean difference", "95% interval over draws", "Draws with its sign", "SD between draws", "Draws",
              "Worlds a draw", "Claim")  # fmt: skip

    @property
    def place(self) -> str:
        """The run's folder under the root of results."""
        return f"{self.folder.resolve().parent.name}/{self.folder.resolve().name}"

    def of(self, arm: str) -> str:
        """One arm's verdict in a sentence."""
        of_what = self.of_what
        if arm not in self.verdicts:
            return f"Over draws from {of_what} this arm was not run."
        told = self.verdicts[arm]
        mean = number(told.mean, (told.high - told.low) / 2)
        ends = f"difference {mean}, 95% interval {interval(told.low, told.high)}, {told.draws} draws"
        if told.supported == "supported":
            how_far = self.watermark or ("fitted to the record." if self.fitted else "prior only, not fitted.")
            return f"Over draws from {of_what} the sign holds ({ends}): {how_far[:1].lower()}{how_far[1:]}"
        return f"Over draws from {of_what} it is not supported: the sign may turn ({ends})."

    @property
    def of_what(self) -> str:
        """From what parameters were drawn."""
        return "what the record leaves of the parameter ranges" if self.fitted else "the parameter ranges"

    def rows(self) -> list[tuple[str, ...]]:
        """Every arm as a row."""
        return [
            (
                arm,
                number(told.mean, (told.high - told.low) / 2),
                interval(told.low, told.high),
                f"{told.share_of_draws:.0%}",
                number(told.between_sd),
                str(told.draws),
                str(told.worlds_per_draw),
                told.supported,
            )
            for arm, told in self.verdicts.items()
        ]


def robustness_of(study: Study) -> Robustness | None:
    """The verdicts of the run over parameter draws that lies beside this one, or is this one; None if there is none."""
    results = _drawn(study)
    if results is None:
        return None
    told = verdicts(results, study.inquiry.baseline, study.inquiry.primary.name)
    baseline, manifest = study.inquiry.baseline, results.manifest
    mark = watermark(manifest, [(baseline, arm) for arm in study.inquiry.others])
    return Robustness(results.folder, {each.arm: each for each in told}, is_fitted(manifest), mark)


def _drawn(study: Study) -> Results | None:
    """The run of the same arms and source with drawn parameters: from the posterior if there is one, the longest."""
    if not study.inquiry.others:
        return None
    mine = study.results
    if study.inquiry.worlds_per_draw:
        return mine
    found: list[tuple[bool, int, str, Results]] = []
    for done in sorted(mine.folder.resolve().parent.glob("*/done")):
        manifest = _manifest(done.with_name("manifest.json"))
        alike = all(manifest.get(part) == mine.manifest.get(part) for part in ("scenarios", "source"))
        if is_drawn(manifest) and alike:
            try:
                found.append(
                    (is_fitted(manifest), int(manifest["replicates"]), done.parent.name, Results.open(done.parent))
                )
            except Mistake:
                continue
    return max(found, key=lambda one: one[:3])[3] if found else None


def _manifest(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return read if isinstance(read, dict) else {}
