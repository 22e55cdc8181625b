"""Every mechanism moves what it should, and is nothing when its number is nothing."""

import pytest
from mechanisms import GAINS_AND_LOSSES, MECHANISMS, Mechanism
from small_worlds import assert_moves

from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import declared_paths


@pytest.mark.parametrize("mechanism", MECHANISMS, ids=lambda m: m.name)
def test_a_mechanism_moves_what_it_should(mechanism: Mechanism) -> None:
    off, on = ({**mechanism.given, mechanism.path: value} for value in (mechanism.off, mechanism.on))
    assert_moves(mechanism.outcome, off, on, mechanism.direction)


def test_no_number_of_the_model_is_for_show() -> None:
    shown = {mechanism.path for mechanism in MECHANISMS}
    assert set(declared_paths(Parameters)) - shown == set()


@pytest.mark.parametrize("path", GAINS_AND_LOSSES)
def test_every_gain_and_every_loss_may_be_nothing(path: str) -> None:
    declared = declared_paths(Parameters)[path]
    assert declared.low <= 0.0 <= declared.high


def test_every_effect_of_leaders_and_of_support_can_be_switched_off() -> None:
    declared = declared_paths(Parameters)
    assert [declared[f"{side}.effects"].low for side in ("leadership", "support")] == [0.0, 0.0]
