"""Chunks lie where their content says, and serve every question under one name; nobody takes another's away."""

import json
import threading
import time
from dataclasses import replace

import made_up_engine
import pytest

from turnaround_sim.store import CHUNK, Question, Results, Work, shared
from turnaround_sim.store.shared import SharedChunks

SCENARIOS = {name: made_up_engine.MadeUpScenario(name=name, decides={"patience": n}) for n, name in enumerate("abc")}


def asked(arms: str = "ab", replicates: int = 60, keep: str = "outcomes") -> Question:
    return Question("trial", {arm: SCENARIOS[arm].resolved() for arm in arms}, 1, replicates, keep)


def computed(chunk, keep):
    rows = {"first": chunk.first, "replicates": chunk.replicates}
    return made_up_engine.simulate(SCENARIOS[chunk.arm], seed=1, keep=keep, arm=chunk.arm, **rows)


def finish(work: Work) -> list[tuple[str, int, int]]:
    """Compute what is missing and publish; give what was computed."""
    missing = work.missing
    for chunk in missing:
        work.keep(chunk, computed(chunk, work.question.keep))
    work.publish({})
    return [(chunk.arm, chunk.first, chunk.replicates) for chunk in missing]


def run(question: Question, root) -> list[tuple[str, int, int]]:
    with Work(question, root) as work:
        return finish(work)


def bytes_of(question: Question, root):
    return {path.name: path.read_bytes() for path in question.folder(root).glob("*.parquet")}


def chunk_folders(question: Question, root):
    folder = question.home(root) / "chunks"
    return sorted(path.name for path in folder.iterdir() if path.is_dir()) if folder.is_dir() else []


def test_more_replicates_take_over_the_full_chunks(tmp_path):
    run(asked("a", 40), tmp_path)
    assert run(asked("a", 60), tmp_path) == [("a", 25, CHUNK), ("a", 50, 10)]
    run(asked("a", 60), tmp_path / "outright")
    assert bytes_of(asked("a", 60), tmp_path) == bytes_of(asked("a", 60), tmp_path / "outright")


def test_fewer_replicates_take_over_all_but_a_chunk_that_is_cut(tmp_path):
    run(asked("a", 60), tmp_path)
    assert run(asked("a", 50), tmp_path) == []
    assert run(asked("a", 30), tmp_path) == [("a", 25, 5)]


@pytest.mark.parametrize("arms", ["ba", "b", "abc", "cab"])
def test_other_arms_or_another_order_take_over_the_arms_that_were_there(arms, tmp_path):
    run(asked("ab"), tmp_path)
    new = run(asked(arms), tmp_path)
    assert {arm for arm, _, _ in new} == set(arms) - set("ab")
    run(asked(arms), tmp_path / "outright")
    assert bytes_of(asked(arms), tmp_path) == bytes_of(asked(arms), tmp_path / "outright")
    assert set(Results.open(asked(arms).folder(tmp_path)).table("outcomes")["arm"].unique()) == set(arms)


def test_chunks_of_outcomes_stay_and_larger_ones_go_with_their_answer(tmp_path):
    run(asked("a", 50, "tables"), tmp_path)
    assert chunk_folders(asked(), tmp_path) == []
    assert not (asked().home(tmp_path) / "chunks").exists()
    run(asked("a", 50), tmp_path)
    assert len(chunk_folders(asked(), tmp_path)) == 2


def test_larger_chunks_of_a_question_that_was_not_answered_stay(tmp_path):
    with Work(asked("a", 50, "tables"), tmp_path) as work:
        work.keep(work.missing[0], computed(work.missing[0], "tables"))
    run(asked("b", 50, "tables"), tmp_path)
    assert run(asked("a", 50, "tables"), tmp_path) == [("a", 25, CHUNK)]
    assert chunk_folders(asked(), tmp_path) == []


def test_an_answer_that_is_published_takes_no_chunk_from_another_at_work(tmp_path):
    small, large = asked("a", 50, "tables"), asked("a", 75, "tables")
    with Work(small, tmp_path) as first:
        for chunk in first.missing:
            first.keep(chunk, computed(chunk, "tables"))
        with Work(large, tmp_path) as second:
            assert second.reused == {0, 1}
            first.publish({})
            first.__exit__()
            assert len(chunk_folders(large, tmp_path)) == 2
            assert finish(second) == [("a", 50, CHUNK)]
    run(large, tmp_path / "outright")
    assert bytes_of(large, tmp_path) == bytes_of(large, tmp_path / "outright")
    assert chunk_folders(large, tmp_path) == []


def test_a_chunk_that_another_process_has_computed_meanwhile_is_found(tmp_path):
    small, large = asked("a", 50, "tables"), asked("a", 75, "tables")
    with Work(small, tmp_path) as first, Work(large, tmp_path) as second:
        one = first.missing[0]
        assert not second.found(one)
        first.keep(one, computed(one, "tables"))
        assert second.found(one)
        assert second.reused == {0}
        assert (second.computed, second.asked) == (0, 3)
        finish(second)
        assert finish(first) == [("a", 25, CHUNK)]
    assert chunk_folders(large, tmp_path) == []


