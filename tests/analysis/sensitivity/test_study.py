import hashlib
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pyarrow.parquet as pq
import pytest

from turnaround_sim.analysis.sensitivity import words
from turnaround_sim.analysis.sensitivity.reading import analysed, read_analysis
from turnaround_sim.analysis.sensitivity.settings import Said, read_sensitivity
from turnaround_sim.analysis.sensitivity.study import Asked, answered, planned
from turnaround_sim.mistakes import Mistake
from turnaround_sim.points import read_blocks
from turnaround_sim.points.running import OUTCOMES
from turnaround_sim.store import source_digest

SLOW = Path(__file__).parents[2] / "slow_study.py"

SMALL = """
name = "small"
extends = "classroom"
replicates = 3
factors = [
    "support", "leadership.programme_mean", "regulation.line_inadequate",
    { name = "levers.leadership.patience", low = 3, high = 36 },
]
outcomes = ["shortfall", "quality"]
middle = 0.5
[sensitivity]
methods = ["ofat", "morris", "sobol"]
points = 32
most = 4
trajectories = 2
levels = 3
emulator = 0.0
"""


STRONG = """
name = "strong"
extends = "classroom"
replicates = 4
factors = ["workforce.leaving", "workforce.newcomers", "regulation.line_inadequate", "quality.temporary"]
outcomes = ["shortfall"]
[sensitivity]
methods = ["sobol"]
points = 64
emulator = 0.0
"""
"""Factors whose doings are told from luck with few rows."""


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    path = tmp_path_factory.mktemp("study") / "small.toml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def ran(file, out, workers=2, **said):
    asked = Asked(*read_sensitivity(file, Said(**said)))
    return answered(asked, out, workers=workers, tell=lambda stage, done, of: None, about={})


@pytest.fixture(scope="module")
def folder(file, tmp_path_factory):
    return ran(file, tmp_path_factory.mktemp("results"))


