"""Makes a finished calibration the product's own: draws of equal weight, kept beside the code.

python -m turnaround_sim.calibration.publish results/calibration/<england> results/calibration/<null>
"""

import json
import sys
from pathlib import Path

import numpy as np
import pandas as pd

from turnaround_sim.beliefs import DRAWS, POSTERIOR

SEED = 1


def publish(folder: Path, into: Path = POSTERIOR) -> Path:
    """Write the draws of a calibration's model, and for the full model what the record informs."""
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    into.mkdir(exist_ok=True)
    draws = equally_likely(pd.read_parquet(folder / "posterior.parquet"))
    head = f"from the calibration {manifest['digest']}, targets {manifest['targets']}, source {manifest['source']}"
    path = into / f"{manifest['model']}.csv"
    _write(path, draws, f"{DRAWS} draws of equal weight {head}")
    if manifest["model"] == "england":
        informed = pd.read_parquet(folder / "informed.parquet")
        kept = informed[["parameter", "fitted", "ratio"]].copy()
        # What was not fitted keeps its prior; that the particles chosen differ a little is chance.
        kept["ratio"] = kept["ratio"].where(kept["fitted"], 1.0).round(4)
        _write(into / "informed.csv", kept, f"the posterior's share of the prior's standard deviation, {head}")
    return path


def equally_likely(posterior: pd.DataFrame) -> pd.DataFrame:
    """As many rows as there are draws, each particle as often as its weight asks, in an order by lot.

    Systematic resampling: the copies of a particle differ from its share of the draws by less than one.
    """
    rng = np.random.default_rng(SEED)
    reached = np.cumsum(posterior["weight"].to_numpy())
    places = (np.arange(DRAWS) + rng.random()) / DRAWS * reached[-1]
    chosen = rng.permutation(np.searchsorted(reached, places))
    fitted = [name for name in posterior.columns if "." in name]
    drawn = posterior.iloc[chosen][["candidate", *fitted]].reset_index(drop=True)
    drawn.insert(0, "draw", np.arange(DRAWS))
    return drawn


def _write(path: Path, table: pd.DataFrame, said: str) -> None:
    text = table.to_csv(index=False, lineterminator="\n", float_format="%.9g")
    path.write_text(f"# {said}\n{text}", encoding="utf-8")


if __name__ == "__main__":
    for each in sys.argv[1:]:
        sys.stdout.write(f"{publish(Path(each))}\n")
