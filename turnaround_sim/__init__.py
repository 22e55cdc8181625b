"""turnaround_sim: an agent-based model of organisational failure and turnaround in the English NHS.

Illustrative, not a forecast. The public names are loaded when first asked for, so that the command line starts fast.
"""

from typing import TYPE_CHECKING, Any

__version__ = "0.1.0"

if TYPE_CHECKING:
    from turnaround_sim.experiment import run_scenario
    from turnaround_sim.reference import NHSModel
    from turnaround_sim.scenario import Scenario, read_scenario
    from turnaround_sim.store import Results

_HOMES = {
    "NHSModel": "turnaround_sim.reference",
    "Results": "turnaround_sim.store",
    "Scenario": "turnaround_sim.scenario",
    "read_scenario": "turnaround_sim.scenario",
    "run_scenario": "turnaround_sim.experiment",
}

__all__ = ["NHSModel", "Results", "Scenario", "__version__", "read_scenario", "run_scenario"]


def __getattr__(name: str) -> Any:
    if name in _HOMES:
        from importlib import import_module

        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
