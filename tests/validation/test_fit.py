"""A calibration is read back whole, or the user is told which file is wrong."""

import json

import pandas as pd
import pytest
from made_up_fit import FITTED, TARGETS, write_fit

from turnaround_sim.evidence.noise import covariance
from turnaround_sim.mistakes import Mistake
from turnaround_sim.validation.fit import Fit, is_fit


def test_a_fit_is_read_back_as_it_was_written(tmp_path):
    fit = Fit.open(write_fit(tmp_path / "fit"))
    assert (fit.model, fit.fitted, fit.temperature) == ("england", FITTED, 1.0)
    assert fit.weights.sum() == pytest.approx(1.0)
    assert list(fit.known) == [target.id for target in (*TARGETS.fitted, *TARGETS.held_out)]
    assert len(fit.means()) == len(fit.means("prior")) == len(fit.posterior)
    assert set(fit.means("prior")["source"]) == {"prior"}


def test_particles_were_judged_by_sampling_noise_and_what_else_was_let_pass(tmp_path):
    folder = write_fit(tmp_path / "fit")
    sampling = covariance(TARGETS.fitted)
    assert Fit.open(folder).noise == pytest.approx(2 * sampling)
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "discrepancy": 0.5}), encoding="utf-8")
    warm = pd.read_parquet(folder / "generations.parquet").assign(temperature=4.0)
    warm.to_parquet(folder / "generations.parquet")
    assert Fit.open(folder).noise == pytest.approx(6 * sampling)


def test_particles_stand_in_the_same_order_in_every_table(tmp_path):
    fit = Fit.open(write_fit(tmp_path / "fit"))
    expected, path = fit.posterior, fit.folder / "posterior.parquet"
    expected[::-1].to_parquet(path)
    again = Fit.open(fit.folder)
    assert again.posterior.equals(expected)
    assert again.means()["particle"].tolist() == again.posterior["particle"].tolist()


@pytest.mark.parametrize("name", ["nowhere", "half.partial"])
def test_what_is_no_finished_calibration_is_a_mistake(tmp_path, name):
    (write_fit(tmp_path / "half.partial") / "done").unlink()
    assert not is_fit(tmp_path / name)
    with pytest.raises(Mistake, match="is not the folder of a finished calibration"):
        Fit.open(tmp_path / name)


@pytest.mark.parametrize("content", ["", "[]", '{"model": "england"}'])
def test_a_damaged_manifest_is_a_mistake_that_names_it(tmp_path, content):
    folder = write_fit(tmp_path / "fit")
    (folder / "manifest.json").write_text(content, encoding="utf-8")
    with pytest.raises(Mistake, match=r"manifest\.json is damaged") as told:
        Fit.open(folder)
    assert told.value.file == str(folder / "manifest.json")


def test_a_missing_or_damaged_table_is_a_mistake_that_names_it(tmp_path):
    fit = Fit.open(write_fit(tmp_path / "fit"))
    (fit.folder / "recovery.parquet").unlink()
    with pytest.raises(Mistake, match=r"recovery\.parquet is damaged: it is missing"):
        fit.table("recovery")
    (fit.folder / "waves.parquet").write_bytes(b"nothing")
    with pytest.raises(Mistake, match=r"waves\.parquet is damaged"):
        fit.table("waves")


def test_the_targets_are_those_the_manifest_names(tmp_path):
    folder = write_fit(tmp_path / "fit")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    (folder / "manifest.json").write_text(json.dumps({**manifest, "targets": "elsewhere"}), encoding="utf-8")
    with pytest.raises(Mistake, match="elsewhere"):
        _ = Fit.open(folder).targets


def test_targets_are_those_of_then_where_the_manifest_has_them(tmp_path):
    folder = write_fit(tmp_path / "fit")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    rows = [
        {**{key: value for key, value in vars(target).items() if key != "options"}, "value": target.value + 1}
        for target in TARGETS.targets
    ]
    (folder / "manifest.json").write_text(json.dumps({**manifest, "target_rows": rows}), encoding="utf-8")
    known, usual = Fit.open(folder).known, {target.id: target for target in TARGETS.targets}
    assert known["T01"].value == usual["T01"].value + 1
    assert known["T01"].options == usual["T01"].options
    own = {**manifest, "targets": "mine", "target_rows": [{**rows[0], "options": {"after": 3}}]}
    (folder / "manifest.json").write_text(json.dumps(own), encoding="utf-8")
    (only,) = Fit.open(folder).targets.targets
    assert (only.id, only.options) == ("T01", {"after": 3})
