"""The phases are the schedule's own."""

import turnaround_sim.month.phases as schedule
from turnaround_sim import month
from turnaround_sim.dashboard.live.phases import LINE, phases


def test_eleven_phases_in_order_each_with_a_function():
    found = phases()
    assert [phase.number for phase in found] == list(range(1, 12))
    assert all(phase.told for phase in found)
    assert all(hasattr(schedule, function) for *_, function in LINE.findall(month.__doc__))