def test_many_at_work_on_different_questions_of_one_name_give_the_bytes_of_each_alone(tmp_path):
    questions = [asked(arms, replicates, "tables") for arms in ("ab", "ba") for replicates in (50, 75, 100)]
    begun = threading.Barrier(len(questions))

    def work_at(question):
        begun.wait()
        with Work(question, tmp_path) as work:
            for chunk in work.missing:
                if not work.found(chunk):
                    work.keep(chunk, computed(chunk, "tables"))
            work.publish({})

    threads = [threading.Thread(target=work_at, args=(question,)) for question in questions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    for question in questions:
        run(question, tmp_path / "outright")
        assert bytes_of(question, tmp_path) == bytes_of(question, tmp_path / "outright"), question.digest
    assert chunk_folders(questions[0], tmp_path) == []


def test_what_an_earlier_process_left_half_written_is_cleared_by_the_last_who_leaves(tmp_path):
    folder = SharedChunks(tmp_path / "chunks")
    folder.hold()
    (tmp_path / "chunks" / f"key.0{shared.chunks.WRITING}").mkdir()
    (tmp_path / "chunks" / "whole").mkdir()
    other = SharedChunks(tmp_path / "chunks")
    other.hold()
    folder.leave()
    assert len(list((tmp_path / "chunks").iterdir())) == 3
    other.leave()
    assert sorted(path.name for path in (tmp_path / "chunks").iterdir()) == ["lock", "whole"]


def test_all_chunks_can_be_cleared_unless_somebody_works_with_them(tmp_path):
    run(asked(), tmp_path)
    folder = SharedChunks(asked().home(tmp_path) / "chunks")
    with Work(asked("abc"), tmp_path) as work:
        assert not folder.clear()
        finish(work)
    assert folder.clear()
    assert not folder.folder.exists()
    assert folder.clear()
    assert len(run(asked("c"), tmp_path)) == 3


def test_who_comes_while_the_folder_is_cleared_waits(tmp_path, monkeypatch):
    run(asked(), tmp_path)
    clearing, go_on = threading.Event(), threading.Event()
    remove = shared.chunks.remove

    def slowly(place):
        clearing.set()
        go_on.wait(10)
        remove(place)

    monkeypatch.setattr(shared.chunks, "remove", slowly)
    folder = SharedChunks(asked().home(tmp_path) / "chunks")
    clearer = threading.Thread(target=folder.clear)
    clearer.start()
    clearing.wait(10)
    comer = threading.Thread(target=run, args=(asked("c"), tmp_path))
    comer.start()
    time.sleep(0.2)
    assert not list(asked().home(tmp_path).glob(f"{asked('c').digest}/done"))
    go_on.set()
    clearer.join(10)
    comer.join(10)
    assert len(Results.open(asked("c").folder(tmp_path)).table("outcomes")) == 60


def test_work_that_is_set_aside_leaves_its_chunks_and_no_folder(tmp_path):
    for keep in ("outcomes", "tables"):
        with Work(asked("a", 40, keep), tmp_path, merging=False) as work:
            for chunk in work.missing:
                work.keep(chunk, computed(chunk, keep))
            assert work.outcomes()["replicate"].to_pylist() == list(range(40))
            work.set_aside()
        assert [path.name for path in asked().home(tmp_path).iterdir()] == ["chunks"]
        assert run(asked("a", 60, keep), tmp_path) == [("a", 25, CHUNK), ("a", 50, 10)]
        for path in asked("a", 60, keep).folder(tmp_path).iterdir():
            path.unlink()
        asked("a", 60, keep).folder(tmp_path).rmdir()


def test_a_table_is_the_same_whether_it_is_merged_along_the_way_or_at_the_end(tmp_path):
    question = asked("ab", 60, "tables")
    run(question, tmp_path / "along")
    with Work(question, tmp_path / "end", merging=False) as work:
        finish(work)
    assert bytes_of(question, tmp_path / "along") == bytes_of(question, tmp_path / "end")


def test_a_key_follows_what_decides_the_rows_and_nothing_else(tmp_path):
    question = asked("ab", 60)
    chunk = next(question.chunks())
    key = question.key(chunk)
    assert len(key) == 16
    assert asked("ba", 500).key(chunk._replace(number=7)) == key
    assert replace(question, name="other").key(chunk) == key
    others = [
        question.key(chunk._replace(arm="b")),
        question.key(chunk._replace(first=25)),
        question.key(chunk._replace(replicates=24)),
        replace(question, seed=2).key(chunk),
        replace(question, keep="tables").key(chunk),
        replace(question, engine="reference").key(chunk),
        replace(question, arms={"a": {"months": 5}}).key(chunk),
    ]
    assert len({key, *others}) == 8


def test_the_source_decides_a_key(tmp_path, monkeypatch):
    question = asked()
    chunk = next(question.chunks())
    key = question.key(chunk)
    monkeypatch.setattr("turnaround_sim.store.question.source_digest", lambda: "another")
    assert question.key(chunk) != key


def test_the_manifest_of_an_experiment_counts_what_it_took_over(tmp_path, monkeypatch):
    from turnaround_sim import experiment

    monkeypatch.setattr(experiment, "simulate", made_up_engine.simulate)
    for arms, reused in (("ab", 0), ("cab", 6)):
        folder = experiment.run_arms({arm: SCENARIOS[arm] for arm in arms}, asked(arms), out=tmp_path)
        said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        assert (said["chunks"], said["chunks_reused"]) == (3 * len(arms), reused)
