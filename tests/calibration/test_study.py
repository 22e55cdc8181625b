"""A calibration from beginning to end, on a very small scale: what it leaves, that it repeats and that it goes on."""

import json
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from turnaround_sim import beliefs, cli
from turnaround_sim.calibration import study
from turnaround_sim.cli import calibrating as cli_calibrating
from turnaround_sim.evidence.targets import read_targets

TINY = study.Effort(2, 64, 24, 2, 100, 100, 8, False, 10)
WORLD = """
name = "small"
trusts = 40
systems = 8
months = 60
burn_in = 6
[levers.regime]
review_entries = 4.0
inspections_a_month = 3.0
[[changes]]
month = 1
lever = "regime.review_entries"
value = 0.0
"""
KEPT = "T01", "T02", "T10", "T13", "T16", "T18", "T22", "T26", "T12"
"""Targets that a world of five years can have; the last is held out."""


def _asked(folder):
    """The targets of England, laid on a small world that is run in a moment."""
    (folder / "small.toml").write_text(WORLD, encoding="utf-8")
    england = read_targets("england")
    few = tuple(target for target in england.targets if target.id in KEPT)
    ends = {"T13": {"months": [17, 29, 41]}, "T12": {"last": 59}}
    few = tuple(replace(one, options={**one.options, **ends.get(one.id, {})}) for one in few)
    targets = replace(england, name="small", scenario=str(folder / "small.toml"), targets=few)
    return study.Asked(targets, "england", seed=3, worlds=2, effort="tiny")


@pytest.fixture(scope="module", autouse=True)
def tiny():
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(study, "EFFORTS", {**study.EFFORTS, "tiny": TINY})
        patch.setattr(cli.completing, "EFFORTS", ("full", "small", "tiny"))
        yield


@pytest.fixture(scope="module")
def told():
    return []


