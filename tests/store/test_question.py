"""What decides a run's folder, and what does not."""

import shutil
from dataclasses import replace
from pathlib import Path

import pytest

import turnaround_sim
from turnaround_sim.store import CHUNK, Question, source_digest
from turnaround_sim.store import question as question_module

ASKED = Question("calm", {"calm": {"months": 12, "patience": 9}}, seed=1, replicates=60)


def test_the_same_question_has_the_same_digest_whatever_the_order_of_its_keys():
    again = Question("calm", {"calm": {"patience": 9, "months": 12}}, seed=1, replicates=60)
    assert again.digest == ASKED.digest
    assert len(ASKED.digest) == 16
    int(ASKED.digest, 16)


@pytest.mark.parametrize(
    "change",
    [
        {"arms": {"calm": {"months": 12, "patience": 10}}},
        {"arms": {"calmer": {"months": 12, "patience": 9}}},
        {"seed": 0},
        {"replicates": 61},
        {"keep": "outcomes"},
        {"engine": "reference"},
        {"first": 1},
    ],
)
def test_whatever_decides_numbers_decides_the_digest(change):
    assert replace(ASKED, **change).digest != ASKED.digest


def test_the_order_of_the_arms_decides_the_order_of_rows_and_so_the_digest():
    a, b = Question("x", {"a": 1, "b": 2}, 1, 10), Question("x", {"b": 2, "a": 1}, 1, 10)
    assert a.digest != b.digest


def test_a_number_that_json_cannot_hold_is_refused_rather_than_digested():
    with pytest.raises(ValueError, match="JSON"):
        replace(ASKED, arms={"calm": float("nan")}).digest  # noqa: B018


def test_the_folder_is_named_by_scenario_and_digest_and_never_leaves_the_root(tmp_path):
    assert ASKED.folder(tmp_path) == tmp_path / "calm" / ASKED.digest
    for name in ("../up", "a/b", "..", ""):
        folder = replace(ASKED, name=name).folder(tmp_path)
        assert folder.parents[1] == tmp_path
        assert folder.parent.name not in ("", "..", ".")


def test_chunks_cover_every_replicate_of_every_arm_once_with_all_arms_of_the_first_replicates_first():
    question = Question("x", {"a": 1, "b": 2}, seed=1, replicates=60, first=7)
    chunks = list(question.chunks())
    assert [c.number for c in chunks] == list(range(6))
    assert [(c.arm, c.first, c.replicates) for c in chunks] == [
        (arm, first, n) for first, n in ((7, CHUNK), (7 + CHUNK, CHUNK), (7 + 2 * CHUNK, 10)) for arm in "ab"
    ]


@pytest.fixture
def copied_package(tmp_path, monkeypatch):
    copy = tmp_path / "turnaround_sim"
    shutil.copytree(Path(turnaround_sim.__path__[0]), copy, ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.setattr(question_module, "__file__", str(copy / "store" / "question.py"))
    return copy


def digest_now() -> str:
    return source_digest.__wrapped__()


def test_the_source_digest_follows_every_file_that_can_change_a_number(copied_package):
    before = digest_now()
    for name in ("draws.py", "rules/workforce.py", "record/spells.csv", "store/merging.py"):
        path = copied_package / name
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "\n", encoding="utf-8")
        assert digest_now() != before, name
        path.write_text(text, encoding="utf-8")
    assert digest_now() == before


def test_the_source_digest_does_not_follow_what_only_reads_results(copied_package):
    before = digest_now()
    for name in ("cli/__init__.py", "report/slide.py", "__main__.py", "analysis/survival.py"):
        path = copied_package / name
        path.parent.mkdir(exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write("# another reading of the same numbers\n")
        assert digest_now() == before, name


def test_the_source_digest_is_the_same_with_either_line_ending(copied_package):
    before = digest_now()
    path = copied_package / "draws.py"
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert digest_now() == before
