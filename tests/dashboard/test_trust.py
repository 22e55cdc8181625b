"""One trust: which are worth a look, what is told of one, and the same trust in the same luck otherwise."""

import csv
import io
import json
import shutil
import zipfile
from dataclasses import replace

import numpy as np
import pytest

from turnaround_sim import cli
from turnaround_sim.dashboard.trust import choosing, history, worlds
from turnaround_sim.dashboard.trust.worlds import Against, World
from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.slide import UNCALIBRATED
from turnaround_sim.store import Results
from turnaround_sim.story import part, tell

REPLACED = Against("arm", "replaced")


@pytest.fixture(scope="module")
def root(run):
    return run.parents[1]


@pytest.fixture(scope="module")
def world(run, root):
    return World(run.relative_to(root).as_posix(), "small", 1, 2)


def test_why_a_stay_was_long_is_part_of_the_answer(root):
    of_england = World("", "england", 1, 0)
    told = history.told(root, of_england, 0, Against())
    assert told.answer[-1].startswith("At its longest it was in special measures for 150 months")


def test_a_run_whose_tables_went_meanwhile_is_one_message(root, world, monkeypatch):
    def gone(*given):
        raise FileNotFoundError(2, "gone", "outcomes.parquet")

    monkeypatch.setattr(worlds, "tell", gone)
    with pytest.raises(Mistake, match=r"lacks outcomes\.parquet"):
        worlds.walked(root, world, 0)


def test_what_can_be_asked_of_a_run(root, world):
    about = worlds.about(root, world.place)
    assert (about.arms, about.titles) == (("small", "replaced"), ("Small", "Replaced"))
    assert (about.first, about.last, about.trusts, about.seed) == (0, 2, 12, 1)
    assert not about.calibrated
    (entry,) = worlds.runs(root)
    assert entry.place == world.place
    assert worlds.is_retold(entry)


