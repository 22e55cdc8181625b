"""Cosmic Ray, with the tests of a mutant run in a fork of this process, which has the heavy libraries in already.

    python warm.py mutation.toml session.sqlite

A mutant then costs its own tests and little more. The package and its tests are imported in the fork alone, so that
each sees the file as it is broken just then.
"""

import gc
import importlib
import os
import shlex
import signal
import sys
import time

os.environ["NUMBA_DISABLE_INTEL_SVML"] = "1"  # as turnaround_sim.rule asks

LIBRARIES = ("numba.extending", "numpy", "pydantic", "pyarrow", "hypothesis.strategies", "_hypothesis_pytestplugin")


def run_in_fork(command: str, timeout: float) -> tuple[object, str]:
    """What Cosmic Ray's own `run_tests` gives; `command` is `pytest` and its arguments."""
    from cosmic_ray.work_item import TestOutcome

    child = os.fork()
    if child == 0:
        status = 70
        try:
            os.setsid()
            sys.dont_write_bytecode = True
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 1)
            os.dup2(nowhere, 2)
            import pytest

            status = int(pytest.main(shlex.split(command)[1:]))
        finally:
            os._exit(status)
    ends = time.monotonic() + timeout
    while time.monotonic() < ends:
        done, status = os.waitpid(child, os.WNOHANG)
        if done:
            return (TestOutcome.KILLED if status else TestOutcome.SURVIVED), ""
        time.sleep(0.01)
    os.killpg(child, signal.SIGKILL)
    os.waitpid(child, 0)
    return TestOutcome.KILLED, "timeout"


def main(config: str, session: str) -> int:
    """Try all mutants of a session that have not been tried; refused where the tests fail on the text as it is."""
    import cosmic_ray.cli
    import cosmic_ray.mutating
    from _pytest.config import default_plugins
    from cosmic_ray.config import load_config
    from cosmic_ray.work_item import TestOutcome

    for name in (*LIBRARIES, *(f"_pytest.{plugin}" for plugin in default_plugins)):
        importlib.import_module(name)
    gc.freeze()
    asked = load_config(config)
    if run_in_fork(asked.test_command, asked.timeout)[0] != TestOutcome.SURVIVED:
        sys.stderr.write("The tests fail before anything is broken.\n")
        return 1
    cosmic_ray.mutating.run_tests = run_in_fork
    return int(cosmic_ray.cli.main(["exec", config, session]) or 0)


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
