"""`story` tells why a trust failed or recovered, adds up, and says where another history of it parts."""

import csv
import json
import re
from itertools import pairwise
from pathlib import Path

import pytest
from made_up_results import SMALL

from turnaround_sim import cli, dictionary

REPLACED = 'extends = "small.toml"\n[[events]]\nmonth = 18\ntrust = 4\ndo = "replace_leader"\n'


@pytest.fixture(scope="module")
def run(tmp_path_factory) -> Path:
    """Two arms of a small world in one folder, beside their scenario files."""
    home = tmp_path_factory.mktemp("stories")
    (home / "small.toml").write_text(SMALL, encoding="utf-8")
    (home / "replaced.toml").write_text(REPLACED, encoding="utf-8")
    words = ["compare", str(home / "small.toml"), str(home / "replaced.toml"), "--replicates", "3", "--quiet"]
    words += ["--uncertainty", "none"]
    assert cli.main([*words, "--out", str(home / "results")]) == 0
    return next((home / "results").glob("*/*"))


def story(run: Path, *words: str) -> int:
    return cli.main(["story", str(run), *words])


def told(run: Path, capsys, *words: str) -> dict:
    assert story(run, *words, "--json") == 0
    return json.loads(capsys.readouterr().out)


def test_it_says_the_answer_first_and_what_it_is_not(run, capsys):
    assert story(run, "--trust", "4", "--replicate", "2") == 0
    out, err = capsys.readouterr()
    lines = out.splitlines()
    assert err == ""
    assert re.fullmatch(r"Acute 005 \(trust 4\), replicate 2 of small", lines[0])
    assert lines[1:3] == [dictionary.NOTICE, dictionary.OUT_OF_SCOPE]
    assert lines[3].startswith("UNCALIBRATED")
    assert lines[5].startswith("Acute 005 ")
    for word in ("Latent quality, points", "What happened", "no proof", "one possible history"):
        assert word in out
    assert max(len(line) for line in lines if "stories" not in line) <= 80


def test_the_table_that_is_printed_adds_up_as_printed(run, capsys):
    for trust in (1, 4, 7):
        assert story(run, "--trust", str(trust), "--replicate", "1") == 0
        table = capsys.readouterr().out.partition("at the beginning")[2].partition("\n\nWhat happened")[0]
        rows = [re.findall(r"(?<=\s)(?:[-+]?\d+\.\d|·)(?=\s|$)", line) for line in table.splitlines()]
        begin, *causes, end = [[0 if cell == "·" else round(10 * float(cell)) for cell in row] for row in rows]
        assert len(causes) > 3
        assert [sum(column) for column in zip(begin, *causes, strict=True)] == end


def test_json_is_one_object_whose_numbers_add_up(run, capsys):
    facts = told(run, capsys, "--trust", "4")
    turns = facts["turning_points"]
    assert (facts["trust"], facts["replicate"], facts["arm"]) == (4, 0, "small")
    assert turns[0]["month"] == -1
    assert turns[-1]["month"] == 39
    assert 2 <= len(facts["answer"]) <= 4
    for before, after, span in zip(turns, turns[1:], facts["contributions"], strict=False):
        assert (span["from"], span["to"]) == (before["month"], after["month"])
        assert sum(span["by_cause"].values()) == pytest.approx(after["quality"] - before["quality"], abs=1e-9)
    assert all(Path(path).is_file() for path in facts["files"])


def test_the_files_hold_every_month_to_the_last_digit(run, capsys):
    folder = Path(told(run, capsys, "--trust", "4")["folder"])
    months = list(csv.DictReader((folder / "months.csv").open(encoding="utf-8")))
    lines = list(csv.DictReader((folder / "contributions.csv").open(encoding="utf-8")))
    assert [int(row["month"]) for row in months] == list(range(-1, 40))
    variables = {line["variable"] for line in lines}
    assert len(variables) == 10
    for variable in variables:
        own = [line for line in lines if line["variable"] == variable]
        assert {int(line["month"]) for line in own} == set(range(40))
        for line in own:
            assert float(line["before"]) + float(line["contribution"]) == float(line["after"])
        for month in range(40):
            rows = [line for line in own if int(line["month"]) == month]
            assert all(a["after"] == b["before"] for a, b in pairwise(rows))
            column = variable if variable in months[0] else f"quality_{variable}"
            close = 1e-12 if variable == "quality" else 0.0
            assert float(rows[-1]["after"]) == pytest.approx(float(months[month + 1][column]), rel=0, abs=close)
            if variable != "attention":
                assert float(rows[0]["before"]) == pytest.approx(float(months[month][column]), rel=0, abs=close)


def test_the_same_story_gives_the_same_bytes(run, capsys):
    words = ("--trust", "4", "--against", "replaced")
    folder = Path(told(run, capsys, *words)["folder"])
    before = {path.name: path.read_bytes() for path in folder.iterdir()}
    told(run, capsys, *words)
    assert set(before) == {
        "story.html", "story.png", "story.svg", "contributions.csv", "months.csv", "events.csv"
    }  # fmt: skip
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert [path.name for path in folder.parent.iterdir() if path.name.startswith(".")] == []


