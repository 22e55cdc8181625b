"""Work in progress survives what may happen to it, and never passes for an answer."""

import json
import os
import threading
import time
from pathlib import Path

import made_up_engine
import pytest

from turnaround_sim.mistakes import Mistake
from turnaround_sim.store import Question, Results, Work, answer, merging, retell
from turnaround_sim.store import chunks as chunks_module
from turnaround_sim.store import work as work_module

SCENARIO = made_up_engine.MadeUpScenario()


def asked(replicates: int = 70, keep: str = "tables") -> Question:
    return Question("made_up", {"made_up": SCENARIO.resolved()}, 1, replicates, keep)


def computed(chunk, times: int = 1):
    return made_up_engine.simulate(SCENARIO, seed=1, first=chunk.first, replicates=chunk.replicates, times=times)


def finish(work: Work, times: int = 1):
    for chunk in work.missing:
        work.keep(chunk, computed(chunk, times))
    return work.publish({"seconds": time.perf_counter()})


def all_bytes(folder):
    return {path.name: path.read_bytes() for path in folder.glob("*.parquet")}


def place(question, number, root):
    return question.home(root) / "chunks" / question.key(list(question.chunks())[number])


def listing(folder):
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*"))


def test_a_finished_run_is_an_answer_and_leaves_no_work_behind(tmp_path):
    with Work(asked(), tmp_path) as work:
        folder = finish(work)
    assert answer(asked(), tmp_path) == folder
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    kept = {f"{name}.parquet" for name in asked().tables}
    assert {path.name for path in folder.iterdir()} == kept | {"manifest.json", "dictionary.json", "done"}
    assert Results.open(folder).table("outcomes")["replicate"].tolist() == list(range(70))


def test_files_are_equal_byte_for_byte_in_whatever_order_chunks_come_and_however_often_it_stops(tmp_path):
    with Work(asked(), tmp_path / "straight") as work:
        straight = finish(work)
    with Work(asked(), tmp_path / "stopped") as work:
        work.keep(work.missing[-1], computed(work.missing[-1]))
    with Work(asked(), tmp_path / "stopped") as work:
        assert work.reused == {2}
        work.keep(work.missing[0], computed(work.missing[0]))
    with Work(asked(), tmp_path / "stopped") as work:
        assert work.reused == {0, 2}
        stopped = finish(work)
    assert all_bytes(straight) == all_bytes(stopped)
    assert len(all_bytes(straight)) == 8


def test_row_groups_follow_the_chunks_and_not_the_order_they_came_in(tmp_path, monkeypatch):
    monkeypatch.setattr(merging, "ROWS_IN_A_GROUP", 200)
    with Work(asked(), tmp_path / "a") as work:
        a = finish(work)
    with Work(asked(), tmp_path / "b") as work:
        for chunk in reversed(work.missing):
            work.keep(chunk, computed(chunk))
        b = work.publish({})
    assert all_bytes(a) == all_bytes(b)
    groups = merging.pq.ParquetFile(a / "annual.parquet").metadata
    assert [groups.row_group(i).num_rows for i in range(groups.num_row_groups)] == [300, 120]


def test_a_damaged_chunk_is_computed_again(tmp_path):
    with Work(asked(), tmp_path) as work:
        for chunk in work.missing[:2]:
            work.keep(chunk, computed(chunk))
    path = place(work.question, 1, tmp_path) / "tenures.arrow"
    path.write_bytes(path.read_bytes()[:100])
    with Work(asked(), tmp_path) as work:
        assert work.reused == {0}
        assert [chunk.number for chunk in work.missing] == [1, 2]
        finish(work)


def test_a_half_written_chunk_and_a_half_merged_table_of_a_killed_process_count_for_nothing(tmp_path):
    with Work(asked(), tmp_path) as work:
        work.keep(work.missing[0], computed(work.missing[0]))
    (work.partial / "annual.parquet").write_bytes(b"PAR1 half")
    left = place(work.question, 1, tmp_path).with_suffix(".0.writing")
    left.mkdir()
    (work.partial / "lock").write_text("999999")
    with Work(asked(), tmp_path) as work:
        assert work.reused == {0}
        folder = finish(work)
    Results.open(folder).table("annual")
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_a_process_killed_between_its_last_word_and_the_rename_has_still_answered(tmp_path, monkeypatch):
    monkeypatch.setattr(Work, "_take_name", lambda self: None)
    with Work(asked(), tmp_path) as work:
        folder = finish(work)
    assert not folder.exists()
    monkeypatch.undo()
    with Work(asked(), tmp_path) as work:
        assert work.answered
    assert len(Results.open(folder).table("outcomes")) == 70
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]


def test_publishing_with_a_chunk_missing_is_refused(tmp_path):
    with Work(asked(), tmp_path) as work, pytest.raises(RuntimeError, match="3 chunks are missing"):
        work.publish({})
    assert listing(tmp_path) == []


def test_work_that_stops_before_its_first_chunk_removes_the_folders_it_made_and_no_other(tmp_path):
    (tmp_path / "mine").mkdir()
    with Work(asked(), tmp_path / "mine" / "new" / "root"):
        pass
    assert listing(tmp_path) == ["mine"]


def test_work_whose_failures_are_logged_keeps_its_log(tmp_path):
    with Work(asked(), tmp_path) as work:
        work.note("started")
        work.note("failed", replicate=3)
    assert (work.partial / "log.jsonl").read_text(encoding="utf-8").count("\n") == 2


