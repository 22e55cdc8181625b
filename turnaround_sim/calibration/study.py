"""A calibration from beginning to end, and the folder it leaves."""

import hashlib
import json
import platform
import time
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from functools import cache
from importlib import metadata
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from turnaround_sim import beliefs
from turnaround_sim.calibration import matching, recovery, screen, smc
from turnaround_sim.calibration.counting import Counting, Point
from turnaround_sim.calibration.recovery import weighted_quantiles, weighted_sd
from turnaround_sim.calibration.space import Space
from turnaround_sim.evidence import noise as sampling
from turnaround_sim.evidence.targets import Targets
from turnaround_sim.scenario import Scenario, read_scenario
from turnaround_sim.store import source_digest
from turnaround_sim.store.building import built

Floats = npt.NDArray[np.float64]
Model = Literal["england", "null"]

DISCREPANCY = 1.0
"""How far the model may miss a fact besides sampling noise, as a multiple of its variance: by as much again.

No model of trusts is right to within the noise of 41 spells; and without it the fit would chase that noise.
"""
SEARCHED = 2
"""Worlds a point while parameters are screened and ruled out."""
LIBRARIES = ("numpy", "scipy", "numba", "SALib", "scikit-learn", "pyabc", "pandas")


@dataclass(frozen=True)
class Effort:
    """How much is computed.

    `trajectories` of the screen; points of the `first` and each `later` wave, how many `waves`, points that stand for
    what a wave leaves (`size`) and prior candidates behind them (`pool`); `particles` of the fit, and whether it is at
    the `exact` temperature 1; candidates that show the `prior` predictive.
    """

    trajectories: int
    first: int
    later: int
    waves: int
    size: int
    pool: int
    particles: int
    exact: bool
    prior: int


EFFORTS: Mapping[str, Effort] = MappingProxyType(
    {
        "full": Effort(12, 4096, 2000, 4, 2000, 100_000, 400, True, 1000),
        "small": Effort(2, 256, 96, 2, 400, 500, 16, False, 40),
    }
)


@dataclass(frozen=True)
class Asked:
    """A calibration as it was asked for; what it gives is a function of this and of the source."""

    targets: Targets
    model: Model
    seed: int
    worlds: int
    effort: str
    keep: Literal["outcomes", "tables"] = "outcomes"

    @property
    def digest(self) -> str:
        """Names the folder: what decides the numbers."""
        decides = (repr(self.targets), self.model, self.seed, self.worlds, EFFORTS[self.effort], self.keep)
        return hashlib.sha256(f"{decides} {source_digest()} {_procedure()}".encode()).hexdigest()[:12]

    def folder(self, out: Path) -> Path:
        """Where the answer lies."""
        return out / "calibration" / self.digest


@cache
def _procedure() -> str:
    """What the procedure is: the source of a run does not hold it, since it moves no run."""
    text = b"".join(path.read_bytes() for path in sorted(Path(__file__).parent.glob("*.py")))
    return hashlib.sha256(text).hexdigest()


Told = Callable[[str, int, int], None]
"""Hears of progress: the stage in words, what is done, of how much."""


def calibrate(asked: Asked, out: Path, *, workers: int, tell: Told, about: Mapping[str, object]) -> Path:
    """Fit the model to the targets and write the folder; the same command goes on where it was cut off.

    What was simulated is kept in a ledger beside, whatever happens; all the rest is computed again from it, so that an
    interrupted calibration ends in the bytes of an undisturbed one. Raises Mistake for what the disk refuses.
    """
    return built(asked.folder(out), asked.digest, lambda partial: _fill(asked, partial, workers, tell, about))


def _fill(asked: Asked, partial: Path, workers: int, tell: Told, about: Mapping[str, object]) -> None:
    """Compute what goes into the folder."""
    started = datetime.now(UTC)
    clock = time.monotonic()
    study = _Study(asked, partial, workers, tell)
    try:
        tables = study.run()
    finally:
        study.close()
    for name, table in tables.items():
        table.to_parquet(partial / f"{name}.parquet", index=False)
    manifest = {
        **about,
        **_told(asked),
        "started": started.isoformat(timespec="seconds"),
        "seconds": round(time.monotonic() - clock, 1),
        "simulated_here": study.simulated,
        "found_in_ledger": study.found,
        "platform": platform.platform(),
        "versions": {name: metadata.version(name) for name in LIBRARIES},
    }
    (partial / "manifest.json").write_text(json.dumps(manifest, indent=1, ensure_ascii=False) + "\n", "utf-8")
    if asked.keep == "outcomes":
        for ledger in partial.glob("*.ledger"):
            ledger.unlink()


