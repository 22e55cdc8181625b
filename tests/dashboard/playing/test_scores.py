"""Scores: several outcomes, each with its better way, none hidden in a sum."""

import math

import pytest

from turnaround_sim.dashboard.playing import scores
from turnaround_sim.play.ending import SCORES, ending
from turnaround_sim.play.game import Game
from turnaround_sim.play.moves import Move, Replace
from turnaround_sim.play.storage import Standing

NAMES = [column.name for column in SCORES]


@pytest.fixture(scope="module")
def came(game: Game, seen):
    replaced = Replace(trust=seen.inside[0].number)
    moves = (Move(quarter=1, decisions=(replaced,)), Move(quarter=2), Move(quarter=3))
    return ending(game.model_copy(update={"moves": moves, "ended": True}))


def test_each_path_has_all_scores_and_the_best_are_marked(came):
    rows = scores.beside(came)
    assert [row[0] for row in rows] == [path.name for path in came.paths]
    assert all(len(row) == len(scores.header("Path")) for row in rows)
    for place, score in enumerate(came.score, start=1):
        marked = {row[0] for row in rows if row[place].endswith(scores.BEST)}
        assert set(score.best) <= marked or not marked
        shown = {row[place].removesuffix(scores.BEST) for row in rows if row[0] in marked}
        assert len(shown) == bool(marked)


def test_the_player_is_set_beside_every_other_path_in_words(came):
    said = scores.in_words(came)
    for column in SCORES:
        assert column.label in said


def test_lines_that_end_alike_are_named_together():
    said = scores.ends_in_words([("you", [40.0, 41.0]), ("late", [39.0, 41.01]), ("gone", [40.0, math.nan])])
    assert said == "In the last month: 41.0 for “you” and “late”; 40.0 for “gone”."


def test_the_league_is_in_the_order_that_is_asked_for():
    low = dict.fromkeys(NAMES, 1.0)
    standings = [
        Standing("Ann", {**low, "shortfall": 2.0, "recoveries": 1.0}),
        Standing("Bob", {**low, "shortfall": 1.0, "recoveries": 0.0}),
        Standing("Cy", {**low, "shortfall": 2.0, "recoveries": 3.0}),
    ]
    assert [row[0] for row in scores.league(standings, "shortfall")] == ["1. Bob", "2.= Ann", "2.= Cy"]
    assert [row[0] for row in scores.league(standings, "recoveries")] == ["1. Cy", "2. Ann", "3. Bob"]


def test_every_score_says_which_way_is_better():
    assert all("better" in head for head in scores.header("x")[1:])
    assert len(scores.meanings()) == len(SCORES)


def test_what_looks_alike_is_alike():
    assert scores.as_shown("shortfall", 0.5712) == scores.as_shown("shortfall", 0.5689)
    assert scores.as_shown("leaders", 3.0) != scores.as_shown("leaders", 4.0)


def test_who_has_no_number_comes_last_and_is_told_why():
    low = dict.fromkeys(NAMES, 1.0)
    standings = [Standing(name, {**low, "recoveries": of}) for name, of in (("Ann", math.nan), ("Bob", 0.0))]
    rows = scores.league(standings, "recoveries")
    assert [row[0] for row in rows] == ["1. Bob", "2. Ann"]
    assert rows[1][1 + NAMES.index("recoveries")] == "–"
    assert "early enough" in scores.missing(each.scores for each in standings)
    assert scores.missing([standings[1].scores]) == ""


def test_quality_at_the_end_is_the_first_score():
    assert NAMES == [
        "quality_end", "quality", "months_in", "spend_m", "leaders", "shortfall", "recoveries", "inadequate",
    ]  # fmt: skip
