"""Scenario files become validated worlds with a calendar of levers and a list of events."""

from turnaround_sim.scenario.calendar import LeverCalendar, lever_calendar
from turnaround_sim.scenario.checks import LeverChange, PlannedEvent, lever_paths
from turnaround_sim.scenario.files import read_scenario
from turnaround_sim.scenario.plan import Scenario, event_rows
from turnaround_sim.scenario.sources import shipped_scenarios

__all__ = [
    "LeverCalendar",
    "LeverChange",
    "PlannedEvent",
    "Scenario",
    "event_rows",
    "lever_calendar",
    "lever_paths",
    "read_scenario",
    "shipped_scenarios",
]
