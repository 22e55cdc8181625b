"""The page Live model, run as the server runs it, without a browser."""

import gc
import re
import weakref

import pytest
from streamlit.testing.v1 import AppTest

from turnaround_sim.dashboard.live.phases import phases
from turnaround_sim.dashboard.live.world import World

SCRIPT = "from turnaround_sim.dashboard.pages import live\nlive.page()\n"


@pytest.fixture
def page():
    """The page as it first comes up."""
    return AppTest.from_string(SCRIPT, default_timeout=60).run()


def press(page, name):
    of(page, "button", name).click()
    return page.run()


def of(page, kind, label):
    return next(each for each in getattr(page, kind) if each.label == label)


def choose(page, label, value):
    of(page, "selectbox", label).set_value(value)
    return page.run()


def text(page):
    found = [each.value for kind in ("markdown", "caption", "header") for each in getattr(page, kind)]
    return re.sub(r"\\(\W)", r"\1", "\n".join(found))


def everything(page):
    """All HTML of the page, in columns too."""
    found, waiting = [], [page.main]
    while waiting:
        block = waiting.pop()
        for each in block.children.values():
            if hasattr(each, "children"):
                waiting.append(each)
            elif getattr(each, "type", "") == "html":
                found.append(each.proto.body)
    return "\n".join(found)


def no_fault(page):
    assert not page.exception
    assert not page.error
    return page


def test_it_comes_up_before_month_0_with_the_standing_notice(page):
    no_fault(page)
    assert "**Before month 0.**" in text(page)
    assert "Illustrative, not a forecast." in everything(page)
    assert of(page, "selectbox", "Scenario").value == "classroom"
    assert of(page, "button", "Back to month 0").disabled


def test_steps_show_what_the_world_is_then(page):
    press(page, "Step one month")
    no_fault(press(page, "Step 12 months"))
    assert "**At the end of month 12** (0 to 59)." in text(page)
    world = World("classroom", 1, 0)
    world.step(13)
    shown = everything(page)
    assert "Acute 001: leader 17 was removed at review after 17 months" in shown
    assert f"{world.quality_now(0):.1f} in month 12" in text(page)
    no_fault(press(page, "Back to month 0"))
    assert "**Before month 0.**" in text(page)


def test_the_last_month_ends_the_controls(page):
    for _ in range(5):
        assert not of(page, "button", "Step 12 months").disabled
        no_fault(press(page, "Step 12 months"))
    assert "That was the last month." in text(page)
    assert of(page, "button", "Step one month").disabled
    assert of(page, "button", "Play").disabled


def test_a_trust_and_a_variable_are_chosen(page):
    press(page, "Step 12 months")
    no_fault(choose(page, "Trust", 8))
    assert "Ledger of causes of the month: Mental health 001" in text(page)
    no_fault(choose(page, "Variable", "attention"))
    assert "The causes add up exactly: nothing is left over." in text(page)
    no_fault(choose(page, "Agent", "Regulator"))
    assert "Regulator: numbers weighed this month" in everything(page)
    press(page, "Step one month")
    assert of(page, "selectbox", "Trust").value == 8
    assert of(page, "selectbox", "Variable").value == "attention"


def linked(**query):
    page = AppTest.from_string(SCRIPT, default_timeout=60)
    for name, value in query.items():
        page.query_params[name] = value
    return page.run()


def address(page):
    return {name: value if isinstance(value, str) else value[0] for name, value in page.query_params.items()}


def test_an_address_names_a_world_and_follows_the_controls():
    page = no_fault(linked(scenario="theory_quiet", seed="7", replicate="3"))
    world = page.session_state["live_world"]
    assert (world.scenario.name, world.seed, world.replicate) == ("theory_quiet", 7, 3)
    of(page, "number_input", "Replicate").set_value(4)
    no_fault(page.run())
    assert address(page) == {"scenario": "theory_quiet", "seed": "7", "replicate": "4"}
    assert address(linked()) == {"scenario": "classroom", "seed": "1", "replicate": "0"}


@pytest.mark.parametrize(
    "query",
    [
        {"scenario": "clasroom"},
        {"seed": "-1"},
        {"replicate": "many"},
        {"seed": "9" * 5000},
        {"scenario": "../x", "seed": "y"},
    ],
)
def test_a_bad_address_is_one_message(query):
    page = linked(**query)
    assert not page.exception
    assert len(page.error) == 1
    assert page.session_state["live_world"].scenario.name == "classroom"
    assert not page.run().error


def test_it_says_whose_numbers_a_world_lives_under(page):
    lines = set()
    for replicate in (0, 4):
        of(page, "number_input", "Replicate").set_value(replicate)
        no_fault(page.run())
        world = World("classroom", 1, replicate)
        assert f"draw {world.draw} of the posterior" in text(page)
        assert f"line is {world.line:.1f} points" in text(page)
        lines.add(world.draw)
    assert len(lines) == 2


def test_no_level_of_headings_is_skipped(page):
    press(page, "Step one month")
    assert page.title
    assert page.header
    assert not page.subheader
    assert "<h3>What its agents did" in everything(page)


def test_a_world_that_is_left_is_let_go(page):
    held = weakref.ref(page.session_state["live_world"])
    of(page, "number_input", "Replicate").set_value(1)
    no_fault(page.run())
    assert page.session_state["live_world"].replicate == 1
    gc.collect()
    assert held() is None


def test_a_closed_trust_has_no_ledger_and_breaks_nothing(page):
    of(page, "number_input", "Replicate").set_value(1)
    page.run()
    for _ in range(4):
        press(page, "Step 12 months")
    no_fault(choose(page, "Trust", 6))
    assert "Acute 007 closed in month 46: Acute 004 took it over." in text(page)
    assert "Ledger of causes" not in text(page)
    no_fault(choose(page, "Trust", 3))
    assert "Ledger of causes" in text(page)


def test_play_is_paused_by_a_step_and_by_another_scenario(page):
    press(page, "Play")
    assert of(no_fault(page), "button", "Pause")
    press(page, "Step one month")
    assert of(no_fault(page), "button", "Play")
    press(page, "Play")
    no_fault(choose(page, "Scenario", "theory_quiet"))
    assert of(page, "button", "Play")
    assert "**Before month 0.**" in text(page)


def test_a_large_world_shows_one_system_at_a_time(page):
    no_fault(choose(page, "Scenario", "null"))
    assert "220 trusts: to start took" in text(page)
    no_fault(choose(page, "System", 4))
    trust = of(page, "selectbox", "Trust").value
    assert page.session_state["live_world"].model.trusts[trust].system == 4
    other = next(t.number for t in page.session_state["live_world"].model.trusts if t.system == 7)
    no_fault(choose(page, "Trust", other))
    assert of(page, "selectbox", "System").value == 7
    no_fault(press(page, "Step one month"))
    no_fault(choose(page, "Scenario", "classroom"))
    assert of(page, "selectbox", "Trust").value == 0


def test_every_phase_is_told(page):
    shown = everything(page)
    assert all(phase.told in shown for phase in phases())


def test_two_tabs_walk_worlds_of_their_own(page):
    other = AppTest.from_string(SCRIPT, default_timeout=60).run()
    press(page, "Step 12 months")
    assert "**Before month 0.**" in text(other.run())
    assert "**At the end of month 11**" in text(page.run())
