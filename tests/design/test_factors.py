import pytest

from turnaround_sim import beliefs
from turnaround_sim.design.factors import EVERY, every, read_factors, uncertain_factors
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import Place, read_scenario

AT = Place("study.toml", "factors")


def read(*said, arms=()):
    return read_factors(AT, list(said), arms)


def test_everything_uncertain_is_varied_over_its_prior_in_the_order_of_the_register():
    factors = read(EVERY)
    assert [factor.short for factor in factors] == list(beliefs.uncertain())
    assert factors == uncertain_factors()
    for factor in factors:
        for place in (0.0, 0.3, 0.5, 1.0):
            assert factor.value(place) == beliefs.within(factor.declared, place)


def test_a_group_a_name_and_a_table_may_stand_side_by_side():
    patience = {"name": "levers.leadership.patience", "low": 6, "high": 36}
    factors = read("support", "parameters.leadership.misfit", patience)
    assert {factor.group for factor in factors[:-2]} == {"support"}
    assert factors[-2].short == "leadership.misfit"
    lever = factors[-1]
    assert lever.is_lever
    assert (lever.value(0.0), lever.value(0.5), lever.value(1.0)) == (6, 21, 36)
    assert isinstance(lever.value(0.5), int)


def test_a_range_of_ones_own_is_taken_evenly_unless_the_prior_is_asked_for():
    even = read({"name": "leadership.misfit", "low": 0.0, "high": 1.0})[0]
    prior = read({"name": "leadership.misfit"})[0]
    assert even.distribution == "uniform"
    assert even.value(0.25) == pytest.approx(0.25)
    assert prior.distribution == "prior"
    assert prior.value(0.5) == prior.declared.value


def test_what_an_arm_sets_otherwise_is_left_to_it():
    null = read_scenario("null")
    england = read_scenario("england")
    assert uncertain_factors([england]) == uncertain_factors()
    set_there = [f.short for f in uncertain_factors() if f not in uncertain_factors([null])]
    for path in set_there:
        group, name = path.split(".")
        assert getattr(getattr(null.parameters, group), name) != beliefs.uncertain()[path].value


@pytest.mark.parametrize(
    "said, words",
    [
        (["leadership.missfit"], r'"leadership.missfit" is no parameter or lever of any scenario.*did you mean "para'),
        (["leadership", "leadership.misfit"], r"stands twice; allowed: each name once"),
        (["levers.leadership.patience"], r"has no prior to draw from; allowed: a table with name, low and high"),
        (
            [{"name": "leadership.misfit", "low": 0.4, "high": 0.4}],
            r"leaves no width below high = 0.4; allowed: low <",
        ),
        ([{"name": "leadership.misfit", "low": 5, "high": 1}], r"out of range|leaves no width"),
        (
            [{"name": "levers.leadership.patience", "low": 0, "high": 9}],
            r"low = 0 months is out of range; allowed 1 to",
        ),
        ([{"name": "levers.buddy.matching"}], r"is no number on a scale; allowed: arms, one for each choice"),
        ([{"name": "leadership.misfit", "lowest": 0}], r"is not a known key.*did you mean"),
        ([{"low": 0}], r"name is missing"),
        (
            [{"name": "leadership.misfit", "distribution": "normal"}],
            r'"normal" is not one of them; allowed: prior, uni',
        ),
        ([], r"is empty; allowed: one factor or more"),
        ("uncertain", r"is not a list"),
    ],
)
def test_a_wrong_factor_is_told_with_what_is_allowed(said, words):
    with pytest.raises(Mistake, match=words) as told:
        read_factors(AT, said)
    assert told.value.file == "study.toml"
    assert told.value.key.startswith("factors")


def test_a_prior_needs_the_stated_value_within_its_range():
    said = {"name": "leadership.misfit", "low": 0.9, "high": 1.0, "distribution": "prior"}
    with pytest.raises(Mistake, match=r'needs the stated value .* between low and high; allowed: "uniform"'):
        read(said)


def test_every_parameter_and_lever_has_a_full_name():
    assert {path.partition(".")[0] for path in every()} == {"parameters", "levers"}
