"""A choice from beginning to end: the policies under drawn parameters, the search, the rivals, and the folder left."""

import hashlib
import json
import platform
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnaround_sim import beliefs, dictionary
from turnaround_sim.analysis.choice.asking import SEARCHED_FROM, Search, Wanted
from turnaround_sim.analysis.choice.kinds import KIND
from turnaround_sim.analysis.choice.reading import BESIDE, FRESH, MAIN, RIVALS, SEEN, SET, TRIED, Policies, rivals_of
from turnaround_sim.analysis.choice.searching import Policy, Tried, front, search
from turnaround_sim.analysis.inquiry import column_of
from turnaround_sim.beliefs import Uncertainty
from turnaround_sim.design import Factor, Study
from turnaround_sim.experiment import MONTH_ZERO, cores
from turnaround_sim.mistakes import Mistake
from turnaround_sim.points import Block, Point, Points, described, write_blocks
from turnaround_sim.points.running import OUTCOMES
from turnaround_sim.provenance import Number, written
from turnaround_sim.scenario import Scenario
from turnaround_sim.store import source_digest
from turnaround_sim.store.building import built

Floats = npt.NDArray[np.float64]
Told = Callable[[str, int, int], None]
"""Hears of progress: the stage in words, what is done, of how much."""

LIBRARIES = ("numpy", "scipy", "numba", "pandas", "pyarrow", "pymoo", "scikit-learn", "ema_workbench")
APART = 100_000
"""Worlds of the search have numbers from here on: other luck than what its finds are measured by."""
SEARCHED = "searched"


@dataclass(frozen=True)
class Asked:
    """A choice as it was asked for; what is found is a function of this and of the source."""

    study: Study
    wanted: Wanted

    @property
    def digest(self) -> str:
        """Names the folder: what decides the numbers."""
        decides = {
            **self.study.resolved(),
            "wanted": self.wanted.resolved(),
            "outcomes": list(self.study.outcomes),
            "source": source_digest(),
            "procedure": _procedure(),
        }
        text = json.dumps(decides, sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode()).hexdigest()[:16]

    def folder(self, out: Path) -> Path:
        """Where the answer lies."""
        return out / self.study.name / self.digest


def _procedure() -> str:
    """What decides which worlds are run, besides the source of the model."""
    names = "study.py", "searching.py"
    text = b"".join(Path(__file__).with_name(name).read_bytes().replace(b"\r\n", b"\n") for name in names)
    return hashlib.sha256(text).hexdigest()


def chosen(asked: Asked, out: Path, *, workers: int, tell: Told, about: Mapping[str, object]) -> Path:
    """Run the study and write its folder; the same command goes on where it was cut off, and ends in the same bytes.

    Raises Mistake for a budget that no policy keeps and for what the disk refuses, Failed where worlds cannot be run.
    """
    return built(asked.folder(out), asked.digest, lambda partial: _fill(asked, partial, workers, tell, about))


def _fill(asked: Asked, partial: Path, workers: int, tell: Told, about: Mapping[str, object]) -> None:
    study, wanted = asked.study, asked.wanted
    started, clock = datetime.now(UTC), time.monotonic()
    work = _Work(asked, partial / "worlds.ledger", workers, tell)
    main = work.policies()
    (partial / MAIN).mkdir(exist_ok=True)
    laid = {MAIN: write_blocks(partial / MAIN, main.blocks, main.found, list(study.arms), study.seed)}
    pair = rivals_of(work.seen(main), wanted, study.outcomes[0])
    if pair is not None:
        its = work.rivals(pair)
        (partial / RIVALS).mkdir(exist_ok=True)
        laid[RIVALS] = write_blocks(partial / RIVALS, its.blocks, its.found, list(pair), study.seed)
    if wanted.search is not None:
        work.searched(wanted.search, partial, laid)
    manifest = {
        **about,
        "kind": KIND,
        "notice": dictionary.NOTICE,
        "out_of_scope": dictionary.OUT_OF_SCOPE,
        "name": study.name,
        "title": study.title,
        "question": study.question,
        "hypothesis": study.hypothesis,
        "digest": asked.digest,
        "titles": {arm: scenario.title for arm, scenario in study.arms.items()},
        "arms": list(study.arms),
        "baseline": study.baseline,
        "scenarios": {arm: scenario.resolved() for arm, scenario in study.arms.items()},
        "factors": [factor.resolved() for factor in study.varied],
        "outcomes": list(study.outcomes),
        "budget": wanted.resolved()["budget"],
        "wanted": wanted.resolved(),
        "rivals": None if pair is None else list(pair),
        "month_zero": MONTH_ZERO,
        "seed": study.seed,
        "draws": wanted.draws,
        "replicates": wanted.replicates,
        "source_digest": source_digest(),
        "versions": {name: metadata.version(name) for name in LIBRARIES},
        "platform": {"system": platform.platform(), "machine": platform.machine(), "cores": cores()},
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 1),
        "worlds_run": work.ran,
    }
    for folder, tables in laid.items():
        its_arms = {MAIN: list(study.arms), BESIDE: list(study.arms), RIVALS: list(pair or ())}.get(folder, [SEARCHED])
        _write(partial / folder / "manifest.json", {"arms": its_arms, "seed": study.seed, **tables})
    _write(partial / "manifest.json", manifest)
    _write(partial / "dictionary.json", described(study.varied))
    (partial / "worlds.ledger").unlink()


