"""The one decorator: leave a function as it is, and let compiled code call it."""

import os
from collections.abc import Callable
from typing import Any, TypeVar

# Intel's vector maths library rounds exp and log otherwise than Python does, and numba takes it up when first imported.
os.environ["NUMBA_DISABLE_INTEL_SVML"] = "1"

import numba
from numba.extending import register_jitable

if getattr(numba.config, "USING_SVML", False):
    raise ImportError("numba has loaded Intel SVML: import turnaround_sim first, or set NUMBA_DISABLE_INTEL_SVML=1")

Function = TypeVar("Function", bound=Callable[..., Any])

RULES: dict[str, Callable[..., Any]] = {}
"""Every function under `rule`, by module and qualified name."""


def rule(function: Function) -> Function:
    """Say that one text serves both engines: Python runs it as it stands, numba compiles it for compiled callers.

    The function comes back unchanged and is kept in `RULES` under "module.qualname".
    """
    # No rule allocates, so reference counts are not kept; and none divides by zero, so numba need not look.
    register_jitable(error_model="numpy", _nrt=False)(function)
    RULES[f"{function.__module__}.{function.__qualname__}"] = function
    return function
