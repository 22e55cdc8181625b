"""What was counted is found again, to the last bit, whenever the process ended."""

import numpy as np

from turnaround_sim.store.ledger import Ledger, key_of


def test_what_is_kept_is_found_when_the_file_is_opened_again(tmp_path):
    path = tmp_path / "deep" / "search.ledger"
    first = Ledger(path, (2, 3))
    values = np.array([[0.1, np.nan, -3.0], [1e300, 0.0, 5e-324]])
    first.keep(key_of("a"), values)
    again = Ledger(path, (2, 3))
    assert again.found == 1
    np.testing.assert_array_equal(again.get(key_of("a")), values)
    assert again.get(key_of("b")) is None


def test_a_record_cut_off_by_a_kill_is_forgotten_and_the_next_one_is_whole(tmp_path):
    path = tmp_path / "search.ledger"
    ledger = Ledger(path, (4,))
    for name in "ab":
        ledger.keep(key_of(name), np.full(4, ord(name), float))
    whole = path.read_bytes()
    path.write_bytes(whole[:-5])
    again = Ledger(path, (4,))
    assert len(again) == 1
    assert again.get(key_of("b")) is None
    again.keep(key_of("b"), np.full(4, ord("b"), float))
    assert path.read_bytes() == whole


def test_keys_tell_numbers_apart_to_the_last_bit():
    assert key_of(0.1 + 0.2) != key_of(0.3)
    assert key_of("a", 1) == key_of("a", 1)