def _told(asked: Asked) -> dict[str, object]:
    return {
        "kind": "calibration",
        "digest": asked.digest,
        "model": asked.model,
        "targets": asked.targets.name,
        "target_rows": [asdict(target) for target in asked.targets.targets],
        "discrepancy": DISCREPANCY,
        "seed": asked.seed,
        "worlds": asked.worlds,
        "effort": asked.effort,
        **asdict(EFFORTS[asked.effort]),
        "source": source_digest(),
    }


class _Study:
    """One calibration: its scenario, what is counted, and its stages in order."""

    def __init__(self, asked: Asked, place: Path, workers: int, tell: Told) -> None:
        self.asked, self.effort, self.tell = asked, EFFORTS[asked.effort], tell
        self.scenario: Scenario = read_scenario(asked.targets.scenario if asked.model == "england" else "null")
        self.counted = [target for target in asked.targets.targets if target.use != "set"]
        self.fitted = np.array([place for place, target in enumerate(self.counted) if target.use == "calibrate"])
        self.observed = np.array([self.counted[place].value for place in self.fitted])
        self.sampling = sampling.covariance([self.counted[place] for place in self.fitted])
        self.noise = (1.0 + DISCREPANCY) * self.sampling
        self.search = Counting(
            self.scenario,
            self.counted,
            seed=asked.seed,
            worlds=SEARCHED,
            workers=workers,
            ledger=place / "search.ledger",
        )
        self.fit = Counting(
            self.scenario,
            self.counted,
            seed=asked.seed,
            worlds=asked.worlds,
            workers=workers,
            ledger=place / "fit.ledger",
        )
        self.found = self.search.found + self.fit.found

    @property
    def simulated(self) -> int:
        """Worlds that were run by this process."""
        return self.search.counted * SEARCHED + self.fit.counted * self.asked.worlds

    def close(self) -> None:
        self.search.close()
        self.fit.close()

    def run(self) -> dict[str, pd.DataFrame]:
        effort, seed, stated = self.effort, self.asked.seed, self.scenario.parameters
        screened = screen.screen(
            stated,
            self.search,
            self.fitted,
            self.noise,
            trajectories=effort.trajectories,
            seed=seed,
            tell=lambda done, of: self.tell("screening", done, of),
        )
        space = Space(stated, screened.chosen)
        bank = matching.waves(
            space,
            self.search,
            self.fitted,
            self.observed,
            self.noise,
            pool=effort.pool,
            first=effort.first,
            later=effort.later,
            number=effort.waves,
            size=effort.size,
            seed=seed,
            tell=lambda wave: lambda done, of: self.tell(f"wave {wave + 1} of {effort.waves}", done, of),
            done=lambda wave: self.tell(f"near what was observed: {wave.region.share:.1e} of the prior", 0, 0),
        )
        found = recovery.recover(space, bank, self.fitted, self.observed, self.noise, self.sampling, seed=seed)
        posterior = smc.sample(
            space,
            self.fit,
            self.fitted,
            self.observed,
            self.noise,
            bank[-1].far,
            bank[-1].region,
            particles=effort.particles,
            exact=effort.exact,
            seed=seed,
            tell=lambda simulated: self.tell("fitting", simulated, 0),
        )
        return {
            "screen": screened.effects,
            "waves": self._waves(bank),
            "recovery": found,
            "generations": posterior.generations,
            "posterior": self._posterior(space, posterior),
            "informed": self._informed(space, posterior),
            **self._predictive(space, posterior),
        }

    def _waves(self, bank: list[matching.Wave]) -> pd.DataFrame:
        rows = []
        for number, wave in enumerate(bank):
            errors = np.sqrt(np.diag(wave.far.emulator.error))
            row: dict[str, Any] = {
                "wave": number + 1,
                "points": len(wave.scores),
                "kept_share": wave.region.share,
                "level": wave.region.level,
                "candidates": len(np.unique(wave.region.candidates)),
            }
            named = zip(self.fitted, errors, strict=True)
            rows.append({**row, **{f"error_{self.counted[place].id}": float(error) for place, error in named}})
        return pd.DataFrame(rows)

    def _posterior(self, space: Space, posterior: smc.Posterior) -> pd.DataFrame:
        values = pd.DataFrame([space.values(row) for row in posterior.scores.tolist()])
        first = pd.DataFrame(
            {
                "particle": np.arange(len(values)),
                "weight": posterior.weights,
                "distance": posterior.distances,
                "candidate": posterior.candidates,
            }
        )
        return pd.concat([first, values], axis=1)

    def _informed(self, space: Space, posterior: smc.Posterior) -> pd.DataFrame:
        """What is known of every uncertain parameter before and after, in its own unit."""
        known = beliefs.uncertain()
        prior = _candidates(range(2000))
        candidates = pd.DataFrame([prior_of(int(c)) for c in posterior.candidates])
        fitted = pd.DataFrame([space.values(row) for row in posterior.scores.tolist()])
        after = candidates.assign(**{path: fitted[path] for path in space.fitted})
        even = np.ones(len(prior))
        rows = []
        for path in known:
            before, now = prior[path].to_numpy(float), after[path].to_numpy(float)
            sd, sd_after = weighted_sd(before, even), weighted_sd(now, posterior.weights)
            low, high = weighted_quantiles(before, even, [0.025, 0.975])
            low_after, high_after = weighted_quantiles(now, posterior.weights, [0.025, 0.975])
            ratio = sd_after / sd if sd > 0.0 else np.nan
            rows.append(
                {
                    "parameter": path,
                    "fitted": path in space.fitted,
                    "prior_mean": float(before.mean()),
                    "prior_sd": sd,
                    "prior_low": low,
                    "prior_high": high,
                    "posterior_mean": float((posterior.weights * now).sum()),
                    "posterior_sd": sd_after,
                    "posterior_low": low_after,
                    "posterior_high": high_after,
                    "ratio": ratio,
                    "informed": bool(path in space.fitted and ratio <= beliefs.SILENT),
                }
            )
        return pd.DataFrame(rows)

    def _predictive(self, space: Space, posterior: smc.Posterior) -> dict[str, pd.DataFrame]:
        """What the targets are before and after, in worlds that had no part in the fit."""
        stated = self.scenario.parameters
        before: list[Point] = [
            (beliefs.candidate(stated, number), space.worlds_of([], number, SEARCHED))
            for number in range(self.effort.pool, self.effort.pool + self.effort.prior)
        ]
        prior = self.search.points(before, lambda done, of: self.tell("prior predictive", done, of))
        after: list[Point] = []
        for row, candidate in zip(posterior.scores.tolist(), posterior.candidates.tolist(), strict=True):
            first = space.worlds_of([*row, 1.0], candidate, self.asked.worlds)
            after.append((space.parameters(row, candidate), first))
        fitted = self.fit.points(after, lambda done, of: self.tell("posterior predictive", done, of))
        even = np.full(len(prior), 1.0 / len(prior))
        ids = [target.id for target in self.counted]
        with np.errstate(invalid="ignore"):
            draws = pd.concat(
                [
                    _frame("prior", even, _means(prior), ids),
                    _frame("posterior", posterior.weights, _means(fitted), ids),
                ],
                ignore_index=True,
            )
        particles, worlds = fitted.shape[:2]
        world = pd.DataFrame(fitted.reshape(particles * worlds, -1), columns=ids)
        world.insert(0, "particle", np.repeat(np.arange(particles), worlds))
        world.insert(1, "world", np.tile(np.arange(worlds), particles))
        world.insert(2, "weight", np.repeat(posterior.weights / worlds, worlds))
        rows = []
        for place, target in enumerate(self.counted):
            was = _summary(prior[:, :, place], even)
            now = _summary(fitted[:, :, place], posterior.weights)
            rows.append(
                {
                    "target": target.id,
                    "use": target.use,
                    "observed": target.value,
                    "low": target.low,
                    "high": target.high,
                    **{f"prior_{key}": value for key, value in was.items()},
                    **{f"posterior_{key}": value for key, value in now.items()},
                    "inside": bool(target.low <= now["mean"] <= target.high),
                }
            )
        return {"predictive": pd.DataFrame(rows), "draws": draws, "worlds": world}


