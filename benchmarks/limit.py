"""Hand-written C of the same three phases, over the very same rows: how fast it could be.

The header is made from the rows' declarations, the compiler is the machine's own, and nothing is built beforehand.
"""

import ctypes
import os
import shutil
import subprocess
import tempfile
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.three_phases import World
from turnaround_sim import entities
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.series import dtype_of, parameter_dtype

SOURCE = Path(__file__).with_suffix(".c")
SAME_ROUNDING = ("-O3", "-march=native", "-ffp-contract=off")
"""Each product is rounded before it is added to, as Python does and the model is defined."""
FUSED = ("-O3", "-march=native", "-ffp-contract=fast")
"""Free to add and multiply in one step, which rounds otherwise."""
SCALAR = ("-fno-tree-vectorize",)
"""GCC's vectoriser costs the draws some nanoseconds; without it the C is faster."""
BUILDS = (SAME_ROUNDING, FUSED, SAME_ROUNDING + SCALAR, FUSED + SCALAR)
"""The fastest of these is the limit."""

ROWS = {
    "trust_t": dtype_of(entities.TrustFields),
    "domain_t": dtype_of(entities.DomainFields),
    "cause_t": dtype_of(entities.CauseFields),
    "leader_t": dtype_of(entities.LeaderFields),
    "system_t": dtype_of(entities.SystemFields),
    "levers_t": parameter_dtype(Levers),
    "parameters_t": parameter_dtype(Parameters),
}
TYPES = {"f8": "double", "i8": "int64_t", "b1": "uint8_t"}


def compiler() -> str | None:
    """The machine's C compiler, if it has one."""
    return shutil.which(os.environ.get("CC") or "cc")


def members(row: "np.dtype[Any]") -> str:
    """The fields of a row in C, those of a group as a struct of their own."""
    fields = [(name, row[name]) for name in row.names or ()]
    return " ".join(
        f"struct {{ {members(kind)} }} {name};" if kind.names else f"{TYPES[kind.str[1:]]} {name};"
        for name, kind in fields
    )


def header() -> str:
    """rows.h: the structs, and that the compiler lays them out as NumPy does."""
    lines = ["#include <stddef.h>", "#include <stdint.h>"]
    for name, row in ROWS.items():
        lines.append(f"typedef struct {{ {members(row)} }} {name};")
        lines.append(f'_Static_assert(sizeof({name}) == {row.itemsize}, "{name}");')
        lines += [
            f'_Static_assert(offsetof({name}, {field}) == {row.fields[field][1]}, "{name}.{field}");'
            for field in row.names or ()
            if row.fields is not None
        ]
    return "\n".join(lines) + "\n"


class Limit:
    """The C, built with the options given; it walks a `World` as the compiled rules do."""

    def __init__(self, options: tuple[str, ...] = SAME_ROUNDING) -> None:
        cc = compiler()
        if cc is None:
            raise FileNotFoundError("no C compiler: install one, or name it in CC")
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "rows.h").write_text(header(), encoding="utf-8")
            library = Path(folder, "limit.so")
            subprocess.run(
                [cc, *options, "-Wall", "-shared", "-fPIC", f"-I{folder}", str(SOURCE), "-o", str(library), "-lm"],
                check=True,
            )
            self.walk_three = ctypes.CDLL(str(library)).walk_three
        self.walk_three.restype = None
        self.walk_three.argtypes = [ctypes.c_void_p] * 8 + [ctypes.c_int64] * 6

    def walk(self, world: World, months: int, replicate: int = 0) -> None:
        """So many months of the three phases."""
        nhs = world.nhs
        arrays = (nhs.trusts, nhs.domains, nhs.causes, nhs.leaders, nhs.systems, nhs.levers, nhs.in_force)
        if nhs.in_force.dtype != np.int32 or nhs.in_force.shape[1] != len(nhs.trusts) + 1:
            raise AssertionError("the calendar of levers has another shape than limit.c takes it to have")
        self.walk_three(
            *(rows.ctypes.data for rows in (*arrays, world.parameters)),
            len(nhs.trusts),
            len(nhs.systems),
            world.seed,
            replicate,
            world.first,
            world.first + months,
        )
