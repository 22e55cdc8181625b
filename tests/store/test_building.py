import threading
import time

import pytest

from turnaround_sim.mistakes import Mistake
from turnaround_sim.store.building import built


def test_a_folder_is_filled_once_and_takes_its_name_at_the_end(tmp_path):
    filled = []

    def fill(partial):
        assert partial.name == "abc.partial"
        assert not (tmp_path / "abc").exists()
        (partial / "kept").write_text("x")
        filled.append(partial)

    for _ in range(2):
        assert built(tmp_path / "abc", "abc", fill) == tmp_path / "abc"
    assert len(filled) == 1
    assert sorted(path.name for path in (tmp_path / "abc").iterdir()) == ["done", "kept"]
    assert [path.name for path in tmp_path.iterdir()] == ["abc"]


def test_what_was_cut_off_is_there_for_the_next(tmp_path):
    def cut_off(partial):
        (partial / "ledger").write_text("half")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        built(tmp_path / "abc", "abc", cut_off)
    assert not (tmp_path / "abc").exists()
    seen = []
    built(tmp_path / "abc", "abc", lambda partial: seen.append((partial / "ledger").read_text()))
    assert seen == ["half"]


def test_another_that_is_at_it_is_awaited(tmp_path):
    filled = []

    def slowly(partial):
        filled.append(partial)
        time.sleep(0.3)

    threads = [threading.Thread(target=built, args=(tmp_path / "abc", "abc", slowly)) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(filled) == 1
    assert [path.name for path in tmp_path.iterdir()] == ["abc"]


def test_what_the_disk_refuses_is_told_with_the_folder(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(Mistake, match="cannot write to"):
        built(tmp_path / "file" / "abc", "abc", lambda partial: None)
