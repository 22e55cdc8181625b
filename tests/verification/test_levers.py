"""Every lever does something, from its month on and not before, to the trust it is meant for and no other first."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pytest
from mechanisms import DOWN, UP
from outcomes import deficit, found, vacant, visits
from small_worlds import (
    MONTHS,
    Array,
    Film,
    Outcome,
    Settings,
    assert_moves,
    everywhere,
    films,
    in_first_wave,
    level,
    small_world,
    tenures_ended,
)

from turnaround_sim.entities import AFTER_EXIT, DIRECTOR, INADEQUATE, NOBODY, REMOVED_AT_ENTRY, REMOVED_AT_REVIEW
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.provenance import declared_paths
from turnaround_sim.scenario import LeverChange, checks

PATHS = tuple(declared_paths(Levers))


@dataclass(frozen=True)
class Effect:
    """A lever at two settings, and the outcome that the second moves against the first."""

    path: str
    one: float
    other: float
    outcome: Outcome
    direction: int
    given: Settings = field(default_factory=dict)


def months_helped(kind: int) -> Outcome:
    """Months of a kind of support over all trusts."""

    def months(film: Film) -> float:
        rows = film.support[film.support["kind"] == kind]
        return float((np.where(np.isnan(rows["ended"]), MONTHS, rows["ended"]) - rows["started"]).sum())

    return months


def first_director(film: Film) -> float:
    return float(film.support["started"][film.support["kind"] == DIRECTOR].min())


def buddied(film: Film) -> float:
    return float((film.trusts["buddy"] != NOBODY).sum())


def likeness_of_buddies(film: Film) -> float:
    return float(film.trusts["similarity"][film.trusts["buddy"] != NOBODY].mean())


def nearness_of_buddies(film: Film) -> float:
    month, trust = np.nonzero(film.trusts["buddy"] != NOBODY)
    place = film.trusts["system"][0]
    away = np.abs(place[trust] - place[film.trusts["buddy"][month, trust]])
    return -float(np.minimum(away, place.max() + 1 - away).mean())


def strength_of_buddies(film: Film) -> float:
    """How the buddies looked when they were chosen."""
    month, trust = np.nonzero(film.trusts["buddy_since"] == np.arange(MONTHS)[:, np.newaxis])
    return float(film.trusts["seen"][month, film.trusts["buddy"][month, trust]].mean())


def most_buddied(film: Film) -> float:
    return float(film.trusts["buddying"].max())


def granted(film: Film) -> float:
    return float(film.national["granted"][-1])


def first_grant(film: Film) -> float:
    return float(np.flatnonzero(film.national["granted"] > 0.0)[0])


def granted_between(since: int, until: int) -> Outcome:
    return lambda film: float(film.national["granted"][until] - film.national["granted"][since])


def spent_on(what: str) -> Outcome:
    return lambda film: float(film.national[f"spent_{what}"][-1])


def granted_to_the_worst(film: Film) -> float:
    """How far those that got the money are seen below the rest of the first wave, pound by pound."""
    paid = film.trusts["heard_granted"][:24][:, film.first_wave]
    gap = 100.0 - film.trusts["seen"][:24][:, film.first_wave]
    there = paid.sum(axis=1) > 0.0
    weighed = (paid * gap).sum(axis=1)[there] / paid.sum(axis=1)[there]
    return float((weighed - gap.mean(axis=1)[there]).mean())


def granted_to_many(film: Film) -> float:
    """How many trusts get money in a month in which any do."""
    paid = film.trusts["heard_granted"][:24] > 0.0
    return float(paid.sum(axis=1)[paid.any(axis=1)].mean())


def granted_to_the_large(film: Film) -> float:
    paid = film.trusts["heard_granted"][:24][:, film.first_wave].sum(axis=0)
    size = film.trusts["size"][0, film.first_wave]
    return float((paid * size).sum() / paid.sum() - size.mean())


def experienced_appointed(film: Film) -> float:
    rows = film.tenures[(film.tenures["started"] > 12) & ~film.tenures["interim"]]
    return float(rows["experienced"].mean())


def entries(film: Film) -> float:
    return float(len(film.spells))


def months_special(film: Film) -> float:
    return float(film.special.sum())


def supported_after(film: Film) -> float:
    return float((film.trusts["regime"] == AFTER_EXIT).sum())


def helped_after(film: Film) -> float:
    """What partners offer to trusts of the first wave that have left, in the two years from their leaving."""
    since = np.arange(MONTHS)[:, np.newaxis] - film.trusts["exited"]
    left = film.first_wave & ~film.special & (film.trusts["exited"] >= 0) & (since > 0) & (since <= 24)
    return float(film.trusts["heard_help"][left].mean())


def first_visit(film: Film) -> float:
    return float(film.inspections["inspected"].min())


def replaced_early(film: Film) -> float:
    """Mean month in which leaders were removed at review: in a world without reviews, replaced as assigned."""
    return float(film.tenures["ended"][film.tenures["ended_because"] == REMOVED_AT_REVIEW].mean())


def seen_where_replaced(film: Film) -> float:
    """How those whose leaders were replaced are seen in that month, against all that are inside."""
    removed = film.tenures[film.tenures["ended_because"] == REMOVED_AT_REVIEW]
    months, trusts = removed["ended"].astype(int), removed["trust"]
    return float(
        np.mean(
            [
                film.trusts["seen"][m, i] - film.trusts["seen"][m, film.special[m]].mean()
                for m, i in zip(months, trusts, strict=True)
            ]
        )
    )


def unlikeness_of_successors(film: Film) -> float:
    """How far in skill those who lead the first wave in the end are from those who led it first."""
    return float(np.abs(film.leaders["skill"][-1] - film.leaders["skill"][0])[film.first_wave].mean())


REPLACED = {"levers.leadership.removal_at_entry": 1.0}
MANY_VISITS = {"levers.regime.inspections_a_month": 40.0, "regulation.release": 0.1}
SHORT: Settings = {"levers.funding.envelope": 20.0, "levers.funding.envelope_years": 2.0}
BAD_TIMES: Settings = {"regulation.line_inadequate": 42.0, "levers.regime.inspections_a_month": 20.0}
MIXED: Settings = {
    "levers.funding.posts": 0.2,
    "levers.funding.consultants": 0.2,
    "levers.funding.capability": 0.2,
}
SEASONED: Settings = {
    "leadership.base_log_hazard": -3.5,
    "leadership.return_resigned": 1.0,
    "leadership.return_delay": 0.0,
    "regulation.release": 0.1,
    "levers.leadership.patience": 100,
}
UNREVIEWED: Settings = {"levers.leadership.most_removals": 0, "levers.leadership.removal_at_entry": 0.0}
STRATEGY: Settings = {**UNREVIEWED, "levers.leadership.replace_after": 6}
PATIENT: Settings = {"leadership.base_log_hazard": -5.5, "leadership.moving": 0.0, "regulation.release": 0.1}

EFFECTS = (
    Effect("leadership.removal_at_entry", 0.0, 1.0, tenures_ended(REMOVED_AT_ENTRY), UP),
    Effect("leadership.patience", 60, 3, tenures_ended(REMOVED_AT_REVIEW), UP),
    Effect("leadership.least_gain", -10.0, 20.0, tenures_ended(REMOVED_AT_REVIEW), UP),
    Effect("leadership.trial_period", 0, 60, tenures_ended(REMOVED_AT_REVIEW), DOWN, {"levers.leadership.patience": 6}),
    Effect("leadership.interim_length", 1.0, 24.0, vacant, UP),
    Effect("leadership.prefer_experienced", -2.0, 5.0, experienced_appointed, UP, SEASONED),
    Effect("leadership.executive_clear_out", 0.0, 1.0, everywhere("executive_stability"), DOWN),
    Effect("leadership.most_removals", 0, 20, tenures_ended(REMOVED_AT_REVIEW), UP),
    Effect("leadership.replace_after", 36, 0, tenures_ended(REMOVED_AT_REVIEW), UP, UNREVIEWED),
    Effect("leadership.replace_after", 18, 6, replaced_early, DOWN, UNREVIEWED),
    Effect("leadership.replace_share", 0.0, 1.0, tenures_ended(REMOVED_AT_REVIEW), UP, STRATEGY),
    Effect(
        "leadership.replace_by", 0, 1, seen_where_replaced, DOWN, {**STRATEGY, "levers.leadership.replace_share": 0.5}
    ),
    Effect("leadership.replace_by", 0, 2, tenures_ended(REMOVED_AT_REVIEW), DOWN, STRATEGY),
    Effect("leadership.successor", 0, 1, unlikeness_of_successors, DOWN, {**STRATEGY, **PATIENT}),
    Effect("director.delay", 0, 12, first_director, UP),
    Effect("director.days", 0.0, 5.0, months_helped(DIRECTOR), UP, {"levers.director.pool": 40}),
    Effect("director.style", -1.0, 1.0, in_first_wave("capability", 6, 24), UP, {"support.coaching": 0.01}),
    Effect("director.stay", 6, 36, months_helped(DIRECTOR), UP, {"regulation.release": 0.1}),
    Effect("director.taper", 0, 36, months_helped(DIRECTOR), UP, {"regulation.release": 0.1}),
    Effect("director.pool", 0, 20, months_helped(DIRECTOR), UP),
    Effect("buddy.share", 0.0, 1.0, buddied, UP),
    Effect("buddy.matching", 3, 0, likeness_of_buddies, UP),
    Effect("buddy.matching", 3, 1, nearness_of_buddies, UP),
    Effect("buddy.matching", 3, 2, strength_of_buddies, UP),
    Effect("buddy.months", 6, 36, buddied, UP, {"regulation.release": 0.1}),
    Effect("buddy.capacity", 1, 10, most_buddied, UP, {"levers.buddy.matching": 2}),
    Effect("funding.millions", 0.0, 5.0, granted, UP),
    Effect("funding.delay", 0, 12, first_grant, UP),
    Effect("funding.months", 6, 36, granted, UP, {"regulation.release": 0.1}),
    Effect("funding.taper", 0, 36, granted, UP, {"regulation.release": 0.1, "levers.funding.months": 6}),
    Effect("funding.posts", 0.0, 1.0, spent_on("posts"), UP, MIXED),
    Effect("funding.consultants", 0.0, 1.0, spent_on("consultants"), UP, MIXED),
    Effect("funding.capability", 0.0, 1.0, spent_on("capability"), UP, MIXED),
    Effect("funding.allocation", 3, 0, granted_to_the_worst, UP, SHORT),
    Effect("funding.allocation", 3, 1, granted_to_many, UP, SHORT),
    Effect("funding.allocation", 3, 2, granted_to_the_large, UP, SHORT),
    Effect("funding.allocation", 4, 0, granted_to_the_worst, UP, SHORT),
    Effect("funding.envelope", 20.0, 200.0, granted, UP),
    Effect("funding.envelope_years", 1.0, 5.0, granted, DOWN, SHORT),
    Effect("oversight.bodies", 0, 4, everywhere("attention"), DOWN),
    Effect("oversight.requests", 0.0, 10.0, in_first_wave("attention", 1, 13), DOWN),
    Effect("oversight.coordination", 0.0, 1.0, everywhere("attention"), UP),
    Effect("oversight.assurance_lead", False, True, in_first_wave("attention", 1, 13), UP),
    Effect(
        "oversight.improvement_board",
        False,
        True,
        in_first_wave("oversight_load", 1, 13),
        DOWN,
        {"systems.board_coordination": 0.6, "systems.board_time": 0.0},
    ),
    Effect("system.support", 0.0, 1.0, in_first_wave("help", 1, 25), UP),
    Effect("system.neighbour_help", 0.0, 1.0, level(3), UP),
    Effect("system.whole_system", False, True, in_first_wave("help", 1, 25), UP),
    Effect("regime.entry_rule", 0, 1, entries, UP, {**BAD_TIMES, "regulation.well_led_strictness": 0.0}),
    Effect("regime.exit_rule", 0, 1, months_special, UP),
    Effect("regime.review_entries", 0.0, 0.5, entries, UP),
    Effect("regime.inspection_interval", 24, 7, visits, UP, MANY_VISITS),
    Effect("regime.inspections_a_month", 0.5, 20.0, visits, UP),
    Effect("regime.roll_out_from", 0, 24, first_visit, UP, {"levers.regime.review_entries": 0.0}),
    Effect("regime.support_after_exit", 0, 24, supported_after, UP, {"regulation.release": 1.0}),
    Effect("regime.support_after_exit", 0, 24, helped_after, UP, {"regulation.release": 1.0}),
    Effect("environment.national_pressure", -1.0, 3.0, level(3), DOWN),
    Effect("environment.national_pressure", -1.0, 3.0, deficit, UP),
    Effect("environment.national_pressure", -1.0, 3.0, found("responsive"), DOWN),
)


def test_every_lever_is_tried() -> None:
    assert {effect.path for effect in EFFECTS} == set(PATHS)


@pytest.mark.parametrize("effect", EFFECTS, ids=lambda e: f"{e.path} {e.one:g} to {e.other:g} by {e.direction}")
def test_a_lever_moves_what_it_should(effect: Effect) -> None:
    one, other = ({**effect.given, f"levers.{effect.path}": value} for value in (effect.one, effect.other))
    assert_moves(effect.outcome, one, other, effect.direction)


TURN = 12
"""When dated changes take effect here: soon enough that most of the first wave is still in."""

NATIONAL = {
    "director.pool",
    "funding.allocation",
    "funding.envelope",
    "funding.envelope_years",
    "regime.inspections_a_month",
    "regime.review_entries",
}
"""Levers of the nation as a whole: no trust has one of its own."""

EVENTFUL: Settings = {
    **SHORT,
    "levers.regime.review_entries": 0.5,
    "levers.leadership.removal_at_entry": 0.5,
    "levers.leadership.patience": 3,
    "levers.regime.inspections_a_month": 3.0,
    "levers.funding.months": 36,
    "levers.funding.millions": 10.0,
    "levers.director.pool": 4,
    "leadership.base_log_hazard": -3.5,
    "regulation.line_inadequate": 40.0,
    "levers.regime.roll_out_from": 6,
    "levers.leadership.replace_after": 6,
}
"""A world in which every lever has something to take hold of at once."""


def other_values(path: str, world: Settings) -> list[float]:
    """The values at which a lever is tried, but for the one that it has in a world."""
    tried = {value for effect in EFFECTS if effect.path == path for value in (effect.one, effect.other)}
    return sorted(tried - {world.get(f"levers.{path}")})


def same(one: Film, other: Film) -> Array:
    """Where all that a trust, its causes and its leader are is the same in two films, [month, trust]."""
    alike = np.ones(one.trusts.shape, bool)
    for name in ("trusts", "causes", "leaders", "domains"):
        a, b = getattr(one, name), getattr(other, name)
        for column in a.dtype.names:
            equal = (a[column] == b[column]) | ((a[column] != a[column]) & (b[column] != b[column]))
            alike &= equal if equal.ndim == 2 else equal.all(axis=2)
    return alike


@pytest.fixture(scope="module")
def eventful() -> list[Film]:
    return films(EVENTFUL, replicates=range(4))


@pytest.mark.parametrize("path", PATHS)
def test_a_change_nobody_is_told_of_shows_from_its_month_on_and_not_before(path: str, eventful: list[Film]) -> None:
    month = 3 if path == "regime.roll_out_from" else TURN
    shown = False
    for value in other_values(path, EVENTFUL):
        change = LeverChange(month, path, value, announced=False)
        afterwards = films(EVENTFUL, changes=[change], replicates=range(4))
        for before, after in zip(eventful, afterwards, strict=True):
            alike = same(before, after)
            assert alike[:month].all()
            shown |= not alike[month:].all()
    assert shown


LOCAL: Settings = {
    **EVENTFUL,
    "systems.national_scarcity": False,
    "leadership.moving": 0.0,
    "levers.buddy.capacity": 10,
}
"""Nothing is shared beyond a system, and nobody is hired away: what is done to one trust stays there at first."""
SPECIAL_WORLDS: Mapping[str, Settings] = {
    "leadership.prefer_experienced": {
        **SEASONED,
        "leadership.acceptance": 1.0,
        "leadership.interview_noise": 0.0,
        "levers.leadership.removal_at_entry": 0.0,
        "levers.leadership.interim_length": 1.0,
    },
    # A trust that is out and no longer supported may become a buddy at once.
    "regime.support_after_exit": {"levers.buddy.share": 0.0},
    "regime.entry_rule": {"regulation.line_inadequate": 45.0, "levers.regime.review_entries": 0.0},
}


@pytest.fixture(scope="module")
def local() -> list[Film]:
    return films(LOCAL, replicates=range(6))


@pytest.mark.parametrize("path", [path for path in PATHS if path not in NATIONAL])
def test_a_change_for_one_trust_touches_that_trust_first(path: str, local: list[Film]) -> None:
    month = 3 if path == "regime.roll_out_from" else TURN
    world = {**LOCAL, **SPECIAL_WORLDS.get(path, {})}
    touched = 0
    for replicate, before in enumerate(films(world, replicates=range(20)) if path in SPECIAL_WORLDS else local):
        for trust in who_has_to_do_with(path, before, month):
            for value in other_values(path, world):
                change = LeverChange(month, path, value, trust=trust, announced=False)
                (after,) = films(world, changes=[change], replicates=[replicate])
                alike = same(before, after)
                if alike.all():
                    continue
                touched += 1
                first = np.flatnonzero(~alike.all(axis=1))[0]
                assert first >= month
                assert not alike[first, trust]
                involved = {trust}
                for film in (before, after):
                    involved |= {int(film.trusts["buddy"][first, trust])} | rivals(film, first, trust)
                assert set(np.flatnonzero(~alike[first])) <= involved
        if touched >= 3:
            return
    assert touched


def rivals(film: Film, month: int, trust: int) -> set[int]:
    """Trusts of the same system that appointed a leader in a month: another may have got the one they wanted."""
    place = film.trusts["system"][month]
    appointed = film.trusts["heard_appointed"][month] != NOBODY
    return set(np.flatnonzero(appointed & (place == place[trust])).tolist())


def who_has_to_do_with(path: str, film: Film, month: int) -> list[int]:
    """A few trusts on which a lever can take hold after a month: most levers do in special measures."""
    there = film.special[month : month + 12].all(axis=0)
    if path == "regime.roll_out_from":
        there = ~film.first_wave
    if path == "regime.entry_rule":
        there = (film.trusts["rating"][month + 1 :] == INADEQUATE).any(axis=0) & ~film.special.any(axis=0)
    if path == "leadership.prefer_experienced":
        there = film.first_wave
    return [int(trust) for trust in np.flatnonzero(there)[:3]]


@pytest.mark.parametrize("path", sorted(NATIONAL))
def test_a_lever_of_the_nation_cannot_be_turned_for_one_trust(path: str) -> None:
    for value in other_values(path, EVENTFUL):
        with pytest.raises(Mistake, match=f"{path} holds for the nation only"):
            small_world(EVENTFUL, changes=[LeverChange(TURN, path, value, trust=3)])


@pytest.mark.parametrize("path", sorted(NATIONAL))
def test_what_is_refused_for_one_trust_would_do_nothing_there(
    path: str, eventful: list[Film], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(checks, "NATIONAL", frozenset())
    trust = int(np.flatnonzero(eventful[0].special[TURN])[0])
    for value in other_values(path, EVENTFUL):
        change = LeverChange(TURN, path, value, trust=trust)
        (after,) = films(EVENTFUL, changes=[change], replicates=[0])
        assert same(eventful[0], after).all()


FORESIGHTED: Settings = {
    "operations.horizon_response": 0.5,
    "operations.horizon": 12.0,
    "regulation.release": 0.1,
    "levers.regime.inspection_interval": 48,
}
"""Leaders look far ahead, and few trusts are let out."""


@pytest.mark.parametrize(
    ("path", "now", "then"), [("leadership.patience", 60, 3), ("regime.inspection_interval", 48, 7)]
)
def test_an_announced_change_moves_quick_fixes_at_once_and_nothing_else(path: str, now: int, then: int) -> None:
    told, holds = 6, 18
    world = {**FORESIGHTED, "levers.leadership.patience": 60, f"levers.{path}": now}
    moved = 0
    for before, after in zip(
        films(world), films(world, changes=[LeverChange(holds, path, then, announced=told)]), strict=True
    ):
        alike = same(before, after)
        assert alike[:told].all()
        at_once = ~alike[told]
        assert not (at_once & ~before.special[told]).any()
        for column in ("oversight_load", "interruptions", "engagement", "staffing", "pressure", "embedding"):
            assert (before.trusts[column][told] == after.trusts[column][told]).all()
        assert (before.trusts["horizon"][told] > after.trusts["horizon"][told])[at_once].all()
        assert (before.trusts["quick_share"][told] < after.trusts["quick_share"][told])[at_once].all()
        moved += at_once.sum()
    assert moved > 0


def test_a_policy_that_will_give_more_time_moves_nothing_until_it_holds() -> None:
    world = {**FORESIGHTED, "levers.leadership.patience": 60}
    later = LeverChange(18, "leadership.trial_period", 120, announced=6)
    for before, after in zip(films(world), films(world, changes=[later]), strict=True):
        assert same(before, after)[:18].all()


def test_leaders_who_are_not_told_look_ahead_as_before() -> None:
    world = {**FORESIGHTED, "levers.leadership.patience": 60, "levers.leadership.most_removals": 0}
    untold = LeverChange(18, "leadership.patience", 3, announced=False)
    for before, after in zip(films(world), films(world, changes=[untold]), strict=True):
        assert same(before, after).all()
