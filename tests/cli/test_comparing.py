"""`compare` runs two scenarios in the same worlds and says what differs, no more certain than it is."""

import json
import math
from pathlib import Path

import pytest
from scipy import stats

from turnaround_sim import cli, dictionary
from turnaround_sim.analysis.comparison import paired
from turnaround_sim.cli.comparing import Asked, beats, in_words
from turnaround_sim.dictionary import Column
from turnaround_sim.store import Results

SMALL = 'title = "Small"\ntrusts = 12\nsystems = 3\nmonths = 24\nburn_in = 6\n'
STRICT = 'extends = "small.toml"\ntitle = "Strict"\n[levers.leadership]\npatience = 3\nremoval_at_entry = 1.0\n'
QUALITY = Column("quality", "number", "points", "", label="Quality", better="higher")


@pytest.fixture(autouse=True)
def scenarios(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    (tmp_path / "strict.toml").write_text(STRICT, encoding="utf-8")


def compare(*words: str) -> int:
    return cli.main(["compare", *words, "--replicates", "8"])


def test_it_says_the_answer_first_and_what_it_is_not(capsys):
    assert compare("small.toml", "strict.toml", "--uncertainty", "none") == 0
    out, _ = capsys.readouterr()
    lines = out.splitlines()
    assert lines[:5] == [
        "strict against small", "A  Small", "B  Strict", dictionary.NOTICE, dictionary.OUT_OF_SCOPE
    ]  # fmt: skip
    assert lines[5].startswith("Uncalibrated")
    assert lines[7].startswith("Quality shortfall: ")
    for word in ("B - A", "95% interval", "8 pairs, seed 1", "32 pairs to halve", "small-against-strict"):
        assert word in out
    assert max(len(line) for line in lines if "results" not in line) <= 80


def test_json_is_one_object_with_the_names_that_readers_rely_on(capsys):
    assert compare("small.toml", "strict.toml", "--json") == 0
    out, err = capsys.readouterr()
    told = json.loads(out)
    assert err == ""
    assert [each["outcome"] for each in told["differences"]] == [column.name for column in dictionary.OUTCOMES]
    wanted = {"outcome", "unit", "a", "b", "difference", "low", "high", "share_b_better", "replicates"}
    assert all(wanted <= set(each) for each in told["differences"])
    first = told["differences"][0]
    assert first["difference"] == pytest.approx(first["b"] - first["a"])
    assert first["replicates"] == 8


def test_replicates_are_added_until_the_difference_is_precise(capsys):
    words = ["compare", "small.toml", "strict.toml", "--keep", "outcomes", "--precision"]
    assert cli.main([*words, "quality=±0.9", "--json"]) == 0
    reached = json.loads(capsys.readouterr().out)["precision"]
    assert reached["met"] is True
    assert reached["replicates"] > 50
    (told,) = reached["outcomes"]
    assert (told["outcome"], told["within"], told["arm"], told["met"]) == ("quality", 0.9, "strict", True)
    assert 0 < told["half_width"] <= 0.9
    assert reached["to_halve"]["replicates"] == 4 * reached["replicates"]
    for width in ("quality=0.9", "quality = +/-0.9"):
        assert cli.main([*words, width]) == 0
        lines = capsys.readouterr().out.splitlines()
        place = lines.index(f"Precise enough with {reached['replicates']} replicates under each arm")
        assert lines[place + 2].split()[:3] == ["Quality,", "points", "strict"]
        assert lines[place + 2].split()[-1] == "±0.9"
        assert lines[place + 3].startswith(f"To halve every width: {4 * reached['replicates']} replicates under")
        assert max(len(line) for line in lines if "results" not in line) <= 80


def test_a_bound_that_is_reached_is_said_in_words_with_what_it_would_take(capsys):
    words = ["compare", "small.toml", "strict.toml", "--keep", "outcomes", "--uncertainty", "none"]
    words += ["--precision", "quality=0.01"]
    assert cli.main([*words, "--precision", "shortfall=50", "--most", "60"]) == 0
    out, _ = capsys.readouterr()
    assert "Stopped at 60 replicates (--most): not as precise as asked" in out
    assert "Quality: ±0.01 would take some " in out
    assert "Quality shortfall: ±" not in out
    assert max(len(line) for line in out.splitlines() if "results" not in line) <= 80


def test_one_value_may_be_changed_in_b_alone(capsys):
    assert compare("small.toml", "small.toml", "--set-b", "levers.leadership.patience=3", "--set", "months=20") == 0
    out, _ = capsys.readouterr()
    assert "B  Small; levers.leadership.patience = 3" in out
    assert "small-against-small-b" in out


def test_one_pair_has_no_interval_and_the_page_says_so(capsys):
    words = ["compare", "classroom", "classroom", "--set-b", "levers.leadership.patience=24", "--replicates", "1"]
    assert cli.main(words) == 0
    out = capsys.readouterr().out
    assert "1 pair, seed" in out
    assert "One pair has no interval" in out
    assert "halve" not in out
    assert "1 draw, 4 worlds" in out


def test_a_scenario_against_itself_is_refused(capsys, tmp_path):
    assert compare("small.toml", "small.toml") == 2
    assert '"small.toml" and "small.toml" are the same' in capsys.readouterr().err
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("small.toml", "strikt.toml"), "strikt.toml"),
        (
            ("small.toml", "strict.toml", "--set-b", "levers.leadership.patiense=3"),
            'did you mean "levers.leadership.patience"',
        ),
        (("small.toml", "strict.toml", "--set-b", "patience"), '--set-b "patience" is not KEY=VALUE'),
        (("small.toml", "strict.toml", "--keep", "all"), "allowed: outcomes, tables, panel"),
        (("small.toml", "strict.toml", "--precision", "qualty=1"), 'did you mean "quality"'),
        (("small.toml", "strict.toml", "--precision", "quality"), '--precision "quality" is not OUTCOME=±X'),
        (("small.toml", "strict.toml", "--precision", "quality=0"), "allowed: a number above 0"),
        (("small.toml", "strict.toml", "--precision", "quality=±-1"), "allowed: a number above 0"),
        (("small.toml", "strict.toml", "--precision", "quality=few"), 'quality = "few" is no half-width'),
        (("small.toml", "strict.toml", "--precision", "quality=nan"), "allowed: a number above 0"),
        (("small.toml", "strict.toml", "--precision", "quality=1", "--precision", "quality=2"), "given twice"),
        (("small.toml", "strict.toml", "--precision", "quality=1", "--most", "49"), "at least 200 replicates"),
        (("small.toml", "strict.toml", "--most", "500"), "it bounds --precision, which is not asked for"),
        (("small.toml", "strict.toml", "--workers", "2", "--scheduler", "tcp://localhost:9"), "leave one out"),
    ],
)
def test_a_mistake_is_named_and_leaves_nothing_behind(words, said, capsys, tmp_path):
    assert compare(*words) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err
    assert not (tmp_path / "results").exists()


