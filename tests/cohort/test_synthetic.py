"""The England-like cohort has England's shape at any size, and is always the same."""

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from turnaround_sim.cohort import synthetic_cohort
from turnaround_sim.entities import ACUTE, AMBULANCE


@st.composite
def worlds(draw: st.DrawFn) -> tuple[int, int]:
    trusts = draw(st.integers(2, 300))
    return trusts, draw(st.integers(1, trusts))


def test_england_has_its_trusts_by_type() -> None:
    cohort = synthetic_cohort(220, 42)
    assert Counter(cohort.type_words) == {"acute": 150, "mental health": 50, "ambulance": 10, "community": 10}
    assert cohort.name[:2] == ("Acute 001", "Acute 002")
    assert cohort.name[-1] == "Community 010"
    assert cohort.systems == 42


def test_the_list_never_changes() -> None:
    # A new digest means other trusts, and so other results for every scenario without a cohort of its own.
    assert synthetic_cohort(220, 42).digest().startswith("4ed9444c47cf85ea")


@settings(max_examples=60, deadline=None)
@given(worlds())
def test_every_world_is_complete(world: tuple[int, int]) -> None:
    trusts, systems = world
    cohort = synthetic_cohort(trusts, systems)
    assert (cohort.trusts, cohort.systems) == world
    assert len(set(cohort.name)) == trusts
    assert set(cohort.system.tolist()) == set(range(systems))
    assert ((cohort.size >= 200) & (cohort.size <= 30_000)).all()
    for share in (cohort.rurality, cohort.deprivation):
        assert ((share >= 0) & (share <= 1)).all()
    with_an_acute = set(cohort.system[cohort.type == ACUTE].tolist())
    assert len(with_an_acute) == min(systems, int((cohort.type == ACUTE).sum()))


@settings(max_examples=60, deadline=None)
@given(st.integers(2, 2000))
def test_shares_of_types_are_englands_to_the_nearest_trust(trusts: int) -> None:
    counts = Counter(synthetic_cohort(trusts, 1).type.tolist())
    for kind, england in enumerate((150, 50, 10, 10)):
        assert abs(counts[kind] - trusts * england / 220) < 1


def test_systems_are_numbered_in_order_of_first_appearance() -> None:
    assert list(dict.fromkeys(synthetic_cohort(60, 12).system.tolist())) == list(range(12))


def test_staff_is_lognormal_about_the_median_of_the_type() -> None:
    cohort = synthetic_cohort(2000, 400)
    for kind, median in enumerate((5000, 3500, 3200, 2500)):
        staff = cohort.size[cohort.type == kind]
        assert np.median(staff) == pytest.approx(median, rel=0.01)
        assert np.log(staff).std() == pytest.approx(0.45, abs=0.02)


def test_places_are_alike_within_a_system_and_rural_systems_are_less_deprived() -> None:
    cohort = synthetic_cohort(2000, 250)
    acute = cohort.type == ACUTE
    for share in (cohort.rurality, cohort.deprivation):
        means = np.array([share[acute & (cohort.system == s)].mean() for s in range(250)])
        assert 0.4 < means.var() / share[acute].var() < 0.75
    assert -0.4 < np.corrcoef(cohort.rurality, cohort.deprivation)[0, 1] < -0.1


def test_ambulance_trusts_serve_wide_areas_but_each_sits_in_one_system() -> None:
    cohort = synthetic_cohort(220, 42)
    ambulance = cohort.type == AMBULANCE
    assert len(set(cohort.system[ambulance].tolist())) == 10
    assert cohort.rurality[ambulance].mean() > cohort.rurality[~ambulance].mean()
    assert cohort.deprivation[ambulance].std() < cohort.deprivation[~ambulance].std()


@pytest.mark.parametrize(("trusts", "systems"), [(1, 1), (2001, 10), (10, 0), (10, 11)])
def test_a_world_that_cannot_be_is_refused(trusts: int, systems: int) -> None:
    with pytest.raises(ValueError, match=f"no cohort of {trusts} trusts in {systems} systems"):
        synthetic_cohort(trusts, systems)
