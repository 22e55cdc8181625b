"""The month's ledger: it adds up, it is the story's, and what is shown adds up as it is shown."""

import pytest

from turnaround_sim.beliefs import WORLDS_PER_DRAW, believing, draw_of
from turnaround_sim.dashboard.live.accounts import accounts, ledgers
from turnaround_sim.dashboard.live.world import World
from turnaround_sim.entities import DOMAINS
from turnaround_sim.scenario import read_scenario
from turnaround_sim.story.ledger import accounts_of
from turnaround_sim.trace import trace

EXACT = (*DOMAINS, "capability", "engagement", "staffing", "attention")


@pytest.fixture(scope="module")
def world():
    return World("classroom", 1, 1)


def test_causes_add_up_to_the_last_bit_in_every_month(world):
    merged = 0
    while not world.over:
        world.step()
        for i in range(world.trusts):
            if world.now[i].is_open:
                told = accounts(world, i)
                for name in EXACT:
                    *_, last = told[name].entries()
                    assert last.after == told[name].after[0], (name, i, world.month)
                *_, last = told["quality"].entries()
                assert last.after == pytest.approx(told["quality"].after[0], abs=1e-12)
                merged += told["quality"].contributions[0, -1] != 0.0
                for ledger in ledgers(world, i).values():
                    shown = ledger.before + sum(line.gave for line in ledger.lines)
                    assert shown == pytest.approx(ledger.after, abs=1e-9)
                    assert all(line.gave for line in ledger.lines)
    assert merged == 1


def test_it_is_the_story_s_ledger():
    world = World("classroom", 4, 2)
    kept = trace(believing(read_scenario("classroom"), "posterior", draw_of(2, WORLDS_PER_DRAW)), 4, 2)
    whole = accounts_of(kept, 3, 60)
    world.step(25)
    for name, account in accounts(world, 3).items():
        assert account.before[0] == whole[name].before[24]
        assert account.after[0] == whole[name].after[24]
        assert account.contributions[0].tolist() == whole[name].contributions[24].tolist()
        assert list(account.causes) == list(whole[name].causes)


def test_a_ledger_is_said_in_words_and_as_a_table():
    world = World("classroom", 1, 0)
    world.step(13)
    told = ledgers(world, 0)
    ledger = told["staffing"]
    assert ledger.title == "Staffing, % of posts"
    assert ledger.rows[0][0] == "last month"
    assert ledger.rows[-1] == ("this month", f"{ledger.after:.2f}")
    assert ledger.said.startswith(f"From {ledger.before:.2f} to {ledger.after:.2f}")
    gave, account = dict(ledger.lines), accounts(world, 0)["staffing"]
    for cause, own in zip(account.causes.values(), account.contributions[0], strict=True):
        assert gave.get(cause, 0.0) == pytest.approx(100.0 * own, abs=0.011)
    assert "The causes add up exactly: nothing is left over." in ledger.said
    assert told["attention"].rows[0][0] == "all management time but routine"
    assert told["well_led"].title == "Well-led, points"