def prior_of(number: int) -> dict[str, float]:
    """The values of every uncertain parameter in a prior candidate."""
    return {
        path: float(beliefs.within(declared, beliefs.uniform(number, path)))
        for path, declared in beliefs.uncertain().items()
    }


def _candidates(numbers: range) -> pd.DataFrame:
    return pd.DataFrame([prior_of(number) for number in numbers])


def _means(counted: Floats) -> Floats:
    known = np.isfinite(counted)
    return np.asarray(np.where(known.any(axis=1), np.nansum(counted, axis=1) / known.sum(axis=1), np.nan))


def _frame(source: str, weights: Floats, means: Floats, ids: list[str]) -> pd.DataFrame:
    frame = pd.DataFrame(means, columns=ids)
    frame.insert(0, "source", source)
    frame.insert(1, "particle", np.arange(len(frame)))
    frame.insert(2, "weight", weights)
    return frame


def _summary(counted: Floats, weights: Floats) -> dict[str, float]:
    """Mean, and 95% interval over particles, one world each, of a target [particles, worlds]."""
    worlds = counted.shape[1]
    values, each = counted.ravel(), np.repeat(weights / worlds, worlds)
    known = np.isfinite(values)
    if not known.any():
        return {"mean": np.nan, "low": np.nan, "high": np.nan}
    values, each = values[known], each[known] / each[known].sum()
    low, high = weighted_quantiles(values, each, [0.025, 0.975])
    return {"mean": float((each * values).sum()), "low": low, "high": high}
