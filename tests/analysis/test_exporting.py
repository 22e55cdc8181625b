import hashlib
import json
import shutil
import warnings

import numpy as np
import pandas as pd
import pytest

from turnaround_sim.analysis.exporting import export
from turnaround_sim.analysis.sensitivity.settings import Said, read_sensitivity
from turnaround_sim.analysis.sensitivity.study import Asked, answered
from turnaround_sim.mistakes import Mistake
from turnaround_sim.points import read_blocks


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    where = tmp_path_factory.mktemp("study")
    (where / "s.toml").write_text(
        'extends = "classroom"\nreplicates = 2\nfactors = ["support"]\n[arms.a]\n[arms.b]\n'
        'levers.leadership.patience = 36\n[sensitivity]\nmethods = ["morris"]\ntrajectories = 2\n',
        encoding="utf-8",
    )
    asked = Asked(*read_sensitivity(where / "s.toml", Said()))
    return answered(asked, where, workers=2, tell=lambda stage, done, of: None, about={})


def test_csv_has_the_ids_that_join_design_and_outcomes_and_sums_that_check_them(folder):
    paths = {path.name: path for path in export(folder, "csv")}
    assert set(paths) == {"design-morris.csv", "outcomes-morris.csv", "checksums.json"}
    design = pd.read_csv(paths["design-morris.csv"])
    found = pd.read_csv(paths["outcomes-morris.csv"])
    block = read_blocks(folder)["morris"]
    assert design["point"].tolist() == block.point.tolist()
    assert len(found) == len(design) * 2 * 2
    mine = found[(found["arm"] == "b") & (found["replicate"] == 1)].set_index("point")
    assert mine.loc[design["point"], "shortfall"].to_numpy() == pytest.approx(
        block.values["shortfall"][:, 1, 1], rel=1e-12
    )
    sums = json.loads(paths["checksums.json"].read_text())
    assert all(hashlib.sha256(paths[name].read_bytes()).hexdigest() == told for name, told in sums.items())


def test_an_archive_is_read_by_the_workbench_with_one_value_a_world(folder):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from ema_workbench import load_results
    (path,) = export(folder, "ema")
    experiments, outcomes = load_results(str(path))
    block = read_blocks(folder)["morris"]
    assert experiments["policy"].tolist() == ["a", "b"] * len(block.point)
    assert experiments["scenario"].tolist() == np.repeat(block.point, 2).tolist()
    assert outcomes["shortfall"] == pytest.approx(block.values["shortfall"].reshape(-1, 2), rel=1e-12)
    factor = block.factors[0]
    assert experiments[factor].to_numpy()[::2] == pytest.approx(block.design[factor].to_numpy(float))


def test_a_study_in_parts_is_exported_part_by_part(folder, tmp_path):
    for part in ("policies", "rivals"):
        shutil.copytree(folder, tmp_path / part, ignore=shutil.ignore_patterns("export"))
    paths = export(tmp_path, "csv")
    assert {path.relative_to(tmp_path).parts[:2] for path in paths} == {("policies", "export"), ("rivals", "export")}


def test_a_folder_without_a_study_is_refused(tmp_path):
    with pytest.raises(Mistake, match="is no finished study"):
        export(tmp_path, "csv")
