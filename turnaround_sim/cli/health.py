"""The verb `doctor`: what this machine has, and whether both engines work on it."""

import math
import os
import platform
import shutil
import sys
import time
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any

from turnaround_sim import experiment
from turnaround_sim.cli.words import console, print_json, size, span
from turnaround_sim.scenario import PlannedEvent, Scenario

LIBRARIES = (
    "turnaround-sim", "mesa", "networkx", "numpy", "numba", "llvmlite", "scipy", "SALib", "pandas", "pyarrow",
    "pydantic", "matplotlib", "xarray", "netCDF4", "typer", "rich",
)  # fmt: skip
SMALL = Scenario(
    "self-test", months=18, trusts=10, systems=3, burn_in=6, events=(PlannedEvent(3, 1, "shock", {"points": -20.0}),)
)
"""A world that both engines walk in about a second."""


@dataclass(frozen=True)
class Verdict:
    """What the self-test found: seconds of either engine, and the first table that differs, if any."""

    compiled: float
    ensemble: float
    reference: float
    difference: str

    @property
    def well(self) -> bool:
        """Whether both engines gave the same bytes."""
        return not self.difference


def examine(out: Path, *, as_json: bool) -> int:
    """Print what this machine has and what the self-test found; 0 where all is well, else 1."""
    verdict = self_test()
    facts = _facts(out)
    if as_json:
        told = {"ok": verdict.well, "difference": verdict.difference, "seconds_compiling": verdict.compiled,
                "seconds_ensemble": verdict.ensemble, "seconds_reference": verdict.reference}  # fmt: skip
        print_json({**facts, "self_test": told})
    else:
        _print(facts, verdict)
    return 0 if verdict.well else 1


def self_test() -> Verdict:
    """Walk a small world with both engines, and say where their tables differ."""
    from turnaround_sim.simulate import simulate

    began = time.perf_counter()
    simulate(SMALL, seed=0, first=0, replicates=1)
    compiled = time.perf_counter() - began
    began = time.perf_counter()
    fast = simulate(SMALL, seed=1, first=0, replicates=2)
    between = time.perf_counter()
    slow = simulate(SMALL, seed=1, first=0, replicates=2, engine="reference")
    ended = time.perf_counter()
    return Verdict(compiled, between - began, ended - between, difference(fast, slow))


def difference(a: Any, b: Any) -> str:
    """The first table and column in which two answers differ, in words; empty where they are the same."""
    for name, table in a.items():
        other = b[name]
        if table.num_rows != other.num_rows:
            return f"{name}: {table.num_rows} rows against {other.num_rows}"
        for column in table.column_names:
            for row, (x, y) in enumerate(zip(table[column].to_pylist(), other[column].to_pylist(), strict=True)):
                both_empty = isinstance(x, float) and isinstance(y, float) and math.isnan(x) and math.isnan(y)
                if x != y and not both_empty:
                    return f"{name}.{column}, row {row}: {x!r} against {y!r}"
    return ""


def _facts(out: Path) -> dict[str, Any]:
    from turnaround_sim.ensemble.cache import use_cache

    cache = use_cache()
    held = [path for path in (cache.parent.rglob("*") if cache is not None else ()) if path.is_file()]
    folder = next(each for each in (out.absolute(), *out.absolute().parents) if each.is_dir())
    return {
        "python": platform.python_version(),
        "executable": sys.executable,
        "system": platform.platform(),
        "machine": platform.machine(),
        "cores": experiment.cores(),
        "memory_bytes": _memory(),
        "results": str(out),
        "results_writable": os.access(folder, os.W_OK),
        "free_bytes": shutil.disk_usage(folder).free,
        "cache": None if cache is None else str(cache.parent),
        "cache_bytes": sum(path.stat().st_size for path in held),
        "versions": {name: _version(name) for name in LIBRARIES},
    }


def _memory() -> int | None:
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):  # not told on this system
        return None


def _version(name: str) -> str:
    try:
        return metadata.version(name)
    except metadata.PackageNotFoundError:
        return "not installed"


def _print(facts: dict[str, Any], verdict: Verdict) -> None:
    to = console()

    def line(heading: str, text: str) -> None:
        to.print(f"{heading:<12}{text}", soft_wrap=True, markup=False)

    line("Python", f"{facts['python']}, {facts['executable']}")
    line("System", f"{facts['system']}, {facts['machine']}")
    memory = "memory not told" if facts["memory_bytes"] is None else f"{size(facts['memory_bytes'])} of memory"
    line("Machine", f"{facts['cores']} core{'s' * (facts['cores'] != 1)}, {memory}")
    writable = "can be written" if facts["results_writable"] else "CANNOT BE WRITTEN: choose another --out"
    line("Results", f"{facts['results']}: {writable}, {size(facts['free_bytes'])} free")
    if facts["cache"] is None:
        line("Cache", "none can be written: every process compiles anew; set TURNAROUND_CACHE to a folder")
    else:
        line("Cache", f"{facts['cache']}: {size(facts['cache_bytes'])} of compiled rules; it may be deleted")
    pairs = [f"{name} {version}" for name, version in facts["versions"].items()]
    for place in range(0, len(pairs), 3):
        line("" if place else "Libraries", "  ".join(f"{pair:<21}" for pair in pairs[place : place + 3]).rstrip())
    ready = "compiled or taken from the cache" if verdict.compiled > 1 else "taken from the cache"
    line("Rules", f"{ready} in {span(verdict.compiled)}")
    if verdict.well:
        took = f"ensemble {1000 * verdict.ensemble:.0f} ms, reference {1000 * verdict.reference:.0f} ms"
        line("Self-test", "OK: both engines gave the same numbers to the last bit")
        line("", took)
    else:
        line("Self-test", f"FAILED: the engines differ in {verdict.difference}")
        line("", "Do not use results of this machine; please report this whole text.")
