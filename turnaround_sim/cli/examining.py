"""The verb `doctor`: what this machine is like, and whether both engines tell the same on it."""

import os
import shutil
import textwrap
import time
from collections.abc import Mapping
from importlib import metadata
from pathlib import Path
from platform import platform, python_version
from typing import Any

import numba
import numpy as np
import pyarrow as pa
from rich.markup import escape

from turnaround_sim.cli.checking import nearest_folder
from turnaround_sim.cli.words import console, print_json, size, span
from turnaround_sim.ensemble.cache import use_cache
from turnaround_sim.experiment import cores
from turnaround_sim.scenario import Scenario
from turnaround_sim.simulate import simulate
from turnaround_sim.store import shared_chunks

LIBRARIES = ("turnaround_sim", "numba", "llvmlite", "numpy", "mesa", "pyarrow", "pandas", "pydantic", "scipy", "typer")
SELF_TEST = Scenario(name="self_test", title="A small world", months=24, trusts=10, systems=2, burn_in=6)


def examine(out: Path, *, clear: bool, clear_chunks: bool, as_json: bool) -> bool:
    """Print what was found. True if both engines gave the same to the last bit and nothing stands in a run's way."""
    root = nearest_folder(out)
    cleared = _clear() if clear else 0
    chunks = _chunks(out, clear=clear_chunks)
    cache = _cache()
    told: dict[str, Any] = {
        "python": python_version(),
        "system": platform(),
        "versions": {name: _version(name) for name in LIBRARIES},
        "cores": cores(),
        "memory_bytes": _memory(),
        "results": str(out),
        "free_bytes": shutil.disk_usage(root).free,
        "results_writable": os.access(root, os.W_OK),
        "cache": cache,
        "cleared_bytes": cleared,
        "chunks": chunks,
        "svml": bool(getattr(numba.config, "USING_SVML", False)),
    }
    began = time.perf_counter()
    difference = _self_test()
    told["self_test"] = {"ok": not difference, "difference": difference, "seconds": time.perf_counter() - began}
    if as_json:
        print_json(told)
    else:
        _print(told)
    return not difference


def _version(library: str) -> str:
    try:
        return metadata.version(library)
    except metadata.PackageNotFoundError:
        return "not installed"


