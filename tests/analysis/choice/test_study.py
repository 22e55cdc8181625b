"""A choice from beginning to end in a small world: what it leaves, that it repeats and goes on, and what it refuses."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

import turnaround_sim
from turnaround_sim import cli
from turnaround_sim.analysis.choice import asking, reading, study, words
from turnaround_sim.store.ledger import Ledger

WORLD = """
name = "small"
question = "Which?"
baseline = "nothing"
replicates = 4
outcomes = ["shortfall", "quality"]
factors = ["support", "finance"]

[arms.nothing]
trusts = 30
systems = 6
months = 48
burn_in = 6
levers.funding.millions = 0.0
levers.regime.review_entries = 3.0

[arms.posts]
trusts = 30
systems = 6
months = 48
burn_in = 6
levers.funding = { millions = 2.0, posts = 1.0, consultants = 0.0, capability = 0.0 }
levers.regime.review_entries = 3.0

[arms.twin]
trusts = 30
systems = 6
months = 48
burn_in = 6
levers.funding = { millions = 2.0, posts = 1.0, consultants = 0.0, capability = 0.0 }
levers.regime.review_entries = 3.0

[arms.dear]
trusts = 30
systems = 6
months = 48
burn_in = 6
levers.funding = { millions = 20.0, posts = 0.0, consultants = 0.0, capability = 1.0, envelope = 2000.0 }
levers.regime.review_entries = 3.0

[choose]
draws = 6
points = 44
budget = { outcome = "spend_m", most = 300.0 }
satisfy = [{ outcome = "shortfall", most = 0.0, against = "baseline" }, { outcome = "quality", least = 1.0 }]

[choose.search]
objectives = ["shortfall", "spend_m"]
population = 8
generations = 2
draws = 2
worlds = 2
most = 3
levers = [
    { name = "funding.millions", low = 0.0, high = 3.0 },
    { name = "leadership.patience", low = 6, high = 24 },
    { name = "buddy.matching" },
    { name = "oversight.assurance_lead" },
]
"""
COMMAND = "from turnaround_sim.cli import main; import sys; sys.exit(main())"
SAME = "manifest.json", "report.html"
"""What says when and how long, and so is not the same twice."""


def changed(folder, old="", new=""):
    """The file of the small world with one thing changed."""
    assert old in WORLD
    path = folder / "small.toml"
    path.write_text(WORLD.replace(old, new, 1) if old else WORLD, encoding="utf-8")
    return str(path)


def contents(folder):
    """Every file of a folder but those that tell the time."""
    files = (path for path in sorted(folder.rglob("*")) if path.is_file() and path.name not in SAME)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The file, and the folder of a finished choice."""
    folder = tmp_path_factory.mktemp("choice")
    file = changed(folder)
    assert cli.main(["choose", file, "--out", str(folder / "out"), "--workers", "1", "--quiet"]) == 0
    (done,) = (folder / "out" / "small").glob("*/done")
    return file, done.parent


@pytest.fixture(scope="module")
def of(made):
    return reading.read_choice(made[1])


def test_a_policy_over_budget_is_shown_and_cannot_be_chosen(of):
    assert [each.within for each in of.posterior.spending] == [True, True, True, False]
    assert of.posterior.spending[3].breaks.value == 1.0
    assert "dear" not in of.posterior.leaders("shortfall")
    assert of.posterior.best("shortfall") != "dear"
    assert "“dear” cannot be chosen" in dict(words.caveats(of))["Over budget"]


def test_twins_have_the_same_regret_and_are_not_told_apart(of):
    for policies in (of.posterior, of.prior):
        _, posts, twin, _ = policies.regrets["shortfall"]
        assert posts.mean == twin.mean
        leaders = policies.leaders("shortfall")
        assert ("posts" in leaders) == ("twin" in leaders)


def test_nothing_meets_a_threshold_against_itself(of):
    nothing = of.posterior.satisfied[0]
    assert nothing.each[0].value == 1.0
    assert 0.0 <= nothing.all.low <= nothing.all.value <= nothing.all.high <= 1.0


