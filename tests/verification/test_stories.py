"""What an experimenter orders for one trust happens: to that trust, in that month, as long and as much as was said."""

from collections.abc import Sequence

import numpy as np
import pytest
from small_worlds import MONTHS, TRUSTS, Film, Settings, films

from turnaround_sim.entities import (
    ACTING,
    BUDDY,
    DIRECTOR,
    FUNDING,
    IN_POST,
    MOVED,
    NEVER,
    NOBODY,
    REMOVED_AT_REVIEW,
    RESIGNED,
    RETIRED,
    TRUST_CLOSED,
)
from turnaround_sim.events import EventKind
from turnaround_sim.scenario import PlannedEvent

TRUST, PARTNER, FAILING = 38, 30, 12
"""A community trust and one for mental health, which no review puts in, and an acute one, which may be put in."""
QUIET: Settings = {"levers.regime.inspections_a_month": 0.0}
"""Nobody is rated, so nobody enters after month 0 or leaves."""

EXAMPLES = {
    "nothing": PlannedEvent(18, TRUST, "nothing"),
    "replace_leader": PlannedEvent(18, TRUST, "replace_leader"),
    "fund": PlannedEvent(18, TRUST, "fund", {"millions": 2.0, "months": 12}),
    "send_director": PlannedEvent(18, TRUST, "send_director", {"days_a_week": 2.0, "months": 6}),
    "send_buddy": PlannedEvent(18, TRUST, "send_buddy", {"partner": PARTNER, "months": 6}),
    "inspect": PlannedEvent(18, TRUST, "inspect"),
    "shock": PlannedEvent(18, TRUST, "shock", {"points": -10.0, "months": 6}),
    "acquire": PlannedEvent(18, TRUST, "acquire", {"partner": PARTNER}),
}


def first_differences(one: Film, other: Film) -> tuple[int, set[int]]:
    """The first month in which two films differ, and the trusts that do; MONTHS if they never do."""
    unlike = np.zeros(one.trusts.shape, bool)
    for column in one.trusts.dtype.names:
        a, b = one.trusts[column], other.trusts[column]
        unlike |= (a != b) & ((a == a) | (b == b))
    unlike |= (one.domains["level"] != other.domains["level"]).any(axis=2)
    months = np.flatnonzero(unlike.any(axis=1))
    return (int(months[0]), set(np.flatnonzero(unlike[months[0]]).tolist())) if months.size else (MONTHS, set())


def test_every_kind_of_event_has_an_example_and_a_story() -> None:
    assert set(EXAMPLES) == {kind.word for kind in EventKind}
    told = [name.removeprefix("test_") for name in globals() if name.startswith("test_")]
    assert all(any(name.startswith(kind.word) for name in told) for kind in EventKind)


@pytest.mark.parametrize("word", EXAMPLES)
def test_an_order_shows_from_its_month_on_at_its_trust_and_not_before(word: str, plain: list[Film]) -> None:
    touched = 0
    for before, after in zip(plain, films({}, events=[EXAMPLES[word]]), strict=True):
        month, trusts = first_differences(before, after)
        assert month >= 18
        if month == 18:
            assert TRUST in trusts
            touched += 1
    # An inspection may have to wait until the report on the last is out, or the order come in a gap.
    assert (touched > 10) == (word != "nothing")


def test_nothing_is_an_event_that_changes_nothing(plain: list[Film]) -> None:
    for before, after in zip(plain, films({}, events=[EXAMPLES["nothing"]]), strict=True):
        assert first_differences(before, after) == (MONTHS, set())


def test_replace_leader_removes_the_leader_in_that_month() -> None:
    removed = 0
    for before, after in zip(films({}), films({}, events=[EXAMPLES["replace_leader"]]), strict=True):
        if before.leaders["status"][17, TRUST] == ACTING:
            continue
        sat = before.tenures[(before.tenures["trust"] == TRUST) & (before.tenures["started"] < 18)]
        goes = after.tenures[(after.tenures["trust"] == TRUST) & (after.tenures["ended"] == 18)]
        assert len(sat) > 0
        assert len(goes) == 1
        assert goes["ended_because"][0] in (REMOVED_AT_REVIEW, RESIGNED, RETIRED, MOVED)
        removed += goes["ended_because"][0] == REMOVED_AT_REVIEW
        assert after.leaders["status"][18, TRUST] == ACTING
        assert after.trusts["vacant_since"][18, TRUST] == 18
        assert after.trusts["shaken"][18, TRUST] == 1.0
    assert removed >= 12


