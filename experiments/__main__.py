"""All experiments that have a page here, run and published one after another: `make results`."""

import argparse
from importlib import import_module
from pathlib import Path

from experiments import findings
from experiments.publishing import main as run_one
from turnaround_sim.beliefs import UNCERTAINTIES
from turnaround_sim.mistakes import nearest


def main() -> None:
    """Run what is asked for, all if nothing is named, then write the page of findings from all that is published."""
    parser = argparse.ArgumentParser(prog="python -m experiments", description="Run and publish all experiments.")
    parser.add_argument("names", nargs="*", metavar="NAME", help="some of them only")
    parser.add_argument("--replicates", type=int, help="worlds under each arm; as each experiment says if left out")
    parser.add_argument("--uncertainty", choices=UNCERTAINTIES, help="stated values or draws only; both if left out")
    parser.add_argument("--workers", type=int, help="threads; all cores if left out")
    parser.add_argument("--out", type=Path, default=Path("results"), help="where runs go, and published/ beside them")
    asked = parser.parse_args()
    known = (*findings.pages(), *findings.others())
    for name in asked.names:
        if name not in known:
            parser.error(f'"{name}" has no page here; there are {", ".join(known)}{nearest(name, known)}')
    given = {name: getattr(asked, name) for name in ("replicates", "uncertainty", "workers")}
    words = [f"--{name}={value}" for name, value in given.items() if value is not None]
    words += [f"--out={asked.out}"] * (asked.out != Path("results"))
    for name in asked.names or known:
        print(name, flush=True)
        if name in findings.pages():
            run_one(name, words)
        else:  # it has a command line of its own
            import_module(f"experiments.{name}").main(words)
    if asked.out == Path("results"):
        findings.write()


if __name__ == "__main__":
    main()