def test_the_set_is_measured_where_the_policies_are_and_not_where_it_was_searched(of, made):
    pareto = of.pareto
    assert 1 <= len(pareto.members) <= 3
    searched = json.loads((made[1] / "pareto" / "manifest.json").read_text(encoding="utf-8"))["blocks"]
    assert searched["fresh 0"]["points"] == 6
    assert searched["seen 0"]["points"] == 2
    fresh = pd.read_parquet(made[1] / "pareto" / "design.parquet")
    assert set(fresh[fresh["block"] == "fresh 0"]["draw"]) == set(range(6))
    assert set(fresh[fresh["block"] == "seen 0"]["draw"]) == {300, 301}
    tried = pd.read_parquet(made[1] / "search.parquet")
    kept = tried[tried["in_set"]].reset_index(drop=True)
    for number, member in enumerate(pareto.members):
        assert member.seen["shortfall"] == pytest.approx(kept["shortfall"][number], rel=1e-12)
    assert set(tried["buddy.matching"]) <= {"similar", "nearest", "strongest", "random"}
    assert set(tried["oversight.assurance_lead"]) <= {"yes", "no"}
    assert set(pareto.flattered) == {"shortfall", "spend_m"}


def test_the_rivals_are_the_best_and_the_next_and_are_sought_among_more_draws(of):
    within = [each for each in of.posterior.between["shortfall"] if each.arm != "dear"]
    claim = of.conditions.claim
    assert (claim.against, claim.arm) == (of.posterior.best("shortfall"), min(within, key=lambda e: e.mean).arm)
    assert len(of.conditions.margins) == 44
    assert all(not factor.is_lever and factor.group in ("support", "finance") for factor in of.factors)


