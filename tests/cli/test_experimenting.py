"""`experiment` runs all arms in the same worlds and sets each against the baseline; one arm can be run alone."""

import json

import pytest

from turnaround_sim import cli, dictionary
from turnaround_sim.store import Results

MINE = """
title = "How long?"
question = "Does patience help?"
hypothesis = "It does not."
extends = "small.toml"
replicates = 5
baseline = "patience 12"
outcomes = ["shortfall", "leaders_per_100_trust_months"]
[[grids]]
[[grids.axes]]
key = "levers.leadership.patience"
values = [3, 12, 24]
"""


CONTRAST = """
[[contrasts]]
name = "two years beat a quarter"
claim = "patience lets change embed"
a = "patience 3"
b = "patience 24"
outcome = "leaders_per_100_trust_months"
expected = "lower"
"""


@pytest.fixture(autouse=True)
def files(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "small.toml").write_text("trusts = 12\nsystems = 3\nmonths = 20\nburn_in = 6\n", encoding="utf-8")
    (tmp_path / "mine.toml").write_text(MINE, encoding="utf-8")


def test_question_hypothesis_and_every_arm_against_the_baseline_are_printed(capsys):
    assert cli.main(["experiment", "mine.toml"]) == 0
    out, _ = capsys.readouterr()
    lines = out.splitlines()
    assert lines[:5] == [
        "How long?", "Question: Does patience help?", "Hypothesis: It does not.", dictionary.NOTICE,
        dictionary.OUT_OF_SCOPE,
    ]  # fmt: skip
    for word in (
        "Quality shortfall, point-months",
        "Chief executives per 100",
        "baseline",
        "Uncalibrated",
        "5 worlds under",
    ):
        assert word in out
    assert [line.split()[:2] for line in lines if line.startswith("patience")] == [
        ["patience", "12"], ["patience", "3"], ["patience", "24"]
    ] * 2  # fmt: skip
    assert max(len(line) for line in lines if "results" not in line) <= 80


