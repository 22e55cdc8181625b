"""The scorecard: facts are counted, judged by one rule, and kept."""

import json
import math
from dataclasses import replace

import numpy as np
import pytest

from turnaround_sim import cli, entities, tables
from turnaround_sim.evidence.targets import read_targets
from turnaround_sim.evidence.worlds import World, empty
from turnaround_sim.validation import counted, scorecard, study
from turnaround_sim.validation.fact import Fact


def _world(trusts=4, months=150, **filled):
    rows = {"months": tables.MonthRow, "annual": tables.AnnualRow, "spells": tables.SpellRow,
            "tenures": tables.TenureRow, "inspections": tables.InspectionRow}  # fmt: skip
    parts = {name: filled.get(name, empty(row)) for name, row in rows.items()}
    parts["months"] = empty(tables.MonthRow, months)
    return World(**parts, types=np.zeros(trusts, np.int64))


def _rows(row, *each):
    made = empty(row, len(each))
    for place, values in enumerate(each):
        for name, value in values.items():
            made[place][name] = value
    return made


def test_leaders_gone_counts_departures_and_no_closures_nor_interims():
    tenures = _rows(
        tables.TenureRow,
        {"trust": 0, "started": -5, "ended": 10, "ended_because": entities.RESIGNED},
        {"trust": 1, "started": 0, "ended": 20, "ended_because": entities.TRUST_CLOSED},
        {"trust": 2, "started": 0, "ended": 5, "ended_because": entities.RESIGNED, "interim": True},
        {"trust": 3, "started": -9, "ended": -2, "ended_because": entities.RESIGNED},
        {"trust": 3, "started": 1, "censored_at": 150},
    )
    # One departure from month 0 on, by 4 trusts in 150 months.
    assert counted.leaders_gone_a_year(_world(tenures=tenures)) == pytest.approx(1 / (4 * 12.5))


def test_gone_within_looks_at_the_leader_in_post_at_entry():
    spells = _rows(
        tables.SpellRow, {"trust": 0, "entered": 10}, {"trust": 1, "entered": 10}, {"trust": 2, "entered": 149}
    )
    tenures = _rows(
        tables.TenureRow,
        {"trust": 0, "started": 0, "ended": 15}, {"trust": 0, "started": 16, "ended": 17},
        {"trust": 1, "started": 0, "ended": 16}, {"trust": 2, "started": 0, "ended": 150},
    )  # fmt: skip
    assert counted.gone_within(_world(spells=spells, tenures=tenures), 5) == 0.5


def _years(*each):
    return _rows(tables.AnnualRow, *each)


def test_teams_and_gaps_are_told_by_rating():
    names = "trust", "year", "executive_changes", "interim_months", "rating_at_year_end"
    bad = dict(zip(names, (0, 2013, 3.0, 6, entities.INADEQUATE), strict=True))
    good = dict(zip(names, (1, 2013, 1.2, 0, entities.OUTSTANDING), strict=True))
    world = _world(annual=_years(bad, good))
    assert counted.team_renewed(world) == pytest.approx(0.5 - 0.2)
    assert counted.gap_by_rating(world) == pytest.approx(0.5)
    assert math.isnan(counted.team_renewed(_world(annual=_years(bad))))


def test_the_worst_that_keep_their_leader_rise_by_regression_to_the_mean():
    rng = np.random.default_rng(2)
    level = rng.normal(50, 5, 200)
    rows = [
        {"trust": trust, "year": 2013 + year, "observed_mortality": level[trust] + rng.normal(0, 5),
         "observed_4h": level[trust] + rng.normal(0, 5)}
        for trust in range(200) for year in range(6)
    ]  # fmt: skip
    # Half of the variance passes: of a fifth at -1.4 standard deviations half the way is gone two years later.
    assert counted.rise_of_those_who_keep(_world(200, annual=_years(*rows))) == pytest.approx(0.7, abs=0.15)


