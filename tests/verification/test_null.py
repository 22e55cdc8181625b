"""The null: where leaders make no difference, replacing them changes only who leads; and the same for support."""

from collections.abc import Sequence
from functools import cache

import numpy as np
import pytest
from small_worlds import MONTHS, TRUSTS, Array, Film, Settings, films

from turnaround_sim.scenario import PlannedEvent

REPLICATES = range(8)
CROWDED: Settings = {
    "levers.funding.envelope": 10.0,
    "levers.regime.review_entries": 0.5,
    "levers.funding.millions": 10.0,
    "regulation.takeover": 0.003,
    "finance.freeze": 1.0,
    "finance.freeze_line": 0.0,
    "systems.deficit_demand": 80.0,
    "operations.horizon_response": 1.0,
    "leadership.experience_gain": 0.003,
    "leadership.capability_loss": 0.1,
    "leadership.embedding_loss": 0.5,
    "workforce.departure_upset": 0.05,
    "workforce.interim_upset": 0.01,
}
"""A world in which everything is short, so that a leak would be found: money, too, may carry one."""

EVERY_YEAR = tuple(
    PlannedEvent(month, trust, "replace_leader") for month in range(6, MONTHS, 12) for trust in range(0, TRUSTS, 2)
)
REPLACED: dict[str, tuple[Settings, Sequence[PlannedEvent]]] = {
    "by order, every year": ({}, EVERY_YEAR),
    "at review, soon": ({"levers.leadership.patience": 3, "levers.leadership.least_gain": 20.0}, ()),
    "at review, with a trial": ({"levers.leadership.patience": 3, "levers.leadership.trial_period": 24}, ()),
    "at entry": ({"levers.leadership.removal_at_entry": 1.0}, ()),
    "with long gaps": ({"levers.leadership.interim_length": 24.0}, EVERY_YEAR),
    "with a clear-out": ({"levers.leadership.executive_clear_out": 1.0}, EVERY_YEAR),
    "as assigned at entry": ({"levers.leadership.replace_after": 6}, ()),
    "as assigned, where seen worst": (
        {
            "levers.leadership.replace_after": 2,
            "levers.leadership.replace_share": 0.5,
            "levers.leadership.replace_by": 1,
        },
        (),
    ),
    "as assigned, by one of the same quality": (
        {"levers.leadership.replace_after": 0, "levers.leadership.successor": 1},
        (),
    ),
    "by the experienced": ({"levers.leadership.prefer_experienced": 5.0}, EVERY_YEAR),
}
SUPPORTED: dict[str, Settings] = {
    "no directors": {"levers.director.days": 0.0},
    "directors who scrutinise": {"levers.director.style": -1.0, "levers.director.days": 5.0},
    "no buddies": {"levers.buddy.share": 0.0},
    "no money": {"levers.funding.millions": 0.0},
    "much money": {"levers.funding.millions": 100.0, "levers.funding.envelope": 2000.0},
    "money for consultants": {"levers.funding.posts": 0.0, "levers.funding.capability": 0.0},
    "no partners": {"levers.system.support": 0.0, "levers.system.neighbour_help": 0.0},
    "the whole system": {"levers.system.whole_system": True},
    "support after exit": {"levers.regime.support_after_exit": 24, "levers.buddy.share": 0.0},
}
WHAT_TRUSTS_ARE = (
    "staffing", "engagement", "capability", "attention", "interruptions", "quick_lift", "pressure", "seen", "deficit",
    "oversight_load", "stigma", "galvanised",
)  # fmt: skip
WHAT_BEFALLS_THEM = (
    "rating", "rating_well_led", "inspected", "published_at", "due", "entered", "exited", "spell", "is_open", "system",
)  # fmt: skip
WHAT_IS_PAID = ("funds", "spell_funding", "spent_posts", "director", "buddy")


def equal_rows(one: Array, other: Array) -> bool:
    """Whether two tables hold the same, empty cells included; their padding may differ."""
    columns = one.dtype.names or ()
    same_length = len(one) == len(other)
    return same_length and all(np.array_equal(one[c], other[c], equal_nan=one[c].dtype.kind == "f") for c in columns)


