"""Every number with what it rests on, and how far to trust the model."""

import csv

import pytest

from turnaround_sim import dictionary
from turnaround_sim.assurance import bibliography
from turnaround_sim.assurance.register import ORDERS, register
from turnaround_sim.dashboard.evidence import numbers, trusting
from turnaround_sim.dashboard.tables import as_csv
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import declared_paths
from turnaround_sim.validation.study import misses, published

EVERY = numbers.every()


def test_every_parameter_and_every_lever_is_there():
    wanted = [f"parameters.{path}" for path in declared_paths(Parameters)]
    wanted += [f"levers.{path}" for path in declared_paths(Levers)]
    assert [each.path for each in EVERY] == wanted
    assert set(numbers.groups()) == {f"{each.whole}.{each.group}" for each in EVERY}


def test_a_parameter_has_its_row_of_the_register_and_a_lever_none():
    rows = {f"parameters.{row.path}": row for row in register()}
    assert {each.path: each.row for each in EVERY if each.row} == rows
    lever = next(each for each in EVERY if each.whole == "levers")
    assert (lever.grade, lever.influence, lever.informed) == ("–", "decided", "–")


def test_filters_go_together():
    some = numbers.chosen(EVERY, groups=["parameters.workforce"], kinds=["assumed"], grades=["D"])
    assert some
    assert all((each.group, each.declared.kind, each.grade) == ("workforce", "assumed", "D") for each in some)
    assert numbers.chosen(EVERY) == list(EVERY)
    assert [each.path for each in numbers.chosen(EVERY, words="WORKFORCE leaving ordinary")] == [
        "parameters.workforce.leaving"
    ]
    assert numbers.chosen(EVERY, words="no such thing at all") == []


@pytest.mark.parametrize("order", ORDERS)
def test_every_order_has_every_number_once_and_levers_last(order):
    ranked = numbers.ordered(EVERY, order)
    assert sorted(each.path for each in ranked) == sorted(each.path for each in EVERY)
    levers = [each.row is None for each in ranked]
    assert levers == sorted(levers)
    assert order in numbers.NAMES


def test_weak_grounds_with_much_influence_come_first():
    first, *_ = numbers.ordered(EVERY, "weak-but-influential")
    assert first.row.score == max(row.score or 0.0 for row in register())


def test_the_file_has_numbers_that_can_be_read_back():
    rows = list(csv.DictReader(as_csv(numbers.COLUMNS, numbers.as_cells(EVERY)).splitlines()))
    assert [row["name"] for row in rows] == [each.path for each in EVERY]
    leaving = next(row for row in rows if row["name"] == "parameters.workforce.leaving")
    assert float(leaving["value"]) == next(row.stated for row in register() if row.path == "workforce.leaving")
    assert float(leaving["influence_low"]) <= float(leaving["influence"]) <= float(leaving["influence_high"])


def test_one_number_has_its_sources_in_words():
    number = next(each for each in EVERY if each.path == "parameters.leadership.misfit")
    facts = numbers.about(number)
    said = [text for name, text in facts if name == "Source"]
    assert said == [bibliography.entry(key) for key in number.declared.sources]
    assert all(len(text) > 40 for text in said)
    assert set(said) <= set(numbers.sources(EVERY))


def test_failures_come_first_and_stand_open():
    parts = list(trusting.parts())
    assert parts[0].heading == "What the model gets wrong"
    assert parts[0].weighty
    assert len(parts[0].rows) == sum(fact.kind == "record" for fact in misses())
    assert [part.weighty for part in parts].count(True) == 2
    assert sum(len(part.rows) for part in parts) == len(published())
    results = [row[3] for row in trusting.as_cells()]
    assert results[0] == "fail"
    assert len(results) == len(published())


def test_the_answer_counts_the_same_facts():
    held = [fact for fact in published() if fact.held_out and fact.kind == "record"]
    met = sum(fact.result == "pass" for fact in held)
    assert f"it meets {met} and misses {sum(fact.result == 'fail' for fact in held)}" in trusting.answer()
    assert "worlds" in trusting.made()


def test_what_the_model_is_not_for_holds_what_every_table_says():
    said = " ".join(trusting.NOT_FOR).lower()
    for word in ("trust", "person", "date of exit"):
        assert word in dictionary.OUT_OF_SCOPE
        assert word in said


def test_what_the_record_teaches_is_counted():
    narrowed, *rest = trusting.learnt()
    assert narrowed.startswith(f"The record narrows {sum(row.informed for row in register())} of ")
    assert "not informed" in rest[-1]


NULL = """target,fact,difference,low,high,full_inside,null_inside,favours,needs_no_leader
T01,one,0.3,0.1,0.5,True,True,full,False
T02,two,-0.2,-0.4,-0.1,True,False,null,True
T03,three,0.0,-0.1,0.1,True,True,neither,True
"""


def test_the_null_stands_beside_it_where_the_root_keeps_it(tmp_path):
    assert trusting.beside_null(tmp_path) is None
    path = tmp_path / trusting.AGAINST_NULL
    path.parent.mkdir(parents=True)
    path.write_text(NULL, encoding="utf-8")
    told = trusting.beside_null(tmp_path)
    assert told.sentence.startswith("Of 3 facts the record is told better by the full model on 1, by the null")
    assert "2 need no effect of leaders" in told.sentence
    assert [row[1] for row in told.rows] == ["the full model", "the null", "neither"]
    path.write_text("target\nT01\n", encoding="utf-8")
    with pytest.raises(Mistake, match="against_null"):
        trusting.beside_null(tmp_path)