@pytest.fixture(scope="module")
def asked(tmp_path_factory):
    return _asked(tmp_path_factory.mktemp("world"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory, asked, told):
    def tell(stage, done, of):
        told.append((stage, done, of))

    return study.calibrate(asked, tmp_path_factory.mktemp("fitted"), workers=2, tell=tell, about={"command": "again"})


def _table(folder, name):
    return pd.read_parquet(folder / f"{name}.parquet")


def test_the_folder_is_named_by_what_decides_its_numbers(folder, asked):
    assert folder.name == asked.digest
    assert (folder / "done").read_text() == f"{asked.digest}\n"
    assert not list(folder.glob("*.ledger"))
    manifest = json.loads((folder / "manifest.json").read_text())
    assert manifest["model"] == "england"
    assert manifest["command"] == "again"
    assert manifest["simulated_here"] > 0
    for change in ({"seed": 4}, {"worlds": 3}, {"model": "null"}, {"effort": "small"}):
        assert replace(asked, **change).digest != asked.digest


def test_particles_have_weights_and_values_within_their_ranges(folder):
    posterior, informed = _table(folder, "posterior"), _table(folder, "informed")
    fitted = [path for path in posterior.columns if "." in path]
    assert 1 <= len(fitted) <= 12
    assert posterior["weight"].sum() == pytest.approx(1.0)
    assert len(posterior) == TINY.particles
    for path in fitted:
        declared = beliefs.uncertain()[path]
        assert posterior[path].between(declared.low, declared.high).all()
    assert set(informed["parameter"]) == set(beliefs.uncertain())
    assert set(informed.loc[informed["fitted"], "parameter"]) == set(fitted)


def test_only_what_was_fitted_and_narrowed_counts_as_informed(folder):
    informed = _table(folder, "informed")
    expected = informed["fitted"] & (informed["ratio"] <= beliefs.SILENT)
    assert (informed["informed"] == expected).all()
    ratio = informed["posterior_sd"] / informed["prior_sd"]
    np.testing.assert_allclose(informed["ratio"], ratio)


def test_every_target_is_told_before_and_after(folder, asked):
    predictive = _table(folder, "predictive").set_index("target")
    wanted = [target for target in asked.targets.targets if target.use != "set"]
    assert list(predictive.index) == [target.id for target in wanted]
    assert (predictive["inside"] == predictive["posterior_mean"].between(predictive["low"], predictive["high"])).all()
    worlds, posterior = _table(folder, "worlds"), _table(folder, "posterior")
    assert len(worlds) == TINY.particles * asked.worlds
    mean = np.average(worlds["T10"], weights=worlds["weight"])
    assert predictive.loc["T10", "posterior_mean"] == pytest.approx(mean)
    assert worlds.groupby("particle")["weight"].sum().to_numpy() == pytest.approx(posterior["weight"].to_numpy())


def test_the_worlds_that_are_shown_had_no_part_in_the_fit(folder):
    # A particle's own worlds were picked for lying near; distances of the shown ones are those of fresh luck.
    draws = _table(folder, "draws")
    assert set(draws["source"]) == {"prior", "posterior"}
    shown = draws[draws["source"] == "posterior"]["T13"].to_numpy()
    assert len(np.unique(shown)) > 1


def test_progress_names_every_stage(folder, told):
    stages = [stage for stage, _, _ in told]
    for start in ("screening", "wave 1", "wave 2", "fitting", "prior predictive", "posterior predictive"):
        assert any(stage.startswith(start) for stage in stages)


def test_interrupted_anywhere_it_ends_in_the_same_bytes_for_any_number_of_workers(folder, asked, tmp_path):
    class Cut(Exception):
        pass

    for stage, workers in (("wave 2", 2), ("fitting", 1)):

        def tell(now, done, of, stage=stage):
            if now.startswith(stage) and done > 3:
                raise Cut

        with pytest.raises(Cut):
            study.calibrate(asked, tmp_path, workers=workers, tell=tell, about={})
    found = study.calibrate(asked, tmp_path, workers=1, tell=lambda *_: None, about={})
    assert json.loads((found / "manifest.json").read_text())["found_in_ledger"] > 0
    names = sorted(path.name for path in folder.glob("*.parquet"))
    assert names == sorted(path.name for path in found.glob("*.parquet"))
    for name in names:
        assert (found / name).read_bytes() == (folder / name).read_bytes(), name


def test_what_is_there_is_not_computed_again(folder, asked):
    def tell(*_):
        raise AssertionError("computed again")

    again = study.calibrate(asked, folder.parents[1], workers=1, tell=tell, about={})
    assert again == folder


def test_the_null_is_fitted_with_leaders_and_support_off(asked, tmp_path):
    asked = replace(asked, targets=read_targets("england"), model="null")
    made = study._Study(asked, tmp_path, 1, lambda *_: None)
    try:
        assert made.scenario.parameters.leadership.effects == 0.0
        assert made.scenario.parameters.support.effects == 0.0
    finally:
        made.close()


def test_the_verb_prints_targets_parameters_and_the_folder(folder, asked, capsys, monkeypatch):
    monkeypatch.setattr(cli_calibrating, "read_targets", lambda name: asked.targets)
    words = ["calibrate", "small", "--effort", "tiny", "--seed", "3", "--replicates", "2"]
    assert cli.main([*words, "--out", str(folder.parents[1])]) == 0
    out, _ = capsys.readouterr()
    assert "fitted facts lie in their interval" in out
    assert "T26" in out
    assert all(len(line) <= 80 for line in out.splitlines() if "calibration/" not in line)
    assert cli.main([*words, "--out", str(folder.parents[1]), "--json"]) == 0
    told = json.loads(capsys.readouterr()[0])
    assert told["folder"] == str(folder)
    assert {"effective_sample_size", "recovered", "targets", "parameters"} <= set(told)


@pytest.mark.parametrize(
    ("words", "say"),
    [
        (["calibrate", "englnd"], 'did you mean "england"?'),
        (["calibrate", "england", "--model", "nul"], 'did you mean "null"?'),
        (["calibrate", "england", "--replicates", "0"], "allowed: 1 to 64"),
        (["calibrate", "england", "--workers", "0"], "allowed: 1 to 4096"),
        (["calibrate", "england", "--effort", "huge"], "allowed: full, small"),
    ],
)
def test_a_mistake_is_told_in_one_line_and_nothing_is_written(words, say, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(words) == 2
    out, error = capsys.readouterr()
    assert out == ""
    assert say in error
    assert len(error.strip().splitlines()) == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.slow
def test_the_small_effort_fits_england_in_a_few_minutes(tmp_path):
    asked = study.Asked(read_targets("england"), "england", seed=1, worlds=4, effort="small")
    found = study.calibrate(asked, tmp_path, workers=2, tell=lambda *_: None, about={})
    predictive = _table(found, "predictive")
    fitted = predictive[predictive["use"] == "calibrate"]
    # Of 29 facts the prior meets some six; the small fit has met 20 and more for every seed that was tried.
    assert fitted["inside"].sum() >= 15


def test_a_folder_that_cannot_be_made_is_named(tmp_path, capsys):
    (tmp_path / "taken").write_text("a file", encoding="utf-8")
    assert cli.main(["calibrate", "england", "--effort", "small", "--out", str(tmp_path / "taken")]) == 2
    error = capsys.readouterr()[1]
    assert "cannot write to" in error
    assert str(tmp_path / "taken") in error
