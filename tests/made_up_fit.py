"""The folder of a calibration with made-up numbers, in the tables of a real one."""

import json
from pathlib import Path

import numpy as np
import pandas as pd

from turnaround_sim import beliefs
from turnaround_sim.evidence.targets import read_targets

TARGETS = read_targets("england")
ALL = (*TARGETS.fitted, *TARGETS.held_out)
FITTED = ("operations.learning", "leadership.label_exit", "systems.trust_sd")
LEFT = {FITTED[0]: 0.5, FITTED[1]: 0.6}
"""What the record leaves of the spread of those it informs."""
INFORMED = tuple(LEFT)
WORLDS = 3


def write_fit(
    folder: Path, model: str = "england", *, particles: int = 200, off: dict[str, float] | None = None, seed: int = 2
) -> Path:
    """Write a calibration whose worlds lie about what was observed; `off` moves a target by so many half intervals."""
    chance = np.random.default_rng(seed)
    folder.mkdir(parents=True)
    weights = chance.gamma(4.0, size=particles)
    weights /= weights.sum()
    half = np.array([(target.high - target.low) / 2 for target in ALL])
    centre = np.array([target.value + (off or {}).get(target.id, 0.0) * h for target, h in zip(ALL, half, strict=True)])
    means = {
        "prior": centre + 1.5 * half * chance.normal(size=(particles, len(ALL))),
        "posterior": centre + 0.2 * half * chance.normal(size=(particles, len(ALL))),
    }
    luck = 0.4 * half * chance.normal(size=(particles, WORLDS, len(ALL)))
    worlds = (means["posterior"][:, None] + luck).reshape(-1, len(ALL))
    tables = {
        "posterior": _posterior(weights, chance),
        "informed": _informed(),
        "predictive": _predictive(means, weights, half),
        "draws": pd.concat([_of(source, weights, each) for source, each in means.items()], ignore_index=True),
        "worlds": _of("posterior", np.repeat(weights, WORLDS), worlds, WORLDS),
        "recovery": _recovery(chance),
        "generations": pd.DataFrame(
            {
                "generation": range(4), "temperature": [60.0, 9.0, 2.0, 1.0], "accepted": 400,
                "simulated": [800, 1600, 4000, 8000], "ess": [390.0, 300.0, 240.0, 180.0], "seconds": 60.0,
            }
        ),
        "waves": pd.DataFrame({"wave": [1, 2], "points": 2000, "kept_share": [0.2, 0.05], "error_T01": [0.8, 0.5]}),
    }  # fmt: skip
    for name, table in tables.items():
        table.to_parquet(folder / f"{name}.parquet", index=False)
    about = {"model": model, "targets": "england", "seed": 1, "worlds": WORLDS, "source": "0123456789abcdef",
             "versions": {"python": "3.11"}, "started": "2026-11-25T12:00:00+00:00", "seconds": 3600.0,
             "command": f"turnaround calibrate england --model {model}"}  # fmt: skip
    (folder / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    (folder / "done").touch()
    return folder


def _of(source: str, weights: np.ndarray, values: np.ndarray, each: int = 1) -> pd.DataFrame:
    first = pd.DataFrame({"source": source, "particle": np.arange(len(values)) // each, "weight": weights})
    return first.join(pd.DataFrame(values, columns=[target.id for target in ALL]))


def _posterior(weights: np.ndarray, chance: np.random.Generator) -> pd.DataFrame:
    table = pd.DataFrame({"particle": np.arange(len(weights)), "weight": weights, "distance": 5.0, "candidate": 7})
    for path in FITTED:
        declared = beliefs.uncertain()[path]
        table[path] = chance.uniform(float(declared.low), float(declared.value), size=len(weights))
    return table


def _informed() -> pd.DataFrame:
    rows = []
    for path in beliefs.uncertain():
        ratio = LEFT.get(path, 0.97)
        rows.append((path, path in FITTED, 1.0, 0.2, 0.6, 1.4, 1.1, 0.2 * ratio, 0.9, 1.3, ratio, ratio <= 0.8))
    names = ["parameter", "fitted", "prior_mean", "prior_sd", "prior_low", "prior_high", "posterior_mean",
             "posterior_sd", "posterior_low", "posterior_high", "ratio", "informed"]  # fmt: skip
    return pd.DataFrame(rows, columns=names)


def _predictive(means: dict[str, np.ndarray], weights: np.ndarray, half: np.ndarray) -> pd.DataFrame:
    rows = []
    for place, target in enumerate(ALL):
        prior, mean = means["prior"][:, place].mean(), float(weights @ means["posterior"][:, place])
        rows.append({
            "target": target.id, "use": target.use, "observed": target.value, "low": target.low, "high": target.high,
            "prior_mean": prior, "prior_low": prior - 3 * half[place], "prior_high": prior + 3 * half[place],
            "posterior_mean": mean, "posterior_low": mean - 0.9 * half[place],
            "posterior_high": mean + 0.9 * half[place], "inside": bool(target.low <= mean <= target.high),
        })  # fmt: skip
    return pd.DataFrame(rows)


def _recovery(chance: np.random.Generator) -> pd.DataFrame:
    rows = []
    for truth in range(10):
        for path in FITTED:
            true, centre = chance.uniform(0, 1), chance.uniform(0, 1)
            covered = abs(true - centre) <= 0.3
            rows.append((truth, path, true, centre - 0.3, centre + 0.3, covered, 0.29, 0.23))
    names = ["truth", "parameter", "true", "low", "high", "covered", "prior_sd", "posterior_sd"]
    return pd.DataFrame(rows, columns=names)
