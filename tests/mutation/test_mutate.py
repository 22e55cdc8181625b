"""What lives must be explained, explanations must be of lines that stand, and the score must be what was found."""

import re
import sqlite3

import pytest
from mutation import mutate
from mutation.mutate import (
    LEFT_OUT,
    PACKAGE,
    Found,
    Mutated,
    Survivor,
    explanations,
    found_in,
    mutated_files,
    owed,
    report,
)

LIVES = Survivor("rules/finance", "if x > 0.0:", "if x >= 0.0:", 12)
WHY = {LIVES.key: "At nothing both are nothing."}


def rules(killed, survivors=(), untried=0):
    tried = killed + len(survivors)
    return Found("rules/finance", tried + untried, tried, tuple(survivors))


@pytest.mark.parametrize(
    ("operator", "kept"),
    [
        ("core/NumberReplacer", True),
        ("core/ReplaceBinaryOperator_Add_Sub", True),
        ("core/ReplaceBinaryOperator_Add_BitOr", False),
        ("core/ReplaceComparisonOperator_Lt_LtE", True),
        ("core/ReplaceComparisonOperator_Lt_Is", False),
        ("core/RemoveDecorator", False),
    ],
)
def test_only_what_a_rule_could_mean_is_broken(operator, kept):
    assert (re.match(LEFT_OUT, operator) is None) == kept


def test_every_file_of_rules_is_broken_and_has_tests_of_its_own():
    files = mutated_files()
    assert {file.name for file in files} == {
        "measures",
        *(f"rules/{p.stem}" for p in (PACKAGE / "rules").glob("[a-z]*.py")),
    }
    for file in files:
        assert (PACKAGE.parent / file.source).exists()
        assert (PACKAGE.parent / file.tests).exists()


def test_a_mutant_that_lives_unexplained_is_owed():
    assert list(owed([rules(99, [LIVES])], WHY)) == []
    (said,) = owed([rules(99, [LIVES])], {})
    assert "rules/finance:12" in said
    assert "+ if x >= 0.0:" in said


def test_mutants_not_tried_are_owed_and_do_not_count_as_killed():
    (said,) = owed([rules(99, untried=1)], {})
    assert "1 of 100" in said
    assert mutate.score([rules(60, untried=40)]) == 60.0


def test_too_low_a_score_is_owed_however_well_explained():
    assert list(owed([rules(85, [LIVES] * 15)], WHY)) == []
    (said,) = owed([rules(84, [LIVES] * 16)], WHY)
    assert "84.0 per cent" in said


def test_the_measures_do_not_raise_the_score_of_the_rules():
    assert len(list(owed([rules(84, [LIVES] * 16), Found("measures", 900, 900, ())], WHY))) == 1


def test_the_page_counts_and_shows_what_lives(monkeypatch):
    monkeypatch.setattr(mutate, "version", lambda name: "1.2")
    page = report([rules(1_199, [LIVES])], WHY)
    assert "| rules/finance | 1,200 | 1,199 | 1 | 99.9 |" in page
    assert "Line 12: At nothing both are nothing.\n\n```diff\n- if x > 0.0:\n+ if x >= 0.0:\n```" in page


DIFF = "--- mutation diff ---\n--- a/f.py\n+++ b/f.py\n@@ -1 +1 @@\n x = 1\n-    if x > 0.0:\n+    if x >= 0.0:"


@pytest.fixture
def tried(tmp_path, monkeypatch):
    """A session as Cosmic Ray keeps it: one killed, one lives, one left out, one not tried yet."""
    monkeypatch.setattr(mutate, "BUILD", tmp_path)
    file = Mutated("rules/finance")
    file.tree.mkdir()
    with sqlite3.connect(file.session) as session:
        session.execute("CREATE TABLE mutation_specs (job_id, start_pos_row)")
        session.execute("CREATE TABLE work_results (job_id, worker_outcome, test_outcome, diff)")
        session.executemany("INSERT INTO mutation_specs VALUES (?, 12)", [("a",), ("b",), ("c",), ("d",)])
        results = [("a", "NORMAL", "KILLED", DIFF), ("b", "NORMAL", "SURVIVED", DIFF), ("c", "SKIPPED", None, None)]
        session.executemany("INSERT INTO work_results VALUES (?, ?, ?, ?)", results)
    return file


def test_a_session_is_read_as_it_lies(tried):
    assert found_in(tried) == Found("rules/finance", 3, 2, (LIVES,))


def test_what_lived_is_tried_again_and_what_was_killed_is_not(tried):
    mutate.forget_survivors(tried)
    assert found_in(tried) == Found("rules/finance", 3, 1, ())


def test_every_explanation_is_of_a_line_that_stands():
    """An explanation of a line that has changed must be thought through again."""
    assert explanations()
    for (file, line, mutant), why in explanations().items():
        source = (PACKAGE / f"{file}.py").read_text(encoding="utf-8")
        assert line in " ".join(source.split()), line
        assert line != mutant
        assert why
