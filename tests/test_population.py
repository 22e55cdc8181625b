import math

import numpy as np
import pytest

from turnaround_sim.cohort import Cohort, synthetic_cohort
from turnaround_sim.entities import NEVER, NOBODY
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.population import POOL_SHARE, SMALLEST_POOL, populate
from turnaround_sim.provenance import with_values
from turnaround_sim.scenario import LeverChange, PlannedEvent, Scenario


def peopled(**kwargs):
    return populate(Scenario(**{"name": "bare", "trusts": 30, "systems": 4, "months": 12, "burn_in": 3, **kwargs}))


def test_every_thing_has_its_own_place_in_its_list_as_its_number():
    population = peopled()
    people = (population.leaders, population.directors, population.partners)
    for things in (population.trusts, population.systems, *people):
        assert [thing.number for thing in things] == list(range(len(things)))


def test_there_is_a_post_a_deputy_and_a_share_of_the_pool_for_each_trust():
    population = peopled()
    pool = round(POOL_SHARE * 30)
    assert len(population.leaders) == 30 + pool + 30
    assert all(leader.trust == NOBODY and leader.available_from == NEVER for leader in population.leaders)
    tally = population.tally[0]
    assert (tally.trusts, tally.systems, tally.pool, tally.months, tally.burn_in) == (30, 4, pool, 12, 3)


def test_even_a_small_world_has_someone_to_choose_from():
    assert peopled(trusts=3, systems=1).tally[0].pool == SMALLEST_POOL


def test_every_trust_has_five_domains_and_its_causes_and_every_place_four_partners():
    population = peopled()
    assert [(d.trust, d.kind) for d in population.domains] == [(i, k) for i in range(30) for k in range(5)]
    assert [causes.trust for causes in population.causes] == list(range(30))
    assert [(b.system, b.kind) for b in population.partners] == [(s, k) for s in range(4) for k in range(4)]
    assert len(population.regulator) == len(population.national) == 1


def test_trusts_are_as_the_cohort_has_them():
    cohort, trusts = synthetic_cohort(30, 4), peopled().trusts
    assert [trust.system for trust in trusts] == cohort.system.tolist()
    assert [trust.kind for trust in trusts] == cohort.type.tolist()
    assert [trust.size for trust in trusts] == cohort.size.tolist()
    assert [trust.rurality for trust in trusts] == cohort.rurality.tolist()
    assert [trust.deprivation for trust in trusts] == cohort.deprivation.tolist()
    assert all(math.isnan(trust.given_disadvantage) for trust in trusts)
    assert peopled().names == list(cohort.name)


def test_a_users_own_cohort_gives_its_own_numbers():
    own = Cohort(
        name=("North", "South"),
        type=np.array([0, 1]),
        system=np.array([0, 0]),
        system_name=("Here",),
        size=np.array([4000.0, 900.0]),
        rurality=np.array([0.1, 0.9]),
        deprivation=np.array([0.3, 0.4]),
        disadvantage=np.array([5.0, math.nan]),
    )
    population = peopled(trusts=2, systems=1, own_cohort=own)
    assert population.names == ["North", "South"]
    assert population.trusts[0].given_disadvantage == 5.0
    assert math.isnan(population.trusts[1].given_disadvantage)
    assert [trust.size for trust in population.trusts] == [4000.0, 900.0]


def test_row_nought_of_the_levers_holds_the_defaults_and_the_scenarios_own_follow():
    patient = with_values(Levers(), {"leadership.patience": 40})
    population = peopled(levers=patient, changes=(LeverChange(5, "leadership.patience", 3),))
    assert [row.leadership.patience for row in population.levers] == [Levers().leadership.patience, 40, 3]
    assert population.levers[population.calendar.in_force[4, 0] + 1].leadership.patience == 40
    assert population.levers[population.calendar.in_force[5, 0] + 1].leadership.patience == 3


@pytest.mark.parametrize(
    ("pool", "scarce", "directors"), [(5, False, 30), (60, False, 60), (20, True, 20), (60, True, 60)]
)
def test_there_are_directors_enough_for_every_policy_and_without_scarcity_for_one_a_trust(pool, scarce, directors):
    change = LeverChange(5, "director.pool", pool)
    parameters = with_values(Parameters(), {"systems.national_scarcity": scarce})
    population = peopled(levers=with_values(Levers(), {"director.pool": 2}), parameters=parameters, changes=(change,))
    assert len(population.directors) == directors


def test_events_stand_in_the_order_of_their_months():
    events = (PlannedEvent(9, 3, "inspect"), PlannedEvent(2, 1, "replace_leader"))
    assert [(event.month, event.trust) for event in peopled(events=events).events] == [(2, 1), (9, 3)]


def test_two_populations_share_nothing():
    one, other = peopled(), peopled()
    one.trusts[0].staffing = 0.1
    assert other.trusts[0].staffing != 0.1
