"""A story is what the run was: rebuilt from its folder, walked again, held against what was written."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from turnaround_sim.cohort import Cohort, synthetic_cohort
from turnaround_sim.experiment import run_scenario
from turnaround_sim.mistakes import Mistake
from turnaround_sim.provenance import with_values
from turnaround_sim.scenario import LeverChange, PlannedEvent, Scenario
from turnaround_sim.store import Results
from turnaround_sim.story import Account, Happening, Story, tell
from turnaround_sim.story.ledger import Numbers, rounded

WORLD = Scenario(name="told", months=36, trusts=12, systems=3, burn_in=6)
BUSY = replace(
    WORLD,
    levers=with_values(WORLD.levers, {"regime.review_entries": 4.0, "leadership.patience": 3}),
    changes=(LeverChange(1, "regime.review_entries", 0.0), LeverChange(20, "director.days", 4.0, trust=3)),
    events=(
        PlannedEvent(4, 3, "shock", {"points": -20.0, "months": 6}),
        PlannedEvent(18, 3, "replace_leader"),
        PlannedEvent(25, 5, "acquire", {"partner": 3}),
    ),
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Results:
    return Results.open(run_scenario(BUSY, seed=2, replicates=3, keep="panel", out=tmp_path_factory.mktemp("told")))


@pytest.fixture(scope="module")
def stories(results: Results) -> list[Story]:
    return [tell(results, "told", trust, replicate) for trust in (3, 5, 8) for replicate in (0, 2)]


def closing(account: Account, months: int) -> Numbers:
    """What every month's last line says, [month]."""
    lines, each = list(account.entries()), len(account.causes)
    assert len(lines) == months * each
    return np.array([line.after for line in lines[each - 1 :: each]])


def test_every_account_closes_in_every_month(stories: list[Story]) -> None:
    for story in stories:
        assert next(iter(story.accounts)) == "quality"
        for name, account in story.accounts.items():
            after = closing(account, story.months)
            if name == "quality":
                assert np.abs(after - account.after).max() < 1e-12
            else:
                assert (after == account.after).all(), name
            if name != "attention":
                assert np.array_equal(account.before[1:], account.after[:-1])


def test_quality_is_what_the_panel_has(results: Results, stories: list[Story]) -> None:
    panel = results.panel()
    for story in stories:
        own = panel["quality"].isel(arm=0, replicate=story.replicate, trust=story.trust).to_numpy()
        # In the month it closes a trust is no longer in the panel.
        months = story.months - story.closed
        assert np.allclose(story.quality[:months], own[:months], rtol=0, atol=1e-12)


def test_what_lasts_of_every_cause_adds_up_and_fades(stories: list[Story]) -> None:
    for story in stories:
        account = story.accounts["quality"]
        for first, last in ((-1, 0), (-1, story.months - 1), (7, 20)):
            change = story.at(last) - story.at(first)
            assert account.lasting(first, last).sum() == pytest.approx(change, abs=1e-9)
            assert account.between(first, last).sum() == pytest.approx(change, abs=1e-9)
        shocks = list(account.causes).index("shocks")
        left = sum(
            account.contributions[month, shocks] * (1 - account.fading) ** (20 - month) for month in range(8, 21)
        )
        assert account.lasting(7, 20)[shocks] == pytest.approx(left)


def test_what_was_ordered_and_what_followed_is_told(stories: list[Story]) -> None:
    story = next(story for story in stories if story.trust == 3)
    told = {(each.month, each.kind): each.text for each in story.happenings}
    assert "shock (amount -20.0, months 6)" in told[4, "order"]
    assert "replace_leader" in told[18, "order"]
    assert (
        "“days a week with one trust” becomes 4 days/week, for this trust alone (director.days)" in told[20, "policy"]
    )
    assert told[25, "merger"] == f"takes in {story.scenario.cohort.name[5]} (trust 5)"
    leader = [each.text for each in story.happenings if each[:2] == (18, "leader")]
    assert any("was removed at review" in text for text in leader)
    assert any("acts as an interim" in text for text in leader)


def test_a_trust_that_is_taken_over_ends_there(stories: list[Story]) -> None:
    story = next(story for story in stories if story.trust == 5)
    assert (story.months, story.closed) == (26, True)
    name = story.scenario.cohort.name[3]
    assert Happening(25, "merger", f"is taken over by {name} (trust 3), and closes") in story.happenings
    assert story.turns[-1].name.endswith("closing")


def test_entry_and_exit_are_those_of_the_table_of_spells(results: Results, stories: list[Story]) -> None:
    spells = results.table("spells")
    found = 0
    for story in stories:
        own = spells[(spells["trust"] == story.trust) & (spells["replicate"] == story.replicate)]
        entered = [each.month for each in story.happenings if each.text.startswith("enters special measures")]
        assert entered == own["entered"].tolist()
        found += len(entered)
        if entered:
            assert any(turn.month == entered[0] and "entry" in turn.name for turn in story.turns)
    assert found


def test_a_story_does_not_need_what_a_run_did_not_keep(tmp_path: Path, stories: list[Story]) -> None:
    few = Results.open(run_scenario(BUSY, seed=2, replicates=3, keep="outcomes", out=tmp_path))
    story = tell(few, "told", 3, 2)
    known = next(each for each in stories if (each.trust, each.replicate) == (3, 2))
    assert np.array_equal(story.quality, known.quality)
    assert story.happenings == known.happenings


@pytest.mark.parametrize("fixed", [(), (1, 4), tuple(range(12))], ids=["none", "some", "all"])
def test_a_users_own_trusts_are_rebuilt_from_their_table(fixed: tuple[int, ...], tmp_path: Path) -> None:
    made = synthetic_cohort(12, 3)
    disadvantage = np.full(12, np.nan)
    disadvantage[list(fixed)] = 3.25
    own = Cohort(
        name=tuple(f"Ours {n}" for n in range(12)), type=made.type, system=made.system, system_name=made.system_name,
        size=made.size, rurality=made.rurality, deprivation=made.deprivation, disadvantage=disadvantage,
    )  # fmt: skip
    scenario = replace(WORLD, months=6, own_cohort=own)
    results = Results.open(run_scenario(scenario, seed=1, replicates=2, out=tmp_path))
    assert tell(results, "told", 4, 1).scenario.resolved() == scenario.resolved()
    assert tell(results, "told", 4, 1).name == "Ours 4"


def changed(results: Results, **facts: object) -> Results:
    return Results(results.folder, {**results.manifest, **facts})


def test_a_run_made_by_other_rules_is_refused(results: Results) -> None:
    with pytest.raises(Mistake, match="made by other rules"):
        tell(changed(results, source="0" * 16), "told", 3, 0)


def test_a_run_that_says_otherwise_is_refused(results: Results) -> None:
    with pytest.raises(Mistake, match="does not say of replicate 0"):
        tell(changed(results, seed=3), "told", 3, 0)
    scenarios = json.loads(json.dumps(results.manifest["scenarios"]))
    scenarios["told"]["parameters"]["systems"]["base"] += 1.0
    with pytest.raises(Mistake, match="does not say of replicate 0"):
        tell(changed(results, scenarios=scenarios), "told", 3, 0)


@pytest.mark.parametrize("total", [0.4, 0.5, -0.1, 1.0])
def test_rounded_parts_add_up_to_the_rounded_total(total: float) -> None:
    parts = np.array([0.14, 0.0, 0.26, -0.13, 0.17])
    found = rounded(parts, total)
    assert sum(round(10 * part) for part in found) == round(10 * total)
    assert found[1] == 0.0
