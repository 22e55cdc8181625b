import math
import os
import runpy
import subprocess
import sys

import pytest

from turnaround_sim import rule as room
from turnaround_sim.rule import RULES, rule

# isort: split
import numba
from numba import njit


def half(x: float) -> float:
    """Halve."""
    return x / 2.0


def test_a_rule_comes_back_as_the_very_function_it_was():
    assert rule(half) is half
    assert half(3.0) == 1.5


def test_compiled_code_can_call_a_rule_and_not_a_bare_function():
    @rule
    def doubled(x):
        return x + x

    def bare(x):
        return x + x

    assert njit(lambda x: doubled(x))(1.25) == 2.5
    with pytest.raises(numba.TypingError):
        njit(lambda x: bare(x))(1.25)


def test_a_rule_may_call_another_inside_compiled_code():
    @rule
    def shrink(x):
        return math.exp(-x)

    @rule
    def shrink_twice(x):
        return shrink(shrink(x))

    assert njit(lambda x: shrink_twice(x))(0.7) == shrink_twice(0.7)


def test_every_rule_is_kept_under_its_module_and_name():
    rule(half)
    assert RULES[f"{__name__}.half"] is half


@pytest.mark.parametrize("module", ["rule", "draws", "arithmetic"])
def test_intel_svml_is_off_before_numba_is_loaded(module):
    code = f"import turnaround_sim.{module}, numba; print(numba.config.DISABLE_INTEL_SVML, numba.config.USING_SVML)"
    environment = {name: value for name, value in os.environ.items() if name != "NUMBA_DISABLE_INTEL_SVML"}
    answer = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert answer.stdout.split() == ["1", "False"]


def test_a_numba_that_already_uses_svml_is_refused(monkeypatch):
    monkeypatch.setattr(numba.config, "USING_SVML", True, raising=False)
    with pytest.raises(ImportError, match="import turnaround_sim first"):
        runpy.run_path(room.__file__)
