"""What can happen to a trust is listed once, with units and ranges."""

import numpy as np
import pytest

from turnaround_sim.events import MOST_TRUSTS, NOBODY, SAYS, Event, EventKind
from turnaround_sim.series import dtype_of


def test_the_codes_never_change() -> None:
    assert [(kind.word, kind.value) for kind in EventKind] == [
        ("nothing", 0),
        ("replace_leader", 1),
        ("fund", 2),
        ("send_director", 3),
        ("send_buddy", 4),
        ("inspect", 5),
        ("shock", 6),
        ("acquire", 7),
    ]


def test_every_kind_says_what_may_be_said_about_it() -> None:
    assert {kind.word: set(keys) for kind, keys in SAYS.items()} == {
        "nothing": set(),
        "replace_leader": set(),
        "fund": {"millions", "months"},
        "send_director": {"days_a_week", "months"},
        "send_buddy": {"partner", "months"},
        "inspect": set(),
        "shock": {"points", "months"},
        "acquire": {"partner"},
    }


@pytest.mark.parametrize("kind", EventKind)
def test_every_key_has_a_unit_a_meaning_and_a_column_of_its_own(kind: EventKind) -> None:
    said = SAYS[kind].values()
    assert all(s.declared.unit and s.declared.note for s in said)
    assert len({s.column for s in said}) == len(said)


def test_what_may_be_left_out_has_a_value_that_is_allowed() -> None:
    for keys in SAYS.values():
        for said in keys.values():
            if not said.needed and said.column != "partner":
                assert said.declared.read(said.declared.value) == said.declared.value


def test_the_largest_partner_is_the_last_of_the_most_trusts() -> None:
    acquirer = SAYS[EventKind.ACQUIRE]["partner"].declared
    assert (acquirer.value, acquirer.low, acquirer.high) == (NOBODY, 0, MOST_TRUSTS - 1)


def test_an_event_is_a_row_of_numbers() -> None:
    row = dtype_of(Event)
    assert row.names == ("month", "trust", "kind", "amount", "months", "partner")
    assert row["amount"] == np.float64
    assert row["partner"] == np.int64
    assert Event(month=3, trust=1, kind=EventKind.INSPECT) == Event(3, 1, 5, 0.0, 0, -1)