def _memory() -> int | None:
    """Bytes of memory of the machine, None where the system does not say."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (AttributeError, ValueError, OSError):
        return None


def _cache() -> dict[str, Any]:
    """The folder of compiled rules: None where none can be written; warm if the rules of this source are in it."""
    folder = use_cache()
    if folder is None:
        return {"folder": None, "writable": False, "warm": False, "bytes": 0, "bytes_of_all": 0}
    return {
        "folder": str(folder),
        "writable": True,
        "warm": bool(_compiled(folder)),
        "bytes": sum(path.stat().st_size for path in _compiled(folder)),
        "bytes_of_all": sum(path.stat().st_size for path in _compiled(folder.parent)),
    }


def _compiled(folder: Path) -> list[Path]:
    """What numba has written under a folder, and nothing else."""
    return [path for path in folder.rglob("*") if path.suffix in (".nbi", ".nbc") and path.is_file()]


def _clear() -> int:
    """Remove the compiled rules of this source and of all before it; give their bytes.

    Only numba's own files go. A run that is at work has what it needs in memory.
    """
    folder, gone = use_cache(), 0
    for path in _compiled(folder.parent) if folder is not None else []:
        gone += path.stat().st_size
        path.unlink(missing_ok=True)
    return gone


def _chunks(out: Path, *, clear: bool) -> dict[str, int]:
    """How many chunks lie among the results, ready for the next question, and what was cleared of them.

    Those that a run works with stay.
    """
    before = [folder.size() for folder in shared_chunks(out)]
    if clear:
        for folder in shared_chunks(out):
            folder.clear()
    after = [folder.size() for folder in shared_chunks(out)] if clear else before
    count, held = (sum(each) for each in zip((0, 0), *after, strict=True))
    return {"count": count, "bytes": held, "cleared_bytes": sum(size for _, size in before) - held}


def _self_test() -> str:
    """Run a small world by both engines: where they part first, in words; empty if they agree to the last bit."""
    asked: Mapping[str, Any] = {"seed": 1, "first": 0, "replicates": 1, "keep": "panel"}
    return first_difference(
        simulate(SELF_TEST, engine="ensemble", **asked), simulate(SELF_TEST, engine="reference", **asked)
    )


def first_difference(ensemble: Mapping[str, Any], reference: Mapping[str, Any]) -> str:
    """The first table and column in which two answers of `simulate` differ, in words; empty if they are the same."""
    if list(ensemble) != list(reference):
        return f"the tables are {', '.join(ensemble)} against {', '.join(reference)}"
    for name, table in ensemble.items():
        other = reference[name]
        columns = table.column_names if isinstance(table, pa.Table) else list(table)
        for column in columns:
            a, b = (_values(whole[column]) for whole in (table, other))
            if a.shape != b.shape:
                return f"{name}.{column} has {a.shape} values against {b.shape}"
            if a.dtype.kind == "f" and b.dtype.kind == "f":  # by their bits: NaN is like NaN, 0.0 is not like -0.0
                a, b = a.view(np.int64), b.view(np.int64)
            places = np.argwhere(a != b)
            if places.size:
                return f"{name}.{column} differs in {len(places)} of {a.size} values, first at {places[0].tolist()}"
    return ""


def _values(column: Any) -> np.ndarray[Any, np.dtype[Any]]:
    if isinstance(column, np.ndarray):
        return np.ascontiguousarray(column)
    if pa.types.is_floating(column.type):
        return np.ascontiguousarray(column.to_numpy())
    return np.array([str(value) for value in column.to_pylist()])


def _print(told: Mapping[str, Any]) -> None:
    to, cache, tested = console(), told["cache"], told["self_test"]
    memory = "not known" if told["memory_bytes"] is None else size(told["memory_bytes"])
    versions = ", ".join(f"{name} {version}" for name, version in told["versions"].items())
    writable = "" if told["results_writable"] else "; it cannot be written to"
    warmth = "warm" if cache["warm"] else "cold: the first run compiles the rules, for half a minute or so"
    for heading, text in (
        ("Python", f"{told['python']} on {told['system']}"),
        ("Versions", versions),
        ("Cores", str(told["cores"])),
        ("Memory", memory),
        ("Disk", f"{size(told['free_bytes'])} free for {told['results']}{writable}"),
    ):
        _line(heading, text)
    if told["cleared_bytes"]:
        _line("Cleared", f"{size(told['cleared_bytes'])} of compiled rules")
    chunks = told["chunks"]
    if chunks["cleared_bytes"]:
        _line("Cleared", f"{size(chunks['cleared_bytes'])} of chunks; answers stay as they are")
    if chunks["count"]:
        _line("Chunks", f"{chunks['count']} for further questions, {size(chunks['bytes'])}; --clear-chunks takes them")
    if cache["folder"] is None:
        _line("Cache", "no folder can be written: every run compiles the rules anew; name one in TURNAROUND_CACHE")
    else:
        to.print(f"{'Cache':<11}{escape(cache['folder'])}", soft_wrap=True)
        _line("", f"{warmth}; {size(cache['bytes'])}, and {size(cache['bytes_of_all'])} with earlier sources")
    _line("SVML", "on: both engines may differ" if told["svml"] else "off, as it must be")
    taken = span(tested["seconds"])
    good = f"OK: both engines agree to the last bit ({SELF_TEST.trusts} trusts, {SELF_TEST.months} months; {taken})"
    bad = f"FAILED: the engines differ. {tested['difference']}. Do not trust a run on this machine."
    _line("Self-test", good if tested["ok"] else bad)


def _line(heading: str, text: str) -> None:
    to = console()
    for place, line in enumerate(textwrap.wrap(text, to.width - 11, break_long_words=False)):
        to.print(f"{'' if place else heading:<11}{escape(line)}", soft_wrap=True)
