"""In what order a phase takes its agents changes nothing; what is scarce is shared out in an order of its own."""

import random
from collections.abc import Iterator

import pytest
from alike import STATE, snapshot, state_difference

from turnaround_sim.levers import Levers
from turnaround_sim.month import allotment, phases
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import with_values
from turnaround_sim.reference import NHSModel
from turnaround_sim.reference.binding import in_reference
from turnaround_sim.scenario import PlannedEvent, Scenario

IN_ORDER_OF_NUMBER = (
    "appoint_leaders",
    "inspect_by_risk",
    "enter_on_review",
    "take_over",
    "assign_directors",
    "assign_buddies",
    "grant_money",
)
"""Phases that share out, each with its priorities; ties go to the lower number."""
IN_NO_ORDER = ("choose_replaced",)
"""Ranks all of them for each, so that it is left unordered below like whatever shares nothing out."""

WORLD = Scenario(
    name="unordered",
    months=42,
    trusts=28,
    systems=3,
    burn_in=18,
    parameters=with_values(Parameters(), {"regulation.merging": 0.001, "leadership.moving": 0.05}),
    levers=with_values(
        Levers(),
        {
            "director.pool": 4,
            "funding.envelope": 15.0,
            "regime.review_entries": 0.3,
            "buddy.share": 1.0,
            "leadership.replace_after": 2,
            "leadership.replace_share": 0.5,
            "leadership.replace_by": "worst observed",
        },
    ),
    events=(
        *(PlannedEvent(2, i, "shock", {"points": -40.0, "months": 30}) for i in (1, 5, 6, 12)),
        PlannedEvent(20, 7, "acquire", {"partner": 8}),
    ),
)
SUMS = ("tally",)
"""Only read at the end, and always added up in order of number."""


class Unordered(list):
    """Agents that come in an order of their own whenever someone goes through them, unless that is switched off."""

    way = "forward"
    asked = random.Random(0)

    def __iter__(self) -> Iterator[object]:
        things = [self[i] for i in range(len(self))]
        if Unordered.way == "backwards":
            things.reverse()
        elif Unordered.way == "shuffled":
            Unordered.asked.shuffle(things)
        return iter(things)


class UnorderedModel(NHSModel):
    """The reference, its agents in lists without an order."""

    def _made(self, agent, fields):
        return Unordered(super()._made(agent, fields))


@pytest.fixture
def allotments_in_order(monkeypatch: pytest.MonkeyPatch) -> None:
    """What shares out goes by number even while all else does not."""

    def in_order(share):
        def sharing(*arguments):
            way, Unordered.way = Unordered.way, "forward"
            try:
                return share(*arguments)
            finally:
                Unordered.way = way

        return sharing

    space = in_reference(phases.leadership).__globals__
    for name in IN_ORDER_OF_NUMBER:
        monkeypatch.setitem(space, name, in_order(space[name]))
    yield
    Unordered.way = "forward"


@pytest.mark.usefixtures("allotments_in_order")
@pytest.mark.parametrize("seed", [0, 3])
@pytest.mark.parametrize("way", ["backwards", "shuffled"])
def test_the_order_inside_a_phase_changes_nothing(way: str, seed: int) -> None:
    usual = snapshot(NHSModel(WORLD, (seed, 1)).run())
    Unordered.way = way
    other = UnorderedModel(WORLD, (seed, 1)).run()
    Unordered.way = "forward"
    names = [name for name in STATE if name not in SUMS]
    assert not state_difference(usual, snapshot(other), names)
    assert other.tally[0].spells == usual["tally"]["spells"][0] > 0
    assert other.tally[0].support == usual["tally"]["support"][0] > 0


@pytest.mark.usefixtures("allotments_in_order")
def test_a_phase_whose_order_matters_would_be_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test above is not blind: where those who come first take more, runs differ."""
    space = in_reference(phases.leadership).__globals__
    fair = space["share_labour"]

    def rush(system, p):
        fair(system, p)
        system.pool -= 1e-3 * system.pool * (system.number + rush.before)
        rush.before = system.number

    rush.before = 0
    monkeypatch.setitem(space, "share_labour", rush)
    usual = snapshot(NHSModel(WORLD, (0, 1)).run())
    rush.before = 0
    Unordered.way = "backwards"
    assert state_difference(usual, snapshot(UnorderedModel(WORLD, (0, 1)).run()), ("trusts",))


def test_every_way_of_sharing_out_is_known() -> None:
    sharing = {name for name in vars(allotment) if name in vars(phases) and callable(vars(allotment)[name])}
    rules = {name for name in sharing if vars(allotment)[name].__module__ == allotment.__name__}
    assert rules <= {*IN_ORDER_OF_NUMBER, *IN_NO_ORDER}
