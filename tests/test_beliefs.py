"""Parameters drawn from their ranges: what is drawn, how, and that every arm and engine sees the same draw."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from turnaround_sim import beliefs
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import declared_paths, with_values
from turnaround_sim.scenario import from_resolved, read_scenario
from turnaround_sim.simulate import simulate

DECLARED = declared_paths(Parameters)
SMALL = replace(read_scenario("classroom"), months=14)


def value(parameters, path):
    group, name = path.split(".")
    return getattr(getattr(parameters, group), name)


def test_what_was_measured_conventions_switches_and_means_of_the_null_are_not_drawn():
    drawn = set(beliefs.uncertain())
    assert set(beliefs.CONVENTIONS) <= set(DECLARED)
    assert not drawn & set(beliefs.CONVENTIONS)
    for path, declared in DECLARED.items():
        believed = declared.kind in ("elicited", "calibrated", "assumed") and declared.annotation is not bool
        mean = path.partition(".")[2].startswith("mean_")
        assert (path in drawn) == (believed and not mean and path not in beliefs.CONVENTIONS), path
    assert len(drawn) > 150


@settings(deadline=None, max_examples=30)
@given(number=some.integers(0, 10**6))
def test_every_candidate_keeps_to_the_ranges_and_leaves_the_rest_alone(number):
    candidate = beliefs.candidate(Parameters(), number)
    for path, declared in DECLARED.items():
        if path in beliefs.uncertain():
            assert declared.low <= value(candidate, path) <= declared.high
            assert type(value(candidate, path)) is declared.annotation
        else:
            assert value(candidate, path) == declared.value


@settings(deadline=None)
@given(u=some.floats(0.0, 1.0), v=some.floats(0.0, 1.0), stated=some.floats(0.0, 1.0))
def test_a_larger_number_never_gives_a_smaller_value(u, v, stated):
    low, high = sorted((u, v))
    assert 0.0 <= beliefs.two_sided(low, 0.0, stated, 1.0) <= beliefs.two_sided(high, 0.0, stated, 1.0) <= 1.0


def test_half_of_all_candidates_lie_below_the_stated_value():
    # 400 x 201 numbers, each below its stated value with chance one half: 99.9% of such counts lie within 3.3 sd.
    paths = [p for p, d in beliefs.uncertain().items() if d.annotation is float and d.low < d.value < d.high]
    below = sum(beliefs.uniform(number, path) < 0.5 for number in range(400) for path in paths)
    n = 400 * len(paths)
    assert abs(below - n / 2) < 3.3 * (n / 4) ** 0.5
    first = beliefs.candidate(Parameters(), 0)
    for path in paths:
        assert (value(first, path) < DECLARED[path].value) == (beliefs.uniform(0, path) < 0.5)


def test_a_candidate_is_worked_out_by_hand():
    low, stated, high = (DECLARED["operations.learning"].low, 0.14, 0.4)
    u = beliefs.uniform(3, "operations.learning")
    by_hand = low + (stated - low) * (2 * u) ** 0.5 if u < 0.5 else high - (high - stated) * (2 * (1 - u)) ** 0.5
    assert value(beliefs.candidate(Parameters(), 3), "operations.learning") == pytest.approx(by_hand, rel=1e-12)


def test_what_a_scenario_sets_otherwise_is_kept():
    set_ = with_values(Parameters(), {"operations.learning": 0.2})
    for number in range(5):
        assert beliefs.candidate(set_, number).operations.learning == 0.2
    assert beliefs.candidate(read_scenario("null").parameters, 0).leadership.effects == 0.0


def test_plausible_candidates_are_many_and_each_stands_once():
    there = beliefs.plausible()
    assert len(there) == len(set(there)) == 400
    assert list(there) == sorted(there)
    assert beliefs.draw_of(4 * 400, 4) == 0
    assert beliefs.drawn(Parameters(), 1) == beliefs.candidate(Parameters(), there[1])


@pytest.mark.parametrize("engine", ["ensemble", "reference"])
def test_a_replicate_lives_under_its_draw_in_either_engine(engine):
    asked = {"seed": 5, "keep": "outcomes", "engine": engine}
    tables = simulate(SMALL, first=1, replicates=3, uncertainty="prior", worlds_per_draw=2, **asked)
    for row, (replicate, draw) in enumerate(((1, 0), (2, 1), (3, 1))):
        believed = beliefs.believing(SMALL, "prior", draw)
        alone = simulate(believed, first=replicate, replicates=1, **asked)["outcomes"]
        assert tables["outcomes"].slice(row, 1).to_pylist()[0]["quality"] == alone["quality"][0].as_py()
    stated = simulate(SMALL, first=1, replicates=1, **asked)["outcomes"]
    assert tables["outcomes"]["quality"][0] != stated["quality"][0]


def test_arms_share_their_draws():
    other = from_resolved(SMALL.resolved() | {"levers": _more_patient(SMALL)}, "other", "")
    one, two = (
        simulate(arm, seed=5, first=0, replicates=2, keep="panel", uncertainty="prior", worlds_per_draw=1)
        for arm in (SMALL, other)
    )
    assert (one["panel"]["quality"][:, 0] == two["panel"]["quality"][:, 0]).all()


def _more_patient(scenario):
    levers = scenario.resolved()["levers"]
    return levers | {"leadership": levers["leadership"] | {"patience": 24}}


@pytest.mark.parametrize("model", ["england", "null"])
def test_the_posterior_has_as_many_draws_as_the_prior_and_keeps_to_the_ranges(model):
    draws = beliefs.posterior(model)
    assert len(draws) == len(beliefs.plausible()) == beliefs.DRAWS
    for fitted in draws:
        assert 1 <= len(fitted.values) <= 12
        for path, number in fitted.values.items():
            declared = beliefs.uncertain()[path]
            assert declared.low <= number <= declared.high


def test_a_draw_of_the_posterior_has_the_fitted_values_and_of_the_rest_those_of_its_candidate():
    number, fitted = beliefs.posterior("england")[3]
    drawn = beliefs.drawn(Parameters(), 3, "posterior")
    candidate = beliefs.candidate(Parameters(), number)
    for path in beliefs.uncertain():
        assert value(drawn, path) == pytest.approx(fitted.get(path, value(candidate, path)), abs=1e-6), path


def test_what_a_scenario_sets_is_kept_under_the_posterior_too():
    path = next(iter(beliefs.posterior("england")[0].values))
    declared = beliefs.uncertain()[path]
    set_to = (declared.low + declared.value) / 2
    chosen = with_values(Parameters(), {path: set_to})
    assert value(beliefs.drawn(chosen, 0, "posterior"), path) == set_to


def test_a_world_without_effects_has_the_posterior_of_the_null(monkeypatch):
    asked = []
    real = beliefs.posterior
    monkeypatch.setattr(beliefs, "posterior", lambda model: asked.append(model) or real(model))
    off = {"leadership.effects": 0.0, "support.effects": 0.0}
    beliefs.drawn(with_values(Parameters(), off), 0, "posterior")
    beliefs.drawn(with_values(Parameters(), {"support.effects": 0.0}), 0, "posterior")
    assert asked == ["null", "england"]


def test_what_was_not_fitted_is_not_informed():
    fitted = set(beliefs.posterior("england")[0].values)
    for path in beliefs.uncertain():
        if path not in fitted:
            assert not beliefs.is_informed(path)
