"""Running one experiment and publishing what came of it: small tables, a few figures, and a page that says how.

Under results/published/<name>/ lie `differences.csv` (every arm against the baseline, every outcome), `contrasts.csv`
where the experiment has any, `verdicts.csv` where it was run over draws of the unknown numbers, figures where there are
any, and `manifest.json`.
"""

import argparse
import csv
import json
import math
import shlex
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from turnaround_sim import dictionary, experiment
from turnaround_sim.analysis.comparison import Difference, paired_differences
from turnaround_sim.analysis.expectation import came, of_contrast
from turnaround_sim.cli.running import progress
from turnaround_sim.cli.stopping import INTERRUPTED, stoppable
from turnaround_sim.design import Contrast, Experiment, read_experiment
from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import Results

LARGEST_FIGURE = 200_000
"""Bytes; what is published is kept in version control."""
PRIOR_ONLY = "prior only"

Row = Mapping[str, object]
Drawer = Callable[[Results, Path], Iterable[Path]]
DRAWERS: tuple[Drawer, ...] = ()
"""What draws the published figures: each is given a finished run and a folder, and says what it wrote there."""


@dataclass(frozen=True)
class Answers:
    """The finished runs of one experiment: at stated values and, where asked, over draws of the unknown numbers."""

    stated: Results
    drawn: Results | None = None


