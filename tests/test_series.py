"""Things and parameters become rows that compiled code can read."""

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numba
import numpy as np
import pytest

from turnaround_sim.provenance import Group, Groups, assumed, chosen
from turnaround_sim.series import dtype_of, group_record, parameter_dtype, record_of, records_of, rows_of


class Leadership(Group):
    """Who leads."""

    removal: bool = chosen(True, "1", note="remove at entry")
    hazard: float = assumed(0.03, "1/month", low=0.0, high=0.1, note="n")
    patience: int = chosen(12, "months", low=1, high=120, note="n")
    rule: int = chosen("near", "choice", choices=("strong", "near"), note="n")


class Support(Group):
    """Who helps."""

    days: float = assumed(3.0, "days", low=0.0, high=5.0, note="n")


class Numbers(Groups):
    """Everything believed."""

    leadership: Leadership = Leadership()
    support: Support = Support()


class Grade(IntEnum):
    """A coded word."""

    LOW = 0
    HIGH = 1


@dataclass
class Post:
    """One thing with a field of every kind."""

    taken: bool = False
    quality: float = 50.0
    number: int = 0
    grade: Grade = Grade.LOW


def test_a_dataclass_becomes_an_aligned_row_in_the_order_of_its_fields() -> None:
    row = dtype_of(Post)
    assert row.isalignedstruct
    assert row.names == ("taken", "quality", "number", "grade")
    assert [row[name] for name in row.names] == [np.bool_, np.float64, np.int64, np.int64]


def test_rows_hold_what_the_things_held() -> None:
    rows = rows_of(Post, [Post(True, 1.5, 7, Grade.HIGH), Post()])
    assert rows.tolist() == [(True, 1.5, 7, 1), (False, 50.0, 0, 0)]
    assert rows_of(Post, []).shape == (0,)


def test_rows_are_made_of_anything_that_has_the_fields() -> None:
    class Other:
        taken, quality, number, grade, more = True, 2.0, 3, 0, "more"

    assert rows_of(Post, [Other()]).tolist() == [(True, 2.0, 3, 0)]


def test_text_has_no_place_in_a_row() -> None:
    @dataclass
    class Named:
        name: str = ""

    with pytest.raises(TypeError, match=r"Named\.name must be a float, an int or a bool"):
        dtype_of(Named)
    with pytest.raises(TypeError, match="no dataclass"):
        dtype_of(Grade)


def test_parameters_become_one_record_with_a_sub_record_a_group() -> None:
    numbers = Numbers(leadership=Leadership(patience=18, removal=False))
    record = record_of(numbers)
    assert record.dtype == parameter_dtype(Numbers)
    assert record["leadership"]["patience"] == 18
    assert record["leadership"]["rule"] == 1
    assert record["support"]["days"] == 3.0
    assert not record["leadership"]["removal"]
    assert parameter_dtype(Numbers)["leadership"]["hazard"] == np.float64
    assert parameter_dtype(Leadership).isalignedstruct


def test_a_single_group_has_a_record_of_its_own() -> None:
    record = group_record(Leadership, Leadership(hazard=0.05))
    assert record.dtype == parameter_dtype(Leadership)
    assert record["hazard"] == 0.05


def test_many_wholes_become_many_records() -> None:
    rows = [Numbers(leadership=Leadership(patience=months)) for months in (6, 12, 24)]
    assert records_of(rows)["leadership"]["patience"].tolist() == [6, 12, 24]
    with pytest.raises(ValueError, match="no rows"):
        records_of([])


def test_compiled_code_reads_nested_records() -> None:
    @numba.njit
    def waiting(record: Any) -> float:
        return float(record.leadership.patience * record.support.days)

    @numba.njit
    def longest(records: Any) -> int:
        months = 0
        for row in range(records.size):
            months = max(months, records[row].leadership.patience)
        return months

    numbers = Numbers(leadership=Leadership(patience=18))
    assert waiting(record_of(numbers)) == 54.0
    assert longest(records_of([Numbers(), numbers, Numbers()])) == 18
