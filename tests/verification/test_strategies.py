"""A strategy is assigned at entry and followed: who is replaced, when, by whom, and what is expected of it."""

from dataclasses import fields

import numpy as np
import pytest
from small_worlds import MONTHS, Array, Film, Settings, films

from turnaround_sim.entities import ACTING, KEPT, NEVER, NOBODY, REMOVED_AT_REVIEW, TrustFields
from turnaround_sim.scenario import LeverChange

REPLICATES = range(8)
ASSIGNED = frozenset(f.name for f in fields(TrustFields) if f.name.startswith("replacement_"))
QUIET: Settings = {
    "levers.regime.inspections_a_month": 0.0,
    "levers.leadership.most_removals": 0,
    "levers.leadership.removal_at_entry": 0.0,
}
"""The trusts of the first wave stay in, nobody enters later, and nobody is removed but as assigned."""


def filmed(after: int = -1, share: float = 1.0, by: int = 0, successor: int = 0, *, told: bool = True) -> list[Film]:
    said = {"replace_after": after, "replace_share": share, "replace_by": by, "successor": successor}
    if told:
        return films({**QUIET, **{f"levers.leadership.{k}": v for k, v in said.items()}}, replicates=REPLICATES)
    untold = [LeverChange(0, f"leadership.{k}", v, announced=False) for k, v in said.items()]
    return films(QUIET, changes=untold, replicates=REPLICATES)


@pytest.fixture(scope="module")
def never() -> list[Film]:
    return filmed()


def alike(one: Film, other: Film, columns: frozenset[str] = ASSIGNED) -> Array:
    """In which months all that trusts and whoever leads them are is the same, but for these columns."""
    same = np.ones(len(one.trusts), bool)
    for name in ("trusts", "leaders", "causes", "domains"):
        a, b = getattr(one, name), getattr(other, name)
        for column in set(a.dtype.names) - columns:
            equal = (a[column] == b[column]) | ((a[column] != a[column]) & (b[column] != b[column]))
            same &= equal.reshape(len(same), -1).all(axis=1)
    return same


def replaced(film: Film) -> Array:
    """Trusts whose leader was replaced, and the months, as rows (trust, month)."""
    rows = film.tenures[film.tenures["ended_because"] == REMOVED_AT_REVIEW]
    return np.column_stack([rows["trust"], rows["ended"].astype(int)])


def led_as_at_entry(film: Film, month: int) -> set[int]:
    """First-wave trusts that at the end of a month have the substantive leader they had at entry."""
    there = film.first_wave & (film.leaders["status"][month] != ACTING) & (film.leaders["started"][month] <= 0)
    return set(np.flatnonzero(there).tolist())


@pytest.mark.parametrize("after", [0, 6, 24])
def test_whoever_led_at_entry_and_still_leads_is_replaced_once_and_in_that_month(after: int, never: list[Film]) -> None:
    due = after + 1
    told = 0
    for before, film in zip(never, filmed(after, told=False), strict=True):
        rows = replaced(film)
        assert set(rows[:, 1]) <= {due}
        # Whoever leaves of her own accord in the month itself does so in either world.
        assert set(rows[:, 0]) == led_as_at_entry(before, due)
        assert led_as_at_entry(film, due) == set()
        assert alike(before, film)[:due].all()
        told += len(rows)
    assert told > 20


def test_a_strategy_confined_to_the_first_wave_is_followed_after_policy_has_changed() -> None:
    once = LeverChange(1, "leadership.replace_after", -1)
    more = LeverChange(2, "regime.review_entries", 0.5)
    later = 0
    for film in films({**QUIET, "levers.leadership.replace_after": 12}, changes=[once, more], replicates=REPLICATES):
        rows = replaced(film)
        assert set(rows[:, 1]) <= {13}
        assert set(rows[:, 0]) <= set(np.flatnonzero(film.first_wave))
        assert len(rows) > 0
        entered_later = (film.trusts["entered"][-1] > 0) & ~film.first_wave
        assert (film.trusts["replacement_due"][-1, entered_later] == NEVER).all()
        later += entered_later.sum()
    assert later > 0


def test_the_lot_falls_on_the_same_trusts_whatever_the_month() -> None:
    for early, late in zip(filmed(3, 0.5), filmed(9, 0.5), strict=True):
        stayed = led_as_at_entry(early, 3) & led_as_at_entry(late, 9)
        chosen = [set(replaced(film)[:, 0].tolist()) & stayed for film in (early, late)]
        # Who resigned in the very month cannot be told from here.
        assert chosen[1] <= chosen[0]


def test_what_is_expected_moves_quick_fixes_alone_until_it_comes(never: list[Film]) -> None:
    moved = 0
    for before, film in zip(never, filmed(6), strict=True):
        assert alike(before, film)[0]
        nearer = before.trusts["horizon"] > film.trusts["horizon"]
        assert set(np.flatnonzero(nearer[1])) <= led_as_at_entry(before, 0)
        assert (before.trusts["quick_share"][1] < film.trusts["quick_share"][1])[nearer[1]].all()
        assert (before.trusts["horizon"][1] >= film.trusts["horizon"][1]).all()
        moved += nearer[1].sum()
    assert moved > 20


def test_a_sham_is_expected_like_the_real_thing_and_replaces_nobody(never: list[Film]) -> None:
    for before, real, sham in zip(never, filmed(6), filmed(6, by=2), strict=True):
        assert alike(real, sham)[:7].all()
        assert len(replaced(sham)) == 0
        assert not alike(before, sham)[6]


@pytest.mark.parametrize("by", [0, 2])
def test_a_strategy_that_nobody_is_told_of_and_that_replaces_nobody_changes_nothing(by: int, never: list[Film]) -> None:
    share = 0.0 if by == 0 else 1.0
    for before, film in zip(never, filmed(6, share, by, told=False), strict=True):
        assert alike(before, film).all()
        assert before.outcomes.tobytes() == film.outcomes.tobytes()


def test_a_successor_of_the_same_quality_has_the_same_gap_and_is_nobody_elses(never: list[Film]) -> None:
    followed = 0
    for before, new, same in zip(never, filmed(6), filmed(6, successor=1), strict=True):
        rows = replaced(same)
        assert (rows == replaced(new)).all()
        for trust, month in rows:
            assert new.trusts["fills_from"][month, trust] == same.trusts["fills_from"][month, trust]
            left = before.leaders[month - 1, trust]
            row = same.trusts["heir"][month, trust]
            there = same.people["status"][:, row] == KEPT
            comes = int(same.trusts["fills_from"][month, trust])
            assert there[month:comes].all()
            if comes >= MONTHS:
                continue
            came = same.leaders[comes, trust]
            assert (came["number"], came["generation"], came["started"]) == (row, left["generation"] + 1, comes)
            for trait in ("skill", "listening", "orientation", "frailty"):
                assert came[trait] == left[trait]
            assert came["experience"] == 0
            assert came["appropriateness"] != left["appropriateness"]
            served = same.tenures[same.tenures["leader"] == row + 100_000 * (left["generation"] + 1)]
            assert (served["trust"][0], served["started"][0]) == (trust, comes)
            followed += 1
        assert (same.trusts["heir"][:6] == NOBODY).all()
    assert followed > 40