def main(name: str, words: Sequence[str] | None = None) -> None:
    """Run a shipped experiment as the command line asks, and publish it; a user's mistake ends it with exit code 2."""
    parser = argparse.ArgumentParser(prog=f"python -m experiments.{name}", description=f"Run and publish {name}.")
    parser.add_argument("--replicates", type=int, help="worlds under each arm; as the experiment says if left out")
    parser.add_argument("--seed", type=int, help="which luck; as the experiment says if left out")
    parser.add_argument("--workers", type=int, help="threads; all cores if left out")
    parser.add_argument("--out", type=Path, default=Path("results"), help="where runs go, and published/ beside them")
    asked = parser.parse_args(words)
    given = sys.argv[1:] if words is None else words
    command = shlex.join(["python", "-m", f"experiments.{name}", *given])
    try:
        design = read_experiment(name)
        chosen = {"replicates": asked.replicates, "seed": asked.seed}
        design = replace(design, **{key: value for key, value in chosen.items() if value is not None})
        with stoppable(), progress(shown=True) as told:
            folder = run_and_publish(design, asked.out, command=command, workers=asked.workers, told=told)
    except Mistake as mistake:
        print(f"error: {mistake}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        print("interrupted; what is finished is kept, and the same command goes on from there", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None
    print(folder)


def run_and_publish(
    design: Experiment, out: Path, *, command: str, workers: int | None = None, told: experiment.Progress | None = None
) -> Path:
    """Run an experiment, or find it run, and publish it under `out`; gives the folder of what is published."""
    answers = answered(design, out, workers, told)
    return publish(design, answers, out / "published" / design.name, command=command)


def answered(
    design: Experiment, out: Path, workers: int | None = None, told: experiment.Progress | None = None
) -> Answers:
    """The finished runs of an experiment, computed where they are not on disk."""
    question = experiment.question_about(
        design.name, design.arms, seed=design.seed, replicates=design.replicates, keep=design.keep
    )
    return Answers(Results.open(experiment.run_arms(design.arms, question, workers=workers, out=out, progress=told)))


def publish(
    design: Experiment, answers: Answers, folder: Path, *, command: str, drawers: Sequence[Drawer] = DRAWERS
) -> Path:
    """Write what is published into a folder, in place of what was there: all of it or nothing."""
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "figures").mkdir(parents=True)
    _write(partial / "differences.csv", differences(design, answers.stated))
    _write(partial / "contrasts.csv", contrasts(design, answers.stated))
    if answers.drawn is not None:
        _write(partial / "verdicts.csv", verdicts(design, answers.drawn))
    for draw in drawers:
        for path in draw(answers.stated, partial / "figures"):
            if path.stat().st_size > LARGEST_FIGURE:
                raise ValueError(f"{path.name} has {path.stat().st_size} bytes: {LARGEST_FIGURE} at most are published")
    if not any((partial / "figures").iterdir()):
        (partial / "figures").rmdir()
    (partial / "manifest.json").write_text(
        json.dumps(manifest(design, answers, command), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return folder


def differences(design: Experiment, results: Results) -> Iterator[Row]:
    """Every outcome of every arm against the baseline, with the level of the arm on each axis."""
    choices = design.choices or {}
    axes = list(dict.fromkeys(axis for levels in choices.values() for axis in levels))
    for arm in design.arms:
        if arm != design.baseline:
            for each in paired_differences(results, design.baseline, arm):
                levels = {axis: choices.get(arm, {}).get(axis, "") for axis in axes}
                yield {"arm": arm, **levels, "outcome": each.outcome, "unit": each.unit, **_numbers(each)}


def contrasts(design: Experiment, results: Results) -> Iterator[Row]:
    """Every contrast: its arms, what was expected and what came."""
    for contrast in design.contrasts:
        each = of_contrast(results, contrast)
        yield {
            **_said(contrast),
            "unit": each.unit,
            "came": came(each.low, each.high, contrast.expected),
            **_numbers(each),
        }


def verdicts(design: Experiment, drawn: Results) -> Iterator[Row]:
    """Every contrast over draws of the unknown numbers; every arm against the baseline where there are no contrasts.

    A draw is one set of numbers; its worlds are averaged, and the interval holds the middle 95 per cent of draws. A
    claim is supported only where all of that lies on the side it expects; an arm is expected to beat the baseline.
    """
    worlds = int(drawn.manifest["worlds_per_draw"])
    outcomes = drawn.table("outcomes")
    for contrast in design.contrasts or _better_than_baseline(design):
        arms = [
            outcomes[outcomes["arm"] == arm].set_index("replicate")[contrast.outcome]
            for arm in (contrast.a, contrast.b)
        ]
        apart = (arms[1] - arms[0]).dropna()
        means = apart.groupby(apart.index // worlds).mean().tolist()
        low, high = _middle(means)
        unit = next(column.unit for column in dictionary.OUTCOMES if column.name == contrast.outcome)
        sign = 1.0 if contrast.expected == "higher" else -1.0
        yield {
            **_said(contrast),
            "unit": unit,
            "verdict": f"{_verdict(came(low, high, contrast.expected))}, {PRIOR_ONLY}",
            "difference": math.fsum(means) / len(means) if means else math.nan,
            "low": low,
            "high": high,
            "share_of_draws_as_expected": sum(sign * mean > 0 for mean in means) / len(means) if means else math.nan,
            "draws": len(means),
            "worlds_per_draw": worlds,
        }


def manifest(design: Experiment, answers: Answers, command: str) -> dict[str, object]:
    """How what is published was made."""
    stated, drawn = answers.stated.manifest, answers.drawn.manifest if answers.drawn else None
    draws = {} if drawn is None else {"draws": drawn["replicates"] // drawn["worlds_per_draw"]}
    return {
        "notice": dictionary.NOTICE,
        "out_of_scope": dictionary.OUT_OF_SCOPE,
        "rests_on": PRIOR_ONLY,
        "name": design.name,
        "title": design.title,
        "question": " ".join(design.question.split()),
        "hypothesis": " ".join(design.hypothesis.split()),
        "command": command,
        "baseline": design.baseline,
        "arms": len(design.arms),
        "outcomes": list(design.outcomes),
        "fractions": list(design.fractions),
        "seed": stated["seed"],
        "replicates": stated["replicates"],
        **draws,
        "source": stated["source"],
        "versions": stated["versions"],
        "date": datetime.now(UTC).date().isoformat(),
        "seconds": stated["seconds"] + (drawn["seconds"] if drawn else 0.0),
    }


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a published table, none where there is no such file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


def _better_than_baseline(design: Experiment) -> Iterator[Contrast]:
    """What an arm is for, on the first outcome."""
    outcome = design.outcomes[0]
    better = next(column.better for column in dictionary.OUTCOMES if column.name == outcome)
    for arm in design.arms:
        if arm != design.baseline:
            yield Contrast(f"{arm} is better than {design.baseline}", design.baseline, arm, outcome, better or "lower")


def _said(contrast: Contrast) -> dict[str, object]:
    return {
        "name": contrast.name,
        "claim": contrast.claim,
        "arm_a": contrast.a,
        "arm_b": contrast.b,
        "outcome": contrast.outcome,
        "expected": contrast.expected,
    }


def _numbers(each: Difference) -> dict[str, object]:
    return {
        name: getattr(each, name)
        for name in ("a", "b", "difference", "low", "high", "share_b_better", "share_tied", "replicates")
    }


def _middle(values: Sequence[float], share: float = 0.95) -> tuple[float, float]:
    """Between which two values the middle share lies, straight lines between neighbours; NaN for fewer than two."""
    if len(values) < 2:
        return math.nan, math.nan
    ordered = sorted(values)

    def at(part: float) -> float:
        place = part * (len(ordered) - 1)
        below = min(int(place), len(ordered) - 2)
        return ordered[below] + (place - below) * (ordered[below + 1] - ordered[below])

    return at((1 - share) / 2), at((1 + share) / 2)


def _verdict(word: str) -> str:
    return {"as expected": "supported", "the other way": "contradicted"}.get(word, "unsupported")


def _write(path: Path, rows: Iterable[Row]) -> None:
    """Rows as a table; no file where there are none. Numbers have six digits, and one that is none is empty."""
    held = [{key: _shown(value) for key, value in row.items()} for row in rows]
    if held:
        with path.open("w", encoding="utf-8", newline="") as lines:
            table = csv.DictWriter(lines, fieldnames=list(held[0]), lineterminator="\n")
            table.writeheader()
            table.writerows(held)


def _shown(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.6g}" if math.isfinite(value) else ""
    return value
