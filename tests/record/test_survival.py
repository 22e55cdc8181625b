"""The Kaplan-Meier estimate: worked examples, an independent implementation, and the targets."""

import numpy as np
import pandas as pd
import pytest
from scipy.stats import CensoredData, ecdf

from turnaround_sim.record import kaplan_meier, read_record, survival_spells

NEVER = np.nan


def followed(spells: pd.DataFrame, at: list[int]) -> pd.DataFrame:
    return kaplan_meier(spells["entered"], spells["ended"], spells["censored"], at)


@pytest.mark.parametrize(
    ("cohorts", "month", "share", "low", "high"),
    [
        (["July 2013"], 12, 0.55, 0.23, 0.78),
        (["July 2013"], 24, 0.45, 0.17, 0.71),
        (["July 2013"], 36, 0.27, 0.07, 0.54),
        (["October 2013 to 2015", "2016 to 2020"], 12, 1.00, 0.88, 1.00),
        (["October 2013 to 2015"], 24, 0.64, 0.34, 0.83),
        (["October 2013 to 2015"], 36, 0.29, 0.09, 0.52),
        (["2016 to 2020"], 24, 0.87, 0.56, 0.96),
        (["2016 to 2020"], 36, 0.60, 0.32, 0.80),
        (["2016 to 2020"], 48, 0.38, 0.14, 0.61),
    ],
    ids=[f"T{n:02}" for n in range(1, 10)],
)
def test_the_record_gives_the_survival_targets(
    cohorts: list[str], month: int, share: float, low: float, high: float
) -> None:
    spells = survival_spells(read_record())
    row = followed(spells[spells["cohort"].isin(cohorts)], [month]).iloc[0]
    assert [row["share"], row["low"], row["high"]] == pytest.approx([share, low, high], abs=0.0061)


def test_the_first_target_hangs_on_three_exit_months() -> None:
    record = read_record()
    july = record["trust"].isin(["George Eliot Hospital", "Buckinghamshire Healthcare", "East Lancashire Hospitals"])
    record.loc[july & (record["exited"] == 12), "exited"] = 13
    spells = survival_spells(record)
    curve = followed(spells[spells["cohort"] == "July 2013"], [12, 24])
    assert curve["share"].tolist() == pytest.approx([9 / 11, 5 / 11])


def test_a_worked_example() -> None:
    # Five spells: out after 2 and 4 months, last seen after 3, out after 6, last seen after 8.
    curve = kaplan_meier([0, 10, 20, 30, 40], [2, NEVER, 24, 36, NEVER], [NEVER, 13, NEVER, NEVER, 48], range(9))
    share = [1, 1, 4 / 5, 4 / 5, 8 / 15, 8 / 15, 4 / 15, 4 / 15, 4 / 15]
    assert curve["share"].tolist() == pytest.approx(share)
    assert curve["at_risk"].tolist() == [5, 5, 5, 4, 3, 2, 2, 1, 1]


@pytest.mark.filterwarnings("ignore:The confidence interval is undefined")
def test_it_agrees_with_scipy() -> None:
    rng = np.random.default_rng(7)
    length = rng.integers(1, 30, 60).astype(float)
    exited = rng.random(60) < 0.6
    entered = rng.integers(0, 50, 60)
    at = np.arange(1, int(length.max()))
    ours = kaplan_meier(entered, np.where(exited, entered + length, NEVER), entered + length, at)
    theirs = ecdf(CensoredData(uncensored=length[exited], right=length[~exited])).sf
    share = theirs.evaluate(at)
    assert np.allclose(ours["share"], share)
    inside = (share > 0) & (share < 1)
    interval = theirs.confidence_interval(method="log-log")
    assert np.allclose(ours["low"][inside], interval.low.evaluate(at)[inside])
    assert np.allclose(ours["high"][inside], interval.high.evaluate(at)[inside])


def test_the_interval_is_exact_while_nobody_has_left_and_once_all_have() -> None:
    curve = kaplan_meier([0] * 10, [5] * 10, [NEVER] * 10, [4, 5])
    assert curve["low"].tolist() == pytest.approx([0.025 ** (1 / 10), 0])
    assert curve["high"].tolist() == pytest.approx([1, 1 - 0.025 ** (1 / 10)])


def test_the_curve_stops_where_nobody_is_followed_any_more() -> None:
    curve = kaplan_meier([0, 0], [3, NEVER], [NEVER, 6], [6, 7])
    assert curve["share"][0] == 0.5
    assert curve.loc[1, ["share", "low", "high"]].isna().all()


def test_no_spells_give_no_shares() -> None:
    curve = kaplan_meier([], [], [], [0, 12])
    assert curve[["share", "low", "high"]].isna().all(axis=None)
    assert curve["at_risk"].tolist() == [0, 0]


@pytest.mark.parametrize(("ended", "censored"), [([NEVER], [NEVER]), ([3], [NEVER])], ids=["endless", "backwards"])
def test_a_spell_that_makes_no_sense_is_refused(ended: list[float], censored: list[float]) -> None:
    with pytest.raises(ValueError, match="each spell needs a month"):
        kaplan_meier([5], ended, censored, [12])