def test_a_second_worker_at_the_same_question_waits_and_gets_the_first_ones_answer(tmp_path, caplog):
    answered = []

    def second():
        with Work(asked(), tmp_path) as other:
            answered.append(other.answered)

    with Work(asked(), tmp_path) as work:
        thread = threading.Thread(target=second)
        thread.start()
        deadline = time.monotonic() + 10
        while not caplog.records and time.monotonic() < deadline:
            time.sleep(0.01)
        assert answered == []
        folder = finish(work)
        thread.join(10)
    assert answered == [True]
    assert f"another process ({os.getpid()}) is working at this question" in caplog.text
    assert [path.name for path in folder.parent.iterdir()] == [folder.name]
    assert not (folder / "lock").exists()


def test_a_second_worker_goes_on_where_the_first_gives_up(tmp_path):
    took_over = []

    def second():
        with Work(asked(), tmp_path) as other:
            took_over.append(sorted(other.reused))
            finish(other)

    with Work(asked(), tmp_path) as work:
        work.keep(work.missing[1], computed(work.missing[1]))
        thread = threading.Thread(target=second)
        thread.start()
        time.sleep(0.1)
    thread.join(10)
    assert took_over == [[1]]
    assert answer(asked(), tmp_path)


def test_a_folder_that_is_no_answer_is_not_overwritten(tmp_path):
    asked().folder(tmp_path).mkdir(parents=True)
    with pytest.raises(Mistake, match="remove it and run again"):
        answer(asked(), tmp_path)


def test_a_root_that_is_a_file_is_a_mistake_that_names_it(tmp_path):
    (tmp_path / "root").write_text("not a folder")
    with pytest.raises(Mistake, match="cannot write to") as refused, Work(asked(), tmp_path / "root"):
        pass
    assert refused.value.file.startswith(str(tmp_path / "root"))
    assert refused.value.key == "--out"
    assert listing(tmp_path) == ["root"]


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a device that is always full")
def test_a_disk_that_fills_up_while_merging_is_a_mistake_and_whole_chunks_remain(tmp_path, monkeypatch):
    monkeypatch.setattr(merging.pq, "ParquetWriter", on_a_full_disk(merging.pq.ParquetWriter))
    with pytest.raises(Mistake, match="No space left") as refused, Work(asked(), tmp_path) as work:
        finish(work, times=200)
    assert str(work.partial) == refused.value.file
    assert not work.folder.exists()
    monkeypatch.undo()
    with Work(asked(), tmp_path) as work:
        assert work.reused
        finish(work, times=200)


def on_a_full_disk(writer):
    return lambda path, *args, **kwargs: writer("/dev/full", *args, **kwargs)


def test_a_disk_that_is_full_from_the_start_leaves_nothing(tmp_path, monkeypatch):
    def full(*args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(chunks_module.pa, "OSFile", full)
    with pytest.raises(Mistake, match="No space left on device"), Work(asked(), tmp_path / "root") as work:
        finish(work)
    assert listing(tmp_path) == []


def test_waiting_can_be_interrupted_and_leaves_the_other_alone(tmp_path, monkeypatch):
    def interrupted(seconds):
        raise KeyboardInterrupt

    with Work(asked(), tmp_path) as work:
        with monkeypatch.context() as patch:
            patch.setattr(work_module.time, "sleep", interrupted)
            with pytest.raises(KeyboardInterrupt), Work(asked(), tmp_path):
                pass
        finish(work)
    assert answer(asked(), tmp_path)


def test_folders_that_another_process_makes_at_the_same_moment_are_no_mistake(tmp_path, monkeypatch):
    mkdir = Path.mkdir

    def others_were_first(self, *words, **how):
        if self.parent in (tmp_path, tmp_path / "root") and not self.exists():
            mkdir(self, *words, **how)
        mkdir(self, *words, **how)

    monkeypatch.setattr(Path, "mkdir", others_were_first)
    with Work(asked(), tmp_path / "root") as work:
        finish(work)
    assert answer(asked(), tmp_path / "root")


def test_a_folder_that_another_process_takes_away_meanwhile_is_made_again(tmp_path, monkeypatch):
    make, tries = Work._make, []

    def taken_away(self, folder):
        tries.append(folder)
        if len(tries) == 1:
            raise FileNotFoundError
        make(self, folder)

    monkeypatch.setattr(Work, "_make", taken_away)
    with Work(asked(), tmp_path) as work:
        finish(work)
    assert len(tries) == 2


def test_an_answer_takes_on_other_words_and_no_other_numbers(tmp_path):
    folder = tmp_path / "answer"
    folder.mkdir()
    told = {"seed": 1, "experiment": {"title": "Old"}, "files": {"outcomes.parquet": {"bytes": 3}}}
    (folder / "manifest.json").write_text(json.dumps(told), encoding="utf-8")
    retell(folder, {"experiment": {"title": "New"}, "command": "turnaround experiment new.toml"})
    said = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert said == {**told, "experiment": {"title": "New"}, "command": "turnaround experiment new.toml"}
    assert [path.name for path in folder.iterdir()] == ["manifest.json"]
    before = (folder / "manifest.json").stat().st_mtime_ns
    retell(folder, {"command": "turnaround experiment new.toml"})
    assert (folder / "manifest.json").stat().st_mtime_ns == before
    retell(tmp_path / "nowhere", {"command": "x"})


def test_a_place_where_no_folder_can_be_made_is_a_mistake_and_no_endless_wait(tmp_path, monkeypatch):
    monkeypatch.setattr(work_module, "_WAIT", 0.0)

    def refused(self, *args, **how):
        raise FileNotFoundError(2, "No such file or directory")

    monkeypatch.setattr(Path, "mkdir", refused)
    with pytest.raises(Mistake, match="cannot write to"), Work(asked(), tmp_path / "x"):
        pass
