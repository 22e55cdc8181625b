"""The mirror: what analysts without a second world would say of replacing chief executives.

**Question.** What would the usual estimators say of a change of leader in special measures, in the model of England
and in the null, in which leaders do nothing; how often would an analyst of one England find an effect; and how does it
stand to the truth?

**Expected.** Looked at while it was built, so nothing here was written down before the first run. In the null every
effect is an error, and a sound interval errs in 5 per cent of worlds.

**Design.** The scenarios `england` and `null`, the same worlds of each. Every world is one England for one analyst, who
sees yearly indicators, ratings, spells and tenures, never latent quality (which stands beside for comparison). The
estimators are those of `turnaround_sim.analysis.naive`, each with the interval that analyst would state. The truth in
the null is nought by construction. In England each world is run twice with the same luck: as it goes, and with the
leader replaced in month 25 of the one trust in special measures that looked worst. Every world has a draw of the
parameters of its own, from what the record leaves of them; the null from what the record leaves of the null.

**Reading.** A mean apart from the truth is bias: more Englands would not mend it. The share of analysts who find an
effect in the null is a rate of false alarms. The truth is that of one change of leader among many: most of the leaders
who are kept in month 25 have gone a year later in any case, so that it is the effect of going sooner rather than later.
It cannot be concluded how large an effect would be in England: the record says little of what a leader does.
"""

import argparse
import json
import shlex
import sys
import time
from collections.abc import Hashable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pandas as pd

from experiments.pictures import shrink
from turnaround_sim import Results, Scenario, dictionary, read_scenario, run_scenario
from turnaround_sim.analysis.naive import FULL, NULL, mirror, naive_estimates, replaced_pairs, truths
from turnaround_sim.beliefs import UNCERTAINTIES, Uncertainty
from turnaround_sim.cli.stopping import INTERRUPTED, stoppable
from turnaround_sim.cli.words import number
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.mirror_figure import draw, save_mirror

NAME = "naive_estimators"
SCENARIOS = {FULL: "england", NULL: "null"}
REPLICATES, SEED = 200, 1


