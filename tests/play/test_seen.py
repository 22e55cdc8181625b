"""What a player sees is what was public, and what came of what was asked for."""

import json
import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from made_up_games import begun, busy, with_moves

from turnaround_sim.ensemble.run import STATE
from turnaround_sim.entities import DOMAINS, RATINGS, SPECIAL_MEASURES
from turnaround_sim.play.game import Game, month_of, scenario_of
from turnaround_sim.play.moves import Buddy, Decision, Director, Dismiss, Money, Replace, Reporting
from turnaround_sim.play.seen import PUBLIC, RATED, Asked, TrustSeen, published, see, view
from turnaround_sim.play.worlds import Walked, believed, walk
from turnaround_sim.trace import Trace, trace

TABLES = ("months", "annual", "spells", "tenures", "inspections", "support", "outcomes")
LATENT = ("quality", "skill", "capability", "engagement", "listening", "level", "found", "luck", "attention", "stigma")


@pytest.fixture(scope="module")
def played() -> Game:
    return busy(begun())


@pytest.fixture(scope="module")
def truth(played: Game) -> Trace:
    return trace(believed(scenario_of(played), played.replicate), played.seed, played.replicate)


def at(game: Game, quarters: int) -> Game:
    return game.model_copy(update={"moves": game.moves[:quarters], "ended": quarters == game.quarters - 1})


def walked(game: Game) -> Walked:
    return walk(game, scenario_of(game), month_of(game))


@pytest.mark.parametrize("quarters", [0, 4, 9, 19])
def test_nothing_that_is_not_public_is_seen(played: Game, quarters: int) -> None:
    game = at(played, quarters)
    world = walked(game)
    before = view(game, published(world))
    for name in (*STATE, *TABLES):
        rows = getattr(world.nhs, name)
        for column in set(rows.dtype.names) - set(PUBLIC.get(name, ())):
            if name == "tally" and column in TABLES:
                continue  # how long a table is
            rows[column] = ~rows[column] if rows[column].dtype.kind == "b" else rows[column] * 3 + 17
    world.nhs.quality[:] = 99.0
    waiting = ~(world.nhs.inspections["published"] < world.month)
    for column in RATED:
        world.nhs.inspections[column][waiting] = 4
    assert view(game, published(world)) == before


def test_no_public_column_is_latent() -> None:
    names = {column for columns in PUBLIC.values() for column in columns if not column.startswith("observed_")}
    assert not [name for name in names for word in LATENT if word in name]


def test_a_view_is_plain_data(played: Game) -> None:
    text = json.dumps(see(at(played, 9)).as_dict(), allow_nan=False)
    for word in LATENT[1:]:
        assert f'"{word}' not in text or word == "engagement"


@pytest.mark.parametrize("quarters", [0, 5, 12, 19])
def test_it_is_what_was_so(played: Game, truth: Trace, quarters: int) -> None:
    game = at(played, quarters)
    seen, month = see(game), month_of(game)
    rows, leaders = truth.at("trusts", month - 1), truth.at("leaders", month - 1)
    for trust in seen.trusts:
        row = rows[trust.number]
        assert trust.rating == RATINGS[row["rating"]]
        assert trust.in_special_measures == (row["regime"] == SPECIAL_MEASURES)
        assert trust.index == tuple(truth.states["trusts"]["seen"][1 : month + 1, trust.number])
        assert trust.leader.since == leaders[row["leader"]]["started"]
        assert trust.spent_m == row["support_spend"]
        assert (trust.director.state == "here") == (row["director"] >= 0)
        assert (trust.buddy.state == "here") == (row["buddy"] >= 0)
        assert len(trust.index) == month
        if trust.in_special_measures:
            assert trust.months_in == month - row["entered"]
    national = truth.at("national", month - 1)[0]
    spent = sum(float(national[f"spent_{what}"]) for what in ("posts", "consultants", "capability", "directors"))
    assert seen.spent_m == pytest.approx(spent + float(national["spent_buddies"]))
    assert seen.nation["in_special_measures"][-1] == len(seen.inside)
    assert len(seen.nation["spend_m"]) == month


def test_reports_are_seen_when_they_are_out(played: Game) -> None:
    told: dict[int, dict[int, object]] = {}
    awaited = 0
    for quarters in range(played.quarters):
        seen = see(at(played, quarters))
        for trust in seen.trusts:
            assert all(report.published < seen.month for report in trust.reports)
            assert all(set(report.domains) == set(DOMAINS) for report in trust.reports)
            assert [r.overall for r in trust.reports][-1:] == [r for r in [trust.rating] if r != "not rated"]
            awaited += trust.report_awaited
            before = told.setdefault(trust.number, {})
            now = {report.inspected: report for report in trust.reports}
            assert before.items() <= now.items()
            told[trust.number] = dict(now)
    assert awaited