@cache
def world(leaders: float, support: float) -> tuple[Film, ...]:
    """The crowded world with the effects of leaders and of support on or off."""
    return tuple(films({**CROWDED, "leadership.effects": leaders, "support.effects": support}, replicates=REPLICATES))


def other_world(
    leaders: float, support: float, settings: Settings, events: Sequence[PlannedEvent] = ()
) -> tuple[Film, ...]:
    effects = {"leadership.effects": leaders, "support.effects": support}
    return tuple(films({**CROWDED, **effects, **settings}, events=events, replicates=REPLICATES))


def differing(one: Film, other: Film, columns: Sequence[str]) -> list[str]:
    """The variables of trusts that are not the same in every trust and month, quality among them."""
    wrong = [column for column in columns if not np.array_equal(one.trusts[column], other.trusts[column])]
    return wrong + ["quality"] * (not np.array_equal(one.domains["level"], other.domains["level"]))


@pytest.mark.parametrize("support", [0.0, 1.0])
@pytest.mark.parametrize("way", REPLACED)
def test_where_leaders_make_no_difference_replacing_them_makes_none(way: str, support: float) -> None:
    settings, events = REPLACED[way]
    for kept, replaced in zip(world(0.0, support), other_world(0.0, support, settings, events), strict=True):
        assert differing(kept, replaced, WHAT_TRUSTS_ARE + WHAT_BEFALLS_THEM + WHAT_IS_PAID) == []
        for table in ("inspections", "support", "national"):
            assert equal_rows(getattr(kept, table), getattr(replaced, table))
        for column in ("trust", "entered", "exited", "rating_at_exit", "director_months", "funding_m"):
            assert np.array_equal(kept.spells[column], replaced.spells[column], equal_nan=True)
        assert not equal_rows(kept.tenures, replaced.tenures)


@pytest.mark.parametrize("support", [0.0, 1.0])
@pytest.mark.parametrize("way", REPLACED)
def test_where_leaders_matter_replacing_them_does_too(way: str, support: float) -> None:
    settings, events = REPLACED[way]
    for kept, replaced in zip(world(1.0, support), other_world(1.0, support, settings, events), strict=True):
        assert {"engagement", "capability", "quality"} <= set(differing(kept, replaced, WHAT_TRUSTS_ARE))


@pytest.mark.parametrize("leaders", [0.0, 1.0])
@pytest.mark.parametrize("kind", SUPPORTED)
def test_where_support_makes_no_difference_more_or_less_of_it_makes_none(kind: str, leaders: float) -> None:
    for before, after in zip(world(leaders, 0.0), other_world(leaders, 0.0, SUPPORTED[kind]), strict=True):
        assert differing(before, after, WHAT_TRUSTS_ARE + WHAT_BEFALLS_THEM) == []
        assert equal_rows(before.tenures, after.tenures)
        assert equal_rows(before.inspections, after.inspections)


@pytest.mark.parametrize("leaders", [0.0, 1.0])
@pytest.mark.parametrize("kind", SUPPORTED)
def test_where_support_matters_more_or_less_of_it_does_too(kind: str, leaders: float) -> None:
    settings = SUPPORTED[kind]
    changed = [
        differing(before, after, WHAT_TRUSTS_ARE)
        for before, after in zip(world(leaders, 1.0), other_world(leaders, 1.0, settings), strict=True)
    ]
    assert any("quality" in found for found in changed)


def test_the_four_worlds_start_alike_in_luck_and_part_in_course() -> None:
    worlds = [world(leaders, support) for leaders in (0.0, 1.0) for support in (0.0, 1.0)]
    for films_of_one in zip(*worlds, strict=True):
        for film in films_of_one[1:]:
            both_open = film.trusts["is_open"] & films_of_one[0].trusts["is_open"]
            assert (film.trusts["shock"] == films_of_one[0].trusts["shock"])[both_open].all()
            assert np.array_equal(film.trusts["disadvantage"], films_of_one[0].trusts["disadvantage"])
            assert not np.array_equal(film.quality, films_of_one[0].quality)
