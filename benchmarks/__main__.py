"""All benchmarks: measured one after another and written to benchmarks/RESULTS.md.

python -m benchmarks             some ten minutes, on a machine with nothing else to do
python -m benchmarks --quick     two minutes, for a look: on the screen, and nothing is written
"""

import argparse
import os
import sys
from pathlib import Path

from benchmarks import beside, engines, phases, players
from benchmarks.measuring import machine, show

RESULTS = Path(__file__).with_name("RESULTS.md")
INTRODUCTION = """Made by `python -m benchmarks`; README.md says what each line means. Where a line gives a range, it is
the median of the repeats, and the least and the most of them."""


def main() -> None:
    parser = argparse.ArgumentParser(description="All benchmarks, as Markdown tables.")
    parser.add_argument("--quick", action="store_true", help="fewer of everything; nothing is written")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1, help="threads (default: all cores)")
    asked = parser.parse_args()
    parts = [
        "# Results",
        INTRODUCTION,
        "\n".join(f"- {line}" for line in machine()),
    ]
    for title, measure in (
        ("The engines", lambda: engines.lines(quick=asked.quick, workers=asked.workers)),
        ("Where a month goes", lambda: phases.lines(quick=asked.quick)),
        ("Three phases beside Mesa and C", lambda: beside.lines(quick=asked.quick)),
        ("A class at play", lambda: players.lines(quick=asked.quick)),
    ):
        print(f"{title} ...", file=sys.stderr, flush=True)
        parts += [f"## {title}", show(measure())]
    text = "\n\n".join(parts) + "\n"
    print(text)
    if not asked.quick:
        RESULTS.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
