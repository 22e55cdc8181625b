"""A study of made-up worlds: the same bytes for any number of workers, after a kill, and in whatever order rows lie."""

import json
import shutil
import subprocess
import sys
import time
from pathlib import Path

import made_up_points
import numpy as np
import pyarrow.parquet as pq
import pytest

from turnaround_sim.analysis.discovery import study
from turnaround_sim.analysis.discovery.claims import Claim
from turnaround_sim.analysis.discovery.findings import read_discovery
from turnaround_sim.analysis.discovery.kinds import is_discovery
from turnaround_sim.mistakes import Mistake
from turnaround_sim.points import read_blocks
from turnaround_sim.points.running import Points
from turnaround_sim.store import source_digest

SLOW = Path(__file__).parents[2] / "slow_points.py"
TABLES = "design.parquet", "places.parquet", "outcomes.parquet", "dictionary.json"


@pytest.fixture(autouse=True, scope="module")
def made_up_worlds():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Points, "_world", made_up_points.world)
        yield


def written(folder, more=""):
    path = folder / "made_up.toml"
    path.write_text(made_up_points.STUDY.format(more=more), encoding="utf-8")
    return path


def ran(file, out, workers=2, **asked):
    wanted = study.read(file, **asked)
    return study.discover(wanted, out, workers=workers, tell=lambda done, of: None, about={"command": "made up"})


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    place = tmp_path_factory.mktemp("study")
    return ran(written(place), place / "results")


def test_a_study_leaves_its_tables_and_says_what_it_is(folder):
    assert is_discovery(folder)
    assert not is_discovery(folder.parent)
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["kind"] == "discovery"
    assert manifest["arms"] == ["patience 12", "patience 24"]
    assert (manifest["points"], manifest["replicates"], manifest["shuffles"]) == (240, 4, 2)
    assert manifest["notice"] == "Illustrative, not a forecast."
    assert set(manifest["versions"]) >= {"ema_workbench", "scikit-learn"}
    assert manifest["claims"][0]["name"] == "patience 12 beats patience 24"
    assert not list(folder.glob("*.ledger"))
    meanings = json.loads((folder / "dictionary.json").read_text())["tables"]
    for name in ("design", "places", "outcomes"):
        assert set(pq.read_table(folder / f"{name}.parquet").column_names) <= set(meanings[name])


def test_each_factor_is_spread_evenly(folder):
    places = read_blocks(folder)[study.BLOCK].places
    assert places.shape == (240, 5)
    for column in places.T:
        assert sorted((column * 240).astype(int)) == list(range(240))


def test_the_planted_region_is_found_and_told(folder):
    (finding,) = read_discovery(folder).findings
    (prim, cart) = finding.search.boxes
    for box in (prim, cart):
        assert box.is_found
        assert {limit.factor for limit in box.region.limits} == {0, 1}
        assert box.held_out.density.high > 0.9
    assert finding.labels.points == 240
    assert finding.left_out == 0


def test_one_worker_and_four_leave_the_same_bytes(folder, tmp_path):
    for workers in (1, 4):
        other = ran(written(tmp_path), tmp_path / f"{workers}", workers)
        assert other.name == folder.name
        assert all((other / name).read_bytes() == (folder / name).read_bytes() for name in TABLES)


def test_after_a_kill_the_same_command_goes_on_and_leaves_the_same_bytes(folder, tmp_path):
    file, source = written(tmp_path), source_digest()
    words = [sys.executable, str(SLOW), str(file), str(tmp_path / "results"), "2"]
    slow = subprocess.Popen([*words, "0.01", source], stdout=subprocess.PIPE)
    ledger = tmp_path / "results" / "made_up" / f"{folder.name}.partial" / "points.ledger"
    until = time.monotonic() + 120
    while not (ledger.exists() and ledger.stat().st_size > 100_000) and time.monotonic() < until:
        time.sleep(0.05)
    slow.kill()
    slow.wait()
    assert slow.returncode != 0, "it was done before it was killed"
    done = subprocess.run([*words, "0", source], stdout=subprocess.PIPE, text=True, check=True)
    again = Path(done.stdout.strip())
    assert again.name == folder.name
    manifest = json.loads((again / "manifest.json").read_text())
    assert manifest["found_in_ledger"] > 0
    assert manifest["found_in_ledger"] + manifest["simulated_here"] == 240 * 4 * 2
    assert all((again / name).read_bytes() == (folder / name).read_bytes() for name in TABLES)


