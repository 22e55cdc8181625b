"""`doctor` says what the machine is like, and fails where the engines part."""

import json

import numpy as np
import pyarrow as pa
import pytest

from turnaround_sim import cli
from turnaround_sim.cli import examining
from turnaround_sim.ensemble import cache
from turnaround_sim.simulate import simulate


def test_a_machine_on_which_both_engines_agree_is_well(capsys, tmp_path):
    assert cli.main(["doctor", "--json", "--out", str(tmp_path / "results")]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["self_test"]["ok"] is True
    assert told["svml"] is False
    assert told["cores"] >= 1
    assert told["free_bytes"] > 0
    assert told["results_writable"] is True
    assert all(version != "not installed" for name, version in told["versions"].items() if name != "turnaround_sim")
    assert set(told["cache"]) == {"folder", "writable", "warm", "bytes", "bytes_of_all"}
    assert list(tmp_path.iterdir()) == []


def test_engines_that_part_are_told_with_the_place_and_give_1(monkeypatch, capsys):
    def parts(scenario, *, engine, **asked):
        tables = simulate(scenario, engine="ensemble", **asked)
        if engine == "reference":
            months = tables["months"]
            values = months["quality"].to_numpy().copy()
            values[7] = np.nextafter(values[7], 100)
            place = months.column_names.index("quality")
            tables["months"] = months.set_column(place, "quality", pa.array(values))
        return tables

    monkeypatch.setattr(examining, "simulate", parts)
    assert cli.main(["doctor"]) == 1
    out = capsys.readouterr().out
    assert "FAILED" in out
    assert "months.quality differs in 1 of 24 values, first at [7]" in " ".join(out.split())


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"a": pa.table({"x": [1.0, -0.0]})}, "a.x differs in 1 of 2"),
        ({"a": pa.table({"x": [1.0]})}, "values against"),
        ({"b": pa.table({"x": [1.0, 0.0]})}, "tables are a against b"),
        ({"a": pa.table({"x": [1.0, 0.0]})}, ""),
    ],
)
def test_a_difference_of_one_bit_is_seen(other, said):
    found = examining.first_difference({"a": pa.table({"x": [1.0, 0.0]})}, other)
    assert said in found
    assert bool(found) == bool(said)


def test_clearing_takes_compiled_rules_only(monkeypatch, tmp_path):
    folder = tmp_path / "turnaround_sim" / "0123456789abcdef"
    folder.mkdir(parents=True)
    old = tmp_path / "turnaround_sim" / "fedcba9876543210"
    old.mkdir()
    for path in (folder / "walk.nbi", folder / "walk.1.nbc", old / "walk.nbi", old / "mine.txt"):
        path.write_text("12345", encoding="utf-8")
    monkeypatch.setattr(examining, "use_cache", lambda: folder)
    assert examining._cache()["warm"] is True
    assert (examining._cache()["bytes"], examining._cache()["bytes_of_all"]) == (10, 15)
    assert examining._clear() == 15
    assert [path.name for path in tmp_path.rglob("*") if path.is_file()] == ["mine.txt"]
    assert examining._cache()["warm"] is False


def test_chunks_are_counted_and_cleared_and_answers_stay(tmp_path, capsys):
    (tmp_path / "small.toml").write_text("trusts = 12\nsystems = 3\nmonths = 6\nburn_in = 6\n", encoding="utf-8")
    out = str(tmp_path / "results")
    words = ["run", str(tmp_path / "small.toml"), "--out", out, "--no-figures", "--quiet", "--replicates", "30"]
    assert cli.main([*words, "--keep", "outcomes"]) == 0
    folder = capsys.readouterr().out.strip()
    assert cli.main(["doctor", "--out", out]) == 0
    assert "2 for further questions" in capsys.readouterr().out
    assert cli.main(["doctor", "--out", out, "--clear-chunks", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)["chunks"]
    assert (told["count"], told["bytes"]) == (0, 0)
    assert told["cleared_bytes"] > 0
    assert [path.as_posix() for path in (tmp_path / "results").glob("*/*")] == [folder]


def test_where_no_cache_can_be_written_it_is_said(monkeypatch, capsys):
    monkeypatch.setattr(examining, "use_cache", lambda: None)
    assert cli.main(["doctor"]) == 0
    assert "TURNAROUND_CACHE" in capsys.readouterr().out
    assert examining._clear() == 0


def test_a_file_is_no_place_for_results(tmp_path, capsys):
    (tmp_path / "file").write_text("", encoding="utf-8")
    assert cli.main(["doctor", "--out", str(tmp_path / "file" / "below")]) == 2
    assert "is a file" in capsys.readouterr().err


def test_the_cache_is_the_engines_own():
    assert examining.use_cache is cache.use_cache
