"""A visitor's file is read by the reader of all scenarios, with its messages, and reaches for nothing else."""

import pytest

from turnaround_sim.dashboard.explore.uploads import LONGEST_LINE, MOST_BYTES, checked, file_name, read_upload
from turnaround_sim.mistakes import Mistake
from turnaround_sim.scenario import read_scenario

GOOD = 'extends = "england"\nname = "mine"\n[levers.leadership]\npatience = 30\n'


def test_a_good_file_is_the_scenario_that_the_command_line_reads(tmp_path):
    path = tmp_path / "mine.toml"
    path.write_text(GOOD, encoding="utf-8")
    assert checked("mine.toml", b"\xef\xbb\xbf" + GOOD.encode()) == GOOD
    assert read_upload("mine.toml", GOOD) == read_scenario(path)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"x" * (MOST_BYTES + 1), "at most 32,000"),
        (b'title = "' + b"x" * LONGEST_LINE + b'"', "line 1 has 2,010 characters"),
        (b"months = ", "line 1 is not well-formed TOML"),
        (b"\xff\xfe", "not UTF-8"),
        (b"a = " + b"[" * 1500 + b"]" * 400, "nested too deeply"),
        (b"[levers.leadership]\npatiense = 3", 'did you mean "levers.leadership.patience"'),
        (b"[levers.leadership]\npatience = 0", "out of range"),
        (b"monts = 3", "not a known key"),
        (b'extends = "/etc/passwd"', "extend a shipped one only"),
        (b'extends = "../england.toml"', "extend a shipped one only"),
        (b"extends = 3", "extend a shipped one only"),
        (b'extends = ["england"]', "extend a shipped one only"),
        (b'cohort = "/etc/passwd"', "no file of trusts is read"),
        (b"cohort = 3", "no file of trusts is read"),
        (b"name = 3", "not text"),
    ],
)
def test_a_bad_file_is_refused_with_one_message(content, said):
    with pytest.raises(Mistake, match=said) as refused:
        checked("mine.toml", content)
    assert "mine.toml" in str(refused.value)
    assert "/tmp" not in str(refused.value)


@pytest.mark.parametrize("name", ["../../x.toml", "a b.toml", "x;rm -rf.toml", "ü.toml", "", "." * 300])
def test_a_name_is_plain_whatever_it_was(name):
    plain = file_name(name)
    assert plain.endswith(".toml")
    assert all(letter.isascii() and (letter.isalnum() or letter in "._-") for letter in plain)
    assert not plain.startswith((".", "-"))
    assert len(plain) <= 65