def tables(folder):
    return {path.name: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.parquet")}


def test_the_designs_are_those_that_were_planned(file, folder):
    asked = Asked(*read_sensitivity(file, Said()))
    plan, blocks = planned(asked), read_blocks(folder)
    assert list(plan) == ["ofat", "morris", "groups", "sobol"]
    assert list(blocks) == list(plan)
    for name in ("morris", "groups", "sobol"):
        assert len(blocks[name].point) == plan[name]
    assert len(blocks["ofat"].point) <= plan["ofat"]
    assert len(blocks["sobol"].factors) == 4
    assert len(blocks["morris"].factors) == len(asked.study.varied)


def test_the_factors_taken_one_by_one_are_those_of_the_largest_effects(folder):
    of, blocks = read_analysis(folder), read_blocks(folder)
    largest = {
        outcome: of.indices("morris", outcome, "classroom", "size").iloc[0]["factor"] for outcome in ("shortfall",)
    }
    assert set(largest.values()) <= set(blocks["sobol"].factors)


def test_the_emulator_has_one_world_a_point_and_the_worlds_in_turn(tmp_path):
    path = tmp_path / "small.toml"
    path.write_text(SMALL.replace("emulator = 0.0", "emulator = 0.1"), encoding="utf-8")
    folder = ran(path, tmp_path, method="sobol", by="factors")
    block, of = read_blocks(folder)["emulator"], read_analysis(folder)
    assert block.worlds[:, 0].tolist() == [number % 3 for number in range(100)]  # a tenth would be fewer than it needs
    told = of.tables["emulator"].set_index("outcome").loc["shortfall"]
    assert told["points"] == 100
    assert told["explained_direct"] <= 1.0
    assert len(of.indices("emulator", "shortfall", "classroom", "second")) == 6
    assert "From 100 worlds the emulator" in words.emulated(of, "shortfall", "classroom")


def test_an_index_on_disk_is_that_of_the_outcomes_on_disk(folder):
    from turnaround_sim.analysis.sensitivity import sobol

    of, block = read_analysis(folder), read_blocks(folder)["sobol"]
    found = block.of("quality", "classroom", "classroom")
    told = sobol.indices(sobol.laid(block.row, block.role, found), 1)
    mine = of.indices("sobol", "quality", "classroom", "total").set_index("factor")
    for place, factor in enumerate(told.units):
        assert mine.loc[factor, "value"] == told.total.value[place]
        assert mine.loc[factor, "low"] == told.total.low[place]
        assert mine.loc[factor, "plain"] == told.plain_total[place]


def test_one_and_four_workers_leave_the_same_bytes(file, folder, tmp_path):
    four = ran(file, tmp_path, workers=4)
    assert four.name == folder.name
    assert tables(four) == tables(folder)


def test_a_process_killed_half_way_costs_nothing_and_changes_no_byte(file, folder, tmp_path):
    words_ = [sys.executable, str(SLOW), str(file), str(tmp_path), "0.02", source_digest()]
    child = subprocess.Popen(words_, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    deadline = time.monotonic() + 90
    ledger = tmp_path / "small" / f"{folder.name}.partial" / "worlds.ledger"
    while time.monotonic() < deadline and (not ledger.exists() or ledger.stat().st_size < 60_000):
        assert child.poll() is None, child.communicate()
        time.sleep(0.02)
    child.kill()
    child.communicate()
    assert not list(tmp_path.rglob("done"))
    size = ledger.stat().st_size
    record = 16 + 8 * len(OUTCOMES)
    with ledger.open("ab") as half:
        half.write(b"half a record")
    resumed = ran(file, tmp_path)
    assert tables(resumed) == tables(folder)
    import json

    manifest = json.loads((resumed / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["worlds_found"] == size // record > 100


def test_rows_shuffled_on_disk_give_the_same_indices(file, folder, tmp_path):
    mine = ran(file, tmp_path)
    before = tables(mine)
    for name in ("design", "places", "outcomes"):
        table = pq.read_table(mine / f"{name}.parquet")
        pq.write_table(table.take(np.random.default_rng(1).permutation(len(table))), mine / f"{name}.parquet")
    (mine / "indices.parquet").unlink()
    analysed(mine)
    after = tables(mine)
    for name in ("indices", "chance", "convergence", "ofat", "emulator", "missing"):
        assert after[f"{name}.parquet"] == before[f"{name}.parquet"]


@pytest.mark.parametrize(
    "method, points, measures", [("fast", 65, {"first", "total"}), ("pawn", 100, {"pawn"}), ("delta", 100, {"delta"})]
)
def test_any_method_can_be_asked_for_alone(file, tmp_path, monkeypatch, method, points, measures):
    from turnaround_sim.analysis.sensitivity import shape

    monkeypatch.setattr(shape, "SHUFFLES", 5)
    monkeypatch.setattr(shape, "OWN_RESAMPLES", 2)
    of = read_analysis(ran(file, tmp_path, method=method, points=points, by="factors"))
    mine = of.tables["indices"].query(f"method == '{method}'")
    assert set(mine["measure"]) == measures
    assert mine["factor"].nunique() == 4
    assert words.ranked(of, "shortfall", "classroom")[0] == ("fast" if method == "fast" else "morris")


def test_a_precision_stops_as_soon_as_it_is_reached(tmp_path):
    file = tmp_path / "whole.toml"
    file.write_text(STRONG.replace("shortfall", "rated_inadequate"), encoding="utf-8")
    easy = read_blocks(ran(file, tmp_path, method="sobol", by="factors", points=256, precision=1.0))
    hard = read_blocks(ran(file, tmp_path, method="sobol", by="factors", points=128, precision=0.0001))
    assert easy["sobol"].row.max() + 1 == 64
    assert hard["sobol"].row.max() + 1 == 128


def test_an_outcome_can_be_looked_at_on_a_log_scale(tmp_path):
    from turnaround_sim.analysis.sensitivity import sobol

    path = tmp_path / "log.toml"
    path.write_text(STRONG + 'log = ["shortfall"]\n', encoding="utf-8")
    folder = ran(path, tmp_path, method="sobol", by="factors", points=64)
    of, block = read_analysis(folder), read_blocks(folder)["sobol"]
    found = np.log(1.0 + block.values["shortfall"][:, 0])
    told = sobol.indices(sobol.laid(block.row, block.role, found), 1)
    mine = of.indices("sobol", "shortfall", "classroom", "total").set_index("factor")["value"]
    assert mine[list(told.units)].to_numpy() == pytest.approx(told.total.value, rel=1e-9)
    assert words.quantity(of, "shortfall", "classroom").label == "Quality shortfall (log scale)"


def test_with_another_arm_the_difference_is_what_is_looked_at(tmp_path):
    path = tmp_path / "arms.toml"
    path.write_text(
        'extends = "classroom"\nreplicates = 2\nfactors = ["support"]\n[arms.now]\n[arms.patient]\n'
        'levers.leadership.patience = 36\n[sensitivity]\nmethods = ["morris"]\ntrajectories = 2\n',
        encoding="utf-8",
    )
    of = read_analysis(ran(path, tmp_path))
    assert of.quantities() == [("shortfall", "now"), ("shortfall", "patient")]
    assert "“patient” less “now”" in words.drives(of, "shortfall", "patient")


def test_missing_values_are_refused_with_their_number_and_rows(folder, tmp_path, monkeypatch):
    from turnaround_sim.points import Points

    right = Points._world

    def sometimes(self, scenario, parameters, world):
        found = right(self, scenario, parameters, world)
        if parameters.workforce.leaving > 0.02 and world == 1:
            found[OUTCOMES.index("quality")] = np.nan
        return found

    monkeypatch.setattr(Points, "_world", sometimes)
    path = tmp_path / "small.toml"
    path.write_text(STRONG.replace('"shortfall"', '"rated_inadequate", "quality"'), encoding="utf-8")
    of = read_analysis(ran(path, tmp_path, method="sobol", by="factors"))
    refused = {(method, outcome) for method, outcome, _, _ in of.refused}
    assert ("sobol", "quality") in refused
    assert not any(outcome == "rated_inadequate" for _, outcome in refused)
    assert not len(of.indices("sobol", "quality", "classroom", "total"))
    assert len(of.indices("sobol", "rated_inadequate", "classroom", "total"))
    said = next(text for text in words.refusals(of) if ", Sobol:" in text)
    count = len(set(of.tables["missing"].query("method == 'sobol'")["point"]))
    assert f"no value at {count:,} of" in said
    assert "workforce.leaving" in said


@pytest.mark.parametrize(
    "said, words_",
    [
        ({"points": 100}, r"--points = 100 is not a power of two, which Sobol's sequence needs; allowed: 64 or 128"),
        ({"method": "sobool"}, r'--method is "sobool"; allowed: ofat, .*did you mean "sobol"'),
        ({"method": "fast", "points": 33}, r"33 points along a curve are too few"),
        ({"method": "pawn", "points": 64}, r"64 points are too few for pawn"),
        ({"by": "group"}, r'--by is "group"; allowed: factors, groups, both; did you mean "groups"'),
        ({"replicates": 0}, r"--replicates = 0 is out of range; allowed 1 to"),
        ({"precision": -1.0}, r"--precision = -1.0 is out of range"),
        ({"points": 7}, r"--points = 7 is out of range; allowed 32 to"),
    ],
)
def test_a_wrong_command_is_told_with_what_is_allowed(file, said, words_):
    with pytest.raises(Mistake, match=words_):
        read_sensitivity(file, Said(**said))


@pytest.mark.parametrize(
    "line, words_",
    [
        ("points = 48", r"sensitivity.points = 48 is not a power of two"),
        ('methods = ["soboll"]', r'"soboll" is not one of them.*did you mean "sobol"'),
        ("methods = []", r"sensitivity.methods is empty"),
        ("trajectory = 3", r'did you mean "trajectories"'),
    ],
)
def test_a_wrong_file_is_told_with_what_is_allowed(tmp_path, line, words_):
    path = tmp_path / "wrong.toml"
    path.write_text(f'extends = "classroom"\nfactors = ["support"]\n[sensitivity]\n{line}\n', encoding="utf-8")
    with pytest.raises(Mistake, match=words_):
        read_sensitivity(path, Said())


def test_one_factor_is_too_few(tmp_path):
    path = tmp_path / "one.toml"
    path.write_text('extends = "classroom"\nfactors = ["leadership.misfit"]\n[sensitivity]\n', encoding="utf-8")
    with pytest.raises(Mistake, match="one factor cannot be set against others"):
        read_sensitivity(path, Said())
