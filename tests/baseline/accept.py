"""Accept the numbers of the standard run as they are now: `make baseline`.

Refused where a number has moved and CHANGELOG.md does not say so in a line of its own.
"""

import sys
from pathlib import Path

from baseline.standard import CHANGELOG, HELD, MARK, Baseline, Numbers, measured, moves, read, table, unreleased, write

REFUSED = f"""
Refused. Under Unreleased, CHANGELOG.md has no "{MARK}" line that has not served before.
Say there what was changed, which outcomes move and which way; then come again.
"""


def accept(now: Numbers, held: Path = HELD, changelog: Path = CHANGELOG) -> tuple[bool, str]:
    """Write the numbers if they may be; whether they stand, and what there is to say."""
    was = read(held)
    lines = unreleased(changelog.read_text(encoding="utf-8"))
    if was is None:
        write(Baseline(now, lines), held)
        return True, f"{held.name} is written for the first time: {len(now)} numbers."
    moved = moves(was.numbers, now)
    fresh = tuple(line for line in lines if line not in was.served)
    if moved and not fresh:
        return False, f"{table(moved)}\n{REFUSED}"
    new = [name for name in now if name not in was.numbers]
    if not moved and not new:
        return True, "Nothing has moved; the baseline stands."
    write(Baseline(now, was.served + (fresh if moved else ())), held)
    if not moved:
        return True, f"New in the baseline: {', '.join(new)}."
    return True, "\n".join([table(moved), "", f"{held.name} is written, under:", *(f"  {line}" for line in fresh)])


def main() -> int:
    """Measure, and accept or refuse."""
    stands, said = accept(measured())
    sys.stdout.write(f"{said.rstrip()}\n")
    return 0 if stands else 1


if __name__ == "__main__":
    sys.exit(main())