def test_replace_leader_in_a_gap_finds_nobody_to_remove() -> None:
    order = EXAMPLES["replace_leader"]
    vacant = {"leadership.base_log_hazard": -3.5, "levers.leadership.interim_length": 12.0}
    gaps = 0
    for before, after in zip(films(vacant), films(vacant, events=[order]), strict=True):
        if before.leaders["status"][17, TRUST] == ACTING:
            gaps += 1
            assert first_differences(before, after)[0] == MONTHS
    assert gaps > 0


def paid(film: Film) -> list[float]:
    return [float(x) for x in film.trusts["heard_granted"][:, TRUST]]


def test_fund_grants_exactly_what_was_said_evenly_over_its_months() -> None:
    for film in films(QUIET, events=[EXAMPLES["fund"]], replicates=range(5)):
        grants = paid(film)
        assert sum(grants) == 2.0
        assert not any(grants[:18])
        assert not any(grants[30:])
        assert np.allclose(grants[18:30], 2.0 / 12.0, atol=2e-5)
        (row,) = film.support[(film.support["trust"] == TRUST) & (film.support["kind"] == FUNDING)]
        assert (row["started"], row["ended"], row["cost_m"]) == (18, 30, 2.0)
        assert film.national["ordered"][-1] == 2.0


def test_fund_twice_gives_both_and_without_months_lasts_as_the_levers_say() -> None:
    twice = [EXAMPLES["fund"], PlannedEvent(20, TRUST, "fund", {"millions": 3.0})]
    for film in films({**QUIET, "levers.funding.months": 24}, events=twice, replicates=range(3)):
        grants = paid(film)
        assert sum(grants) == 5.0
        assert grants[43] > 0.0
        assert not any(grants[44:])


def test_fund_for_more_months_than_are_left_gives_what_falls_into_them() -> None:
    late = PlannedEvent(54, TRUST, "fund", {"millions": 2.0, "months": 12})
    (film,) = films(QUIET, events=[late], replicates=[0])
    assert sum(paid(film)) == pytest.approx(1.0, abs=1e-4)


def test_send_director_brings_one_for_the_days_and_months_said() -> None:
    for film in films(
        {**QUIET, "support.director_turnover": 0.0}, events=[EXAMPLES["send_director"]], replicates=range(5)
    ):
        here = film.trusts["director"][:, TRUST] != NOBODY
        assert np.flatnonzero(here).tolist() == list(range(18, 24))
        assert (film.trusts["director_days"][18:24, TRUST] == 2.0).all()
        (row,) = film.support[(film.support["trust"] == TRUST) & (film.support["kind"] == DIRECTOR)]
        assert (row["started"], row["ended"], row["days_a_week"]) == (18, 24, 2.0)


def test_send_director_waits_for_one_and_lapses_when_its_time_is_over() -> None:
    without = {**QUIET, "levers.director.pool": 0}
    for film in films(without, events=[EXAMPLES["send_director"]], replicates=range(3)):
        assert film.trusts["director_ordered"][18:24, TRUST].all()
        assert not film.trusts["director_ordered"][24:, TRUST].any()
        assert (film.trusts["director"][:, TRUST] == NOBODY).all()
        assert (film.trusts["director_days"][24:, TRUST] == 0.0).all()


def test_send_buddy_sends_the_partner_named_whatever_it_is_rated() -> None:
    for film in films(QUIET, events=[EXAMPLES["send_buddy"]]):
        buddy = film.trusts["buddy"][:, TRUST]
        assert (buddy[18:24] == PARTNER).all()
        assert (np.delete(buddy, range(18, 24)) == NOBODY).all()
        assert (film.trusts["buddying"][18:24, PARTNER] > 0).all()
        (row,) = film.support[(film.support["trust"] == TRUST) & (film.support["kind"] == BUDDY)]
        assert (row["started"], row["ended"], row["partner"]) == (18, 24, PARTNER)


