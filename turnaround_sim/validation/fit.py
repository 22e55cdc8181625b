"""A finished calibration as it is read back from its folder."""

import json
from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pyarrow as pa

from turnaround_sim.evidence.noise import covariance
from turnaround_sim.evidence.targets import Target, Targets, read_targets, shipped_targets
from turnaround_sim.mistakes import Mistake

Floats = npt.NDArray[np.float64]
POSTERIOR = "posterior.parquet"
DISCREPANCY = 1.0
"""What a fit lets pass besides sampling noise, as a multiple of its variance, where the manifest does not say."""


class Fit:
    """What a calibration found: its manifest and tables, each read when it is first asked for."""

    def __init__(self, folder: Path, manifest: Mapping[str, Any]) -> None:
        self.folder, self.manifest = folder, manifest

    @classmethod
    def open(cls, folder: Path | str) -> "Fit":
        """Open the folder of a finished calibration. Raises Mistake, naming the file, where it is none or damaged."""
        folder = Path(folder)
        if not is_fit(folder):
            why = f"it lacks {POSTERIOR} or done; the command that began it goes on from there"
            raise Mistake(f"{folder} is not the folder of a finished calibration: {why}", file=str(folder))
        path = folder / "manifest.json"
        try:
            manifest = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise _damaged(path, str(error)) from error
        if not isinstance(manifest, dict) or "model" not in manifest or "targets" not in manifest:
            raise _damaged(path, "it names no model and no targets")
        return cls(folder, manifest)

    @property
    def model(self) -> str:
        """Which model was fitted: england or null."""
        return str(self.manifest["model"])

    @cached_property
    def targets(self) -> Targets:
        """The targets it was fitted to and those held out, as they were then."""
        name, rows = str(self.manifest["targets"]), self.manifest.get("target_rows")
        if rows is None:
            return read_targets(name)
        # How a fact is counted is not written with it; of shipped targets it is known.
        shipped = read_targets(name) if name in shipped_targets() else None
        options = {target.id: target.options for target in shipped.targets} if shipped else {}
        targets = tuple(Target(**{"options": options.get(row["id"], {}), **row}) for row in rows)
        title = shipped.title if shipped else str(self.manifest.get("title", ""))
        return Targets(name, title, shipped.scenario if shipped else "", targets)

    @property
    def known(self) -> dict[str, Target]:
        """Fitted targets, then those held out, by their ids."""
        return {target.id: target for target in (*self.targets.fitted, *self.targets.held_out)}

    @cached_property
    def posterior(self) -> pd.DataFrame:
        """One row a particle: particle, weight, distance, candidate, and every fitted parameter."""
        return self.table("posterior").sort_values("particle", kind="stable", ignore_index=True)

    @property
    def fitted(self) -> tuple[str, ...]:
        """The parameters that were fitted, by path."""
        return tuple(name for name in self.posterior.columns if "." in name)

    @property
    def weights(self) -> Floats:
        """The particles' weights, which add up to 1."""
        weights = self.posterior["weight"].to_numpy(dtype=float)
        return np.asarray(weights / weights.sum())

    @property
    def temperature(self) -> float:
        """How far the fit let the record off at its end: 1 is not at all."""
        return float(self.table("generations")["temperature"].iloc[-1])

    @cached_property
    def worlds(self) -> pd.DataFrame:
        """Every target in every world, particle by particle."""
        return self.table("worlds").sort_values("particle", kind="stable", ignore_index=True)

    def means(self, source: str = "posterior") -> pd.DataFrame:
        """The mean of every target under each particle, in the order of the particles."""
        draws = self.table("draws")
        return draws[draws["source"] == source].sort_values("particle", kind="stable", ignore_index=True)

    @cached_property
    def noise(self) -> Floats:
        """The covariance by which the fit judged its particles at its end: sampling noise and what else it let pass."""
        more = float(self.manifest.get("discrepancy", DISCREPANCY))
        return covariance(self.targets.fitted) * (1.0 + more) * self.temperature

    def table(self, name: str) -> pd.DataFrame:
        """One table. Raises Mistake where it is missing or damaged."""
        path = self.folder / f"{name}.parquet"
        try:
            return pd.read_parquet(path)
        except FileNotFoundError as error:
            raise _damaged(path, "it is missing") from error
        except (OSError, pa.ArrowInvalid) as error:
            raise _damaged(path, str(error)) from error


def is_fit(folder: Path) -> bool:
    """Whether a folder is that of a finished calibration."""
    return (folder / "done").is_file() and (folder / POSTERIOR).is_file()


def _damaged(path: Path, why: str) -> Mistake:
    return Mistake(f"{path} is damaged: {why}; remove the folder and calibrate again", file=str(path))
