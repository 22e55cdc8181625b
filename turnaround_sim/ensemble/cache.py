"""Where compiled rules are kept: a folder named by the source, so that an edited rule never finds an old one."""

import hashlib
import os
import tempfile
from contextlib import suppress
from functools import cache
from pathlib import Path

import turnaround_sim.rule  # noqa: F401  (before numba: it turns Intel SVML off)

# isort: split
import numba

PACKAGE = Path(__file__).resolve().parent.parent

# Rooms above the engines: compiled code cannot import them (the floors forbid it), so their edits compile nothing anew.
_ABOVE = {
    "__main__.py",
    "analysis",
    "assurance",
    "calibration",
    "cli",
    "crew",
    "dashboard",
    "experiment",
    "experiment.py",
    "play",
    "points",
    "report",
    "store",
    "story",
    "validation",
}


@cache
def rules_digest() -> str:
    """A digest of all source that can be compiled, and of what it is compiled with.

    numba does not notice an edit in another file than the one it compiles, so every file up to the engines' floor
    counts.
    """
    digest = hashlib.sha256(f"{numba.__version__}".encode())
    for path in sorted(PACKAGE.rglob("*.py")):
        name = path.relative_to(PACKAGE)
        if name.parts[0] not in _ABOVE:
            digest.update(name.as_posix().encode())
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def use_cache() -> Path | None:
    """Point numba to the folder of this source; give it, or None where nothing can be written.

    TURNAROUND_CACHE names another place than the user's cache folder.
    """
    home = os.environ.get("TURNAROUND_CACHE") or os.environ.get("XDG_CACHE_HOME")
    places = [Path(home)] if home else []
    with suppress(RuntimeError):  # a user without a home
        places.append(Path.home() / ".cache")
    places.append(Path(tempfile.gettempdir()))
    for place in places:
        folder = place / "turnaround_sim" / rules_digest()
        try:
            folder.mkdir(parents=True, exist_ok=True)
            if not os.access(folder, os.W_OK):
                continue
        except OSError:
            continue
        numba.config.CACHE_DIR = str(folder)  # type: ignore[attr-defined,unused-ignore]
        return folder
    return None