@pytest.mark.parametrize(
    ("a", "b", "said"),
    [
        ([1.0, 2.0, 3.0], [2.0, 3.0, 4.1], "Quality: higher by 1.03 points under B (95% interval 0.89 to 1.18, 3 p"),
        ([2.0, 3.0, 4.1], [1.0, 2.0, 3.0], "Quality: lower by 1.03 points under B (95% interval -1.18 to -0.89, 3"),
        ([1.0, 2.0, 3.0], [2.0, 1.0, 4.0], "Quality: chance alone could give the difference of 0.3 (95% interval -2."),
        ([1.0, 2.0], [1.0, 2.0], "Quality: B is like A in all 2 pairs."),
        ([1.0], [2.0], "Quality: too few pairs (1) to tell a difference."),
        ([math.nan], [2.0], "Quality: too few pairs (0) to tell a difference."),
    ],
)
def test_a_sentence_is_no_more_certain_than_its_interval(a, b, said):
    assert in_words(paired(QUALITY, a, b)).startswith(said)


def test_each_arm_can_be_run_alone_by_its_words():
    asked = Asked("a.toml", "b c.toml", 1, 8, Path(), None, "tables", ["months=20", "trusts=9"], ["trusts = 10"])
    a, b = asked.commands()
    assert a == "turnaround run a.toml --set months=20 --set trusts=9"
    assert b == "turnaround run 'b c.toml' --set months=20 --set 'trusts = 10'"


def test_ties_are_neither_better_nor_worse():
    assert beats(paired(QUALITY, [1.0, 1.0, 1.0, 1.0], [1.0, 1.0, 2.0, 0.0])) == "25%, 25%"
    assert beats(paired(QUALITY, [1.0, 2.0], [1.0, 2.0])) == "0%, 0%"
    neither = Column("leaders", "number", "leaders", "", label="Leaders")
    assert beats(paired(neither, [1.0], [2.0])) == ""


def test_under_draws_the_interval_is_over_draws_and_it_is_said(capsys):
    words = ["compare", "small.toml", "small.toml", "--set-b", "levers.leadership.patience=24", "--replicates", "6"]
    assert cli.main([*words, "--uncertainty", "prior", "--worlds-per-draw", "2"]) == 0
    out, _ = capsys.readouterr()
    assert "Parameters are drawn from their ranges, nothing fitted:\n3 draws, 2 worlds under each." in out
    assert "chance alone" not in out.split("Parameters are drawn")[1]
    assert cli.main([*words, "--uncertainty", "prior", "--worlds-per-draw", "2", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    results = Results.open(told["folder"])
    assert results.manifest["command"].endswith("--uncertainty prior --worlds-per-draw 2")
    frame = results.table("outcomes")
    a, b = (mine.set_index("replicate")["quality"] for _, mine in frame.groupby("arm", observed=True))
    means = (b - a).groupby(a.index // 2).mean()
    half = stats.t.ppf(0.975, 2) * means.std() / 3**0.5
    quality = next(each for each in told["differences"] if each["outcome"] == "quality")
    assert (quality["difference"], quality["high"]) == pytest.approx((means.mean(), means.mean() + half))
