"""The numbers of a standard run stand until a change of them is accepted, in words as well."""

import math

import numpy as np
import pytest
from baseline.accept import accept
from baseline.standard import (
    MARK,
    Baseline,
    Estimate,
    estimate,
    measured,
    moves,
    read,
    table,
    unreleased,
    write,
)

HOW_TO_ACCEPT = f"""
If this is meant: say in CHANGELOG.md, under Unreleased, in a line that begins with "{MARK}", which outcomes move and
which way; then `make baseline`. If it is not meant, something has broken."""

WAS = {
    "england.shortfall": Estimate(2.0, 0.25, 40),
    "england.quality": Estimate(50.0, 0.5, 40),
    "england.relapse_36": Estimate(math.nan, 0.0, 0),
}
NOW = {**WAS, "england.shortfall": Estimate(1.5, 0.3, 40), "england.quality": Estimate(54.0, 0.5, 40)}


def test_the_standard_run_gives_the_numbers_that_were_accepted():
    held, now = read(), measured()
    assert held, "there is no baseline yet: `make baseline`"
    moved = moves(held.numbers, now)
    if moved:
        pytest.fail(f"{len(moved)} of {len(now)} numbers have moved\n\n{table(moved)}\n{HOW_TO_ACCEPT}", pytrace=False)
    assert set(now) == set(held.numbers), "new numbers are not in the baseline yet: `make baseline`"


def test_a_mean_comes_with_its_error_and_leaves_out_what_is_not_defined():
    found = estimate(np.array([1.0, np.nan, 3.0, 5.0]))
    assert found == Estimate(3.0, pytest.approx(2.0 / math.sqrt(3.0)), 3)
    assert math.isnan(estimate(np.array([np.nan])).mean)


def test_moved_numbers_come_by_size_in_standard_errors_of_the_old_mean():
    assert {move.name: move.shift for move in moves(WAS, NOW)} == {"england.quality": 8.0, "england.shortfall": -2.0}
    assert [move.name for move in moves(WAS, NOW)] == ["england.quality", "england.shortfall"]
    assert moves(WAS, WAS) == []


@pytest.mark.parametrize("off, noticed", [(1e-11, False), (-1e-11, False), (1e-8, True), (-1e-8, True)])
def test_rounding_is_no_move_and_anything_more_is(off, noticed):
    now = {**WAS, "england.quality": Estimate(50.0 * (1.0 + off), 0.5, 40)}
    assert bool(moves(WAS, now)) is noticed


def test_near_nothing_the_error_says_what_rounding_is():
    was = {"england.donor_effect": Estimate(0.0, 0.1, 40)}
    assert not moves(was, {"england.donor_effect": Estimate(1e-12, 0.1, 40)})
    assert moves(was, {"england.donor_effect": Estimate(1e-6, 0.1, 40)})


def test_what_never_varied_or_is_gone_or_is_no_number_has_moved_beyond_measure():
    was = {"fixed": Estimate(11.0, 0.0, 40), "gone": Estimate(1.0, 0.5, 40), "empty": Estimate(1.0, 0.5, 40)}
    now = {"fixed": Estimate(10.0, 0.0, 40), "empty": Estimate(math.nan, 0.0, 0)}
    assert {move.name: move.shift for move in moves(was, now)} == {
        "fixed": -math.inf,
        "gone": math.inf,
        "empty": math.inf,
    }


def test_a_new_number_has_not_moved():
    assert moves(WAS, {**WAS, "england.new": Estimate(1.0, 0.1, 40)}) == []


def test_the_table_says_what_was_what_is_and_how_far():
    assert table(moves(WAS, NOW)).splitlines() == [
        "number             was  standard error   is  shift in SE",
        "england.quality     50             0.5   54           +8",
        "england.shortfall    2            0.25  1.5           -2",
    ]


def test_numbers_are_kept_to_the_last_digit(tmp_path):
    kept = Baseline({"x": Estimate(0.1 + 0.2, 1.0 / 3.0, 40)}, ('a "quoted" line – with £',))
    write(kept, tmp_path / "held.toml")
    assert read(tmp_path / "held.toml") == kept
    assert read(tmp_path / "none.toml") is None


CHANGELOG = f"""# Changelog

**Changes results** stands before a line when the same scenario gives other numbers.

## [Unreleased]

### Changed

- {MARK} Leaders stay longer: fewer chief executives a
  trust-month, and quality rises.
- A faster month.

## [0.1.0]

- {MARK} An old change.
"""
LINE = f"{MARK} Leaders stay longer: fewer chief executives a trust-month, and quality rises."


def test_only_unreleased_lines_with_the_mark_count_and_wrapped_ones_are_whole():
    assert unreleased(CHANGELOG) == (LINE,)


@pytest.fixture
def files(tmp_path):
    held, changelog = tmp_path / "held.toml", tmp_path / "CHANGELOG.md"
    write(Baseline(WAS, ()), held)
    changelog.write_text(CHANGELOG.replace(f"- {MARK} Leaders", "- Leaders"), encoding="utf-8")
    return held, changelog


def test_moved_numbers_are_refused_without_a_line_and_nothing_is_written(files):
    held, _ = files
    before = held.read_bytes()
    stands, said = accept(NOW, *files)
    assert not stands
    assert "Refused" in said
    assert "england.quality" in said
    assert held.read_bytes() == before


def test_moved_numbers_are_accepted_with_a_line_that_serves_once(files):
    held, changelog = files
    changelog.write_text(CHANGELOG, encoding="utf-8")
    assert accept(NOW, *files)[0]
    assert read(held).served == (LINE,)
    assert not moves(read(held).numbers, NOW)
    assert not accept(WAS, *files)[0]
    changelog.write_text(CHANGELOG.replace(f"- {MARK}", f"- {MARK} More.\n- {MARK}", 1), encoding="utf-8")
    assert accept(WAS, *files)[0]
    assert read(held).served == (LINE, f"{MARK} More.")


def test_new_numbers_alone_need_no_line_and_use_none_up(files):
    held, changelog = files
    changelog.write_text(CHANGELOG, encoding="utf-8")
    stands, said = accept({**WAS, "england.new": Estimate(1.0, 0.1, 40)}, *files)
    assert stands
    assert "england.new" in said
    assert read(held).served == ()
    assert "england.new" in read(held).numbers


def test_where_nothing_moved_nothing_is_written(files):
    held, _ = files
    before = held.stat().st_mtime_ns
    assert accept(WAS, *files) == (True, "Nothing has moved; the baseline stands.")
    assert held.stat().st_mtime_ns == before


def test_the_first_baseline_takes_the_numbers_as_they_are(files):
    held, changelog = files
    held.unlink()
    changelog.write_text(CHANGELOG, encoding="utf-8")
    assert accept(WAS, *files)[0]
    assert read(held).served == (LINE,)
    assert not moves(read(held).numbers, WAS)
