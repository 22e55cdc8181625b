"""What agents note is what their rules weighed: outcomes follow from the notes as the rules say."""

import math

import pytest

from turnaround_sim.dashboard.live.world import World
from turnaround_sim.entities import (
    INADEQUATE,
    NOBODY,
    OUTSTANDING,
    REMOVED_AT_ENTRY,
    REMOVED_AT_REVIEW,
    RESIGNED,
    RETIRED,
    SPECIAL_MEASURES,
    STAYS,
)


@pytest.fixture(scope="module")
def walked():
    """Every trust's notes of every month of three worlds, each with its state at the end of that month."""
    found = []
    for replicate in range(3):
        world = World("classroom", 2, replicate)
        while not world.over:
            world.step()
            states = [(trust, vars(trust).copy()) for trust in world.model.trusts if trust.is_open]
            found += [(world, world.month, trust.notes, state, world.before[trust.number]) for trust, state in states]
    return found


def test_a_leader_goes_where_the_draw_is_below_her_chance(walked):
    left = 0
    for _, _, notes, _, _ in walked:
        if notes.leaving:
            goes = notes.leaving.why != STAYS
            assert goes == (notes.leaving.drawn < notes.leaving.chance)
            assert notes.leaving.why in (STAYS, RESIGNED, RETIRED)
            left += goes
    assert left > 10


def test_the_label_multiplies_the_chance_by_its_own_parameter(walked):
    inside = 0
    for world, _, notes, _, before in walked:
        if notes.leaving:
            p = world.model.p.leadership
            label = p.label_exit if before.regime == SPECIAL_MEASURES else 0.0
            rated = {INADEQUATE: p.inadequate_exit, OUTSTANDING: -p.outstanding_stay}.get(before.rating, 0.0)
            assert notes.leaving.label == pytest.approx(math.exp(label))
            assert notes.leaving.rated == pytest.approx(math.exp(rated))
            inside += label > 0.0
    assert inside > 10


def test_a_review_removes_where_it_is_held_and_the_gain_is_too_small(walked):
    held = removed = 0
    for _, _, notes, _, _ in walked:
        if notes.review:
            fails = notes.review.held and notes.review.gain < notes.review.least and not notes.review.risen
            assert (notes.review.why == REMOVED_AT_REVIEW) == fails
            held += notes.review.held
            removed += fails
    assert held > removed > 0


def test_removal_at_entry_is_a_draw_too(walked):
    asked = [notes.at_entry for _, _, notes, _, _ in walked if notes.at_entry]
    assert asked
    for entry in asked:
        assert (entry.why == REMOVED_AT_ENTRY) == (entry.drawn < entry.chance)


def test_a_panel_takes_whom_it_ranks_first(walked):
    appointed = refused = 0
    for _, _, notes, state, _ in walked:
        if notes.panel and state["heard_appointed"] != NOBODY:
            able = [each for each in notes.panel if each.score is not None]
            best = max(able, key=lambda each: each.score)
            assert best.person == state["heard_appointed"]
            appointed += 1
            refused += len(notes.panel) - len(able)
    assert appointed > 10
    assert refused > 0


def test_reports_that_are_noted_take_the_time_that_is_booked(walked):
    for world, _, notes, state, _ in walked:
        p = world.model.p.systems
        raw = p.time_per_request * sum(notes.reports.values())
        assert len(notes.reports) == 7
        # Coordination can only take off from what many requests take.
        assert 0.0 < state["oversight_load"] <= raw * (1.0 + p.crowding * raw) + 1e-12


def test_coaching_that_is_noted_is_what_the_trust_heard(walked):
    coached = 0
    for _, _, notes, state, _ in walked:
        if notes.coaching:
            assert notes.coaching.coaching == state["heard_coaching"]
            assert notes.coaching.scrutiny == state["heard_scrutiny"]
            coached += 1
    assert coached > 10


def test_a_page_holds_one_month(walked):
    assert all(len({each.person for each in notes.panel}) == len(notes.panel) for _, _, notes, _, _ in walked)
    fresh = World("classroom", 2, 0)
    assert all(trust.notes.at_entry is None for trust in fresh.model.trusts)
