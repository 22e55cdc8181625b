"""The evidence register: one row a parameter, one scale of grades, and an order that can be worked by hand."""

import csv
from dataclasses import replace

import numpy as np
import pytest

from turnaround_sim import beliefs, dictionary
from turnaround_sim.assurance import grades, influence, register
from turnaround_sim.assurance.register import Influence, Row
from turnaround_sim.cli import bibliography
from turnaround_sim.levers import Levers
from turnaround_sim.parameters import Parameters
from turnaround_sim.provenance import declared_paths

KNOWN = declared_paths(Parameters)
MADE_UP = {"Sure": "high", "Middling": "medium", "Unsure": "low", "Ours": "own"}


@pytest.fixture
def made_up_sources(monkeypatch):
    monkeypatch.setattr(grades, "stated", lambda: MADE_UP)


@pytest.mark.usefixtures("made_up_sources")
@pytest.mark.parametrize(
    ("source", "measured", "elicited", "calibrated", "assumed"),
    [
        ("Sure", "A", "B", "B", "C"),
        ("Theory", "A", "B", "B", "C"),  # it says nothing of how sure it is
        ("Middling", "B", "C", "C", "D"),
        ("Unsure", "C", "D", "D", "D"),
        ("Ours", "D", "D", "D", "D"),
        ("", "D", "D", "D", "D"),
        ("Sure; Middling", "B", "C", "C", "D"),
        ("Unsure; Sure", "C", "D", "D", "D"),
        ("Sure; Ours", "D", "D", "D", "D"),
    ],
)
def test_a_grade_follows_from_kind_and_confidence(source, measured, elicited, calibrated, assumed):
    any_one = next(iter(KNOWN.values()))
    for kind, wanted in {
        "measured": measured, "elicited": elicited, "calibrated": calibrated, "assumed": assumed, "chosen": "–",
    }.items():  # fmt: skip
        assert grades.grade(replace(any_one, kind=kind, source=source)) == wanted


def test_own_judgement_is_the_lowest_grade_under_whatever_name():
    for key in ("MechanismPriors", "OwnDerivation2026"):
        mine = [d for d in KNOWN.values() if key in d.sources]
        assert mine
        assert {grades.grade(d) for d in mine} == {"D"}
    for key in ("F093", "F094", "F095", "F096", "F098"):  # facts that we worked out
        assert bibliography.source_of(key) == "OwnDerivation2026"
        assert grades.stated()[key] == "own"
    assert {grades.grade(d) for d in KNOWN.values() if not d.sources} == {"D"}
    assert {grades.grade(d) for d in declared_paths(Levers).values()} == {"–"}


def test_every_cited_source_says_how_sure_it_is_or_is_theory_or_the_record():
    cited = {key for declared in KNOWN.values() for key in declared.sources}
    silent = {key for key in cited - set(grades.stated()) if not (key[:1] == "T" and key[1:3].isdigit())}
    assert silent == {
        "InspectionsRecord", "SpellsRecord", "Repenning2002", "RepenningSterman2002", "RudolphRepenning2002",
        "Sastry1997",
    }  # fmt: skip
    assert set(grades.stated()) <= cited
    assert set(grades.stated().values()) <= set(grades.CONFIDENCES)


def test_every_parameter_has_exactly_one_row():
    rows = register.register()
    assert [row.path for row in rows] == list(KNOWN)
    for row in rows:
        declared = KNOWN[row.path]
        assert (row.kind, row.unit, row.low, row.high) == (declared.kind, declared.unit, declared.low, declared.high)
        assert row.grade in "ABCD"
        assert row.stated == declared.word(declared.value)


def test_only_what_was_fitted_is_informed():
    with (beliefs.POSTERIOR / "informed.csv").open(encoding="utf-8") as file:
        fitted = {row["parameter"] for row in grades.uncommented(file) if row["fitted"] == "True"}
    informed = {row.path for row in register.register() if row.informed}
    assert informed
    assert informed <= fitted


def row(path: str, grade: str, influence: tuple[float, float, float] | None) -> Row:
    moved = None if influence is None else Influence(*influence, 100)
    return Row(path, "assumed", "1", 1.0, 0.0, 2.0, "", "own", grade, False, moved)