def test_shares_of_ratings_and_of_acquisitions():
    inspections = _rows(
        tables.InspectionRow,
        {"trust": 0, "published": 5.0, "overall": entities.INADEQUATE},
        {"trust": 1, "published": 6.0, "overall": entities.GOOD},
        {"trust": 2, "published": 99.0, "overall": entities.GOOD},
    )
    assert counted.share_rated_by(_world(inspections=inspections), 10, "inadequate") == 0.5
    spells = _rows(tables.SpellRow, {"end_reason": entities.EXITED}, {"end_reason": entities.ACQUIRED}, {"entered": 99})
    assert counted.share_acquired(_world(spells=spells), 50) == 0.5


NUMBER = scorecard.Question("X", "a share", len, 0.5, 0.4, 0.6, 0, "F001", "strong", ".4 to .6")
SIGN = replace(NUMBER, sign=1, low=math.nan, high=math.nan)


@pytest.mark.parametrize(
    ("question", "values", "result"),
    [
        (NUMBER, [0.3, 0.5, 0.7], "pass"),
        (NUMBER, [0.3, 0.3, 0.35], "fail"),
        (NUMBER, [math.nan] * 3, "not testable"),
        (SIGN, [0.9, 1.0, 1.1], "pass"),
        (SIGN, [-1.0, 1.0, 0.1], "fail"),
        (SIGN, [-0.9, -1.0, -1.1], "fail"),
        (replace(SIGN, sign=-1), [-0.9, -1.0, -1.1], "pass"),
    ],
)
def test_one_rule_judges_numbers_by_the_mean_and_directions_by_the_interval_of_the_mean(question, values, result):
    assert scorecard._judged(question, np.array(values), None).result == result


def test_there_are_enough_facts_and_none_is_asked_twice_or_without_a_source():
    asked = scorecard.questions_of(read_targets("england"))
    held = [question for question in asked if question.held_out]
    assert len(held) >= 18
    ids = [question.id for question in asked] + [each[0] for each in scorecard.UNTESTABLE]
    assert len(ids) == len(set(ids))
    assert all(question.source for question in asked)
    fitted = {target.id for target in read_targets("england").fitted}
    assert not fitted & {question.id for question in held}


def test_the_verb_prints_and_writes_what_it_found(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert cli.main(["validate", "--replicates", "6", "--json"]) == 0
    told = json.loads(capsys.readouterr().out)
    names = {"id", "fact", "result", "model", "low", "high", "observed", "source", "held_out"}
    assert all(names <= set(fact) for fact in told["facts"])
    assert {fact["result"] for fact in told["facts"]} == {"pass", "fail", "not testable"}
    folder = tmp_path / told["folder"]
    page = (folder / "report.html").read_text(encoding="utf-8")
    assert told["answer"] in page
    assert page.index("What the model gets wrong") < page.index("What it gets right")
    assert cli.main(["validate", "--replicates", "6"]) == 0
    out = capsys.readouterr().out
    assert max(len(line) for line in out.splitlines() if "validation/" not in line) <= 80
    assert out.index(" fail") < out.index(" pass")


def test_what_is_published_is_read_back(tmp_path, monkeypatch):
    facts = (
        Fact("A", "one", "fail", 0.1, math.nan, 0.3, 0.5, "t", "F001", True, "strong", "w"),
        Fact("B", "two", "fail", 0.1, 0.0, 0.3, 0.5, "t", "F001", False, "strong", "w"),
    )
    path = tmp_path / "scorecard.csv"
    study._write_facts(path, facts, "# said\n")
    monkeypatch.setattr(study, "PUBLISHED", path)
    study.published.cache_clear()
    try:
        read = study.published()
        assert [fact.id for fact in study.misses()] == ["A"]
        assert read[1] == facts[1]
        assert math.isnan(read[0].low)
    finally:
        study.published.cache_clear()
