"""A small back-test from the first world to the last fact."""

from pathlib import Path

import pandas as pd
import pytest

from turnaround_sim.mistakes import Mistake
from turnaround_sim.report.backtest_figure import backtest_figures, save_backtest
from turnaround_sim.validation.backtest import BackTest, back_test, backtest_facts, read_backtest, write_backtest


@pytest.fixture(scope="module")
def held() -> BackTest:
    return back_test(worlds=8, each=2)


def test_every_fact_says_what_was_asked_and_what_came_out(held: BackTest) -> None:
    facts = {fact.id: fact for fact in backtest_facts(held)}
    assert list(facts) == [
        "B01", "B02", "B03", "B11", "B12", "B13", "B14", "B15",
        "B21", "B22", "B23", "B24", "B25", "B31", "B32", "B33", "B34",
    ]  # fmt: skip
    for fact in facts.values():
        assert fact.fact
        assert fact.why.endswith(".")
        assert fact.source
        assert fact.result == "not testable" or fact.model == fact.model
    assert {fact.id for fact in facts.values() if fact.result == "not testable"} == {"B25", "B34"}


def test_facts_that_the_parameters_have_seen_are_not_held_out(held: BackTest) -> None:
    facts = {fact.id: fact for fact in backtest_facts(held)}
    assert not facts["B15"].held_out  # the prior's middle was set to T05 and T07
    assert facts["B13"].held_out
    assert facts["B22"].held_out


def test_a_forecast_that_no_rival_beats_passes(held: BackTest) -> None:
    scores = held.scores.set_index("quantity")
    facts = {fact.id: fact for fact in backtest_facts(held)}
    for number, quantity in enumerate(("stock", "first_entries", "entries_again", "exits", "survival"), start=11):
        row = scores.loc[quantity]
        best = min(row["persistence"], row["constant_hazard"], row["kaplan_meier"])
        assert facts[f"B{number}"].observed == best
        assert facts[f"B{number}"].result == ("pass" if row["model"] < best else "fail")


def test_the_same_draws_give_the_same_tables(held: BackTest) -> None:
    again = back_test(worlds=8, each=2, workers=2)
    pd.testing.assert_frame_equal(again.counts, held.counts)
    pd.testing.assert_frame_equal(again.elsewhere, held.elsewhere)


def test_what_is_written_is_read_back(held: BackTest, tmp_path: Path) -> None:
    written = write_backtest(held, tmp_path / "backtest")
    assert len(written) == 2 * 5 + 1
    back = read_backtest(tmp_path / "backtest")
    assert (back.draws, back.worlds, back.seed, back.calibrated) == ("draws from the prior", 8, 1, False)
    for name in ("counts", "survival", "coverage", "scores", "elsewhere"):
        pd.testing.assert_frame_equal(getattr(back, name), getattr(held, name))
    assert backtest_facts(back)[0].why == backtest_facts(held)[0].why
    (tmp_path / "backtest" / "backtest_scores.parquet").unlink()
    with pytest.raises(Mistake, match="holds no back-test"):
        read_backtest(tmp_path / "backtest")


def test_the_pictures_say_what_they_show(held: BackTest, tmp_path: Path) -> None:
    counts, survival = backtest_figures(held)
    words = " ".join(counts.said)
    assert "8 worlds under draws from the prior" in words
    assert "2017: " in words
    assert "record at least" in words
    assert "Entered July 2013" in " ".join(survival.said)
    paths = save_backtest(held, tmp_path)
    assert [path.name for path in paths] == [
        "backtest_counts.png", "backtest_counts.svg", "backtest_survival.png", "backtest_survival.svg",
    ]  # fmt: skip
    assert "UNCALIBRATED" in paths[1].read_text(encoding="utf-8")