def main(words: Sequence[str] | None = None) -> None:
    """Run both scenarios, hold the estimators against the truth and publish; a user's mistake ends it with 2."""
    parser = argparse.ArgumentParser(prog=f"python -m experiments.{NAME}", description="Run and publish the mirror.")
    parser.add_argument("--replicates", type=int, default=REPLICATES, help="worlds of each scenario")
    parser.add_argument("--seed", type=int, default=SEED, help="which luck")
    parser.add_argument("--uncertainty", choices=UNCERTAINTIES, default="posterior", help="stated values or draws")
    parser.add_argument("--workers", type=int, help="threads; all cores if left out")
    parser.add_argument("--out", type=Path, default=Path("results"), help="where runs go, and published/ beside them")
    asked = parser.parse_args(words)
    command = shlex.join(["python", "-m", f"experiments.{NAME}", *(sys.argv[1:] if words is None else words)])
    scenarios = {name: read_scenario(shipped) for name, shipped in SCENARIOS.items()}
    try:
        with stoppable():
            folder = run_and_publish(
                scenarios, asked.out, replicates=asked.replicates, seed=asked.seed, workers=asked.workers,
                command=command, uncertainty=asked.uncertainty,
            )  # fmt: skip
    except Mistake as mistake:
        print(f"error: {mistake}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        print("interrupted; finished runs are kept, and the same command goes on from there", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    print(folder)


def run_and_publish(
    scenarios: Mapping[str, Scenario], out: Path, *, replicates: int, seed: int, command: str,
    workers: int | None = None, uncertainty: Uncertainty = "none",
) -> Path:  # fmt: skip
    """Run the two scenarios, or find them run, and publish the mirror under `out`; gives the folder."""
    began = time.perf_counter()
    runs = {
        name: Results.open(
            run_scenario(
                scenario,
                seed=seed,
                replicates=replicates,
                workers=workers,
                out=out,
                uncertainty=uncertainty,
                worlds_per_draw=1,
            )
        )
        for name, scenario in scenarios.items()
    }
    said = {name: naive_estimates(run, scenarios[name].name) for name, run in runs.items()}
    pairs, idle = (
        replaced_pairs(scenarios[name], seed=seed, replicates=replicates, uncertainty=uncertainty)
        for name in (FULL, NULL)
    )
    mirrored = mirror(said[FULL], said[NULL], truths(pairs))
    folder = out / "published" / NAME
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    mirrored.to_csv(folder / "mirror.csv", index=False, float_format="%.6g", lineterminator="\n")
    fitted = uncertainty == "posterior"
    save_mirror(draw(mirrored, seed=seed, calibrated=fitted), folder / "figures" / "mirror", calibrated=fitted)
    shrink(folder)
    facts = runs[FULL].manifest
    about = {
        "notice": dictionary.NOTICE,
        "out_of_scope": dictionary.OUT_OF_SCOPE,
        "rests_on": uncertainty,
        "name": NAME,
        "command": command,
        "seed": seed,
        "replicates": replicates,
        "pairs": int(pairs["replicate"].nunique()),
        "numbers_that_differ_in_the_null": int((idle["kept"] != idle["replaced"])[idle["kept"].notna()].sum()),
        "source": facts["source"],
        "versions": facts["versions"],
        "date": datetime.now(UTC).date().isoformat(),
        "seconds": round(time.perf_counter() - began, 1),
    }
    (folder / "manifest.json").write_text(json.dumps(about, indent=2) + "\n", encoding="utf-8")
    return folder


ON_THE_PAGE = (
    ("before_after", "observed_mortality_1", 1, "Before and after: first year"),
    ("before_after", "observed_mortality_2", 1, "Before and after: second year"),
    ("beyond_all", "observed_mortality_1", 1, "The same beyond the rise of all trusts: first year"),
    ("beyond_all", "observed_mortality_2", 1, "The same beyond the rise of all trusts: second year"),
    ("matched", "observed_mortality_1", 1, "Against matched trusts that kept theirs in the year: first year"),
    ("matched", "observed_mortality_2", 1, "Against matched trusts that kept theirs in the year: second year"),
    ("matched_kept", "observed_mortality_1", 1, "Against those that kept theirs to the end: first year"),
    ("matched_kept", "observed_mortality_2", 1, "Against those that kept theirs to the end: second year"),
    ("stayed", "observed_mortality_stayed", 1, "Leaders who stayed two years against the others"),
    ("tenure", "observed_mortality_a_year", 1, "Each year in post"),
    ("tenure_within", "observed_mortality_a_year", 1, "Each year in post, within the same trust"),
    ("landmark_12", "exit_24", 100, "Changed by month 12: out in the next 24 months, percentage points"),
    ("hazard", "log_odds_of_exit", 1, "After a change: log odds of leaving in a month"),
    ("leaders", "months_a_leader", 1, "Each further leader: months in special measures"),
)
"""What the page of background tells, by how much its numbers are multiplied, and in which words."""


def table_of(folder: Path) -> str:
    """What is published, as the table that the page of background shows."""
    published = pd.read_csv(folder / "mirror.csv").to_dict("records")
    rows = {(row["estimator"], row["outcome"], row["scenario"]): row for row in published}
    lines = ["| estimator | null, truth 0 | find it | full model | find it | truth |", "|---|---|---|---|---|---|"]
    for name, outcome, times, words in ON_THE_PAGE:
        null, full = (rows[name, outcome, scenario] for scenario in (NULL, FULL))
        cells = [words]
        for row in (null, full):
            cells += [_sized(row, ("estimate", "low", "high"), times), f"{row['excludes_zero']:.0%}"]
        cells.append(_sized(full, ("truth", "truth_low", "truth_high"), times))
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _sized(row: Mapping[Hashable, Any], names: tuple[str, str, str], times: int) -> str:
    value, low, high = (times * row[name] for name in names)
    if value != value:
        return "–"
    spread = (high - low) / 2
    return f"{number(value, spread)} ({number(low, spread)} to {number(high, spread)})"


if __name__ == "__main__":
    main()
