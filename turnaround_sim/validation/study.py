"""The scorecard as a whole: what is run for it, which facts it holds, and the files it leaves."""

import csv
import dataclasses
import json
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_type_hints

from turnaround_sim import experiment
from turnaround_sim.beliefs import Uncertainty
from turnaround_sim.dictionary import NOTICE
from turnaround_sim.evidence.targets import read_targets
from turnaround_sim.mistakes import writing
from turnaround_sim.scenario import read_scenario
from turnaround_sim.store import Results
from turnaround_sim.validation.backtest import BackTest, back_test, backtest_facts, product_draws, write_backtest
from turnaround_sim.validation.fact import Fact, Kind, Result
from turnaround_sim.validation.scorecard import facts_of, questions_of, untestable
from turnaround_sim.validation.theory import theory_facts

RESULTS: tuple[Result, ...] = get_args(Result)
COLUMNS = tuple(field.name for field in dataclasses.fields(Fact))
PUBLISHED = Path(__file__).with_name("scorecard.csv")


@dataclass(frozen=True)
class Scorecard:
    """Facts with their verdicts, the back-test among them, and the run of England that they were read from."""

    facts: tuple[Fact, ...]
    held: BackTest
    run: Results

    def counted(self, result: Result, kind: Kind = "record") -> int:
        """How many facts of a kind that were never fitted have this verdict."""
        return counted(self.facts, result, kind)

    @property
    def sentence(self) -> str:
        """The answer in two sentences: the record first, then theory, which counts for less."""
        return sentence_of(self.facts)


def counted(facts: Iterable[Fact], result: Result, kind: Kind = "record") -> int:
    """How many facts of a kind that were never fitted have this verdict."""
    return sum(fact.held_out and (fact.result, fact.kind) == (result, kind) for fact in facts)


def sentence_of(facts: Sequence[Fact]) -> str:
    """What a scorecard says in two sentences: the record first, then theory, which counts for less."""
    passed, failed, rest = (counted(facts, result) for result in RESULTS)
    shown, not_shown, _ = (counted(facts, result, "theory") for result in RESULTS)
    return (
        f"Of {passed + failed} facts that no calibration has seen and that can be asked of the model, it meets "
        f"{passed} and misses {failed}; {rest} more cannot be asked of it. Of {shown + not_shown} things that "
        f"theories foretell it shows {shown} in small worlds made for them, which tests its form and no size."
    )


def validate(
    *,
    replicates: int,
    seed: int,
    out: Path,
    workers: int | None,
    uncertainty: Uncertainty = "posterior",
    progress: experiment.Progress | None = None,
    command: str = "",
) -> Scorecard:
    """Run England, keep it like any other run, and hold every fact against its worlds."""
    targets = read_targets("england")
    folder = experiment.run_scenario(
        read_scenario("england"),
        seed=seed,
        replicates=replicates,
        workers=workers,
        out=out,
        progress=progress,
        uncertainty=uncertainty,
        worlds_per_draw=1,
        command=command,
    )
    results = Results.open(folder)
    seen = frozenset(target.id for target in targets.fitted)
    cores = workers or experiment.cores()
    held = back_test(product_draws(uncertainty, seen), worlds=replicates, seed=seed, workers=cores)
    asked = facts_of(results, "england", questions_of(targets))
    theory = theory_facts(seed=seed, workers=cores)
    facts = (*asked, *untestable(), *backtest_facts(held), *theory)
    return Scorecard(facts, held, results)


def write_scorecard(card: Scorecard, folder: Path, page: Callable[[Scorecard], str]) -> list[Path]:
    """Write the facts as CSV and JSON, the back-test's tables, and the page; gives the paths of the first three.

    Raises Mistake where the folder cannot be written to.
    """
    with writing(folder, "--out"):
        return _written(card, folder, page(card))


def _written(card: Scorecard, folder: Path, page: str) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    manifest = card.run.manifest
    about = {key: manifest[key] for key in ("source", "seed", "replicates", "uncertainty")}
    _write_facts(folder / "scorecard.csv", card.facts)
    said = {"notice": NOTICE, "answer": card.sentence, **about, "run": str(card.run.folder), "facts": told(card.facts)}
    text = json.dumps(said, indent=1, ensure_ascii=False) + "\n"
    (folder / "scorecard.json").write_text(text, encoding="utf-8")
    write_backtest(card.held, folder)
    (folder / "report.html").write_text(page, encoding="utf-8")
    return [folder / name for name in ("report.html", "scorecard.csv", "scorecard.json")]


def told(facts: Iterable[Fact]) -> list[dict[str, object]]:
    """Facts as plain values; what is not a number is None."""
    return [
        {
            key: None if isinstance(value, float) and math.isnan(value) else value
            for key, value in dataclasses.asdict(fact).items()
        }
        for fact in facts
    ]


def _write_facts(path: Path, facts: Iterable[Fact], said: str = "") -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(said)
        rows = csv.DictWriter(file, COLUMNS, lineterminator="\n")
        rows.writeheader()
        rows.writerows({key: "" if value is None else value for key, value in fact.items()} for fact in told(facts))


def publish(card: Scorecard, path: Path = PUBLISHED) -> None:
    """Keep the facts beside the code, from where every report takes what the model gets wrong."""
    manifest = card.run.manifest
    today = datetime.now(UTC).date().isoformat()
    said = f"# {today}, {manifest['replicates']} worlds, {manifest['uncertainty']}, source {manifest['source']}\n"
    _write_facts(path, card.facts, said)


@cache
def published() -> tuple[Fact, ...]:
    """The facts kept beside the code; none where nothing is published."""
    if not PUBLISHED.is_file():
        return ()
    kinds = get_type_hints(Fact)
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = csv.DictReader(line for line in file if not line.startswith("#"))
        read: list[dict[str, Any]] = [{key: _read(value, kinds[key]) for key, value in row.items()} for row in rows]
    return tuple(Fact(**row) for row in read)


def _read(value: str, kind: object) -> object:
    if kind is float:
        return float(value) if value else math.nan
    return value == "True" if kind is bool else value


def misses() -> tuple[Fact, ...]:
    """What the model gets wrong, of the facts that it was not fitted to."""
    return tuple(fact for fact in published() if fact.held_out and fact.result == "fail")
