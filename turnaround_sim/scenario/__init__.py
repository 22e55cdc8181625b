"""Scenario files become validated worlds with a calendar of levers and a list of events."""

from turnaround_sim.scenario.calendar import LeverCalendar, lever_calendar
from turnaround_sim.scenario.checks import LeverChange, Place, PlannedEvent, lever_paths
from turnaround_sim.scenario.files import read_scenario, scenario_from
from turnaround_sim.scenario.plan import Scenario, event_rows, from_resolved
from turnaround_sim.scenario.sources import parsed, shipped_scenarios

__all__ = [
    "LeverCalendar",
    "LeverChange",
    "Place",
    "PlannedEvent",
    "Scenario",
    "event_rows",
    "from_resolved",
    "lever_calendar",
    "lever_paths",
    "parsed",
    "read_scenario",
    "scenario_from",
    "shipped_scenarios",
]
