"""The calendar of levers says which policy holds and which is known, by month and trust."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from turnaround_sim.levers import Levers
from turnaround_sim.provenance import with_values
from turnaround_sim.scenario import LeverChange, Scenario, lever_calendar, lever_paths

MONTHS, TRUSTS = 24, 4
PATIENCE = "leadership.patience"
NUMERIC = [path for path, d in lever_paths().items() if not d.choices and d.annotation is not bool][:3]


def scenario(*changes: LeverChange) -> Scenario:
    return Scenario("calendar", months=MONTHS, trusts=TRUSTS, systems=1, changes=changes)


def patience(value: int) -> Levers:
    return with_values(Levers(), {PATIENCE: value})


ANNOUNCED = st.none() | st.just(False) | st.integers(0, MONTHS + 6)


@st.composite
def any_changes(draw: st.DrawFn, announced: st.SearchStrategy[int | None] = ANNOUNCED) -> LeverChange:
    lever = draw(st.sampled_from(NUMERIC))
    declared = lever_paths()[lever]
    return LeverChange(
        month=draw(st.integers(0, MONTHS + 6)),
        lever=lever,
        value=draw(st.sampled_from([declared.low, declared.value, declared.high])),
        trust=draw(st.none() | st.integers(0, TRUSTS - 1)),
        announced=draw(announced),
    )


@given(st.integers(1, 60))
def test_without_changes_the_first_policy_holds_for_all(months: int) -> None:
    start = with_values(Levers(), {PATIENCE: 18})
    calendar = lever_calendar(Scenario("still", months=months, trusts=TRUSTS, systems=1, levers=start))
    assert calendar.rows == (start,)
    for table in (calendar.in_force, calendar.believed, calendar.announced, calendar.takes_effect):
        assert table.shape == (months, TRUSTS + 1)
        assert table.dtype == np.int32
        assert not table.any()


@given(st.lists(any_changes(), max_size=6))
def test_nothing_changes_before_the_first_change_and_nothing_is_known_before_its_announcement(
    changes: list[LeverChange],
) -> None:
    calendar = lever_calendar(scenario(*changes))
    assert not calendar.in_force[: min((c.month for c in changes), default=MONTHS)].any()
    known = [c.known_from for c in changes if c.known_from is not None]
    assert not calendar.announced[: min(known, default=MONTHS)].any()
    assert not calendar.takes_effect[: min(known, default=MONTHS)].any()


@given(st.lists(any_changes(), max_size=5), any_changes(announced=st.just(False)), st.integers(0, 5))
def test_a_change_nobody_is_told_of_alters_nothing_that_is_known(
    changes: list[LeverChange], secret: LeverChange, position: int
) -> None:
    without = lever_calendar(scenario(*changes))
    told = lever_calendar(scenario(*changes[:position], secret, *changes[position:]))
    assert [told.rows[r] for r in told.announced.flat] == [without.rows[r] for r in without.announced.flat]
    assert [told.rows[r] for r in told.believed.flat] == [without.rows[r] for r in without.believed.flat]
    assert np.array_equal(told.takes_effect, without.takes_effect)


@given(st.lists(any_changes(), max_size=6))
def test_every_cell_is_the_policy_after_the_changes_that_count_there(changes: list[LeverChange]) -> None:
    calendar = lever_calendar(scenario(*changes))
    ordered = sorted(changes, key=lambda c: c.month)
    for month in range(MONTHS):
        for trust in range(TRUSTS + 1):
            meant = [c for c in ordered if c.trust is None or c.trust == trust]
            known = [c for c in meant if c.known_from is not None and c.known_from <= month]
            now = with_values(Levers(), {c.lever: c.value for c in meant if c.month <= month})
            expected = with_values(Levers(), {c.lever: c.value for c in known})
            assert calendar.rows[calendar.in_force[month, trust]] == now
            assert calendar.rows[calendar.announced[month, trust]] == expected
            come = with_values(Levers(), {c.lever: c.value for c in known if c.month <= month})
            assert calendar.rows[calendar.believed[month, trust]] == come
            assert calendar.takes_effect[month, trust] == max((c.month for c in known), default=0)


@given(st.lists(any_changes(), max_size=6))
def test_rows_are_distinct_and_the_first_is_the_start(changes: list[LeverChange]) -> None:
    calendar = lever_calendar(scenario(*changes))
    assert len(set(calendar.rows)) == len(calendar.rows)
    assert calendar.rows[0] == Levers()


def test_a_change_holds_from_its_month_and_is_expected_from_its_announcement() -> None:
    calendar = lever_calendar(scenario(LeverChange(12, PATIENCE, 24, announced=6)))
    assert calendar.rows == (Levers(), patience(24))
    assert calendar.in_force[:, 0].tolist() == [0] * 12 + [1] * 12
    assert calendar.announced[:, 0].tolist() == [0] * 6 + [1] * 18
    assert calendar.takes_effect[:, 0].tolist() == [0] * 6 + [12] * 18


def test_a_change_told_of_late_is_in_force_before_people_know() -> None:
    calendar = lever_calendar(scenario(LeverChange(6, PATIENCE, 24, announced=12)))
    assert calendar.in_force[:, 0].tolist() == [0] * 6 + [1] * 18
    assert calendar.announced[:, 0].tolist() == [0] * 12 + [1] * 12


def test_people_go_on_believing_in_the_old_policy_where_nobody_tells_them() -> None:
    calendar = lever_calendar(scenario(LeverChange(6, PATIENCE, 24, announced=False)))
    assert calendar.in_force[6:].all()
    assert not calendar.announced.any()


def test_a_change_for_one_trust_leaves_the_others_and_the_nation_alone() -> None:
    calendar = lever_calendar(scenario(LeverChange(6, PATIENCE, 24, trust=2)))
    assert calendar.in_force[6:, 2].all()
    assert not np.delete(calendar.in_force, 2, axis=1).any()
    assert not np.delete(calendar.announced, 2, axis=1).any()


def test_the_later_change_wins_be_it_national_or_for_one_trust() -> None:
    calendar = lever_calendar(
        scenario(LeverChange(3, PATIENCE, 6), LeverChange(9, PATIENCE, 36), LeverChange(6, PATIENCE, 24, trust=1))
    )
    held = [calendar.rows[row] for row in calendar.in_force[[0, 3, 6, 9], 1]]
    assert held == [Levers(), patience(6), patience(24), patience(36)]
    nation = [calendar.rows[row] for row in calendar.in_force[[0, 3, 6, 9], TRUSTS]]
    assert nation == [Levers(), patience(6), patience(6), patience(36)]


def test_of_two_changes_in_a_month_the_one_said_last_wins() -> None:
    calendar = lever_calendar(scenario(LeverChange(3, PATIENCE, 6), LeverChange(3, PATIENCE, 24)))
    assert calendar.rows[calendar.in_force[3, 0]] == patience(24)


def test_a_calendar_cannot_be_written_on() -> None:
    calendar = lever_calendar(scenario(LeverChange(3, PATIENCE, 6)))
    tables = (calendar.in_force, calendar.believed, calendar.announced, calendar.takes_effect)
    assert not any(table.flags.writeable for table in tables)
