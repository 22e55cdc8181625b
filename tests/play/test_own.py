"""What a player did, as a standing policy in many worlds."""

import json
from typing import Any

import pytest
from made_up_games import begun, with_moves

from turnaround_sim.analysis.comparison import paired
from turnaround_sim.play.ending import SCORES, UNDECIDED
from turnaround_sim.play.game import Game, standing_policy
from turnaround_sim.play.moves import Buddy, Director, Dismiss, Money, Replace, Reporting
from turnaround_sim.play.own import own_luck, standing_forms
from turnaround_sim.play.seen import see
from turnaround_sim.simulate import simulate

WORLDS = 8


def played(role: Any = "national") -> Game:
    """A game in which everything is decided once."""
    game = begun(role)
    trust = see(game).inside[0].number if game.trust is None else game.trust
    said = (
        Replace(trust=trust), Director(trust=trust, style="scrutinise"), Buddy(trust=trust),
        Money(trust=trust, millions=0.5, mix="capability"), Reporting(trust=trust, level="more"),
    )  # fmt: skip
    return with_moves(game, said, (Dismiss(trust=trust), Reporting(trust=trust, level="usual")))


def test_each_kind_of_decision_is_a_policy_of_its_own() -> None:
    assert standing_forms(played()) == {
        "a buddy for a year": {"buddy.share": 1.0, "buddy.months": 12},
        "a director who scrutinises, for a year": {
            "director.stay": 12, "director.delay": 3, "director.style": -1.0,
        },
        "more reports": {"oversight.requests": 4.0, "oversight.assurance_lead": False},
        "replace the chief executive in month 3": {"leadership.replace_after": 3},
        "£3m over a year, spent on capability": {
            "funding.millions": 3.0, "funding.months": 12, "funding.envelope": 200.0, "funding.posts": 0.0,
            "funding.consultants": 0.0, "funding.capability": 1.0,
        },
    }  # fmt: skip
    assert standing_forms(played("chair")) == standing_forms(played())


def test_a_replacement_that_waited_is_tried_as_a_late_one() -> None:
    game = begun()
    trust = see(game).inside[0].number
    late = with_moves(game, (), (), (Replace(trust=trust),))
    assert list(standing_forms(late)) == ["replace the chief executive in month 12"]


@pytest.mark.parametrize("role", ["national", "chair"])
def test_each_policy_is_set_against_deciding_nothing_in_the_same_worlds(role: Any) -> None:
    game = played(role)
    done: list[tuple[int, int]] = []
    found = own_luck(game, WORLDS, lambda *of: done.append(of))
    assert done[-1] == (48, 48)
    assert found.baseline == UNDECIDED
    country = begun()
    column = next(column for column in SCORES if column.name == "quality")
    quality = []
    for levers in ({}, standing_forms(game)["more reports"]):
        scenario = standing_policy(country, levers)
        tables: Any = dict(simulate(scenario, seed=44, first=0, replicates=WORLDS, uncertainty="posterior"))
        quality.append(tables["outcomes"]["quality"].to_pylist())
    there = next(each for each in found.differences["more reports"] if each.outcome == "quality")
    assert there == paired(column, *quality, [world // 4 for world in range(WORLDS)])
    assert len(found.told) == 5
    assert all("95% interval, 8 worlds" in said for said in found.told)
    assert json.dumps(found.as_dict(), allow_nan=False)


def test_who_decided_nothing_has_nothing_tried() -> None:
    found = own_luck(with_moves(begun(quarters=4), (), (), ()), WORLDS)
    assert (found.differences, found.told) == ({}, ())
