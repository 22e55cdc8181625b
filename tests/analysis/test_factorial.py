"""Two-level designs give back effects that are known, exactly, and say what a fraction cannot tell apart."""

import made_up_arms
import numpy as np
import pytest

from turnaround_sim.analysis.factorial import effects, package, two_levels
from turnaround_sim.experiment import interval


def design_of(contrasts):
    return two_levels(contrasts.inquiry.families()[0], contrasts.inquiry.baseline)


def test_a_full_factorial_gives_back_its_effects_exactly():
    # Luck differs from world to world and is the same in all arms, so that no interval has any width.
    of = made_up_arms.factors("abc", lambda a, b, c: 2 * a - 3 * b + 4 * a * b + 0.5 * c)
    design = design_of(of)
    assert design.full
    found = {effect.factors: effect for effect in effects(design, of, "shortfall")}
    assert list(found) == [("a",), ("b",), ("c",), ("a", "b"), ("a", "c"), ("b", "c")]
    means = {factors: effect.mean for factors, effect in found.items()}
    known = {("a",): 4, ("b",): -1, ("c",): 0.5, ("a", "b"): 2, ("a", "c"): 0, ("b", "c"): 0}
    assert means == pytest.approx(known, abs=1e-12)
    for effect in found.values():
        assert (effect.low, effect.high) == pytest.approx((effect.mean, effect.mean), abs=1e-12)
        assert (effect.units, effect.aliases, effect.partly) == (6, (), ())


def test_an_interval_is_that_of_the_effect_in_each_world():
    of = made_up_arms.factors("ab", lambda a, b: a, worlds=9, noise=1.0)
    values = {arm: its["shortfall"] for arm, its in of.values.items()}
    each = (values["a 1, b 0"] + values["a 1, b 1"] - values["a 0, b 0"] - values["a 0, b 1"]) / 2
    effect = effects(design_of(of), of, "shortfall")[0]
    assert (effect.mean, effect.low, effect.high) == pytest.approx(interval(each.tolist()))


def test_a_half_fraction_names_what_each_effect_is_mixed_with():
    # I = abc: every main effect is mixed with a two-way interaction.
    of = made_up_arms.factors("abc", lambda a, b, c: 2 * a + 4 * b * c, keep=lambda levels: sum(levels) % 2)
    design = two_levels(of.inquiry.families()[0], "")
    found = {effect.factors: effect for effect in effects(design, of, "shortfall")}
    assert not design.full
    assert list(found) == [("a",), ("b",), ("c",)]
    assert found["a",].aliases == (("b", "c"),)
    # The effect of a (2) and half of how much b and c do together (2) cannot be told apart.
    assert found["a",].mean == pytest.approx(4)


def test_a_resolution_four_fraction_keeps_main_effects_clear_of_twos():
    of = made_up_arms.factors("abcd", lambda a, b, c, d: a + b * c, keep=lambda levels: sum(levels) % 2 == 0)
    found = {effect.factors: effect for effect in effects(design_of(of), of, "shortfall")}
    assert found["a",].aliases == (("b", "c", "d"),)
    assert found["a", "d"].aliases == (("b", "c"),)
    assert found["a", "d"].mean == pytest.approx(0.5)
    assert ("b", "c") not in found


def test_an_irregular_fraction_says_what_is_mixed_in_part():
    of = made_up_arms.factors("ab", lambda a, b: a, keep=lambda levels: levels != (1, 1))
    found = {effect.factors: effect for effect in effects(design_of(of), of, "shortfall")}
    assert found["a",].aliases == ()
    assert ("b",) in found["a",].partly


def test_a_package_adds_up_to_the_whole_in_every_world():
    of = made_up_arms.factors("abc", lambda a, b, c: -2 * a - b - c + 1.5 * a * b, worlds=12, noise=0.3)
    told = package(design_of(of), of, "shortfall")
    assert (told.none, told.all, told.by_effects) == ("a 0, b 0, c 0", "a 1, b 1, c 1", False)
    assert sum(step.mean for step in told.steps) + told.together.mean == pytest.approx(told.whole.mean)
    values = {arm: its["shortfall"] for arm, its in of.values.items()}
    alone = [values[arm] - values[told.none] for arm in ("a 1, b 0, c 0", "a 0, b 1, c 0", "a 0, b 0, c 1")]
    left = values[told.all] - values[told.none] - np.sum(alone, axis=0)
    assert (told.together.mean, told.together.low, told.together.high) == pytest.approx(interval(left.tolist()))
    assert told.steps[0].mean == pytest.approx(alone[0].mean())


def test_what_parts_do_together_is_found_without_error_where_there_is_no_luck():
    of = made_up_arms.factors("ab", lambda a, b: -2 * a - b + 1.5 * a * b)
    told = package(design_of(of), of, "shortfall")
    assert [step.mean for step in (*told.steps, told.together, told.whole)] == pytest.approx([-2, -1, 1.5, -1.5])


def test_a_package_of_a_fraction_is_told_by_effects_or_not_at_all():
    of = made_up_arms.factors("abcd", lambda a, b, c, d: a + b, keep=lambda levels: sum(levels) % 2 == 0)
    told = package(design_of(of), of, "shortfall")
    assert told.by_effects
    assert [step.mean for step in told.steps] == pytest.approx([1, 1, 0, 0], abs=1e-12)
    of = made_up_arms.factors("abc", lambda a, b, c: a, keep=lambda levels: sum(levels) % 2)
    assert package(two_levels(of.inquiry.families()[0], ""), of, "shortfall") is None


def test_low_is_the_level_of_the_baseline():
    of = made_up_arms.factors("ab", lambda a, b: a)
    design = two_levels(of.inquiry.families()[0], "a 1, b 0")
    assert (design.low, design.high) == ({"a": "a 1", "b": "b 0"}, {"a": "a 0", "b": "b 1"})
    assert (design.none, design.all) == ("a 1, b 0", "a 0, b 1")


def test_other_designs_have_no_two_levels():
    axes = {"a": ("1", "2", "3"), "b": ("1", "2")}
    choices = {f"{a}{b}": {"a": a, "b": b} for a in "123" for b in "12"}
    of = made_up_arms.contrasts({arm: [1.0, 2.0] for arm in choices}, axes=axes, choices=choices)
    assert design_of(of) is None
    one = made_up_arms.factors("a", lambda a: a)
    assert design_of(one) is None


def test_an_effect_that_is_another_s_opposite_is_mixed_with_it_too():
    # The other half: I = -abc.
    of = made_up_arms.factors("abc", lambda a, b, c: 2 * a, keep=lambda levels: sum(levels) % 2 == 0)
    found = {effect.factors: effect for effect in effects(design_of(of), of, "shortfall")}
    assert list(found) == [("a",), ("b",), ("c",)]
    assert found["a",].aliases == (("b", "c"),)