def test_rows_in_another_order_give_the_same_boxes(folder, tmp_path):
    other = shutil.copytree(folder, tmp_path / "shuffled")
    for number, name in enumerate(TABLES[:3]):
        table = pq.read_table(other / name)
        order = np.random.default_rng(number).permutation(table.num_rows)
        pq.write_table(table.take(order), other / name)
    first, second = (read_discovery(each).findings[0].search for each in (folder, other))
    assert first.boxes == second.boxes


def test_a_point_with_a_world_without_a_number_is_left_out_and_counted(folder, tmp_path):
    claim = '[[discover.claims]]\narm = "patience 12"\noutcome = "first_wave_shortfall"'
    found = read_discovery(ran(written(tmp_path, claim), tmp_path)).findings[0]
    absorbs = read_blocks(folder)[study.BLOCK].design["parameters.support.absorbs"]
    assert found.left_out == (absorbs > 0.3).sum() > 0
    assert found.search.is_case.size == 240 - found.left_out


def test_an_outcome_that_most_points_lack_is_refused(tmp_path):
    claim = '[[discover.claims]]\narm = "patience 12"\noutcome = "durable_recovery"'
    folder = ran(written(tmp_path, claim), tmp_path)
    with pytest.raises(Mistake, match="240 of 240 points"):
        read_discovery(folder)


@pytest.mark.parametrize("where, extent", [("holds", "nowhere"), ("fails", "everywhere")])
def test_arms_that_never_differ_beat_one_another_nowhere(tmp_path, where, extent):
    claim = f'[[discover.claims]]\narm = "patience 12"\noutcome = "false_exits"\nwhere = "{where}"'
    (finding,) = read_discovery(ran(written(tmp_path, claim), tmp_path)).findings
    assert finding.search.extent == extent
    assert finding.labels.wrong == 0.0


def test_a_price_is_taken_off_what_is_gained(folder):
    block = read_blocks(folder)[study.BLOCK]
    plain = Claim("gain", "patience 12", "patience 24", "shortfall")
    priced = Claim("price", "patience 12", "patience 24", "shortfall", 0.1, "spend_m")
    lost = Claim("loss", "patience 12", "patience 24", "shortfall", 0.1, "spend_m", "fails")
    gain = block.of("shortfall", "patience 24", "patience 12")
    assert np.allclose(plain.margins(block), gain)
    assert np.allclose(priced.margins(block), gain - 0.1 * 5.0)
    assert np.allclose(lost.margins(block), 0.1 * 5.0 - gain)
    assert (lost.are_cases(lost.margins(block)) == ~priced.are_cases(priced.margins(block))).all()


def test_a_lever_that_tells_the_arms_apart_cannot_be_varied(tmp_path):
    file = written(tmp_path)
    text = file.read_text().replace("levers.director.days", "levers.leadership.patience")
    file.write_text(text.replace("low = 0.0", "low = 3.0"))
    with pytest.raises(Mistake, match="tells the arms apart"):
        study.read(file)


def test_what_decides_the_numbers_names_the_folder(tmp_path):
    file = written(tmp_path)
    names = {study.read(file, **asked).digest for asked in ({}, {"points": 250}, {"replicates": 5}, {"seed": 2})}
    more = study.read(written(tmp_path, '[[discover.claims]]\narm = "patience 12"\nleast = 0.5'))
    assert len({*names, more.digest}) == 5