def test_years_are_told_when_they_are_over(played: Game) -> None:
    assert [len(see(at(played, quarters)).trusts[0].years) for quarters in (3, 4, 7, 8)] == [0, 1, 1, 2]
    assert [year.year for year in see(played).trusts[0].years] == [2013, 2014, 2015, 2016]


def came(game: Game, *quarters: tuple[Decision, ...]) -> list[str]:
    return [asked.came for asked in see(with_moves(game, *quarters)).asked]


def test_what_was_asked_for_is_told() -> None:
    game = begun()
    first = see(game).inside[0]
    i = first.number
    asked = see(with_moves(game, (Director(trust=i), Replace(trust=i), Reporting(level="fewer")))).asked
    assert asked[0] == Asked(1, 3, i, f"ask for a director who does both at {first.name}", "came in month 3")
    assert asked[1].came.startswith("left in month 3; ")
    assert asked[2] == Asked(1, 3, None, "ask for fewer reports from all trusts in special measures",
                             "in force since month 3")  # fmt: skip
    assert came(game, (Director(trust=i),), (Dismiss(trust=i),), ()) == [
        "came in month 3, went in month 6",
        "gone since month 6",
    ]
    assert came(game, (Money(trust=i, millions=1.0),)) == ["paid month by month until month 15"]
    assert came(game, (Money(trust=i, millions=1.0),), (), (), (), ()) == ["paid in full"]
    ask = (Director(trust=i),)
    assert came(game, ask, (), ask) == ["came in month 3", "goes on; here since month 3"]


def test_who_waits_is_told_why() -> None:
    game = begun()
    everyone = tuple(Buddy(trust=trust.number) for trust in see(game).inside)
    said = [see(with_moves(game, everyone, *[()] * n)).asked[0].came for n in range(6)]
    assert said[0] == "waiting: no strong trust has room for one more" or said[0].startswith("came")
    none = game.model_copy(update={"scenario": "classroom"})
    world = walked(none)
    trust = see(none).inside[0].number
    later = with_moves(none, (Director(trust=trust),))
    world = walked(later)
    world.nhs.trusts["director"][trust] = -1
    world.nhs.directors["caseload"][:] = 0
    seen = view(later, published(world)).trusts[trust]
    assert seen.director.state == "waiting"
    assert seen.director.promised_m > 0.0
    assert view(later, published(world)).asked[0].came == "waiting: no director has days to spare"


def test_whom_the_player_replaced_is_told_from_whom_the_regime_removed(played: Game) -> None:
    decided = {
        (decision.trust, move.month)
        for move in played.moves
        for decision in move.decisions
        if isinstance(decision, Replace)
    }
    left = {(trust.number, gone.month): gone.why for trust in see(played).trusts for gone in trust.departures}
    assert {place for place, why in left.items() if why == "replaced"} <= decided
    assert "replaced" in left.values()
    assert "removed at review" not in left.values()
    alone = begun("chair", seed=21)
    theirs = [gone.why for trust in see(with_moves(alone, *[()] * 19)).trusts for gone in trust.departures]
    assert "replaced" not in theirs


def test_money_is_promised_until_it_is_spent() -> None:
    game = begun()
    i = see(game).inside[0].number
    given = with_moves(game, (Money(trust=i, millions=2.0),))
    for quarters in range(8):
        seen = see(with_moves(game, *(move.decisions for move in given.moves), *[()] * quarters))
        assert seen.spent_m + seen.promised_m == pytest.approx(2.0)
        assert seen.trusts[i].money_promised_m == pytest.approx(seen.promised_m)
    assert seen.promised_m < 0.01


def test_a_chair_pays_for_her_own_trust_alone() -> None:
    game = begun("chair")
    seen = see(with_moves(game, *[()] * 8))
    assert sum(trust.spent_m for trust in seen.trusts) > 0.1
    assert seen.spent_m == seen.promised_m == 0.0
    assert all(trust.promised_m == 0.0 for trust in seen.trusts)


def test_a_view_of_two_games_with_one_history_is_one() -> None:
    game = begun()
    again = game.model_copy(update={"player": "Ben", "token": "x", "prediction": "Ill.", "klass": "ABCDEF"})
    assert see(game) is see(again)


def test_numbers_are_finite(played: Game) -> None:
    def numbers(value: Any) -> Any:
        if isinstance(value, float):
            yield value
        elif isinstance(value, dict):
            for each in value.values():
                yield from numbers(each)
        elif isinstance(value, list):
            for each in value:
                yield from numbers(each)

    assert all(map(math.isfinite, numbers(see(played).as_dict())))
    assert {field.name for field in fields(TrustSeen)} == set(see(played).as_dict()["trusts"][0])
    assert np.isfinite(see(played).left_m)