def test_the_page_is_whole_and_names_no_outside_resource(run, capsys):
    folder = Path(told(run, capsys, "--trust", "4", "--against", "replaced")["folder"])
    page = (folder / "story.html").read_text(encoding="utf-8")
    assert page.startswith("<!doctype html>")
    assert page.count("<svg ") == 1
    assert page.index("UNCALIBRATED") < page.index("<svg ")
    assert page.index("Illustrative, not a forecast.") < page.index("<svg ")
    assert "<h2>What happened</h2>" in page
    # The names of the languages that a picture is written in are addresses in form only: nothing is fetched from them.
    addresses = set(re.findall(r"https?://[^\s\"'<>]+", page))
    assert addresses <= {"http://www.w3.org/2000/svg", "http://www.w3.org/1999/xlink"}
    for kind in ("src=", "<link", "<script", "@import", "<iframe", "<image"):
        assert kind not in page
    assert all(link.startswith("#") for link in re.findall(r'href="([^"]*)"', page))
    assert all(link.startswith("#") for link in re.findall(r"url\(([^)]*)\)", page))


@pytest.mark.parametrize("against", ["replaced", "replaced.toml", "another run"])
def test_a_leader_who_is_replaced_parts_the_trust_in_that_month_by_the_event(run, against, capsys):
    home = run.parents[2]
    if against == "another run":
        words = ["run", str(home / "replaced.toml"), "--replicates", "3", "--out", str(home / "alone"), "--no-figures"]
        words += ["--uncertainty", "none"]
        assert cli.main([*words, "--quiet"]) == 0
        against = capsys.readouterr().out.strip()
    elif against.endswith(".toml"):
        against = str(home / against)
    facts = told(run, capsys, "--trust", "4", "--replicate", "1", "--against", against)["against"]
    assert (facts["month"], facts["inputs"]) == (18, ["event"])
    assert "trusts.leader" in facts["changed"]
    assert set(facts["difference"][:18]) == {0.0}
    assert any(facts["difference"][18:])
    assert sum(facts["by_cause"].values()) == pytest.approx(facts["difference"][-1], abs=1e-9)
    assert "month 18" in facts["answer"][0]
    assert "an event ordered for it" in facts["answer"][0]


def test_a_trust_that_never_differs_is_said_to(run, capsys):
    facts = told(run, capsys, "--trust", "4", "--against", str(run.parents[2] / "small.toml"))["against"]
    assert (facts["month"], facts["inputs"]) == (None, [])
    assert facts["answer"] == ["Acute 005 is the same in small and small-b in all 40 months."]


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--trust", "12"), "--trust = 12 is out of range; allowed 0 to 11"),
        (("--trust", "-1"), "allowed 0 to 11"),
        (("--trust", "4", "--replicate", "3"), "--replicate = 3 is out of range; allowed 0 to 2"),
        (("--trust", "4", "--arm", "smal"), 'did you mean "small"?'),
        (("--trust", "4", "--against", "replacd"), 'did you mean "replaced"?'),
        (("--trust", "4", "--against", "england"), "it has 220 trusts, the run 12"),
    ],
)
def test_a_mistake_is_named_and_writes_nothing(run, words, said, capsys):
    before = sorted((run / "stories").glob("*")) if (run / "stories").exists() else []
    assert story(run, *words) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err
    assert (sorted((run / "stories").glob("*")) if (run / "stories").exists() else []) == before


def test_a_folder_that_is_no_run_is_named(tmp_path, capsys):
    assert story(tmp_path, "--trust", "4") == 2
    assert "is not the folder of a finished run" in capsys.readouterr().err


def test_other_beliefs_part_a_trust_before_the_record_opens(run, tmp_path, capsys):
    (tmp_path / "small.toml").write_text(SMALL, encoding="utf-8")
    other = tmp_path / "lower.toml"
    other.write_text('extends = "small.toml"\n[parameters.systems]\nbase = 45.0\n', encoding="utf-8")
    facts = told(run, capsys, "--trust", "4", "--against", str(other))["against"]
    assert (facts["month"], facts["inputs"]) == (-1, ["parameters"])
    assert "before month 0" in facts["answer"][0]
    assert story(run, "--trust", "4", "--against", str(other)) == 0
    table = capsys.readouterr().out.partition("Quality, lower less small")[2].partition("\n\n")[0]
    rows = [re.findall(r"(?<=\s)(?:[-+]?\d+\.\d|·)(?=\s|$)", line) for line in table.splitlines()[1:]]
    *parts, total = [[0 if cell == "·" else round(10 * float(cell)) for cell in row] for row in rows]
    assert [sum(column) for column in zip(*parts, strict=True)] == total
    assert "at the start" in table
