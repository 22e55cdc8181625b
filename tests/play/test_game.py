"""A game: who may play what, what it is as a scenario, and what may be decided."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from made_up_games import begun, busy, by_lot, with_moves

from turnaround_sim.ensemble.run import STATE
from turnaround_sim.mistakes import Mistake
from turnaround_sim.play import game as games
from turnaround_sim.play.game import (
    OFF,
    PLAYABLE,
    Game,
    allowed,
    month_of,
    named,
    new_game,
    plain_text,
    playable,
    scenario_of,
    shipped,
    usual_budget,
)
from turnaround_sim.play.moves import Buddy, Decision, Director, Dismiss, Money, Move, Replace, Reporting, price
from turnaround_sim.play.seen import see
from turnaround_sim.play.worlds import ended, walk
from turnaround_sim.scenario import lever_calendar
from turnaround_sim.simulate import simulate

PLAYED = ("annual", "spells", "tenures", "inspections", "support")


def inside(game: Game) -> int:
    """A trust in special measures with somebody in post."""
    return next(trust.number for trust in see(game).inside if not trust.leader.interim)


def outside(game: Game) -> int:
    return next(trust.number for trust in see(game).trusts if not trust.in_special_measures)


@pytest.mark.parametrize(
    ("settings", "key"),
    [
        ({"scenario": "clasroom"}, "scenario"),
        ({"scenario": "classroom.toml"}, "scenario"),
        ({"scenario": "../scenarios/classroom"}, "scenario"),
        ({"scenario": "schools"}, "scenario"),
        ({"trust": 3}, "trust"),
        ({"role": "chair", "trust": 12}, "trust"),
        ({"quarters": 3}, "quarters"),
        ({"quarters": 21}, "quarters"),
        ({"player": ""}, "player"),
        ({"player": "A\x00nn"}, "player"),
        ({"player": "A\u202enn"}, "player"),
        ({"player": "A" * 41}, "player"),
        ({"player": "\ud800"}, "player"),
        ({"seed": -1}, "game.seed"),
        ({"replicate": -1}, "game.replicate"),
        ({"budget_m": float("inf")}, "game.budget_m"),
        ({"role": "minister"}, "game.role"),
    ],
)
def test_a_game_that_cannot_be_is_refused(settings: dict[str, Any], key: str) -> None:
    with pytest.raises(Mistake) as refused:
        new_game(**{"role": "national", "player": "Ann", "seed": 1, **settings})
    assert refused.value.key == key


def test_the_nearest_scenario_is_offered() -> None:
    with pytest.raises(Mistake, match='did you mean "classroom"'):
        new_game("national", "Ann", "clasroom", seed=1)


def test_names_of_any_script_are_kept() -> None:
    assert named("  Zoë   Ångström ") == "Zoë Ångström"
    assert named("سارة 王小明 👩🏽‍⚕️") == "سارة 王小明 👩🏽‍⚕️"
    assert plain_text("two\nlines", "prediction", 20) == "two lines"


@pytest.mark.parametrize(
    "name",
    ["An\u200bn", "Ann\u200d", "\u3164", "An\u00adn", "Ann\ufe0f", "\u2800", "A\u2060nn", "Ann\U000e0041", "\u200d"],
)
def test_a_name_holds_nothing_that_nobody_sees(name: str) -> None:
    with pytest.raises(Mistake, match="nobody sees"):
        named(name)


def test_an_empty_name_is_told_in_words() -> None:
    with pytest.raises(Mistake, match="the name is empty; write 1 to 40 characters"):
        named("  ")


def test_a_file_in_the_working_folder_is_not_played(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "classroom").write_text("trusts = 2\nsystems = 1\n", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    games.shipped.cache_clear()
    assert shipped("classroom").trusts == 12


def test_a_chair_without_a_trust_gets_one_that_fails() -> None:
    game = begun("chair")
    assert game.trust is not None
    assert see(game).trusts[game.trust].in_special_measures


def test_the_budget_is_what_the_regime_would_have_had() -> None:
    levers = shipped("classroom").levers
    assert usual_budget("national", levers, 60) == 20.0  # £8m in two years, for five
    assert usual_budget("chair", levers, 60) == 2.8  # 1.5 * 1.5 + 18 * 0.0217 + 15 * 0.0125


@pytest.mark.parametrize("name", PLAYABLE)
def test_no_scenario_that_is_played_changes_what_the_player_takes_over(name: str) -> None:
    theirs = {*OFF, "director.style", "funding.posts", "funding.consultants", "funding.capability"}
    theirs |= {"oversight.requests", "oversight.assurance_lead"}
    assert not theirs & {change.lever for change in shipped(name).changes}


@pytest.mark.parametrize("seed", [44, 48, 21])
def test_to_keep_is_to_keep(seed: int) -> None:
    game = begun(seed=seed)
    tables: dict[str, Any] = dict(simulate(scenario_of(game), seed=seed, first=0, replicates=2))
    went = set(tables["tenures"]["ended_because"].to_pylist())
    assert "resigned" in went
    assert not went & {"removed_at_entry", "removed_at_review"}
    assert set(tables["support"]["kind"].to_pylist()) <= {"system"}
    assert tables["outcomes"]["spend_m"].to_pylist() == [0.0, 0.0]


def test_the_regime_goes_on_for_whom_a_chair_does_not_decide() -> None:
    game = begun("chair")
    own, theirs = lever_calendar(scenario_of(game)), lever_calendar(shipped("classroom"))
    for trust in range(13):
        ours = [own.rows[row] for row in own.in_force[:, trust]]
        same = ours == [theirs.rows[row] for row in theirs.in_force[:, trust]]
        assert same == (trust != game.trust)
    tables: dict[str, Any] = dict(simulate(scenario_of(game), seed=44, first=0, replicates=1))
    helped = {row["trust"] for row in tables["support"].to_pylist() if row["kind"] != "system"}
    assert helped
    assert game.trust not in helped


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(lot=st.integers(0, 10_000), role=st.sampled_from(["national", "chair"]), before=st.integers(0, 8))
def test_a_decision_never_changes_the_past_and_money_is_never_overdrawn(lot: int, role: Any, before: int) -> None:
    game = by_lot(begun(role, budget_m=6.0), lot, before)
    after = by_lot(game, lot + 1, 6)
    assert after.moves[: len(game.moves)] == game.moves
    month = month_of(game)
    one, other = (walk(each, scenario_of(each), month) for each in (game, after))
    assert np.array_equal(one.index, other.index)
    for name in (*STATE, *PLAYED, "months"):
        a, b = getattr(one.nhs, name), getattr(other.nhs, name)
        for column in a.dtype.names:
            assert np.array_equal(a[column], b[column], equal_nan=a[column].dtype.kind == "f"), (name, column)
    for quarter in range(before, len(after.moves) + 1):
        seen = see(after.model_copy(update={"moves": after.moves[:quarter], "ended": False}))
        assert seen.left_m >= -1e-6
        assert seen.spent_m + seen.promised_m + seen.left_m == pytest.approx(6.0)
    nhs = next(ended(after, scenario_of(after)))
    spent = nhs.months["spend_m"].sum() if role == "national" else nhs.trusts[after.trust]["support_spend"]
    assert spent <= 6.0 + 1e-6


def support_of(game: Game, kind: str) -> list[dict[str, Any]]:
    tables: dict[str, Any] = dict(simulate(scenario_of(game), seed=44, first=0, replicates=1, uncertainty="posterior"))
    return [row for row in tables["support"].to_pylist() if row["kind"] == kind]


def test_a_director_works_a_year_and_costs_her_price() -> None:
    game = begun()
    rows = support_of(with_moves(game, (Director(trust=inside(game)),)), "director")
    assert [(row["started"], row["ended"]) for row in rows] == [(3, 15.0)]
    assert rows[0]["cost_m"] == pytest.approx(price(Director(trust=0)), abs=1e-4)


def test_a_director_can_be_sent_home() -> None:
    game = begun()
    trust = inside(game)
    rows = support_of(with_moves(game, (Director(trust=trust),), (Dismiss(trust=trust),)), "director")
    assert [(row["started"], row["ended"]) for row in rows] == [(3, 6.0)]


def test_a_director_can_be_asked_to_stay_or_to_come_back() -> None:
    game = begun()
    trust, ask = inside(game), (Director(trust=inside(game), style="coach"),)
    longer = support_of(with_moves(game, ask, (), ask), "director")
    assert [(row["started"], row["ended"]) for row in longer] == [(3, 21.0)]
    again = support_of(with_moves(game, ask, (Dismiss(trust=trust),), ask), "director")
    assert [(row["started"], row["ended"]) for row in again] == [(3, 6.0), (9, 21.0)]


def test_a_word_on_a_director_leaves_what_else_was_decided() -> None:
    game = begun()
    trust = inside(game)
    said = (Money(trust=trust, millions=1.0, mix="posts"), Director(trust=trust, style="coach"))
    changed = {
        change.lever: change.value for change in scenario_of(with_moves(game, said)).changes if change.month == 3
    }
    assert changed == {
        "funding.posts": 1.0, "funding.consultants": 0.0, "funding.capability": 0.0,
        "director.stay": 120, "director.style": 1.0,
    }  # fmt: skip


def test_changes_that_change_nothing_are_left_out() -> None:
    game = begun()
    trust = inside(game)
    money = (Money(trust=trust, millions=1.0, mix="mixed"),)
    less = with_moves(game, (Reporting(level="fewer"),), (Reporting(trust=trust, level="more"),), money)
    both = with_moves(less, *(move.decisions for move in less.moves), (Reporting(level="fewer"),))
    of = [(c.month, c.lever, c.value, c.trust) for c in scenario_of(both).changes if c.month >= 3]
    asked = "oversight.requests"
    assert of == [(3, asked, 1.0, None), (6, asked, 4.0, trust), (12, asked, 1.0, None)]


def a_gap(game: Game) -> tuple[Game, int]:
    """The game when first a deputy acts in special measures, and where."""
    for quarters in range(game.quarters - 1):
        later = with_moves(game, *[()] * quarters)
        for trust in see(later).inside:
            if trust.leader.interim:
                return later, trust.number
    raise AssertionError("nobody left")


def refusal(game: Game, *decisions: Decision, quarter: int | None = None) -> str:
    seen = see(game)
    with pytest.raises(Mistake) as refused:
        allowed(game, seen, Move(quarter=quarter or game.quarter, decisions=decisions))
    return str(refused.value)


def test_what_a_national_director_may_not_decide() -> None:
    game = begun(budget_m=1.0)
    bad, well = inside(game), outside(game)
    assert "not in special measures" in refusal(game, Replace(trust=well))
    assert "not in special measures" in refusal(game, Director(trust=well))
    assert "out of range" in refusal(game, Replace(trust=12))
    assert "no director to send home" in refusal(game, Dismiss(trust=bad))
    assert "over budget" in refusal(game, Money(trust=bad, millions=1.01))
    assert "over budget" in refusal(game, Money(trust=bad, millions=0.8), Director(trust=bad))
    assert "twice" in refusal(game, Director(trust=bad), Director(trust=bad, style="coach"))
    assert "has a buddy" in refusal(with_moves(game, (Buddy(trust=bad),)), Buddy(trust=bad))
    vacant, led_by_none = a_gap(game)
    assert "nobody to replace" in refusal(vacant, Replace(trust=led_by_none))
    allowed(game, see(game), Move(quarter=1, decisions=(Director(trust=bad), Buddy(trust=bad), Replace(trust=bad))))


def test_asking_a_director_to_stay_is_charged_once_for_each_month() -> None:
    ask = Director(trust=inside(begun()))
    # Six months are used up after two quarters, so a year from then costs six months more than is promised.
    short, enough = (with_moves(begun(budget_m=budget), (ask,), ()) for budget in (0.38, 0.40))
    assert see(short).left_m == pytest.approx(0.12, abs=1e-4)
    assert "over budget" in refusal(short, ask)
    allowed(enough, see(enough), Move(quarter=3, decisions=(ask,)))


def test_what_a_chair_may_not_decide() -> None:
    game = begun("chair")
    other = next(trust.number for trust in see(game).inside if trust.number != game.trust)
    assert "not yours" in refusal(game, Replace(trust=other))
    assert "alone" in refusal(game, Reporting(level="fewer"))
    own = begun("chair", trust=outside(game))
    assert own.trust is not None
    assert "not in special measures" in refusal(own, Buddy(trust=own.trust))
    allowed(own, see(own), Move(quarter=1, decisions=(Replace(trust=own.trust),)))


def test_quarters_are_played_one_after_another() -> None:
    game = begun(quarters=4)
    assert "not come yet" in refusal(game, quarter=2)
    assert "the past stands" in refusal(with_moves(game, ()), quarter=1)
    over = with_moves(game, (), (), ()).model_copy(update={"ended": False})
    with pytest.raises(Mistake, match="over"):
        playable(over, 4)
    with pytest.raises(Mistake, match="ended"):
        playable(game.model_copy(update={"ended": True}), 1)
    with pytest.raises(Mistake, match="before the first move"):
        playable(game.model_copy(update={"prediction": ""}), 1)


def test_a_trust_that_closed_is_left_alone() -> None:
    game = begun()
    seen = see(game)
    trust = seen.inside[0]
    closed = trust.__class__(**{**{f: getattr(trust, f) for f in trust.__dataclass_fields__}, "is_open": False})
    there = tuple(closed if each.number == trust.number else each for each in seen.trusts)
    shut = seen.__class__(**{**{f: getattr(seen, f) for f in seen.__dataclass_fields__}, "trusts": there})
    with pytest.raises(Mistake, match="has closed"):
        allowed(game, shut, Move(quarter=1, decisions=(Replace(trust=trust.number),)))


def test_a_busy_game_uses_all_that_there_is() -> None:
    said = {type(decision) for move in busy(begun()).moves for decision in move.decisions}
    assert {Replace, Director, Buddy, Money} <= said
