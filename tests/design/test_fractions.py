"""Fractions of a grid: balanced, regular, deterministic, with the first of every axis, and honest about the price."""

from itertools import combinations, product

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from turnaround_sim.design.fractions import fraction_of
from turnaround_sim.design.grids import Axis, Level
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import Place

HERE = Place("mine.toml", "grid 1")


def axes_of(*sizes: int) -> tuple[Axis, ...]:
    return tuple(
        Axis(name, tuple(Level(f"{name}{n}", {}) for n in range(size)))
        for name, size in zip("abcdefghijk", sizes, strict=False)
    )


def names(chosen) -> list[tuple[str, ...]]:
    return [tuple(level.name for level in levels) for levels in chosen]


@settings(deadline=None, max_examples=50)
@given(st.lists(st.integers(2, 4), min_size=3, max_size=5), st.integers(2, 4))
def test_a_fraction_is_part_of_the_grid_in_its_order_and_begins_with_its_first(sizes, part):
    axes = axes_of(*sizes)
    try:
        chosen, price = fraction_of(HERE, {"fraction": part}, axes)
    except Mistake:
        assume(False)
        raise
    found = names(chosen)
    whole = names(product(*(axis.levels for axis in axes)))
    assert found == [row for row in whole if row in found]
    assert found[0] == whole[0]
    assert 1 < len(found) < len(whole)
    assert {name for row in found for name in row} == {level.name for axis in axes for level in axis.levels}
    assert price.startswith(f"{len(found)} of {len(whole)} combinations: ")
    assert (chosen, price) == fraction_of(HERE, {"fraction": part}, axes)


@pytest.mark.parametrize(
    ("count", "resolution", "arms"),
    [
        (3, 3, 4),
        (4, 3, 8),
        (4, 4, 8),
        (5, 3, 8),
        (5, 4, 16),
        (5, 5, 16),
        (6, 4, 16),
        (6, 5, 32),
        (7, 5, 64),
        (8, 4, 16),
        (8, 5, 64),
    ],
)
def test_a_regular_fraction_has_its_resolution(count, resolution, arms):
    chosen, price = fraction_of(HERE, {"resolution": resolution}, axes_of(*[2] * count))
    assert len(chosen) == arms
    assert all(level.name.endswith("0") for level in chosen[0])
    signs = [[1 if name.endswith("1") else -1 for name in row] for row in names(chosen)]
    # No product of fewer axes than the resolution is the same in all arms: none of them is mixed up with less.
    for size in range(1, resolution):
        for some in combinations(range(count), size):
            products = []
            for row in signs:
                sign = 1
                for n in some:
                    sign *= row[n]
                products.append(sign)
            assert sum(products) == 0, some
    mixed_with_an_axis = any(f": {name} with " in price for name in "abcdefgh")
    assert mixed_with_an_axis == (resolution == 3)
    assert ("no axis and no pair of axes is mixed up" in price) == (resolution == 5)


def test_the_price_names_what_is_mixed_up_and_what_in_part():
    _, regular = fraction_of(HERE, {"resolution": 4}, axes_of(2, 2, 2, 2))
    assert regular == "8 of 16 combinations: mixed up: a × b with c × d, a × c with b × d, a × d with b × c"
    _, third = fraction_of(HERE, {"fraction": 3}, axes_of(3, 3, 3))
    assert third.endswith("mixed up: a with b × c, b with a × c, c with a × b")
    _, many = fraction_of(HERE, {"resolution": 3}, axes_of(2, 2, 2, 2, 2, 2))
    assert many.endswith(", and 6 more")
    _, uneven = fraction_of(HERE, {"fraction": 2}, axes_of(3, 3, 3))
    assert "in part: " in uneven
