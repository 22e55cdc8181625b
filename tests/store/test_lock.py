"""One holder at a time, and none that outlives its process."""

import os
import subprocess
import sys

import pytest

from turnaround_sim.store.lock import Lock


def test_a_lock_has_one_holder_until_it_is_freed(tmp_path):
    first, second = Lock(tmp_path / "lock"), Lock(tmp_path / "lock")
    assert first.take()
    assert not second.take()
    assert second.holder() == str(os.getpid())
    first.free()
    assert second.take()
    assert second.held
    assert not first.held


def test_a_shared_lock_has_many_holders_and_none_beside_one_that_is_not_shared(tmp_path):
    some = [Lock(tmp_path / "lock", shared=True) for _ in range(3)]
    assert all(lock.take() for lock in some)
    alone = Lock(tmp_path / "lock")
    assert not alone.take()
    for lock in some:
        lock.free()
    assert alone.take()
    assert not some[0].take()


def test_a_lock_whose_holder_was_killed_is_free(tmp_path):
    hold = (
        "import sys, time\nfrom pathlib import Path\nfrom turnaround_sim.store.lock import Lock\n"
        "lock = Lock(Path(sys.argv[1]))\nassert lock.take()\nprint('held', flush=True)\ntime.sleep(60)\n"
    )
    path = tmp_path / "lock"
    child = subprocess.Popen([sys.executable, "-c", hold, str(path)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    assert child.stdout.readline() == "held\n"
    mine = Lock(path)
    assert not mine.take()
    assert mine.holder() == str(child.pid)
    child.kill()
    child.wait()
    assert mine.take()
    assert mine.holder() == str(os.getpid())


def test_a_number_left_by_a_dead_process_does_not_hold_the_lock(tmp_path):
    (tmp_path / "lock").write_text("1")
    assert Lock(tmp_path / "lock").take()


@pytest.mark.skipif(sys.platform == "win32", reason="an open file cannot be moved there")
def test_a_lock_on_a_file_that_was_moved_away_counts_for_nothing(tmp_path, monkeypatch):
    lock, path = Lock(tmp_path / "lock"), tmp_path / "lock"
    original = Lock._is_at_its_place

    def moved_meanwhile(self, file):
        path.rename(tmp_path / "moved")
        return original(self, file)

    monkeypatch.setattr(Lock, "_is_at_its_place", moved_meanwhile)
    assert not lock.take()


def test_a_folder_that_is_not_there_is_said_so(tmp_path):
    with pytest.raises(FileNotFoundError):
        Lock(tmp_path / "nowhere" / "lock").take()
