"""The back-test is published as the page shows it."""

from pathlib import Path

import pandas as pd
import pytest

from experiments import backtest
from turnaround_sim.validation.backtest import TO_2016, read_backtest


def test_a_small_back_test_is_published(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    backtest.main(["--worlds", "4", "--out", str(tmp_path / "there"), "--uncertainty", "posterior"])
    assert capsys.readouterr().out.strip() == str(tmp_path / "there")
    held = read_backtest(tmp_path / "there")
    assert (held.worlds, held.draws, held.calibrated) == (4, "draws from the posterior", True)
    assert (tmp_path / "there" / "figures" / "backtest_counts.png").is_file()


def test_the_prior_can_be_asked_for() -> None:
    assert backtest.product("prior").name == "draws from the prior"


def test_a_posterior_of_the_first_half_has_seen_nothing_of_the_second(tmp_path: Path) -> None:
    path = tmp_path / "posterior.parquet"
    rows = {"particle": [0, 1], "weight": [0.5, 0.5], "distance": [1.0, 1.0], "candidate": [5, 7]}
    pd.DataFrame({**rows, "regulation.release": [0.5, 0.7]}).to_parquet(path)
    draws = backtest.draws_of(path, str(TO_2016))
    assert draws.name == "draws fitted to england_to_2016"
    assert {"T05h", "T10"} <= draws.fitted
    assert not {"T05", "T11", "T13"} & draws.fitted
    backtest.main(["--worlds", "4", "--out", str(tmp_path), "--posterior", str(path), "--targets", str(TO_2016)])
    assert (read_backtest(tmp_path).scores["fitted"] == "").all()


def test_a_posterior_that_is_not_there_is_a_mistake(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        backtest.main(["--posterior", str(tmp_path / "none.parquet"), "--out", str(tmp_path / "there")])
    assert ended.value.code == 2
    assert "none.parquet is no file" in capsys.readouterr().err
    assert not (tmp_path / "there").exists()
