"""Chief executives' time in post and appointments by rating: worked examples, and agreement with a run of the model."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from turnaround_sim.report.numbers.leaders import Tenures, read_tenures, still_in_post, time_in_post
from turnaround_sim.report.numbers.ratings import RATINGS
from turnaround_sim.report.run import read_run
from turnaround_sim.scenario import read_scenario
from turnaround_sim.simulate import simulate
from turnaround_sim.store import Results

WriteRun = Callable[..., Path]


def tenure(trust: int, started: int, ended: int | None, why: str = "resigned", **more: Any) -> dict[str, Any]:
    end = {"ended": ended, "ended_because": why} if ended is not None else {"censored_at": 59}
    return {"trust": trust, "started": started, "interim": False, **end, **more}


def report(trust: int, published: int | None, overall: str, inspected: int = 0) -> dict[str, Any]:
    return {"trust": trust, "inspected": inspected, "published": published, "overall": overall}


def tenures_of(
    write_run: WriteRun, tenures: list[dict[str, Any]], reports: list[dict[str, Any]], replicates: int = 1
) -> Tenures:
    folder = write_run(
        trusts=9, months=60, replicates=replicates, rows={"tenures": tenures, "inspections": reports}, first_wave=0
    )
    return read_tenures(read_run(Results.open(folder)))


def test_time_in_post_is_of_those_in_post_at_the_month_s_end(write_run: WriteRun) -> None:
    tenures = [
        tenure(0, -40, 19),
        tenure(0, 20, None),
        tenure(1, 4, 24),
        tenure(2, 14, 25),
        tenure(3, 25, None),
        tenure(4, 1, None, interim=True),
    ]
    there = time_in_post(tenures_of(write_run, tenures, []), 24, None)
    # Trust 0 for 4 months and trust 2 for 10; those of trusts 1, 3 and 4 have gone, not come, or act.
    assert there.quantiles[0.5] == pytest.approx(7)
    assert there.leaders == (2, 2, 2)


def test_leaders_are_grouped_by_the_latest_rating_published_by_then(write_run: WriteRun) -> None:
    tenures = [tenure(trust, 10 - trust, None) for trust in range(4)]
    reports = [
        report(0, 5, "good"),
        report(0, 24, "inadequate"),
        report(1, 3, "inadequate"),
        report(1, 25, "good"),
        report(2, None, "inadequate"),
        report(3, 8, "inadequate", inspected=4),
        report(3, 8, "outstanding", inspected=2),
    ]
    made = tenures_of(write_run, tenures, reports)
    # Trusts 0, 1 and 3 are rated inadequate at the end of month 24: for 14, 15 and 17 months led by the same person.
    assert time_in_post(made, 24, "inadequate").quantiles[0.5] == 15
    assert time_in_post(made, 24, "inadequate").leaders[1] == 3
    assert time_in_post(made, 24, "good").without == 1
    assert time_in_post(made, 23, "good").quantiles[0.5] == 13


def test_a_replicate_without_such_leaders_is_counted_and_left_out(write_run: WriteRun) -> None:
    tenures = [tenure(0, 5, None), {**tenure(0, 1, None), "replicate": 2}]
    reports = [report(0, 3, "good"), {**report(0, 2, "good"), "replicate": 2}]
    there = time_in_post(tenures_of(write_run, tenures, reports, replicates=3), 11, "good")
    assert there.without == 1
    assert there.quantiles[0.5] == pytest.approx((6 + 10) / 2)


def test_an_appointment_counts_under_the_rating_the_trust_had_then(write_run: WriteRun) -> None:
    reports = [report(0, 3, "inadequate"), report(0, 20, "good"), report(1, 50, "inadequate")]
    tenures = [
        tenure(0, 2, 7),
        tenure(0, 8, 14),
        tenure(0, 15, 27),
        tenure(0, 28, 40),
        tenure(1, 8, 9),
        tenure(2, -9, 9),
    ]
    made = tenures_of(write_run, tenures, reports)
    inadequate = still_in_post(made, ("inadequate",))
    assert inadequate.sizes == (2, 2, 2)
    assert inadequate.quantiles[0.5][[5, 6, 11, 12]].tolist() == [1, 0.5, 0.5, 0]
    assert still_in_post(made, ("good", "outstanding")).sizes[1] == 1


def test_a_closing_trust_and_the_end_of_the_run_are_no_departures(write_run: WriteRun) -> None:
    tenures = [tenure(0, 4, 10, "trust_closed"), tenure(1, 4, 12), tenure(2, 4, None), tenure(3, 4, 30, "moved")]
    reports = [report(trust, 1, "good") for trust in range(4)]
    share = still_in_post(tenures_of(write_run, tenures, reports), ("good",)).quantiles[0.5]
    assert share[[7, 8, 25, 26]] == pytest.approx([1, 2 / 3, 2 / 3, 1 / 3])


def test_without_any_rating_nobody_is_in_a_group(write_run: WriteRun) -> None:
    made = tenures_of(write_run, [tenure(0, 4, 10)], [])
    assert time_in_post(made, 5, "good").without == 1
    assert still_in_post(made, ("good",)).followed == -1


def test_ratings_looked_up_are_those_that_the_model_counts(write_run: WriteRun) -> None:
    scenario = read_scenario("classroom")
    tables = simulate(scenario, seed=3, first=0, replicates=2)
    rows = {name: tables[name].drop_columns(["arm"]).to_pylist() for name in ("months", "tenures", "inspections")}
    run = read_run(Results.open(write_run(trusts=12, months=60, replicates=2, rows=rows)))
    published = read_tenures(run).published
    counted = run.by_month(*(f"rated_{rating.replace(' ', '_')}" for rating in RATINGS))
    replicate, trust = np.repeat([0, 1], 12), np.tile(np.arange(12), 2)
    closed = [row for row in rows["tenures"] if row["ended_because"] == "trust_closed"]
    assert not closed
    for month in (0, 11, 30, 59):
        found = published.at(replicate, trust, np.full(24, float(month)))
        for code, figures in enumerate(counted.values()):
            assert np.bincount(replicate[found == code], minlength=2).tolist() == figures[:, month].tolist()
