"""Makes a scorecard the product's own: `python -m turnaround_sim.validation` keeps it beside the code."""

import sys
from pathlib import Path

from turnaround_sim.validation.study import publish, validate


def main() -> None:
    """Make the scorecard as `turnaround validate` does, and keep it."""
    out = Path(sys.argv[1] if len(sys.argv) > 1 else "results")
    card = validate(replicates=200, seed=1, out=out, workers=None)
    publish(card)
    sys.stdout.write(f"{card.sentence}\n")


if __name__ == "__main__":
    main()
