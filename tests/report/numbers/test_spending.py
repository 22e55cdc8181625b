"""What support cost: worked examples, and the sum that must come out."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from turnaround_sim.report.numbers.spending import BUDDIES, DIRECTORS, GRANTS, Spending, read_spending
from turnaround_sim.report.run import read_run
from turnaround_sim.scenario import read_scenario
from turnaround_sim.simulate import simulate
from turnaround_sim.store import Results

WriteRun = Callable[..., Path]
FUNDING = {"posts": 0.5, "consultants": 0.3, "capability": 0.2, "envelope": 70.0, "envelope_years": 2.0}


def support(kind: str, started: int, ended: int | None, cost: float, **more: Any) -> dict[str, Any]:
    return {"trust": 0, "kind": kind, "started": started, "ended": ended, "cost_m": cost, **more}


def spending_of(
    write_run: WriteRun, rows: list[dict[str, Any]], *, months: int = 24, trusts: int = 12, **scenario: Any
) -> Spending:
    national = [{"month": month, "spend_m": 1.0} for month in range(months)]
    tables = {"support": rows, "months": national}
    folder = write_run(trusts=trusts, months=months, replicates=1, rows=tables, scenario=scenario)
    return read_spending(read_run(Results.open(folder)))


def test_a_directors_cost_falls_evenly_on_the_months_of_help_and_grants_are_the_rest(write_run: WriteRun) -> None:
    rows = [support("director", 10, 14, 0.8), support("buddy", 11, None, 1.3), support("funding", 3, 20, 99.0)]
    spending = spending_of(write_run, rows)
    assert spending.years == ["1", "2"]
    assert spending.spent[DIRECTORS].tolist() == [pytest.approx([0.4, 0.4])]
    assert spending.spent[BUDDIES].tolist() == [pytest.approx([0.1, 1.2])]
    assert spending.spent[GRANTS].tolist() == [pytest.approx([11.5, 10.4])]
    assert spending.total.tolist() == [pytest.approx([12, 12])]


def test_englands_money_is_told_by_financial_years(write_run: WriteRun) -> None:
    spending = spending_of(write_run, [], months=25, trusts=220)
    assert spending.years == ["13/14", "14/15", "15/16"]
    assert (spending.ends, spending.lengths) == ([8, 20, 24], [9, 12, 4])
    assert spending.total.tolist() == [[9, 12, 4]]


def test_help_that_ends_in_its_first_month_is_paid_in_that_month(write_run: WriteRun) -> None:
    assert spending_of(write_run, [support("director", 5, 5, 0.3)]).spent[DIRECTORS].tolist() == [[0.3, 0.0]]


def test_the_mix_of_grants_is_told_only_if_it_never_changes(write_run: WriteRun) -> None:
    assert spending_of(write_run, []).mix == pytest.approx({"posts": 0.5, "consultants": 0.3, "capability": 0.2})
    change = {"month": 3, "lever": "funding.posts", "value": 0.9, "trust": 4}
    assert spending_of(write_run, [], changes=[change]).mix is None
    nothing = {"funding": {**FUNDING, "posts": 0.0, "consultants": 0.0, "capability": 0.0}}
    assert spending_of(write_run, [], levers=nothing).mix == {"posts": 1.0}


def test_the_envelope_is_paid_in_month_by_month_as_the_levers_say(write_run: WriteRun) -> None:
    assert spending_of(write_run, []).received == pytest.approx(70)
    changes = [
        {"month": 12, "lever": "funding.envelope", "value": 24.0, "trust": None},
        {"month": 18, "lever": "funding.envelope_years", "value": 1.0, "trust": None},
    ]
    assert spending_of(write_run, [], changes=changes).received == pytest.approx(35 + 6 + 12)


def test_what_does_not_follow_from_the_levers_is_not_told(write_run: WriteRun) -> None:
    ordered = [{"do": "fund", "month": 3, "trust": 1, "amount": 2.0, "months": 6}]
    assert spending_of(write_run, [], events=ordered).received is None
    plenty = {"regulation": {"line_inadequate": 34.5}, "systems": {"national_scarcity": False}}
    assert spending_of(write_run, [], parameters=plenty).received is None


def test_a_run_of_the_model_adds_up_and_its_directors_are_paid_by_the_day(write_run: WriteRun) -> None:
    scenario = read_scenario("classroom")
    tables = simulate(scenario, seed=3, first=0, replicates=3)
    rows = {name: tables[name].drop_columns(["arm"]).to_pylist() for name in ("months", "support")}
    folder = write_run(trusts=12, months=60, replicates=3, rows=rows, scenario=scenario.resolved())
    spending = read_spending(read_run(Results.open(folder)))
    spent = np.array([[row["spend_m"] for row in rows["months"] if row["replicate"] == r] for r in range(3)])
    assert np.allclose(spending.total, spent.reshape(3, 5, 12).sum(axis=2), atol=1e-4)
    days = sum(
        row["days_a_week"] * 52 / 12 * ((60 if row["ended"] != row["ended"] else row["ended"]) - row["started"])
        for row in rows["support"]
        if row["kind"] == "director"
    )
    assert days > 0
    assert spending.spent[DIRECTORS].sum() == pytest.approx(
        days * scenario.parameters.finance.director_day_rate, rel=0.01
    )
    assert spending.received == pytest.approx(8.0 / 2 * 5)