def test_send_buddy_sends_nobody_who_is_in_special_measures_and_lapses() -> None:
    refused = 0
    order = PlannedEvent(18, TRUST, "send_buddy", {"partner": FAILING, "months": 6})
    for film in films(QUIET, events=[order]):
        if film.special[18, FAILING]:
            refused += 1
            assert (film.trusts["buddy"][:, TRUST] == NOBODY).all()
            assert (film.trusts["buddy_ordered"][18:24, TRUST] == FAILING).all()
            assert (film.trusts["buddy_ordered"][24:, TRUST] == NEVER).all()
    assert refused > 0


def test_send_buddy_without_a_name_leaves_the_choice_to_the_rule() -> None:
    order = PlannedEvent(18, TRUST, "send_buddy", {"months": 6})
    for film in films({**QUIET, "support.unrated_strength": 40.0}, events=[order], replicates=range(5)):
        buddy = int(film.trusts["buddy"][18, TRUST])
        assert buddy not in (NOBODY, TRUST)
        assert film.trusts["regime"][18, buddy] == 0
        assert film.trusts["seen"][18, buddy] > 40.0


def test_inspect_brings_inspectors_as_soon_as_rules_allow() -> None:
    world = {"levers.regime.inspections_a_month": 2.0}
    for film in films(world, events=[EXAMPLES["inspect"]]):
        visits = np.sort(film.inspections["inspected"][film.inspections["trust"] == TRUST])
        last = visits[visits < 18].max(initial=NEVER)
        report = film.trusts["publishes_at"][17, TRUST]
        possible = max(18, last + 7, report if report > NEVER else 18)
        assert possible <= visits[visits >= 18][0] <= possible + 1
        assert not film.trusts["inspection_ordered"][possible + 1 :, TRUST].any()


def test_shock_is_pushed_onto_quality_for_its_months_and_no_longer(plain: list[Film]) -> None:
    for before, after in zip(plain, films({}, events=[EXAMPLES["shock"]]), strict=True):
        push = after.domains["shocks"][:, TRUST] - before.domains["shocks"][:, TRUST]
        there = np.abs(push).max(axis=1) > 1e-9
        assert np.flatnonzero(there).tolist() == list(range(18, 24))
        assert np.ptp(push[18:24]) < 1e-9
        assert (push[18:24] < 0.0).all()


def test_acquire_closes_the_seat_in_that_month_and_burdens_the_other() -> None:
    for film in films({"regulation.burden": 2.0}, events=[EXAMPLES["acquire"]], replicates=range(8)):
        there = film.trusts["is_open"][:, TRUST]
        assert there[:18].all()
        assert not there[18:].any()
        assert film.trusts["heard_burden"][18, PARTNER] == 2.0
        assert film.trusts["heard_burden"][19, PARTNER] == 0.0
        (row,) = film.tenures[(film.tenures["trust"] == TRUST) & (film.tenures["ended_because"] == TRUST_CLOSED)]
        assert row["ended"] == 18
        freed = film.people["trust"][18:] == TRUST
        assert not (freed & (film.people["status"][18:] == IN_POST)).any()
        assert (film.trusts["is_open"].sum(axis=1) == np.where(np.arange(MONTHS) < 18, TRUSTS, TRUSTS - 1)).all()


def orders_for(trust: int) -> Sequence[PlannedEvent]:
    return [PlannedEvent(20, trust, word, dict(event.details)) for word, event in EXAMPLES.items() if word != "nothing"]


def test_a_closed_trust_can_be_ordered_nothing_any_more() -> None:
    shut = EXAMPLES["acquire"]
    alone = films({}, events=[shut], replicates=range(4))
    pestered = films({}, events=[shut, *orders_for(TRUST)], replicates=range(4))
    for one, other in zip(alone, pestered, strict=True):
        assert first_differences(one, other) == (MONTHS, set())


def test_all_orders_at_once_are_all_carried_out() -> None:
    orders = [event for event in orders_for(TRUST) if event.do != "acquire"]
    for film in films({**QUIET, "levers.regime.inspections_a_month": 1.0}, events=orders, replicates=range(4)):
        assert film.trusts["director"][20, TRUST] != NOBODY
        assert paid(film)[20] > 0.0
        assert film.trusts["ordered_shock"][20, TRUST] == -10.0
        assert film.leaders["status"][20, TRUST] == ACTING
