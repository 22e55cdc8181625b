import pytest
from bare_world import world

from turnaround_sim.month.policy import announced_from, levers_announced, levers_at, levers_believed, national_levers
from turnaround_sim.scenario import LeverChange


@pytest.fixture
def nhs():
    """Patience 10 at first; 20 for all from month 6, told of in month 2; 30 for trust 1 from month 9, never told of."""
    return world(
        trusts=3,
        systems=1,
        months=12,
        levers={"leadership.patience": 10},
        changes=(
            LeverChange(6, "leadership.patience", 20, announced=2),
            LeverChange(9, "leadership.patience", 30, trust=1, announced=False),
        ),
    )


def patience(rows):
    return [row.leadership.patience for row in rows]


def test_the_levers_in_force_follow_the_calendar_trust_by_trust(nhs):
    assert patience(levers_at(nhs, t, 0) for t in (0, 5, 6, 9, 11)) == [10, 10, 20, 20, 20]
    assert patience(levers_at(nhs, t, 1) for t in (0, 5, 6, 9, 11)) == [10, 10, 20, 30, 30]


def test_the_nation_knows_no_exceptions(nhs):
    assert patience(national_levers(nhs, t) for t in (0, 6, 9)) == [10, 20, 20]


def test_people_know_what_was_announced_and_from_when_it_holds(nhs):
    assert patience(levers_announced(nhs, t, 1) for t in (1, 2, 9)) == [10, 20, 20]
    assert [announced_from(nhs, t, 0) for t in (1, 2, 7)] == [0, 6, 6]


def test_people_believe_in_what_was_announced_and_has_come_and_never_in_what_was_kept_from_them(nhs):
    assert patience(levers_believed(nhs, t, 1) for t in (0, 2, 5, 6, 9, 11)) == [10, 10, 10, 20, 20, 20]
    assert levers_believed(nhs, -1, 1) is nhs.levers[0]


def test_what_is_announced_for_later_is_known_from_month_nought():
    change = LeverChange(6, "leadership.patience", 20, announced=0)
    nhs = world(trusts=3, systems=1, months=12, levers={"leadership.patience": 10}, changes=(change,))
    assert patience([levers_at(nhs, 0, 1), levers_announced(nhs, 0, 1)]) == [10, 20]
    assert announced_from(nhs, 0, 1) == 6


def test_the_burn_in_lives_under_the_defaults_whatever_the_scenario(nhs):
    assert levers_at(nhs, -1, 1) is nhs.levers[0]
    assert levers_announced(nhs, -1, 1) is nhs.levers[0]
    assert national_levers(nhs, -1) is nhs.levers[0]
    assert announced_from(nhs, -5, 1) == -5
