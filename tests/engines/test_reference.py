"""The reference is a Mesa model like any other, and open to a pupil's own rules."""

import re
from dataclasses import fields
from inspect import getsource, isfunction

import mesa
import pytest
from alike import STATE, snapshot, state_difference
from mesa.datacollection import DataCollector

from turnaround_sim import reference
from turnaround_sim.entities import NOBODY, RESIGNED, SPECIAL_MEASURES, STAYS
from turnaround_sim.levers import Levers
from turnaround_sim.month import phases
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import groups_of
from turnaround_sim.reference import ImprovementDirector, Leader, NHSModel, SystemPartner, Trust
from turnaround_sim.reference.binding import SCIENCE, in_reference
from turnaround_sim.rule import RULES
from turnaround_sim.scenario import PlannedEvent, Scenario

KEY = (11, 0)
PUSHED = tuple(PlannedEvent(0, i, "shock", {"points": -40.0, "months": 30}) for i in range(4))
WORLD = Scenario(name="classroom", months=36, trusts=16, systems=4, burn_in=12, events=PUSHED)


class Loyal(Leader):
    """Never leaves of her own accord."""

    def leave_or_stay(self, trust, p, t, u):
        return STAYS


class Content(Leader):
    """Is not pushed out by strain, label or rating, but may retire: a rule that another rule asks."""

    def exit_hazard(self, trust, p, t):
        return 0.0


class Sealed(Trust):
    """Loses nobody and hires nobody."""

    def lose_and_hire(self, causes, system, p):
        causes.staffing_before = self.staffing


class Idle(ImprovementDirector):
    """Neither coaches nor asks for reports."""

    def coach(self, trust, levers, p, t):
        return 0.0

    def scrutinise(self, trust, levers, p, t):
        return 0.0


class Silent(SystemPartner):
    """Asks for nothing."""

    def ask_for_reports(self, trust, levers, p):
        return 0.0


def reasons(model: NHSModel) -> list[int]:
    return [row.ended_because for row in model.tenures[: model.tally[0].tenures]]


@pytest.fixture(scope="module")
def usual() -> NHSModel:
    return NHSModel(WORLD, KEY).run()


@pytest.mark.parametrize("loyal", [Loyal, Content])
def test_a_pupil_can_write_a_leader_who_never_resigns(usual: NHSModel, loyal: type[Leader]) -> None:
    assert RESIGNED in reasons(usual)
    model = NHSModel(WORLD, KEY, leader=loyal).run()
    assert RESIGNED not in reasons(model)
    assert all(type(leader) is loyal for leader in model.leaders)
    assert state_difference(snapshot(usual), snapshot(model))


def test_a_pupil_can_write_a_trust_of_her_own(usual: NHSModel) -> None:
    model = NHSModel(WORLD, KEY, trust=Sealed).run()
    assert len({trust.staffing for trust in model.trusts}) == 1
    assert len({trust.staffing for trust in usual.trusts}) == len(usual.trusts)


def test_a_pupil_can_write_a_director_and_a_partner_of_her_own(usual: NHSModel) -> None:
    idle = NHSModel(WORLD, KEY, improvement_director=Idle).run()
    assert any(trust.heard_scrutiny or trust.heard_coaching for trust in usual.trusts)
    assert not any(trust.heard_scrutiny or trust.heard_coaching for trust in idle.trusts)
    silent = NHSModel(WORLD, KEY, system_partner=Silent).run()
    assert all(
        trust.oversight_load > other.oversight_load for trust, other in zip(usual.trusts, silent.trusts, strict=True)
    )


def test_a_subclass_that_changes_nothing_changes_nothing(usual: NHSModel) -> None:
    class Same(Leader):
        def leave_or_stay(self, trust, p, t, u):
            return super().leave_or_stay(trust, p, t, u)

    model = NHSModel(WORLD, KEY, leader=Same).run()
    assert not state_difference(snapshot(usual), snapshot(model))


def test_the_classes_of_one_model_do_not_reach_another(usual: NHSModel) -> None:
    NHSModel(WORLD, KEY, leader=Loyal, trust=Sealed).run()
    assert not state_difference(snapshot(usual), snapshot(NHSModel(WORLD, KEY).run()))