def test_runs_that_other_rules_made_come_last(run, root, tmp_path):
    there = tmp_path / "results"
    shutil.copytree(root, there)
    newer = there / "newer" / "0123456789abcdef"
    shutil.copytree(run, newer)
    manifest = json.loads((newer / "manifest.json").read_text(encoding="utf-8"))
    manifest |= {"source": "0" * 16, "started": "2099-01-01T00:00:00+00:00"}
    (newer / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    mine, other = worlds.runs(there)
    assert (mine.place, worlds.is_retold(mine)) == (run.relative_to(root).as_posix(), True)
    assert (other.place, worlds.is_retold(other)) == ("newer/0123456789abcdef", False)
    assert other.date > mine.date


def test_trusts_are_told_by_their_stays(root, run, world):
    results = Results.open(run)
    spells = results.table("spells")
    mine = spells[(spells["arm"] == "small") & (spells["replicate"] == 2)]
    found = choosing.choices(root, world, Against())
    assert [each.trust for each in found] == list(range(12))
    assert {each.trust: each.spells for each in found if each.spells} == mine.groupby("trust").size().to_dict()
    assert all(each.gap != each.gap for each in found)
    lowest = {each.trust: each.lowest for each in found}
    for trust in (0, 4, 11):
        assert lowest[trust] == pytest.approx(tell(results, "small", trust, 2).quality.min(), abs=1e-12)


def test_where_two_part_is_measured_as_the_story_measures_it(root, run, world):
    results = Results.open(run)
    found = choosing.in_order(choosing.choices(root, world, REPLACED), choosing.NEEDS_TWO)
    assert found[0].trust == 4
    parting = part(*(tell(results, arm, 4, 2) for arm in ("small", "replaced")))
    assert found[0].gap == pytest.approx(parting.gap[found[0].gap_month], abs=1e-12)
    assert abs(found[0].gap) == pytest.approx(np.abs(parting.gap).max(), abs=1e-12)
    assert "parts by" in found[0].label


def test_orders_put_first_what_they_say():
    some = [
        choosing.Choice(0, "A", "acute", 1, 30, 30, False, 40.0),
        choosing.Choice(1, "B", "acute", 2, 10, 20, True, 50.0),
        choosing.Choice(2, "C", "acute", 0, 0, 0, False, 30.0),
    ]
    first = {order: choosing.in_order(some, order)[0].name for order in choosing.ORDERS}
    assert first == {
        "Longest in special measures": "A", "Came back: relapses first": "B", "Lowest quality": "C",
        choosing.NEEDS_TWO: "A", "By number": "A",
    }  # fmt: skip
    assert some[1].label == "B (trust 1): in twice, 20 months in all, still in"
    assert some[2].label == "C (trust 2): never in special measures"


def test_it_tells_what_the_command_tells(root, run, world, capsys):
    told = history.told(root, world, 4, REPLACED)
    words = history.command(root, world, 4, REPLACED)
    assert words == f"turnaround story {run} --trust 4 --replicate 2 --against replaced"
    assert cli.main([*words.split()[1:], "--json"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert list(told.answer) == said["answer"]
    assert list(told.parted) == said["against"]["answer"]
    assert [int(row[0]) for row in told.happened] == [each["month"] for each in said["events"]]
    with zipfile.ZipFile(io.BytesIO(told.archive)) as archive:
        for name in archive.namelist():
            assert (
                archive.read(name)
                == (run / "stories" / "small-trust-4-replicate-2-against-replaced" / name).read_bytes()
            )


def test_the_ledger_adds_up(root, world):
    told = history.told(root, world, 4, REPLACED)
    first, *causes, last = told.moved.rows
    for column in range(1, len(told.moved.header)):
        parts = [float(row[column]) for row in causes if row[column] != "·"]
        assert float(first[column]) + sum(parts) == pytest.approx(float(last[column]), abs=1e-9)
    *causes, whole = told.apart.rows
    for column in range(1, len(told.apart.header)):
        parts = [float(row[column]) for row in causes if row[column] != "·"]
        assert sum(parts) == pytest.approx(float(whole[column]), abs=1e-9)
    assert told.by_year.header == ("at the end of", "small", "replaced", "difference")
    assert told.by_year.rows[0][0] == "start"
    assert told.marks == (UNCALIBRATED,)


def test_the_same_history_gives_the_same_bytes(root, world):
    assert history.told(root, world, 4, Against()).archive == history.told(root, world, 4, Against()).archive


def test_without_another_world_nothing_parts(root, world):
    told = history.told(root, world, 0, Against())
    assert told.parted == ()
    assert told.apart is None
    assert told.by_year.header == ("at the end of", "small")


def test_a_scenario_is_walked_under_the_posterior_as_a_run_of_it(tmp_path):
    world = World("", "classroom", 7, 5)
    told = history.told(tmp_path, world, 3, Against("scenario", "classroom"))
    assert told.marks == ()
    assert "is the same in" in told.parted[0]
    words = ["run", "classroom", "--seed", "7", "--first", "5", "--replicates", "1", "--quiet"]
    assert cli.main([*words, "--out", str(tmp_path)]) == 0
    folder = next(tmp_path.glob("*/*/done")).parent
    of_a_run = World(folder.relative_to(tmp_path).as_posix(), "classroom", 7, 5)
    assert history.told(tmp_path, of_a_run, 3, Against()).answer == told.answer
    assert history.command(tmp_path, world, 3, Against()) == ""


@pytest.mark.parametrize(
    ("change", "trust", "against", "word"),
    [
        ({"arm": "smal"}, 0, Against(), 'did you mean "small"'),
        ({"replicate": 3}, 0, Against(), "out of range"),
        ({}, 12, Against(), "out of range"),
        ({}, 0, Against("arm", "nobody"), "no arm"),
        ({}, 0, Against("scenario", "england"), "trusts"),
        ({}, 0, Against("scenario", "../secret"), "comes with the package"),
        ({"place": "../x"}, 0, Against(), "no folder of results"),
        ({"place": "", "arm": "nowhere"}, 0, Against(), "comes with the package"),
        ({"place": "", "arm": "classroom", "replicate": -1}, 0, Against(), "out of range"),
        ({"place": "", "arm": "classroom"}, 12, Against(), "out of range"),
    ],
)
def test_what_cannot_be_told_is_a_mistake(root, world, change, trust, against, word):
    with pytest.raises(Mistake, match=word):
        history.told(root, replace(world, **change), trust, against)


def test_an_address_names_what_it_is_set_against():
    for text in ("", "arm:two years", "scenario:patient"):
        assert str(Against.read(text)) == text
    for text in ("arm:", "file:/etc/passwd", "patient"):
        assert not Against.read(text)


def test_scenarios_of_the_same_size_can_be_set_against():
    assert "patient" in worlds.alike(220)
    assert "classroom" not in worlds.alike(220)


def test_every_month_is_in_the_archive(root, world):
    told = history.told(root, world, 4, Against())
    with zipfile.ZipFile(io.BytesIO(told.archive)) as archive:
        months = list(csv.DictReader(archive.read("months.csv").decode().splitlines()))
    assert len(months) == 41