def test_json_names_arm_and_baseline_of_every_difference(capsys):
    assert cli.main(["experiment", "mine.toml", "--json", "--replicates", "4", "--seed", "3"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["baseline"] == "patience 12"
    arms = [each["arm"] for each in told["differences"]]
    assert arms == ["patience 3"] * len(dictionary.OUTCOMES) + ["patience 24"] * len(dictionary.OUTCOMES)
    wanted = {"outcome", "unit", "a", "b", "difference", "low", "high", "share_b_better", "replicates", "baseline"}
    assert all(wanted <= set(each) for each in told["differences"])
    manifest = Results.open(told["folder"]).manifest
    assert (manifest["replicates"], manifest["seed"], manifest["keep"]) == (4, 3, "outcomes")
    assert list(manifest["scenarios"]) == ["patience 3", "patience 12", "patience 24"]


def test_a_run_over_draws_alone_keeps_what_it_is_told_to(capsys):
    words = ["experiment", "mine.toml", "--quiet", "--uncertainty", "prior", "--replicates", "2"]
    for keeping, kept in (([], "outcomes"), (["--keep", "tables"], "tables")):
        assert cli.main([*words, *keeping]) == 0
        assert Results.open(capsys.readouterr().out.strip()).manifest["keep"] == kept


def test_an_arm_alone_gives_the_numbers_it_has_among_the_others(capsys):
    assert cli.main(["experiment", "mine.toml", "--quiet"]) == 0
    together = Results.open(capsys.readouterr().out.strip()).table("outcomes")
    words = ["run", "mine.toml", "--arm", "patience 24", "--first", "2", "--replicates", "1", "--quiet", "--no-figures"]
    words += ["--uncertainty", "none"]
    assert cli.main(words) == 0
    alone = Results.open(capsys.readouterr().out.strip()).table("outcomes")
    mine = together[(together["arm"] == "patience 24") & (together["replicate"] == 2)]
    assert alone["shortfall"].tolist() == mine["shortfall"].tolist()


def test_a_file_that_asks_for_draws_is_also_run_under_them_and_each_arm_gets_a_verdict(capsys, tmp_path):
    (tmp_path / "drawn.toml").write_text("draws = 3\nworlds_per_draw = 2\n" + MINE + CONTRAST, encoding="utf-8")
    assert cli.main(["experiment", "drawn.toml"]) == 0
    out, _ = capsys.readouterr()
    assert "Does the sign hold over draws of the parameters?" in out
    assert "3 draws from what the record leaves of their ranges;\n2 worlds under each." in out
    assert "Not informed by the record: what a change of leader is worth." in " ".join(out.split())
    assert sum(line.rstrip().endswith("supported") for line in out.splitlines()) == 5
    assert "two years beat a quarter: " in out.split("Does the sign hold")[1]
    assert cli.main(["experiment", "drawn.toml", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    stated, drawn = (Results.open(folder).manifest for folder in (told["folder"], told["over_draws"]["folder"]))
    assert [each["arm"] for each in told["over_draws"]["verdicts"]] == ["patience 3", "patience 24"] * 2
    (contrast,) = told["over_draws"]["contrasts"]
    assert (contrast["arm_a"], contrast["arm_b"], contrast["draws"]) == ("patience 3", "patience 24", 3)
    assert (stated["uncertainty"], stated["replicates"], "worlds_per_draw" in stated) == ("none", 5, False)
    assert (drawn["uncertainty"], drawn["replicates"], drawn["worlds_per_draw"]) == ("posterior", 6, 2)


def test_the_manifest_says_the_question_the_design_and_the_command(capsys):
    assert cli.main(["experiment", "mine.toml", "--quiet"]) == 0
    folder = capsys.readouterr().out.strip()
    manifest = Results.open(folder).manifest
    told = manifest["experiment"]
    assert (told["question"], told["baseline"]) == ("Does patience help?", "patience 12")
    assert told["axes"] == {"patience": ["patience 3", "patience 12", "patience 24"]}
    assert told["choices"]["patience 24"] == {"patience": "patience 24"}
    assert cli.main([*manifest["command"].split()[1:], "--quiet"]) == 0
    assert capsys.readouterr().out.strip() == folder


def test_a_contrast_sets_an_arm_against_another_than_the_baseline(capsys, tmp_path):
    (tmp_path / "mine.toml").write_text(MINE + CONTRAST, encoding="utf-8")
    assert cli.main(["experiment", "mine.toml", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    (contrast,) = told["contrasts"]
    assert (contrast["arm_a"], contrast["arm_b"], contrast["expected"]) == ("patience 3", "patience 24", "lower")
    rows = Results.open(told["folder"]).table("outcomes").set_index(["arm", "replicate"])
    both = rows["leaders_per_100_trust_months"]
    assert contrast["difference"] == pytest.approx((both["patience 24"] - both["patience 3"]).mean())
    assert contrast["claim"] == "patience lets change embed"
    assert cli.main(["experiment", "mine.toml"]) == 0
    out = capsys.readouterr().out
    assert f"two years beat a quarter: {contrast['came']}" in out
    assert "patience 24 against patience 3, chief executives per 100 trust-months" in out
    assert max(len(line) for line in out.splitlines() if "results" not in line) <= 80


def test_what_a_fraction_cannot_tell_apart_is_printed(capsys, tmp_path):
    axes = "".join(
        f'[[grids.axes]]\nkey = "levers.{key}"\nvalues = {values}\n'
        for key, values in (("director.style", [-1.0, 1.0]), ("buddy.share", [0.0, 1.0]))
    )
    text = MINE.replace("[[grids]]", "[[grids]]\nfraction = 2").replace("[3, 12, 24]", "[12, 24]") + axes
    text = text.replace('"patience 12"', '"patience 12, style -1, share 0"')
    (tmp_path / "mine.toml").write_text(text, encoding="utf-8")
    assert cli.main(["experiment", "mine.toml", "--replicates", "2"]) == 0
    assert "A fraction of grid 1, 4 of 8 combinations: mixed up: patience with style" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["run", "mine.toml", "--arm", "patience 42"], 'did you mean "patience 24"'),
        (["run", "mine.toml"], "mine.toml is an experiment: turnaround experiment runs it, --arm NAME one arm of it"),
        (["run", "mine.toml", "--arm", "patience 3", "--set", "months=4"], "leave out --set or --arm"),
        (["experiment", "mien.toml"], '"mien.toml" is neither a file nor a shipped experiment'),
        (["experiment", "mine.toml", "--replicates", "0"], "--replicates is 0"),
        (["experiment", "mine.toml", "--uncertainty", "priors"], 'none, prior, posterior; did you mean "prior"'),
        (["experiment", "mine.toml", "--uncertainty", "prior", "--worlds-per-draw", "-1"], "--worlds-per-draw is -1"),
        (["experiment", "mine.toml", "--keep", "some"], "allowed: outcomes, tables, panel"),
    ],
)
def test_a_mistake_is_named_and_leaves_nothing_behind(words, said, capsys, tmp_path):
    assert cli.main(words) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
    assert said in err
    assert not (tmp_path / "results").exists()


def test_a_precision_in_the_file_counts_unless_another_is_typed(capsys, tmp_path):
    told = MINE.replace("[[grids]]", "precision = { shortfall = 80.0, quality = 2.5 }\n[[grids]]", 1)
    (tmp_path / "mine.toml").write_text(told, encoding="utf-8")
    assert cli.main(["experiment", "mine.toml", "--json"]) == 0
    reached = json.loads(capsys.readouterr().out)["precision"]
    assert [(each["outcome"], each["within"]) for each in reached["outcomes"]] == [
        ("shortfall", 80.0),
        ("quality", 2.5),
    ]
    assert reached["replicates"] == 50
    assert cli.main(["experiment", "mine.toml", "--precision", "leaders_per_100_trust_months=0.05"]) == 0
    out, _ = capsys.readouterr()
    lines = out.splitlines()
    place = next(n for n, line in enumerate(lines) if line.startswith("Precise enough with "))
    assert int(lines[place].split()[3]) > 50
    assert "±0.05" in lines[place + 2]
    assert max(len(line) for line in lines if "results" not in line) <= 80


def test_the_table_of_outcomes_is_read_once_however_many_arms_there_are(monkeypatch, capsys):
    read = []
    table = Results.table
    monkeypatch.setattr(Results, "table", lambda self, *words: read.append(words) or table(self, *words))
    assert cli.main(["experiment", "mine.toml"]) == 0
    assert read == [("outcomes",)]