def test_what_is_weak_and_moves_much_comes_first():
    rows = [
        row("a.measured", "A", (0.9, 0.8, 1.0)),  # 0 × .80
        row("b.weak", "D", (0.3, 0.2, 0.4)),  # 3 × .20
        row("c.weaker way down", "D", (-0.4, -0.5, -0.3)),  # 3 × .30
        row("d.weak, perhaps nothing", "D", (0.5, -0.1, 1.1)),  # 3 × 0
        row("e.middling", "B", (0.75, 0.7, 0.8)),  # 1 × .70
        row("f.never varied", "D", None),
    ]
    assert [each.score for each in rows] == pytest.approx([0.0, 0.6, 0.9, 0.0, 0.7, None])

    def first_letters(order: str) -> str:
        return "".join(each.path[0] for each in register.in_order(reversed(rows), order))

    assert first_letters("weak-but-influential") == "cebadf"
    assert first_letters("path") == "abcdef"
    assert first_letters("influence") == "aedcbf"
    assert first_letters("grade") == "bcdfea"


def linear_world(worlds: int = 3000) -> tuple[np.ndarray, np.ndarray]:
    luck = np.random.default_rng(7)
    scores = luck.standard_normal((worlds, 6))
    outcome = 3.0 * scores[:, 0] - 4.0 * scores[:, 1] + 12.0 * luck.standard_normal(worlds)
    return scores, 50.0 + outcome  # of standard deviation 13


def test_the_influence_of_a_made_up_linear_world_is_found():
    scores, outcome = linear_world()
    found = influence.slopes(scores, outcome)
    true = np.array([3.0, -4.0, 0.0, 0.0, 0.0, 0.0]) / 13.0
    np.testing.assert_allclose(found.slope, true, atol=0.04)
    assert ((found.low < true) & (true < found.high)).all()
    np.testing.assert_allclose((found.high - found.low) / 2, 1.96 * 12 / 13 / np.sqrt(3000), rtol=0.08)
    assert found.explained == pytest.approx(25 / 169, abs=0.03)


def test_only_ranks_count_and_worlds_without_the_outcome_are_left_out():
    scores, outcome = linear_world()
    plain = influence.slopes(scores, outcome)
    np.testing.assert_allclose(influence.slopes(scores, np.exp(outcome / 5.0)).slope, plain.slope, atol=1e-9)
    outcome[::10] = np.nan
    fewer = influence.slopes(scores, outcome)
    assert (plain.worlds, fewer.worlds) == (3000, 2700)
    assert np.isfinite(fewer.slope).all()


def test_an_interval_covers_as_often_as_it_says():
    luck = np.random.default_rng(3)
    inside = []
    for _ in range(300):
        scores = luck.standard_normal((120, 4))
        found = influence.slopes(scores, luck.standard_normal(120) * np.exp(0.5 * scores[:, 0]))
        inside.append((found.low < 0.0) & (found.high > 0.0))
    assert 0.92 < np.mean(inside) < 0.98


def test_what_cannot_be_regressed_is_refused():
    scores, outcome = linear_world(8)
    with pytest.raises(ValueError, match="7 worlds are too few for 6"):
        influence.slopes(scores[:7], outcome[:7])
    with pytest.raises(ValueError, match="the same"):
        influence.slopes(scores, np.ones(8))


def test_the_file_has_every_varied_parameter_once_for_every_outcome():
    with register.FILE.open(encoding="utf-8") as file:
        first = file.readline()
        rows = list(csv.DictReader(file))
    assert first.startswith("# ")
    assert "source" in first
    for outcome in (*influence.PLAIN, *influence.EFFECTS):
        assert [row["parameter"] for row in rows if row["outcome"] == outcome] == list(beliefs.uncertain())
    assert all(float(row["low"]) < float(row["influence"]) < float(row["high"]) for row in rows)
    assert {row["unit"] for row in rows} == {influence.UNIT}
    assert all(int(row["worlds"]) > len(beliefs.uncertain()) for row in rows)
    assert register.OUTCOME in {column.name for column in dictionary.OUTCOMES}


def test_what_is_written_is_what_the_register_reads(tmp_path, monkeypatch):
    count = len(beliefs.uncertain())
    made_up = influence.Slopes(np.full(count, 0.25), np.full(count, 0.125), np.full(count, 0.375), 0.5, 1234)
    influence.write(tmp_path / "influence.csv", {"shortfall": made_up, "months_in": made_up}, "made up")
    monkeypatch.setattr(register, "FILE", tmp_path / "influence.csv")
    read = register.influences.__wrapped__("shortfall")
    assert list(read) == list(beliefs.uncertain())
    assert set(read.values()) == {Influence(0.25, 0.125, 0.375, 1234)}
