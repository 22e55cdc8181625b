"""The end of a game: other paths on the same luck, what was true, and where they parted."""

import json
import math
from dataclasses import fields
from typing import Any

import numpy as np
import pytest
from made_up_games import begun, busy, with_moves

from turnaround_sim.analysis.comparison import paired
from turnaround_sim.entities import TrustFields
from turnaround_sim.mistakes import Mistake
from turnaround_sim.play.ending import (
    LATE,
    PATIENCE,
    REGIME,
    SCORES,
    UNDECIDED,
    UNREPLACED,
    YOU,
    Ending,
    _inputs_in_words,
    concerned,
    ending,
    luck,
    parted,
    scored,
    standing,
    variant,
)
from turnaround_sim.play.game import Game, scenario_of
from turnaround_sim.play.moves import Replace
from turnaround_sim.play.seen import see
from turnaround_sim.scenario import Scenario, read_scenario
from turnaround_sim.simulate import simulate


@pytest.fixture(scope="module", params=["national", "chair"])
def game(request: pytest.FixtureRequest) -> Game:
    return busy(begun(request.param))


@pytest.fixture(scope="module")
def end(game: Game) -> Ending:
    return ending(game)


def run(scenario: Scenario, seed: int, replicate: int = 0) -> dict[str, Any]:
    return dict(simulate(scenario, seed=seed, first=replicate, replicates=1, uncertainty="posterior", keep="panel"))


def test_nothing_is_told_while_a_game_is_played() -> None:
    game = begun()
    for tell in (ending, lambda game: variant(game, 1, 1)):
        with pytest.raises(Mistake, match="ended"):
            tell(game)


def test_each_path_is_what_a_run_of_it_gives(game: Game, end: Ending) -> None:
    assert [path.name for path in end.paths] == [YOU, LATE, UNREPLACED, UNDECIDED, REGIME, PATIENCE]
    for path in end.paths:
        tables = run(path.scenario, path.seed, path.replicate)
        for name, value in path.outcomes.items():
            there = tables["outcomes"][name].to_pylist()[0]
            assert value == there or (math.isnan(value) and math.isnan(there))
        for trust, quality in path.quality.items():
            assert np.array_equal(quality, tables["panel"]["quality"][0][:, trust], equal_nan=True)
        assert len(path.monthly["quality"]) == game.months


def test_the_paths_are_the_policies_that_they_are_called(game: Game, end: Ending) -> None:
    assert end.path(YOU).scenario == scenario_of(game)
    assert end.path(UNDECIDED).scenario == scenario_of(game, moves=())
    levers = read_scenario("classroom").levers
    assert end.path(REGIME).scenario.levers == levers
    assert not end.path(REGIME).scenario.events
    patient = end.path(PATIENCE).scenario.changes[-1]
    assert (patient.lever, patient.value, patient.trust) == ("leadership.patience", 24, game.trust)
    own = [event for event in end.path(YOU).scenario.events if event.do == "replace_leader"]
    late = [event for event in end.path(LATE).scenario.events if event.do == "replace_leader"]
    assert [each.month for each in late] == [each.month + 6 for each in own if each.month + 6 < game.months]
    others = [event for event in end.path(YOU).scenario.events if event.do != "replace_leader"]
    assert list(end.path(UNREPLACED).scenario.events) == others
    assert [event for event in end.path(LATE).scenario.events if event.do != "replace_leader"] == others
    assert end.path(LATE).scenario.changes == end.path(YOU).scenario.changes


def test_replays_of_replacements_are_told_only_where_there_were_any() -> None:
    game = with_moves(begun(quarters=4), (), (), ())
    assert [path.name for path in ending(game).paths] == [YOU, UNDECIDED, REGIME, PATIENCE]
    with pytest.raises(Mistake, match="did you mean"):
        ending(game).path("nobody decided")


def test_scores_are_counted_from_the_tables(game: Game, end: Ending) -> None:
    for path in end.paths:
        tables = run(path.scenario, path.seed)
        own = [row for row in tables["tenures"].to_pylist() if game.trust in (None, row["trust"])]
        regime = tables["panel"]["regime"][0] if game.trust is None else tables["panel"]["regime"][0][:, [game.trust]]
        rating = tables["panel"]["rating"][0] if game.trust is None else tables["panel"]["rating"][0][:, [game.trust]]
        assert path.scores["months_in"] == (regime == 2).sum()
        ends = [quality[np.isfinite(quality)][-1] for quality in map(np.array, path.quality.values())]
        assert path.scores["quality_end"] == pytest.approx(np.mean(ends))
        assert path.scores["inadequate"] == (rating[-1] == 1).sum()
        assert path.scores["leaders"] == sum(not r["interim"] and not math.isnan(r["ended"]) for r in own)
        if game.trust is None:
            for name in ("shortfall", "quality", "spend_m"):
                assert path.scores[name] == path.outcomes[name]
            share = path.outcomes["durable_recovery"]
            followed = [
                row
                for row in tables["spells"].to_pylist()
                if row["end_reason"] == "exit" and row["exited"] + 24 < game.months
            ]
            recovered = path.scores["recoveries"]
            assert recovered == share * len(followed) if followed else math.isnan(recovered)
        else:
            assert path.scores["quality"] == pytest.approx(np.nanmean(path.quality[game.trust]))
            assert path.scores["shortfall"] == pytest.approx(12 * path.monthly["shortfall"][-1] / game.months)


def test_the_best_paths_are_best(end: Ending) -> None:
    assert [score.name for score in end.score] == [column.name for column in SCORES]
    for score in end.score:
        best = (min if score.better == "lower" else max)(score.values.values())
        assert set(score.best) == {name for name, value in score.values.items() if value == best} or not score.best


