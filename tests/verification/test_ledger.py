"""The ledger is the model: a variable is what it was and its causes, to the last bit, everywhere and always."""

import dataclasses
from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
from alike import snapshot
from hypothesis import HealthCheck, given, settings
from small_worlds import ROUTINE, Array, Film, films
from strategies import keys, worlds

from turnaround_sim.ensemble import Ensemble
from turnaround_sim.entities import CauseFields, DomainFields
from turnaround_sim.population import populate
from turnaround_sim.reference import NHSModel
from turnaround_sim.scenario import Scenario

TRUST_MONTHS = 1000


def causes_of(fields: type, prefix: str = "") -> list[str]:
    """The causes that are declared for a variable, in the order in which they add up; the bound among them."""
    return [f.name for f in dataclasses.fields(fields) if f.metadata["role"] == "cause" and f.name.startswith(prefix)]


def was_open(film: Film) -> Array:
    """Which trusts were open when a month began, [month, trust]."""
    return np.concatenate([film.opening["trusts"]["is_open"][np.newaxis], film.trusts["is_open"][:-1]])


def added_up(start: Array, rows: Array, causes: list[str]) -> Array:
    total = start
    for cause in causes:
        total = total + rows[cause]
    return total


@pytest.fixture(params=["plain", "busy"])
def run(request: pytest.FixtureRequest) -> list[Film]:
    return request.getfixturevalue(request.param)  # type: ignore[no-any-return]


@pytest.mark.parametrize("variable", ["staffing", "engagement", "capability"])
def test_a_stock_is_what_it_was_and_its_causes(variable: str, run: list[Film]) -> None:
    causes = causes_of(CauseFields, f"{variable}_")
    for film in run:
        there = was_open(film)
        now = film.trusts[variable]
        before = np.concatenate([film.opening["trusts"][variable][np.newaxis], now[:-1]])
        assert (film.causes[f"{variable}_before"] == before)[there].all()
        assert (added_up(before, film.causes, causes) == now)[there].all()


def test_attention_is_all_the_time_there_is_and_what_takes_it(run: list[Film]) -> None:
    causes = causes_of(CauseFields, "attention_")
    for film in run:
        assert (added_up(1.0 - ROUTINE, film.causes, causes) == film.trusts["attention"])[was_open(film)].all()


def test_the_load_of_oversight_is_what_each_body_asks(run: list[Film]) -> None:
    bodies = ["commissioner", "education", "professional", "local", "regulator", "national", "deficit", "board"]
    for film in run:
        asked = added_up(np.zeros_like(film.trusts["attention"]), film.causes, [f"attention_{body}" for body in bodies])
        assert (-asked == film.trusts["oversight_load"])[was_open(film)].all()


def test_a_domain_is_what_it_was_and_its_causes(run: list[Film]) -> None:
    causes = causes_of(DomainFields)
    for film in run:
        there = was_open(film)
        now = film.domains["level"]
        before = np.concatenate([film.opening["domains"]["level"][np.newaxis], now[:-1]])
        assert (film.domains["before"] == before)[there].all()
        assert (added_up(before, film.domains, causes) == now)[there].all()


def test_no_cause_is_idle() -> None:
    world = {
        "regulation.merging": 0.001,
        "levers.oversight.improvement_board": True,
        "levers.oversight.requests": 10.0,
        "systems.time_per_request": 0.03,
        "finance.freeze_line": 0.0,
        "operations.arrivals": 0.6,
        "operations.forgetting": 0.05,
        "operations.learning": 0.4,
        "workforce.engagement_own": 0.2,
        "workforce.engagement_sd": 0.05,
        "systems.trust_sd": 10.0,
        "systems.system_shock_sd": 6.0,
        "systems.trust_shock_sd": 10.0,
        "systems.base": 40.0,
        "leadership.programme_mean": 0.8,
        "leadership.experience_gain": 0.003,
        "leadership.strain_exit": 0.0,
        "levers.leadership.patience": 100,
        "regulation.release": 0.1,
    }
    runs = films(world, replicates=range(8))
    idle = {name for name in causes_of(CauseFields) if not any(film.causes[name].any() for film in runs)}
    idle |= {name for name in causes_of(DomainFields) if not any(film.domains[name].any() for film in runs)}
    # Nobody is ever without staff, and the nearer capability is to all or nothing the less it moves.
    assert idle <= {"staffing_bound", "capability_bound"}


def test_a_programme_that_is_wrong_does_harm_and_a_right_one_good(run: list[Film]) -> None:
    for film in run[:5]:
        work, right = film.causes["capability_programme"], film.trusts["attention"] > 0.0
        # The programme that was followed is the one before this month's drift; a departure may have handed it on.
        followed = film.leaders["appropriateness"]
        clear = right & (np.abs(followed) > 0.3) & was_open(film) & (film.trusts["heard_appointed"] < 0)
        assert (np.sign(work) == np.sign(followed))[clear].all()


def test_a_closed_trust_stands_still(busy: list[Film]) -> None:
    for film in busy:
        shut = ~was_open(film)[1:]
        for column in ("staffing", "engagement", "capability", "attention", "deficit"):
            assert (film.trusts[column][1:] == film.trusts[column][:-1])[shut].all()
        assert (film.domains["level"][1:] == film.domains["level"][:-1])[shut].all()


def by_ensemble(world: Scenario, key: tuple[int, int]) -> Iterator[dict[str, Array]]:
    """How everything stood after every month, as the compiled engine has it."""
    for nhs in Ensemble(populate(world), [world.parameters]).history(*key):
        yield snapshot(nhs)


def by_reference(world: Scenario, key: tuple[int, int]) -> Iterator[dict[str, Array]]:
    """The same, by the engine of agents."""
    model = NHSModel(world, key)
    for _ in range(world.months):
        model.step()
        yield snapshot(model)


@pytest.mark.parametrize("walked", [by_ensemble, by_reference])
def test_the_ledger_closes_in_a_thousand_trust_months_of_worlds_drawn_at_random(walked: Any) -> None:
    seen = 0

    @settings(max_examples=10, derandomize=True, deadline=None, suppress_health_check=list(HealthCheck), database=None)
    @given(worlds(), keys())
    def look(world: Scenario, key: tuple[int, int]) -> None:
        nonlocal seen
        before: dict[str, Array] = {}
        for now in walked(world, key):
            # A seat that closes stands still from the month after.
            there = before["trusts"]["is_open"] if before else np.ones(world.trusts, bool)
            assert_closes(before, now, 1.0 - world.parameters.operations.routine, there)
            before = now
            seen += int(there.sum())

    look()
    assert seen >= TRUST_MONTHS


def assert_closes(before: dict[str, Array], now: dict[str, Array], time: float, there: Array) -> None:
    """Each variable of the trusts that were there is what it was and its causes, to the last bit."""
    trusts, causes, domains = now["trusts"], now["causes"], now["domains"]
    for variable in ("staffing", "engagement", "capability"):
        start = causes[f"{variable}_before"]
        assert (added_up(start, causes, causes_of(CauseFields, f"{variable}_")) == trusts[variable])[there].all()
        assert not before or (start == before["trusts"][variable])[there].all()
    left = added_up(np.full(len(trusts), time), causes, causes_of(CauseFields, "attention_"))
    assert (left == trusts["attention"])[there].all()
    of_those = np.repeat(there, 5)
    assert (added_up(domains["before"], domains, causes_of(DomainFields)) == domains["level"])[of_those].all()
    assert not before or (domains["before"] == before["domains"]["level"])[of_those].all()
