"""The back-test, run and published: what the page `docs/backtest.md` shows.

The parameters are those that a fit to the first half of the record left, so that nothing after 2016 was seen; that fit
is published beside, and made by

    turnaround calibrate turnaround_sim/validation/backtest/england_to_2016.toml

With `--posterior FILE --targets TARGETS` they are what another calibration left, with `--uncertainty` what the product
draws; the targets that were fitted are marked as seen.
"""

import argparse
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import pandas as pd

from experiments.pictures import shrink
from turnaround_sim.beliefs import Uncertainty
from turnaround_sim.evidence.targets import read_targets
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.backtest_figure import save_backtest
from turnaround_sim.validation.backtest import TO_2016, Draws, back_test, fitted_draws, product_draws, write_backtest
from turnaround_sim.validation.backtest.study import WORLDS

PUBLISHED = Path("results") / "published" / "backtest"
FROZEN = Path("results") / "published" / "calibration" / "england_to_2016" / "posterior.parquet"


def main(words: Sequence[str] | None = None) -> None:
    """Run the back-test and publish its tables and pictures; a user's mistake ends it with 2."""
    parser = argparse.ArgumentParser(
        prog="python -m experiments.backtest", description="Run and publish the back-test."
    )
    parser.add_argument("--posterior", type=Path, default=FROZEN, help="posterior.parquet of a calibration")
    parser.add_argument("--targets", default=str(TO_2016), help="the targets that it was fitted to: a name or a file")
    parser.add_argument("--uncertainty", choices=get_args(Uncertainty), help="the product's draws in its place")
    parser.add_argument("--worlds", type=int, default=WORLDS, help="worlds of each scenario")
    parser.add_argument("--seed", type=int, default=1, help="which luck")
    parser.add_argument("--workers", type=int, default=1, help="threads")
    parser.add_argument("--out", type=Path, default=PUBLISHED, help="the folder to publish in")
    asked = parser.parse_args(words)
    for name in ("worlds", "workers"):
        if getattr(asked, name) < 1:
            parser.error(f"--{name} is {getattr(asked, name)}: at least 1 is needed")
    try:
        held = back_test(
            draws_of(asked.posterior, asked.targets) if asked.uncertainty is None else product(asked.uncertainty),
            worlds=asked.worlds,
            seed=asked.seed,
            workers=asked.workers,
        )
    except Mistake as mistake:
        print(f"error: {mistake}", file=sys.stderr)
        raise SystemExit(2) from None
    write_backtest(held, asked.out)
    save_backtest(held, asked.out / "figures")
    shrink(asked.out)
    print(asked.out)


def product(uncertainty: Uncertainty) -> Draws:
    """What a run draws."""
    return product_draws(uncertainty, frozenset(target.id for target in read_targets("england").fitted))


def draws_of(posterior: Path, targets: str) -> Draws:
    """The draws of a calibration that was fitted to these targets. Raises Mistake."""
    known = read_targets(targets)
    fitted = frozenset(target.id for target in known.fitted)
    if not posterior.is_file():
        raise Mistake(
            f"{posterior} is no file; a calibration leaves posterior.parquet in its folder", file=str(posterior)
        )
    return fitted_draws(pd.read_parquet(posterior), name=f"draws fitted to {known.name}", fitted=fitted)


if __name__ == "__main__":
    main()