def test_what_was_true_stands_beside_what_was_seen(game: Game, end: Ending) -> None:
    seen = see(game)
    assert [truth.trust for truth in end.truth] == list(concerned(game))
    for truth in end.truth:
        assert truth.index == pytest.approx(seen.trusts[truth.trust].index)
        assert truth.reports == seen.trusts[truth.trust].reports
        assert truth.quality == pytest.approx(end.path(YOU).quality[truth.trust])
        assert truth.responsive[-1] == pytest.approx(truth.domains["responsive"])
        assert sum(truth.domains.values()) / 5 == pytest.approx(truth.quality[-1])
        assert [led.first for led in truth.leaders][1:] == [led.last + 1 for led in truth.leaders][:-1]
        assert truth.leaders[-1].person == seen.trusts[truth.trust].leader.person
    wide = [abs(np.subtract(truth.index, truth.quality)).max() for truth in end.truth]
    assert max(wide) > 1.0


def test_what_is_seen_is_made_of_one_domain(game: Game, end: Ending) -> None:
    """The domain is told beside the index, so that chance and quick fixes can be told from the other four."""
    tables = run(end.path(YOU).scenario, game.seed)
    for truth in end.truth:
        there = tables["panel"]["quality_responsive"][0][:, truth.trust]
        assert np.array_equal(truth.responsive, there, equal_nan=True)


def test_the_prediction_stands_beside_what_came(game: Game, end: Ending) -> None:
    assert end.prediction == game.prediction
    assert "special measures" in end.came[0]
    assert f"Money spent: £{end.path(YOU).scores['spend_m']:.2f}m." in end.came
    assert not any(said.endswith((" 1 trusts.", " 1 people.")) for said in end.came)
    assert any("one luck" in note.lower() for note in end.notes)
    assert json.dumps(end.as_dict(), allow_nan=False)


def test_one_decision_is_left_out_or_put_off(game: Game, end: Ending) -> None:
    replacements = [
        (move.quarter, n)
        for move in game.moves
        for n, decision in enumerate(move.decisions, start=1)
        if isinstance(decision, Replace)
    ]
    quarter, place = replacements[0]
    month = 3 * quarter
    own = [(e.month, e.trust, e.do) for e in end.path(YOU).scenario.events]
    gone = [(e.month, e.trust, e.do) for e in variant(game, quarter, place).scenario.events]
    late = [(e.month, e.trust, e.do) for e in variant(game, quarter, place, later=3).scenario.events]
    (left,) = set(own) - set(gone)
    assert left[0] == month
    assert left[2] == "replace_leader"
    assert set(late) - set(own) == {(month + 3, *left[1:])}
    assert any(variant(game, *each).scores != end.path(YOU).scores for each in replacements)


@pytest.mark.parametrize(("quarter", "place", "later"), [(1, 99, None), (99, 1, None), (1, 1, 0), (1, 1, 1000)])
def test_a_decision_that_was_not_taken_cannot_be_changed(game: Game, quarter: int, place: int, later: Any) -> None:
    with pytest.raises(Mistake):
        variant(game, quarter, place, later)


def test_paths_part_where_somebody_decided(game: Game, end: Ending) -> None:
    first = next(move for move in game.moves if move.decisions)
    found = parted(end.path(YOU), end.path(UNDECIDED))
    assert found[0].month == first.month
    assert found[0].trust in {decision.trust for decision in first.decisions}
    assert found[0].inputs[0] == "what was decided for it"
    assert [each.month for each in found] == sorted(each.month for each in found)
    assert not any("policy" in said for each in found for said in each.inputs if len(each.inputs) > 1)
    assert not any("heard_" in said or "'s row" in said for each in found for said in each.inputs)
    assert parted(end.path(YOU), end.path(YOU)) == ()


def test_what_was_no_longer_the_same_is_told_without_the_words_of_the_code() -> None:
    heard = [each.name for each in fields(TrustFields) if each.name.startswith("heard_")]
    for said in (*_inputs_in_words(heard), *_inputs_in_words(["buddying", "similarity"])):
        assert not any(
            word in said for word in ("net of", "caseload", "allotted", "heard", "this month", "envelope")
        ), said


def test_luck_is_told_from_policy_in_many_worlds(game: Game, end: Ending) -> None:
    done: list[tuple[int, int]] = []
    found = luck(game, worlds=16, progress=lambda *of: done.append(of))
    assert done == [(n + 1, 48) for n in range(48)]
    assert luck(game, worlds=16, progress=lambda *of: done.append(of)) is found
    assert len(done) == 48
    assert set(found.differences) == {UNDECIDED, PATIENCE}
    assert found.here == end.path(REGIME).scores
    plans = standing(game)
    if game.trust is None:
        quality = {}
        for name in (REGIME, UNDECIDED):
            tables: dict[str, Any] = dict(
                simulate(plans[name][1], seed=game.seed, first=0, replicates=16, uncertainty="posterior")
            )
            quality[name] = tables["outcomes"]["quality"].to_pylist()
        column = next(column for column in SCORES if column.name == "quality")
        draws = [replicate // 4 for replicate in range(16)]
        there = next(each for each in found.differences[UNDECIDED] if each.outcome == "quality")
        assert there == paired(column, quality[REGIME], quality[UNDECIDED], draws)
        assert there.replicates == 16
    assert all("95% interval, 16 worlds" in said for said in found.told if "beside that" in said)
    assert json.dumps(found.as_dict(), allow_nan=False)


def test_scores_depend_on_the_game_and_not_on_whose_it_is(game: Game, end: Ending) -> None:
    other = game.model_copy(update={"player": "Ben", "token": "another"})
    assert scored(other) == end.path(YOU).scores