def test_mesas_data_collector_works_on_the_model() -> None:
    model = NHSModel(WORLD, KEY)
    collector = DataCollector(
        model_reporters={
            "in special measures": lambda m: sum(trust.regime == SPECIAL_MEASURES for trust in m.trusts),
            "clock": "clock",
        },
        agenttype_reporters={Trust: {"engagement": "engagement", "leader": lambda trust: trust.leader}},
    )
    for _ in range(WORLD.months):
        model.step()
        collector.collect(model)
    months = collector.get_model_vars_dataframe()
    assert months["clock"].tolist() == list(range(1, WORLD.months + 1))
    assert months["in special measures"].tolist() == [row.in_special_measures for row in model.months]
    trusts = collector.get_agenttype_vars_dataframe(Trust)
    assert len(trusts) == WORLD.months * WORLD.trusts
    assert trusts.loc[WORLD.months, "engagement"].tolist() == [trust.engagement for trust in model.trusts]
    assert (trusts["leader"] != NOBODY).all()


def test_mesas_data_collector_reports_of_every_agent() -> None:
    model = NHSModel(WORLD, KEY)
    collector = DataCollector(agent_reporters={"kind": lambda agent: type(agent).__name__})
    model.step()
    collector.collect(model)
    kinds = collector.get_agent_vars_dataframe()["kind"].value_counts()
    assert kinds["Trust"] == WORLD.trusts
    assert kinds["Domain"] == 5 * WORLD.trusts
    assert kinds["System"] == WORLD.systems
    assert len(model.agents) == kinds.sum()


def test_a_model_steps_until_its_months_are_over() -> None:
    model = NHSModel(WORLD, KEY)
    while model.running:
        model.step()
    assert model.clock == WORLD.months
    assert not state_difference(snapshot(model), snapshot(NHSModel(WORLD, KEY).run()))


def test_mesas_own_generators_are_never_asked(usual: NHSModel) -> None:
    fresh = mesa.Model(rng=0)
    assert usual.random.getstate() == fresh.random.getstate()
    assert usual.rng.bit_generator.state == fresh.rng.bit_generator.state


def names_of_rules() -> set[str]:
    return {rule.__name__ for rule in RULES.values() if rule.__module__.startswith(SCIENCE)}


def test_no_rule_and_no_field_has_a_name_that_mesa_uses() -> None:
    model = mesa.Model(rng=0)
    taken = set(dir(mesa.Agent(model))) - set(dir(object))
    declared = {f.name for entity in STATE.values() for f in fields(entity)}
    assert not names_of_rules() & taken
    assert not declared & taken
    set_by_us = set(re.findall(r"self\.(\w+)(?=(?:, self\.\w+)* = )", getsource(NHSModel)))
    assert {"trusts", "world", "key"} <= set_by_us
    assert not set_by_us & set(dir(model)) - {"running"}


def test_no_rule_has_the_name_of_a_field_of_its_own_agent() -> None:
    """Else the field would hide the method."""
    for name in set(reference.__all__) - {"NHSModel"}:
        agent = getattr(reference, name)
        held = {f.name for f in fields(agent)}
        methods = {key for kind in agent.__mro__ for key, value in vars(kind).items() if isfunction(value)}
        assert held
        assert not held & methods, name


def test_no_rule_has_the_name_of_what_plain_numbers_and_beliefs_can_do() -> None:
    """Else the reference would ask a number, or a group of beliefs, for a rule."""
    asked = {name for kind in (int, float, bool, tuple) for name in dir(kind)}
    asked |= set(groups_of(Parameters)) | set(groups_of(Levers))
    assert not names_of_rules() & asked


def test_a_field_is_not_taken_for_a_rule_of_the_same_name() -> None:
    space = in_reference(phases.improvement).__globals__
    asked = next(name for name in sorted(names_of_rules()) if name in space)

    class Holds:
        pass

    setattr(Holds, asked, 0.5)
    with pytest.raises(TypeError, match="missing"):  # the text of the rule is reached, and misses its arguments
        space[asked](Holds())


def test_no_two_rules_have_one_name() -> None:
    names = [rule.__name__ for rule in RULES.values() if rule.__module__.startswith(SCIENCE)]
    assert len(names) == len(set(names))


@pytest.mark.parametrize("name", sorted(set(reference.__all__) - {"NHSModel"}))
def test_every_method_of_an_agent_is_the_rule_of_its_name(name: str) -> None:
    agent = getattr(reference, name)
    rules = {rule.__name__: rule for rule in RULES.values() if rule.__module__.startswith(SCIENCE)}
    methods = {key: value for key, value in vars(agent).items() if callable(value) and not key.startswith("_")}
    assert methods
    for key, method in methods.items():
        assert method.__code__ is rules[key].__code__, key


def test_the_reference_stops_rather_than_lose_a_row() -> None:
    model = NHSModel(WORLD, KEY)
    model.tenures = model.tenures[:1]
    with pytest.raises(OverflowError, match="tenures"):
        model.run()