def _write(path: Path, told: Mapping[str, object]) -> None:
    path.write_text(json.dumps(told, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


@dataclass(frozen=True, eq=False)
class _Ran:
    """Blocks with what was found in them [points, arms, worlds, outcomes]."""

    blocks: list[Block]
    found: dict[str, Floats]


class _Work:
    """The stages of a choice, one after another; each reads what the one before it kept from the same ledger."""

    def __init__(self, asked: Asked, ledger: Path, workers: int, tell: Told) -> None:
        self.asked, self.tell = asked, tell
        self._ledger, self._workers = ledger, workers
        self.ran = 0

    def policies(self) -> _Ran:
        """Every policy under draws of the posterior and of the prior."""
        study, draws = self.asked.study, self.asked.wanted.draws
        blocks = [
            Block(
                "posterior", (), np.empty((draws, 0)), range(draws), ["draw"] * draws, self._drawn("posterior", draws)
            ),
            self._prior(draws),
        ]
        return self._run(study.arms, blocks, "policies")

    def rivals(self, pair: tuple[str, str]) -> _Ran:
        """The two rivals under more draws of the prior."""
        wanted = self.asked.wanted
        arms = {arm: self.asked.study.arms[arm] for arm in pair}
        return self._run(arms, [self._prior(max(wanted.points, wanted.draws))], "rivals")

    def seen(self, main: _Ran) -> Policies:
        """What the policies did under the posterior."""
        found = main.found["posterior"]
        values = {name: found[..., place] for place, name in enumerate(OUTCOMES)}
        study = self.asked.study
        policies = Policies.of("posterior", tuple(study.arms), values, study.outcomes, self.asked.wanted, study.seed)
        budget = self.asked.wanted.budget
        if budget is not None and not any(each.within for each in policies.spending):
            least = min(policies.spending, key=lambda each: each.mean)
            text = (
                f"no policy keeps {budget.outcome} at {budget.limit:g} {column_of(budget.outcome).unit}: the least is "
                f"{least.mean:.4g}, by {written(least.arm)}; allowed: a budget that one policy or more keeps"
            )
            raise Mistake(text, file=study.file, key="choose.budget")
        return policies

    def searched(self, wanted: Search, partial: Path, laid: dict[str, dict[str, object]]) -> None:
        """The search, and its Pareto set evaluated anew under the draws and worlds of the policies."""
        study, budget = self.asked.study, self.asked.wanted.budget
        arms = {SEARCHED: study.arms[wanted.over]}
        columns = [column_of(name) for name in wanted.objectives]
        turned = np.array([1.0 if column.better == "lower" else -1.0 for column in columns])
        places = [OUTCOMES.index(name) for name in wanted.objectives]
        points = self._points(arms)

        def luck(values: Mapping[str, Number]) -> list[Point]:
            return [
                Point(values, _worlds(APART, draw, wanted.worlds), "posterior", SEARCHED_FROM + draw)
                for draw in range(wanted.draws)
            ]

        def means(policies: Sequence[Policy], stage: str) -> Floats:
            asked = [point for policy in policies for point in luck(_values(wanted, policy))]
            found = points.run(asked, lambda done, of: self.tell(stage, done, of))[:, 0]
            return np.asarray(found.reshape(len(policies), -1, len(OUTCOMES)).mean(axis=1))

        def evaluate(generation: int, policies: Sequence[Policy]) -> Floats:
            found = means(policies, f"search, generation {generation} of {wanted.generations}")
            losses = turned * found[:, places]
            if np.isnan(losses).any():
                text = f"a policy of the search has no number for {', '.join(wanted.objectives)}"
                raise Mistake(f"{text}; allowed: outcomes that every world has", file=study.file, key="objectives")
            over = (
                np.zeros(len(policies)) if budget is None else found[:, OUTCOMES.index(budget.outcome)] - budget.limit
            )
            return np.column_stack([losses, over])

        try:
            tried = search(wanted.levers, len(places), wanted.population, wanted.generations, study.seed, evaluate)
            kept = front(tried, wanted.most)
            values = [_values(wanted, tried[place].policy) for place in kept]
        finally:
            self._close(points)
        _table(wanted, tried, set(kept), turned).to_parquet(partial / TRIED, index=False)
        seen = self._run(study.arms, self._blocks([{}], luck({}), SEEN), "policies as the search saw them")
        self._keep(partial, laid, BESIDE, seen, list(study.arms))
        if kept:
            anew = self._run(
                arms, self._blocks(values, self._drawn("posterior", self.asked.wanted.draws), FRESH), "set anew"
            )
            before = self._run(arms, self._blocks(values, tuple(luck({})), SEEN), "set as the search saw it")
            both = _Ran([*anew.blocks, *before.blocks], {**anew.found, **before.found})
            self._keep(partial, laid, SET, both, [SEARCHED])

    def _blocks(self, values: Sequence[Mapping[str, Number]], points: Sequence[Point], name: str) -> list[Block]:
        """A block for each policy of the set, at these draws and worlds."""
        n = len(points)
        return [
            Block(f"{name} {number}", (), np.empty((n, 0)), range(n), ["draw"] * n,
                  tuple(Point(each, point.worlds, point.uncertainty, point.draw) for point in points))
            for number, each in enumerate(values)
        ]  # fmt: skip

    def _keep(self, partial: Path, laid: dict[str, dict[str, object]], name: str, ran: _Ran, arms: list[str]) -> None:
        (partial / name).mkdir(exist_ok=True)
        laid[name] = write_blocks(partial / name, ran.blocks, ran.found, arms, self.asked.study.seed)

    def _prior(self, draws: int) -> Block:
        """The first draws of the prior, each with its places in the ranges of the factors."""
        factors = self.asked.study.varied
        places = [[_place(factor, draw) for factor in factors] for draw in range(draws)]
        points = self._drawn("prior", draws)
        return Block(
            "prior", factors, np.array(places).reshape(draws, len(factors)), range(draws), ["draw"] * draws, points
        )

    def _drawn(self, uncertainty: Uncertainty, draws: int) -> tuple[Point, ...]:
        worlds = self.asked.wanted.replicates
        return tuple(
            Point(worlds=_worlds(0, draw, worlds), uncertainty=uncertainty, draw=draw) for draw in range(draws)
        )

    def _run(self, arms: Mapping[str, Scenario], blocks: list[Block], stage: str) -> _Ran:
        points = self._points(arms)
        try:
            whole = points.run(
                [point for block in blocks for point in block.points], lambda done, of: self.tell(stage, done, of)
            )
        finally:
            self._close(points)
        found, first = {}, 0
        for block in blocks:
            found[block.name] = whole[first : first + len(block.points)]
            first += len(block.points)
        return _Ran(blocks, found)

    def _points(self, arms: Mapping[str, Scenario]) -> Points:
        return Points(arms, seed=self.asked.study.seed, workers=self._workers, ledger=self._ledger)

    def _close(self, points: Points) -> None:
        points.close()
        self.ran += points.ran


def _worlds(first: int, draw: int, count: int) -> tuple[int, ...]:
    """The worlds of a draw: every draw has its own, and all policies have the same."""
    return tuple(range(first + draw * count, first + (draw + 1) * count))


def _place(factor: Factor, draw: int) -> float:
    return beliefs.uniform(beliefs.plausible()[draw], factor.short)


def _values(wanted: Search, policy: Policy) -> dict[str, Number]:
    return {lever.path: value for lever, value in zip(wanted.levers, policy, strict=True)}


def _table(wanted: Search, tried: Sequence[Tried], kept: set[int], turned: Floats) -> pd.DataFrame:
    """Every policy that was tried: levers as a user writes them, outcomes in their unit."""
    rows = []
    for place, one in enumerate(tried):
        row: dict[str, object] = {"policy": place, "generation": one.generation, "in_set": place in kept}
        for lever, value in zip(wanted.levers, one.policy, strict=True):
            row[lever.short] = lever.label(value) if lever.is_word else float(value)
        row |= {
            name: float(loss * sign) for name, loss, sign in zip(wanted.objectives, one.losses, turned, strict=True)
        }
        rows.append({**row, "over_budget": one.over})
    return pd.DataFrame(rows)
