"""The evidence register: one row a parameter, one scale of grades, and an order that can be worked by hand."""

import csv
from dataclasses import replace

import pandas as pd
import pytest

from turnaround_sim import beliefs, dictionary
from turnaround_sim.assurance import bibliography, grades, influence, register
from turnaround_sim.assurance.register import Influence, Row
from turnaround_sim.levers import Levers
from turnaround_sim.mistakes import Mistake
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
        row("c.weaker", "D", (0.4, 0.3, 0.5)),  # 3 × .30
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


class MadeUp:
    """A study of every uncertain parameter, one of which makes a quarter of the variance."""

    folder = "made up"

    def __init__(self, absent: int = 0) -> None:
        self.paths = [f"parameters.{path}" for path in beliefs.uncertain()][absent:]
        self.manifest = {
            "blocks": {"sobol": {"factors": self.paths, "points": 128 * (len(self.paths) + 2), "worlds": 4}},
            "outcomes": ["shortfall", "spend_m"], "baseline": "england", "factors": [{"middle": 0.5}], "seed": 1,
            "source": "0123",
        }  # fmt: skip

    def indices(self, method: str, outcome: str, arm: str, measure: str) -> pd.DataFrame:
        assert (method, arm, measure) == ("sobol", "england", "total")
        value = 0.25 if outcome == "shortfall" else 0.5
        return pd.DataFrame({"factor": self.paths[::-1], "value": value, "low": value / 2, "high": 1.5 * value})


def test_the_file_has_every_varied_parameter_once_for_every_outcome():
    with register.FILE.open(encoding="utf-8") as file:
        first = file.readline()
        rows = list(csv.DictReader(file))
    assert first.startswith("# ")
    assert "source" in first
    outcomes = list(dict.fromkeys(row["outcome"] for row in rows))
    assert register.OUTCOME in outcomes
    for outcome in outcomes:
        assert [row["parameter"] for row in rows if row["outcome"] == outcome] == list(beliefs.uncertain())
    assert all(float(row["low"]) <= float(row["influence"]) <= float(row["high"]) for row in rows)
    assert {row["unit"] for row in rows} == {influence.UNIT}
    assert all(int(row["worlds"]) > 50_000 for row in rows)
    assert register.OUTCOME in {column.name for column in dictionary.OUTCOMES}


def test_the_shares_of_the_file_are_such_as_shares_can_be():
    moved = register.influences()
    assert sum(each.least for each in moved.values()) < 1.5  # interactions count more than once
    assert sum(each.low > 0.01 for each in moved.values()) >= 3
    # Where nothing acts, one lower end in 40 lies above nought.
    assert sum(each.high < 0.0 for each in moved.values()) <= 0.05 * len(moved)


def test_what_is_written_is_what_the_register_reads(tmp_path, monkeypatch):
    influence.write(MadeUp(), tmp_path / "influence.csv")
    monkeypatch.setattr(register, "FILE", tmp_path / "influence.csv")
    read = register.influences.__wrapped__("shortfall")
    assert list(read) == list(beliefs.uncertain())
    worlds = 128 * (len(read) + 2) * 4
    assert set(read.values()) == {Influence(0.25, 0.125, 0.375, worlds)}
    assert set(register.influences.__wrapped__("spend_m").values()) == {Influence(0.5, 0.25, 0.75, worlds)}


def test_a_study_that_leaves_some_out_is_refused(tmp_path):
    with pytest.raises(Mistake, match=r"does not take 3 of \d+ uncertain parameters one by one"):
        influence.write(MadeUp(absent=3), tmp_path / "influence.csv")
    assert not (tmp_path / "influence.csv").exists()