def test_json_has_labels_and_units(made, capsys):
    assert cli.main(["choose", made[0], "--out", str(made[1].parents[1]), "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["folder"] == str(made[1])
    assert [each["arm"] for each in told["policies"]["prior"]] == ["nothing", "posts", "twin", "dear"]
    first = told["policies"]["posterior"][0]
    assert first["regret"]["shortfall"]["unit"] == "point-months a trust-year"
    assert {"mean", "ninetieth", "largest"} < set(first["regret"]["shortfall"])
    levers = told["pareto"][0]["levers"]
    assert levers["buddy.matching"] in ("similar", "nearest", "strongest", "random")
    assert levers["leadership.patience"].endswith("months")


def test_the_page_says_the_answer_first_and_the_report_verb_makes_it_again(made, of, capsys):
    page = (made[1] / "report.html").read_text(encoding="utf-8")
    assert words.answer(of) in page
    assert page.index(words.answer(of)) < page.index("The policies") < page.index("Run it again")
    for text in (
        "Illustrative, not a forecast",
        "Not for",
        "What would have to be true",
        "flattered by luck",
        "better",
    ):
        assert text in page
    assert not re.search(r'(href|src)="http', page)
    assert cli.main(["report", str(made[1]), "--quiet"]) == 0
    assert (made[1] / "report.html").read_text(encoding="utf-8") == page
    assert cli.main(["report", str(made[1]), "--arm", "posts"]) == 2
    assert "--arm does not go with a choice" in capsys.readouterr().err


def test_four_workers_leave_the_same_bytes(made, tmp_path):
    assert cli.main(["choose", made[0], "--out", str(tmp_path), "--workers", "4", "--quiet"]) == 0
    assert contents(tmp_path / "small" / made[1].name) == contents(made[1])


def test_a_choice_that_was_cut_off_goes_on_to_the_same_bytes(made, tmp_path, monkeypatch):
    kept = Ledger.keep_all
    left = iter(range(40))

    def keep_some(ledger, arrays):
        if next(left, None) is None:
            raise MemoryError
        kept(ledger, arrays)

    monkeypatch.setattr(Ledger, "keep_all", keep_some)
    asked = study.Asked(*asking.read(made[0]))
    with pytest.raises(MemoryError):
        study.chosen(asked, tmp_path, workers=2, tell=lambda *_: None, about={})
    monkeypatch.undo()
    partial = tmp_path / "small" / f"{made[1].name}.partial"
    with (partial / "worlds.ledger").open("ab") as file:
        file.write(b"half a record")
    assert cli.main(["choose", made[0], "--out", str(tmp_path), "--workers", "2", "--quiet"]) == 0
    assert contents(tmp_path / "small" / made[1].name) == contents(made[1])


@pytest.mark.slow
def test_a_choice_that_was_killed_goes_on_to_the_same_bytes(made, tmp_path):
    house = Path(turnaround_sim.__file__).parents[1]
    line = [sys.executable, "-c", COMMAND, "choose", made[0], "--out", str(tmp_path), "--workers", "1", "--quiet"]
    process = subprocess.Popen(line, env={**os.environ, "PYTHONPATH": str(house)}, start_new_session=True)
    ledger = tmp_path / "small" / f"{made[1].name}.partial" / "worlds.ledger"
    deadline = time.monotonic() + 120
    while not (ledger.exists() and ledger.stat().st_size > 20_000) and process.poll() is None:
        assert time.monotonic() < deadline
        time.sleep(0.01)
    os.killpg(process.pid, signal.SIGKILL)
    process.wait()
    assert ledger.exists()
    assert cli.main(["choose", made[0], "--out", str(tmp_path), "--workers", "2", "--quiet"]) == 0
    assert contents(tmp_path / "small" / made[1].name) == contents(made[1])


WRONG = (
    ('name = "funding.millions"', 'name = "funding.milions"', 'did you mean "levers.funding.millions"'),
    ('{ name = "buddy.matching" }', '{ name = "buddy.matching", values = ["similar", "near"] }', "similar, nearest"),
    ('{ name = "buddy.matching" }', '{ name = "buddy.matching", values = ["similar"] }', "two or more"),
    ('"shortfall", "spend_m"]', '"shortfal", "spend_m"]', 'did you mean "shortfall"'),
    ('"shortfall", "spend_m"]', '"shortfall"]', "objectives has 1; allowed: 2 or more"),
    ("population = 8", "population = 3", "allowed 8 to 1000"),
    ('factors = ["support", "finance"]', 'factors = ["support.coachin"]', "is no parameter or lever of any scenario"),
    ('factors = ["support", "finance"]', 'factors = [{ name = "levers.funding.millions" }]', "is not drawn"),
    ('outcomes = ["shortfall", "quality"]', 'outcomes = ["nonsense"]', "is not one of them"),
    ('outcome = "spend_m", most = 300.0', 'outcome = "quality", most = 300.0', "is nothing that is spent"),
    ('outcome = "spend_m", most = 300.0', 'outcome = "spend_m", limit = 3.0', "is not a known key"),
    ('most = 0.0, against = "baseline"', 'most = 0.0, least = 1.0', "both most and least"),
    ('against = "baseline"', 'against = "basline"', "is not one of them"),
    ("draws = 6", "draws = 301", "allowed 2 to 300"),
    ("replicates = 4", "replicates = 2", "allowed 4 to 1000"),
    ("points = 44", 'points = 44\nrivals = ["posts", "posts"]', "the first of which is to beat the second"),
    ("low = 6, high = 24", "low = 24, high = 24", "leaves no width"),
    ("points = 44", "poinst = 44", 'did you mean "points"'),
)  # fmt: skip


@pytest.mark.parametrize(("old", "new", "said"), WRONG, ids=[new[:40] for _, new, _ in WRONG])
def test_a_mistake_is_told_in_one_line_and_nothing_is_written(old, new, said, tmp_path, capsys):
    file = changed(tmp_path, old, new)
    assert cli.main(["choose", file, "--out", str(tmp_path / "out"), "--quiet"]) == 2
    error = capsys.readouterr().err
    assert error.startswith("error: ")
    assert error.count("\n") == 1
    assert said in error
    assert not (tmp_path / "out").exists()


def test_a_budget_that_nobody_keeps_is_the_users_mistake(tmp_path, capsys):
    file = changed(tmp_path, "most = 300.0", "most = 1.0")
    assert cli.main(["choose", file, "--out", str(tmp_path / "out"), "--draws", "2", "--quiet"]) == 2
    error = capsys.readouterr().err
    assert "no policy keeps spend_m at 1 £m: the least is" in error
    assert 'by "nothing"' in error


def test_one_arm_is_no_choice(capsys):
    assert cli.main(["choose", "classroom"]) == 2
    assert "nothing to choose from" in capsys.readouterr().err


def test_a_library_that_is_missing_is_told_with_the_command_that_installs_it(monkeypatch, made, capsys):
    monkeypatch.setitem(sys.modules, "pymoo", None)
    assert cli.main(["choose", made[0]]) == 2
    assert 'pip install "turnaround_sim[exploration]"' in capsys.readouterr().err


def test_what_decides_the_numbers_names_the_folder(made):
    one = study.Asked(*asking.read(made[0]))
    assert one.digest == made[1].name
    assert study.Asked(*asking.read(made[0], seed=2)).digest != one.digest
    assert study.Asked(*asking.read(made[0], draws=7)).digest != one.digest
