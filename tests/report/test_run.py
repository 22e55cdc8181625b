"""One arm of a finished run is read back, whichever it is, and nothing of another with it."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pyarrow as pa
import pytest

from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.numbers.spells import read_spells
from turnaround_sim.report.run import as_codes, as_floats, read_run
from turnaround_sim.store import Results

WriteRun = Callable[..., Path]
TWO = {"b": "The first", "a": "The second"}


def test_the_first_arm_is_read_and_the_others_counted(write_run: WriteRun) -> None:
    both = read_run(Results.open(write_run(replicates=4, titles=TWO)))
    alone = read_run(Results.open(write_run(replicates=4, titles={"b": "The first"})))
    assert (both.title, both.arms, both.is_first, both.replicates, both.seed) == ("The first", 2, True, 4, 7)
    assert np.array_equal(read_spells(both).length, read_spells(alone).length)
    assert np.array_equal(both.by_month("quality")["quality"], alone.by_month("quality")["quality"])


def test_another_arm_is_read_by_its_name(write_run: WriteRun) -> None:
    months = [{"arm": arm, "month": 0, "quality": quality} for arm, quality in (("b", 1.0), ("a", 2.0))]
    results = Results.open(write_run(replicates=1, months=1, titles=TWO, rows={"months": months}))
    second = read_run(results, "a")
    assert (second.title, second.is_first) == ("The second", False)
    assert second.by_month("quality")["quality"].tolist() == [[2.0]]


def test_an_arm_that_is_not_there_is_a_mistake(write_run: WriteRun) -> None:
    with pytest.raises(Mistake, match=r'no arm "patiant".*did you mean "patient"') as told:
        read_run(Results.open(write_run(replicates=1, titles={"england": "", "patient": ""})), "patiant")
    assert (told.value.key, told.value.value) == ("--arm", "patiant")


def test_figures_of_months_stand_by_replicate_and_month(write_run: WriteRun) -> None:
    months = [
        {"replicate": replicate, "month": month, "in_special_measures": 10 * replicate + month}
        for month in (1, 0)
        for replicate in (26, 25)
    ]
    run = read_run(Results.open(write_run(replicates=2, first=25, months=2, rows={"months": months})))
    assert run.by_month("in_special_measures")["in_special_measures"].tolist() == [[250, 251], [260, 261]]


def test_only_england_has_englands_number_of_trusts(write_run: WriteRun) -> None:
    assert read_run(Results.open(write_run(replicates=1))).is_england
    assert not read_run(Results.open(write_run(replicates=1, trusts=12))).is_england


def test_empty_cells_are_no_numbers_and_no_words() -> None:
    assert np.isnan(as_floats(pa.chunked_array([pa.array([1, None], pa.int32())]))).tolist() == [False, True]
    words = pa.chunked_array([pa.array(["good", None, "other"]).dictionary_encode()])
    assert as_codes(words, ("inadequate", "good")).tolist() == [1, -1, -1]
