"""Running one experiment and publishing what came of it: small tables, a few figures, and a page that says how.

Under results/published/<name>/ lie `differences.csv` (every arm against the baseline, every outcome), `contrasts.csv`
where the experiment has any, `effects.csv` where every factor has two levels, `verdicts.csv` where it was run over
draws of the unknown numbers, a few figures, and `manifest.json`.
"""

import argparse
import csv
import json
import math
import shlex
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path

from experiments.pictures import shrink
from turnaround_sim import dictionary, experiment
from turnaround_sim.analysis import robustness
from turnaround_sim.analysis.comparison import Difference, differences_against
from turnaround_sim.analysis.contrasts import read_contrasts
from turnaround_sim.analysis.expectation import came, of_contrast
from turnaround_sim.analysis.factorial import effects as effects_of
from turnaround_sim.analysis.factorial import two_levels
from turnaround_sim.analysis.informing import grounds
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.beliefs import UNCERTAINTIES
from turnaround_sim.cli import experimenting
from turnaround_sim.cli.stopping import INTERRUPTED
from turnaround_sim.design import Contrast, Experiment, read_experiment
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.charts import charts_of
from turnaround_sim.report.slide import write
from turnaround_sim.report.study import read_study
from turnaround_sim.store import Results

LARGEST_FIGURE = 200_000
"""Bytes; what is published is kept in version control."""

Row = Mapping[str, object]
Drawer = Callable[[Results, Path], Iterable[Path]]

CHARTS = ("waterfall", "effects", "curve", "heat", "acceptability", "forest", "swarm")
"""Charts of a report that are published, the first of each kind that an experiment has, by how their names begin."""
MOST_FIGURES = 3
DOTS_PER_INCH = 100
UNDER_A_FIGURE = f"{dictionary.NOTICE} At stated values, not fitted. Intervals cover chance alone."


def main(name: str, words: Sequence[str] | None = None) -> None:
    """Run a shipped experiment as the command line asks, and publish it; a user's mistake ends it with exit code 2."""
    parser = argparse.ArgumentParser(prog=f"python -m experiments.{name}", description=f"Run and publish {name}.")
    parser.add_argument("--replicates", type=int, help="worlds under each arm; as the experiment says if left out")
    parser.add_argument("--seed", type=int, help="which luck; as the experiment says if left out")
    parser.add_argument("--uncertainty", choices=UNCERTAINTIES, help="stated values or draws only; both if left out")
    parser.add_argument("--workers", type=int, help="threads; all cores if left out")
    parser.add_argument("--out", type=Path, default=Path("results"), help="where runs go, and published/ beside them")
    given = parser.parse_args(words)
    command = shlex.join(["python", "-m", f"experiments.{name}", *(sys.argv[1:] if words is None else words)])
    asked = experimenting.Asked(
        name, given.seed, given.replicates, given.out, given.workers, None, uncertainty=given.uncertainty
    )
    try:
        print(run_and_publish(read_experiment(name), asked, command=command, shown=True))
    except Mistake as mistake:
        print(f"error: {mistake}", file=sys.stderr)
        raise SystemExit(2) from None
    except KeyboardInterrupt:
        print("interrupted; what is finished is kept, and the same command goes on from there", file=sys.stderr)
        raise SystemExit(INTERRUPTED) from None


def run_and_publish(design: Experiment, asked: experimenting.Asked, *, command: str, shown: bool = False) -> Path:
    """Run an experiment, or find it run, and publish it; gives the folder of what is published."""
    answers, _ = experimenting.answered(asked, design, shown=shown)
    return publish(design, answers, asked.out / "published" / design.name, command=command)


def publish(
    design: Experiment, answers: Sequence[Results], folder: Path, *, command: str, draw: Drawer | None = None
) -> Path:
    """Write what is published into a folder, in place of what was there: all of it or nothing.

    `answers` are the finished runs: at stated values, over draws of the unknown numbers, or both in this order.
    """
    partial = folder.with_name(f"{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    (partial / "figures").mkdir(parents=True)
    _write(partial / "differences.csv", differences(design, answers[0]))
    _write(partial / "contrasts.csv", contrasts(design, answers[0]))
    _write(partial / "effects.csv", effects(design, answers))
    if experiment.is_drawn(answers[-1].manifest):
        _write(partial / "verdicts.csv", verdicts(design, answers[-1]))
    drawn = list((draw or figures)(answers[0], partial / "figures"))
    shrink(partial / "figures")
    for path in drawn:
        if path.stat().st_size > LARGEST_FIGURE:
            raise ValueError(f"{path.name} has {path.stat().st_size} bytes: {LARGEST_FIGURE} at most are published")
    (partial / "manifest.json").write_text(
        json.dumps(manifest(design, answers, command), indent=2, ensure_ascii=False) + "\n", encoding="utf-8"
    )
    shutil.rmtree(folder, ignore_errors=True)
    partial.rename(folder)
    return folder


def figures(results: Results, folder: Path) -> Iterator[Path]:
    """Draw the charts of a report that answer a question about many arms, one of each kind, as SVG and PNG."""
    charts = charts_of(read_study(results))
    firsts = [next((chart for chart in charts if chart.name.startswith(kind)), None) for kind in CHARTS]
    # A chart in several pictures is read as a whole, in a report; of money and gain the curve says it all.
    shown = [chart for chart in firsts if chart and (len(chart.figures) == 1 or chart.name == "acceptability")]
    # Every pair as a dot is for an experiment that has nothing else to show.
    kept = [chart for chart in shown if chart.name != "swarm"] or shown
    for number, chart in enumerate(kept[:MOST_FIGURES], start=1):
        figure = chart.figures[-1]
        rests_on = f"{results.manifest['replicates']} replicates of each arm."
        head, foot = textwrap.fill(chart.title, 70), textwrap.fill(f"{chart.said} {rests_on} {UNDER_A_FIGURE}", 90)
        figure.text(0.02, 1.01, head, va="bottom", fontsize=12, fontweight="bold", parse_math=False)
        figure.text(0.02, -0.01, foot, va="top", fontsize=9, parse_math=False)
        path = folder / f"{number}-{chart.name.replace(' ', '-')}"
        yield from write(figure, chart.title, chart.said, path, dots=DOTS_PER_INCH, edge="tight")


def differences(design: Experiment, results: Results) -> Iterator[Row]:
    """Every outcome of every arm against the baseline, with the level of the arm on each axis."""
    choices = design.choices or {}
    axes = list(dict.fromkeys(axis for levels in choices.values() for axis in levels))
    others = [arm for arm in design.arms if arm != design.baseline]
    for arm, outcomes in differences_against(results, design.baseline, others).items():
        levels = {axis: choices.get(arm, {}).get(axis, "") for axis in axes}
        for each in outcomes:
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


def effects(design: Experiment, answers: Sequence[Results]) -> Iterator[Row]:
    """What each factor of a two-level design does, and two together, on every outcome asked for, paired.

    `over` says what the interval is over: replicates at stated values, or draws of the unknown numbers.
    """
    for results in answers:
        told = read_contrasts(results)
        over = "draws" if experiment.is_drawn(results.manifest) else "replicates"
        for family in told.inquiry.families():
            two = two_levels(family, design.baseline)
            for outcome in design.outcomes:
                for each in effects_of(two, told, outcome) if two else ():
                    yield {
                        "effect": " × ".join(each.factors),
                        "outcome": outcome,
                        "unit": column_of(outcome).unit,
                        "over": over,
                        "mean": each.mean,
                        "low": each.low,
                        "high": each.high,
                        "units": each.units,
                    }


def verdicts(design: Experiment, drawn: Results) -> Iterator[Row]:
    """Every contrast, then every arm against the baseline on the first outcome, over draws of the unknown numbers.

    A claim is supported where the interval over draws lies on the side it expects, an arm where it lies on either.
    """
    for contrast in design.contrasts:
        (each,) = robustness.between(drawn, [(contrast.a, contrast.b)], contrast.outcome)
        rests_on = grounds(drawn.manifest, contrast.a, contrast.b)
        yield {**_said(contrast), **_verdict(each, came(each.low, each.high, contrast.expected), rests_on)}
    outcome = design.outcomes[0]
    for each in robustness.verdicts(drawn, design.baseline, outcome):
        said = Contrast("", design.baseline, each.arm, outcome, "lower")
        rests_on = grounds(drawn.manifest, design.baseline, each.arm)
        yield {**_said(said), "expected": "", **_verdict(each, "", rests_on)}


def manifest(design: Experiment, answers: Sequence[Results], command: str) -> dict[str, object]:
    """How what is published was made."""
    first, last = answers[0].manifest, answers[-1].manifest
    draws = {}
    if experiment.is_drawn(answers[-1].manifest):
        worlds = last["worlds_per_draw"]
        draws = {"draws": -(-last["replicates"] // worlds), "worlds_per_draw": worlds}
    return {
        "notice": dictionary.NOTICE,
        "out_of_scope": dictionary.OUT_OF_SCOPE,
        "rests_on": last.get("uncertainty", "none"),
        "name": design.name,
        "title": design.title,
        "question": " ".join(design.question.split()),
        "hypothesis": " ".join(design.hypothesis.split()),
        "command": command,
        "baseline": design.baseline,
        "arms": len(design.arms),
        "outcomes": list(design.outcomes),
        "fractions": list(design.fractions),
        "seed": first["seed"],
        "replicates": first["replicates"],
        **draws,
        "source": first["source"],
        "versions": first["versions"],
        "date": datetime.now(UTC).date().isoformat(),
        "seconds": round(sum(each.manifest["seconds"] for each in answers), 1),
    }


def read_table(path: Path) -> list[dict[str, str]]:
    """The rows of a published table, none where there is no such file."""
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as lines:
        return list(csv.DictReader(lines))


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


def _verdict(each: robustness.Verdict, came_as: str, rests_on: str) -> Row:
    word = "contradicted" if came_as == "the other way" else each.supported
    return {
        "verdict": f"{word}, {rests_on}",
        "difference": each.mean,
        "low": each.low,
        "high": each.high,
        "draws": each.draws,
        "worlds_per_draw": each.worlds_per_draw,
        "share_of_draws": each.share_of_draws,
        "between_sd": each.between_sd,
        "chance_sd": each.chance_sd,
    }


def _write(path: Path, rows: Iterable[Row]) -> None:
    """Rows as a table; no file where there are none. Numbers have five digits, and one that is none is empty."""
    held = [{key: _shown(value) for key, value in row.items()} for row in rows]
    if held:
        with path.open("w", encoding="utf-8", newline="") as lines:
            table = csv.DictWriter(lines, fieldnames=list(held[0]), lineterminator="\n")
            table.writeheader()
            table.writerows(held)


def _shown(value: object) -> object:
    if isinstance(value, float):
        return f"{value:.5g}" if math.isfinite(value) else ""
    return value
